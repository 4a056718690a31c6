"""The panel: bodies and years by indicators, one value a cell with its place, or the code of why there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from report_parser.metrics.catalogue import Catalogue, default
from report_parser.models import Bound, Failure, Number, Report, Span
from report_parser.output.records import report_id
from report_parser.study.choose import Candidate, Shelf, choose, crowds
from report_parser.study.coverage import Coverage, Gap, gap
from report_parser.study.reading import Reading, readings
from report_parser.study.spec import PanelColumn, PanelSpec, read_spec

_SHOWN = 40  # candidates of one cell that are kept


class PanelCell(BaseModel):
    """One cell. `value` is None unless `coverage` is `stated` or `stated_zero`; `start` and `end` are its place.

    `candidates` counts the values that could have stood here. `year_inferred` says that the year is not written with
    the value. `derived` is what follows from other values, `note` says how, or what else is known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    year: int | None
    coverage: Coverage
    value: Number | None = None
    high: Number | None = None
    bound: Bound | None = None
    unit: str | None = None
    period: str | None = None
    year_inferred: bool = False
    estimated: bool = False
    modality: str | None = None
    scope: str | None = None
    name: str | None = None
    rule: str | None = None
    text: str | None = None
    start: int | None = None
    end: int | None = None
    page: int | None = None
    line: int | None = None
    sentence: str | None = None
    candidates: int = 0
    derived: Number | None = None
    note: str | None = None


class PanelRow(BaseModel):
    """One report of the panel, or one source that could not be read, with its cells in the order of the columns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: str
    region: str | None = None
    region_code: str | None = None
    agency: str | None = None
    year: int | None = None
    report_kind: str | None = None
    title: str | None = None
    source: str
    report_id: str | None = None
    fields: dict[str, str] = {}
    note: str | None = None
    cells: tuple[PanelCell, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel with all that a reader needs to check it: see `wide`, `long`, `codebook` and `export`.

    `candidates` are the values that each cell could have had, `skipped` the sources of other kinds of reports.
    """

    spec: PanelSpec
    rows: tuple[PanelRow, ...]
    candidates: tuple[dict[str, Any], ...]
    catalogue: Catalogue = field(repr=False)
    skipped: tuple[str, ...] = ()

    def cell(self, unit: str, column: str, year: int | None = None) -> PanelCell | None:
        """The cell of a body (its name, region or source) in a column; `year` tells the reports of one body apart."""
        for row in self.rows:
            if unit in (row.unit, row.region, row.source) and (year is None or row.year == year):
                return next((cell for cell in row.cells if cell.column == column), None)
        return None

    def wide(self) -> list[dict[str, Any]]:
        """One row a report: its values, each with its coverage. See `report_parser.study.tables`."""
        from report_parser.study.tables import wide

        return wide(self)

    def long(self) -> list[dict[str, Any]]:
        """One row a cell, with all that is known of it."""
        from report_parser.study.tables import long

        return long(self)

    def codebook(self) -> list[dict[str, Any]]:
        """One row a column: what it holds, how often it is stated, and in what range."""
        from report_parser.study.tables import codebook

        return codebook(self)

    def export(self, path: str | Path) -> list[Path]:
        """Write all tables: .xlsx as sheets, .csv .jsonl .parquet .dta as files beside each other. Returns the files.

        Raises ValueError for another suffix, MissingExtraError, OSError.
        """
        from report_parser.study.tables import export

        return export(self, path)


def panel(
    reports: Iterable[Report | Failure | Reading],
    spec: PanelSpec | dict[str, Any] | str | Path,
    catalogue: Catalogue | None = None,
) -> Panel:
    r"""Make a panel of reports as a spec says: for each report and column the one value that stands in its cell.

    Dropped are averages, cumulations, changes on other bases, parts, sub-areas and other years; preferred a written
    year, an exact value and the headline paragraph. What still differs stays `ambiguous`, with its candidates listed.
    Failures become rows of `not_read`. Raises SchemaError for a malformed spec.

    >>> from report_parser import parse
    >>> text = "样板县2026年政府工作报告\n2025年，地区生产总值230亿元、增长5.5%。居民收入增长与经济增长同步。\n"
    >>> spec = {"column": [
    ...     {"id": "gdp", "indicator": "economy.gdp", "unit": "亿元"},
    ...     {"id": "income", "indicator": "economy.income", "measure": "growth"},
    ... ]}
    >>> [row] = panel([parse(text)], spec).rows
    >>> [(cell.column, cell.coverage, cell.value, cell.text) for cell in row.cells]
    [('gdp', 'stated', Decimal('230'), '230亿元'), ('income', 'vague', None, '居民收入增长与经济增长同步')]
    """
    wanted, known = read_spec(spec), catalogue or default()
    rows: list[PanelRow] = []
    listed: list[dict[str, Any]] = []
    skipped: list[str] = []
    for reading in readings(reports):
        report = reading.result
        if isinstance(report, Failure):
            rows.append(_unread(report, wanted))
        elif wanted.kinds and report.kind not in wanted.kinds:
            skipped.append(reading.source)
        else:
            row, candidates = _row(reading, report, wanted, known)
            rows.append(row)
            listed.extend(candidates)
    return Panel(wanted, tuple(_noted(rows)), tuple(listed), known, tuple(skipped))


