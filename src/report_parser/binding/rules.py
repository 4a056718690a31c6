"""The rules that bind a quantity to its indicator, the cheapest first.

A rule is a function from a number in its place to a draft, or to None where it does not apply. It proposes: which
proposal wins is told in `reading`. `RULES` at the end is the whole order, by cost. Ids are never reused. The examples
above a rule are run by the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from report_parser.binding import names, subjects
from report_parser.binding.clauses import Word
from report_parser.binding.drafts import Draft, Relation, Situation
from report_parser.binding.names import Pieces
from report_parser.models import Direction, Role

Apply = Callable[[Situation], Draft | None]


@dataclass(frozen=True, slots=True)
class Example:
    """A text and, for one number in it, what a rule must make of it."""

    text: str
    number: str
    name: str
    role: Role = "level"


@dataclass(frozen=True, slots=True)
class BindingRule:
    """A named rule: when it applies and what it makes, with the examples that it must get right.

    `relation` is how what it makes hangs together with its clause, `cost` how far that is fetched: nothing where the
    text says so by its form, most where a number takes over the name of another.
    """

    id: str
    relation: Relation
    cost: int
    says: str
    apply: Apply
    examples: tuple[Example, ...]


def rule(
    id: str,  # noqa: A002
    relation: Relation,
    cost: int,
    says: str,
    *examples: Example,
) -> Callable[[Apply], BindingRule]:
    """Make a rule of a function."""
    return lambda apply: BindingRule(id, relation, cost, says, apply, examples)


def _draft(
    f: Situation,
    role: Role,
    name: Pieces,
    noun: tuple[Word, ...],
    of: Draft | None = None,
    *,
    listed: Sequence[Pieces] = (),
    members: int = 0,
    parent: Draft | None = None,
    verb: tuple[Word, ...] = (),
) -> Draft:
    """The draft of a quantity in its place. A level that leads on to the one it changed to is the value before."""
    link = f.link
    return Draft(
        mention=f.slot.mention,
        role="previous" if role == "level" and f.leads_on else role,
        name=names.bounded(name),
        noun=noun,
        direction=_direction(f) if role == "delta" else None,
        basis=link.basis,
        reference=link.reference,
        of=None if of is None else of.root,
        parent=parent,
        listed=tuple(listed) if f.run > 1 else (),
        link=link,
        slot=f.slot,
        content=f.content,
        run=f.run,
        members=members,
        verb=verb,
    )


def _direction(f: Situation) -> Direction | None:
    """The direction of a change: the verb's, turned by a minus sign (增长-4.6% is a fall)."""
    quantity = f.slot.mention.quantity
    if quantity is not None and quantity.value < 0 and f.link.change == "up":
        return "down"
    return f.link.change


def _named(f: Situation, role: Role) -> Draft:
    """A draft with the name of the run's first member; the rest of the run finds its own in `listed`."""
    found = subjects.of_run(f)
    of = found.of
    if f.run > 1 and of is not None:
        of = next((d for d in f.drafts if d.name == found.names[0]), None)
    return _draft(f, role, found.names[0], found.noun, of, listed=found.names, members=found.members)


@rule(
    "list.member",
    "member",
    0,
    "4.3%、5.5%: a further number of a list has the role of the first and a name of its own.",
    Example("青禾、白石两县粮食产量分别增长1.2%、2.3%。", "2.3%", "白石两县粮食产量", "delta"),
    Example("水田、旱地灌溉面积占比分别达到71%、62%。", "62%", "旱地灌溉面积占比"),
    Example("第一、二、三产业投资分别增长2%、3%、4%。", "3%", "第二产业投资", "delta"),
    Example("新增就业2万人，再就业1万人，分别完成年度目标的110%、120%。", "120%", "再就业完成年度目标"),
)
def _list_member(f: Situation) -> Draft | None:
    if not f.place or f.last is None:
        return None
    head = f.last
    name = names.bounded(head.listed[f.place]) if f.place < len(head.listed) else head.name
    of = next((d for d in reversed(f.drafts) if d.name == name), None) if head.role == "delta" or head.link.to else None
    direction = f.link.change or head.direction
    of = None if of is None else of.root
    return replace(head, mention=f.slot.mention, name=name, slot=f.slot, of=of, direction=direction, members=0)


_OTHERWISE = frozenset({"或", "即", "约合", "折合", "合", "相当于", "等于"})


@rule(
    "same.otherwise",
    "same",
    0,
    "60.02点，或0.21%: the same value in another unit.",
    Example("青禾指数下跌60.02点，或0.21%。", "0.21%", "青禾指数", "delta"),
    Example("出口总额12亿美元，折合84亿元。", "84亿元", "出口总额"),
)
def _same_otherwise(f: Situation) -> Draft | None:
    last, words = f.last, f.link.content or f.slot.left
    said = [w for w in words if not w.does & {"space", "adverb"}]
    if last is None or f.same_unit(last) or len(said) != 1 or said[0].text not in _OTHERWISE or f.slot.broken == ";":
        return None
    return replace(last, mention=f.slot.mention, slot=f.slot, of=last.root, listed=(), members=0)


_BESIDE = re.compile(r"\s*\((?:上年|去年)(?:同期)?[:为]?\s*")


