"""Why a cell holds what it holds: one code for every cell of a panel or a form, never a bare blank."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from report_parser.metrics.catalogue import Catalogue
from report_parser.models import Period, Span
from report_parser.study.choose import Candidate, Shelf
from report_parser.study.mentions import Mention, find
from report_parser.study.spec import PanelColumn

Coverage = Literal[
    "stated",
    "stated_zero",
    "vague",
    "planned_only",
    "derivable",
    "ambiguous",
    "not_stated",
    "section_absent",
    "not_read",
]
MEANINGS: dict[Coverage, str] = {
    "stated": "the report states the value",
    "stated_zero": "the report states that it is nothing: 0件, 未发生, 无一起",
    "vague": "the report speaks of it without a number: 若干, 与经济增长同步, 超额完成任务",
    "planned_only": "the report states a target, and no result",
    "derivable": "not stated; it follows from other values that the report states",
    "ambiguous": "the report states several values that differ; see the candidates",
    "not_stated": "the report was read, and does not state it",
    "section_absent": "the report lacks the part in which it would stand",
    "not_read": "the source, or a page of it, could not be read (scan, damaged)",
}
# What stands in the part of a report that looks ahead, and in the one that looks back.
_AHEAD = frozenset(("plans",))
_HUNDRED = Decimal(100)
_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Derived:
    """A value that follows from others of the report: how, and where those stand."""

    value: Decimal
    how: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a cell has no value: the code, the place that says so where there is one, and what else is known."""

    coverage: Coverage
    span: Span | None = None
    rule: str | None = None
    note: str | None = None
    derived: Derived | None = None


Lookup = Callable[[PanelColumn], Candidate | None]


def gap(shelf: Shelf, column: PanelColumn, found: list[Candidate], look: Lookup) -> Gap:
    """Why a column without a value has none. `found` are its candidates, all of them dropped; `look` finds the value
    that another column would have.
    """
    wanted = column.year_of(shelf.report)
    for mention in find(shelf.places, column, shelf.catalogue):
        period, status = shelf.places.standing(mention.span.start)
        if status == column.status and _covers(period, wanted):
            return _of_mention(mention)
    for planned in _targets(column, wanted):
        for candidate in shelf.candidates(planned):
            if candidate.dropped is None:
                observation = candidate.observation
                label = observation.period.label if observation.period is not None else None
                return Gap("planned_only", observation.quantity.span, observation.rule, label)
    derived = _derived(shelf.catalogue, column, look)
    if derived is not None:
        return Gap("derivable", derived.spans[0], None, derived.how, derived)
    if shelf.report.source.pages_without_text:
        pages = "、".join(map(str, shelf.report.source.pages_without_text))
        return Gap("not_read", note=f"pages without text: {pages}")
    if _is_absent(shelf, column):
        return Gap("section_absent")
    return Gap("not_stated", note=_instead(found))


def _targets(column: PanelColumn, wanted: int | None) -> Iterator[PanelColumn]:
    """The columns of the targets that may stand in a report instead of a result: of its year, and where a near period
    will do, of the year after.
    """
    if column.status == "actual":
        years = [wanted] if column.period == "year" or wanted is None else [wanted, wanted + 1]
        for year in years:
            of = column.year if year is None else str(year)
            yield column.model_copy(update={"status": "planned", "year": of})


def _of_mention(mention: Mention) -> Gap:
    return Gap("stated_zero" if mention.zero else "vague", mention.span, mention.rule)


def _covers(period: Period | None, year: int | None) -> bool:
    """Whether what is said of a period can be an answer for a year: it ends with it."""
    return period is None or year is None or (period.start.year <= year == period.end.year)


def _is_absent(shelf: Shelf, column: PanelColumn) -> bool:
    """Whether the report lacks the part that a column would stand in: the section it names, its plans, its results."""
    report = shelf.report
    if column.section is not None:
        return not any(column.section in section.title for section in report.walk())
    if any(o.status == column.status for o in report.observations):
        return False
    if column.status == "planned":
        return not any(section.role in _AHEAD or section.stance == "planned" for section in report.walk())
    return True


def _instead(found: list[Candidate]) -> str | None:
    """What the report does state of a column's indicator: the values that were dropped, each with the reason."""
    if not found:
        return None
    told = "；".join(f"{c.observation.quantity.text} ({c.dropped})" for c in found[:3])
    return f"stated, but of something else: {told}"


def _derived(catalogue: Catalogue, column: PanelColumn, look: Lookup) -> Derived | None:
    """The column's value from others: a growth from two levels, a rate from part and whole, a part from the two."""
    if column.measure == "growth":
        return _growth(catalogue, column, look)
    if column.measure != "level" or column.indicator is None:
        return None
    for rate, part, whole in _ratios(catalogue).get(column.indicator, ()):
        values = {
            name: look(column.model_copy(update={"id": "?", "indicator": name, "unit": None}))
            for name in (rate, part, whole)
            if name != column.indicator
        }
        if any(value is None or value.high is not None for value in values.values()):
            continue
        told = {name: value for name, value in values.items() if value is not None}
        order = [name for name in (part, whole, rate) if name in told]
        number = _solved(column.indicator, (rate, part, whole), {name: c.value for name, c in told.items()})
        if number is not None:
            spans = tuple(c.observation.quantity.span for c in told.values())
            sign = " × " if column.indicator == part else " ÷ "
            how = sign.join(f"{catalogue.entries[name].name} {told[name].observation.quantity.text}" for name in order)
            return Derived(number, how, spans)
    return None


def _growth(catalogue: Catalogue, column: PanelColumn, look: Lookup) -> Derived | None:
    """The growth of a level on the value before that stands with it; None where growth is that of constant prices."""
    entry = catalogue.entries.get(column.indicator or "")
    if entry is not None and (entry.kind == "percent" or "不变价" in entry.definition):
        return None
    now = look(column.model_copy(update={"measure": "level", "unit": None}))
    before = now.metric.previous if now is not None else None
    if now is None or before is None or before.quantity.value <= 0 or now.high is not None:
        return None
    if before.quantity.unit_id != now.observation.quantity.unit_id or not _is_year_before(now, before.period):
        return None
    growth = (now.observation.quantity.value / before.quantity.value - 1) * _HUNDRED
    spans = (now.observation.quantity.span, before.quantity.span)
    how = f"{now.observation.quantity.text} ÷ {before.quantity.text} − 1"
    return Derived(growth.quantize(_PLACES), how, spans)


def _is_year_before(now: Candidate, before: Period | None) -> bool:
    period = now.observation.period
    return period is not None and before is not None and before.start.year == before.end.year == period.end.year - 1


def _solved(wanted: str, ratio: tuple[str, str, str], values: dict[str, Decimal]) -> Decimal | None:
    """The third of rate = part / whole × 100 from the other two, to two places; None where it would divide by 0."""
    rate, part, whole = ratio
    if wanted == part:
        return (values[rate] * values[whole] / _HUNDRED).quantize(_PLACES)
    above, below = (values[part], values[whole]) if wanted == rate else (values[part], values[rate])
    return None if below == 0 else (above / below * _HUNDRED).quantize(_PLACES)


@lru_cache(maxsize=4)
def _ratios(catalogue: Catalogue) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """By indicator, the rates that it is, or is the part or the whole of: (rate, part, whole)."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for entry in catalogue.entries.values():
        if entry.rate_of is not None:
            ratio = (entry.id, *entry.rate_of)
            for name in ratio:
                found.setdefault(name, []).append(ratio)
    return {name: tuple(ratios) for name, ratios in found.items()}
