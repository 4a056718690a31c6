"""A report held against its text."""

from __future__ import annotations

from report_parser import from_json, parse

TEXT = "全年完成审计项目37个，整改率由71.5%提高到90.25%。"


def test_a_sound_report_has_no_problems() -> None:
    assert parse(TEXT).verify() == []


def test_a_tampered_number_is_one_problem() -> None:
    report = parse(TEXT)
    told = report.to_json().replace('"text":"37个"', '"text":"73个"', 1)
    assert told != report.to_json()
    (problem,) = from_json(told).verify()
    assert "73个" in problem
    assert "37个" in problem


def test_another_text_is_found_out() -> None:
    assert parse(TEXT).verify(TEXT.replace("37", "38")) != []
