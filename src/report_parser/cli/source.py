"""Reading the report that a command names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from report_parser.models import Report


def read(file: str, encoding: str | None = None) -> Report:
    """Parse a file; - is standard input. Raises a ReportParserError that says what is wrong."""
    import report_parser

    reading = report_parser.Options(encoding=encoding)
    if file == "-":
        return report_parser.parse_bytes(sys.stdin.buffer.read(), options=reading)
    return report_parser.parse_file(file, reading)