@rule(
    "change.bracket",
    "change",
    0,
    "A（上年同期 B）: the value of the year before, in brackets behind the one of this year.",
    Example("营业收入18.2亿元（上年同期16亿元）。", "16亿元", "营业收入", "previous"),
    Example("信访量120件（去年：135件），下降11.1%。", "135件", "信访量", "previous"),
)
def _change_bracket(f: Situation) -> Draft | None:
    last = f.last
    if last is None or not f.same_unit(last):
        return None
    between = _BESIDE.fullmatch(f.folded, last.mention.outer_end, f.slot.mention.outer_start)
    return None if between is None else _draft(f, "previous", last.name, last.noun, last.root)


@rule(
    "change.from",
    "change",
    10,
    "由 A …: the value before.",
    Example("整改率由71.5%提高到90.25%。", "71.5%", "整改率", "previous"),
    Example("人均收入从2020年的2.1万元增至2025年的3万元。", "2.1万元", "人均收入", "previous"),
)
def _change_from(f: Situation) -> Draft | None:
    return _named(f, "previous") if f.link.from_ else None


@rule(
    "change.base",
    "change",
    10,
    "较上年的 A 增加 …: the value that a change starts from.",
    Example("在岗人员较上年的40人增加6人。", "40人", "在岗人员", "previous"),
)
def _base(f: Situation) -> Draft | None:
    content = f.link.content
    if not content or "than" not in content[-1].does or not f.link.times:
        return None
    return _named(replace(f, content=names.before(content[:-1])), "previous")


@rule(
    "change.to",
    "change",
    10,
    "提高到 B: the level that a change reaches.",
    Example("整改率由71.5%提高到90.25%。", "90.25%", "整改率"),
    Example("审批时限压缩至3个工作日。", "3个工作日", "审批时限"),
    Example("县财政局已将代编规模压减至9600万元。", "9600万元", "代编规模"),
    Example("贷款额度由不超过10万元放宽到不超过20万元。", "20万元", "贷款额度"),
    Example("城市、农村低保标准分别由600元、400元提高到650元、450元。", "650元", "城市低保标准"),
)
def _change_to(f: Situation) -> Draft | None:
    last = f.last
    opened = last is not None and last.role == "previous" and f.slot.broken is None and f.same_unit(last)
    if not f.link.to and opened and f.slot.left and "to" in f.slot.left[-1].does:
        # 由1000万元|放宽到|2000万元: any verb leads over
        return _draft(f, "level", f.drafts[-1].name, f.drafts[-1].noun, last)
    if not f.link.to:
        return None
    return _named(f, "level")


@rule(
    "pull.level",
    "pull",
    20,
    "拉动经济增长2.1个百分点: a contribution is a level of its own.",
    Example("工业拉动经济增长2.1个百分点。", "2.1个百分点", "工业拉动经济增长"),
    Example("第二、三产业分别拉动经济增长2.1、1.3个百分点。", "2.1", "第二产业拉动经济增长"),
)
def _pull(f: Situation) -> Draft | None:
    words, verb = f.link.content, f.link.verb
    if f.link.change is None or f.link.to or not any("pull" in w.does for w in words) or verb is None:
        return None
    if f.run > 1:
        f = replace(f, content=tuple(w for w in f.content if "each" not in w.does))
        found = subjects.of_run(f)
        listed = [name + names.pieces((verb,)) for name in found.names]
        return _draft(f, "level", listed[0], found.noun, listed=listed)
    name = names.pieces((*words, verb))
    if f.last is not None and f.slot.broken != "start" and "pull" in words[0].does:
        name = names.pieces(names.core(f.last.noun)) + name
    return _draft(f, "level", name, ())


@rule(
    "delta.time",
    "change",
    20,
    "快于2024年1.8个百分点: how much a value differs from that of another time.",
    Example("工业投资增长4%，快于2024年1.8个百分点。", "1.8个百分点", "工业投资", "delta"),
)
def _delta_time(f: Situation) -> Draft | None:
    link = f.link
    if link.change is not None or not link.times or not link.content or not link.content[-1].does & {"above", "below"}:
        return None
    verb, subject = link.content[-1], link.content[:-1]
    link = replace(
        link,
        verb=verb,
        change="up" if "above" in verb.does else "down",
        basis=(verb, *reversed(link.times)),
        content=subject,
    )
    return _named(replace(f, link=link, content=names.before(subject)), "delta")


