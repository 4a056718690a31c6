"""Tables drawn with lines on a PDF page: pdfplumber finds the cells between the lines; the text is put into them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from report_parser.errors import MissingExtraError
from report_parser.readers.builder import RawCell
from report_parser.readers.layout import Box, Grid, Piece, cell_text

_TOLERANCE = 3.0
MOST_RULES = 3_000  # a page with more lines is a drawing, and the search for cells would take too long


def find_cells(rules: Sequence[Box]) -> list[list[Box]]:
    """The cells between the drawn lines of a page, a list for each table. Raises MissingExtraError."""
    if not 3 < len(rules) <= MOST_RULES:
        return []
    try:
        from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges
    except ImportError as problem:
        raise MissingExtraError('reading PDF tables needs an extra: pip install "report-parser[pdf]".') from problem
    edges = [_edge(rule) for rule in rules]
    merged = merge_edges(edges, _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    crossings = edges_to_intersections(merged, _TOLERANCE, _TOLERANCE)
    if not 4 <= len(crossings) <= MOST_RULES:
        return []
    return [[Box(*map(float, cell)) for cell in cells] for cells in cells_to_tables(intersections_to_cells(crossings))]


def fill_tables(tables: Sequence[Sequence[Box]], pieces: Sequence[Piece]) -> tuple[list[Grid], list[Piece]]:
    """Put pieces of text into the tables they stand in; returns the filled tables and the pieces outside."""
    found: list[Grid] = []
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


def _fill(cells: Sequence[Box], pieces: Sequence[Piece]) -> tuple[Grid | None, list[Piece]]:
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
    rows: list[list[RawCell]] = []
    for r in range(height):
        row_cells: list[RawCell] = []
        for c in range(columns):
            at_place = holder.get((r, c))
            if at_place is None:
                row_cells.append(RawCell(""))  # a hole between cells keeps its place
            elif spans[at_place][:2] == (r, c):
                cell = cells[at_place]
                row_cells.append(RawCell(cell_text(inside[at_place], cell), *spans[at_place][2:]))
        rows.append(row_cells)
    return Grid(xs[0], ys[0], xs[-1], ys[-1], rows, columns), left


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
