"""What people met in tables and lines, as Word files, web pages and PDF files: units, keys, codes, millions, growth."""

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


def web(rows: Rows) -> bytes:
    cells = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    return f"<html><body><h1>{TITLE}</h1><table>{cells}</table></body></html>".encode()


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


INCOMES = [
    ["项目", "单位", "本年", "上年"],
    ["城镇居民人均可支配收入", "元", "38200", "36500"],
    ["增速", "%", "4.7", "5.1"],
]
NEWER = [["指标", "2025年", "比上年增长（%）"], *GROWTH[1:]]


@pytest.mark.parametrize("made", [word, web, page], ids=["docx", "html", "pdf"])
@pytest.mark.parametrize(
    ("rows", "want"),
    [
        (INCOMES, [
            ("城镇居民人均可支配收入", "38200", "元", None), ("城镇居民人均可支配收入", "36500", "元", None),
            ("城镇居民人均可支配收入增速", "4.7", "%", None), ("城镇居民人均可支配收入增速", "5.1", "%", None),
        ]),
        (NEWER, [
            ("粮食产量", "125000", "吨", None), ("粮食产量", "-3.1", "%", "比上年"),
            ("税收", "300000000", "元", None), ("税收", "2.2", "%", "比上年"),
        ]),
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
    ids=["incomes", "newer growth", "units", "codes", "millions", "growth", "signs"],
)  # fmt: skip
def test_the_case_is_read_in_a_file(made: Callable[[Rows], bytes], rows: Rows, want: list[tuple[str, ...]]) -> None:
    assert read(made(rows)) == want


CODE_HEADS = [
    "项目编号",
    "邮政编码",
    "联系电话",
    "文号",
    "股票代码",
    "学号",
    "合同编号",
    "组织机构代码",
    "页码",
    "编码",
]


@pytest.mark.parametrize("made", [word, web, page], ids=["docx", "html", "pdf"])
@pytest.mark.parametrize("head", CODE_HEADS)
def test_codes_in_a_file_are_no_metrics(made: Callable[[Rows], bytes], head: str) -> None:
    rows = [[head, "单位名称", "金额（元）"], ["0012", "甲公司", "88"], ["0019", "乙公司", "95"]]
    report = rp.parse_bytes(made(rows))
    assert [(r["name"], plain(r["value"]), r["unit"]) for r in report.rows()] == [
        ("甲公司金额", "88", "元"), ("乙公司金额", "95", "元"),
    ]  # fmt: skip


def word_lines(*lines: str) -> bytes:
    return docx.word("".join(map(docx.p, (TITLE, *lines))))


def web_lines(*lines: str) -> bytes:
    return f"<html><body><h1>{TITLE}</h1>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>".encode()


def page_lines(*lines: str) -> bytes:
    return pdf(PdfPage().text(80, 100, TITLE, 16).lines(80, 150, *lines, step=30))


LINES = [
    ("中标金额：125.6万元　工期：90天", [("中标金额", "1256000", "元"), ("工期", "90", "天")]),
    ("总投资：5.6亿元；建设周期：3年", [("总投资", "560000000", "元"), ("建设周期", "3", "年")]),
    ("户数：320户，耕地：2200亩", [("户数", "320", "户"), ("耕地", "2200", "亩")]),
    ("价税合计：3456.04元　税额：256.00元", [("价税合计", "3456.04", "元"), ("税额", "256", "元")]),
    ("发票号码：00193305　价税合计（小写）：3456.04元", [("价税合计(小写)", "3456.04", "元")]),
    ("总投资：5.6亿元；其中财政资金：2亿元", [("总投资", "560000000", "元"), ("财政资金", "200000000", "元")]),
    ("申请数：126件　办结率：95.2%", [("申请数", "126", "件"), ("办结率", "95.2", "%")]),
    ("营业收入（百万元）12.5", [("营业收入", "12500000", "元")]),
    ("营业收入（百万元）：12.5　户数（户）：1200", [("营业收入", "12500000", "元"), ("户数", "1200", "户")]),
    ("利润（百万元）-3", [("利润", "-3000000", "元")]),
    ("金额（百万元）", []),
]  # fmt: skip


@pytest.mark.parametrize("made", [word_lines, web_lines, page_lines], ids=["docx", "html", "pdf"])
@pytest.mark.parametrize(("line", "want"), LINES, ids=[line for line, _ in LINES])
def test_keys_and_values_in_a_file(made: Callable[..., bytes], line: str, want: list[tuple[str, str, str]]) -> None:
    seen = [(r["name"], plain(r["value_signed"]), r["unit"]) for r in rp.parse_bytes(made(line)).rows()]
    assert [(name.replace("（", "(").replace("）", ")"), *rest) for name, *rest in seen] == want


@pytest.mark.parametrize("made", [word, web, page], ids=["docx", "html", "pdf"])
def test_a_unit_over_a_table_is_no_number(made: Callable[[Rows], bytes]) -> None:
    rows = [["单位：百万元", ""], ["项目", "本年"], ["营业收入", "12.5"], ["利润", "-3"]]
    assert [row[:3] for row in read(made(rows))] == [("营业收入", "12500000", "元"), ("利润", "-3000000", "元")]


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


def test_a_caption_below_a_full_line_is_no_part_of_the_paragraph() -> None:
    sheet = PdfPage().text(80, 80, "全年粮食播种面积稳定在四十万亩以上，粮食总产量实现稳定增长，农产品产量")
    sheet.text(80, 100, "主要农产品产量保持增长，各项指标好于预期，居民生活持续改善，情况见下表三")
    sheet.text(80, 120, "表3 2025年青禾县主要产品产量及增速")
    sheet.table(
        [80.0, 200.0, 300.0], [145.0, 167.0, 189.0, 211.0], ["产品", "产量（吨）"], ["原煤", "13"], ["饮料", "12"]
    )
    report = rp.parse_bytes(pdf(sheet))
    assert [table.caption for table in report.tables] == ["表3 2025年青禾县主要产品产量及增速"]
    assert report.text.startswith("全年粮食播种面积稳定在四十万亩以上，粮食总产量实现稳定增长，农产品产量主要")


def test_a_paragraph_beside_a_table_is_not_parted_by_it() -> None:
    sheet = PdfPage().text(60, 60, "全县农业生产保持稳定，重要农产品供给充足，各部门抓好落实，推动各项", 12)
    for at, line in enumerate(
        ["任务按期完成，重点项目加快", "推进，全年累计完成投资12.", "5亿元，建成学校3所，居民", "生活水平稳步提高。"]
    ):
        sheet.text(60, 80 + 20 * at, line, 12)
    xs, ys = [250.0, 360.0, 470.0], [85.0, 107.0, 129.0, 151.0]
    sheet.table(xs, ys, ["产品", "产量（吨）"], ["原煤", "13"], ["饮料", "12"])
    report = rp.parse_bytes(
        pdf(sheet.text(60, 180, "全县农业生产保持稳定，重要农产品供给充足，各部门抓好落实，成效明显。", 12))
    )
    assert [(r["name"], plain(r["value"])) for r in report.rows() if r["rule"] == "cell.headers"] == [
        ("原煤产量", "13"), ("饮料产量", "12"),
    ]  # fmt: skip
    assert "累计完成投资12.5亿元" in report.text


def test_a_label_in_two_lines_over_the_first_row_and_a_last_column_of_ratios() -> None:
    sheet = PdfPage().text(80, 60, TITLE)
    rows = {150: ["类别", "学校（所）", "生师比"], 187: ["", "86", "12.2:1"], 220: ["小学", "45", "15.8:1"]}
    for y, row in (rows | {246: ["初中", "18", "11.6:1"]}).items():
        for x, text in zip((80, 230, 320), row, strict=True):
            sheet.text(x, y, text, 11)
    sheet.text(80, 180, "公办和普惠性", 11).text(80, 193, "民办幼儿园", 11)
    assert [row[0] for row in read(pdf(sheet))][::2] == ["公办和普惠性民办幼儿园学校", "小学学校", "初中学校"]


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
