"""What is not a report is refused, each cause with its own error; what is one, in any encoding, is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import report_parser as rp

REPORT = "一、主要成效\n全年完成审计项目37个，整改率由77.73%提高到92.25%。\n"
TRADITIONAL = "審計局2025年法治政府建設報告\n全年完成審計項目37個，整改率由77.73%提高到92.25%，發現問題218個。\n"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", rp.EmptySourceError),
        (b" \r\n\t ", rp.EmptySourceError),
        ("\u3000\n".encode(), rp.EmptySourceError),
        (b"37 projects, 92.25%", rp.NotChineseError),
        ("完成".encode("utf-16")[:-1], rp.UndecodableError),
        (b"\x80\x81\xfe\xff" * 8, rp.UndecodableError),
        (bytes(range(256)), rp.UndecodableError),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", rp.UnsupportedFormatError),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_bytes_that_are_no_report_are_refused(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        rp.parse_bytes(data)
    assert type(caught.value) is error
    assert "\n" not in str(caught.value)


def test_paths_that_are_no_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(rp.SourceNotFoundError):
        rp.parse_file(tmp_path / "missing.txt")
    with pytest.raises(rp.SourceNotFoundError):
        rp.parse_file("nul\0byte")
    with pytest.raises(rp.SourceIsFolderError):
        rp.parse_file(tmp_path)
    with pytest.raises(rp.SourceUnreadableError):
        rp.parse_file(tmp_path / ("long" * 100))


@pytest.fixture
def as_nobody() -> Iterator[None]:
    """Root may read every file, so a test of permissions runs as somebody else."""
    if not hasattr(os, "geteuid"):
        pytest.skip("needs users")
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    os.seteuid(user)


def test_a_file_without_permission_is_refused(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    place = tmp_path / "secret.txt"
    place.write_text(REPORT, encoding="utf-8")
    place.chmod(0)
    request.getfixturevalue("as_nobody")
    with pytest.raises(rp.SourceUnreadableError):
        rp.parse_file(place)


def test_every_error_has_one_base_class() -> None:
    errors = [getattr(rp, name) for name in rp.__all__ if name.endswith("Error")]
    assert len(errors) > 10
    assert all(issubclass(error, rp.ReportParserError) for error in errors)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk", "gb2312"])
def test_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert rp.parse_bytes(REPORT.encode(encoding)).text == REPORT


@pytest.mark.parametrize("encoding", ["big5", "utf-16-le", "utf-16-be"])
def test_other_encodings_are_detected(encoding: str) -> None:
    pytest.importorskip("charset_normalizer")
    assert rp.parse_bytes(TRADITIONAL.encode(encoding)).text == TRADITIONAL


def test_a_named_encoding_is_used() -> None:
    assert rp.parse_bytes(TRADITIONAL.encode("big5"), options=rp.Options(encoding="big5")).text == TRADITIONAL
    with pytest.raises(rp.UndecodableError):
        rp.parse_bytes(REPORT.encode(), options=rp.Options(encoding="ascii"))
    with pytest.raises(rp.UndecodableError):
        rp.parse_bytes(REPORT.encode(), options=rp.Options(encoding="no-such-encoding"))


def test_line_ends_are_line_feeds_and_the_source_is_recorded(tmp_path: Path) -> None:
    place = tmp_path / "report.txt"
    data = REPORT.replace("\n", "\r\n").encode() + b"\r"
    place.write_bytes(data)
    report = rp.parse_file(place)
    assert report.text == REPORT + "\n"
    assert (report.source.name, report.source.size, report.source.reader) == ("report.txt", len(data), "text")


@pytest.mark.parametrize("text", ["没有标题也没有数字的一段话。", "\n", "37", "", "\ud800", "\x00", "万亿百分之"])
def test_any_string_gives_a_report(text: str) -> None:
    assert rp.parse(text).text == text
    assert isinstance(rp.find_quantities(text), list)


DAMAGED = REPORT.encode().replace(b"77.73", b"77.73\xff") + "整改".encode()[:-1]


def test_a_few_damaged_bytes_are_replaced_and_named() -> None:
    for data in (DAMAGED, REPORT.replace("、", "").encode("gb18030").replace(b"77", b"77\xff")):
        report = rp.parse_bytes(data)
        assert report.text.count("\ufffd") == (2 if data == DAMAGED else 1)
        (warning,) = report.source.warnings
        assert f"at byte {data.index(0xFF)}" in warning
        assert [o.quantity.text for o in report.observations][-1] == "92.25%"
        with pytest.raises(rp.UndecodableError):
            rp.parse_bytes(data, options=rp.Options(errors="strict"))
    assert rp.parse(REPORT).source.warnings == ()


def test_damage_is_named_in_every_format_of_text() -> None:
    pytest.importorskip("resiliparse")
    for form in ("# 标题\n{}", "<html><body><p>{}</p></body></html>"):
        data = form.format(REPORT).encode().replace(b"77.73", b"77.73\xff")
        assert len(rp.parse_bytes(data).source.warnings) == 1
    named = rp.Options(encoding="utf-8")
    assert len(rp.parse_bytes(DAMAGED, options=named).source.warnings) == 1


def test_much_damage_is_another_encoding() -> None:
    data = bytearray(REPORT.encode())
    data[::7] = b"\xff" * len(data[::7])
    with pytest.raises(rp.UndecodableError):
        rp.parse_bytes(bytes(data))


def test_the_length_of_a_text_is_limited() -> None:
    few = rp.Options(limits=rp.Limits(characters=20))
    for text in (REPORT, f"# 标题\n{REPORT}"):
        with pytest.raises(rp.LimitExceededError, match="characters"):
            rp.parse_bytes(text.encode(), options=few)
