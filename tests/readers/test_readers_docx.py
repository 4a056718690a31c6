"""Word files: what stands on the page, and nothing else, is in the text."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from helpers.docx import level, lists, numbered, p, packed, part, tc, tr, word
from report_parser.errors import (
    DamagedSourceError,
    EncryptedSourceError,
    LimitExceededError,
    UnsupportedFormatError,
)
from report_parser.readers import Limits, Options, read_bytes
from report_parser.readers.numbering import FORMATS, written


def text_of(body: str, **parts: str) -> str:
    return read_bytes(word(body, **parts)).text


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


# Automatic numbering --------------------------------------------------------------------------------------------------


def test_first_and_second_paragraph_of_a_chinese_list() -> None:  # user_asks 69, 70
    numbering = lists(level(0, "chineseCounting", "%1、"))
    assert text_of(numbered("工作开展情况", 1) + numbered("存在的问题", 1), numbering=numbering) == (
        "一、工作开展情况\n二、存在的问题"
    )


def test_a_label_of_two_levels() -> None:  # user_asks 70, docling #2758
    numbering = lists(level(0, "decimal", "%1") + level(1, "decimal", "%1.%2"))
    body = numbered("甲", 1) + numbered("乙", 1) + numbered("丙", 1) + numbered("5万吨项目", 1, 1)
    assert text_of(body, numbering=numbering).endswith("\n3.1 5万吨项目")


@pytest.mark.parametrize("shape", ["none", "bullet"])
def test_no_number_is_invented(shape: str) -> None:  # user_asks 71
    numbering = lists(level(0, shape, "●" if shape == "bullet" else ""))
    assert text_of(numbered("工作开展情况", 1), numbering=numbering) == "工作开展情况"


def test_all_levels_of_an_official_document() -> None:  # GB/T 9704-2012, 7.3.3
    numbering = lists(
        level(0, "chineseCountingThousand", "%1、")
        + level(1, "chineseCountingThousand", "（%2）")
        + level(2, "decimal", "%3.")
        + level(3, "decimal", "（%4）")
        + level(4, "decimalEnclosedCircle", "%5")
    )
    levels = [0, 1, 2, 3, 4, 4, 3, 2, 1, 2, 0, 1]
    lines = text_of("".join(numbered("项", 1, k) for k in levels), numbering=numbering).split("\n")
    assert "|".join(lines) == ("一、项|（一）项|1. 项|（1）项|①项|②项|（2）项|2. 项|（二）项|1. 项|二、项|（一）项")


def test_headings_numbered_by_their_styles() -> None:
    styles = (
        '<w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '<w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="1"/>'
        "</w:pPr></w:style>"
        '<w:style w:styleId="t"><w:name w:val="Title"/></w:style>'
        '<w:style w:styleId="toc1"><w:name w:val="toc 1"/></w:style>'
    )
    tie = '<w:pStyle w:val="{}"/>'
    numbering = lists(
        level(0, "chineseCounting", "%1、", extra=tie.format(1))
        + level(1, "chineseCounting", "（%2）", extra=tie.format(2))
    )
    body = p("岭北县报告", tie.format("t")) + p("一、总体 1", tie.format("toc1")) + p("总体", tie.format(1))
    body += p("成效", tie.format(2)) + p("正文3项。") + p("问题", tie.format(1))
    document = read_bytes(word(body, styles=styles, numbering=numbering))
    assert document.text == "岭北县报告\n一、总体\n（一）成效\n正文3项。\n二、问题"
    assert document.hints.headings == {6: 1, 11: 2, document.text.index("二、"): 1}
    assert document.hints.fields == {"title": "岭北县报告"}


def test_lines_that_are_set_off() -> None:
    styles = (
        '<w:style w:styleId="b"><w:name w:val="Lead"/><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:styleId="c"><w:name w:val="Centre"/><w:basedOn w:val="b"/><w:pPr><w:jc w:val="center"/></w:pPr>'
        '<w:rPr><w:b w:val="0"/></w:rPr></w:style>'
    )
    bold, light = "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>", "<w:r><w:t>{}</w:t></w:r>"
    body = (
        f"<w:p>{bold.format('粗体')}{bold.format('标题')}</w:p><w:p>{bold.format('一半')}{light.format('不是')}</w:p>"
    )
    body += p("按样式加粗", '<w:pStyle w:val="b"/>') + p("居中", '<w:jc w:val="center"/>') + p("正文。")
    body += p("按样式居中", '<w:pStyle w:val="c"/>')
    document = read_bytes(word(body, styles=styles))
    set_off = [document.text[at:].split("\n")[0] for at in sorted(document.hints.set_off)]
    assert set_off == ["粗体标题", "按样式加粗", "居中", "按样式居中"]


def test_restarts_and_overrides() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "第%1条", start=5)}</w:lvlOverride>'
    numbering = lists(level(0, "decimal", "%1."), overrides={8: (1, restart), 9: (1, ""), 10: (1, other)})
    body = "".join(numbered("项", k) for k in (1, 1, 8, 8, 9, 10))
    assert text_of(body, numbering=numbering).split("\n") == (
        ["1. 项", "2. 项", "1. 项", "2. 项", "3. 项", "第4条 项"]  # lists of one definition count on together
    )


def test_a_level_that_never_restarts_and_one_that_starts_late() -> None:
    never = '<w:lvlRestart w:val="0"/>'
    numbering = lists(level(0, "chineseCounting", "%1、") + level(1, "decimal", "（%2）", start=3, extra=never))
    lines = text_of("".join(numbered("项", 1, k) for k in (0, 1, 0, 1)), numbering=numbering).split("\n")
    assert lines == ["一、项", "（3）项", "二、项", "（4）项"]


def test_what_was_moved_or_hidden_is_not_counted() -> None:
    item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr>{}</w:rPr>'
    moved = f"<w:p><w:pPr>{item.format('<w:moveFrom/>')}</w:pPr><w:moveFrom>{run('搬走')}</w:moveFrom></w:p>"
    hidden = f"<w:p><w:pPr>{item.format('<w:vanish/>')}</w:pPr>{run('藏着', '<w:vanish/>')}</w:p>"
    here = f"<w:p><w:pPr>{item.format('<w:moveTo/>')}</w:pPr><w:moveTo>{run('搬走')}</w:moveTo></w:p>"
    numbering = lists(level(0, "chineseCounting", "%1、"))
    body = numbered("总体", 1) + moved + hidden + numbered("问题", 1) + here
    assert text_of(body, numbering=numbering) == "一、总体\n二、问题\n三、搬走"


def test_a_word_is_parted_from_a_label_that_ends_in_one() -> None:
    numbering = lists(
        level(0, "chineseCounting", "第%1章") + level(1, "chineseCounting", "第%2条", extra="<w:suff w:val='nothing'/>")
    )
    assert text_of(numbered("总则", 1) + numbered("本办法", 1, 1), numbering=numbering) == "第一章 总则\n第一条本办法"


def test_the_usual_style_numbers_and_hides() -> None:
    usual = '<w:style w:type="paragraph" w:default="1" w:styleId="a">{}</w:style>'
    numbering = lists(level(0, "chineseCounting", "%1、"))
    counted = usual.format('<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    assert text_of(p("总体") + p("问题"), styles=counted, numbering=numbering) == "一、总体\n二、问题"
    unhidden = '<w:vanish w:val="0"/>'
    shown = f"<w:p>{run('显3个', unhidden)}{run('藏4个')}</w:p>"
    assert text_of(shown, styles=usual.format("<w:rPr><w:vanish/></w:rPr>")) == "显3个"


def test_numbering_taken_away_by_the_paragraph() -> None:
    styles = '<w:style w:styleId="1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    off = '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    numbering = lists(level(0, "decimal", "%1."))
    assert text_of(p("甲", off) + p("乙", '<w:pStyle w:val="1"/>'), styles=styles, numbering=numbering) == "甲\n1. 乙"


def test_legal_numbers_and_linked_list_styles() -> None:
    legal = "<w:isLgl/>"
    definition = level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "%1.%2", extra=legal)
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{definition}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="公文"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="公文"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = numbered("甲", 2) + numbered("乙", 2, 1)
    assert text_of(body, numbering=numbering, styles=styles) == "一、甲\n1.1 乙"


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("chineseCounting", "一 十 二十一 一〇五"),
        ("chineseCountingThousand", "一 十 二十一 一百零五"),
        ("taiwaneseCountingThousand", "一 十 二十一 一百零五"),
        ("ideographDigital", "一 一〇 二一 一〇五"),
        ("chineseLegalSimplified", "壹 壹拾 贰拾壹 壹佰零伍"),
        ("ideographTraditional", "甲 癸 21 105"),
        ("ideographZodiac", "子 酉 21 105"),
        ("decimalEnclosedCircle", "① ⑩ 21 105"),
        ("decimalEnclosedParen", "⑴ ⑽ 21 105"),
        ("decimalFullWidth", "１ １０ ２１ １０５"),
        ("upperRoman", "I X XXI CV"),
        ("lowerLetter", "a j u aaaaa"),
        ("decimalZero", "01 10 21 105"),
        ("notAFormat", "1 10 21 105"),
    ],
)
def test_number_formats(shape: str, expected: str) -> None:
    assert " ".join(written(n, shape) for n in (1, 10, 21, 105)) == expected


@pytest.mark.parametrize("shape", sorted(FORMATS))
def test_a_hostile_start_value_makes_no_long_label(shape: str) -> None:
    assert len(written(99_999_999, shape)) < 10
    assert len(written(32_767, shape)) < 1300


# What stands on the page ----------------------------------------------------------------------------------------------


def test_tracked_changes_are_accepted() -> None:
    body = (
        f"<w:p>{run('整改率')}<w:del>{run('77.73%')}</w:del><w:ins>{run('92.25%')}</w:ins>"
        f"<w:moveFrom>{run('搬走')}</w:moveFrom></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('完成审计')}</w:p>"
        f"<w:p>{run('37个')}</w:p>"
    )
    assert text_of(body) == "整改率92.25%\n完成审计37个"


def test_footnotes_follow_their_paragraph_and_endnotes_the_text() -> None:
    body = f'<w:p>{run("查出4.02亿元")}<w:r><w:footnoteReference w:id="2"/></w:r>{run("。")}<w:r>'
    body += '<w:endnoteReference w:id="2"/></w:r></w:p>' + p("下一段")
    note = '<w:{0} w:id="{1}" w:type="separator">{2}</w:{0}><w:{0} w:id="2">{3}</w:{0}>'
    again = '<w:p><w:r><w:footnoteReference w:id="2"/><w:t>含2个镇</w:t></w:r></w:p>'  # cites itself
    assert (
        text_of(
            body,
            footnotes=note.format("footnote", 0, p("线"), again),
            endnotes=note.format("endnote", 0, p("线"), p("完")),
        )
        == "查出4.02亿元。\n含2个镇\n下一段\n完"
    )


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('印发12份')}</w:txbxContent>"
    body = (
        f"<w:p>{run('正文')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert text_of(body) == "正文\n印发12份"


def test_soft_breaks_fields_hidden_text_and_split_runs() -> None:
    shown = '<w:vanish w:val="0"/>'
    body = (
        f"<w:p>{run('岭北县')}<w:r><w:br/></w:r>{run('年度报告')}</w:p>"
        f"<w:p>{run('整改率9')}{run('2.2')}{run('5%')}{run('草稿', '<w:vanish/>')}{run('达标', shown)}</w:p>"
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>共3页</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{p('控件3个')}</w:sdtContent></w:sdt>"
        f"<w:p><w:hyperlink>{run('链接')}</w:hyperlink><w:r><w:tab/><w:t>5件</w:t></w:r></w:p>"
    )
    assert text_of(body) == "岭北县\n年度报告\n整改率92.25%达标\n共3页\n控件3个\n链接 5件"


def test_fields_inside_the_code_of_a_field_and_signs_by_code() -> None:
    def field(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    inner = f"{field('begin')}{field('separate')}{run('99')}{field('end')}"
    body = f"<w:p>{run('共')}{field('begin')}{inner}{field('separate')}{run('33个')}{field('end')}"
    body += (
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:sym w:font="宋体" w:char="2460"/><w:sym w:char="x"/></w:r></w:p>'
    )
    assert text_of(body + f"<w:p>{field('begin')}{run('坏')}</w:p>" + p("后5个")) == "共33个①\n后5个"


def test_a_table_of_contents_is_left_out() -> None:
    gallery = '<w:docPartObj><w:docPartGallery w:val="{}"/></w:docPartObj>'
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    contents = control.format(gallery.format("Table of Contents"), p("目录") + p("一、总体 3"))
    assert text_of(contents + control.format(gallery.format("Cover Pages"), p("封面")) + p("正文")) == "封面\n正文"


def test_order_of_paragraphs_and_tables_is_kept() -> None:  # user_asks 72
    table = f"<w:tbl>{tr(tc('项目'), tc('数量'))}{tr(tc('审计'), tc('37'))}</w:tbl>"
    numbering = lists(level(0, "chineseCounting", "%1、"))
    body = numbered("总体", 1) + p("如下") + table + p("表后") + numbered("问题", 1)
    assert text_of(body, numbering=numbering) == "一、总体\n如下\n项目\t数量\n审计\t37\n表后\n二、问题"


def test_merged_cells_keep_values_under_their_column() -> None:  # user_asks 73
    rows = (
        tr(
            tc("单位", '<w:vMerge w:val="restart"/>'),
            tc("金额", '<w:gridSpan w:val="2"/>'),
            properties="<w:tblHeader/>",
        )
        + tr(tc("", "<w:vMerge/>"), tc("上年"), tc("本年"))
        + tr(tc("岭北"), tc("3.1"), tc("4.02"))
        + tr(tc("合计"), tc("3.2"), properties='<w:gridBefore w:val="1"/>')
    )
    document = read_bytes(word(p("表") + f"<w:tbl>{rows}</w:tbl>"))
    assert document.text == "表\n单位\t金额\t\n\t上年\t本年\n岭北\t3.1\t4.02\n\t合计\t3.2"
    (table,) = document.tables
    assert (table.rows, table.columns) == (4, 3)
    assert all(cell.span.of(document.text) == cell.text for cell in table.cells)
    by_text = {cell.text: cell for cell in table.cells}
    assert (by_text["单位"].row_span, by_text["金额"].column_span, by_text["4.02"].column) == (2, 2, 2)
    assert by_text["金额"].header
    assert not by_text["上年"].header
    assert table.span.of(document.text) == document.text[2:]


def test_nested_tables_frames_and_deleted_rows() -> None:
    inner = f"<w:tbl>{tr(tc('甲'), tc('1件'))}</w:tbl>"
    gone = tr(tc("删"), tc("9"), properties="<w:del/>") + tr(tc("藏"), tc("8"), properties="<w:hidden/>")
    holder = f"<w:tc>{inner}{p('内')}</w:tc>"
    outer = f"<w:tbl>{tr(tc('外'), holder)}{gone}</w:tbl>"
    frame = f"<w:tbl><w:tr><w:tc>{p('框内3项')}{inner}</w:tc></w:tr></w:tbl>"
    document = read_bytes(word(outer + frame))
    assert document.text == "外\t内\n甲\t1件\n框内3项\n甲\t1件"
    assert [table.columns for table in document.tables] == [2, 2, 2]


def test_strict_namespace() -> None:
    data = word(p("整改5个"))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read_bytes(packed(parts)).text == "整改5个"


# Hostile and broken files ---------------------------------------------------------------------------------------------


def document_with(xml: bytes) -> bytes:
    return packed({"word/document.xml": xml})


def test_entities_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>'
    for xml in (bomb, bomb.decode().encode("utf-16")):
        with pytest.raises(DamagedSourceError, match="document type"):
            read_bytes(document_with(xml))


def test_zip_bomb() -> None:
    data = document_with(part("document", "<w:body>" + " " * 3_000_000 + "</w:body>"))
    assert len(data) < 10_000
    with pytest.raises(LimitExceededError, match="unpacked"):
        read_bytes(data, options=Options(limits=Limits(unpacked=1_000_000)))


def test_zip_bomb_that_lies_about_its_size() -> None:
    data = document_with(part("document", "<w:body>" + " " * 3_000_000 + "</w:body>"))
    size = (3_000_000 + len(part("document", "<w:body></w:body>"))).to_bytes(4, "little")
    assert data.count(size) == 2
    with pytest.raises((LimitExceededError, DamagedSourceError)):
        read_bytes(data.replace(size, (100).to_bytes(4, "little")), options=Options(limits=Limits(unpacked=1_000_000)))


def test_many_entries_and_deep_nesting_and_wide_cells() -> None:
    many = packed({f"word/{k}.xml": b"" for k in range(30)})
    with pytest.raises(LimitExceededError, match="entries"):
        read_bytes(many, options=Options(limits=Limits(entries=20)))
    deep = "<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000
    with pytest.raises(LimitExceededError, match="depth"):
        read_bytes(word(deep))
    with pytest.raises(LimitExceededError):  # a limit that is raised too far ends in a clear error too
        read_bytes(word(deep), options=Options(limits=Limits(depth=10**6)))
    span = '<w:gridSpan w:val="99999999"/>'
    wide = f"<w:tbl>{tr(tc('甲', span), tc('乙'))}</w:tbl>"
    with pytest.raises(LimitExceededError, match="cells"):
        read_bytes(word(wide))


def test_damaged_and_foreign_packages() -> None:
    data = word(p("整改5个"))
    with pytest.raises(DamagedSourceError):
        read_bytes(data[:-40])
    with pytest.raises(DamagedSourceError, match="main part"):
        read_bytes(packed({"word/other.xml": b"<a/>"}))
    with pytest.raises(DamagedSourceError, match="broken XML"):
        read_bytes(document_with(b"<w:document>"))
    with pytest.raises(UnsupportedFormatError, match="read_corpus"):
        read_bytes(packed({"xl/workbook.xml": b"<a/>"}))
    with pytest.raises(UnsupportedFormatError, match=r"\.docx"):
        read_bytes(packed({"a.txt": b"a"}))


def test_password() -> None:
    data = word(p("整改5个"))
    at = data.index(b"PK\x01\x02", data.rindex(b"word/document.xml") - 60)
    locked = data[: at + 8] + bytes([data[at + 8] | 1]) + data[at + 9 :]
    with pytest.raises(EncryptedSourceError):
        read_bytes(locked)
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedSourceError):
        read_bytes(ole)
