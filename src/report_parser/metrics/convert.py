"""Observations in the unit that a user asks for."""

from __future__ import annotations

from decimal import Decimal

from report_parser.metrics.catalogue import Entry
from report_parser.models import Observation
from report_parser.numerals.units import convert

_MAGNITUDES = {"万亿": Decimal(10) ** 12, "亿": Decimal(10) ** 8, "万": Decimal(10) ** 4}


class UnconvertibleError(ValueError):
    """The observation is in a unit that does not convert into the wanted one."""


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
    }
    return observation.model_copy(update={"quantity": converted.model_copy(update=changed)})
