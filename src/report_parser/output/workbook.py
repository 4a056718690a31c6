"""A table as an Excel workbook with three sheets: the rows, the texts (each row links into them), and the columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import regex

from report_parser.extras import needs
from report_parser.models import Report, plain
from report_parser.output.delimited import without_controls
from report_parser.output.dictionary import ColumnInfo, TableName, columns
from report_parser.output.records import records, report_id

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# What Excel holds: digits of a number, characters of a cell, rows of a sheet, links of a sheet.
_DIGITS, _CELL, _ROWS, _LINKS = 15, 32_767, 1_048_576, 65_530

# XML 1.0 has no place for these. The writer would escape control characters, as `_x0000_`, which few readers undo.
_NOT_XML = regex.compile(r"[\ud800-\udfff\ufffe\uffff]")

_WIDTHS = {"decimal": 18, "integer": 10, "date": 12, "boolean": 10, "text": 15}
_WRAPPED = {"section_path": 36, "name": 28, "title": 40, "sentence": 64, "lead": 64, "message": 64, "context": 44}
_ANCHORS = ("text", "title")

_TOP = {"valign": "top"}
_FORMATS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "vcenter"},
    "text": _TOP,
    "wrapped": {**_TOP, "text_wrap": True},
    "link": {**_TOP, "font_color": "#0B57A4", "underline": 1},
    "boolean": _TOP,
    "integer": {**_TOP, "num_format": "0"},
    "whole": {**_TOP, "num_format": "#,##0"},
    "broken": {**_TOP, "num_format": "#,##0.0###########"},
    "date": {**_TOP, "num_format": "yyyy-mm-dd"},
}


def write(reports: Sequence[Report], path: Path, table: TableName) -> None:
    """Write the workbook. See `report_parser.output.files.write_xlsx`, which says what is raised."""
    with needs("tables"):
        from xlsxwriter import Workbook
        from xlsxwriter.exceptions import FileCreateError

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with Workbook(str(path), options) as book:
            _Book(book, table).fill(reports)
    except FileCreateError as problem:
        (cause,) = problem.args
        raise OSError(*cause.args) if isinstance(cause, OSError) else OSError(str(problem)) from problem


class _Book:
    """The workbook in the making: the sheets `rows`, `texts` and `about`, and the cell formats by name."""

    def __init__(self, book: Workbook, table: TableName) -> None:
        self.table, self.columns = table, columns(table)
        self.formats = {name: book.add_format(form) for name, form in _FORMATS.items()}
        self.rows, self.texts, self.about = (book.add_worksheet(name) for name in (table, "text", "columns"))

    def fill(self, reports: Sequence[Report]) -> None:
        """Write the three sheets."""
        lines = self.write_texts(reports)
        self.write_rows(reports, lines)
        self.write_columns()

    def write_rows(self, reports: Sequence[Report], lines: dict[str, list[tuple[int, int]]]) -> None:
        """Write the table; `lines` is what `write_texts` gave: each row's text cell links to its line."""
        names = [column.name for column in self.columns]
        self.head(self.rows, [(column.name, _width(column)) for column in self.columns])
        for place, column in enumerate(self.columns):
            self.rows.write_comment(0, place, f"{column.label}\n{column.about}", {"x_scale": 2})
        anchor = next((names.index(name) for name in _ANCHORS if name in names), None)
        last = 0
        for last, row in enumerate(records(reports, self.table), 1):
            _check_row_limit(last)
            for place, column in enumerate(self.columns):
                self.write_cell(last, place, column, row[column.name])
            if anchor is not None and last <= _LINKS:
                starts = lines[row["report_id"]]
                _, line = starts[bisect_right(starts, (row["start"], _ROWS)) - 1]
                label = _fitting(row[names[anchor]]) or "→"
                self.rows.write_url(last, anchor, f"internal:'text'!C{line + 1}", self.formats["link"], label)
        self.rows.autofilter(0, 0, max(last, 1), len(names) - 1)

    def write_cell(self, row: int, place: int, column: ColumnInfo, value: Any) -> None:
        """Write a value by its type; a decimal with more digits than Excel keeps is written as text."""
        sheet, formats = self.rows, self.formats
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, place, value, formats["boolean"])
        elif isinstance(value, Decimal):
            written = plain(value)
            if len(written.strip("-0").replace(".", "")) > _DIGITS:
                sheet.write_string(row, place, written, formats["text"])
            else:
                sheet.write_number(row, place, float(value), formats["broken" if "." in written else "whole"])
        elif isinstance(value, int):
            sheet.write_number(row, place, value, formats["integer"])
        elif isinstance(value, date):
            sheet.write_datetime(row, place, value, formats["date"])
        else:
            sheet.write_string(row, place, _fitting(value), formats["wrapped" if column.name in _WRAPPED else "text"])

    def write_texts(self, reports: Sequence[Report]) -> dict[str, list[tuple[int, int]]]:
        """Write the texts, a line a row. Returns by report id, for each of its rows: (offset in the text, row)."""
        sheet, formats, last = self.texts, self.formats, 0
        places: dict[str, list[tuple[int, int]]] = {}
        self.head(sheet, [("report_id", 15), ("start", 10), ("text", 120)])
        for report in reports:
            digest, offset = report_id(report), 0
            starts = places.setdefault(digest, [])
            for line in report.text.split("\n"):
                for at in range(0, max(len(line), 1), _CELL):
                    last += 1
                    _check_row_limit(last)
                    starts.append((offset + at, last))
                    sheet.write_string(last, 0, digest, formats["text"])
                    sheet.write_number(last, 1, offset + at, formats["integer"])
                    sheet.write_string(last, 2, _fitting(line[at : at + _CELL]), formats["wrapped"])
                offset += len(line) + 1
        return places

    def write_columns(self) -> None:
        """Write what the columns hold."""
        self.head(self.about, [("column", 16), ("type", 10), ("label", 18), ("holds", 100)])
        for row, column in enumerate(self.columns, 1):
            values = f" ({', '.join(column.values)})" if column.values else ""
            for place, cell in enumerate((column.name, column.type, column.label, column.about + values)):
                self.about.write_string(row, place, cell, self.formats["wrapped"])

    def head(self, sheet: Worksheet, shape: Sequence[tuple[str, int]]) -> None:
        """Write a sheet's head, (name, width) for each column, and freeze it."""
        for place, (name, width) in enumerate(shape):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, name, self.formats["head"])
        sheet.freeze_panes(1, 0)


def _width(column: ColumnInfo) -> int:
    """The width of a column in characters."""
    longest = max(map(len, column.values), default=0)
    return _WRAPPED.get(column.name) or max(_WIDTHS[column.type], longest + 1, len(column.name) + 3)


def _fitting(text: str) -> str:
    """A text as a cell can hold it: shortened to the limit, without what XML or a cell cannot hold."""
    return _NOT_XML.sub("\ufffd", without_controls(text))[:_CELL]


def _check_row_limit(row: int) -> None:
    """Raise ValueError if a row does not fit on a sheet."""
    if row >= _ROWS:
        raise ValueError(f"a sheet of Excel has no more than {_ROWS} rows. Write Parquet or CSV, or fewer reports.")
