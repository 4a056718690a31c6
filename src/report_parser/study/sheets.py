"""Coding sheets: a sample of the numbers of many reports, for people to say of each what it is.

The frame is every number of the running text that could be an indicator's value, whether the parser took it for one or
not, so that a sheet tells both how much of what was read is right, and how much was missed.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from report_parser.corrections.entries import written
from report_parser.extras import needs
from report_parser.models import Failure, Numeral, Observation, Report, Span
from report_parser.output.delimited import without_controls
from report_parser.output.records import report_id
from report_parser.output.replacing import replacing
from report_parser.study.reading import Reading, readings

# What can be no value of an indicator: parts of dates, headings, references and the page.
_OUTSIDE = frozenset(("date", "document_number", "article", "enumerator", "heading", "contact", "page"))
# What a coder fills in, with what may stand there (empty: anything).
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "metric": ("yes", "no"),
    "name": (),
    "value": (),
    "unit": (),
    "role": ("level", "previous", "delta"),
    "status": ("actual", "planned"),
    "period": (),
    "scope": (),
    "remark": (),
}
_ASKED = {
    "metric": "yes: the number states the value, or a change of the value, of something that the report measures. no: "
    "it is a time, a rank, a part of a name or a law, or only says how the text is divided",
    "name": "what is measured, in the words of the text, without words of time (全年, 累计)",
    "value": "the number as you would write it: 92.25, or 4.02亿; a fall stays positive",
    "unit": "the unit without 万 and 亿: 元, 个, %",
    "role": "level: the state or result; previous: the value before; delta: the change",
    "status": "actual: it happened; planned: a target or an arrangement",
    "period": "the time that it is about: 2025年, 2025年1—9月",
    "scope": "whose value it is where the text says so: 全省, 市本级",
    "remark": "what made you doubt",
}
_GIVEN = ("id", "number", "sentence", "section", "report")
_KEY = ("source", "report_id", "start", "end")
_AROUND = 120  # characters of a long sentence that are shown on either side of the number
_CELL = 32_767
_WIDTHS = {"sentence": 70, "section": 20, "report": 24, "name": 26, "number": 12, "remark": 24}


@dataclass(frozen=True, slots=True)
class CodingUnit:
    """A number to be coded: its place, its sentence with the number in 【】, and what the parser made of it.

    `section` is the heading that it stands under, `report` the title.

    `read` holds the parser's answers to the questions; a blind sheet does not show them.
    """

    id: str
    source: str
    report_id: str
    span: Span
    number: str
    sentence: str
    section: str
    report: str
    read: Mapping[str, Any]
    stratum: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class CodingSheet:
    """A sample: its units in random order, how many there were to draw from, and how it was drawn."""

    units: tuple[CodingUnit, ...]
    frame: int
    seed: int

    def rows(self, *, blind: bool = True) -> list[dict[str, Any]]:
        """One plain dict a unit: what is given, the questions (answered by the parser if not `blind`), and its key."""
        return [
            {
                "id": unit.id,
                "number": unit.number,
                "sentence": unit.sentence,
                "section": unit.section,
                "report": unit.report,
                **{question: None if blind else unit.read.get(question) for question in QUESTIONS},
                "source": unit.source,
                "report_id": unit.report_id,
                "start": unit.span.start,
                "end": unit.span.end,
            }
            for unit in self.units
        ]

    def save(self, path: str | Path, *, blind: bool = True) -> None:
        """Write the sheet as a workbook with lists to choose from and a page that explains the questions.

        Raises MissingExtraError, OSError.
        """
        with replacing(path) as new:
            _write(self, new, blind)


def sample(reports: Iterable[Reading | Report | Failure], n: int = 200, seed: int = 0) -> CodingSheet:
    """Draw `n` numbers of many reports, stratified by what was read there, the kind of quantity and the report.

    The numbers are ordered by these, and every so-and-so-many-th is taken from a random beginning: each stratum has its
    share, and every number the same chance, so that shares of the sample estimate those of the whole. The same reports
    and seed give the same sheet. Failures are passed over. Raises ValueError for n under 1.

    >>> from report_parser import parse
    >>> sheet = sample([parse("全年完成审计项目37个，居全省第3位。"), parse("整改率92.25%。")], n=2, seed=7)
    >>> sorted((unit.number, unit.read["metric"]) for unit in sheet.units), sheet.frame
    ([('37个', 'yes'), ('第3位', 'no')], 3)
    """
    if n < 1:
        raise ValueError("a sample has 1 number or more.")
    units = sorted(_frame(readings(reports)), key=lambda unit: (unit.stratum, unit.span.start))
    size = len(units)
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    if n < len(units):
        step = len(units) / n
        first = chance.random() * step
        units = [units[min(int(first + step * place), len(units) - 1)] for place in range(n)]
    drawn = chance.sample(units, len(units))
    return CodingSheet(tuple(drawn), size, seed)


def _frame(found: Iterable[Reading]) -> Iterator[CodingUnit]:
    """Every number that could be coded."""
    for reading in found:
        report = reading.report
        if report is None:
            continue
        digest = report_id(report)
        rows = {o.quantity.span: o for o in report.observations}
        for numeral in report.numerals:
            observation = rows.get(numeral.span)
            if observation is None and numeral.category in _OUTSIDE:
                continue
            span = numeral.span
            key = hashlib.sha256(f"{digest} {span.start} {span.end}".encode()).hexdigest()[:10]
            kind = numeral.quantity.kind if numeral.quantity else ""
            yield CodingUnit(
                id=key,
                source=reading.source,
                report_id=digest,
                span=span,
                number=numeral.text,
                sentence=_sentence(report, numeral, observation),
                section=_heading(report, span),
                report=report.title or "",
                read=_answers(observation),
                stratum=("row" if observation else numeral.category, kind, digest),
            )


def _answers(observation: Observation | None) -> dict[str, Any]:
    """What the parser answers to the questions of one number."""
    if observation is None:
        return {"metric": "no"}
    return {
        "metric": "yes",
        "name": observation.name,
        "value": written(observation.quantity.value),
        "unit": observation.quantity.unit,
        "role": observation.role,
        "status": observation.status,
        "period": observation.period and observation.period.label,
        "scope": observation.scope,
    }


def _heading(report: Report, span: Span) -> str:
    """The heading of the innermost section that a span stands in."""
    found = ""
    for section in report.walk():
        if section.span.start <= span.start < section.span.end:
            found = section.marker + section.title
    return found


def _sentence(report: Report, numeral: Numeral, observation: Observation | None) -> str:
    """The sentence of a number, with the number in 【】; of a long one what stands near it."""
    text, span = report.text, numeral.span
    if observation is not None:
        start, end = observation.sentence.start, observation.sentence.end
    else:
        start = max(text.rfind(sign, 0, span.start) for sign in "。！？\n") + 1
        ends = [at for sign in "。！？\n" if (at := text.find(sign, span.end)) >= 0]
        end = min(ends, default=len(text)) + 1
    start, end = max(start, span.start - _AROUND), min(end, span.end + _AROUND)
    shown = f"{text[start : span.start]}【{text[span.start : span.end]}】{text[span.end : end]}"
    return " ".join(without_controls(shown).split())


def _write(sheet: CodingSheet, path: Path, blind: bool) -> None:
    """Write the workbook: the sheet to fill in, and what the questions mean."""
    with needs("tables"):
        from xlsxwriter import Workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(str(path), options) as book:
        head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        grey = book.add_format({"font_color": "#888888", "valign": "top"})
        page, about = book.add_worksheet("coding"), book.add_worksheet("questions")
        columns = (*_GIVEN, *QUESTIONS, *_KEY)
        for place, name in enumerate(columns):
            page.write_string(0, place, name, head)
            page.set_column(place, place, _WIDTHS.get(name, 11))
            if choices := QUESTIONS.get(name):
                page.data_validation(
                    1, place, max(len(sheet.units), 1), place, {"validate": "list", "source": list(choices)}
                )
        for line, row in enumerate(sheet.rows(blind=blind), 1):
            for place, name in enumerate(columns):
                if row[name] is not None:
                    page.write_string(line, place, str(row[name])[:_CELL], grey if name in _KEY else wrapped)
        page.freeze_panes(1, 2)
        page.autofilter(0, 0, max(len(sheet.units), 1), len(columns) - 1)
        for place, (name, width) in enumerate((("question", 12), ("what to say", 100))):
            about.write_string(0, place, name, head)
            about.set_column(place, place, width)
        told = f"{len(sheet.units)} of {sheet.frame} numbers, drawn with seed {sheet.seed}"
        for line, (name, said) in enumerate([*_ASKED.items(), ("sample", told)], 1):
            about.write_string(line, 0, name, wrapped)
            about.write_string(line, 1, said, wrapped)
