"""The one pass: every number of a text becomes one mention."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from report_parser.mentions import Mention
from report_parser.models import Bound, Category
from report_parser.numerals import families, times
from report_parser.numerals.measure import Measure
from report_parser.numerals.rules import DIGITS, Place, Rule
from report_parser.numerals.tries import words_pattern
from report_parser.numerals.units import UnitTable
from report_parser.tables import shipped

_MEASURED = DIGITS + "零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟几数半对好"
_TITLE = re.compile(r"《[^》\n]{1,120}》")
_QUOTED = re.compile(r"“[^”\n,。;:!?！？]{1,24}”")
_JOINED = re.compile(r" ?(?:[、和及与]|以及) ?")
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*+(?:\.[0-9]+)*+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_LONGEST = 40
_LINE_NUMBER = re.compile(r"[-—·|\[( ]{0,4}\Z")


class Scanner:
    """The grammar of numbers, compiled from the tables `units` and `words` (data/units.toml, data/numerals.toml).

    Immutable and picklable. The rules are tried in the order of `rules`; the first that accepts a place has it, and
    what no rule accepts is measured.
    """

    def __init__(self, units: Mapping[str, Any], words: Mapping[str, Any]) -> None:
        self._tables = (units, words)
        self.measure = Measure(UnitTable(units), words)
        self.rules: tuple[Rule, ...] = (
            *families.rules(words),
            *times.rules(words),
        )
        compiled = [(rule, re.compile(rule.pattern)) for rule in self.rules]
        firsts = sorted({char for rule in self.rules for char in rule.first} | set(_MEASURED))
        self._by_char = {
            char: tuple((rule, pattern.match) for rule, pattern in compiled if char in rule.first) for char in firsts
        }
        cues = {word for key in ("contact", "page") for word in words["cues"][key]} | set(words["times"])
        self._left = tuple((rule, re.compile(rule.pattern).match) for rule in families.LEFT_OVER)
        by_word = {"contact_cue", "page_counter", "time_word", "span_of_years", "page_of", "top", "first_months"}
        single = {char for rule in self.rules if rule.name not in by_word for char in rule.first} | set(_MEASURED)
        stops = words_pattern(words["stop"]["words"], words["stop"]["not_before"])
        spans = "(?:过去|未来|今后|最近|近|前|后|这|头|下一|上一)的?[0-9两三四五六七八九十一]"
        alone = re.escape("".join(sorted(single - set("前"))))
        self._seed = re.compile(
            f"(?P<stop>{stops})|[{alone}]|(?={words_pattern(cues)}|{spans}|前[0-9一二三四五六七八九十百]|后[0-9一二三五十百]|共 ?[0-9]).",
            re.DOTALL,
        )

    def __reduce__(self) -> tuple[type[Scanner], tuple[Mapping[str, Any], Mapping[str, Any]]]:
        return Scanner, self._tables

    def scan(self, folded: str, text: str, year: int | None, headings: Sequence[tuple[int, int]] = ()) -> list[Mention]:
        """The mentions of `text`, sorted, none overlapping; `folded` is its folded copy.

        `year` is the report's year. `headings` are the spans of heading lines: a marker at the start of one is a heading.
        """
        place = Place(folded, text, year)
        found: list[Mention] = []
        search, by_char, read = self._seed.search, self._by_char, self.measure.read
        pos = 0
        while (seed := search(folded, pos)) is not None:
            pos = seed.start()
            if seed.lastgroup == "stop":
                pos = seed.end()
                continue
            char = folded[pos]
            mention: Mention | None = None
            for rule, match_at in by_char[char]:
                match = match_at(folded, pos)
                if match is not None and (mention := rule.make(place, match)) is not None:
                    break
            if mention is None and char in _MEASURED:
                mention = read(place, pos)
                if mention is None and char in DIGITS:
                    mention = self._left_over(place, pos)
            if mention is None:
                pos += 1
                continue
            while found and found[-1].end > mention.start:
                found.pop()
            found.append(mention)
            pos = max(mention.end, pos + 1)
        _spread_bounds(folded, found)
        _name_quoted(folded, found)
        for start, end in headings:
            _mark_heading(found, start, end)
        return found

    def _left_over(self, place: Place, pos: int) -> Mention:
        """Digits that nothing measures: a marker, a name, a year or a page alone, or other."""
        for rule, match_at in self._left:
            match = match_at(place.folded, pos)
            if match is not None and (mention := rule.make(place, match)) is not None:
                return mention
        folded = place.folded
        found = _NUMBER.match(folded, pos)
        end = pos + 1 if found is None else found.end()
        if end - pos > _LONGEST:
            return Mention(pos, end, "other", "too_long")
        if _YEAR.fullmatch(folded, pos, end):
            days = times.resolve(folded[pos:end] + "年", None)
            return Mention(pos, end, "date", "bare_year", period=times.period(folded[pos:end], days))
        if _alone_on_line(folded, pos, end):
            return Mention(pos, end, "page", "page_number")
        return self.measure.bare(place, pos) or Mention(pos, end, "other", "unexplained")


def _alone_on_line(folded: str, start: int, end: int) -> bool:
    """Whether a short number with no more than dashes around it fills a line, as page numbers do (GB/T 9704: — 2 —)."""
    before, behind = folded[max(0, start - 5) : start], folded[end : end + 5]
    alone = before.rpartition("\n")[2].strip(" -—·|") == "" and behind.partition("\n")[0].strip(" -—·|") == ""
    return (
        alone
        and ("\n" in before or start < 5)
        and ("\n" in behind or end + 5 > len(folded))
        and end - start <= 4
        and len(folded) > end
    )


def _spread_bounds(folded: str, found: list[Mention]) -> None:
    """A bound word over a list holds for every member: 超过98%、85%; 分别增长5%、6.5%左右."""
    for step in (1, -1):
        order = range(1, len(found)) if step == 1 else range(len(found) - 2, -1, -1)
        for index in order:
            here, there = found[index], found[index - step]
            first, second = (there, here) if step == 1 else (here, there)
            q, model = here.quantity, there.quantity
            if q is None or model is None or q.bound != "exact" or model.bound == "exact" or q.unit_id != model.unit_id:
                continue
            outside = there.outer_start < there.start if step == 1 else there.outer_end > there.end
            if (outside or there.note.endswith("+list")) and _JOINED.fullmatch(
                folded, first.outer_end, second.outer_start
            ):
                here.quantity = _bounded(here, model.bound)
                here.note += "+list"


def _bounded(mention: Mention, bound: Bound) -> Any:
    assert mention.quantity is not None
    return mention.quantity.model_copy(update={"bound": bound})


def _name_quoted(folded: str, found: list[Mention]) -> None:
    """Numbers in 《》 and in short quotes are parts of names: “三个集中”, “12345”."""
    if not found:
        return
    starts = [mention.start for mention in found]
    for pattern, everything in ((_TITLE, True), (_QUOTED, False)):
        for match in pattern.finditer(folded):
            index = bisect_right(starts, match.start())
            while index < len(found) and found[index].start < match.end():
                mention = found[index]
                index += 1
                if mention.category == "name" or not everything and mention.category not in ("metric", "other"):
                    continue
                if (
                    not everything
                    and mention.quantity is not None
                    and mention.quantity.kind in ("percent", "percentage_point", "money")
                ):
                    continue
                mention.category, mention.quantity, mention.period = "name", None, None
                mention.outer_start, mention.outer_end = mention.start, mention.end


def _mark_heading(found: list[Mention], start: int, end: int) -> None:
    index = bisect_right(found, start - 1, key=lambda mention: mention.start)
    if index < len(found) and found[index].start <= start + 1 and found[index].category in ("enumerator", "ordinal"):
        found[index].category = "heading"


@lru_cache(maxsize=1)
def default_scanner() -> Scanner:
    """The scanner of the package's own tables."""
    return Scanner(shipped("units"), shipped("numerals"))
