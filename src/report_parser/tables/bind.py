"""Binding in tables: what each figure of a grid is, from its row's label, the heads over it, its unit and its caption.

A column of changes (同比, 比上年增长) gives deltas of what the row names; a time in a head (2025年) is the period.
A number in a cell that no path of heads tells from its neighbours stays in the ledger and is no metric: the words of a
sentence that happens to stand above the table say nothing of it. The numbers of a table's cells are read here, for a
scan that does not know of cells takes 万吨 for a number and 1985 for a date; nothing of the scan's own is changed.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import attrgetter
from typing import Literal

import regex

from report_parser.context.standing import Context
from report_parser.models import (
    Category,
    Direction,
    FormCell,
    Metric,
    Observation,
    Period,
    Quantity,
    Role,
    Span,
    Table,
)
from report_parser.numerals.mention import Mention
from report_parser.tables import budget, entries, heads, pairs, shape
from report_parser.tables import content as contents
from report_parser.tables.entries import CellEntry
from report_parser.tables.heads import Change
from report_parser.tables.pairs import Pair
from report_parser.tables.scene import TableScene
from report_parser.tables.units import One, StatedUnit, Units
from report_parser.tables.words import Words

RULE = "cell.headers"
PAIR = "pair.key"
SAYS = {
    RULE: "a figure in a table is named by its row's label and the heads over it, and has the unit that they state",
    PAIR: "a value in a line of keys and values is named by the key before its colon",
}

_Told = Literal["period", "status", "scope"]
_start = attrgetter("start")
_DIGIT = regex.compile("[0-9]")
_HAN = regex.compile(r"\p{Han}")
_SENTENCE = regex.compile("[,;。]")
_LONG = 24
_STATED = 12
_OPENS_UNIT = regex.compile(r"(?:[(\[]|单位 ?:) ?(?:单位 ?: ?)?[十百千万]{0,2}$")
_CLOSES_BRACKET = regex.compile(r" ?(?:[)\]]|[,、;])")
_ENDS_UNIT = regex.compile(r" ?(?:[)\],、;%\s]|$)")
_MAGNITUDE = regex.compile("[十百千万亿]{1,3}")
_HAS_YEAR = regex.compile('(?:19|20)[0-9]{2}|五[”"』」]')
_BASE = regex.compile("[比较与同由从和至到] ?$")
_TIMES_BACK = 40  # times before a table that are looked at for its year
_NUMBERED = regex.compile("[表图] ?(?<n>[0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that fills a cell, with what the heads say of it.

    `label` and `head` are the places of the words beside and over it, `unit` is what they state. `key` is the metric
    that it belongs to, `wholes` are those of which this one can be a part: the first that is in the report. `scope`
    is the place that it is for, `over` the time of the caption, which gives a month its year.
    """

    mention: Mention
    row: Span
    label: tuple[Span, ...] = ()
    head: tuple[Span, ...] = ()
    unit: StatedUnit | None = None
    change: Change | None = None
    direction: Direction | None = None
    time: Mention | None = None
    status: str | None = None
    key: tuple[object, ...] = ()
    wholes: tuple[tuple[object, ...], ...] = ()
    scope: Span | None = None
    over: Mention | None = None
    rule: str = RULE

    @property
    def name(self) -> tuple[Span, ...]:
        """The words of the row and those of the column."""
        return (*self.label, *self.head)


@dataclass(frozen=True, slots=True)
class Found:
    """What tables give: the tables with what was inferred of them, the ledger's entries, the figures.

    `mentions` are all of the text, those in cells read anew; `prose` those that are left to the binding of clauses.
    """

    tables: tuple[Table, ...]
    mentions: list[Mention]
    prose: list[Mention]
    figures: list[Figure]
    forms: tuple[FormCell, ...]


