"""The frame of a page: which lines are title, body, and what a web page puts around them.

The body runs from the first line after the title and its lines of origin, date and speaker to the last line before the
signature and the page's footer. Sections tile the body; chrome inside it (page numbers) is listed, never cut out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import attrgetter

import regex

from report_parser.data import load
from report_parser.models import Span
from report_parser.text import markers
from report_parser.text.lines import Line, unspaced

_LONG = 90
_WORDS = 40
_FRONT_LINES = 200
_BACK_LINES = 40
_LABELS = 20
_AGAIN = 20
_COPIED = 6
_LONG_LINE, _COPIED_LINES, _TITLE_LINES, _LINES_BEFORE = 24, 3, 8, 10  # of a report that stands twice
_BREAKS = regex.compile(r"[ \t>|/\[\]【】():»›*·]+")
_ROW = regex.compile(r"\|[^\n]{1,400}\|[^\n]{0,400}\||[^\n\t]{1,200}(?:\t[^\n\t]{0,200}){1,40}")  # a row of a table
_SENTENCE = regex.compile(r"[。；;]")


@dataclass(frozen=True, slots=True)
class Chrome:
    """The frame of a page, by indices of lines.

    `lines` are chrome; `title` is a half-open range of lines, or None; `body` is the text that sections tile. Lines
    before and after the body are `front` and `back`. `copy` are the lines on which the report stands a second time.
    """

    lines: frozenset[int]
    title: tuple[int, int] | None
    front: range
    back: range
    body: Span
    copy: range = range(0)

    def spans(self, lines: Sequence[Line]) -> list[Span]:
        """Where the chrome stands, in document order."""
        return [Span(lines[i].first, lines[i].last) for i in sorted(self.lines)]


@dataclass(frozen=True, slots=True)
class _Rules:
    """The compiled patterns and words of `data/chrome.toml`."""

    words: frozenset[str]
    line: regex.Pattern[str]
    holds: regex.Pattern[str]
    probes: tuple[str, ...]
    tail: regex.Pattern[str]
    label: regex.Pattern[str]
    title_label: regex.Pattern[str]
    front: regex.Pattern[str]
    subtitle: regex.Pattern[str]
    copies: regex.Pattern[str]
    notes: regex.Pattern[str]
    ends: tuple[str, ...]
    weak_ends: tuple[str, ...]
    all_ends: tuple[str, ...]
    heading_ends: tuple[str, ...]
    date: regex.Pattern[str]


def find(folded: str, lines: Sequence[Line], title: str | None = None) -> Chrome:
    r"""The frame of a page. `title` is one that is known beforehand (a file's own field).

    >>> from report_parser.text.lines import split
    >>> text = "首页 > 政务公开\n青禾县审计局2025年工作报告\n发布日期:2026-01-05\n全年审计37个。\n上一篇:没有了"
    >>> frame = find(text, split(text))
    >>> frame.title, frame.body.of(text), sorted(frame.lines)
    ((1, 2), '全年审计37个。', [0, 4])
    """
    rules = _rules()
    held = _lines_with(folded, lines, rules.probes)
    sure: set[int] = set()
    chrome: set[int] = set()
    for i, line in enumerate(lines):
        if 0 < line.last - line.first <= _LONG:
            if (_may_begin(folded[line.first]) and rules.line.match(folded, line.first, line.last) is not None) or (
                i in held and rules.holds.search(folded, line.first, line.last) is not None
            ):
                sure.add(i)
            elif line.last - line.first <= _WORDS and _is_words(rules, folded[line.first : line.last]):
                chrome.add(i)
    sure |= _contents(folded, lines, sure)
    chrome |= sure
    heading = _title(rules, folded, lines, chrome, title)
    front = _front_end(rules, folded, lines, chrome, heading)
    copy = _second_copy(folded, lines)
    back = _back_start(rules, folded, lines[: copy.start] if copy else lines, chrome, front)
    sure |= {i for i in copy if not lines[i].blank}
    chrome |= sure
    body = Span(lines[front].first, lines[back - 1].last) if front < back else Span(len(folded), len(folded))
    chrome = {i for i in chrome if i in sure or not front <= i < back}
    if heading is not None:
        chrome |= _running_titles(folded, lines, heading)
        chrome.difference_update(range(*heading))
    return Chrome(frozenset(chrome), heading, range(front), range(back, len(lines)), body, copy)


def _second_copy(folded: str, lines: Sequence[Line]) -> range:
    """The lines on which a text stands a second time, as a page for screens and for printing has it; empty for most.

    It must repeat nearly all long lines of the first, in their order, and reach about to the end.
    """
    long = [i for i, line in enumerate(lines) if line.last - line.first >= _LONG_LINE]
    pieces = [folded[lines[i].first : lines[i].last] for i in long]
    head, again = next(
        (
            (j, k)
            for j in range(min(_LINES_BEFORE, len(pieces)))
            for k in range(j + 1, len(pieces))
            if pieces[j] == pieces[k]
        ),
        (0, 0),
    )
    first_copy, second = pieces[head:again], pieces[again:]
    if len(first_copy) < _COPIED_LINES or 10 * len(second) < 9 * len(first_copy):
        return range(0)
    if (
        10 * sum(map(str.__eq__, first_copy, second)) < 9 * len(first_copy)
        or len(second) > len(first_copy) + _COPIED_LINES
    ):
        return range(0)
    start, first = long[again], long[head]
    for _ in range(_TITLE_LINES):  # the title and what stands under it are repeated too
        before = next((i for i in range(start - 1, first, -1) if not lines[i].blank), None)
        above = next((i for i in range(first - 1, -1, -1) if not lines[i].blank), None)
        if before is None or above is None or not _equal(folded, lines[before], lines[above]):
            break
        start, first = before, above
    return range(start, len(lines))


def _equal(folded: str, line: Line, other: Line) -> bool:
    """Whether two lines hold the same words."""
    return folded[line.first : line.last] == folded[other.first : other.last]


def _lines_with(folded: str, lines: Sequence[Line], probes: Sequence[str]) -> set[int]:
    """The lines that hold one of the words: a plain search, much faster than a pattern on every line."""
    found = set()
    for probe in probes:
        at = folded.find(probe)
        while at >= 0:
            i = bisect_right(lines, at, key=_start) - 1
            found.add(i)
            at = folded.find(probe, lines[i].end)
    return found


_start = attrgetter("start")


def _contents(folded: str, lines: Sequence[Line], chrome: set[int]) -> set[int]:
    """The lines of a table of contents: below 目录, and each of them again further down without its page number."""
    heads = [i for i in chrome if _CONTENTS.fullmatch(folded, lines[i].first, lines[i].last) is not None]
    if not heads:
        return set()
    last = {folded[line.first : line.last]: i for i, line in enumerate(lines)}
    found: set[int] = set()
    read = 0
    for head in sorted(heads):
        for i in range(max(head + 1, read), len(lines)):
            line = lines[i]
            entry = _PAGE.sub("", folded[line.first : line.last])
            if line.first < line.last and last.get(entry, i) <= i and i not in chrome:
                break
            found.add(i)
            read = i + 1
    return {i for i in found if lines[i].first < lines[i].last}


def _running_titles(folded: str, lines: Sequence[Line], title: tuple[int, int]) -> set[int]:
    """The title of one line again on later lines: the head of a page."""
    first = lines[title[0]]
    if title[1] - title[0] > 1:
        return set()
    piece = folded[first.first : first.last]
    return {i for i, line in enumerate(lines) if i >= title[1] and folded[line.first : line.last] == piece}


_PAGE = regex.compile(r"(?<=[^ \t.…·])[ \t.…·]{1,60}+[0-9]{1,3}$")
_CONTENTS = regex.compile("目 {0,8}录")


@cache
def _may_begin(character: str) -> bool:
    """Whether a line of chrome can begin with a character, so that most lines of a body are passed by."""
    return _rules().line.match(character, partial=True) is not None


def _is_words(rules: _Rules, piece: str) -> bool:
    """Whether the line is nothing but words and signs of a page's controls: chrome before and after a body only."""
    if piece.rstrip(":") in rules.words:
        return True
    if _ROW.fullmatch(piece):
        return False
    if _BREAKS.search(piece) is None:
        return False
    parts = [part for part in _BREAKS.split(piece) if part]
    if not parts:
        return piece != "("  # a bracket alone may belong to a heading marker that is broken over two lines
    known = [part for part in parts if part in rules.words]
    if len(known) == len(parts):
        return len(parts) > 1
    return 2 * sum(len(part) > 1 for part in known) >= len(parts) > 1  # a sign alone is a bullet: - 全年4次


def _title(
    rules: _Rules, folded: str, lines: Sequence[Line], chrome: set[int], known: str | None
) -> tuple[int, int] | None:
    """The lines of the title: the best of the short lines before the body that end as a title does."""
    best: tuple[int, int] | None = None
    best_score = 0
    best_text = ""
    seen = 0
    unknown = False  # whether a line stands above that is neither chrome nor a field
    for i, line in enumerate(lines):
        if line.first == line.last:
            continue
        seen += 1
        piece = unspaced(folded[line.first : line.last])
        if seen > _FRONT_LINES or (len(piece) > _LONG and best is not None):
            break
        if seen > 1 and _ADDRESS.match(piece):
            break
        if i in chrome or len(piece) > _LONG or "\t" in piece or rules.label.match(piece) is not None:
            continue
        if best is not None and markers.at(folded, line.first, line.last) is not None:
            break
        if _FOOTNOTE.sub("", piece).endswith(rules.all_ends) or known is not None:
            start = _title_start(rules, folded, lines, chrome, i)
            joined = "".join(unspaced(folded[x.first : x.last]) for x in lines[start : i + 1])
            score = _title_score(rules, joined.lstrip("# "), known, unknown)
            if score > best_score or (score == best_score and joined == best_text):
                best, best_score, best_text = (start, i + 1), score, joined
        unknown = True
        if len(piece) > 60 and _SENTENCE.search(piece):
            break
    return (
        best
        or _labelled_title(rules, folded, lines)
        or _title_over_meeting(rules, folded, lines, chrome)
        or _headline(rules, folded, lines, chrome)
    )


def _labelled_title(rules: _Rules, folded: str, lines: Sequence[Line]) -> tuple[int, int] | None:
    """The line of the first lines that states the title as a field (标题：…), or None."""
    filled = [i for i, line in enumerate(lines[:_FRONT_LINES]) if line.first < line.last]
    for i in filled[:_LABELS]:
        start = title_label(folded, lines[i].first, lines[i].last)
        if start > lines[i].first and _title_score(rules, folded[start : lines[i].last], None):
            return i, i + 1
    return None


def _title_over_meeting(rules: _Rules, folded: str, lines: Sequence[Line], chrome: set[int]) -> tuple[int, int] | None:
    """The lines of a title far down, behind notes on the text, right over the day and the meeting; or None."""
    for above, i in pairwise([i for i, line in enumerate(lines[:_FRONT_LINES]) if line.first < line.last]):
        if rules.subtitle.fullmatch(folded, lines[i].first, lines[i].last):
            start = _title_start(rules, folded, lines, chrome, above)
            joined = "".join(unspaced(folded[x.first : x.last]) for x in lines[start : above + 1])
            return (start, above + 1) if _title_score(rules, joined, None) else None
    return None


def _headline(rules: _Rules, folded: str, lines: Sequence[Line], chrome: set[int]) -> tuple[int, int] | None:
    """The first line of a page, whatever it says, where the line below states day or source, or a dateline opens the
    text (新华社北京5月27日电); or None.
    """
    filled = [i for i, line in enumerate(lines[:_FRONT_LINES]) if line.first < line.last and i not in chrome]
    if len(filled) < 3:
        return None
    top, below = lines[filled[0]], lines[filled[1]]
    piece, under = folded[top.first : top.last], folded[below.first : below.last]
    if not 4 <= len(piece) <= _HEADLINE or rules.label.match(piece) or markers.at(folded, top.first, top.last):
        return None
    if _SENTENCE.search(piece) or rules.date.fullmatch(piece) or rules.subtitle.fullmatch(piece):
        return None
    dated = len(under) <= _LONG and (rules.label.match(under) or _DAY.match(under)) and "。" not in under
    return (filled[0], filled[0] + 1) if dated or _DATELINE.match(under) else None


_HEADLINE = 50
_DAY = regex.compile(r"\(?20[0-9]{2} ?[-./年] ?[0-9]{1,2} ?[-./月] ?[0-9]{1,2}")
_DATELINE = regex.compile(r"\p{Han}{2,12}[0-9]{1,2}月[0-9]{1,2}日[电讯]")


def title_label(folded: str, start: int, end: int) -> int:
    """Where the title begins on a line that states it as a field (标题：…); `start` on any other line."""
    hit = _rules().title_label.match(folded, start, end)
    return hit.end() if hit is not None else start


def _title_score(rules: _Rules, piece: str, known: str | None, late: bool = False) -> int:
    """How much a line looks like a title; 0 if it is none.

    A `late` one has unknown lines above: unless it ends as titles only do it must name an office or begin with 关于,
    because it may be a heading (2026年工作打算).
    """
    if known is not None and "".join(known.split()) == "".join(piece.split()):
        return 20
    bare = _FOOTNOTE.sub("", piece)
    strong = bare.endswith(rules.ends)
    if not (strong or bare.endswith(rules.weak_ends)) or not 4 <= len(bare) <= 100 or _NO_TITLE.search(bare):
        return 0
    nameless = not strong and _OFFICE.search(bare) is None and "关于" not in bare
    if nameless and (late or bare.endswith(rules.heading_ends)):
        return 0
    score = 2 if strong else 0
    score += 4 * (_TITLE_YEAR.search(bare) is not None) + 2 * (_OFFICE.search(bare) is not None)
    score += 3 * ("关于" in bare) + 2 * bare.endswith("政府工作报告")
    return score if strong or score >= 4 else 0


_FOOTNOTE = regex.compile(r"(?: ?(?:\[[0-9]{1,2}\]|\([^()]{1,12}\)|[①-⑳*]))+$")
_NO_TITLE = regex.compile(
    r"[。;；!?！？:>|]|^[(\[【0-9]{1,4}[)\]】.、]|^[一二三四五六七八九十]{1,3}、|^第[一二三四五六七八九十]{1,3}(?:部分|[章节编])|^根据|(?<!^关于)报送"
)
_TITLE_YEAR = regex.compile(r"[12][0-9]{3} ?(?:[—~至-] ?[12][0-9]{3} ?)?年|[〇零一二三四五六七八九]{4}年")
_OFFICE = regex.compile(r"[省市县区州旗盟镇乡局厅委办院部署会]")
_OFFICE_END = regex.compile(
    r"(?:人民政府|政府|局|厅|委员会|委|办公室|办|院|会|中心|署|部|街道办事处|管委会|总队|支队|大队|调查队|公司|银行|小组|党组|党委|所)$"
)


def _title_start(rules: _Rules, folded: str, lines: Sequence[Line], chrome: set[int], last: int) -> int:
    """The first line of a title that ends on line `last`: an office, or what begins with 关于, may stand above it."""
    start = last
    while start > 0 and last - start < 3:
        above, line = lines[start - 1], lines[start]
        if above.first == above.last or start - 1 in chrome or above.last - above.first > 40:
            break
        piece, here = folded[above.first : above.last], unspaced(folded[line.first : line.last])
        if _NO_TITLE.search(piece) or rules.label.match(piece) or rules.date.fullmatch(piece):
            break
        office = _OFFICE_END.search(piece) is not None
        complete = _WHOLE.match(here) is not None
        if here.startswith("政府工作报告") and piece.endswith("政府"):
            break
        if not ("关于" in piece or piece.endswith("的") or (office and not complete)):
            break
        start -= 1
    return start


_NAME = regex.compile(r"\p{Han}(?: {0,4}\p{Han}){1,3}")  # of the speaker
_ADDRESS = regex.compile(r"(?:各位|尊敬的|主任)[^。\n]{0,40}:?$")
_STAMP = regex.compile(r" {0,4}\((?:盖章|印章|公章|章)\)$")
_WHOLE = regex.compile(r"\p{Han}{2,20}?(?:[省市县区州旗盟局厅委]|政府|办公室)")


def _front_end(
    rules: _Rules, folded: str, lines: Sequence[Line], chrome: set[int], title: tuple[int, int] | None
) -> int:
    """The index of the first line of the body."""
    i = _title_again(rules, folded, lines, title) if title else 0
    unfilled = False
    while i < len(lines):
        line = lines[i]
        piece = folded[line.first : line.last]
        if not piece:
            i += 1
            continue
        value, unfilled = unfilled, False
        if i in chrome or rules.label.match(piece) or (title and _names_fields(rules, piece)):
            unfilled = piece.endswith(":") and rules.label.match(piece) is not None
            i += 1
        elif value and len(piece) <= _WORDS and not piece.endswith("。"):
            i += 1
        elif rules.subtitle.fullmatch(piece):  # also where the title above it was lost
            i += 1
            i += i < len(lines) and _goes_with_meeting(folded, piece, lines[i])
        elif (
            title
            and len(piece) <= _LONG
            and (_is_front(rules, piece) or _office_above(rules, folded, lines, chrome, i))
        ):
            i += 1
        else:
            break
    return i


def _is_front(rules: _Rules, piece: str) -> bool:
    """True for a line under a title by its form: a date, a number, a speaker, also spread out (市 长 许一诺)."""
    spread = "".join(piece.split()) if len(piece) <= 20 else piece
    return rules.front.fullmatch(piece) is not None or rules.front.fullmatch(spread) is not None


def _goes_with_meeting(folded: str, meeting: str, below: Line) -> bool:
    """True if the line below the day and the meeting is their second half, or the name of the speaker."""
    if not _short(below, 30):
        return False
    broken = not meeting.rstrip(")").endswith(("上", "会议", "大会"))
    piece = folded[below.first : below.last]
    return broken or piece.rstrip(")").endswith("会议上") or _NAME.fullmatch(piece) is not None


def _title_again(rules: _Rules, folded: str, lines: Sequence[Line], title: tuple[int, int]) -> int:
    """The line after the title; or after its repetition, where the page puts a digest before the report itself.

    What repeats it is a title with the day and the place of the meeting below it.
    """
    known = "".join(unspaced(folded[line.first : line.last]) for line in lines[title[0] : title[1]])
    filled = [i for i in range(title[1], min(len(lines), title[1] + 2 * _AGAIN)) if lines[i].first < lines[i].last]
    for i, k in pairwise(filled[:_AGAIN]):
        piece = unspaced(folded[lines[i].first : lines[i].last])
        if len(piece) > 3 and known.endswith(piece) and rules.subtitle.fullmatch(folded, lines[k].first, lines[k].last):
            return i + 1
    return title[1]


def _names_fields(rules: _Rules, piece: str) -> bool:
    """Whether a line states fields behind something else (the site, a date): 青禾县人民政府 发布时间:2026-01-15."""
    return (
        len(piece) <= _LONG and "。" not in piece and not piece.endswith(":") and rules.label.search(piece) is not None
    )


def _short(line: Line, most: int) -> bool:
    """True for a line that is not empty and at most `most` characters long."""
    return 0 < line.last - line.first <= most


def _office_above(rules: _Rules, folded: str, lines: Sequence[Line], chrome: set[int], i: int) -> bool:
    """Whether line `i` is an office with a date, a line of fields, an address or page chrome below it."""
    line = lines[i]
    piece = folded[line.first : line.last].strip("*")  # bold in Markdown
    if len(piece) > 40 or _OFFICE_END.search(piece) is None:
        return False
    k = next((k for k in range(i + 1, min(i + 4, len(lines))) if lines[k].first < lines[k].last), None)
    if k is None:
        return False
    below = folded[lines[k].first : lines[k].last]
    return (
        k in chrome
        or rules.date.fullmatch(below) is not None
        or rules.label.match(below) is not None
        or _ADDRESS.match(below) is not None
        or rules.subtitle.fullmatch(below) is not None
    )


def _back_start(rules: _Rules, folded: str, lines: Sequence[Line], chrome: set[int], front: int) -> int:
    """The index after the last line of the body. Unknown short lines go with what begins a tail above them."""
    end = i = len(lines)
    held = 0
    while i > front and held <= _BACK_LINES:
        i -= 1
        line = lines[i]
        if line.first == line.last:
            continue
        piece = folded[line.first : line.last]
        if (
            i in chrome
            or (len(piece) <= _LONG and rules.tail.match(piece))
            or rules.date.fullmatch(piece)
            or (held == 0 and _is_signature(piece))
        ):
            end = i
            held = 0
        elif _ROW.fullmatch(piece):
            break
        elif (copied := _copied(rules, folded, lines, front, i)) is not None:
            end = i = copied
            held = 0
        elif (
            len(piece) <= 60
            and not piece.endswith(("。", "！", "；", ";", ":", "?", "？"))
            and not _heads(folded, line)
        ):
            held += 1
        else:
            break
    for i in range(end - 1, front - 1, -1):
        line = lines[i]
        if rules.notes.match(folded, line.first, line.last) is not None and not _attached(folded, lines, i):
            end = i
        elif line.first < line.last and _heads(folded, line):
            break
    while end > front and lines[end - 1].first == lines[end - 1].last:
        end -= 1
    return end


def _copied(rules: _Rules, folded: str, lines: Sequence[Line], front: int, i: int) -> int | None:
    """The line on which the list of those who get a copy begins, where line `i` is the end of the list, or None."""
    for k in range(i, max(front, i - _COPIED) - 1, -1):
        line = lines[k]
        if line.first == line.last or line.last - line.first > _LONG or _heads(folded, line):
            return None
        if rules.copies.match(folded, line.first, line.last):
            return k
    return None


def _attached(folded: str, lines: Sequence[Line], i: int) -> bool:
    """Whether the line is the title of an attachment that is named on the line above."""
    above = next((line for line in reversed(lines[:i]) if line.first < line.last), None)
    marker = markers.at(folded, above.first, above.last) if above is not None else None
    return marker is not None and marker.style.id == "attachment"


def _is_signature(piece: str) -> bool:
    """True for a line that is nothing but the name of a public body, its stamp left aside."""
    piece = _STAMP.sub("", piece)
    return len(piece) <= 30 and _OFFICE_END.search(piece) is not None and not regex.search(r"[、,。:;]|^第", piece)


def _heads(folded: str, line: Line) -> bool:
    """True for a line with a heading marker of the first two levels, which no footer has."""
    marker = markers.at(folded, line.first, line.last)
    return marker is not None and marker.style.level <= 2 and marker.style.id != "attachment"


def labels(folded: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The labelled fields in a stretch of text: (label, start and end of its value), in order.

    >>> text = "发布日期: 2026-02-28 发布机构: 县司法局"
    >>> [(label, text[a:b]) for label, a, b in labels(text, 0, len(text))]
    [('发布日期', '2026-02-28'), ('发布机构', '县司法局')]
    """
    hits = list(_rules().label.finditer(folded, start, end))
    found = []
    for k, hit in enumerate(hits):
        stop = hits[k + 1].start() if k + 1 < len(hits) else end
        line_end = folded.find("\n", hit.end(), stop)
        stop = stop if line_end < 0 else line_end
        value = hit.end()
        if value == line_end and stop == line_end:
            value, stop = _line_below(folded, line_end, end)
        while value < stop and folded[value] in " \t":
            value += 1
        tab = folded.find("\t", value, stop)
        stop = stop if tab < 0 else tab
        while stop > value and folded[stop - 1] in " \t|[【":
            stop -= 1
        found.append(("".join(hit["label"].split()), value, stop))
    return found


def _line_below(folded: str, end: int, most: int) -> tuple[int, int]:
    """The next line that is not blank: the value of a label that stands alone."""
    start = end
    while start < most and folded[start] in " \t\n":
        start += 1
    stop = folded.find("\n", start, most)
    return start, most if stop < 0 else stop


_FRONT_KEYS = ("date", "period", "meeting", "speaker", "source", "caption", "number", "draft")


@cache
def _rules() -> _Rules:
    """The table, compiled once."""
    table = load.shipped("chrome")
    front = table["front"]
    names = sorted((name for group in table["labels"].values() for name in group), key=len, reverse=True)
    spaced = "|".join(" {0,6}".join(name) for name in names)
    other = "|".join(f"(?:{front[key]})" for key in _FRONT_KEYS)
    begins = "|".join(table["begins"])
    holds = "|".join(table["holds"])
    whole = "|".join(table["whole"])
    return _Rules(
        words=frozenset(table["words"]),
        line=regex.compile(f"(?:{begins})|(?:{whole})$"),
        holds=regex.compile(holds),
        probes=tuple(table["probes"]),
        tail=regex.compile("|".join(table["tail"])),
        copies=regex.compile("|".join(table["copies"])),
        notes=regex.compile("(?:" + "|".join(table["notes"]) + ")"),
        label=regex.compile(rf"(?<!\p{{Han}})[\[【(]?(?<label>{spaced}) {{0,2}}(?:[\]】]?:|[\]】](?= )|(?=\t))"),
        title_label=regex.compile(rf"(?:{'|'.join(table['labels']['title'])}) {{0,2}}: {{0,4}}"),
        front=regex.compile(other),
        subtitle=regex.compile(front["subtitle"]),
        ends=tuple(table["title"]["ends"]),
        weak_ends=tuple(table["title"]["weak_ends"]),
        all_ends=(*table["title"]["ends"], *table["title"]["weak_ends"]),
        heading_ends=tuple(table["title"]["heading_ends"]),
        date=regex.compile(front["date"]),
    )
