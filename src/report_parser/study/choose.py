"""Which value of a report stands in a cell of a panel: what is dropped, with the reason, and what is preferred."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from report_parser.metrics.catalogue import Catalogue
from report_parser.metrics.convert import UnconvertibleError, in_unit
from report_parser.models import Metric, Observation, Report
from report_parser.study.places import Places
from report_parser.study.spec import PanelColumn
from report_parser.text.fold import fold

# Changes that are not those of one year on the year before.
_OTHER_BASES = {
    "annual_average": "average",
    "cumulative": "cumulative",
    "since": "since",
    "reference": "reference",
    "period": "basis",
}
_AVERAGE = re.compile("年均|月均|日均")
_RATES = re.compile("(?:增速|增幅|涨幅|降幅|增长率|增长速度)$")
_FALLS = re.compile("降幅$")
_WHOLE = re.compile("(?:全|我|本)(?!国|球|世界)[^级]{1,3}$")
_LEVELS = "省市县区州盟旗"
_YEAR, _MONTH = 366, 31  # days


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that could stand in a cell. `dropped` is why it may not, None where it may.

    `inferred` says that its year is not written: the level at the end of a span (五年来 … 达到).
    """

    metric: Metric
    observation: Observation
    value: Decimal
    high: Decimal | None
    step: Decimal
    unit: str
    dropped: str | None
    inferred: bool

    @property
    def start(self) -> int:
        """Where its number stands."""
        return self.observation.quantity.span.start


class Shelf:
    """The values of one report by what they are of, as the columns of a panel look them up."""

    def __init__(self, report: Report, catalogue: Catalogue) -> None:
        self.report, self.catalogue = report, catalogue
        self.places = Places(report)

    @cached_property
    def _by_concept(self) -> dict[str, list[Metric]]:
        found: dict[str, list[Metric]] = {}
        for metric in self.report.metrics:
            found.setdefault(metric.concept, []).append(metric)
        return found

    @cached_property
    def _by_id(self) -> dict[int, Metric]:
        return {metric.id: metric for metric in self.report.metrics}

    def metrics(self, column: PanelColumn) -> list[Metric]:
        """The metrics that a column is about."""
        keys = {column.indicator, column.concept}
        keys |= {self.catalogue.concept(name, self.report.region) for name in column.names}
        return [metric for key in keys if key is not None for metric in self._by_concept.get(key, ())]

    def candidates(self, column: PanelColumn) -> list[Candidate]:
        """All values of a column's measure, in text order; those that may not stand in its cell say why."""
        found = [
            candidate
            for metric in self.metrics(column)
            for observation in metric.observations
            if (candidate := self._candidate(metric, observation, column)) is not None
        ]
        return sorted(found, key=lambda candidate: candidate.start)

    def _candidate(self, metric: Metric, observation: Observation, column: PanelColumn) -> Candidate | None:
        entry = self.catalogue.entries.get(metric.indicator or "")
        if not _MEASURES[column.measure](observation, None if entry is None else entry.kind):
            return None
        unit = column.unit or (entry.unit if entry is not None and observation.quantity.kind == entry.kind else None)
        dropped = self._reason(metric, observation, column)
        try:
            quantity = in_unit(observation, unit, entry).quantity
        except UnconvertibleError:
            quantity, dropped = observation.quantity, dropped or "unit"
        sign = -1 if _falls(observation) else 1
        return Candidate(
            metric,
            observation,
            sign * quantity.value,
            None if quantity.high is None else sign * quantity.high,
            quantity.step,
            quantity.unit,
            dropped,
            self._is_inferred(observation, column.year_of(self.report)),
        )

    def _reason(self, metric: Metric, observation: Observation, column: PanelColumn) -> str | None:
        """Why a value may not stand in a cell, in one word; None where it may."""
        wanted = column.year_of(self.report)
        parent = self._by_id.get(metric.part_of) if metric.part_of is not None else None
        tests: tuple[tuple[str, bool], ...] = (
            ("status", observation.status != column.status),
            (_OTHER_BASES.get(observation.basis_kind or "", ""), observation.basis_kind in _OTHER_BASES),
            ("average", observation.role == "level" and _AVERAGE.search(observation.name) is not None),
            ("part", parent is not None and parent.concept == metric.concept),
            ("scope", not self._in_scope(observation.scope, column.scope)),
            ("section", column.section is not None and not self._under(observation, column.section)),
            ("year", wanted is not None and not (_of_year(observation, wanted) or self._is_near(observation, column))),
        )
        return next((reason for reason, holds in tests if holds and reason), None)

    def _in_scope(self, scope: str | None, wanted: str | None) -> bool:
        """Whether a value is of the whole body, or of the scope that the column asks for."""
        if wanted is not None:
            return scope is not None and wanted in scope
        region = self.report.region
        if scope is None or scope == region:
            return True
        if _WHOLE.match(scope) is None:
            return scope == "全国" and region in (None, "中国", "全国")
        level = scope[1:2]
        return level not in _LEVELS or region is None or region[-1] not in _LEVELS or level == region[-1]

    def _under(self, observation: Observation, words: str) -> bool:
        return any(words in section.title for section in self.places.sections_of(observation.quantity.span.start))

    def _is_near(self, observation: Observation, column: PanelColumn) -> bool:
        """Whether a value is of another time that a column lets in: one of at most a year that touches the wanted one,
        or a day or month of the year after (整改情况 截至2025年10月底).
        """
        wanted, period = column.year_of(self.report), observation.period
        if column.period != "near" or wanted is None or period is None or observation.role != "level":
            return False
        days = (period.end - period.start).days
        over = period.start.year <= wanted <= period.end.year and days <= _YEAR
        return over or (period.end.year == wanted + 1 and days <= _MONTH)

    def _is_inferred(self, observation: Observation, wanted: int | None) -> bool:
        """Whether the year of a value is not the wanted one, or not that of the words that place it in time."""
        words, period = observation.evidence.get("period"), observation.period
        if wanted is None or not _of_year(observation, wanted):
            return True
        if period is None or period.source == "report":
            return period is None
        if words is None or observation.role != "level":
            return False
        return fold(words.of(self.report.text)) != fold(period.label) and period.label.endswith("年")


