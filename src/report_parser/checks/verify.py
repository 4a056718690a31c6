"""Holds a report against a text: whether all that it says to have read there is written there.

A report may come out of a file, a database or somebody else's hands. Loading it needs no text; this does the check.
"""

from __future__ import annotations

from collections.abc import Iterator

from report_parser.models import Report, Span


def verify(report: Report, text: str | None = None) -> list[str]:
    """What of a report does not stand in its text where the report says; empty for a sound report.

    `text` is the text to hold it against, by default the report's own.

    >>> from report_parser import parse
    >>> report = parse("整改率92.25%。")
    >>> verify(report)
    []
    >>> verify(report, "整改度92.25%。")
    ["the name of observation 0 at 0–3 reads '整改率', and the text there is '整改度'"]
    """
    against = report.text if text is None else text
    return [
        f"{what} at {span.start}–{span.end} reads {read!r}, and the text there is {span.of(against)!r}"
        for what, span, read in _claims(report)
        if span.of(against) != read
    ]


def _claims(report: Report) -> Iterator[tuple[str, Span, str]]:
    """Everything that is said to stand in the text, with where and how it was read."""
    for number, numeral in enumerate(report.numerals):
        yield f"numeral {number}", numeral.span, numeral.text
    for observation in report.observations:
        yield f"observation {observation.id}", observation.quantity.span, observation.quantity.text
        for span in observation.name_spans:
            yield f"the name of observation {observation.id}", span, span.of(report.text)
    for number, citation in enumerate(report.citations):
        yield f"citation {number}", citation.span, citation.span.of(report.text)
