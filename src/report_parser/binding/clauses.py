"""How a sentence is laid out: its breaks, its quantities, and the words on either side of each.

A *break* is a comma, semicolon, colon or dash outside quotes and brackets; 、 joins and is no break. For each
quantity the text is read from the last break, or the last quantity, to it (`left`), and from it to the next one
(`right`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from report_parser.binding.lexicon import Lexicon
from report_parser.binding.words import Segmenter, part_of_speech
from report_parser.numerals.mention import Mention
from report_parser.values import value

_REACH = 160  # how far from its number a noun may stand; it also keeps the cost of a clause bounded
_end_of = attrgetter("end")
_END = re.compile(r"[。！？!?\n]")
_NOTE = re.compile(r"\[[0-9]{1,3}\]")
_MASK = re.compile(
    r"“[^”\n]{0,60}+”|‘[^’\n]{0,60}+’|「[^」\n]{0,60}+」|《[^》\n]{0,120}+》|\([^()\n]{0,80}+\)|\[[^\[\]\n]{0,40}+\]"
)
_BREAK = re.compile(r"[,;:\t|【】]|——|…|(?<= )[-–—*](?= )")
_PIECE = re.compile(
    r"[\u3400-\u9fff]++"
    r"|\[[0-9]{1,3}\]"
    r"|“[^”\n]{0,60}+”|‘[^’\n]{0,60}+’|《[^》\n]{0,120}+》|\([^()\n]{0,80}+\)|[A-Za-z0-9&+./%-]++|.",
    re.DOTALL,
)
_NONE: frozenset[str] = frozenset()
_NAME = frozenset({"quoted"})
_BRACKET = frozenset({"bracket"})
_COMMA = frozenset({"enum"})
# A sign in front of a number says what its word says: 同比+8.6%, 环比↓3.1%.
_CHANGES = dict.fromkeys("+↑▲", frozenset({"up"})) | dict.fromkeys("↓▼", frozenset({"down"}))
_SPACE = frozenset({"space"})
_TIME = frozenset({"time"})
_MENTION = frozenset({"mention"})
_DOES = {"period": _TIME, "date": _TIME, "enumerator": frozenset({"enumerator"}), "heading": frozenset({"enumerator"})}


_NOT_NOUN = frozenset(
    {
        "enum",
        "conj",
        "predicate",
        "achieve",
        "strong",
        "keep",
        "adverb",
        "prep",
        "reach",
        "up",
        "down",
        "time",
        "share",
        "part",
    }
)


@dataclass(slots=True, eq=False)
class Word:
    """A word with what it can do in a clause. `mention` is set where it is a number or a time.

    Not frozen, since that makes it four times as dear, and of nothing are there more; nobody changes one.
    """

    start: int
    end: int
    text: str
    does: frozenset[str]
    mention: Mention | None = None


@value(frozen=True, slots=True)
class Slot:
    """A quantity in its sentence, with the words before and behind it.

    `broken` is the break that stands between it and the quantity before it (None: there is none, the two share the text
    between them). `closed` says that a break or the end of the sentence, not a quantity, ends `right`.
    """

    mention: Mention
    left: tuple[Word, ...]
    right: tuple[Word, ...]
    broken: str | None
    closed: bool


@value(frozen=True, slots=True)
class Sentence:
    """A sentence that holds quantities.

    `others` are its mentions that are no metrics. `reread` are those that the sentence as a whole showed to be
    something else than the scan took them for: amounts that only qualify a noun, and members of a list that share a
    word of bound.
    """

    start: int
    end: int
    slots: tuple[Slot, ...]
    breaks: tuple[tuple[int, int], ...]
    others: tuple[Mention, ...]
    reread: tuple[Mention, ...] = ()


def sentences(folded: str, mentions: Sequence[Mention], lexicon: Lexicon, segmenter: Segmenter) -> Iterator[Sentence]:
    """The sentences that hold a quantity."""
    ends = [m.start() for m in _END.finditer(folded)]
    starts = [m.start for m in mentions]
    measuring = [i for i, m in enumerate(mentions) if m.category == "metric"]
    done = -1
    for index in measuring:
        mention = mentions[index]
        if mention.start < done:
            continue
        at = bisect_left(ends, mention.start)
        start = ends[at - 1] + 1 if at else 0
        over = bisect_left(ends, mention.outer_end)
        end = ends[over] if over < len(ends) else len(folded)
        done = end
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        yield _lay_out(folded, start, end, mentions[first:last], lexicon, segmenter)


def _lay_out(
    folded: str, start: int, end: int, mentions: Sequence[Mention], lexicon: Lexicon, segmenter: Segmenter
) -> Sentence:
    slots, breaks = _slots(folded, start, end, mentions, lexicon, segmenter)
    limits = {slot.mention.start for at, slot in enumerate(slots) if _qualifies(slots, at)}
    if limits:
        mentions = [replace(m, category="qualifier") if m.start in limits else m for m in mentions]
        slots, breaks = _slots(folded, start, end, mentions, lexicon, segmenter)
    others = tuple(m for m in mentions if m.category != "metric")
    reread = tuple(m for m in mentions if m.start in limits)
    return Sentence(start, end, tuple(slots), tuple(breaks), others, reread)


def _qualifies(slots: Sequence[Slot], at: int) -> bool:
    """Whether an amount only qualifies the noun that another number counts (产值超10亿元|企业18家,
    70个|30亿元以上项目).
    """
    slot = slots[at]
    quantity = slot.mention.quantity
    if quantity is not None and quantity.kind == "duration" and slot.right and slot.right[0].text == "期":
        return len(slot.right) > 1  # 7天|期逆回购
    if quantity is None or quantity.kind not in ("money", "measure", "duration") or not slot.right:
        return False
    before = slots[at - 1].mention.quantity if at else None
    counted = slot.broken is None and before is not None and before.kind == "count"
    plain = not any(w.does & _NOT_NOUN - {"reach", "adverb"} for w in slot.left)
    if slot.right[0].text == "的" and slot.left and slot.left[-1].does & {"indicator", "attached"}:
        # 总投资10亿元的3个项目: an amount of its own; 2家|产值过亿元的|企业: a limit that tells which are counted
        return counted and plain and quantity.bound != "exact" and len(slot.right) > 1
    if slot.right[0].does & _NOT_NOUN - {"keep", "achieve", "strong", "enum"}:
        return False
    if counted and plain and (not slot.left or slot.right[0].text == "的" or _passes(slot.left)):
        return True
    if "enum" in slot.right[0].does:
        return False
    after = slots[at + 1] if at + 1 < len(slots) else None
    followed = after is not None and after.mention.quantity is not None and after.mention.quantity.kind == "count"
    return followed and not slot.closed and not any(w.does & _NOT_NOUN for w in slot.right)


def _passes(words: Sequence[Word]) -> bool:
    """Whether words only say that an amount is passed (过三千亿元|城市)."""
    return all(w.text in ("过", "超", "破", "上", "达") for w in words)


def _slots(
    folded: str, start: int, end: int, mentions: Sequence[Mention], lexicon: Lexicon, segmenter: Segmenter
) -> tuple[list[Slot], list[tuple[int, int]]]:
    metrics = [m for m in mentions if m.category == "metric"]
    others = [m for m in mentions if m.category != "metric"]
    breaks = _breaks(folded, start, end, mentions)
    begin = [b[0] for b in breaks]
    slots = []
    right: tuple[Word, ...] = ()
    right_span = start, start
    before = start
    broken: str | None = "start"
    for number, metric in enumerate(metrics):
        at = bisect_left(begin, metric.outer_start)
        left_from = before
        if at and breaks[at - 1][0] >= before:
            left_from = breaks[at - 1][1]
            broken = folded[breaks[at - 1][0]]
        left_from = max(left_from, metric.outer_start - _REACH)
        following = metrics[number + 1].outer_start if number + 1 < len(metrics) else end
        nxt = bisect_left(begin, metric.outer_end)
        closed = (nxt < len(breaks) and breaks[nxt][0] <= following) or number + 1 == len(metrics)
        right_to = breaks[nxt][0] if nxt < len(breaks) and breaks[nxt][0] <= following else following
        left_span = left_from, metric.outer_start
        # What stands between two numbers without a break is behind the one and before the other.
        left = right if left_span == right_span else cut(folded, *left_span, others, lexicon, segmenter)
        right_span = metric.outer_end, min(right_to, metric.outer_end + _REACH)
        right = cut(folded, *right_span, others, lexicon, segmenter)
        slots.append(Slot(metric, _with_sign(left, metric), right, broken, closed))
        before, broken = metric.outer_end, None
    return slots, breaks


def _with_sign(left: tuple[Word, ...], metric: Mention) -> tuple[Word, ...]:
    """The words before a quantity with its minus sign where it is the verb of a comparison (同比-15.2%)."""
    if metric.quantity is None or metric.quantity.value >= 0:
        return left
    words = [word for word in left[-3:] if "space" not in word.does][-2:]
    than = len(words) > 1 and "time" in words[-1].does and "than" in words[-2].does
    compared = than or (words and "basis" in words[-1].does)
    return (*left, Word(metric.start, metric.start, "-", _CHANGES["↓"])) if compared else left


def _breaks(folded: str, start: int, end: int, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    measured = [m.start for m in mentions if m.category == "metric"]
    masks = [
        found.span()
        for found in _MASK.finditer(folded, start, end)
        if bisect_left(measured, found.start()) == bisect_left(measured, found.end())
    ]
    spans = sorted(masks + [(m.outer_start, m.outer_end) for m in mentions])
    heads = [s[0] for s in spans]
    breaks = []
    for found in _BREAK.finditer(folded, start, end):
        at = bisect_right(heads, found.start()) - 1
        if at < 0 or spans[at][1] <= found.start():
            breaks.append(found.span())
    return breaks


def cut(
    folded: str, start: int, end: int, others: Sequence[Mention], lexicon: Lexicon, segmenter: Segmenter
) -> tuple[Word, ...]:
    """The words of `folded[start:end]`; numbers that are no metrics, times, quotes and brackets stay whole."""
    if start >= end:
        return ()
    words: list[Word] = []
    at = start
    for number in range(bisect_right(others, start, key=_end_of), len(others)):
        mention = others[number]
        if mention.start >= end:
            break
        if (aside := _aside(folded, mention)) is not None:
            _pieces(folded, at, aside[0], lexicon, segmenter, words)
            at = max(at, min(aside[1], end))
            continue
        _pieces(folded, at, mention.start, lexicon, segmenter, words)
        if words and words[-1].text[-1:] == "比" and len(words[-1].text) > 1 and words[-1].end == mention.start:
            _split_comparison(words, lexicon)
        stop = min(mention.end, end)
        does = _DOES.get(mention.category, _MENTION)
        words.append(Word(max(mention.start, at), stop, folded[max(mention.start, at) : stop], does, mention))
        at = stop
    _pieces(folded, at, end, lexicon, segmenter, words)
    return tuple(words)


def _aside(folded: str, mention: Mention) -> tuple[int, int] | None:
    """The stretch around a number that is no word of its sentence: the mark of a note."""
    opens = mention.start - (folded[mention.start - 1 : mention.start] == "[")
    if folded[opens] == "[" and (note := _NOTE.match(folded, opens)):
        return note.span()
    return None


def _pieces(folded: str, start: int, end: int, lexicon: Lexicon, segmenter: Segmenter, words: list[Word]) -> None:
    if start >= end:
        return
    does = lexicon.classes.get
    for piece in _PIECE.finditer(folded, start, end):
        text = piece.group()
        at = piece.start()
        if "\u3400" <= text[0] <= "\u9fff":
            for word in segmenter.cut(text):
                words.append(Word(at, at + len(word), word, does(word, _NONE)))
                at += len(word)
                if word[-2:] in _DAYS:
                    _join_days(words)
        elif len(text) < 3 or text[0] != "[":  # the mark of a note
            words.append(Word(at, piece.end(), text, _sign(text)))


def _split_comparison(words: list[Word], lexicon: Lexicon) -> None:
    """Take 比 off a word in front of a time (收入比|去年): there it compares, and is no part of 收入比."""
    whole = words.pop()
    at, does = whole.end - 1, lexicon.classes.get
    noun = whole.text[:-1]
    words.append(Word(whole.start, at, noun, does(noun, _NONE)))
    words.append(Word(at, whole.end, "比", does("比", _NONE)))


_DAYS = frozenset({"假期", "期间"})


def _join_days(words: list[Word]) -> None:
    """Make one time of the days that a word ends and of what they are of (春节|假期, 春节假期); the dictionary calls
    that a time, too.
    """
    last = words[-1]
    if last.text not in _DAYS:
        words[-1] = Word(last.start, last.end, last.text, _TIME)
    elif len(words) > 1 and words[-2].end == last.start and part_of_speech(words[-2].text) == "t":
        words[-2:] = [Word(words[-2].start, last.end, words[-2].text + last.text, _TIME)]


def _sign(text: str) -> frozenset[str]:
    """What a piece of text can do that is no word."""
    first = text[0]
    if len(text) == 1:
        return _COMMA if first == "、" else _SPACE if first.isspace() else _CHANGES.get(first, _NONE)
    return _NAME if first in "“‘《" else _BRACKET if first == "(" else _NONE
