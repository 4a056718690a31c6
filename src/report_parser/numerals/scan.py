"""The one pass: every number of a text becomes one mention."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from report_parser.data.load import shipped
from report_parser.numerals import families, times
from report_parser.numerals.measure import Measure
from report_parser.numerals.mention import Mention
from report_parser.numerals.rules import DIGITS, HAN, RUN, Place, Rule
from report_parser.numerals.tries import matcher, words_pattern
from report_parser.numerals.units import UnitTable

_NUMERALS = DIGITS + "零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟几半"
# These begin a number seldom, and a word often.
_SELDOM = {"数": "数[十百千万亿]", "对": "对[半折]", "好": "好[几数]"}
_MEASURED = frozenset((*_NUMERALS, *_SELDOM))
_TITLE = re.compile(r"《[^》\n]{1,120}》")
_QUOTED = re.compile(r"“[^”\n,。;:!?！？]{1,24}”")
_JOINED = re.compile(" ?(?:[、和及与]|以及) ?")
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*+(?:\.[0-9]+)*+")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_FRAME = re.compile(r"[ \t—·|-]*+")
_GROUP_NAME = re.compile(r"\(\?P<\w+>")
_LONGEST = 40


class _Rules:
    """Rules in the order in which they are tried at a place."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)

    def mention(self, place: Place, pos: int, start: int = 0) -> Mention | None:
        """What the first rule that accepts the place, of those from the number `start` on, makes of it."""
        char = place.folded[pos]
        for rule in self.rules[start:]:
            match = matcher(rule.pattern)(place.folded, pos) if char in rule.first else None
            if match is not None and (mention := rule.make(place, match)) is not None:
                return mention
        return None


class _NumeralRules(_Rules):
    """The many rules that begin with a number, nearly all of which are nothing at nearly all numbers.

    What stands behind the number tells whether any can be something; and then one match of all of them together, which
    is the first that is worth its own.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        super().__init__(rules)
        behind = sorted({rule.behind for rule in self.rules})
        self.worth_it = re.compile(f"{RUN}(?:{'|'.join(behind)})").match
        self._first = re.compile("|".join(f"({_GROUP_NAME.sub('(?:', rule.pattern)})" for rule in self.rules)).match

    def mention(self, place: Place, pos: int, start: int = 0) -> Mention | None:
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
        self.rules: tuple[Rule, ...] = (*families.rules(words), *times.rules(words))
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
        place = Place(folded, text, year)
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
            while found and found[-1].end > mention.start:  # 令 and an office stand in front of what began the match
                found.pop()
            found.append(mention)
            pos = max(mention.end, pos + 1)
        _spread_bounds(folded, found)
        _name_quoted(folded, found)
        _mark_headings(found, headings)
        return found

    def _at(self, place: Place, pos: int) -> Mention | None:
        char = place.folded[pos]
        mention: Mention | None = None
        rules = self._rules.get(char)
        if rules is not None:
            mention = rules.mention(place, pos)
        if mention is None and char in _MEASURED:
            mention = self._measure.read(place, pos)
            if mention is None:
                mention = self._left_over(place, pos) if char in DIGITS else self._measure.bare(place, pos)
        return mention

    def _left_over(self, place: Place, pos: int) -> Mention:
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
            days = times.resolve(folded[pos:end] + "年", None)
            return Mention(pos, end, "date", "bare_year", period=times.period(folded[pos:end], days))
        if _fills_line(folded, pos, end):
            return Mention(pos, end, "page", "page_number")
        return self._measure.bare(place, pos) or Mention(pos, end, "other", "unexplained")


def _one_of(chars: Iterable[str]) -> str:
    return f"[{re.escape(''.join(sorted(chars)))}]"


def _fills_line(folded: str, start: int, end: int) -> bool:
    """Whether a short number stands alone on a line among others, as page numbers do (GB/T 9704-2012: — 2 —)."""
    line = folded.rfind("\n", max(0, start - 6), start) + 1
    if end - start > 4 or (line == 0 and start > 5):
        return False
    framed = _FRAME.fullmatch(folded, line, start) is not None
    after = _FRAME.match(folded, end)
    behind = end if after is None else after.end()
    return framed and (line > 0 or behind < len(folded)) and folded[behind : behind + 1] in ("\n", "")


def _spread_bounds(folded: str, found: list[Mention]) -> None:
    """A bound word over a list holds for every member: 超过98%、85% forwards, 5%、6.5%左右 backwards."""
    pairs = list(pairwise(found))
    forwards: set[int] = set()
    for before, after in pairs:
        if (before.outer_start < before.start or id(before) in forwards) and _pass_bound(folded, before, after, before):
            forwards.add(id(after))
    backwards: set[int] = set()
    for before, after in reversed(pairs):
        if (after.outer_end > after.end or id(after) in backwards) and _pass_bound(folded, before, after, after):
            backwards.add(id(before))


def _pass_bound(folded: str, before: Mention, after: Mention, giver: Mention) -> bool:
    """Give the bound of one of two neighbours to the other, if they are members of one list."""
    taker = after if giver is before else before
    given, taken = giver.quantity, taker.quantity
    if given is None or taken is None or given.bound == "exact" or taken.bound != "exact":
        return False
    if before.category != after.category:  # 达到300亿元、百亿元以上企业: the second only says which
        return False
    if given.unit_id != taken.unit_id or not _JOINED.fullmatch(folded, before.outer_end, after.outer_start):
        return False
    taker.quantity = taken.model_copy(update={"bound": given.bound})
    return True


def _name_quoted(folded: str, found: list[Mention]) -> None:
    """Numbers in 《》 and counts in short quotes are parts of names: “三个集中”, “30条”."""
    starts = [mention.start for mention in found]
    for match in _TITLE.finditer(folded) if found else ():
        for mention in found[bisect_left(starts, match.start()) : bisect_left(starts, match.end())]:
            _rename(mention)
    for match in _QUOTED.finditer(folded) if found else ():
        for mention in found[bisect_left(starts, match.start()) : bisect_left(starts, match.end())]:
            stated = mention.quantity is not None and mention.quantity.kind in ("percent", "percentage_point", "money")
            if mention.category in ("metric", "other") and not stated:
                _rename(mention)


def _rename(mention: Mention) -> None:
    mention.category, mention.quantity, mention.period = "name", None, None
    mention.outer_start, mention.outer_end = mention.start, mention.end


def _mark_headings(found: list[Mention], headings: Sequence[tuple[int, int]]) -> None:
    for start, _ in headings:
        index = bisect_left(found, start, key=lambda mention: mention.start)
        if (
            index < len(found)
            and found[index].start <= start + 1
            and found[index].category in ("enumerator", "ordinal")
        ):
            found[index].category = "heading"


@lru_cache(maxsize=1)
def default_scanner() -> Scanner:
    """The scanner of the package's own tables."""
    return Scanner(shipped("units"), shipped("numerals"))
