"""Rates against counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from report_parser.checks.inputs import (
    ADDED_KINDS,
    CheckInput,
    CheckRule,
    Interval,
    Stated,
    amounts,
    exact,
    interval,
    made,
    verdict,
)
from report_parser.metrics.concept import key
from report_parser.models import Check, Metric, Observation, plain

_HUNDRED = Decimal(100)
_NEAR = 24  # How far back in a sentence a third count of the unit is looked for.
_NARROWED = ("按期", "按时", "及时", "一次", "满意", "首", "应")


def _ratio(part: Observation, whole: Observation) -> Interval | None:
    """The rates in percent that a part and a whole allow."""
    a, b = interval(part.quantity), interval(whole.quantity)
    if b.low <= 0 or a.low < 0:
        return None
    return Interval(a.low / b.high * _HUNDRED, a.high / b.low * _HUNDRED)


def _compared(kind: str, part: Observation, whole: Observation, rate: Observation, *, sure: bool) -> Check | None:
    computed = _ratio(part, whole)
    if computed is None:
        return None
    stated = interval(rate.quantity)
    gap, tolerance = stated.middle - computed.middle, stated.slack + computed.slack
    judged = verdict(gap, tolerance)
    if judged == "fails" and not sure:
        judged = "review"
    message = (
        f"{part.quantity.text} of {whole.quantity.text} is {amounts('%', computed.middle)}; "
        f"stated is {amounts('%', stated.middle)}."
    )
    return made(kind, judged, (part, whole, rate), message, computed.middle, stated.middle, tolerance)


def rates_of_counts(scene: CheckInput) -> Iterator[Check]:
    """A rate beside the part and the whole that it is made of.

    That they belong together is sure where the part and its share are one metric and the whole is what it is a part of
    (20份中有6份…，占30%), and where a sentence has just two counts of one unit before the rate and the second is the
    first with the rate's verb (提出意见58条，被采纳意见51条，采纳率…). Others may have another base: a gap asks for a
    look.
    """
    for stated in scene.sentences.values():
        if len(stated) < 2:
            continue
        counts: list[Stated] = []
        for metric, observation in stated:
            quantity = observation.quantity
            if observation.role != "level" or not exact(observation):
                continue
            if quantity.kind == "count":
                counts.append((metric, observation))
            elif quantity.kind == "percent":
                found = _own_parts(scene, metric, observation) or _counts_before(scene, counts, metric, observation)
                if found is not None:
                    part, whole, sure = found
                    check = _compared("rate_of_counts", part, whole, observation, sure=sure)
                    if check is not None:
                        yield check
                elif (base := _base(scene, counts, metric, observation)) is not None:
                    yield from _grain(metric, base, observation)


def _own_parts(scene: CheckInput, metric: Metric, rate: Observation) -> tuple[Observation, Observation, bool] | None:
    """The part that shares the rate's metric, and the whole that it is a part of."""
    part = metric.level
    if part is None or part is rate or metric.part_of is None or part.quantity.kind == "percent" or not exact(part):
        return None
    total = scene.by_id[metric.part_of]
    whole = total.level
    if whole is None or not exact(whole) or not scene.same_unit(part, whole):
        return None
    if any(o.role == "level" and o.quantity.kind == "percent" for o in total.observations):
        return None  # 60岁以上12万人，占25%，其中65岁以上9万人，占19%: both are shares of a larger whole
    # 占在编人员的一成 names a base of its own; 占三成 takes the whole.
    said = scene.text[part.quantity.span.end : rate.quantity.span.start].rstrip("约近达为超过至了")
    return part, whole, part.sentence == rate.sentence == whole.sentence and said.endswith(("占", "占比"))


