"""Whose number it is: the names that the words around a quantity, and the quantities before it, give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from report_parser.binding import names
from report_parser.binding.clauses import Slot, Word
from report_parser.binding.drafts import Draft, Situation
from report_parser.binding.lexicon import Spelled
from report_parser.binding.names import Pieces
from report_parser.binding.words import part_of_speech

RATIO = frozenset({"percent", "percentage_point", "multiple", "ratio"})
EVENTS = frozenset({"次", "场", "场次", "期", "轮", "批次", "回", "届"})  # what is held, not who holds it


class Named(NamedTuple):
    """The names of the members of a run, the noun words, and the draft that they are taken from, if any.

    `members` is the number of subjects that a list names whose run of numbers has another length, else 0.
    """

    names: Sequence[Pieces]
    noun: tuple[Word, ...] = ()
    of: Draft | None = None
    members: int = 0


def of_run(f: Situation) -> Named:
    """What names the numbers of this run: their own noun, or that of a number before, of a clause, or of a topic."""
    levels = [d for d in f.drafts if d.role == "level"] if f.run > 1 else []
    if f.run > 1 and (each := _each_did(f, levels)):
        return Named(each, f.content)
    if names.is_noun(f.content):
        return _own_subject(f)
    if f.run > 1 and f.last is not None and f.last.run == f.run <= len(f.drafts):
        return Named([d.name for d in f.drafts[-f.run :]], (), f.drafts[-f.run])
    if f.run > 1 and f.slot.broken is not None and len(levels) >= f.run:
        return Named([d.name for d in levels[-f.run :]], (), levels[-f.run])
    name, noun, of = _taken_over(f)
    return Named([name] * f.run, noun, of)


def _taken_over(f: Situation) -> tuple[Pieces, tuple[Word, ...], Draft | None]:
    """The name of a number without a noun of its own."""
    verb = verbs(f) if f.link.change is None else ()
    if verb:
        return *_with_verb(f, verb), None
    topic = f.topic[:-1] if len(f.topic) > 1 and f.link.change and f.topic[-1].text in _GROWTH else f.topic
    if topic and f.last is not None and not f.led:  # it stands nearer
        return names.pieces(topic), topic, None
    if noun := _object_of_last(f):
        return names.pieces(noun), noun, None
    if (of := _of_unit(f)) is not None:
        if f.link.change and of.relation in ("multiple", "share") and of.noun and f.kind == "percent":
            return names.pieces(of.noun), of.noun, None  # 投资为预算的98%，|增长3%: the investment grew
        return of.name, of.noun, of
    if topic:
        return names.pieces(topic), topic, None
    if f.earlier is not None:
        return f.earlier.name, f.earlier.noun, f.earlier
    return (), (), None


_GROWTH = frozenset({"增速", "增幅", "涨幅", "降幅"})  # what grew is not its growth (投资增速由负转正，|增长3%)


def _object_of_last(f: Situation) -> tuple[Word, ...]:
    """What those counted before have or got, where the number sums that up (84所学校配齐法治副校长，|共168名)."""
    last = f.last
    if (
        last is None
        or last.relation != "counted"
        or last.slot is None
        or f.same_unit(last)
        or not any(w.text in ("共", "共计") for w in f.slot.left)
    ):
        return ()
    said = names.before([w for w in last.slot.right if w.start >= last.noun[-1].end])
    return said if names.is_noun(said) else ()


def _of_unit(f: Situation) -> Draft | None:
    """The draft that a number without a noun is another value of: the last, or, where a change or the member of a
    list cannot be that one's for its unit, the last in the same unit (优良天数318天，优良率87%，增加9天).
    """
    quantity = f.slot.mention.quantity
    if not f.link.change and f.parent is not None and f.same_unit(f.parent) and not f.same_unit(f.last):
        return f.parent
    if f.last is not None and f.last.relation == "those":
        return next((d for d in reversed(f.drafts) if f.same_unit(d)), f.last)
    listed = any("enum" in w.does for w in f.slot.left) and f.last is not None and f.same_kind(f.last)
    if not (f.link.change or listed) or f.same_unit(f.last) or quantity is None or quantity.kind in RATIO:
        return f.last
    return next((d for d in reversed(f.drafts) if f.same_unit(d)), f.last)


def _each_did(f: Situation, levels: list[Draft]) -> list[Pieces]:
    """What each of several did, behind 分别: A、B|分别|发放贷款 1亿元、2亿元, or, of the indicators before,
    分别|完成年度目标的 101%、102%.
    """
    words = f.link.content
    at = next((i for i in range(len(words) - 2, -1, -1) if "each" in words[i].does), None)
    if at is None or ("part" in words[at].does and words[-1].text != "的"):  # 分别为年度计划|的 100%、140%
        return []
    said = names.pieces(names.trim(words[at + 1 :]))
    if at == 0 and len(levels) >= f.run:
        return [d.name + said for d in levels[-f.run :]]
    who = names.before(words[:at], whole=True) if at else f.topic  # 健康险和意外险快速增长，|分别实现保费收入
    members = names.split_members(who, f.run)
    return [names.pieces(m) + said for m in members] if len(members) == f.run else []


def _each_of_those_before(f: Situation, members: int) -> list[Pieces]:
    """One dependent noun for several things counted before (隐患1683项，其中重大隐患14项，整改率分别为99%和100%)."""
    counted = [
        d
        for d in f.drafts
        if d.role == "level" and d.noun and d.mention.quantity and d.mention.quantity.kind == "count"
    ]
    depends = (
        f.content[-1].text[-1] in "率比"
        or "attached" in f.content[-1].does
        or any("均" in w.text for w in f.content[:2])
    )
    if not f.link.each or members != 1 or not depends or len(counted) < f.run:
        return []
    own = [names.pieces(names.core(d.noun)) for d in counted[-f.run :]]
    if len(set(own)) < f.run:
        own = [d.name for d in counted[-f.run :]]
    return [name + names.pieces(f.content) for name in own]


def _with_verb(f: Situation, verb: tuple[Word, ...]) -> tuple[Pieces, tuple[Word, ...]]:
    """A name made of the verb before a number and the noun that it takes over."""
    if head := _paired_head(f, verb):
        return head + names.pieces(verb), verb
    if all("attached" in w.does for w in verb):
        return before_this(f) + names.pieces(verb), ()
    if f.topic and f.last is not None:
        noun = names.core(f.topic)
        return names.pieces(verb) + names.pieces(noun), noun
    if f.parent is not None and not f.parent.noun and f.same_unit(f.parent):
        return names.pieces(verb) + f.parent.name, ()
    givers = [d for d in (f.parent, *reversed(f.drafts)) if d is not None and d.noun and f.same_unit(d)]
    if "paired" in verb[-1].does:
        givers = [d for d in givers if "paired" not in d.noun[-1].does]
    if not givers and not f.topic and not f.drafts and _goes_on(f):
        givers = [f.earlier] if f.earlier is not None else []
    if not givers:
        noun = names.core(f.topic)
        return names.pieces(verb) + names.pieces(noun), noun
    giver = givers[0]
    noun = names.core(giver.noun)
    if giver is f.last and f.slot.broken is None and giver.relation in ("counted", "those"):
        return names.pieces(verb) + giver.name, noun  # 要求分阶段整改的33个问题完成整改25个
    if len(noun) == 1 and verb[-1].text[-1] == noun[0].text[0] and len(verb[-1].text) > 1:
        return names.pieces(verb), noun  # 结案|案件
    said = names.trim(f.slot.right) if f.slot.closed and all("rest" in w.does for w in verb) else ()
    return names.pieces(verb) + (names.pieces(said) if size(said) <= _SAID_SIZE else ()) + names.pieces(noun), noun


_SAID_SIZE = 10
_NEAR = 60  # how far a sentence may stand from the one whose noun it goes on with


def _goes_on(f: Situation) -> bool:
    """Whether a sentence that opens with a bare verb goes on with what the one before counted (收案90件。|已结85件)."""
    giver = f.earlier
    if giver is None or not giver.noun or not f.same_unit(giver):
        return False
    gap = f.folded[giver.mention.end : f.slot.mention.start]
    return len(gap) <= _NEAR and "\n" not in gap and any("aspect" in w.does for w in f.slot.left)


def _own_subject(f: Situation) -> Named:
    """The names of a run whose noun stands before it."""
    unequal = 0
    if f.run > 1:
        listed = _sectors(f) or _ordinals(f) or _pair(f)
        if listed:
            return Named(listed, f.content)
        members = names.split_members(f.content, f.run)
        if len(members) == f.run:
            return Named(names.share_head(members), f.content)
        if f.link.each and len(members) > 1:
            unequal = len(members)
        if each := _each_of_those_before(f, len(members)):
            return Named(each, f.content, members=unequal)
        before = f.drafts[-f.run :]
        if is_bare(f.content) and f.link.each and f.last is not None and f.last.run == f.run == len(before):
            return Named(
                [d.name + names.pieces(f.content) for d in before], f.content
            )  # …分别为1亿元、2亿元，占比分别为
    return Named([_own_name(f)] * f.run, f.content, members=unequal)


def _own_name(f: Situation) -> Pieces:
    """The name that the noun before a number makes, with what it lacks of the nouns before it."""
    name = names.pieces(f.content)
    if f.parent is not None and (owner := _owner_of_parts(f.content, f.parent.noun)):
        return names.pieces(owner) + name
    if f.topic and is_achieved(f.slot, f.content):
        return names.pieces(f.topic) + name
    if (counted := _counted_before(f)) is not None:
        name = names.pieces(counted.noun) + name
    if head := _paired_head(f, f.content):
        return head + name
    first = f.content[0].does
    if "share" in first or _hangs(f):
        return before_this(f) + name
    if f.parent is None and (owner := _whose_before(f)):
        name = names.pieces(owner) + name
    elif _is_short(f) and (owner := _owner(f)):
        name = _of_owner(names.tail(owner, 8), f.content)
    elif f.run == 1 and f.slot.broken is not None:
        name += names.pieces(_shared_indicator(f))
    return name


def list_verb(f: Situation, own: tuple[Word, ...]) -> tuple[Word, ...]:
    """The verb that the first of a list opened with and the others share (新增|企业5家、|平台3个), where they have none
    of their own.
    """
    last = f.last
    if last is None or f.slot.broken is not None or not last.verb or not last.mention.quantity:
        return ()
    quantity = f.slot.mention.quantity
    joint = next((w for w in f.slot.left if w.start >= f.begin), None)
    if joint is None or joint.does.isdisjoint(("enum", "conj")) or quantity is None:
        return ()
    if not own or own[0].does & _VERBS or "attached" in own[-1].does:
        return ()
    return last.verb if quantity.kind == last.mention.quantity.kind or last.verb[0].text[0] in "新净" else ()


_VERBS = frozenset({"keep", "achieve", "strong"})


_BEFORE_VERB = frozenset({"time", "adverb", "scope", "linking", "modal", "space", "part", "achieve", "aspect"})


def opening_verb(f: Situation, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The verbs that a name begins with (新建|改扩建|及|维修|改造), without the noun behind them, where they also open
    their clause.
    """
    if not words or any(w.does.isdisjoint(_BEFORE_VERB) for w in f.slot.left if w.end <= words[0].start):
        return ()
    end = 0
    while end < len(words) - 1 and ("keep" in words[end].does or (end and words[end].does & {"conj", "enum"})):
        end += 1
    while end and words[end - 1].does & {"conj", "enum"}:
        end -= 1
    return words[:end]


