"""Rows of another tool, made a report that can be scored: what the benchmark compares, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from report_parser.errors import DamagedSourceError, SourceNotFoundError
from report_parser.models import (
    BasisKind,
    Bound,
    Direction,
    Kind,
    MadeBy,
    Metric,
    Observation,
    Period,
    Quantity,
    Report,
    Role,
    Source,
    Span,
    Status,
)


class Row(BaseModel):
    """One number that a tool read: the columns of `Report.rows` that a score compares, by the same names.

    `start` and `end` are its place in the whole text. What a tool does not say counts as its commonest value.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    start: int
    end: int
    value: Decimal
    high: Decimal | None = None
    unit: str = ""
    kind: Kind = "count"
    bound: Bound = "exact"
    role: Role = "level"
    name: str = ""
    status: Status = "actual"
    direction: Direction | None = None
    basis_kind: BasisKind | None = None
    period_start: date | None = None
    period_end: date | None = None

    def observation(self, number: int, text: str) -> Observation:
        """The row as an observation of `text`."""
        span = Span(self.start, self.end)
        period = None
        if self.period_start is not None and self.period_end is not None:
            period = Period(label="", start=self.period_start, end=self.period_end, source="report")
        quantity = Quantity(
            text=span.of(text),
            span=span,
            number=span,
            value=self.value,
            high=self.high,
            unit=self.unit,
            kind=self.kind,
            bound=self.bound,
            step=Decimal(1),
        )
        return Observation(
            id=number,
            role=self.role,
            quantity=quantity,
            name=self.name,
            direction=self.direction,
            basis_kind=self.basis_kind,
            status=self.status,
            period=period,
            sentence=span,
            rule="",
        )


def read_rows(path: Path, text: str) -> Report:
    """The report that the rows of a JSON Lines file make of `text`.

    Raises SourceNotFoundError where the file is missing, DamagedSourceError at a line that is no row.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as problem:
        raise SourceNotFoundError(f"there are no rows {path}.") from problem
    metrics: list[Metric] = []
    for number, line in enumerate(lines, 1):
        try:
            seen = Row.model_validate_json(line).observation(len(metrics), text) if line.strip() else None
        except ValidationError as problem:
            raise DamagedSourceError(f"line {number} of {path} is no row: {problem.errors()[0]['msg']}.") from problem
        if seen is not None:
            metrics.append(Metric(id=len(metrics), name=seen.name, observations=(seen,)))
    made_by = MadeBy(version="", schema_version="", tables_sha256="")
    return Report(text=text, metrics=tuple(metrics), source=Source(size=0, sha256=""), made_by=made_by)
