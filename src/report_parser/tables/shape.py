"""How a table is laid out, inferred from what its cells hold and where: rows of heads, columns of labels, blocks.

A table is cut into bands: rows of heads with the rows of figures under them. A band's columns are cut into blocks: the
columns of labels with the columns of figures beside them (项目|金额|项目|金额 has two).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import regex

from report_parser.models import Cell, Span, Table
from report_parser.numerals.mention import Mention
from report_parser.tables import heads
from report_parser.tables.content import Content
from report_parser.tables.heads import Head
from report_parser.tables.units import Units

Column = Literal["label", "unit", "code", "value", "text", "empty"]
_FORM = 3  # rows: fewer do not show that words beside figures name others
_NUMBERING = regex.compile("栏次|行次|栏|行|序号|[甲乙丙丁]|[-—]*")


@dataclass(slots=True)
class Grid:
    """A table as rows and columns: which cell covers a place, and what it holds."""

    table: Table
    folded: str
    contents: Sequence[Content]  # of the table's cells, in their order
    places: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for at, cell in enumerate(self.table.cells):
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    self.places.setdefault((row, column), at)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell that covers a place."""
        at = self.places.get((row, column))
        return None if at is None else self.table.cells[at]

    def at(self, row: int, column: int) -> Content:
        """What the place holds; a place that no cell covers holds nothing."""
        at = self.places.get((row, column))
        return Content("empty") if at is None else self.contents[at]

    def words(self, row: int, column: int) -> str:
        """The folded text at a place without blanks."""
        cell = self.cell(row, column)
        return "" if cell is None else "".join(cell.span.of(self.folded).split())

    def full(self, row: int) -> bool:
        """Whether cells cover the whole row: in a shorter one nothing says which column a cell stands in."""
        return all((row, column) in self.places for column in range(self.table.columns))

    def row(self, row: int) -> list[int]:
        """The cells in a row that hold something, each once, from the left."""
        found: dict[int, None] = {}
        for column in range(self.table.columns):
            at = self.places.get((row, column))
            if at is not None and self.table.cells[at].span.start < self.table.cells[at].span.end:
                found[at] = None
        return list(found)


@dataclass(slots=True)
class Block:
    """Columns that belong together: labels (the first in `labels` is the outermost), the unit, codes, figures."""

    labels: list[int] = field(default_factory=list)
    unit: int | None = None
    codes: list[int] = field(default_factory=list)
    values: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Band:
    """Rows of heads and the rows under them, with what the heads say by column.

    `is_form` says that keys and values stand side by side, so that no row is a part of the one above it.
    """

    head_rows: list[int]
    rows: list[int]
    paths: dict[int, list[tuple[Span, Head]]] = field(default_factory=dict)
    heads: dict[int, Head] = field(default_factory=dict)
    kinds: list[Column] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    is_form: bool = False


@dataclass(slots=True)
class Shape:
    """The layout of a table: rows that are its title, its bands, and rows inside them that are heads again."""

    titles: list[int]
    bands: list[Band]
    repeats: list[int]

    def head_rows(self) -> set[int]:
        """The rows that hold nothing but heads, titles included."""
        rows = {row for band in self.bands if band.blocks for row in band.head_rows}
        return rows | set(self.titles) | set(self.repeats)

    def cells_beside(self, grid: Grid) -> tuple[set[int], set[int]]:
        """The cells of labels, and those of units, by their places among the table's cells."""
        labels: set[int] = set()
        units: set[int] = set()
        for band in self.bands:
            for block, row in ((block, row) for block in band.blocks for row in band.rows):
                labels.update(at for column in block.labels if (at := grid.places.get((row, column))) is not None)
                if block.unit is not None and (at := grid.places.get((row, block.unit))) is not None:
                    units.add(at)
        return labels, units


