"""The frame of a number for people: where its period, its status, its topic and its scope come from, with the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from report_parser.context import topic
from report_parser.models import Observation, Report, Span
from report_parser.text.fold import fold

Field = Literal["period", "status", "topic", "scope"]
Where = Literal["sentence", "paragraph", "heading", "report"]


@dataclass(frozen=True, slots=True)
class Told:
    """One field of a number: its value, the words that say so, and where they stand.

    `words` is empty where nothing but the report as a whole says it.
    """

    field: Field
    value: str
    words: str
    where: Where


class Teller:
    r"""Tells of the numbers of one report.

    >>> from report_parser import parse
    >>> report = parse("一、2025年工作情况\n审计项目37个。")
    >>> [(t.field, t.value, t.words, t.where) for t in Teller(report).told(report.observations[0])][0]
    ('period', '2025-01-01 – 2025-12-31', '2025年', 'heading')
    """

    def __init__(self, report: Report) -> None:
        self._report, self._folded = report, fold(report.text)
        self._headings = {section.id: section.heading for section in report.walk()}
        self._titles = {s.id: Span(s.heading.end - len(s.title), s.heading.end) for s in report.walk() if s.title}
        self._sections = {o.id: metric.section for metric in report.metrics for o in metric.observations}

    def told(self, o: Observation) -> Iterator[Told]:
        """Where the fields of a number come from; a field that it does not have is left out."""
        if o.period is not None:
            yield self._told("period", f"{o.period.start} – {o.period.end}", o.evidence.get("period"), o)
        yield self._told("status", o.status, o.evidence.get("status"), o)
        about = next(self._topics(o), None)
        if about is not None:
            yield self._told("topic", about.span.of(self._report.text), about.span, o)
        if o.scope is not None:
            yield self._told("scope", o.scope, o.evidence.get("scope"), o)

    def _told(self, field: Field, value: str, span: Span | None, o: Observation) -> Told:
        words = "" if span is None else " ".join(span.of(self._report.text).split())
        return Told(field, value, words, self._where(span, o))

    def _where(self, span: Span | None, o: Observation) -> Where:
        if span is None:
            return "report"
        if o.sentence.start <= span.start < o.sentence.end:
            return "sentence"
        inside = any(h.start <= span.start < h.end for h in self._headings.values())
        return "heading" if inside else "paragraph"

    def _topics(self, o: Observation) -> Iterator[topic.Topic]:
        folded, sentence = self._folded, o.sentence.start
        paragraph = folded.rfind("\n", 0, sentence) + 1
        section = self._sections.get(o.id)
        title = None if section is None else self._titles.get(section)
        return topic.candidates(folded, paragraph, sentence, sentence, o.quantity.span.start, title)
