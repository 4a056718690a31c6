"""Done or planned: by the sentence's own words first, then by its frame."""

from __future__ import annotations

import pytest

from report_parser import parse

REPORT = "青禾县司法局2024年法治政府建设报告\n一、2024年工作情况\n{}\n二、2025年工作打算\n{}\n"


def statuses(text: str) -> list[str]:
    return [o.status for o in parse(text).observations]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # words of plans
        ("地区生产总值预期增长6%。", "planned"),
        ("力争培训律师300人。", "planned"),
        ("拟新建站点5个。", "planned"),
        ("计划新建站点5个，培训300人。", "planned planned"),
        ("明年新建站点5个。", "planned"),
        ("我们将新建站点5个。", "planned"),
        ("主要预期目标是：投资增长5%，新增就业2万人。", "planned planned"),
        ("确保整改率90%以上。", "planned"),
        ("明确持证率不低于50%。", "planned"),
        # words of what is done
        ("已新建站点5个。", "actual"),
        ("建成了站点5个。", "actual"),
        ("投资同比增长5%。", "actual"),
        ("实现了产值5亿元。", "actual"),
        # these alone decide nothing
        ("今年3月检查企业12家。", "actual"),
        ("今年以来，办结案件52件。", "actual"),
        ("今年6月底，存款余额32亿元。", "actual"),
        ("计划总投资5亿元。", "actual"),
        ("年度计划完成率98%。", "actual"),
        ("将50个村纳入试点。", "actual"),
        ("开展“力争上游”活动12场。", "actual"),
        ("预计粮食产量50万吨。", "actual"),
        ("使用结转下一年度资金3亿元。", "actual"),
        # both in one sentence
        ("持证率3.1%，未达到不低于5%的要求。", "actual planned"),
        ("上级计划新建的3座水库，仅1座开工。", "planned actual"),
        ("去年新建站点5个，今年计划新建站点8个。", "actual planned"),
    ],
)
def test_a_sentence_by_itself(text: str, wanted: str) -> None:
    assert statuses(text) == wanted.split()


@pytest.mark.parametrize(
    ("review", "plan", "wanted"),
    [
        ("新建站点3个。", "新建站点5个。", "actual planned"),
        ("新建站点3个。2025年，力争新建站点6个。", "新建站点5个。", "actual planned planned"),
        ("新建站点3个。", "在2024年新建站点3个的基础上，2025年新建站点5个。", "actual actual planned"),
        ("新建站点3个。", "目前已有站点3个，2025年再建5个。", "actual actual planned"),
        ("新建站点3个。", "改造已建成的站点5个。整改率由71%提高到95%以上。", "actual planned actual planned"),
        ("新建站点3个。下一步，我们将新建站点5个。", "培训300人。", "actual planned planned"),
        ("确保持证率100%。", "培训300人。", "actual planned"),
        ("新建站点3个。", "投资同比增长5%。", "actual planned"),
        ("预计全年新建站点3个。", "预计新建站点5个。", "actual planned"),
    ],
)
def test_a_sentence_in_its_frame(review: str, plan: str, wanted: str) -> None:
    assert statuses(REPORT.format(review, plan)) == wanted.split()


def test_targets_open_a_frame_where_no_heading_tells() -> None:
    text = "今年主要预期目标是：投资增长5%。\n（一）扩大内需。\n新建站点5个。\n（二）改善民生。\n新建学校2所。\n"
    assert statuses(text) == ["planned"] * 3


def test_targets_inside_a_review_are_of_their_sentence_alone() -> None:
    text = REPORT.format("年初确定的主要目标是新建站点2个。新建站点3个。", "培训300人。")
    assert statuses(text) == ["planned", "actual", "planned"]


def test_no_word_turns_a_document() -> None:
    review = "新建站点3个。" * 3
    assert set(statuses(review + "今年、今年、今年确保安全，力争先进，预期目标、下一步、控制在手。" * 20)) == {"actual"}


def test_a_title_that_names_plans_alone_is_a_frame() -> None:
    assert statuses("2026年工作打算\n新建站点5个，培训300人次。") == ["planned"] * 2
