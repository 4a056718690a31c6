"""The times of one sentence: which of them a number holds for, and what the paragraph before it leaves over."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import NamedTuple

from report_parser.context import cues, series
from report_parser.context.frame import Frames
from report_parser.context.ground import Ground, is_as_of
from report_parser.context.times import Time, year_end
from report_parser.models import Period, PeriodSource, Span
from report_parser.values import value

_REACH = 40  # how many times back a sentence's time may stand

_BREAK = re.compile(r"[,;:。]")
_AND = re.compile(r"[\s、,和与及]{1,4}(?:约|近|超|超过)?")


class Dated(NamedTuple):
    """The period of a number with the words that said so.

    `stated` says that its own sentence names the time; `near` that no break stands between the two.
    """

    period: Period | None
    by: Span | None
    stated: bool = False
    near: bool = False
    since: bool = False


@value(frozen=True, slots=True)
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
        ground: Ground,
        frames: Frames,
        quantities: Sequence[tuple[int, int]],
        stretch: Span,
        compared: Collection[int],
    ) -> None:
        """`quantities` are the places of the report's quantities, `compared` the starts of times of a base."""
        self._ground, self._frames, self._quantities, self._compared = ground, frames, quantities, compared
        self._folded, self.start, self.end = ground.folded, stretch.start, stretch.end
        self.frame = frames.at(self.start)
        self._first = bisect_left(ground.starts, self.start)
        self._last = bisect_left(ground.starts, self.end)
        # Whether the sentence shares something out.
        self._shares = series.EACH.search(self._folded, self.start, self.end) is not None

    def period(self, at: int, *, previous: bool = False) -> Dated:
        """The time that a number at `at` holds for: its clause's, its sentence's, its paragraph's, its frame's.

        What a change starts from (`previous`) has only a time of its own.
        """
        if self._last == self._first and not self._shares:
            return Dated(None, None) if previous else self._around
        if previous:
            return self._own(at) or Dated(None, None)
        if self._shares and (share := self._share(at)) is not None:
            return share
        for mark in reversed(self._marks):
            if mark.time.start >= at or mark.period is None:
                continue
            near = self._is_near(mark.time.end, at)
            if near or (mark.governs and self._reaches(mark, at)):
                return self._dated(mark, "clause" if near else "sentence", near)
        ahead = self._behind(at)
        if ahead is not None:
            return self._dated(ahead, "sentence", False)
        return self._around

    @cached_property
    def _around(self) -> Dated:
        """What holds where the sentence names no time: the day that its paragraph has named, else its frame."""
        return self._carried or Dated(self.frame.period, self.frame.period_by)

    def _share(self, at: int) -> Dated | None:
        """A number's own of the times that are shared out (10月、11月分别买入1亿元、2亿元), or None."""
        run = self._run(at)
        times = [(m.time.start, m.time.end, m.period) for m in self._marks if m.period is not None]
        times = [time for time in times if time[1] <= run[0][0]]
        year = next((m.period.end.year for m in reversed(self._marks) if m.period is not None), self.frame.year)
        periods = series.shared(self._folded, self.start, run, times, year)
        place = next(n for n, quantity in enumerate(run) if quantity[0] == at)
        if not periods:
            return None
        by = Span(times[0][0], times[-1][1]) if times else None
        return Dated(periods[place].model_copy(update={"source": "sentence"}), by, True)

    def _run(self, at: int) -> list[tuple[int, int]]:
        """The numbers that stand in a row with the one at `at`, nothing but commas and 和 between."""
        n = first = bisect_left(self._quantities, (at, 0))
        while first > 0 and self._in_row(first):
            first -= 1
        while n + 1 < len(self._quantities) and self._in_row(n + 1):
            n += 1
        return list(self._quantities[first : n + 1])

    def _in_row(self, n: int) -> bool:
        """Whether a quantity follows the one before it in a row."""
        before, quantity = self._quantities[n - 1], self._quantities[n]
        return before[0] >= self.start and _AND.fullmatch(self._folded, before[1], quantity[0]) is not None

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

    def base(self, at: int) -> Period | None:
        """The time with which the change that a number states compares (比“九五”末增长1倍), or None."""
        for mark in reversed(self._all_marks):
            if mark.time.start < at and mark.time.start in self._compared:
                return mark.period
        return None

    def _behind(self, at: int) -> _Mark | None:
        """The time behind a number that is the subject of what happened then (90家中介2009年至2024年，…)."""
        for mark in self._marks:
            if mark.time.start > at and mark.period is not None and mark.governs:
                return mark if self._is_subject(at, mark.time.start) else None
        return None

    def _is_subject(self, at: int, time: int) -> bool:
        if _BREAK.search(self._folded, at, time) is None:
            others = self._between(at + 1, time)
            return others <= 1 and self._folded[time - 1] not in ",;:(" and time - at < _REACH
        scene = cues.words("circumstance").match(self._folded, at, time + 1)
        return scene is not None and not self._between(at + 1, time)

    def _between(self, start: int, end: int) -> int:
        """How many numbers begin in a stretch of the text."""
        return bisect_left(self._quantities, (end, 0)) - bisect_left(self._quantities, (start, 0))

    def _is_near(self, end: int, at: int) -> bool:
        """Whether neither a break nor a number stands between a time and a number."""
        end += self._folded.startswith(":", end)  # 去年:135件
        return not self._between(end, at) and _BREAK.search(self._folded, end, at) is None

    @cached_property
    def _marks(self) -> list[_Mark]:
        """The times of the sentence that are no base of a comparison."""
        return [mark for mark in self._all_marks if mark.time.start not in self._compared]

    @cached_property
    def _all_marks(self) -> list[_Mark]:
        folded = self._folded
        year: int | None = None
        marks: list[_Mark] = []
        for time in self._ground.times[max(self._first, self._last - _REACH) : self._last]:
            if self._is_idle(time):
                continue
            opens = cues.words("opening").search(folded, max(0, time.start - 6), time.start) is not None
            governs = opens or cues.words("adverbial").match(folded, time.end) is not None or time.since
            of_a_noun = cues.words("of_a_noun").match(folded, time.end) is not None
            governs = governs and not of_a_noun
            as_of = is_as_of(folded, time)
            scene = cues.words("scene").match(folded, time.end, self.end) if governs else None
            period = self._frames.resolve(time, self.frame, year)
            if period is not None:
                period = self._settled(time, period, marks)
                if time.start not in self._compared and time.anchor in ("fixed", "now") and not of_a_noun:
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

    @property
    def _carried(self) -> Dated | None:
        """The day that the paragraph has named (截至12月底), which holds for what follows in it."""
        time = self._ground.as_of(self.start)
        period = None if time is None else self._frames.resolve(time, self.frame)
        if time is None or period is None:
            return None
        return Dated(year_end(period).model_copy(update={"source": "section"}), Span(time.start, time.end))
