"""The command line: readable on any console, exact as JSON, one line for each error."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import report_parser as rp
from report_parser.cli import main
from report_parser.cli.layout import table, width

REPORT = "一、主要成效\n全年完成审计项目37个。\n整改率由77.73%提高到92.25%。\n"


def command(*arguments: str, stdin: bytes = b"", encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    line = [sys.executable, "-m", "report_parser", *arguments]
    return subprocess.run(line, input=stdin, capture_output=True, env=environment, check=False)


@pytest.fixture
def place(tmp_path: Path) -> str:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return str(path)


def test_a_report_is_shown_as_outline_and_metrics(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", place]) == 0
    shown = capsys.readouterr().out
    assert "  一、主要成效  [2]\n" in shown
    [header, *rows] = shown[shown.index("  section") :].split("\n\n")[0].splitlines()
    assert [row.split() for row in rows] == [
        ["一、", "审计项目", "37个", "actual"],
        ["一、", "整改率", "92.25%", "77.73%", "actual"],
    ]
    assert len({width(line[: line.index("actual")]) for line in rows} | {width(header[: header.index("status")])}) == 1


def test_json_goes_to_standard_output_or_a_file(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = rp.parse_file(place)
    assert main(["parse", place, "--format", "json"]) == 0
    assert rp.from_json(capsys.readouterr().out) == report
    output = tmp_path / "report.json"
    assert main(["parse", place, "-o", str(output)]) == 0
    assert capsys.readouterr().out == ""
    assert rp.read_json(output) == report
    assert main(["parse", place, "--format", "table", "-o", str(output)]) == 0
    assert output.read_text(encoding="utf-8").splitlines()[-1].startswith("Numerals (")


def test_standard_input_is_read() -> None:
    done = command("parse", "-", "--format", "json", stdin=REPORT.encode("gbk"))
    assert done.returncode == 0
    assert rp.from_json(done.stdout) == rp.parse_bytes(REPORT.encode("gbk"))


@pytest.mark.parametrize("name", ["missing", "folder", "empty", "latin", "binary"])
def test_a_refused_source_costs_one_line_and_exit_code_1(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    for file, data in {"empty": b"", "latin": b"no Chinese", "binary": b"\x80\xff" * 9}.items():
        (tmp_path / file).write_bytes(data)
    assert main(["parse", str(tmp_path / name)]) == 1
    seen = capsys.readouterr()
    assert seen.out == ""
    assert seen.err.count("\n") == 1
    assert seen.err.startswith(f"report-parser: {tmp_path / name}: ")


@pytest.mark.parametrize("arguments", [[], ["unknown"], ["parse"], ["parse", "x", "--format", "xml"]])
def test_a_wrong_command_line_costs_one_line_and_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_output_that_cannot_be_written_is_exit_code_3(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["parse", place, "-o", str(tmp_path / "no" / "folder.json")]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, shown in ((["--help"], "exit codes:"), (["parse", "--help"], "examples:"), (["--version"], "0.")):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 0
        assert shown in capsys.readouterr().out


def test_a_gbk_console_shows_what_it_can() -> None:
    stdin = ("•📊" + REPORT).encode()
    done = command("parse", "-", stdin=stdin, encoding="gbk")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "整改率" in done.stdout.decode("gbk")
    done = command("parse", "-", "--format", "json", stdin=stdin, encoding="gbk")
    assert json.loads(done.stdout)["text"] == stdin.decode()


def test_a_closed_pipe_is_no_error(fixtures: Path) -> None:
    line = [sys.executable, "-m", "report_parser", "parse", str(fixtures / "own_audit.txt"), "--format", "json"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_what_could_steer_a_terminal_is_not_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "一、成\x1b[31m效\u202e好\n整改率92.25%。\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["parse", "-"]) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_columns_line_up_with_wide_characters() -> None:
    lines = table([("name", "level"), ("整改率", "92.25%"), ("“GDP”", "１％"), ("名" * 40, "x")], limit=20)
    assert [width(line[: line.rindex("  ") + 2]) for line in lines] == [21, 21, 21, 21]
    assert lines[-1] == "名名名名名名名名名…  x"
