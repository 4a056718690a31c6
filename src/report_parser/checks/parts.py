"""Parts against totals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from report_parser.checks.scene import NOTHING, Rule, Scene, amounts, exact, interval, level, made, verdict
from report_parser.models import Check, Metric, Observation

_REST = ("其余", "其他", "其它", "剩余", "余下", "尚余", "还有")
_SUM = regex.compile(r"([两二三四五六七八九])(?:项|者|类|笔)[^0-9，。；,;]{0,6}(?:合计|共计|总计|加起来|之和)")
# How far back in a sentence the figures of a sum are looked for.
_NEAR = 24
_COUNTS = dict(zip("两二三四五六七八九", (2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
# People belong to several groups at once (农民工, 未成年人, 妇女), so their parts may add up to more than all of them.
_PEOPLE = frozenset("人 名 位 人次 户 户次".split())
# Parts that add up to much more than their total overlap (10家企业，其中民营7家、科技型6家); a slip stays near it.
_SLIP = Decimal("1.1")


def parts_of_a_total(scene: Scene) -> Iterator[Check]:
    """其中 parts: none is more than the total, and together they are not either."""
    for parent, children in scene.parts.items():
        metric = scene.by_id[parent]
        total = level(metric)
        if total is None:
            continue
        entry = scene.entry(metric)
        figures = [found for child in children if (found := level(child)) is not None]
        parts = [part for part in figures if scene.same_unit(total, part, entry) and part.status == total.status]
        if parts:
            closed = len(parts) == len(children) and _is_closed(children)
            apart = metric.indicator is not None and all(
                (part := scene.entry(child)) is not None and part.part_of == metric.indicator for child in children
            )
            yield _compared("parts_of_total", total, parts, closed=closed, apart=apart)


def _is_closed(children: list[Metric]) -> bool:
    return len(children) > 1 and any(word in children[-1].name for word in _REST)


def _compared(kind: str, total: Observation, parts: list[Observation], *, closed: bool, apart: bool) -> Check:
    """Parts against their total. `closed`: nothing else is in it; `apart`: the parts do not overlap."""
    whole = interval(total.quantity)
    figures = [interval(part.quantity) for part in parts]
    added = sum(figures, NOTHING)
    gap, tolerance = added.middle - whole.middle, added.slack + whole.slack
    judged = verdict(gap, tolerance)
    unit = total.quantity.unit
    if judged != "holds" and gap < 0 and not closed:
        # 其中 names some parts and need not name all.
        judged = "holds"
    elif judged == "fails" and gap > 0 and not (closed or apart):
        overlap = unit in _PEOPLE or added.middle > whole.middle * _SLIP
        if overlap and all(figure.low <= whole.high for figure in figures):
            judged = "review"
    message = f"The parts add up to {amounts(unit, added.middle)}; the total is {amounts(unit, whole.middle)}."
    return made(kind, judged, (total, *parts), message, whole.middle, added.middle, tolerance)


def exhaustive_parts(scene: Scene) -> Iterator[Check]:
    """Parts that the catalogue knows to make up their total (三次产业增加值 and 地区生产总值)."""
    for id_, totals in scene.by_indicator.items():
        wanted = scene.catalogue.exhaustive(id_)
        if not wanted:
            continue
        for metric in totals:
            total = level(metric)
            found = [_beside(scene, metric, total, part) for part in wanted] if total is not None else []
            parts = [part for part in found if part is not None]
            if total is not None and len(parts) == len(wanted):
                yield _compared("exhaustive_parts", total, parts, closed=True, apart=True)


def _beside(scene: Scene, metric: Metric, total: Observation, indicator: str) -> Observation | None:
    """The part's figure of the same section and time as the total's."""
    found = scene.beside(indicator, metric, total, timed=True)
    return found[0] if found and scene.same_unit(found[0], total) else None


def stated_sum(scene: Scene) -> Iterator[Check]:
    """A figure that says of how many before it it is the sum (三项合计77.7亿元)."""
    for stated in scene.sentences.values():
        if len(stated) < 3:
            continue
        before = stated[0][1].sentence.start
        passed: list[Observation] = []
        for metric, observation in stated:
            said = scene.text[max(before, observation.quantity.span.start - 16) : observation.quantity.span.start]
            match = _SUM.search(said) if "计" in said or "之和" in said else None
            if match is not None and exact(observation) and observation.role == "level":
                count = _COUNTS[match[1]]
                figures = [o for o in passed[-_NEAR:] if scene.same_unit(o, observation)]
                parts = figures[-count:]
                if len(parts) == count and all(exact(part) for part in parts):
                    check = _compared("stated_sum", observation, parts, closed=True, apart=True)
                    # With more figures than the sum has parts, a gap only says that these are not the parts.
                    if check.verdict == "holds" or len(figures) == count:
                        yield check
            if observation.role == "level" and metric.part_of is None:
                passed.append(observation)


def shares_of_a_whole(scene: Scene) -> Iterator[Check]:
    """Shares that one sentence lists make up a whole: their sum is 100."""
    for stated in scene.sentences.values():
        if len(stated) < 3:
            continue
        for shares in _share_lists([pair[1] for pair in stated]):
            added = sum((interval(share.quantity) for share in shares), NOTHING)
            gap = added.middle - 100
            if abs(gap) > 3:
                continue
            judged = verdict(gap, added.slack)
            if judged == "fails" and not _are_all_industries(shares):
                # Nothing says that the list is complete.
                judged = "review"
            message = f"The shares add up to {amounts('%', added.middle)}."
            yield made("shares_of_whole", judged, shares, message, Decimal(100), added.middle, added.slack)


def _share_lists(observations: list[Observation]) -> Iterator[list[Observation]]:
    """Runs of at least three shares whose names end alike."""
    run: list[Observation] = []
    for observation in (*observations, None):
        ending = "" if observation is None else _share_ending(observation)
        if run and (not ending or ending != _share_ending(run[-1])):
            if len(run) > 2:
                yield run
            run = []
        if observation is not None and ending:
            run.append(observation)


def _share_ending(observation: Observation) -> str:
    if observation.role != "level" or observation.quantity.kind != "percent" or not exact(observation):
        return ""
    return next((word for word in ("占比", "比重", "比例", "贡献率") if observation.name.endswith(word)), "")


def _are_all_industries(shares: list[Observation]) -> bool:
    names = [share.name for share in shares]
    return len(names) == 3 and all(any(mark in name for name in names) for mark in ("第一产业", "第二产业", "第三产业"))


RULES = (
    Rule(
        "parts_of_total",
        "the parts of a total do not add up to more than it",
        parts_of_a_total,
        (
            ("查出主要问题金额4.02亿元，其中：管理不规范金额3.87亿元，违规金额1504万元。", "holds"),
            ("查出主要问题金额4.02亿元，其中：管理不规范金额3.87亿元，违规金额2504万元。", "fails"),
            ("移送问题线索11条，其中移送纪检监察机关3条、有关部门9条。", "fails"),
            ("移送问题线索11条，其中移送纪检监察机关3条。", "holds"),
            ("法律援助受援人4762人，其中农民工3873人、未成年人1364人。", "review"),
            ("新增上市公司10家，其中科技型企业7家、民营企业6家。", "review"),
            ("新增上市公司10家，其中科技型企业12家。", "fails"),
        ),
    ),
    Rule(
        "exhaustive_parts",
        "parts that make up a total add up to it",
        exhaustive_parts,
        (
            (
                "地区生产总值312.46亿元。第一产业增加值42.57亿元，第二产业增加值121.83亿元，第三产业增加值148.06亿元。",
                "holds",
            ),
            (
                "地区生产总值312.46亿元。第一产业增加值42.57亿元，第二产业增加值131.83亿元，第三产业增加值148.06亿元。",
                "fails",
            ),
        ),
    ),
    Rule(
        "stated_sum",
        "a sum of so many figures is their sum",
        stated_sum,
        (
            ("争取中央预算内投资11.2亿元、专项债券48.6亿元、超长期特别国债17.9亿元，三项合计77.7亿元。", "holds"),
            ("争取中央预算内投资11.2亿元、专项债券48.6亿元、超长期特别国债17.9亿元，三项合计97.7亿元。", "fails"),
        ),
    ),
    Rule(
        "shares_of_whole",
        "shares of a whole add up to 100",
        shares_of_a_whole,
        (
            ("第一产业贡献率9.8%，第二产业贡献率41.5%，第三产业贡献率48.7%。", "holds"),
            ("第一产业贡献率9.8%，第二产业贡献率43.5%，第三产业贡献率48.7%。", "fails"),
        ),
    ),
)
