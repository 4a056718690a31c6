"""The context stage: for every offset of a report, the frame; for every number, how it stands in it.

    context = context_of(folded, sections, mentions, years, …)
    context.at(offset)                         the Frame: section, period, stance, topic, scope, and what said so
    context.topics(offset, before)             what a number is about that does not name its noun, nearest first
    context.stands(sentence, asked, compared)  period and status of a number, given what binding knows of it

Nothing else decides these fields. What only binding knows comes in as `Asked`: the role of the number, the words that
say what happened to it, and which times belong to the base of a comparison.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cached_property

from report_parser.context import cues, stance, times, topic
from report_parser.context.frame import Frame, Frames
from report_parser.context.ground import Ground
from report_parser.context.paragraphs import Paragraphs
from report_parser.context.passage import Dated, Passage
from report_parser.models import BasisKind, Period, Quantity, Role, Section, Span, Status
from report_parser.numerals.mention import Mention
from report_parser.structure.years import Years
from report_parser.values import value

_STATES = frozenset({"percent", "ratio", "percentage_point"})


@value(frozen=True, slots=True)
class Asked:
    """What binding knows of a number that the context has to place.

    `start` and `end` are those of the number with its words of bound, `begin` where the words before it begin (behind
    the number or break before), `stop` where the words behind it end. `basis_kind` is what a change compares with.
    """

    quantity: Quantity
    role: Role
    start: int
    end: int
    begin: int
    stop: int
    basis_kind: BasisKind | None = None


@value(frozen=True, slots=True)
class Standing:
    """How a number stands: when, and done or planned, with the words that said so (None: the report as a whole)."""

    period: Period | None
    period_by: Span | None
    status: Status
    status_by: Span | None


class Context:
    """Where everything stands in one report. Made before binding; nothing in it changes."""

    def __init__(self, ground: Ground, sections: Sequence[Section], mentions: Sequence[Mention]) -> None:
        self.ground, self._mentions = ground, mentions
        self._frames = Frames(ground, sections)

    @cached_property
    def _quantities(self) -> list[tuple[int, int]]:
        """Where the numbers stand that measure; asked for after binding has set limits apart."""
        return [(m.outer_start, m.outer_end) for m in self._mentions if m.category == "metric"]

    def at(self, offset: int) -> Frame:
        """The frame of what stands at an offset."""
        return self._frames.at(offset)

    def told(self, sections: Sequence[Section]) -> tuple[Section, ...]:
        """Sections with the period and the stance that hold under them."""
        return tuple(self._told(section) for section in sections)

    def _told(self, section: Section) -> Section:
        frame = self._frames.of_section(section.id)
        says: Status | None = None if frame.stance is None else "planned" if frame.stance == "planned" else "actual"
        children = self.told(section.children) if section.children else ()
        return section.model_copy(update={"period": frame.period, "stance": says, "children": children})

    def dated(self, mention: Mention | None, offset: int) -> Period | None:
        """The days that a time means that stands apart from sentences (in a table's header) for a value at `offset`."""
        found = [] if mention is None else times.read(self.ground.folded, [mention])
        frame = self.at(offset)
        if not found:
            return frame.period
        period = self._frames.resolve(found[0], frame)
        return None if period is None else times.year_end(period)

    def topics(self, offset: int, sentence: int, before: int) -> Iterator[topic.Topic]:
        """What a number at `offset` is about where it does not name its noun, nearest first.

        `sentence` is where its sentence begins, `before` where the quantity before it ends (or the sentence begins).
        """
        paragraph = self.ground.paragraphs.start(sentence)
        return topic.candidates(self.ground.folded, paragraph, sentence, before, offset, self.at(offset).heading)

    def sentence(self, start: int, end: int, compared: Collection[int] = ()) -> SentenceStanding:
        """One sentence, to be asked for each of its numbers. `compared` are the starts of times that are a base."""
        return SentenceStanding(self, Passage(self.ground, self._frames, self._quantities, Span(start, end), compared))


def context_of(
    folded: str,
    sections: Sequence[Section],
    mentions: Sequence[Mention],
    years: Years,
    issued: date | None = None,
    title: Span | None = None,
) -> Context:
    """The context of a report. `mentions` are reckoned from `base_year(years)`."""
    read = times.read(folded, mentions)
    return Context(Ground(folded, read, years, issued, Paragraphs(folded), title), sections, mentions)


class SentenceStanding:
    """How the numbers of one sentence stand."""

    def __init__(self, context: Context, passage: Passage) -> None:
        self._ground, self._folded, self._passage = context.ground, context.ground.folded, passage
        self.frame = passage.frame
        self._stance = stance.SentenceStance(self._folded, passage.start, passage.end)

    def stands(self, asked: Asked) -> Standing:
        """When a value holds, and whether it is done or planned."""
        previous = asked.role == "previous"
        dated = self._passage.period(asked.start, previous=previous)
        status, by = ("actual", None) if previous else self._status(asked, dated)
        period, period_by = dated.period, dated.by
        if previous:
            period = None if period is None else times.year_begin(period)
        elif period is not None:
            period = self._settled(asked, dated, period)
        return Standing(period, period_by, status, by)

    def _settled(self, asked: Asked, dated: Dated, period: Period) -> Period:
        """A level reached in a span of years is of its last year; what was done over the span is of the span."""
        if period.label.endswith("初") and period.start.month == 1:
            return period.model_copy(
                update={"start": period.start.replace(day=1), "end": period.end.replace(month=12, day=31)}
            )
        if asked.basis_kind == "since" and (base := self._passage.base(asked.start)) is not None:
            return times.since(base, period)
        if not times.of_several_years(period):
            whole = self.frame.period
            average = asked.basis_kind == "annual_average" and whole is not None and times.of_several_years(whole)
            return whole if average and whole is not None else period
        return period if self._is_over(asked, dated) else times.last_year(period)

    def _is_over(self, asked: Asked, dated: Dated) -> bool:
        if asked.role == "delta":
            return asked.basis_kind not in ("yoy", "period")
        folded, number = self._folded, asked.quantity.span.start
        if asked.quantity.kind in _STATES:
            return cues.words("average").search(folded, asked.begin, asked.start) is not None
        if cues.words("over").search(folded, asked.begin, number) is not None:
            return True
        if cues.words("threshold").match(folded, asked.end) is not None:
            return True
        if cues.words("reached").search(folded, asked.begin, number) is not None:
            return False
        if cues.words("finished").match(folded, asked.end, asked.stop) is not None:
            return True
        return dated.stated

    def _by_time(self, dated: Dated) -> Status | None:
        """What the time says that a sentence names: what was over is done, what comes later planned; else None.

        A month of the next year under a review is one in which the report was still written.
        """
        period, review = dated.period, self._ground.years.review
        if not dated.stated or dated.since or period is None or review is None:
            return None
        issued = self._ground.issued
        if period.end <= issued if issued is not None else period.end.year <= review:
            return "actual"
        if not dated.near or period.end.year <= review:
            return None
        late = self.frame.stance != "planned" and period.end.year == review + 1 and not times.is_years(period)
        return "actual" if late else "planned"

    def _status(self, asked: Asked, dated: Dated) -> tuple[Status, Span | None]:
        """A number's own clause, then a time in it, then the sentence, then the frame."""
        bounded = asked.quantity.bound != "exact"
        said = self._stance.says(asked.start, asked.end, bounded=bounded)
        if said is not None:
            return ("planned" if said.says == "planned" else "actual"), said.by
        when = self._by_time(dated)
        if when is not None:
            return when, dated.by
        if self.frame.stance is not None:
            return ("planned" if self.frame.stance == "planned" else "actual"), self.frame.stance_by
        leans = self._stance.leans
        return ("planned", leans.by) if leans is not None else ("actual", None)