@rule(
    "delta.over",
    "change",
    20,
    "超年度计划12个百分点, 快2个百分点: points are always a difference.",
    Example("完成投资7860亿元，超年度计划12个百分点。", "12个百分点", "投资", "delta"),
    Example("与全省平均水平相比，工业投资增速高2个百分点。", "2个百分点", "工业投资增速", "delta"),
    Example("问题整改率88%，距年度目标还差2个百分点。", "2个百分点", "问题整改率", "delta"),
)
def _delta_over(f: Situation) -> Draft | None:
    link, quantity = f.link, f.slot.mention.quantity
    if link.change is not None or quantity is None or quantity.kind != "percentage_point":
        return None
    if len(link.content) > 1 and link.content[-1].does & {"gap_up", "gap_down"}:
        verb, subject, basis = link.content[-1], link.content[:-1], link.basis
        far = next((i for i, w in enumerate(subject) if w.text in ("距", "距离")), None)
        if far is not None:  # 完成率88%，|距目标还|差2个百分点
            subject, basis = subject[:far], subject[far:]
        change: Direction = "up" if "gap_up" in verb.does else "down"
        link = replace(link, verb=verb, change=change, reference=True, basis=basis, content=subject)
        return _named(replace(f, link=link, content=names.before(subject)), "delta")
    at = next((i for i, w in enumerate(link.content[:-1]) if w.text in ("超", "超过", "超出")), None)
    if at is None:
        return None
    subject, basis = link.content[:at], link.content[at:]
    link = replace(link, verb=basis[0], change="up", reference=True, basis=basis, content=subject)
    return _named(replace(f, link=link, content=names.before(subject)), "delta")


_TURNS: dict[str, Direction] = {
    "降": "down",
    "减": "down",
    "下": "down",
    "加": "up",
    "提": "up",
    "上": "up",
    "升": "up",
}


def _turn(words: tuple[Word, ...]) -> Direction | None:
    """Where a verb with its object inside turns what it names (降|息, 加|息): by its first letter; else None."""
    return _TURNS.get(words[-1].text[0]) if words and len(words[-1].text) == 2 else None


def _changed_object(f: Situation, words: tuple[Word, ...]) -> Draft | None:
    """A percentage by which the object of a verb changed (压减时间|58%), and the next of its list (材料|52%)."""
    link, last = f.link, f.last
    noun = names.trim(words)
    while len(noun) > 1 and "per" in noun[0].does:
        noun = noun[1:]
    listed = last is not None and last.relation == "points" and f.slot.broken is None and f.same_unit(last)
    if noun and noun[0].does & {"up", "down"} and "indicator" in noun[-1].does and subjects.size(noun[1:]) > 1:
        link = replace(link, change="up" if "up" in noun[0].does else "down", verb=noun[0])
        noun = noun[1:]
    elif listed and last is not None and names.is_noun(noun) and "enum" in f.slot.left[0].does:
        link = replace(link, change=last.direction, verb=last.link.verb)
    else:
        return None
    return _draft(replace(f, link=link), "delta", names.pieces(noun), noun)


def _points_of_each(f: Situation, words: tuple[Word, ...]) -> Draft | None:
    """The points by which each of several changed (四国央行分别降息200个、100个、75个、50个基点)."""
    change = _turn(words)
    if f.kind != "percentage_point" or f.link.change is not None or change is None:
        return None
    found = subjects.of_run(f)
    place = replace(f, link=replace(f.link, change=change, verb=words[-1]))
    return _draft(place, "delta", found.names[0], found.noun, listed=found.names, members=found.members)


@rule(
    "delta.points",
    "points",
    20,
    "下调利率0.5个百分点, 降息75个基点: points said with a verb that has its object behind or inside it.",
    Example("青禾银行下调存款利率0.5个百分点。", "0.5个百分点", "存款利率", "delta"),
    Example("青禾银行连续降息3次累计75个基点。", "75个基点", "青禾银行降息", "delta"),
    Example("全年降准0.5个百分点。", "0.5个百分点", "降准", "delta"),
    Example("压减办理时间58%、申请材料52%。", "58%", "办理时间", "delta"),
    Example("压减办理时间58%、申请材料52%。", "52%", "申请材料", "delta"),
    Example("青禾、白石分别降息75个、50个基点。", "75个", "青禾降息", "delta"),
)
def _delta_points(f: Situation) -> Draft | None:
    link, quantity = f.link, f.slot.mention.quantity
    words = f.link.content
    if f.run > 1:
        return _points_of_each(f, words)
    if link.change is not None or link.to or quantity is None:
        return None
    if quantity.kind == "percent":
        return _changed_object(f, words)
    if quantity.kind != "percentage_point":
        return None
    if not names.is_noun(f.content) and f.slot.broken is None and f.last is not None:
        words = f.last.content  # 降息3次|累计75个基点
    if any("pull" in w.does for w in words):
        return None
    at = next((i for i, w in enumerate(words) if w.does & {"up", "down"}), None)
    if at is not None and names.is_noun(words[at + 1 :]):
        link = replace(link, change="up" if "up" in words[at].does else "down", verb=words[at])
        noun = names.trim(words[at + 1 :])
        if subjects.size(noun) == 1:
            noun = (words[at], *noun)  # 降|准
    elif (change := _turn(words)) is not None:
        link = replace(link, change=change, verb=words[-1])
        noun = names.trim([w for w in words if w.text != "连续"])
    else:
        return None
    return _draft(replace(f, link=link), "delta", names.pieces(noun), noun)


