"""The contract: what a parsed report is made of.

Every model is frozen. Offsets count Unicode code points in `Report.text` and are half open, so that
`report.text[span.start:span.end]` is what was read. Ids are integers in document order. Decimals are exact and
become plain digit strings in JSON (no exponent, no trailing zeros).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, ParamSpec, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from report_parser.output.dictionary import TableName
    from report_parser.review.words import Language
    from report_parser.tables.disclosure import Row
    from report_parser.text.locate import Location

Kind = Literal["count", "money", "percent", "percentage_point", "multiple", "measure", "duration", "ratio"]
Bound = Literal["exact", "at_least", "at_most", "approx"]
Role = Literal["level", "previous", "delta"]
Direction = Literal["up", "down", "flat"]
BasisKind = Literal["yoy", "period", "annual_average", "cumulative", "since", "reference", "none"]
Status = Literal["actual", "planned"]
PeriodSource = Literal["clause", "sentence", "section", "report"]
Category = Literal[
    "metric",
    "date",
    "period",
    "document_number",
    "article",
    "rank",
    "ordinal",
    "enumerator",
    "heading",
    "name",
    "contact",
    "qualifier",
    "structure",
    "page",
    "other",
]
SectionRole = Literal[
    "responsible_person", "achievements", "shortcomings", "causes", "plans", "suggestions", "overview", "other"
]
ReportKind = Literal[
    "rule_of_law_report",
    "audit_work_report",
    "audit_rectification_report",
    "government_work_report",
    "information_disclosure_report",
    "statistical_communique",
    "other",
]
CitationKind = Literal["law", "regulation", "rule", "normative_document", "party_document", "plan", "work", "other"]
Verdict = Literal["holds", "fails", "review"]

SCHEMA_VERSION = "1"

Filled = TypeVar("Filled", bound=BaseModel)
Fields = ParamSpec("Fields")
_put = object.__setattr__  # past the guard of a frozen model


def plain(value: Decimal) -> str:
    """Write a decimal as plain digits: no exponent, no trailing zeros.

    >>> plain(Decimal("402000000.00")), plain(Decimal("1E+2")), plain(Decimal("-0.50"))
    ('402000000', '100', '-0.5')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


