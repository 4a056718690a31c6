"""The Arrow kernel, and Ray and Spark on it with real local workers: all give the rows that `parse_many` gives."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import report_parser as rp
from report_parser.batch import arrow
from report_parser.output import dataframes

Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of three encodings, a broken one and one without numbers."""
    place = tmp_path_factory.mktemp("reports")
    for number, encoding in enumerate(["utf-8", "gb18030", "utf-16", "utf-8", "utf-8", "gb18030"]):
        text = (
            f"岭北县202{number}年审计工作报告\n一、主要成效\n全年完成审计项目{number + 30}个，"
            f"查出问题金额{number}.5亿元，整改率由7{number}.7%提高到9{number}%。\n"
        )
        (place / f"{number}.txt").write_text(text, encoding=encoding)
    (place / "6.txt").write_bytes(b"no report")
    (place / "7.txt").write_text("没有数字。", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def expected(folder: Path) -> Rows:
    """Every row by source, as `parse_many` gives it, failures among them."""
    rows: Rows = []
    for file, result in zip(files := sorted(folder.iterdir()), rp.parse_many(files), strict=True):
        if isinstance(result, rp.Failure):
            rows.append((file.name, result.stage, result.error, *[None] * len(dataframes.schema())))
        else:
            rows.extend((file.name, None, None, *row.values()) for row in result.rows())
    assert len(rows) == 6 * 4 + 1
    return rows


def tidy(rows: list[dict[str, Any]]) -> Rows:
    named = [{**row, "source": Path(row["source"]).name} for row in rows]
    return [tuple(row.values()) for row in sorted(named, key=lambda row: (row["source"], row["observation"] or 0))]


def test_the_kernel_gives_the_rows_of_parse_many(folder: Path, expected: Rows) -> None:
    batch = pa.RecordBatch.from_pylist([{"path": str(f), "bytes": f.read_bytes()} for f in sorted(folder.iterdir())])
    done = arrow.parse_batches(batch)
    assert done.schema.equals(arrow.schema(), check_metadata=True)
    assert tidy(done.to_pylist()) == expected


def test_the_kernel_reads_texts_with_hints_like_a_corpus() -> None:
    lines = [{"正文": "完成审计37个。", "年份": 2025, "id": 7}, {"正文": None, "年份": 2024, "id": 8}]
    batch = pa.RecordBatch.from_pylist(lines)
    found = arrow.parse_batches(batch, key="id").to_pylist()
    assert [(row["source"], row["year"], row["name"], row["stage"]) for row in found] == [
        ("7", 2025, "审计", None),
        ("8", None, None, "read"),
    ]
    assert arrow.parse_batches(batch.slice(0, 0)).schema == arrow.schema()
    assert arrow.parse_batches(batch, table="sections").schema == arrow.schema("sections")
    with pytest.raises(ValueError, match="no column holds texts"):
        arrow.parse_batches(pa.RecordBatch.from_pylist([{"a": 1}]))


def test_the_kernel_takes_a_users_parser() -> None:
    parser = rp.Parser(units={"unit": {"孔": {"kind": "count", "forms": ["孔"]}}})
    batch = pa.RecordBatch.from_pylist([{"text": "修复涵洞12孔。"}])
    assert arrow.parse_batches(batch, parser=parser).column("rule").to_pylist() == [
        row["rule"] for row in parser.parse("修复涵洞12孔。").rows()
    ]


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    """Ray on this machine with two workers."""
    ray = pytest.importorskip("ray")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray
    ray.shutdown()


def test_ray_gives_the_rows_of_parse_many(ray: Any, folder: Path, expected: Rows) -> None:
    from report_parser.integrations.ray import parse_dataset

    files = ray.data.read_binary_files(str(folder), include_paths=True, override_num_blocks=4)
    assert tidy(parse_dataset(files, batch_size=2).take_all()) == expected


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Spark on this machine with two workers."""
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.host", "127.0.0.1").config("spark.sql.session.timeZone", "UTC").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def test_spark_gives_the_rows_of_parse_many(spark: Any, folder: Path, expected: Rows) -> None:
    from report_parser.integrations.spark import parse_frame

    files = spark.read.format("binaryFile").load(str(folder)).select("path", "content").repartition(4)
    assert tidy([row.asDict() for row in parse_frame(files).collect()]) == expected
