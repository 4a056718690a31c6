"""Where a sentence stands: its section, what the headings above say, and the topic that the paragraphs before set."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from report_parser.binding import timing
from report_parser.binding.timing import Timeline
from report_parser.models import Period, Section, SectionRole, Span
from report_parser.numerals.mention import Mention
from report_parser.structure import roles

_STATE = re.compile("问题|情况|不足|原因|成效")
_TOPIC_TITLE = re.compile(r"[^,、:;，；]{2,10}(?:类|型|方面|领域|环节|系统|片区|行业)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands.

    `section` is the id of its section and `above` that of the section over it, `role` what the section is for, `period`
    the time that its headings name. `dated` says that the section's own heading, below the first level, names the time:
    no paragraph changes it. `title` is set where the heading names one of several things of a kind (质量安全类).
    """

    section: int | None = None
    above: int | None = None
    role: SectionRole = "other"
    period: Period | None = None
    dated: bool = False
    title: Span | None = None


class Places:
    """The places of a report's sentences.

    `undecided` is the role to read a section with whose heading does not tell. Where a section turns to what comes
    (下一步, …), what follows is a plan (`roles.parts`); one that is headed by both (问题及下一步安排) is one only
    from there.
    """

    def __init__(
        self,
        folded: str,
        sections: Sequence[Section],
        mentions: Sequence[Mention],
        timeline: Timeline,
        undecided: SectionRole,
    ) -> None:
        self._starts: list[int] = []
        self._places: list[Place] = []
        self._nowhere = Place(role=undecided)
        self._undecided = undecided
        self._timeline = timeline
        self._times = [m for m in mentions if m.period is not None]
        self._time_starts = [m.start for m in self._times]
        self._folded = folded
        self._topics = timing.topics(folded, self._times, timeline)
        self._topic_starts = [offset for offset, _ in self._topics]
        self._told: dict[tuple[int, int], Place] = {}  # places with the time of a topic
        self._tops = [section.span.start for section in sections]
        for section in sections:
            self._add(section, None, None)

    def at(self, offset: int) -> Place:
        """The place of the sentence that begins at `offset`."""
        index = bisect_right(self._starts, offset) - 1
        place = self._places[index] if index >= 0 else self._nowhere
        topic = bisect_right(self._topic_starts, offset + 1) - 1
        top = bisect_right(self._tops, offset)
        if topic < 0 or not top or place.dated or self._topic_starts[topic] < self._tops[top - 1]:
            return place
        told = self._told.get((index, topic))
        if told is None:
            period = self._timeline.place(self._topics[topic][1], place.role, place.period)
            told = self._told[index, topic] = replace(place, period=period.model_copy(update={"source": "section"}))
        return told

    def _until_next_year(self, lead: Span) -> list[tuple[Span, SectionRole]]:
        """The stretches of a section headed by the state of things and by plans: plans begin with a later year."""
        year = self._timeline.year
        first, last = (bisect_right(self._time_starts, at) for at in (lead.start, lead.end - 1))
        for mention in self._times[first:last]:
            if year is not None and mention.period is not None and mention.period.start.year > year:
                return [(Span(lead.start, mention.start), "plans"), (Span(mention.start, lead.end), "plans")]
        return [(lead, "plans")]

    def _add(self, section: Section, above: int | None, inherited: Period | None) -> None:
        heading, lead = section.heading, section.lead
        period, dated = inherited, False
        at = bisect_right(self._time_starts, heading.start - 1)
        if at < len(self._times) and self._times[at].start < heading.end:
            own = self._times[at].period
            if own is not None:
                period, dated = own.model_copy(update={"source": "section"}), section.depth > 0
        title = Span(heading.end - len(section.title), heading.end) if _TOPIC_TITLE.fullmatch(section.title) else None
        stretches = roles.parts(self._folded, lead, section.role, heading)
        stated = section.role == "plans" and _STATE.search(section.title)
        if stated and not stretches[1:]:
            stretches = self._until_next_year(lead)
        mixed = stated and stretches[1:]
        for number, (span, role) in enumerate(stretches):
            known = self._undecided if role in ("other", "overview") else role
            if number == 0 and mixed:
                known = "other"
            turned = number and role == "plans" and section.role != "plans"
            self._starts.append(span.start if number else section.span.start)
            self._places.append(Place(section.id, above, known, None if turned else period, dated, title))
        for child in section.children:
            self._add(child, section.id, period)
