"""The form in which names are compared: what two writers of the same thing write differently is made one.

A name has a core (what is measured, and of what), and qualifiers (人均, 城镇, 规模以上, 新增 …) that stand here or
there in it: 新增城镇就业 is 城镇新增就业. Abbreviations are written out (规上, R&D), brackets that only repeat or date
are left out, and so are 的, quotation marks, spaces and words that measure nothing (累计, 全年). All words are data, in
the table `indicators/words`.

The normal form is the `concept` of a metric that the catalogue does not know. It is stable within a major version: a
change of the table that changes it is named in the changelog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from report_parser.errors import TableError
from report_parser.text.fold import fold

# No indicator is called by more letters; what is longer is a whole clause.
LONGEST = 64
_MOST = 8_192  # names whose form is remembered: a long run over many reports must not grow
# Marks that writers put in or leave out, and 的, which joins without adding (审计查出的问题 = 审计查出问题).
_SILENT = re.compile("[“”‘’\"'《》<>「」 \t\n\r的_#＃]")
# A bracket with a name in Latin letters (CPI, PM2.5), and with what the table lists.
_LATIN = r"[A-Za-z0-9&.]{1,16}"
_CHOICE = re.compile(r"\[([^\[\]]*)\]")


def key(name: str) -> str:
    """A name folded, without quotation marks, spaces and 的.

    >>> key("城镇 登记的“失业率”")
    '城镇登记失业率'
    """
    return _SILENT.sub("", fold(name))


def spelled(pattern: str) -> Iterator[str]:
    """The names that an alias with choices stands for: `[a|b]` is either, `[a|]` may be left out.

    >>> list(spelled("[外贸|货物|]进出口"))
    ['外贸进出口', '货物进出口', '进出口']
    """
    if "[" not in pattern:
        yield pattern
        return
    pieces = _CHOICE.split(pattern)
    choices = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
    for chosen in product(*choices):
        yield "".join(chosen)


class Form:
    """The table `indicators/words`, compiled."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._plain: dict[str, str] = {}  # the forms of the last names
        same = {key(word): key(word) for word in words(table.get("other", []), "other")}
        same |= {key(old): key(new) for old, new in table.get("same", {}).items()}
        self._same = same
        self._rewrite = _either(same)
        drop = table.get("drop", {})
        brackets = "|".join([_LATIN, *map(re.escape, words(drop.get("brackets", []), "drop.brackets"))])
        self._bracket = re.compile(rf"\((?:{brackets})\)")
        self._nowhere = _either(words(drop.get("anywhere", []), "drop.anywhere"))
        self.made = frozenset(map(key, words(drop.get("made", []), "drop.made")))
        self._country = frozenset(map(key, words(drop.get("country", []), "drop.country")))
        self._front = _by_letter([*words(drop.get("front", []), "drop.front"), *self.made, *self._country], 0)
        self._back = _by_letter(words(drop.get("back", []), "drop.back"), -1)
        qualifiers: dict[str, Sequence[str]] = table.get("qualifier", {})
        self._order = list(qualifiers)
        self._means = {key(word): name for name, forms in qualifiers.items() for word in (name, *forms)}
        # 城镇化 holds no 城镇: such words are found first, and stay.
        self._qualifier = _either([*self._means, *words(table.get("whole", []), "whole")])

    def plain(self, name: str) -> str:
        """A name as it is compared, with its qualifiers where they stand; empty for what is too long for a name."""
        if len(name) > LONGEST:
            return ""
        if (found := self._plain.get(name)) is None:
            if len(self._plain) >= _MOST:
                self._plain.clear()
            found = self._plain[name] = self._plain_of(name)
        return found

    def plain_forms(self, names: Sequence[str]) -> list[str]:
        """The plain forms of many names, made all at once, which is much faster."""
        return self._plain_of("\0".join([name if len(name) <= LONGEST else "" for name in names])).split("\0")

    def _plain_of(self, names: str) -> str:
        """The plain forms of names between zero characters, which stay."""
        rest = key(names)
        if "(" in rest:
            rest = self._bracket.sub("", rest)
        rest = self._rewrite.sub(self._in_place, rest)
        left = self._nowhere.sub("", rest)
        if left and "\0" not in left:
            return left
        both = zip(left.split("\0"), rest.split("\0"), strict=True)
        return "\0".join([some or whole for some, whole in both])  # a name that is but such a word stays

    def _in_place(self, found: re.Match[str]) -> str:
        """The word that is written for one that means the same."""
        return self._same[found[0]]

    def ordered(self, plain: str) -> str:
        """The plain form with its qualifiers first, each once and in the table's order."""
        meant = {self._means[word] for word in self._qualifier.findall(plain) if word in self._means}
        if not meant:
            return plain
        core = self._qualifier.sub(lambda found: "" if found[0] in self._means else found[0], plain)
        return "".join(name for name in self._order if name in meant) + core if core else plain

    def droppable(self, rest: str, region: str | None = None) -> str | None:
        """A word at either end of a plain form that does not change what is measured, or None."""
        if region:
            for place in (region, region[:-1]):
                if len(place) > 1 and rest.startswith(place):
                    return place
        for word in self._front.get(rest[0], ()):
            if rest.startswith(word):
                return word
        for word in self._back.get(rest[-1], ()):
            if rest.endswith(word):
                return word
        return None

    def bare(self, name: str, region: str | None = None, shortest: int = 1) -> str:
        """The plain form without the words, of `shortest` letters or more, that may be dropped; the last one stays."""
        rest = self.plain(name[:LONGEST])
        while rest and (word := self.droppable(rest, region)) is not None:
            if not shortest <= len(word) < len(rest) or word in self._country:
                break
            rest = without(rest, word)
        return rest

    def concept(self, name: str, region: str | None = None) -> str:
        """The normal form of a name: what stands for the same thing in two reports, where no catalogue knows it."""
        return self.ordered(self.bare(name, region, shortest=2)) or key(name)


def without(rest: str, word: str) -> str:
    """`rest` without a word that it begins or ends with."""
    return rest[len(word) :] if rest.startswith(word) else rest[: -len(word)]


def words(value: Any, entry: str) -> tuple[str, ...]:
    """A list of words out of a table. Raises TableError for anything else."""
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
        raise TableError(f"table indicators, entry {entry}: give a list of words, not {value!r}.")
    return tuple(value)


def _either(forms: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the words, the longest first; one that never matches where there is none."""
    ordered = sorted(map(key, forms), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")


def _by_letter(listed: Sequence[str], at: int) -> dict[str, tuple[str, ...]]:
    """Words by their first or last letter, the longest first."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(map(key, listed), key=len, reverse=True):
        found[word[at]] = (*found.get(word[at], ()), word)
    return found
