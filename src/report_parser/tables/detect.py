"""Tables that stand in a text, with bars or tabs between their cells, and what the headers of a table say of a cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from report_parser.models import Cell, Span, Table
from report_parser.text.lines import Line

_RULE = regex.compile(r"[|+ :=\-—\t]{3,}+")
_FIGURE = regex.compile(r"[-+]?[0-9][0-9,]{0,20}(?:\.[0-9]{1,8})? ?%?|[-—/…]{1,3}")
_UNIT = regex.compile(
    r"[(\[]? {0,2}(?:计量)?单位 {0,2}: {0,2}(?<unit>[^\s()\[\]|,;]{1,12})[)\]]?|"
    r"[(\[](?<unit>[万亿千百]?(?:元|美元|人|人次|件|个|户|吨|亩|公顷|公里|平方米|平方公里|立方米|千瓦时?|家|项|次|份|条|起)|"
    r"%|‰|个百分点|[^\s()\[\]0-9]{1,6}/[^\s()\[\]0-9]{1,6})[)\]]"
)
_CAPTION = 60


@dataclass(frozen=True, slots=True)
class Headed:
    """A cell of figures with the headers beside and over it, and the unit that they or the table state.

    `name` are the places of the headers' words without their units: the path to the cell.
    """

    cell: Cell
    headers: tuple[Cell, ...]
    name: tuple[Span, ...]
    unit: str | None


def find(folded: str, text: str, lines: Sequence[Line]) -> tuple[Table, ...]:
    r"""The tables of a text whose rows are lines with bars (`| a | b |`, Markdown) or tabs between the cells.

    >>> from report_parser.text.lines import split
    >>> text = "| 指标 | 数量 |\n|---|---|\n| 办结申请 | 1,286 |"
    >>> table, = find(text, text, split(text))
    >>> [(cell.row, cell.column, cell.header, cell.text) for cell in table.cells]
    [(0, 0, True, '指标'), (0, 1, True, '数量'), (1, 0, True, '办结申请'), (1, 1, False, '1,286')]
    """
    if "|" not in folded and "\t" not in folded:
        return ()
    found: list[Table] = []
    i = 0
    while i < len(lines):
        mark = _mark(folded, lines[i])
        if mark is None:
            i += 1
            continue
        first = i
        while i < len(lines) and _mark(folded, lines[i]) == mark:
            i += 1
        table = _table(folded, text, lines, range(first, i), mark, len(found))
        if table is not None:
            found.append(table)
    return tuple(found)


def headed(table: Table) -> Iterator[Headed]:
    """The cells of figures of a table, in order, each with its headers.

    A cell's name is the path of the headers beside it and over it; it has none where its row or a row of headers does
    not fill the table, for then nothing says what stands over it. A unit in a header, as in `（单位：万元）`, is no
    part of the name. A row of headers with one cell is a caption.
    """
    over: dict[int, list[Cell]] = {}
    beside: dict[int, list[Cell]] = {}
    heads = _head_count(table)
    width: Counter[int] = Counter()
    filled: Counter[int] = Counter()
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            width[row] += cell.column_span
            filled[row] += bool(cell.text.strip())
    captions = {row for row in range(heads) if filled[row] == 1 and width[row] < table.columns}
    ragged = any(width[row] != table.columns for row in range(heads) if row not in captions)
    for cell in table.cells:
        if not cell.header or not cell.text.strip():
            continue
        if cell.row in captions:
            continue
        if cell.row < heads:
            for column in range(cell.column, cell.column + cell.column_span):
                over.setdefault(column, []).append(cell)
        else:
            for row in range(cell.row, cell.row + cell.row_span):
                beside.setdefault(row, []).append(cell)
    for cell in table.cells:
        if cell.header or not cell.text.strip():
            continue
        headers = [c for c in beside.get(cell.row, ()) if c.column < cell.column] + over.get(cell.column, [])
        if ragged or width[cell.row] != table.columns:
            headers = []
        spans: list[Span] = []
        unit = table.unit
        for header in headers:
            named, stated = _name_and_unit(header)
            unit = stated or unit
            spans.extend(named)
        yield Headed(cell, tuple(headers), tuple(spans), unit)


def _head_count(table: Table) -> int:
    """How many rows at the top hold nothing but headers."""
    body = (cell.row for cell in table.cells if not cell.header and cell.text.strip())
    return min(body, default=table.rows)


def _name_and_unit(header: Cell) -> tuple[list[Span], str | None]:
    """Where a header's name stands in the text, and the unit in brackets that is no part of it."""
    text, offset = header.text, header.span.start
    hit = _UNIT.search(text.translate(_BRACKETS))
    ends = [(0, len(text))] if hit is None else [(0, hit.start()), (hit.end(), len(text))]
    bare = [(a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip())) for a, b in ends]
    spans = [Span(offset + a, offset + b) for a, b in bare if a < b]
    return spans, None if hit is None else text[slice(*hit.span("unit"))]


_BRACKETS = str.maketrans("（）：［］", "():[]")


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
    heads = sum(i < ruled[0] for i in kept) if ruled and ruled[0] > rows[0] else _head_rows(folded, split)
    values = _values(folded, split[heads:])
    cells = tuple(
        Cell(
            row=row,
            column=column,
            column_span=wide,
            header=row < heads or (column < max(columns - values, 1) and not _is_figure(folded, start, end)),
            text=text[start:end],
            span=Span(start, end),
        )
        for row, places in enumerate(split)
        for column, wide, (start, end) in _placed(places, columns, values if row >= heads else 0)
    )
    caption, unit = _above(folded, text, lines, rows[0])
    start, end = lines[rows[0]].first, lines[rows[-1]].last
    return Table(
        id=number, span=Span(start, end), caption=caption, unit=unit, rows=len(split), columns=columns, cells=cells
    )


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


def _head_rows(folded: str, split: Sequence[Sequence[tuple[int, int]]]) -> int:
    """How many of the first rows hold no figures."""
    for row, places in enumerate(split):
        if any(start < end and _FIGURE.fullmatch(folded, start, end) for start, end in places):
            return max(row, 1)
    return 1


def _above(folded: str, text: str, lines: Sequence[Line], first: int) -> tuple[str | None, str | None]:
    """The caption and the unit that stand in the one or two lines over a table."""
    caption = unit = None
    for i in range(first - 1, max(first - 4, -1), -1):
        line = lines[i]
        if line.first == line.last:
            continue
        if line.last - line.first > _CAPTION:
            break
        hit = _UNIT.search(folded, line.first, line.last)
        if hit is not None and unit is None and hit.start() == line.first:
            unit = text[slice(*hit.span("unit"))]
            continue
        if folded[line.last - 1] not in "。；;,!?！？" and folded[line.first] not in "-*•●■◆":
            if hit is not None and unit is None:
                unit = text[slice(*hit.span("unit"))]
            caption = text[line.first : line.last]
        break
    return caption, unit
