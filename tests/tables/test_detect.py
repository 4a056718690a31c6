"""Tables in text and the template of reports on open government information."""

from __future__ import annotations

from collections import Counter

import pytest

from helpers.paths import FIXTURES
from report_parser import parse
from report_parser.models import Table
from report_parser.tables import detect, disclosure
from report_parser.text import lines
from report_parser.text.fold import fold

FIXTURE = FIXTURES / "structure" / "disclosure_tabs.txt"


def find(text: str) -> tuple[Table, ...]:
    folded = fold(text)
    rows = lines.split(folded)
    found = detect.all_of(folded, text, rows, range(len(rows)), ())
    assert all(cell.span.of(text) == cell.text for table in found for cell in table.cells)
    return found


def test_a_table_with_bars() -> None:
    text = (
        "表1 主要指标完成情况\n单位：万元\n| 指标 | 2025年 | 增长（%） |\n|:--|--:|--:|\n| 收入 | 25,600 | 3.5 |\n"
        "| 收费金额（单位：元） | 120 | -1.2 |\n\n正文。"
    )
    (table,) = find(text)
    assert (table.caption, table.unit, table.rows, table.columns) == ("表1 主要指标完成情况", "万元", 3, 3)
    assert [cell.text for cell in table.cells if cell.row == 2] == ["收费金额（单位：元）", "120", "-1.2"]


def test_a_table_with_tabs() -> None:
    text = "项目\t合计（件）\t比上年\n立案\t41\t\n办结\t38\t-2"
    (table,) = find(text)
    assert [cell.text for cell in table.cells] == ["项目", "合计（件）", "比上年", "立案", "41", "", "办结", "38", "-2"]


@pytest.mark.parametrize("text", ["首页 | 政务公开", "甲|乙\n一段话。\n丙|丁", "甲\t乙", "|\n|\n|", ""])
def test_no_table(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize("mark", ["\t", " | ", "\n"], ids=["tabs", "bars", "one line a cell"])
def test_the_template_however_its_cells_stand(mark: str) -> None:
    text = FIXTURE.read_text(encoding="utf-8").replace("\t", mark)
    rows = disclosure.read(fold(text))
    assert Counter(row.table for row in rows) == {"disclosed": 10, "requests": 175, "reviews": 15}
    values = {(row.item, row.column): str(row.value) for row in rows}
    assert values["normative_documents", "in_force"] == "5"
    assert values["fees", "amount"] == "0.60"
    assert values["unavailable_not_held", "total"] == "2"
    assert values["litigation_after_review", "corrected"] == "1"
    assert all(row.span.of(text) == str(row.value) for row in rows)
    assert {check.verdict for check in disclosure.checks(rows)} == {"holds"}


def test_a_sum_that_fails() -> None:
    text = FIXTURE.read_text(encoding="utf-8").replace("申请数量\t5\t1\t0\t0\t1\t0\t7", "申请数量\t5\t1\t0\t0\t1\t0\t8")
    failed = [check for check in disclosure.checks(disclosure.read(fold(text))) if check.verdict == "fails"]
    assert [(str(check.expected), str(check.found)) for check in failed] == [("9", "8"), ("7", "8")]
    assert all(span.of(text).isdigit() for check in failed for span in check.spans)


def test_blank_cells_are_left_out() -> None:
    text = "三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量\t5\t\t0\t0\t1\t0\t6"
    assert [row.column for row in disclosure.read(fold(text))] == [
        "persons", "research", "welfare", "legal_services", "other", "total",
    ]  # fmt: skip
    assert disclosure.read(fold(text.replace("\t", "\n"))) == ()


def test_a_table_that_ends_the_text_belongs_to_its_body() -> None:
    report = parse("一、收支情况\n|项目|金额（万元）|\n|---|---|\n|税收收入|120|\n|非税收入|80|\n")
    assert [(o.name, str(o.quantity.value)) for o in report.observations] == [
        ("税收收入金额", "1200000"),
        ("非税收入金额", "800000"),
    ]


def test_a_report_gives_the_typed_cells_of_the_template() -> None:
    text = "三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量\t3\t1\t0\t0\t0\t0\t4\n"
    cells = {(row.item, row.column): row.value for row in parse(text).disclosed()}
    assert cells["received", "total"] == cells["received", "persons"] + cells["received", "businesses"] == 4
    assert parse("没有表格。").disclosed() == ()
