"""Rows of a table that a file has put into one: each cell holds a line for every row.

Word documents made from PDF files, and PDF tables with rules between their columns only, come like that. The lines are
rows again where they tell: as many lines of labels as figures, column by column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from report_parser.readers.builder import RawCell

_FIGURE = regex.compile(r"[-+−－]?[0-9０-９][0-9０-９,，]{0,24}(?:[.．][0-9０-９]{1,10})?[%％‰]?|[-—–－…]{1,4}")


def unstack(rows: Sequence[Sequence[RawCell]]) -> list[list[RawCell]]:
    """The rows of a table, with those that hold several taken apart.

    >>> row = [RawCell("甲 乙 丙", lines=("甲", "乙", "丙")), RawCell("1 2 3", lines=("1", "2", "3"))]
    >>> [[cell.text for cell in row] for row in unstack([row])]
    [['甲', '1'], ['乙', '2'], ['丙', '3']]
    """
    found: list[list[RawCell]] = []
    for row in rows:
        found.extend(_taken_apart(row))
    return found


@dataclass(slots=True)
class _Block:
    """Neighbouring cells of a row: labels, with the figures beside them. `columns` are what they hold, line by line."""

    cells: list[RawCell] = field(default_factory=list)
    count: int = 0
    figures: int = 0


def _taken_apart(row: Sequence[RawCell]) -> list[list[RawCell]]:
    blocks = _blocks(row)
    apart = [_columns(block) for block in blocks]
    height = max((len(columns[0]) for columns in apart if columns), default=0)
    if height < 2 or any(cell.row_span > 1 for cell in row):
        return [list(row)]
    found: list[list[RawCell]] = [[] for _ in range(height)]
    for block, columns in zip(blocks, apart, strict=True):
        for cell in block.cells if columns is None else ():
            found[0].append(cell)  # what does not tell its lines stays together, in the first row
            for cells in found[1:]:
                cells.append(RawCell("", column_span=cell.column_span))
        for lines in columns or ():
            for number, cells in enumerate(found):
                cells.append(RawCell(lines[number] if number < len(lines) else ""))
    return found


def _blocks(row: Sequence[RawCell]) -> list[_Block]:
    """The cells of a row by block: words behind figures begin a new one."""
    blocks = [_Block()]
    for cell in row:
        words = bool(cell.text) and _figures(cell) is None
        if words and blocks[-1].figures and len(cell.lines) > 1:
            blocks.append(_Block())
        block = blocks[-1]
        if words and not block.count:
            block.count = len(cell.lines)
        block.figures += bool(cell.text) and not words
        block.cells.append(cell)
    return blocks


def _figures(cell: RawCell) -> list[str] | None:
    """The figures that a cell holds and nothing else; None for words."""
    found = [piece for line in cell.lines for piece in line.split()]
    return found if found and all(_FIGURE.fullmatch(piece) for piece in found) else None


def _columns(block: _Block) -> list[list[str]] | None:
    """What the columns of a block hold, row by row; None where the lines do not tell.

    Two lines are too few to tell from one that is broken, unless two columns of figures agree.
    """
    if block.count < 2 or not block.figures or (block.count == 2 and block.figures < 2):
        return None
    found: list[list[str]] = []
    at = 0
    while at < len(block.cells):
        cell = block.cells[at]
        figures = _figures(cell)
        wide = cell.column_span
        at += 1
        if figures is not None and len(figures) > block.count:
            while at < len(block.cells) and not block.cells[at].text and len(figures) > block.count * wide:
                wide += block.cells[at].column_span
                at += 1
        lines = _lines(cell, figures, block.count, wide)
        if lines is None:
            return None
        found.extend([line[column] for line in lines] for column in range(wide))
    return found


def _lines(cell: RawCell, figures: list[str] | None, count: int, wide: int) -> list[list[str]] | None:
    """The texts of a cell's `wide` columns for each of `count` rows."""
    if not cell.text:
        return [[""] * wide for _ in range(count)]
    if figures is not None:
        if len(figures) != count * wide:
            return None
        return [figures[k * wide : (k + 1) * wide] for k in range(count)]
    texts = list(cell.lines)
    if len(texts) != count:
        size = len(cell.text) // count
        texts = [cell.text[:size]] * count if cell.text == cell.text[:size] * count else []
    return [[text, *[""] * (wide - 1)] for text in texts] or None