def _of_owner(owner: tuple[Word, ...], own: tuple[Word, ...]) -> Pieces:
    """A short noun with what it belongs to: in front of it, once where both begin alike (行政机关败诉|败诉率); 人均
    and 每个 stand before it.
    """
    if len(own) == 1 and own[0].does & {"per"}:
        return names.pieces(own) + names.pieces(owner)
    if len(owner) > 1 and own[0].text.startswith(owner[-1].text):
        owner = owner[:-1]
    return names.pieces(owner) + names.pieces(own)


def is_plain_noun(word: Word) -> bool:
    """Whether a word is a noun and nothing else."""
    return part_of_speech(word.text)[:1] == "n" and word.does <= {"general", "indicator", "counted"}


def counted_next(f: Situation, right: tuple[Word, ...]) -> tuple[Word, ...]:
    """The noun of the number that follows 的 (总投资9亿元的|3条|旅游公路)."""
    slots, at = f.sentence.slots, f.index + 1
    if len(right) > 1 or at >= len(slots) or slots[at].broken is not None:
        return ()
    following = slots[at].right
    return names.trim(following[: names.behind(following)])


def is_verb(word: Word) -> bool:
    """Whether a word is a verb and nothing else, by the tables or the dictionary."""
    return bool(word.does & _VERBS) or part_of_speech(word.text) == "v"


