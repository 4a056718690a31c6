"""PDF files: pages become paragraphs, tables and nothing else."""

from __future__ import annotations

import sys
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from helpers.paths import FIXTURES
from helpers.pdf import HEIGHT, WIDTH, PdfPage, assembled, pdf, stream
from report_parser.errors import (
    DamagedSourceError,
    EmptySourceError,
    EncryptedSourceError,
    LimitExceededError,
    MissingExtraError,
    NotChineseError,
    NoTextLayerError,
)
from report_parser.readers import Limits, Options, read_bytes, read_path

pytest.importorskip("pypdfium2")
pytest.importorskip("pdfplumber")

# A column of 20 letters at 12 points: 240 wide, from 100 to 340.
FULL = "局党组坚持把法治建设摆在突出位置并且带头"
assert len(FULL) == 20


def text_of(*sheets: PdfPage) -> str:
    return read_bytes(pdf(*sheets)).text


def column(*lines: str, x: float = 100) -> PdfPage:
    """Lines of a column; a leading blank stands for the two letters of an indent."""
    sheet = PdfPage()
    for at, line in enumerate(lines):
        sheet.text(x + 24 * (line[0] == " "), 150 + at * 20, line.strip())
    return sheet


def test_lines_are_joined_into_paragraphs() -> None:
    sheet = column(" " + FULL[:18], FULL, "学法4次。", " 二、依法履行监督职责", " （一）" + FULL[:15], "完成37个。")
    assert text_of(sheet) == f"{FULL[:18]}{FULL}学法4次。\n二、依法履行监督职责\n（一）{FULL[:15]}完成37个。"


def test_a_number_that_a_line_break_parts_is_mended() -> None:
    start = FULL[:18] + "4.0"
    assert text_of(column(start, "2亿元，" + FULL[:17], "采纳率92.03%。")) == f"{start}2亿元，{FULL[:17]}采纳率92.03%。"


def test_a_line_is_full_if_the_next_word_would_not_have_fitted() -> None:
    assert text_of(column(FULL, FULL[:17], "92.25%以上，" + FULL[:14], FULL[:3] + "。")).count("\n") == 0
    assert text_of(column(FULL, FULL[:17], "九成以上，" + FULL[:10], FULL[:3] + "。")).split("\n")[1].startswith("九成")


def test_a_justified_line_has_no_blanks_between_its_letters_and_keeps_those_between_words() -> None:
    sheet = column(FULL)
    for at, sign in enumerate(FULL[:15] + "92%"):  # 15 letters stretched over the column
        sheet.text(100 + 15 * at if at < 15 else 322 + 6 * (at - 15), 170, sign)
    sheet.text(100, 190, "整改3个。").text(100, 210, "文号").text(130, 210, "日期")
    assert text_of(sheet) == f"{FULL}{FULL[:15]}92%整改3个。\n文号 日期"


def test_few_full_lines_among_many_short_ones_show_the_edge_where_margins_are_equal() -> None:
    note = f"来源{FULL}字号"
    sheet = PdfPage().text(57, 110, note).text(81, 130, FULL + FULL[:18]).lines(57, 150, FULL * 2, "完成。")
    sheet.lines(57, 250, *[f"第{k}次会议的标题" for k in range(30)], step=14)
    assert text_of(sheet).startswith(f"{note}\n{FULL}{FULL[:18]}{FULL * 2}完成。\n第0次")


def test_paragraphs_without_indent_are_parted_by_their_distance() -> None:
    sheet = PdfPage().lines(100, 150, FULL, FULL[:19] + "。").lines(100, 205, FULL, FULL[:4] + "。")
    assert text_of(sheet) == f"{FULL}{FULL[:19]}。\n{FULL}{FULL[:4]}。"


def test_running_lines_and_page_numbers_are_dropped_and_paragraphs_go_on_over_pages() -> None:
    sheets = []
    for number in range(1, 4):
        sheet = column(FULL, FULL).text(200, 40, f"岭北县审计局文件第{number}期", 9)
        sheets.append(sheet.text(280, 790, ["— 1 —", "第2页 共3页", "3/3"][number - 1], 9))
    sheets[2].text(100, 190, "整改5个。")
    document = read_bytes(pdf(*sheets))
    assert document.text == FULL * 6 + "整改5个。"
    assert document.source.pages == (0, 40, 80)


