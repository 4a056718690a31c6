"""The rows of a block: what their labels say, which are parts of which, and their full names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import regex

from report_parser.data import load
from report_parser.models import Span
from report_parser.numerals.mention import Mention
from report_parser.tables import heads, labels
from report_parser.tables.content import Content
from report_parser.tables.heads import Head
from report_parser.tables.labels import Label
from report_parser.tables.scene import NOTHING, TableScene
from report_parser.tables.shape import Band, Block
from report_parser.tables.units import StatedUnit
from report_parser.tables.words import Words, joined

# A time in a label has a year in digits or is a plan (“八五”); 本年 and the like only say which column.
_ABSOLUTE = regex.compile('[0-9]{2}|五[”"』」]')
_PARTS = 3  # rows that add up to another, so that this is no accident


@dataclass(slots=True)
class Row:
    """A row of a block: its label in the tree and what else its words say.

    `timed` says that its label is a time, `noun` that it is a change of the row above (增速), `empty` that no figure
    stands in it. `group` are the words of the row that stands over it without figures, `total` is the row that it adds
    up to with others, `scope` the place that it is about, `said` its innermost words as they stand, `full` its name.
    """

    row: int
    label: Label
    head: Head
    outer: Words = NOTHING
    unit: StatedUnit | None = None
    time: Mention | None = None
    full: tuple[Span, ...] = ()
    group: Words = NOTHING
    scope: Words = NOTHING
    timed: bool = False
    noun: bool = False
    said: Words = NOTHING
    empty: bool = False
    total: int | None = None

    @property
    def part_of(self) -> int | None:
        """The row that this is a part of, for sure; its place among the rows."""
        return self.label.parent if self.label.sure else self.total


def read(scene: TableScene, band: Band, block: Block, *, named: bool = False) -> list[Row]:
    """The rows of a block, in order. `named`: the heads tell what is measured, so that labels only say of what."""
    rows = [_row(scene, band, block, row) for row in band.rows]
    _mark_groups(scene, block, rows)
    _measure(scene, band, block, rows)
    if not band.is_form:
        labels.grow([row.label for row in rows])
    _add_up(scene, band, block, rows)
    _inherit_units(rows)
    if are_places(rows):
        for row in rows:
            row.scope = row.label.words if is_place(row.label.words.text) else NOTHING
    _name(rows, named=named)
    return rows


def are_places(rows: Sequence[Row]) -> bool:
    """Whether the labels of the rows are places or sums of them, so that the caption says what is counted there."""
    texts = [row.label.words.text for row in rows if row.label.words.text]
    return bool(texts) and any(map(is_place, texts)) and all(row.label.total or is_place(t) for row, t in _texts(rows))


def _texts(rows: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    return ((row, row.label.words.text) for row in rows if row.label.words.text)


def is_place(text: str) -> bool:
    """Whether a label is a place.

    >>> is_place("青禾县"), is_place("市本级"), is_place("财政收入")
    (True, True, False)
    """
    return _place().fullmatch(text) is not None


@cache
def _place() -> regex.Pattern[str]:
    return regex.compile(load.shipped("tables")["label"]["place"])


def _row(scene: TableScene, band: Band, block: Block, row: int) -> Row:
    """The label of a row: its innermost words, those of the columns before them, its unit and its time."""
    outer: list[Words] = []
    made = Row(row, Label(NOTHING), Head(NOTHING))
    for span, content, indent in _label_cells(scene, band, block, row):
        if content.kind == "year" and content.span is not None:
            made.time, made.timed = heads.year_head(scene.grid.folded, content.span).time, True
        elif content.kind == "time" and content.mention is not None:
            made.time, made.timed = content.mention, True
        else:
            _add_words(scene, made, span, indent)
            outer.append(made.head.words)
    made.outer = joined(outer[:-1])
    if not outer and not made.timed:  # 合计 stands in the column of numbers, or one label in a column of others
        texts = {cell.span: cell for c in _left_of(band, block) if (cell := scene.grid.cell(row, c)) and cell.text}
        told = [span for span, cell in texts.items() if scene.grid.at(row, cell.column).kind == "text"]
        made.label = labels.read(joined(Words.of(scene.grid.folded, span) for span in told))
    if block.codes and made.label.words.text:
        codes = sum(1 for c in block.codes if scene.grid.at(row, c).kind in ("figure", "year"))
        made.label.depth = codes if len(block.codes) > 1 and codes else None
    if block.unit is not None:
        stated = scene.grid.words(row, block.unit)
        made.unit = scene.units.read_stated(stated) if stated else made.unit
    return made


def _left_of(band: Band, block: Block) -> list[int]:
    """The columns without figures at the left of a block's figures."""
    column = block.values[0]
    while column > 0 and band.kinds[column - 1] != "value":
        column -= 1
    return list(range(column, block.values[0]))


def _label_cells(scene: TableScene, band: Band, block: Block, row: int) -> Iterator[tuple[Span, Content, int]]:
    """The cells of a row's labels from the left, each once: its place, what it holds, how far it is set in."""
    seen: set[Span] = set()
    for number, column in enumerate(block.labels):
        cell, content = scene.grid.cell(row, column), scene.grid.at(row, column)
        source = row
        while cell is not None and not cell.text and number < len(block.labels) - 1 and source > band.rows[0]:
            source -= 1  # the label of a merged cell stands in its first row
            cell, content = scene.grid.cell(source, column), scene.grid.at(source, column)
        if cell is not None and cell.text and cell.span not in seen:
            seen.add(cell.span)
            yield cell.span, content, cell.indent


