"""A report against the one of the year before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from report_parser.checks.inputs import Interval, amounts, exact, interval, made, verdict
from report_parser.metrics.catalogue import Catalogue, default
from report_parser.models import Check, Metric, Observation, Report
from report_parser.structure import kinds


def check_series(reports: Sequence[Report], catalogue: Catalogue | None = None) -> list[Check]:
    """Compare each report's year-on-year statements with the report of the year before.

    Ids and spans are those of the later report; the message names the year of the earlier one. Figures are revised
    between two reports, so only a count is said to fail; a gap of money or of a measure is for review.

    >>> from report_parser import parse
    >>> def of(year: int, text: str) -> Report:
    ...     return parse(f"{year}年{text}").model_copy(update={"year": year})
    >>> pair = [of(2025, "完成审计项目37个，比上年增加6个。"), of(2024, "完成审计项目33个。")]
    >>> [(check.kind, check.verdict, check.expected, check.found) for check in check_series(pair)]
    [('series_change', 'fails', Decimal('4'), Decimal('6'))]
    """
    known = catalogue or default()
    dated = sorted((r for r in reports if r.year is not None), key=lambda r: r.year or 0)
    found: list[Check] = []
    for earlier, later in pairwise(dated):
        if earlier.year is not None and later.year == earlier.year + 1:
            found.extend(_pair(earlier, later, known))
    return found


def _own_year(report: Report) -> int | None:
    if report.year is None:
        return None
    return report.year + kinds.calendar(report.kind).review


def _levels(report: Report) -> dict[str, tuple[Metric, Observation]]:
    """The report's own value of each indicator: done, whole, of its year, and the only one."""
    year, found, twice = _own_year(report), dict[str, tuple[Metric, Observation]](), set[str]()
    for metric in report.metrics:
        now = metric.level
        if metric.indicator is None or metric.part_of is not None or now is None or not exact(now):
            continue
        if now.status != "actual" or now.period is None or not (now.period.start.year == year == now.period.end.year):
            continue
        if metric.indicator in found:
            twice.add(metric.indicator)
        found[metric.indicator] = (metric, now)
    return {id_: pair for id_, pair in found.items() if id_ not in twice}


def _pair(earlier: Report, later: Report, catalogue: Catalogue) -> Iterator[Check]:
    before = _levels(earlier)
    for id_, (metric, now) in _levels(later).items():
        if id_ not in before:
            continue
        base = before[id_][1]
        entry = catalogue.entries.get(id_)
        same = base.quantity.unit_id == now.quantity.unit_id or (
            entry is not None and entry.counts_in(base.quantity.unit) and entry.counts_in(now.quantity.unit)
        )
        if base.quantity.kind != now.quantity.kind or not same or base.scope != now.scope:
            continue
        for observation in metric.observations:
            if not exact(observation):
                continue
            if observation.role == "previous" and observation.sentence == now.sentence and _is_last_year(observation):
                yield _compared("series_previous", earlier, observation, interval(base.quantity), (observation,))
            elif observation.role == "delta" and observation.basis_kind == "yoy":
                change = _change(observation, interval(base.quantity), interval(now.quantity))
                if change is not None:
                    yield _compared("series_change", earlier, observation, change, (now, observation))


def _is_last_year(observation: Observation) -> bool:
    return observation.period is not None and observation.period.start.year == observation.period.end.year


def _change(observation: Observation, base: Interval, now: Interval) -> Interval | None:
    """The change from one year to the other, in the terms of the stated one."""
    kind = observation.quantity.kind
    if kind == "percent" and base.low > 0:
        return Interval((now.low / base.high - 1) * 100, (now.high / base.low - 1) * 100)
    if kind in ("percentage_point", "count", "money", "measure"):
        return Interval(now.low - base.high, now.high - base.low)
    return None


def _compared(
    kind: str, earlier: Report, observation: Observation, expected: Interval, about: tuple[Observation, ...]
) -> Check:
    stated = interval(observation.quantity)
    found = -stated.middle if observation.direction == "down" else stated.middle
    tolerance = expected.slack + stated.slack
    judged = verdict(found - expected.middle, tolerance)
    unit = observation.quantity.unit
    if judged == "fails" and (observation.quantity.kind != "count" or tolerance != Decimal(0)):
        judged = "review"
    message = (
        f"{observation.name}: by the report of {earlier.year} it is {amounts(unit, expected.middle)}; "
        f"stated is {amounts(unit, found)}."
    )
    return made(kind, judged, about, message, expected.middle, found, tolerance)
