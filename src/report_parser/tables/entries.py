"""The figures of a table, each with the words that name it and what its heads say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import regex

from report_parser.data import load
from report_parser.models import Category, Span, Status
from report_parser.numerals.mention import Mention
from report_parser.tables import heads, rows
from report_parser.tables.content import Content
from report_parser.tables.heads import Change, Head
from report_parser.tables.rows import Row
from report_parser.tables.scene import NOTHING, TableScene
from report_parser.tables.shape import Band, Block
from report_parser.tables.units import StatedUnit
from report_parser.tables.words import Words, joined


@dataclass(frozen=True, slots=True)
class CellEntry:
    """A figure of a table.

    `cell` is its place among the table's cells, `content` what it holds. `label` and `head` are the places of the words
    beside and over it that name it; empty where nothing does. `row` tells rows apart that are no times of one thing (in
    the block of columns that begins at `block`),
    `whole` is the row of which this one is a part, `whole_heads` the words over the figures that it can be part of.
    `over` is the time of the caption, `scope` the place that it is for. `category` is set where it measures nothing.
    """

    cell: int
    content: Content
    label: tuple[Span, ...] = ()
    head: tuple[Span, ...] = ()
    unit: StatedUnit | None = None
    change: Change | None = None
    time: Mention | None = None
    over: Mention | None = None
    status: Status | None = None
    category: Category | None = None
    row: int | None = None
    block: int = 0
    whole: int | None = None
    whole_heads: tuple[tuple[Span, ...], ...] = ()
    scope: tuple[Span, ...] = ()
    column: int = 0

    @property
    def name(self) -> tuple[Span, ...]:
        """The words of the row and those of the column."""
        return (*self.label, *self.head)


def find(scene: TableScene, band: Band) -> Iterator[CellEntry]:
    """The figures of a band, block by block, row by row."""
    values = [column for block in band.blocks for column in block.values]
    shown = {column: _column_words(band, column, values) for column in values}
    for block in band.blocks:
        columns = _columns(band, block, shown)
        found_rows = rows.read(scene, band, block, named=all(column.level for column in columns.values()))
        if not any(column.words for column in columns.values()) and rows.are_places(found_rows):
            thing = [heads.thing_of(scene.caption)]
            columns = {at: replace(column, words=thing, level=thing) for at, column in columns.items()}
        found = [e for at in range(len(found_rows)) for e in _of_row(scene, band, block, found_rows, at, columns)]
        yield from _told_apart(scene.grid.folded, found)
        yield from _codes(scene, band, block)


def _column_words(band: Band, column: int, values: Sequence[int]) -> list[Words]:
    """The words of the heads over a column that tell it from the other columns of figures, from the top down."""
    path = band.paths[column]
    everywhere = {
        span for span, _ in path if len(values) > 1 and all(any(s == span for s, _ in band.paths[c]) for c in values)
    }
    words = [head.words for span, head in path if head.words.text and span not in everywhere]
    if path and path[-1][1].says == "total" and len(words) == 1:
        words = [head.words for _, head in path if head.words.text][-2:]
    return [w for k, w in enumerate(words) if w.text not in {v.text for v in words[:k]}]


@dataclass(frozen=True, slots=True)
class _Column:
    """What the heads over a column of figures say of each: `words` name it, `level` those that its changes and shares
    are of, `time` when it is of, `scope` which place.
    """

    words: Sequence[Words]
    time: Mention | None
    level: Sequence[Words]
    scope: Words = NOTHING


def _columns(band: Band, block: Block, shown: Mapping[int, list[Words]]) -> dict[int, _Column]:
    """The columns of figures of a block; a column of changes has the words and the time of the level at its left."""
    found: dict[int, _Column] = {}
    level = _Column((), None, ())
    places = _places(band, block)
    for column in block.values:
        head = band.heads[column]
        words, time, scope = shown[column], head.time, places[column]
        if head.change is not None:
            scope = scope if scope.text else level.scope
            found[column] = _Column(words or level.words, time or level.time, level.words, scope)
        elif head.says not in ("share", "note") and head.category is None and band.kinds[column] == "value":
            found[column] = level = _Column(words, time, words, scope)
        else:
            found[column] = _Column(words, time, level.words, scope)
    return found


def _places(band: Band, block: Block) -> dict[int, Words]:
    """The place that the heads over each column name: a level of government (全市), or one of places side by side."""
    said = {c: [head.words for _, head in band.paths[c] if head.words.text] for c in block.values}
    found = {c: next((words for words in over if is_scope(words.text)), NOTHING) for c, over in said.items()}
    if len(said) > 1 and all(over and rows.is_place(over[-1].text) for over in said.values()):
        return {c: over[-1] for c, over in said.items()}
    return found


def is_scope(text: str) -> bool:
    """Whether a head over a column says for which level of government its figures are.

    >>> is_scope("全市"), is_scope("市本级"), is_scope("城市")
    (True, True, False)
    """
    return _scope().fullmatch(text) is not None


def _of_row(
    scene: TableScene, band: Band, block: Block, found: Sequence[Row], at: int, columns: Mapping[int, _Column]
) -> Iterator[CellEntry]:
    """The figures of a row; in a row of changes (比上年增长) they are those of the row above."""
    row = found[at]
    before = next((r for r in reversed(found[:at]) if r.head.change is None and r.label.words.text), None)
    thing = before if row.head.change is not None and not row.label.words.text and before is not None else row
    for column in block.values:
        place = scene.grid.places.get((row.row, column))
        if place is None:
            continue
        cell, content = scene.grid.table.cells[place], scene.grid.contents[place]
        if content.kind not in ("figure", "year") or (cell.row, cell.column) != (row.row, column):
            continue
        if not scene.grid.full(row.row):
            yield CellEntry(cell=place, content=content, column=column)
            continue
        head, said = band.heads[column], columns[column]
        unit = content.unit or _unit(scene, head, row, head.change or row.head.change)
        change = head.change or row.head.change or _change_of_all(scene, head, unit)
        label = thing.full
        if not label and said.words and said.words[-1].text == said.scope.text:  # 年均增长 beside 东部地区|西部地区
            label = heads.thing_of(scene.caption).spans()
            if not label and change is not None:
                label, change = row.said.spans(), None
        whole = None if thing.part_of is None else found[thing.part_of]
        yield CellEntry(
            cell=place,
            content=content,
            label=label,
            head=_beyond(scene.grid.folded, label, said.words).spans(),
            unit=unit,
            change=change,
            time=said.time or row.time or scene.time,
            over=scene.time,
            status=head.status or scene.status,
            category=head.category or _row_category(row.head, content),
            row=None if row.timed else thing.row,
            block=block.values[0],
            whole=None if whole is None else whole.row,
            whole_heads=() if whole is None else _heads_of_whole(scene, whole, said, share=head.says == "share"),
            scope=(row.scope if row.scope.text else said.scope).spans()[:1],
            column=column,
        )


def _heads_of_whole(scene: TableScene, whole: Row, column: _Column, *, share: bool) -> tuple[tuple[Span, ...], ...]:
    """The words over the figures of a whole that a figure can be part of: those of its column, for a share also those
    of the level that is composed.
    """
    over = (column.words, column.level) if share else (column.words,)
    return tuple(_beyond(scene.grid.folded, whole.full, words).spans() for words in over)


def _change_of_all(scene: TableScene, head: Head, unit: StatedUnit | None) -> Change | None:
    """The change that the caption says all figures are, for a percentage that its head does not call anything else."""
    return scene.change if unit is not None and unit.relative and head.says in (None, "generic") else None


def _row_category(head: Head, content: Content) -> Category | None:
    """What the figures of a row are by its label: 联系电话 is a contact, but 移动电话 299 is counted."""
    digits = 0 if content.value is None else len(str(abs(content.value)))
    return head.category if head.unit is None and (head.category != "contact" or digits > 5) else None


def _beyond(folded: str, name: Sequence[Span], heads_over: Sequence[Words]) -> Words:
    """The words over a column that a row's name does not say already (肉类总产量 or 发电量 under 产量)."""
    label = _text(folded, name)
    measures = load.shipped("tables")["label"]["measures"]
    return joined(
        words
        for words in heads_over
        if not label.endswith(words.text) and not (words.text in measures and label.endswith(words.text[-1]))
    )