def _row(
    reading: Reading, report: Report, spec: PanelSpec, catalogue: Catalogue
) -> tuple[PanelRow, list[dict[str, Any]]]:
    """The row of one report, and the candidates of its cells."""
    shelf = Shelf(report, catalogue)
    found = [shelf.candidates(column) for column in spec.columns]
    crowd = crowds(found, shelf.places)

    def look(column: PanelColumn) -> Candidate | None:
        return choose(shelf.candidates(column), column, crowd)[0]

    unit = _unit(reading, report, spec)
    cells: list[PanelCell] = []
    listed: list[dict[str, Any]] = []
    for column, candidates in zip(spec.columns, found, strict=True):
        chosen, rest = choose(candidates, column, crowd)
        if chosen is not None:
            cells.append(_stated(shelf, column, chosen, len(rest)))
        elif rest:
            cells.append(_ambiguous(shelf, column, rest))
        else:
            cells.append(_missing(shelf, column, gap(shelf, column, candidates, look)))
        listed.extend(
            _listed(unit, reading.source, report, column, candidate, candidate is chosen)
            for candidate in candidates[:_SHOWN]
        )
    row = PanelRow(
        unit=unit,
        region=report.region,
        region_code=report.region_code,
        agency=report.agency,
        year=report.year,
        report_kind=report.kind,
        title=report.title,
        source=reading.source,
        report_id=report_id(report),
        fields={name: reading.fields[name] for name in spec.keep if name in reading.fields},
        cells=tuple(cells),
    )
    return row, listed


def _unit(reading: Reading, report: Report, spec: PanelSpec) -> str:
    """What a row is of: the body, else the region, else the source; or what the spec asks for."""
    told = {"body": (report.agency, report.region), "region": (report.region, report.agency), "source": ()}[spec.unit]
    return next((name for name in told if name), reading.source)


def _unread(failure: Failure, spec: PanelSpec) -> PanelRow:
    """The row of a source that could not be read."""
    cells = tuple(PanelCell(column=c.id, year=None, coverage="not_read", note=failure.error) for c in spec.columns)
    return PanelRow(unit=failure.source, source=failure.source, note=failure.error, cells=cells)


def _noted(rows: list[PanelRow]) -> Iterable[PanelRow]:
    """The rows; one whose body, kind and year another one has too says so."""
    seen = Counter((row.unit, row.report_kind, row.year) for row in rows if row.report_id is not None)
    for row in rows:
        key = (row.unit, row.report_kind, row.year)
        if row.report_id is not None and seen[key] > 1:
            yield row.model_copy(update={"note": f"{seen[key]} reports of this body, kind and year"})
        else:
            yield row


def _stated(shelf: Shelf, column: PanelColumn, chosen: Candidate, candidates: int) -> PanelCell:
    observation, quantity = chosen.observation, chosen.observation.quantity
    return PanelCell(
        column=column.id,
        year=column.year_of(shelf.report),
        coverage="stated_zero" if chosen.value == 0 and chosen.high is None else "stated",
        value=chosen.value,
        high=chosen.high,
        bound=quantity.bound,
        unit=chosen.unit,
        period=None if observation.period is None else observation.period.label,
        year_inferred=chosen.inferred,
        estimated=observation.estimated,
        modality=observation.modality,
        scope=observation.scope,
        name=observation.name,
        rule=observation.rule,
        candidates=candidates,
        **_place(shelf, quantity.span, observation.sentence),
    )


def _ambiguous(shelf: Shelf, column: PanelColumn, rest: list[Candidate]) -> PanelCell:
    first = rest[0].observation
    return PanelCell(
        column=column.id,
        year=column.year_of(shelf.report),
        coverage="ambiguous",
        candidates=len(rest),
        note="；".join(candidate.observation.quantity.text for candidate in rest),
        **_place(shelf, first.quantity.span, first.sentence),
    )


def _missing(shelf: Shelf, column: PanelColumn, why: Gap) -> PanelCell:
    zero = why.coverage == "stated_zero"
    return PanelCell(
        column=column.id,
        year=column.year_of(shelf.report),
        coverage=why.coverage,
        value=Decimal(0) if zero else None,
        bound="exact" if zero else None,
        unit=column.unit if zero else None,
        rule=why.rule,
        note=why.note,
        derived=None if why.derived is None else why.derived.value,
        **({} if why.span is None else _place(shelf, why.span, shelf.places.sentence(why.span.start))),
    )


def _place(shelf: Shelf, span: Span, sentence: Span) -> dict[str, Any]:
    """Where something stands, and its words."""
    report = shelf.report
    location = report.locate(span)
    words = {"text": span.of(report.text), "sentence": sentence.of(report.text).strip()}
    return {**words, "start": span.start, "end": span.end, "page": location.page, "line": location.line}


def _listed(
    unit: str, source: str, report: Report, column: PanelColumn, candidate: Candidate, chosen: bool
) -> dict[str, Any]:
    """A candidate as a row of its sheet."""
    observation = candidate.observation
    location = report.locate(observation.quantity.span)
    return {
        "unit": unit,
        "report_year": report.year,
        "column": column.id,
        "chosen": chosen,
        "dropped": candidate.dropped,
        "value": candidate.value,
        "high": candidate.high,
        "measure_unit": candidate.unit,
        "bound": observation.quantity.bound,
        "name": observation.name,
        "status": observation.status,
        "period": observation.period and observation.period.label,
        "year_inferred": candidate.inferred,
        "scope": observation.scope,
        "basis": observation.basis,
        "rule": observation.rule,
        "text": observation.quantity.text,
        "source": source,
        "page": location.page,
        "line": location.line,
        "start": observation.quantity.span.start,
        "end": observation.quantity.span.end,
        "sentence": observation.sentence.of(report.text).strip(),
    }
