"""Panels of Arrow batches: the same cells as in one process, with a fixed schema."""

from __future__ import annotations

import pyarrow as pa

from report_parser import parse_bytes
from report_parser.study import panel
from report_parser.study.batches import panel_batches, panel_block, schema
from report_parser.study.spec import read_spec

SPEC = read_spec(
    {
        "keep": ["source_url"],
        "column": [
            {"id": "gdp", "indicator": "economy.gdp", "measure": "growth"},
            {"id": "income", "indicator": "economy.income", "measure": "growth"},
        ],
    }
)
TEXTS = {
    "a.txt": "青禾县2026年政府工作报告\n2025年，地区生产总值增长5.5%。居民收入增长与经济增长同步。",
    "b.txt": "白石县2026年政府工作报告\n2025年，居民人均可支配收入增长4.1%。",
    "c.txt": "no report",
}


def batch() -> pa.RecordBatch:
    rows = [
        {"path": name, "content": text.encode(), "source_url": f"https://example/{name}"}
        for name, text in TEXTS.items()
    ]
    return pa.RecordBatch.from_pylist(rows)


def test_a_batch_gives_the_panel_of_its_reports() -> None:
    found = panel_batches(batch(), spec=SPEC)
    assert found.schema == schema(SPEC)
    rows = found.to_pylist()
    told = [(row["source"], row["column"], row["coverage"], row["value"] and row["value"].normalize()) for row in rows]
    alone = panel([parse_bytes(TEXTS[name].encode(), name) for name in ("a.txt", "b.txt")], SPEC).long()
    assert told[:4] == [(row["source"], row["column"], row["coverage"], row["value"]) for row in alone]
    assert {row["coverage"] for row in rows[4:]} == {"not_read"}
    assert rows[0]["source_url"] == "https://example/a.txt"


def test_a_block_of_several_batches_and_an_empty_one() -> None:
    table = pa.Table.from_batches([batch(), batch()])
    assert len(panel_block(table, spec=SPEC)) == 12
    assert len(panel_block(table.slice(0, 0), spec=SPEC)) == 0
