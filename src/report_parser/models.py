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
from typing import Annotated, Any, Literal, ParamSpec, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from report_parser.views import MetricViews, ObservationViews, QuantityViews, ReportViews, SectionViews, TableViews

Kind = Literal["count", "money", "percent", "percentage_point", "multiple", "measure", "duration", "ratio"]
Bound = Literal["exact", "at_least", "at_most", "approx"]
Role = Literal["level", "previous", "delta"]
Direction = Literal["up", "down", "flat"]
BasisKind = Literal["yoy", "period", "annual_average", "cumulative", "since", "reference", "none"]
Status = Literal["actual", "planned"]
Placing = Literal["period", "status", "scope"]
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
    "inspection_rectification_notice",
    "budget_report",
    "final_accounts_report",
    "plan_execution_report",
    "congress_work_report",
    "court_work_report",
    "procuratorate_work_report",
    "monetary_policy_report",
    "five_year_plan",
    "work_summary",
    "brief",
    "news",
    "other",
]
CitationKind = Literal["law", "regulation", "rule", "normative_document", "party_document", "plan", "work", "other"]
Verdict = Literal["holds", "fails", "review"]
CorrectionState = Literal["applied", "already_right", "conflict", "orphan"]

SCHEMA_VERSION = "1"

AnyModel = TypeVar("AnyModel", bound=BaseModel)
Fields = ParamSpec("Fields")
_put = object.__setattr__  # sets an attribute of a frozen model


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
        """The part of `text` that this span covers."""
        return text[self.start : self.end]


@cache
def _fields(model: type[BaseModel]) -> set[str]:
    """The names of a model's fields."""
    return set(model.model_fields)


class Model(BaseModel):
    """Base of the contract's models: frozen, and closed against unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)

    def model_post_init(self, _: Any, /) -> None:
        """Mark all fields as set, as in a report read from JSON. All instances share one set, which halves a report."""
        _put(self, "__pydantic_fields_set__", _fields(type(self)))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed; as in pydantic they are not validated. Much faster than pydantic's own."""
        if deep:
            return super().model_copy(update=update, deep=True)
        return _with_fields(type(self), {**self.__dict__, **update} if update else {**self.__dict__})


