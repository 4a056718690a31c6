"""Old word processor files, and how formats are told apart."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

import report_parser as rp
from helpers.docx import p, packed, word
from helpers.pdf import PdfPage, pdf
from report_parser.readers import detect, read_bytes, read_path

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None and shutil.which("libreoffice") is None, reason="needs LibreOffice"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@needs_office
def test_doc_by_libreoffice(fixtures: Path) -> None:
    folder = fixtures / "formats"
    document = read_path(folder / "numbered.doc")
    assert document.text + "\n" == (folder / "report.txt").read_text(encoding="utf-8")
    assert (document.source.reader, document.source.media_type) == ("doc", "application/msword")
    assert document.source.size == (folder / "numbered.doc").stat().st_size


@needs_office
def test_rtf_and_damage() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg936 {\pard \u25972?\u25913?5\u20010?\par}}"
    assert read_bytes(rtf).text == "整改5个"
    with pytest.raises(rp.DamagedSourceError):
        read_bytes(OLE + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(600))
    with pytest.raises(rp.LimitExceededError):
        read_bytes(rtf, options=rp.Options(limits=rp.Limits(seconds=0.01)))


def test_without_libreoffice_the_error_names_the_way_out(  # user_asks 76
    fixtures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(rp.UnsupportedFormatError, match=r"LibreOffice.*\.docx"):
        read_path(fixtures / "formats" / "numbered.doc")


def test_an_old_file_with_a_password() -> None:
    fib = b"\xec\xa5\xc1\x00" + bytes(7) + b"\x01" + bytes(500)
    with pytest.raises(rp.EncryptedSourceError):
        read_bytes(OLE + bytes(504) + fib + "WordDocument".encode("utf-16-le"))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.4", "pdf"),
        (b"\n\n%PDF-1.4", "pdf"),
        (word(p("整改")), "docx"),
        (OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "ole"),
        (b"{\\rtf1", "rtf"),
        (b"<html>", "html"),
        (b"<?xml version='1.0'?><w:wordDocument/>", "xml"),
        ("一、总体".encode("gbk"), "text"),
        (b"PK\x03\x04", "zip"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF89a", "gif"),
        (b"II*\0", "tiff"),
        (packed({"OFD.xml": b"<a/>"}), "ofd"),
        (b"Rar!\x1a\x07\x01\0", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"PAR1", "parquet"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n<html>", "mhtml"),
    ],
)
def test_formats_are_found_by_content(data: bytes, name: str) -> None:
    found = detect(data)
    assert found.name == name
    if found.module is None:
        with pytest.raises(rp.UnsupportedFormatError, match=f"format {name}\\. [A-Z]|read_corpus"):
            read_bytes(data)


def test_the_name_decides_nothing(tmp_path: Path) -> None:
    place = tmp_path / "report.pdf"
    place.write_bytes(word(p("整改5个")))
    assert read_path(place).source.reader == "docx"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_an_endless_file() -> None:
    with pytest.raises(rp.SourceUnreadableError, match="device"):
        read_path("/dev/zero")


HERE = rp.Options(isolated=False)  # in this process, where the tests can patch what is imported


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resiliparse")
    pytest.importorskip("pypdfium2")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a reader opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    link = "http://198.51.100.1/a"
    page = f"<html><head><base href='{link}'><link rel=stylesheet href='{link}'></head><body>整改3个<img src='{link}'>"
    assert read_bytes(f"{page}<iframe src='{link}'></iframe><script src='{link}'></script>".encode()).text == "整改3个"
    assert read_bytes(word(p("整改3个") + f"<w:altChunk w:id='{link}'/>")).text == "整改3个"
    action = f"/AA<</O<</S/URI/URI({link})>>>>"
    assert read_bytes(pdf(PdfPage().text(100, 100, "整改3个"), extra=action), options=HERE).text == "整改3个"


def test_every_extra_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for module in ("resiliparse.parse.html", "resiliparse.extract.html2text", "pypdfium2"):
        monkeypatch.setitem(sys.modules, module, None)
    for data, extra in ((b"<html>", "readers"), (b"%PDF-1.4", "pdf")):
        with pytest.raises(rp.MissingExtraError, match=rf"report-parser\[{extra}\]"):
            read_bytes(data, options=HERE)


def test_docx_and_text_need_no_extra() -> None:
    import subprocess
    import sys

    code = (
        "import sys\n"
        "for name in ('resiliparse', 'pypdfium2', 'pdfplumber', 'charset_normalizer', 'pyarrow', 'rapidocr', 'lxml'):\n"
        "    sys.modules[name] = None\n"
        "import report_parser as rp\n"
        f"print(rp.parse_bytes({word(p('整改5个。'))!r}).observations[0].quantity.text)\n"
        "print(rp.parse_bytes('整改5个。'.encode('gbk')).observations[0].quantity.text)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    assert done.stdout.split() == ["5个", "5个"]