def is_achieved(slot: Slot, content: tuple[Word, ...]) -> bool:
    """Whether a clause says only that a figure was reached, with nobody named whose it is (…，实现|保费收入 46亿元)."""
    opens = slot.broken == "," and bool(slot.left) and slot.left[0].does >= {"strong", "reach"}
    return opens and bool(content) and "indicator" in content[-1].does and "general" not in content[-1].does


def _counted_before(f: Situation) -> Draft | None:
    """What was counted right before a noun that belongs to it (3家单位|收取的房租, 75家企业|年产值), or None."""
    last = f.last
    if last is None or not last.noun or f.slot.broken is not None or f.run > 1:
        return None
    between = [w for w in f.slot.left if last.noun[-1].end <= w.start < f.content[0].start]
    if any(w.text not in ("年", "月") for w in between):
        return None
    figure = "indicator" in f.content[-1].does and "general" not in f.content[-1].does
    side = figure and last.relation == "counted" and not any(w.text == "的" or "find" in w.does for w in f.content)
    side = side and not is_verb(f.content[0])
    return last if side or (_is_modified(f.content) and not between) else None


def _is_modified(words: tuple[Word, ...]) -> bool:
    """Whether words are a noun with a clause in front that wants a subject (收取|的|房租)."""
    return any(w.text == "的" for w in words) and is_verb(words[0])