def test_an_empty_page_keeps_the_count_of_pages() -> None:
    document = read_bytes(pdf(column("整改3个。"), PdfPage(), column("移送4件。")))
    assert document.source.pages == (0, 6, 6)


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [FULL, FULL, "左栏3项。", "　　" + FULL[:18], "左尾4项。"]
    right = [FULL, FULL, "右栏5项。", FULL, "右尾6项。"]
    sheet = PdfPage().text(180, 90, "岭北县审计局2025年报告", 18).lines(50, 150, *left).lines(310, 150, *right)
    sheet.text(50, 300, "页尾通栏：" + FULL * 2)
    text = text_of(sheet)
    places = [text.index(word) for word in ("岭北县", "左栏3项", "左尾4项", "右栏5项", "右尾6项", "页尾通栏")]
    assert places == sorted(places)
    assert f"{FULL}{FULL}左栏3项。" in text


def test_a_last_page_that_fills_one_column() -> None:
    both = PdfPage().lines(50, 150, *[FULL] * 6).lines(310, 150, *[FULL] * 6)
    last = (
        PdfPage().lines(50, 150, FULL, FULL, "左尾4项。", "　　" + FULL[:18], FULL).lines(310, 150, FULL, "右尾6项。")
    )
    assert text_of(both, last) == FULL * 14 + f"左尾4项。\n{FULL[:18]}{FULL * 2}右尾6项。"
    assert text_of(both, PdfPage().lines(50, 150, FULL, "左尾4项。")) == FULL * 13 + "左尾4项。"


def test_entries_side_by_side_are_no_columns() -> None:
    sheet = PdfPage().text(100, 130, FULL + FULL)
    for at, (name, value) in enumerate((("审计", "37个"), ("整改", "14个"), ("移送", "8件"), ("建议", "9条"))):
        sheet.text(100, 150 + 20 * at, name).text(330, 150 + 20 * at, value)
    assert "审计 37个\n整改 14个\n移送 8件\n建议 9条" in text_of(sheet)


def test_ruled_table_in_its_place() -> None:
    sheet = column(FULL, "如下。")
    sheet.table(
        [100, 180, 240, 300],
        [200, 220, 240, 280],
        ["项目", "上年", "本年"],
        ["审计", "35", "37"],
        ["问题\n金额", "3.1", "4.02"],
    )
    sheet.text(100, 300, "表后5项。")
    document = read_bytes(pdf(sheet))
    assert document.text == f"{FULL}如下。\n项目\t上年\t本年\n审计\t35\t37\n问题金额\t3.1\t4.02\n表后5项。"
    (table,) = document.tables
    assert (table.rows, table.columns) == (3, 3)
    assert all(cell.span.of(document.text) == cell.text for cell in table.cells)


def test_merged_cells_of_a_ruled_table() -> None:  # user_asks 73
    sheet = column("表")
    for x, top in ((100, 200), (180, 200), (240, 220), (300, 200)):
        sheet.rule(x, top, x, 260)
    for y, left in ((200, 100), (220, 180), (240, 100), (260, 100)):
        sheet.rule(left, y, 300, y)
    sheet.text(103, 212, "单位").text(210, 203, "金额").text(183, 223, "上年").text(243, 223, "本年")
    sheet.text(103, 243, "岭北").text(183, 243, "3.1").text(243, 243, "4.02")
    document = read_bytes(pdf(sheet))
    assert document.text == "表\n单位\t金额\t\n\t上年\t本年\n岭北\t3.1\t4.02"
    spans = {cell.text: (cell.row_span, cell.column_span) for cell in document.tables[0].cells}
    assert (spans["单位"], spans["金额"]) == ((2, 1), (1, 2))


def test_a_table_over_two_pages_is_one() -> None:
    head = ["项目", "数量"]
    first = column("表一").table([100, 180, 260], [700, 720, 740], head, ["审计", "37"])
    second = PdfPage().table([100, 180, 260], [90, 110, 130], head, ["整改", "14"]).text(100, 200, "完。")
    document = read_bytes(pdf(first, second))
    assert document.text == "表一\n项目\t数量\n审计\t37\n整改\t14\n完。"
    assert len(document.tables) == 1


def test_a_number_wrapped_in_a_narrow_cell_is_mended_two_numbers_are_not() -> None:
    sheet = column("表").table([100, 150, 260], [200, 240, 280], ["1234567\n.89", "12\n34"], ["甲", "乙"])
    assert text_of(sheet) == "表\n1234567.89\t12 34\n甲\t乙"


