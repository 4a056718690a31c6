"""Stance: whether a value is done or planned, by the words of its own sentence first and then by its frame."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from report_parser.context import cues
from report_parser.context.cues import Cue, Says
from report_parser.models import Span

_BREAK = re.compile(r"[,;:]|——")
_TWO = 2
_QUOTE = 60


class Verdict(NamedTuple):
    """What a sentence says of a number: done or planned, and the words that say it."""

    says: Says
    by: Span


class Sentence:
    """The cues of one sentence, found once and asked for each of its numbers."""

    def __init__(self, folded: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        self._folded = folded
        self._hits: list[tuple[int, int, Cue]] | None = None
        self._breaks: list[int] = []

    def _read(self) -> list[tuple[int, int, Cue]]:
        if self._hits is None:
            self._hits = sorted(
                (
                    (at, end, cue)
                    for cue in cues.stance()
                    for at, end in cue.find(self._folded, self.start, self.end)
                    if not self._is_quoted(at)
                ),
                key=_place,
            )
            if self._hits:
                self._breaks = [hit.start() for hit in _BREAK.finditer(self._folded, self.start, self.end)]
        return self._hits

    def _is_quoted(self, at: int) -> bool:
        """Whether a place stands in quotes: the name of something says nothing of its number."""
        opened = self._folded.rfind("“", max(self.start, at - _QUOTE), at)
        return opened >= 0 and self._folded.find("”", opened, at) < 0

    def clause(self, at: int) -> tuple[int, int]:
        """Where the clause of an offset begins and ends."""
        self._read()
        n = bisect_left(self._breaks, at)
        return (self._breaks[n - 1] if n else self.start), (self._breaks[n] if n < len(self._breaks) else self.end)

    def says(self, at: int, *, bounded: bool) -> Verdict | None:
        """What the sentence says of the number at `at`, or None: the nearest cue of its clause, then those before.

        A cue of the clause goes before those of other clauses; a `done` one holds for its own clause only.
        """
        hits = [hit for hit in self._read() if not hit[2].weak and (bounded or not hit[2].bounded)]
        if not hits:
            return None
        first, last = self.clause(at)
        before = [hit for hit in hits if first <= hit[0] < at and not hit[2].behind]
        if before:
            return _verdict(before[-1])
        behind = [hit for hit in hits if at < hit[0] < last]
        if behind:
            return _verdict(behind[0])
        earlier = [hit for hit in hits if hit[0] < first and hit[2].reach == "sentence" and not hit[2].behind]
        return _verdict(earlier[-1]) if earlier else None

    def leans(self) -> Verdict | None:
        """What the weak cues say where nothing else does: two different ones of plans and none of what is done."""
        weak: dict[Says, dict[str, Span]] = {"done": {}, "planned": {}}
        for at, end, cue in self._read():
            if cue.weak:
                weak[cue.says].setdefault(self._folded[at:end], Span(at, end))
        if len(weak["planned"]) >= _TWO and not weak["done"]:
            return Verdict("planned", next(iter(weak["planned"].values())))
        return None


def _place(hit: tuple[int, int, Cue]) -> int:
    return hit[0]


def _verdict(hit: tuple[int, int, Cue]) -> Verdict:
    return Verdict(hit[2].says, Span(hit[0], hit[1]))


def targets(folded: str, start: int, end: int) -> Span | None:
    """Where a sentence says that it states targets (主要预期目标是), or None."""
    hit = cues.words("targets").search(folded, start, end)
    return Span(*hit.span()) if hit else None
