"""Binding in tables: names from headers, units from headers and captions, changes, periods."""

from __future__ import annotations

from typing import Any

import pytest

import report_parser as rp
from helpers.paths import FIXTURES
from report_parser.models import plain

TABLE = """关于青禾县2025年收入情况的报告
一、收入
全县税收收入12亿元，其中契税3亿元。
表1 收入情况
单位：万元
指标\t2025年\t2024年\t同比增长（%）
一般公共预算收入\t25,600\t24,000\t3.5
税收收入\t12,300.5\t13,000\t-1.2
纳税户数（户）\t1,286\t\t

二、2026年工作安排
| 任务 | 目标值 |
|---|---|
| 新增企业（家） | 120 |
支出5亿元。
"""


def rows(text: str) -> list[dict[str, Any]]:
    return rp.parse(text).rows()


def test_a_cell_is_named_by_its_headers() -> None:
    seen = [(r["text"], r["name"], plain(r["value"]), r["unit"], r["role"]) for r in rows(TABLE)]
    assert seen[2:] == [
        ("25,600", "一般公共预算收入", "256000000", "元", "level"),
        ("24,000", "一般公共预算收入", "240000000", "元", "level"),
        ("3.5", "一般公共预算收入", "3.5", "%", "delta"),
        ("12,300.5", "税收收入", "123005000", "元", "level"),
        ("13,000", "税收收入", "130000000", "元", "level"),
        ("-1.2", "税收收入", "1.2", "%", "delta"),
        ("1,286", "纳税户数", "1286", "户", "level"),
        ("120", "新增企业目标值", "120", "家", "level"),
        ("5亿元", "支出", "500000000", "元", "level"),
    ]


def test_changes_periods_and_plans() -> None:
    by_text = {r["text"]: r for r in rows(TABLE)}
    fall = by_text["-1.2"]
    assert (fall["direction"], fall["basis"], fall["basis_kind"]) == ("down", "同比", "yoy")
    assert [by_text[t]["period"] for t in ("25,600", "24,000")] == ["2025年", "2024年"]
    assert [by_text[t]["status"] for t in ("25,600", "120")] == ["actual", "planned"]
    assert by_text["3.5"]["metric"] == by_text["25,600"]["metric"]
    assert by_text["25,600"]["sentence"].startswith("一般公共预算收入\t25,600")


def test_ids_stay_in_document_order() -> None:
    report = rp.parse(TABLE)
    assert [m.id for m in report.metrics] == list(range(len(report.metrics)))
    assert [o.id for o in report.observations] == list(range(len(report.observations)))
    assert [o.quantity.span.start for o in report.observations] == sorted(
        o.quantity.span.start for o in report.observations
    )
    part = next(m for m in report.metrics if m.part_of is not None)
    assert [o.quantity.text for o in (*part.observations, *report.metrics[part.part_of or 0].observations)] == [
        "3亿元",
        "12亿元",
    ]


def test_rows_of_different_length() -> None:
    text = "项目\t立案\t办结\n全县\t41\n城区\t12\t9"
    assert [(r["text"], r["name"]) for r in rows(text)] == [("12", "城区立案"), ("9", "城区办结")]
    assert {n.text: n.category for n in rp.parse(text).numerals}["41"] == "other"


def test_figures_of_shorter_rows_stand_at_the_right() -> None:
    text = "表1 案件情况\n案件情况一览\n类别\t项目\t2024年\t2025年\n刑事\t立案\t41\t38\n结案\t40\t37\n合计\t81\t75"
    assert [(r["text"], r["name"], r["period"]) for r in rows(text)] == [
        ("41", "刑事立案", "2024年"), ("38", "刑事立案", "2025年"), ("40", "结案", "2024年"), ("37", "结案", "2025年"),
        ("81", "合计", "2024年"), ("75", "合计", "2025年"),
    ]  # fmt: skip


def test_figures_that_nothing_tells_apart_are_no_metrics() -> None:
    text = "全年收到申请7件。\n类别\t件数\t件数\n新收\t3\t1\n结转\t0\t2"
    assert [r["text"] for r in rows(text)] == ["7件"]
    assert [n.category for n in rp.parse(text).numerals] == ["metric", "other", "other", "other", "other"]


def test_a_merged_head_whose_width_is_lost_lies_over_equal_parts() -> None:
    text = "类别\t法人\n\t企业\t机构\n新收\t3\t1\n结转\t0\t2"
    assert [(r["name"], r["text"]) for r in rows(text)] == [
        ("新收企业", "3"), ("新收机构", "1"), ("结转企业", "0"), ("结转机构", "2"),
    ]  # fmt: skip


def test_a_column_of_row_numbers() -> None:
    text = "序号\t项目\t件数（件）\t排名\n1\t立案\t41\t2\n2\t办结\t38\t1"
    assert [(r["text"], r["name"]) for r in rows(text)] == [("41", "立案件数"), ("38", "办结件数")]
    assert [n.category for n in rp.parse(text).numerals] == ["enumerator", "metric", "rank"] * 2


TEMPLATE = FIXTURES / "structure" / "disclosure_tabs.txt"


@pytest.mark.parametrize("mark", ["\t", " | ", "\n"], ids=["tabs", "bars", "one line a cell"])
def test_cells_of_the_disclosure_template(mark: str) -> None:
    seen = [r for r in rows(TEMPLATE.read_text(encoding="utf-8").replace("\t", mark)) if r["rule"] == "cell.headers"]
    assert len(seen) == 200
    named = {r["name"]: (r["text"], r["unit"], plain(r["value"])) for r in seen}
    assert named["新收政府信息公开申请数量自然人"] == ("5", "件", "5")
    assert named["没有现成信息需要另行制作总计"] == ("0", "件", "0")
    assert named["行政事业性收费收费金额"] == ("0.60", "元", "6000")
    assert named["复议后起诉结果纠正"] == ("1", "件", "1")