def test_a_frame_is_no_table() -> None:
    sheet = column("框内3项。")
    assert read_bytes(pdf(sheet.table([90, 400], [140, 300]))).tables == ()


def test_footnotes_follow_their_paragraph() -> None:
    sheet = column(FULL, "先行。").text(100, 190, "查出4.02亿元").text(172, 188, "1", 6).text(176, 190, "，整改14个。")
    sheet.text(100, 210, "移送8件。").text(100, 700, "1", 6).text(106, 700, "含2个镇。", 9)
    assert text_of(sheet) == f"{FULL}先行。\n查出4.02亿元，整改14个。\n移送8件。\n含2个镇。"


def test_contents_with_leaders_are_left_out() -> None:
    assert text_of(column("目录", "一、总体…………………… 3", "二、问题......... 12", "一、总体")) == "目录\n一、总体"


def test_double_letters_watermarks_and_radicals() -> None:
    sheet = column("审计")
    sheet.text(100.3, 150, "审计").text(124, 150, "⼯作3项。")
    tilted = "BT /F1 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm <" + "仅供内部".encode("utf-16-be").hex() + "> Tj ET"
    sheet.marks.append(tilted)
    assert text_of(sheet) == "审计工作3项。"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages(turn: int) -> None:
    """A landscape page: the text is turned, and /Rotate turns the page back."""
    import math

    sheet = column(FULL * 2, "完成37个。")
    c, s = round(math.cos(math.radians(turn))), round(math.sin(math.radians(turn)))
    x, y = {90: (WIDTH, 0), 180: (WIDTH, HEIGHT), 270: (0, HEIGHT)}[turn]
    sheet.marks.insert(0, f"{c} {s} {-s} {c} {x} {y} cm")
    assert read_bytes(pdf(sheet, extra=f"/Rotate {turn}")).text == f"{FULL * 2}完成37个。"


# Pictures, passwords, damage ------------------------------------------------------------------------------------------


def scan(*texts: str) -> PdfPage:
    sheet = PdfPage(picture=(8, 8, b"\xff" * 64))
    for at, text in enumerate(texts):
        sheet.text(100, 100 + 20 * at, text)
    return sheet


def test_a_scan_says_that_it_is_one() -> None:
    with pytest.raises(NoTextLayerError, match=r"report-parser\[ocr\]"):
        read_bytes(pdf(scan(), scan("3")))
    with pytest.raises(NoTextLayerError, match="2 of the PDF's 3 pages"):
        read_bytes(pdf(column("整改3个"), scan(), scan()))
    half = read_bytes(pdf(column("整改3个"), scan()))
    assert (half.text, half.source.pages_without_text) == ("整改3个", (2,))
    assert "--ocr" in half.source.warnings[0]
    assert read_bytes(pdf(column("整改3个"))).source.warnings == ()
    with pytest.raises(NotChineseError):
        read_bytes(pdf(column("Report 37")))


@pytest.mark.parametrize(
    "letters",
    ["".join(map(chr, range(0xE000, 0xE028))), "".join(chr(0x4E07 + 97 * k) for k in range(40)), "ŊŋŌōŎŏŐőŒœ" * 4],
    ids=["private use", "rare characters", "far letters"],
)
def test_a_damaged_map_of_characters_is_a_page_without_text(letters: str) -> None:
    garbled = PdfPage().lines(100, 150, letters[:20], letters[20:])
    with pytest.raises(NoTextLayerError, match="not those on the page"):
        read_bytes(pdf(garbled))
    document = read_bytes(pdf(column("整改3个"), garbled))
    assert (document.text, document.source.pages_without_text) == ("整改3个", (2,))


def test_ocr_reads_a_scan_and_says_so() -> None:
    pytest.importorskip("rapidocr")
    import pypdfium2

    source = FIXTURES / "formats/libreoffice.pdf"
    page = pypdfium2.PdfDocument(source)[0]
    bitmap = page.render(scale=2, grayscale=True)
    picture = PdfPage(picture=(bitmap.width, bitmap.height, bytes(bitmap.to_pil().tobytes())))
    document = read_bytes(pdf(picture), options=Options(ocr=True))
    assert document.source.ocr
    assert not read_path(source).source.ocr
    assert "一、主要做法和成效" in document.text
    assert "查出主要问题金额5.37亿元" in document.text