def _shared_indicator(f: Situation) -> tuple[Word, ...]:
    """The indicator that the noun of a clause shares with a like one before (采矿业增加值增长2%，制造业|增长3%)."""
    end = f.content[-1]
    if "indicator" in end.does:
        return ()
    for draft in reversed(f.drafts):
        if not f.same_unit(draft) or (draft.role == "delta") != (f.link.change is not None):
            continue
        at = len(draft.noun)
        while at and draft.noun[at - 1].does & {"indicator", "per"} and "attached" not in draft.noun[at - 1].does:
            at -= 1
        tail = draft.noun[at:]
        if at and tail and draft.noun[at - 1].text[-1] == end.text[-1] and not end.text.endswith(tail[-1].text):
            return tail
    return ()


def is_bare(noun: tuple[Word, ...]) -> bool:
    """Whether a noun says no more than which side of a thing is measured (金额, 投资面积)."""
    last = noun[-1].does
    if "share_noun" in last and noun[0].does & {"up", "down"}:
        return True  # 压减|比例
    return "attached" in last and "attached" in noun[0].does and all(w.does & {"attached", "indicator"} for w in noun)


def _hangs(f: Situation) -> bool:
    """Whether the noun hangs on the one before (涉及金额, 增速): no verb of finding and no time opens its own clause
    (查出|问题金额, 全年|投资).
    """
    if not is_bare(f.content) or f.slot.broken is None:
        return is_bare(f.content)
    opens = (w.does for w in f.slot.left if w.end <= f.content[0].start)
    alone = {"find"} if f.content[-1].text in _STOCKS else {"find", "time"}
    return not any(does & alone for does in opens)


_STOCKS = frozenset({"余额", "存量"})  # of something at whatever time (发行央票10亿元，|年末余额)


def _paired_head(f: Situation, words: tuple[Word, ...]) -> Pieces:
    """The modifiers that a bare 支出 or 结余 takes from the 收入 before it, behind its parts from the total."""
    if "paired" not in words[-1].does:
        return ()
    givers = (d for d in reversed(f.drafts) if d.parent is None or f.parent is not None)
    return next((head for d in givers if _keeps_accounts(d.noun) and (head := names.paired(words, d.noun))), ())


def _keeps_accounts(noun: tuple[Word, ...]) -> bool:
    """Whether both sides of an account may be told of a noun: of a budget (一般公共预算|收入 …，支出 …), of trade or of
    banks; 上级补助收入 is one item of a budget and has none.
    """
    return bool(noun) and ("收" not in noun[-1].text or any(w.text.endswith(("预算", "基金", "财政")) for w in noun))


def before_this(f: Situation) -> Pieces:
    """The noun that a dependent one (占比, 增速, 涉及金额) belongs to: that of the quantity before, or of the
    clause before.
    """
    if f.topic and f.last is not None:  # it stands nearer
        return names.pieces(f.topic)
    if f.last is not None and f.last.role == "delta":
        return f.last.name
    if f.slot.broken is None and f.last is not None and f.last.relation == "share" and f.last.noun:
        return names.pieces(f.last.noun)
    if (carried := _carried(f)) is not None:
        return names.pieces(names.core(carried.noun, modified=True))
    if f.last is not None:
        return f.last.name
    return names.pieces(f.topic)


def of_grade(f: Situation) -> tuple[Word, ...]:
    """The noun of which 优秀, 合格 or 省级 tells a part (评查案卷180份，优秀67份、合格108份), or what is done
    (毕业生90人，已就业85人).
    """
    if not all(w.does & {"grade", "scope"} for w in f.content) and not _is_done(f):
        return ()
    giver = next((d for d in reversed(f.drafts) if d.noun and f.same_unit(d)), None)
    return names.core(giver.noun) if giver is not None else ()


def _is_done(f: Situation) -> bool:
    """Whether the noun is a lone verb behind 已 or 被."""
    word = f.content[0]
    if len(f.content) > 1 or word.does or word.end - word.start > 2:
        return False
    return any(w.end == word.start and w.does & {"aspect", "passive"} for w in f.slot.left)


def _sectors(f: Situation) -> list[Pieces]:
    """一二三产增加值: the sectors are written as one word, each numeral of which stands for one."""
    first = f.content[0]
    size = min(f.run, first.end - first.start)
    if first.text[:size] != "一二三四五"[: f.run]:
        return []
    tail = names.pieces(f.content[1:])
    rest = ((first.start + size, first.end),) if first.end > first.start + size else ()
    return [((first.start + i, first.start + i + 1), *rest, *tail) for i in range(size)]


def _ordinals(f: Situation) -> list[Pieces]:
    """第一、二、三产业增加值: the ordinals are written as one word, each numeral of which stands for one."""
    at = next((i for i, w in enumerate(f.content) if w.text[0] == "第" and "、" in w.text), None)
    if at is None:
        return []
    word = f.content[at]
    numerals = [word.start + i for i, letter in enumerate(word.text) if letter in "一二三四五六七八九"]
    if len(numerals) != f.run:
        return []
    front, tail = names.pieces(f.content[:at]), names.pieces(f.content[at + 1 :])
    noun = ((numerals[-1] + 1, word.end),) if numerals[-1] + 1 < word.end else ()
    return [(*front, (word.start, word.start + 1), (numeral, numeral + 1), *noun, *tail) for numeral in numerals]


