"""A quantity in the making."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from report_parser.models import Bound, Kind
from report_parser.numerals.chinese import EXACT
from report_parser.numerals.units import Unit


class Written(NamedTuple):
    """A unit as it stands: its place, and what it is."""

    start: int
    end: int
    unit: Unit


@dataclass(slots=True)
class QuantityDraft:
    """A quantity in the making: everything but the bounds outside it."""

    start: int
    end: int
    value: Decimal
    step: Decimal
    note: str
    high: Decimal | None = None
    kind: Kind = "count"
    unit_id: str | None = None
    place: tuple[int, int] | None = None
    form: str | None = None
    inner: Bound = "exact"
    number: tuple[int, int] | None = None
    lead: int | None = None  # where a currency stands in front (人民币 120万元) that is no part of the entry

    def measured_in(self, written: Written) -> None:
        """Take a unit as written."""
        self.kind, self.unit_id, self.place = written.unit.kind, written.unit.id, (written.start, written.end)

    def times(self, worth: Decimal) -> None:
        """Multiply a magnitude in that stands elsewhere."""
        if worth != 1:
            self.value, self.step = EXACT.multiply(self.value, worth), EXACT.multiply(self.step, worth)


def share(start: int, end: int, value: Decimal, step: Decimal, note: str) -> QuantityDraft:
    """A share: a percentage that is not written with %."""
    return QuantityDraft(start, end, value, step, note, kind="percent", unit_id="%", form="%")