def _unit(scene: TableScene, head: Head, row: Row, change: Change | None) -> StatedUnit | None:
    """The unit of a figure: of a change or share that of its head, else of its row, its head, its table."""
    if head.change is not None or head.says == "share" or (head.unit is not None and head.unit.relative):
        percent = change is None or change.relative
        return head.unit or (scene.units.read("%") if percent else row.unit or scene.unit)
    if row.head.change is not None:
        return row.unit or head.unit or (scene.units.read("%") if row.head.change.relative else scene.unit)
    return row.unit or head.unit or scene.unit


def _told_apart(folded: str, found: Sequence[CellEntry]) -> Iterator[CellEntry]:
    """The figures without the names that two of a row share: nothing says which is which."""
    keys = [
        (
            *(e.row, e.content.span if e.row is None else None, _text(folded, e.name), e.change),
            *(e.time and e.time.period, e.unit and e.unit.relative),
        )
        for e in found
    ]
    times = Counter(key for key, e in zip(keys, found, strict=True) if e.category is None)
    for entry, key in zip(found, keys, strict=True):
        yield replace(entry, label=(), head=()) if times[key] > 1 else entry


def _text(folded: str, spans: Sequence[Span]) -> str:
    return "".join(span.of(folded) for span in spans)


def _codes(scene: TableScene, band: Band, block: Block) -> Iterator[CellEntry]:
    """The figures of columns that number or name the rows."""
    for column in block.codes:
        category = band.heads[column].category or "enumerator"
        for row in band.rows:
            place = scene.grid.places.get((row, column))
            if place is not None and scene.grid.contents[place].kind in ("figure", "year"):
                yield CellEntry(cell=place, content=scene.grid.contents[place], category=category, column=column)


@cache
def _scope() -> regex.Pattern[str]:
    return regex.compile(load.shipped("tables")["label"]["scope"])
