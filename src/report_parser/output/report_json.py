"""Whole reports as JSON and back: UTF-8, Chinese not escaped, keys in the order of the models' fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from report_parser.errors import ReportJsonError
from report_parser.models import Report
from report_parser.output.replacing import write_text

_NUMBERS = {"value", "high", "step", "expected", "found", "tolerance"}
_LONGEST = 4_000  # digits of a number, before and behind its point: far more than any text states
_DEEPEST = 400  # a section in a section adds two


def to_json(report: Report, *, indent: int | None = None) -> str:
    """The report as JSON text: decimals as strings of plain digits, dates ISO, spans `{"start": …, "end": …}`."""
    try:
        return report.model_dump_json(indent=indent)
    except PydanticSerializationError:
        # UTF-8 cannot hold a lone surrogate of the text; JSON in ASCII can, as an escape.
        return json.dumps(report.model_dump(mode="json"), indent=indent)


def from_json(text: str | bytes) -> Report:
    """The report that `to_json` wrote, equal to the original.

    Raises ReportJsonError, a ValueError, if the text holds no report: no JSON, a field that is missing, unknown or of
    another type, a span outside of the text, a number beyond all measure. `verify` finds what was changed within these.
    """
    try:
        stated = json.loads(text)
        problem = next(_problems(stated), None)
        if problem is None:
            return Report.model_validate(stated)
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"{_path(first['loc'])}: {first['msg']}"
        raise ReportJsonError(f"the JSON holds no report of this version: {problem}.") from error
    except (ValueError, RecursionError) as error:
        raise ReportJsonError(f"the text is no JSON that can be read ({type(error).__name__}: {error}).") from error
    raise ReportJsonError(f"the JSON holds no report: {problem}.")


def _path(places: Iterable[object]) -> str:
    return ".".join(map(str, places)) or "the report"


def _problems(stated: Any) -> Iterator[str]:
    """What a report's models cannot see of it: the places of its spans, the size of its numbers."""
    if not isinstance(stated, dict) or not isinstance(stated.get("text"), str):
        return
    text = stated["text"]
    waiting: list[tuple[tuple[object, ...], Any]] = [((), stated)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(((*path, at), entry) for at, entry in enumerate(value))
        elif isinstance(value, dict):
            waiting.extend(((*path, key), entry) for key, entry in value.items())
            yield from (f"{_path(path)}: {problem}" for problem in _problems_of(value, text))
        if len(path) > _DEEPEST:
            yield f"{_path(path[:8])} …: nested too deeply"
            return


def _problems_of(entry: dict[str, Any], text: str) -> Iterator[str]:
    if entry.keys() == {"start", "end"}:
        start, end = entry["start"], entry["end"]
        if type(start) is int and type(end) is int and not 0 <= start <= end <= len(text):
            yield f"{start} to {end} is no place in a text of {len(text)} characters"
    for name in _NUMBERS & entry.keys():
        if isinstance(entry[name], str | int | float) and not _measured(str(entry[name])):
            yield f"{name} is no number that a report can state"


def _measured(written: str) -> bool:
    """Whether a number is finite, and can be written as digits without filling the memory."""
    try:
        number = Decimal(written)
    except ArithmeticError:
        return False
    return number.is_finite() and len(number.as_tuple().digits) <= _LONGEST and abs(number.adjusted()) <= _LONGEST


def export_json(report: Report, path: str | Path) -> None:
    """Write the report to a file as indented JSON. Raises OSError if the file cannot be written."""
    write_text(path, to_json(report, indent=2) + "\n")


def read_json(path: str | Path) -> Report:
    """The report that `export_json` wrote, equal to the original.

    Raises OSError if the file cannot be read, ReportJsonError if it holds no report.
    """
    return from_json(Path(path).read_bytes())
