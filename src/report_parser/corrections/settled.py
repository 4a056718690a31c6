"""What became of each correction over a whole run, in which several reports, or none, may be meant by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, get_args

from report_parser.corrections.entries import Corrections
from report_parser.models import CorrectionResult, CorrectionState

_ORDER: tuple[CorrectionState, ...] = get_args(CorrectionState)


@dataclass(frozen=True, slots=True)
class Settled:
    """A correction of the file and its state; `source` is empty where no report was meant by it."""

    number: int
    state: CorrectionState
    source: str
    field: str
    quote: str
    message: str

    def row(self) -> dict[str, Any]:
        """As a plain dict."""
        return asdict(self)


def settle(corrections: Corrections, found: Iterable[tuple[str, CorrectionResult]]) -> Iterator[Settled]:
    """Each correction with its state, in their order; `found` are the results of the reports, with their sources.

    Of several states the best one counts: a correction that was applied to its report is no orphan because another file
    has the same name. One that no report was meant by is an orphan.
    """
    best: dict[int, tuple[str, CorrectionResult]] = {}
    for source, result in found:
        known = best.get(result.number)
        if known is None or _ORDER.index(result.state) < _ORDER.index(known[1].state):
            best[result.number] = (source, result)
    for number, entry in zip(corrections.numbers, corrections.entries, strict=True):
        if number in best:
            source, result = best[number]
            yield Settled(number, result.state, source, entry.field, entry.quote, result.message)
        else:
            yield Settled(number, "orphan", "", entry.field, entry.quote, "no report of this run is meant by it")


def tally(settled: Iterable[Settled]) -> dict[CorrectionState, int]:
    """How many corrections have each state."""
    counts = Counter(each.state for each in settled)
    return {state: counts[state] for state in _ORDER}
