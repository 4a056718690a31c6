"""`report-parser indicators`, and tables of one's own on the command line."""

from __future__ import annotations

import argparse
import json
import tomllib
from pathlib import Path

import pytest

from report_parser.cli import _argument_parser, main

MINE = (
    '[indicator."my.lamps"]\nname = "云溪灯塔"\nkind = "count"\nunit = "座"\nenglish = "Lamps"\ndefinition = "灯塔"\n'
)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text("全年建成云溪灯塔12座。发出提示函28份。", encoding="utf-8")
    (folder / "b.txt").write_text("建成云溪灯塔3座，增长5%。", encoding="utf-8")
    return folder


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(MINE, encoding="utf-8")
    return path


def test_entries_are_searched_by_name_and_by_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["indicators", "list", "grain output", "--format", "jsonl"]) == 0
    [row] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (row["indicator"], row["unit"], row["additive"]) == ("economy.grain", "吨", True)


@pytest.mark.parametrize("command", [["parse"], ["explain", "--at", "8"]])
def test_a_table_of_ones_own_is_used(
    command: list[str], reports: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--format", "jsonl"] if command == ["parse"] else []
    assert main([command[0], str(reports / "a.txt"), *command[1:], *options, "--indicators", str(table)]) == 0
    assert "my.lamps" in capsys.readouterr().out


def test_a_batch_uses_it_too(reports: Path, table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    wanted = ["-o", str(out), "--format", "jsonl", "--workers", "1", "--indicators", str(table)]
    assert main(["batch", str(reports), *wanted]) == 0
    rows = [json.loads(line) for path in out.rglob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    assert [row["indicator"] for row in rows if row.get("name") == "云溪灯塔"] == ["my.lamps"] * 3


def test_a_malformed_table_is_refused_in_one_line(
    tmp_path: Path, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('[indicator."my.lamps"]\nname = "灯塔"\n', encoding="utf-8")
    assert main(["parse", str(reports / "a.txt"), "--indicators", str(bad)]) == 1
    assert "give a kind" in capsys.readouterr().err
    assert main(["indicators", "check", str(bad)]) == 1
    assert "give a kind" in capsys.readouterr().err


def test_a_check_says_what_is_empty_and_what_is_taken_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[indicator."my.gdp"]\nname = "地区生产总值"\nkind = "money"\nunit = "元"\n', encoding="utf-8")
    assert main(["indicators", "check", str(path)]) == 0
    said = capsys.readouterr().out
    assert "my.gdp: english, definition are empty" in said
    assert "地区生产总值 is a name of my.gdp, and was one of economy.gdp" in said


def test_entries_are_proposed_and_load(reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "proposed.toml"
    assert main(["indicators", "propose", str(reports), "-o", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    [entry] = tomllib.loads(text)["indicator"].values()
    assert (entry["name"], entry["unit"], entry["kind"]) == ("云溪灯塔", "座", "count")
    assert "2 reports, 3 values (座 2)" in text
    assert main(["indicators", "check", str(path)]) == 0
    assert "1 entries" in capsys.readouterr().out
    assert main(["indicators", "propose"]) == 2


def test_every_command_that_parses_takes_tables() -> None:
    for name, command in commands(_argument_parser()).items():
        options = {option for action in command._actions for option in action.option_strings}
        reads = options & {"--encoding", "--ocr", "--misses"}
        assert not reads or {"--indicators", "--units", "--words"} <= options, name


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    [found] = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(found.choices)


def test_an_evaluation_reads_with_own_units(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("建成灯塔3座次。", encoding="utf-8")
    name = {"name": "灯塔", "head": "灯塔", "status": "actual", "role": "level"}
    number = {"raw": "3座次", "start": 4, "value": "3", "unit": "座次", "kind": "count", "bound": "exact"}
    (tmp_path / "a.gold.jsonl").write_text(json.dumps(number | name, ensure_ascii=False) + "\n", encoding="utf-8")
    units = tmp_path / "units.toml"
    units.write_text('[classifiers]\nforms = ["座次"]\n', encoding="utf-8")
    assert main(["evaluate", str(tmp_path), "--min-row", "0.9", "--units", str(units)]) == 0
    assert main(["evaluate", str(tmp_path), "--min-row", "0.9"]) == 4
