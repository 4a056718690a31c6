"""Coding sheets and agreement: who draws what, textbook values of alpha, and what is undefined said as such."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import report_parser as rp
from report_parser.batch.run import Plan, run
from report_parser.cli import main
from report_parser.parser import default
from report_parser.study.coders import SheetError, agreement, read_sheet
from report_parser.study.sheets import CodingSheet, sample

FILES = ("own_audit.txt", "government_work_report.txt", "information_disclosure_report.txt")


@pytest.fixture(scope="module")
def reports(fixtures: Path) -> list[rp.Report]:
    return [rp.parse_file(fixtures / name) for name in FILES if (fixtures / name).exists()]


def fill(sheet: CodingSheet, path: Path, answers: Mapping[str, Mapping[str, str | None]] | None = None) -> None:
    """A sheet as a coder gives it back: the parser's answers, with other ones for some numbers."""
    sheet.save(path, blind=False)
    book = load_workbook(path)
    page = book["coding"]
    head = [cell.value for cell in page[1]]
    for line in page.iter_rows(min_row=2):
        row: dict[Any, Any] = dict(zip(head, line, strict=True))
        for name, value in (answers or {}).get(str(row["id"].value), {}).items():
            row[name].value = value
    book.save(path)


def test_a_sample_is_a_share_of_every_stratum(reports: list[rp.Report]) -> None:
    whole = sample(reports, 10**6)
    drawn = sample(reports, 60, 7)
    assert (len(drawn.units), drawn.frame) == (60, len(whole.units))
    assert sample(reports, 60, 7) == drawn
    assert sample(reports, 60, 8).units != drawn.units
    assert len({unit.id for unit in whole.units}) == len(whole.units)
    for place, off in ((0, 2), (2, 5)):  # whether it was read as a metric, and the report
        there = Counter(unit.stratum[place] for unit in whole.units)
        here = Counter(unit.stratum[place] for unit in drawn.units)
        for stratum, count in there.items():
            assert abs(here[stratum] - count * 60 / drawn.frame) <= off
    assert {unit.read["metric"] for unit in drawn.units} == {"yes", "no"}


def test_every_number_that_could_be_a_value_is_in_the_frame(reports: list[rp.Report]) -> None:
    whole = sample(reports, 10**6)
    places = {(unit.report_id, unit.span) for unit in whole.units}
    for report in reports:
        digest = report.rows()[0]["report_id"]
        assert all((digest, o.quantity.span) in places for o in report.observations)
    with pytest.raises(ValueError, match="1 number"):
        sample(reports, 0)


def test_a_blind_sheet_shows_no_answer(reports: list[rp.Report], tmp_path: Path) -> None:
    sheet = sample(reports, 30, 1)
    sheet.save(tmp_path / "blind.xlsx")
    page = load_workbook(tmp_path / "blind.xlsx")["coding"]
    rows = list(page.iter_rows(values_only=True))
    head = [str(name) for name in rows[0]]
    assert len(rows) == 31
    asked = slice(head.index("metric"), head.index("remark") + 1)
    assert {cell for row in rows[1:] for cell in row[asked]} == {None}
    number, sentence = head.index("number"), head.index("sentence")
    assert all(f"【{' '.join(str(row[number]).split())}】" in str(row[sentence]) for row in rows[1:])
    assert [v.formula1 for v in page.data_validations.dataValidation] == [
        '"yes,no"', '"level,previous,delta"', '"actual,planned"',
    ]  # fmt: skip


def code(tmp_path: Path, first: str, second: str, field: str = "role") -> Any:
    """The agreement on one field of two coders who answer so, letter for letter (. is no answer)."""
    text = "".join(f"甲{chr(0x4E00 + place)}{place + 1}个。" for place in range(len(first)))
    sheet = sample([rp.parse(text)], len(first))
    assert len(sheet.units) == len(first)
    ids = [unit.id for unit in sheet.units]
    for name, answers in (("a", first), ("b", second)):
        filled = {
            id_: {"metric": "yes", field: None if letter == "." else letter}
            for id_, letter in zip(ids, answers, strict=True)
        }
        fill(sheet, tmp_path / f"{name}.xlsx", filled)
    found = agreement(tmp_path / "a.xlsx", tmp_path / "b.xlsx", resamples=50)
    return next(each for each in found.fields if each.field == field and each.level == "nominal")


def test_alpha_is_that_of_the_textbook(tmp_path: Path) -> None:
    """Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), B and A: two observers, nominal data."""
    found = code(tmp_path, "aabbdcccedda", "babbbccceddd")
    assert (found.units, found.agreed, round(found.alpha, 3)) == (12, 0.75, 0.692)
    assert found.low < found.alpha < found.high
    binary = code(tmp_path, "0100000000", "1110010100")
    assert (round(binary.alpha, 3), binary.agreed) == (0.095, 0.6)


