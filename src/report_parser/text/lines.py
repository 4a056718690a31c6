"""Lines of a text, and which of their breaks are mere wraps inside a paragraph.

Text copied from a PDF is broken at the page's margin: inside sentences, words, even between a number and its unit.
Pages built from nested tags break in the same way at one place only (`PM` / `2.5` / `年平均浓度`). A break is a wrap
when the line before it cannot end there, or when the line runs to the margin of its neighbours in a text that is full
of lines ending inside a sentence. No width is fixed: the margin is what the lines around show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import accumulate

import regex

from report_parser.text import markers
from report_parser.values import value

TERMINAL = frozenset("。！？!?；;：:…")
_OPENING = frozenset("([{〔《〈“‘【「、,")
_CLOSING = frozenset(",、。；;：:！？!?)]}〕》〉”’】」%‰℃")
_DANGLING = frozenset("的和与及将把被")
_QUOTES = "”’》〉)]】」"
_WIDE_ENOUGH = 12
_FEW = 3
_LONE_MARKER = 8
_AROUND = 4
_UNIT = regex.compile(
    r"[万亿千百]|公[里斤顷]|平方|立方|[个件项家户名条份场次元人年月日吨亩米倍度期批座处所宗起类套台部辆](?![、.])|%"
)
_SCALED = regex.compile(r"[0-9] ?[万亿]{1,2}$")
_DATE_END = regex.compile(r"(?:19|20)[0-9]{2}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?$|[0-9]{1,2}:[0-9]{2}$|附件[0-9]{1,2}$")
_NUMBER_LINE = regex.compile(r"[0-9][0-9.,]{0,15}+%?")
_COPULA = regex.compile(r"是[:,]")
# A line over a table: its unit, behind who drew it up (编制部门：某局 单位：元).
_STATES_UNIT = regex.compile(r"(?:\p{Han}{2,6}: ?[^:\n]{1,40} )?[(\[]? {0,2}(?:计量|金额)?单位 {0,2}:")
_CLAUSE = regex.compile(r"[,。；;]")
_FOLIO = regex.compile(
    r"[-—–－―─·•~] {0,3}[0-9]{1,4} {0,3}[-—–－―─·•~]"
    r"|第 {0,2}[0-9]{1,4} {0,2}页(?: {0,3}[,/]? {0,3}共 {0,2}[0-9]{1,4} {0,2}页)?"
    r"|[0-9]{1,4} {0,2}/ {0,2}[0-9]{1,4}"
)
_BARE_FOLIO = regex.compile(r"[0-9]{1,3}")
_LONGEST_FOLIO = 20
_LEAST_PAGE = 8  # lines
_LONGEST_HEAD = 40
_YEAR_END = regex.compile(r"(?<![0-9])(?:19|20)[0-9]{2}$")
_RAGGED = 14  # columns that a full line may lack of its neighbours' margin: a number that did not fit, an indent
_SENTENCE_END = regex.compile(r"[。！？;；](?=[^”’])")
_FIGURE = regex.compile(r"[0-9][0-9.,]{0,15}+ ?(?:%|‰|个百分点|[万亿]?(?:\p{Han}{1,3}))[,。;、]")
_GAP = regex.compile(r" {2,}+")
_CELL = regex.compile(r"[-+]?[0-9][0-9,]{0,20}(?:\.[0-9]{1,8})? ?[%‰]?")
_SPACED = regex.compile(r"(?<![^ 　])(?:\p{Han}[ 　]{1,8}){1,40}+\p{Han}(?![^ 　])")


@value(frozen=True, slots=True)
class Line:
    """A line: `start:end` without its break, `first:last` without the blanks around it (`first == last` if blank)."""

    start: int
    end: int
    first: int
    last: int

    @property
    def blank(self) -> bool:
        """Whether nothing but white space stands on the line."""
        return self.first == self.last


_BLANK = Line(0, 0, 0, 0)


def split(folded: str) -> list[Line]:
    r"""The lines of a text. `\n`, `\r\n` and a lone `\r` end a line.

    >>> [(line.first, line.last) for line in split("一、 甲\n\n  乙")]
    [(0, 4), (5, 5), (8, 9)]
    """
    if "\r" in folded:
        folded = folded.replace("\r\n", " \n").replace("\r", "\n")
    lines: list[Line] = []
    start = 0
    for part in folded.split("\n"):
        end = start + len(part)
        body = part.strip()
        first = start + part.index(body) if body else start
        lines.append(Line(start, end, first, first + len(body)))
        start = end + 1
    return lines


def gaps(folded: str, lines: Sequence[Line], folios: Collection[int]) -> list[tuple[int, int]]:
    """Pairs of lines, by index, of which the second goes on with the paragraph of the first.

    Between the two there may be blank lines, and page numbers: the lines of `folios`.
    """
    kept = _kept(folded, lines, folios)
    rows = [lines[i] if i >= 0 else _BLANK for i in kept]
    return [(kept[at], kept[at + 1]) for at in _breaks(folded, rows)]


def folios(folded: str, lines: Sequence[Line]) -> frozenset[int]:
    r"""The lines that hold nothing but the number of a page: marked as such (— 16 —), or one of a row that counts up.

    >>> text = "营收4.14万亿\n— 16 —\n元。"
    >>> folios(text, split(text))
    frozenset({1})
    """
    found: set[int] = set()
    bare: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if not 0 < line.last - line.first <= _LONGEST_FOLIO:
            continue
        if _FOLIO.fullmatch(folded, line.first, line.last):
            found.add(i)
        elif _BARE_FOLIO.fullmatch(folded, line.first, line.last):
            bare.append((i, int(folded[line.first : line.last])))
            if _tears_a_year(folded, lines, i):
                found.add(i)
    found.update(_counting(bare))
    return frozenset(found | _running_heads(folded, lines, sorted(found)))


def _running_heads(folded: str, lines: Sequence[Line], folios: Sequence[int]) -> set[int]:
    """The lines beside page numbers that stand beside most of them: what is printed on every page."""
    beside: dict[str, set[int]] = {}
    for i in folios:
        for way in (range(i - 1, max(-1, i - _FEW - 2), -1), range(i + 1, min(len(lines), i + _FEW + 2))):
            near = next((k for k in way if not lines[k].blank), None)
            if near is not None and lines[near].last - lines[near].first <= _LONGEST_HEAD:
                beside.setdefault(folded[lines[near].first : lines[near].last], set()).add(near)
    often = max(_FEW, len(folios) / 2)
    return {k for found in beside.values() if len(found) >= often for k in found}


def _tears_a_year(folded: str, lines: Sequence[Line], i: int) -> bool:
    """Whether a year stands on the line before and its 年 on the one behind."""
    above = next((line for line in reversed(lines[max(0, i - _FEW) : i]) if not line.blank), None)
    below = next((line for line in lines[i + 1 : i + 1 + _FEW] if not line.blank), None)
    return (
        above is not None
        and below is not None
        and folded[below.first] == "年"
        and _YEAR_END.search(folded, above.first, above.last) is not None
    )


def _counting(bare: Sequence[tuple[int, int]]) -> list[int]:
    """The lines of the longest row of numbers that count pages: each one more than the last, a page of lines apart."""
    chains: dict[int, list[int]] = {}  # last number -> lines
    best: list[int] = []
    for i, number in bare:
        before = chains.get(number - 1, [])
        if not before or i - before[-1] >= _LEAST_PAGE:
            chain = chains[number] = [*before, i]
            best = max(best, chain, key=len)
    return best if len(best) >= _FEW else []


def _kept(folded: str, lines: Sequence[Line], folios: Collection[int]) -> list[int]:
    """The lines to look at, by index, and -1 for blank lines that part paragraphs.

    Blank lines around a page number part nothing; nor do those of a text that has one behind every line, nor one that
    parts what cannot be parted.
    """
    kept: list[int] = []
    at_folio = False
    gaps: list[int] = []  # places in `kept` of the blank lines
    for i, line in enumerate(lines):
        if i in folios:
            at_folio = True
            if kept and kept[-1] < 0:
                kept.pop()
                gaps.pop()
        elif line.blank:
            if kept and kept[-1] >= 0 and not at_folio:
                gaps.append(len(kept))
                kept.append(-1)
        else:
            kept.append(i)
            at_folio = False
    filled = [i for i in kept if i >= 0]
    wide = [lines[i] for i in filled if lines[i].last - lines[i].first >= _WIDE_ENOUGH]
    running = sum(folded[line.last - 1] not in TERMINAL for line in wide)
    if len(gaps) > 0.8 * len(filled) > _FEW and 2 * running > len(wide):
        return filled
    inner = (at for at in gaps if 0 < at < len(kept) - 1)
    idle = {at for at in inner if _inseparable(folded, lines[kept[at - 1]], lines[kept[at + 1]])}
    return [i for at, i in enumerate(kept) if at not in idle]


def _inseparable(folded: str, line: Line, below: Line) -> bool:
    """Whether two lines belong together whatever stands between: the second goes on with a mark, or with a figure."""
    if line.last - line.first < _WIDE_ENOUGH or folded[line.last - 1] in TERMINAL:
        return False
    if _is_row(folded, line) or _is_row(folded, below):
        return False
    if folded[below.first] in "，。、；,;%‰℃":
        return True
    figure = _FIGURE.match(folded, below.first, below.last) is not None
    return (
        figure and folded[line.last - 1] not in _CLOSING and _CLAUSE.search(folded, line.first, line.last) is not None
    )


def _breaks(folded: str, lines: Sequence[Line]) -> list[int]:
    """The lines, by index, whose break is a wrap."""
    marked = {
        i
        for i, line in enumerate(lines)
        if line.first < line.last and markers.at(folded, line.first, line.last) is not None
    }
    open_ends = _open_ends(folded, lines)
    found: set[int] = set()
    for i in open_ends:
        if _must_join(folded, lines, i, i > 0 and i - 1 in found, marked):
            found.add(i)
    found.update(_wrapped(folded, lines, open_ends, marked))
    return sorted(found)


def unwrapped(text: str, start: int, end: int) -> str:
    r"""The slice without its line breaks and the blanks around them.

    >>> unwrapped("加强审计\n  监督", 0, 9)
    '加强审计监督'
    """
    piece = text[start:end]
    return "".join(part.strip() for part in piece.splitlines()) if "\n" in piece or "\r" in piece else piece


def unspaced(piece: str) -> str:
    """A line without the blanks that spread its characters out: 政 府 工 作 报 告.

    >>> unspaced("政 府 工 作 报 告"), unspaced("青禾县审计局 青禾县财政局")
    ('政府工作报告', '青禾县审计局 青禾县财政局')
    """
    if " " not in piece and "\u3000" not in piece:
        return piece
    return _SPACED.sub(lambda hit: "".join(hit[0].split()), piece)


def _open_ends(folded: str, lines: Sequence[Line]) -> list[int]:
    """Lines that do not end a sentence and have text right below; rows of tables are none."""
    found = []
    for i in range(len(lines) - 1):
        line = lines[i]
        if line.first == line.last or lines[i + 1].first == lines[i + 1].last:
            continue
        final = folded[line.last - 1]
        if final in _QUOTES and line.last - line.first > 1:
            final = folded[line.last - 2]
        if final in TERMINAL or _is_row(folded, line) or _is_row(folded, lines[i + 1]):
            continue
        found.append(i)
    return found


def _is_row(folded: str, line: Line) -> bool:
    """Whether a line is a row of a table: cells between tabs, bars, wide gaps, or one gap before a figure."""
    if folded.find("\t", line.first, line.last) >= 0 or "|" in (folded[line.first], folded[line.last - 1]):
        return True
    if folded.find("  ", line.first, line.last) < 0 or _CLAUSE.search(folded, line.first, line.last) is not None:
        return False
    gaps = list(_GAP.finditer(folded, line.first, line.last))
    return len(gaps) > 1 or _CELL.fullmatch(folded, gaps[0].end(), line.last) is not None


def _must_join(folded: str, lines: Sequence[Line], i: int, above: bool, marked: Collection[int]) -> bool:
    """Whether the break cannot stand between two paragraphs, whatever the width of the text.

    `above` says that the line itself is joined to the one before it; `marked` are the lines with a heading marker.
    """
    line, below = lines[i], lines[i + 1]
    final, head = folded[line.last - 1], folded[below.first]
    if final in _OPENING and line.last - line.first > 1:
        return True
    if final in "(〔" or (head in _CLOSING and line.last - line.first > 1):
        return True
    if line.last - line.first < _LONE_MARKER:
        marker = markers.at(folded, line.first, below.last)
        if marker is not None and marker.end == line.last:
            return True
    length = line.last - line.first
    if i + 1 in marked:
        return False
    if _NUMBER_LINE.fullmatch(folded, line.first, line.last):
        return above
    if _COPULA.match(folded, below.first, below.last):
        return True
    if length < 4:
        return False
    if final in _DANGLING or head == "的":
        return length >= 8
    if (final in "0123456789." or _SCALED.search(folded, line.first, line.last)) and _UNIT.match(
        folded, below.first, below.last
    ):
        return _DATE_END.search(folded, line.first, line.last) is None
    if _NUMBER_LINE.fullmatch(folded, below.first, below.last):
        after = lines[i + 2] if i + 2 < len(lines) else below
        alone = _NUMBER_LINE.fullmatch(folded, after.first, after.last) is None and after.first < after.last
        return alone and _CLAUSE.search(folded, line.first, line.last) is not None
    return False


def _is_over_table(folded: str, lines: Sequence[Line], i: int) -> bool:
    """Whether a line states the unit of the table below it, or is the caption over a line that does."""
    here = (lines[k] for k in (i, i + 1) if k < len(lines))
    return any(_STATES_UNIT.match(folded, line.first, line.last) is not None for line in here)


def _wrapped(folded: str, lines: Sequence[Line], open_ends: Sequence[int], marked: Collection[int]) -> list[int]:
    """Lines that run on into the next, where the lines around are hard-wrapped too; empty for most texts."""
    running = {i for i in open_ends if lines[i].last - lines[i].first >= _WIDE_ENOUGH and i not in marked}
    if len(running) < _FEW:
        return []
    indent = _indent(lines)
    wide = [i for i, line in enumerate(lines) if line.last - line.first >= _WIDE_ENOUGH]
    widths = [_width(folded, lines[i]) for i in wide]
    letters = _letters([lines[i] for i in wide])
    runs = list(accumulate((i in running for i in wide), initial=0))
    opened = set(open_ends)
    found = []
    for k, i in enumerate(wide):
        if i + 1 >= len(lines) or i + 1 in marked:
            continue
        line, below = lines[i], lines[i + 1]
        if below.first == below.last or _is_over_table(folded, lines, i + 1):
            continue
        if indent is not None and below.first - below.start >= indent:
            continue
        low, high = max(0, k - _AROUND), min(len(wide), k + _AROUND + 1)
        if 5 * (runs[high] - runs[low]) < high - low:
            continue
        margin = max(widths[low:high])
        if i in opened and (i not in marked or _SENTENCE_END.search(folded, line.first, line.last)):
            least = margin // 2 if indent is not None else margin - _RAGGED
        elif i in marked:
            even = 3 * sum(widths[j] >= margin - 4 for j in range(low, high) if wide[j] in running)
            strict = even >= 2 * (runs[high] - runs[low])
            least = margin // 2 if indent is not None else margin - 4 if strict else 3 * margin // 4
        else:
            least = margin // 2 if indent is not None else margin + 1
        if widths[k] >= least or (letters is not None and line.last - line.first >= letters and i in opened):
            found.append(i)
    return found


def _letters(lines: Sequence[Line]) -> int | None:
    """How many characters a full line holds, where many lines hold as many and none more; else None."""
    counts = Counter(line.last - line.first for line in lines)
    most = max(counts, default=0)
    return most if counts[most] >= max(_FEW, len(lines) / 5) else None


def _indent(lines: Sequence[Line]) -> int | None:
    """The column from which a line is indented as the first of a paragraph; None if the text marks none so."""
    columns = Counter(line.first - line.start for line in lines if line.first < line.last)
    usual = columns.most_common(1)[0][0]
    if sum(times for column, times in columns.items() if column >= usual + 2) < 2:
        return None
    return usual + 2


def _width(folded: str, line: Line) -> int:
    """Columns on a page: a Chinese character takes two."""
    piece = folded[line.first : line.last]
    return len(piece.encode("gb18030", "replace"))
