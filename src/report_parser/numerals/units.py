"""The compiled table of units: what a written unit is, and how quantities convert within one dimension."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, get_args

from report_parser.data.load import shipped
from report_parser.errors import TableError
from report_parser.models import Kind, Quantity
from report_parser.numerals.tries import Longest
from report_parser.values import value

_ROUNDED = Context(prec=28)
# What stands behind / or 每 and is no unit by itself.
_PER = (
    "月",
    "季",
    "季度",
    "次",
    "百公里",
    "标准煤",
    "人次",
    "百万",
    "万人",
    "千人",
    "百人",
    "小时",
    "人年",
    "(人·月)",
    "(人·天)",
    "(人·年)",
    "万元",
    "亿元",
    "万吨",
)

_GOES_ON = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789²³")


@value(frozen=True, slots=True)
class Unit:
    """A unit: its canonical id, and its worth in the base unit of its dimension."""

    id: str
    kind: Kind
    dimension: str
    factor: Fraction


class UnitTable:
    """Units and classifiers, compiled from the table `units` (see data/units.toml)."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.units: dict[str, Unit] = {}
        self._ids: dict[str, Unit] = {}
        for name, entry in table.get("unit", {}).items():
            unit = _unit(name, entry)
            self._ids[name] = unit
            self.units.update(dict.fromkeys(_words(entry.get("forms", []), f"unit.{name}.forms"), unit))
        classifiers = table.get("classifiers", {})
        for form in _words(classifiers.get("forms", []), "classifiers.forms"):
            self.units.setdefault(form, Unit(form, "count", f"count_{form}", Fraction(1)))
        self.bodies = frozenset(_words(classifiers.get("bodies", []), "classifiers.bodies"))
        for form in self.bodies:
            self.units.setdefault(form, Unit(form, "count", f"count_{form}", Fraction(1)))
        self.arabic_only = self.bodies.union(_words(classifiers.get("arabic_only", []), "classifiers.arabic_only"))
        self.nouns = tuple(_words(classifiers.get("nouns", []), "classifiers.nouns"))
        self.symbols = tuple(
            form
            for form, unit in self.units.items()
            if unit.kind == "money" and (form.isascii() or form in "¥€£" or len(form) > 1)
        )
        self._not_before = table.get("not_before", {})
        written = [form for form in self.units if not form.isascii()]
        self._written = {
            False: Longest(written, self._not_before),
            True: Longest([form for form in written if form not in self.arabic_only], self._not_before),
        }
        self._ascii = Longest([form for form in self.units if form.isascii()])
        self._counted = Longest([form for form, unit in self.units.items() if unit.kind == "count"])
        self._per = Longest([*written, *_PER])

    def find(self, folded: str, start: int, *, han: bool) -> tuple[int, int] | None:
        """Where the unit behind a number stands that ends at `start`, up to two blanks further on, or None.

        With `han` the number is Chinese, which some units do not follow. A unit may hold a second one: 台(套), 件(次),
        元/平方米, 元每人每月.
        """
        if folded[start : start + 1] == " ":
            start += 2 if folded[start + 1 : start + 2] == " " else 1
        end = self._written[han].end(folded, start)
        if end and folded[end : end + 1] == "(":
            inner = self._counted.end(folded, end + 1)
            if inner and folded[inner : inner + 1] == ")":
                end = inner + 1
        end = end or self._symbol(folded, start)
        if not end:
            return None
        for _ in range(2):
            sign = folded[end : end + 1]
            if sign != "/" and sign != "每":
                break
            behind = self._per.end(folded, end + 1) or (self._symbol(folded, end + 1) if sign == "/" else 0)
            if not behind:
                break
            end = behind
        return start, end

    def _symbol(self, folded: str, start: int) -> int:
        """Where an ASCII unit ends; letters and digits do not go on behind it."""
        end = self._ascii.end(folded, start)
        return 0 if end and folded[end : end + 1] in _GOES_ON else end

    def read(self, form: str) -> Unit | None:
        """The unit that a folded form names; the parts of a rate are looked up one by one.

        >>> default_units().read("微克/立方米").dimension
        'mass/volume'
        """
        if (unit := self.units.get(form)) is not None:
            return unit
        form = "".join(form.split())
        if form in self.units:
            return self.units[form]
        if form in self._ids:
            return self._ids[form]
        if form.endswith(")") and "(" in form:
            return self.read(form[: form.rindex("(")]) if form[0] != "(" else None
        head, sign, tail = form.rpartition("/" if "/" in form else "每")
        first = self.read(head) if sign and head else None
        if first is None:
            return None
        second = self.read(tail) or Unit(tail, "count", f"per_{tail}", Fraction(1))
        return Unit(
            f"{first.id}/{second.id}",
            first.kind,
            f"{first.dimension}/{second.dimension}",
            first.factor / second.factor,
        )


