"""Indicators of several reports side by side."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import report_parser as rp
from report_parser.cli import main
from report_parser.metrics.comparison import stretch
from report_parser.models import Period


def report_of(year: int, text: str) -> rp.Report:
    return rp.parse(f"砚溪县审计局{year}年法治政府建设报告\n\n{year}年{text}")


def test_years_stand_in_order_with_difference_and_growth() -> None:
    after = report_of(2025, "完成审计项目37个，查出主要问题金额4.02亿元。整改率92.25%。")
    before = report_of(2024, "完成审计项目33项，查出主要问题金额31000万元。整改率90.5%。")
    table = rp.compare([after, before])
    assert [column.label for column in table.columns] == ["2024", "2025"]
    rows = {row.indicator: row for row in table.rows}
    assert rows["audit.projects"].difference(0, 1) == 4
    assert rows["audit.problem_amount"].growth(0, 1) == Decimal("29.68")
    assert rows["rectification.rate"].difference(0, 1) == Decimal("1.75")
    assert rows["rectification.rate"].growth(0, 1) is None
    cell = rows["audit.projects"].cells[0]
    assert cell is not None
    assert cell.observation.quantity.span.of(before.text) == "33项"


def test_units_that_do_not_convert_get_rows_of_their_own() -> None:
    table = rp.compare([rp.parse("实际使用外资1.2亿美元。"), rp.parse("实际使用外资8亿元。")])
    assert [(row.unit, [cell is not None for cell in row.cells]) for row in table.rows] == [
        ("美元", [True, False]),
        ("元", [False, True]),
    ]


def test_a_name_outside_the_catalogue_needs_two_reports() -> None:
    table = rp.compare([rp.parse("修缮祠堂3座，种植桂花12株。"), rp.parse("修缮祠堂5座。")])
    assert [(row.indicator, row.name, row.difference(0, 1)) for row in table.rows] == [(None, "修缮祠堂", Decimal(2))]


def test_the_reports_own_year_and_the_exact_figure_are_taken() -> None:
    report = report_of(
        2025, "完成审计项目37个。2020年完成审计项目20个。地区生产总值突破300亿元，地区生产总值达312亿元。"
    )
    table = rp.compare([report])
    assert [row.cells[0] and row.cells[0].observation.quantity.text for row in table.rows] == ["37个", "312亿元"]
    assert "growth" not in table.to_rows()[0]


def test_only_years_of_one_body_have_a_difference() -> None:
    one = report_of(2024, "完成审计项目33个。")
    other = rp.parse("青禾县审计局2025年法治政府建设报告\n\n2025年完成审计项目37个。")
    assert "difference" not in rp.compare([one, other]).to_rows()[0]
    assert "difference" not in rp.compare([one, one]).to_rows()[0]
    assert rp.compare([one, report_of(2025, "完成审计项目37个。")]).to_rows()[0]["difference"] == 4


def test_values_stand_in_the_unit_of_the_catalogue() -> None:
    table = rp.compare([report_of(2024, "粮食总产量8万吨。"), report_of(2025, "粮食总产量1.7亿斤。")])
    [row] = table.rows
    assert (row.unit, [cell and cell.value for cell in row.cells]) == ("吨", [80000, 85000])


def test_targets_stand_beside_results_where_a_report_has_any() -> None:
    before = report_of(2024, "完成审计项目33个。")
    after = report_of(
        2025, "完成审计项目37个。\n二、2026年工作安排\n2026年，完成审计项目40个。2030年，完成审计项目60个。"
    )
    [line] = rp.compare([before, after]).to_rows()
    assert list(line)[4:] == ["period", "2024", "2025", "2025 target", "difference", "growth"]
    assert (line["2024"], line["2025"], line["2025 target"], line["difference"]) == (33, 37, 40, 4)


def test_a_row_of_targets_alone_has_no_result() -> None:
    table = rp.compare([report_of(2025, "依法行政。\n二、2026年工作安排\n2026年，整改率达到96%。")])
    assert [(row.cells, row.targets[0] and row.targets[0].value) for row in table.rows] == [((None,), 96)]


def test_a_row_holds_one_period() -> None:
    before = report_of(2024, "上半年，完成审计项目12个。2024年全年完成审计项目33个。")
    after = report_of(2025, "1至6月，完成审计项目15个。")
    rows = {row.period: [cell and cell.value for cell in row.cells] for row in rp.compare([before, after]).rows}
    assert rows == {"year": [33, None], "01-01/06-30": [12, 15]}


def test_what_a_report_says_of_another_year_is_not_compared() -> None:
    table = rp.compare([report_of(2024, "完成审计项目33个。"), report_of(2025, "2020年完成审计项目20个。")])
    assert [[cell and cell.value for cell in row.cells] for row in table.rows] == [[33, None]]


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ((2025, 1, 1), (2025, 12, 31), "year"),
        ((2025, 12, 31), (2025, 12, 31), "year"),
        ((2023, 1, 1), (2025, 12, 31), "3 years"),
        ((2025, 7, 1), (2025, 9, 30), "07-01/09-30"),
        ((2024, 9, 1), (2025, 8, 31), "2024-09-01/08-31"),
        ((2024, 1, 1), (2024, 12, 31), None),
    ],
)
def test_stretches(start: tuple[int, int, int], end: tuple[int, int, int], told: str | None) -> None:
    assert stretch(Period(label="", start=date(*start), end=date(*end)), 2025) == told


@pytest.fixture
def two(tmp_path: Path) -> list[str]:
    paths = []
    for year, count in ((2024, 33), (2025, 37)):
        path = tmp_path / f"{year}.txt"
        path.write_text(f"砚溪县审计局{year}年法治政府建设报告\n\n{year}年完成审计项目{count}个。", encoding="utf-8")
        paths.append(str(path))
    return paths


def test_the_command_prints_a_table_csv_and_json(two: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *two]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        ["name", "role", "unit", "period", "2024", "2025", "difference", "growth"],
        ["审计项目", "level", "个", "year", "33", "37", "4", "12.12"],
    ]
    assert main(["compare", *two, "--format", "csv"]) == 0
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["indicator"], row["2025"]) == ("audit.projects", "37")
    assert main(["compare", *two, "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["columns"][1]["file"] == two[1]
    [row] = data["rows"]
    assert (row["period"], row["cells"][1]["text"], row["targets"]) == ("year", "37个", [None, None])


def test_a_file_that_cannot_be_read_is_named(two: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", two[0], "no/such.txt"]) == 1
    assert capsys.readouterr().err.startswith("report-parser: no/such.txt: ")
