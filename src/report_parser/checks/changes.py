"""Stated changes against the values before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from report_parser.checks.inputs import CheckInput, CheckRule, Interval, amounts, exact, interval, made, verdict
from report_parser.models import Check, Metric, Observation

_HUNDRED = Decimal(100)
# 按可比口径 a change is measured against a base that was worked out anew.
_REBASED = ("可比", "同口径", "扣除", "不变价", "剔除")


def _signed(observation: Observation) -> Interval:
    stated = interval(observation.quantity)
    return Interval(-stated.high, -stated.low) if observation.direction == "down" else stated


def _growth(now: Interval, before: Interval) -> Interval | None:
    """The growth in percent that two values allow."""
    if before.low <= 0 or now.low < 0:
        return None
    return Interval((now.low / before.high - 1) * _HUNDRED, (now.high / before.low - 1) * _HUNDRED)


def _away(stated: Interval, computed: Interval) -> tuple[Decimal, Decimal]:
    """The gap between two figures and what rounding explains of it."""
    return stated.middle - computed.middle, stated.slack + computed.slack


def _rebased(scene: CheckInput, observation: Observation) -> bool:
    sentence = scene.text[observation.sentence.start : observation.sentence.end]
    return any(word in sentence for word in _REBASED)


def from_to_and_change(scene: CheckInput) -> Iterator[Check]:
    """由 A 到 B with a change: B - A, or by how much percent B is more than A."""
    for metric in scene.thrice:
        now, before, deltas = metric.level, metric.previous, metric.deltas
        if now is None or before is None or not deltas or not (exact(now) and exact(before)):
            continue
        if not scene.same_unit(now, before):
            continue
        for delta in deltas:
            if (
                delta.sentence != now.sentence
                or not exact(delta)
                or delta.basis_kind in ("annual_average", "reference")
            ):
                continue
            yield from _against_ends(scene, before, now, delta)


def _against_ends(scene: CheckInput, before: Observation, now: Observation, delta: Observation) -> Iterator[Check]:
    start, end, stated = interval(before.quantity), interval(now.quantity), _signed(delta)
    kind, unit = delta.quantity.kind, delta.quantity.unit
    difference = Interval(end.low - start.high, end.high - start.low)
    # A change that names what it is measured against may have another base than A.
    sure = delta.basis_kind in ("none", None) or (delta.basis_kind == "yoy" and _is_year_before(before, now))
    if kind == "percentage_point" or (kind == now.quantity.kind != "percent" and scene.same_unit(delta, now)):
        computed = difference
    elif kind == "percent":
        growth = _growth(end, start)
        if growth is None:
            return
        # Of a rate, 提高5% may mean points or percent.
        points = now.quantity.kind == "percent" and verdict(*_away(stated, difference)) == "holds"
        # Growth of money is often real growth, at constant prices.
        nominal = now.quantity.kind not in ("percent", "money")
        computed, sure = (difference, sure) if points else (growth, sure and nominal)
    else:
        return
    gap, tolerance = _away(stated, computed)
    judged = verdict(gap, tolerance)
    if judged == "fails" and (not sure or _rebased(scene, delta)):
        judged = "review"
    message = (
        f"From {before.quantity.text} to {now.quantity.text} is {amounts(unit, computed.middle)}; "
        f"stated is {amounts(unit, stated.middle)}."
    )
    yield made("change_from_to", judged, (before, now, delta), message, computed.middle, stated.middle, tolerance)


def _is_year_before(before: Observation, now: Observation) -> bool:
    if before.period is None or now.period is None:
        return False
    return before.period.start.year == before.period.end.year == now.period.end.year - 1


def amount_and_percent(scene: CheckInput) -> Iterator[Check]:
    """A value with its change as an amount and in percent: the two changes are one."""
    for metric in scene.thrice:
        now = metric.level
        if now is None or not exact(now) or len(metric.deltas) < 2:
            continue
        pair = _pair(scene, metric, now)
        if pair is None:
            continue
        amount, percent = pair
        end, change, stated = interval(now.quantity), _signed(amount), _signed(percent)
        before = Interval(end.low - change.high, end.high - change.low)
        if before.low <= 0:
            continue
        # The change over what it is a change of; the value's own rounding must not count twice.
        ends = [part / base * _HUNDRED for part in (change.low, change.high) for base in (before.low, before.high)]
        growth = Interval(min(ends), max(ends))
        gap, tolerance = _away(stated, growth)
        judged = verdict(gap, tolerance)
        if judged == "fails" and (now.quantity.kind == "money" or _rebased(scene, percent)):
            # As above, real growth.
            judged = "review"
        message = (
            f"A change of {amount.quantity.text} to {now.quantity.text} is {amounts('%', growth.middle)}; "
            f"stated is {amounts('%', stated.middle)}."
        )
        yield made(
            "change_in_percent", judged, (now, amount, percent), message, growth.middle, stated.middle, tolerance
        )


def _pair(scene: CheckInput, metric: Metric, now: Observation) -> tuple[Observation, Observation] | None:
    near = [d for d in metric.deltas if d.sentence == now.sentence and exact(d) and d.basis_kind in ("none", "yoy")]
    amounts_ = [d for d in near if d.quantity.kind != "percent" and scene.same_unit(d, now)]
    percents = [d for d in near if d.quantity.kind == "percent" and now.quantity.kind != "percent"]
    if len(amounts_) == len(percents) == 1:
        return amounts_[0], percents[0]
    return None


_THREE = 3  # a value, its growth and the value of the year before


def year_before_and_growth(scene: CheckInput) -> Iterator[Check]:
    """A value with its growth on the year before, and the value of that year, stated elsewhere under the same concept.

    Figures are revised, growth of money is real, and another place may mean another body: a gap is for review.
    """
    for metrics in scene.by_concept.values():
        if sum(len(metric.observations) for metric in metrics) < _THREE:
            continue
        dated = _by_year(metrics)
        for metric in metrics:
            now = metric.level
            year = None if now is None else _year(now)
            if now is None or year is None or not exact(now) or len(dated.get(year - 1, ())) != 1:
                continue
            [before] = dated[year - 1]
            if before.quantity.unit != now.quantity.unit or before.scope != now.scope or before.status != now.status:
                continue
            for delta in metric.deltas:
                percent = delta.quantity.kind == "percent" and now.quantity.kind != "percent"
                if delta.basis_kind != "yoy" or not percent or not exact(delta) or delta.sentence != now.sentence:
                    continue
                if metric.previous is None:  # a value before of its own is the from–to rule's
                    yield from _on_year_before(before, now, delta)


def _on_year_before(before: Observation, now: Observation, delta: Observation) -> Iterator[Check]:
    growth, stated = _growth(interval(now.quantity), interval(before.quantity)), _signed(delta)
    if growth is None:
        return
    gap, tolerance = _away(stated, growth)
    judged = verdict(gap, tolerance)
    message = (
        f"From {before.quantity.text} to {now.quantity.text} is {amounts('%', growth.middle)}; "
        f"stated is {amounts('%', stated.middle)}. The base may have been revised, or growth be real."
    )
    judged = "holds" if judged == "holds" else "review"
    yield made("growth_on_year_before", judged, (before, now, delta), message, growth.middle, stated.middle, tolerance)


def _year(observation: Observation) -> int | None:
    """The calendar year that a figure is of, or None."""
    period = observation.period
    if period is None or (period.start.year, period.start.month, period.start.day) != (period.end.year, 1, 1):
        return None
    return period.end.year if (period.end.month, period.end.day) == (12, 31) else None


def _by_year(metrics: Sequence[Metric]) -> dict[int, list[Observation]]:
    """The levels and values before that are exact, by their year; one that is stated twice counts once."""
    found: dict[int, dict[Decimal, Observation]] = {}
    for metric in metrics:
        for observation in metric.observations:
            year = _year(observation)
            if year is not None and observation.role != "delta" and exact(observation):
                found.setdefault(year, {}).setdefault(observation.quantity.value, observation)
    return {year: list(values.values()) for year, values in found.items()}


RULES = (
    CheckRule(
        "growth_on_year_before",
        "a growth is that of the year before's value to the year's",
        year_before_and_growth,
        (
            ("2024年，完成审计项目40个。2025年，完成审计项目44个，比上年增长10%。", "holds"),
            ("2024年，完成审计项目40个。2025年，完成审计项目44个，比上年增长30%。", "review"),
        ),
    ),
    CheckRule(
        "change_from_to",
        "a stated change is the difference of the values before and after",
        from_to_and_change,
        (
            ("公众满意率由93.4%提高到96.1%，提高2.7个百分点。", "holds"),
            ("公众满意率由93.4%提高到96.1%，提高3.7个百分点。", "fails"),
            ("砚溪县2025年工作报告\n公众满意率由2024年的93.4%提高到96.1%，比上年提高3.7个百分点。", "fails"),
            ("公众满意率由93.4%提高到96.1%，同比提高1.2个百分点。", "review"),
            ("人均收入由2.1万元增加到2.8万元，增长25%。", "review"),
            ("平均用时由9个工作日压缩至6个工作日，压缩了三分之一。", "holds"),
        ),
    ),
    CheckRule(
        "change_in_percent",
        "a change as an amount and in percent is one change",
        amount_and_percent,
        (
            ("粮食总产量18.92万吨，比上年增加1700吨，增长0.9%。", "holds"),
            ("粮食总产量18.92万吨，比上年增加1700吨，增长2.9%。", "fails"),
            ("各项存款余额402.7亿元，比上年增加31.6亿元，增长9.5%。", "review"),
        ),
    ),
)
