"""Comparison: the indicators of several reports in one table, over years or over bodies.

A row is an indicator of the catalogue, or a name that two reports share letter by letter; a column is a report; a cell
is the value with the observation it came from. Of each report the row takes what it reports as done, of its own year,
the whole before a part, an exact figure before a bounded one, and what stands first. An indicator's values stand in the
catalogue's unit. Between two columns stand difference and growth only where they are years of one body.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from report_parser.metrics.catalogue import Catalogue, Entry, default
from report_parser.metrics.concept import key
from report_parser.metrics.convert import UnconvertibleError, in_catalogue_unit, in_unit
from report_parser.models import Kind, Metric, Observation, Report, Role, plain
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
    """An indicator over the reports. A `delta` row holds stated changes, with their sign."""

    indicator: str | None
    name: str
    role: Role
    kind: Kind
    unit: str
    cells: tuple[Cell | None, ...]

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
        """One plain dict a row: what is compared, a value a column, and difference and growth of the last two columns
        where those are years of one body.
        """
        found = []
        for row in self.rows:
            line: dict[str, Any] = {"indicator": row.indicator, "name": row.name, "role": row.role, "unit": row.unit}
            for column, cell in zip(self.columns, row.cells, strict=True):
                line[column.label] = None if cell is None else Decimal(plain(cell.value))
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
    where: dict[tuple[str, Role, Kind], list[_Draft]] = {}
    for at, column in enumerate(columns):
        for metric, observation in _stated(column.report):
            entry = known.entries.get(metric.indicator or "")
            place = (metric.indicator or key(observation.name), observation.role, observation.quantity.kind)
            drafts = where.setdefault(place, [])
            if not any(draft.takes(at, observation) for draft in drafts):
                draft = _Draft(metric.indicator, entry, observation, len(columns))
                draft.takes(at, observation)
                drafts.append(draft)
                rows.append(draft)
    shared = [draft for draft in rows if draft.entry is not None or sum(c is not None for c in draft.cells) > 1]
    return Comparison(columns, tuple(draft.row() for draft in shared))


class _Draft:
    """A row that is being filled."""

    def __init__(self, indicator: str | None, entry: Entry | None, first: Observation, columns: int) -> None:
        self.entry = entry
        self.cells: list[Cell | None] = [None] * columns
        self._indicator = indicator
        self._first = first
        self._unit = in_catalogue_unit(first, entry).quantity.unit

    def takes(self, at: int, observation: Observation) -> bool:
        """Take the observation into a column, unless its unit does not convert; a column that is filled stays."""
        try:
            measured = in_unit(observation, self._unit, self.entry)
        except UnconvertibleError:
            return False
        if self.cells[at] is None:
            value = measured.quantity.value
            self.cells[at] = Cell(-value if observation.direction == "down" else value, observation)
        return True

    def row(self) -> Row:
        first = self._first
        name = first.name if self.entry is None else self.entry.name
        return Row(self._indicator, name, first.role, first.quantity.kind, self._unit, tuple(self.cells))


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


def _stated(report: Report) -> Iterator[tuple[Metric, Observation]]:
    """The report's values, the best of each indicator first."""
    year = None if report.year is None else report.year + kinds.calendar(report.kind).review

    def order(pair: tuple[Metric, Observation]) -> tuple[bool, bool, bool, int]:
        metric, observation = pair
        period = observation.period
        own = year is None or period is None or period.start.year == year == period.end.year
        return (not own, metric.part_of is not None, observation.quantity.bound != "exact", observation.id)

    pairs = [
        (metric, observation)
        for metric in report.metrics
        for observation in metric.observations
        if observation.status == "actual"
        and observation.quantity.high is None
        and (observation.role == "level" or (observation.role == "delta" and observation.basis_kind in ("yoy", "none")))
    ]
    return iter(sorted(pairs, key=order))
