"""What stands between a noun and its number: change verbs, 到, 分别, 同比 … read from the number outwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from report_parser.binding.clauses import Word
from report_parser.models import Direction

_SKIP = frozenset({"adverb", "linking", "reach", "modal", "space"})
_WITH = frozenset("与和同跟")
_GAPS = frozenset({"gap_up", "gap_down"})
_RESTORED = frozenset({"恢复", "回升", "回落", "相当"})
_ABOVE_OR_BELOW = frozenset({"above", "below"})


@dataclass(slots=True)
class Link:
    """The words between an indicator and its number, by what they say; `content` is what stands before them.

    `change` is the direction of a change verb; with `to` the number is the state reached, else the amount of change.
    `from_` marks the starting value (由, 从). `basis` are the words of comparison (同比, 较上年末), `reference`
    those of a gap to another figure (高于全国). `share` stands for 占 directly before the number, `equals` for
    是上年的.
    """

    content: tuple[Word, ...] = ()
    change: Direction | None = None
    to: bool = False
    from_: bool = False
    each: bool = False
    share: bool = False
    reach: bool = False
    equals: bool = False
    basis: tuple[Word, ...] = ()
    reference: bool = False
    times: list[Word] = field(default_factory=list)
    verb: Word | None = None


def read_link(words: Sequence[Word]) -> Link:
    """Peel the linking words off the end of `words`; a blank behind 较 (较 2019 年增长) says nothing."""
    words = [w for n, w in enumerate(words) if not (n and "space" in w.does and "than" in words[n - 1].does)]
    link = Link()
    at = len(words)
    while at and (words[at - 1].does or words[at - 1].text == "的"):
        if (end := _settled(words, at, link)) is not None:
            at = end
            break
        if not _passes(words, at, link):
            break
        at -= 1
    if link.change:
        at = _peel_basis(words, at, link)
    elif not link.share and not link.from_ and (start := _reference(words, at)) is not None:
        above = "above" in words[start].does
        link.change, link.reference = ("up" if above else "down"), True
        link.verb = words[start]
        link.basis = tuple(words[start:at])
        at = start
        at = _peel_basis(words, at, link, keep=True)
    link.content = tuple(w for w in words[:at] if w not in link.basis) if link.basis else tuple(words[:at])
    return link


def _settled(words: Sequence[Word], at: int, link: Link) -> int | None:
    """Where the words before the link end, if the word before `at` tells what the number is; None if it does not."""
    word = words[at - 1]
    does = word.does
    if "from" in does and _may_start_from(words, at - 1):
        link.from_ = True
        return at - 1
    if direction := _reached(word):
        return _changed(link, word, direction, at - 1, to=True)
    if "to" in does and at > 1 and (direction := _direction(words[at - 2])):
        return _changed(link, words[at - 2], direction, at - 2, to=True)
    if (direction := _direction(word)) and not link.reach:
        return _changed(link, word, direction, at - 1)
    if direction := _gap(words, at - 1):
        return _changed(link, word, direction, at - 1)
    if "share" in does:
        link.share = True
        return at - 1
    if word.text == "的" and at > 2 and "time" in words[at - 2].does:
        # 是上年的2.3倍, 恢复至2019年同期的60%: the time is what it is compared with
        start = at - 2
        while start and "time" in words[start - 1].does:
            start -= 1
        restored = start > 1 and words[start - 1].text in ("至", "到") and words[start - 2].text in _RESTORED
        if restored or (start and "equals" in words[start - 1].does):
            link.equals = True
            start -= 2 if restored else 1
            link.basis = tuple(words[start:at])
            return start
    return None


def _changed(link: Link, verb: Word, direction: Direction, end: int, *, to: bool = False) -> int:
    """Note the verb of a change; `end` is where the words before it end."""
    link.change, link.verb, link.to = direction, verb, to
    return end


def _passes(words: Sequence[Word], at: int, link: Link) -> bool:
    """Whether the word before `at` only links: it is noted, and passed by."""
    word = words[at - 1]
    if "time" in word.does:
        link.times.append(word)
    elif "each" in word.does:
        link.each = True
    elif "reach" in word.does:
        link.reach = True
    elif word.text == "的" and (at == 1 or "time" in words[at - 2].does):
        return True
    else:
        return not word.does.isdisjoint(_SKIP)
    return True


def _direction(word: Word) -> Direction | None:
    does = word.does
    return "up" if "up" in does else "down" if "down" in does else "flat" if "flat" in does else None


def _reached(word: Word) -> Direction | None:
    """The direction of a word that reaches a state (提高到, 降至)."""
    if "change_to" not in word.does:
        return None
    return "down" if "change_to_down" in word.does else "up"


def _may_start_from(words: Sequence[Word], at: int) -> bool:
    return all("time" in w.does or "adverb" in w.does or w.text == "的" for w in words[at + 1 :])


def _than(words: Sequence[Word], end: int) -> int | None:
    """Where a phrase of comparison that ends at `end` begins (较…, 比…)."""
    for at in range(end - 1, max(-1, end - 10), -1):
        does = words[at].does
        if "than" in does:
            return at
        if "enum" in does or "share" in does:
            return None
    return None


def _with(words: Sequence[Word], end: int) -> int:
    """Where a phrase of comparison opens whose word stands at its end (与上年|相比)."""
    return next((at for at in range(end - 1, max(-1, end - 10), -1) if words[at].text in _WITH), end)


def _gap(words: Sequence[Word], at: int) -> Direction | None:
    does = words[at].does
    stated = at > 0 and words[at - 1].text in ("同比", "环比")  # 同比|多1863亿元
    if does.isdisjoint(_GAPS) or not (stated or _than(words, at) is not None):
        return None
    return "up" if "gap_up" in does else "down"


def _reference(words: Sequence[Word], end: int) -> int | None:
    """Where a gap to a named figure begins (高于|全国): the verb with at least one word behind it."""
    if end and words[end - 1].text[0] == "的":
        return None  # 超过警戒线的有|4户: those that are above
    for at in range(end - 2, max(-1, end - 8), -1):
        if not words[at].does.isdisjoint(_ABOVE_OR_BELOW):
            return at
    return None


def _peel_basis(words: Sequence[Word], at: int, link: Link, *, keep: bool = False) -> int:
    """Take adverbs, 分别 and the basis of comparison off; they stand before the change verb in any order."""
    basis: list[Word] = []
    while at:
        word = words[at - 1]
        does = word.does
        if "each" in does:
            link.each = True
        elif "basis" in does:
            basis.insert(0, word)
        elif "time" in does and at > 1 and "than" in words[at - 2].does:
            basis[:0] = words[at - 2 : at]
            at -= 1
        elif "than_behind" in does:
            opens = _with(words, at - 1)
            basis[:0] = words[opens:at]
            at = opens + 1
        elif "than" in does:
            basis.insert(0, word)
        elif "time" in does:
            link.times.append(word)
        elif does.isdisjoint(_SKIP) and not (word.text == "的" and at > 1 and "time" in words[at - 2].does):
            break
        at -= 1
    if keep:
        return at
    if not basis and (start := _than(words, at)) is not None and "than_behind" in words[start].does:
        basis = list(words[_with(words, start) : start + 1])
    elif not basis and start is not None:
        end = start + 1
        while end < at and words[end].does & {"time"}:
            end += 1
        if end == start + 1:
            end = at  # 比全省平均|快: all of it is the base; 较上年末|贷款余额|增长: only the time is
        basis = list(words[start:end])
        if end == at:
            at = start
    link.basis = tuple(basis)
    named = any("than" in w.does for w in basis) and not any("time" in w.does or "basis" in w.does for w in basis)
    link.reference = named
    return at
