"""Noun phrases: what of the words before or behind a number names the indicator.

A name is a tuple of pieces `(start, end)` of the text, so that every name is grounded; joined they read as the name. A
piece that is short for something (城 in 城乡居民) says behind its place how it is spelled in full.
"""

from __future__ import annotations

from collections.abc import Sequence

from report_parser.binding.clauses import Word
from report_parser.binding.words import part_of_speech

Pieces = tuple[tuple[int, int] | tuple[int, int, str], ...]

_LONGEST = 120  # characters of a name

_FRONT = frozenset(
    {
        "adverb",
        "time",
        "prep",
        "conj",
        "enum",
        "space",
        "part",
        "modal",
        "from",
        "than",
        "each",
        "basis",
        "enumerator",
        "locative",
        "topic",
    }
)
_BACK = frozenset({"time", "space", "enum", "prep", "conj", "adverb", "reach", "from"})
_VERB = frozenset({"achieve", "strong", "keep", "outcome", "passive"})
_DEED = frozenset({"achieve", "strong", "keep"})
_NO_NOUN = _FRONT | _VERB | {"rest", "reach", "to", "bracket", "mention", "find", "equals", "aspect", "linking"}
_NOUN = frozenset({"general", "indicator", "quoted"})
_BRACKETS = frozenset("()")
_STOP = frozenset(
    {
        "predicate",
        "locative",
        "adverb",
        "prep",
        "reach",
        "up",
        "down",
        "change_to",
        "part",
        "time",
        "from",
        "than",
        "share",
        "above",
        "below",
        "each",
        "basis",
    }
)


def pieces(words: Sequence[Word]) -> Pieces:
    """The places of `words`, neighbours joined."""
    joined: list[tuple[int, int]] = []
    for word in words:
        if joined and joined[-1][1] == word.start:
            joined[-1] = (joined[-1][0], word.end)
        else:
            joined.append((word.start, word.end))
    return tuple(joined)


def is_demand(words: Sequence[Word]) -> bool:
    """Whether the words behind a number say that it is asked for (不低于5%|的要求)."""
    return len(words) > 1 and words[0].text == "的" and "demand" in words[1].does


def bounded(name: Pieces) -> Pieces:
    """`name` without its front pieces where it has grown beyond what anybody reads: names are joined from names."""
    if len(name) == 1:
        return name
    room = _LONGEST
    kept: list[tuple[int, int] | tuple[int, int, str]] = []
    for piece in reversed(name):
        room -= piece[1] - piece[0]
        if kept and room < 0:
            break
        kept.insert(0, piece)
    return tuple(kept)


def read(folded: str, name: Pieces) -> str:
    """The name that pieces of the text spell, without white space."""
    spelled = "".join([folded[p[0] : p[1]] if len(p) == 2 else p[2] for p in name])
    return spelled if spelled.isalnum() else "".join(spelled.split())


def is_noun(words: Sequence[Word]) -> bool:
    """Whether `words` hold anything that is not a verb of achieving, an adverb or a preposition."""
    for word in words:
        does = word.does
        if (does.isdisjoint(_NO_NOUN) and word.text not in _BRACKETS) or not does.isdisjoint(_NOUN):
            return True
        if word.mention is not None and word.mention.category == "ordinal" and word.text[-1] == "业":
            return True  # 第一、二、三产业
    return False


def trim(words: Sequence[Word]) -> tuple[Word, ...]:
    """`words` without the time words, adverbs, prepositions and 的 at either end."""
    start, end = 0, len(words)
    while start < end and (
        (words[start].does & _FRONT and not _names(words, start, end))
        or words[start].text in "的了数是前后()”"
        or (words[start].text == "连续" and end - start > 1)
        or _degree(words, start, end)
    ):
        start += 1
    while end > start and (
        (words[end - 1].does & _BACK and not words[end - 1].does & {"keep", "indicator"})
        or words[end - 1].text in _TRAILING
        or (end - start > 1 and words[end - 1].does >= {"find", "reach"})
    ):
        end -= 1
    return tuple(words[start:end])


_TRAILING = frozenset({"的", "的有", "了", "(", ")", "连续", "等"})


def _degree(words: Sequence[Word], at: int, end: int) -> bool:
    """Whether 再 at the front belongs to the verb behind it, not to the noun."""
    return words[at].text in ("再", "又") and at + 1 < end and bool(words[at + 1].does & _VERB)