@dataclass(slots=True)
class _Ledger:
    """The entries of cells, those of the scan that stay and those made here; and the cells of forms."""

    kept: list[Mention] = field(default_factory=list)
    prose: list[Mention] = field(default_factory=list)
    made: list[Mention] = field(default_factory=list)
    forms: list[FormCell] = field(default_factory=list)

    def add(self, made: Mention, held: Sequence[Mention]) -> None:
        """Add a number that was read in a cell, and what else the scan found in the cell: the mark of a note."""
        self.made.append(made)
        for mention in held:
            if mention.end <= made.start or mention.start >= made.end:
                mark = mention.category == "metric"
                self.kept.append(replace(mention, category="enumerator", quantity=None) if mark else mention)


def find(
    folded: str,
    text: str,
    tables: Sequence[Table],
    mentions: Sequence[Mention],
    one: One,
    disclosed: Sequence[FormCell] = (),
) -> Found:
    """The figures in cells, and the ledger with them.

    `one` reads a number with a unit at the start of a text (1万元). `disclosed` are the cells of the national template,
    whose rows say more of them than the page's table does.
    """
    units = Units(one)
    known = {row.span.start: row for row in disclosed if row.name}
    times = [m for m in mentions if m.period is not None and m.category != "metric"]
    figures = [_disclosed(folded, text, row, units, times) for row in known.values()]
    ledger = _Ledger()
    ledger.made.extend(figure.mention for figure in figures)
    shown: list[Table] = []
    places: list[Span] = []
    for table in tables:
        first, last = (bisect_left(mentions, at, key=_start) for at in (table.span.start, table.span.end))
        inferred, found = _read(folded, text, table, mentions[first:last], mentions, units, known, ledger)
        shown.append(inferred)
        figures.extend(found)
        places.append(table.span)
    loose = _without_marks(folded, _outside(mentions, places), tables)
    starts = set(known)
    kept = [m for m in loose if not any(at in starts for at in range(m.start, m.end))] if starts else loose
    keyed = {id(pair.found): _keyed(pair) for pair in pairs.find(folded, text, kept, units)}
    kept = [keyed[id(m)].mention if id(m) in keyed else m for m in kept]
    named = {id(figure.mention) for figure in keyed.values() if figure.name}
    figures.extend(keyed.values())
    every = sorted((*kept, *ledger.kept, *ledger.made), key=_start)
    prose = sorted((*(m for m in kept if id(m) not in named), *ledger.prose), key=_start)
    forms = (*disclosed, *ledger.forms)
    return Found(tuple(shown), every, prose, sorted(figures, key=lambda f: f.mention.start), forms)


def _without_marks(folded: str, mentions: Sequence[Mention], tables: Sequence[Table]) -> list[Mention]:
    """The mentions without units that stand alone (（百万元）, 单位：万元) and with the numbers of captions as such."""
    captions = {table.caption_span.start for table in tables if table.caption_span is not None}
    found: list[Mention] = []
    for mention in mentions:
        if _is_bare_unit(folded, mention):
            continue
        at = _NUMBERED.search(folded, max(0, mention.start - 3), mention.start + 4) if captions else None
        if at is not None and at.start() in captions and at.start("n") == mention.start:
            found.append(replace(mention, end=at.end("n"), category="enumerator", quantity=None, outer_end=at.end("n")))
        else:
            found.append(mention)
    return found


def _is_bare_unit(folded: str, mention: Mention) -> bool:
    """Whether what the scan took for a number is a unit that stands alone: in brackets, or behind 单位：."""
    quantity = mention.quantity
    if quantity is None or not quantity.unit or not _MAGNITUDE.fullmatch(quantity.number.of(folded)):
        return False
    opened = _OPENS_UNIT.search(folded[max(0, mention.start - _STATED) : mention.start])
    closes = _CLOSES_BRACKET if opened is not None and opened[0][0] in "([" else _ENDS_UNIT
    return opened is not None and closes.match(folded, mention.end) is not None