def _pair(f: Situation) -> list[Pieces]:
    """存贷款余额: a word that is two in one, of which each takes the rest of the phrase."""
    at = next((i for i, w in enumerate(f.content) if len(f.lexicon.pairs.get(w.text, ())) == f.run), None)
    if at is None or names.split_members(f.content, f.run)[1:]:
        return []
    word = f.content[at]
    front, tail = names.pieces(f.content[:at]), names.pieces(f.content[at + 1 :])
    parts = f.lexicon.pairs[word.text]
    return [front + _of_pair(word, part) + tail for part in parts]


def _of_pair(word: Word, part: tuple[int, ...] | Spelled) -> Pieces:
    """One of the two that a word names (存款 of 存贷款), spelled in full where it only hints at it (城镇 of 城乡)."""
    if isinstance(part, Spelled):
        return ((word.start + part.start, word.start + part.end, part.full),)
    return tuple((word.start + i, word.start + i + 1) for i in part)


def _is_short(f: Situation) -> bool:
    """Whether the noun cannot stand alone (占比, 人均, 经费, 采纳率): it belongs to the one before."""
    words = f.content
    if len(words) == 1 and words[0].does & {"share_noun", "per"}:
        return True
    if not f.drafts:
        return False
    if words[0].text[0] == "每" and size(words) < _GENERAL:
        return True
    quantity = f.slot.mention.quantity
    bare = len(words) == 1 and "indicator" in words[0].does and "general" not in words[0].does
    if bare and f.slot.left[0].does >= {"strong", "reach"} and not f.same_unit(f.last):
        return True  # 工业企业612家，|实现|增加值
    rate = quantity is not None and quantity.kind == "percent" and words[-1].text[-1] == "率" and size(words) <= 5
    if rate and "own_rate" not in words[-1].does:
        return f.slot.broken in (None, ",")
    if f.slot.broken is not None:
        return False
    if bare and not f.same_unit(f.last):
        return True
    if "enum" in f.slot.left[0].does and not words[-1].does & {"attached", "indicator"}:
        return False  # 修复土壤3公顷、|水体2公顷: it stands beside the noun before
    other = quantity is not None and quantity.kind == "count" and not f.same_unit(f.last)
    return size(words) <= 2 and not other


def _owner(f: Situation) -> tuple[Word, ...]:
    """The noun before, that a short one belongs to: the quantity's before it in the clause, else the last thing
    counted.
    """
    if (
        f.slot.broken is None
        and f.last is not None
        and f.last.noun
        and not f.last.noun[-1].does & {"share_noun", "attached"}
        and not _is_beside(f.last)
        and not (_is_rate(f.last.noun) and _is_rate(f.content))  # 结案率100%、调解率45%: both are of what was counted
    ):
        return names.core(f.last.noun, modified=True)
    carried = _carried(f)
    return names.core(carried.noun, modified=True) if carried is not None else ()


def _is_rate(noun: tuple[Word, ...]) -> bool:
    return noun[-1].text[-1] in "率比"


def _carried(f: Situation) -> Draft | None:
    """The last thing with a size of its own; one that depends on another itself only where there is no other."""
    if f.last is not None and f.last.relation == "said" and f.content and "share_noun" in f.content[-1].does:
        return f.last if f.last.noun else None  # 预算12亿元，3亿元未下达，|占比25%
    things = [d for d in reversed(f.drafts) if _has_size(d)]
    return next((d for d in things if not _depends(f, d)), things[0] if things else None)


def _has_size(draft: Draft) -> bool:
    quantity = draft.mention.quantity
    return draft.role == "level" and bool(draft.noun) and quantity is not None and quantity.kind not in RATIO


def _depends(f: Situation, draft: Draft) -> bool:
    """Whether a thing hangs on another itself (死亡12人, 涉及职工30人), or is a length or an extent that another clause
    told of its thing.
    """
    quantity = draft.mention.quantity
    if quantity is not None and quantity.kind == "duration" and (f.slot.broken is not None or draft is not f.last):
        return True
    if f.slot.broken is not None and "attached" in draft.noun[-1].does:
        return True
    return is_bare(draft.noun) or _is_beside(draft)


def _is_beside(draft: Draft) -> bool:
    """Whether a clause tells whom or what else a thing concerns (惠及|居民1.35万户), and not the thing."""
    return bool(draft.link.content) and draft.link.content[0].does >= {"attached", "achieve"}


_NOT_SAID = frozenset(
    {"part", "enum", "space", "prep", "conj", "modal", "time", "each", "from", "than", "bracket", "scope"}
)


