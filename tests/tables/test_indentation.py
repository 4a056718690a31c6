"""Rows that are set in are parts of the row above them, however a file sets them in."""

from __future__ import annotations

import pytest

import report_parser as rp
from helpers import docx
from helpers.pdf import PdfPage, pdf
from report_parser.models import plain

pytest.importorskip("pypdfium2")
pytest.importorskip("pdfplumber")

TITLE = "青禾县2025年统计公报"
HEAD = ("指标", "数值")
ROWS = [
    (0, "年末常住人口（万人）", "308.5"),
    (1, "城镇", "187.3"),
    (1, "乡村", "121.2"),
    (0, "地区生产总值（亿元）", "820.5"),
    (1, "第一产业", "80.1"),
    (1, "第二产业", "300.2"),
    (2, "工业", "250.1"),
    (1, "第三产业增加值", "440.2"),
]
WANT = [
    ("年末常住人口", "3085000", "人", None),
    ("年末常住人口城镇", "1873000", "人", "年末常住人口"),
    ("年末常住人口乡村", "1212000", "人", "年末常住人口"),
    ("地区生产总值", "82050000000", "元", None),
    ("地区生产总值第一产业", "8010000000", "元", "地区生产总值"),
    ("地区生产总值第二产业", "30020000000", "元", "地区生产总值"),
    ("地区生产总值第二产业工业", "25010000000", "元", "地区生产总值第二产业"),
    ("地区生产总值第三产业增加值", "44020000000", "元", "地区生产总值"),
]


def read(report: rp.Report) -> list[tuple[str, str, str, str | None]]:
    names = {metric.id: metric.name for metric in report.metrics}
    return [
        (r["name"], plain(r["value"]), r["unit"], names.get(r["part_of"]))
        for r in report.rows()
        if r["rule"] == "cell.headers"
    ]


def word(properties: str, step: int) -> bytes:
    """Paragraphs with an indentation of so many units of a property."""

    def cell(depth: int, text: str) -> str:
        return f"<w:tc><w:tcPr/>{docx.p(text, properties.format(depth * step))}</w:tc>"

    rows = "".join(docx.tr(cell(depth, label), docx.tc(value)) for depth, label, value in ROWS)
    head = docx.tr(*(f"<w:tc><w:tcPr/>{docx.p(text, CENTRED)}</w:tc>" for text in HEAD))
    return docx.word(docx.p(TITLE) + f"<w:tbl>{head}{rows}</w:tbl>" + docx.p("正文。"))


CENTRED = '<w:jc w:val="center"/><w:ind w:left="900"/>'


def html(cell: str) -> bytes:
    """Cells whose tag and text are made of a depth and a label."""
    rows = "".join(
        "<tr>" + cell.format(depth * 20, "&nbsp;" * depth * 3, "&emsp;" * depth, label) + f"<td>{value}</td></tr>"
        for depth, label, value in ROWS
    )
    page = (
        f"<p>{TITLE}</p><p>{'本公报由县统计局编制。' * 9}</p><table><tr><td>指标</td><td>数值</td></tr>{rows}</table>"
    )
    return f"<html><body><div>{page}</div></body></html>".encode()


def lines(form: str, blank: str = "　") -> bytes:
    rows = [form.format(blank * depth + label, value) for depth, label, value in ROWS]
    return "\n".join([TITLE, form.format(*HEAD), *rows, "正文。"]).encode()


def aligned() -> bytes:
    def wide(text: str) -> str:
        return text + " " * (30 - sum(2 if ord(char) > 255 else 1 for char in text))

    rows = [wide("  " * depth + label) + value for depth, label, value in ROWS]
    return "\n".join([TITLE, *rows, "正文。"]).encode()


def page(*, ruled: bool) -> bytes:
    sheet = PdfPage().text(80, 100, TITLE)
    ys = [160.0 + 22 * at for at in range(len(ROWS) + 2)]
    if ruled:
        for x in (80, 300, 400):
            sheet.rule(x, ys[0], x, ys[-1])
        for y in ys:
            sheet.rule(80, y, 400, y)
    sheet.text(170, 163, HEAD[0], 11).text(330, 163, HEAD[1], 11)
    for y, (depth, label, value) in zip(ys[1:], ROWS, strict=False):
        sheet.text(84 + 11 * depth, y + 3, label, 11).text(330, y + 3, value, 11)
    return pdf(sheet)


