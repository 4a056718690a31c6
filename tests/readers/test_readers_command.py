"""What the command line may be told about a source, and how it says that a source cannot be read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from helpers.pdf import PdfPage, pdf
from report_parser.cli import MISUSED, REFUSED, main
from report_parser.readers import ocr


def said(capsys: pytest.CaptureFixture[str]) -> str:
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    return shown.err


@pytest.mark.parametrize("command", ["parse", "view", "compare"])
def test_limits(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "report.txt"
    place.write_text("整改率92.25%。", encoding="utf-8")
    assert main([command, str(place), "--limit", "bytes=5", "--limit", "seconds=9.5"]) == REFUSED
    assert "more than 5 bytes" in said(capsys)
    assert main([command, str(place), "--limit", "bytes=5000"]) == 0


@pytest.mark.parametrize("limit", ["height=3", "bytes", "bytes=", "bytes=0.5", "seconds=-1", "seconds=nan", "pages=0"])
def test_a_limit_that_is_none(limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["parse", "report.txt", "--limit", limit])
    assert stop.value.code == MISUSED
    assert "--limit" in said(capsys)


def test_a_scan(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pypdfium2")
    place = tmp_path / "scan.pdf"
    place.write_bytes(pdf(PdfPage(picture=(20, 20, bytes(400)))))
    assert main(["parse", str(place)]) == REFUSED
    assert "--ocr" in said(capsys)
    ocr.engine.cache_clear()
    for module in ("rapidocr", "numpy"):
        monkeypatch.setitem(sys.modules, module, None)
    assert main(["parse", str(place), "--ocr", "--isolated", "no"]) == REFUSED
    assert "report-parser[ocr]" in said(capsys)
