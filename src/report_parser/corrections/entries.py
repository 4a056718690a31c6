"""Corrections as a file holds them: JSON Lines, one correction a line, each with its place and its quote.

    {"report_id": "…", "source": "a.txt", "start": 12, "end": 18, "quote": "92.25%", "prefix": "整改率达",
     "suffix": "。", "field": "name", "old": "整改率", "new": "审计问题整改率", "author": "李四", "date": "2026-03-01",
     "reason": "…"}

`field` is a column of the row (`FIELDS`), or one of these:

    row              `old` null: add a row, whose fields `new` holds; `new` null: delete it
    checked          a person has seen the row and found it right; `old` holds the fields as they were then
    section_period   the quote is a heading; `new` is the period of what stands under it
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path, PurePath
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from report_parser import models
from report_parser.errors import CorrectionsError
from report_parser.models import plain

_VOCABULARIES = {
    "role": models.Role,
    "kind": models.Kind,
    "bound": models.Bound,
    "direction": models.Direction,
    "basis_kind": models.BasisKind,
    "status": models.Status,
}
_DECIMALS = ("value", "high", "step")
_DATES = ("period_start", "period_end")
_TEXTS = ("name", "indicator", "unit", "unit_id", "basis", "modality", "period", "scope")
_NEVER_EMPTY = ("name", "value", "step", "unit", "kind", "bound", "role", "status", "estimated")

FIELDS = (
    "name", "indicator", "role", "value", "high", "step", "unit", "unit_id", "kind", "bound", "direction", "basis",
    "basis_kind", "status", "estimated", "modality", "period", "period_start", "period_end", "scope",
)  # fmt: skip
WHOLE = ("row", "checked", "section_period")
_AROUND = 16  # characters that a quote's prefix and suffix hold


class Correction(BaseModel):
    """One correction: where (report, span, quote with what stands around it), what, by whom and why.

    `old` and `new` are values as JSON Lines tables hold them: decimals as strings of digits, dates ISO.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    report_id: str = ""
    source: str = ""
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""
    field: str
    old: Any = None
    new: Any = None
    author: str = ""
    date: str = ""
    reason: str = ""

    @model_validator(mode="after")
    def _is_possible(self) -> Correction:
        if not self.quote:
            raise ValueError("quote is empty, so the place cannot be found again.")
        if not 0 <= self.start <= self.end:
            raise ValueError(f"{self.start} to {self.end} is no place in a text.")
        if not self.report_id and not self.source:
            raise ValueError("neither report_id nor source says which report it is of.")
        if self.field == "row":
            if (self.old is None) == (self.new is None):
                raise ValueError("of a row that is added `old` is null, of one that is deleted `new` is.")
            cells(self.new or self.old)
            if self.new is not None and not self.new.get("name"):
                raise ValueError("a row that is added needs a name.")
        elif self.field == "checked":
            cells(self.old or {})
        elif self.field == "section_period":
            value_of("period", self.old), value_of("period", self.new)
        else:
            value_of(self.field, self.old), value_of(self.field, self.new)
            if self.new is None and self.field in _NEVER_EMPTY:
                raise ValueError(f"{self.field} is never empty.")
        return self


def value_of(name: str, stated: Any) -> Any:
    """The value that a file states for a field: a Decimal, a date, a bool, a text or None. Raises ValueError.

    >>> value_of("value", "92.50"), value_of("period_end", "2025-12-31"), value_of("scope", None)
    (Decimal('92.50'), datetime.date(2025, 12, 31), None)
    """
    if name not in FIELDS:
        raise ValueError(f"there is no field {name!r}; the fields are {', '.join(FIELDS + WHOLE)}.")
    if stated is None:
        return None
    if name == "estimated":
        if not isinstance(stated, bool):
            raise ValueError(f"estimated is true or false, not {stated!r}.")
        return stated
    if not isinstance(stated, str):
        raise ValueError(f"{name} is a text (decimals and dates too), not {stated!r}.")
    if name in _DECIMALS:
        try:
            number = Decimal(stated)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValueError(f"{stated!r} is no number.")
        return number
    if name in _DATES:
        return date.fromisoformat(stated)
    if name in _VOCABULARIES and stated not in get_args(_VOCABULARIES[name]):
        raise ValueError(f"{name} is one of {', '.join(get_args(_VOCABULARIES[name]))}, not {stated!r}.")
    return stated


