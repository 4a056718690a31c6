"""Tables that stand in a text, with bars or tabs between their cells, and the lines over a table that belong to it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

import regex

from report_parser.data import load
from report_parser.models import Cell, Span, Table
from report_parser.tables import spaced
from report_parser.text.lines import Line

_RULE = regex.compile(r"[|+ :=\-—\t]{3,}+")
_FIGURE = regex.compile(r"[-+]?[0-9][0-9,]{0,20}(?:\.[0-9]{1,8})? ?%?|[-—/…]{1,3}")
_BLANKS = " \xa0\u3000\u2002\u2003"
_FAR = 16
_CAPTION = 60
_WORDS = 20
_ENDS = "。；;,:?!？！"
_BULLETS = "-*•●■◆"
_STATED = regex.compile(load.shipped("tables")["unit"]["stated"])
# Who drew the table up stands beside its unit (编制单位：… 单位：万元).
_OFFICE = regex.compile(r"(?:编制|填报|填表|公开|部门|预算|报送|制表|汇总|主管)[^:]{0,8}:|[^:]{1,6}日期")


def find(folded: str, text: str, lines: Sequence[Line]) -> tuple[Table, ...]:
    r"""The tables of a text whose rows are lines with bars (`| a | b |`, Markdown), tabs or blanks between the cells.

    >>> from report_parser.text.lines import split
    >>> text = "| 指标 | 数量 |\n|---|---|\n| 办结申请 | 1,286 |"
    >>> table, = find(text, text, split(text))
    >>> [(cell.row, cell.column, cell.header, cell.text) for cell in table.cells]
    [(0, 0, True, '指标'), (0, 1, True, '数量'), (1, 0, False, '办结申请'), (1, 1, False, '1,286')]
    """
    found: list[Table] = []
    free = [0]  # where stretches of lines without a table begin and end, by turns
    i = 0 if "|" in folded or "\t" in folded else len(lines)
    while i < len(lines):
        mark = _mark(folded, lines[i])
        if mark is None:
            i += 1
            continue
        first = i
        while i < len(lines) and (_mark(folded, lines[i]) == mark or _stands_between(folded, lines, i, mark)):
            i += 1
        table = _table(folded, text, lines, range(first, i), mark, len(found))
        if table is not None:
            found.append(table)
            free += [first, i]
    free.append(len(lines))
    for first, stop in zip(free[::2], free[1::2], strict=True):
        for rows, places in spaced.find(folded, lines[first:stop]):
            stretch = Span(lines[first + rows.start].first, lines[first + rows.stop - 1].last)
            found.append(_of_places(text, stretch, places, len(found)))
    return tuple(sorted(found, key=lambda table: table.span.start))


def _of_places(text: str, stretch: Span, rows: Sequence[Sequence[tuple[int, int, int]]], number: int) -> Table:
    """A table of cells with their columns; where a row has none, an empty one stands behind the cell before."""
    columns = max(column for row in rows for _, _, column in row) + 1
    cells: list[Cell] = []
    for row, places in enumerate(rows):
        spans: dict[int, Span] = {}
        for start, end, column in places:
            spans[column] = Span(spans[column].start if column in spans else start, end)
        at = places[0][0]
        for column in range(columns):
            span = spans.get(column, Span(at, at))
            inset = 0 if column else _indent(text, span.start)
            cells.append(Cell(row=row, column=column, indent=inset, text=span.of(text), span=span))
            at = span.end
    return Table(id=number, span=stretch, rows=len(rows), columns=columns, cells=tuple(cells))


def _stands_between(folded: str, lines: Sequence[Line], i: int, mark: str) -> bool:
    """Whether a line without cells is a row of a table all the same: a few words (一、农业) between two rows."""
    line = lines[i]
    if mark != "\t" or line.first == line.last or i + 1 >= len(lines) or i == 0:
        return False
    rows = (lines[i - 1], lines[i + 1])
    if (empty := folded.count(mark, line.last, line.end)) and all(
        empty == folded.count(mark, row.start, row.end) for row in rows
    ):
        return True
    if line.last - line.first > _WORDS:
        return False
    if folded[line.last - 1] in _ENDS or any(_mark(folded, row) != mark for row in rows):
        return False
    before, after = (folded.count(mark, row.start, row.end) for row in rows)
    return before == after


def _mark(folded: str, line: Line) -> str | None:
    """The sign that parts the cells of a line, or None if it is no row of a table."""
    if line.first == line.last:
        return None
    if folded.find("\t", line.first, line.last) >= 0:
        return "\t"
    bars = folded.count("|", line.first, line.last)
    if bars >= 2 or (bars == 1 and folded[line.first] != "|" and line.last - line.first > 4):
        return "|"
    return None


def _table(folded: str, text: str, lines: Sequence[Line], rows: range, mark: str, number: int) -> Table | None:
    ruled = [i for i in rows if _RULE.fullmatch(folded, lines[i].first, lines[i].last)]
    kept = [i for i in rows if i not in ruled]
    split = [list(_cells(folded, lines[i], mark)) for i in kept]
    columns = max(map(len, split), default=0)
    if len(kept) < 2 or columns < 2 or 2 * sum(len(row) == columns for row in split) < len(split):
        return None
    heads = sum(i < ruled[0] for i in kept) if ruled else 0
    first = next((k for k, row in enumerate(split) if any(_is_figure(folded, *place) for place in row)), len(split))
    values = _values(folded, split[first:])
    cells = tuple(
        Cell(
            row=row,
            column=column,
            column_span=wide,
            header=row < heads,
            indent=_indent(text, start),
            text=text[start:end],
            span=Span(start, end),
        )
        for row, places in enumerate(split)
        for column, wide, (start, end) in _placed(places, columns, values if row >= first else 0)
    )
    start, end = lines[rows[0]].first, lines[rows[-1]].last
    return Table(id=number, span=Span(start, end), rows=len(split), columns=columns, cells=cells)


def _indent(text: str, start: int) -> int:
    """How far a cell's text is set in by wide blanks (or several) before it, in half letters."""
    before = text[max(0, start - _FAR) : start]
    blanks = before[len(before.rstrip(_BLANKS)) :]
    width = sum(2 if blank in "\u3000\u2003" else 1 for blank in blanks)
    return width if width > 1 else 0


