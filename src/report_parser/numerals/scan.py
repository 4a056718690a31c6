"""The one pass: every number of a text becomes one mention."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from report_parser.mentions import Mention
from report_parser.numerals import families, times
from report_parser.numerals.measure import Measure
from report_parser.numerals.rules import DIGITS, Place, Rule
from report_parser.numerals.tries import words_pattern
from report_parser.numerals.units import UnitTable
from report_parser.tables import shipped

_MEASURED = DIGITS + "零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟几数半对好"
_TITLE = re.compile(r"《[^》\n]{1,120}》")
_QUOTED = re.compile(r"“[^”\n,。;:!?！？]{1,24}”")
_JOINED = re.compile(" ?(?:[、和及与]|以及) ?")
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*+(?:\.[0-9]+)*+")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_FRAME = re.compile(r"[ \t—·|-]*+")
_GROUP_NAME = re.compile(r"\(\?P<\w+>")
_LONGEST = 40

_Try = tuple[Rule, Callable[[str, int], "re.Match[str] | None"]]


class Scanner:
    """The grammar of numbers, compiled from the tables `units` and `words` (data/units.toml, data/numerals.toml).

    Immutable and picklable. At each place the rules are tried in order; the first that accepts it has it. What no rule
    accepts is measured, and digits that nothing measures fall to the rules for what is left over.
    """

    def __init__(self, units: Mapping[str, Any], words: Mapping[str, Any]) -> None:
        self._tables = (units, words)
        self._measure = Measure(UnitTable(units), words)
        self.rules: tuple[Rule, ...] = (*families.rules(words), *times.rules(words))
        tries: list[_Try] = [(rule, re.compile(rule.pattern).match) for rule in self.rules]
        letters = sorted({char for rule in self.rules for char in rule.first} | set(_MEASURED))
        by_rules: dict[tuple[_Try, ...], list[str]] = {}
        for char in letters:
            by_rules.setdefault(tuple(entry for entry in tries if char in entry[0].first), []).append(char)
        # One match of all rules of a character tells whether any of them is worth its own.
        self._tries = {char: (_any_of(rules), rules) for rules, chars in by_rules.items() if rules for char in chars}
        self._left: tuple[_Try, ...] = tuple((rule, re.compile(rule.pattern).match) for rule in families.LEFT_OVER)
        # Most characters begin nothing. A rule that begins with a frequent one names what must follow it there.
        always = {char for rule in self.rules if not rule.seed for char in rule.first} | set(_MEASURED)
        seeds = "|".join(rule.seed for rule in self.rules if rule.seed)
        stops = words_pattern(words["stop"]["words"], words["stop"]["not_before"])
        self._seed = re.compile(f"(?P<stop>{stops})|[{re.escape(''.join(sorted(always)))}]|(?={seeds}).", re.DOTALL)

    def __reduce__(self) -> tuple[type[Scanner], tuple[Mapping[str, Any], Mapping[str, Any]]]:
        return Scanner, self._tables

    def scan(self, folded: str, text: str, year: int | None, headings: Sequence[tuple[int, int]] = ()) -> list[Mention]:
        """The mentions of `text`, sorted, none overlapping; `folded` is its folded copy.

        `year` is the report's year. `headings` are the spans of headings: a marker at the start of one is a heading.
        """
        place = Place(folded, text, year)
        found: list[Mention] = []
        pos = 0
        while (seed := self._seed.search(folded, pos)) is not None:
            if seed.lastgroup == "stop":
                pos = seed.end()
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
        if char in self._tries:
            worth_it, rules = self._tries[char]
            if worth_it(place.folded, pos) is not None:
                mention = _first(rules, place, pos)
        if mention is None and char in _MEASURED:
            mention = self._measure.read(place, pos)
            if mention is None:
                mention = self._left_over(place, pos) if char in DIGITS else self._measure.bare(place, pos)
        return mention

    def _left_over(self, place: Place, pos: int) -> Mention:
        """Digits that nothing measures: a marker, a name, a year or a page alone, or other."""
        mention = _first(self._left, place, pos)
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


def _any_of(tries: tuple[_Try, ...]) -> Callable[[str, int], re.Match[str] | None]:
    return re.compile("|".join(f"(?:{_GROUP_NAME.sub('(?:', rule.pattern)})" for rule, _ in tries)).match


def _first(tries: tuple[_Try, ...], place: Place, pos: int) -> Mention | None:
    for rule, match_at in tries:
        match = match_at(place.folded, pos)
        if match is not None and (mention := rule.make(place, match)) is not None:
            return mention
    return None


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
    if given.unit_id != taken.unit_id or not _JOINED.fullmatch(folded, before.outer_end, after.outer_start):
        return False
    taker.quantity = taken.model_copy(update={"bound": given.bound})
    return True


def _name_quoted(folded: str, found: list[Mention]) -> None:
    """Numbers in 《》 and counts in short quotes are parts of names: “三个集中”, “30条”."""
    for match in _TITLE.finditer(folded) if found else ():
        for mention in _within(found, match):
            _rename(mention)
    for match in _QUOTED.finditer(folded) if found else ():
        for mention in _within(found, match):
            stated = mention.quantity is not None and mention.quantity.kind in ("percent", "percentage_point", "money")
            if mention.category in ("metric", "other") and not stated:
                _rename(mention)


def _within(found: list[Mention], match: re.Match[str]) -> list[Mention]:
    first = bisect_left(found, match.start(), key=lambda mention: mention.start)
    last = bisect_left(found, match.end(), lo=first, key=lambda mention: mention.start)
    return found[first:last]


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
