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
    assert "list.member → change.from → change.base → change.to" in shown
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
