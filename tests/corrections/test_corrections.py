"""Corrections: found again by their quotes, applied with a state each, and reports that stay whole."""

from __future__ import annotations

import json
import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import report_parser as rp
from report_parser.cli import main
from report_parser.corrections import Correction, Corrections, read
from report_parser.corrections.entries import FIELDS, around, line_of, written
from report_parser.errors import CorrectionsError
from report_parser.models import Report
from report_parser.output.records import report_id
from report_parser.parser import default

TEXT = """\
青禾县审计局2025年法治政府建设报告
一、主要成效
（一）全年完成审计项目37个，其中预算执行审计9个、经济责任审计28个。
（二）审计问题整改率由77.73%提高到92.25%。查出问题金额4.02亿元。
二、存在不足
全县仍有3个乡镇未完成整改。
"""


@pytest.fixture(scope="module")
def plain() -> Report:
    return rp.parse(TEXT)


def fix(report: Report, quote: str, field: str, old: Any, new: Any, **more: Any) -> Correction:
    start = report.text.index(quote)
    before, behind = around(report.text, start, start + len(quote))
    made = {"report_id": report_id(report), "start": start, "end": start + len(quote), "quote": quote} | {
        "prefix": before, "suffix": behind, "field": field, "old": old, "new": new, "author": "李四",
    }  # fmt: skip
    return Correction(**(made | more))


def parser_with(*fixes: Correction) -> rp.Parser:
    return default().with_corrections(Corrections.of(fixes))


def corrected(text: str, *fixes: Correction) -> Report:
    return parser_with(*fixes).parse(text)


def row_of(report: Report, quote: str) -> dict[str, Any]:
    return next(row for row in report.rows() if row["text"] == quote)


def states(report: Report) -> list[str]:
    return [result.state for result in report.corrections]


def is_whole(report: Report) -> None:
    """Ids are in document order, references lead somewhere, the ledger holds every row, and JSON gives it back."""
    assert [row["observation"] for row in report.rows()] == list(range(len(report.observations)))
    assert [metric.id for metric in report.metrics] == list(range(len(report.metrics)))
    ids = {metric.id for metric in report.metrics}
    assert all(metric.part_of is None or metric.part_of in ids - {metric.id} for metric in report.metrics)
    assert all(number < len(report.observations) for check in report.checks for number in check.observations)
    ledger = {numeral.span: numeral.quantity for numeral in report.numerals if numeral.category == "metric"}
    assert all(ledger[o.quantity.span] == o.quantity for o in report.observations)
    assert report.verify() == []
    assert rp.from_json(report.to_json()) == report


@pytest.mark.parametrize(
    ("quote", "field", "old", "new"),
    [
        ("37个", "name", "审计项目", "完成的项目"),
        ("37个", "indicator", "audit.projects", None),
        ("37个", "value", "37", "38"),
        ("37个", "unit", "个", "件"),
        ("37个", "bound", "exact", "approx"),
        ("37个", "status", "actual", "planned"),
        ("37个", "estimated", False, True),
        ("37个", "modality", None, "力争"),
        ("92.25%", "role", "level", "delta"),
        ("92.25%", "scope", None, "全县"),
        ("92.25%", "period", "2025年", "2024年"),
        ("92.25%", "period_end", "2025-12-31", "2025-06-30"),
        ("4.02亿元", "high", None, "500000000"),
    ],
)
def test_a_field_is_corrected_once(plain: Report, quote: str, field: str, old: Any, new: Any) -> None:
    one = fix(plain, quote, field, old, new)
    done = corrected(TEXT, one)
    assert states(done) == ["applied"]
    row = row_of(done, quote)
    assert written(row[field]) == new
    assert row["corrected_by"] == "李四"
    others = [r["corrected_by"] for r in done.rows() if r["text"] != quote]
    assert others == [None] * len(others)
    is_whole(done)
    assert states(corrected(TEXT, one.model_copy(update={"old": new, "new": old}))) == ["already_right"]
    assert states(corrected(TEXT, one.model_copy(update={"old": new}))) == ["conflict"]


def test_what_depends_on_a_field_follows(plain: Report) -> None:
    done = corrected(TEXT, fix(plain, "37个", "unit", "个", "亩"), fix(plain, "92.25%", "period", "2025年", "2024年"))
    assert row_of(done, "37个")["kind"] == "measure"
    assert row_of(done, "92.25%")["period_start"] == date(2024, 1, 1)
    named = corrected(TEXT, fix(plain, "4.02亿元", "name", row_of(plain, "4.02亿元")["name"], "一般公共预算收入"))
    assert row_of(named, "4.02亿元")["indicator"] == row_of(named, "4.02亿元")["concept"] != ""
    assert row_of(named, "4.02亿元")["indicator"] != row_of(rp.parse(TEXT), "4.02亿元")["indicator"]


def test_a_value_that_is_corrected_is_checked_anew(plain: Report) -> None:
    assert {check.verdict for check in plain.checks if check.kind == "parts_of_total"} == {"holds"}
    done = corrected(TEXT, fix(plain, "37个", "value", "37", "7"))
    assert {check.verdict for check in done.checks if check.kind == "parts_of_total"} != {"holds"}


