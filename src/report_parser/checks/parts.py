"""Parts against totals.

Which figures are the parts of a total is read anew from the text that stands between them: a check must not trust one
reading of a long sentence. It fails only if no reading of the list adds up (`_readings`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, pairwise

import regex

from report_parser.checks.inputs import (
    ADDED_KINDS,
    NOTHING,
    CheckInput,
    CheckRule,
    Stated,
    added,
    amounts,
    exact,
    interval,
    level,
    made,
    verdict,
)
from report_parser.models import Check, Metric, Observation, Span
from report_parser.numerals.quantities import find_quantities

_REST = ("其余", "其他", "其它", "剩余", "余下", "尚余", "还有")
_SUM = regex.compile(r"([两二三四五六七八九])(?:项|者|类|笔)[^0-9，。；,;]{0,6}(?:合计|共计|总计|加起来|之和)")
# How far back in a sentence the figures of a sum are looked for.
_NEAR = 24
_COUNTS = dict(zip("两二三四五六七八九", (2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
# Parts that add up to much more than their total overlap (10家企业，其中民营7家、科技型6家); a slip stays near it.
_OVERLAP = Decimal("1.1")
# How far a total may lie from its parts for the gap to be a slip, and not another body's figure.
_SLIP = Decimal("0.25")

# What leads over from a total to its parts.
_MARK = regex.compile("其中|包括|包含|[（(：:]|内有|分别")
# A bracket that says something of a name.
_CLOSED = regex.compile("[（(][^（）()]{0,40}+[）)]")
# A second breakdown of the same total (按行业分, 分地域看).
_BREAKDOWN = regex.compile("按[^，。；,;]{1,14}分|[分从][^，。；,;]{1,12}看")
# What joins the members of a composition.
_TERMS = r"(?P<term>[0-9]{1,2}(?:\.[0-9]{1,2})?)(?: ?[:：∶] ?(?P<term>[0-9]{1,2}(?:\.[0-9]{1,2})?)){2,5}+(?![0-9.:：∶])"
_FEWEST_TERMS = 3
# Terms that are this far from a hundred are rather no shares.
_FAR = 10
_COLON = regex.compile(" ?[:：∶] ?")
# What begins the parts of a part.
_NESTED = regex.compile("其中|[（(]|内有")
_OPENED = regex.compile("[（(]")
_CLOSING = regex.compile("[）)]")
_SEGMENT = regex.compile("[；;]")
# People, firms and what is told by a quality (亿元以上) belong to several groups at once.
_CROSSING_UNITS = frozenset("人 名 位 人次 户 户次 家".split())
_CROSSING = regex.compile("以上|以下|以内|[型级]|重点|民营|国有|外资|新|本[地外]|[0-9]岁")
# A net value is less than what it is made of.
_NET = regex.compile("[顺逆]差|净|差额|[结盈]余|利润|余缺")


def parts_of_a_total(scene: CheckInput) -> Iterator[Check]:
    """其中 parts: none is more than the total, and together they are not either."""
    for parent, children in scene.parts.items():
        metric = scene.by_id[parent]
        total = level(metric)
        if total is None or not added(metric, total, scene.entry(metric)) or _NET.search(total.name):
            continue
        entry = scene.entry(metric)
        parts = [
            (child, part)
            for child in children
            if (part := level(child)) is not None
            and scene.same_unit(total, part, entry)
            and part.status == total.status
            and added(child, part, scene.entry(child))
        ]
        for breakdown in _breakdowns(scene, total, parts):
            yield _judged(scene, metric, total, breakdown, all_read=len(parts) == len(children))


def _breakdowns(scene: CheckInput, total: Observation, parts: Sequence[Stated]) -> Iterator[list[Stated]]:
    """The parts that surely stand under this total, one list a breakdown (按常住地分 …, 按行业分 …)."""
    found: list[Stated] = []
    before, bracketed = total.quantity.span.end, False
    for child, part in parts:
        at = part.quantity.span.start
        if at < before or (not found and not _leads_over(scene, total, part)):
            return
        between = scene.text[before:at]
        if not found:
            bracketed = _OPENED.search(_CLOSED.sub("", between)) is not None
        elif bracketed and _CLOSING.search(_CLOSED.sub("", between)) is not None:
            break
        if found and (_BREAKDOWN.search(between) or part.sentence != found[-1][1].sentence):
            yield found
            if _BREAKDOWN.search(between) is None and _MARK.search(between) is None:
                return  # another sentence, which does not say that it goes on with the total
            found = []
        found.append((child, part))
        before = part.quantity.span.end
    if found:
        yield found


def _leads_over(scene: CheckInput, total: Observation, first: Observation) -> bool:
    """Whether the text leads from the total straight to its first part: no other figure stands between."""
    end, start = total.quantity.span.end, first.quantity.span.start
    said = _CLOSED.sub("", scene.text[max(end, first.sentence.start) : start])
    if _CLOSING.search(said.partition("(" if "(" in said else "（")[0]) is not None:
        return False  # the total stands in a bracket, and the part behind it
    if _MARK.search(said) is None or (first.sentence != total.sentence and _MARK.match(said.lstrip()) is None):
        return False
    for at in {total.sentence.start, first.sentence.start}:
        stated = scene.sentences[at]
        between = stated[bisect_left(stated, end, key=_begins) : bisect_left(stated, start, key=_begins)]
        if any(o.role == "level" and o.quantity.kind in ADDED_KINDS for _, o in between):
            return False
    return True


def _begins(stated: Stated) -> int:
    """Where the number of an observation begins."""
    return stated[1].quantity.span.start


def _readings(scene: CheckInput, total: Observation, parts: Sequence[Observation]) -> list[list[Observation]]:
    """The ways to read a list of parts, the plainest first.

    All figures; those that no second 其中 or bracket sets under the one before; the first of each stretch between
    semicolons; and those before the first semicolon.
    """
    outer: list[Observation] = []
    segments: list[list[Observation]] = [[]]
    depth = 0
    for before, part in pairwise((total, *parts)):
        between = scene.text[before.quantity.span.end : part.quantity.span.start]
        if before is not total:
            said = _CLOSED.sub("", between)
            if _SEGMENT.search(between) is not None:
                segments.append([])
                depth = 0
            elif depth and _CLOSING.search(said):
                depth -= 1
            depth += _NESTED.search(said) is not None
        if depth <= 0:
            outer.append(part)
        segments[-1].append(part)
    readings = [list(parts), outer]
    if len(segments) > 1:
        readings.append([segment[0] for segment in segments])
        readings.extend(segments[:1] if len(segments[0]) > 1 else ())
    return readings


def _by_stretches(scene: CheckInput, total: Observation, first: Observation) -> list[Observation]:
    """The first figure of each stretch between semicolons (村委会49万个，村民小组395万个；居委会12万个，…)."""
    heads = [first]
    before = first.quantity.span.end
    for _, observation in scene.sentences[total.sentence.start]:
        at = observation.quantity.span.start
        if at < before or observation.role != "level" or not scene.same_unit(observation, total):
            continue
        if _SEGMENT.search(scene.text[before:at]) is not None:
            heads.append(observation)
            before = observation.quantity.span.end
    return heads


def _judged(scene: CheckInput, metric: Metric, total: Observation, stated: list[Stated], *, all_read: bool) -> Check:
    """The check of one breakdown, by the reading that agrees best with its total."""
    apart = metric.indicator is not None and all(
        (entry := scene.entry(child)) is not None and entry.part_of == metric.indicator for child, _ in stated
    )
    closed = all_read and len(stated) > 1 and any(word in stated[-1][0].name for word in _REST)
    checks = [
        _compared("parts_of_total", total, reading, closed=closed, apart=apart)
        for reading in _readings(scene, total, [part for _, part in stated])
    ]
    if (found := next((check for check in checks if check.verdict != "fails"), None)) is not None:
        return found
    heads = _by_stretches(scene, total, stated[0][1])
    other = _compared("parts_of_total", total, heads, closed=True, apart=True)
    return checks[0] if len(heads) < 2 or other.verdict == "fails" else other


def _compared(kind: str, total: Observation, parts: list[Observation], *, closed: bool, apart: bool) -> Check:
    """Parts against their total. `closed`: nothing else is in it; `apart`: the parts do not overlap."""
    whole = interval(total.quantity)
    figures = [interval(part.quantity) for part in parts]
    sum_ = sum(figures, NOTHING)
    gap, tolerance = sum_.middle - whole.middle, sum_.slack + whole.slack
    judged = verdict(gap, tolerance)
    unit = total.quantity.unit
    message = f"The parts add up to {amounts(unit, sum_.middle)}; the total is {amounts(unit, whole.middle)}."
    if judged != "holds" and gap < 0 and not closed:
        # 其中 names some parts and need not name all.
        judged = "holds"
    elif (
        judged == "fails" and gap > 0 and not (closed or apart) and all(figure.low <= whole.high for figure in figures)
    ):
        crossing = unit in _CROSSING_UNITS or any(_CROSSING.search(part.name) for part in parts)
        if crossing or sum_.middle > whole.middle * _OVERLAP:
            judged = "review"
            message += " They may overlap."
    return made(kind, judged, (total, *parts), message, whole.middle, sum_.middle, tolerance)


def exhaustive_parts(scene: CheckInput) -> Iterator[Check]:
    """Parts that the catalogue knows to make up their total (三次产业增加值 and 地区生产总值), by breakdown."""
    for id_, totals in scene.by_indicator.items():
        for wanted in scene.catalogue.exhaustive(id_):
            for metric in totals:
                total = level(metric)
                if total is None or not added(metric, total, scene.entry(metric)):
                    continue
                found = [_beside(scene, metric, total, part) for part in wanted]
                parts = [part for part in found if part is not None]
                if len(parts) == len(wanted):
                    yield _made_up(scene, metric, total, parts)


def _made_up(scene: CheckInput, metric: Metric, total: Observation, parts: list[Observation]) -> Check:
    check = _compared("exhaustive_parts", total, parts, closed=True, apart=True)
    if check.verdict != "fails":
        return check
    lone = len(scene.beside(metric.indicator or "", metric, total, timed=True)) == 1
    near = check.gap is not None and abs(check.gap) <= total.quantity.value * _SLIP
    ends = [o.quantity.span for o in (total, *parts)]
    together = "\n" not in scene.text[min(s.start for s in ends) : max(s.end for s in ends)].strip()
    # Figures far apart in the text or in size are rather those of two bodies than a slip.
    return check if lone and near and together else check.model_copy(update={"verdict": "review"})


def _beside(scene: CheckInput, metric: Metric, total: Observation, indicator: str) -> Observation | None:
    """The part's one figure of the same section and time as the total's."""
    found = scene.beside(indicator, metric, total, timed=True)
    return found[0] if len(found) == 1 and scene.same_unit(found[0], total) else None


def stated_sum(scene: CheckInput) -> Iterator[Check]:
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


def shares_of_a_whole(scene: CheckInput) -> Iterator[Check]:
    """Shares that one sentence lists make up a whole: their sum is 100."""
    for stated in scene.sentences.values():
        if len(stated) < 3:
            continue
        for shares in _share_lists([pair[1] for pair in stated]):
            sum_ = sum((interval(share.quantity) for share in shares), NOTHING)
            gap = sum_.middle - 100
            if abs(gap) > 3:
                continue
            judged = verdict(gap, sum_.slack)
            if judged == "fails" and not _are_all_industries(shares):
                # Nothing says that the list is complete.
                judged = "review"
            message = f"The shares add up to {amounts('%', sum_.middle)}."
            yield made("shares_of_whole", judged, shares, message, Decimal(100), sum_.middle, sum_.slack)


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


def compositions(scene: CheckInput) -> Iterator[Check]:
    """The members of a composition (三次产业结构4.7∶40.3∶55.0) make up the whole."""
    for stated in scene.sentences.values():
        run: list[Observation] = []
        for _, observation in (*stated, (None, None)):
            joined = (
                observation is not None
                and observation.quantity.kind == "percent"
                and bool(run)
                and _COLON.fullmatch(scene.text[run[-1].quantity.span.end : observation.quantity.span.start])
                is not None
            )
            if not joined:
                if len(run) > 1:
                    yield _composed(run)
                run = []
            if observation is not None and observation.quantity.kind == "percent":
                run.append(observation)


def off_compositions(scene: CheckInput) -> Iterator[Check]:
    """A composition whose terms make up no whole: the scan left them together, since no share is sure."""
    said = "|".join(regex.escape(word) for c in scene.catalogue.compositions for word in c.said)
    if not said or not any(colon in scene.text for colon in "∶:："):
        return
    read = {o.quantity.span.start for stated in scene.sentences.values() for _, o in stated}
    for match in regex.finditer(rf"(?:{said})[^0-9，。；]{{0,12}}+{_TERMS}", scene.text):
        figures = [
            interval(quantity) for quantity in find_quantities("、".join(f"{term}%" for term in match.captures("term")))
        ]
        sum_ = sum(figures, NOTHING)
        gap = sum_.middle - 100
        if match.starts("term")[0] in read or len(figures) < _FEWEST_TERMS or verdict(gap, sum_.slack) != "fails":
            continue
        yield Check(
            kind="composition",
            verdict="fails" if abs(gap) < _FAR else "review",
            expected=Decimal(100),
            found=sum_.middle,
            tolerance=sum_.slack,
            message=f"The members add up to {amounts('%', sum_.middle)}.",
            spans=tuple(Span(a, b) for a, b in match.spans("term")),
        )


def _composed(members: list[Observation]) -> Check:
    sum_ = sum((interval(member.quantity) for member in members), NOTHING)
    message = f"The members add up to {amounts('%', sum_.middle)}."
    judged = verdict(sum_.middle - 100, sum_.slack)
    return made("composition", judged, members, message, Decimal(100), sum_.middle, sum_.slack)


def _are_all_industries(shares: list[Observation]) -> bool:
    names = [share.name for share in shares]
    return len(names) == 3 and all(any(mark in name for name in names) for mark in ("第一产业", "第二产业", "第三产业"))


RULES = (
    CheckRule(
        "composition",
        "the members of a composition add up to 100",
        lambda scene: chain(compositions(scene), off_compositions(scene)),
        (
            ("三次产业结构为4.7∶40.3∶55.0。", "holds"),
            ("三次产业结构为4.7∶40.3∶55.9。", "fails"),
            ("城乡人口比为63.5∶36.5。", "holds"),
        ),
    ),
    CheckRule(
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
            ("汽车保有量31903万辆（包括低速汽车719万辆），增加1752万辆，其中私人汽车27873万辆。", "holds"),
            ("完成营造林面积3.53万亩。其中，人工造林面积1.53万亩。封山育林面积2万亩。抚育面积5.4万亩。", "holds"),
            ("居民人均可支配收入23102元，其中：城镇居民人均可支配收入33084元，农村居民人均可支配收入16342元。", None),
            ("自治组织60.6万个，其中：村委会49.0万个，村民小组395.0万个；居委会11.7万个，居民小组135.2万个。", "holds"),
        ),
    ),
    CheckRule(
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
    CheckRule(
        "stated_sum",
        "a sum of so many figures is their sum",
        stated_sum,
        (
            ("争取中央预算内投资11.2亿元、专项债券48.6亿元、超长期特别国债17.9亿元，三项合计77.7亿元。", "holds"),
            ("争取中央预算内投资11.2亿元、专项债券48.6亿元、超长期特别国债17.9亿元，三项合计97.7亿元。", "fails"),
        ),
    ),
    CheckRule(
        "shares_of_whole",
        "shares of a whole add up to 100",
        shares_of_a_whole,
        (
            ("第一产业贡献率9.8%，第二产业贡献率41.5%，第三产业贡献率48.7%。", "holds"),
            ("第一产业贡献率9.8%，第二产业贡献率43.5%，第三产业贡献率48.7%。", "fails"),
        ),
    ),
)
