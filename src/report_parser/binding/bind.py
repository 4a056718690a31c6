"""Binding a report's quantities: sentence by sentence, quantity by quantity, the cheapest reading."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from report_parser.binding import names
from report_parser.binding.clauses import Sentence, Slot, Word, cut, sentences
from report_parser.binding.drafts import Draft, Situation
from report_parser.binding.lexicon import Lexicon
from report_parser.binding.links import Link, read_link
from report_parser.binding.reading import Choose, cheapest
from report_parser.binding.subjects import EVENTS, RATIO, is_achieved
from report_parser.binding.words import Segmenter, part_of_speech
from report_parser.context.topic import Topic
from report_parser.numerals.mention import Mention

BoundSentence = tuple[Sentence, list[Draft]]
Topics = Callable[[int, int, int], Iterator[Topic]]
_WANTING = frozenset({"achieve", "strong", "keep", "prep"})
_VERBS = frozenset({"achieve", "strong", "keep"})
_OPENING = frozenset({"time", "adverb", "per", "linking"})
_DONE = frozenset({"了", "过"})
_NO_OBJECT = frozenset({"enum", "conj", "predicate", "adverb", "find", "aspect"})
_NO_SHARED = frozenset({"indicator", "attached", "share_noun", "share", "prep", "equals", "adverb", "than"})
_CHANGED = frozenset({"up", "down", "flat"})
_HOW = frozenset({"d", "ad", "a", "z"})
_WHOSE = frozenset({"让", "使", "令", "对", "向", "给"})
_NEAR = 40  # how many characters on a list of parts is gone on with in a sentence of its own
_PERSONS = frozenset({"名", "人", "位", "人次", "余名", "余人", "人员", "员"})
_REACHED = frozenset({"to", "change_to", "reach"})
_LEADING = frozenset({"to", "change_to"})
_EACH_WORDS = 5  # how many words say what each value is for (每人每月)
_LOOK_BACK = 40  # how many quantities back a total or a noun may stand
_CLAUSES, _TOPIC = 4, 80  # how many clauses back, and how many characters of one, a topic is looked for
_TOPICS = frozenset({"clause", "sentence", "paragraph"})
_PART = re.compile(r"其中|包括|分为|中[,:]|[,、;:(]含(?![税义金量有])|[按从分][^,;:]{1,8}+(?<=[分看])[,:]")
_RUN = frozenset({"enum", "conj", "space"})
_EACH_RUN = _RUN | {"up", "down"}


def bind(
    folded: str,
    mentions: Sequence[Mention],
    lexicon: Lexicon,
    segmenter: Segmenter,
    topics: Topics,
    choose: Choose = cheapest,
) -> Iterator[BoundSentence]:
    """The drafts of every sentence that holds a quantity, in document order.

    `topics` is asked for what the text outside of a sentence gives to a number that names nothing itself
    (`Context.topics`). `choose` takes the reading of each number.
    """
    earlier: Draft | None = None  # the last level that is an amount, whose noun may be gone on with
    ended: Draft | None = None  # the last level, which parts may be of
    for laid in sentences(folded, mentions, lexicon, segmenter):
        runs = _runs(laid.slots)
        sentence = _spread_bounds(laid, runs)
        drafts = _sentence(folded, sentence, runs, lexicon, segmenter, topics, choose, earlier, ended)
        levels = [d for d in drafts if d.role == "level"]
        sized = [d for d in levels if d.mention.quantity and d.mention.quantity.kind not in RATIO]
        if levels:
            earlier, ended = (sized or levels)[-1], levels[-1]
        yield sentence, drafts


def _sentence(
    folded: str,
    sentence: Sentence,
    runs: Sequence[tuple[int, int]],
    lexicon: Lexicon,
    segmenter: Segmenter,
    topics: Topics,
    choose: Choose,
    earlier: Draft | None,
    ended: Draft | None,
) -> list[Draft]:
    drafts: list[Draft] = []
    consumed = sentence.start
    parent: Draft | None = None
    divided = False  # 按经营地分，城镇…；乡村…: the parts go on behind a semicolon
    for index, slot in enumerate(sentence.slots):
        run, place = runs[index]
        left = slot.left
        if left and left[0].start < consumed:
            left = tuple(w for w in left if w.start >= consumed)
        left = _without_each(left)
        link = read_link(left)
        content = _content(sentence.slots, index, run, link)
        before_end = sentence.slots[index - 1].mention.outer_end if index else sentence.start
        part = _PART.search(folded, before_end, slot.mention.outer_start)
        recent = drafts[-_LOOK_BACK:]
        if part:
            nested = parent is not None and slot.broken != ";"
            parent = _total(recent, slot, nested) or (None if drafts else _whole(ended, slot))
            divided = part.group()[0] in "按从分"
        elif not divided:
            parent = _still_of(parent, drafts, ended, slot, content)
        topic: tuple[Word, ...] = ()
        led = False
        hangs = link.share or _sums_up(left) or bool(content and content[0].does & {"attached", "share"})
        hangs = hangs or (run > 1 and bool(left) and "each" in left[0].does)
        if hangs or not names.is_noun(content):
            topic, led = _topic(folded, sentence, before_end, slot, lexicon, segmenter, topics, hangs)
            if not (led or hangs or not content):  # a bare verb (已整改36个) takes only a topic that was led in
                topic = ()
        elif is_achieved(slot, content):
            topic = _that_grew(folded, sentence, before_end, slot, lexicon, segmenter)
        frame = Situation(
            folded, sentence, index, slot, consumed, link, content, _taken(sentence.slots, index, link, content),
            run, place, parent, lexicon, recent, earlier, topic, led, _leads_on(sentence.slots, index + run - place),
        )  # fmt: skip
        draft = choose(frame)
        if draft.relation == "counted":
            consumed = slot.right[frame.taken - 1].end
        elif names.is_demand(slot.right):
            consumed = slot.right[1].end
        drafts.append(draft)
    return drafts


def _leads_on(slots: Sequence[Slot], at: int) -> bool:
    """Whether the number at `at` is what those right before it changed to (48天|缩短至35天): without 由 only its
    words tell.
    """
    if at >= len(slots) or slots[at].broken is not None or not any(w.does & _LEADING for w in slots[at].left):
        return False
    link = read_link(slots[at].left)
    a, b = slots[at].mention.quantity, slots[at - 1].mention.quantity
    alike = a is not None and b is not None and (a.unit_id or a.unit) == (b.unit_id or b.unit)
    return link.to and alike and not names.is_noun(names.before(link.content))


def _content(slots: Sequence[Slot], index: int, run: int, link: Link) -> tuple[Word, ...]:
    """The noun phrase before a quantity; empty where those words say something else than what it measures."""
    slot = slots[index]
    if any("circumstance" in w.does for w in link.content):
        return _clause_subject(slots, index)
    content = names.before(link.content, whole=run > 1, shared=slot.broken is None and index > 0)
    if index and slot.broken is None and content and "threshold" in content[-1].does:
        return ()  # 3万亿元新台阶、增长5%: it ends what was said of the number before
    if link.change and all(_is_rate_of_each(w) for w in content):
        return ()  # 养老金标准继续提高，年人均提高500元
    if len(content) == 1 and (index or slot.right) and _is_mere_deed(content[0]):
        return ()  # 城市低保新增276户，退出|374户: what was done, to those named before; 出售|4亿元股份
    return content


def _still_of(
    parent: Draft | None, drafts: Sequence[Draft], ended: Draft | None, slot: Slot, content: Sequence[Word]
) -> Draft | None:
    """The total whose parts a quantity goes on with, where nothing says that it is a part: that of those before, up
    to a semicolon, and beyond one, or into a sentence of its own, where it is like the last part.
    """
    if not drafts and ended is not None and _is_near(ended, slot) and _is_sister([ended], content):
        return ended.parent
    return None if slot.broken == ";" and not _is_sister(drafts, content) else parent


def _is_mere_deed(word: Word) -> bool:
    """Whether a word that no table knows only says what was done (退出, 批捕), and not with what (招生, 贴息)."""
    return not word.does and part_of_speech(word.text) == "v" and part_of_speech(word.text[-1]) == "v"


def _without_each(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """`words` without what each value is for, behind a word of reaching it (提高到|每亩, 降至|每千人)."""
    for at in range(len(words) - 1, max(0, len(words) - _EACH_WORDS), -1):
        if words[at].text[0] == "每" and words[at - 1].does & _REACHED:
            return words[:at]
    return words


def _is_rate_of_each(word: Word) -> bool:
    """Whether a word says per what a change is reckoned, and not what changed (人均, 年人均)."""
    return "per" in word.does or word.text in ("年", "月")


def _is_near(draft: Draft, slot: Slot) -> bool:
    """Whether a number follows so soon on a draft of the sentence before that it may go on with it."""
    return slot.mention.start - draft.mention.end <= _NEAR and _unit(draft.mention) == _unit(slot.mention)


def _is_sister(drafts: Sequence[Draft], content: Sequence[Word]) -> bool:
    """Whether a noun behind a semicolon is of the same kind as that of the last part (经营净收入 …；|财产净收入)."""
    last = next((d for d in reversed(drafts) if d.role == "level"), None)
    if last is None or last.parent is None or not last.content or not content:
        return False
    own, other = content[-1], last.content[-1]
    alike = own.text[-2:] == other.text[-2:] and "indicator" in own.does | other.does
    return len(content) < 4 and (alike or own.text[-1] == other.text[-1] == "业")


def _total(recent: Sequence[Draft], slot: Slot, nested: bool) -> Draft | None:
    """The total that 其中 takes a part of: the last in one unit that, outside a part, is no part itself; failing that
    the last of any unit.
    """
    totals = [d for d in reversed(recent) if d.role == "level" and (nested or d.parent is None)]
    if not totals and recent and recent[-1].role == "delta":
        return recent[-1]  # 住户贷款增加3.8万亿元，其中，短期贷款增加1.1万亿元
    same = next((d for d in totals if _unit(d.mention) == _unit(slot.mention)), None)
    return same if same is not None or nested else next(iter(totals), None)


def _whole(ended: Draft | None, slot: Slot) -> Draft | None:
    """The total that the sentence before ended with, or of which it told the last part, for a part in its unit."""
    total = ended.parent if ended is not None and ended.parent is not None else ended
    return total if total is not None and _unit(total.mention) == _unit(slot.mention) else None


def _unit(mention: Mention) -> str | None:
    quantity = mention.quantity
    return None if quantity is None else quantity.unit_id or quantity.unit


def _clause_subject(slots: Sequence[Slot], index: int) -> tuple[Word, ...]:
    """The noun that opens the clause of a quantity, before the phrase that sets the scene (外贸|在…的情况下增长12%)."""
    while index and slots[index].broken is None:
        index -= 1
    words = slots[index].left
    end = next((i for i, w in enumerate(words) if i and "prep" in w.does), len(words))
    return names.before(words[:end])


def _spread_bounds(sentence: Sentence, runs: Sequence[tuple[int, int]]) -> Sentence:
    """The sentence, where a word of bound before the first or behind the last of a list's numbers holds for all."""
    slots = list(sentence.slots)
    reread = list(sentence.reread)
    for index, (length, place) in enumerate(runs):
        if length < 2 or place:
            continue
        first, last = slots[index].mention, slots[index + length - 1].mention
        giver = first if first.outer_start < first.start else last if last.outer_end > last.end else None
        if giver is None or giver.quantity is None or giver.quantity.bound == "exact":
            continue
        for at in range(index, index + length):
            mention = slots[at].mention
            if mention.quantity is not None and mention.quantity.bound == "exact":
                quantity = mention.quantity.model_copy(update={"bound": giver.quantity.bound})
                reread.append(replace(mention, quantity=quantity))
                slots[at] = replace(slots[at], mention=reread[-1])
    return replace(sentence, slots=tuple(slots), reread=tuple(reread)) if reread else sentence


