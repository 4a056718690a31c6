"""Web pages: the report as the browser shows it, without the page around it."""

from __future__ import annotations

from datetime import date

import pytest

import report_parser as rp
from report_parser.errors import LimitExceededError, UndecodableError
from report_parser.readers import Limits, Options, detect, read_bytes
from report_parser.text.document import Document

HEAD = """<!DOCTYPE html><html><head><meta charset="{charset}">
<title>岭北县审计局2025年法治政府建设报告_岭北县人民政府</title>
<meta name="SiteName" content="岭北县人民政府"><meta name="ColumnName" content="法治政府建设">
<meta name="ArticleTitle" content="岭北县审计局2025年法治政府建设报告"><meta name="PubDate" content="2026-01-20 09:30">
<meta name="ContentSource" content="岭北县审计局"><meta name="Url" content="http://example.invalid/1.html">
<style>.gone, #gone2 {{ display : none }} @media print {{ .printed {{ display:none }} }}</style></head><body>"""
MENU = "<ul><li><a href='#'>首页</a></li><li><a>政务公开</a></li><li><a href='#'>办事服务</a></li></ul>"
RELATED = (
    "<div class='x2'><b>相关链接</b><ul>"
    + "<li><a href='#'>东山县2023年报告：完成项目33个</a></li>" * 4
    + "</ul></div>"
)
FOOT = "<div class='x3'>主办单位：岭北县人民政府办公室 备案号12345678</div></body></html>"
TITLE = (
    "<div class='x4'><h1>岭北县审计局2025年法治政府建设报告</h1>"
    "<p><span>发布日期：2026-01-20</span><span>浏览次数：412次</span></p></div>"
)
FILL = (
    "局党组坚持把法治建设摆在突出位置，带头学习宪法和审计法，健全重大审计事项集体审议制度，严格规范审计权力运行。" * 12
)
BODY = (
    f"<p>{FILL}</p>"
    "<p>2025年，岭北县审计局坚持依法审计，严格履行法定职责，现将有关情况报告如下。</p>"
    "<p>一、主要做法和成效</p><p>全年完成审计项目37个，查出主要问题金额4.02亿元，其中管理不规范金额3.87亿元。</p>"
    "<p>二、存在的不足<br>审计力量不足，缺编3人，信息化水平有待提高。</p>"
)
LINES = (
    f"{FILL}\n"
    "2025年，岭北县审计局坚持依法审计，严格履行法定职责，现将有关情况报告如下。\n一、主要做法和成效\n"
    "全年完成审计项目37个，查出主要问题金额4.02亿元，其中管理不规范金额3.87亿元。\n"
    "二、存在的不足\n审计力量不足，缺编3人，信息化水平有待提高。"
)


def page(body: str, charset: str = "utf-8") -> str:
    return HEAD.format(charset=charset) + MENU + TITLE + f"<div class='x5'>{body}</div>" + RELATED + FOOT


def read(markup: str, **options: str) -> Document:
    return read_bytes(markup.encode(), options=Options(**options))


def text_of(fragment: str) -> str:
    return read(f"<html><body>{fragment}</body></html>").text


def test_lines_that_are_set_off() -> None:
    document = read(
        "<html><body><p style='text-align: center'>居中</p><p>正文<b>一半</b>。</p><p><strong>粗</strong><b>体</b></p>"
        "<center>也居中</center><div align='center'><p>里面</p></div><p><span style='font-weight:700'>样式</span></p>"
        "<p>末尾。</p></body></html>"
    )
    set_off = [document.text[at:].split("\n")[0] for at in sorted(document.hints.set_off)]
    assert set_off == ["居中", "粗体", "也居中", "里面", "样式"]


