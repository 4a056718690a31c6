"""Finding things in a report by what a person would call them, and what a person types wrongly."""

from __future__ import annotations

import warnings

import pytest

import report_parser as rp

TEXT = """\
青禾县审计局2025年法治政府建设报告
一、主要成效
2025年完成审计项目37个。审计问题整改率由77.73%提高到92.25%。查出问题金额4.02亿元。
二、存在不足
一是力量不足。二是手段不新。
三、2026年工作打算
完成审计项目40个。力争整改率达到95%。
"""


@pytest.fixture(scope="module")
def report() -> rp.Report:
    return rp.parse(TEXT)


def test_metrics_are_found_by_name_id_and_close_names(report: rp.Report) -> None:
    assert [str(metric.value) for metric in report.find("审计项目")] == ["37", "40"]
    assert [str(metric.value) for metric in report.find("audit.projects", status="planned")] == ["40"]
    assert [str(metric.value) for metric in report.find("审计项目", year=2025)] == ["37"]
    assert [str(metric.value) for metric in report.find("审计项目", section="三")] == ["40"]
    assert report.find("整改率")[0].name == "整改率"  # the likest first
    assert str(report.find("审计问题的整改率")[0].value) == "92.25"
    assert [o.quantity.text for o in report.find("审计问题整改率", role="previous")[0].observations] == ["77.73%"]
    assert report.find("粮食产量") == []
    assert report.find("审计项目", section="九") == []


def test_a_metric_says_what_its_level_says(report: rp.Report) -> None:
    amount = report.find("问题金额")[0]
    assert (amount.value, amount.unit, amount.status, amount.value_in("亿元")) == (
        402000000, "元", "actual", rp.parse("4.02个").metrics[0].value,
    )  # fmt: skip


def test_sections_and_points(report: rp.Report) -> None:
    second = report.section("二")
    assert second is not None
    assert second == report.section("2") == report.section("存在不足") == report.section("不足")
    assert report.text_of(second) == "二、存在不足\n一是力量不足。二是手段不新。"
    assert report.section("九") is None
    assert report.shortcomings == ["一是力量不足。", "二是手段不新。"]
    assert report.plans == ["完成审计项目40个。力争整改率达到95%。"]


def test_reprs_are_one_short_line(report: rp.Report) -> None:
    metric = report.metrics[0]
    for part in (report, metric, metric.observations[0], metric.observations[0].quantity, report.sections[0]):
        assert "\n" not in repr(part)
        assert len(repr(part)) < 120
    assert repr(metric) == "<Metric 0: 审计项目 37个>"


def test_what_is_no_text_is_said_so() -> None:
    for wrong in (None, 7, b"text"):
        with pytest.raises(TypeError, match="parse_file"):
            rp.parse(wrong)  # type: ignore[arg-type]
    for name in ("report.txt", "reports/青禾县 2025.pdf"):
        with pytest.warns(UserWarning, match="parse_file"):
            rp.parse(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rp.parse("2025年完成审计项目37个，见附表.xlsx")
        rp.parse("")


def test_dir_shows_the_public_names() -> None:
    assert dir(rp) == sorted(rp.__all__)