def infer(grid: Grid, read: ShapeReader) -> Shape:
    """The layout of a table. `read` reads the head in a cell."""
    titles = _titles(grid)
    bands: list[Band] = []
    repeats: list[int] = []
    row, known = len(titles), set[tuple[str, ...]]()
    while row < grid.table.rows:
        texts = tuple(grid.words(row, c) for c in range(grid.table.columns))
        if bands and texts in known and any(texts):
            repeats.append(row)
            row += 1
        elif not bands or _begins_band(grid, bands[-1], row):
            end = _head_end(grid, row, first=not bands)
            bands.append(Band(list(range(row, end)), []))
            known = {tuple(grid.words(r, c) for c in range(grid.table.columns)) for r in range(row, end)}
            row = end
            if bands[-1].head_rows == []:
                bands[-1].rows.append(row)
                row += 1
        else:
            bands[-1].rows.append(row)
            row += 1
    for band in bands:
        if _is_form(grid, band, read):
            band.rows = [*band.head_rows, *band.rows]
            band.head_rows, band.is_form = [], True
        _lay_out(grid, band, read)
    return Shape(titles, bands, repeats)


class ShapeReader:
    """Reads the head in a cell, once for each."""

    def __init__(self, grid: Grid, times: Sequence[Mention], units: Units) -> None:
        self._grid = grid
        self._times = times
        self._units = units
        self._known: dict[int, Head] = {}

    def __call__(self, at: int) -> Head:
        """What the head in the cell `at` says."""
        if at not in self._known:
            cell, content = self._grid.table.cells[at], self._grid.contents[at]
            if content.kind == "year" and content.span is not None:
                self._known[at] = heads.year_head(self._grid.folded, content.span)
            else:
                self._known[at] = heads.read(self._grid.folded, cell.span, self._times, self._units)
        return self._known[at]


def _titles(grid: Grid) -> list[int]:
    """The first rows that hold one cell of words and nothing else, above a row with more."""
    found: list[int] = []
    for row in range(grid.table.rows - 1):
        filled = grid.row(row)
        if len(filled) > 1 or (filled and grid.contents[filled[0]].kind not in ("text", "time")):
            break
        if filled and grid.table.cells[filled[0]].column > 0 and grid.table.cells[filled[0]].column_span < 2:
            break  # a head over one column alone
        found.append(row)
    wide = len(grid.row(grid.table.rows - 1)) > 1
    return found if len(found) < grid.table.rows - 1 or wide else []


def _is_figures(grid: Grid, row: int) -> bool:
    """Whether a row holds figures; years count as such where the row is not one of years alone."""
    kinds = [grid.contents[at].kind for at in grid.row(row)]
    if "figure" in kinds:
        return not _numbers_columns(grid, row)
    if "year" not in kinds:
        return False
    rest = [kind for kind in kinds if kind not in ("year", "empty")]
    label = len(rest) == 1 and grid.row(row) and grid.contents[grid.row(row)[0]].kind == "text"
    return bool(rest) and not label


def _numbers_columns(grid: Grid, row: int) -> bool:
    """Whether a row does nothing but number the columns (栏次 1 2 3)."""
    filled = grid.row(row)
    numbers = [c.value for at in filled if (c := grid.contents[at]).kind == "figure"]
    if len(numbers) < 2 or row == 0:
        return False
    if any(value != number for number, value in enumerate(numbers, int(numbers[0] or 0))) or numbers[0] not in (0, 1):
        return False
    others = [at for at in filled if grid.contents[at].kind != "figure"]
    return all(_NUMBERING.fullmatch("".join(grid.table.cells[at].text.split())) for at in others)


def _head_end(grid: Grid, start: int, *, first: bool) -> int:
    """The first row behind the rows of heads that begin at `start`."""
    end = start
    while end < grid.table.rows and not _is_figures(grid, end):
        filled = grid.row(end)
        if not filled:
            break
        if end > start and _is_plain_row(grid, start, end):
            break
        end += 1
    while end > start + 1 and _is_subhead(grid, end - 1):
        end -= 1
    marked = [c for c in grid.table.cells if c.row == start and c.text.strip()]
    if end == start and first and marked and all(cell.header for cell in marked):
        return start + 1
    return end


