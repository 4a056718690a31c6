"""Applies corrections to a report: each in the order of its file, each with a state, and then the report made anew."""

from __future__ import annotations

from typing import Any, Protocol

from report_parser.corrections.anchor import place_of
from report_parser.corrections.entries import Correction, Corrections, cells, value_of
from report_parser.corrections.rebuild import rebuilt
from report_parser.corrections.rows import NotPossibleError, Row, Rows
from report_parser.metrics.catalogue import Catalogue
from report_parser.models import CorrectionResult, CorrectionState, Report, Span
from report_parser.numerals.scan import Scanner
from report_parser.output.records import report_id

Outcome = tuple[CorrectionState, str]


class Tables(Protocol):
    """What of a parser's compiled tables corrections need."""

    @property
    def scanner(self) -> Scanner:
        """Reads numbers and times."""

    @property
    def catalogue(self) -> Catalogue:
        """Labels metrics."""


def apply(report: Report, corrections: Corrections, tables: Tables) -> Report:
    """The report with the corrections that are of it, and in `corrections` what became of each.

    applied: the field was `old` and is `new` now. already_right: it was `new` already. conflict: it is neither, or the
    correction is not possible there, so nothing was changed. orphan: the quote stands there no more, or it is no row.
    """
    about = list(corrections.about(report_id(report), report.source.name))
    if not about:
        return report
    work = Rows(report, tables.scanner)
    results = []
    for number, correction in about:
        same_text = correction.report_id == report_id(report)
        place = place_of(report.text, correction, same_text=same_text)
        if place is None:
            state, message = _no_place(correction)
        else:
            try:
                state, message = _outcome(work, correction, place)
            except NotPossibleError as problem:
                state, message = "conflict", f"{problem}"
        results.append(
            CorrectionResult(number=number, field=correction.field, state=state, span=place, message=message)
        )
    return rebuilt(report, work, tables.catalogue).model_copy(update={"corrections": tuple(results)})


def _no_place(correction: Correction) -> Outcome:
    return "orphan", f"{correction.quote} stands nowhere in the text, or in several places"


def _outcome(work: Rows, correction: Correction, place: Span) -> Outcome:
    """Apply one correction whose place is known. Raises NotPossibleError."""
    if correction.field == "section_period":
        return _section_period(work, correction, place)
    row = work.at(place)
    if correction.field == "row":
        return _whole_row(work, correction, place, row)
    if row is None:
        return "orphan", f"{correction.quote} is no row now"
    if correction.field == "checked":
        differs = _differing(row, cells(correction.old or {}))
        return ("conflict", f"since it was checked, {differs}") if differs else ("already_right", "")
    old, new = (value_of(correction.field, stated) for stated in (correction.old, correction.new))
    now = row.get(correction.field)
    if now == new:
        return "already_right", ""
    if now != old:
        return "conflict", f"{correction.field} is {_said(now)} now, not {_said(old)}"
    work.set(row, correction.field, new, correction.author)
    return "applied", ""


def _whole_row(work: Rows, correction: Correction, place: Span, row: Row | None) -> Outcome:
    """Add or delete a row."""
    if correction.new is None:
        if row is None:
            return "already_right", ""
        differs = _differing(row, cells(correction.old))
        if differs:
            return "conflict", f"the row is another one now: {differs}"
        work.delete(row)
        return "applied", ""
    fields = cells(correction.new)
    if row is None:
        work.add(place, fields, correction.author)
        return "applied", ""
    differs = _differing(row, fields)
    return ("conflict", f"there is a row already: {differs}") if differs else ("already_right", "")


def _section_period(work: Rows, correction: Correction, place: Span) -> Outcome:
    """Give a section and what stands under it a period."""
    section = work.heading_at(place)
    if section is None:
        return "orphan", f"{correction.quote} is no heading now"
    now = section.period and section.period.label
    if now == correction.new:
        return "already_right", ""
    if now != correction.old:
        return "conflict", f"the period is {_said(now)} now, not {_said(correction.old)}"
    work.set_section_period(section, correction.new, correction.author)
    return "applied", ""


def _differing(row: Row, fields: dict[str, Any]) -> str:
    """Which of the stated fields a row has otherwise, in words; empty if none."""
    differs = [
        f"{name} is {_said(now)}, not {_said(value)}"
        for name, value in fields.items()
        if (now := row.get(name)) != value
    ]
    return "; ".join(differs)


def _said(value: Any) -> str:
    return "empty" if value is None else str(value)
