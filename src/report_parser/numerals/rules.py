"""What a rule of the scan is: a name, a category, a pattern, and the examples that it must get right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from report_parser.models import Category
from report_parser.numerals.mention import Mention
from report_parser.numerals.tries import words_pattern

DIGITS = "0123456789"
HAN = "〇零一二两三四五六七八九十"
HAN_DIGITS = "〇零一二两三四五六七八九十百"
# The number that a place begins with, as far as eight digits; a longer one has a digit behind that.
RUN = rf"[0-9{HAN_DIGITS}]{{1,8}}+(?:\.[0-9]{{1,8}}+)?+"
NUMBER = rf"(?:[0-9]{{1,6}}+(?![0-9])|[{HAN_DIGITS}]{{1,7}}+)"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text that is scanned: as it stands, folded, and the report's year."""

    folded: str
    text: str
    year: int | None


class WordList(NamedTuple):
    """The words of a table as a rule takes them in: a pattern of any of them, and the characters they begin with."""

    pattern: str
    first: str = ""

    @classmethod
    def of(cls, words: Iterable[str]) -> WordList:
        """The list of plain words; a list of patterns is made without this."""
        words = tuple(words)
        return cls(words_pattern(words), "".join(sorted({word[0] for word in words})))


# Where the words of a table stand in a rule.
_LIST = re.compile(r"⟨(\w+)⟩")

Build = Callable[[Surroundings, "re.Match[str]"], Mention | None]


@dataclass(frozen=True, slots=True)
class ScanRule:
    """One way to be a number.

    `pattern` is a regular expression on folded text, and `first` are the characters that it can begin with. Where those
    are frequent ones, `seed` is a pattern of what must stand there for the rule to be worth trying; where they are
    digits or numerals, `behind` is one of what must stand behind the number (`RUN`) that begins there. In `examples`
    the entry stands in 【】; the rule makes nothing of an example without them. `build` makes the entry of a match, or
    None to leave the place to the next rule. `⟨name⟩` in a pattern, or in `first`, stands for a list of words that
    `with_words` puts there.
    """

    name: str
    category: Category
    first: str
    pattern: str
    examples: tuple[str, ...]
    build: Build | None = None
    seed: str = ""
    behind: str = ""

    def make(self, place: Surroundings, match: re.Match[str]) -> Mention | None:
        """The entry for a match of this rule's pattern."""
        if self.build is not None:
            return self.build(place, match)
        return Mention(match.start(), match.end(), self.category, self.name)

    def with_words(self, lists: Mapping[str, WordList]) -> ScanRule:
        """This rule with every `⟨name⟩` replaced by the words of that list.

        >>> rule = ScanRule("port", "name", "⟨port⟩", "⟨port⟩[0-9]", (), seed="⟨port⟩")
        >>> filled = rule.with_words({"port": WordList.of(["港", "港区"])})
        >>> filled.first, filled.pattern
        ('港', '港(?:区|)[0-9]')
        """

        def pattern(written: str) -> str:
            return _LIST.sub(lambda found: lists[found[1]].pattern, written)

        return replace(
            self,
            first=_LIST.sub(lambda found: lists[found[1]].first, self.first),
            pattern=pattern(self.pattern),
            seed=pattern(self.seed),
            behind=pattern(self.behind),
        )