@rule(
    "change.object",
    "carried_out",
    25,
    "完成农房风貌提升20户: a change that is carried out is what was counted.",
    Example("完成农房风貌提升200户、街区环境提升12处。", "200户", "农房风貌提升"),
    Example("完成农房风貌提升200户、街区环境提升12处。", "12处", "街区环境提升"),
)
def _change_object(f: Situation) -> Draft | None:
    link, quantity = f.link, f.slot.mention.quantity
    if link.change is None or link.to or link.basis or link.verb is None or not names.is_noun(f.content):
        return None
    if quantity is None or quantity.kind not in ("count", "measure") or "indicator" in f.content[-1].does:
        return None
    opens = names.trim(link.content)[0].does
    goes_on = f.slot.broken is None and f.last is not None and f.last.relation == "carried_out"
    if not goes_on and ("strong" not in opens or "reach" in opens):
        return None
    return _draft(f, "level", names.pieces((*f.content, link.verb)), (*f.content, link.verb))


@rule(
    "delta.change",
    "change",
    25,
    "增长 N, 高于全国 N: how much an indicator changed or differs.",
    Example("工业投资同比下降3.2%。", "3.2%", "工业投资", "delta"),
    Example("城镇化率高于全省2.5个百分点。", "2.5个百分点", "城镇化率", "delta"),
    Example("旅游收入8亿元、增长5%。", "5%", "旅游收入", "delta"),
    Example("采矿业、装备制造业增加值分别增长2%、3%。", "2%", "采矿业增加值", "delta"),
    Example("投资、消费增速分别快于全省3个、1个百分点。", "3个", "投资增速", "delta"),
    Example("采矿业增加值增长2%，制造业增长3%。", "3%", "制造业增加值", "delta"),
    Example("规上工业企业6家，实现增加值增长8%。", "8%", "规上工业企业增加值", "delta"),
    Example("水生生物完整性指数提升2个等级。", "2个", "水生生物完整性指数", "delta"),
    Example("优良天数318天，优良率87.1%，同比增加9天。", "9天", "优良天数", "delta"),
    Example("经济总量迈上3万亿元新台阶、增长5%。", "5%", "经济总量", "delta"),
)
def _delta(f: Situation) -> Draft | None:
    if f.link.change is None or f.link.to:
        return None
    counted = f.taken and not all("step" in w.does for w in f.slot.right[: f.taken])
    if counted and not f.link.basis and f.slot.mention.quantity and f.slot.mention.quantity.kind not in subjects.RATIO:
        return None
    return _named(f, "delta")


@rule(
    "equals.of",
    "multiple",
    30,
    "是上年的2.3倍: a multiple or share of another value.",
    Example("技术合同成交额是上年的2.3倍。", "2.3倍", "技术合同成交额"),
    Example("检查企业46家次，完成年度计划的104%。", "104%", "检查企业完成年度计划"),
)
def _equals(f: Situation) -> Draft | None:
    words = f.link.content
    quantity = f.slot.mention.quantity
    if f.link.equals:
        return _named(f, "level")
    if quantity is None or quantity.kind not in ("percent", "multiple") or len(words) < 2 or words[-1].text != "的":
        return None
    if f.run > 1:
        return None
    at = next((i for i in range(len(words) - 2, -1, -1) if "equals" in words[i].does), None)
    if at is None:
        return None
    subject = names.before(words[:at])
    name = (
        names.pieces(subject)
        if names.is_noun(subject)
        else f.last.name
        if f.last is not None
        else names.pieces(f.topic)
    )
    if quantity.kind == "percent":
        name += names.pieces(words[at:-1])
    noun = subject if subject or f.last is None else f.last.noun
    return _draft(f, "level", name, noun)


@rule(
    "share.of",
    "share",
    30,
    "占…的 N%: a share of a named whole.",
    Example("罚款256万元，占罚没款总额的55.4%。", "55.4%", "罚款占罚没款总额"),
    Example("采矿业、制造业增加值占工业比重分别达5%、80%。", "5%", "采矿业增加值占工业比重"),
    Example("审结案件90件；劳动争议偏多，占四成。", "四成", "劳动争议"),
    Example("审结案件90件，以调解方式结案的占四成。", "四成", "调解方式结案"),
    Example("林果产量9万吨，增量占全市18%。", "18%", "林果产量增量占全市"),
)
def _share(f: Situation) -> Draft | None:
    words = f.link.content
    at = next((i for i in range(len(words) - 1, -1, -1) if "share" in words[i].does), None)
    if at is None and not f.link.share:
        return None
    if at is None and f.topic and not f.content:
        return _draft(f, "level", names.pieces(f.topic), f.topic)
    if at is None:
        if f.run == 1 and words and words[-1].text == "的" and any("means" in w.does for w in words):
            f = replace(f, content=names.trim(words))  # 以调解方式结案的|占四成: the means tells which
        return _named(f, "level")
    subject = names.before(words[:at])
    base = names.trim(words[at + 1 :])
    verb = (words[at],)
    members = names.split_members(names.before(words[:at], whole=True), f.run) if f.run > 1 else []
    if len(members) == f.run:
        owners = names.share_head(members)
    elif names.is_noun(subject):
        owner = subjects.before_this(f) if subjects.is_bare(subject) else ()
        owners = [owner + names.pieces(subject)] * f.run
    else:
        owners = [_owner_of_share(f)] * f.run
    listed = [owner + names.pieces(verb + base) for owner in owners]
    return _draft(f, "level", listed[0], subject or (f.last.noun if f.last else ()), listed=listed)