# What pydantic keeps of an instance, each with the function that sets it in spite of its being frozen.
_put_values, _put_set, _put_extra, _put_private = (
    vars(BaseModel)[slot].__set__
    for slot in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


def _with_fields(model: type[AnyModel], fields: dict[str, Any]) -> AnyModel:
    """An instance with exactly these fields, not validated."""
    instance = model.__new__(model)
    _put_values(instance, fields)
    _put_set(instance, _fields(model))
    _put_extra(instance, None)
    _put_private(instance, None)
    return instance


def made(model: Callable[Fields, AnyModel]) -> Callable[Fields, AnyModel]:
    """A function that makes instances of `model` without validation, for values that the parser made itself.

    The type checker still checks its arguments, and a test validates every parsed report against the schema.

    >>> made(Period)(label="2025年", start=date(2025, 1, 1), end=date(2025, 12, 31)).source
    'report'
    """
    kind = cast("type[AnyModel]", model)
    defaults = {name: field.default for name, field in kind.model_fields.items()}

    def make(*_: Fields.args, **fields: Fields.kwargs) -> AnyModel:
        return _with_fields(kind, {**defaults, **fields})

    return make


class Quantity(QuantityViews, Model):
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


class Period(Model):
    """The time that a value is about, first and last day included. `source`: where the text says it."""

    label: str
    start: date
    end: date
    source: PeriodSource = "report"


@dataclass(frozen=True, slots=True)
class Numeral:
    """One entry of the ledger: a number in the text and its category; `quantity` is None if it measures nothing."""

    span: Span
    text: str
    category: Category
    quantity: Quantity | None = None


class Observation(ObservationViews, Model):
    """One stated value of an indicator.

    `name_spans` are the places of the words of `name`. `direction` and `basis` are of changes: up, down or flat, and
    what they are measured against (同比). `modality` is the word of a plan (力争), `scope` that of a place (全省). Each
    of these, and `period`, is None where the text does not state it. `rule` is the id of the rule that made it.

    `evidence` holds the words that place it: those of its period, status and scope, in its sentence or in the
    heading or paragraph that it stands under. A field without words there is what the report as a whole says.

    `corrected_by` names the person whose correction changed or added it (`report_parser.corrections`), else None.
    """

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
    evidence: dict[Placing, Span] = {}
    sentence: Span
    rule: str
    corrected_by: str | None = None


class Metric(MetricViews, Model):
    """An indicator in this report with its observations: its level, the value before, the changes.

    `indicator` is its id in the catalogue, `part_of` the metric that it is a part of (其中), `section` the section it
    stands in; each is None if there is none. `concept` is what to join reports on: the id, else a normal form of the
    name that is stable within a major version (`report_parser.metrics.concept`).
    """

    id: int
    name: str
    indicator: str | None = None
    concept: str = ""
    part_of: int | None = None
    section: int | None = None
    observations: tuple[Observation, ...]

    def _first(self, role: Role) -> Observation | None:
        for observation in self.observations:
            if observation.role == role:
                return observation
        return None

    @property
    def level(self) -> Observation | None:
        """The state or result itself, or None."""
        return self._first("level")

    @property
    def previous(self) -> Observation | None:
        """The value before, which the level is compared with, or None."""
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


class Item(Model):
    """A point of a list inside a paragraph (一是…, 第一，…, ①…)."""

    span: Span
    number: int | None
    marker: str
    text: str
    role: SectionRole = "other"


class Section(SectionViews, Model):
    """A heading with what stands under it.

    `level` is the class of the marker (一、 1, （一） 2, 1. 3, （1） 4; 0 for the text before the first heading),
    `depth` the place in the tree (a top section has depth 0). `span` covers the descendants, `heading` the heading
    itself, `lead` the section's own text before its first child. `period` and `stance` are what holds under it where no
    paragraph or sentence says otherwise: when, and done or planned (None: nothing tells).
    """

    id: int
    level: int
    depth: int
    number: int | None
    marker: str
    title: str
    role: SectionRole = "other"
    period: Period | None = None
    stance: Status | None = None
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


class Citation(Model):
    """A title in 《…》. Document number, article and short name (`alias`) are None if the text does not state them.

    `same_as` is the number of the first citation of the same title, None for the first one.
    """

    title: str
    span: Span
    kind: CitationKind = "other"
    document_number: str | None = None
    article: str | None = None
    alias: str | None = None
    same_as: int | None = None


class Check(Model):
    """One comparison of numbers with each other: `holds`, `fails`, or `review` for a person to decide."""

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
    """A cell of a table; `span` is its text in `Report.text`.

    `header` says that it stands over or beside figures and names them. `unit` is the unit that the table states for the
    figure in it, with its magnitude (万元). `indent` says how far its text is set in from the left, in half letters: a
    row that is set in further than the one above it is a part of that.
    """

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False
    indent: int = 0
    unit: str | None = None
    text: str
    span: Span


class Table(TableViews, Model):
    """A table. In `Report.text` it stands as one line a row, cells separated by tabs.

    What is inferred of it: `caption` and `unit` from the lines over it, `header_rows` hold nothing but heads,
    `label_columns` the labels of the rows.
    """

    id: int
    span: Span
    caption: str | None = None
    caption_span: Span | None = None
    unit: str | None = None
    rows: int
    columns: int
    header_rows: tuple[int, ...] = ()
    label_columns: tuple[int, ...] = ()
    cells: tuple[Cell, ...]


class FormCell(Model):
    """A cell of a form that every office fills in alike, as typed data.

    `form` and `table` say which, `item` is its row and `column` its column (ids of the form's own table of rules),
    `value` is as it stands there, in `unit`. `name` are the places of the words beside and over it, as far as the page
    has them.
    """

    form: str
    table: str
    item: str
    column: str
    value: Number
    unit: str
    span: Span
    name: tuple[Span, ...] = ()


class Source(Model):
    """Where the text came from. `pages` holds the offset in the text at which each page begins.

    `warnings` says what of the source could not be read, and `pages_without_text` (from 1) which pages are pictures, or
    letters that are not what the page shows.
    """

    name: str | None = None
    media_type: str = "text/plain"
    size: int
    sha256: str
    reader: str = "str"
    ocr: bool = False
    pages: tuple[int, ...] = ()
    pages_without_text: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()


class Failure(Model):
    """A source that could not be parsed: at which stage, and the error in one line.

    `line` is the line of a corpus file at which its row begins, `sha256` and `size` are of the file, where it could be
    opened.
    """

    source: str
    stage: str
    error: str
    line: int | None = None
    sha256: str | None = None
    size: int | None = None


class CorrectionResult(Model):
    """What became of one correction that names this report: see `report_parser.corrections`.

    `number` is its line in the file of corrections, `span` the place that it was found at (None for an orphan), and
    `message` says why it was not applied.
    """

    number: int
    field: str
    state: CorrectionState
    span: Span | None = None
    message: str = ""


class MadeBy(Model):
    """What made the report: library version, schema version, and digests of the tables and corrections that were used.

    `corrections_sha256` is None where the parser has no corrections.
    """

    version: str
    schema_version: str = SCHEMA_VERSION
    tables_sha256: str
    corrections_sha256: str | None = None


class Report(ReportViews, Model):
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
    forms: tuple[FormCell, ...] = ()
    corrections: tuple[CorrectionResult, ...] = ()
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
        """The points of lists inside paragraphs, each with its section: all of them, or those of one role."""
        return [(s, i) for s in self.walk() for i in s.items if role is None or i.role == role]