def _outside(mentions: Sequence[Mention], places: Sequence[Span]) -> list[Mention]:
    """The mentions that stand in none of the places, which do not overlap and stand in order."""
    found: list[Mention] = []
    at = 0
    for mention in mentions:
        while at < len(places) and places[at].end <= mention.start:
            at += 1
        if at == len(places) or mention.end <= places[at].start:
            found.append(mention)
    return found


def _read(
    folded: str, text: str, table: Table, inside: Sequence[Mention], all_mentions: Sequence[Mention], units: Units,
    known: Mapping[int, FormCell], ledger: _Ledger,
) -> tuple[Table, list[Figure]]:  # fmt: skip
    """One table: what was inferred of it, its figures; its numbers go into the ledger."""
    held = [_within(inside, cell.span) for cell in table.cells]
    read = [contents.read(folded, cell.span, here, units) for cell, here in zip(table.cells, held, strict=True)]
    grid = shape.Grid(table, folded, read)
    times = [m for m in inside if m.period is not None and m.category != "metric"]
    layout = shape.infer(grid, shape.ShapeReader(grid, times, units))
    scene = _scene(folded, grid, layout, all_mentions, units)
    ledger.forms.extend(budget.read(scene, layout.bands, table.id))
    by_cell = {entry.cell: entry for band in layout.bands for entry in entries.find(scene, band)}
    labels, units_at = layout.cells_beside(grid)
    head_rows, lines = layout.head_rows(), _lines(grid)
    figures: list[Figure] = []
    stated: dict[int, StatedUnit | None] = {}
    for at, (cell, content) in enumerate(zip(table.cells, read, strict=True)):
        entry = by_cell.get(at)
        if content.span is not None and content.span.start in known:
            continue
        if entry is not None:
            figures.append(_figure(text, table, entry, lines[cell.row]))
            stated[at] = entry.unit
            ledger.add(figures[-1].mention, held[at])
        elif cell.row in head_rows or at in labels or at in units_at:
            _keep_words(folded, cell.span, held[at], ledger, label=at in labels)
        elif content.kind in ("figure", "year"):
            ledger.add(_plain(text, content, "other"), held[at])
        elif not _HAN.search(folded, cell.span.start, cell.span.end):
            ledger.kept.extend(replace(m, category="other") if m.category == "metric" else m for m in held[at])
        else:
            ledger.kept.extend(held[at])
            ledger.prose.extend(held[at])
    return _shown(scene, layout, labels, head_rows, stated), figures


def _within(mentions: Sequence[Mention], span: Span) -> list[Mention]:
    """The mentions, of a list in document order, that stand in a cell."""
    first = bisect_left(mentions, span.start, key=_start)
    last = bisect_left(mentions, span.end, lo=first, key=_start)
    return [mention for mention in mentions[first:last] if mention.end <= span.end]


def _keep_words(folded: str, span: Span, held: Sequence[Mention], ledger: _Ledger, *, label: bool) -> None:
    """The numbers in the words of heads and labels only say which; a unit without a digit is no number at all."""
    told = label and span.end - span.start > _LONG and _SENTENCE.search(folded, span.start, span.end) is not None
    for mention in held:
        if told:
            ledger.kept.append(mention)
            ledger.prose.append(mention)
        elif mention.category not in ("metric", "other"):
            ledger.kept.append(mention)
        elif _DIGIT.search(folded, mention.start, mention.end):
            ledger.kept.append(replace(mention, category="qualifier"))


def _lines(grid: shape.Grid) -> dict[int, Span]:
    """The line of each row: from its first cell to its last."""
    lines: dict[int, Span] = {}
    for cell in grid.table.cells:
        seen = lines.get(cell.row, cell.span)
        lines[cell.row] = Span(min(seen.start, cell.span.start), max(seen.end, cell.span.end))
    return lines


