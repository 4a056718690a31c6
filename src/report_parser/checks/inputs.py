"""What the rules of checking see: a report's observations by metric and by sentence, and how exactly each is stated."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal

import regex

from report_parser.metrics.catalogue import Catalogue, Entry
from report_parser.models import Check, Metric, Observation, Quantity, Verdict, plain
from report_parser.values import value

Stated = tuple[Metric, Observation]


@value(frozen=True, slots=True)
class Interval:
    """The values that a stated figure can stand for: 4.02亿元 is anything that rounds to it."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    @property
    def middle(self) -> Decimal:
        """The figure as stated."""
        return (self.low + self.high) / 2

    @property
    def slack(self) -> Decimal:
        """How far a value may lie from the middle."""
        return (self.high - self.low) / 2


_PLACES = Decimal("1E-8")
_WIDE = Context(prec=80)
NOTHING = Interval(Decimal(0), Decimal(0))


def interval(quantity: Quantity) -> Interval:
    """The values that a quantity can stand for. A count to the last one (37个) is exact; 1.2万件 is not.

    >>> from report_parser import find_quantities
    >>> [str(interval(q).slack) for q in find_quantities("37个，4.02亿元，92.25%")]
    ['0', '500000', '0.005']
    """
    if quantity.kind == "count" and quantity.step <= 1 and quantity.value == quantity.value.to_integral_value():
        return Interval(quantity.value, quantity.value)
    half = quantity.step / 2
    return Interval(quantity.value - half, quantity.value + half)


def verdict(gap: Decimal, tolerance: Decimal) -> Verdict:
    """Whether two figures agree: within rounding they do, and beyond twice that even cut figures do not.

    >>> [verdict(Decimal(gap), Decimal("0.05")) for gap in ("0.05", "0.08", "-0.3")]
    ['holds', 'review', 'fails']
    """
    gap = abs(gap)
    return "holds" if gap <= tolerance else "review" if gap <= 2 * tolerance else "fails"


def exact(observation: Observation) -> bool:
    """Whether the figure is one value, neither bounded nor a range."""
    return observation.quantity.bound == "exact" and observation.quantity.high is None


# What a value per something, a price, an index or an average is called: such values have no sum.
_NOT_ADDED = regex.compile(
    "人均|户均|平均|均[价值]|价格|单价|指数|系数|[^效]率|密度|每|比[重例率]|占比|强度|浓度|寿命|年限|得分|单产|亩产|涨幅|降幅"
)
ADDED_KINDS = frozenset(("count", "money", "measure"))


def added(metric: Metric, figure: Observation, entry: Entry | None) -> bool:
    """Whether values of this indicator add up to a total, by its kind, its unit, the catalogue and its name."""
    quantity = figure.quantity
    if quantity.kind not in ADDED_KINDS or "/" in quantity.unit or "每" in quantity.unit:
        return False
    return (entry is None or entry.additive) and _NOT_ADDED.search(metric.name) is None


def amounts(unit: str, value: Decimal) -> str:
    """A value for a message.

    >>> amounts("元", Decimal("402040000.00"))
    '402040000元'
    """
    return f"{plain(Decimal(f'{value:.4f}'))}{unit}"


def made(
    kind: str,
    verdict: Verdict,
    observations: Iterable[Observation],
    message: str,
    expected: Decimal | None = None,
    found: Decimal | None = None,
    tolerance: Decimal | None = None,
) -> Check:
    """A check of these observations, with their places."""
    seen = tuple(observations)
    return Check(
        kind=kind,
        verdict=verdict,
        observations=tuple(o.id for o in seen),
        expected=_short(expected),
        found=_short(found),
        tolerance=_short(tolerance),
        message=message,
        spans=tuple(o.quantity.span for o in seen),
    )


def _short(value: Decimal | None) -> Decimal | None:
    """A value that a division left long, to eight places."""
    if value is None or value == value.quantize(_PLACES, context=_WIDE):
        return value
    return value.quantize(_PLACES, context=_WIDE)


@dataclass(slots=True)
class CheckInput:
    """A report's metrics, arranged once for all rules."""

    text: str
    metrics: Sequence[Metric]
    catalogue: Catalogue
    sentences: dict[int, list[Stated]] = field(default_factory=dict)
    parts: dict[int, list[Metric]] = field(default_factory=dict)
    by_indicator: dict[str, list[Metric]] = field(default_factory=dict)
    by_concept: dict[str, list[Metric]] = field(default_factory=dict)
    by_id: dict[int, Metric] = field(default_factory=dict)
    thrice: list[Metric] = field(default_factory=list)  # of three values or more: a change can be held against them
    _stated: dict[str, dict[Hashable, list[Observation]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for metric in self.metrics:
            self.by_id[metric.id] = metric
            if len(metric.observations) > 2:
                self.thrice.append(metric)
            if metric.part_of is not None:
                self.parts.setdefault(metric.part_of, []).append(metric)
            self.by_concept.setdefault(metric.concept, []).append(metric)
            if metric.indicator is not None:
                self.by_indicator.setdefault(metric.indicator, []).append(metric)
            for observation in metric.observations:
                self.sentences.setdefault(observation.sentence.start, []).append((metric, observation))
        for stated in self.sentences.values():
            if len(stated) > 1:
                stated.sort(key=lambda pair: pair[1].quantity.span.start)

    def beside(self, indicator: str, metric: Metric, figure: Observation, *, timed: bool) -> list[Observation]:
        """The levels of an indicator in the figure's section, of its status and scope, and if `timed` of its period."""
        if indicator not in self._stated:
            places: dict[Hashable, list[Observation]] = {}
            for other in self.by_indicator.get(indicator, ()):
                now = level(other)
                if now is not None:
                    for with_time in (True, False):
                        places.setdefault(_place(other, now, timed=with_time), []).append(now)
            self._stated[indicator] = places
        return self._stated[indicator].get(_place(metric, figure, timed=timed), [])

    def entry(self, metric: Metric) -> Entry | None:
        """The catalogue's entry of a metric."""
        return None if metric.indicator is None else self.catalogue.entries.get(metric.indicator)

    def same_unit(self, one: Observation, other: Observation, entry: Entry | None = None) -> bool:
        """Whether two figures can be added: one unit, or two that the indicator lets merge."""
        a, b = one.quantity, other.quantity
        if a.kind != b.kind:
            return False
        if a.unit_id == b.unit_id and a.unit_id is not None:
            return True
        return a.unit == b.unit or (entry is not None and entry.counts_in(a.unit) and entry.counts_in(b.unit))


def _place(metric: Metric, figure: Observation, *, timed: bool) -> Hashable:
    period = figure.period
    return (metric.section, figure.status, figure.scope, timed, (period and (period.start, period.end)) if timed else 0)


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A rule of checking: what it compares, and texts with the verdict that it must give (None: it is not tried)."""

    id: str
    says: str
    run: Callable[[CheckInput], Iterator[Check]]
    examples: tuple[tuple[str, Verdict | None], ...]


def level(metric: Metric) -> Observation | None:
    """The metric's level where it is stated as one value."""
    found = metric.level
    return found if found is not None and exact(found) else None