def test_the_report_without_the_page_around_it() -> None:
    document = read(page(BODY))
    title = "岭北县审计局2025年法治政府建设报告"
    assert document.text == f"{title}\n发布日期：2026-01-20 浏览次数：412次\n{LINES}"
    assert document.hints.fields == {
        "title": title,
        "published": "2026-01-20 09:30",
        "origin": "岭北县审计局",
        "site": "岭北县人民政府",
        "column": "法治政府建设",
        "url": "http://example.invalid/1.html",
    }
    assert document.hints.headings == {0: 1}
    assert (document.source.media_type, document.source.reader) == ("text/html", "html")


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("gb18030", "gb2312"),
        ("gbk", "GBK"),
        ("gb18030", ""),
        ("gbk", "utf-8"),
        ("utf-8", "gb2312"),
        ("utf-8", "no-such-thing"),
        ("utf-8-sig", "gb2312"),
        ("utf-16", ""),
        ("big5", "big5"),
    ],
)
def test_declared_undeclared_and_wrongly_declared_encodings(encoding: str, declared: str) -> None:
    markup = page(BODY, declared)
    if encoding == "big5":
        markup = page("<p>依法完成審計項目37個，查出主要問題金額4.02億元。</p>" * 9, declared).split("<title>")[1]
        markup = "<html><meta charset=big5>" + markup[markup.index("<p>依法") :].split("</div>")[0]
        assert read_bytes(markup.encode("big5")).text.count("審計項目37個，查出主要問題金額4.02億元。") == 9
        return
    assert read_bytes(markup.encode(encoding)).text.endswith(LINES)


def test_a_few_broken_bytes_are_forgiven_many_are_not() -> None:
    data = page(BODY, "gb2312").encode("gb18030")
    at = data.index("严格".encode("gb18030"))
    assert "37个" in read_bytes(data[:at] + b"\xff" + data[at:]).text
    with pytest.raises(UndecodableError):
        read_bytes(b"<html><body>" + b"\xff\xfd\xff" * 2000)


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        # user_asks 74: every cell's text is kept
        ("<table><tr><td><p><b>92.25%</b></p></td></tr></table>整改", "92.25%\n整改"),
        # user_asks 75: blocks and <br> end a line; nothing twice
        ("<h2>一、总体</h2>正文3项", "一、总体\n正文3项"),
        ("<div>甲3项<br>乙4项</div><div>甲3项</div>", "甲3项\n乙4项\n甲3项"),
        # numbers in pieces
        ("<p>查出4<span>.0</span><font><b>2</b></font>亿元</p>", "查出4.02亿元"),
        ("<p>整改率&nbsp;&nbsp;92.\u200b25&#8203;%&ensp;以上</p>", "整改率 92.25% 以上"),
        ("<p>查出主要\n    问题金额\n4.02亿元</p>", "查出主要问题金额 4.02亿元"),
        # marks of notes, which would run into a number
        (
            "<p>查出25<a href='#n1'><sup>1</sup></a>亿<sup><a href='#n2'>[2]</a></sup>元，共3m<sup>2</sup></p>",
            "查出25亿元，共3m2",
        ),
        # what a browser does not show
        ("<p>整改</p><p style='DISPLAY : none'>5个</p><p hidden>6个</p><script>7</script><!-- 8个 -->", "整改"),
        ("<p>整改<select><option>8个</option></select><textarea>9个</textarea></p><template>1个</template>", "整改"),
        ("<p><ruby>整<rp>（</rp><rt>zhěng</rt><rp>）</rp></ruby>改3个</p>", "整改3个"),
        # structure
        ("<pre>第一行3项\n第二行4项</pre>", "第一行3项\n第二行4项"),
        ("<ol start=3><li>甲项</li><li>乙项</li></ol><ul><li>丙3项。</li></ul>", "3. 甲项\n4. 乙项\n丙3项。"),
        ("<ol style='list-style:none'><li>甲项</li></ol>", "甲项"),
        ("<ol style='list-style-type:cjk-ideographic'><li>甲项</li><li><p>乙项</p></li></ol>", "一、甲项\n二、乙项"),
        ("<p>一、甲<p>二、乙<div>三、丙", "一、甲\n二、乙\n三、丙"),
    ],
)
def test_blocks_and_inlines(fragment: str, expected: str) -> None:
    assert text_of(fragment) == expected


def test_what_the_pages_own_style_sheet_hides() -> None:
    document = read(
        page(BODY + "<p class='a gone'>藏1个</p><p id=gone2>藏2个</p><p class=printed>印3个字，只在纸上不印。</p>")
    )
    assert document.text.endswith(LINES + "\n印3个字，只在纸上不印。")


def test_what_is_hidden_only_until_a_script_shows_it() -> None:
    inner = f"<div id=js_content style='visibility: hidden'>{BODY}<p style='display:none'>藏1个</p></div>"
    assert read(f"<html><body><h1>岭北县审计局报告</h1>{inner}<p hidden>藏2个</p>").text == f"岭北县审计局报告\n{LINES}"
    deep = "<div hidden>" * 900 + "整改" * 200_000
    assert text_of(f"<p>整改3个</p>{deep}") == "整改3个"


