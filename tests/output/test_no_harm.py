"""What is written cannot harm who opens it, and is whole or not there."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import report_parser as rp
from report_parser.cli import NOT_WRITTEN, main
from report_parser.output import files
from report_parser.output.delimited import csv_line
from report_parser.output.replacing import replacing

REPORT = rp.parse("\x00=HYPERLINK(1)\x07整改率92.25%。\n一、\x0b@做法\x00\n完成37个。")
FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


@pytest.mark.parametrize(
    "text", ["\x00=1+1", "\x1b@SUM(1)", "\u200b=1", "\ufeff-1+2", " =1", "\t=1", "\n=1", "\x7f\x00\x01+1", "\x0c=1"]
)
def test_a_formula_behind_what_is_not_seen_is_none(text: str) -> None:
    (cell,) = next(csv.reader(io.StringIO(csv_line([text]), newline="")))
    assert cell.startswith("'")
    assert not any(ord(sign) < 32 and sign not in "\t\r\n" for sign in cell)


def test_no_cell_of_a_csv_is_a_formula_or_holds_a_control() -> None:
    for table in ("observations", "sections", "numerals"):
        for row in csv.reader(files.csv_lines(REPORT, table)):
            assert not any(cell.lstrip().startswith(FORMULAS[:2]) or "\x00" in cell for cell in row)


@pytest.mark.parametrize("table", ["observations", "sections", "numerals"])
def test_no_cell_link_or_comment_of_a_workbook_holds_a_control(tmp_path: Path, table: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    place = tmp_path / "a.xlsx"
    files.write_xlsx(REPORT, place, table)  # type: ignore[arg-type]
    for sheet in openpyxl.load_workbook(place).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                seen = f"{cell.value}{cell.hyperlink and cell.hyperlink.display}{cell.comment and cell.comment.text}"
                assert cell.data_type != "f"
                assert "_x00" not in seen
                assert all(ord(sign) >= 32 or sign in "\t\r\n" for sign in seen)


WRITERS: dict[str, Callable[[Path], object]] = {
    **{suffix: lambda path: files.write(REPORT, path) for suffix in files.WRITERS},
    ".json": lambda path: rp.export_json(REPORT, path),
}


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path, suffix: str) -> None:
    """The operating system lets no file grow over a size, as on a full disk."""
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    pytest.importorskip("xlsxwriter")
    place = tmp_path / f"rows{suffix}"
    place.write_bytes(b"before")
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, limits[1]))
    try:
        with pytest.raises(OSError, match="rows"):
            WRITERS[suffix](place)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert place.read_bytes() == b"before"
    assert [entry.name for entry in tmp_path.iterdir()] == [place.name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_the_command_says_in_one_line_that_a_disk_is_full(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text("完成37个。", encoding="utf-8")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "report_parser", "parse", str(place)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == NOT_WRITTEN
    assert done.stderr.count("\n") == 1
    assert main(["parse", str(place), "-o", "/dev/full"]) == NOT_WRITTEN


def test_a_link_stays_and_a_mode_stays(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("before", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    rp.export_json(REPORT, link)
    assert link.is_symlink()
    assert rp.read_json(real) == REPORT
    assert real.stat().st_mode & 0o777 == 0o640


def test_an_error_of_the_writer_leaves_nothing(tmp_path: Path) -> None:
    def write() -> None:
        with replacing(tmp_path / "a") as new:
            new.write_bytes(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        write()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_devices_are_written_as_they_are() -> None:
    with replacing(os.devnull) as new:
        assert new == Path(os.devnull)