FORMS = {
    "docx in points": word('<w:ind w:left="{}"/>', 210),
    "docx in letters": word('<w:ind w:firstLineChars="{}" w:firstLine="99"/>', 100),
    "html padding": html('<td style="padding-left:{}px">{:.0}{:.0}{}</td>'),
    "html indented paragraph": html('<td><p style="text-indent: {}px">{:.0}{:.0}{}</p></td>'),
    "html blanks": html("<td>{:.0}{}{:.0}{}</td>".replace("{:.0}", "<!--{}-->", 1)),
    "html wide blanks": html("<td><!--{}-->{:.0}{}{}</td>"),
    "tabs": lines("{}\t{}"),
    "markdown": lines("| {} | {} |"),
    "blanks": aligned(),
    "ruled pdf": page(ruled=True),
    "pdf without rules": page(ruled=False),
}


@pytest.mark.parametrize("form", FORMS)
def test_rows_that_are_set_in_are_parts_of_the_row_above(form: str) -> None:
    assert read(rp.parse_bytes(FORMS[form])) == WANT


def test_behind_a_mark_of_parts_the_next_label_stands_below_the_first() -> None:
    rows = ["常住人口\t100", "　其中：城镇\t60", "　　　　乡村\t40", "　其中：男性\t51", "　　　　女性\t49"]
    text = "\n".join([TITLE, "指标\t绝对数（万人）", *rows])
    names = ["常住人口", "常住人口城镇", "常住人口乡村", "常住人口男性", "常住人口女性"]
    assert [(name, whole) for name, _, _, whole in read(rp.parse(text))] == [
        (name, None if at == 0 else "常住人口") for at, name in enumerate(names)
    ]


def test_where_heads_say_what_is_measured_a_label_needs_no_other() -> None:
    text = (
        f"{TITLE}\n类别\t机构（个）\t床位（张）\n养老机构\t12\t300\n　福利院\t4\t120\n　敬老院\t8\t180\n社区站点\t5\t9"
    )
    assert [(name, whole) for name, _, _, whole in read(rp.parse(text))][2:4] == [
        ("福利院机构", "养老机构"), ("福利院床位", "养老机构床位"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "labels",
    [["　　甲乡", "　丙镇", "丁街道", "　　　戊村"], ["　甲", "　乙", "　丙", "　丁"], ["甲", " 乙", "丙", " 丁"]],
    ids=["centred", "all alike", "a stray blank"],
)
def test_blanks_that_show_no_levels_make_no_parts(labels: list[str]) -> None:
    text = "\n".join([TITLE, "名称\t数量（个）", *(f"{label}\t{at + 3}" for at, label in enumerate(labels))])
    assert {whole for _, _, _, whole in read(rp.parse(text))} == {None}


def test_a_part_that_is_larger_or_of_another_unit_is_none() -> None:
    text = f"{TITLE}\n指标\t数值\n生产总值（亿元）\t10\n　人均生产总值（元）\t5200\n　甲（亿元）\t12\n税收（亿元）\t3"
    assert {whole for _, _, _, whole in read(rp.parse(text))} == {None}


def test_labels_of_several_rows_in_one_paragraph_are_broken_where_their_room_breaks_them() -> None:
    room = '<w:ind w:left="200" w:right="{}"/>'
    labels = docx.p("合计", room.format(0)) + docx.p("省级机关登记市级机关登记县级机关登记", room.format(1140))
    figures = "".join(docx.p(text) for text in ("60 6", "10 1", "20 2", "30 3"))
    cells = [
        f'<w:tc><w:tcPr><w:tcW w:w="2600" w:type="dxa"/></w:tcPr>{labels}</w:tc>',
        f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{figures}</w:tc>',
    ]
    head = docx.tr(*map(docx.tc, ["指标", "社团（个）", "基金会（个）"]))
    body = docx.p(TITLE) + f"<w:tbl>{head}{docx.tr(*cells)}</w:tbl>" + docx.p("正文。")
    assert [(name, value) for name, value, _, _ in read(rp.parse_bytes(docx.word(body)))][2:] == [
        ("省级机关登记社团", "10"), ("省级机关登记基金会", "1"), ("市级机关登记社团", "20"),
        ("市级机关登记基金会", "2"), ("县级机关登记社团", "30"), ("县级机关登记基金会", "3"),
    ]  # fmt: skip