def test_a_table_with_row_and_column_spans() -> None:
    table = (
        "<table><caption>表1</caption><thead><tr><td rowspan=2>项目</td><td colspan='2'>金额</td></tr><tr><td>上年</td>"
        "<td>本年</td></tr></thead><tbody><tr><th>审计</th><td>3.1</td><td><p>4.<b>02</b></p></td></tr>"
        "<tr><td rowspan=0>合计</td><td>1</td></tr></tbody></table>"
    )
    document = read(page(BODY + table))
    assert document.text.endswith("表1\n项目\t金额\t\n\t上年\t本年\n审计\t3.1\t4.02\n合计\t1\t")
    (found,) = document.tables
    assert (found.rows, found.columns, found.caption) == (4, 3, "表1")
    assert all(cell.span.of(document.text) == cell.text for cell in found.cells)
    assert [c.text for c in found.cells if c.header] == ["项目", "金额", "上年", "本年", "审计"]
    assert {(c.row, c.column) for c in found.cells if c.text in ("4.02", "本年")} == {(1, 2), (2, 2)}


def test_a_page_laid_out_by_tables() -> None:
    inner = "<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    markup = f"<table><tr><td>{MENU}</td><td>{BODY}{inner}</td></tr></table>"
    document = read(f"<html><body>{markup}{FOOT}")
    assert LINES + "\n甲\t1\n乙\t2" in document.text
    assert len(document.tables) == 1
    assert "首页" not in document.text


PARAGRAPHS = [FILL[:180], "一、主要做法", FILL[:150], "完成审计项目37个。", FILL[:170], "二、存在的不足", "缺编3人。"]
STYLES_OF_WRITING = {
    "p": "".join(f"<p>{line}</p>" for line in PARAGRAPHS),
    "br": "".join(f"&nbsp;&nbsp;　　{line}<br/>\n<br>" for line in PARAGRAPHS),
    "div": "".join(f"<div><span><font face=a>{line}</font></span></div>" for line in PARAGRAPHS),
    "section": "".join(f"<section><p>{line}</p></section>" for line in PARAGRAPHS),
    "rows": "<table>" + "".join(f"<tr><td>{line}</td></tr>" for line in PARAGRAPHS) + "</table>",
}
NAME = "岭北县审计局2025年法治政府建设报告"
MENU_TABLE = "<table><tr>" + "<td><a href='#'>政务公开</a></td>" * 6 + "</tr></table>"
OTHERS = "<div>" + "".join(f"<p><a href='#'>2026-01-{k} 东山县召开{k}次会议</a></p>" for k in range(11, 19)) + "</div>"
OWNER = "<div>主办单位：岭北县人民政府办公室<br>备案序号：东ICP备01234号</div>"
PAGES = {
    "tables": f"{MENU_TABLE}<table><tr><td>{OTHERS}</td><td><table><tr><td><b>{NAME}</b></td></tr><tr><td>{{}}</td>"
    f"</tr></table></td></tr></table>{OWNER}",
    "divs": f"<title>{NAME}-岭北县政府</title><div>{MENU_TABLE}</div><div><div>{OTHERS}</div><div><h2>{NAME}</h2>"
    f"<div id=zoom>{{}}</div></div></div>{OWNER}",
    "form": f"<form><input type=hidden value=1>{MENU_TABLE}<div><h1>{NAME}</h1><div>{{}}</div>{OTHERS}</div>"
    f"{OWNER}</form>",
    "html5": f"<header>{MENU_TABLE}</header><main><article><h1>{NAME}</h1>{{}}</article><aside>{OTHERS}</aside></main>"
    f"<footer>{OWNER}</footer>",
}


@pytest.mark.parametrize("writing", STYLES_OF_WRITING)
@pytest.mark.parametrize("frame", PAGES)
def test_layouts_of_real_sites(frame: str, writing: str) -> None:
    lines = text_of(PAGES[frame].format(STYLES_OF_WRITING[writing])).split("\n")
    assert lines == [NAME, *PARAGRAPHS]


def test_fallback_where_no_main_content_is_found() -> None:
    assert text_of("<div class='footer sidebar'>整改3个</div>") == "整改3个"
    assert text_of("整改3个") == "整改3个"


