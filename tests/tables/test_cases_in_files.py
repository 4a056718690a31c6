"""Tables that people met, as Word and PDF files: units in a column, codes, growth, millions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

import report_parser as rp
from helpers import docx
from helpers.pdf import PdfPage, pdf
from report_parser.models import plain

pytest.importorskip("pypdfium2")
pytest.importorskip("pdfplumber")

Rows = Sequence[Sequence[str]]
TITLE = "青禾县2025年工作报告"


def word(rows: Rows) -> bytes:
    table = "".join(docx.tr(*map(docx.tc, row)) for row in rows)
    return docx.word(docx.p(TITLE) + f"<w:tbl>{table}</w:tbl>" + docx.p("正文。"))


def page(rows: Rows) -> bytes:
    xs = [80.0 + 130 * at for at in range(len(rows[0]) + 1)]
    ys = [160.0 + 22 * at for at in range(len(rows) + 1)]
    return pdf(PdfPage().text(80, 100, TITLE).table(xs, ys, *map(list, rows)))


def read(data: bytes) -> list[tuple[str, str, str, str | None]]:
    return [
        (r["name"], plain(r["value_signed"]), r["unit"], r["basis"])
        for r in rp.parse_bytes(data).rows()
        if r["rule"] == "cell.headers"
    ]


UNITS = [
    ["指标", "单位", "数值"],
    ["办结案件", "件", "52"],
    ["罚没金额", "万元", "31.5"],
    ["绿化面积", "平方公里", "4.2"],
]
CODES = [["项目编号", "单位名称", "金额（元）"], ["0012", "甲公司", "88"], ["0019", "乙公司", "95"]]
MILLIONS = [["项目", "金额（百万元）"], ["营业收入", "12.5"], ["利润", "-3"]]
GROWTH = [["指标", "2025年", "较上年增长(%)"], ["粮食产量（万吨）", "12.5", "-3.1"], ["税收（亿元）", "3", "2.2"]]
SIGNS = [["指标", "绝对数", "比上年±%"], ["粮食产量（万吨）", "12.5", "-3.1"], ["税收（亿元）", "3", "2.2"]]


@pytest.mark.parametrize("made", [word, page], ids=["docx", "pdf"])
@pytest.mark.parametrize(
    ("rows", "want"),
    [
        (UNITS, [
            ("办结案件", "52", "件", None), ("罚没金额", "315000", "元", None), ("绿化面积", "4.2", "平方公里", None),
        ]),
        (CODES, [("甲公司金额", "88", "元", None), ("乙公司金额", "95", "元", None)]),
        (MILLIONS, [("营业收入金额", "12500000", "元", None), ("利润金额", "-3000000", "元", None)]),
        (
            GROWTH,
            [
                ("粮食产量", "125000", "吨", None), ("粮食产量", "-3.1", "%", "较上年"),
                ("税收", "300000000", "元", None), ("税收", "2.2", "%", "较上年"),
            ],
        ),
        (
            SIGNS,
            [
                ("粮食产量", "125000", "吨", None), ("粮食产量", "-3.1", "%", "比上年"),
                ("税收", "300000000", "元", None), ("税收", "2.2", "%", "比上年"),
            ],
        ),
    ],
    ids=["units", "codes", "millions", "growth", "signs"],
)  # fmt: skip
def test_the_case_is_read_in_a_file(made: Callable[[Rows], bytes], rows: Rows, want: list[tuple[str, ...]]) -> None:
    assert read(made(rows)) == want


def test_rows_that_a_file_put_into_one() -> None:
    stack = "".join(docx.p(text) for text in ("甲厂", "乙厂", "丙厂"))
    figures = "".join(docx.p(text) for text in ("12 3.5", "30 4.5", "7 5.5"))
    cells = [f"<w:tc><w:tcPr/>{stack}</w:tc>", f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{figures}</w:tc>']
    head = docx.tr(*map(docx.tc, ["单位", "产量（吨）", "能耗（吨）"]))
    body = docx.p(TITLE) + f"<w:tbl>{head}{docx.tr(*cells)}</w:tbl>" + docx.p("正文。")
    assert [row[:3] for row in read(docx.word(body))] == [
        ("甲厂产量", "12", "吨"), ("甲厂能耗", "3.5", "吨"), ("乙厂产量", "30", "吨"),
        ("乙厂能耗", "4.5", "吨"), ("丙厂产量", "7", "吨"), ("丙厂能耗", "5.5", "吨"),
    ]  # fmt: skip


def test_a_label_in_two_lines_and_a_head_in_two_levels_without_rules() -> None:
    sheet = PdfPage().text(80, 60, TITLE)
    for at, row in enumerate((["指标", "2024年", "", "2025年", ""], ["", "总量", "增长%", "总量", "增长%"])):
        for x, text in zip((80, 200, 270, 340, 410), row, strict=True):
            sheet.text(x, 160 + 22 * at, text, 11)
    for at, row in enumerate((["税收", "10.1", "3.2", "11.0", "4.0"], ["非税", "20.2", "5.1", "21.5", "6.0"])):
        for x, text in zip((80, 200, 270, 340, 410), row, strict=True):
            sheet.text(x, 204 + 22 * at, text, 11)
    sheet.text(80, 242, "国有资源有偿使", 11).text(80, 254, "用收入", 11)
    for x, text in zip((200, 270, 340, 410), ("1.5", "2.5", "3.5", "4.5"), strict=True):
        sheet.text(x, 248, text, 11)
    rows = rp.parse_bytes(pdf(sheet)).rows()
    assert {row["period"] for row in rows} == {"2024年", "2025年"}
    assert [(row["name"], plain(row["value"])) for row in rows[-4:]] == [
        ("国有资源有偿使用收入总量", "1.5"), ("国有资源有偿使用收入总量", "2.5"),
        ("国有资源有偿使用收入总量", "3.5"), ("国有资源有偿使用收入总量", "4.5"),
    ]  # fmt: skip


def test_a_table_goes_on_over_a_page_break_with_its_head_repeated() -> None:
    sheets = []
    for rows, top in (
        ([["铁", "3.3"], ["糖", "4.4"], ["盐", "5.5"]], 700.0),
        ([["布", "1.1"], ["钢", "2.2"], ["纱", "7.7"]], 80.0),
    ):
        sheet = PdfPage()
        for at, row in enumerate([["产品", "产量（万吨）"], *rows]):
            sheet.text(80, top + 20 * at, row[0], 11).text(250, top + 20 * at, row[1], 11)
        sheets.append(sheet)
    report = rp.parse_bytes(pdf(*sheets))
    assert len(report.tables) == 1
    assert [row["name"] for row in report.rows()] == ["铁产量", "糖产量", "盐产量", "布产量", "钢产量", "纱产量"]


def test_two_columns_of_prose_are_no_table() -> None:
    sheet = PdfPage()
    for at in range(8):
        sheet.text(60, 100 + 20 * at, "全年完成投资12亿元增长5.2%左右，", 10)
        sheet.text(320, 100 + 20 * at, "其中工业投资3亿元占比25.1%，", 10)
    assert rp.parse_bytes(pdf(sheet)).tables == ()


def test_explain_tells_a_cell_by_its_row_its_head_and_its_unit() -> None:
    text = "指标\t产量（万吨）\t比上年增长（%）\n粮食\t12.5\t-3.1\n油料\t3\t2.2"
    level = rp.Parser().explain(text, text.index("12.5"))
    change = rp.Parser().explain(text, text.index("-3.1"))
    assert level is not None
    assert (level.name, level.rule, level.left) == (
        "粮食产量", "cell.headers", (("粮食", ("row",)), ("产量", ("head",)), ("吨", ("unit",))),
    )  # fmt: skip
    assert change is not None
    assert (change.role, change.left[-1]) == ("delta", ("比上年", ("basis",)))


def test_the_review_page_links_the_figures_of_a_table_to_their_rows() -> None:
    text = "指标\t产量（万吨）\n粮食\t12.5\n油料\t3"
    page_ = rp.parse(text).to_html()
    assert '<td title="万吨"><a class="rp-n rp-metric rp-level"' in page_
    assert 'href="#o0" data-key="o0">12.5</a></td>' in page_
    assert "<th" in rp.parse(text).tables[0]._repr_html_()
