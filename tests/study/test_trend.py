"""Across years: planted contradictions, broken promises and repeated words are all found, and none is invented."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from report_parser import Report, parse_bytes, parse_file
from report_parser.study import trend
from report_parser.study.again import recycled, returning
from report_parser.study.trends import Trend

BEFORE = """青禾县审计局2024年法治政府建设报告
一、主要成效
2024年，完成审计项目33个，查出主要问题金额3.51亿元，移送问题线索9条，问题整改率77.73%。
坚持党的领导，把党的领导贯穿审计工作全过程各方面，确保审计工作正确方向。
全年组织法治培训12期，健全审计质量控制制度体系，规范审计权力运行。
二、存在的问题
一是审计力量与任务不相适应，专业人才不足；二是少数单位整改不够彻底。
三、2025年工作安排
完成审计项目40个，问题整改率达到90%以上，提出审计建议60条。
"""
AFTER = """青禾县审计局2025年法治政府建设报告
一、主要成效
2025年，完成审计项目37个，比上年增加6个，查出主要问题金额4.02亿元，增长14.5%，移送问题线索11条。问题整改率由75.2%提高到92.25%。
坚持党的领导，把党的领导贯穿审计工作全过程各方面，确保审计工作正确方向。
全年组织法治培训15期，健全审计质量控制制度体系，规范审计权力运行。
聚焦大数据审计，建成县级数据分析平台并投入使用，实现审计方式转变。
二、存在的问题
一是审计力量与审计任务不相适应，专业人才仍然不足；二是宣传形式比较单一。
三、2026年工作安排
完成审计项目45个。
"""


def report(text: str, name: str) -> Report:
    return parse_bytes(text.encode(), name)


@pytest.fixture(scope="module")
def found() -> Trend:
    return trend([report(AFTER, "2025.txt"), report(BEFORE, "2024.txt")])


def told(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(row[name] for name in names) for row in rows)


def test_planted_contradictions_are_found_and_no_others(found: Trend) -> None:
    assert told(found.contradictions, "kind", "verdict", "indicator", "expected", "found") == [
        ("change", "fails", "audit.projects", Decimal(4), Decimal(6)),
        ("restated", "review", "rectification.rate", Decimal("77.73"), Decimal("75.2")),
    ]
    holds = {row["indicator"]: row for row in found.compared if row["verdict"] == "holds"}
    assert holds["audit.problem_amount"]["kind"] == "growth"
    for row in found.compared:
        assert (row["before_source"], row["after_source"]) == ("2024.txt", "2025.txt")
        assert row["before"] in BEFORE
        assert row["after"] in AFTER


def test_promises_and_what_came_of_them(found: Trend) -> None:
    assert told(found.promises, "indicator", "kept", "year", "target", "result", "result_coverage") == [
        ("audit.projects", "below", 2025, Decimal(40), Decimal(37), "stated"),
        ("audit.suggestions", "no_result", 2025, Decimal(60), None, "not_stated"),
        ("rectification.rate", "met", 2025, Decimal(90), Decimal("92.25"), "stated"),
    ]


def test_shortcomings_that_return_and_those_that_are_new(found: Trend) -> None:
    assert [row["text"] for row in found.shortcomings] == [
        "审计力量与审计任务不相适应,专业人才仍然不足".replace(",", "，")
    ]
    assert found.shortcomings[0]["before"] in BEFORE


def test_sentences_that_were_kept_say_whether_their_numbers_were(found: Trend) -> None:
    kept = {row["text"][:4]: row["same_numbers"] for row in found.recycled}
    assert kept == {"坚持党的": True, "全年组织": False}
    [share] = found.shares
    assert (share["year"], share["before_year"], share["again"]) == (2025, 2024, 2)
    assert 20 < share["share"] < 60


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("地区生产总值增长6%左右", "below"),
        ("地区生产总值增长5%以上", "met"),
        ("地区生产总值增长5%—6%", "met"),
        ("地区生产总值增长4%—5%", "above"),
        ("居民消费价格涨幅2%左右", "below"),
        ("城镇调查失业率控制在5.5%以内", "met"),
        ("城镇调查失业率控制在5%以内", "above"),
    ],
)
def test_the_bound_of_a_target_says_which_side_is_right(text: str, kept: str) -> None:
    before = f"青禾县2024年政府工作报告\n二、2024年工作安排\n2024年预期目标是：{text}。\n"
    after = (
        "青禾县2025年政府工作报告\n一、2024年工作回顾\n"
        "2024年，地区生产总值增长5.5%，居民消费价格上涨0.2%，城镇调查失业率5.3%。\n"
    )
    found = trend([report(before, "a"), report(after, "b")])
    assert [row["kept"] for row in found.promises] == [kept]


def test_rounding_constant_prices_and_revisions_are_no_contradictions() -> None:
    before = (
        "青禾县2024年政府工作报告\n2023年，地区生产总值200.4亿元，一般公共预算收入20.04亿元，粮食总产量8.31万吨。\n"
    )
    after = (
        "青禾县2025年政府工作报告\n2024年，地区生产总值230亿元、增长5.5%，一般公共预算收入21.04亿元、增长5%，"
        "粮食总产量8.4万吨，比上年增长1.1%。\n"
    )
    found = trend([report(before, "a"), report(after, "b")])
    assert found.contradictions == []
    assert {row["indicator"] for row in found.compared} == {"economy.budget_revenue", "economy.grain"}


def test_only_successive_years_of_one_body_and_kind_are_compared() -> None:
    others = [
        report(BEFORE.replace("2025年", "2024年").replace("2024年法治", "2022年法治"), "2022.txt"),
        report(BEFORE.replace("青禾县", "白石县"), "other.txt"),
        report(AFTER, "2025.txt"),
    ]
    found = trend(others)
    assert (found.compared, found.promises, found.shares) == ([], [], [])


def test_the_tables_are_written(found: Trend, tmp_path: Path) -> None:
    found.export(tmp_path / "trend.xlsx")
    book = openpyxl.load_workbook(tmp_path / "trend.xlsx")
    assert book.sheetnames == ["compared", "promises", "shortcomings", "recycled", "shares", "series"]
    assert book["promises"].max_row == 4


def test_a_spec_says_what_is_followed() -> None:
    spec = {"column": [{"id": "x", "indicator": "audit.projects"}]}
    found = trend([report(BEFORE, "a"), report(AFTER, "b")], spec)
    assert {row["indicator"] for row in [*found.compared, *found.promises, *found.series]} == {"audit.projects"}


def test_real_reports_of_different_bodies_have_nothing_in_common(shared: Path) -> None:
    """Two provinces of one year are no pair, and one hardly repeats the other's sentences."""
    places = sorted((shared / "corpus").glob("gwr_2026_[云贵]*.txt"))
    reports = [parse_file(place) for place in places]
    assert trend(reports).shares == []
    assert len(recycled(*reports)) <= 2
    assert len(returning(*reports)) <= 2


def test_a_real_report_against_its_own_last_year(shared: Path) -> None:
    """A real report, moved by a year, agrees with itself in every sentence: nothing is said to contradict."""
    now = parse_file(next((shared / "corpus").glob("gwr_2026_云*.txt")))
    before = now.model_copy(update={"year": 2025, "source": now.source.model_copy(update={"name": "before"})})
    found = trend([before, now])
    assert [row for row in found.compared if row["kind"] == "restated"] == []
    assert found.shares[0]["share"] == 100
