"""The rules that bind a quantity to its indicator, in the order in which they are tried.

A rule is a function from a frame to a draft, or to None where it does not apply; the first that applies wins. `RULES` at the end is
the whole order. Ids are never reused. The examples under a rule are run by the tests: text → (number as written, name, role).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from report_parser.binding import names
from report_parser.binding.clauses import Word
from report_parser.binding.drafts import Draft, Frame
from report_parser.binding.names import Pieces
from report_parser.models import Direction

Apply = Callable[[Frame], Draft | None]
_RATIO = frozenset({"percent", "percentage_point", "multiple", "ratio"})


@dataclass(frozen=True, slots=True)
class Example:
    """A text and, for one number in it, what a rule must make of it."""

    text: str
    number: str
    name: str
    role: str = "level"


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule: when it applies and what it makes, with the examples that it must get right."""

    id: str
    says: str
    apply: Apply
    examples: tuple[Example, ...]


def _subject(f: Frame) -> tuple[list[Pieces], tuple[Word, ...], Draft | None]:
    """The names of the members of this run, the noun words, and the draft they are taken from, if any."""
    if names.is_noun(f.content):
        return _own_subject(f), f.content, None
    levels = [d for d in f.drafts if d.role == "level"]
    if f.run > 1 and f.slot.broken is not None and len(levels) >= f.run:
        return [d.name for d in levels[-f.run :]], (), levels[-f.run]
    verb = _verbs(f) if f.link.change is None else ()
    if verb:
        if all("attached" in w.does for w in verb):
            return [_before_this(f) + names.pieces(verb)] * f.run, (), None
        givers = [f.parent, *reversed(f.drafts)] if f.parent is not None else reversed(f.drafts)
        noun = next((names.core(d.noun) for d in givers if d is not None and d.noun and f.same_unit(d)), names.core(f.topic))
        return [names.pieces(verb) + names.pieces(noun)] * f.run, noun, None
    if f.last is not None:
        return [f.last.name] * f.run, f.last.noun, f.last
    if f.topic:
        return [names.pieces(f.topic)] * f.run, f.topic, None
    if f.earlier is not None:
        return [f.earlier.name] * f.run, f.earlier.noun, f.earlier
    return [()] * f.run, (), None


def _own_subject(f: Frame) -> list[Pieces]:
    """The names of a run whose noun stands before it."""
    if f.run > 1:
        listed = _sectors(f) or _pair(f)
        if listed:
            return listed
        members = names.split_members(f.content, f.run)
        if len(members) == f.run:
            return names.share_head(members)
    name = names.pieces(f.content)
    first = f.content[0].does
    if "share" in first or all(w.does & {"attached", "indicator"} for w in f.content) and "attached" in first:
        return [_before_this(f) + name] * f.run
    for draft in reversed(f.drafts):
        if head := names.paired(f.content, draft.noun):
            return [head + name] * f.run
    if _is_short(f) and (owner := _owner(f)):
        name = names.pieces(names.tail(owner, 6)) + name
    return [name] * f.run


def _before_this(f: Frame) -> Pieces:
    """The noun that a dependent one (占比, 增速, 涉及金额) belongs to: that of the quantity before, or of the clause before."""
    if f.last is not None and f.last.role == "delta":
        return f.last.name
    if (carried := _carried(f)) is not None:
        return names.pieces(names.core(carried.noun))
    if f.last is not None:
        return f.last.name
    return names.pieces(f.topic)


def _sectors(f: Frame) -> list[Pieces]:
    """一二三产增加值: the sectors are written as one word, each numeral of which stands for one."""
    first = f.content[0]
    size = min(f.run, first.end - first.start)
    if first.text[:size] != "一二三四五"[: f.run]:
        return []
    tail = names.pieces(f.content[1:])
    rest = ((first.start + size, first.end),) if first.end > first.start + size else ()
    return [((first.start + i, first.start + i + 1), *rest, *tail) for i in range(size)]


def _pair(f: Frame) -> list[Pieces]:
    """存贷款余额: a word that is two in one, of which each takes the rest of the phrase."""
    at = next((i for i, w in enumerate(f.content) if len(f.lexicon.pairs.get(w.text, ())) == f.run), None)
    if at is None or names.split_members(f.content, f.run)[1:]:
        return []
    word = f.content[at]
    front, tail = names.pieces(f.content[:at]), names.pieces(f.content[at + 1 :])
    parts = f.lexicon.pairs[word.text]
    return [front + tuple((word.start + i, word.start + i + 1) for i in part) + tail for part in parts]


