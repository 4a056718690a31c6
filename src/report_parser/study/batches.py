"""The panel of a batch: Arrow in, Arrow out, so that Ray Data and Spark make panels of any number of reports.

spec = read_spec("panel.toml")
ray.data.read_binary_files("reports", include_paths=True).map_batches(
    partial(panel_block, spec=spec), batch_format="pyarrow", batch_size=64)
files.mapInArrow(lambda batches: (panel_batches(batch, spec=spec) for batch in batches), ddl)
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_parser.batch.arrow import results
from report_parser.extras import needs
from report_parser.models import plain
from report_parser.study.panels import panel
from report_parser.study.reading import Reading
from report_parser.study.spec import PanelSpec, read_spec
from report_parser.study.tables import LONG

if TYPE_CHECKING:
    import pyarrow as pa

    from report_parser.parser import Parser

_INTEGERS = frozenset(("report_year", "year", "candidates", "page", "line", "start", "end"))
_DECIMALS = frozenset(("value", "high", "derived"))
_FLAGS = frozenset(("year_inferred", "estimated"))


def schema(spec: PanelSpec | dict[str, Any] | str | Path) -> pa.Schema:
    """The schema of what `panel_batches` gives: that of the long table, and the columns that the spec keeps.

    Raises MissingExtraError without pyarrow, SchemaError for a malformed spec.
    """
    with needs("study"):
        import pyarrow as pa

    def type_of(name: str) -> pa.DataType:
        if name in _INTEGERS:
            return pa.int64()
        return pa.decimal128(38, 12) if name in _DECIMALS else pa.bool_() if name in _FLAGS else pa.string()

    fields = [pa.field(name, type_of(name), metadata={"about": about}) for name, about in LONG.items()]
    return pa.schema([*fields, *(pa.field(name, pa.string()) for name in read_spec(spec).keep)])


def panel_batches(
    batch: pa.RecordBatch,
    *,
    spec: PanelSpec | dict[str, Any] | str | Path,
    key: str = "path",
    parser: Parser | None = None,
) -> pa.RecordBatch:
    r"""Parse every row of a batch and give the long table of its panel, a row a cell.

    Rows, `key` and `parser` are those of `batch.arrow.parse_batches`; a source that cannot be read gives `not_read`
    cells. Raises ValueError where the batch has no texts or files, SchemaError, MissingExtraError.

    >>> import pyarrow as pa
    >>> text = "青禾县2026年政府工作报告\n2025年，粮食总产量8万吨。"
    >>> batch = pa.RecordBatch.from_pylist([{"path": "a", "text": text}])
    >>> found = panel_batches(batch, spec={"column": [{"id": "grain", "indicator": "economy.grain", "unit": "万吨"}]})
    >>> found.select(["source", "column", "coverage", "measure_unit"]).to_pylist()
    [{'source': 'a', 'column': 'grain', 'coverage': 'stated', 'measure_unit': '万吨'}]
    """
    with needs("study"):
        import pyarrow as pa

    wanted = read_spec(spec)
    form = schema(wanted)
    readings = [
        Reading(str(row.get(key) or ""), result, {name: _written(v) for name, v in row.items() if v is not None})
        for row, result in results(batch, key, parser)
    ]
    made = panel(readings, wanted, None if parser is None else parser.catalogue)
    rows = [
        {name: Decimal(plain(v)) if isinstance(v, Decimal) else v for name, v in row.items()} for row in made.long()
    ]
    return pa.RecordBatch.from_pylist(rows, schema=form)


def panel_block(block: pa.Table, **options: Any) -> pa.Table:
    """`panel_batches` for a block of Ray Data: a table in, a table out."""
    with needs("study"):
        import pyarrow as pa

    done = [panel_batches(batch, **options) for batch in block.combine_chunks().to_batches()]
    return pa.Table.from_batches(done, schema(options["spec"]))


def _written(value: Any) -> str:
    """A value of a batch's own column as text."""
    return value.isoformat() if isinstance(value, date) else str(value)
