"""The report on a terminal: in colour, aligned, and plain wherever it is no terminal."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
import regex

import report_parser
from report_parser.cli.layout import width
from report_parser.cli.terminal import show

COLOUR = regex.compile(rb"\x1b\[(?:[0-9]+;)*3[0-8]")
ANSI = regex.compile(r"\x1b\[[0-9;]*m")


class Screen(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def test_columns_line_up_under_wide_characters(fixtures: Path) -> None:
    screen = Screen()
    report = report_parser.parse_file(fixtures / "own_audit.txt")
    assert show(report, screen, width=120)
    written = screen.getvalue()
    assert ANSI.search(written)
    lines = ANSI.sub("", written).splitlines()
    assert max(map(width, lines)) <= 120
    head = next(line for line in lines if line.split()[:2] == ["section", "name"])
    start = width(head[: head.index("level")])
    levels = [line for line in lines if "4.02亿元" in line or ("92.25%" in line and "77.73%" in line)]
    assert len(levels) == 2
    for line, value in zip(levels, ("4.02亿元", "92.25%"), strict=True):
        assert width(line[: line.index(value)]) == start


def test_words_of_a_report_are_no_markup() -> None:
    screen = Screen()
    assert show(report_parser.parse("[bold]整改率[/bold]\x1b[31m92.25%，:smile:。"), screen, width=100)
    assert "\x1b[31m" not in screen.getvalue()
    assert "[bold]" in screen.getvalue()


def test_a_file_gets_plain_text() -> None:
    assert not show(report_parser.parse("整改率92.25%。"), io.StringIO())


def test_without_rich_the_text_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    assert not show(report_parser.parse("整改率92.25%。"), Screen())


@pytest.mark.parametrize(("setting", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_are_on_in_a_terminal_alone(fixtures: Path, setting: dict[str, str], coloured: bool) -> None:
    command = [sys.executable, "-m", "report_parser", "parse", str(fixtures / "own_audit.txt")]
    master, slave = pty.openpty()
    process = subprocess.Popen(command, stdout=slave, env={**os.environ, **setting, "COLUMNS": "100"})
    os.close(slave)
    written = b""
    try:
        while part := os.read(master, 65536):
            written += part
    except OSError:  # Linux says so when the other side has closed.
        pass
    assert process.wait() == 0
    assert bool(COLOUR.search(written)) is coloured
    piped = subprocess.run(command, capture_output=True, check=True).stdout
    assert b"\x1b" not in piped
