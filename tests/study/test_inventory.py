"""The inventory: planted duplicates, gaps and odd reports are all found, and nothing else is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
import pytest

from report_parser import Failure, Report, parse_bytes, parse_file
from report_parser.batch.record import read
from report_parser.cli import PARTIAL, main
from report_parser.errors import MissingColumnError, SourceUnreadableError
from report_parser.study import Expected, inventory, read_expected
from report_parser.study.diffs import diff
from report_parser.study.inventories import Inventory

PARTS = ("完成审计项目{a}个", "查出主要问题金额{b}万元", "移送问题线索{c}条", "提出审计建议{d}条", "促进建章立制{c}项")


def text(body: str, year: int, seed: int = 0) -> str:
    """A report of one body and year; other bodies and years have other words and numbers."""
    lines = [f"{body}{year}年法治政府建设报告", "一、主要成效"]
    for number in range(12):
        told = "，".join(PARTS).format(
            a=year % 50 + number + seed, b=year * number + seed, c=number + 3, d=year % 7 + number
        )
        lines.append(f"（{'一二三四五六七八九十百千'[number]}）{body}在第{number + seed}项工作上{told}。")
    return "\n".join(lines)


def report(body: str, year: int, name: str | None = None, around: tuple[str, str] = ("", "")) -> Report:
    whole = f"{around[0]}\n{text(body, year, len(body) * 7)}\n{around[1]}"
    return parse_bytes(whole.encode(), name or f"{body}{year}.txt")


@pytest.fixture(scope="module")
def found() -> Inventory:
    qinghe, baishi = "青禾县审计局", "白石县司法局"
    reports: list[Report | Failure] = [
        *(report(qinghe, year) for year in (2021, 2022, 2024)),
        report(baishi, 2021),
        report(baishi, 2022),
        report(qinghe, 2022, "copy.txt"),  # the same text
        report(qinghe, 2024, "site.txt", ("首页 > 政务公开", "【打印】【关闭】")),  # the same report from another site
        parse_bytes(f"{text(baishi, 2023, 42)}\n{text(baishi, 2023, 42)}".encode(), "twice.txt"),
        parse_bytes("政府工作报告\n岭北县2024年政府工作报告\n2023年，地区生产总值增长5%。".encode(), "other.txt"),
        parse_bytes("完成审计项目12个。".encode(), "bare.txt"),
        Failure(source="scan.pdf", stage="read", error="NoTextLayerError: a scan"),
    ]
    return inventory(reports)


def test_every_planted_duplicate_is_found_and_no_other(found: Inventory) -> None:
    assert sorted((pair["kind"], pair["source"], pair["other"]) for pair in found.duplicates) == [
        ("near_duplicate", "site.txt", "青禾县审计局2024.txt"),
        ("same_text", "copy.txt", "青禾县审计局2022.txt"),
        ("stands_twice", "twice.txt", "twice.txt"),
    ]


def test_two_versions_and_a_text_of_another_year_are_told_apart() -> None:
    first = parse_bytes(text("青禾县审计局", 2024, 1).encode(), "a.txt")
    version = parse_bytes(
        text("青禾县审计局", 2024, 1).replace("项目", "工程").replace("问题", "事项").encode(), "b.txt"
    )
    recycled = parse_bytes(text("青禾县审计局", 2024, 1).replace("2024年", "2025年").encode(), "c.txt")
    found = inventory([first, version, recycled])
    assert [(pair["kind"], pair["source"], pair["other"]) for pair in found.duplicates] == [
        ("other_year", "c.txt", "a.txt"),
        ("two_versions", "b.txt", "a.txt"),
    ]


def test_what_a_file_alone_has_to_look_at(found: Inventory) -> None:
    flags = {row["source"]: row["flags"] for row in found.files}
    assert flags["other.txt"] == "other_kind"
    assert flags["bare.txt"] == "other_kind, no_year, no_body"
    assert flags["scan.pdf"] == "unread"
    assert flags["青禾县审计局2021.txt"] is None
    assert {row["source"]: row["same_as"] for row in found.files}["copy.txt"] == "青禾县审计局2022.txt"


def test_holes_between_the_years_of_a_body(found: Inventory) -> None:
    assert [(gap["body"], gap["year"]) for gap in found.gaps] == [("青禾县审计局", 2023)]
    assert next(row for row in found.matrix if row["body"] == "青禾县审计局")["2023"] == 0


def test_gaps_against_what_is_expected(tmp_path: Path) -> None:
    place = tmp_path / "units.csv"
    place.write_text("单位,年度\n青禾县审计局,2021-2023\n审计局,2021\n岭北县审计局,\n", encoding="gb18030")
    expected = read_expected(place)
    assert expected[:2] == [Expected("青禾县审计局", year=2021), Expected("青禾县审计局", year=2022)]
    found = inventory([report("青禾县审计局", 2021), report("青禾县审计局", 2023)], place)
    assert [(gap["body"], gap["year"]) for gap in found.gaps] == [
        ("青禾县审计局", 2022),
        *(("岭北县审计局", year) for year in (2021, 2022, 2023)),
    ]


def test_a_code_and_a_kind_decide_where_they_are_given() -> None:
    one = report("青禾县审计局", 2024).model_copy(update={"region_code": "330101"})
    wanted = [Expected("x", "330101", 2024), Expected("x", "330102", 2024), Expected("审计局", None, 2024, "brief")]
    assert [(gap["kind"], gap["year"]) for gap in inventory([one], wanted).gaps] == [(None, 2024), ("brief", 2024)]


def test_a_table_without_bodies_is_refused(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(MissingColumnError, match="no column of bodies"):
        read_expected(tmp_path / "units.csv")
    with pytest.raises(SourceUnreadableError):
        read_expected(tmp_path / "none.csv")


def test_indicators_by_how_many_reports_state_them(found: Inventory) -> None:
    rows = {row["indicator"]: row for row in found.indicators}
    projects = rows["audit.projects"]
    assert (projects["name"], projects["reports"], projects["targets"]) == ("审计项目", 9, 0)
    assert projects["units"].startswith("个 ")
    assert any("建章立制" in row["concept"] for row in found.unnamed)


def test_the_tables_are_written(found: Inventory, tmp_path: Path) -> None:
    found.export(tmp_path / "inventory.xlsx")
    book = openpyxl.load_workbook(tmp_path / "inventory.xlsx")
    assert book.sheetnames == ["files", "duplicates", "gaps", "matrix", "indicators", "unnamed"]
    assert book["files"].max_row == len(found.files) + 1
    found.export(tmp_path / "inventory.csv")
    assert (tmp_path / "inventory.duplicates.csv").read_text(encoding="utf-8-sig").count("\n") == 4


def test_real_reports_that_came_twice(shared: Path) -> None:
    """A report as a text and as a file of its own is found; different provinces are no duplicates."""
    places = [
        shared / "corpus" / "files" / "communique_zhoukou_2023.pdf",
        shared / "corpus" / "real" / "communique_zhoukou_2023.txt",
        *sorted((shared / "corpus").glob("gwr_2026_[云北山]*.txt")),
    ]
    found = inventory([parse_file(place) for place in places])
    assert [(pair["kind"], Path(pair["source"]).suffix) for pair in found.duplicates] == [("near_duplicate", ".txt")]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_command_says_what_made_it_and_names_files_that_nobody_reads(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text(text("青禾县审计局", 2024), encoding="utf-8")
    (tmp_path / "reports" / "empty.txt").write_bytes(b"")
    (tmp_path / "units.csv").write_text("单位\n青禾县审计局\n", encoding="utf-8")
    out = tmp_path / f"inventory.{suffix}"
    given = ["inventory", str(tmp_path / "reports"), "--expect", str(tmp_path / "units.csv"), "-o", str(out)]
    assert main(given) == PARTIAL
    made, _ = read(out)
    assert (made.run, made.counts, [each.path for each in made.inputs]) == (
        "inventory", {"sources": 2, "failed": 1}, ["units.csv"],
    )  # fmt: skip
    assert [(Path(each.path).name, each.sha256, each.report_id is None) for each in made.sources] == [
        ("a.txt", hashlib.sha256((tmp_path / "reports" / "a.txt").read_bytes()).hexdigest(), False),
        ("empty.txt", hashlib.sha256(b"").hexdigest(), True),
    ]
    assert made.outputs[0].path == out.name
    assert diff(out, out).changes == ()
    (tmp_path / "reports" / "empty.txt").write_bytes(b"\xff\xfe\x00")
    main([*given[:-1], str(tmp_path / f"later.{suffix}")])
    changed = {(Path(each.row).name, each.field) for each in diff(out, tmp_path / f"later.{suffix}").changes}
    assert ("empty.txt", "sha256") in changed
    assert {row for row, _ in changed} == {"empty.txt"}