def reread(mentions: Sequence[Mention], bound: Sequence[BoundSentence]) -> list[Mention]:
    """The mentions of a text, with those that their sentences showed to be something else in their place."""
    changed = {mention.start: mention for sentence, _ in bound for mention in sentence.reread}
    return [changed.get(mention.start, mention) for mention in mentions] if changed else list(mentions)


def _runs(slots: Sequence[Slot]) -> list[tuple[int, int]]:
    """For each quantity, the length of its run and its place in it."""
    places: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(slots) + 1):
        if index < len(slots) and _follows(slots[start], slots[index - 1], slots[index]):
            continue
        places.extend((index - start, place) for place in range(index - start))
        start = index
    return places


def _follows(head: Slot, one: Slot, other: Slot) -> bool:
    """Whether a quantity goes on with the list of the one before: no words between, one unit; 分别 lets units and
    verbs differ.
    """
    if other.broken is not None or not other.left or other.left[0].does.isdisjoint(_EACH_RUN):
        return False
    each = any("each" in w.does for w in head.left)
    if any(w.does.isdisjoint(_EACH_RUN if each else _RUN) for w in other.left):
        return False
    a, b = one.mention.quantity, other.mention.quantity
    return (
        a is not None
        and b is not None
        and (each or (a.unit_id, a.unit) == (b.unit_id, b.unit))
        and not _counts_behind(other)
    )