def test_a_password(fixtures: Path) -> None:
    with pytest.raises(EncryptedSourceError, match="password"):
        read_path(fixtures / "formats" / "locked.pdf")


def test_damage() -> None:
    data = pdf(column("整改3个"))
    for broken in (b"%PDF-1.7\n", data[:200], b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<</Root 1 0 R>>\n"):
        with pytest.raises(DamagedSourceError):
            read_bytes(broken)
    assert read_bytes(data.replace(b"startxref\n", b"startxref\n9")).text == "整改3个"  # what can be mended is


def test_loops_end() -> None:
    tree = assembled({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"})
    form = pdf(column("整改3个")).replace(b"/Resources<<", b"/Resources<</XObject<</X 7 0 R>>", 1)
    for data in (tree, form):
        with suppress(DamagedSourceError):
            read_bytes(data)


def test_bombs() -> None:
    small = Options(limits=Limits(unpacked=2_000_000))
    for packings in (1, 2, 3):
        data = assembled({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: stream(bytes(8_000_000), packings)})
        assert len(data) < 20_000
        with pytest.raises(LimitExceededError, match="unpacked"):
            read_bytes(data, options=small)
    sheets = [column("整改3个")] * 5
    with pytest.raises(LimitExceededError, match="pages"):
        read_bytes(pdf(*sheets), options=Options(limits=Limits(pages=4)))
    with pytest.raises(LimitExceededError, match="characters"):
        read_bytes(pdf(*sheets), options=Options(limits=Limits(characters=3)))
    with pytest.raises(LimitExceededError, match="seconds"):
        read_bytes(pdf(*sheets), options=Options(limits=Limits(seconds=0)))


def of_forms(*forms: tuple[int, str, str], packings: int = 0) -> bytes:
    """A PDF whose page draws form 6; a form has its number, its content and the names by which it calls others."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</X 6 0 R>>>>>>",
        4: b"<</Length 5>>stream\n/X Do\nendstream",
    }
    for number, content, names in forms:
        body = zlib.compress(content.encode()) if packings else content.encode()
        head = f"<</Length {len(body)}{'/Filter/FlateDecode' * packings}/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
        objects[number] = f"{head}/Resources<</XObject<<{names}>>>>>>stream\n".encode() + body + b"\nendstream"
    return assembled(objects)


@pytest.mark.parametrize("packings", [0, 1])
def test_forms_in_forms_are_bounded_before_they_are_drawn(packings: int) -> None:
    here = Options(isolated=False)
    with pytest.raises(LimitExceededError, match="calls itself"):
        read_bytes(of_forms((6, "/X Do /X Do", "/X 6 0 R"), packings=packings), options=here)
    chain = [(6 + k, "/X Do /X Do", f"/X {7 + k} 0 R") for k in range(25)]
    with pytest.raises(LimitExceededError, match="operators"):
        read_bytes(of_forms(*chain, (31, "", ""), packings=packings), options=here)
    nested = [(6 + k, "/X Do", f"/X {7 + k} 0 R") for k in range(40)]
    with pytest.raises(LimitExceededError, match="in each other"):
        read_bytes(of_forms(*nested, (46, "", ""), packings=packings), options=here)
    shared = ((6, "/A Do /B Do", "/A 7 0 R/B 8 0 R"), (7, "/B Do", "/B 8 0 R"), (8, "", ""))
    with pytest.raises(EmptySourceError):  # two may call a third
        read_bytes(of_forms(*shared, packings=packings), options=here)


def test_many_rules_are_a_drawing() -> None:
    sheet = column("整改3个")
    for k in range(2_000):
        sheet.rule(50 + k / 5, 300, 50 + k / 5, 600).rule(50, 300 + k / 8, 500, 300 + k / 8)
    assert read_bytes(pdf(sheet)).text == "整改3个"


@pytest.mark.parametrize(("module", "extra"), [("pypdfium2", "pdf"), ("pdfplumber.table", "pdf")])
def test_a_missing_extra_is_named(module: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    sheet = column("表").table([100, 180, 240], [200, 220, 240], ["甲", "1"], ["乙", "2"])
    with pytest.raises(MissingExtraError, match=extra):
        read_bytes(pdf(sheet), options=Options(isolated=False))
