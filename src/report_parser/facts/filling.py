"""Filling a model from a report.

If several observations fit a field, the first by this order fills it: the name is exactly the wanted one; the catalogue
gives it the same indicator; the name ends in the wanted one (各类审计项目 for 审计项目). Among equals: the earlier name
of the `Indicator`, actual before planned, the report's own year before other years, a whole before its parts, an exact
value before a bounded one (突破2万亿元，达23562亿元), and last the first in the text. If names only end alike and the
values differ, it is not known which is meant: the field stays empty, and `candidates` holds them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from report_parser.facts.model import Facts, Indicator
from report_parser.metrics import catalogue as catalogues
from report_parser.metrics.catalogue import Catalogue, Entry
from report_parser.metrics.concept import key
from report_parser.metrics.convert import UnconvertibleError, in_unit
from report_parser.models import Metric, Observation, Quantity, Report, SectionRole, plain
from report_parser.structure import kinds

M = TypeVar("M", bound=BaseModel)

Wanted = str | Sequence[str] | Indicator | Mapping[str, Any]
FieldMapping = Mapping[str, Wanted]


@dataclass(frozen=True, slots=True)
class Extraction(Generic[M]):
    """A filled model (`value`); by field, the observation behind its value and all observations that fit it."""

    value: M
    provenance: dict[str, Observation] = field(default_factory=dict)
    candidates: dict[str, tuple[Observation, ...]] = field(default_factory=dict)


def extract(
    report: Report, model: type[M], mapping: FieldMapping | None = None, catalogue: Catalogue | None = None
) -> M:
    """The model, filled from the report.

    A field says what it looks for with an `Indicator` in its annotation. For a model without them, `mapping` says
    it by field: a name, several names, an `Indicator`, or for a nested model a mapping of its own.

    >>> import report_parser
    >>> from pydantic import BaseModel
    >>> class Row(BaseModel):
    ...     projects: int
    ...     amount: Decimal | None = None
    >>> report = report_parser.parse("全年完成审计项目37个，查出主要问题金额4.02亿元。")
    >>> extract(report, Row, {"projects": "审计项目", "amount": Indicator("问题金额", unit="万元")})
    Row(projects=37, amount=Decimal('40200'))

    Raises pydantic's ValidationError if the model does not accept what was found, or if a required field was not found.
    Raises ValueError if the mapping names a field that the model does not have.
    """
    return find(report, model, mapping, catalogue).value


def find(
    report: Report, model: type[M], mapping: FieldMapping | None = None, catalogue: Catalogue | None = None
) -> Extraction[M]:
    """Like `extract`, but returns the observations behind the values too. Raises what `extract` raises."""
    return _ModelFiller(report, catalogue or catalogues.default()).fill(model, mapping or {}, None)


class _FieldType(NamedTuple):
    """What a field's annotation asks for: `want` for each value, `many` for a list, `optional` if None is allowed."""

    want: Literal["value", "quantity", "observation", "metric", "model"]
    many: bool
    optional: bool
    type: Any
    indicator: Indicator | None


def _field_type(annotation: Any, metadata: Sequence[Any]) -> _FieldType:
    """Read an annotation: through Annotated, unions and lists down to the type of one value."""
    indicator = next((item for item in metadata if isinstance(item, Indicator)), None)
    many = optional = False
    while True:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            indicator = indicator or next((item for item in arguments[1:] if isinstance(item, Indicator)), None)
            annotation = arguments[0]
        elif origin in (Union, UnionType):
            # In a union, the first member that is not None counts.
            optional = optional or (type(None) in arguments and not many)
            annotation = next(argument for argument in arguments if argument is not type(None))
        elif origin in (list, tuple, Sequence) or (isinstance(origin, type) and issubclass(origin, Sequence)):
            many, annotation = True, arguments[0] if arguments else Any
        else:
            break
    want: Any = "value"
    if isinstance(annotation, type):
        for name, kind in (("quantity", Quantity), ("observation", Observation), ("metric", Metric)):
            if issubclass(annotation, kind):
                want = name
        if want == "value" and issubclass(annotation, BaseModel):
            want = "model"
    return _FieldType(want, many, optional, annotation, indicator)


def _wanted(given: Wanted) -> Indicator:
    """What a mapping gives for a field, as an Indicator."""
    if isinstance(given, Indicator):
        return given
    return Indicator(given) if isinstance(given, str) else Indicator(*given)


class _FieldCandidate(NamedTuple):
    """An observation that fits a field. The smallest `order` is the best; `tier` is how well the name fits (0 best)."""

    order: tuple[Any, ...]
    tier: int
    metric: Metric
    observation: Observation


