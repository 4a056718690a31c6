"""The words that say how a number stands, from the table `context`: each cue with what it says and its examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from report_parser.data import load

Says = Literal["done", "planned"]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say whether something is done or planned.

    `reach` is how far they hold: `clause` or `sentence` (their clause and what follows it). `bounded` cues hold only
    for a number with a bound.
    """

    says: Says
    words: re.Pattern[str]
    not_behind: re.Pattern[str] | None
    reach: Literal["clause", "sentence"] = "clause"
    bounded: bool = False

    def at(self, folded: str, start: int, place: int) -> int | None:
        """Where the cue ends that begins at `place`, in text from `start` on; None where it does not stand there."""
        hit = self.words.match(folded, place)
        if hit is None or (self.not_behind and self.not_behind.search(folded, max(start, place - 5), place)):
            return None
        return hit.end()


class Cues:
    """A list of cues: the first that stands at a place has it. One pattern finds the places of all of them."""

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self._cues = tuple(
            Cue(
                entry["says"],
                re.compile(entry["words"]),
                re.compile(f"(?:{entry['not_behind']})$") if "not_behind" in entry else None,
                entry.get("reach", "clause"),
                entry.get("bounded", False),
            )
            for entry in entries
        )
        self._any = re.compile("|".join(cue.words.pattern for cue in self._cues))

    def find(self, folded: str, start: int, end: int) -> Iterator[tuple[int, int, Cue]]:
        """The cues in a stretch of text, in order: where each begins and ends."""
        for hit in self._any.finditer(folded, start, end):
            place = hit.start()
            for cue in self._cues:
                if (stop := cue.at(folded, start, place)) is not None:
                    yield place, stop, cue
                    break


@cache
def stance() -> Cues:
    """The cues that say by themselves whether something is done or planned; the words of targets are among them."""
    table = load.shipped("context")
    return Cues([{**table["targets"], "says": "planned", "reach": "sentence"}, *table["stance"]])


@cache
def leaning() -> Cues:
    """The cues that say nothing alone."""
    return Cues(load.shipped("context")["leaning"])


@cache
def words(name: str) -> re.Pattern[str]:
    """The words of one of the table's other parts (`targets`, `over`, `reached` …)."""
    return re.compile(load.shipped("context")[name]["words"])
