"""Tables in every format hold the values of the report, and no word of a report is ever run."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import report_parser
from helpers.sample import sample
from report_parser import Report
from report_parser.cli import main
from report_parser.errors import MissingExtraError
from report_parser.models import plain
from report_parser.output import dataframes, workbook
from report_parser.output.dictionary import TABLES, TableName, columns
from report_parser.output.files import WRITERS, write

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    '=HYPERLINK("http://127.0.0.1","x")',
    "=cmd|'/c calc'!A1",
)


def hostile(name: str) -> Report:
    """The sample with a hostile word for a name, agency and text."""
    report = sample()
    metrics = []
    for metric in report.metrics:
        observations = tuple(o.model_copy(update={"name": name}) for o in metric.observations)
        metrics.append(metric.model_copy(update={"name": name, "observations": observations}))
    text = name.ljust(len(report.text), "。")
    return report.model_copy(update={"metrics": tuple(metrics), "agency": name, "text": text})


def with_value(value: Decimal) -> Report:
    """The sample with another amount."""
    report = sample()
    [rate, amount] = report.metrics
    [fall] = amount.observations
    fall = fall.model_copy(update={"quantity": fall.quantity.model_copy(update={"value": value})})
    return report.model_copy(update={"metrics": (rate, amount.model_copy(update={"observations": (fall,)}))})


@pytest.fixture(scope="module")
def reports(fixtures: Path) -> list[Report]:
    return [report_parser.parse_file(fixtures / f"{name}.txt") for name in ("own_audit", "government_work_report")]


def shown(value: object) -> str:
    """A value as the text that every program should show of it."""
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def cells(rows: list[dict[str, object]], guard: str = "") -> list[list[str]]:
    """Rows as text; `guard` stands before a text that a spreadsheet would take for a formula."""
    return [
        [guard * (isinstance(value, str) and value[:1] in tuple("=+-@")) + shown(value) for value in row.values()]
        for row in rows
    ]


@pytest.mark.parametrize("table", TABLES)
def test_arrow_is_exact_and_has_one_schema(reports: list[Report], table: TableName) -> None:
    arrow = dataframes.to_arrow(reports, table)
    assert arrow.schema.equals(dataframes.to_arrow([], table).schema, check_metadata=True)
    assert arrow.validate(full=True) is None
    from report_parser.output.records import records

    assert arrow.to_pylist() == list(records(reports, table))
    exact = [field.name for field in arrow.schema if field.type == pa.decimal128(38, 12)]
    assert exact == [column.name for column in columns(table) if column.type == "decimal"]


def test_pandas_and_polars_keep_types(reports: list[Report]) -> None:
    rows = [row for report in reports for row in report.rows()]
    for frame in (dataframes.to_pandas(reports), dataframes.to_polars(reports)):
        assert list(frame["value"]) == [row["value"] for row in rows]
        assert list(frame["name"]) == [row["name"] for row in rows]
    pandas, polars = reports[0].to_pandas(), reports[0].to_polars()
    assert pandas["year"].dtype == pd.ArrowDtype(pa.int64())
    assert polars.schema["period_start"] == pl.Date
    assert polars.schema["estimated"] == pl.Boolean
    assert pandas["value"].sum() == sum(row["value"] for row in reports[0].rows())


def test_two_reports_make_one_panel() -> None:
    """User asks 85, 86 and 88: document fields, section, sentence and status on each row; names that pivot."""
    rates = {2024: "77.73%", 2025: "92.25%"}
    head = "青禾县审计局{}年法治政府建设报告\n一、工作成效\n审计查出问题整改率{}。"
    texts = [head.format(year, rate) for year, rate in rates.items()]
    panel = dataframes.to_pandas(map(report_parser.parse, texts))
    wide = panel.pivot_table(index="name", columns="year", values="value", aggfunc="first")
    assert wide.shape == (1, 2)
    assert wide.iloc[0].tolist() == [Decimal("77.73"), Decimal("92.25")]
    assert set(panel["region"]) == {"青禾县"}
    assert set(panel["section_path"]) == {"一、工作成效"}
    [row] = report_parser.parse("预期目标：地区生产总值增长5%左右。").rows()
    assert (row["value"], row["unit"], row["bound"]) == (5, "%", "approx")
    assert (row["role"], row["status"]) == ("delta", "planned")
    assert "地区生产总值增长5%左右" in row["sentence"]
    [band] = report_parser.parse("预期目标：地区生产总值增长百分之四点五至百分之五。").rows()
    assert (band["value"], band["high"], band["unit"]) == (Decimal("4.5"), 5, "%")


def test_csv_opens_in_excel(reports: list[Report], tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(reports, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(path.open(encoding="utf-8-sig", newline=""))
    assert head == [column.name for column in columns()]
    assert rows == cells([row for report in reports for row in report.rows()], guard="'")
    write(reports, path, bom=False)
    assert path.read_bytes().startswith(b"report_id,")


@pytest.mark.parametrize("word", HOSTILE)
def test_no_cell_of_a_csv_is_a_formula(word: str) -> None:
    report = hostile(word)
    for table in TABLES:
        for row in csv.DictReader(io.StringIO(report.to_csv(table), newline="")):
            for column in columns(table):
                if column.type == "text":
                    assert row[column.name][:1] not in tuple("=+-@\t\r\n＝＋－＠") or not row[column.name]
    [*_, fall] = csv.DictReader(io.StringIO(report.to_csv(), newline=""))
    assert fall["name"] == "'" + word
    assert fall["value_signed"] == "-402000000"


def test_xlsx_holds_values_links_and_no_formula(reports: list[Report], tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(reports, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["observations", "text", "columns"]
    sheet = book["observations"]
    head, *rows = sheet.iter_rows()
    names = [cell.value for cell in head]
    expected = [row for report in reports for row in report.rows()]
    assert len(rows) == len(expected)
    text = next(place for place, name in enumerate(names) if name == "text")
    for cells_, row in zip(rows, expected, strict=True):
        link = cells_[text].hyperlink
        assert link is not None
        target = book["text"][str(link.location).rpartition("!")[2]]
        assert row["text"] in str(target.value)
        assert cells_[text].value == row["text"]
        value = cells_[names.index("value")]
        assert Decimal(str(value.value)) == row["value"]
        assert value.number_format in ("#,##0", "#,##0.0###########")
        if row["period_start"]:
            started = cells_[names.index("period_start")].value
            assert started is not None
            assert started.date() == row["period_start"]  # type: ignore[union-attr]


@pytest.mark.parametrize("word", HOSTILE)
def test_xlsx_keeps_hostile_words_as_text(word: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    for table in TABLES:
        write(hostile(word), path, table)
        book = openpyxl.load_workbook(path)
        assert not [c.coordinate for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
        parts = zipfile.ZipFile(path)
        written = b"".join(parts.read(name) for name in parts.namelist())
        assert b"<f>" not in written
        assert b'TargetMode="External"' not in written
    write(hostile(word), path)
    assert openpyxl.load_workbook(path)["observations"]["M2"].value == word.replace("\r", "_x000D_")


def test_xlsx_writes_what_excel_would_round_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(with_value(Decimal("1234567890123456.78")), path)
    assert openpyxl.load_workbook(path)["observations"]["Q4"].value == "1234567890123456.78"


def test_xlsx_has_an_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(workbook, "_ROWS", 3)
    with pytest.raises(ValueError, match="Parquet"):
        write(sample(), tmp_path / "a.xlsx")


def test_libreoffice_reads_the_same_values(reports: list[Report], tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None or not (Path(office).resolve().parent / "libsclo.so").exists():
        pytest.skip("needs Debian's libreoffice-calc")
    write(reports, tmp_path / "a.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    # Filter options of LibreOffice: comma, double quote, UTF-8, first line, as stored and not as shown.
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,1"
    command = [office, profile, "--headless", "--convert-to", form, "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    [made] = tmp_path.glob("*.csv")
    head, *rows = csv.reader(made.open(encoding="utf-8-sig", newline=""))
    assert head == [column.name for column in columns()]
    expected = cells([row for report in reports for row in report.rows()])
    numbers = [place for place, column in enumerate(columns()) if column.type in ("decimal", "integer")]
    assert len(rows) == len(expected)
    for row, want in zip(rows, expected, strict=True):
        for place, (cell, value) in enumerate(zip(row, want, strict=True)):
            if place in numbers and value:
                assert Decimal(cell) == Decimal(value)
            else:
                assert cell.lower() == value.lower()


def test_duckdb_reads_the_parquet(reports: list[Report], tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write(reports, path)
    assert pq.read_schema(path).field("value").type == pa.decimal128(38, 12)
    found = duckdb.sql(f"select sum(value), count(*) from '{path}' where role = 'level'").fetchall()
    levels = [row["value"] for report in reports for row in report.rows() if row["role"] == "level"]
    assert found == [(sum(levels), len(levels))]


def test_stata_has_ascii_names_and_chinese_labels(reports: list[Report], tmp_path: Path) -> None:
    path = tmp_path / "a.dta"
    for table in TABLES:
        write([*reports, sample()], path, table)
        with pd.io.stata.StataReader(path) as reader:
            assert all(name.isascii() and len(name) <= 32 for name in reader.variable_labels())
            assert list(reader.variable_labels().values()) == [column.label for column in columns(table)]
    write(reports, path)
    frame = pd.read_stata(path)
    rows = [row for report in reports for row in report.rows()]
    assert frame["sentence"].tolist() == [row["sentence"] for row in rows]
    assert frame["value"].tolist() == [float(row["value"]) for row in rows]
    assert [None if pd.isna(day) else day.date() for day in frame["period_end"]] == [row["period_end"] for row in rows]


def test_what_no_format_can_hold_is_replaced(tmp_path: Path) -> None:
    broken = report_parser.parse("一、成\ud800效\n查出\uffff问题\x01三件，整改率92.25%。")
    huge = with_value(Decimal(10) ** 60)
    assert huge.to_arrow()["value"].to_pylist()[2] is None
    assert "1" + "0" * 60 in huge.to_csv()
    assert with_value(Decimal("1." + "0" * 50)).to_arrow()["value"].to_pylist()[2] == 1
    for suffix in WRITERS:
        for table in TABLES:
            write([huge, broken, report_parser.parse("")], tmp_path / f"a{suffix}", table)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["text"]["C8"].value == "一、成\ufffd效"


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.parquet"):
        sample().export(tmp_path / "a.doc")


def test_the_command_exports_many_reports(fixtures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(fixtures / "own_audit.txt"), str(tmp_path / "missing.txt"), str(fixtures / "own_housing.txt")]
    path = tmp_path / "panel.parquet"
    assert main(["export", *files, "-o", str(path)]) == 1
    assert "missing.txt: the file does not exist" in capsys.readouterr().err
    assert len(set(pq.read_table(path)["report_id"].to_pylist())) == 2
    assert main(["export", files[0], "-o", str(tmp_path / "a.csv"), "--table", "sections", "--no-bom"]) == 0
    assert (tmp_path / "a.csv").read_bytes().startswith(b"report_id")
    assert main(["export", files[0], "-o", str(tmp_path / "a.doc")]) == 2
    assert main(["export", files[0], "-o", str(tmp_path / "no" / "a.csv")]) == 3


def test_parse_prints_rows(fixtures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = report_parser.parse_file(fixtures / "own_audit.txt")
    assert main(["parse", str(fixtures / "own_audit.txt"), "--format", "jsonl"]) == 0
    assert capsys.readouterr().out == report.to_jsonl()
    assert main(["parse", str(fixtures / "own_audit.txt"), "--format", "csv"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[1:] == cells(report.rows(), guard="'")


def test_a_missing_package_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingExtraError, match=r'polars: pip install "report-parser\[tables\]"'):
        sample().to_polars()


def test_dates_stay_dates() -> None:
    assert sample().to_arrow()["period_start"].to_pylist() == [None, date(2025, 1, 1), None]


@pytest.mark.parametrize(
    "command",
    [
        ("parse",),
        ("parse", "--format", "json"),
        ("parse", "--format", "jsonl"),
        ("parse", "--format", "csv"),
        ("view",),
    ],
)
def test_a_console_that_lacks_a_character_gets_a_replacement(command: tuple[str, ...], tmp_path: Path) -> None:
    """User ask 83: a console in GBK has no •, and no 🙂."""
    path = tmp_path / "a.txt"
    path.write_text("一、成效•🙂\n审计•🙂整改率92.25%。\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "report_parser", command[0], str(path), *command[1:]],
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "整改率" in done.stdout.decode("gbk") or b"\\u6574\\u6539\\u7387" in done.stdout