def _names(words: Sequence[Word], at: int, end: int) -> bool:
    """Whether an adverb-like word at the front is really part of the noun (平均用时, 人均收入, 全部财政收入)."""
    if at + 1 == end:
        return False
    if "time" in words[at].does:
        return _is_carried_over(words, at)
    does = words[at + 1].does
    if words[at].text == "全部":
        return does.isdisjoint(_VERB) and part_of_speech(words[at + 1].text) not in ("v", "d", "ad", "p")
    return "per" in words[at].does and not does & {"reach", "up", "down"}


def before(words: Sequence[Word], *, whole: bool = False, shared: bool = False) -> tuple[Word, ...]:
    """The noun phrase of the words in front of a number, with the verb that tells what was counted.

    `whole` keeps the members of a list together (A、B分别 …); `shared` says that the words follow a number
    directly, so that a verb phrase before 、 belongs to that number.
    """
    if _is_plain(words):
        return tuple(words)
    words = _timeless(words)
    if not (words := _reckoned(words)):
        return ()
    if not (words := _undone(_unscoped(_after_scene(words)))):
        return ()
    words = _unachieved(_after_count(words))
    if relative := _relative_clause(words):
        return relative
    opened = any("prep" in w.does for w in words[: len(words) - len(trim(words))])
    words = _after_aspect(_disposed(_after_means(trim(words), opened)))
    if not whole:
        words = _last_member(words, shared)
    for at in range(len(words) - 2, -1, -1):
        does, behind_it = words[at].does, words[at + 1 :]
        if not does & _VERB or behind_it[0].text == "的" or _is_compound(words, at) or not is_noun(behind_it):
            continue
        if whole and ("strong" not in does or (at and "enum" in words[at - 1].does)):
            continue  # 接待游客、实现旅游总花费分别增长: it opens a member
        first = _is_front(words, at)
        inner = opened or any("prep" in w.does for w in words[:at])
        if first or inner or "strong" in does:
            if is_noun(words[:at]) and all("scope" in w.does for w in behind_it):
                return words  # 案例|入选|国家级
            figure = "indicator" in behind_it[-1].does and "general" not in behind_it[-1].does
            if figure and not first and "strong" in does and does & {"reach", "equals"} and _owns(words[:at]):
                return _short_object(words, at)  # 工业企业|实现|营业收入
            if _size(behind_it) <= 2 and (not first or ("strong" not in does and _hangs(behind_it))):
                return _short_object(words, at)
            opens = at if first and words[-1].text in _PARTICIPANTS else at + 1
            return _class_noun(trim(words[_verb_start(words, at, opened, opens) if first or inner else at + 1 :]))
    return words if whole else _without_of(_class_noun(words))


def _owns(words: Sequence[Word]) -> bool:
    """Whether words name those whose figure an object is (工业企业|实现|营业收入), and no public body that did it."""
    return is_noun(words) and words[-1].text[-1] not in _BODIES and not all("scope" in w.does for w in words)