def _is_figure(folded: str, start: int, end: int) -> bool:
    return _FIGURE.fullmatch(folded, start, end) is not None


def _values(folded: str, split: Sequence[Sequence[tuple[int, int]]]) -> int:
    """How many columns at the right hold figures: as many in every row, or 0."""
    counts = set()
    for places in split:
        labels = [k for k, (start, end) in enumerate(places) if start < end and not _is_figure(folded, start, end)]
        if labels and labels[-1] + 1 < len(places):
            counts.add(len(places) - labels[-1] - 1)
    return counts.pop() if len(counts) == 1 else 0


def _placed(places: Sequence[tuple[int, int]], columns: int, values: int) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """The cells of a row with their columns and widths.

    The figures of a shorter row stand at the right; what is missing is part of the label before them, which is merged.
    """
    missing = columns - len(places) if 0 < values < len(places) else 0
    label = len(places) - values - 1
    for k, place in enumerate(places):
        yield k + missing * (k > label), 1 + missing * (k == label and missing > 0), place


def _cells(folded: str, line: Line, mark: str) -> Iterator[tuple[int, int]]:
    """The places of a line's cells, without the blanks around their text."""
    start, end = (line.first, line.last) if mark == "|" else (line.start, line.end)
    if mark == "|":
        start += folded[start] == "|"
        end -= folded[end - 1] == "|" and end > start
    while start <= end:
        stop = folded.find(mark, start, end)
        stop = end if stop < 0 else stop
        body = folded[start:stop].strip()
        first = start + folded[start:stop].index(body) if body else start
        yield first, first + len(body)
        start = stop + 1


def all_of(folded: str, text: str, lines: Sequence[Line], body: range, known: Sequence[Table]) -> tuple[Table, ...]:
    """The tables of a reader and those in the lines of the body between them, in order, with caption and unit."""
    places = sorted((table.span.start, table.span.end) for table in known)
    found: list[Table] = list(known)
    first = body.start
    for start, end in (*places, (len(folded) + 1, len(folded) + 1)):
        stop = min(bisect_right(lines, start, key=attrgetter("start")) - (start <= len(folded)), body.stop)
        found.extend(find(folded, text, lines[first:stop]))
        first = max(first, bisect_right(lines, end, key=attrgetter("start")))
    found.sort(key=lambda table: table.span.start)
    return captioned(folded, text, lines[body.start :], [t.model_copy(update={"id": at}) for at, t in enumerate(found)])


def parted(folded: str, tables: Sequence[Table]) -> str:
    """The text with a full stop for everything between the cells of tables, so that nothing is read across cells."""
    pieces: list[str] = []
    done = 0
    for table in tables:
        pieces.append(folded[done : table.span.start])
        done = table.span.start
        for cell in sorted(table.cells, key=lambda cell: cell.span.start):
            if cell.span.start >= done:
                pieces.append("。" * (cell.span.start - done))
                pieces.append(folded[cell.span.start : cell.span.end])
                done = cell.span.end
        pieces.append("。" * (table.span.end - done))
        done = max(done, table.span.end)
    pieces.append(folded[done:])
    return "".join(pieces)


def captioned(folded: str, text: str, lines: Sequence[Line], tables: Sequence[Table]) -> tuple[Table, ...]:
    """Tables with the caption and the unit that stand in the lines over them."""
    return tuple(_captioned(folded, text, lines, table) for table in tables)


def _captioned(folded: str, text: str, lines: Sequence[Line], table: Table) -> Table:
    first = bisect_right(lines, table.span.start, key=attrgetter("start")) - 1
    caption: Span | None = None
    unit = table.unit
    looked = 0
    for i in range(first - 1, max(first - 6, -1), -1):
        line = lines[i]
        if line.first == line.last:
            continue
        looked += 1
        if looked > 3 or line.last - line.first > _CAPTION or "\t" in folded[line.first : line.last]:
            break
        body = folded[line.first : line.last]
        stated = _STATED.search(body)
        if stated is not None and unit is None:
            unit = text[line.first + stated.start("unit") : line.first + stated.end("unit")]
        rest = _STATED.sub("", body).strip(" ()[]")
        if stated is not None and (not rest or _OFFICE.match(rest)):
            continue
        if body[-1] not in _ENDS and body[0] not in _BULLETS and not _FIGURE.fullmatch(body):
            caption = Span(line.first, line.last)
        break
    if caption is None:
        return table.model_copy(update={"unit": unit})
    return table.model_copy(update={"caption": caption.of(text), "caption_span": caption, "unit": unit})
