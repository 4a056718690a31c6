"""Writes the rows that a command found in the format that the user asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

FORMATS = ("table", "json", "jsonl", "csv")


def write_rows(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], wanted: str, path: Path | None, note: str = ""
) -> None:
    """Write rows with these columns as an aligned table, as JSON (a list), JSON Lines or CSV.

    `note` goes below the table, for a person. Raises OSError.
    """
    from report_parser.cli.output import write
    from report_parser.output.delimited import csv_line, json_line

    if wanted == "csv":
        lines = [csv_line(columns), *(csv_line(row[name] for name in columns) for row in rows)]
        # A file gets the byte order mark by which a spreadsheet knows UTF-8; line ends are the output's own.
        write("\ufeff" * (path is not None) + "".join(lines).replace("\r\n", "\n"), path)
    elif wanted == "jsonl":
        write("".join(map(json_line, rows)), path, json=True)
    elif wanted == "json":
        write("[\n" + ",\n".join(json_line(row).rstrip("\n") for row in rows) + "\n]\n", path, json=True)
    else:
        write(_table(rows, columns) + note, path)


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """The rows as an aligned table."""
    from report_parser.cli.layout import clean, table

    lines = table([tuple(columns), *(tuple(clean(_shown(row[name])) for name in columns) for row in rows)])
    return "".join(line.rstrip() + "\n" for line in lines)


def _shown(value: Any) -> str:
    """A value in a table for people; empty for None."""
    from report_parser.models import plain

    return "" if value is None else plain(value) if isinstance(value, Decimal) else str(value)