def _is_plain_row(grid: Grid, start: int, row: int) -> bool:
    """Whether a row without figures is one of the body: a unit or a dash stands in it beside its label."""
    filled = grid.row(row)
    kinds = [grid.contents[at].kind for at in filled]
    if "unit" in kinds and kinds[0] == "text" and kinds.count("unit") == 1 and len(filled) <= 2:
        return True
    dashes = [at for at in filled if grid.contents[at].kind == "empty" and grid.table.cells[at].column > 0]
    return bool(dashes) and kinds[0] == "text" and row > start


def _is_subhead(grid: Grid, row: int) -> bool:
    """Whether a row holds one label at its left, or one over all columns, and nothing else."""
    filled = grid.row(row)
    if len(filled) != 1:
        return False
    cell = grid.table.cells[filled[0]]
    return cell.column == 0 and cell.row_span == 1


def _begins_band(grid: Grid, band: Band, row: int) -> bool:
    """Whether heads begin anew inside the table: words stand where figures stood, and figures follow."""
    if _is_figures(grid, row) or not band.rows:
        return False
    filled = grid.row(row)
    words = [at for at in filled if grid.contents[at].kind in ("text", "time", "year") and grid.table.cells[at].column]
    below = row + 1
    while below < grid.table.rows and below - row < 4 and not _is_figures(grid, below):
        below += 1
    if not words or below >= grid.table.rows or not _is_figures(grid, below):
        return False
    figured = {c for r in band.rows for c in range(grid.table.columns) if grid.at(r, c).kind == "figure"}
    over = [at for at in words if grid.table.cells[at].column in figured]
    if not over:
        return False
    same = band.head_rows and any(grid.words(row, 0) == grid.words(r, 0) for r in band.head_rows)
    return bool(same) or (len(over) > 1 and not grid.words(row, 0)) or len(over) >= max(2, len(figured))


# Columns --------------------------------------------------------------------------------------------------------------


def _lay_out(grid: Grid, band: Band, read: ShapeReader) -> None:
    """Fill in what the heads of a band say and what its columns are."""
    covering = _head_cells(grid, band)
    for column in range(grid.table.columns):
        path = [(grid.table.cells[at].span, read(at)) for at in covering[column]]
        band.paths[column] = path
        band.heads[column] = heads.joined([head for _, head in path])
    band.kinds = [_kind(grid, band, column) for column in range(grid.table.columns)]
    band.blocks = _blocks(grid, band, covering)


def _is_form(grid: Grid, band: Band, read: ShapeReader) -> bool:
    """Whether what was taken for a row of heads is one of keys and values as those below it (单位名称|某馆|代码|…).

    Words and figures stand there by turns. Heads over figures would read alike, or say what kind of figures they are.
    """
    width = grid.table.columns
    if len(band.head_rows) != 1 or width < 4 or width % 2 or len(band.rows) < _FORM:
        return False
    kinds = [[grid.at(row, column).kind for column in range(width)] for row in band.rows]
    keys, values = [kind for row in kinds for kind in row[::2]], [kind for row in kinds for kind in row[1::2]]
    if set(keys) - {"text", "empty"} or values.count("figure") * 2 < len(values):
        return False
    over = [grid.places.get((band.head_rows[0], column)) for column in range(1, width, 2)]
    heads_over = [read(at) for at in over if at is not None]
    words = {grid.words(band.head_rows[0], column) for column in range(1, width, 2)}
    known = any(head.says or head.unit or head.time or head.change or head.status for head in heads_over)
    return len(words) == len(over) == len(set(over)) and not known


def _head_cells(grid: Grid, band: Band) -> dict[int, list[int]]:
    """The cells of the heads over each column, from the top down, each once."""
    found: dict[int, list[int]] = {column: [] for column in range(grid.table.columns)}
    for level, row in enumerate(band.head_rows):
        if _numbers_columns(grid, row):
            continue
        filled = grid.row(row)
        spread = _spread(grid, band, level, filled)
        if spread is not None:
            for column, head in spread.items():
                found[column].append(head)
            continue
        before: int | None = None
        for column in range(grid.table.columns):
            at = grid.places.get((row, column))
            if at is not None and not grid.table.cells[at].text.strip():
                at = None
            if at is None and before is not None and _goes_on(grid, band, level, column):
                at = before  # a merged head whose width the file does not state
            if at is not None and at not in found[column]:
                found[column].append(at)
            before = at
    return found