def choices(name: str) -> tuple[str, ...]:
    """The values that a field can have; empty where it can have any.

    >>> choices("status"), choices("name")
    (('actual', 'planned'), ())
    """
    if name == "estimated":
        return ("false", "true")
    return get_args(_VOCABULARIES[name]) if name in _VOCABULARIES else ()


def cells(stated: Any) -> dict[str, Any]:
    """The fields of a whole row as values. Raises ValueError for what no row has."""
    if not isinstance(stated, dict):
        raise ValueError(f"a row is an object with its fields, not {stated!r}.")
    return {name: value_of(name, value) for name, value in stated.items()}


def written(value: Any) -> Any:
    """A value as a file states it.

    >>> written(Decimal("92.50")), written(date(2025, 12, 31)), written(True)
    ('92.5', '2025-12-31', True)
    """
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a quote, in its line: the prefix and suffix by which it is found again."""
    before = text[max(0, start - _AROUND) : start].rpartition("\n")[2]
    return before, text[end : end + _AROUND].partition("\n")[0]


def line_of(correction: Correction) -> str:
    """A correction as a line of its file."""
    return json.dumps(correction.model_dump(), ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class Corrections:
    """All corrections of a file, found by the report that they name.

    `numbers` are their lines in the file, `sha256` is their digest. Immutable and picklable. Build it with `read`, or
    with `Corrections.of` from corrections that are there already.
    """

    entries: tuple[Correction, ...]
    numbers: tuple[int, ...]
    sha256: str
    _by_id: dict[str, tuple[int, ...]] = field(repr=False)
    _by_source: dict[str, tuple[int, ...]] = field(repr=False)

    @classmethod
    def of(cls, entries: Iterable[Correction], numbers: Iterable[int] | None = None) -> Corrections:
        """The corrections in their order; `numbers` are their lines, counted from 1 by default."""
        listed = tuple(entries)
        seen = hashlib.sha256("".join(map(line_of, listed)).encode("utf-8", "surrogatepass"))
        by_id: dict[str, list[int]] = {}
        by_source: dict[str, list[int]] = {}
        for place, entry in enumerate(listed):
            if entry.report_id:
                by_id.setdefault(entry.report_id, []).append(place)
            if entry.source:
                by_source.setdefault(PurePath(entry.source).name, []).append(place)
        return cls(
            listed,
            tuple(range(1, len(listed) + 1) if numbers is None else numbers),
            seen.hexdigest(),
            {key: tuple(places) for key, places in by_id.items()},
            {key: tuple(places) for key, places in by_source.items()},
        )

    def about(self, report_id: str, source: str | None) -> Iterator[tuple[int, Correction]]:
        """The corrections of a report, with their lines: those with its id, and those whose source has its name.

        The second kind were made on another text of that file; their quotes must be found again.
        """
        places = {*self._by_id.get(report_id, ()), *self._by_source.get(PurePath(source or "").name, ())}
        for place in sorted(places):
            yield self.numbers[place], self.entries[place]


def read(source: str | Path) -> Corrections:
    """The corrections of a JSON Lines file. Raises CorrectionsError, which names the line that is wrong."""
    try:
        lines = Path(source).read_text(encoding="utf-8-sig").split("\n")
    except (OSError, ValueError) as problem:
        raise CorrectionsError(f"cannot read the corrections {source}: {problem}.") from problem
    entries, numbers = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entries.append(Correction.model_validate_json(line))
        except ValidationError as problem:
            first = problem.errors()[0]
            where = ".".join(map(str, first["loc"]))
            said = f"{where}: {first['msg']}" if where else first["msg"].removeprefix("Value error, ")
            raise CorrectionsError(f"{source}, line {number}: {said.rstrip('.')}.") from problem
        numbers.append(number)
    return Corrections.of(entries, numbers)
