"""What the READMEs show is what happens."""

from __future__ import annotations

import doctest
import os
import shlex
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import openpyxl
import pytest
import regex

from helpers.paths import ROOT
from report_parser.cli import main

READMES = ("README.md", "README.zh-CN.md")
BLOCK = regex.compile(r"^```(\w+)\n(.*?)^```$", regex.MULTILINE | regex.DOTALL)


def blocks(name: str, language: str) -> list[str]:
    return [match[2] for match in BLOCK.finditer((ROOT / name).read_text(encoding="utf-8")) if match[1] == language]


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("name", READMES)
def test_the_python_examples_give_what_they_show(name: str) -> None:
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks(name, "python")), {}, name, name, 0)
    shown: list[str] = []
    failed, tried = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples, out=shown.append)
    assert tried > 10
    assert not failed, "".join(shown)


@pytest.mark.parametrize("name", READMES)
def test_the_first_command_prints_what_is_shown(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    install, command = blocks(name, "sh")[0].split("&&")
    assert install.strip() == "python -m pip install -q ."
    program, *arguments = shlex.split(command)
    assert program == "report-parser"
    assert main(arguments) == 0
    # Columns are as wide as their longest cell, also one that is not shown.
    printed = [line.split() for line in capsys.readouterr().out.splitlines()]
    shown = [line.split() for line in blocks(name, "text")[0].splitlines()]
    # Lines between two … stand in the output as they do here, one after the other.
    at = 0
    for skipped, lines in groupby(shown, lambda line: line == ["…"]):
        part = list(lines)
        if not skipped:
            at = next((n for n in range(at, len(printed)) if printed[n : n + len(part)] == part), -1)
            assert at >= 0, part
            at += len(part)


def test_the_other_commands_run(tmp_path: Path, fixtures: Path) -> None:
    (tmp_path / "report.txt").write_bytes((fixtures / "own_audit.txt").read_bytes())
    (tmp_path / "fixtures").symlink_to(fixtures)
    (tmp_path / "reports").mkdir()
    for name in ("own_audit.txt", "own_justice.txt"):
        (tmp_path / "reports" / name).write_bytes((fixtures / name).read_bytes())
    form = openpyxl.Workbook()
    form.active.append(["单位", "审计项目数（个）", "整改率（%）"])
    form.save(tmp_path / "form.xlsx")
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    commands = [line for block in blocks("README.md", "sh")[2:] for line in block.splitlines()]
    assert commands
    for command in commands:
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b""), command


def test_both_readmes_show_the_same_commands() -> None:
    ours, theirs = ([line.split("#")[0].strip() for line in "".join(blocks(n, "sh")).splitlines()] for n in READMES)
    assert ours == theirs


@pytest.mark.parametrize("name", READMES)
def test_the_shown_accuracy_is_reached(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "fixtures"]) == 0
    measured = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines()}
    [header, *rows] = [line.split() for line in blocks(name, "text")[1].splitlines()]
    assert header[1:] == measured[header[0]]
    assert {row[0] for row in rows} == measured.keys() - {header[0]}
    for text, metrics, *shown in rows:
        assert metrics == measured[text][0]
        assert all(float(a) <= float(b) for a, b in zip(shown, measured[text][1:], strict=True)), text