def test_one_row_of_a_metric_gets_a_name_of_its_own(plain: Report) -> None:
    done = corrected(TEXT, fix(plain, "77.73%", "name", "审计问题整改率", "上年整改率"))
    assert [row_of(done, quote)["name"] for quote in ("77.73%", "92.25%")] == ["上年整改率", "审计问题整改率"]
    assert row_of(done, "77.73%")["metric"] != row_of(done, "92.25%")["metric"]
    is_whole(done)


def test_rows_are_added_and_deleted(plain: Report) -> None:
    delete = fix(plain, "9个", "row", {"value": "9"}, None)
    add = fix(plain, "二、", "row", None, {"name": "部分", "value": "2", "unit": "个", "status": "planned"})
    done = corrected(TEXT, delete, add)
    assert states(done) == ["applied", "applied"]
    assert [row["text"] for row in done.rows()] == ["37个", "28个", "77.73%", "92.25%", "4.02亿元", "二、", "3个"]
    added = row_of(done, "二、")
    assert (added["name"], added["value"], added["status"], added["rule"]) == (
        "部分", Decimal(2), "planned", "corrected.added",
    )  # fmt: skip
    assert {n.text: n.category for n in done.numerals}["9个"] == "other"
    is_whole(done)
    again = parser_with(delete, add)
    assert [r.state for r in again.parse(TEXT.replace("9个", "九家")).corrections] == []
    twice = corrected(TEXT, delete, delete, add, add)
    assert states(twice) == ["applied", "already_right", "applied", "already_right"]


def test_a_deleted_whole_takes_no_part_with_it(plain: Report) -> None:
    done = corrected(TEXT, fix(plain, "37个", "row", {}, None))
    assert row_of(done, "9个")["part_of"] is None
    is_whole(done)


def test_a_number_that_was_read_in_the_text_brings_its_value(plain: Report) -> None:
    done = corrected(TEXT, fix(plain, "9个", "row", {}, None))
    back = fix(plain, "9个", "row", None, {"name": "预算执行审计项目"})
    both = parser_with(fix(plain, "9个", "row", {}, None), back).parse(TEXT)
    assert row_of(both, "9个")["value"] == 9
    assert len(both.rows()) == len(done.rows()) + 1
    nothing = corrected(TEXT, fix(plain, "主要成效", "row", None, {"name": "成效"}))
    assert states(nothing) == ["conflict"]
    assert "states no number" in nothing.corrections[0].message


def test_a_section_gives_its_period_to_what_stands_under_it(plain: Report) -> None:
    done = corrected(TEXT, fix(plain, "主要成效", "section_period", "2025年", "2024年"))
    assert states(done) == ["applied"]
    assert {row["period_start"] for row in done.rows()[:3]} == {date(2024, 1, 1)}  # 全年 moves with its section
    assert row_of(done, "92.25%")["period"] == "2024年"
    assert row_of(done, "3个")["period"] == "2025年"
    assert done.sections[0].period is not None
    assert done.sections[0].period.label == "2024年"
    is_whole(done)


def test_a_checked_row_says_when_it_is_another_one(plain: Report) -> None:
    seen = fix(plain, "37个", "checked", {"name": "审计项目", "value": "37"}, True)
    done = corrected(TEXT, seen, seen.model_copy(update={"old": {"name": "项目"}}))
    assert states(done) == ["already_right", "conflict"]
    assert done.corrections[1].message == "since it was checked, name is 审计项目, not 项目"
    assert done.rows() == plain.rows()


def test_a_correction_is_found_again_in_a_text_that_changed(plain: Report) -> None:
    source = {"report_id": "0" * 64, "source": "2025/青禾.txt"}
    fixes = [fix(plain, q, "scope", None, "青禾", **source) for q in ("37个", "92.25%", "3个")]
    text = "发布时间：2026年1月5日\n" + TEXT.replace("仍有3个乡镇", "还剩下3个镇")
    report = parser_with(*fixes).parse_bytes(text.encode(), "青禾.txt")
    assert states(report) == ["applied", "applied", "orphan"]
    assert all(text[result.span.start : result.span.end] == "37个" for result in report.corrections[:1] if result.span)
    other = parser_with(*fixes).parse_bytes(text.encode(), "岭北.txt")
    assert other.corrections == ()


def test_a_quote_that_stands_twice_is_found_by_what_is_around_it() -> None:
    text = "城镇新增就业5万人。农村新增就业5万人。"
    report = rp.parse(text)
    start = text.rindex("5万人")
    before, behind = around(text, start, start + 3)
    one = Correction(
        source="a.txt", start=start, end=start + 3, quote="5万人", prefix=before, suffix=behind, field="scope",
        old=None, new="全县", author="李四",
    )  # fmt: skip
    parser = parser_with(one)
    moved = parser.parse_bytes(f"一、就业\n{text}".encode(), "a.txt")
    assert [row["scope"] for row in moved.rows()] == [None, "全县"]
    bare = parser_with(one.model_copy(update={"prefix": "", "suffix": ""}))
    assert states(bare.parse_bytes(f"一、就业\n{text}".encode(), "a.txt")) == ["orphan"]
    assert report.corrections == ()