def _owner_of_share(f: Situation) -> Pieces:
    """Whose share a clause without a subject tells: that of the share before it (占预算98%，|占收入的40%), or what was
    said last.
    """
    last = f.last
    if f.topic or last is None:
        return names.pieces(f.topic)
    return names.pieces(last.noun) if last.relation in ("share", "multiple") and last.noun else last.name


@rule(
    "sum.of",
    "sum",
    30,
    "合计129件: the sum of the numbers listed before.",
    Example("审核重大决策27件、合同协议102件，合计129件。", "129件", "审核重大决策合同协议合计"),
)
def _sum(f: Situation) -> Draft | None:
    words = f.link.content
    if not words or "sum" not in words[-1].does or subjects.size(words) > 4 or not f.drafts:
        return None
    members: list[Draft] = []
    for draft in reversed(f.drafts):
        if draft.role != "level" or not f.same_unit(draft) or draft.relation == "sum":
            break
        members.insert(0, draft)
    if len(members) < 2:
        return None
    own = [d.name if d is members[0] or not d.verb else names.pieces(d.noun) for d in members]
    return _draft(f, "level", sum(own, ()) + names.pieces(words[-1:]), ())


def _is_fraction(f: Situation) -> bool:
    return f.slot.mention.quantity is not None and f.slot.mention.quantity.kind == "percent"


def _is_said(f: Situation) -> bool:
    """Whether the noun behind the number of a part is not what is counted, but part of what is said of it."""
    if f.parent is None or not f.parent.noun or not (f.same_unit(f.parent) or _is_fraction(f)):
        return False
    if f.taken >= len(f.slot.right):
        return False
    last = f.slot.right[f.taken - 1]
    return "general" not in last.does and last.text != f.parent.noun[-1].text


def _owned(f: Situation) -> bool:
    """Whether the noun that the count before took ends right before an amount (3家单位收取的房租|497万元|未上缴)."""
    quantity = f.slot.mention.quantity
    amount = quantity is not None and quantity.kind in ("money", "measure")
    return amount and f.slot.broken is None and f.last is not None and f.last.relation == "counted" and not f.content


@rule(
    "part.said",
    "said",
    40,
    "其中有6份不合格: a part of a whole, told by what is said of it.",
    Example("抽查执法文书600份，其中43份说理不充分，已退回。", "43份", "说理不充分执法文书"),
    Example("发放补贴20万元，12亩被占用。", "12亩", "被占用"),
    Example("抽查31个乡镇，5个向已故人员发放津贴41万元。", "5个", "已故人员发放津贴乡镇"),
    Example("15个建设项目中，9个超概算，已通报。", "9个", "超概算建设项目"),
    Example("9项转移支付未下达，其中3项超期60天以上。", "3项", "超期60天以上转移支付"),
)
def _part_said(f: Situation) -> Draft | None:
    """The part of a whole that something is said of: the noun is the whole's, what is said stands behind."""
    left = f.slot.left
    among = bool(left) and (left[-1].text == "中有" or [w.text for w in left[-2:]] == ["中", "有"])
    found = bool(left) and "find" in left[-1].does and f.slot.right[:1] and "predicate" in f.slot.right[0].does
    if names.is_demand(f.slot.right) or (f.taken and not among and not found and not _is_said(f)):
        return None
    if _owned(f) or names.is_noun(f.content) or subjects.verbs(f) or f.link.change or f.link.share:
        return None
    said = names.trim(f.slot.right)
    if not f.slot.closed and not (found and "prep" in f.slot.right[0].does):
        said = subjects.up_to_limit(f, said) if said else ()
    whole = next((d for d in reversed(f.drafts) if d.noun and f.same_unit(d)), f.parent)
    bare = all(w.does & {"enumerator", "space"} or w.text in "一二三四五六七八九十是" for w in left)  # 三是|4亿元被挪用
    opens = bool(f.slot.broken and f.slot.right) and bare and "predicate" in f.slot.right[0].does
    if not said and opens and whole is not None and f.same_unit(whole):
        said = names.trim(f.slot.right)  # 抽查31个乡镇，5个|向已故人员发放津贴|41万元
    if whole is None and _is_fraction(f) and f.slot.right[:1] and "predicate" in f.slot.right[0].does:
        whole = f.last
    if not said or subjects.size(said) > 20:
        return None
    if whole is None and not opens:
        return None
    among_those = f.folded.startswith("中,", f.slot.mention.outer_start - 2)  # 公立医院中，65.7%|开展预约诊疗
    noun = names.core(whole.noun if whole is not None else f.topic if among_those else ())
    return _draft(f, "level", names.pieces(said) + names.pieces(noun), noun, parent=whole)


