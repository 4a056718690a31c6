"""Binding in tables: a cell's indicator is the path of its row and column headers, and a header may state its unit.

A column of changes (同比, 比上年增长) gives deltas of what the row names; a time in a header (2025年) is the period.
A bare number in a cell that no path of headers tells from its neighbours stays in the ledger and is no metric: the
words of a sentence that happens to stand above the table say nothing of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter

import regex

from report_parser.context.standing import Context
from report_parser.models import (
    BasisKind,
    Category,
    Direction,
    Metric,
    Observation,
    Quantity,
    Role,
    Span,
    Table,
)
from report_parser.numerals.mention import Mention
from report_parser.tables.detect import headed
from report_parser.tables.disclosure import Row

RULE = "cell.headers"

# What a header says of a change: 增长（%）, 同比, 比上年增减. 增速 and its kin are indicators themselves.
_BASE = regex.compile("[同环]比|[比较](?:上年|去年|上月|上季)")
_CHANGE = regex.compile(rf"(?:{_BASE.pattern})(?:增长|增减|增加|下降|减少|变化|±)?|增长|增减|下降|变化|±")
_KINDS: dict[str, BasisKind] = {"比": "yoy", "年": "yoy", "月": "period", "季": "period"}
_FALL = regex.compile("下降|减少")

# What numbers the rows of a table and measures nothing.
_NUMBERING: tuple[tuple[Category, regex.Pattern[str]], ...] = (
    ("enumerator", regex.compile(r"序 {0,4}号|编 {0,4}号|项 {0,4}号|[Nn][Oo]\.?")),
    ("rank", regex.compile("排 {0,4}[名序]|位 {0,4}次|名 {0,4}次")),
)

Measure = Callable[[str], Quantity | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that fills a cell, with what the headers say of it."""

    mention: Mention
    table: int | str
    row: Span
    name: tuple[Span, ...]
    change: str | None
    time: Mention | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A cell of figures with the words that name it, wherever they come from."""

    span: Span
    name: tuple[Span, ...]
    unit: str | None
    table: int | str
    row: Span
    value: Decimal | None = None


def find(
    text: str,
    tables: Sequence[Table],
    mentions: Sequence[Mention],
    measure: Measure,
    disclosed: Sequence[Row] = (),
) -> list[Figure]:
    """The figures in cells. Their mentions get the unit that a header or the table states.

    `measure` gives one piece of a unit (万元: 10000 元), or None for a unit that is not known. `disclosed` are the
    cells of the national template, whose rows say more of them than the page's table does.
    """
    by_start = {mention.start: mention for mention in mentions}
    timed = sorted((mention for mention in mentions if mention.period is not None), key=attrgetter("start"))
    known = {row.span.start for row in disclosed if row.name}
    entries = [_Entry(r.span, r.name, r.unit, r.table, _line(text, r.span), r.value) for r in disclosed if r.name]
    entries.extend(e for table in tables for e in _entries(table) if e.span.start not in known)
    found: list[Figure] = []
    for entry in sorted(entries, key=lambda e: e.span.start):
        mention = by_start.get(entry.span.start)
        if mention is None or mention.end < entry.span.end:
            continue
        if entry.value is not None and mention.quantity is None:
            # A number alone on its line looks like that of a page; the template knows better.
            mention.category, mention.quantity = "metric", _bare(text, entry.span, entry.value)
        if mention.quantity is None:
            continue
        times = [time for span in entry.name for time in _within(timed, span)]
        words = [piece for span in entry.name for piece in _without(text, span, times)]
        changes = [s for s in words if _CHANGE.fullmatch(s.of(text)) is not None]
        name = tuple(s for s in words if s not in changes)
        if not name and mention.quantity.unit:
            continue
        if entry.unit is not None and not mention.quantity.unit:
            mention.quantity = _measured(mention.quantity, measure(entry.unit))
        change = changes[0].of(text) if changes else None
        found.append(Figure(mention, entry.table, entry.row, name, change, times[-1] if times else None))
    return _told_apart(text, found)


def _bare(text: str, span: Span, value: Decimal) -> Quantity:
    step = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
    return Quantity(text=span.of(text), span=span, value=value, step=step, number=span)


def _told_apart(text: str, figures: Sequence[Figure]) -> list[Figure]:
    """The figures without the names that two of a row share: those are no metrics."""
    keys = [(f.row, "".join(s.of(text) for s in f.name), f.change, f.time and f.time.period) for f in figures]
    times = Counter(keys)
    found = []
    for figure, key in zip(figures, keys, strict=True):
        numbering = next(
            (category for category, words in _NUMBERING if any(words.fullmatch(s.of(text)) for s in figure.name)), None
        )
        named = bool(figure.name) and times[key] == 1 and numbering is None
        if not named:
            figure.mention.category = numbering or "other"
        found.append(figure if named else replace(figure, name=()))
    return found


def _within(mentions: Sequence[Mention], span: Span) -> list[Mention]:
    """The mentions, of a list in document order, that stand in a header."""
    first = bisect_left(mentions, span.start, key=attrgetter("start"))
    last = bisect_left(mentions, span.end, lo=first, key=attrgetter("start"))
    return [mention for mention in mentions[first:last] if mention.end <= span.end]


def _line(text: str, span: Span) -> Span:
    """The line that a cell stands on."""
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)


def _entries(table: Table) -> Iterator[_Entry]:
    rows: dict[int, Span] = {}
    for cell in table.cells:
        seen = rows.get(cell.row, cell.span)
        rows[cell.row] = Span(min(seen.start, cell.span.start), max(seen.end, cell.span.end))
    for found in headed(table):
        yield _Entry(found.cell.span, found.name, found.unit, table.id, rows[found.cell.row])


def _without(text: str, span: Span, times: Sequence[Mention]) -> list[Span]:
    """What is left of a header without the words of time in it."""
    found = []
    start = span.start
    for time in (m for m in times if span.start <= m.start and m.end <= span.end):
        found.append(Span(start, time.start))
        start = time.end
    found.append(Span(start, span.end))
    return [s for s in found if s.of(text).strip(" 　\t()（）")]


def _measured(quantity: Quantity, one: Quantity | None) -> Quantity:
    """The quantity in the unit of which `one` is a single piece; as it is where the unit is not known."""
    if one is None:
        return quantity
    return quantity.model_copy(
        update={
            "value": quantity.value * one.value,
            "high": None if quantity.high is None else quantity.high * one.value,
            "step": quantity.step * one.value,
            "unit": one.unit,
            "unit_id": one.unit_id,
            "kind": one.kind,
        }
    )


def metrics(text: str, figures: Sequence[Figure], context: Context) -> list[Metric]:
    """The metrics of the cells: one for each path of headers in a table. Ids are those of a list of its own."""
    named: dict[tuple[int | str, str], list[Observation]] = {}
    sections: dict[tuple[int | str, str], int | None] = {}
    for number, figure in enumerate(figures):
        quantity = figure.mention.quantity
        if quantity is None or not figure.name:
            continue
        key = (figure.table, "".join(span.of(text) for span in figure.name))
        named.setdefault(key, []).append(_observation(number, key[1], figure, quantity, context))
        sections.setdefault(key, context.at(figure.row.start).section)
    return [
        Metric(id=number, name=key[1], section=sections[key], observations=tuple(observations))
        for number, (key, observations) in enumerate(named.items())
    ]


def _observation(number: int, name: str, figure: Figure, quantity: Quantity, context: Context) -> Observation:
    role: Role = "level"
    direction: Direction | None = None
    basis_kind: BasisKind | None = None
    basis: str | None = None
    if figure.change is not None:
        role = "delta"
        falls = (quantity.value < 0) != (_FALL.search(figure.change) is not None)
        direction = "flat" if quantity.value == 0 else "down" if falls else "up"
        quantity = figure.mention.quantity = quantity.model_copy(update={"value": abs(quantity.value)})
        base = _BASE.match(figure.change)
        basis, basis_kind = (
            (base[0], "period" if base[0] == "环比" else _KINDS[base[0][-1]]) if base is not None else (None, "none")
        )
    at = figure.row.start
    return Observation(
        id=number,
        role=role,
        quantity=quantity,
        name=name,
        name_spans=figure.name,
        direction=direction,
        basis=basis,
        basis_kind=basis_kind,
        status="planned" if context.at(at).stance == "planned" else "actual",
        period=context.dated(figure.time, at),
        sentence=figure.row,
        rule=RULE,
    )


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
