"""Comparison: the indicators of several reports in one table, over years or over bodies.

A row is an indicator of the catalogue, or a name that two reports share letter by letter; a column is a report; a cell
is the value with the observation it came from. A report has results, of the year that it looks back on, and targets, of
the time that it plans for; what it says of other years is not compared. A row holds one stretch of these years: the
whole year, or the same months. Of each report it takes the whole before a part, an exact figure before a bounded one,
and what stands first. An indicator's values stand in the catalogue's unit. Between two columns stand difference and
growth only where they are years of one body.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from report_parser.metrics.catalogue import Catalogue, Entry, default
from report_parser.metrics.concept import key
from report_parser.metrics.convert import UnconvertibleError, in_catalogue_unit, in_unit
from report_parser.models import Kind, Metric, Observation, Period, Report, Role, Status, plain
from report_parser.structure import kinds

_HUNDRED = Decimal(100)
_ADDABLE = frozenset(("count", "money", "measure", "duration"))


@dataclass(frozen=True, slots=True)
class Column:
    """A report of the comparison; `number` is its place among the reports that were given."""

    label: str
    number: int
    report: Report


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of an indicator, in the unit of its row, with the observation that states it."""

    value: Decimal
    observation: Observation


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator over the reports, a result and a target of each; a `delta` row holds stated changes with their sign.

    `period` is the stretch that all of its values are of: "year", or the first and last day of another (see `stretch`).
    """

    indicator: str | None
    name: str
    role: Role
    kind: Kind
    unit: str
    period: str
    cells: tuple[Cell | None, ...]
    targets: tuple[Cell | None, ...]

    def difference(self, before: int, after: int) -> Decimal | None:
        """The value of one column minus that of another; None unless both are stated."""
        a, b = self.cells[before], self.cells[after]
        return None if a is None or b is None else b.value - a.value

    def growth(self, before: int, after: int) -> Decimal | None:
        """The growth in percent from one column to another, to two places; None for rates and changes."""
        a, b = self.cells[before], self.cells[after]
        if a is None or b is None or a.value <= 0 or self.kind not in _ADDABLE or self.role != "level":
            return None
        return round((b.value / a.value - 1) * _HUNDRED, 2)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Indicators by reports. Columns stand by year where every report has another one, else in the order given."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def of_one_body(self) -> bool:
        """Whether the last two columns can be two years of one body: no two bodies, and no two reports of one year."""
        last = [column.report for column in self.columns[-2:]]
        bodies = {body for report in last if (body := report.agency or report.region) is not None}
        years = [report.year for report in last if report.year is not None]
        return len(last) == 2 and len(bodies) < 2 and len(set(years)) == len(years)

    def to_rows(self) -> list[dict[str, Any]]:
        """One plain dict a row: what is compared, a result a report and beside it a target where that report has any,
        and difference and growth of the last two results where those are years of one body.
        """
        planning = [any(row.targets[at] is not None for row in self.rows) for at in range(len(self.columns))]
        found = []
        for row in self.rows:
            line: dict[str, Any] = {"indicator": row.indicator, "name": row.name, "role": row.role, "unit": row.unit}
            line["period"] = row.period
            for column, cell, target, plans in zip(self.columns, row.cells, row.targets, planning, strict=True):
                line[column.label] = _written(cell)
                if plans:
                    line[f"{column.label} target"] = _written(target)
            if self.of_one_body:
                line["difference"] = row.difference(-2, -1)
                line["growth"] = row.growth(-2, -1)
            found.append(line)
        return found


def compare(reports: Sequence[Report], catalogue: Catalogue | None = None) -> Comparison:
    """Align the indicators of reports into one table.

    >>> from report_parser import parse
    >>> before, after = parse("完成审计项目33个。整改率90.1%。"), parse("完成审计项目37个。整改率92.3%。")
    >>> table = compare([before, after])
    >>> [(row.name, row.unit, row.difference(0, 1), row.growth(0, 1)) for row in table.rows]
    [('审计项目', '个', Decimal('4'), Decimal('12.12')), ('整改率', '%', Decimal('2.2'), None)]
    >>> table.rows[0].cells[1].observation.quantity.text
    '37个'
    """
    known = catalogue or default()
    columns = _columns(reports)
    rows: list[_Draft] = []
    where: dict[tuple[str, Role, Kind, str], list[_Draft]] = {}
    for at, column in enumerate(columns):
        for metric, observation, period in _stated(column.report):
            entry = known.entries.get(metric.indicator or "")
            place = (metric.indicator or key(observation.name), observation.role, observation.quantity.kind, period)
            drafts = where.setdefault(place, [])
            if not any(draft.takes(at, observation) for draft in drafts):
                draft = _Draft(metric.indicator, entry, observation, period, len(columns))
                draft.takes(at, observation)
                drafts.append(draft)
                rows.append(draft)
    shared = [draft for draft in rows if draft.entry is not None or draft.reports > 1]
    return Comparison(columns, tuple(draft.row() for draft in shared))


class _Draft:
    """A row that is being filled."""

    def __init__(
        self, indicator: str | None, entry: Entry | None, first: Observation, period: str, columns: int
    ) -> None:
        self.entry = entry
        self._cells: dict[Status, list[Cell | None]] = {"actual": [None] * columns, "planned": [None] * columns}
        self._indicator = indicator
        self._period = period
        self._first = first
        self._unit = in_catalogue_unit(first, entry).quantity.unit

    @property
    def reports(self) -> int:
        """How many reports state something of the row."""
        return sum(pair != (None, None) for pair in zip(*self._cells.values(), strict=True))

    def takes(self, at: int, observation: Observation) -> bool:
        """Take the observation into a column, unless its unit does not convert; a column that is filled stays."""
        try:
            measured = in_unit(observation, self._unit, self.entry)
        except UnconvertibleError:
            return False
        cells = self._cells[observation.status]
        if cells[at] is None:
            value = measured.quantity.value
            cells[at] = Cell(-value if observation.direction == "down" else value, observation)
        return True

    def row(self) -> Row:
        first = self._first
        name = first.name if self.entry is None else self.entry.name
        results, targets = (tuple(cells) for cells in self._cells.values())
        return Row(self._indicator, name, first.role, first.quantity.kind, self._unit, self._period, results, targets)


def _columns(reports: Sequence[Report]) -> tuple[Column, ...]:
    years = [report.year for report in reports]
    by_year = len(set(years)) == len(years) and None not in years
    order = sorted(range(len(reports)), key=lambda at: years[at] or 0) if by_year else range(len(reports))
    labels: list[str] = []
    for at in order:
        report = reports[at]
        told = (str(report.year) if by_year else None, report.region, report.agency, report.title, f"report {at + 1}")
        label = next(word for word in told if word)
        if label in labels and report.year is not None:
            label = f"{label} {report.year}"
        labels.append(label if label not in labels else f"{label} ({at + 1})")
    return tuple(Column(label, at, reports[at]) for label, at in zip(labels, order, strict=True))


def _written(cell: Cell | None) -> Decimal | None:
    """The value of a cell in plain digits."""
    return None if cell is None else Decimal(plain(cell.value))


def _stated(report: Report) -> Iterator[tuple[Metric, Observation, str]]:
    """The report's results and targets with their stretch of time, the best of each indicator first."""
    own = _looks_back_on(report)
    years: dict[Status, int | None] = {"actual": own, "planned": own and own + kinds.calendar(report.kind).years}

    def order(found: tuple[Metric, Observation, str]) -> tuple[bool, bool, int]:
        metric, observation, _ = found
        return (metric.part_of is not None, observation.quantity.bound != "exact", observation.id)

    found = [
        (metric, observation, period)
        for metric in report.metrics
        for observation in metric.observations
        if observation.quantity.high is None
        and (observation.role == "level" or (observation.role == "delta" and observation.basis_kind in ("yoy", "none")))
        and (period := stretch(observation.period, years[observation.status])) is not None
    ]
    return iter(sorted(found, key=order))