def _is_short(f: Frame) -> bool:
    """Whether the noun cannot stand alone (占比, 人均, 经费, 采纳率): it belongs to the one before."""
    words = f.content
    if len(words) == 1 and words[0].does & {"share_noun", "per"}:
        return True
    if not f.drafts:
        return False
    quantity = f.slot.mention.quantity
    if quantity is not None and quantity.kind == "percent" and words[-1].text[-1] == "率" and _size(words) <= 5:
        return f.slot.broken in (None, ",")
    if f.slot.broken is not None:
        return False
    if len(words) == 1 and "indicator" in words[0].does and not f.same_unit(f.last):
        return True
    other = quantity is not None and quantity.kind == "count" and not f.same_unit(f.last)
    return _size(words) <= 2 and not other


def _owner(f: Frame) -> tuple[Word, ...]:
    """The noun before, that a short one belongs to: the quantity's before it in the clause, else the last thing counted."""
    if f.slot.broken is None and f.last is not None and f.last.noun and not f.last.noun[-1].does & {"share_noun", "attached"}:
        return names.core(f.last.noun)
    carried = _carried(f)
    return names.core(carried.noun) if carried is not None else ()


def _carried(f: Frame) -> Draft | None:
    for draft in reversed(f.drafts):
        if (
            draft.role == "level"
            and draft.noun
            and draft.mention.quantity
            and draft.mention.quantity.kind not in _RATIO
        ):
            return draft
    return None


_NOT_SAID = frozenset(
    {"part", "enum", "space", "prep", "conj", "modal", "time", "each", "from", "than", "bracket", "scope"}
)


def _verbs(f: Frame) -> tuple[Word, ...]:
    """The words that tell a number apart from the one whose noun it takes over (废止4件, 成功3.19万件, 累计8000处)."""
    words = [w for w in f.slot.left if w.start >= f.begin and not w.does & _NOT_SAID]
    return tuple(
        w for w in words if w.does & {"keep", "achieve", "strong", "rest"} or not w.does or w.text[:2] in ("余", "累计")
    )


def _draft(f: Frame, role: str, name: Pieces, noun: tuple[Word, ...], of: Draft | None) -> Draft:
    link = f.link
    return Draft(
        mention=f.slot.mention,
        role=role,  # type: ignore[arg-type]
        name=name,
        noun=noun,
        direction=_direction(f) if role == "delta" else None,
        basis=link.basis,
        reference=link.reference,
        of=of,
        link=link,
        slot=f.slot,
    )


def _direction(f: Frame) -> Direction | None:
    """The direction of a change: the verb's, turned by a minus sign (增长-4.6% is a fall)."""
    quantity = f.slot.mention.quantity
    if quantity is not None and quantity.value < 0 and f.link.change == "up":
        return "down"
    return f.link.change


def _named(f: Frame, role: str) -> Draft:
    """A draft with the name of the run's first member; the rest of the run finds its own in `f.names`."""
    f.names[:], noun, of = _subject(f)
    if f.run > 1 and of is not None:
        of = next((d for d in f.drafts if d.name == f.names[0]), None)
    return _draft(f, role, f.names[0], noun, of)


def _list_member(f: Frame) -> Draft | None:
    if not f.place or f.last is None:
        return None
    head = f.last
    name = f.names[f.place] if f.place < len(f.names) else head.name
    of = next((d for d in reversed(f.drafts) if d.name == name), None) if head.role == "delta" or head.link.to else None
    direction = f.link.change or head.direction
    return replace(head, mention=f.slot.mention, name=name, slot=f.slot, of=of, direction=direction)


def _change_from(f: Frame) -> Draft | None:
    return _named(f, "previous") if f.link.from_ else None


def _base(f: Frame) -> Draft | None:
    content = f.link.content
    if not content or "than" not in content[-1].does or not f.link.times:
        return None
    return _named(f, "previous")


def _change_to(f: Frame) -> Draft | None:
    if not f.link.to:
        return None
    last = f.last
    if (
        last is not None
        and not names.is_noun(f.content)
        and f.slot.broken is None
        and f.same_unit(last)
        and last.role == "level"
    ):
        last.role = "previous"
    return _named(f, "level")


def _delta(f: Frame) -> Draft | None:
    if f.link.change is None or f.link.to:
        return None
    if f.taken and not f.link.basis and f.slot.mention.quantity and f.slot.mention.quantity.kind not in _RATIO:
        return None
    return _named(f, "delta")