def verbs(f: Situation) -> tuple[Word, ...]:
    """The words that tell a number apart from the one whose noun it takes over (废止4件, 成功3.19万件, 累计8000处)."""
    words = [w for w in f.slot.left if w.start >= f.begin]
    done = next((i for i in range(len(words) - 1, -1, -1) if words[i].does & {"aspect", "means"}), -1)
    said = tuple(w for w in words[done + 1 :] if not w.does & _NOT_SAID and _tells(w))
    if all("find" in w.does for w in said):
        return ()
    return tuple(
        w for w in words if said[0].start <= w.start <= said[-1].start and (w in said or w.does & {"enum", "conj"})
    )


def _tells(word: Word) -> bool:
    if word.text.startswith("累计") or word.text in ("未", "不"):
        return True
    if word.text in _FUNCTION or "reach" in word.does:
        return False
    linking = "linking" in word.does and len(word.text) > 1 and not word.text.endswith(_CONVERTED)
    return not word.does or bool(word.does & _SAID) or linking


_CONVERTED = ("折合", "计算", "因素")  # how a figure was converted
_FUNCTION = frozenset("的了是为着()")
_SAID = frozenset({"keep", "achieve", "strong", "outcome", "passive", "rest", "attached", "manner", "mention"})
_PLACES = "院校所站室厂店馆"  # what is counted in these units
_OF_PLACES = frozenset({"个", "家", "所", "座", "处", "间"})
_ENTITY = "院校所站室厂店馆家户人员者师工器车机船桥路证书函会法"  # a noun that ends so stands alone


def compose(content: tuple[Word, ...], whole: Draft, *, said: bool = False) -> Pieces:
    """The name of a part of `whole`: its own words, with the noun of the whole where they only tell which part it is
    (民事|法律援助案件) or what is `said` of it, and with whose it is where the whole is a figure per head
    (城镇居民|工资性收入).
    """
    noun, quantity = names.core(whole.noun), whole.mention.quantity
    kind, unit = (quantity.kind, quantity.unit) if quantity is not None else ("", "")
    own = "".join(w.text for w in content if "bracket" not in w.does)
    if owner := whose(content, whole.noun):
        return names.pieces(owner) + names.pieces(content)
    amount = kind in ("money", "measure")
    trade = amount and own[-1] == "业"  # 种植业|总产值
    if (
        (amount and not trade and not own.endswith(_WHICH))
        or own in "".join(w.text for w in noun)
        or own[-2:] == noun[-1].text[-2:]
    ):
        return names.pieces(content)
    if len(content) > 1 and not said and _is_subject(content):
        return names.pieces(names.tail(noun, 12)) + names.pieces(content)  # 行政复议|结果维持
    alone = own[-1] in _ENTITY or "general" in content[-1].does
    if own[-1] in _PLACES and unit not in _OF_PLACES:
        return names.pieces((*content, noun[-1]))  # 医院|床位 6万张
    only = said or trade or own.endswith(_WHICH) or (len(own) < _GENERAL and not alone)
    only = only or (own.endswith(noun[0].text) and all("general" in w.does for w in noun[1:]))
    if not only and "keep" not in content[-1].does and any(not _is_deed(w) for w in content):
        return names.pieces(content)
    rest = list(names.tail(noun, 7))
    while rest and own.endswith(rest[0].text):
        rest = rest[1:]
    return names.pieces(content) + names.pieces(rest)


_WHICH = (
    "方面",
    "领域",
    "类",
    "级",
    "层面",
    "性",
    "型",
    "等次",
    "部门",
    "渠道",
    "环节",
    "机关",
)  # they tell which part


def _is_deed(word: Word) -> bool:
    """Whether a word says what was done to the things of a whole (维持, 告知|处理, 调解|和解|及|终止)."""
    does = {"keep", "outcome", "conj", "enum", "passive", "grade", "linking", "adverb"}
    return bool(word.does & does) or part_of_speech(word.text) in ("v", "vn", "vd", "d")


def _is_subject(content: tuple[Word, ...]) -> bool:
    """Whether a part is told by a clause of its own (结果|维持), or is the rest (其他|结果)."""
    if content[0].text in ("其他", "其余"):
        return True
    noun = part_of_speech(content[0].text) == "n" and content[0].does.isdisjoint(_VERBS)
    return noun and size(content) == _GENERAL and content[-1].does >= {"keep"}


def _whose_before(f: Situation) -> tuple[Word, ...]:
    """Whose a figure per head is that names nobody (人均消费支出 …): that of the one before."""
    givers = [d.parent or d for d in (*reversed(f.drafts), f.earlier) if d is not None and d.role == "level"]
    if not f.content[0].text.startswith("人均") or not givers or f.slot.mention.start - givers[0].mention.end > _NEAR:
        return ()
    return whose(f.content, givers[0].noun)


def whose(content: tuple[Word, ...], noun: tuple[Word, ...]) -> tuple[Word, ...]:
    """Whose a figure is that a part or a like figure shares with one per head (城镇居民|人均收入 …，工资性收入)."""
    at = next((i for i, w in enumerate(noun) if i and w.text.startswith(("人均", "户均"))), 0)
    if not at or noun[0].text[0] == "全":
        return ()
    bare = content[0].text.startswith("人均") or not any("per" in w.does for w in content)
    return noun[:at] if bare and noun[-1].text.endswith(_FLOWS) and content[-1].text.endswith(_FLOWS) else ()


