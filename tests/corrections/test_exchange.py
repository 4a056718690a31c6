"""Rows that went to Excel or Label Studio and came back: what was changed there, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

import report_parser as rp
from report_parser.cli import main
from report_parser.corrections import Correction, Corrections, read
from report_parser.corrections.exchange import read_annotations, read_sheet, write_sheet, write_tasks
from report_parser.errors import CorrectionsError
from report_parser.parser import default

TEXT = """\
𠮷禾县审计局2025年法治政府建设报告
一、主要成效
（一）全年完成审计项目37个，其中预算执行审计9个、经济责任审计28个。
（二）审计问题整改率由77.73%提高到92.25%，居全市第2位。
"""
ABOUT = {"author": "李四", "day": "2026-03-01"}


@pytest.fixture(scope="module")
def report() -> rp.Report:
    return rp.parse_bytes(TEXT.encode(), "青禾.txt")


def applied(fixes: list[Correction]) -> rp.Report:
    done = default().with_corrections(Corrections.of(fixes)).parse_bytes(TEXT.encode(), "青禾.txt")
    assert {result.state for result in done.corrections} <= {"applied", "already_right"}
    return done


def edit(path: Path, changes: dict[str, dict[str, Any]]) -> None:
    """Change cells of a sheet as a person does in Excel; rows by the words of their number."""
    book = load_workbook(path)
    page = book["rows"]
    head = [cell.value for cell in page[1]]
    for line in page.iter_rows(min_row=2):
        row: dict[Any, Any] = dict(zip(head, line, strict=True))
        for name, value in changes.get(str(row["text"].value), {}).items():
            row[name].value = value
    book.save(path)


def test_a_sheet_that_was_not_edited_has_no_corrections(report: rp.Report, fixtures: Path, tmp_path: Path) -> None:
    write_sheet([report, rp.parse_file(fixtures / "own_audit.txt")], tmp_path / "rows.xlsx")
    assert read_sheet(tmp_path / "rows.xlsx", **ABOUT) == []


def test_what_was_edited_in_a_sheet_comes_back(report: rp.Report, tmp_path: Path) -> None:
    place = tmp_path / "rows.xlsx"
    write_sheet([report], place)
    edit(
        place,
        {
            "37个": {"name": "完成的项目", "value": 38, "status": "planned", "reason": "统一"},  # a number of Excel's
            "9个": {"delete": "x"},
            "92.25%": {"checked": "x", "scope": "全县", "estimated": True},
            "77.73%": {"checked": "x"},
        },
    )
    fixes = read_sheet(place, **ABOUT)
    assert [(fix.quote, fix.field, fix.new) for fix in fixes] == [
        ("37个", "name", "完成的项目"),
        ("37个", "value", "38"),
        ("37个", "status", "planned"),
        ("9个", "row", None),
        ("77.73%", "checked", True),
        ("92.25%", "estimated", True),
        ("92.25%", "scope", "全县"),
        ("92.25%", "checked", True),
    ]
    assert {(fix.author, fix.date, fix.reason) for fix in fixes[:3]} == {("李四", "2026-03-01", "统一")}
    done = applied(fixes)
    assert [(row["text"], str(row["value"])) for row in done.rows()][:2] == [("37个", "38"), ("28个", "28")]


def test_what_no_field_can_hold_is_refused(report: rp.Report, tmp_path: Path) -> None:
    place = tmp_path / "rows.xlsx"
    for change, said in (
        ({"value": "viel"}, "is no number"),
        ({"name": None}, "never empty"),
        ({"start": "1"}, "line"),
    ):
        write_sheet([report], place)
        edit(place, {"37个": change})
        with pytest.raises(CorrectionsError, match=said):
            read_sheet(place, **ABOUT)
    report.export(place)
    with pytest.raises(CorrectionsError, match="no workbook of rows"):
        read_sheet(place, **ABOUT)


def annotated(path: Path, change: Any) -> Path:
    """The tasks as Label Studio gives them back: the predictions as an annotation, changed."""
    tasks = json.loads(path.read_text(encoding="utf-8"))
    for task in tasks:
        result = [dict(each) for each in task.pop("predictions")[0]["result"]]
        task["annotations"] = [{"completed_by": 1, "result": change(result)}]
    done = path.with_name("annotations.json")
    done.write_text(json.dumps(tasks), encoding="utf-8")
    return done


def test_tasks_hold_places_as_label_studio_counts_them(report: rp.Report, tmp_path: Path) -> None:
    write_tasks([report], tmp_path / "tasks.json")
    (task,) = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    wide = task["data"]["text"].encode("utf-16-le")
    for region in task["predictions"][0]["result"]:
        value = region["value"]
        assert wide[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") in {
            o.quantity.text for o in report.observations
        }
    config = ET.fromstring((tmp_path / "tasks.xml").read_text(encoding="utf-8"))
    named = {(part.tag.lower(), part.get("name")) for part in config if part.get("toName") == "text"}
    used = {(region["type"], region["from_name"]) for region in task["predictions"][0]["result"]}
    assert used <= named
    assert read_annotations(annotated(tmp_path / "tasks.json", list), **ABOUT) == []


def test_what_was_changed_in_label_studio_comes_back(report: rp.Report, tmp_path: Path) -> None:
    write_tasks([report], tmp_path / "tasks.json")

    def change(result: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept = [each for each in result if each["value"]["text"] != "9个" and each["value"].get("text") != ["9"]]
        gone = {each["id"] for each in result} - {each["id"] for each in kept if each["type"] == "labels"}
        kept = [each for each in kept if each["id"] not in gone]
        for each in kept:
            if each["from_name"] == "name" and each["value"]["text"] == ["审计项目"]:
                each["value"] = {**each["value"], "text": ["完成的项目"]}
        at = TEXT.index("第2位") + 1  # one UTF-16 unit further on
        spot = {"start": at, "end": at + 3}
        about = {"id": "new", "to_name": "text"}
        return [
            *kept,
            {**about, "from_name": "role", "type": "labels", "value": {**spot, "text": "第2位", "labels": ["level"]}},
            {**about, "from_name": "name", "type": "textarea", "value": {**spot, "text": ["全市位次"]}},
            {**about, "from_name": "value", "type": "textarea", "value": {**spot, "text": ["2"]}},
        ]

    fixes = read_annotations(annotated(tmp_path / "tasks.json", change), **ABOUT)
    assert [(fix.quote, fix.field) for fix in fixes] == [("37个", "name"), ("9个", "row"), ("第2位", "row")]
    done = applied(fixes)
    assert [(row["text"], row["name"]) for row in done.rows() if row["corrected_by"]] == [
        ("37个", "完成的项目"), ("第2位", "全市位次"),
    ]  # fmt: skip


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "a.json"
    for content in ("no JSON", "7", '[{"annotations": [{"result": []}]}]'):
        place.write_text(content, encoding="utf-8")
        with pytest.raises(CorrectionsError, match="no export of Label Studio"):
            read_annotations(place, **ABOUT)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, rows, fixes = (str(tmp_path / name) for name in ("青禾.txt", "rows.xlsx", "fixes.jsonl"))
    Path(source).write_text(TEXT, encoding="utf-8")
    assert main(["corrections", "export", source, "-o", rows]) == 0
    edit(Path(rows), {"37个": {"value": "38"}})
    assert main(["corrections", "import", rows, "--author", "李四", "--date", "2026-03-01", "-o", fixes]) == 0
    assert [fix.new for fix in read(fixes).entries] == ["38"]
    assert main(["corrections", "check", source, "--corrections", fixes]) == 0
    assert "applied" in capsys.readouterr().out
    Path(source).write_text(TEXT.replace("37个", "36个"), encoding="utf-8")
    assert main(["corrections", "check", source, "--corrections", fixes, "--format", "jsonl"]) == 1
    assert json.loads(capsys.readouterr().out)["state"] == "orphan"
    assert main(["corrections", "export", source]) == 2
    assert main(["corrections", "import", rows]) == 2
    assert main(["corrections", "check", source]) == 2
