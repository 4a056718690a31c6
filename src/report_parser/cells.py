"""Binding in tables: a cell's indicator is the path of its row and column headers, and a header may state its unit.

A column of changes (同比, 比上年增长) gives deltas of what the row names; a time in a header (2025年) is the period.
A table whose rows differ in length is left to the rules for sentences: nothing says which header stands over a cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from report_parser.binding.places import Place, Places
from report_parser.grids import headed
from report_parser.mentions import Mention
from report_parser.models import BasisKind, Direction, Metric, Observation, Period, Quantity, Role, Span, Table

RULE = "cell.headers"

# What a header says of a change: 增长（%）, 同比, 比上年增减. 增速 and its kin are indicators themselves.
_BASE = regex.compile("[同环]比|[比较](?:上年|去年|上月|上季)")
_CHANGE = regex.compile(rf"(?:{_BASE.pattern})(?:增长|增减|增加|下降|减少|变化|±)?|增长|增减|下降|变化|±")
_KINDS: dict[str, BasisKind] = {"比": "yoy", "年": "yoy", "月": "period", "季": "period"}
_FALL = regex.compile("下降|减少")

Measure = Callable[[str], Quantity | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that fills a cell, with what the headers say of it."""

    mention: Mention
    table: int
    row: Span
    name: tuple[Span, ...]
    change: str | None
    period: Period | None


def find(text: str, tables: Sequence[Table], mentions: Sequence[Mention], measure: Measure) -> list[Figure]:
    """The figures in cells. Their mentions get the unit that a header or the table states.

    `measure` gives one piece of a unit (万元: 10000 元), or None for a unit that is not known.
    """
    by_start = {mention.start: mention for mention in mentions}
    timed = [mention for mention in mentions if mention.period is not None]
    found = []
    for table in tables:
        rows = _rows(table)
        for cell in headed(table) if rows else ():
            mention = by_start.get(cell.cell.span.start)
            if mention is None or mention.quantity is None or mention.end < cell.cell.span.end:
                continue
            times = [m for m in timed if any(s.start <= m.start and m.end <= s.end for s in cell.name)]
            words = [piece for span in cell.name for piece in _without(text, span, times)]
            changes = [s for s in words if _CHANGE.fullmatch(s.of(text)) is not None]
            name = tuple(s for s in words if s not in changes)
            if not name:
                continue
            if cell.unit is not None and not mention.quantity.unit:
                mention.quantity = _measured(mention.quantity, measure(cell.unit))
            change = changes[0].of(text) if changes else None
            period = times[-1].period if times else None
            found.append(Figure(mention, table.id, rows[cell.cell.row], name, change, period))
    return found


def _rows(table: Table) -> dict[int, Span]:
    """The places of a table's rows; none if the rows differ in length."""
    found: dict[int, Span] = {}
    width: Counter[int] = Counter()
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            width[row] += cell.column_span
        seen = found.get(cell.row, cell.span)
        found[cell.row] = Span(min(seen.start, cell.span.start), max(seen.end, cell.span.end))
    return found if set(width.values()) == {table.columns} else {}


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


def metrics(text: str, figures: Sequence[Figure], places: Places, year: int | None) -> list[Metric]:
    """The metrics of the cells: one for each path of headers in a table. Ids are those of a list of its own."""
    named: dict[tuple[int, str], list[Observation]] = {}
    sections: dict[tuple[int, str], int | None] = {}
    for number, figure in enumerate(figures):
        quantity = figure.mention.quantity
        if quantity is None:
            continue
        key = (figure.table, "".join(span.of(text) for span in figure.name))
        place = places.at(figure.row.start)
        named.setdefault(key, []).append(_observation(number, key[1], figure, quantity, place, year))
        sections.setdefault(key, place.section)
    return [
        Metric(id=number, name=key[1], section=sections[key], observations=tuple(observations))
        for number, (key, observations) in enumerate(named.items())
    ]


def _observation(
    number: int, name: str, figure: Figure, quantity: Quantity, place: Place, year: int | None
) -> Observation:
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
    period = figure.period or place.period
    if period is None and year is not None:
        period = Period(label=f"{year}年", start=date(year, 1, 1), end=date(year, 12, 31))
    return Observation(
        id=number,
        role=role,
        quantity=quantity,
        name=name,
        name_spans=figure.name,
        direction=direction,
        basis=basis,
        basis_kind=basis_kind,
        status="planned" if place.role == "plans" else "actual",
        period=period,
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