@rule(
    "part.those",
    "those",
    40,
    "占比超过10%的有44种: those of a whole that something holds for, which stands before.",
    Example("全县36种工业产品中，本地配套率超过30%的有12种。", "12种", "本地配套率超过30%工业产品"),
    Example("6家单位沉淀资金900万元，其中超过2年的200万元。", "200万元", "超过2年单位沉淀资金"),
    Example("45名审计人员中，具有工程背景的仅有8名。", "8名", "具有工程背景审计人员"),
)
def _part_those(f: Situation) -> Draft | None:
    left = list(f.slot.left)
    while left and left[-1].text[0] != "的" and left[-1].does & _HOW_MANY:
        left.pop()
    if f.taken or f.last is None or not left or left[-1].text[:1] != "的":
        return None
    if left[1:]:
        return _those(f, names.trim([w for w in left[:-1] if w.start >= f.begin]))
    if f.slot.broken is not None:
        return None
    whole = next((d for d in (f.parent, *reversed(f.drafts)) if d is not None and d.noun and f.same_unit(d)), None)
    noun = names.core(whole.noun) if whole is not None else ()
    own = names.pieces(f.last.noun) if whole is None or f.last.noun != whole.noun else ()
    bounded = (f.last.mention.outer_start, f.last.mention.outer_end)
    return _draft(f, "level", (*own, bounded, *names.pieces(noun)), noun)


_HOW_MANY = frozenset({"find", "adverb", "linking", "reach"})  # between 的 and how many those are (的|仅有|8名)


def _those(f: Situation, said: tuple[Word, ...]) -> Draft | None:
    """Those of the things counted before that `said` holds for (45名干部，具有工程背景的|8名)."""
    quantity = f.slot.mention.quantity
    whole = next((d for d in reversed(f.drafts) if d.noun and f.same_unit(d)), None)
    if whole is None or quantity is None or quantity.kind != "count" or not names.is_noun(said):
        return None
    noun = names.core(whole.noun)
    return _draft(f, "level", names.pieces(said) + names.pieces(noun), noun)


@rule(
    "owner.behind",
    "owned",
    45,
    "总规模10亿元的基金: what the noun before the number belongs to stands behind.",
    Example("设立总规模10亿元的产业引导基金。", "10亿元", "产业引导基金总规模"),
    Example("推进总投资11亿元、占地6公顷的青禾水厂。", "11亿元", "青禾水厂总投资"),
    Example("抓好青禾水厂等总投资9亿元的3个重点项目。", "9亿元", "重点项目总投资"),
    Example("总投资9亿元的3条旅游公路贯通。", "9亿元", "旅游公路总投资"),
)
def _owner_behind(f: Situation) -> Draft | None:
    right = f.slot.right
    if right and "enum" in right[0].does and not f.slot.closed and f.kind in ("money", "measure"):
        right = subjects.last_of_list(f).right  # 总投资11亿元、占地6公顷|的水厂
    if (
        not right
        or right[0].text != "的"
        or not names.is_noun(f.content)
        or (subjects.size(f.content) > 4 and "attached" not in f.content[-1].does)
        or f.link.change
    ):
        return None
    quantity = f.slot.mention.quantity
    if quantity is None or quantity.kind not in ("money", "measure"):
        return None
    end = names.behind(right)
    owner = names.trim(right[:end]) or subjects.counted_next(f, right)
    if not owner or any("enum" in w.does for w in right[end : end + 1]):
        return None  # …的甲校区、乙学院: all of them together
    own = f.content if subjects.size(f.content) <= 4 else f.content[-1:]
    return _draft(f, "level", names.pieces(owner) + names.pieces(own), (*owner, *own))


@rule(
    "rate.behind",
    "subject",
    35,
    "0.21%的跌幅: the rate that a percentage is stands behind it.",
    Example("青禾指数录得0.21%的跌幅。", "0.21%", "青禾指数跌幅"),
    Example("旅游收入6亿元，保持3%以上的增速。", "3%", "旅游收入增速"),
)
def _rate_behind(f: Situation) -> Draft | None:
    rate = names.trim(f.slot.right)
    if f.kind not in ("percent", "percentage_point") or f.run > 1 or not f.slot.right or f.slot.right[0].text != "的":
        return None
    if len(rate) > _RATE_WORDS or not rate or rate[-1].text[-1] not in "速幅" or f.link.share:
        return None
    end = len(f.link.content)
    while end and (subjects.is_verb(f.link.content[end - 1]) or "time" in f.link.content[end - 1].does):
        end -= 1
    own = names.before(f.link.content[:end])
    owner = names.pieces(own) if names.is_noun(own) else subjects.before_this(f)
    return _draft(f, "level", owner + names.pieces(rate), (*own, *rate))


_RATE_WORDS = 2


def _whole_of(f: Situation, noun: tuple[Word, ...]) -> Draft | None:
    """The total of which the number counts a part: the one it is listed under, or what was gone through before
    (抽查合同320份，|发现27份拆分招标).
    """
    if f.parent is not None:
        return f.parent if f.same_unit(f.parent) else None
    if "general" in noun[-1].does or not any("find" in w.does for w in f.slot.left[-1:]):
        return None
    return next((d for d in reversed(f.drafts) if d.noun and f.same_unit(d)), None)


