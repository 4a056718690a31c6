"""The one pass: every number of a text becomes one mention."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from report_parser.data.load import shipped
from report_parser.models import Span
from report_parser.numerals import families, times
from report_parser.numerals.measure import Measure
from report_parser.numerals.mention import Mention
from report_parser.numerals.rules import DIGITS, HAN, RUN, ScanRule, Surroundings
from report_parser.numerals.tries import matcher, words_pattern
from report_parser.numerals.units import UnitTable

_NUMERALS = DIGITS + "零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟几半"
# These begin a number seldom, and a word often.
_SELDOM = {"数": "数[十百千万亿]", "对": "对[半折]", "好": "好[几数]"}
_DIGITS = frozenset(DIGITS)
_MEASURED = frozenset((*_NUMERALS, *_SELDOM))
_TITLE = re.compile(r"《[^》\n]{1,120}》")
_QUOTED = re.compile(r"“[^”\n,。;:!?！？]{1,24}”")
_JOINED = re.compile(" ?(?:[、和及与]|以及) ?")
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3}(?![0-9]))*+(?:\.[0-9]+)*+")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_FRAME = re.compile(r"[ \t—·|-]*+")
_GROUP_NAME = re.compile(r"\(\?P<\w+>")
_LONGEST = 40

# What may be a composition: its terms stand between colons.
_OF_TERMS = frozenset(("three_terms", "ratio"))
_RATIO_TERMS = 2


class _Rules:
    """Rules in the order in which they are tried at a place."""

    def __init__(self, rules: Iterable[ScanRule]) -> None:
        self.rules = tuple(rules)

    def mention(self, place: Surroundings, pos: int, start: int = 0) -> Mention | None:
        """What the first rule that accepts the place, of those from the number `start` on, makes of it.

        None of them may tear a run of digits.
        """
        folded = place.folded
        char = folded[pos]
        for rule in self.rules[start:]:
            match = matcher(rule.pattern)(folded, pos) if char in rule.first else None
            if match is None or (mention := rule.make(place, match)) is None:
                continue
            if folded[mention.end : mention.end + 1] not in _DIGITS or folded[mention.end - 1] not in _DIGITS:
                return mention
        return None


class _NumeralRules(_Rules):
    """The many rules that begin with a number, nearly all of which are nothing at nearly all numbers.

    What stands behind the number tells whether any can be something; and then one match of all of them together, which
    is the first that is worth its own.
    """

    def __init__(self, rules: Iterable[ScanRule]) -> None:
        super().__init__(rules)
        behind = sorted({rule.behind for rule in self.rules})
        self.worth_it = re.compile(f"{RUN}(?:{'|'.join(behind)})").match
        self._first = re.compile("|".join(f"({_GROUP_NAME.sub('(?:', rule.pattern)})" for rule in self.rules)).match

    def mention(self, place: Surroundings, pos: int, start: int = 0) -> Mention | None:
        """What the first rule that accepts the place makes of it."""
        if self.worth_it(place.folded, pos) is None or (seen := self._first(place.folded, pos)) is None:
            return None
        return super().mention(place, pos, max(start, (seen.lastindex or 1) - 1))


class Scanner:
    """The grammar of numbers, compiled from the tables `units` and `words` (data/units.toml, data/numerals.toml).

    Immutable and picklable. At each place the rules are tried in order; the first that accepts it has it. What no rule
    accepts is measured, and digits that nothing measures fall to the rules for what is left over.
    """

    def __init__(self, units: Mapping[str, Any], words: Mapping[str, Any]) -> None:
        self._tables = (units, words)
        self._measure = Measure(UnitTable(units), words)
        self.rules: tuple[ScanRule, ...] = (*families.rules(words), *times.rules(words))
        self.numeral = _NumeralRules(rule for rule in self.rules if not _MEASURED.isdisjoint(rule.first))
        others = {char for rule in self.rules for char in rule.first} - _MEASURED
        self._rules = dict.fromkeys(DIGITS + HAN, self.numeral) | {
            char: _Rules(rule for rule in self.rules if char in rule.first) for char in others
        }
        self._left = _Rules(families.LEFT_OVER)
        # Most characters begin nothing. A rule that begins with a frequent one names what must follow it there.
        stop = words["stop"]
        stops = words_pattern(stop["words"], stop["not_before"])
        always = {char for rule in self.rules if not rule.seed for char in rule.first} | set(_NUMERALS)
        seeds = "|".join((*(rule.seed for rule in self.rules if rule.seed), *_SELDOM.values()))
        first = always | others | set(_SELDOM) | {word[0] for word in stop["words"]}
        self._seed = re.compile(
            f"{_one_of(first)}(?:(?<=(?=(?P<stop>{stops})).)|(?<={_one_of(always)})|(?<=(?=(?:{seeds})).))", re.DOTALL
        )

    def __reduce__(self) -> tuple[type[Scanner], tuple[Mapping[str, Any], Mapping[str, Any]]]:
        return Scanner, self._tables

    def warm_up(self) -> None:
        """Compile every rule's pattern now, not when a text first needs it."""
        for rule in (*self.rules, *families.LEFT_OVER):
            matcher(rule.pattern)

    def scan(self, folded: str, text: str, year: int | None, headings: Sequence[tuple[int, int]] = ()) -> list[Mention]:
        """The mentions of `text`, sorted, none overlapping; `folded` is its folded copy.

        `year` is the report's year. `headings` are the spans of headings: a marker at the start of one is a heading.
        """
        place = Surroundings(folded, text, year)
        found: list[Mention] = []
        pos = 0
        while (seed := self._seed.search(folded, pos)) is not None:
            if seed.lastgroup is not None:
                pos = seed.end("stop")
                continue
            pos = seed.start()
            mention = self._at(place, pos)
            if mention is None:
                pos += 1
                continue
            # 令, an office and a currency stand in front of what began the match.
            while found and found[-1].end > mention.start:
                last = found.pop()
                if last.start < mention.start:
                    found.append(_cut(last, mention.start))
            found.append(mention)
            pos = max(mention.end, pos + 1)
        if any(mention.note in _OF_TERMS for mention in found):
            found = [part for mention in found for part in self._terms(place, mention)]
        _spread_bounds(folded, found)
        _spread_qualifiers(folded, found)
        _name_quoted(folded, found)
        _mark_headings(found, headings)
        return found

    def _at(self, place: Surroundings, pos: int) -> Mention | None:
        """The mention at a place: of the first rule that accepts it, else what it measures, else what is left over."""
        char = place.folded[pos]
        mention: Mention | None = None
        rules = self._rules.get(char)
        if rules is not None:
            mention = rules.mention(place, pos)
        if mention is None and char in _MEASURED:
            mention = self._measure.read(place, pos)
            if mention is None:
                mention = self._left_over(place, pos) if char in DIGITS else self._measure.han(place, pos)
        return mention

    def _terms(self, place: Surroundings, mention: Mention) -> Sequence[Mention]:
        """The terms of a composition (4.7∶40.3∶55.0) that adds up to a hundred, each a share; else the mention.

        So are the two of a ratio that does (城乡人口比63.5∶36.5).
        """
        if mention.note not in _OF_TERMS:
            return (mention,)
        terms = self._measure.terms(place, mention.start, mention.end)
        return terms if _makes_whole(terms) else (mention,)

    def _left_over(self, place: Surroundings, pos: int) -> Mention:
        """Digits that nothing measures: a marker, a name, a year or a page alone, or other."""
        mention = self._left.mention(place, pos)
        if mention is not None:
            return mention
        folded = place.folded
        found = _NUMBER.match(folded, pos)
        end = pos + 1 if found is None else found.end()
        if end - pos > _LONGEST:
            return Mention(pos, end, "other", "too_long")
        if _YEAR.fullmatch(folded, pos, end):
            return times.year_alone(pos, end, folded[pos:end], "bare_year")
        if _fills_line(folded, pos, end):
            return Mention(pos, end, "page", "page_number")
        return self._measure.bare(place, pos) or Mention(pos, end, "other", "unexplained")


