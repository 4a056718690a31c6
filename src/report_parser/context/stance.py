"""Stance: whether a value is done or planned, by the words of its own sentence first and then by its frame."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

from report_parser.context import cues
from report_parser.context.cues import Cue, Says
from report_parser.models import Span

_BREAK = re.compile(r"[,;:]|——")
_TWO = 2
_QUOTE = 60


class StanceSaid(NamedTuple):
    """What a sentence says of a number: done or planned, and the words that say it."""

    says: Says
    by: Span


class SentenceStance:
    """The cues of one sentence, found once and asked for each of its numbers."""

    def __init__(self, folded: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        self._folded = folded
        self._hits = [hit for hit in cues.stance().find(folded, start, end) if not self._is_quoted(hit[0])]
        self._breaks = [hit.start() for hit in _BREAK.finditer(folded, start, end)] if self._hits else []

    def _is_quoted(self, at: int) -> bool:
        """Whether a place stands in quotes: the name of something says nothing of its number."""
        opened = self._folded.rfind("“", max(self.start, at - _QUOTE), at)
        return opened >= 0 and self._folded.find("”", opened, at) < 0

    def _clause(self, at: int) -> tuple[int, int]:
        """Where the clause of an offset begins and ends."""
        n = bisect_left(self._breaks, at)
        return (self._breaks[n - 1] if n else self.start), (self._breaks[n] if n < len(self._breaks) else self.end)

    def says(self, at: int, end: int, *, bounded: bool) -> StanceSaid | None:
        """What the sentence says of the number at `at:end`, or None.

        The nearest cue of its clause goes first. Of those in other clauses only the ones before it count, and only
        where no word of what is done stands nearer.
        """
        demand = cues.words("demand").match(self._folded, end) if bounded else None
        if demand is not None:
            return StanceSaid("planned", Span(*demand.span()))
        hits = [hit for hit in self._hits if bounded or not hit[2].bounded]
        if not hits:
            return None
        first, last = self._clause(at)
        before = [hit for hit in hits if hit[0] < at]
        if before and before[-1][0] >= first:
            return _verdict(before[-1])
        behind = [hit for hit in hits if end < hit[0] < last]  # 超5000个|已建成村庄: not said of the number
        if behind:
            return _verdict(behind[0])
        if not before or before[-1][2].says == "done" or before[-1][2].reach == "clause":
            return None
        return _verdict(before[-1])

    @cached_property
    def leans(self) -> StanceSaid | None:
        """What the words say that say nothing alone: two different ones of plans and none of what is done."""
        planned: dict[str, Span] = {}
        for at, end, cue in cues.leaning().find(self._folded, self.start, self.end):
            if cue.says == "done":
                return None
            planned.setdefault(self._folded[at:end], Span(at, end))
        return StanceSaid("planned", next(iter(planned.values()))) if len(planned) >= _TWO else None


def _verdict(hit: tuple[int, int, Cue]) -> StanceSaid:
    return StanceSaid(hit[2].says, Span(hit[0], hit[1]))


def targets(folded: str, start: int, end: int) -> Span | None:
    """Where a sentence says that it states targets (主要预期目标是), or None."""
    hit = cues.words("targets").search(folded, start, end)
    return Span(*hit.span()) if hit else None