@rule(
    "noun.behind",
    "counted",
    50,
    "14个问题: the noun that the number counts stands behind it.",
    Example("14个问题已完成整改。", "14个", "完成整改问题"),
    Example("建成12个口袋公园。", "12个", "口袋公园"),
    Example("养老助餐点覆盖九成以上城乡社区。", "九成", "城乡社区"),
    Example("养老助餐点覆盖82%的城市社区。", "82%", "城市社区"),
    Example("义务教育阶段98%的学生在校午餐。", "98%", "学生在校午餐"),
    Example("养老助餐点覆盖所有街巷和九成以上乡镇。", "九成", "乡镇"),
    Example("城区21处易涝点改造19处。", "21处", "城区易涝点"),
    Example("每年70%以上的财政支出投入民生。", "70%", "财政支出投入民生"),
    Example("应对12轮强降雨和“青禾”等3个台风。", "12轮", "应对强降雨"),
    Example("62个人民调解组织调处纠纷900件。", "62个", "人民调解组织"),
    Example("向35家小微企业发放补贴。", "35家", "发放补贴小微企业"),
    Example("6家单位的41处房产、2万平方米未登记入账。", "41处", "未登记入账房产"),
    Example("为1万名困境、留守儿童开展心理健康评估。", "1万名", "开展心理健康评估困境、留守儿童"),
    Example("71名已死亡参保人员仍在领取待遇。", "71名", "领取待遇死亡参保人员"),
    Example("抽查采购合同320份，发现27份拆分规避招标。", "27份", "拆分规避招标采购合同"),
    Example("45名审计人员中，有工程背景的仅有8名。", "45名", "审计人员"),
    Example("经济总量跨过3个千亿级关口。", "3个", "千亿级关口"),
    Example("31个社区第一时间成立卫生委员会。", "31个", "成立卫生委员会社区"),
    Example("对纳入目录的6项决策事项严格督办。", "6项", "纳入目录决策事项"),
    Example("重点审计的11省159县中，学校薄弱。", "159县", "重点审计县"),
    Example("新增36家科技型企业、5家示范企业。", "5家", "新增示范企业"),
)
def _noun_behind(f: Situation) -> Draft | None:
    if not f.taken:
        return None
    right = f.slot.right
    led = right[0].does & {"prep"} and any(w.text == "的" for w in right[: f.taken])
    noun = right[: f.taken] if led else names.trim(right[: f.taken])
    passed = bool(noun) and "threshold" in noun[-1].does
    if not noun or (passed and f.kind != "count" and names.is_noun(f.content)):
        return None
    if passed:
        return _draft(f, "level", names.pieces(noun), noun)
    name = names.pieces(noun)
    if subjects.is_modifier(noun) and (shared := subjects.noun_of_next(f)):
        name += names.pieces(shared)
    if modifier := subjects.shared_modifier(f, noun):
        return _draft(f, "level", (*modifier, *name), noun)
    said = subjects.topic_of(f, noun) or subjects.predicate(f, noun)
    if said:
        name = names.pieces(said) + name
    if not f.content and (verb := subjects.list_verb(f, noun)):
        return _draft(f, "level", names.pieces(verb) + name, noun, verb=verb)
    left = f.content
    ends = f.taken == len(right) and f.slot.closed and all("find" in w.does for w in left)
    if ends and (whole := _whole_of(f, noun)) is not None:
        return _draft(f, "level", subjects.compose(noun, whole, said=True), noun)
    if said and all("scope" in w.does for w in left):
        left = ()
    if left and subjects.modifies(f, left, noun):
        quoted = said and f.link.content[-1].text == "的"  # 审计查出|的|问题|“回头看”
        name = names.pieces((*left, f.link.content[-1]) if quoted else left) + name
    elif left and "keep" in left[0].does and "strong" not in left[0].does and f.link.content[-1].text != "等":
        name = names.pieces(left[:1]) + name  # 新增砚溪、青禾|2个…城市
    return _draft(f, "level", name, noun, verb=subjects.opening_verb(f, (*left, *noun)))


@rule(
    "counted.said",
    "said",
    55,
    "14户25人享受城乡低保: of things that no noun names it is told what they have, get or do.",
    Example("全县14035户25559人享受城乡低保。", "14035户", "享受城乡低保"),
    Example("全县14035户25559人享受城乡低保。", "25559人", "享受城乡低保"),
    Example("春节期间为90户250人发放生活补贴6万元。", "90户", "发放生活补贴"),
)
def _counted_said(f: Situation) -> Draft | None:
    if f.kind != "count" or f.taken or f.run > 1 or f.parent is not None or not _is_nameless(f):
        return None
    last = subjects.last_in_a_row(f)
    right = last.right
    if not right or right[0].does.isdisjoint(_DOING) or "prep" in right[0].does:
        return None
    verb = next((i for i, w in enumerate(right) if w.does.isdisjoint(_ADVERBS)), 0)
    said = names.trim(right[verb:])
    amount = names.is_noun(said[1:])  # 享受|城乡低保, but 已整改 tells nothing of which
    if not said or not amount or subjects.size(said) > _SAID or not (last.closed or names.is_noun(said)):
        return None
    return _draft(f, "level", names.pieces(said), said[1:])


_DOING = frozenset({"predicate", "achieve", "strong", "keep"})
_ADVERBS = frozenset({"adverb", "linking"})
_SAID = 16  # the longest of what is said that still reads as a name


def _is_nameless(f: Situation) -> bool:
    """Whether nothing before a count says what is counted: only whose it is, when, or for whom (全县|, 春节期间为|)."""
    left = [w for w in f.slot.left if w.start >= f.begin]
    if f.slot.broken is None and f.last is not None and not left:
        return f.last.relation == "said"
    return f.slot.broken is not None and all(
        w.does & {"scope", "time", "prep", "adverb", "space", "linking"} for w in left
    )


