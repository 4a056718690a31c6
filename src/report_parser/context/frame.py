"""Frames: what a heading, a paragraph's first sentence or the report says of all that stands under it.

The nearest wins: clause, sentence, paragraph, heading, parent heading, report. This module holds the frames that are
wider than a sentence; `standing` puts a number into them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from report_parser.context import cues, scope, stance
from report_parser.context.cues import Says
from report_parser.context.ground import Ground, is_as_of
from report_parser.context.times import Time, is_years, moved, of_several_years, whole_year, years_from
from report_parser.models import Period, Section, SectionRole, Span
from report_parser.structure import roles
from report_parser.values import value

_STATE = re.compile("问题|情况|不足|原因|成效")
_TOPIC_TITLE = re.compile(r"[^,、:;，；]{2,10}(?:类|型|方面|领域|环节|系统|片区|行业)")
_PLANS: frozenset[SectionRole] = frozenset({"plans", "suggestions"})
_OPEN: frozenset[SectionRole] = frozenset({"other", "overview"})


class Frame(NamedTuple):
    """What holds at a place unless a sentence says otherwise, with the words that say so.

    `section` is the id of its section, `above` that of the one over it, `title` is set where the heading names one of
    several things of a kind (质量安全类). `stance` is None where nothing tells. `period` may be several years. `dated`
    says that a heading below the first level names the time: no paragraph changes it.
    """

    section: int | None = None
    above: int | None = None
    title: Span | None = None
    heading: Span | None = None
    stance: Says | None = None
    stance_by: Span | None = None
    period: Period | None = None
    period_by: Span | None = None
    scope_by: Span | None = None
    dated: bool = False

    @property
    def year(self) -> int | None:
        """The year that times without a year lean on: the last one of the period."""
        return None if self.period is None else self.period.end.year


@value(frozen=True, slots=True)
class _Opener:
    """A paragraph's time: from `start` on, up to `end` (None: until a heading or another opener says otherwise)."""

    start: int
    end: int | None
    period: Period
    by: Span


_HEADLINE_END = re.compile("[:,!?]")  # of a headline only what it ends with says what its text is
_PARAGRAPH_HEAD = 60
_SENTENCE_START = re.compile(r"(?:^|[。!\n]) {0,8}$")
_SENTENCE_HEAD = 12
# What may stand in a sentence before the time that opens it; a caption (图2 2017—2023年…) is no sentence.
_HEAD = re.compile(r"(?!图|表|附|注)[^,、;:0-9]{0,12}$")


