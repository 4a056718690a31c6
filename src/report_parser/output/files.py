"""Tables as files (.csv .jsonl .xlsx .parquet .dta). No text of a report can act as a formula or a link in them.

A file is whole or is not there. A format is one entry of `WRITERS`; the suffix of the file's name chooses it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from report_parser.extras import needs
from report_parser.models import Report
from report_parser.output.dataframes import schema as arrow_schema
from report_parser.output.dataframes import to_arrow, to_batches
from report_parser.output.delimited import csv_line, json_line
from report_parser.output.dictionary import ColumnInfo, TableName, columns
from report_parser.output.records import records
from report_parser.output.replacing import replacing

Reports = Report | Iterable[Report]

_STATA_NAMES = {"end": "end_"}


def write(reports: Reports, path: str | Path, table: TableName = "observations", *, bom: bool = True) -> None:
    """Write a table of one report or of many; the suffix chooses the format (.csv .jsonl .xlsx .parquet .dta).

    `bom` is for CSV alone. Raises ValueError for another suffix or an unknown table, MissingExtraError where the format
    needs the extra `tables`, OSError if the file cannot be written.
    """
    place = Path(path)
    writer = WRITERS.get(place.suffix.lower())
    if writer is None:
        raise ValueError(f"no format is known by the suffix {place.suffix!r}; use one of {' '.join(WRITERS)}.")
    if writer is write_csv:
        write_csv(reports, place, table, bom=bom)
    else:
        writer(reports, place, table)


def csv_lines(reports: Reports, table: TableName = "observations") -> Iterator[str]:
    r"""A table as the lines of a CSV (RFC 4180): a header, then one row a line; empty cells are empty.

    A text cell that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises; cells of
    other types are written as they are, so a negative number stays a number.

    >>> from report_parser import parse
    >>> lines = list(csv_lines(parse("整改率92.25%。")))
    >>> lines[0][:25], ",92.25," in lines[1], lines[1].endswith("\r\n")
    ('report_id,agency,region,r', True, True)
    """
    shape = columns(table)
    yield csv_line(column.name for column in shape)
    for row in records(reports, table):
        yield csv_line(row[column.name] for column in shape)


def write_csv(reports: Reports, path: str | Path, table: TableName = "observations", *, bom: bool = True) -> None:
    """Write a table as CSV in UTF-8; the byte order mark lets Excel show Chinese. See `csv_lines`. Raises OSError."""
    encoding = "utf-8-sig" if bom else "utf-8"
    with replacing(path) as new, new.open("w", encoding=encoding, errors="replace", newline="") as stream:
        stream.writelines(csv_lines(reports, table))


def json_lines(reports: Reports, table: TableName = "observations", *, numbers: bool = False) -> Iterator[str]:
    """A table as JSON Lines: one object a row, Chinese as it is, dates ISO, decimals as strings of plain digits.

    With `numbers`, decimals are JSON numbers with all their digits; many readers will turn those into floats.

    >>> from report_parser import parse
    >>> report = parse("查出主要问题金额4.02亿元。")
    >>> for numbers in (False, True):
    ...     [line] = json_lines(report, numbers=numbers)
    ...     print(line[line.index('"value"'):line.index(', "high"')])
    "value": "402000000"
    "value": 402000000
    """
    for row in records(reports, table):
        yield json_line(row, numbers=numbers)


def write_jsonl(reports: Reports, path: str | Path, table: TableName = "observations") -> None:
    """Write a table as JSON Lines. See `json_lines`. Raises OSError."""
    with replacing(path) as new, new.open("w", encoding="utf-8", errors="replace", newline="\n") as stream:
        stream.writelines(json_lines(reports, table))


def write_parquet(reports: Reports, path: str | Path, table: TableName = "observations") -> None:
    """Write a table as Parquet with exact decimal columns, in pieces: a corpus of any size needs little memory.

    Raises MissingExtraError, OSError.
    """
    with needs("tables"):
        import pyarrow.parquet as pq

    with replacing(path) as new, pq.ParquetWriter(new, arrow_schema(table), compression="zstd") as writer:
        for batch in to_batches(reports, table):
            writer.write_batch(batch)


def write_stata(reports: Reports, path: str | Path, table: TableName = "observations") -> None:
    """Write a table for Stata 14 and later (format 118): ASCII names, Chinese labels, text of any length.

    The column `end` is named `end_`, since Stata reserves that word. Stata knows no decimals: numbers become doubles,
    exact to 15 digits. Raises MissingExtraError, OSError.
    """
    with needs("tables"):
        import pandas as pd

    shape = columns(table)
    source = to_arrow(reports, table)
    names = {column.name: _STATA_NAMES.get(column.name, column.name) for column in shape}
    frame = pd.DataFrame({names[c.name]: _stata_cells(c, source[c.name].to_pylist()) for c in shape})
    with replacing(path) as new:
        frame.to_stata(
            new,
            write_index=False,
            version=118,
            convert_dates={names[column.name]: "td" for column in shape if column.type == "date"},
            convert_strl=[names[column.name] for column in shape if column.type == "text"],
            variable_labels={names[column.name]: column.label for column in shape},
            data_label=f"report_parser: {table}",
        )


def write_xlsx(reports: Reports, path: str | Path, table: TableName = "observations") -> None:
    """Write a workbook: the table, the texts line by line with links to them, and what the columns hold.

    Every text is written as text, never as a formula or a link. A number of more than 15 digits is written as text too,
    since Excel would round it. Raises MissingExtraError, OSError, ValueError if a sheet would be too long for Excel.
    """
    from report_parser.output.workbook import write as write_workbook

    with replacing(path) as new:
        write_workbook([reports] if isinstance(reports, Report) else list(reports), new, table)


WRITERS: dict[str, Callable[[Reports, Path, TableName], None]] = {
    ".csv": write_csv,
    ".jsonl": write_jsonl,
    ".xlsx": write_xlsx,
    ".parquet": write_parquet,
    ".dta": write_stata,
}


def _stata_cells(column: ColumnInfo, values: list[Any]) -> Any:
    """A column's values as a pandas series of the type that Stata knows; a missing text is empty."""
    import pandas as pd

    if column.type == "date":
        return pd.to_datetime(pd.Series(values))
    if column.type == "text":
        return pd.Series([value or "" for value in values], dtype=object)
    if column.type == "boolean":
        return pd.Series(values, dtype="int8")
    return pd.Series([None if value is None else float(value) for value in values], dtype="float64")