def _makes_whole(terms: Sequence[Mention]) -> bool:
    """True if shares add up to a hundred, but for what rounding each of them can take away; two must do so exactly."""
    shares = [term.quantity for term in terms if term.quantity is not None]
    off = abs(sum((share.value for share in shares), Decimal(-100)))
    if len(shares) == _RATIO_TERMS:
        return not off and min(share.value for share in shares) > 1
    return off <= sum((share.step for share in shares), Decimal(0))


def _cut(mention: Mention, end: int) -> Mention:
    """What is left of a mention whose unit turned out to begin the next one: the number (附件1国发〔2021〕30号)."""
    number = mention.quantity.number if mention.quantity is not None else Span(mention.start, mention.end)
    return Mention(mention.start, min(number.end, end), "other", "unexplained")


def _one_of(chars: Iterable[str]) -> str:
    """A pattern of any one of the characters."""
    return f"[{re.escape(''.join(sorted(chars)))}]"


def _fills_line(folded: str, start: int, end: int) -> bool:
    """True if a short number stands alone on a line among others, as page numbers do (GB/T 9704-2012: — 2 —)."""
    line = folded.rfind("\n", max(0, start - 6), start) + 1
    if end - start > 4 or (line == 0 and start > 5):
        return False
    framed = _FRAME.fullmatch(folded, line, start) is not None
    after = _FRAME.match(folded, end)
    behind = end if after is None else after.end()
    return framed and (line > 0 or behind < len(folded)) and folded[behind : behind + 1] in ("\n", "")