def _add_words(scene: TableScene, row: Row, span: Span, indent: int) -> None:
    """Take a cell of words as the row's innermost label so far."""
    absolute = [t for t in scene.times_in(span) if _ABSOLUTE.search(scene.grid.folded, t.start, t.end)]
    head = heads.read(scene.grid.folded, span, absolute, scene.units)
    whole, _ = scene.units.in_words(Words.of(scene.grid.folded, span))
    row.noun = heads.is_noun(whole.text)
    if head.says == "generic" or row.noun:
        head = replace(head, words=whole, change=None)
    row.unit, row.time = head.unit or row.unit, head.time or row.time
    for time in absolute:
        whole = whole.outside(Span(time.start, time.end))
    row.said, row.head, row.label = whole, head, labels.read(head.words, indent)


def _mark_groups(scene: TableScene, block: Block, rows: Sequence[Row]) -> None:
    """Rows without figures whose label stands over those below: 一、农业, 全部工业中：, 人口（万人）."""
    group, unit = NOTHING, None
    for row in rows:
        row.empty = all(scene.grid.at(row.row, column).kind == "empty" for column in block.values)
        if row.label.words.text and row.empty and len(scene.grid.row(row.row)) == 1:
            group, unit = row.label.words, row.unit
        row.group, row.unit = group, row.unit or unit


def _measure(scene: TableScene, band: Band, block: Block, rows: Sequence[Row]) -> None:
    """The figure of each row that its parts add up to: its first value that is no change and no share."""
    column = next((c for c in block.values if band.kinds[c] == "value" and _adds_up(band.heads[c])), None)
    for row in rows:
        row.label.unit = "" if row.unit is None else f"{row.unit.worth}{row.unit.name}"
        unit = row.unit or (band.heads[column].unit if column is not None else None) or scene.unit
        size = None if column is None or unit is None or unit.relative else _figure(scene, row, column)
        if size is not None:
            row.label.size, row.label.step = size, _step(size)


def _figure(scene: TableScene, row: Row, column: int) -> Decimal | None:
    content = scene.grid.at(row.row, column)
    return content.value if content.kind in ("figure", "year") else None


def _step(value: Decimal) -> Decimal:
    """What the last digit of a figure is worth."""
    return Decimal(1).scaleb(int(value.as_tuple().exponent))


def _adds_up(head: Head) -> bool:
    """Whether the values under a head can add up: they are no changes, shares or rates."""
    return head.change is None and head.says != "share" and (head.unit is None or not head.unit.relative)


def _add_up(scene: TableScene, band: Band, block: Block, rows: Sequence[Row]) -> None:
    """Find the row that all others of the first rank add up to, in the first column where one does: the total.

    It is the first or the last. One called a total may have two parts, any other needs three.
    """
    units = {row.label.unit for row in rows if not row.empty}
    if len(units) > 1:
        return
    for column in block.values:
        head = band.heads[column]
        if head.change is None and head.category is None and band.kinds[column] == "value":
            sizes = [_figure(scene, row, column) for row in rows]
            at = _total(rows, sizes)
            if at is not None:
                for number, row in enumerate(rows):
                    if number != at and row.label.parent is None and sizes[number] is not None:
                        row.total = at
                return


def _total(rows: Sequence[Row], sizes: Sequence[Decimal | None]) -> int | None:
    """Which row the others of the first rank add up to."""
    first = [at for at, row in enumerate(rows) if sizes[at] is not None and row.label.parent is None]
    for at in (first[0], first[-1]) if len(first) > 2 else ():
        parts = [size for k in first if k != at and (size := sizes[k]) is not None and not rows[k].label.total]
        whole = sizes[at]
        if whole is None or len(parts) < (2 if rows[at].label.total else _PARTS) or not whole:
            continue
        slack = sum(map(_step, parts), _step(whole)) / 2  # each is rounded by itself
        if abs(sum(parts, Decimal(0)) - whole) <= slack:
            return at
    return None


def _inherit_units(rows: Sequence[Row]) -> None:
    """A part without a unit of its own has that of its whole: 年末人口（万人） over 其中：城镇."""
    for row in rows:
        above = row.label.parent
        if row.unit is None and above is not None:
            row.unit = rows[above].unit


def _name(rows: Sequence[Row], *, named: bool) -> None:
    """Give each row its full name: with that of its whole where it is a part of one or shares its name with others."""
    seen = Counter(row.outer.text + row.label.words.text for row in rows)
    above: Row | None = None
    for row in rows:
        own = (*row.outer.spans(), *row.label.words.spans())
        parent = row.label.parent
        shared = seen[row.outer.text + row.label.words.text] > 1
        if parent is not None and row.label.words.text and (shared or _needs_whole(row, rows[parent], named=named)):
            own = (*rows[parent].full, *own)
        elif shared and parent is None and row.group.text and row.group.text != row.label.words.text:
            own = (*row.group.spans(), *own)
        if row.noun and above is not None:
            own = (*above.full, *own)
        row.full = own
        above = above if row.noun else row


def _needs_whole(row: Row, whole: Row, *, named: bool) -> bool:
    """Whether a part's name needs that of its whole: not where it says itself what is measured, or names a place."""
    label = row.label
    only_which = named and label.placed and not label.behind
    follows = label.sure and label.depth is None and label.marker is None and not whole.empty and not only_which
    if row.scope.text or labels.says_all(label.words.text, whole.label.words.text):
        return False
    return label.among or follows
