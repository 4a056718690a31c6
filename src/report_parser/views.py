"""The methods of models and parser whose work is done by modules further down (exports, pages, facts): one call each.

The only module that imports against the order of the folders, and only inside of methods: `models` and `parser` import
it when they are loaded, and a method imports what it needs when it is called. Each class is a base of the class it is
named after (`ReportViews` of `Report`), so `self` cannot have its real type here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    from decimal import Decimal

    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from pydantic import BaseModel

    from report_parser.models import (
        Failure,
        FormCell,
        Metric,
        Observation,
        Period,
        Quantity,
        Report,
        Role,
        Section,
        Span,
        Status,
    )
    from report_parser.output.dictionary import TableName
    from report_parser.readers import Options
    from report_parser.review.labels import Language
    from report_parser.text.document import Document
    from report_parser.text.locate import Location

Filled = TypeVar("Filled", bound="BaseModel")


class QuantityViews:
    """Methods of `Quantity`."""

    def __repr__(self: Any) -> str:
        from report_parser.models import plain

        return f"<Quantity {self.text} = {plain(self.value)} {self.unit}>"

    def to(self: Any, unit: str) -> Quantity:
        """The same quantity in another unit of its dimension: 万亩 as 公顷, 公里 as 米.

        Raises ValueError if a unit is unknown or the dimensions differ.

        >>> from report_parser import find_quantities
        >>> find_quantities("新增耕地37.5万亩")[0].to("公顷").value
        Decimal('25000')
        """
        from report_parser.numerals.units import convert

        return convert(self, unit)


class ObservationViews:
    """Methods of `Observation`."""

    def __repr__(self: Any) -> str:
        period = self.period.label if self.period else None
        said = (self.name, self.quantity.text, self.role, period, self.status)
        return f"<Observation {self.id}: {' '.join(word for word in said if word)}>"

    def value_in(self: Any, unit: str) -> Decimal:
        """The value in another unit, which may hold a magnitude (亿元, 万吨): 378亿斤 in 万吨 is 1890.

        Raises ValueError if the unit is unknown or measures something else.

        >>> from report_parser import parse
        >>> parse("地区生产总值2.5万亿元。").observations[0].value_in("亿元")
        Decimal('25000')
        """
        from report_parser.metrics.convert import value_in

        return value_in(self, unit)


class MetricViews:
    """Methods of `Metric`, and what its level says: that of its first observation where it has none."""

    @property
    def _head(self: Any) -> Observation:
        found: Observation = self.level or self.observations[0]
        return found

    @property
    def value(self) -> Decimal:
        """The value of its level.

        >>> from report_parser import parse
        >>> [rate] = parse("2025年整改率由77.73%提高到92.25%。").metrics
        >>> rate.value, rate.unit, rate.status, rate.period.label
        (Decimal('92.25'), '%', 'actual', '2025年')
        """
        return self._head.quantity.value

    @property
    def unit(self) -> str:
        """The unit of its level, as written."""
        return self._head.quantity.unit

    @property
    def status(self) -> Status:
        """Whether its level is a result or a target."""
        return self._head.status

    @property
    def period(self) -> Period | None:
        """The time that its level is about."""
        return self._head.period

    def value_in(self, unit: str) -> Decimal:
        """The value of its level in another unit: see `Observation.value_in`. Raises ValueError."""
        return self._head.value_in(unit)

    def __repr__(self: Any) -> str:
        texts = " ".join(o.quantity.text for o in self.observations[:4])
        more = " …" if len(self.observations) > 4 else ""
        return f"<Metric {self.id}: {self.name} {texts}{more}>"

    def _repr_html_(self: Any) -> str:
        from report_parser.review.notebook import metric_html

        return metric_html(self)


class SectionViews:
    """Methods of `Section`."""

    def __repr__(self: Any) -> str:
        return f"<Section {self.id}: {self.marker}{self.title}, {len(self.children)} children>"

    def _repr_html_(self: Any) -> str:
        from report_parser.review.notebook import section_html

        return section_html(self)


class TableViews:
    """Methods of `Table`."""

    def __repr__(self: Any) -> str:
        return f"<Table {self.id}: {self.caption or 'no caption'}, {self.rows} × {self.columns}>"

    def _repr_html_(self: Any) -> str:
        from report_parser.review.notebook import table_html

        return table_html(self)


class ReportViews:
    """Methods of `Report`."""

    def __repr__(self: Any) -> str:
        sections = sum(1 for _ in self.walk())
        what = f"{self.title or 'no title'}, {self.year or 'no year'}"
        return f"<Report {what}: {sections} sections, {len(self.metrics)} metrics, {len(self.checks)} checked>"

    def find(
        self: Any,
        what: str,
        *,
        status: Status | None = None,
        year: int | None = None,
        role: Role | None = None,
        section: str | None = None,
    ) -> list[Metric]:
        """The metrics of a name, concept or id, the likest first; with those of their observations that fit the rest.

        `year` is the one that an observation's period ends in, `section` what `section` takes.

        >>> from report_parser import parse
        >>> report = parse("2025年审计问题整改率92.25%。2026年力争整改率达到95%。")
        >>> [(str(metric.value), metric.status) for metric in report.find("整改率", status="planned")]
        [('95', 'planned')]
        """
        from report_parser.output.lookup import find

        return find(self, what, status=status, year=year, role=role, section=section)

    def section(self: Any, key: str) -> Section | None:
        r"""The section of a number (二, 2), of a heading, or the first whose title holds the words; None if none does.

        >>> from report_parser import parse
        >>> report = parse("一、主要成效\n完成审计项目37个。\n二、存在不足\n力量不足。\n")
        >>> report.section("二"), report.text_of(report.section("成效"))
        (<Section 1: 二、存在不足, 0 children>, '一、主要成效\n完成审计项目37个。')
        """
        from report_parser.output.lookup import lookup_section

        return lookup_section(self, key)

    def text_of(self: Any, part: Any) -> str:
        """The text of a part of the report: of what has a span (a section, item, table …), or of a span."""
        span: Span = getattr(part, "span", part)
        return span.of(self.text).strip("\n")

    @property
    def shortcomings(self: Any) -> list[str]:
        """What the report names as its shortcomings, one text a point."""
        from report_parser.output.lookup import points

        return list(points(self, "shortcomings"))

    @property
    def plans(self: Any) -> list[str]:
        """What the report plans, one text a point."""
        from report_parser.output.lookup import points

        return list(points(self, "plans"))

    def disclosed(self: Any) -> tuple[FormCell, ...]:
        """The typed cells of the national template of disclosure reports that the text holds; empty for other texts."""
        return tuple(cell for cell in self.forms if cell.form == "disclosure")

    def verify(self: Any, text: str | None = None) -> list[str]:
        """A line for each span of this report that does not fit `text` (by default its own); empty if all is right."""
        from report_parser.checks.verify import verify

        return verify(self, text)

    def locate(self: Any, span: Span) -> Location:
        """The page, line and column at which a span begins. Raises ValueError for a span that is not in the text."""
        from report_parser.text.locate import locate

        return locate(self.text, span, self.source.pages)

    def extract(self: Any, model: type[Filled], mapping: Mapping[str, Any] | None = None) -> Filled:
        """Fill a pydantic model of your own from this report: see `report_parser.facts`. Raises ValidationError."""
        from report_parser.facts import extract

        return extract(self, model, mapping)

    def rows(self: Any, unit: Literal["written", "catalogue"] = "written") -> list[dict[str, Any]]:
        """The tidy table: one plain dict an observation, with the columns of `report_parser.output.rows`.

        With `unit="catalogue"` the values of an indicator stand in its own unit, so that those of two bodies compare
        (斤 and 吨, 公顷 and 亩); `text` keeps the words.

        >>> from report_parser import parse
        >>> [row] = parse("粮食产量378亿斤。").rows(unit="catalogue")
        >>> row["value"], row["unit"], row["text"]
        (Decimal('18900000'), '吨', '378亿斤')
        """
        from report_parser.output.rows import rows

        return rows(self, unit)

    def to_json(self: Any, *, indent: int | None = None) -> str:
        """The report as JSON: UTF-8 text, Chinese not escaped, keys in the order of the fields."""
        from report_parser.output.report_json import to_json

        return to_json(self, indent=indent)

    def to_jsonl(self: Any, table: TableName = "observations", *, numbers: bool = False) -> str:
        """A table as JSON Lines, one object a row; decimals as strings, or as JSON numbers with `numbers`."""
        from report_parser.output.files import json_lines

        return "".join(json_lines(self, table, numbers=numbers))

    def to_csv(self: Any, table: TableName = "observations") -> str:
        """A table as CSV text; `export` writes it to a file that Excel opens."""
        from report_parser.output.files import csv_lines

        return "".join(csv_lines(self, table))

    def to_arrow(self: Any, table: TableName = "observations") -> pa.Table:
        """A table as an Arrow table with decimal128 columns (extra `tables`)."""
        from report_parser.output.dataframes import to_arrow

        return to_arrow(self, table)

    def to_pandas(self: Any, table: TableName = "observations") -> pd.DataFrame:
        """A table as a pandas data frame of Arrow types (extra `tables`)."""
        from report_parser.output.dataframes import to_pandas

        return to_pandas(self, table)

    def to_polars(self: Any, table: TableName = "observations") -> pl.DataFrame:
        """A table as a polars data frame (extra `tables`)."""
        from report_parser.output.dataframes import to_polars

        return to_polars(self, table)

    def export(self: Any, path: str | Path, table: TableName = "observations", *, bom: bool = True) -> None:
        """Write a table to a file; the suffix chooses CSV, JSON Lines, XLSX, Parquet or Stata's dta."""
        from report_parser.output.files import write

        write(self, path, table, bom=bom)

    def to_html(self: Any, language: Language = "zh") -> str:
        """The review page: one self-contained HTML page to check every number of the report against its text."""
        from report_parser.review.page import page

        return page(self, language)

    def _repr_html_(self: Any) -> str:
        from report_parser.review.notebook import report_html

        return report_html(self)


class ParserViews:
    """Methods of `Parser`."""

    def parse_many(
        self: Any,
        sources: Iterable[str | Path | Document | Failure],
        workers: int | None = 1,
        timeout: float | None = None,
        options: Options | None = None,
    ) -> Iterator[Report | Failure]:
        """Parse many sources, in their order; one that cannot be parsed gives a Failure in its place.

        `workers` is the number of processes (None: one a processor); 1 parses in this one. `timeout` is the number of
        seconds after which a source is given up; with it the work is always done in other processes. Sources are drawn
        as they are needed. Raises ValueError for fewer than 1 worker, RuntimeError where processes cannot be started.
        """
        from report_parser.batch.many import parse_many

        return parse_many(self, sources, workers, timeout, options)
