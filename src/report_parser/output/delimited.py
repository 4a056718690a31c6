"""Rows as lines of text: CSV that a spreadsheet opens without running it, and JSON that loses no digit."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import regex

from report_parser.models import plain

# OWASP, "CSV Injection": what makes a spreadsheet take a cell for a formula, the full width forms included, also behind
# what a spreadsheet may leave out.
_FORMULA = regex.compile(r"[\s\p{Cf}]*+[=+\-@＝＋－＠]|[\t\r\n]")
_CONTROLS: regex.Pattern[str] = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")


def without_controls(text: str) -> str:
    r"""The text without control characters, which no cell shows; tabs and line ends stay.

    >>> without_controls("\x00=1+1\n")
    '=1+1\n'
    """
    return text if text.isprintable() else _CONTROLS.sub("", text)


def csv_line(values: Iterable[Any]) -> str:
    r"""A line of CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it, and
    control characters are left out.

    >>> csv_line(["\x00=1+1", Decimal("-2.50"), None, True])
    "'=1+1,-2.5,,true\r\n"
    """
    line = io.StringIO(newline="")
    csv.writer(line).writerow([_csv_cell(value) for value in values])
    return line.getvalue()


def json_line(row: Mapping[str, Any], *, numbers: bool = False) -> str:
    r"""A line of JSON Lines, Chinese not escaped; decimals are strings of digits, or numbers where `numbers` says so.

    >>> json_line({"名": "整改率", "value": Decimal("92.50")})
    '{"名": "整改率", "value": "92.5"}\n'
    """
    if not numbers:
        return _as_json(row) + "\n"
    cells = (
        f"{_as_json(name)}: {plain(value) if isinstance(value, Decimal) else _as_json(value)}"
        for name, value in row.items()
    )
    return "{" + ", ".join(cells) + "}\n"


def _csv_cell(value: Any) -> str:
    """A value as CSV text, before quoting; empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, str):
        text = without_controls(value)
        return "'" + text if _FORMULA.match(text) else text
    return str(value)


def _as_text(value: object) -> str:
    """A value that JSON does not know, as text: plain digits, or an ISO date. Raises TypeError for any other."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no value of a row.")


_as_json = json.JSONEncoder(ensure_ascii=False, default=_as_text).encode
