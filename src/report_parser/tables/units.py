"""Units that a table states apart from its figures: in a column, in brackets of a head or label, over the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

import regex

from report_parser.data import load
from report_parser.models import Kind, Quantity
from report_parser.tables.words import Words

One = Callable[[str], "Quantity | None"]  # what the scan reads in "1" and a unit
_WORD = regex.compile(r"[\p{Han}A-Za-z/·()]{1,8}+")
_LIST = regex.compile("[、,;]")
_PLACES = regex.compile(r"[省市县区州盟旗乡镇村里]")


@dataclass(frozen=True, slots=True)
class StatedUnit:
    """What one piece of a stated unit is worth: 万元 is 10000 元. `form` is the unit as it is stated."""

    worth: Decimal
    name: str
    id: str | None
    kind: Kind
    form: str

    @property
    def relative(self) -> bool:
        """Whether it measures parts of a whole, so that values in it do not add up to a value."""
        return self.kind in ("percent", "percentage_point", "multiple", "ratio")


class Units:
    """Reads units as the number scan does. `one` gives the quantity at the start of a text such as `1万元`."""

    def __init__(self, one: One) -> None:
        self._read = lru_cache(1024)(lambda form: _read(one, form))

    def read(self, form: str) -> StatedUnit | None:
        """The unit that a folded form names; None where it is none, or one that no table knows."""
        return self._read(form)

    def read_stated(self, form: str) -> StatedUnit | None:
        """The unit that a place for units states (单位：万重量箱): an unknown word is a unit as it is written.

        Of two units (亿元、%) the first counts, for percentages say so themselves.
        """
        form = _LIST.split(form)[0]
        known = self.read(form)
        if known is not None or _WORD.fullmatch(form) is None:
            return known
        return _magnified(form) or StatedUnit(Decimal(1), form, None, "count", form)

    def magnified(self, form: str) -> StatedUnit | None:
        """The unit of a word that no table knows behind a magnitude (万重量箱); None without a magnitude."""
        return _magnified(form)

    def in_words(self, words: Words) -> tuple[Words, StatedUnit | None]:
        """Words without the unit that they state in brackets or at their end, and that unit."""
        for hit in _bracketed().finditer(words.text):
            unit = self.read(hit["unit"]) or _magnified(hit["unit"]) or self._first_of(hit["unit"])
            if unit is not None:
                return words.without(*hit.span()), unit
        if (stated := _stated().search(words.text)) is not None:
            return words.without(*stated.span()), self.read_stated(stated["unit"])
        if (bare := _bare().search(words.text)) is not None:
            return words.without(*bare.span()), self.read(bare["unit"])
        return words, None

    def _first_of(self, form: str) -> StatedUnit | None:
        """The unit that comes first in brackets with more than one word (亿元，现价)."""
        first, sign, _ = form.partition(",")
        return self.read(first) if sign else None

    def stated_over(self, folded: str) -> tuple[StatedUnit | None, tuple[int, int]] | None:
        """The unit that a line over a table states (单位：万元), with the place of the statement in `folded`."""
        hit = _stated().search(folded)
        return None if hit is None else (self.read_stated("".join(hit["unit"].split())), hit.span())


def _read(one: One, form: str) -> StatedUnit | None:
    if not form or form[0].isdigit() or len(form) > 12:
        return None
    quantity = one("1" + form)
    if quantity is None or quantity.span.start != 0 or quantity.span.end != len(form) + 1 or not quantity.unit:
        return None
    return StatedUnit(quantity.value, quantity.unit, quantity.unit_id, quantity.kind, form)


def _magnified(form: str) -> StatedUnit | None:
    """A word that no table knows behind a magnitude: 万重量箱."""
    for sign, worth in _magnitudes():
        name = form.removeprefix(sign)
        if name != form and 0 < len(name) <= 4 and _WORD.fullmatch(name) and not _PLACES.search(name):
            return StatedUnit(worth, name, None, "count", form)
    return None


@cache
def _magnitudes() -> tuple[tuple[str, Decimal], ...]:
    return tuple((sign, Decimal(worth)) for sign, worth in load.shipped("tables")["unit"]["magnitudes"])


@cache
def _stated() -> regex.Pattern[str]:
    return regex.compile(load.shipped("tables")["unit"]["stated"])


@cache
def _bracketed() -> regex.Pattern[str]:
    return regex.compile(load.shipped("tables")["unit"]["bracketed"])


@cache
def _bare() -> regex.Pattern[str]:
    return regex.compile(load.shipped("tables")["unit"]["bare"])
