"""A clerk's form: what its heads mean, and that no cell is filled wrongly without a mark."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from helpers import form
from report_parser import Failure, Report, parse_bytes, parse_file
from report_parser.cli import main
from report_parser.errors import SchemaError
from report_parser.metrics.catalogue import default
from report_parser.study import collect, read_map
from report_parser.study.collecting import Collection
from report_parser.study.heads import propose
from report_parser.study.template import Template, read_template

# What the eight reports of the fixtures say, read by hand: column, body, value. Everything else they do not state.
STATED = {
    ("受理", "澜江市司法局"): "1287",
    ("受理", "汐州市人民政府"): "2947",
    ("审结", "澜江市司法局"): "1195",
    ("审结", "汐州市人民政府"): "2713",
    ("规范性文件备案", "澜江市司法局"): "57",
    ("法律顾问", "砚溪县审计局"): "2",
    ("法律顾问", "汐州市人民政府"): "1136",
    ("查出主要问题金额", "涟阳市审计局"): "42.37",
    ("查出主要问题金额", "砚溪县审计局"): "4.02",
    ("移送问题线索", "桐岭市人民政府"): "38",
    ("移送问题线索", "涟阳市审计局"): "63",
    ("移送问题线索", "砚溪县审计局"): "11",
    ("问题整改率", "桐岭市人民政府"): "89.8",
    ("问题整改率", "涟阳市审计局"): "97.7",
    ("问题整改率", "砚溪县审计局"): "92.25",
    ("地区生产总值", "栖原市人民政府"): "1386.5",
    ("地区生产总值", "岫川县统计局"): "312.46",
    ("地区生产总值增长", "栖原市人民政府"): "6.2",
    ("地区生产总值增长", "岫川县统计局"): "5.8",
    ("一般公共预算收入", "涟阳市审计局"): "168.42",
    ("一般公共预算收入", "栖原市人民政府"): "92.3",
    ("一般公共预算收入", "岫川县统计局"): "16.82",
    ("城镇新增就业", "栖原市人民政府"): "21300",
    ("城镇新增就业", "岫川县统计局"): "3284",
    ("2026年城镇新增就业目标", "栖原市人民政府"): "20000",
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return form.make(tmp_path_factory.mktemp("form") / "汇总表.xlsx")


@pytest.fixture(scope="module")
def made(template: Path) -> Collection:
    places = sorted((Path(__file__).parents[2] / "fixtures").glob("*.txt"))
    return collect([parse_file(place) for place in places], template)


def test_the_form_is_understood(made: Collection) -> None:
    assert made.read.header == (3, 4)
    assert [line.body for line in made.read.lines] == form.BODIES
    assert (made.read.letter("body"), made.read.letter("year"), made.read.letter("serial")) == ("B", "C", "A")
    heads = {head.path[-1]: (head.letter, head.unit) for head in made.read.heads}
    assert heads["受理"] == ("D", "件")
    assert heads["问题整改率"] == ("L", "%")


def test_every_cell_is_right_or_marked(made: Collection) -> None:
    right = set()
    for cell in made.cells:
        wanted = STATED.get((cell.head.split(" / ")[-1], cell.body))
        if cell.outcome == "filled":
            assert wanted is not None, cell
            assert cell.value == Decimal(wanted), cell
        if wanted is not None and cell.value == Decimal(wanted):
            right.add((cell.head.split(" / ")[-1], cell.body))
        assert cell.outcome == "filled" or cell.question, cell
        assert cell.value is None or cell.cell.sentence
    assert right == set(STATED)
    assert sum(cell.outcome == "filled" for cell in made.cells) >= 15


def test_stages_are_asked_and_not_mixed(made: Collection) -> None:
    cell = next(c for c in made.cells if c.head.endswith("行政许可") and c.body.startswith("望岚区"))
    assert (cell.outcome, cell.coverage, cell.value) == ("empty", "ambiguous", None)
    assert cell.question is not None
    assert "1,274件" in cell.question
    assert "1,286件" in cell.question


def test_who_did_not_report_is_said(made: Collection) -> None:
    assert made.missing == ("白石县审计局",)
    assert {cell.coverage for cell in made.cells if cell.body == "白石县审计局"} == {"not_read"}


def test_formatting_and_formulas_stay(made: Collection, template: Path, tmp_path: Path) -> None:
    made.save(tmp_path / "filled.xlsx")
    before: Any = openpyxl.load_workbook(template)["汇总表"]
    book = openpyxl.load_workbook(tmp_path / "filled.xlsx")
    after: Any = book["汇总表"]
    assert book.sheetnames == ["汇总表", "核对", "未报送"]
    assert after.merged_cells.ranges == before.merged_cells.ranges
    assert after.freeze_panes == before.freeze_panes
    for row in before.iter_rows():
        for cell in row:
            there = after[cell.coordinate]
            for part in ("font", "border", "alignment"):
                assert repr(getattr(there, part)) == repr(getattr(cell, part))
            if cell.value is not None:
                assert there.value == cell.value
            if cell.row < form.FIRST or cell.row >= form.TOTAL:
                assert repr(there.fill) == repr(cell.fill)
    assert "1287件" in after["D10"].comment.text
    assert after["Q7"].number_format == '"≥"General'
    asked = [row[2] for row in book["核对"].iter_rows(values_only=True)]
    assert {"G9", "H9", "L9"} <= set(asked)
    assert [row[1] for row in book["未报送"].iter_rows(min_row=2, values_only=True)] == ["白石县审计局"]


def test_another_program_computes_the_sums(made: Collection, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    made.save(tmp_path / "filled.xlsx")
    form_of_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", form_of_csv]
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "filled.xlsx"], check=True, capture_output=True)
    with (tmp_path / "filled.csv").open(encoding="utf-8", newline="") as stream:
        total = list(csv.reader(stream))[form.TOTAL - 1]
    assert total[3:5] == ["4,234.00", "3,908.00"]
    assert total[12] == "1,698.96"


def test_a_map_that_was_approved_is_used_as_it_is(made: Collection, template: Path, tmp_path: Path) -> None:
    place = tmp_path / "map.toml"
    place.write_text(made.mapping.to_toml(default()), encoding="utf-8")
    assert read_map(place) == made.mapping
    columns = [
        c.model_copy(update={"says": "sure", "indicator": "enforcement.licences", "alternatives": ()})
        if c.says == "ask"
        else c
        for c in made.mapping.columns
    ]
    place.write_text(made.mapping.model_copy(update={"columns": tuple(columns)}).to_toml(default()), encoding="utf-8")
    report = parse_file(Path(__file__).parents[2] / "fixtures" / "own_housing.txt")
    again = collect([report], template, place)
    [cell] = [c for c in again.cells if c.letter == "G" and c.source]
    assert (cell.outcome, cell.value) == ("filled", 1274)


# Forms of other shapes ----------------------------------------------------------------------------------------------


def sheet(rows: list[list[Any]], path: Path, then: Callable[[Any], None] = lambda page: None) -> Path:
    book = openpyxl.Workbook()
    page: Any = book.active
    for row in rows:
        page.append(row)
    then(page)
    book.save(path)
    return path


def template_of(path: Path) -> Template:
    page: Any = openpyxl.load_workbook(path).active
    return read_template(page)


def report(name: str, text: str, title: str = "2025年法治政府建设报告") -> Report:
    return parse_bytes(f"{name}{title}\n一、主要成效\n{text}\n".encode(), f"{name}.txt")


def test_a_form_with_free_rows_and_a_unit_over_it(tmp_path: Path) -> None:
    heads = ["单位", "查出主要问题金额", "审计项目（个）"]
    total = ["合计", "=SUM(B4:B5)", None]
    rows = [["2025年度审计情况统计表"], ["单位：万元"], heads, [None] * 3, [None] * 3, total]
    place = sheet(rows, tmp_path / "form.xlsx")
    made = collect([report("青禾县审计局", "2025年，完成审计项目37个，查出主要问题金额4.02亿元。")], place)
    assert (made.read.year, made.read.unit) == (2025, "万元")
    assert {cell.address: cell.value for cell in made.cells} == {"B4": Decimal(40200), "C4": Decimal(37)}
    made.save(tmp_path / "filled.xlsx")
    page: Any = openpyxl.load_workbook(tmp_path / "filled.xlsx").active
    assert [cell.value for cell in page[4]] == ["青禾县审计局", 40200, 37]
    assert page["B6"].value == "=SUM(B4:B5)"


def test_rows_of_units_and_of_column_numbers_are_heads(tmp_path: Path) -> None:
    rows = [["单位", "审计项目", "整改率", "备注"], [None, "个", "%", None], ["甲", 1, 2, 3], ["青禾县审计局"]]
    read = template_of(sheet(rows, tmp_path / "form.xlsx"))
    assert read.header == (1, 3)
    told = [(head.words, head.unit, head.role) for head in read.heads[1:]]
    assert told == [("审计项目", "个", "value"), ("整改率", "%", "value"), ("备注", None, "text")]
    assert [line.body for line in read.lines] == ["青禾县审计局"]


def test_heads_in_three_rows(tmp_path: Path) -> None:
    rows = [
        ["序号", "填报单位", "行政复议与应诉", None, None, "备注"],
        [None, None, "行政复议", None, "行政诉讼", None],
        [None, None, "收案数", "结案数", "败诉率（%）", None],
        ["甲", "乙", 1, 2, 3, 4],
        [1, "澜江市司法局"],
        [None, "合计", "=SUM(C5:C5)"],
    ]

    def merge(page: Any) -> None:
        for area in ("A1:A3", "B1:B3", "C1:E1", "C2:D2", "F1:F3"):
            page.merge_cells(area)

    place = sheet(rows, tmp_path / "form.xlsx", merge)
    made = collect([parse_file(Path(__file__).parents[2] / "fixtures" / "own_justice.txt")], place)
    assert made.read.header == (1, 4)
    assert [(cell.letter, cell.outcome, cell.value) for cell in made.cells] == [
        ("C", "filled", 1468),
        ("D", "filled", 1195),
        ("E", "filled", Decimal("7.0")),
    ]


def test_what_stands_in_the_form_stays_and_is_compared(tmp_path: Path) -> None:
    place = sheet([["单位", "审计项目（个）", "备注"], ["青禾县审计局", 38, None]], tmp_path / "form.xlsx")
    made = collect([report("青禾县审计局", "2025年，完成审计项目37个。")], place)
    [cell] = made.cells
    assert (cell.outcome, cell.value) == ("kept", None)
    assert cell.question is not None
    assert "38" in cell.question
    assert "37个" in cell.question


def test_last_year_this_year_and_growth(tmp_path: Path) -> None:
    years = [None, "2024年", "2025年", "同比增长（%）", "2026年目标增长（%）"]
    rows = [["单位", "一般公共预算收入（亿元）", None, None, None], years, ["青禾县"]]
    place = sheet(rows, tmp_path / "form.xlsx", lambda page: page.merge_cells("B1:E1"))
    text = (
        "2024年，一般公共预算收入20亿元。2025年，一般公共预算收入21亿元，增长5%。\n"
        "二、2026年工作安排\n一般公共预算收入增长6%。"
    )
    made = collect([report("青禾县", text, "2026年政府工作报告")], place)
    assert [(cell.letter, cell.value) for cell in made.cells] == [("B", 20), ("C", 21), ("D", 5), ("E", 6)]


def test_approximate_numbers_and_plans_are_shown_as_such(tmp_path: Path) -> None:
    place = sheet([["单位", "审计项目（个）", "审计建议（条）", "备注"], ["青禾县审计局"]], tmp_path / "form.xlsx")
    made = collect([report("青禾县审计局", "2025年，完成审计项目约30个。2025年力争提出审计建议50条。")], place)
    told = {cell.letter: (cell.outcome, cell.coverage, cell.value) for cell in made.cells}
    assert told == {"B": ("look", "stated", 30), "C": ("empty", "planned_only", None)}
    made = collect([report("青禾县审计局", "一般工作。\n二、2026年工作安排\n完成审计项目45个。")], place)
    first = made.cells[0]
    assert (first.coverage, first.value, first.question) == ("planned_only", None, "报告只有计划数：45个（2026年）")


def test_a_cell_that_shows_percent_shows_the_right_one(tmp_path: Path) -> None:
    def format_cell(page: Any) -> None:
        page["B2"].number_format = "0.00%"

    place = sheet([["单位", "整改率", "备注"], ["青禾县审计局"]], tmp_path / "form.xlsx", format_cell)
    collect([report("青禾县审计局", "2025年，审计整改率92.25%。")], place).save(tmp_path / "filled.xlsx")
    page: Any = openpyxl.load_workbook(tmp_path / "filled.xlsx").active
    assert (page["B2"].value, page["B2"].number_format) == (0.9225, "0.00%")


@pytest.mark.parametrize(
    ("written", "agency", "fits"),
    [
        ("审计局", "青禾县审计局", True),
        ("青禾县住建局", "青禾县住房和城乡建设局", True),
        ("青禾县", "青禾县审计局", True),
        ("白石县审计局", "青禾县审计局", False),
        ("青禾县司法局", "青禾县审计局", False),
    ],
)
def test_a_body_is_found_by_its_name_or_what_is_short_for_it(
    written: str, agency: str, fits: bool, tmp_path: Path
) -> None:
    place = sheet([["单位", "审计项目（个）", "备注"], [written]], tmp_path / "form.xlsx")
    made = collect([report(agency, "2025年，完成审计项目37个。")], place)
    assert [cell.value for cell in made.cells] == [37 if fits else None]


def test_a_report_of_another_year_than_the_form_says_so(tmp_path: Path) -> None:
    place = sheet([["单位", "年度", "审计项目（个）"], ["青禾县审计局", 2024]], tmp_path / "form.xlsx")
    made = collect([report("青禾县审计局", "2025年，完成审计项目37个。")], place)
    [cell] = made.cells
    assert cell.value is None
    assert "报告年度为2025，表中为2024" in (cell.question or "")
    made.save(tmp_path / "filled.xlsx")
    asked = [row[5] for row in openpyxl.load_workbook(tmp_path / "filled.xlsx")["核对"].iter_rows(values_only=True)]
    assert "报告未提及 1 项，如有请补报（报告年度为2025，表中为2024）" in asked


def test_two_reports_of_one_body_are_asked_about_and_failures_named(tmp_path: Path) -> None:
    place = sheet([["单位", "审计项目（个）", "备注"], ["青禾县审计局"]], tmp_path / "form.xlsx")
    twice = [report("青禾县审计局", f"2025年，完成审计项目{n}个。") for n in (37, 38)]
    failure = Failure(source="scan.pdf", stage="read", error="NoTextLayerError")
    made = collect([*twice, failure], place)
    assert {cell.value for cell in made.cells} == {None}
    assert "有多份报告" in made.missing[0]
    assert made.spare == ("scan.pdf：NoTextLayerError",)


@pytest.mark.parametrize("drawn", [False, True])
def test_the_command_says_that_charts_may_be_lost(
    drawn: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def draw(page: Any) -> None:
        chart = BarChart()
        chart.add_data(Reference(page, min_col=2, min_row=1, max_row=2))
        page.add_chart(chart, "F2")

    rows = [["单位", "审计项目（个）", "整改率（%）"], ["青禾县审计局", None, None]]
    place = sheet(rows, tmp_path / "form.xlsx", draw if drawn else lambda page: None)
    (tmp_path / "a.txt").write_text("青禾县审计局2025年法治政府建设报告\n完成审计项目37个。", encoding="utf-8")
    out = tmp_path / "filled.xlsx"
    assert main(["collect", str(tmp_path / "a.txt"), "--template", str(place), "-o", str(out)]) == 0
    assert ("charts" in capsys.readouterr().err) is drawn


def test_a_table_without_heads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="head for the body"):
        template_of(sheet([["a", "b", "c"], [1, 2, 3]], tmp_path / "form.xlsx"))
    (tmp_path / "no.xlsx").write_text("no workbook", encoding="utf-8")
    with pytest.raises(SchemaError, match=r"is no \.xlsx workbook"):
        collect([], tmp_path / "no.xlsx")


@pytest.mark.parametrize(
    ("path", "says", "indicator"),
    [
        (("行政复议", "受理（件）"), "sure", "review.accepted"),
        (("行政复议", "办结（件）"), "sure", "review.closed"),
        (("行政复议案件（件）",), "ask", None),
        (("农村", "居民人均可支配收入（元）"), "sure", "economy.income_rural"),
        (("信访事项（件次）",), "look", "petitions.accepted"),
        (("经济指标", "固定资产投资增长（%）"), "sure", "economy.investment"),
        (("样板园区", "固定资产投资（亿元）"), "look", "economy.investment"),
        (("行政复议", "收案数（件）"), "sure", "review.received"),
        (("行政许可", "受理数"), "sure", "enforcement.licence_applications"),
        (("行政许可", "办结数"), "sure", "enforcement.licences"),
        (("行政处罚", "案件数（件）"), "sure", "enforcement.penalties"),
    ],
)
def test_what_a_head_means(path: tuple[str, ...], says: str, indicator: str | None, tmp_path: Path) -> None:
    rows: list[list[Any]] = [["单位", path[0], "备注"], [None, path[-1] if len(path) > 1 else None, None], ["青禾县"]]

    def merge(page: Any) -> None:
        page.merge_cells("A1:A2")
        if len(path) == 1:
            page.merge_cells("B1:B2")

    mapping = propose(template_of(sheet(rows, tmp_path / "form.xlsx", merge)), default())
    assert (mapping.columns[0].says, mapping.columns[0].indicator) == (says, indicator)
