"""Observations in the unit that a user asks for."""

from __future__ import annotations

from decimal import Decimal

from report_parser.metrics.catalogue import Entry
from report_parser.models import Observation
from report_parser.numerals.units import convert, default_units

_MAGNITUDES = {"万亿": Decimal(10) ** 12, "亿": Decimal(10) ** 8, "万": Decimal(10) ** 4}


class UnconvertibleError(ValueError):
    """The observation is in a unit that does not convert into the wanted one."""


def value_in(observation: Observation, unit: str, entry: Entry | None = None) -> Decimal:
    """The observation's value in `unit`: 2.5万亿元 in 亿元 is 25000. Raises UnconvertibleError.

    >>> from report_parser import parse
    >>> grain, area = parse("粮食总产量378亿斤，新增耕地37.5万亩。").observations
    >>> value_in(grain, "万吨"), value_in(area, "公顷")
    (Decimal('1890'), Decimal('25000'))
    """
    return in_unit(observation, unit, entry).quantity.value


def in_catalogue_unit(observation: Observation, entry: Entry | None) -> Observation:
    """The observation in its indicator's own unit; as it is where it has none, or is a change in percent or points.

    A value that does not convert (dollars into yuan, 件 into 件次) stays in its unit, which the row shows.
    """
    if entry is None or not entry.unit or observation.quantity.kind != entry.kind:
        return observation
    try:
        return in_unit(observation, entry.unit, entry)
    except UnconvertibleError:
        return observation


def in_unit(observation: Observation, unit: str | None, entry: Entry | None) -> Observation:
    """The observation in `unit`, which may hold a magnitude (万元, 亿吨). Its text and span stay.

    Classifiers convert where the catalogue's entry lets them merge. Raises UnconvertibleError.
    """
    quantity = observation.quantity
    if unit is None or unit == quantity.unit:
        return observation
    magnitude, base = next(
        ((m, unit[len(word) :]) for word, m in _MAGNITUDES.items() if unit.startswith(word)), (Decimal(1), unit)
    )
    merged = quantity.kind == "count" and entry is not None and entry.counts_in(base) and entry.counts_in(quantity.unit)
    if merged or quantity.unit == base:
        converted = quantity
    else:
        try:
            converted = convert(quantity, base)
        except ValueError as problem:
            raise UnconvertibleError(str(problem)) from problem
    changed = {
        "value": converted.value / magnitude,
        "high": None if converted.high is None else converted.high / magnitude,
        "step": converted.step / magnitude,
        "unit": unit,
        "unit_id": _id_of(base) or converted.unit_id,
    }
    return observation.model_copy(update={"quantity": converted.model_copy(update=changed)})


def _id_of(unit: str) -> str | None:
    """The canonical id of a unit, or None for one that is not known."""
    found = default_units().read(unit)
    return None if found is None else found.id