def _scene(folded: str, grid: shape.Grid, layout: shape.Shape, mentions: Sequence[Mention], units: Units) -> TableScene:
    """What stands over a table: its caption, its unit, the time and status that the caption names."""
    table = grid.table
    caption, unit = table.caption_span, units.read_stated(table.unit) if table.unit else None
    corner = {column for band in layout.bands[:1] for block in band.blocks for column in block.labels}
    for row in (*layout.titles, *(r for band in layout.bands[:1] for r in band.head_rows)):
        for at in grid.row(row):
            stated = units.stated_over(table.cells[at].span.of(folded))
            if stated is not None and unit is None:
                unit = stated[0]
            elif unit is None and table.cells[at].column in corner and row not in layout.titles:
                unit = units.in_words(Words.of(folded, table.cells[at].span))[1]  # 项目（亿元）
            elif row in layout.titles and caption is None:
                caption = table.cells[at].span
    if caption is None:
        return TableScene(grid, units, _times(mentions, table.span), unit)
    said = heads.read(folded, caption, _times(mentions, caption), units)
    status, change = heads.status_of(said.words.text), heads.all_changes(said.words.text, said.change)
    times = _times(mentions, table.span)
    return TableScene(grid, units, times, unit or said.unit, said.words, said.time, status, change)


def _times(mentions: Sequence[Mention], span: Span) -> list[Mention]:
    return [m for m in _within(mentions, span) if m.period is not None and m.category != "metric"]


def _shown(
    scene: TableScene,
    layout: shape.Shape,
    labels: set[int],
    head_rows: set[int],
    stated: Mapping[int, StatedUnit | None],
) -> Table:
    """The table with what was inferred of it."""
    table = scene.grid.table
    columns = sorted({column for band in layout.bands for block in band.blocks for column in block.labels})
    cells = tuple(
        cell.model_copy(update={"header": cell.row in head_rows or at in labels, "unit": _written(stated.get(at))})
        for at, cell in enumerate(table.cells)
    )
    rows = tuple(sorted({row for band in layout.bands for row in band.head_rows} | set(layout.repeats)))
    return table.model_copy(update={"header_rows": rows, "label_columns": tuple(columns), "cells": cells})


def _written(unit: StatedUnit | None) -> str | None:
    return None if unit is None else unit.form


# Figures --------------------------------------------------------------------------------------------------------------


def _figure(text: str, table: Table, entry: CellEntry, row: Span) -> Figure:
    """A figure of a cell with its entry of the ledger: a metric where something names it."""
    if entry.category is not None or not entry.name:
        return Figure(_plain(text, entry.content, entry.category or "other"), row)
    quantity = _quantity(text, entry)
    change = entry.change
    if entry.content.falls is not None and change is None:
        change = Change(None, "none", entry.content.falls, True)
    elif entry.content.falls is not None and change is not None:
        change = replace(change, falls=entry.content.falls)
    direction: Direction | None = None
    if change is not None:
        direction = "flat" if quantity.value == 0 else "down" if (quantity.value < 0) != change.falls else "up"
        quantity = quantity.model_copy(update={"value": abs(quantity.value)})
    mention = Mention(quantity.span.start, quantity.span.end, "metric", RULE, quantity)
    head = "".join(span.of(text) for span in entry.head)
    key = (
        table.id,
        entry.block,
        entry.row,
        "".join(span.of(text) for span in entry.label) if entry.row is None else "",
        head,
    )
    over = ("".join(span.of(text) for span in spans) for spans in entry.whole_heads)
    wholes = tuple((table.id, entry.block, entry.whole, "", words) for words in over)
    scope = next(iter(entry.scope), None)
    return Figure(
        *(mention, row, entry.label, entry.head, entry.unit, change, direction),
        *(entry.time, entry.status, key, wholes, scope, entry.over),
    )


def _plain(text: str, content: contents.Content, category: Category) -> Mention:
    """The entry of a number that is no metric."""
    span = content.span or Span(0, 0)
    if content.mention is not None:
        return replace(content.mention, category=category)
    return Mention(span.start, span.end, category, RULE, _bare(text, span, content.value or Decimal(0)))


