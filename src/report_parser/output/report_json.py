"""Whole reports as JSON and back: UTF-8, Chinese not escaped, keys in the order of the models' fields."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic_core import PydanticSerializationError

from report_parser.models import Report
from report_parser.output.replacing import write_text


def to_json(report: Report, *, indent: int | None = None) -> str:
    """The report as JSON text: decimals as strings of plain digits, dates ISO, spans `{"start": …, "end": …}`."""
    try:
        return report.model_dump_json(indent=indent)
    except PydanticSerializationError:
        # UTF-8 cannot hold a lone surrogate of the text; JSON in ASCII can, as an escape.
        return json.dumps(report.model_dump(mode="json"), indent=indent)


def from_json(text: str | bytes) -> Report:
    """The report that `to_json` wrote, equal to the original. Raises ValueError if the text holds no report."""
    return Report.model_validate(json.loads(text))


def export_json(report: Report, path: str | Path) -> None:
    """Write the report to a file as indented JSON. Raises OSError if the file cannot be written."""
    write_text(path, to_json(report, indent=2) + "\n")


def read_json(path: str | Path) -> Report:
    """The report that `export_json` wrote, equal to the original.

    Raises OSError if the file cannot be read, ValueError if it holds no report.
    """
    return from_json(Path(path).read_bytes())