def _share(f: Frame) -> Draft | None:
    words = f.link.content
    at = next((i for i in range(len(words) - 1, -1, -1) if "share" in words[i].does), None)
    if at is None and not f.link.share:
        return None
    if at is None:
        return _named(f, "level")
    subject = names.before(words[:at])
    base = names.trim(words[at + 1 :])
    verb = (words[at],)
    if not names.is_noun(subject):
        name = (f.last.name if f.last is not None else names.pieces(f.topic)) + names.pieces(verb + base)
    else:
        name = names.pieces(subject + verb + base)
    f.names[:] = [name] * f.run
    return _draft(f, "level", name, subject or (f.last.noun if f.last else ()), None)


def _noun_behind(f: Frame) -> Draft | None:
    if not f.taken:
        return None
    right = f.slot.right
    noun = names.trim(right[: f.taken])
    if not noun:
        return None
    name = names.pieces(noun)
    if _is_modifier(noun) and (shared := _noun_of_next(f)):
        name += names.pieces(shared)
    predicate = _predicate(f, noun)
    if predicate:
        name = names.pieces(predicate) + name
    left = f.content
    if left and _modifies(f, left, noun):
        name = names.pieces(left) + name
    elif left and "keep" in left[0].does and "strong" not in left[0].does and f.link.content[-1].text != "等":
        name = names.pieces(left[:1]) + name  # 新增荆州、孝感|3个…城市
    return _draft(f, "level", name, noun, None)


def _is_modifier(noun: tuple[Word, ...]) -> bool:
    """Whether words only modify a noun that stands later in the list (5个省级、3个市级|示范社区)."""
    return all(w.does & {"scope", "mention"} for w in noun)


def _noun_of_next(f: Frame) -> tuple[Word, ...]:
    rest = f.slot.right[f.taken :]
    if f.slot.closed or not rest or any(not w.does & {"enum", "conj", "space"} for w in rest):
        return ()
    following = f.sentence.slots[f.index + 1]
    noun = names.trim(following.right[: names.behind(following.right)])
    at = 0
    while at < len(noun) and noun[at].does & {"scope", "mention"}:
        at += 1
    return noun[at:]


def _predicate(f: Frame, noun: tuple[Word, ...]) -> tuple[Word, ...]:
    """What is said of the things counted, where it tells which they are."""
    rest = names.trim(f.slot.right[f.taken :])
    if f.slot.closed and not rest:
        return ()
    if not f.slot.closed and not rest:
        following = f.sentence.slots[f.index + 1]
        count = names.behind(following.right)
        rest = names.trim(following.right[count:]) if count and following.closed else ()
    elif not f.slot.closed and _size(noun) > 4:
        return ()
    return rest if _size(rest) <= 28 else ()


def _size(words: tuple[Word, ...]) -> int:
    return sum(w.end - w.start for w in words)


def _modifies(f: Frame, left: tuple[Word, ...], noun: tuple[Word, ...]) -> bool:
    """Whether what stands before the number tells the counted things apart."""
    last = f.link.content[-1]
    if any("enum" in w.does for w in left):
        return False
    if last.text == "等" or last.does & {"prep", "strong", "achieve"} and "keep" not in last.does:
        return False
    return left[0].does >= {"keep"} or last.text == "的" or _size(noun) <= 4


def _equals(f: Frame) -> Draft | None:
    words = f.link.content
    quantity = f.slot.mention.quantity
    if f.link.equals:
        return _named(f, "level")
    if quantity is None or quantity.kind not in ("percent", "multiple") or len(words) < 2 or words[-1].text != "的":
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
    return _draft(f, "level", name, subject, None)


def _pull(f: Frame) -> Draft | None:
    words = f.link.content
    if f.link.change is None or f.link.to or not any("pull" in w.does for w in words) or f.link.verb is None:
        return None
    name = names.pieces((*words, f.link.verb))
    if f.last is not None and f.slot.broken != "start" and "pull" in words[0].does:
        name = names.pieces(names.core(f.last.noun)) + name
    return _draft(f, "level", name, (), None)


def _part_said(f: Frame) -> Draft | None:
    """The part of a whole that something is said of: the noun is the whole's, what is said stands behind."""
    left = f.slot.left
    among = bool(left) and (left[-1].text == "中有" or [w.text for w in left[-2:]] == ["中", "有"])
    if f.taken and not among:
        return None
    if names.is_noun(f.content) or _verbs(f) or not f.slot.closed or f.link.change or f.link.share:
        return None
    said = names.trim(f.slot.right)
    whole = next((d for d in reversed(f.drafts) if d.noun and f.same_unit(d)), f.parent)
    quantity = f.slot.mention.quantity
    if whole is None and quantity is not None and quantity.kind == "percent" and f.slot.right[:1] and "predicate" in f.slot.right[0].does:
        whole = f.last
    if whole is None or not said or _size(said) > 20:
        return None
    noun = names.core(whole.noun)
    draft = _draft(f, "level", names.pieces(said) + names.pieces(noun), noun, None)
    draft.parent = whole
    return draft


