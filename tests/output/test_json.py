"""JSON: equal when read back, plain decimals, Chinese as it is."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

import report_parser as rp


@pytest.mark.parametrize("name", ["own_audit", "own_justice", "own_housing"])
def test_a_report_read_back_is_equal(fixtures: Path, tmp_path: Path, name: str) -> None:
    report = rp.parse_file(fixtures / f"{name}.txt")
    place = tmp_path / "report.json"
    rp.export_json(report, place)
    assert rp.read_json(place) == report
    assert rp.from_json(report.to_json()) == report


def test_json_is_the_models_own_dump(fixtures: Path) -> None:
    report = rp.parse_file(fixtures / "own_audit.txt")
    text = report.to_json(indent=2)
    assert json.loads(text) == report.model_dump(mode="json")
    assert "整改率" in text
    assert list(json.loads(text)) == list(rp.Report.model_fields)


def test_decimals_are_plain_digit_strings_and_spans_are_objects() -> None:
    [metric] = json.loads(rp.parse("查出主要问题金额4.020亿元。").to_json())["metrics"]
    quantity = metric["observations"][0]["quantity"]
    assert quantity["value"] == "402000000"
    assert quantity["span"] == {"start": 8, "end": 15}


def test_an_unnamed_character_survives() -> None:
    report = rp.parse("整改率92.25%\ud800\x00\u2028📊")
    assert rp.from_json(report.to_json()) == report


def test_what_is_no_report_is_no_json_report(tmp_path: Path) -> None:
    for wrong in ("", "{}", "[]", '{"text": "x"}'):
        with pytest.raises(ValueError, match=r"."):
            rp.from_json(wrong)
    with pytest.raises(FileNotFoundError):
        rp.read_json(tmp_path / "missing.json")


def test_values_read_back_are_decimals() -> None:
    report = rp.from_json(rp.parse("整改率由77.73%提高到92.25%。").to_json())
    [rate] = report.metrics
    assert rate.level is not None
    assert rate.level.quantity.value == Decimal("92.25")
    assert rate.difference == Decimal("14.52")
