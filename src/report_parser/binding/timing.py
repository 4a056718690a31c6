"""When a value holds: from its clause, its sentence, the lines before, the section's heading, or the report's year."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter

from report_parser.binding.clauses import Sentence
from report_parser.binding.drafts import Draft
from report_parser.models import Period, PeriodSource, SectionRole
from report_parser.numerals.mention import Mention

_end_of = attrgetter("end")
_ABSOLUTE = re.compile(r"[0-9]{4}|十[一二三四五六七八九]五|[一二]〇|二零")
_MONTH = re.compile(r"(?:1[0-2]|[1-9])月")
_AS_OF = re.compile(r"截[至止] ?$")
_OPENING = re.compile(r"(?:^|[,;:。、\n(—]|截[至止到]|自|从|到|在|于|至|是|:) ?[“\"]?$")


@dataclass(frozen=True, slots=True)
class Timeline:
    """The years of a report: the one it is about, and the day it was issued."""

    year: int | None
    issued: date | None = None

    def place(self, period: Period, role: SectionRole, heading: Period | None) -> Period:
        """A period as it is meant where it stands.

        A time without a year (全年, 年底) is of the year planned for in a plan; a month (截至6月底) is the last
        such month before the report was issued. The end of a year stands for the year.
        """
        if self.year is None:
            return period
        if not _ABSOLUTE.search(period.label):
            shift = 0
            if role in ("plans", "suggestions"):
                planned = (
                    heading.end.year
                    if heading is not None and heading.start.year == heading.end.year
                    else self.year + 1
                )
                shift = planned - self.year
            elif self.issued is not None and _MONTH.match(period.label):
                later = _moved(period, 1)
                shift = int(later.end <= self.issued)
            period = _moved(period, shift)
        if (
            period.end.month == 12
            and period.end.day == 31
            and period.start.month == 12
            and period.label[-1] in "底末终"
        ):
            return period.model_copy(update={"start": period.start.replace(month=1, day=1)})
        return period


def _moved(period: Period, years: int) -> Period:
    if not years:
        return period
    try:
        start, end = (
            period.start.replace(year=period.start.year + years),
            period.end.replace(year=period.end.year + years),
        )
    except ValueError:  # 29 February
        return period
    return period.model_copy(update={"start": start, "end": end})


@lru_cache(256)
def whole_year(year: int, source: PeriodSource) -> Period:
    """A calendar year as a period."""
    return Period(label=f"{year}年", start=date(year, 1, 1), end=date(year, 12, 31), source=source)


_LOOK_BACK = 40  # how many numbers and times back a sentence's time may stand
_PARAGRAPH_HEAD = 60
_SENTENCE_HEAD = 8


def topics(folded: str, mentions: Iterable[Mention], timeline: Timeline) -> list[tuple[int, Period]]:
    """The years that paragraphs set as their topic, each with the offset from which it holds (2025年是…,
    回望过去五年, …).

    Only whole years count that reach the report's year, and only where they open one of the first sentences of a
    paragraph.
    """
    found = []
    for mention in mentions:
        period = mention.period
        if period is None or mention.category == "metric" or not _is_years(period):
            continue
        if timeline.year is None or period.end.year < timeline.year:
            continue
        reach = max(0, mention.start - _PARAGRAPH_HEAD - 1)
        paragraph = folded.rfind("\n", reach, mention.start) + 1
        if paragraph == 0 < reach or mention.start - paragraph > _PARAGRAPH_HEAD:
            continue
        sentence = max(paragraph, *(folded.rfind(end, paragraph, mention.start) + 1 for end in "。!！"))
        head = folded[sentence : mention.start]
        if len(head) <= _SENTENCE_HEAD and "," not in head and "、" not in head:
            found.append((mention.start, period))
    return found


def _is_years(period: Period) -> bool:
    return (period.start.month, period.start.day, period.end.month, period.end.day) == (1, 1, 12, 31)


@dataclass(slots=True)
class Clock:
    """The times that a paragraph has named so far: what a value without a time of its own holds for."""

    as_of: Mention | None = None

    def enter(self, folded: str, before: int, sentence: Sentence) -> None:
        """Go on to a sentence; a new paragraph forgets the times of the one before."""
        if folded.find("\n", before, sentence.start + 1) >= 0:
            self.as_of = None

    def carried(
        self, folded: str, sentence: Sentence, draft: Draft, taken: frozenset[int]
    ) -> tuple[Mention, PeriodSource] | None:
        """The time that the sentence, or the paragraph before it, has set for a quantity."""
        upto = bisect_right(sentence.others, draft.mention.start, key=_end_of)
        nearest: Mention | None = None
        for mention in reversed(sentence.others[max(0, upto - _LOOK_BACK) : upto]):
            if mention.period is None or mention.start in taken or not _opens(folded, mention):
                continue
            if _is_as_of(folded, mention):
                self.as_of = mention
                return mention, "sentence"
            nearest = nearest or mention
        if nearest is not None:
            return nearest, "sentence"
        return (self.as_of, "section") if self.as_of is not None else None


def _opens(folded: str, mention: Mention) -> bool:
    """Whether a time opens a clause, so that it holds for what follows; inside a phrase (对2022年以来查出的…) it
    does not.
    """
    return _OPENING.search(folded, max(0, mention.start - 4), mention.start) is not None


def _is_as_of(folded: str, mention: Mention) -> bool:
    return _AS_OF.search(folded, max(0, mention.start - 3), mention.start) is not None or folded.startswith(
        "截", mention.start
    )


def own(draft: Draft) -> Mention | None:
    """The time nearest before a quantity that is not what it is compared with."""
    if draft.slot is None:
        return None
    for word in reversed(draft.slot.left):
        if "time" in word.does and word.mention is not None and word.mention.period is not None:
            if any(word.start == w.start for w in draft.basis):
                continue
            return word.mention
    return None


def taken(drafts: Iterable[Draft]) -> frozenset[int]:
    """Where times stand that belong to a base of comparison or to a value before: they say nothing of the others."""
    found: set[int] = set()
    for draft in drafts:
        if draft.basis:
            found.update(w.start for w in draft.basis)
        if draft.role == "previous" and draft.slot is not None:
            found.update(w.start for w in draft.slot.left if "time" in w.does)
    return frozenset(found)


def period_of(
    folded: str, sentence: Sentence, draft: Draft, clock: Clock, timeline: Timeline, role: SectionRole, heading:
    Period | None, compared: frozenset[int],
) -> Period | None:  # fmt: skip
    """The period that a value holds for, or None where nothing says."""
    mine = own(draft)
    carried = clock.carried(folded, sentence, draft, compared)
    if mine is not None and mine.period is not None:
        placed = timeline.place(mine.period, role, heading)
        if draft.role == "previous" and mine.period.label.endswith("初"):
            return placed.model_copy(update={"end": placed.start})
        return placed if not mine.period.label.endswith("初") or mine.period.start.month != 1 else _year(placed)
    if draft.role == "previous":
        return None
    if carried is not None and carried[0].period is not None:
        return timeline.place(carried[0].period, role, heading).model_copy(update={"source": carried[1]})
    if heading is not None:
        return heading
    if timeline.year is None:
        return None
    return whole_year(timeline.year + (role in ("plans", "suggestions")), "report")


def _year(period: Period) -> Period:
    return period.model_copy(
        update={"start": period.start.replace(month=1, day=1), "end": period.end.replace(month=12, day=31)}
    )
