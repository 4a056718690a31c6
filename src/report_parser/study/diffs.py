"""What differs between two runs: cells of a panel or form first, then fields of rows, by report and place in its text.

Ids of observations are not stable between versions, so a row is known by the id of its report (the sha256 of the text)
and by the span of its number.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from report_parser.batch.record import FileStamp, RunError, RunRecord, read
from report_parser.extras import needs
from report_parser.models import plain

# What of a cell of a panel is the cell; the other columns of the long table say how it came about.
_CELL = ("value", "high", "bound", "measure_unit", "coverage")
_NOT_STABLE = frozenset(("metric", "observation", "part_of", "section", "source"))
_MADE_BY = ("version", "schema_version", "code", "tables_sha256", "corrections_sha256")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what changed (`cell`, `field`, or a whole `row`), where, and what it was and is.

    `row` names the row for a person; `report_id`, `start` and `end` are its place (empty where it has none). `before`
    is empty for a row that is new, `after` for one that is gone.
    """

    what: str
    row: str
    field: str
    before: str
    after: str
    report_id: str = ""
    start: str = ""
    end: str = ""

    def as_row(self) -> dict[str, str]:
        """As a plain dict."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class RunDiff:
    """The differences of two runs, and what they were made with otherwise (name, before, after)."""

    changes: tuple[Change, ...]
    made_by: tuple[tuple[str, str, str], ...]


def diff(first: str | Path, second: str | Path) -> RunDiff:
    """What differs between the results of two runs of one kind: folders of batches, inventories, panels, filled forms.

    Each is the folder, the output, or the run.json. Memory grows with the number of reports and of changed rows. Raises
    RunError where one has no run.json, or they are not of one kind, MissingExtraError.
    """
    (before, here), (after, there) = read(first), read(second)
    if before.run != after.run:
        raise RunError(f"{first} is a {before.run} and {second} a {after.run}; only runs of one kind compare.")
    find = {"batch": _rows, "inventory": _files, "panel": _panel, "collect": _forms}[before.run]
    return RunDiff(tuple(find(before, here, after, there)), tuple(_made(before, after)))


def _made(before: RunRecord, after: RunRecord) -> Iterator[tuple[str, str, str]]:
    """What of version, tables, options and inputs is another one."""
    for name in _MADE_BY:
        if (was := getattr(before, name)) != (now := getattr(after, name)):
            yield name, str(was), str(now)
    for name in sorted(before.options.keys() | after.options.keys()):
        if (was := before.options.get(name)) != (now := after.options.get(name)):
            yield name, str(was), str(now)
    inputs = [{stamp.path: stamp.sha256 for stamp in record.inputs} for record in (before, after)]
    for name in sorted(inputs[0].keys() | inputs[1].keys()):
        if inputs[0].get(name) != inputs[1].get(name):
            yield name, str(inputs[0].get(name)), str(inputs[1].get(name))


def _rows(before: RunRecord, here: Path, after: RunRecord, there: Path) -> Iterator[Change]:
    """The rows of two batches. Most reports are alike: only those whose digest differs are read twice."""
    for table in dict.fromkeys(stamp.table for stamp in (*before.outputs, *after.outputs)):
        digests = [_digests(rows_of(record, folder, table)) for record, folder in ((before, here), (after, there))]
        changed = {id_ for id_ in digests[0].keys() | digests[1].keys() if digests[0].get(id_) != digests[1].get(id_)}
        old, new = (
            _keyed((row for row in rows_of(record, folder, table) if row["report_id"] in changed), _place)
            for record, folder in ((before, here), (after, there))
        )
        yield from _compared("field", old, new, _fields_of_row)


def _digests(rows: Iterable[Row]) -> dict[str, str]:
    """A digest of the rows of each report, by its id."""
    seen: dict[str, str] = {}
    for row in rows:
        known = seen.get(row["report_id"], "")
        said = json.dumps([known, {k: v for k, v in row.items() if k not in _NOT_STABLE}], default=str, sort_keys=True)
        seen[row["report_id"]] = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
    return seen


def _place(row: Row) -> tuple[str, ...]:
    """What tells a row of a batch from another: its report, and its place or number there."""
    if "start" in row:
        return (str(row["report_id"]), str(row["start"]), str(row["end"]))
    return (str(row["report_id"]), str(row.get("spans") or ""), str(row.get("kind") or ""))


def _fields_of_row(row: Row) -> dict[str, str]:
    return {name: _text(value) for name, value in row.items() if name not in _NOT_STABLE}


def _files(before: RunRecord, here: Path, after: RunRecord, there: Path) -> Iterator[Change]:
    """The lists of files of two inventories."""
    old, new = (
        _keyed(
            _sheet(path, "files") if path.suffix == ".xlsx" else read_rows(path), lambda row: (_text(row["source"]),)
        )
        for path in (here / before.outputs[0].path, there / after.outputs[0].path)
    )
    yield from _compared("field", old, new, _fields_of_row)


def _panel(before: RunRecord, here: Path, after: RunRecord, there: Path) -> Iterator[Change]:
    """The cells of two panels, then all else that their long tables say of them."""
    old, new = (_keyed(_long(record, folder), _cell_of) for record, folder in ((before, here), (after, there)))
    yield from _compared("cell", old, new, lambda row: {name: _text(row.get(name)) for name in _CELL})
    both = old.keys() & new.keys()
    known, still = ({key: rows[key] for key in rows if key in both} for rows in (old, new))
    yield from _compared("field", known, still, _but_the_cell)


def _cell_of(row: Row) -> tuple[str, ...]:
    return tuple(_text(row.get(name)) for name in ("unit", "report_year", "column", "year"))


def _but_the_cell(row: Row) -> dict[str, str]:
    return {name: _text(value) for name, value in row.items() if name not in (*_CELL, "source", "report_id")}


def _forms(before: RunRecord, here: Path, after: RunRecord, there: Path) -> Iterator[Change]:
    """The cells of all sheets of two filled workbooks."""
    old, new = (
        _keyed(_cells(folder / record.outputs[0].path), lambda row: (row["sheet"], row["cell"]))
        for record, folder in ((before, here), (after, there))
    )
    yield from _compared("cell", old, new, lambda row: {"value": _text(row["value"])})


def _cells(path: Path) -> Iterator[Row]:
    with needs("study"):
        from openpyxl import load_workbook

    book = load_workbook(path)
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.value is not None:
                    yield {"sheet": sheet.title, "cell": cell.coordinate, "value": cell.value}


def _keyed(rows: Iterable[Row], key: Any) -> dict[tuple[str, ...], Row]:
    """Rows by their key; of equal keys the second one gets a number."""
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        name = first = key(row)
        number = 1
        while name in found:
            number += 1
            name = (*first, str(number))
        found[name] = row
    return found


def _compared(
    what: str, old: Mapping[tuple[str, ...], Row], new: Mapping[tuple[str, ...], Row], fields: Any
) -> Iterator[Change]:
    """The differences of rows with one key, and the rows that only one side has."""
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        row = now if now is not None else was
        if row is None:
            continue
        name = _name(key, row)
        place = [_text(row.get(field)) for field in ("report_id", "start", "end")]
        if was is None or now is None:
            said = [_summary(each) if each is not None else "" for each in (was, now)]
            yield Change("row" if what == "field" else what, name, "", *said, *place)
            continue
        before, after = fields(was), fields(now)
        for field in dict.fromkeys((*before, *after)):
            if before.get(field, "") != after.get(field, ""):
                yield Change(what, name, field, before.get(field, ""), after.get(field, ""), *place)


def _name(key: tuple[str, ...], row: Row) -> str:
    """A row as a person would call it."""
    if "quantity" in row or "text" in row:
        words = [_text(row.get(name)) for name in ("source", "unit" if "column" in row else "name", "column", "text")]
        return " ".join(dict.fromkeys(word for word in words if word))
    return " ".join(part for part in key if part)


def _summary(row: Row) -> str:
    """What a row that only one side has says."""
    shown = ("coverage", "role", "value", "measure_unit") if "coverage" in row else ("role", "value", "unit")
    said = " ".join(word for name in shown if (word := _text(row.get(name))))
    return said or "there"


def _text(value: Any) -> str:
    """A value as text, the same whatever format it was read from.

    >>> _text(Decimal("92.50")), _text(92.5), _text("92.500"), _text(None), _text(True)
    ('92.5', '92.5', '92.5', '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    written = str(value).removeprefix("'")
    try:
        number = Decimal(written)
    except InvalidOperation:
        return written
    return plain(number) if number.is_finite() else written


def rows_of(record: RunRecord, folder: Path, table: str | None) -> Iterator[Row]:
    """The rows of a table of a run, file by file."""
    for stamp in record.outputs:
        if stamp.table == table:
            yield from read_rows(folder / stamp.path)


def _long(record: RunRecord, folder: Path) -> Iterator[Row]:
    """The long table of a panel: a sheet of its workbook, or a file of its own."""
    for stamp in record.outputs:
        if stamp.path.endswith(".xlsx"):
            yield from _sheet(folder / stamp.path, "long")
        elif _is_long(stamp):
            yield from read_rows(folder / stamp.path)


def _is_long(stamp: FileStamp) -> bool:
    return Path(stamp.path).stem.endswith(".long")


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a table file. Raises RunError for a format that holds no exact values."""
    match path.suffix:
        case ".jsonl":
            with path.open(encoding="utf-8") as stream:
                yield from map(json.loads, stream)
        case ".csv":
            with path.open(encoding="utf-8-sig", newline="") as stream:
                yield from csv.DictReader(stream)
        case ".parquet":
            with needs("tables"):
                import pyarrow.parquet as pq

            for batch in pq.ParquetFile(path).iter_batches():
                yield from batch.to_pylist()
        case suffix:
            raise RunError(f"{path}: runs in {suffix} cannot be compared. Use .xlsx, .csv, .jsonl or .parquet.")


def _sheet(path: Path, name: str) -> Iterator[Row]:
    """The rows of a sheet, its first line being the names of the columns."""
    with needs("study"):
        from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    if name not in book.sheetnames:
        return
    lines = book[name].iter_rows(values_only=True)
    head = [str(cell) for cell in next(lines, ())]
    for line in lines:
        yield dict(zip(head, line, strict=False))
