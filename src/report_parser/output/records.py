"""Every table of a report as plain dicts: the observations of `report.rows()`, and beside them the sections, citations,
checks and the ledger of numerals. The columns are those of the data dictionary, in its order.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from report_parser.models import Report, Section, Span
from report_parser.output.dictionary import TableName, columns
from report_parser.output.rows import rows

_AROUND = 20  # characters of context before and behind a numeral


def records(reports: Report | Iterable[Report], table: TableName = "observations") -> Iterator[dict[str, Any]]:
    """The rows of one table of one report, or of many one after the other. Raises ValueError for an unknown table.

    Values are Python objects: `Decimal`, `date`, `int`, `bool`, `str` or None.

    >>> from report_parser import parse
    >>> reports = [parse("2024年整改率77.73%。"), parse("2025年整改率92.25%。")]
    >>> [(row["name"], str(row["value"]), str(row["period"])) for row in records(reports)]
    [('整改率', '77.73', '2024年'), ('整改率', '92.25', '2025年')]
    """
    names = [column.name for column in columns(table)]
    for report in [reports] if isinstance(reports, Report) else reports:
        if table == "observations":
            yield from rows(report)
        else:
            head = _head(report)
            for row in _ROWS[table](report):
                yield dict(zip(names, (*head, *row), strict=True))


def report_id(report: Report) -> str:
    """The id of a report in every table: sha256 of its text."""
    return hashlib.sha256(report.text.encode("utf-8", "surrogatepass")).hexdigest()


def _head(report: Report) -> tuple[Any, ...]:
    """The first columns of every table: which report the row is of."""
    return report_id(report), report.agency, report.region, report.region_code, report.year, report.kind


def _sections(report: Report) -> Iterator[tuple[Any, ...]]:
    """One row a section."""
    counts = Counter(metric.section for metric in report.metrics)
    trail: list[Section] = []
    for section in report.walk():
        del trail[section.depth :]
        parent = trail[-1].id if trail else None
        trail.append(section)
        path = " / ".join(part for s in trail if (part := s.marker + s.title))
        yield (
            section.id, parent, section.level, section.depth, section.number, section.marker, section.title, path,
            section.role, section.span.start, section.span.end, section.lead.of(report.text), counts[section.id],
        )  # fmt: skip


def _citations(report: Report) -> Iterator[tuple[Any, ...]]:
    """One row a citation."""
    for place, c in enumerate(report.citations):
        about = (c.title, c.kind, c.document_number, c.article, c.alias, c.same_as)
        yield (place, *about, c.span.of(report.text), c.span.start, c.span.end)


def _checks(report: Report) -> Iterator[tuple[Any, ...]]:
    """One row a check."""
    for place, c in enumerate(report.checks):
        ids = " ".join(map(str, c.observations))
        spans = " ".join(f"{span.start}-{span.end}" for span in c.spans)
        yield place, c.kind, c.verdict, c.expected, c.found, c.tolerance, c.message, ids, spans


def _numerals(report: Report) -> Iterator[tuple[Any, ...]]:
    """One row a numeral, with the id of the observation that it became, else None."""
    made: dict[Span, int] = {o.quantity.span: o.id for o in report.observations}
    text = report.text
    for place, n in enumerate(report.numerals):
        around = text[max(0, n.span.start - _AROUND) : n.span.end + _AROUND]
        yield place, n.category, n.text, n.span.start, n.span.end, made.get(n.span), around


_ROWS: dict[str, Callable[[Report], Iterator[tuple[Any, ...]]]] = {
    "sections": _sections,
    "citations": _citations,
    "checks": _checks,
    "numerals": _numerals,
}