def _counts_behind(slot: Slot) -> bool:
    quantity = slot.mention.quantity
    return bool(quantity and quantity.kind == "count" and names.behind(slot.right))


def _taken(slots: Sequence[Slot], index: int, link: Link, content: Sequence[Word]) -> int:
    """How many of the words behind a quantity are the noun that it counts."""
    slot = slots[index]
    quantity = slot.mention.quantity
    if quantity is None or not slot.right:
        return 0
    if names.is_demand(slot.right):
        return 0
    if slot.right[0].text == quantity.unit:
        return 1  # 25|省|企业职工…: the unit is what is counted
    last = slot.left[-1] if slot.left else None
    if last is not None and last.text in _DONE and len(slot.left) > 1:
        last = slot.left[-2]  # 开展了|两次…
    named = names.is_noun(content) and not all("scope" in w.does for w in content)
    following = slots[index + 1] if not slot.closed else None
    object_follows = following is not None and not _counts_behind(following)
    count = names.behind(
        slot.right[: _object_verb(slot.right)] if object_follows else slot.right,
        attributive=last is not None and (last.text in ("的", "等") or (not named and bool(last.does & _WANTING))),
        recipient=last is not None and "prep" in last.does,
        followed=following is not None,
        person=quantity.unit in _PERSONS,
        deed=last is not None and last.does >= {"achieve", "strong"},
    )
    if not count:
        return 0
    complete = named and last is not None and last.text not in ("的", "等") and not link.share
    if complete and last is not None and last.does & {"achieve", "strong", "prep"} and not link.reach:
        complete = False
    if "state" in slot.right[0].does and (complete or slot.broken is None):
        return 0
    if quantity.kind == "count":
        if complete and quantity.unit in EVENTS and _is_event(link, content):
            return 0  # 召开会议4次研究…: what follows is what for
        if not complete or slot.closed or not object_follows:
            return count
        return count if count < len(slot.right) else 0
    if quantity.kind == "percent":
        return count if _is_share(slot, link) else 0
    counts_next = following is not None and not object_follows and quantity.kind in ("money", "measure")
    if counts_next and all(_is_verb(w) for w in slot.right[:count]):
        return 0  # 投入120亿元|实施|12项工程: the next number's verb
    amount = quantity.kind in ("money", "measure") and not _tells_what_became(slot)
    if amount and not complete and not link.change and slot.right[0].text != "的":
        # 4个|项目债券资金|5320万元闲置: the noun between two numbers may be named already, as what the first counts
        named_before = (
            slot.broken is None and last is not None and not last.does & (_WANTING | _NO_OBJECT | {"general"})
        )
        return 0 if named_before else count
    return 0