class Frames:
    """The frames of a report, by offset."""

    def __init__(self, ground: Ground, sections: Sequence[Section]) -> None:
        self._ground, self._folded, self._years = ground, ground.folded, ground.years
        self._starts: list[int] = []
        self._frames: list[Frame] = []
        self._of_section: dict[int, Frame] = {}
        self._ends_of_section: dict[int | None, int] = {}  # of those below the first rank
        self._nowhere = self._of_report(ground.title)
        above = self._nowhere
        for section in sections:
            last = self._add(section, above)
            if section.level == 0 and last.stance is not None:
                # What stands before the first heading holds for headings that say nothing.
                above = above._replace(stance=last.stance, stance_by=last.stance_by, period=last.period)
        self._tops = [section.span.start for section in sections]
        self._openers = self._open()
        self._opener_starts = [opener.start for opener in self._openers]
        self._told: dict[tuple[int, int], Frame] = {}

    def _of_report(self, title: Span | None) -> Frame:
        """The frame of the report as a whole: its year; one whose title names plans alone is planned."""
        review = self._years.review
        frame = Frame(period=None if review is None else whole_year(review, "report"))
        if (part := self._part(frame)) is not None:
            frame = part
        if title is None or roles.of_title(_HEADLINE_END.split(title.of(self._folded))[-1]) != "plans":
            return frame
        time = self._first_time(title)
        period = self.resolve(time, frame) if time is not None else self._ahead(frame)
        return frame._replace(stance="planned", stance_by=title, period=period, period_by=title)

    def _part(self, frame: Frame) -> Frame | None:
        """The frame of a report on a part of a year (2025年上半年), or None where it is on the whole of it."""
        named = self._years.part
        times = self._ground.times
        at = bisect_right(self._ground.starts, named.end - 1) - 1 if named is not None else -1
        if named is None or at < 0 or times[at].end <= named.start or is_years(times[at].period):
            return None
        period = self.resolve(times[at], frame)
        if period is None:
            return None
        period = period.model_copy(update={"source": "report"})
        return frame._replace(period=period, period_by=Span(times[at].start, times[at].end))

    def at(self, offset: int) -> Frame:
        """The frame of what stands at an offset."""
        index = bisect_right(self._starts, offset) - 1
        frame = self._frames[index] if index >= 0 else self._nowhere
        n = -1 if frame.dated else self._opener_at(offset)
        if n < 0:
            return frame
        opener = self._openers[n]
        if index >= 0 and opener.start < self._starts[index] and self._turns_from(frame, opener):
            return frame
        told = self._told.get((index, n))
        if told is None:
            told = self._told[index, n] = frame._replace(period=opener.period, period_by=opener.by)
        return told

    def _turns_from(self, frame: Frame, opener: _Opener) -> bool:
        """Whether a stretch of plans leaves behind the year told of that a paragraph before it has opened."""
        review = self._years.review
        return frame.stance == "planned" and review is not None and opener.period.end.year <= review

    def of_section(self, number: int) -> Frame:
        """The frame that the heading of a section opens, by its id."""
        return self._of_section[number]

    def resolve(self, time: Time, frame: Frame, year: int | None = None) -> Period | None:
        """The days that a time means in a frame, or None where no year is known for it.

        `year` is the one that the sentence has named, which goes before the frame's.
        """
        if time.anchor == "fixed":
            return time.period
        base = self._ground.base
        if time.anchor == "told":
            return None if self._years.review is None else time.period
        if time.anchor == "now":
            now = frame.year if frame.stance == "planned" and frame.year is not None else self._years.now
            return None if now is None else moved(time.period, now - base)
        leans = year if year is not None else frame.year if frame.year is not None else self._years.review
        if leans is None:
            return None
        period = moved(time.period, leans - base)
        return moved(period, 1) if year is None and self._is_later(time, period, frame) else period

    def _is_later(self, time: Time, period: Period, frame: Frame) -> bool:
        """Whether a day up to which something is told (截至6月底) is the one of the next year: the last such day before
        the report was given.
        """
        issued = self._ground.issued
        if issued is None or frame.stance == "planned" or not is_as_of(self._ground.folded, time):
            return False
        return period.end.month < 12 and moved(period, 1).end <= issued

    def until_now(self, period: Period, named: Period | None) -> Period:
        """What has gone on since a period began: up to the day named before, else to the end of the year told of.

        What began with a month runs to the day on which the report was issued.
        """
        years, issued = self._years, self._ground.issued
        end = None if years.review is None else date(years.review, 12, 31)
        if named is not None and named.end > period.start:
            end = named.end
        elif issued is not None and end is not None and issued > end and period.start.month > 1:
            end = issued
        if end is None or end <= period.start:
            return period
        return period.model_copy(update={"end": end})

    def _add(self, section: Section, inherited: Frame) -> Frame:
        """Put a section and its descendants down; the frame that holds at the end of its own text."""
        folded, heading = self._folded, section.heading
        title = Span(heading.end - len(section.title), heading.end)
        stretches = self._stretches(section)
        own: Says | None = None if section.role in _OPEN else "planned" if section.role in _PLANS else "done"
        frame = inherited._replace(
            section=section.id,
            above=inherited.section,
            heading=title if section.title else None,
            title=title if _TOPIC_TITLE.fullmatch(section.title) else None,
            stance=own or inherited.stance,
            stance_by=heading if own and own != inherited.stance else inherited.stance_by,
            scope_by=scope.of_title(folded, title.start, title.end) or inherited.scope_by,
            dated=False,
        )
        frame = self._of_section[section.id] = self._timed(frame, section, inherited)
        at_end = frame
        for number, (span, role) in enumerate(stretches):
            at_end = self._turned(frame, section, number, span, role)
            self._starts.append(span.start if number else section.span.start)
            self._frames.append(at_end)
        if section.depth:
            self._ends_of_section[section.id] = section.span.end
        for child in section.children:
            self._add(child, frame._replace(stance=at_end.stance, stance_by=at_end.stance_by, period=at_end.period))
        return at_end

    def _timed(self, frame: Frame, section: Section, inherited: Frame) -> Frame:
        """A section's frame with the time that its heading names, else the year of its plans, else what it inherits."""
        time = self._first_time(section.heading)
        if time is not None:
            period = self.resolve(time, frame._replace(period=inherited.period))
            if period is not None:
                period = period.model_copy(update={"source": "section"})
                return frame._replace(period=period, period_by=Span(time.start, time.end), dated=section.depth > 0)
        if frame.stance == "planned" and inherited.stance != "planned":
            return frame._replace(period=self._ahead(inherited), period_by=frame.stance_by)
        return frame

    def _ahead(self, frame: Frame) -> Period | None:
        """The year that plans are for where they do not say: the report's, or the one after the frame's."""
        told, period = self._years.review, frame.period
        if told is not None and period is not None and period.source == "section" and period.end.year > told:
            return period
        first, last = self._years.plan, self._years.last
        if first is None:
            return None
        return years_from(first, last if last is not None else first, "report")

    def _first_time(self, title: Span) -> Time | None:
        """The first time in a title; the name of a plan that only describes a year is none."""
        times = self._ground.times
        for at in range(bisect_right(self._ground.starts, title.start - 1), len(times)):
            time = times[at]
            if time.start >= title.end:
                break
            if not (time.plan and cues.words("describes").match(self._folded, time.end)):
                return time
        return None

    def _turned(self, frame: Frame, section: Section, number: int, span: Span, role: SectionRole) -> Frame:
        """The frame of one of the stretches of a section's own text."""
        if number == 0:
            mixed = section.role == "plans" and _STATE.search(section.title) is not None
            return frame._replace(stance="done", stance_by=None) if mixed and span.end < section.lead.end else frame
        if role in _OPEN:
            return frame
        says: Says = "planned" if role in _PLANS else "done"
        by = Span(span.start, min(span.end, span.start + _SENTENCE_HEAD))
        turned = frame._replace(stance=says, stance_by=by)
        if says == "planned" and frame.stance != "planned":
            return turned._replace(period=self._ahead(frame), period_by=by)
        return turned

    def _stretches(self, section: Section) -> list[tuple[Span, SectionRole]]:
        """A section's own text in stretches of one role."""
        lead, role = section.lead, section.role
        stretches = roles.parts(self._folded, lead, role, section.heading)
        if stretches[1:]:
            return stretches
        if role == "plans" and _STATE.search(section.title):
            return self._until_next_year(lead)
        turn = None if role in _PLANS else self._turn(lead, role)
        if turn is None:
            return stretches
        return [(Span(lead.start, turn), role), (Span(turn, lead.end), "plans")]

    def _turn(self, lead: Span, role: SectionRole) -> int | None:
        """Where a text that tells of what is done turns to plans: a sentence that announces the work of a later year,
        or, under a heading that tells nothing, one that states targets.
        """
        folded, review = self._folded, self._years.review
        for hit in cues.words("turn").finditer(folded, lead.start, lead.end):
            year = hit[0][:4]
            if year.isdigit() and review is not None and int(year) <= review:
                continue
            if _SENTENCE_START.search(folded, max(lead.start, hit.start() - _SENTENCE_HEAD), hit.start()):
                return hit.start()
        aims = stance.targets(folded, lead.start, lead.end) if role in _OPEN else None
        if aims is None:
            return None
        return max(lead.start, *(folded.rfind(mark, lead.start, aims.start) + 1 for mark in "。\n"))

    def _until_next_year(self, lead: Span) -> list[tuple[Span, SectionRole]]:
        """The stretches of a section headed by the state of things and by plans: plans begin with a later year."""
        told = self._years.review
        first, last = (bisect_right(self._ground.starts, at) for at in (lead.start, lead.end - 1))
        for time in self._ground.times[first:last]:
            if told is not None and time.anchor == "fixed" and time.period.start.year > told:
                return [(Span(lead.start, time.start), "plans"), (Span(time.start, lead.end), "plans")]
        return [(lead, "plans")]

    def _opener_at(self, offset: int) -> int:
        """Which opener holds at an offset, the nearest that has not ended; -1 for none."""
        top = bisect_right(self._tops, offset)
        first = self._tops[top - 1] if top else 0
        n = bisect_right(self._opener_starts, offset + 1) - 1
        while n >= 0 and self._openers[n].start >= first:
            end = self._openers[n].end
            if end is None or offset < end:
                return n
            n -= 1
        return -1

    def _open(self) -> list[_Opener]:
        """The times that open paragraphs (2025年是…, 回望过去五年, …), in order."""
        found = []
        folded, review = self._folded, self._years.review
        for time in self._ground.times:
            if review is None or not time.whole_years or time.plan:
                continue
            paragraph = self._ground.paragraphs.start(time.start)
            if time.start - paragraph > _PARAGRAPH_HEAD or cues.words("goes_on").match(folded, time.end) is None:
                continue
            sentence = max(paragraph, *(folded.rfind(end, paragraph, time.start) + 1 for end in "。!！"))
            if _HEAD.match(folded, sentence, time.start) is None:
                continue
            frame = self._frame_of(time.start)
            period = self.resolve(time, frame)
            if period is None or period.end.year < review or (frame.stance == "done" and period.end.year > review):
                continue
            end = self._ends_of_section.get(frame.section)
            if self._is_passing(time, frame):
                if sentence > paragraph:
                    continue
                end = self._ground.paragraphs.end(time.start)
            by = Span(time.start, time.end)
            found.append(_Opener(time.start, end, period.model_copy(update={"source": "section"}), by))
        return found

    def _is_passing(self, time: Time, frame: Frame) -> bool:
        """Whether a year is one of several that a section tells of (2017年，…): it holds for its paragraph at most."""
        if time.anchor != "fixed" or of_several_years(time.period) or frame.period is None:
            return False
        folded = self._folded
        return (
            of_several_years(frame.period)
            and folded.startswith((",", ":"), time.end)
            and not folded.startswith("是", time.end + 1)
            and not folded.endswith("过去的", 0, time.start)
        )

    def _frame_of(self, offset: int) -> Frame:
        index = bisect_right(self._starts, offset) - 1
        return self._frames[index] if index >= 0 else self._nowhere
