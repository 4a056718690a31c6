"""One table in every form in which reports come: the rows that are read of it are the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

import report_parser as rp
from helpers import docx
from helpers.pdf import PdfPage, pdf
from report_parser.models import plain

pytest.importorskip("pypdfium2")
pytest.importorskip("pdfplumber")

CAPTION = "表3 2025年青禾县主要产品产量及增速"
BEFORE = "全年规模以上工业增加值增长5.2%。"
HEAD = ["产品名称", "单位", "产量", "比上年增长（%）"]
ROWS = [
    ["原煤", "万吨", "135.20", "-3.4"],
    ["饮料酒", "千升", "12,286", "2.1"],
    ["其中：白酒", "千升", "9,301", "0.0"],
    ["平板玻璃", "万重量箱", "647.12", "33.4"],
    ["发电量", "亿千瓦时", "102.5", "—"],
]
WANT = [
    ("原煤产量", "1352000", "吨", "level", None), ("原煤产量", "-3.4", "%", "delta", "down"),
    ("饮料酒产量", "12286", "千升", "level", None), ("饮料酒产量", "2.1", "%", "delta", "up"),
    ("饮料酒白酒产量", "9301", "千升", "level", None), ("饮料酒白酒产量", "0", "%", "delta", "flat"),
    ("平板玻璃产量", "6471200", "重量箱", "level", None), ("平板玻璃产量", "33.4", "%", "delta", "up"),
    ("发电量", "10250000000", "千瓦时", "level", None),
]  # fmt: skip
WANT = [(name.replace("发电量", "发电量"), *rest) for name, *rest in WANT]


def rows_of(report: rp.Report) -> list[tuple[Any, ...]]:
    (table,) = report.tables
    return [
        (r["name"], plain(r["value_signed"]), r["unit"], r["role"], r["direction"])
        for r in report.rows()
        if table.span.start <= r["start"] < table.span.end
    ]


def lines(part: Callable[[Sequence[str]], str]) -> bytes:
    return "\n".join([BEFORE, CAPTION, *(part(row) for row in [HEAD, *ROWS]), "正文。"]).encode()


def wide(text: str, columns: int) -> str:
    return text + " " * (columns - sum(2 if ord(char) > 255 else 1 for char in text))


def markdown() -> bytes:
    bars = ["| " + " | ".join(row) + " |" for row in [HEAD, ["---"] * 4, *ROWS]]
    return "\n".join([BEFORE, "", CAPTION, "", *bars, "", "正文。"]).encode()


def html(cell: str) -> bytes:
    first = "".join(f"<{cell}>{text}</{cell}>" for text in HEAD)
    rest = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in ROWS)
    words = "本报告由青禾县统计局编制。" * 12
    page = f"<p>{words}</p><p>{BEFORE}</p><p>{CAPTION}</p><table><tr>{first}</tr>{rest}</table><p>正文。</p>"
    return f"<html><body><div>{page}</div></body></html>".encode()


def word() -> bytes:
    table = "".join(docx.tr(*map(docx.tc, row)) for row in [HEAD, *ROWS])
    return docx.word(docx.p(BEFORE) + docx.p(CAPTION) + f"<w:tbl>{table}</w:tbl>" + docx.p("正文。"))


XS = [80.0, 200.0, 290.0, 380.0, 500.0]


def page() -> PdfPage:
    return PdfPage().text(80, 100, BEFORE).text(120, 130, CAPTION)


def filled(sheet: PdfPage) -> PdfPage:
    for at, row in enumerate([HEAD, *ROWS]):
        for x, text in zip(XS, row, strict=False):
            sheet.text(x + 4, 163 + at * 22, text)
    return sheet.text(80, 330, "正文。")


def ruled() -> bytes:
    sheet = page().table(XS, [160.0 + 22 * at for at in range(7)], HEAD, *ROWS)
    return pdf(sheet.text(80, 330, "正文。"))


def columns_only() -> bytes:
    sheet = page()
    for x in XS[1:-1]:
        sheet.rule(x, 160, x, 292)
    for y in (160, 182, 292):
        sheet.rule(XS[0], y, XS[-1], y)
    return pdf(filled(sheet))


def three_lines() -> bytes:
    sheet = page()
    for y in (160, 182, 292):
        sheet.rule(XS[0], y, XS[-1], y)
    return pdf(filled(sheet))


FORMS: dict[str, bytes] = {
    "docx": word(),
    "html td": html("td"),
    "html th": html("th"),
    "ruled pdf": ruled(),
    "pdf with rules between columns only": columns_only(),
    "pdf with rules under the head only": three_lines(),
    "pdf without rules": pdf(filled(page())),
    "markdown": markdown(),
    "tabs": lines("\t".join),
    "blanks": lines(lambda row: wide(row[0], 16) + wide(row[1], 14) + wide(row[2], 12) + row[3]),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_table_gives_the_same_rows(form: str) -> None:
    report = rp.parse_bytes(FORMS[form])
    assert rows_of(report) == WANT
    (table,) = report.tables
    assert (table.caption, table.header_rows, table.label_columns) == (CAPTION, (0,), (0,))
    assert [r["period"] for r in report.rows()][1:] == ["2025年"] * len(WANT)