def _below(grid: Grid, band: Band, level: int, column: int) -> bool:
    """Whether a head stands further down in a column."""
    return any(grid.words(row, column) for row in band.head_rows[level + 1 :])


def _goes_on(grid: Grid, band: Band, level: int, column: int) -> bool:
    """Whether an empty place in a row of heads lies under the width of the head at its left: heads stand below both."""
    left = column - 1
    return (
        level + 1 < len(band.head_rows)
        and not any(grid.words(row, column) for row in band.head_rows[:level])
        and _below(grid, band, level, column)
        and _below(grid, band, level, left)
    )


def _spread(grid: Grid, band: Band, level: int, filled: Sequence[int]) -> dict[int, int] | None:
    """The columns of an upper row of heads that is shorter than the table because its widths are lost.

    They are known where the columns behind the label divide evenly: three heads over six columns are two each.
    """
    cells = [cell for cell in grid.table.cells if cell.row == band.head_rows[level]]
    width = sum(cell.column_span for cell in cells)
    above = sum(
        1
        for r in band.head_rows[:level]
        for c in grid.table.cells
        if c.row < band.head_rows[level] < c.row + c.row_span
    )
    if (
        level + 1 >= len(band.head_rows)
        or width >= grid.table.columns
        or above
        or any(c.column_span > 1 for c in cells)
    ):
        return None
    lower = band.head_rows[level + 1]
    labels = 1 if not grid.words(lower, 0) or grid.words(lower, 0) == grid.words(band.head_rows[level], 0) else 0
    count, columns = len(cells) - labels, grid.table.columns - labels
    if count < 1 or columns % count:
        return {}
    places = {0: grid.places[band.head_rows[level], 0]} if labels and (band.head_rows[level], 0) in grid.places else {}
    wide = columns // count
    for number, cell in enumerate(sorted(cells, key=lambda cell: cell.column)[labels:]):
        at = grid.places[cell.row, cell.column]
        for column in range(labels + number * wide, labels + (number + 1) * wide):
            if cell.text.strip():
                places[column] = at
    return {column: at for column, at in places.items() if at in filled}


def _kind(grid: Grid, band: Band, column: int) -> Column:
    """What a column holds in the rows under the heads, by what stands in it and what its head says."""
    head = band.heads[column]
    kinds = Counter(
        grid.at(row, column).kind for row in band.rows if (cell := grid.cell(row, column)) is not None
        and cell.row == row and cell.column == column
    )  # fmt: skip
    filled = sum(kinds.values()) - kinds["empty"]
    if not filled:
        return "empty"
    times = kinds["year"] + kinds["time"]
    if (head.says == "unit" and kinds["unit"] + kinds["text"] == filled and kinds["unit"]) or kinds["unit"] == filled:
        return "unit"
    if head.category is not None and head.category != "period":
        return "code"
    if times == filled and (column == 0 or kinds["year"] < filled):
        return "label"
    if times and column == 0 and not kinds["figure"]:
        return "label"  # years, and a row of changes below them
    if column == 0 and kinds["figure"] and _names_groups(grid, band):
        return "label"
    if head.says == "note" and kinds["text"]:
        return "text"
    if _serial(grid, band, column):
        return "code"
    return "value" if kinds["figure"] + kinds["year"] > kinds["text"] else "text"


def _names_groups(grid: Grid, band: Band) -> bool:
    """Whether the figures of the first column name groups (0—14岁, 500万元以上) that bare figures beside them count."""
    first = [content for row in band.rows if (content := grid.at(row, 0)).kind == "figure"]
    beside = [grid.at(row, column) for row in band.rows for column in range(1, grid.table.columns)]
    return all(c.mention is not None for c in first) and any(c.kind == "figure" and c.mention is None for c in beside)


