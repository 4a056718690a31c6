"""A report for reading on a terminal: its header, its outline, its metrics, and what all its numbers are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from report_parser.cli.layout import clean, table
from report_parser.models import Metric, Observation, Report

_HEADER = (
    "kind",
    "agency",
    "publisher",
    "origin",
    "region",
    "year",
    "document_number",
    "signed",
    "delivered",
    "published",
)
_COLUMNS = ("section", "name", "level", "previous", "delta", "status")
_BOUND = {"exact": "", "at_least": ">=", "at_most": "<=", "approx": "~"}
_DIRECTION = {"up": "+", "down": "-", "flat": "=", None: ""}


def summary(report: Report) -> str:
    """The report as readable text. Numbers stand as the report writes them, with a sign for bound and direction."""
    blocks = (_header(report), _outline(report), _metrics(report), _numerals(report))
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


def fields(report: Report) -> list[tuple[str, str]]:
    """What the header of the report states, as names and values."""
    return [(field, str(value)) for field in _HEADER if (value := getattr(report, field)) is not None]


def rows_of(report: Report) -> list[tuple[str, ...]]:
    """The table of metrics: its head, then one row a metric, parts indented under their whole."""
    places = _marker_paths(report)
    parents = {metric.id: metric.part_of for metric in report.metrics}
    rows = [_row(metric, places.get(metric.section, ""), _nesting(metric, parents)) for metric in report.metrics]
    return [_COLUMNS, *rows]


def _header(report: Report) -> Iterator[str]:
    """Lines: the title and what the header states."""
    yield clean(report.title or "(no title)")
    yield from (f"  {line}" for line in table(fields(report)))


def _outline(report: Report) -> Iterator[str]:
    """Lines: the headings, each with the number of its metrics."""
    counts = Counter(metric.section for metric in report.metrics)
    if report.sections:
        yield "Outline [metrics]"
    for section in report.walk():
        heading = clean(section.marker + section.title) or "(before the first heading)"
        count = f"  [{counts[section.id]}]" if counts[section.id] else ""
        yield f"  {'  ' * section.depth}{heading}{count}"


def _metrics(report: Report) -> Iterator[str]:
    """Lines: the table of metrics."""
    if report.metrics:
        yield f"Metrics ({len(report.metrics)})"
        yield from (f"  {line}" for line in table(rows_of(report)))


def _numerals(report: Report) -> Iterator[str]:
    """A line: how many numerals there are of each category."""
    if report.numerals:
        found = Counter(numeral.category for numeral in report.numerals).most_common()
        yield f"Numerals ({len(report.numerals)}): " + ", ".join(f"{category} {count}" for category, count in found)


def _marker_paths(report: Report) -> dict[int | None, str]:
    """By section id, the markers of its headings from the top down: 一、（三）."""
    places: dict[int | None, str] = {}
    trail: list[str] = []
    for section in report.walk():
        trail[section.depth :] = [section.marker]
        places[section.id] = "".join(trail)
    return places


def _nesting(metric: Metric, parents: dict[int, int | None]) -> int:
    """How many wholes a metric is nested in: 0 for one that is no part."""
    depth, parent = 0, metric.part_of
    while parent is not None and depth < len(parents):
        depth, parent = depth + 1, parents.get(parent)
    return depth


def _row(metric: Metric, place: str, nesting: int) -> tuple[str, ...]:
    """The row of a metric; `place` is the markers of its section."""
    levels = [o for o in metric.observations if o.role == "level"]
    previous = [o for o in metric.observations if o.role == "previous"]
    stated = (_written(observations) for observations in (levels, previous, metric.deltas))
    return (place, "  " * nesting + metric.name, *stated, (metric.level or metric.observations[-1]).status)


def _written(observations: list[Observation] | tuple[Observation, ...]) -> str:
    """Observations as written, each with a sign for its bound and direction."""
    return ", ".join(_BOUND[o.quantity.bound] + _DIRECTION[o.direction] + o.quantity.text for o in observations)
