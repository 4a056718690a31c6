"""Tables drawn with lines on a PDF page: pdfplumber finds the cells between the lines; the text is put into them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from report_parser.errors import MissingExtraError
from report_parser.readers import aligned
from report_parser.readers.builder import RawCell, cell_of, set_in
from report_parser.readers.layout import Box, DrawnTable, Line, Piece, cell_lines, insets, rows_of

_TOLERANCE = 3.0
_ALIKE = 6.0
MOST_RULES = 3_000  # more is a drawing, and the search for cells would take too long


def find_cells(rules: Sequence[Box]) -> list[list[Box]]:
    """The cells between the drawn lines of a page, a list for each table. Raises MissingExtraError."""
    if not 3 < len(rules) <= MOST_RULES:
        return []
    try:
        from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges
    except ImportError as problem:
        raise MissingExtraError('reading PDF tables needs an extra: pip install "report-parser[pdf]".') from problem
    edges = [_edge(rule) for rule in (*rules, *_open_sides(rules))]
    merged = merge_edges(edges, _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    crossings = edges_to_intersections(merged, _TOLERANCE, _TOLERANCE)
    if not 4 <= len(crossings) <= MOST_RULES:
        return []
    return [[Box(*map(float, cell)) for cell in cells] for cells in cells_to_tables(intersections_to_cells(crossings))]


def _open_sides(rules: Sequence[Box]) -> list[Box]:
    """The left and right sides that a table lacks whose level rules all run from one place to another."""
    level = sorted((r for r in rules if r.x1 - r.x0 > r.bottom - r.top), key=lambda r: (r.top, r.x0))
    lines: list[Box] = []  # rules that go on from each other as one
    for rule in level:
        last = lines[-1] if lines else None
        if last is not None and abs(last.top - rule.top) < _TOLERANCE and rule.x0 <= last.x1 + _TOLERANCE:
            last.x1 = max(last.x1, rule.x1)
        else:
            lines.append(Box(rule.x0, rule.top, rule.x1, rule.bottom))
    upright = [r for r in rules if r.x1 - r.x0 <= r.bottom - r.top]
    found: list[Box] = []
    for above, below in pairwise(lines):
        if abs(above.x0 - below.x0) > _ALIKE or abs(above.x1 - below.x1) > _ALIKE or below.top - above.top < _TOLERANCE:
            continue
        inner = [
            r
            for r in upright
            if above.x0 - _TOLERANCE < r.x0 < above.x1 + _TOLERANCE
            and min(r.bottom, below.top) - max(r.top, above.top) > 2 * _TOLERANCE
        ]
        if not inner:
            continue
        sides = ((above.x0 + below.x0) / 2, (above.x1 + below.x1) / 2)
        found.extend(
            Box(x, above.top, x, below.bottom) for x in sides if not any(abs(r.x0 - x) < 2 * _TOLERANCE for r in inner)
        )
    return found


def fill_tables(tables: Sequence[Sequence[Box]], pieces: Sequence[Piece]) -> tuple[list[DrawnTable], list[Piece]]:
    """Put pieces of text into the tables they stand in; returns the filled tables and the pieces outside."""
    found: list[DrawnTable] = []
    left = list(pieces)
    for cells in tables:
        grid, left = _fill(cells, left)
        if grid is not None:
            found.append(grid)
    return found, left


def _edge(rule: Box) -> dict[str, object]:
    """A drawn line as pdfplumber describes an edge, without thickness."""
    level = rule.x1 - rule.x0 > rule.bottom - rule.top
    middle = (rule.top + rule.bottom) / 2 if level else (rule.x0 + rule.x1) / 2
    x0, x1 = (rule.x0, rule.x1) if level else (middle, middle)
    top, bottom = (middle, middle) if level else (rule.top, rule.bottom)
    return {
        "x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top,
        "orientation": "h" if level else "v", "object_type": "line",
    }  # fmt: skip


def _fill(cells: Sequence[Box], pieces: Sequence[Piece]) -> tuple[DrawnTable | None, list[Piece]]:
    """One table filled with its pieces, and the pieces left over; None for a frame around text or a drawing."""
    xs = _distinct([x for cell in cells for x in (cell.x0, cell.x1)])
    ys = _distinct([y for cell in cells for y in (cell.top, cell.bottom)])
    columns, height = len(xs) - 1, len(ys) - 1
    if columns < 2 or height < 1 or len(cells) < 2 or columns * height > 20_000:
        return None, list(pieces)  # a frame around text, or a drawing
    holder: dict[tuple[int, int], int] = {}
    spans: list[tuple[int, int, int, int]] = []
    for at, cell in enumerate(cells):
        row, column = _index(ys, cell.top), _index(xs, cell.x0)
        down, across = max(1, _index(ys, cell.bottom) - row), max(1, _index(xs, cell.x1) - column)
        spans.append((row, column, down, across))
        for r in range(row, row + down):
            for c in range(column, column + across):
                holder.setdefault((r, c), at)
    inside: list[list[Piece]] = [[] for _ in cells]
    left: list[Piece] = []
    for piece in pieces:
        x, y = (piece.x0 + piece.x1) / 2, (piece.top + piece.bottom) / 2
        if xs[0] < x < xs[-1] and ys[0] < y < ys[-1]:
            place = holder.get((_index(ys, y), _index(xs, x)))
            if place is not None:
                inside[place].append(piece)
                continue
        left.append(piece)
    lines = [cell_lines(mine, cell) for mine, cell in zip(inside, cells, strict=True)]
    inset = _insets(spans, inside)
    rows: list[list[RawCell]] = []
    for r in range(height):
        row_cells: list[RawCell] = []
        for c in range(columns):
            at_place = holder.get((r, c))
            if at_place is None:
                row_cells.append(RawCell(""))  # a hole between cells keeps its place
            elif spans[at_place][:2] == (r, c):
                made = cell_of(lines[at_place], *spans[at_place][2:])
                row_cells.append(replace(made, text=set_in(made.text, inset.get(at_place, 0.0))) if made.text else made)
        mine = [at for at in dict.fromkeys(holder.get((r, c)) for c in range(columns)) if at is not None]
        apart = None
        if all(spans[at][0] == r and spans[at][2] == 1 for at in mine) and len(mine) > 1:
            edges = [cells[at].x0 for at in sorted(mine, key=lambda at: cells[at].x0)]
            apart = aligned.split_rows(rows_of(piece for at in mine for piece in inside[at]), [*edges, xs[-1]])
        starts = sorted(spans[at][1] for at in mine)
        rows.extend([row_cells] if apart is None else _spread(apart, starts, columns))
    return DrawnTable(xs[0], ys[0], xs[-1], ys[-1], rows, columns, xs), left


def _insets(spans: Sequence[tuple[int, int, int, int]], inside: Sequence[Sequence[Piece]]) -> dict[int, float]:
    """How far the labels of cells one column wide are set in, in half letters, by the place of the cell."""
    found: dict[int, float] = {}
    columns: dict[int, dict[int, Line]] = {}
    for at, ((_, column, _, across), pieces) in enumerate(zip(spans, inside, strict=True)):
        if across == 1 and (rows := rows_of(pieces)) and not aligned.is_figure(rows[0].text):
            columns.setdefault(column, {})[at] = rows[0]
    for firsts in columns.values():
        found |= dict(zip(firsts, insets(list(firsts.values())), strict=True))
    return found


def _spread(rows: Sequence[Sequence[RawCell]], starts: Sequence[int], columns: int) -> list[list[RawCell]]:
    """Rows of one cell for each of the ruled ones, which begin at `starts`; a hole widens the cell before it."""
    across = [after - before for before, after in pairwise([0, *starts[1:], columns])]
    return [[replace(cell, column_span=wide) for cell, wide in zip(row, across, strict=True)] for row in rows]


def _distinct(values: Sequence[float]) -> list[float]:
    """The coordinates in order, where those nearer to each other than the tolerance count as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _TOLERANCE:
            places.append(value)
    return places


def _index(places: Sequence[float], value: float) -> int:
    """The number of the row or column that begins at or before a coordinate."""
    return max(0, bisect_right(places, value + _TOLERANCE / 2) - 1)
