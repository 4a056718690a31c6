"""Runs held against each other: every planted difference is found, at its place, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import report_parser as rp
from helpers import form
from report_parser.batch.record import RunError
from report_parser.batch.run import Plan, run
from report_parser.cli import main
from report_parser.corrections import Correction, Corrections
from report_parser.corrections.entries import line_of
from report_parser.parser import default
from report_parser.study.diffs import diff

TEXTS = {
    "a.txt": "青禾县2026年政府工作报告\n一、2025年工作回顾\n地区生产总值230亿元、增长5.5%。新建学校3所。\n",
    "b.txt": "岭北县2026年政府工作报告\n一、2025年工作回顾\n地区生产总值120亿元、增长6.1%。新建学校2所。\n",
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def fix(source: str, quote: str, field: str, old: object, new: object) -> Correction:
    start = TEXTS[source].index(quote)
    return Correction(
        source=source, start=start, end=start + len(quote), quote=quote, prefix=TEXTS[source][start - 4 : start],
        suffix=TEXTS[source][start + len(quote) :][:1], field=field, old=old, new=new, author="李四",
    )  # fmt: skip


FIXES = [
    fix("a.txt", "230亿元", "value", "23000000000", "23100000000"),
    fix("a.txt", "3所", "scope", None, "全县"),
    fix("b.txt", "2所", "row", {}, None),
]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_rows_of_batches(reports: Path, tmp_path: Path, form: str) -> None:
    for name, parser in (("old", default()), ("new", default().with_corrections(Corrections.of(FIXES)))):
        run(Plan((str(reports),), tmp_path / name, form=form, workers=1, parser=parser))  # type: ignore[arg-type]
    found = diff(tmp_path / "old", tmp_path / "new" / "run.json")
    told = [(c.what, c.row.split()[-1], c.field, c.before, c.after) for c in found.changes]
    assert told == [
        ("field", "230亿元", "value", "23000000000", "23100000000"),
        ("field", "230亿元", "value_signed", "23000000000", "23100000000"),
        ("field", "230亿元", "corrected_by", "", "李四"),
        ("field", "3所", "scope", "", "全县"),
        ("field", "3所", "corrected_by", "", "李四"),
        ("row", "2所", "", "level 2 所", ""),
    ]
    first = found.changes[0]
    assert TEXTS["a.txt"][int(first.start) : int(first.end)] == "230亿元"
    assert [name for name, _, _ in found.made_by] == ["corrections_sha256"]
    assert diff(tmp_path / "new", tmp_path / "new").changes == ()


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "jsonl", "parquet"])
def test_cells_of_panels_come_first(reports: Path, tmp_path: Path, suffix: str) -> None:
    fixes = tmp_path / "fixes.jsonl"
    fixes.write_text("".join(map(line_of, FIXES)), encoding="utf-8")
    spec = tmp_path / "panel.toml"
    spec.write_text(
        '[[column]]\nid = "gdp"\nindicator = "economy.gdp"\nunit = "亿元"\n'
        '[[column]]\nid = "growth"\nindicator = "economy.gdp"\nmeasure = "growth"\n',
        encoding="utf-8",
    )
    old, new = tmp_path / f"old.{suffix}", tmp_path / f"new.{suffix}"
    assert main(["panel", str(reports), "--spec", str(spec), "-o", str(old)]) == 0
    assert main(["panel", str(reports), "--spec", str(spec), "-o", str(new), "--corrections", str(fixes)]) == 0
    found = diff(old, new)
    assert [(c.what, c.field, c.before, c.after) for c in found.changes] == [("cell", "value", "230", "231")]
    assert "gdp" in found.changes[0].row


def test_cells_of_filled_forms(tmp_path: Path, fixtures: Path) -> None:
    template = form.make(tmp_path / "汇总表.xlsx")
    source = str(fixtures / "own_audit.txt")
    text = rp.parse_file(source).text
    start = text.index("92.25%")
    wrong = Correction(
        source=source, start=start, end=start + 6, quote="92.25%", prefix=text[start - 6 : start], field="value",
        old="92.25", new="92.52", author="李四",
    )  # fmt: skip
    fixes = tmp_path / "fixes.jsonl"
    fixes.write_text(line_of(wrong), encoding="utf-8")
    for name, more in (("old", []), ("new", ["--corrections", str(fixes)])):
        out = str(tmp_path / f"{name}.xlsx")
        assert main(["collect", source, "--template", str(template), "-o", out, *more]) == 0
    found = diff(tmp_path / "old.xlsx", tmp_path / "new.xlsx")
    assert [(c.what, c.before, c.after) for c in found.changes] == [("cell", "92.25", "92.52")]
    assert "corrections_sha256" in {name for name, _, _ in found.made_by}


def test_the_command_says_so_and_exits_with_1(
    reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, parser in (("old", default()), ("new", default().with_corrections(Corrections.of(FIXES[1:2])))):
        run(Plan((str(reports),), tmp_path / name, form="jsonl", workers=1, parser=parser))
    runs = [str(tmp_path / "old"), str(tmp_path / "new")]
    assert main(["diff", *runs, "--format", "jsonl"]) == 1
    printed = capsys.readouterr()
    assert [json.loads(line)["field"] for line in printed.out.splitlines()] == ["scope", "corrected_by"]
    assert "made with corrections_sha256" in printed.err
    assert main(["diff", runs[0], runs[0]]) == 0
    assert main(["diff", str(reports), runs[0]]) == 1
    assert "run.json" in capsys.readouterr().err


def test_a_batch_and_a_panel_do_not_compare(reports: Path, tmp_path: Path) -> None:
    run(Plan((str(reports),), tmp_path / "old", form="jsonl", workers=1, parser=default()))
    assert main(["panel", str(reports), "-o", str(tmp_path / "panel.csv")]) == 0
    with pytest.raises(RunError, match="one kind"):
        diff(tmp_path / "old", tmp_path / "panel.csv")