def _serial(grid: Grid, band: Band, column: int) -> bool:
    """Whether the figures of a column only number the rows: 1, 2, 3 … before a column of words, or codes (0012)."""
    contents = [(row, grid.at(row, column)) for row in band.rows]
    values = [content.value for _, content in contents if content.kind == "figure"]
    texts = [grid.words(row, column) for row, content in contents if content.kind == "figure"]
    if len(texts) > 1 and all(text.isdigit() and text[0] == "0" and len(text) > 1 for text in texts):
        return True
    counted = len(values) > 2 and values == list(range(1, len(values) + 1))
    return counted and column == 0 and any(grid.at(row, 1).kind == "text" for row in band.rows)


def _blocks(grid: Grid, band: Band, covering: Mapping[int, Sequence[int]]) -> list[Block]:
    blocks: list[Block] = [Block()]
    for column, kind in enumerate(band.kinds):
        block = blocks[-1]
        if kind in ("label", "text"):
            if (block.values and _begins_block(grid, band, block, column, covering)) or (
                len(block.labels) > 1 and _heads_alike(grid, band, column, block.labels)
            ):
                blocks.append(Block(labels=[column]))
            elif not block.values and (kind == "label" or not _told(grid, band, block)):
                block.labels.append(column)
        elif kind == "unit":
            block.unit = column
        elif kind == "code":
            behind = next((c for c in range(column + 1, len(band.kinds)) if band.kinds[c] != "code"), None)
            if block.values and behind is not None and _heads_alike(grid, band, behind, block.labels):
                blocks.append(Block(codes=[column]))
            else:
                block.codes.append(column)
        elif kind == "value" or block.labels:
            block.values.append(column)
    return [block for block in blocks if block.values]


def _told(grid: Grid, band: Band, block: Block) -> bool:
    """Whether the labels found so far tell the rows of a band apart, so that words beside them are remarks."""
    if not block.labels:
        return False
    seen = [tuple(grid.words(row, column) for column in block.labels) for row in band.rows]
    last = [labels[-1] for labels in seen]
    merged = any(
        (cell := grid.cell(row, column)) is not None and (cell.row_span > 1 or cell.column_span > 1)
        for row in band.rows
        for column in block.labels
    )
    return all(last) and len(set(seen)) == len(seen) and not merged


def _begins_block(grid: Grid, band: Band, block: Block, column: int, covering: Mapping[int, Sequence[int]]) -> bool:
    """Whether a column of words behind figures holds labels of its own, for the figures behind it."""
    if not any(kind == "value" for kind in band.kinds[column + 1 :]):
        return False
    if not block.labels:
        return True
    if _heads_alike(grid, band, column, block.labels):
        return True
    top = covering[column][:1]
    spans = bool(top) and grid.table.cells[top[0]].column == column and grid.table.cells[top[0]].column_span > 1
    if spans and top != covering[block.labels[0]][:1]:
        return True
    alone = [
        row for row in band.rows
        if grid.words(row, column) and not any(grid.words(row, c) for c in (*block.labels, *block.values))
    ]  # fmt: skip
    return bool(alone) or _names_rows(grid, band, column)


def _names_rows(grid: Grid, band: Band, column: int) -> bool:
    """Whether the words of a column each name the figure at their right, as they do in a form: no two are alike."""
    figures = [row for row in band.rows if grid.at(row, column + 1).kind == "figure"]
    words = [grid.words(row, column) for row in figures]
    remark = band.heads[column].says == "note" or band.kinds[column + 1] != "value"
    return not remark and len(figures) >= _FORM and all(words) and len(set(words)) == len(words)


def _heads_alike(grid: Grid, band: Band, column: int, others: Sequence[int]) -> bool:
    """Whether the lowest head over a column reads like that over one of others (项目|金额|项目|金额)."""

    def lowest(at: int) -> str:
        return next((grid.words(row, at) for row in reversed(band.head_rows) if grid.words(row, at)), "")

    return lowest(column) != "" and lowest(column) in {lowest(other) for other in others}