def test_a_number_that_is_cut_otherwise_is_the_same_row() -> None:
    report = rp.parse("整改率达92.25%以上。")
    digits = Correction(
        report_id=report_id(report), start=4, end=9, quote="92.25", field="scope", new="全县", author="李四"
    )
    assert states(corrected(report.text, digits)) == ["applied"]


def test_two_people_may_correct_one_field(plain: Report) -> None:
    first = fix(plain, "37个", "name", "审计项目", "项目")
    second = fix(plain, "37个", "name", "项目", "完成项目", author="王五")
    third = fix(plain, "37个", "name", "审计项目", "其他项目", author="赵六")
    done = corrected(TEXT, first, second, third)
    assert states(done) == ["applied", "applied", "conflict"]
    assert (row_of(done, "37个")["name"], row_of(done, "37个")["corrected_by"]) == ("完成项目", "王五")


def test_without_corrections_nothing_changes(plain: Report) -> None:
    parser = rp.Parser(corrections=Corrections.of([fix(plain, "37个", "value", "37", "38")]))
    other = "全年召开审计业务会议14次。"
    done = parser.parse(other)
    assert done.model_copy(update={"made_by": rp.parse(other).made_by}) == rp.parse(other)
    assert done.made_by.corrections_sha256 == parser.corrections.sha256  # type: ignore[union-attr]
    assert pickle.loads(pickle.dumps(parser)).parse(TEXT) == parser.parse(TEXT)


def test_a_file_is_read_back(plain: Report, tmp_path: Path) -> None:
    fixes = [fix(plain, "37个", "value", "37", "38"), fix(plain, "9个", "row", {"value": "9"}, None, reason="不是")]
    place = tmp_path / "fixes.jsonl"
    place.write_text(f"{line_of(fixes[0])}\n{line_of(fixes[1])}", encoding="utf-8")
    found = read(place)
    assert found.entries == tuple(fixes)
    assert found.numbers == (1, 3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"field": "colour"}, "there is no field 'colour'"),
        ({"new": 38}, "is a text"),
        ({"new": "much"}, "is no number"),
        ({"new": "NaN"}, "is no number"),
        ({"field": "status", "old": "actual", "new": "done"}, "status is one of"),
        ({"field": "estimated", "old": False, "new": "yes"}, "true or false"),
        ({"field": "period_end", "old": None, "new": "2025-13-01"}, "month must be"),
        ({"new": None}, "never empty"),
        ({"quote": ""}, "quote is empty"),
        ({"start": -1}, "no place"),
        ({"report_id": ""}, "neither"),
        ({"field": "row", "old": None, "new": None}, "added"),
        ({"field": "row", "old": None, "new": {"value": "1"}}, "needs a name"),
        ({"field": "row", "old": None, "new": {"colour": "1"}}, "no field"),
        ({"colour": 1}, "colour: Extra"),
    ],
)
def test_a_wrong_line_is_named(plain: Report, tmp_path: Path, change: dict[str, Any], said: str) -> None:
    line = fix(plain, "37个", "value", "37", "38").model_dump() | change
    place = tmp_path / "fixes.jsonl"
    place.write_text("\n" + json.dumps(line), encoding="utf-8")
    with pytest.raises(CorrectionsError, match="line 2: ") as caught:
        rp.Parser(corrections=place)
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorrectionsError, match=r"none\.jsonl"):
        read(tmp_path / "none.jsonl")


def test_every_field_is_a_column(plain: Report) -> None:
    assert set(FIELDS) <= plain.rows()[0].keys()


def test_the_commands_take_corrections(plain: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report, fixes, out = tmp_path / "a.txt", tmp_path / "fixes.jsonl", tmp_path / "out"
    report.write_text(TEXT, encoding="utf-8")
    lines = [fix(plain, "37个", "value", "37", "38"), fix(plain, "9个", "value", "8", "7")]
    fixes.write_text("".join(map(line_of, lines)), encoding="utf-8")
    assert main(["parse", str(report), "--format", "jsonl", "--corrections", str(fixes)]) == 0
    printed = capsys.readouterr()
    rows = [json.loads(line) for line in printed.out.splitlines()]
    assert [(row["value"], row["corrected_by"]) for row in rows[:2]] == [("38", "李四"), ("9", None)]
    assert "1 applied, 0 already right, 1 conflict, 0 orphan" in printed.err
    assert "correction 2: conflict: value: value is 9 now, not 8" in printed.err
    arguments = ["batch", str(report), "-o", str(out), "--format", "jsonl", "--workers", "1", "--corrections"]
    assert main([*arguments, str(fixes)]) == 0
    assert '"corrected_by": "李四"' in (out / "observations" / "part-00000.jsonl").read_text(encoding="utf-8")
    others = tmp_path / "others.jsonl"
    others.write_text(line_of(lines[0]), encoding="utf-8")
    assert main([*arguments, str(others), "--resume"]) == 1
    assert "corrections_sha256" in capsys.readouterr().err
