"""`report-parser explain`: one number, and why it was read as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from report_parser.cli import main


def test_a_metric_is_explained(fixtures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(fixtures / "own_audit.txt"), "--number", "92.25%"]) == 0
    shown = capsys.readouterr().out
    assert "metric" in shown
    assert "change.to" in shown
    assert "reading    10  change.to  " in shown
    assert "整改率 (level)" in shown


def test_a_number_that_is_no_metric_is_told_by_the_rule_of_the_scan(
    fixtures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(fixtures / "own_audit.txt"), "--number", "第四十七条"]) == 0
    assert "article" in capsys.readouterr().out


@pytest.mark.parametrize("asked", [["--at", "99999999"], ["--at", "0"], ["--number", "八千里"]])
def test_a_place_without_a_number_is_refused_in_one_line(
    asked: list[str], fixtures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(fixtures / "own_audit.txt"), *asked]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "no number" in shown.err


def test_the_frame_of_a_number_is_told_with_the_words_that_say_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.txt"
    report.write_text(
        "青禾县2026年政府工作报告\n一、2025年工作回顾\n全县新建学校3所。\n"
        "二、2026年工作安排\n（一）县本级预算。\n新建园区2个，力争投资5亿元以上。\n",
        encoding="utf-8",
    )
    shown = []
    for number in ("3所", "2个", "5亿元"):
        assert main(["explain", str(report), "--number", number]) == 0
        shown.append([" ".join(line.split()) for line in capsys.readouterr().out.splitlines()[-4:]])
    assert shown == [
        [
            "period 2025-01-01 – 2025-12-31 ← “2025年” (heading)",
            "status actual ← “一、2025年工作回顾” (heading)",
            "topic 2025年工作回顾 ← “2025年工作回顾” (heading)",
            "scope 全县 ← “全县” (sentence)",
        ],
        [
            "period 2026-01-01 – 2026-12-31 ← “2026年” (heading)",
            "status planned ← “二、2026年工作安排” (heading)",
            "topic 县本级预算 ← “县本级预算” (heading)",
            "scope 县本级 ← “县本级” (heading)",
        ],
        [
            "period 2026-01-01 – 2026-12-31 ← “2026年” (heading)",
            "status planned ← “力争” (sentence)",
            "topic 县本级预算 ← “县本级预算” (heading)",
            "scope 县本级 ← “县本级” (heading)",
        ],
    ]