def _spread_bounds(folded: str, found: list[Mention]) -> None:
    """A bound word over a list holds for every member: 超过98%、85% forwards, 5%、6.5%左右 backwards."""
    given = False
    for index in range(len(found) - 1):
        giver, taker = found[index], found[index + 1]
        may_give = given or giver.outer_start < giver.start
        given = may_give and _lists(folded, giver, taker) and _takes(taker, giver)
        if given:
            found[index + 1] = _bounded(taker, giver)
    given = False
    for index in range(len(found) - 1, 0, -1):
        giver, taker = found[index], found[index - 1]
        may_give = given or giver.outer_end > giver.end
        given = may_give and _lists(folded, taker, giver) and _takes(taker, giver)
        if given:
            found[index - 1] = _bounded(taker, giver)


def _spread_qualifiers(folded: str, found: list[Mention]) -> None:
    """What qualifies a noun does so with the members of its list (一刻钟、半小时生活圈): none of them measures."""
    for index in range(len(found) - 1, 0, -1):
        giver, taker = found[index], found[index - 1]
        if giver.note != "qualifier" or taker.category != "metric" or giver.quantity is None or taker.quantity is None:
            continue
        if giver.quantity.kind == taker.quantity.kind and _JOINED.fullmatch(folded, taker.outer_end, giver.outer_start):
            found[index - 1] = replace(taker, category="qualifier", note="qualifier")


def _lists(folded: str, before: Mention, after: Mention) -> bool:
    """True if only a comma or an "and" stands between two mentions of one category.

    达到300亿元、百亿元以上企业 is no such pair: the second only says which companies.
    """
    return before.category == after.category and bool(_JOINED.fullmatch(folded, before.outer_end, after.outer_start))


def _takes(taker: Mention, giver: Mention) -> bool:
    """True if a mention without a bound may have that of another one: both measure in one unit."""
    given, taken = giver.quantity, taker.quantity
    if given is None or taken is None or given.bound == "exact" or taken.bound != "exact":
        return False
    return given.unit_id == taken.unit_id


def _bounded(taker: Mention, giver: Mention) -> Mention:
    """`taker` with the bound of `giver`; both have quantities."""
    if taker.quantity is None or giver.quantity is None:
        return taker
    return replace(taker, quantity=taker.quantity.model_copy(update={"bound": giver.quantity.bound}))


def _name_quoted(folded: str, found: list[Mention]) -> None:
    """Numbers in 《》 and counts in short quotes are parts of names: “三个集中”, “30条”."""
    starts = [mention.start for mention in found]
    for match in _TITLE.finditer(folded) if found else ():
        for index in range(bisect_left(starts, match.start()), bisect_left(starts, match.end())):
            found[index] = _as_name(found[index])
    for match in _QUOTED.finditer(folded) if found else ():
        for index in range(bisect_left(starts, match.start()), bisect_left(starts, match.end())):
            mention = found[index]
            stated = mention.quantity is not None and mention.quantity.kind in ("percent", "percentage_point", "money")
            if mention.category in ("metric", "other") and not stated:
                found[index] = _as_name(mention)


def _as_name(mention: Mention) -> Mention:
    """The mention as a part of a name: it measures nothing and means no time."""
    return Mention(mention.start, mention.end, "name", mention.note, counts=mention.counts)


def _mark_headings(found: list[Mention], headings: Sequence[tuple[int, int]]) -> None:
    """The marker at the start of a heading is a part of it."""
    for start, _ in headings:
        index = bisect_left(found, start, key=lambda mention: mention.start)
        if (
            index < len(found)
            and found[index].start <= start + 1
            and found[index].category in ("enumerator", "ordinal")
        ):
            found[index] = replace(found[index], category="heading")


@lru_cache(maxsize=1)
def default_scanner() -> Scanner:
    """The scanner of the package's own tables."""
    return Scanner(shipped("units"), shipped("numerals"))
