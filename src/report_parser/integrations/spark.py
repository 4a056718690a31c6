"""PySpark (extra `spark`): a data frame of texts or files becomes a data frame of rows.

from report_parser.integrations.spark import parse_frame

files = spark.read.format("binaryFile").load("hdfs:///reports/")
parse_frame(files.select("path", "content")).write.parquet("hdfs:///observations/")
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from report_parser.batch.arrow import parse_batches, schema
from report_parser.extras import needs
from report_parser.output.dictionary import TableName

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from report_parser.parser import Parser


def parse_frame(
    frame: DataFrame, *, key: str = "path", table: TableName = "observations", parser: Parser | None = None
) -> DataFrame:
    """The rows of all reports of a data frame, with the schema `report_parser.batch.arrow.schema(table)`.

    `key`, `table`, `parser`: see `parse_batches`. Select the columns that are needed first: all of them travel to the
    workers. Raises MissingExtraError without PySpark.
    """
    with needs("spark"):
        from pyspark.sql.pandas.types import from_arrow_schema

    return frame.mapInArrow(
        partial(_parse_block, key=key, table=table, parser=parser), from_arrow_schema(schema(table))
    )


def _parse_block(
    batches: Iterable[pa.RecordBatch], *, key: str, table: TableName, parser: Parser | None
) -> Iterator[pa.RecordBatch]:
    """Parse the batches of one partition, on a worker."""
    for batch in batches:
        yield parse_batches(batch, key=key, table=table, parser=parser)