_FLOWS = ("收入", "支出")


def _owner_of_parts(content: tuple[Word, ...], noun: tuple[Word, ...]) -> tuple[Word, ...]:
    """Whose a total is, for a part that is told by the same word and names nobody (住户|贷款 …，短期贷款): persons or
    bodies; 固定资产 of 固定资产投资 is nobody.
    """
    at = next((i for i in range(len(noun) - 1, 0, -1) if content and content[-1].text.endswith(noun[i].text)), 0)
    owner = noun[:at]
    if not at or at + 1 < len(noun) or not owner or owner[-1].text[-1] not in _SOMEBODY:
        return ()
    return () if any(w.text[-1] in _SOMEBODY for w in content[:-1]) else owner


_SOMEBODY = "户人民员位司构门府企业"


def is_modifier(noun: tuple[Word, ...]) -> bool:
    """Whether words only modify a noun that stands later in the list (5个省级、3个市级|示范社区)."""
    return all(w.does & {"scope", "mention"} for w in noun)


def noun_of_next(f: Situation) -> tuple[Word, ...]:
    """The noun behind the next number of the list, without its own modifiers."""
    rest = f.slot.right[f.taken :]
    if f.slot.closed or not rest or any(not w.does & {"enum", "conj", "space"} for w in rest):
        return ()
    following = f.sentence.slots[f.index + 1]
    noun = names.trim(following.right[: names.behind(following.right)])
    at = 0
    while at < len(noun) and noun[at].does & {"scope", "mention"}:
        at += 1
    return noun[at:]


def topic_of(f: Situation, noun: tuple[Word, ...]) -> tuple[Word, ...]:
    """The topic that the sentence was opened with, where the noun alone is too general (关于超支的问题，7家单位…)."""
    if not f.led or "general" not in noun[-1].does:
        return ()
    end = len(f.topic)
    while end and (f.topic[end - 1].text == "的" or "general" in f.topic[end - 1].does):
        end -= 1
    return f.topic[:end]


def shared_modifier(f: Situation, noun: tuple[Word, ...]) -> Pieces:
    """What tells apart bodies that are counted side by side (重点审计的|11省|159县): that of the first."""
    last = f.last
    if last is None or size(noun) != 1 or last.relation != "counted" or size(last.noun) != 1:
        return ()
    return last.name[:-1] if f.slot.broken is None and noun[0].start - last.noun[0].end < _GENERAL * 2 else ()


def predicate(f: Situation, noun: tuple[Word, ...]) -> tuple[Word, ...]:
    """What is said of the things counted, where it tells which they are."""
    last = next((w for w in reversed(f.slot.left) if "space" not in w.does), None)
    if last is not None and (last.text == "了" or ("keep" in last.does and last.does.isdisjoint(("achieve", "find")))):
        return ()  # 抽查了|1500宗案卷|进行评查: it is said of who did it
    if f.unit not in EVENTS and any("causes" in w.does for w in f.slot.left[-3:]):
        return ()  # 组织全区|21个部门|开展培训: what they are made to do tells nothing of which they are
    said = _telling(_said(f, noun), noun)
    if f.link.content and f.link.content[-1].text == "的" and size(f.content) > 1:
        # 纳入目录的|6项事项: what modifies them tells which, but a quoted word always does
        return tuple(w for w in said if "quoted" in w.does)
    limit = 2 * size(noun) + 2 if _is_recipient(f) else _PREDICATE
    return said if size(said) <= limit else ()


def _telling(said: tuple[Word, ...], noun: tuple[Word, ...]) -> tuple[Word, ...]:
    """What is said without how and when it was done (|正式|签约), or nothing where it does not tell which things were
    counted: how a project goes on (项目|建设, 128个增发国债水利项目|进展顺利).
    """
    end = len(said)
    while end and (said[end - 1].text == "的" or "circumstance" in said[end - 1].does):
        end -= 1  # 未补齐短板|的|情况下
    at = next((i + 1 for i in range(end - 2, -1, -1) if "means" in said[i].does), 0)  # 虚列支出等手段|侵蚀资金
    while at < end - 1 and _tells_how(said[at]):
        at += 1
    said = said[at:end]
    if not any(w.does & _SAYS or part_of_speech(w.text) in ("v", "vn", "a", "d", "vd", "") for w in said):
        return ()  # 2家单位|主要负责人
    tags = [part_of_speech(w.text) for w in said]
    if tags == ["vn"] and "predicate" not in said[0].does:
        return ()
    if (
        size(noun) > _GENERAL
        and all(t in ("v", "vn", "vd", "d", "ad", "a", "") for t in tags)
        and all(w.does.isdisjoint(_TOLD) for w in said)
        and not any("passive" in w.does or w.text in ("被", "不", "未", "没有") for w in said)
    ):
        return ()
    return said