class _ModelFiller:
    """One report, prepared for looking up many fields."""

    def __init__(self, report: Report, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._roles: dict[int | None, SectionRole] = {section.id: section.role for section in report.walk()}
        self._year = None if report.year is None else report.year + kinds.calendar(report.kind).review
        self._pairs = [(metric, o, key(o.name)) for metric in report.metrics for o in metric.observations]

    def fill(self, model: type[M], mapping: FieldMapping, section: int | None) -> Extraction[M]:
        """Fill a model: from the whole report, or from the metrics of one section (by its id)."""
        if unknown := mapping.keys() - model.model_fields.keys():
            raise ValueError(f"{model.__name__} has no field {min(unknown)!r}.")
        values: dict[str, Any] = {}
        provenance: dict[str, Observation] = {}
        candidates: dict[str, tuple[Observation, ...]] = {}
        for name, info in model.model_fields.items():
            field_type = _field_type(info.annotation, info.metadata)
            given = mapping.get(name)
            if field_type.want == "model":
                inner = given if isinstance(given, Mapping) else {}
                self._fill_nested(name, info, field_type, inner, section, values, provenance, candidates)
                continue
            if isinstance(given, Mapping):
                raise ValueError(f"{model.__name__}.{name} is no nested model: map it to names or an Indicator.")
            indicator = field_type.indicator if given is None else _wanted(given)
            if indicator is None:
                continue
            found = self._candidates(indicator, field_type, section)
            if found:
                candidates[name] = tuple(candidate.observation for candidate in found)
            chosen = sorted(found, key=lambda c: c.observation.id) if field_type.many else _best(found)
            for at, candidate in enumerate(chosen):
                provenance[f"{name}.{at}" if field_type.many else name] = candidate.observation
            results = [_result(candidate, indicator, field_type) for candidate in chosen]
            if field_type.many:
                _put(values, name, info, field_type, results or None)
            else:
                _put(values, name, info, field_type, results[0] if results else None)
        value = model.model_validate(values)
        if isinstance(value, Facts):
            value._provenance, value._candidates = provenance, candidates
        return Extraction(value, provenance, candidates)

    def _fill_nested(
        self,
        name: str,
        info: FieldInfo,
        field_type: _FieldType,
        mapping: FieldMapping,
        section: int | None,
        values: dict[str, Any],
        provenance: dict[str, Observation],
        candidates: dict[str, tuple[Observation, ...]],
    ) -> None:
        """Fill a nested model, adding to the three dicts; a list gets one model for each section that fills a field."""
        if not field_type.many:
            parts = [(name, self.fill(field_type.type, mapping, section))]
            found = parts[0][1].provenance or not field_type.optional
            _put(values, name, info, field_type, parts[0][1].value if found else None)
        else:
            sections = (
                [section]
                if section is not None
                else sorted({m.section for m, _, _ in self._pairs if m.section is not None})
            )
            filled = [
                part for each in sections if (part := self._from_section(field_type.type, mapping, each)) is not None
            ]
            parts = [(f"{name}.{at}", part) for at, part in enumerate(filled)]
            _put(values, name, info, field_type, [part.value for part in filled] or None)
        for prefix, part in parts:
            provenance.update({f"{prefix}.{field}": o for field, o in part.provenance.items()})
            candidates.update({f"{prefix}.{field}": os for field, os in part.candidates.items()})

    def _from_section(self, model: type[M], mapping: FieldMapping, section: int) -> Extraction[M] | None:
        """The model filled from one section; None if the section fills nothing or lacks a required field."""
        try:
            part = self.fill(model, mapping, section)
        except ValueError:
            return None
        return part if part.provenance else None

    def _candidates(self, wanted: Indicator, field_type: _FieldType, section: int | None) -> list[_FieldCandidate]:
        """Every observation (for a metric: one observation of it) that fits a field, the best first."""
        names = [_WantedName(name, key(name), self._catalogue.find(name)) for name in wanted.names]
        found: dict[int, _FieldCandidate] = {}
        for metric, observation, name in self._pairs:
            if section is not None and metric.section != section:
                continue
            if field_type.want == "metric":
                # A metric is judged by its level or, without one, by its first observation.
                if observation is not (metric.level or metric.observations[0]):
                    continue
            elif observation.role != wanted.role:
                continue
            best = _name_match(names, metric, name)
            if best is None or not self._fits_filters(wanted, metric, observation):
                continue
            tier, nth = best
            try:
                measured = in_unit(observation, wanted.unit, self._catalogue_entry(metric, names[nth].entry))
            except UnconvertibleError:
                continue
            planned = observation.status != "actual"
            bounded = observation.quantity.bound != "exact"
            part = metric.part_of is not None
            order = (tier, nth, planned, self._year_distance(observation), part, bounded, observation.id)
            found.setdefault(observation.id, _FieldCandidate(order, tier, metric, measured))
        return sorted(found.values(), key=lambda candidate: candidate.order)

    def _year_distance(self, observation: Observation) -> int:
        """How far the period is from the report's year: 0 in it, 1 longer than it (五年来), 2 another or unknown."""
        period = observation.period
        if self._year is None:
            return 0
        if period is None or not period.start.year <= self._year <= period.end.year:
            return 2
        return int(period.start.year != period.end.year)

    def _catalogue_entry(self, metric: Metric, named: Entry | None) -> Entry | None:
        """The catalogue's entry of a metric, else that of the wanted name, else None."""
        return self._catalogue.entries.get(metric.indicator or "") or named

    def _fits_filters(self, wanted: Indicator, metric: Metric, observation: Observation) -> bool:
        """True if an observation has what the Indicator's other arguments ask for."""
        period = observation.period
        return (
            (wanted.kind is None or observation.quantity.kind == wanted.kind)
            and (wanted.status is None or observation.status == wanted.status)
            and (wanted.year is None or (period is not None and period.start.year <= wanted.year == period.end.year))
            and (not wanted.section or self._roles.get(metric.section, "other") in wanted.section)
            and (wanted.scope is None or observation.scope == wanted.scope)
            and (wanted.basis is None or observation.basis_kind == wanted.basis)
        )


class _WantedName(NamedTuple):
    """A name that is looked for: as given, as it is compared (`key`), and its entry in the catalogue, if any."""

    given: str
    key: str
    entry: Entry | None


def _name_match(names: Sequence[_WantedName], metric: Metric, name: str) -> tuple[int, int] | None:
    """(how well the name fits: 0 best, 2 worst; which of the wanted names it fits), or None if it fits none."""
    best: tuple[int, int] | None = None
    for nth, wanted in enumerate(names):
        if name == wanted.key or metric.indicator == wanted.given:
            tier = 0
        elif wanted.entry is not None and metric.indicator == wanted.entry.id:
            tier = 1
        elif wanted.key and name.endswith(wanted.key):
            tier = 2
        else:
            continue
        if best is None or tier < best[0]:
            best = (tier, nth)
    return best


def _best(found: Sequence[_FieldCandidate]) -> list[_FieldCandidate]:
    """A list with the best candidate; empty if its name only ends alike and equally good ones have another value."""
    if not found:
        return []
    best = found[0]
    if best.tier == 2:
        rivals = [c for c in found if c.order[:-1] == best.order[:-1]]
        if len({(c.observation.quantity.value, c.observation.quantity.unit) for c in rivals}) > 1:
            return []
    return [best]


def _result(candidate: _FieldCandidate, wanted: Indicator, field_type: _FieldType) -> Any:
    """What a field of this type gets of a candidate: observation, quantity, metric, text, or its signed number."""
    observation = candidate.observation
    if field_type.want == "observation":
        return observation
    if field_type.want == "quantity":
        return observation.quantity
    if field_type.want == "metric":
        return _metric_in(candidate.metric, wanted.unit)
    if field_type.type is str:
        return observation.quantity.text
    # Without trailing zeros: 4.02亿元 is 402000000, not 402000000.00.
    value = Decimal(plain(observation.quantity.value))
    value = -value if observation.direction == "down" else value
    return int(value) if field_type.type is int and value == value.to_integral_value() else value


def _metric_in(metric: Metric, unit: str | None) -> Metric:
    """The metric with its observations converted into a unit; those of another dimension (a growth in %) stay."""
    if unit is None:
        return metric

    def converted() -> Iterator[Observation]:
        for observation in metric.observations:
            try:
                yield in_unit(observation, unit, None)
            except UnconvertibleError:
                yield observation

    return metric.model_copy(update={"observations": tuple(converted())})


def _put(values: dict[str, Any], name: str, info: FieldInfo, field_type: _FieldType, value: Any) -> None:
    """Put a field's value into `values`; if None, leave its default, or put None or [] if the type allows that."""
    alias = info.validation_alias if isinstance(info.validation_alias, str) else name
    if value is not None:
        values[alias] = value
    elif info.is_required():
        if field_type.optional:
            values[alias] = None
        elif field_type.many:
            values[alias] = []
