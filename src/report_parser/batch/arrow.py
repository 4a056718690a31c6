"""Batches of texts or files in, batches of rows out, both as Arrow. Ray, Spark and `batch.run` are built on this."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from report_parser.batch.many import parse_one
from report_parser.batch.sources import Member
from report_parser.extras import needs
from report_parser.models import Failure, Report
from report_parser.output import dataframes
from report_parser.output.dictionary import TableName
from report_parser.readers import Options
from report_parser.readers.corpus import TEXT_COLUMNS, document

if TYPE_CHECKING:
    import pyarrow as pa

    from report_parser.batch.sources import OneSource
    from report_parser.parser import Parser

BYTES_COLUMNS = ("bytes", "content")
_LEADING = ("source", "stage", "error")  # the columns before those of the table


@cache
def schema(table: TableName = "observations") -> pa.Schema:
    """The schema of what `parse_batches` gives: `source`, `stage` and `error`, then the columns of the table.

    Raises MissingExtraError without pyarrow, ValueError for an unknown table.

    >>> schema().names[:4], len(schema())
    (['source', 'stage', 'error', 'report_id'], 43)
    """
    with needs("tables"):
        import pyarrow as pa

    form = dataframes.schema(table)
    fields = [pa.field(name, pa.string()) for name in _LEADING] + [field.with_nullable(True) for field in form]
    return pa.schema(fields, metadata=form.metadata)


def parse_batches(
    batch: pa.RecordBatch, *, key: str = "path", table: TableName = "observations", parser: Parser | None = None
) -> pa.RecordBatch:
    """Parse every row of a batch; the rows of all reports come out as one batch with the schema `schema(table)`.

    A row holds a text (column `text`, `正文` …, as in `read_corpus`; its other columns are hints) or a file (column
    `bytes` or `content`). `key` is the column that comes out as `source`. A row that cannot be parsed gives one row
    in which only `source`, `stage` and `error` are filled; a report without a number gives no row.

    Raises ValueError where the batch has no such column, MissingExtraError without pyarrow.

    >>> import pyarrow as pa
    >>> batch = pa.RecordBatch.from_pylist([{"path": "a", "text": "整改率92.25%。"}, {"path": "b", "text": ""}])
    >>> done = parse_batches(batch)
    >>> done.column("name").to_pylist(), done.column("stage").to_pylist()
    (['整改率', None], [None, 'read'])
    """
    with needs("tables"):
        import pyarrow as pa

    form = schema(table)
    made = [form.empty_table()]
    for row, result in results(batch, key, parser):
        made.append(_rows(result, None if row.get(key) is None else str(row[key]), form, table))
    whole = pa.concat_tables(made)
    return pa.RecordBatch.from_arrays([column.combine_chunks() for column in whole.columns], schema=form)


def results(
    batch: pa.RecordBatch, key: str = "path", parser: Parser | None = None
) -> Iterator[tuple[dict[str, Any], Report | Failure]]:
    """Every row of a batch, without its text or file, and what came of it. See `parse_batches`.

    Raises ValueError where the batch has no column with texts or files.
    """
    with needs("tables"):
        import pyarrow as pa

    if parser is None:
        from report_parser.parser import default

        parser = default()
    options = Options()
    files = {
        field.name for field in batch.schema if pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type)
    }
    data = next((name for name in BYTES_COLUMNS if name in files), None)
    text = next((name for name in TEXT_COLUMNS if name in batch.schema.names), None)
    if data is None and text is None:
        raise ValueError(f"no column holds texts or files; there are {', '.join(batch.schema.names)}.")
    for row in batch.to_pylist():
        name = "" if row.get(key) is None else str(row[key])
        source: OneSource
        if data is not None:
            source = Member(name, row[data] or b"")
        else:
            source = document(row, text or "", name, "application/vnd.apache.arrow", options)
        yield {at: value for at, value in row.items() if at not in (data, text)}, parse_one(parser, source, options)


@cache
def listed(table: TableName = "observations") -> pa.Schema:
    """The schema of what `listing` gives and of the files that a batch writes: `source`, then the table's columns."""
    with needs("tables"):
        import pyarrow as pa

    form = dataframes.schema(table)
    return pa.schema([pa.field("source", pa.string()), *form], metadata=form.metadata)


def listing(report: Report, source: str, table: TableName = "observations") -> pa.RecordBatch:
    """The rows of a table of one report, with the name of its source in the first column.

    >>> from report_parser import parse
    >>> listing(parse("整改率92.25%。"), "a.txt").column("source").to_pylist()
    ['a.txt']
    """
    with needs("tables"):
        import pyarrow as pa

    found = dataframes.to_arrow(report, table).combine_chunks()
    columns = [pa.array([source] * len(found), pa.string()), *(column.combine_chunks() for column in found.columns)]
    return pa.RecordBatch.from_arrays(columns, schema=listed(table))


def _rows(result: Report | Failure, name: str | None, form: pa.Schema, table: TableName) -> pa.Table:
    """The rows of one result: those of a report, or the one row of a failure."""
    import pyarrow as pa

    if isinstance(result, Failure):
        return pa.Table.from_pylist([{"source": name, "stage": result.stage, "error": result.error}], form)
    found = dataframes.to_arrow(result, table)
    size = len(found)
    leading = [pa.array([name] * size, pa.string()), pa.nulls(size, pa.string()), pa.nulls(size, pa.string())]
    return pa.Table.from_arrays(leading + found.columns, schema=form)