def choose(
    found: Iterable[Candidate], column: PanelColumn, crowd: Callable[[Candidate], int]
) -> tuple[Candidate | None, list[Candidate]]:
    """The value that stands in a cell, and those that remained; None where none or several do.

    Preferred are a year that is written, an exact value, no part of another one, and the paragraph that holds most of
    the panel (`crowd` says how much of it stands where a candidate does). Values that agree within their last digits
    are one: the finest stands.
    """
    rest = [candidate for candidate in found if candidate.dropped is None]
    if not rest:
        return None, []
    if column.choose != "one":
        return _CHOICES[column.choose](rest), rest
    ranks: list[Callable[[Candidate], int]] = [
        lambda c: c.inferred,
        lambda c: c.observation.quantity.bound != "exact",
        lambda c: c.metric.part_of is not None,
        lambda c: -crowd(c),
    ]
    if column.period == "near":  # the exact value of a near period says more than a mark of the year itself
        ranks.append(ranks.pop(0))
    for rank in ranks:
        if _agreed(rest) is not None:
            break
        best = min(rank(candidate) for candidate in rest)
        rest = [candidate for candidate in rest if rank(candidate) == best]
    return _agreed(rest), rest


def crowds(found: Sequence[Sequence[Candidate]], places: Places) -> Callable[[Candidate], int]:
    """How many of the columns have a value in the paragraph of a candidate."""
    lines: Counter[int] = Counter()
    for candidates in found:
        lines.update({places.paragraph(c.start).start for c in candidates if c.dropped is None})
    return lambda candidate: lines[places.paragraph(candidate.start).start]


def _agreed(rest: Sequence[Candidate]) -> Candidate | None:
    """The finest and firmest of values that agree within their last digits; None where two of them differ."""
    finest = min(rest, key=lambda c: (c.inferred, c.observation.quantity.bound != "exact", c.step, c.start))
    if all(_agree(finest, other) for other in rest):
        return finest
    return None


def _agree(one: Candidate, other: Candidate) -> bool:
    if one.unit != other.unit or (one.high is None) != (other.high is None):
        return False
    slack = (one.step + other.step) / 2 if one.step != other.step else Decimal(0)
    bounds = {one.observation.quantity.bound, other.observation.quantity.bound}
    if abs(one.value - other.value) > slack or (one.high or 0) != (other.high or 0):
        # 突破4万亿元 agrees with 42000亿元.
        return bounds == {"exact", "at_least"} and _passes(one, other)
    return True


def _passes(one: Candidate, other: Candidate) -> bool:
    """Whether the exact one of two values lies over the other, which it passed, by less than a digit."""
    exact, least = (one, other) if one.observation.quantity.bound == "exact" else (other, one)
    return least.value <= exact.value < least.value + least.step


def _of_year(observation: Observation, year: int) -> bool:
    """Whether a value is of a whole calendar year, or of its end; one without a period is not."""
    period = observation.period
    if period is None or period.end.year != year or (period.end.month, period.end.day) != (12, 31):
        return False
    return period.start == period.end or (period.start.year, period.start.month, period.start.day) == (year, 1, 1)


def _falls(observation: Observation) -> bool:
    return observation.direction == "down" or (
        observation.role == "level"
        and observation.quantity.kind == "percent"
        and _FALLS.search(observation.name) is not None
    )


def _is_yearly_percent(observation: Observation) -> bool:
    return observation.role == "delta" and observation.quantity.kind == "percent"


def _is_level(observation: Observation, kind: str | None) -> bool:
    """The state itself, also where it is told as the one before: its period says whose it is."""
    return observation.role != "delta" and (kind is None or observation.quantity.kind == kind)


def _is_growth(observation: Observation, kind: str | None) -> bool:
    """A change in percent, or a level that is called a growth (增速5%) of what is itself no percentage."""
    named = observation.role == "level" and observation.quantity.kind == "percent" and kind != "percent"
    return _is_yearly_percent(observation) or (named and _RATES.search(observation.name) is not None)


def _is_change(observation: Observation, kind: str | None) -> bool:
    del kind
    return observation.role == "delta" and observation.quantity.kind not in ("percent", "multiple")


def _is_share(observation: Observation, kind: str | None) -> bool:
    return observation.role == "level" and observation.quantity.kind == "percent" and not _is_growth(observation, kind)


def _is_rate(observation: Observation, kind: str | None) -> bool:
    del kind
    return observation.quantity.kind == "percent" and observation.role != "previous"


_MEASURES: dict[str, Callable[[Observation, str | None], bool]] = {
    "level": _is_level,
    "growth": _is_growth,
    "change": _is_change,
    "share": _is_share,
    "rate": _is_rate,
}

_CHOICES: dict[str, Callable[[Sequence[Candidate]], Candidate]] = {
    "first": lambda rest: rest[0],
    "last": lambda rest: rest[-1],
    "largest": lambda rest: max(rest, key=_size),
    "smallest": lambda rest: min(rest, key=_size),
}


def _size(candidate: Candidate) -> Any:
    return candidate.value