PLAIN = r"^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$"
Number = Annotated[
    Decimal,
    PlainSerializer(plain, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": PLAIN}, mode="serialization"),
]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points in `Report.text`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The slice of `text` that this span names."""
        return text[self.start : self.end]


@cache
def _fields(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


class Model(BaseModel):
    """Base of the contract's models: frozen, and closed against unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)

    def model_post_init(self, _: Any, /) -> None:
        """Let all fields count as set, as in a report read from JSON: with one set for all, a report is half as big."""
        _put(self, "__pydantic_fields_set__", _fields(type(self)))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed, which are not validated: pydantic's, at a fraction of its cost."""
        if deep:
            return super().model_copy(update=update, deep=True)
        return _with_fields(type(self), {**self.__dict__, **(update or {})})


def _with_fields(model: type[Filled], fields: dict[str, Any]) -> Filled:
    instance = model.__new__(model)
    _put(instance, "__dict__", fields)
    _put(instance, "__pydantic_fields_set__", _fields(model))
    _put(instance, "__pydantic_extra__", None)
    _put(instance, "__pydantic_private__", None)
    return instance


def made(model: Callable[Fields, Filled]) -> Callable[Fields, Filled]:
    """What makes instances of a model without validating them: for the parser's own values, where it matters.

    The type checker holds its calls to the fields of the model, and a law of the tests every report to its schema.

    >>> made(Period)(label="2025年", start=date(2025, 1, 1), end=date(2025, 12, 31)).source
    'report'
    """
    kind = cast("type[Filled]", model)
    defaults = {name: field.default for name, field in kind.model_fields.items()}

    def make(*_: Fields.args, **fields: Fields.kwargs) -> Filled:
        return _with_fields(kind, {**defaults, **fields})

    return make


class Quantity(Model):
    """A number with its unit, as the text states it.

    `value` has the magnitude multiplied out (`1.2万件` is 12000 件); a percentage stays one (`77.73%` is 77.73).
    `high` is the upper end of a range, inclusive. `unit` is as written, without magnitude; `unit_id` is canonical.
    `step` is what the last stated digit is worth (`4.02亿元`: 1000000). `number` and `unit_span` are the places of
    the digits and of the unit; `unit_span` is None where no unit is written.
    """

    text: str
    span: Span
    value: Number
    high: Number | None = None
    unit: str = ""
    unit_id: str | None = None
    kind: Kind = "count"
    bound: Bound = "exact"
    step: Number
    number: Span
    unit_span: Span | None = None

    def to(self, unit: str) -> Quantity:
        """The same quantity in another unit of its dimension: 万亩 as 公顷, 公里 as 米.

        Raises ValueError if a unit is unknown or the dimensions differ.

        >>> from report_parser import find_quantities
        >>> find_quantities("新增耕地37.5万亩")[0].to("公顷").value
        Decimal('25000')
        """
        from report_parser.numerals.units import convert

        return convert(self, unit)


class Period(Model):
    """The time that a value is about: both days inclusive."""

    label: str
    start: date
    end: date
    source: PeriodSource = "report"


@dataclass(frozen=True, slots=True)
class Numeral:
    """One entry of the ledger: a number in the text and what it is."""

    span: Span
    text: str
    category: Category
    quantity: Quantity | None = None


class Observation(Model):
    """One stated value of an indicator. `rule` is the id of the rule that made it."""

    id: int
    role: Role
    quantity: Quantity
    name: str
    name_spans: tuple[Span, ...] = ()
    direction: Direction | None = None
    basis: str | None = None
    basis_kind: BasisKind | None = None
    status: Status = "actual"
    estimated: bool = False
    modality: str | None = None
    period: Period | None = None
    scope: str | None = None
    sentence: Span
    rule: str


class Metric(Model):
    """An indicator in this report with its observations: its level, the value before, the changes."""

    id: int
    name: str
    indicator: str | None = None
    part_of: int | None = None
    section: int | None = None
    observations: tuple[Observation, ...]

    def _first(self, role: Role) -> Observation | None:
        return next((o for o in self.observations if o.role == role), None)

    @property
    def level(self) -> Observation | None:
        """The state or result itself, or None."""
        return self._first("level")

    @property
    def previous(self) -> Observation | None:
        """The value that the level started from, or None."""
        return self._first("previous")

    @property
    def deltas(self) -> tuple[Observation, ...]:
        """The stated changes, in document order."""
        return tuple(o for o in self.observations if o.role == "delta")

    @property
    def difference(self) -> Decimal | None:
        """Level minus previous value, computed; None unless both are stated in one unit."""
        now, before = self.level, self.previous
        if now is None or before is None or now.quantity.unit_id != before.quantity.unit_id:
            return None
        return now.quantity.value - before.quantity.value

    def _repr_html_(self) -> str:
        from report_parser.review.notebook import metric_html

        return metric_html(self)


class Item(Model):
    """A point of a list inside a paragraph (一是…, 第一，…, ①…)."""

    span: Span
    number: int | None
    marker: str
    text: str
    role: SectionRole = "other"


class Section(Model):
    """A heading with what stands under it.

    `level` is the class of the marker (一、 1, （一） 2, 1. 3, （1） 4; 0 for the text before the first heading),
    `depth` the place in the tree (a top section has depth 0). `span` covers the descendants, `heading` the heading
    itself, `lead` the section's own text before its first child.
    """

    id: int
    level: int
    depth: int
    number: int | None
    marker: str
    title: str
    role: SectionRole = "other"
    span: Span
    heading: Span
    lead: Span
    items: tuple[Item, ...] = ()
    children: tuple[Section, ...] = ()

    def walk(self) -> Iterator[Section]:
        """This section and its descendants, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def _repr_html_(self) -> str:
        from report_parser.review.notebook import section_html

        return section_html(self)


class Citation(Model):
    """A title in 《…》, with its document number and article where the text names them."""

    title: str
    span: Span
    kind: CitationKind = "other"
    document_number: str | None = None
    article: str | None = None
    alias: str | None = None
    same_as: int | None = None


class Check(Model):
    """One comparison of numbers with each other."""

    kind: str
    verdict: Verdict
    observations: tuple[int, ...] = ()
    expected: Number | None = None
    found: Number | None = None
    tolerance: Number | None = None
    message: str
    spans: tuple[Span, ...] = ()

    @property
    def gap(self) -> Decimal | None:
        """Found minus expected, computed; None unless both are there."""
        return None if self.found is None or self.expected is None else self.found - self.expected


class Cell(Model):
    """A cell of a table; `span` is its text in `Report.text`."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False
    text: str
    span: Span


class Table(Model):
    """A table. In `Report.text` it stands as one line a row, cells separated by tabs."""

    id: int
    span: Span
    caption: str | None = None
    unit: str | None = None
    rows: int
    columns: int
    cells: tuple[Cell, ...]

    def _repr_html_(self) -> str:
        from report_parser.review.notebook import table_html

        return table_html(self)


class Source(Model):
    """Where the text came from. `pages` holds the offset in the text at which each page begins."""

    name: str | None = None
    media_type: str = "text/plain"
    size: int
    sha256: str
    reader: str = "str"
    ocr: bool = False
    pages: tuple[int, ...] = ()


class Failure(Model):
    """A source that could not be parsed: at which stage, and the error in one line."""

    source: str
    stage: str
    error: str


class MadeBy(Model):
    """What made the report: library version, schema version, and a digest of the tables that were used."""

    version: str
    schema_version: str = SCHEMA_VERSION
    tables_sha256: str


class Report(Model):
    """A parsed report. See the module's text for offsets and ids."""

    text: str
    title: str | None = None
    kind: ReportKind = "other"
    agency: str | None = None
    publisher: str | None = None
    origin: str | None = None
    region: str | None = None
    region_code: str | None = None
    year: int | None = None
    published: date | None = None
    signed: date | None = None
    delivered: date | None = None
    document_number: str | None = None
    evidence: dict[str, Span] = Field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    metrics: tuple[Metric, ...] = ()
    numerals: tuple[Numeral, ...] = ()
    citations: tuple[Citation, ...] = ()
    checks: tuple[Check, ...] = ()
    tables: tuple[Table, ...] = ()
    source: Source
    made_by: MadeBy

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """Every observation of every metric, in document order."""
        return tuple(sorted((o for m in self.metrics for o in m.observations), key=lambda o: o.id))

    def walk(self) -> Iterator[Section]:
        """Every section, in document order."""
        for section in self.sections:
            yield from section.walk()

    def items(self, role: SectionRole | None = None) -> list[tuple[Section, Item]]:
        """The points of in-paragraph lists with their sections, all of them or those of one role."""
        return [(s, i) for s in self.walk() for i in s.items if role is None or i.role == role]

    def disclosed(self) -> tuple[Row, ...]:
        """The typed cells of the national template of disclosure reports that the text holds; empty for other texts."""
        from report_parser.tables import disclosure
        from report_parser.text.fold import fold

        return disclosure.read(fold(self.text))

    def verify(self, text: str | None = None) -> list[str]:
        """What of this report does not stand in `text` (by default its own) where it says; empty for a sound one."""
        from report_parser.checks.verify import verify

        return verify(self, text)

    def locate(self, span: Span) -> Location:
        """The page, line and column at which a span begins. Raises ValueError for a span that is not in the text."""
        from report_parser.text.locate import locate

        return locate(self.text, span, self.source.pages)

    def extract(self, model: type[Filled], mapping: Mapping[str, Any] | None = None) -> Filled:
        """A user's own model, filled from this report: see `report_parser.facts`. Raises pydantic's ValidationError."""
        from report_parser.facts import extract

        return extract(self, model, mapping)

    def rows(self) -> list[dict[str, Any]]:
        """The tidy table: one plain dict an observation, with the columns of `report_parser.output.rows`."""
        from report_parser.output.rows import rows

        return rows(self)

    def to_json(self, *, indent: int | None = None) -> str:
        """The report as JSON: UTF-8 text, Chinese not escaped, keys in the order of the fields."""
        from report_parser.output.report_json import to_json

        return to_json(self, indent=indent)

    def to_jsonl(self, table: TableName = "observations", *, numbers: bool = False) -> str:
        """A table as JSON Lines, one object a row; decimals as strings, or as JSON numbers with `numbers`."""
        from report_parser.output.files import json_lines

        return "".join(json_lines(self, table, numbers=numbers))

    def to_csv(self, table: TableName = "observations") -> str:
        """A table as CSV text; `export` writes it to a file that Excel opens."""
        from report_parser.output.files import csv_lines

        return "".join(csv_lines(self, table))

    def to_arrow(self, table: TableName = "observations") -> pa.Table:
        """A table as an Arrow table with decimal128 columns (extra `tables`)."""
        from report_parser.output.dataframes import to_arrow

        return to_arrow(self, table)

    def to_pandas(self, table: TableName = "observations") -> pd.DataFrame:
        """A table as a pandas data frame of Arrow types (extra `tables`)."""
        from report_parser.output.dataframes import to_pandas

        return to_pandas(self, table)

    def to_polars(self, table: TableName = "observations") -> pl.DataFrame:
        """A table as a polars data frame (extra `tables`)."""
        from report_parser.output.dataframes import to_polars

        return to_polars(self, table)

    def export(self, path: str | Path, table: TableName = "observations", *, bom: bool = True) -> None:
        """Write a table to a file; the suffix chooses CSV, JSON Lines, XLSX, Parquet or Stata's dta."""
        from report_parser.output.files import write

        write(self, path, table, bom=bom)

    def to_html(self, language: Language = "zh") -> str:
        """The review page: one self-contained HTML page to check every number of the report against its text."""
        from report_parser.review.page import page

        return page(self, language)

    def _repr_html_(self) -> str:
        from report_parser.review.notebook import report_html

        return report_html(self)
