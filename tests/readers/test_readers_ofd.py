"""OFD (GB/T 33190): letters and lines at places become paragraphs and tables, as those of a PDF do."""

from __future__ import annotations

import pytest

import report_parser as rp
from helpers.docx import packed
from helpers.ofd import SPACES, ofd, rule, text
from report_parser.readers import Limits, Options, read_bytes

pytest.importorskip("pdfplumber")

FULL = "局党组坚持把法治建设摆在突出位置并且带头"  # 20 letters of 4 mm: a line of 80 mm


PAGE = text(58, 40, FULL[:18]) + text(50, 47, FULL) + text(50, 54, "学法4次。") + text(58, 61, "整改率92.25%。")


@pytest.mark.parametrize("space", SPACES)
def test_lines_become_paragraphs(space: str) -> None:
    document = read_bytes(ofd(PAGE, space=space))
    assert document.text == f"{FULL[:18]}{FULL}学法4次。\n整改率92.25%。"
    assert (document.source.reader, document.source.pages) == ("ofd", (0,))


def test_pages_have_places_and_templates_signatures_and_watermarks_are_left_out() -> None:
    mark = text(50, 100, "仅供内部使用", more=' CTM="0.7 0.7 -0.7 0.7 0 0"') + text(
        9, 9, "隐藏5个", more=' Visible="false"'
    )
    other = {"Doc_0/Signs/Sign_0/Signature.xml": b"<Signature>37</Signature>", "Doc_0/Tpls/Tpl_0/Content.xml": b"<"}
    document = read_bytes(ofd(PAGE + mark, text(50, 40, "移送8件。"), parts=other))
    assert document.text.endswith("整改率92.25%。\n移送8件。")
    assert document.source.pages == (0, document.text.index("移送"))
    assert "仅供" not in document.text
    assert "隐藏" not in document.text


def test_a_table_by_its_lines() -> None:
    lines = [rule(50, y, 130, y) for y in (80, 90, 100)] + [rule(x, 80, x, 100) for x in (50, 90, 130)]
    cells = [text(52, 83, "项目"), text(92, 83, "数量"), text(52, 93, "审计"), text(92, 93, "37")]
    document = read_bytes(ofd(PAGE + "".join(lines + cells)))
    assert document.text.endswith("项目\t数量\n审计\t37")
    (table,) = document.tables
    assert (table.rows, table.columns) == (2, 2)


def test_letters_without_distances_and_with_a_matrix() -> None:
    code = '<ofd:TextCode X="0" Y="4">整改37个。</ofd:TextCode>'
    plain = f'<ofd:TextObject Boundary="50 40 99 9" Size="4">{code}</ofd:TextObject>'
    scaled = plain.replace('Size="4"', 'Size="1" CTM="4 0 0 4 0 0"').replace('Y="4"', 'Y="1"')
    assert read_bytes(ofd(plain)).text == read_bytes(ofd(scaled)).text == "整改37个。"


def test_what_is_no_ofd_is_refused() -> None:
    good = ofd(PAGE)
    assert read_bytes(good).text
    for broken in (
        packed({"OFD.xml": b"<a/>"}),
        packed({"OFD.xml": b"<OFD><DocBody/></OFD>"}),
        packed({"OFD.xml": b"<OFD><DocBody><DocRoot>a.xml</DocRoot></DocBody></OFD>"}),
        packed({"OFD.xml": b"<OFD"}),
        good[:200],
    ):
        with pytest.raises(rp.ReportParserError) as caught:
            read_bytes(broken)
        assert isinstance(caught.value, rp.DamagedSourceError | rp.EmptySourceError)
    with pytest.raises(rp.NoTextLayerError, match="OCR"):
        read_bytes(ofd('<ofd:ImageObject ID="9" ResourceID="3" Boundary="0 0 210 297"/>'))


def test_limits_hold() -> None:
    for limits in (Limits(pages=1), Limits(characters=10), Limits(unpacked=500), Limits(depth=3), Limits(entries=3)):
        with pytest.raises(rp.LimitExceededError):
            read_bytes(ofd(PAGE, PAGE), options=Options(limits=limits))
    endless = PAGE.replace('DeltaX="g 17 4"', 'DeltaX="g 9999999 4 g 9999999 4"')
    assert read_bytes(ofd(endless)).text.startswith(FULL[:18])
