"""The times of one sentence: which of them a number holds for, and what the paragraph before it leaves over."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from report_parser.context import cues
from report_parser.context.frame import Frames
from report_parser.context.times import Time, year_end
from report_parser.models import Period, PeriodSource, Span

_start_of = attrgetter("start")
_end_of = attrgetter("end")
_REACH = 40  # how many times back a sentence's time may stand
_PARAGRAPH = 2000

_BREAK = re.compile(r"[,;:。]")
_AS_OF = re.compile(r"截[至止]? ?$")


class Dated(NamedTuple):
    """The period of a number with the words that said so.

    `stated` says that its own sentence names the time; `near` that no break stands between the two.
    """

    period: Period | None
    by: Span | None
    stated: bool = False
    near: bool = False
    since: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """A time of the sentence as it is meant there. `governs`: it holds for what follows, not for its noun alone."""

    time: Time
    period: Period | None
    governs: bool
    as_of: bool
    until: int  # where what it governs ends


class Passage:
    """One sentence among the times of its report."""

    def __init__(
        self,
        folded: str,
        start: int,
        end: int,
        frames: Frames,
        times: Sequence[Time],
        quantities: Sequence[int],
        compared: Collection[int],
    ) -> None:
        """`quantities` are the starts of the report's quantities, `compared` those of times that belong to a base."""
        self._folded, self.start, self.end = folded, start, end
        self.frame = frames.at(start)
        self._frames, self._times, self._quantities, self._compared = frames, times, quantities, compared
        self._first = bisect_left(times, start, key=_start_of)
        self._last = bisect_left(times, end, key=_start_of)

    def period(self, at: int, *, previous: bool = False) -> Dated:
        """The time that a number at `at` holds for: its clause's, its sentence's, its paragraph's, its frame's.

        What a change starts from (`previous`) has only a time of its own.
        """
        marks = self._marks if self._last > self._first else ()
        if previous:
            return self._own(at) or Dated(None, None)
        for mark in reversed(marks):
            if mark.time.start >= at or mark.period is None:
                continue
            near = self._is_near(mark.time.end, at)
            if near or (mark.governs and self._reaches(mark, at)):
                return self._dated(mark, "clause" if near else "sentence", near)
        ahead = self._behind(at)
        if ahead is not None:
            return self._dated(ahead, "sentence", False)
        if (carried := self._carried) is not None:
            return carried
        return Dated(self.frame.period, self.frame.period_by)

    def _reaches(self, mark: _Mark, at: int) -> bool:
        """Whether what a time governs goes on up to a number: 三年 and its kin hold for their own clause only."""
        if at >= mark.until:
            return False
        return mark.time.lasting or _BREAK.search(self._folded, mark.time.end + 1, at) is None

    def _dated(self, mark: _Mark, source: PeriodSource, near: bool) -> Dated:
        period = mark.period
        if period is not None and period.source != source:
            period = period.model_copy(update={"source": source})
        return Dated(period, Span(mark.time.start, mark.time.end), True, near, mark.time.since)

    def _own(self, at: int) -> Dated | None:
        """The time that stands with a number, with no break and no other number between."""
        for mark in reversed(self._all_marks):
            if mark.time.start < at and mark.period is not None:
                return self._dated(mark, "clause", True) if self._is_near(mark.time.end, at) else None
        return None

    def _behind(self, at: int) -> _Mark | None:
        """The time behind a number that is the subject of what happened then (90家中介2009年至2024年，…)."""
        for mark in self._marks:
            if mark.time.start > at and mark.period is not None and mark.governs:
                return mark if self._is_subject(at, mark.time.start) else None
        return None

    def _is_subject(self, at: int, time: int) -> bool:
        if _BREAK.search(self._folded, at, time) is None:
            n = bisect_right(self._quantities, at)
            others = bisect_left(self._quantities, time) - n
            return others <= 1 and self._folded[time - 1] not in ",;:(" and time - at < _REACH
        return cues.words("circumstance").match(self._folded, at, time + 1) is not None and bisect_right(
            self._quantities, at
        ) == bisect_left(self._quantities, time)

    def _is_near(self, end: int, at: int) -> bool:
        """Whether neither a break nor a number stands between a time and a number."""
        n = bisect_left(self._quantities, end)
        if n < len(self._quantities) and self._quantities[n] < at:
            return False
        return _BREAK.search(self._folded, end, at) is None

    @cached_property
    def _marks(self) -> list[_Mark]:
        """The times of the sentence that are no base of a comparison."""
        return [mark for mark in self._all_marks if mark.time.start not in self._compared]

    @cached_property
    def _all_marks(self) -> list[_Mark]:
        folded = self._folded
        year: int | None = None
        marks: list[_Mark] = []
        for time in self._times[max(self._first, self._last - _REACH) : self._last]:
            if self._is_idle(time):
                continue
            opens = cues.words("opening").search(folded, max(0, time.start - 6), time.start) is not None
            governs = opens or cues.words("adverbial").match(folded, time.end) is not None or time.since
            governs = governs and cues.words("of_a_noun").match(folded, time.end) is None
            as_of = _AS_OF.search(folded, max(self.start, time.start - 3), time.start) is not None or folded.startswith(
                "截", time.start
            )
            scene = cues.words("scene").match(folded, time.end, self.end) if governs else None
            period = self._frames.resolve(time, self.frame, year)
            if period is not None:
                period = self._settled(time, period, marks)
                if time.start not in self._compared and time.anchor in ("fixed", "now"):
                    year = period.end.year
            marks.append(_Mark(time, period, governs, as_of, scene.end() if scene else self.end))
        return marks

    def _settled(self, time: Time, period: Period, marks: Sequence[_Mark]) -> Period:
        """A period as it is meant: 2021年以来 runs to the day that was named last, or to the end of the year told."""
        if time.since:
            as_of = next((mark.period for mark in reversed(marks) if mark.as_of or mark.governs), None)
            return self._frames.until_now(period, as_of)
        return year_end(period)

    def _is_idle(self, time: Time) -> bool:
        folded = self._folded
        if time.plan and not cues.words("dated_plan").match(folded, time.end):
            return True
        if cues.words("idle").match(folded, time.end) is not None:
            return True
        return (
            time.anchor == "fixed"
            and cues.words("idle_behind").search(folded, max(self.start, time.start - 60), time.start) is not None
        )

    @cached_property
    def _paragraph_times(self) -> Sequence[Time]:
        """The times of the paragraph before this sentence."""
        paragraph = self._folded.rfind("\n", max(0, self.start - _PARAGRAPH), self.start) + 1
        return self._times[bisect_left(self._times, paragraph, key=_start_of) : self._first]

    @cached_property
    def _carried(self) -> Dated | None:
        """The day that the paragraph has named (截至12月底), which holds for what follows in it."""
        for time in reversed(self._paragraph_times):
            folded = self._folded
            if folded.startswith("截", time.start) or _AS_OF.search(folded, max(0, time.start - 3), time.start):
                period = self._frames.resolve(time, self.frame)
                if period is None:
                    return None
                settled = year_end(period).model_copy(update={"source": "section"})
                return Dated(settled, Span(time.start, time.end))
        return None
