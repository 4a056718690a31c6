"""Tables of a study as files: a workbook with a sheet for each, or one file each in CSV, JSON Lines, Parquet or Stata.

No text of a report can act as a formula or a link in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import regex

from report_parser.extras import needs
from report_parser.models import plain
from report_parser.output.delimited import csv_line, json_line, without_controls
from report_parser.output.replacing import replacing

if TYPE_CHECKING:
    from xlsxwriter import Workbook

# What Excel holds: digits of a number, characters of a cell, rows of a sheet.
_DIGITS, _CELL, _ROWS = 15, 32_767, 1_048_575
_NOT_XML = regex.compile(r"[\ud800-\udfff\ufffe\uffff]")
_NOT_STATA = regex.compile(r"[^\p{Latin}\p{Han}0-9_]")
_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
_WIDEST, _NARROWEST = 60, 9
# Colours of cells by what they say: a value to use, one to look at, none.
FILLS = {"look": "#FFF2CC", "plan": "#DDEBF7", "made": "#E2EFDA", "none": "#EDEDED", "wrong": "#F8CBAD"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, its columns with what they hold, and its rows.

    `fill` gives the colour of a cell (a key of `FILLS`) from its row and column, or None; `note` a comment on it.
    """

    name: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]
    fill: Callable[[Mapping[str, Any], str], str | None] | None = None
    note: Callable[[Mapping[str, Any], str], str | None] | None = None


def write(sheets: Sequence[Sheet], path: str | Path) -> list[Path]:
    """Write the sheets by the suffix of `path`: .xlsx holds all; .csv .jsonl .parquet .dta hold the first one, and
    the others stand beside it as NAME.SHEET.SUFFIX. Returns the files.

    Raises ValueError for another suffix, MissingExtraError where the extra `tables` is missing, OSError.
    """
    place = Path(path)
    suffix = place.suffix.lower()
    if suffix == ".xlsx":
        with replacing(place) as new:
            _write_book(sheets, new)
        return [place]
    writer = _WRITERS.get(suffix)
    if writer is None:
        raise ValueError(f"no format is known by the suffix {place.suffix!r}; use one of .xlsx {' '.join(_WRITERS)}.")
    written = []
    for number, sheet in enumerate(sheets):
        beside = place if number == 0 else place.with_name(f"{place.stem}.{sheet.name}{suffix}")
        with replacing(beside) as new:
            writer(sheet, new)
        written.append(beside)
    return written


def _write_csv(sheet: Sheet, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
        stream.write(csv_line(sheet.columns))
        stream.writelines(csv_line(row.get(name) for name in sheet.columns) for row in sheet.rows)


def _write_jsonl(sheet: Sheet, path: Path) -> None:
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as stream:
        stream.writelines(json_line({name: row.get(name) for name in sheet.columns}) for row in sheet.rows)


def _write_parquet(sheet: Sheet, path: Path) -> None:
    """Decimals are decimal128(38, 12); a column of nothing but None is one of texts."""
    with needs("study"):
        import pyarrow as pa
        import pyarrow.parquet as pq

    types = {bool: pa.bool_(), int: pa.int64(), Decimal: pa.decimal128(38, 12), date: pa.date32()}
    arrays, fields = [], []
    for name, about in sheet.columns.items():
        values = [row.get(name) for row in sheet.rows]
        kinds = {type(value) for value in values if value is not None}
        kind = types.get(kinds.pop(), pa.string()) if len(kinds) == 1 else pa.string()
        if kind == pa.string():
            values = [None if value is None else _written(value) for value in values]
        elif pa.types.is_decimal(kind):
            values = [None if value is None else Decimal(plain(value)) for value in values]
        arrays.append(pa.array(values, kind))
        fields.append(pa.field(name, kind, metadata={"about": about}))
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), path, compression="zstd")


def _write_stata(sheet: Sheet, path: Path) -> None:
    """Numbers become doubles, which hold 15 digits; names are those that Stata allows, and the labels hold the rest."""
    with needs("study"):
        import pandas as pd

    data: dict[str, Any] = {}
    labels: dict[str, str] = {}
    for name, about in sheet.columns.items():
        short = _stata_name(name, data)
        values = [row.get(name) for row in sheet.rows]
        kinds = {type(value) for value in values if value is not None}
        if kinds and kinds <= {int, Decimal, bool}:
            data[short] = pd.Series([None if v is None else float(v) for v in values], dtype="float64")
        else:
            data[short] = pd.Series(["" if v is None else _written(v) for v in values], dtype=object)
        labels[short] = about[:80]
    texts = [name for name, column in data.items() if column.dtype == object]
    pd.DataFrame(data).to_stata(path, write_index=False, version=118, convert_strl=texts, variable_labels=labels)