def _tells_what_became(slot: Slot) -> bool:
    """Whether the words behind an amount are no noun for it (剩余|200万元|制定还款计划, 借款500万元|问题)."""
    left = slot.left[-1].does if slot.left else frozenset()
    return "rest" in left or slot.right[0].text == "问题" or "strong" in slot.right[0].does


def _is_share(slot: Slot, link: Link) -> bool:
    """Whether a percentage is the share of a noun behind it that is counted (七成|农户, 覆盖九成|社区)."""
    if slot.broken is not None and all(w.does & _OPENING for w in slot.left):
        return True
    last = slot.left[-1] if slot.left else None
    if last is None or link.change:
        return False
    if link.reach:  # 实现|80%|的乡镇…: a share; 满意率达到80%|的…: a level
        return slot.right[0].text == "的" and last.does >= {"strong", "reach"} and not names.is_noun(link.content)
    if slot.right[0].text == "的" and slot.closed and not last.does & _NO_SHARED and last.text[-1] not in "率比重度":
        return True  # 义务教育阶段98%|的学生…
    if last.text in _WHOSE:
        return True  # 让|七成以上居民…
    contributes = any("pull" in w.does for w in link.content) if slot.right[0].text == "的" else "pull" in last.does
    listed = bool(last.does & {"enum", "conj"}) and any(_is_verb(w) for w in slot.left)  # 覆盖城区和|九成以上村庄
    return _is_verb(last) or contributes or listed