def _looks_back_on(report: Report) -> int | None:
    """The year of a report's results; of one that is called by no year the commonest of its results, or None."""
    if report.year is not None:
        return report.year + kinds.calendar(report.kind).review
    years = Counter(o.period.end.year for o in report.observations if o.period is not None and o.status == "actual")
    return years.most_common(1)[0][0] if years else None


def stretch(period: Period | None, year: int | None) -> str | None:
    """Which part of a year a period is, so that it can be told to be the same part of another; None for another year.

    The year, and its last day, are "year"; whole years up to it "3 years"; else the first and last day are told.

    >>> from datetime import date
    >>> half = Period(label="上半年", start=date(2025, 1, 1), end=date(2025, 6, 30))
    >>> stretch(half, 2025), stretch(half, 2024), stretch(None, 2025)
    ('01-01/06-30', None, 'year')
    """
    if period is None:
        return "year"
    start, end = period.start, period.end
    if end.year != (year or end.year):
        return None
    to_the_end = (end.month, end.day) == (12, 31)
    if start == end and to_the_end:
        return "year"
    if (start.month, start.day) == (1, 1) and to_the_end:
        span = end.year - start.year + 1
        return "year" if span == 1 else f"{span} years"
    return f"{start:%m-%d}/{end:%m-%d}" if start.year == end.year else f"{start}/{end:%m-%d}"
