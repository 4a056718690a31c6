"""Ray Data (extra `ray`): a dataset of texts or files becomes a dataset of rows.

import ray
from report_parser.integrations.ray import parse_dataset

files = ray.data.read_binary_files("s3://bucket/reports/", include_paths=True)
parse_dataset(files).write_parquet("s3://bucket/observations/")
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from report_parser.batch.arrow import parse_batches, schema
from report_parser.extras import needs
from report_parser.output.dictionary import TableName

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import Dataset

    from report_parser.parser import Parser

_BATCH = 64  # reports in a batch: some 20,000 rows


def parse_dataset(
    dataset: Dataset,
    *,
    key: str = "path",
    table: TableName = "observations",
    parser: Parser | None = None,
    **options: Any,
) -> Dataset:
    """The rows of all reports of a dataset, with the schema `report_parser.batch.arrow.schema(table)`.

    `key`, `table`, `parser`: see `parse_batches`. `options` go to `map_batches` (`batch_size`, `num_cpus`,
    `concurrency` …). Raises MissingExtraError without Ray.
    """
    with needs("ray"):
        import ray.data  # noqa: F401

    settings = {"batch_size": _BATCH, "batch_format": "pyarrow", "zero_copy_batch": True, **options}
    return dataset.map_batches(partial(_parse_block, key=key, table=table, parser=parser), **settings)


def _parse_block(block: pa.Table, *, key: str, table: TableName, parser: Parser | None) -> pa.Table:
    """Parse one block of the dataset, on a worker."""
    import pyarrow as pa

    batches = block.combine_chunks().to_batches()
    done = [parse_batches(batch, key=key, table=table, parser=parser) for batch in batches]
    return pa.Table.from_batches(done, schema(table))
