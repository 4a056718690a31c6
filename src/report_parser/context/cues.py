"""The words that say how a number stands, from the table `context`: each cue with what it says and its examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from report_parser.data import load

Says = Literal["done", "planned"]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say whether something is done or planned.

    `reach` is how far they hold: `clause` or `sentence` (their clause and what follows it). `bounded` cues hold only
    for a number with a bound, `behind` ones only for a number before them in the clause. `weak` ones say nothing alone.
    """

    says: Says
    words: re.Pattern[str]
    not_behind: re.Pattern[str] | None
    reach: str
    bounded: bool
    behind: bool
    weak: bool

    def find(self, folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where the cue stands in a stretch of text."""
        for hit in self.words.finditer(folded, start, end):
            at = hit.start()
            if self.not_behind is None or self.not_behind.search(folded, max(start, at - 5), at) is None:
                yield at, hit.end()


@cache
def stance() -> tuple[Cue, ...]:
    """The cues of stance, in the order of the table."""
    return tuple(
        Cue(
            entry["says"],
            re.compile(entry["words"]),
            re.compile(f"(?:{entry['not_behind']})$") if "not_behind" in entry else None,
            entry["reach"],
            entry.get("bounded", False),
            entry.get("behind", False),
            entry.get("weak", False),
        )
        for entry in load.shipped("context")["stance"]
    )


@cache
def words(name: str) -> re.Pattern[str]:
    """The words of one of the table's other parts (`targets`, `over`, `reached`)."""
    return re.compile(load.shipped("context")[name]["words"])