def _counts_before(
    scene: CheckInput, counts: list[Stated], metric: Metric, rate: Observation
) -> tuple[Observation, Observation, bool] | None:
    """The two last counts before a rate, where the second says what the rate says and the first does not."""
    stem = _stem(rate.name)
    known = scene.entry(metric)
    if not stem or len(counts) < 2 or (known is not None and known.rate_of is None):
        return None
    (whole_metric, whole), (part_metric, part) = counts[-2:]
    if not scene.same_unit(whole, part, scene.entry(part_metric)) or whole.quantity.value < part.quantity.value:
        return None
    linked = part_metric.part_of == whole_metric.id
    if stem not in part.name or stem in whole.name or not (linked or part.name.endswith(whole.name[-2:])):
        return None
    # Only 其中, or a part that is called what the whole is called and more, is sure to be a part of it.
    lone = sum(scene.same_unit(o, part) for _, o in counts[-_NEAR:]) == 2
    named = linked or scene.catalogue.bare(whole.name) in key(part.name)
    # 按期办结率 is a rate of what was due, and so is, as a rule, one of 100%.
    plain_rate = rate.quantity.value != _HUNDRED and not any(word in rate.name for word in _NARROWED)
    return part, whole, lone and named and plain_rate


def _stem(name: str) -> str:
    """What a rate counts: 采纳 of 采纳率, 整改 of 整改到位率."""
    if not name.endswith("率") or len(name) < 3:
        return ""
    stem = name[:-1]
    for tail in ("到位", "完成"):
        if stem.endswith(tail) and len(stem) > 3:
            stem = stem[: -len(tail)]
    return stem[-2:]


def _base(scene: CheckInput, counts: list[Stated], metric: Metric, rate: Observation) -> Observation | None:
    """The count that a rate is a rate of: the last one before it, if it is called what the rate's subject is."""
    stem = _stem(rate.name)
    if not counts or not stem or rate.quantity.unit_id != "%":
        return None
    base_metric, base = counts[-1]
    subject = rate.name[: -len(stem) - 1]
    whole = base.quantity.step <= 1 and base.quantity.value == base.quantity.value.to_integral_value()
    if not whole or base.quantity.value < 10 or base_metric is metric or stem in base.name:
        return None
    entry, counted = scene.entry(metric), scene.entry(base_metric)
    if entry is not None and entry.rate_of is not None and counted is not None:
        return base if entry.rate_of[1] in (counted.id, counted.part_of) else None
    if base_metric.part_of is not None:
        return None
    return base if len(subject) > 1 and base.name.endswith(subject[-2:]) else None


def _grain(metric: Metric, base: Observation, rate: Observation) -> Iterator[Check]:
    """Whether some whole number of the base gives the rate, and the one that it came from."""
    rates = [o for o in (metric.previous, rate) if o is not None and exact(o) and o.quantity.kind == "percent"]
    number = base.quantity.value
    # With so many, or with so coarse a rate, every rate can be had.
    if any(number * o.quantity.step >= _HUNDRED for o in rates):
        return
    impossible = [(o, neighbours) for o in rates if (neighbours := _missed(number, o)) is not None]
    if impossible:
        told = "; ".join(
            f"{o.quantity.text} is none of {plain(number)}: {' and '.join(neighbours)}" for o, neighbours in impossible
        )
        message = f"{told}. The base may be another."
    else:
        message = f"{' and '.join(o.quantity.text for o in rates)} can be had from {plain(number)}."
    yield made("rate_grain", "review" if impossible else "holds", (base, *rates), message)


def _missed(number: Decimal, rate: Observation) -> list[str] | None:
    """None if a whole number of `number` rounds to the rate, else the two nearest with their rates."""
    stated = interval(rate.quantity)
    below = (stated.high * number / _HUNDRED).to_integral_value(ROUND_FLOOR)
    if below * _HUNDRED / number >= stated.low:
        return None
    return [f"{plain(k)} gives {amounts('%', round(k * _HUNDRED / number, 2))}" for k in (below, below + 1)]


def catalogued_rates(scene: CheckInput) -> Iterator[Check]:
    """A rate of the catalogue against its part and whole, where the section has one of each."""
    for id_, metrics in scene.by_indicator.items():
        entry = scene.catalogue.entries[id_]
        if entry.rate_of is None:
            continue
        for metric in metrics:
            rate = metric.level
            if rate is None or not exact(rate):
                continue
            found = [_only(scene, indicator, metric, rate) for indicator in entry.rate_of]
            if found[0] is None or found[1] is None:
                continue
            check = _compared("rate_by_catalogue", found[0], found[1], rate, sure=False)
            if check is not None:
                yield check


