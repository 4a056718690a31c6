"""Corpora of texts: one report a row, with its other columns as hints; and the places of spans in their sources."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

import report_parser as rp
from helpers.docx import packed
from report_parser.models import Failure
from report_parser.text.document import Document

TEXT = "一、总体情况\n全年完成审计项目37个，整改率92.25%。"
ROWS = [
    {"标题": "甲县报告", "省份": "东山省", "年份": "2025", "正文": TEXT, "备注": "a,b"},
    {"标题": "乙县报告", "省份": "东山省", "年份": "2024", "正文": TEXT.replace("37", "38") * 5000, "备注": ""},
]


def reports(path: Path, text_column: str | None = None) -> list[Document]:
    found = list(rp.read_corpus(path, text_column))
    assert all(isinstance(document, Document) for document in found)
    return [document for document in found if isinstance(document, Document)]


def check(found: list[Document], name: str) -> None:
    assert [document.text for document in found] == [row["正文"] for row in ROWS]
    assert found[0].hints.fields == {"title": "甲县报告", "region": "东山省", "year": "2025", "备注": "a,b"}
    assert "备注" not in found[1].hints.fields
    assert [document.source.name for document in found] == [f"{name}#1", f"{name}#2"]
    assert found[0].source.size == len(TEXT.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv(tmp_path: Path, encoding: str, separator: str) -> None:
    place = tmp_path / "c.csv"
    limit = csv.field_size_limit()
    with place.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(ROWS[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(ROWS)
    check(reports(place), "c.csv")
    assert csv.field_size_limit() == limit


def test_json_lines_and_json(tmp_path: Path) -> None:
    lines, whole = tmp_path / "c.jsonl", tmp_path / "c.json"
    lines.write_text("\n\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS) + "\n", encoding="utf-8")
    whole.write_text(json.dumps(ROWS), encoding="utf-8")
    check(reports(lines), "c.jsonl")
    check(reports(whole), "c.json")


def test_parquet(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    place = tmp_path / "c.parquet"
    parquet.write_table(pa.Table.from_pylist([row | {"年份": int(row["年份"])} for row in ROWS]), place)
    check(reports(place), "c.parquet")
    place.write_bytes(place.read_bytes()[:-20] + b"PAR1")
    with pytest.raises(rp.DamagedSourceError):
        reports(place)


def workbook(sheet: str, strings: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheets = f'<sheets><sheet name="a" r:id="r7" xmlns:r="{rel}"/></sheets>'
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{main}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": '<Links><Relationship Id="r7" Target="worksheets/s.xml"/></Links>',
        "xl/worksheets/s.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
    }
    return packed({name: text.encode() for name, text in parts.items()})


def test_excel(tmp_path: Path) -> None:
    place = tmp_path / "c.xlsx"
    strings = "<si><t>年份</t></si><si><t>正文</t></si>"
    strings += f"<si><r><t>一、总体</t></r><r><t>{TEXT}</t></r><rPh><t>x</t></rPh></si>"
    sheet = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row><row r="2"/>'
        '<row r="3"><c r="A3"><v>2025</v></c><c r="C3" t="s"><v>2</v></c></row>'
        '<row r="4"><c r="C4" t="inlineStr"><is><t>完成5个</t></is></c></row>'
        '<row><c r="A5"><v>1</v></c><c r="C5" t="s"><v>99</v></c></row>'
    )
    place.write_bytes(workbook(sheet, strings))
    first, second, third = rp.read_corpus(place)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.text, first.hints.fields) == ("一、总体" + TEXT, {"year": "2025"})
    assert second.text == "完成5个"
    assert isinstance(third, Failure)
    place.write_bytes(packed({"xl/workbook.xml": b"<workbook/>", "xl/_rels/workbook.xml.rels": b"<a/>"}))
    with pytest.raises(rp.DamagedSourceError):
        list(rp.read_corpus(place))


def test_a_bad_row_costs_that_row(tmp_path: Path) -> None:
    place = tmp_path / "c.jsonl"
    place.write_text(
        '{"text": "完成5个"}\n{"text": null}\nno json\n[1]\n{"text": "English 5"}\n{"text": "完成6个"}\n' + "[" * 9999,
        encoding="utf-8",
    )
    found = list(rp.read_corpus(place))
    assert [isinstance(entry, Failure) for entry in found] == [False, True, True, True, True, False, True]
    assert next(entry.source for entry in found if isinstance(entry, Failure)) == "c.jsonl#2"
    place.write_text('{"正文": "完成5个"}\n{"年份": 2025}\n{"正文": "完成6个"}\n', encoding="utf-8")
    first, failure, last = rp.read_corpus(place)
    assert isinstance(failure, Failure)
    assert failure.error == "MissingColumnError: the row has no column 正文."
    assert not isinstance(first, Failure)
    assert not isinstance(last, Failure)
    short = rp.Options(limits=rp.Limits(characters=3))
    (failure, *_) = rp.read_corpus(place, options=short)
    assert isinstance(failure, Failure)
    assert "LimitExceededError" in failure.error


def test_columns(tmp_path: Path) -> None:
    place = tmp_path / "c.csv"
    place.write_text("a,b\nx,完成5个\ny\n", encoding="utf-8")
    with pytest.raises(rp.MissingColumnError, match="a, b"):
        list(rp.read_corpus(place))
    with pytest.raises(rp.MissingColumnError, match="'c'"):
        list(rp.read_corpus(place, "c"))
    good, bad = rp.read_corpus(place, "b")
    assert isinstance(good, Document)
    assert good.hints.fields == {"a": "x"}
    assert isinstance(bad, Failure)


def test_streaming_reads_no_more_than_it_gives(tmp_path: Path) -> None:
    place = tmp_path / "c.jsonl"
    with place.open("w", encoding="utf-8") as file:
        for k in range(20_000):
            file.write(json.dumps({"text": f"完成{k}个" + TEXT}) + "\n")
    stream = rp.read_corpus(place)
    assert next(stream).text.startswith("完成0个")  # type: ignore[union-attr]
    stream.close()  # type: ignore[attr-defined]


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(rp.SourceNotFoundError):
        list(rp.read_corpus(tmp_path / "missing"))
    with pytest.raises(rp.SourceIsFolderError):
        list(rp.read_corpus(tmp_path))
    place = tmp_path / "c"
    place.write_bytes(b"te\xfft,year\n" + "完成37个,2025\n".encode() * 40)
    with pytest.raises(rp.DamagedSourceError, match="names the columns"):
        list(rp.read_corpus(place))
    place.write_bytes(b"%PDF-1.7")
    with pytest.raises(rp.UnsupportedFormatError, match="pdf as a corpus"):
        list(rp.read_corpus(place))
    place.write_bytes(b'[{"text": ')
    with pytest.raises(rp.DamagedSourceError):
        list(rp.read_corpus(place))
    place.write_bytes(b"PAR1....")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(rp.MissingExtraError, match=r"report-parser\[corpus\]"):
        list(rp.read_corpus(place))


def test_a_row_can_be_parsed(tmp_path: Path) -> None:
    place = tmp_path / "c.jsonl"
    place.write_text(json.dumps({"text": TEXT, "标题": "岭北县审计局2025年法治政府建设报告"}), encoding="utf-8")
    (document,) = reports(place)
    report = rp.Parser().parse_document(document)
    assert report.title == "岭北县审计局2025年法治政府建设报告"
    assert [o.quantity.text for o in report.observations] == ["37个", "92.25%"]


def test_locate() -> None:
    report = rp.parse(TEXT)
    assert report.locate(report.observations[0].quantity.span) == rp.Location(page=None, line=2, column=9)
    paged = report.model_copy(update={"source": report.source.model_copy(update={"pages": (0, 7, 7)})})
    assert paged.locate(rp.Span(0, 2)).page == 1
    assert paged.locate(rp.Span(7, 9)).page == 3  # page 2 is empty
    for span in (rp.Span(-1, 2), rp.Span(0, 10_000), rp.Span(5, 4)):
        with pytest.raises(ValueError, match="not in this text"):
            report.locate(span)


def corpus_rows(tmp_path: Path, data: bytes) -> list[tuple[str, int | None]]:
    """Each row of a CSV: its text and None, or its error's name and line."""
    place = tmp_path / "rows.csv"
    place.write_bytes(data)
    return [
        (row.error.partition(":")[0], row.line) if isinstance(row, rp.Failure) else (row.text, None)
        for row in rp.read_corpus(place)
    ]


