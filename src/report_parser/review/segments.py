"""A report's text cut into segments, each of which is one thing: a numeral, words of a name, or plain text."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from report_parser.models import Report, Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text.

    `numeral`: its place in the ledger, None for text that is no number. `observation`: the id of what that numeral
    became, None for no metric. `named`: the ids of the observations whose name it belongs to.
    """

    start: int
    end: int
    numeral: int | None = None
    observation: int | None = None
    named: tuple[int, ...] = ()


class Segments:
    """The segments of a report, for any stretch of its text.

    >>> from report_parser import parse
    >>> report = parse("整改率达92.25%。")
    >>> [(s.numeral, s.named, report.text[s.start:s.end]) for s in Segments(report).between(0, 11)]
    [(None, (0,), '整改率'), (None, (), '达'), (0, (), '92.25%'), (None, (), '。')]
    """

    def __init__(self, report: Report) -> None:
        self._segments = list(_cut(report))
        self._starts = [segment.start for segment in self._segments]

    def between(self, start: int, end: int) -> Iterator[Segment]:
        """The segments from offset `start` to `end`, cut at both."""
        for place in range(max(bisect_right(self._starts, start) - 1, 0), len(self._segments)):
            segment = self._segments[place]
            if segment.start >= end:
                return
            if segment.end > start:
                if segment.start >= start and segment.end <= end:
                    yield segment
                else:
                    yield _part(segment, max(segment.start, start), min(segment.end, end))


def _part(segment: Segment, start: int, end: int) -> Segment:
    """A part of a segment."""
    return Segment(start, end, segment.numeral, segment.observation, segment.named)


def _cut(report: Report) -> Iterator[Segment]:
    """The whole text as segments, in order."""
    made = {o.quantity.span: o.id for o in report.observations}
    numerals = {numeral.span.start: (place, numeral.span) for place, numeral in enumerate(report.numerals)}
    steps: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for observation in report.observations:
        for span in observation.name_spans:
            steps[span.start].append((observation.id, 1))
            steps[span.end].append((observation.id, -1))
    ends = {span.end for _, span in numerals.values()}
    at, inside = 0, Segment(0, 0)
    named: Counter[int] = Counter()
    for cut in sorted({0, len(report.text), *steps, *numerals, *ends}):
        # A numeral stays whole where a name begins or ends in it.
        if cut > at and (inside.numeral is None or cut >= inside.end):
            yield _part(inside, at, cut)
            at = cut
        if cut in steps:
            for name, step in steps[cut]:
                named[name] += step
            named = +named
        if cut == at:
            place, span = numerals.get(cut, (None, Span(cut, cut)))
            inside = Segment(cut, span.end, place, made.get(span), tuple(sorted(named)))
