"""The forms of budgets and final accounts: typed cells, and the sums that they state."""

from __future__ import annotations

from decimal import Decimal

import pytest

import report_parser as rp
from report_parser.data import load
from report_parser.models import FormCell
from report_parser.tables import budget

SUMMARY = """青禾县统计局2025年部门预算
2025年部门收支预算总表
单位：万元
本年收入\t\t本年支出\t
项目\t预算数\t项目\t预算数
一、财政拨款收入\t900.50\t一、一般公共服务支出\t700.25
二、其他收入\t99.50\t二、教育支出\t319.75
本年收入合计\t1,000.00\t本年支出合计\t1,020.00
上年结转\t20.00\t结转下年\t0.00
收入总计\t1,020.00\t支出总计\t1,020.00
"""
SPENDING = """青禾县统计局2025年部门预算
2025年部门支出预算总表
单位：元
功能分类科目编码\t\t\t功能分类科目名称\t合计\t基本支出\t项目支出
类\t款\t项\t\t\t\t
201\t\t\t一般公共服务支出\t500\t300\t200
201\t05\t\t统计信息事务\t500\t300\t200
201\t05\t01\t行政运行\t300\t300\t0
201\t05\t07\t专项普查活动\t200\t0\t200
221\t\t\t住房保障支出\t50\t50\t0
合计\t\t\t\t550\t350\t200
"""


def cells(text: str) -> dict[tuple[str, str], str]:
    return {(cell.item, cell.column): str(cell.value) for cell in rp.parse(text).forms}


@pytest.mark.parametrize(
    ("form", "caption"), [(e["id"], c) for e in load.shipped("budget")["table"] for c in e["examples"]]
)
def test_every_form_is_known_by_its_captions(form: str, caption: str) -> None:
    assert budget.table_of(caption) == form


def test_income_and_spending_side_by_side() -> None:
    seen = cells(SUMMARY)
    assert seen["fiscal_appropriation", "budget"] == "900.50"
    assert seen["income_total", "budget"] == seen["expenditure_total", "budget"] == "1020.00"
    assert seen["一般公共服务支出", "budget"] == "700.25"
    assert {cell.unit for cell in rp.parse(SUMMARY).forms} == {"万元"}
    assert {row["status"] for row in rp.parse(SUMMARY).rows()} == {"planned"}


def test_codes_are_the_ids_of_rows() -> None:
    seen = cells(SPENDING)
    assert (seen["201", "total"], seen["2010501", "basic"], seen["2010507", "project"]) == ("500", "300", "200")
    report = rp.parse(SPENDING)
    metric = {m.name: m for m in report.metrics}
    above = metric["行政运行合计"].part_of
    assert above is not None
    assert report.metrics[above].name == "统计信息事务合计"


@pytest.mark.parametrize("text", [SUMMARY, SPENDING], ids=["summary", "spending"])
def test_the_stated_sums_hold(text: str) -> None:
    verdicts = [check.verdict for check in rp.parse(text).checks if check.kind == "budget_sum"]
    assert len(verdicts) >= 3
    assert set(verdicts) == {"holds"}


@pytest.mark.parametrize(
    ("text", "right", "wrong", "says"),
    [
        (SUMMARY, "支出总计\t1,020.00", "支出总计\t1,030.00", "income_total"),
        (SUMMARY, "上年结转\t20.00", "上年结转\t25.00", "carried_over"),
        (SPENDING, "500\t300\t200\n201\t05\t01", "500\t310\t200\n201\t05\t01", "basic + project = total"),
        (SPENDING, "07\t专项普查活动\t200", "07\t专项普查活动\t210", "2010501 + 2010507"),
    ],
)
def test_a_sum_that_fails_is_found(text: str, right: str, wrong: str, says: str) -> None:
    assert text.count(right) == 1
    failed = [c.message for c in rp.parse(text.replace(right, wrong)).checks if c.verdict == "fails"]
    assert any(says in message for message in failed)


def test_a_cell_is_data() -> None:
    cell = next(c for c in rp.parse(SPENDING).forms if c.item == "221")
    assert isinstance(cell, FormCell)
    assert (cell.form, cell.table.partition(".")[0], cell.value, cell.span.of(SPENDING)) == (
        "budget", "expenditure", Decimal(50), "50",
    )  # fmt: skip