def test_a_bad_byte_costs_its_row(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030", "utf-16"):
        good = "年份,正文\n" + "".join(f"{year},完成审计{year}个。\n" for year in range(2000, 2020))
        data = good.encode(encoding)
        mark = "完成审计2009个".encode(encoding).removeprefix(b"\xff\xfe")
        bad = {"utf-8": b"\xff", "gb18030": b"\xff\xff", "utf-16": b"\x00\xd8"}[encoding]
        rows = corpus_rows(tmp_path, data.replace(mark, mark + bad))
        assert [row for row in rows if row[1]] == [("UndecodableError", 11)], encoding
        assert len(rows) == 20


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (['1,"完成一\n2,完成二', "3,完成三"], ["DamagedSourceError", "完成二", "完成三"]),
        (['1,"完成一\n2,"完成二"', "3,完成三"], ["DamagedSourceError", "完成二", "完成三"]),
        (['1,"完成一\n仍是一"', "2,完成二"], ["完成一\n仍是一", "完成二"]),
        (['1,"完成一', *["未完"] * 3, '2,"完成二"'], [*["DamagedSourceError"] * 4, "完成二"]),
        (["1,完成一", "2,完成“二”", '3,"完成三'], ["完成一", "完成“二”", "完成三\n"]),
    ],
)
def test_a_quote_that_goes_wrong_costs_its_row(tmp_path: Path, rows: list[str], expected: list[str]) -> None:
    found = corpus_rows(tmp_path, "\n".join(["年份,正文", *rows, ""]).encode())
    assert [text for text, _ in found] == expected


def test_a_line_that_is_too_long_costs_itself(tmp_path: Path) -> None:
    place = tmp_path / "long.jsonl"
    place.write_text('{"text": "完成1个"}\n{"text": "' + "完" * 900 + '"}\n{"text": "完成3个"}\n', encoding="utf-8")
    found = list(rp.read_corpus(place, options=rp.Options(limits=rp.Limits(bytes=1_000))))
    assert [isinstance(row, rp.Failure) for row in found] == [False, True, False]
    assert found[1].line == 2  # type: ignore[union-attr]
