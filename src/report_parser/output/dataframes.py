"""Tables as data frames: Arrow with decimal128 columns; the frames of pandas and polars are made from that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import regex

from report_parser.extras import needs
from report_parser.models import SCHEMA_VERSION, Report, plain
from report_parser.output.dictionary import TableName, columns
from report_parser.output.records import records
from report_parser.version import __version__

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

DIGITS, PLACES = 38, 12
_BATCH = 50_000
_LIMIT = Decimal(10) ** (DIGITS - PLACES)
_LONE = regex.compile(r"[\ud800-\udfff]")


@cache
def schema(table: TableName = "observations") -> pa.Schema:
    """The Arrow schema of a table: fixed for a version of the library, whatever a report holds.

    Labels and explanations are in the metadata of the fields. Raises MissingExtraError, and ValueError for an unknown
    table.

    >>> schema().field("value").type, schema().field("year").nullable
    (Decimal128Type(decimal128(38, 12)), True)
    """
    with needs("tables"):
        import pyarrow as pa

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "decimal": pa.decimal128(DIGITS, PLACES),
        "date": pa.date32(),
        "boolean": pa.bool_(),
    }
    fields = [
        pa.field(
            column.name,
            types[column.type],
            # A decimal column may be empty even where the text states a number: decimal128 may not hold it.
            nullable=not column.required or column.type == "decimal",
            metadata={"label": column.label, "about": column.about},
        )
        for column in columns(table)
    ]
    made_by = {"report_parser": __version__, "schema_version": SCHEMA_VERSION, "table": table}
    return pa.schema(fields, metadata=made_by)


def to_batches(reports: Report | Iterable[Report], table: TableName = "observations") -> Iterator[pa.RecordBatch]:
    """A table of many reports in pieces, so that a corpus of any size needs little memory. See `to_arrow`."""
    with needs("tables"):
        import pyarrow as pa

    form, shape = schema(table), columns(table)
    rows = records(reports, table)
    while batch := list(islice(rows, _BATCH)):
        arrays = [_array([row[column.name] for row in batch], form.field(column.name).type) for column in shape]
        yield pa.RecordBatch.from_arrays(arrays, schema=form)


def to_arrow(reports: Report | Iterable[Report], table: TableName = "observations") -> pa.Table:
    """A table of one report or of many as an Arrow table, with the columns of the data dictionary.

    Raises MissingExtraError without pyarrow, ValueError for an unknown table.

    >>> from report_parser import parse
    >>> table = to_arrow(parse("查出主要问题金额4.02亿元。"))
    >>> table.column("value")[0].as_py() == 402000000
    True
    """
    with needs("tables"):
        import pyarrow as pa

    return pa.Table.from_batches(to_batches(reports, table), schema=schema(table))


def to_pandas(reports: Report | Iterable[Report], table: TableName = "observations") -> pd.DataFrame:
    """A table as a pandas data frame of Arrow types: decimals stay exact, whole numbers may be missing.

    Raises as `to_arrow`.

    >>> from report_parser import parse
    >>> frame = to_pandas(parse("一般公共预算收入31.2亿元，增长5.8%。"))
    >>> frame[["name", "role", "unit"]].values.tolist()
    [['一般公共预算收入', 'level', '元'], ['一般公共预算收入', 'delta', '%']]
    """
    with needs("tables"):
        import pandas as pd

    frame: pd.DataFrame = to_arrow(reports, table).to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def to_polars(reports: Report | Iterable[Report], table: TableName = "observations") -> pl.DataFrame:
    """A table as a polars data frame with Decimal columns. Raises as `to_arrow`.

    >>> from report_parser import parse
    >>> to_polars(parse("整改率92.25%。"))["value"].dtype
    Decimal(precision=38, scale=12)
    """
    with needs("tables"):
        import polars as pl

    return pl.DataFrame(to_arrow(reports, table))


def _array(values: list[Any], form: pa.DataType) -> pa.Array:
    """A column. Only one that Arrow refuses as it stands is made cell by cell."""
    import pyarrow as pa

    try:
        return pa.array(values, form)
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return pa.array([_cell(value) for value in values], form)


def _cell(value: Any) -> Any:
    """A value as Arrow can hold it: lone surrogates replaced, None for a decimal that decimal128 cannot hold."""
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, Decimal):
        # Without trailing zeros: Arrow refuses them as digits that it would lose.
        return Decimal(plain(value)) if _fits(value) else None
    return value


def _fits(value: Decimal) -> bool:
    """True if decimal128(38, 12) holds the value exactly.

    >>> _fits(Decimal("92.25")), _fits(Decimal(10) ** 30)
    (True, False)
    """
    return abs(value) < _LIMIT and len(plain(value).partition(".")[2]) <= PLACES