def _stata_name(name: str, taken: Mapping[str, Any]) -> str:
    """A name that Stata allows: 32 letters, no other one's."""
    base = _NOT_STATA.sub("_", name)[:28]
    base = f"_{base}" if base[:1].isdigit() or base in ("end", "using", "with", "if", "in", "_all") else base
    short, number = base, 2
    while short in taken:
        short, number = f"{base}_{number}", number + 1
    return short


def _written(value: Any) -> str:
    """A value as text."""
    return plain(value) if isinstance(value, Decimal) else str(value)


_WRITERS: dict[str, Callable[[Sheet, Path], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
    ".dta": _write_stata,
}


def _write_book(sheets: Sequence[Sheet], path: Path) -> None:
    with needs("study"):
        from xlsxwriter import Workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(str(path), options) as book:
        book.set_properties({"created": _NO_TIME})  # the same tables give the same bytes
        for sheet in sheets:
            _write_sheet(book, sheet)


def _write_sheet(book: Workbook, sheet: Sheet) -> None:
    """Write one sheet: a frozen head with what each column holds as a comment, and the rows, filtered and coloured."""
    if len(sheet.rows) > _ROWS:
        raise ValueError(f"{len(sheet.rows)} rows do not fit on a sheet of Excel; write .parquet or .csv.")
    page = book.add_worksheet(sheet.name)
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "vcenter"})
    formats: dict[tuple[str, str | None], Any] = {}

    def form(kind: str, fill: str | None) -> Any:
        if (kind, fill) not in formats:
            shape: dict[str, Any] = {"valign": "top"}
            if kind == "text":
                shape["text_wrap"] = True
            else:
                shape["num_format"] = kind
            if fill is not None:
                shape["bg_color"] = FILLS[fill]
            formats[kind, fill] = book.add_format(shape)
        return formats[kind, fill]

    for place, (name, about) in enumerate(sheet.columns.items()):
        cells = [_written(row.get(name) or "") for row in sheet.rows[:200]]
        widest = max((_width(cell) for cell in (name, *cells)), default=0) + 2
        page.set_column(place, place, min(max(widest, _NARROWEST), _WIDEST))
        page.write_string(0, place, name, head)
        if about:
            page.write_comment(0, place, about, {"x_scale": 2})
    for number, row in enumerate(sheet.rows, 1):
        for place, name in enumerate(sheet.columns):
            fill = sheet.fill(row, name) if sheet.fill else None
            _write_cell(page, number, place, row.get(name), form, fill)
            note = sheet.note(row, name) if sheet.note else None
            if note:
                page.write_comment(number, place, _fitting(note), {"x_scale": 3, "y_scale": 1.5})
    page.freeze_panes(1, 1)
    if sheet.columns:
        page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)


def _write_cell(page: Any, row: int, place: int, value: Any, form: Callable[..., Any], fill: str | None) -> None:
    """Write a value by its type. A number with more digits than Excel keeps is written as text."""
    if value is None or value == "":
        if fill is not None:
            page.write_blank(row, place, None, form("text", fill))
    elif isinstance(value, bool):
        page.write_boolean(row, place, value, form("General", fill))
    elif isinstance(value, Decimal) and len(plain(value).strip("-0").replace(".", "")) <= _DIGITS:
        page.write_number(row, place, float(value), form("#,##0.############" if value % 1 else "#,##0", fill))
    elif isinstance(value, int):
        page.write_number(row, place, value, form("0", fill))
    elif isinstance(value, date):
        page.write_datetime(row, place, value, form("yyyy-mm-dd", fill))
    else:
        page.write_string(row, place, _fitting(_written(value)), form("text", fill))


def _width(text: str) -> int:
    """About how many columns a text takes: a Chinese character takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def _fitting(text: str) -> str:
    """A text as a cell can hold it."""
    return _NOT_XML.sub("\ufffd", without_controls(text))[:_CELL]
