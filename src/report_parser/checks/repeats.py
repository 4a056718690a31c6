"""One indicator, stated twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from decimal import Decimal

from report_parser.checks.inputs import CheckInput, CheckRule, exact, interval, made, verdict
from report_parser.metrics.concept import key
from report_parser.models import Check, Observation

_AMOUNTS = frozenset(("count", "money", "measure"))
_SLIP = Decimal("0.1")
# A name of so many letters says what it is.
_TELLING = 4


def repeated(scene: CheckInput) -> Iterator[Check]:
    """A figure stated again for the same time, under the same name and for the same scope.

    Of an indicator that a report has one value of, another value contradicts the first. Of any other concept it may be
    another thing by the same name: only a value that is nearly the same looks like a slip, and is for review.
    """
    for metrics in scene.by_concept.values():
        if len(metrics) < 2:
            continue
        entry = scene.entry(metrics[0])
        single = entry is not None and entry.single
        # 项目, 企业 say too little to be the same thing.
        told = entry is not None or len(metrics[0].concept) >= _TELLING
        first: dict[Hashable, Observation] = {}
        for metric in metrics:
            if metric.part_of is not None:
                continue
            for observation in metric.observations:
                if not single and observation.quantity.kind not in _AMOUNTS:
                    continue
                if observation.role == "previous" or observation.status != "actual" or not exact(observation):
                    continue
                earlier = first.setdefault(_identity(observation), observation)
                if earlier is not observation and earlier.sentence != observation.sentence:
                    check = _compared(earlier, observation, single=single)
                    if single or (told and _is_slip(check)):
                        yield check


def _is_slip(check: Check) -> bool:
    """Whether two amounts are one, or nearly."""
    return check.gap is not None and check.expected is not None and abs(check.gap) <= abs(check.expected) * _SLIP


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


def _compared(earlier: Observation, later: Observation, *, single: bool) -> Check:
    a, b = interval(earlier.quantity), interval(later.quantity)
    gap = b.middle - a.middle
    judged = verdict(gap, a.slack + b.slack)
    if judged == "fails" and (not single or earlier.quantity.kind not in _AMOUNTS or abs(gap) > a.middle * _SLIP):
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
            ("全年建成云溪灯塔120座。航道更加畅通。全年建成云溪灯塔120座。", "holds"),
            ("全年建成云溪灯塔120座。航道更加畅通。全年建成云溪灯塔122座。", "review"),
            ("全年建成云溪灯塔120座。航道更加畅通。全年建成云溪灯塔22座。", None),
            ("全年建成灯塔120座。航道更加畅通。全年建成灯塔122座。", None),
            ("地区生产总值增长5%。年均增速更稳，五年来地区生产总值年均增长6%。", None),
        ),
    ),
)