def _object_verb(words: Sequence[Word]) -> int | None:
    """Where the verb stands whose object the next number counts (15个产业转移平台|落地项目220个): the last one that
    is not followed by 的, with the verbs right before it.
    """
    last = len(words) - 1
    at = next((i for i in range(last, 0, -1) if _is_verb(words[i]) and (i == last or words[i + 1].text != "的")), None)
    while at is not None and at > 1 and _is_verb(words[at - 1]):
        at -= 1
    return at


def _is_verb(word: Word) -> bool:
    return bool(word.does & _VERBS) and not word.does & {"indicator", "general"}


def _is_event(link: Link, content: Sequence[Word]) -> bool:
    """Whether the noun before 次 is the event that is counted, not who did it: a verb opens it, or it is a meeting."""
    return any(w.does & {"achieve", "strong", "keep"} for w in link.content) or content[-1].text[-1] in "会议"


def _sums_up(words: Sequence[Word]) -> bool:
    """Whether a number only tells how many of the noun before there are (共|13个)."""
    return bool(words) and all(w.text in ("共", "共计", "共有", "总共") for w in words)


def _says(words: Sequence[Word]) -> bool:
    """Whether a clause says something of the noun that it begins with."""
    count = names.behind(words)
    return 0 < count < len(words) and bool(names.trim(words[:1])) and "predicate" in words[count].does


def _that_grew(
    folded: str, sentence: Sentence, before: int, slot: Slot, lexicon: Lexicon, segmenter: Segmenter
) -> tuple[Word, ...]:
    """The subject of the clause before, where all that it says of it is that it grew or fell (财产险|平稳增长，…)."""
    at = bisect_left(sentence.breaks, (slot.mention.outer_start, 0)) - 2
    start = max(before, sentence.breaks[at][1] if at >= 0 else sentence.start)
    words = cut(folded, start, sentence.breaks[at + 1][0], sentence.others, lexicon, segmenter)
    end = next((i for i, w in enumerate(words) if w.does & _CHANGED), 0)
    while end and (words[end - 1].does & {"adverb", "linking", "basis"} or part_of_speech(words[end - 1].text) in _HOW):
        end -= 1
    subject = names.before(words[:end])
    return subject if names.is_noun(subject) and not all("scope" in w.does for w in subject) else ()


def _topic(
    folded: str,
    sentence: Sentence,
    before: int,
    slot: Slot,
    lexicon: Lexicon,
    segmenter: Segmenter,
    topics: Topics,
    hangs: bool,
) -> tuple[tuple[Word, ...], bool]:
    """The noun phrase of the clause before, for a number whose own clause names nothing, and whether 对 or 关于 led it;
    in the first clauses of a sentence else the topic that the text before it has set.

    Only clauses behind the quantity before count; after one, only a clause that names its topic (对…问题, 已整改3个)
    or, where what the number says `hangs` on a noun, one that says something of its noun (一类案件偏多, 占四成).
    """
    first = bisect_left(sentence.breaks, (before, 0))
    last = bisect_left(sentence.breaks, (slot.mention.outer_start, 0))
    for at in range(last - 1, max(first, last - _CLAUSES) - 1, -1):
        start = max(before, sentence.breaks[at - 1][1] if at else sentence.start, sentence.breaks[at][0] - _TOPIC)
        words = cut(folded, start, sentence.breaks[at][0], sentence.others, lexicon, segmenter)
        led = bool(words) and "topic" in words[0].does
        if before > sentence.start and (hangs or not led) and not (hangs and start > before and _says(words)):
            continue
        phrase = names.before(words if led else words[: names.behind(words, deed=True)] or words)
        if names.is_noun(phrase):
            return phrase, led
    if before > sentence.start:
        return (), False
    for topic in topics(slot.mention.outer_start, sentence.start, sentence.start):
        if topic.where in _TOPICS:
            phrase = names.before(cut(folded, topic.span.start, topic.span.end, (), lexicon, segmenter))
            if names.is_noun(phrase):
                return phrase, topic.led
    return (), False