def _tells_how(word: Word) -> bool:
    """Whether a word at the front of what is said only tells how or when (正式, 第一|时间)."""
    how = part_of_speech(word.text) in ("d", "ad", "t", "m") and word.does.isdisjoint(_TOLD)
    return (how and word.text[0] not in "未不无没自") or word.text == "时间"


_SAYS = frozenset({"predicate", "keep", "achieve", "strong", "passive", "quoted"})
_TOLD = frozenset({"keep", "general", "indicator", "state", "outcome", "grade"})


def _is_recipient(f: Situation) -> bool:
    """Whether the things counted are whom it was done to (向|52个部门和11个市印发通知)."""
    at = f.index
    slots = f.sentence.slots
    while at and slots[at].broken is None and slots[at].left and "conj" in slots[at].left[-1].does:
        at -= 1
    return bool(slots[at].left) and "prep" in slots[at].left[-1].does


def _said(f: Situation, noun: tuple[Word, ...]) -> tuple[Word, ...]:
    slot = f.slot
    after = slot.right[f.taken :]
    rest = names.trim(after)
    if slot.closed and ((after and "enum" in after[0].does) or all("find" in w.does for w in rest)):
        return ()  # 9轮强降雨|、秋汛; 抽查12个县|发现
    if slot.closed:
        return rest
    following = f.sentence.slots[f.index + 1]
    if after and ("locative" in after[0].does or after[-1].text == "有"):
        return ()  # 45名干部|中有8名…, 4个项目|有3个…: it is said of the part
    if not rest:
        if after and after[-1].text == "的":
            # 4个部门|的17个项目未细化: what is said of the second tells the first apart
            said = names.trim(last_of_list(f).right)
        elif after and "prep" in after[-1].does:  # 2个县|向163名人员发放待遇
            return names.trim(following.right[names.behind(following.right, attributive=True, recipient=True) :])
        else:
            last = last_of_list(f)
            count = names.behind(last.right)
            if size(noun) == 1 and count == len(last.right):
                count = 0  # 108县|1038所学校条件应补未补
            told = count or (last.right[:1] and ("predicate" in last.right[0].does or size(noun) == 1))
            said = names.trim(last.right[count:]) if told else ()
        return said if last_of_list(f).closed else ()
    if size(noun) > _GENERAL or after[0].does & {"conj", "enum"} or not names.is_noun(rest):
        return ()  # 412个问题|已完成整改389个: the verb is the next number's
    return up_to_limit(f, rest) or rest


def up_to_limit(f: Situation, rest: tuple[Word, ...]) -> tuple[Word, ...]:
    """What is said with a limit inside it (2个项目|建成超过1年仍未决算); empty where no limit follows."""
    following = f.sentence.slots[f.index + 1]
    limit = following.mention
    if following.broken is not None or not following.closed:
        return ()
    if limit.quantity is None or limit.quantity.bound == "exact":
        return ()
    inner = Word(limit.outer_start, limit.outer_end, "", frozenset({"mention"}), limit)
    return (*rest, inner, *names.trim(following.right))


def last_in_a_row(f: Situation) -> Slot:
    """The last of the numbers that follow each other with nothing between (|14035户25559人|享受城乡低保)."""
    slots, at = f.sentence.slots, f.index
    while at + 1 < len(slots) and slots[at + 1].broken is None and not slots[at + 1].left:
        at += 1
    return slots[at]


def last_of_list(f: Situation) -> Slot:
    """The last number of the list that goes on behind this one (41处房产、|2.9万平方米未登记)."""
    slots, at = f.sentence.slots, f.index + 1
    last = min(f.index + _LIST, len(slots) - 1)
    while not slots[at].closed and at < last:
        behind_it = slots[at].right[names.behind(slots[at].right, followed=True) :]
        if not behind_it or any(not w.does & {"enum", "conj", "space"} for w in behind_it):
            break
        at += 1
    return slots[at]


_LIST = 8  # how many numbers ahead a list is followed
_PREDICATE = 24  # the longest predicate that still reads as part of a name
_GENERAL = 4  # a noun of so few characters seldom tells what was counted


def modifies(f: Situation, left: tuple[Word, ...], noun: tuple[Word, ...]) -> bool:
    """Whether what stands before the number tells the counted things apart."""
    last = next((w for w in reversed(f.link.content) if "scope" not in w.does), f.link.content[-1])
    if any("enum" in w.does for w in left) or ("causes" in last.does and f.unit not in EVENTS):
        return False
    if last.text == "等" or (last.does & {"prep", "strong", "achieve", "conj"} and "keep" not in last.does):
        return False
    return left[0].does >= {"keep"} or last.text == "的" or size(noun) <= _GENERAL


def size(words: tuple[Word, ...]) -> int:
    """How many characters words have."""
    return sum(w.end - w.start for w in words)
