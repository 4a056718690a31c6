"""Makes a report of its corrected rows: metrics, ids, ledger and checks follow what was changed."""

from __future__ import annotations

from typing import Any

from report_parser import checks
from report_parser.corrections.rows import Row, Rows
from report_parser.metrics.catalogue import Catalogue
from report_parser.metrics.label import label
from report_parser.models import Check, Metric, Numeral, Observation, Report, Span
from report_parser.text.fold import fold


def rebuilt(report: Report, work: Rows, catalogue: Catalogue) -> Report:
    """The report with the rows of `work`; the same report where nothing was changed.

    A row that got another name or indicator than the rest of its metric becomes a metric of its own. A new name is
    looked up in the catalogue, unless a person stated the indicator too. The checks are done again.
    """
    if not (work.deleted or work.added or any(row.stated for row in work.rows)):
        return report
    ids = {row.observation.id: number for number, row in enumerate(work.rows)}
    ids.pop(-1, None)
    metrics = _metrics(report, work, catalogue)
    return report.model_copy(
        update={
            "metrics": metrics,
            "sections": work.sections,
            "numerals": _ledger(report, work),
            "checks": _checks(report, metrics, catalogue, ids),
        }
    )


def _metrics(report: Report, work: Rows, catalogue: Catalogue) -> tuple[Metric, ...]:
    """The rows as metrics, with ids in document order; those that got a new name are looked up in the catalogue."""
    groups: dict[tuple[Any, ...], list[tuple[int, Row]]] = {}
    for number, row in enumerate(work.rows):
        groups.setdefault(_key(row, number), []).append((number, row))
    made: list[Metric] = []
    first: dict[int, int] = {}
    for members in groups.values():
        row = members[0][1]
        if row.metric is not None:
            first.setdefault(row.metric.id, len(made))
        observations = tuple(r.observation.model_copy(update={"id": number}) for number, r in members)
        made.append(_metric(work, row, observations, len(made)))
    labelled = label(fold(report.text), made, report.tables, catalogue, report.region)
    found = []
    for members, metric, read in zip(groups.values(), made, labelled, strict=True):
        row = members[0][1]
        if row.metric is None or "name" in row.stated:
            metric = read  # noqa: PLW2901 - the same metric with its labels
        if "indicator" in row.stated:
            concept = row.indicator or catalogue.form.concept(metric.name, report.region)
            metric = metric.model_copy(update={"indicator": row.indicator, "concept": concept})  # noqa: PLW2901
        part_of = None if metric.part_of is None else first.get(metric.part_of)
        found.append(metric.model_copy(update={"part_of": part_of}))
    return tuple(found)


def _key(row: Row, number: int) -> tuple[Any, ...]:
    """What the rows of one metric share: where they were read, and what a person renamed them to."""
    if row.metric is None:
        return (None, number)
    name = row.observation.name if "name" in row.stated else None
    return (row.metric.id, name, row.indicator if "indicator" in row.stated else None)


def _metric(work: Rows, row: Row, observations: tuple[Observation, ...], number: int) -> Metric:
    """The metric of rows that belong together, of which `row` is the first."""
    if row.metric is None:
        section = work.section_at(observations[0].quantity.span)
        inside = None if section is None else section.id
        return Metric(id=number, name=observations[0].name, section=inside, observations=observations)
    name = observations[0].name if "name" in row.stated else row.metric.name
    return row.metric.model_copy(update={"id": number, "name": name, "observations": observations})


def _ledger(report: Report, work: Rows) -> tuple[Numeral, ...]:
    """The ledger: a deleted row's number is `other`, an added one's a metric, and quantities are those of the rows."""
    now = {row.observation.quantity.span: row.observation.quantity for row in work.rows}
    entries: list[Numeral] = []
    for numeral in report.numerals:
        if numeral.span in now:
            quantity = now.pop(numeral.span)
            entries.append(Numeral(numeral.span, numeral.text, "metric", quantity))
        elif numeral.span in work.deleted:
            entries.append(Numeral(numeral.span, numeral.text, "other", numeral.quantity))
        elif not any(_overlap(numeral.span, span) for span in work.added):
            entries.append(numeral)
    entries += [Numeral(span, quantity.text, "metric", quantity) for span, quantity in now.items()]
    return tuple(sorted(entries, key=lambda entry: entry.span.start))


def _overlap(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end


def _checks(
    report: Report, metrics: tuple[Metric, ...], catalogue: Catalogue, ids: dict[int, int]
) -> tuple[Check, ...]:
    """The checks of numbers with each other done again; those of other stages stay where all their rows do."""
    before = set(map(_known, checks.run(report.text, report.metrics, catalogue, report.tables)))
    after = checks.run(report.text, metrics, catalogue, report.tables)
    first = [check for check in report.checks if _known(check) not in before]
    kept = [
        check.model_copy(update={"observations": tuple(ids[number] for number in check.observations)})
        for check in first
        if all(number in ids for number in check.observations)
    ]
    return (*kept, *after)


def _known(check: Check) -> tuple[Any, ...]:
    """What tells one check from another."""
    return check.kind, check.observations, check.spans, check.message