def _words(value: Any, entry: str) -> list[str]:
    """The list of words of a table's entry; TableError if it is none."""
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise TableError(f"table units, entry {entry}: give a list of words, not {value!r}.")
    return value


def _unit(name: str, entry: Any) -> Unit:
    """The unit that an entry of the table describes; TableError if the entry is wrong."""
    if not isinstance(entry, Mapping) or entry.get("kind") not in get_args(Kind):
        raise TableError(f"table units, entry unit.{name}: give a kind out of {', '.join(get_args(Kind))}.")
    try:
        factor = Fraction(str(entry.get("factor", "1")))
    except (ValueError, ZeroDivisionError) as problem:
        raise TableError(f"table units, entry unit.{name}: factor {entry['factor']!r} is no number.") from problem
    if factor <= 0:
        raise TableError(f"table units, entry unit.{name}: the factor must be above zero.")
    return Unit(name, entry["kind"], str(entry.get("dimension", name)), factor)


@lru_cache(maxsize=1)
def default_units() -> UnitTable:
    """The table that comes with the package."""
    return UnitTable(shipped("units"))


def convert(quantity: Quantity, unit: str, table: UnitTable | None = None) -> Quantity:
    """`quantity` in another unit of its dimension, its place in the text unchanged.

    Exact where the result has a finite decimal form, else rounded to 28 digits (亩 to 公顷 divides by 15).
    Raises ValueError if one of the units is unknown or the dimensions differ.

    >>> from report_parser.numerals.quantities import find_quantities
    >>> area = find_quantities("新增耕地37.5万亩")[0]
    >>> convert(area, "公顷").value, convert(area, "平方公里").value
    (Decimal('25000'), Decimal('250'))
    """
    table = table or default_units()
    source, target = table.read(quantity.unit_id or quantity.unit), table.read(unit)
    if source is None or target is None:
        raise ValueError(f"unknown unit: {unit if target is None else quantity.unit!r}")
    if source.dimension != target.dimension:
        raise ValueError(f"{source.id} ({source.dimension}) does not convert into {target.id} ({target.dimension})")
    ratio = source.factor / target.factor

    def scaled(value: Decimal) -> Decimal:
        return _decimal(Fraction(value) * ratio)

    changed = {
        "value": scaled(quantity.value),
        "high": None if quantity.high is None else scaled(quantity.high),
        "step": scaled(quantity.step),
        "unit": unit,
        "unit_id": target.id,
        "kind": target.kind,
    }
    return quantity.model_copy(update=changed)


def _decimal(value: Fraction) -> Decimal:
    """Exact if the denominator has no factors but 2 and 5."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return _ROUNDED.divide(Decimal(value.numerator), Decimal(value.denominator))
    places = max(twos, fives)
    whole = value.numerator * 10**places // value.denominator
    return Decimal((int(whole < 0), tuple(map(int, str(abs(whole)))), -places)) if places else Decimal(whole)