def test_alpha_of_values_is_ratio(tmp_path: Path) -> None:
    sheet = sample([rp.parse("甲厂1个。乙厂2个。丙厂4个。")], 3)
    near = {unit.id: {"value": str(int(str(unit.read["value"])) + 1)} for unit in sheet.units[:1]}
    fill(sheet, tmp_path / "a.xlsx")
    fill(sheet, tmp_path / "b.xlsx", near)
    value = sheet.units[0].read["value"]
    pairs = [(float(u.read["value"]), float(u.read["value"])) for u in sheet.units[1:]]
    pairs.append((float(value), float(value) + 1))
    every = [code for pair in pairs for code in pair]
    observed = sum(((a - b) / (a + b)) ** 2 for a, b in pairs) * 2 / 6
    expected = sum(((a - b) / (a + b)) ** 2 for a in every for b in every) / (6 * 5)
    nominal, ratio = (each for each in agreement(tmp_path / "a.xlsx", tmp_path / "b.xlsx", resamples=20).fields
                      if each.field == "value")  # fmt: skip
    assert ratio.alpha == pytest.approx(1 - observed / expected)
    assert ratio.level == "ratio"
    assert ratio.alpha > nominal.alpha  # type: ignore[operator]


@pytest.mark.parametrize(
    ("first", "second", "field", "said"),
    [
        ("aaaa", "aaaa", "role", "all answers are the same"),
        ("....", "abab", "role", "no number was answered by both"),
        ("a...", "ab..", "role", "only one number"),
    ],
)
def test_what_is_undefined_is_said_so(tmp_path: Path, first: str, second: str, field: str, said: str) -> None:
    found = code(tmp_path, first, second, field)
    assert found.alpha is None
    assert found.note.startswith("undefined: ")
    assert said in found.note


def test_a_value_that_is_no_ratio_is_said_so(tmp_path: Path) -> None:
    sheet = sample([rp.parse("甲厂1个。乙厂2个。")], 2)
    fill(sheet, tmp_path / "a.xlsx")
    fill(sheet, tmp_path / "b.xlsx", {sheet.units[0].id: {"value": "-3"}})
    ratio = agreement(tmp_path / "a.xlsx", tmp_path / "b.xlsx", resamples=20).fields[3]
    assert (ratio.level, ratio.alpha, ratio.note.partition(":")[0]) == ("ratio", None, "undefined")


def test_a_run_is_held_against_both_coders(fixtures: Path, tmp_path: Path) -> None:
    source = fixtures / "own_audit.txt"
    run(Plan((str(source),), tmp_path / "run", form="jsonl", workers=1, parser=default()))
    report = rp.parse_file(source)
    sheet = sample([report], 10**6)
    rows = [unit for unit in sheet.units if unit.read["metric"] == "yes"]
    others = [unit for unit in sheet.units if unit.read["metric"] == "no"]
    assert others
    answers: dict[str, dict[str, str | None]] = {
        rows[0].id: {"metric": "no"},
        rows[1].id: {"unit": "头"},
        others[0].id: {"metric": "是", "name": "别的", "value": "1", "unit": "个"},
    }
    fill(sheet, tmp_path / "a.xlsx", answers)
    fill(sheet, tmp_path / "b.xlsx", answers | {rows[2].id: {"metric": "no"}})
    found = agreement(tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "run", resamples=20)
    shares = {share.measure: share for share in found.run}
    n = len(rows) - 1  # they differ on one
    assert (shares["precision"].right, shares["precision"].of) == (n - 1, n)
    assert (shares["recall"].right, shares["recall"].of) == (n - 1, n)
    assert (shares["unit right"].right, shares["unit right"].of) == (n - 2, n - 1)
    low, high = shares["precision"].low, shares["precision"].high
    z, p = 1.959963984540054, (n - 1) / n
    middle, half = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    assert (low, high) == pytest.approx(((middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)))
    told = {(each.id, each.field, each.run) for each in found.disagreements}
    assert told == {
        (rows[0].id, "metric", "yes"),
        (rows[1].id, "unit", rows[1].read["unit"]),
        (rows[2].id, "metric", None),
        (others[0].id, "metric", "no"),
    }


def test_shares_of_nothing_are_undefined(fixtures: Path, tmp_path: Path) -> None:
    run(Plan((str(fixtures / "own_audit.txt"),), tmp_path / "run", form="jsonl", workers=1, parser=default()))
    sheet = sample([rp.parse("甲厂1个。")], 1)
    for name in "ab":
        fill(sheet, tmp_path / f"{name}.xlsx", {sheet.units[0].id: {"metric": "no"}})
    found = agreement(tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "run", resamples=20)
    assert [(share.share, share.note.partition(":")[0]) for share in found.run] == [(None, "undefined")] * 9


def test_what_is_no_sheet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK no workbook")
    with pytest.raises(SheetError, match="no workbook"):
        read_sheet(tmp_path / "a.xlsx")
    report = rp.parse("甲厂1个。")
    report.export(tmp_path / "b.xlsx")
    with pytest.raises(SheetError, match="no coding sheet"):
        read_sheet(tmp_path / "b.xlsx")


def test_the_commands(fixtures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, first, second = str(fixtures / "own_audit.txt"), str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx")
    assert main(["sample", source, "--n", "5", "--seed", "7", "-o", first]) == 0
    assert main(["sample", source, "--n", "5", "--seed", "7", "-o", second]) == 0
    capsys.readouterr()
    assert main(["agreement", first, second, "--resamples", "10"]) == 0
    assert "undefined: all answers are the same" in capsys.readouterr().out
    assert main(["agreement", first, second, "--resamples", "10", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["disagreements"] == []
    assert main(["sample", source, "-o", str(tmp_path / "a.csv")]) == 2
    assert main(["agreement", first, source]) == 1
