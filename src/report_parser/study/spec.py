"""What a panel holds, said by its user: a column is an indicator, a measure of it, done or planned, and a year."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from report_parser.errors import SchemaError
from report_parser.models import Report, ReportKind, Status
from report_parser.structure import kinds

Measure = Literal["level", "growth", "change", "share", "rate"]
Choose = Literal["one", "first", "last", "largest", "smallest"]
Unit = Literal["body", "region", "agency", "source"]
# `report` is the year that the report is called by; `review` the one that its kind looks back on, `plan` the next.
_YEAR = r"^(?:(?:report|review|plan)(?:[+-]\d{1,2})?|\d{4})$"


class PanelColumn(BaseModel):
    """A column of a panel.

    What is measured is an `indicator` of the catalogue, a `concept`, or `names` as reports write them. `measure` is the
    level, its growth in percent, its change in its own unit or in points, its share, or a `rate`: a percentage that
    reports give as a level or as a change (居民消费价格上涨2%, 涨幅2%). `year` is `report`, `review` (the year that a
    report looks back on), `plan` (the year after), each with +N or -N, or a number; by default `review` for results and
    `plan` for targets. `unit` may hold a magnitude (亿元). `scope` (市本级) and `section` (words of a heading) narrow
    what counts. `period` is `year` where only values of the whole year count, or of its end; `near` lets in others
    that touch it (2024年7月至2025年6月) or are a day or month of the year after (2025年10月底), and marks them as
    `year_inferred`. `choose` says what to do where several values remain: `one` leaves the cell empty unless they
    agree.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    label: str = ""
    indicator: str | None = None
    concept: str | None = None
    names: tuple[str, ...] = ()
    measure: Measure = "level"
    status: Status = "actual"
    year: Annotated[str, Field(pattern=_YEAR)] = ""
    unit: str | None = None
    scope: str | None = None
    section: str | None = None
    period: Literal["year", "near"] = "year"
    choose: Choose = "one"

    @model_validator(mode="before")
    @classmethod
    def _year_of_status(cls, given: Any) -> Any:
        """A year as a number becomes text, and a missing one that of the status."""
        if isinstance(given, dict):
            year = given.get("year") or ("plan" if given.get("status") == "planned" else "review")
            return {**given, "year": str(year)}
        return given

    @model_validator(mode="after")
    def _says_what(self) -> PanelColumn:
        if not (self.indicator or self.concept or self.names):
            raise ValueError("give an indicator, a concept or names")
        return self

    def year_of(self, report: Report) -> int | None:
        """The calendar year that this column wants from a report; None where the report's own year is not known.

        >>> from report_parser import parse
        >>> report = parse("政府工作报告").model_copy(update={"year": 2026, "kind": "government_work_report"})
        >>> [PanelColumn(id="a", names=["投资"], year=year).year_of(report) for year in ("review", "report", "2020")]
        [2025, 2026, 2020]
        """
        if self.year.isdigit():
            return int(self.year)
        if report.year is None:
            return None
        base, sign, offset = self.year.partition("+" if "+" in self.year else "-")
        steps = int(f"{sign}{offset}") if sign else 0
        review = kinds.calendar(report.kind).review
        return report.year + steps + {"report": 0, "review": review, "plan": review + 1}[base]


class PanelSpec(BaseModel):
    """A panel: what a row is of, which kinds of reports count (all, if none is named), and its columns.

    `keep` names fields of the corpus (source_url …) that come along in every row.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    title: str = ""
    unit: Unit = "body"
    kinds: tuple[ReportKind, ...] = ()
    keep: tuple[str, ...] = ()
    columns: tuple[PanelColumn, ...] = Field(alias="column", min_length=1)

    @model_validator(mode="after")
    def _ids_differ(self) -> PanelSpec:
        ids = [column.id for column in self.columns]
        twice = next((id_ for id_ in ids if ids.count(id_) > 1), None)
        if twice is not None:
            raise ValueError(f"two columns have the id {twice!r}")
        return self

    def to_toml(self, comments: dict[str, str] | None = None) -> str:
        """The spec as TOML, to edit; `comments` has a line for a column's id."""
        from report_parser.extras import needs

        with needs("study"):
            import tomlkit

        document = tomlkit.document()
        given = self.model_dump(mode="json", exclude_defaults=True, exclude={"columns"})
        for name, value in given.items():
            document.add(name, value)
        columns = tomlkit.aot()
        for column in self.columns:
            table = tomlkit.table()
            note = (comments or {}).get(column.id)
            if note:
                table.add(tomlkit.comment(note))
            for name, value in column.model_dump(mode="json").items():
                if value not in (None, "", []):
                    table.add(name, value)
            columns.append(table)
        document.add("column", columns)
        return tomlkit.dumps(document)


def read_spec(spec: PanelSpec | dict[str, Any] | str | Path) -> PanelSpec:
    """A spec from a TOML file, or from the same as a dict.

    Raises SchemaError, which names the field, where it is missing or malformed.

    >>> read_spec({"column": [{"id": "gdp", "indicator": "economy.gdp"}]}).columns[0].year
    'review'
    """
    if isinstance(spec, PanelSpec):
        return spec
    given: Any = spec
    if isinstance(spec, str | Path):
        try:
            given = tomllib.loads(Path(spec).read_text(encoding="utf-8-sig"))
        except OSError as problem:
            raise SchemaError(f"cannot read the spec {spec}: {problem.strerror or problem}.") from problem
        except ValueError as problem:
            raise SchemaError(f"the spec {spec} is no TOML: {problem}.") from problem
    try:
        return PanelSpec.model_validate(given)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the spec"
        raise SchemaError(f"{place}: {first['msg']}.") from problem