def _without_of(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """A share without 的 before its noun (占规模以上工业|的|比重)."""
    shared = len(words) > 2 and words[-2].text == "的" and "share_noun" in words[-1].does
    return (*words[:-2], words[-1]) if shared else words


def _relative_clause(words: Sequence[Word]) -> tuple[Word, ...]:
    """A noun with a clause that modifies it (设立领事机构|的|国家, 纳入目录|的): its verb is none that says what was
    achieved, so that it stays. Empty where there is none.
    """
    end = len(words) - 1
    of = next((i for i in range(end, 1, -1) if words[i].text == "的"), 0)
    if (
        not of
        or "quoted" in words[of - 1].does
        or any(w.text == "等" for w in words[of:end])
        or any(w.does & _VERB for w in words[of + 1 :])
        or any(w.does & {"enum", "each"} for w in words[of:])
    ):
        return ()
    verbs = [i for i in range(of) if _is_verb(words[i])]
    if not verbs:
        return ()
    start = 0
    while start < of and (
        words[start].text in _GOVERNS
        or (words[start].does & _FRONT - {"prep"} and not _names(words, start, of))
        or (words[start].does & _VERB and "keep" not in words[start].does and verbs[-1] > start)
    ):
        start += 1
    if start and words[start - 1].text == "在" and verbs[0] > start and not _is_adverb(words[start]):
        start = verbs[0]  # 在青禾|设立办事机构的国家
    return tuple(words[start : of if of == end else end + 1])


_GOVERNS = frozenset({"对", "向", "针对", "为", "在", "从", "把", "将", "由", "与", "给", "对于", "关于", "使", "就"})


def _is_verb(word: Word) -> bool:
    return bool(word.does & _VERB) or part_of_speech(word.text) == "v"


# What can decide where a noun begins or ends: words of these classes, and these few.
_DECIDES = _FRONT | _BACK | _VERB | {"means", "aspect", "predicate", "quoted", "scope"}
_DECIDING = frozenset("的了数是前后()”再又将把等") | {"前后", "连续"}


def _is_plain(words: Sequence[Word]) -> bool:
    """Whether all of a phrase is its noun, as in most: one look instead of one for each way to be something else."""
    return all(w.does.isdisjoint(_DECIDES) and w.text not in _DECIDING for w in words)


def _timeless(words: Sequence[Word]) -> list[Word]:
    """`words` without times, streaks (连续|两年) and 分别 inside a phrase."""
    kept: list[Word] = []
    for at, word in enumerate(words):
        streak = bool(kept) and kept[-1].text == "连续" and word.mention is not None
        if streak:
            kept.pop()
        elif (
            (word.does.isdisjoint(_APART) and word.text not in _AT_LEAST)
            or (kept and word.text in _FISCAL)
            or _is_carried_over(words, at)
            or (kept and word.text == "全年" and at + 1 < len(words) and words[at + 1].text in _SET)
        ):
            kept.append(word)
    return kept


_SET = frozenset({"任务", "目标", "计划", "预算"})  # 占|全年|任务


def _is_carried_over(words: Sequence[Word], at: int) -> bool:
    """Whether a time belongs to the name of what is left over from it (上年|结余, 上年|结转收入)."""
    return at + 1 < len(words) and words[at + 1].text[:2] in ("结转", "结余") and "time" in words[at].does


_AT_LEAST = frozenset({"至少", "至多", "最多", "最少"})
_APART = frozenset({"time", "each"})  # words that are never part of a name
_FISCAL = frozenset({"年度", "当年", "年终", "年末", "期末", "年初"})  # inside a phrase they are part of it (跨|年度)


def _unscoped(words: Sequence[Word]) -> Sequence[Word]:
    """`words` without whose figure it is, where that opens them (全市|货物运输总量), and without 共有 behind it."""
    at = 0
    while at < len(words) - 1 and (
        ("scope" in words[at].does and words[at].text[0] in "全我" and words[at].text[-1] in _PLACES)
        or words[at].does & {"adverb", "space", "part", "enum", "topic"}
        or words[at].does >= {"reach", "achieve"}
    ):
        at += 1
    return words[at:]


def _after_scene(words: Sequence[Word]) -> Sequence[Word]:
    """`words` without the circumstance that opens them (在高基数上|, 在去年高基数基础上|降幅)."""
    if not words or words[0].text not in ("在", "于"):
        return words
    end = next((i for i in range(1, len(words)) if words[i].text in _SCENES or "circumstance" in words[i].does), 0)
    return words[end + 1 :] if end and not any("share" in w.does for w in words[:end]) else words


_SCENES = frozenset({"上", "下", "时", "后", "间", "前"})


def _undone(words: Sequence[Word]) -> Sequence[Word]:
    """`words` without the place or body that did it (青禾区|受理行政复议案件): it is no part of what was counted."""
    at = next((i for i in range(1, min(len(words), _BODY)) if words[i - 1].text[-1] in _BODIES and _does(words, i)), 0)
    if not at or any(w.text in "的”" for w in words[:at]):
        return words
    if all(w.does & {"achieve", "modal"} for w in words[at:]) and "modal" in words[at].does:
        return ()  # 青禾县计划招引
    return words[at:] if is_noun(words[at + 1 :]) and _size(words[at + 1 :]) > 2 else words


def _does(words: Sequence[Word], at: int) -> bool:
    """Whether a word says what those before it did, or did not do (财政部|未及时调减…)."""
    does = words[at].does
    if does & {"passive", "indicator"}:
        return False
    agency = len(words[at - 1].text) > 2 and words[at - 1].text[-1] in _AGENCIES
    if agency and (words[at].text in "未不于将仍" or part_of_speech(words[at].text) in ("v", "vn")):
        return not any("enum" in w.does for w in words[at:]) and words[-1].text[-1] != "率"
    return bool(does & _VERB)


_BODY = 12  # how many words name a body
_AGENCIES = "局委院厅办部府"
_BODIES = "省市县区州盟旗镇乡局委院厅办部府道"
_PLACES = "省市县区州盟旗镇乡国疆境"


def _after_count(words: Sequence[Word]) -> Sequence[Word]:
    """What stands behind 共 or 累计: the verb and its object, without who did it (改革后|共|减少事业单位)."""
    at = next((i for i in range(len(words) - 2, 0, -1) if words[i].text in _COUNTED), 0)
    behind_it = words[at + 1 :]
    figure = words[-1].text[-1] in "量额数值"  # 外汇交易累计|成交金额
    if at == 1 and words[0].text in _WHERE:
        return (words[0], *behind_it)  # 城镇累计新增就业: it tells which, and did nothing
    if at and _is_verb(behind_it[0]) and is_noun(behind_it[1:]) and (behind_it[0].does & _VERB or not figure):
        return behind_it
    return words


_WHERE = frozenset({"城镇", "农村", "乡村", "城乡"})
_COUNTED = frozenset({"共", "累计", "共计", "一共", "总共", "先后", "累计已", "已累计"})


def _unachieved(words: Sequence[Word]) -> Sequence[Word]:
    """`words` without the verb of achieving that ends them (固定资产投资|完成)."""
    end = len(words)
    while end > 1 and (_says_achieved(words[end - 1]) or words[end - 1].does & {"time", "space"}):
        end -= 1
    kept = words[:end]
    nominal = bool(kept) and part_of_speech(kept[-1].text)[:1] in ("n", "", "v", "j", "l")
    return kept if nominal and is_noun(kept) else words


def _says_achieved(word: Word) -> bool:
    """Whether a word at the end only says that so much was achieved, or counts it up (完成, 累计完成, 共)."""
    if word.text in _COUNTED or (word.text.endswith(("完成", "实现")) and "achieve" in word.does):
        return True
    return word.does >= {"strong", "achieve"} and word.does.isdisjoint(("keep", "indicator"))


def _reckoned(words: Sequence[Word]) -> Sequence[Word]:
    """`words` without what says at their end how a figure was reckoned (收入|剔除一次性因素后|增长4%)."""
    if words and words[-1].text == "后":
        return words[: next((i for i, w in enumerate(words) if w.text in _LEFT_OUT), len(words))]
    return words


_LEFT_OUT = frozenset({"剔除", "扣除", "扣减"})


def _after_means(words: tuple[Word, ...], opened: bool) -> tuple[Word, ...]:
    """What stands behind the means (通过…方式|整改), and behind the word that says it is done (审计指出后已|追回)."""
    for at in range(len(words) - 2, 0, -1):
        does, verb = words[at].does, bool(words[at + 1].does & _VERB)
        means = "means" in does and (opened or any("prep" in w.does for w in words[:at]))
        if verb and (means or "aspect" in does):
            done = trim(words[at + 1 :])
            whose = words[at - 1 : at] if "aspect" in does and words[at - 1].text in _DEALT_WITH else ()
            return done if not whose or is_noun(done[1:]) else (*done, *whose)  # 反馈问题已|完成整改
    return words


_DEALT_WITH = frozenset({"问题", "事项", "项目", "任务", "案件", "资金"})


def _disposed(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """What 将 or 把 puts before its verb (财政局已将|代编规模|压减至…), behind who did it."""
    at = next((i for i in range(len(words) - 2, 0, -1) if words[i].text in ("将", "把")), 0)
    behind_it = words[at + 1 :]
    return trim(behind_it) if at and not behind_it[0].does & _VERB and is_noun(behind_it) else words


def _after_aspect(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """What stands behind 了: the object of the verb before it (审计了|8个部门), which stays where it tells what was
    counted (新增了|企业).
    """
    at = next((i for i in range(len(words) - 2, 0, -1) if words[i].text == "了"), 0)
    if not at or _size(words[at + 1 :]) < 3 or not is_noun(words[at + 1 :]):
        return words  # 案结事了率
    return (*(w for w in words[at - 1 : at] if "keep" in w.does), *trim(words[at + 1 :]))


def _hangs(words: Sequence[Word]) -> bool:
    """Whether a short noun needs the verb before it (办理|时限); 企业 or 问题 does not."""
    return len(words) == 1 and "indicator" in words[0].does and "general" not in words[0].does


_PARTICIPANTS = frozenset({"人数", "户数", "人次"})  # of those who did it (参加失业保险|人数): the verb tells which


def _verb_start(words: Sequence[Word], at: int, opened: bool, otherwise: int) -> int:
    """Where a name begins whose last verb stands at `at`: at a verb that tells what was counted, else `otherwise`."""
    verbs = range(at if opened else 0, at + 1)
    kept = (
        i
        for i in verbs
        if ("keep" in words[i].does and "strong" not in words[i].does and not _is_found(words, i))
        or ("passive" in words[i].does and i + 2 < len(words))
    )
    return next(kept, otherwise)


def _is_found(words: Sequence[Word], at: int) -> bool:
    """Whether a verb of finding has an object that tells enough without it (发现|非金额计量问题, but 发现问题)."""
    return words[at].text == "发现" and at + 2 < len(words)


def _short_object(words: tuple[Word, ...], at: int) -> tuple[Word, ...]:
    """A subject with an object too short to stand alone (企业|实现|利润): the verb of achieving between them goes, with
    the circumstance before it (运动员|在比赛中获|金牌), but for what was not achieved (未|形成|支出).
    """
    does = words[at].does
    if words[at - 1].text in ("未", "没有") or "keep" in does:
        return words
    where = next((i for i in range(1, at) if "prep" in words[i].does), at)
    return (*words[:where], *words[at + 1 :]) if "strong" in does or where < at else words


def _size(words: Sequence[Word]) -> int:
    return sum(w.end - w.start for w in words)


def _is_compound(words: Sequence[Word], at: int) -> bool:
    """Whether a verb and the single character behind it are one word: the last of the phrase (推进会, 受援人, 整改率),
    or a single character itself (获|证|组织).
    """
    single = words[at + 1].end - words[at + 1].start == 1
    return single and (at + 2 == len(words) or len(words[at].text) == 1)


def _is_front(words: Sequence[Word], at: int) -> bool:
    """Whether a verb opens the phrase: nothing before it, or only adverbs, verbs and prepositions."""
    return all(w.does & (_FRONT | _VERB) and "per" not in w.does for w in words[:at])


def _last_member(words: tuple[Word, ...], shared: bool) -> tuple[Word, ...]:
    """Of verb phrases joined by 、 the last: it is the one that the number ends."""
    for at in range(len(words) - 2, 0, -1):
        if "enum" not in words[at].does or not words[0].does & (_VERB | {"predicate"}) or not is_noun(words[at + 1 :]):
            continue
        if shared or (words[at + 1].does & _VERB and any(is_noun([w]) for w in words[1:at])):
            return words[at + 1 :]
    return words


def _class_noun(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """What the examples before 等 are examples of (《…》等|规范性文件), and what a cited text speaks of
    (《…》反映的|问题).
    """
    if "quoted" in words[0].does if words else False:
        at = next((i for i, w in enumerate(words) if w.text == "的"), None)
        if words[0].text[0] == "《" and at is not None and at + 1 < len(words):
            words = trim(words[at + 1 :])
    for at in range(len(words) - 2, 0, -1):
        if (
            words[at].text == "等"
            and sum(w.end - w.start for w in words[at + 1 :]) > 2
            and "enum" not in words[at + 1].does
        ):
            opens = (w for w in words[: min(2, at - 1)] if "keep" in w.does and "strong" not in w.does)
            aside = words[at + 1].text == "人" or ("means" in words[at + 1].does and _is_verb(words[at + 2]))
            return (*opens, *trim(words[at + 2 if aside else at + 1 :]))
    return words


def core(words: Sequence[Word], *, modified: bool = False) -> tuple[Word, ...]:
    """The noun that a later number may take over: without the verbs that open it, and, but where it stays the same
    thing (`modified`), without the clause that modifies it.
    """
    of = -1 if modified else next((i for i in range(len(words) - 2, 0, -1) if words[i].text == "的"), -1)
    words = words[of + 1 :]  # 《…》反映的|问题
    at = 0
    while at < len(words) - 1 and words[at].does & (_VERB | {"enum", "conj", "scope"}) and is_noun(words[at + 1 :]):
        at += 1
    return tuple(words[at:] if any(w.does & _VERB for w in words[:at]) else words)


def behind(
    words: Sequence[Word],
    *,
    attributive: bool = False,
    recipient: bool = False,
    followed: bool = False,
    person: bool = False,
    deed: bool = False,
) -> int:
    """How many of the words behind a number are the noun that it counts (0: none).

    `attributive`: the words before the number want a noun (…的15项, 制定8条), so that what comes first modifies it
    even where it is a verb or an adverb (未整改到位|审计问题). `recipient`: a preposition stands before the number,
    so that any verb ends the noun (向35家|企业|发放补贴). `followed`: another number follows without a break, so that
    和 leads over to it. `person`: the unit counts persons. `deed`: a verb of achieving stands before the number, whose
    object may end in a verb (完成45家|企业超低排放改造).
    """
    at = 0
    while at < len(words) and "space" in words[at].does:
        at += 1
    if at < len(words) and words[at].text == "的":
        at += 1
    at = _behind_qualifier(words, at)
    first = at
    if relative := _relative(words, at) or (attributive and _led_by_prep(words, at)):
        return relative
    seen = False
    while at < len(words):
        word = words[at]
        does = word.does
        if word.text in _BRACKETS or (not seen and "bracket" in does):
            break  # 241件|(含上年结转16件), 13万元|(自然口径)
        if does & {"enum", "conj"}:
            listed = any(w.text in _LEADS_ON for w in (words[at:-1] if followed else words[at:]))
            joined = listed or _joins(words, at) or (recipient and at + 1 < len(words) and not words[at + 1].does)
            if not seen or (followed and not listed) or not joined:
                break
        elif seen and "manner" in does and at + 1 < len(words) and words[at + 1].does & _VERB:
            break  # 1136个问题|集中开展…
        elif recipient and not does & {"indicator", "general"} and (_is_done(words, at) if seen else does & _DEED):
            break  # 向30家供应商|支付货款; 为530人|发放救助金
        elif does & _STOP and not does & {"indicator", "general"} and not _goes_on(words, at):
            if seen or not attributive or does & {"prep", "time", "share", "each", "part"} or word.text in _OF_ALL:
                break
            if word.text in _UNDER_WAY and at + 2 == len(words):
                break
        elif seen and not deed and _goes_over(words, at, person):
            break
        else:
            seen = True
        at += 1
    while at > first and (
        words[at - 1].does & {"enum", "conj", "space"} or words[at - 1].text in _LEADS_OFF or _is_adverb(words[at - 1])
    ):
        at -= 1
    return at if seen and at > first else 0


_PERSONS = "人员者工生师民兵童友长"


def _is_done(words: Sequence[Word], at: int) -> bool:
    """Whether a verb says what those before it received (向30家|供应商|支付货款)."""
    return bool(words[at].does & _VERB - {"outcome", "passive"}) or (_is_verb(words[at]) and _closes(words[at - 1]))


def _closes(word: Word) -> bool:
    """Whether a word names those who receive something (供应商, 职工)."""
    return bool(word.does & {"general", "counted"}) or word.text[-1] in "商人员者户司家工生"


def _is_adverb(word: Word) -> bool:
    return not word.does & {"indicator", "general", "counted", "quoted"} and part_of_speech(word.text) in (
        "d",
        "ad",
        "p",
        "c",
        "r",
    )


def _goes_over(words: Sequence[Word], at: int, person: bool) -> bool:
    """Whether a clause goes over to what is said of the things counted (31个|社区|第一时间成立…): the word before is
    one of the general nouns that close a noun phrase, fit to be counted so, and no noun follows.
    """
    last, word = words[at - 1], words[at]
    if "general" not in last.does or word.text == "的" or word.does & {"enum", "conj", "general", "bracket"}:
        return False
    if word.mention is not None:
        return word.mention.category == "ordinal"  # 31个社区|第一|时间成立…
    if (last.text[-1] in _PERSONS or last.text in ("干部", "群众")) is not person:
        return False
    tag = part_of_speech(word.text)
    if len(word.text) == 1 and tag not in ("p", "d", "c"):
        return False
    after = words[at + 1] if at + 1 < len(words) else None
    if tag in ("vn", ""):
        said = after is not None and part_of_speech(after.text) in _SAYING and not after.does & {"general", "indicator"}
        return said or (after is None and tag == "vn")
    if tag == "v" and word.does.isdisjoint(_STOP | _VERB):
        return at + 2 < len(words)  # 社区|健身|路径
    return tag in _SAYING or tag == "b" or tag in ("c", "r", "t", "m")


_SAYING = frozenset({"v", "vd", "d", "ad", "a", "p"})


_LEADS_OFF = frozenset({"的", "发现", "查出", "年", "月"})  # no noun ends with them (抽查12个县|发现, 75家企业|年|产值)
_OF_ALL = frozenset({"均", "都", "全部"})  # they open what is said of what was counted, even behind 的
_UNDER_WAY = frozenset({"正在", "正", "继续", "持续"})  # so do these before a lone verb (的23个|正在|推进)


def _behind_qualifier(words: Sequence[Word], at: int) -> int:
    """Where the noun goes on behind a number that only qualifies it (87万名|80岁以上|老年人)."""
    mention = words[at].mention if at < len(words) else None
    if mention is None or mention.category != "qualifier":
        return at
    noun = at + 1
    while noun < len(words) and words[noun].start < mention.outer_end:
        noun += 1
    return at if noun == len(words) or words[noun].does & {"enum", "conj"} else noun


_LEADS_ON = frozenset({"等", "的"})  # behind 和 they show that the noun has not ended (个体和小微|等|企业)


def _relative(words: Sequence[Word], at: int) -> int:
    """How many words are a noun with what modifies it in front (218名|不符合条件人员, 71名|已死亡参保人员); 0 where
    what comes first is said of the things counted.
    """
    if at == len(words) or "relative" not in words[at].does:
        return 0
    for end in range(at + 1, len(words)):
        if "counted" in words[end].does:
            return end + 1
        if words[end].does & _STOP:
            break
    return 0


def _led_by_prep(words: Sequence[Word], at: int) -> int:
    """How many words are a noun behind a clause that a preposition opens (办理38宗|以区政府为被告|的|案件)."""
    if at >= len(words) or words[at].text not in ("以", "由", "因", "与"):
        return 0
    of = next((i for i in range(len(words) - 2, at + 1, -1) if words[i].text == "的"), 0)
    count = behind(words[of + 1 :]) if of else 0
    return of + 1 + count if count else 0


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """Whether a word that ends nouns is part of one here: 提升 of 能力提升工程, 超 of a limit, 中 of 抽中."""
    drawn = at > 0 and words[at].text == "中" and len(words[at - 1].text) == 1 and _is_verb(words[at - 1])
    return drawn or _inside(words, at) or _limits(words, at)


def _inside(words: Sequence[Word], at: int) -> bool:
    """Whether a change verb is part of a compound noun (能力|提升|工程): a plain noun follows, and no number."""
    return (
        bool(words[at].does & {"up", "down"})
        and at > 0
        and at + 1 < len(words)
        and not words[at + 1].does - {"general", "indicator"}
    )


def _limits(words: Sequence[Word], at: int) -> bool:
    """Whether a word belongs to a limit that tells which things are counted (2家|产值|超|10亿元|的企业)."""
    if at == 0 or at + 3 >= len(words):
        return False
    mention = words[at + 1].mention
    return mention is not None and mention.category == "qualifier" and words[at + 2].text == "的"


def _joins(words: Sequence[Word], at: int) -> bool:
    """Whether 、 or 和 joins two nouns here: a noun follows, and no verb does before the next number."""
    for word in words[at + 1 :]:
        if "general" in word.does and words[at - 1].does.isdisjoint(_NOUN):
            return True  # 钢铁、水泥|企业|开展…: the members share it
        if word.does & (_STOP | _VERB) and "indicator" not in word.does:
            return False
    return at + 1 < len(words)


def split_members(words: Sequence[Word], count: int) -> list[tuple[Word, ...]]:
    """The `count` members of a list of nouns joined by 、 和 与 及, or of as many as there are.

    Where both kinds of joint give too many, one kind alone is tried: 教育、社会保障和就业、卫生健康 are three.
    """
    ways = []
    for joints in (frozenset({"enum", "conj"}), frozenset({"enum"}), frozenset({"conj"})):
        members: list[list[Word]] = [[]]
        for word in words:
            if word.does & joints and word.text != "并":
                if members[-1]:
                    members.append([])
            else:
                members[-1].append(word)
        ways.append([tuple(m) for m in members if m])
    return next((way for way in ways if len(way) == count), ways[0])


def tail(words: Sequence[Word], size: int) -> tuple[Word, ...]:
    """The last words of a noun, of at most `size` characters, at least one word."""
    at = len(words)
    while at and sum(w.end - w.start for w in words[at - 1 :]) <= size:
        at -= 1
    at = min(at, len(words) - 1)
    shut = next((i + 1 for i in range(len(words) - 2, at - 1, -1) if words[i].text == "”"), at)
    return trim(words[shut:])  # not from within quotation marks


def share_head(members: Sequence[tuple[Word, ...]]) -> list[Pieces]:
    """The name of each member of a list whose last member carries the noun that all share.

    城镇 | 农村居民人均可支配收入 are 城镇居民人均可支配收入 and 农村居民人均可支配收入. Where each member ends in
    an indicator of its own (基础设施投资 | 工业投资) or all end alike (入园率 | 普惠率) nothing is shared.
    """
    last = members[-1]
    if len(last) > 1 and "strong" in last[0].does:  # 接待游客、实现|旅游总花费: each has a verb of its own
        return [*map(pieces, members[:-1]), pieces(last[1:])]
    if _after_such(last) is None and (
        all(_has_own(m, last) for m in members)
        or len({m[-1].text[-1] for m in members}) == 1
        or (len({len(m) for m in members}) == 1 < len(last) and not _is_figure(last))
    ):
        return [pieces(members[0])] + [paired(m, members[0]) + pieces(m) for m in members[1:]]
    tail = pieces(_tail(members))
    if (such := _after_such(last)) is not None:
        return [pieces(m) + tail for m in (*members[:-1], last[: such - 1])]
    return [pieces(m) if m is last or _is_figure(m) else pieces(m) + tail for m in members]


def _after_such(words: Sequence[Word]) -> int | None:
    """Where the noun begins that the members of a list are examples of (电子、航天等|行业利润); None without 等."""
    return next((i + 1 for i in range(1, len(words) - 1) if words[i].text == "等"), None)


def _has_own(member: Sequence[Word], last: Sequence[Word]) -> bool:
    """Whether a member ends in an indicator of its own; of 投资、消费增速 the first does not: both have a 增速."""
    end, other = member[-1], last[-1]
    if "attached" in other.does and other.text[-1] in "速幅":
        return end.text[-1] in "速幅"
    return bool(end.does & {"indicator", "paired"}) or _is_figure(member)


def _is_figure(member: Sequence[Word]) -> bool:
    """Whether a member says itself what kind of figure it is (入学率, 项目数)."""
    return member[-1].text[-1] in "率数额"


def paired(words: Sequence[Word], before: Sequence[Word]) -> Pieces:
    """The modifiers that a bare 支出 takes from the 收入 before it; empty where there are none."""
    if not words or not all("paired" in w.does for w in words):
        return ()
    at = len(before)
    while at and "paired" in before[at - 1].does:
        at -= 1
    return pieces(before[:at]) if at < len(before) else ()


def _tail(members: Sequence[tuple[Word, ...]]) -> tuple[Word, ...]:
    """The end of the last member that the others share: what stands behind its own part, which is like the member
    before it, by its last letter (工业 | 服务业|增加值) or else by its length (蔬菜 | 小浆果|设施产量占比).
    """
    words, before = members[-1], members[-2]
    if (such := _after_such(words)) is not None:
        return words[such:]  # 电子、航天|等|行业利润
    if all(w.does & (_VERB | {"scope"}) for w in members[0]):
        return core(words)
    if len(words) == 1:
        return words if "indicator" in words[0].does else ()
    verb = next((i for i in range(1, len(words) - 1) if words[i].does & _VERB and not words[i].does & _NOUN), 0)
    if verb and "share_noun" in words[-1].does:
        return words[verb:]  # 产业基金、新增能耗、新增用地|支持民间投资项目比重
    alike = [end for end in range(1, len(words)) if words[end - 1].text[-1] == before[-1].text[-1]]
    if alike:
        return words[alike[-1] :]
    return words[min(range(1, len(words)), key=lambda end: (abs(_size(words[:end]) - _size(before)), -end)) :]
