"""Lines of a text, and which of their breaks are mere wraps inside a paragraph.

Text copied from a PDF is broken at the page's margin: inside sentences, words, even between a number and its unit.
Pages built from nested tags break in the same way at one place only (`PM` / `2.5` / `年平均浓度`). A break is a wrap
when the line before it cannot end there, or when the line runs to the margin of its neighbours in a text that is full
of lines ending inside a sentence. No width is fixed: the margin is what the lines around show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

import regex

from report_parser.text import markers

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
_DATE_END = regex.compile(r"(?:19|20)[0-9]{2}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?$|[0-9]{1,2}:[0-9]{2}$|附件[0-9]{1,2}$")
_NUMBER_LINE = regex.compile(r"[0-9][0-9.,]{0,15}+%?")
_COPULA = regex.compile(r"是[:,]")
_STATES_UNIT = regex.compile(r"[(\[]? {0,2}(?:计量)?单位 {0,2}:")
_CLAUSE = regex.compile(r"[,。；;]")
_SPACED = regex.compile(r"(?<![^ 　])(?:\p{Han}[ 　]{1,8}){1,40}+\p{Han}(?![^ 　])")


@dataclass(frozen=True, slots=True)
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


def joins(folded: str, lines: Sequence[Line] | None = None) -> frozenset[int]:
    r"""The offsets of the line breaks that are wraps inside a paragraph.

    >>> sorted(joins("查出问题金额4.02\n亿元,\n其中违规金额1504万元。\n二、下一步打算\n加强管理。"))
    [10, 14]
    """
    if lines is None:
        lines = split(folded)
    marked = {
        i
        for i, line in enumerate(lines)
        if line.first < line.last and markers.at(folded, line.first, line.last) is not None
    }
    open_ends = _open_ends(folded, lines)
    found: set[int] = set()
    for i in open_ends:
        above = i > 0 and lines[i - 1].end in found
        if _must_join(folded, lines, i, above, marked):
            found.add(lines[i].end)
    found.update(lines[i].end for i in _wrapped(folded, lines, open_ends, marked))
    return frozenset(found)


def paragraphs(lines: Sequence[Line], wraps: Collection[int], apart: Collection[int] = ()) -> list[Line]:
    """The lines that are not blank, with wrapped ones put together. Lines whose index is in `apart` stay alone."""
    found: list[Line] = []
    open_line: Line | None = None
    for i, line in enumerate(lines):
        if line.blank:
            open_line = None
            continue
        if open_line is not None and i not in apart:
            found[-1] = Line(open_line.start, line.end, open_line.first, line.last)
        else:
            found.append(line)
        open_line = found[-1] if line.end in wraps and i not in apart else None
    return found


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
    """Whether a line is a row of a table: cells between tabs or bars."""
    return folded.find("\t", line.first, line.last) >= 0 or "|" in (folded[line.first], folded[line.last - 1])


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
    if final in "0123456789." and _UNIT.match(folded, below.first, below.last):
        return _DATE_END.search(folded, line.first, line.last) is None
    if _NUMBER_LINE.fullmatch(folded, below.first, below.last):
        after = lines[i + 2] if i + 2 < len(lines) else below
        alone = _NUMBER_LINE.fullmatch(folded, after.first, after.last) is None and after.first < after.last
        return alone and _CLAUSE.search(folded, line.first, line.last) is not None
    return False


def _wrapped(folded: str, lines: Sequence[Line], open_ends: Sequence[int], marked: Collection[int]) -> list[int]:
    """Lines that run on into the next, where the lines around are hard-wrapped too; empty for most texts."""
    running = {i for i in open_ends if lines[i].last - lines[i].first >= _WIDE_ENOUGH and i not in marked}
    if len(running) < _FEW:
        return []
    indent = _indent(lines)
    wide = [i for i, line in enumerate(lines) if line.last - line.first >= _WIDE_ENOUGH]
    widths = [_width(folded, lines[i]) for i in wide]
    runs = list(accumulate((i in running for i in wide), initial=0))
    found = []
    for k, i in enumerate(wide):
        if i + 1 >= len(lines) or i + 1 in marked:
            continue
        line, below = lines[i], lines[i + 1]
        if below.first == below.last or _STATES_UNIT.match(folded, below.first, below.last):
            continue
        if indent is not None and below.first - below.start >= indent:
            continue
        low, high = max(0, k - _AROUND), min(len(wide), k + _AROUND + 1)
        if 5 * (runs[high] - runs[low]) < high - low:
            continue
        margin = max(widths[low:high])
        final = folded[line.last - 1]
        if final in TERMINAL or (final in _QUOTES and folded[line.last - 2] in TERMINAL):
            goes_on = indent is not None and widths[k] >= margin - 4
        elif i in marked:
            even = 3 * sum(widths[j] >= margin - 4 for j in range(low, high) if wide[j] in running)
            strict = even >= 2 * (runs[high] - runs[low])
            goes_on = (
                2 * widths[k] >= margin
                if indent is not None
                else widths[k] >= (margin - 4 if strict else 0.75 * margin)
            )
        else:
            goes_on = i in running and 2 * widths[k] >= margin
        if goes_on:
            found.append(i)
    return found


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
