"""What a place of a parsed report is about: its paragraph, and the year and stance of the values around it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from operator import attrgetter

from report_parser.models import Observation, Period, Report, Section, Span, Status
from report_parser.text.fold import fold

_STOPS = "。！？\n"


class Places:
    """A report with what is looked up in it by offset. Nothing is computed before it is asked for."""

    def __init__(self, report: Report) -> None:
        self.report = report

    @cached_property
    def folded(self) -> str:
        """The text in half width and simplified characters, of the same length."""
        return fold(self.report.text)

    @cached_property
    def observations(self) -> list[Observation]:
        """The observations by where their numbers stand."""
        return sorted(self.report.observations, key=lambda o: o.quantity.span.start)

    @cached_property
    def _starts(self) -> list[int]:
        return [o.quantity.span.start for o in self.observations]

    @cached_property
    def _numbers(self) -> list[int]:
        return sorted(n.span.start for n in self.report.numerals if n.category == "metric")

    @cached_property
    def _sections(self) -> list[Section]:
        return sorted(self.report.walk(), key=attrgetter("span.start"))

    def paragraph(self, at: int) -> Span:
        """The line that an offset stands in."""
        text = self.report.text
        end = text.find("\n", at)
        return Span(text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end)

    def sentence(self, at: int) -> Span:
        """The sentence that an offset stands in, with its full stop."""
        text = self.report.text
        start = max(text.rfind(stop, 0, at) for stop in _STOPS) + 1
        ends = [end for stop in _STOPS if (end := text.find(stop, at)) >= 0]
        end = min(ends, default=len(text))
        return Span(start, end + (end < len(text) and text[end] != "\n"))

    def measured(self, start: int, end: int) -> bool:
        """Whether a number that measures something stands in a range."""
        at = bisect_left(self._numbers, start)
        return at < len(self._numbers) and self._numbers[at] < end

    def within(self, span: Span) -> list[Observation]:
        """The observations of a range."""
        return self.observations[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def standing(self, at: int) -> tuple[Period | None, Status]:
        """The period and the stance that hold at a place without a number of its own.

        They are those of the number next before it in its sentence, else next behind it, else in its paragraph, else
        of its section.
        """
        for span in (self.sentence(at), self.paragraph(at)):
            near = [o for o in self.within(span) if o.role != "previous"]
            before = [o for o in near if o.quantity.span.start < at]
            if before or near:
                nearest = before[-1] if before else near[0]
                return nearest.period, nearest.status
        for section in reversed([*self.sections_of(at)]):
            if section.period is not None or section.stance is not None:
                return section.period, section.stance or "actual"
        return None, "actual"

    def sections_of(self, at: int) -> Iterator[Section]:
        """The sections that an offset stands in, the outermost first."""
        upto = bisect_right(self._sections, at, key=attrgetter("span.start"))
        yield from (section for section in self._sections[:upto] if at < section.span.end)
