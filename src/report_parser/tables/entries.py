"""The figures of a table, each with the words that name it and what its heads say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import regex

from report_parser.data import load
from report_parser.models import Category, Span, Status
from report_parser.numerals.mention import Mention
from report_parser.tables import heads, labels
from report_parser.tables.content import Content
from report_parser.tables.heads import Change, Head
from report_parser.tables.labels import Label
from report_parser.tables.shape import Band, Block, Grid
from report_parser.tables.units import StatedUnit, Units
from report_parser.tables.words import Words, joined

_NOTHING = Words("", ())
_ABSOLUTE = regex.compile("[0-9]{2}")


@dataclass(frozen=True, slots=True)
class CellEntry:
    """A figure of a table.

    `cell` is its place among the table's cells, `content` what it holds. `label` and `head` are the places of the words
    beside and over it that name it; empty where nothing does. `row` tells rows apart that are no times of one thing,
    `whole` is the row of which this one is a part. `category` is set where it measures nothing.
    """

    cell: int
    content: Content
    label: tuple[Span, ...] = ()
    head: tuple[Span, ...] = ()
    unit: StatedUnit | None = None
    change: Change | None = None
    share: bool = False
    time: Mention | None = None
    status: Status | None = None
    category: Category | None = None
    row: int | None = None
    whole: int | None = None
    column: int = 0

    @property
    def name(self) -> tuple[Span, ...]:
        """The words of the row and those of the column."""
        return (*self.label, *self.head)


@dataclass(slots=True)
class _Row:
    """A row of a block: its label in the tree and what else its words say.

    `timed` says that its label is a time, `noun` that it is a change of the row above (增速).
    """

    row: int
    label: Label
    head: Head
    outer: Words = _NOTHING
    unit: StatedUnit | None = None
    time: Mention | None = None
    full: tuple[Span, ...] = ()
    group: Words = _NOTHING
    timed: bool = False
    noun: bool = False


@dataclass(frozen=True, slots=True)
class TableScene:
    """What the cells of one table are read with: the table, its unit, the time and status of its caption."""

    grid: Grid
    units: Units
    times: Sequence[Mention]
    unit: StatedUnit | None
    caption: Words = field(default=_NOTHING)
    time: Mention | None = None
    status: Status | None = None


def find(scene: TableScene, band: Band) -> Iterator[CellEntry]:
    """The figures of a band, block by block, row by row."""
    values = [column for block in band.blocks for column in block.values]
    shown = {column: _column_words(band, column, values) for column in values}
    for block in band.blocks:
        rows = [_row(scene, band, block, row) for row in band.rows]
        _mark_groups(scene.grid, block, rows)
        _measure_rows(scene, band, block, rows)
        labels.grow([row.label for row in rows])
        _name_rows(rows)
        levels = _levels(band, block, shown)
        if not any(words for words, _ in levels.values()) and _are_places(rows):
            levels = {column: ([heads.thing_of(scene.caption)], time) for column, (_, time) in levels.items()}
        found = [e for at in range(len(rows)) for e in _entries(scene, band, block, rows, at, levels)]
        yield from _told_apart(scene.grid.folded, found)
        yield from _codes(scene, band, block)


def _are_places(rows: Sequence[_Row]) -> bool:
    """Whether the labels of the rows are places, so that the caption says what is counted there."""
    pattern = regex.compile(load.shipped("tables")["label"]["place"])
    texts = [row.label.words.text for row in rows if row.label.words.text]
    return bool(texts) and all(pattern.fullmatch(text) for text in texts)


def _row(scene: TableScene, band: Band, block: Block, row: int) -> _Row:
    """The label of a row: its innermost words, those of the columns before them, its unit and its time."""
    outer: list[Words] = []
    made = _Row(row, Label(_NOTHING), Head(_NOTHING))
    seen: set[Span] = set()
    for number, column in enumerate(block.labels):
        cell, content = scene.grid.cell(row, column), scene.grid.at(row, column)
        source = row
        while cell is not None and not cell.text and number < len(block.labels) - 1 and source > band.rows[0]:
            source -= 1  # the label of a merged cell stands in its first row
            cell, content = scene.grid.cell(source, column), scene.grid.at(source, column)
        if cell is None or not cell.text or cell.span in seen:
            continue
        seen.add(cell.span)
        if content.kind == "year" and content.span is not None:
            made.time, made.timed = heads.year_head(scene.grid.folded, content.span).time, True
        elif content.kind == "time" and content.mention is not None:
            made.time, made.timed = content.mention, True
        else:
            absolute = [
                t for t in _inside(scene.times, cell.span) if _ABSOLUTE.search(scene.grid.folded, t.start, t.end)
            ]
            head = heads.read(scene.grid.folded, cell.span, absolute, scene.units)
            whole, _ = scene.units.in_words(Words.of(scene.grid.folded, cell.span))
            made.noun = heads.is_noun(whole.text)
            if head.says == "generic" or made.noun:
                head = replace(head, words=whole, change=None)
            made.unit, made.time = head.unit or made.unit, head.time or made.time
            outer.append(head.words)
            made.head = head
            made.label = labels.read(head.words)
    made.outer = joined(outer[:-1])
    if not outer and not made.timed:  # 合计 stands in the column of numbers
        texts = [(c, scene.grid.cell(row, c)) for c in block.codes if scene.grid.at(row, c).kind == "text"]
        made.label = labels.read(
            joined(Words.of(scene.grid.folded, cell.span) for _, cell in texts if cell is not None)
        )
    if block.codes and made.label.words.text:
        codes = sum(1 for c in block.codes if scene.grid.at(row, c).kind in ("figure", "year"))
        made.label.depth = codes if len(block.codes) > 1 and codes else None
    if block.unit is not None:
        stated = scene.grid.words(row, block.unit)
        made.unit = scene.units.read_stated(stated) if stated else made.unit
    return made


def _inside(times: Sequence[Mention], span: Span) -> list[Mention]:
    return [t for t in times if span.start <= t.start and t.end <= span.end]


def _mark_groups(grid: Grid, block: Block, rows: Sequence[_Row]) -> None:
    """Rows without figures whose label stands over those below: 一、农业, 全部工业中：."""
    group = _NOTHING
    for row in rows:
        filled = [grid.at(row.row, column).kind for column in block.values]
        if row.label.words.text and all(kind == "empty" for kind in filled) and len(grid.row(row.row)) == 1:
            group = row.label.words
        row.group = group


def _measure_rows(scene: TableScene, band: Band, block: Block, rows: Sequence[_Row]) -> None:
    """The figure of each row that its parts add up to: its first value that is no change and no share."""
    column = next((c for c in block.values if band.kinds[c] == "value" and _adds_up(band.heads[c])), None)
    for row in rows:
        row.label.unit = "" if row.unit is None else f"{row.unit.worth}{row.unit.name}"
        unit = row.unit or (band.heads[column].unit if column is not None else None) or scene.unit
        if column is None or unit is None or unit.relative:
            continue
        content = scene.grid.at(row.row, column)
        if content.kind in ("figure", "year") and content.value is not None:
            row.label.size = content.value
            row.label.step = Decimal(1).scaleb(int(content.value.as_tuple().exponent))


def _adds_up(head: Head) -> bool:
    """Whether the values under a head can add up: they are no changes, shares or rates."""
    return head.change is None and head.says != "share" and (head.unit is None or not head.unit.relative)


def _name_rows(rows: Sequence[_Row]) -> None:
    """Give each row its full name: with that of its whole where it is a part of one or shares its name with others."""
    seen = Counter(row.outer.text + row.label.words.text for row in rows)
    above: _Row | None = None
    for row in rows:
        own = (*row.outer.spans(), *row.label.words.spans())
        parent = row.label.parent
        shared = seen[row.outer.text + row.label.words.text] > 1
        follows = row.label.sure and row.label.depth is None and row.label.marker is None
        if parent is not None and (row.label.among or follows or shared) and row.label.words.text:
            own = (*rows[parent].full, *own)
        elif shared and parent is None and row.group.text and row.group.text != row.label.words.text:
            own = (*row.group.spans(), *own)
        if row.noun and above is not None:
            own = (*above.full, *own)
        row.full = own
        above = above if row.noun else row


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


def _levels(
    band: Band, block: Block, shown: Mapping[int, list[Words]]
) -> dict[int, tuple[list[Words], Mention | None]]:
    """The words and the time of each column of figures; a column of changes has those of the level at its left."""
    found: dict[int, tuple[list[Words], Mention | None]] = {}
    level: tuple[list[Words], Mention | None] = ([], None)
    for column in block.values:
        head = band.heads[column]
        words, time = shown[column], head.time
        if head.change is not None:
            words, time = words or level[0], time or level[1]
        elif head.says not in ("share", "note") and head.category is None and band.kinds[column] == "value":
            level = (words, time)
        found[column] = (words, time)
    return found


def _entries(
    scene: TableScene,
    band: Band,
    block: Block,
    rows: Sequence[_Row],
    at: int,
    levels: Mapping[int, tuple[list[Words], Mention | None]],
) -> Iterator[CellEntry]:
    row = rows[at]
    before = next((r for r in reversed(rows[:at]) if r.head.change is None and r.label.words.text), None)
    for column in block.values:
        place = scene.grid.places.get((row.row, column))
        if place is None:
            continue
        cell, content = scene.grid.table.cells[place], scene.grid.contents[place]
        if content.kind not in ("figure", "year") or (cell.row, cell.column) != (row.row, column):
            continue
        head = band.heads[column]
        change = head.change or row.head.change
        name, thing = row.full, row
        if row.head.change is not None and not row.label.words.text and before is not None:
            name, thing = before.full, before
        whole = thing.label.parent if thing.label.sure else None
        if not scene.grid.full(row.row):
            yield CellEntry(cell=place, content=content, column=column)
            continue
        yield CellEntry(
            cell=place,
            content=content,
            label=name,
            head=_beyond(scene.grid.folded, name, levels[column][0]).spans(),
            unit=_unit(scene, head, row, change),
            change=change,
            share=head.says == "share",
            time=levels[column][1] or row.time or scene.time,
            status=head.status or scene.status,
            category=head.category or _row_category(row.head, content),
            row=None if row.timed else thing.row,
            whole=None if whole is None else rows[whole].row,
            column=column,
        )


def _row_category(head: Head, content: Content) -> Category | None:
    """What the figures of a row are by its label: 联系电话 is a contact, but 移动电话 299 is counted."""
    digits = 0 if content.value is None else len(str(abs(content.value)))
    return head.category if head.unit is None and (head.category in ("period", "rank") or digits > 5) else None


def _beyond(folded: str, name: Sequence[Span], heads_over: Sequence[Words]) -> Words:
    """The words over a column that a row's name does not say already (肉类总产量 or 发电量 under 产量)."""
    label = _text(folded, name)
    measures = load.shipped("tables")["label"]["measures"]
    return joined(
        words
        for words in heads_over
        if not label.endswith(words.text) and not (words.text in measures and label.endswith(words.text[-1]))
    )


def _unit(scene: TableScene, head: Head, row: _Row, change: Change | None) -> StatedUnit | None:
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
        (e.row, e.content.span if e.row is None else None, _text(folded, e.name), e.change, e.time and e.time.period)
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