def _bare(text: str, span: Span, value: Decimal) -> Quantity:
    exponent = int(value.as_tuple().exponent)
    return Quantity(text=span.of(text), span=span, value=value, step=Decimal(1).scaleb(min(0, exponent)), number=span)


def _quantity(text: str, entry: CellEntry) -> Quantity:
    """The quantity of a figure: as the cell states it, in the unit that its heads state where it states none."""
    content, unit = entry.content, entry.unit
    if content.mention is not None and content.mention.quantity is not None:
        quantity = content.mention.quantity
        return quantity if quantity.unit or unit is None else _measured(quantity, unit)
    span = content.span or Span(0, 0)
    quantity = _bare(text, span, content.value or Decimal(0))
    if content.percent:
        return quantity.model_copy(update={"unit": content.percent, "unit_id": content.percent, "kind": "percent"})
    return quantity if unit is None else _measured(quantity, unit)


def _measured(quantity: Quantity, unit: StatedUnit) -> Quantity:
    """The quantity in a unit that is stated elsewhere."""
    return quantity.model_copy(
        update={
            "value": quantity.value * unit.worth,
            "high": None if quantity.high is None else quantity.high * unit.worth,
            "step": quantity.step * unit.worth,
            "unit": unit.name,
            "unit_id": unit.id,
            "kind": unit.kind,
        }
    )


def _disclosed(folded: str, text: str, row: FormCell, units: Units, times: Sequence[Mention]) -> Figure:
    """A cell of the national template as a figure; the times in its names (本年, 上年结转) are no part of them."""
    quantity = _bare(text, row.span, row.value)
    unit = units.read(row.unit)
    if unit is not None:
        quantity = _measured(quantity, unit)
    end = text.find("\n", row.span.end)
    line = Span(text.rfind("\n", 0, row.span.start) + 1, len(text) if end < 0 else end)
    mention = Mention(row.span.start, row.span.end, "metric", RULE, quantity)
    name: list[Span] = []
    when: Mention | None = None
    for span in row.name:
        words = Words.of(folded, span)
        for time in _within(times, span):
            if folded[time.start - 1 : time.start] in ("下", "次"):
                continue  # 结转下年度 is what is counted
            words, when = words.outside(Span(time.start, time.end)), time
        name.extend(words.spans())
    key = (row.table, "".join(s.of(text) for s in name))
    return Figure(mention, line, tuple(name), unit=unit, time=when, key=key)


def _keyed(pair: Pair) -> Figure:
    """A value that a key names as a figure; a code (发票号码) measures nothing."""
    mention, head = pair.mention, pair.head
    if head.category is not None or mention.quantity is None:
        return Figure(replace(mention, category=head.category or mention.category), pair.line)
    quantity = mention.quantity
    if head.unit is not None and not quantity.unit:
        quantity = _measured(quantity, head.unit)
    made = replace(mention, category="metric", quantity=quantity)
    name = head.words.spans()
    return Figure(made, pair.line, name, unit=head.unit, time=head.time, key=("pair", mention.start), rule=PAIR)


# Metrics --------------------------------------------------------------------------------------------------------------


def metrics(text: str, figures: Sequence[Figure], context: Context) -> list[Metric]:
    """The metrics of the cells: one for each row and kind of value in a table. Ids are those of a list of its own."""
    named: dict[tuple[object, ...], list[Observation]] = {}
    firsts: dict[tuple[object, ...], Figure] = {}
    for number, figure in enumerate(figures):
        quantity = figure.mention.quantity
        if quantity is None or not figure.name:
            continue
        named.setdefault(figure.key, []).append(_observation(text, number, figure, quantity, context))
        firsts.setdefault(figure.key, figure)
    ids = {key: number for number, key in enumerate(named)}
    return [
        Metric(
            id=ids[key],
            name=observations[0].name,
            part_of=next((ids[whole] for whole in firsts[key].wholes if whole in ids and whole != key), None),
            section=context.at(firsts[key].row.start).section,
            observations=tuple(observations),
        )
        for key, observations in named.items()
    ]