def _owner_behind(f: Frame) -> Draft | None:
    right = f.slot.right
    if not right or right[0].text != "的" or not names.is_noun(f.content) or _size(f.content) > 4 or f.link.change:
        return None
    quantity = f.slot.mention.quantity
    if quantity is None or quantity.kind not in ("money", "measure"):
        return None
    owner = names.trim(right[: names.behind(right)])
    if not owner:
        return None
    return _draft(f, "level", names.pieces(owner) + names.pieces(f.content), (*owner, *f.content), None)


def _sum(f: Frame) -> Draft | None:
    words = f.link.content
    if not words or "sum" not in words[-1].does or _size(words) > 4 or not f.drafts:
        return None
    members: list[Draft] = []
    for draft in reversed(f.drafts):
        if draft.role != "level" or not f.same_unit(draft):
            break
        members.insert(0, draft)
    if len(members) < 2:
        return None
    f.names[:] = [sum((d.name for d in members), ()) + names.pieces(words[-1:])]
    return _draft(f, "level", f.names[0], (), None)


def _noun_before(f: Frame) -> Draft | None:
    if not names.is_noun(f.content):
        return None
    draft = _named(f, "level")
    if f.parent is not None and f.run == 1:
        parent = f.parent
        if f.same_unit(parent) and parent.noun:
            draft.name = _compose(f.content, names.core(parent.noun))
            f.names[:] = [draft.name]
    elif (
        f.run == 1
        and len(f.content) == 1
        and "scope" in f.content[0].does
        and f.last is not None
        and f.same_unit(f.last)
    ):
        draft.name = names.pieces(f.content) + names.pieces(names.core(f.last.noun))
        draft.noun = names.core(f.last.noun)
    return draft


_ENTITY = "院校所站室厂店馆家户人员者师工器车机船桥路证书函会法"  # a noun that ends so stands alone


def _compose(content: tuple[Word, ...], noun: tuple[Word, ...]) -> Pieces:
    """The name of a part: its own words, then the noun of the whole unless it has it already."""
    own = "".join(w.text for w in content)
    whole = "".join(w.text for w in noun)
    if len(own) > 8 or own[-2:] == whole[-2:] or content[-1].does & {"indicator"} or own in whole or own[-1] in _ENTITY:
        return names.pieces(content)
    rest = list(names.tail(noun, 7))
    while rest and own.endswith(rest[0].text):
        rest = rest[1:]
    return names.pieces(content) + names.pieces(rest)


def _carry(f: Frame) -> Draft | None:
    return _named(f, "level")


RULES: tuple[Rule, ...] = (
    Rule(
        "list.member",
        "4.3%、5.5%: a further number of a list has the role of the first and a name of its own.",
        _list_member,
        (),
    ),
    Rule("change.from", "由 A …: the value before.", _change_from, ()),
    Rule("change.base", "较上年的 A 增加 …: the value that a change starts from.", _base, ()),
    Rule("change.to", "提高到 B: the level that a change reaches.", _change_to, ()),
    Rule("pull.level", "拉动经济增长2.1个百分点: a contribution is a level of its own.", _pull, ()),
    Rule("delta.change", "增长 N, 高于全国 N: how much an indicator changed or differs.", _delta, ()),
    Rule("equals.of", "是上年的2.3倍: a multiple or share of another value.", _equals, ()),
    Rule("share.of", "占…的 N%: a share of a named whole.", _share, ()),
    Rule("sum.of", "合计129件: the sum of the numbers listed before.", _sum, ()),
    Rule("part.said", "其中有6份不合格: a part of a whole, told by what is said of it.", _part_said, ()),
    Rule("owner.behind", "总规模1000亿元的基金: what the noun before the number belongs to stands behind.", _owner_behind, ()),
    Rule("noun.behind", "14个问题: the noun that the number counts stands behind it.", _noun_behind, ()),
    Rule("noun.before", "审计业务会议14次: the noun stands before the number.", _noun_before, ()),
    Rule("noun.carried", "废止4件: the noun was named before.", _carry, ()),
)