def _is_held(f: Situation) -> bool:
    """Whether a short noun right behind a percentage says what it is a share of (收购白石公司60%|股权)."""
    right = f.slot.right
    return subjects.size(right) <= 4 and not f.link.reach and all(subjects.is_plain_noun(w) for w in right)


@rule(
    "noun.before",
    "subject",
    60,
    "审计业务会议14次: the noun stands before the number.",
    Example("全年召开审计业务会议14次。", "14次", "审计业务会议"),
    Example("新增高新技术企业60家、科技型中小企业75家。", "75家", "新增科技型中小企业"),
    Example("其中管理不规范金额3.87亿元。", "3.87亿元", "管理不规范金额"),
    Example("水田、旱地灌溉面积占比分别达到71%、62%。", "71%", "水田灌溉面积占比"),
    Example("泵站等设施13处损毁。", "13处", "泵站等设施"),
    Example("规上工业企业实现营业收入6亿元。", "6亿元", "规上工业企业营业收入"),
    Example("高校毕业生90人，已就业85人。", "85人", "就业高校毕业生"),
    Example("财政支出八成以上用于民生。", "八成", "财政支出用于民生"),
    Example("优秀案例入选国家级1件。", "1件", "优秀案例入选国家级"),
    Example("资产总额达126亿元，资产负债率控制在60%以内。", "60%", "资产负债率"),
    Example("审计项目50个，查出问题金额3亿元。", "3亿元", "问题金额"),
    Example("青禾银行、白石银行分别发放贷款2亿元、3亿元。", "2亿元", "青禾银行发放贷款"),
    Example("少征费用12万元；3家单位收取的房租97万元未及时上缴。", "97万元", "单位收取的房租"),
    Example("收购白石公司60%股权。", "60%", "收购白石公司股权"),
    Example("全市固定资产投资完成8亿元，增长4%。", "8亿元", "固定资产投资"),
    Example("改革后共减少事业单位45家。", "45家", "减少事业单位"),
    Example("在青禾设立办事机构的国家21个。", "21个", "设立办事机构的国家"),
    Example("城乡居民人均可支配收入分别为3万元、2万元。", "3万元", "城镇居民人均可支配收入"),
    Example("年末自然保护地21个。其中，湿地公园18个。", "18个", "湿地公园"),
    Example("行政复议351件，其中结果维持72件。", "72件", "行政复议结果维持"),
)
def _noun_before(f: Situation) -> Draft | None:
    if not names.is_noun(f.content):
        return None
    verb = subjects.opening_verb(f, f.content)
    if f.run == 1 and (shared := subjects.list_verb(f, f.content)):
        return _draft(f, "level", names.pieces((*shared, *f.content)), f.content, verb=shared)
    if f.run == 1 and f.parent is not None and f.same_unit(f.parent) and f.parent.noun:
        return _draft(f, "level", subjects.compose(f.content, f.parent), f.content, verb=verb)
    said = _said_of_share(f) if f.parent is None or f.run > 1 else ()
    if f.run == 1 and f.parent is None and not said and (noun := subjects.of_grade(f)):
        return _draft(f, "level", names.pieces(f.content) + names.pieces(noun), noun, verb=verb)
    found = subjects.of_run(f)
    name = found.names[0] + names.pieces(said)
    return _draft(f, "level", name, found.noun, listed=found.names, members=found.members, verb=verb)


def _said_of_share(f: Situation) -> tuple[Word, ...]:
    """What stands behind a percentage and says what it is a share of, or where it goes (60%|股权, 八成|用于民生)."""
    right = f.slot.right
    if not _is_fraction(f) or not f.slot.closed or not right:
        return ()
    if _is_held(f):
        return right
    return names.trim(right) if "goes" in right[0].does else ()


@rule(
    "noun.carried",
    "same",
    90,
    "废止4件: the noun was named before.",
    Example("清理规范性文件18件，废止4件。", "4件", "废止规范性文件"),
    Example("政府性基金预算收入9亿元，支出8亿元，结转下年1亿元。", "1亿元", "政府性基金预算结转下年"),
    Example("84所学校全部配齐法治副校长，共168名。", "168名", "法治副校长"),
    Example("企业出借资金600万元，剩余200万元制定还款计划。", "200万元", "剩余制定还款计划企业出借资金"),
    Example("持证人员占比3.1%，未达到不低于5%的要求。", "5%", "持证人员占比"),
    Example("示范村14个；普法基地实现全覆盖，共13个。", "13个", "普法基地"),
)
def _carry(f: Situation) -> Draft | None:
    return _named(f, "level")


RULES: tuple[BindingRule, ...] = (
    _list_member,
    _same_otherwise,
    _change_bracket,
    _change_from,
    _base,
    _change_to,
    _pull,
    _delta_time,
    _delta_over,
    _delta_points,
    _change_object,
    _delta,
    _equals,
    _share,
    _sum,
    _rate_behind,
    _part_said,
    _part_those,
    _owner_behind,
    _noun_behind,
    _counted_said,
    _noun_before,
    _carry,
)