def _observation(text: str, number: int, figure: Figure, quantity: Quantity, context: Context) -> Observation:
    change = figure.change
    role: Role = "level" if change is None else "delta"
    at = figure.row.start
    when, period = _dated(figure, context)
    planned = figure.status == "planned" or (figure.status is None and context.at(at).stance == "planned")
    return Observation(
        id=number,
        role=role,
        quantity=quantity,
        name="".join(span.of(text) for span in figure.name),
        name_spans=figure.name,
        direction=figure.direction,
        basis=None if change is None else change.basis,
        basis_kind=None if change is None else change.basis_kind,
        status="planned" if planned else "actual",
        period=period,
        scope=None if figure.scope is None else figure.scope.of(text),
        evidence=_evidence(when, figure.scope),
        sentence=figure.row,
        rule=figure.rule,
    )


def _dated(figure: Figure, context: Context) -> tuple[Span | None, Period | None]:
    """When a figure is of, and where that is written (None: the report's headings or title say so).

    In a report that does not say its year a table is of the year that the text before it in its section named last,
    other than as the base of a comparison (比1985年).
    """
    at = figure.row.start
    period = context.dated(figure.time, at)
    if figure.time is not None:
        return Span(figure.time.start, figure.time.end), _in_year(figure, period, context)
    if period is not None:
        return None, period
    ground, section = context.ground, context.at(at).section
    last = bisect_left(ground.starts, at)
    for time in reversed(ground.times[max(0, last - _TIMES_BACK) : last]):
        if context.at(time.start).section != section:
            break
        compared = _BASE.search(ground.folded, max(0, time.start - 2), time.start) is not None
        if time.anchor == "fixed" and not time.since and not compared:
            return Span(time.start, time.end), time.period
    return None, None


def _in_year(figure: Figure, period: Period | None, context: Context) -> Period | None:
    """The time of a figure in the year that its caption names, where it names none itself (12月 under 2024年各月…)."""
    time, over = figure.time, figure.over
    if time is None or time.period is None or over is None or over is time:
        return period
    folded = context.ground.folded
    if _HAS_YEAR.search(folded, time.start, time.end) or not _HAS_YEAR.search(folded, over.start, over.end):
        return period
    known = time.period if period is None else period
    year = over.period.end.year if over.period is not None else known.end.year
    days = [
        day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1])) for day in (known.start, known.end)
    ]
    return known.model_copy(update={"start": days[0], "end": days[1]})


def _evidence(time: Span | None, scope: Span | None) -> dict[_Told, Span]:
    """Where the fields of an observation are written that its own cell does not say."""
    told: tuple[tuple[_Told, Span | None], ...] = (("period", time), ("scope", scope))
    return {name: span for name, span in told if span is not None}


def merge(first: Sequence[Metric], second: Sequence[Metric]) -> tuple[Metric, ...]:
    """Two lists of metrics as one in document order, with new ids."""
    if not second:
        return tuple(first)
    both = [(which, metric) for which, metrics in enumerate((first, second)) for metric in metrics]
    both.sort(key=lambda pair: pair[1].observations[0].quantity.span.start)
    ids = {(which, metric.id): number for number, (which, metric) in enumerate(both)}
    order = sorted(
        ((which, o) for which, metric in both for o in metric.observations),
        key=lambda pair: pair[1].quantity.span.start,
    )
    numbers = {(which, o.id): number for number, (which, o) in enumerate(order)}
    return tuple(
        metric.model_copy(
            update={
                "id": ids[which, metric.id],
                "part_of": None if metric.part_of is None else ids[which, metric.part_of],
                "observations": tuple(o.model_copy(update={"id": numbers[which, o.id]}) for o in metric.observations),
            }
        )
        for which, metric in both
    )
