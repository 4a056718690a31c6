"""The words that binding knows, compiled from a table: what a word does in a clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from report_parser.errors import TableError
from report_parser.models import BasisKind


class Spelled(NamedTuple):
    """A part of a word that two share (城 in 城乡), with its full form (城镇)."""

    start: int
    end: int
    full: str


@dataclass(frozen=True)
class Lexicon:
    """Words by what they do (`up`, `achieve`, `prep` …), and the words of a basis of comparison.

    Built from the table `binding` (`data/binding.toml`) with a user's additions merged in.
    """

    classes: Mapping[str, frozenset[str]]
    basis: Mapping[str, tuple[str, ...]]
    pairs: Mapping[str, tuple[tuple[int, ...] | Spelled, ...]]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Lexicon:
        """Compile a table. Raises TableError if a word list is not made of words."""
        classes: dict[str, set[str]] = {}
        for name, listed in table.get("words", {}).items():
            words = listed.split() if isinstance(listed, str) else listed
            if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
                raise TableError(f"words.{name} must be words separated by spaces, or a list of them.")
            for word in words:
                classes.setdefault(word, set()).add(name)
        for direction in ("up", "down"):
            for word in [word for word, names in classes.items() if direction in names and len(word) < 3]:
                for end in "到至为":
                    classes.setdefault(word + end, set()).update(
                        {"change_to"} | ({"change_to_down"} if direction == "down" else set())
                    )
        for word in table.get("pairs", {}):
            classes.setdefault(word, set()).add("pair")
        return cls(
            classes={word: frozenset(names) for word, names in classes.items()},
            basis={kind: tuple(words) for kind, words in table.get("basis", {}).items()},
            pairs={
                word: tuple(_part(word, part, at, len(parts)) for at, part in enumerate(parts))
                for word, parts in table.get("pairs", {}).items()
            },
        )

    def words(self, name: str) -> tuple[str, ...]:
        """The words of one class, longest first."""
        found = [word for word, names in self.classes.items() if name in names]
        return tuple(sorted(found, key=lambda word: (-len(word), word)))

    @cached_property
    def kept_whole(self) -> tuple[str, ...]:
        """The words that the segmenter must not cut."""
        return tuple(word for word, names in self.classes.items() if "apart" not in names)

    def basis_kind(self, phrase: str) -> BasisKind | None:
        """What a phrase of comparison compares with, or None where no word of it tells."""
        for kind, words in self.basis.items():
            if phrase.endswith(words) if kind == "since" else any(word in phrase for word in words):
                return kind  # type: ignore[return-value]
        return None


def _part(word: str, part: str, at: int, parts: int) -> tuple[int, ...] | Spelled:
    """Where the letters of `part`, the `at`th of so many, stand in `word`: letters of it in order, or, for a part that
    the word only hints at (城乡: 城镇, 农村), its share of the letters, with how it is spelled in full.

    Raises TableError where a part is neither.
    """
    places: list[int] = []
    for letter in part:
        found = word.find(letter, places[-1] + 1 if places else 0)
        if found < 0:
            break
        places.append(found)
    if len(places) == len(part):
        return tuple(places)
    share, rest = divmod(len(word), parts)
    if rest:
        raise TableError(f"pairs.{word}: {part} is not made of letters of {word}, which {parts} parts cannot share.")
    return Spelled(at * share, (at + 1) * share, part)
