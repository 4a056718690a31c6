"""The tidy table of a report: one row an observation. Every export has these columns."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Literal

from report_parser.models import Metric, Observation, Report

COLUMNS = (
    "report_id", "agency", "region", "region_code", "year", "report_kind", "metric", "observation", "part_of",
    "section", "section_path", "section_role", "name", "indicator", "concept", "role", "value", "high", "value_signed",
    "step", "unit", "unit_id", "kind", "bound", "direction", "basis", "basis_kind", "status", "estimated", "modality",
    "period", "period_start", "period_end", "scope", "text", "start", "end", "sentence", "rule",
    "corrected_by",
)  # fmt: skip


def rows(report: Report, unit: Literal["written", "catalogue"] = "written") -> list[dict[str, Any]]:
    """One plain dict an observation, in document order, with the keys of `COLUMNS` in that order.

    With `unit="catalogue"` the values of an indicator stand in the unit that the package's catalogue gives it.

    Values are Python objects: `Decimal`, `date`, `int`, `bool`, `str` or None.
    """
    digest = hashlib.sha256(report.text.encode("utf-8", "surrogatepass")).hexdigest()
    paths: dict[int, tuple[str, str]] = {}
    trail: list[str] = []
    for section in report.walk():
        del trail[section.depth :]
        trail.append(section.marker + section.title)
        paths[section.id] = (" / ".join(part for part in trail if part), section.role)
    head = (digest, report.agency, report.region, report.region_code, report.year, report.kind)
    found: list[tuple[Observation, tuple[Any, ...]]] = []
    measured = _in_catalogue_units() if unit == "catalogue" else _as_written
    for metric in report.metrics:
        path, role = paths.get(metric.section, ("", "other")) if metric.section is not None else ("", "other")
        about = (metric.id, metric.part_of, metric.section, path, role, metric.indicator, metric.concept)
        found.extend((measured(observation, metric), about) for observation in metric.observations)
    found.sort(key=lambda pair: pair[0].id)
    return [dict(zip(COLUMNS, head + _row(report.text, o, about), strict=True)) for o, about in found]


def _as_written(observation: Observation, _: Metric) -> Observation:
    return observation


def _in_catalogue_units() -> Callable[[Observation, Metric], Observation]:
    """What turns an observation of a metric into its indicator's unit."""
    from report_parser.metrics.catalogue import default
    from report_parser.metrics.convert import in_catalogue_unit

    entries = default().entries
    return lambda observation, metric: in_catalogue_unit(observation, entries.get(metric.indicator or ""))


def _row(text: str, o: Observation, about: tuple[Any, ...]) -> tuple[Any, ...]:
    """The cells of one observation, from column `metric` on; `about` is what its metric and section give."""
    metric, part_of, section, path, section_role, indicator, concept = about
    q, period = o.quantity, o.period
    signed = -abs(q.value) if o.direction == "down" else q.value
    return (
        metric, o.id, part_of, section, path, section_role, o.name, indicator, concept, o.role, q.value, q.high, signed,
        q.step, q.unit, q.unit_id, q.kind, q.bound, o.direction, o.basis, o.basis_kind, o.status, o.estimated,
        o.modality,
        period and period.label, period and period.start, period and period.end, o.scope, q.text, q.span.start,
        q.span.end, o.sentence.of(text), o.rule, o.corrected_by,
    )  # fmt: skip