def test_detection_by_content() -> None:
    for start in (
        "<!DOCTYPE HTML>",
        "\ufeff <html>",
        "<?xml version='1.0'?><!-- x -->\n<html>",
        "<p>",
        "<DIV class=a>",
        "<table>",
    ):
        assert detect((start + "整改").encode()).name == "html"
    assert detect("<html>整改".encode("utf-16")).name == "html"
    for start in ("一、<p>", "<《条例》>", "< 5个", "<5件", "《a》"):
        assert detect(start.encode()).name == "text"


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 100_000,
        "<b><i>" * 50_000,
        "<p " + " ".join(f"a{k}=1" for k in range(50_000)) + ">",
        "<p x='<' " + " ".join(f"a{k}=1" for k in range(50_000)) + ">",
        "".join(f"<p><font color=c{k}>" for k in range(20_000)),
    ],
)
def test_markup_bombs(bomb: str) -> None:
    with pytest.raises(LimitExceededError):
        read_bytes(("<html><body>整改" + bomb).encode())


def test_limits() -> None:
    wide = "<table><tr><td colspan=1000 rowspan=60000>甲<td>乙</tr>" + "<tr><td>丙</tr>" * 3000 + "</table>"
    with pytest.raises(LimitExceededError, match="cells"):
        read_bytes(("<html>整改" + wide).encode())
    with pytest.raises(LimitExceededError, match="characters"):
        read_bytes(page(BODY).encode(), options=Options(limits=Limits(characters=50)))
    with pytest.raises(LimitExceededError, match="bytes"):
        read_bytes(page(BODY).encode(), options=Options(limits=Limits(bytes=50)))
    with pytest.raises(LimitExceededError, match="seconds"):
        read_bytes(page(BODY * 50).encode(), options=Options(limits=Limits(seconds=0)))


WECHAT = """<!DOCTYPE html><html><head><meta property="og:title" content="青禾县2025年政府工作报告"><title></title>
<script>var nickname = htmlDecode("青禾发布"); var ct = "1769500800";</script></head><body id="activity-detail">
<div id="img-content"><h1 class="rich_media_title" id="activity-name">青禾县2025年政府工作报告</h1>
<div id="meta_content"><a href="javascript:void(0);" id="js_name"> 青禾发布 </a><em id="publish_time"></em></div>
<div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0; ">
<section><span leaf="">各位代表：</span></section>
<section><section><p><span leaf="">2025年，全县地区生产总值完成</span><strong><span leaf="">386.5亿元</span></strong>
<span leaf="">、增长6.2%，一般公共预算收入</span><strong>42.3亿元</strong>、增长4.8%。</p></section></section>
<section><p>城镇新增就业3284人，新建改造农村公路126公里。</p></section></div>
<div id="js_toobar3">阅读 <span>1.2万</span> 赞 <span>356</span> 在看 <span>120</span></div></div>
<div class="qr_code_pc">微信扫一扫关注该公众号</div></body></html>"""


def test_an_article_of_a_wechat_account() -> None:
    report = rp.parse_bytes(WECHAT.encode())
    assert (report.title, report.publisher) == ("青禾县2025年政府工作报告", "青禾发布")
    assert report.published == date(2026, 1, 27)  # by the clock of China
    assert [(o.name, o.quantity.text) for o in report.observations] == [
        ("地区生产总值", "386.5亿元"),
        ("地区生产总值", "6.2%"),
        ("一般公共预算收入", "42.3亿元"),
        ("一般公共预算收入", "4.8%"),
        ("城镇新增就业", "3284人"),
        ("新建改造农村公路", "126公里"),
    ]


def test_lists_of_attachments_are_no_part_of_the_report() -> None:
    data = """<html><head><title>青禾县审计局2025年法治政府建设报告_青禾县人民政府</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/zw">政务公开</a> <a href="/x">互动</a></div>
<div class="article"><h1>青禾县审计局2025年法治政府建设报告</h1>
<div>发布日期：2026-01-20　来源：县审计局　浏览次数：412次</div>
<div class="TRS_Editor"><p>2025年，县审计局完成审计项目37个，查出问题金额4.02亿元。</p></div>
<div class="fj"><b>附件：</b><ul>
<li><a href="P1.pdf">1. 2025年审计项目统计表（共37项）.pdf</a></li>
<li><a href="P2.docx">2. 整改情况一览表（341个问题）.docx</a></li>
<li><a href="P3.xls">附件3：明细（2.3MB）.xls</a></li></ul></div>
<p>附件下载：<a href="x.zip">青禾县2025年报告附表12张.zip</a></p></div></body></html>"""
    report = rp.parse_bytes(data.encode())
    assert [o.quantity.text for o in report.observations] == ["37个", "4.02亿元"]
