"""One indicator, stated twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from decimal import Decimal

from report_parser.checks.inputs import CheckInput, CheckRule, exact, interval, made, verdict
from report_parser.metrics.concept import key
from report_parser.models import Check, Observation

_AMOUNTS = frozenset(("count", "money", "measure"))
_SLIP = Decimal("0.1")


def repeated(scene: CheckInput) -> Iterator[Check]:
    """An indicator of which a report has one value, stated again for the same time, under the same name."""
    for id_, metrics in scene.by_indicator.items():
        if len(metrics) < 2 or not scene.catalogue.entries[id_].single:
            continue
        first: dict[Hashable, Observation] = {}
        for metric in metrics:
            if metric.part_of is not None:
                continue
            for observation in metric.observations:
                if observation.role == "previous" or observation.status != "actual" or not exact(observation):
                    continue
                earlier = first.setdefault(_identity(observation), observation)
                if earlier is not observation and earlier.sentence != observation.sentence:
                    yield _compared(earlier, observation)


def _identity(observation: Observation) -> Hashable:
    """What must be the same for two figures to be the same figure."""
    quantity, period = observation.quantity, observation.period
    return (
        key(observation.name),
        observation.role,
        quantity.kind,
        quantity.unit_id or quantity.unit,
        period and (period.start, period.end),
        observation.scope,
        observation.basis_kind,
        observation.direction,
    )


def _compared(earlier: Observation, later: Observation) -> Check:
    a, b = interval(earlier.quantity), interval(later.quantity)
    gap = b.middle - a.middle
    judged = verdict(gap, a.slack + b.slack)
    if judged == "fails" and (earlier.quantity.kind not in _AMOUNTS or abs(gap) > a.middle * _SLIP):
        # Rates, and figures that are far apart, are rather those of two bodies (全市审计机关, 市审计局) than a slip.
        judged = "review"
    message = f"{later.name} is {earlier.quantity.text} and {later.quantity.text}."
    return made("value_repeated", judged, (earlier, later), message, a.middle, b.middle, a.slack + b.slack)


RULES = (
    CheckRule(
        "value_repeated",
        "an indicator stated twice has one value",
        repeated,
        (
            ("全年完成审计项目37个。预算执行更加规范。全年完成审计项目37个。", "holds"),
            ("全年完成审计项目37个。预算执行更加规范。全年完成审计项目39个。", "fails"),
            ("审计机关完成审计项目137个。预算执行更加规范。审计局完成审计项目39个。", "review"),
            ("地区生产总值增长5%。年均增速更稳，五年来地区生产总值年均增长6%。", None),
        ),
    ),
)
