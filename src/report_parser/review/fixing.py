"""What the review page needs so that a person can correct it: the fields of each row, and what a field can hold.

The page keeps corrections in the browser and writes them as the file that `--corrections` reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from report_parser.corrections.entries import FIELDS, around, choices, written
from report_parser.models import Metric, Numeral, Observation, Report, Section, Span
from report_parser.output.dictionary import columns
from report_parser.output.records import report_id
from report_parser.review.labels import Labels
from report_parser.review.markup import Markup, tag

_WORDS = ("field", "new_value", "reason", "save", "undo", "no_metric", "is_metric", "export", "corrected", "name")
# Vocabularies of fields under the names that `data/display.toml` has them by.
_LABELLED = {"basis_kind": "basis", "kind": "quantity_kind"}


def place_of(report: Report, span: Span) -> dict[str, Any]:
    """Where a number stands, as a correction says it."""
    before, behind = around(report.text, span.start, span.end)
    quote = span.of(report.text)
    return {"start": span.start, "end": span.end, "quote": quote, "prefix": before, "suffix": behind}


def of_row(report: Report, metric: Metric, o: Observation, section: Section | None) -> str:
    """A row as JSON: its place and its fields, as a correction states them, and the heading that it stands under."""
    q, period = o.quantity, o.period
    fields: Mapping[str, Any] = {
        **{name: getattr(o, name) for name in FIELDS if hasattr(o, name)},
        **{name: getattr(q, name) for name in FIELDS if hasattr(q, name)},
        "indicator": metric.indicator,
        "period": period and period.label,
        "period_start": period and period.start,
        "period_end": period and period.end,
    }
    row = {**place_of(report, q.span), "fields": {name: written(fields[name]) for name in FIELDS}}
    if section is not None and section.heading.of(report.text):
        row["section"] = {**place_of(report, section.heading), "period": section.period and section.period.label}
    return _json(row)


def of_numeral(report: Report, numeral: Numeral) -> str:
    """A number that is no metric as JSON: its place alone."""
    return _json(place_of(report, numeral.span))


def about(report: Report, labels: Labels) -> dict[str, str]:
    """What the page's script has to know, as attributes: the report, the fields with their labels and vocabularies."""
    named = {column.name: column.label for column in columns()}
    fields = []
    for name in FIELDS:
        vocabulary = _LABELLED.get(name, name)
        options = [(value, labels.of(vocabulary, value) or value) for value in choices(name)]
        fields.append([name, named[name] if labels.language == "zh" else name.replace("_", " "), options])
    fields.append(["section_period", labels.word("section_period"), []])
    words = {key: labels.word(key) for key in _WORDS}
    return {
        "data_report": report_id(report),
        "data_source": report.source.name or "",
        "data_fields": _json(fields),
        "data_w": _json(words),
    }


def tick(labels: Labels) -> Markup:
    """The cell in which a row is ticked as checked."""
    return tag("td", tag("input", type="checkbox", aria_label=labels.word("checked")), class_="tick")


def bar(labels: Labels) -> Markup:
    """Who corrects, and the button that exports the corrections; the script shows it."""
    word = labels.word
    author = tag("input", type="text", placeholder=word("author"), aria_label=word("author"), id="author")
    button = tag("button", word("export"), type="button", id="export")
    return tag("div", author, button, class_="fixes", hidden="")


def _json(value: Any) -> str:
    return json.dumps(value)  # in ASCII: a hidden character, which a page shows as its code point, stays itself