def _only(scene: CheckInput, indicator: str, metric: Metric, rate: Observation) -> Observation | None:
    """The one figure of an indicator in the rate's section."""
    found = scene.beside(indicator, metric, rate, timed=False)
    return found[0] if len(found) == 1 else None


def shares_of_named_wholes(scene: CheckInput) -> Iterator[Check]:
    """X占Y的Z% behind an amount of X, where the report states Y itself: the amount is that share of it.

    Y may be stated for another body or before a revision: a gap is for review.
    """
    for stated in scene.sentences.values():
        amounts_: dict[str, Observation] = {}
        for _, observation in stated:
            quantity = observation.quantity
            if observation.role != "level" or not exact(observation):
                continue
            if quantity.kind in ADDED_KINDS:
                amounts_[observation.name] = observation
            elif quantity.kind == "percent" and amounts_:
                subject, of, base = observation.name.partition("占")
                part = amounts_.get(subject)
                whole = _named(scene, base, part) if of and base and part is not None else None
                if part is None or whole is None or part.quantity.value > whole.quantity.value:
                    continue
                check = _compared("share_of_named_whole", part, whole, observation, sure=False)
                if check is not None:
                    yield check


def _named(scene: CheckInput, base: str, part: Observation) -> Observation | None:
    """The one figure of the part's unit, status and time that has this name, with or without 比重."""
    for name in dict.fromkeys((base, re.sub("(?:比重|比例|比|份额)$", "", base))):
        found = {
            o.quantity.value: o
            for metric in scene.by_concept.get(scene.catalogue.concept(name), ())
            if (o := metric.level) is not None and exact(o) and scene.same_unit(o, part)
            if o.status == part.status and _span(o) == _span(part)
        }
        if len(found) == 1:
            return next(iter(found.values()))
    return None


def _span(observation: Observation) -> object:
    return observation.period and (observation.period.start, observation.period.end)


RULES = (
    CheckRule(
        "share_of_named_whole",
        "an amount is the stated share of a whole that the report states",
        shares_of_named_wholes,
        (
            ("固定资产投资200亿元。工业投资80亿元，占固定资产投资的40%。", "holds"),
            ("固定资产投资200亿元。工业投资80亿元，占固定资产投资的50%。", "review"),
        ),
    ),
    CheckRule(
        "rate_of_counts",
        "a rate is its part divided by its whole",
        rates_of_counts,
        (
            ("提出法律意见58条，被采纳51条，采纳率87.93%。", "holds"),
            ("提出法律意见58条，被采纳51条，采纳率91.93%。", "fails"),
            ("评查案卷420卷，其中优秀262卷，优秀率72.4%。", "fails"),
            ("收到投诉500件，办结投诉480件，按期办结率100%。", "review"),
            ("抽查的20份审计底稿中有6份证据引用不充分，占三成。", "holds"),
            ("抽查的20份审计底稿中有6份证据引用不充分，占五成。", "fails"),
        ),
    ),
    CheckRule(
        "rate_grain",
        "a rate can be had from its count at all",
        rates_of_counts,
        (
            ("对审计查出的1444个问题开展“回头看”，整改率由77.73%提高到92.25%。", "review"),
            ("对审计查出的1136个问题开展“回头看”，整改率由77.73%提高到92.25%。", "holds"),
        ),
    ),
    CheckRule(
        "rate_by_catalogue",
        "a rate agrees with the counts that the catalogue says it is made of",
        catalogued_rates,
        (
            ("办理一审行政诉讼案件742件。行政机关败诉案件52件。行政机关败诉率7.0%。", "holds"),
            ("办理一审行政诉讼案件742件。行政机关败诉案件52件。行政机关败诉率9.0%。", "review"),
        ),
    ),
)
