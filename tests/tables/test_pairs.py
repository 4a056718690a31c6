"""Keys and values in lines, and units that stand alone."""

from __future__ import annotations

import pytest

import report_parser as rp
from report_parser.models import plain


def read(text: str) -> list[tuple[str, str, str]]:
    return [(r["name"], plain(r["value"]), r["unit"]) for r in rp.parse(text).rows()]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("合同金额：86.5万元；付款比例：30%", [("合同金额", "865000", "元"), ("付款比例", "30", "%")]),
        ("申请数：126件　办结数：120件", [("申请数", "126", "件"), ("办结数", "120", "件")]),
        ("总投资：5.6亿元；其中财政资金：2亿元", [("总投资", "560000000", "元"), ("财政资金", "200000000", "元")]),
        ("户数：320户 人口：1050人", [("户数", "320", "户"), ("人口", "1050", "人")]),
        ("投资额（万元）：35；工期：3年", [("投资额", "350000", "元"), ("工期", "3", "年")]),
        ("得分：96分", [("得分", "96", "分")]),
    ],
)
def test_each_value_is_named_by_its_key(text: str, rows: list[tuple[str, str, str]]) -> None:
    assert read(text) == rows
    assert {row["rule"] for row in rp.parse(text).rows()} == {"pair.key"}


def test_a_code_behind_a_key_is_no_metric() -> None:
    report = rp.parse("发票号码：00193305　价税合计：3456.04元")
    assert [(n.text, n.category) for n in report.numerals] == [("00193305", "name"), ("3456.04元", "metric")]


@pytest.mark.parametrize(
    "text", ["会议强调：3项任务要抓实，5家单位要整改。", "时间：2025年1月3日", "比例为4.7：40.3：55.0"]
)
def test_a_colon_alone_makes_no_pair(text: str) -> None:
    assert "pair.key" not in {row["rule"] for row in rp.parse(text).rows()}


@pytest.mark.parametrize("text", ["金额（百万元）", "单位：百万元", "营业收入（亿美元）", "（单位：万元）"])
def test_a_unit_that_stands_alone_is_no_number(text: str) -> None:
    assert rp.parse(text).rows() == []
    assert rp.parse(text).numerals == ()


def test_a_number_in_brackets_stays_one() -> None:
    assert [n.text for n in rp.parse("（两万三千元）").numerals] == ["两万三千元"]
