"""Outline, page frame and hard wraps: the project's fixtures, the asks of users, real reports, and laws."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.paths import FIXTURES
from helpers.structure import Page, page
from report_parser.data import load
from report_parser.structure import outline, roles, unmarked
from report_parser.text import lines, markers
from report_parser.text.fold import fold

STRUCTURE = sorted((FIXTURES / "structure").glob("*.json"), key=lambda path: path.name)
GOLD = sorted(FIXTURES.glob("*.outline.json"), key=lambda path: path.name)


def outlined(text: str) -> list[tuple[int, str, str]]:
    return [(s.level, s.marker, s.title) for s in page(text).headings]


@pytest.mark.parametrize("gold", STRUCTURE, ids=lambda path: path.stem)
def test_conventions(gold: Path) -> None:
    want = json.loads(gold.read_text(encoding="utf-8"))
    seen = page(gold.with_suffix(".txt").read_text(encoding="utf-8"))
    assert [[s.level, s.depth, s.marker, s.title, s.role] for s in seen.headings] == want["outline"]
    assert [span.of(seen.text) for span in seen.frame.spans(seen.rows)] == want["chrome"]
    assert [check.message for check in outline.check(seen.sections)] == want["checks"]


def matches_gold(gold: Path) -> None:
    rows = json.loads(gold.read_text(encoding="utf-8"))
    seen = page(gold.with_name(gold.name.replace(".outline.json", ".txt")).read_text(encoding="utf-8"))
    assert [(s.level, s.marker, s.title, s.heading.start) for s in seen.headings] == [
        (row["level"], row["marker"], row["title"], row["start"]) for row in rows
    ]


@pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.stem)
def test_gold_of_the_fixtures(gold: Path) -> None:
    matches_gold(gold)


def test_gold_of_the_real_report(shared: Path) -> None:
    for gold in sorted((shared / "gold" / "dev").glob("*.outline.json")):
        matches_gold(gold)


# Level-1 headings of real government work reports: how many stand in the body, and in attachments.
REAL = {
    "云南省": (3, 0), "北京市": (3, 0), "山东省": (3, 0), "山西省": (4, 0), "广东省": (3, 12),
    "新疆维吾尔自治区": (4, 0), "浙江省": (3, 0), "湖北省": (4, 0), "贵州省": (3, 0), "重庆市": (4, 0),
}  # fmt: skip


def test_real_reports(shared: Path) -> None:
    for place, (body, attached) in REAL.items():
        seen = page((shared / "corpus" / f"gwr_2026_{place}.txt").read_text(encoding="utf-8"))
        tops = [s for s in seen.headings if s.level == 1]
        inside = [s for s in tops if s.depth or s.marker.startswith("附件")]
        assert (len(tops) - len(inside), len(inside)) == (body, attached), place
        assert [s.number for s in tops if s not in inside] == list(range(1, body + 1)), place
        assert tops[0].role == "achievements", place
        assert {s.role for s in tops[2:body]} == {"plans"}, place
        assert not outline.check(seen.sections), place
        assert not [span for span in seen.frame.spans(seen.rows) if within(span, seen)], place


def within(span: Any, seen: Page) -> bool:
    return any(s.span.start <= span.start < s.span.end for s in seen.sections)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("（三十一）加强监督", [(2, "（三十一）", "加强监督")]),  # asks 64
        ("（五十一）加强监督", [(2, "（五十一）", "加强监督")]),
        ("一、甲\n（一）乙\n1、丙\n1)丁", [(1, "一、", "甲"), (2, "（一）", "乙"), (3, "1、", "丙"), (4, "1)", "丁")]),
        ("（二）规范执法。完成审计37个。", [(2, "（二）", "规范执法")]),  # asks 65
        ("( 一 )健全制度", [(2, "( 一 )", "健全制度")]),  # asks 66
        ("第 1 章 引言", [(1, "第 1 章", "引言")]),
        ("1 单独数字", []),
        ("一、二级公路120公里", []),  # asks 67
        ("三、四线城市12个", []),
        ("一、二、三产业增加值分别增长3%、5%、6%", []),
        ("1.2万件已经办结", []),
        (  # asks 68
            "一、甲\n（一）乙\n1．丙\n（1）丁",
            [(1, "一、", "甲"), (2, "（一）", "乙"), (3, "1．", "丙"), (4, "（1）", "丁")],
        ),
        ("一、总体情况\n1.全年审计项目37个，查出问题金额4.02亿元，同比增长5%。", [(1, "一、", "总体情况")]),
        ("（一）\n健全制度\n立足职能。", [(2, "（一）", "健全制度")]),
        ("（\n一）健全制度。立足职能。", [(2, "（一）", "健全制度")]),
        ("Ⅰ、背景\nⅡ、做法", [(1, "Ⅰ、", "背景"), (1, "Ⅱ、", "做法")]),
        ("### （一）健全制度\n立足职能。", [(2, "（一）", "健全制度")]),
        ("# 青禾县概况\n正文。\n## 历史\n正文。", [(1, "", "青禾县概况"), (2, "", "历史")]),
        ("一、收入\t12\t3\n二、支出\t9\t1", []),
        ("一. 强化领导.召开会议5次.\n二. 存在不足", [(1, "一.", "强化领导"), (1, "二.", "存在不足")]),
        ("三、不足\n（一）人手少；（二）经费紧。", [(1, "三、", "不足")]),
        (
            "青禾县工作报告\n目 录\n一、学习 1\n二、问题\t12\n一、学习\n正文。\n二、问题\n正文。",
            [(1, "一、", "学习"), (1, "二、", "问题")],
        ),
        ("三、打算\n①抓重点；②补短板。", [(1, "三、", "打算")]),
        ("三、打算\n（1）完善制度（2）落实责任。", [(1, "三、", "打算")]),
        ("# 青禾县报告\n## 一、学习\n- 全年4次\n- 专题2次\n## 二、问题", [(1, "一、", "学习"), (1, "二、", "问题")]),
        ("一、甲\n附件1\n青禾县行政执法数据表\n单位：件", [(1, "一、", "甲"), (1, "附件1", "青禾县行政执法数据表")]),
        ("1.加强领导。\n2.加强监督。检查5次。", [(3, "1.", "加强领导"), (3, "2.", "加强监督")]),
        ("1.加强领导。开会4次。\n2.加强监督。", [(3, "1.", "加强领导"), (3, "2.", "加强监督")]),
    ],
)  # fmt: skip
def test_markers(text: str, want: list[tuple[int, str, str]]) -> None:
    assert outlined(text) == want


def test_run_in_heading_keeps_its_text() -> None:
    seen = page("（二）规范执法。完成审计37个。")
    assert seen.sections[0].lead.of(seen.text) == "。完成审计37个。"


def test_heading_styles_of_a_file() -> None:
    text = "概况\n全县12个乡镇。\n历史沿革\n建县于1952年。"
    seen = page(text, {0: 1, text.index("历史"): 2})
    assert [(s.level, s.depth, s.title) for s in seen.headings] == [(1, 0, "概况"), (2, 1, "历史沿革")]


def test_a_passage_that_begins_with_a_heading() -> None:
    assert outlined("2026年工作打算\n新建站点5个，培训300人次。") == [(1, "", "2026年工作打算")]
    assert outlined("第二部分　2026年工作安排\n（一）目标\n新建站点5个。") == [
        (1, "第二部分", "2026年工作安排"),
        (2, "（一）", "目标"),
    ]


def test_a_line_that_the_file_sets_off() -> None:
    text = "青禾县水利局2025年工作总结\n工程建设成果丰硕\n完成投资12亿元，建成水库3座，惠及群众8万人。\n末段。"
    assert outlined(text) == []
    seen = page(text, set_off=frozenset({text.index("工程")}))
    assert [(s.level, s.title) for s in seen.headings] == [(1, "工程建设成果丰硕")]


@pytest.mark.parametrize("style", markers.styles(), ids=lambda style: style.id)
def test_first_characters_of_every_style(style: markers.Style) -> None:
    first = next(row["first"] for row in load.shipped("outline")["marker"] if row["id"] == style.id)
    able = {c for c in map(chr, range(0x20, 0xFFFF)) if style.pattern.match(c, partial=True)}
    assert able == set(first)


@pytest.mark.parametrize("row", load.shipped("outline")["marker"], ids=lambda row: row["id"])
def test_examples_of_markers(row: dict[str, Any]) -> None:
    for written, number, title in row["examples"]:
        folded = fold(written)
        found = markers.at(folded, 0, len(folded))
        assert found is not None, written
        assert (found.style.id, found.number or 0, written[found.title :]) == (row["id"], number, title), written
    for written in row["none"]:
        folded = fold(written)
        found = markers.at(folded, 0, len(folded))
        assert found is None or found.style.id != row["id"], written


def test_examples_of_headings_without_a_marker() -> None:
    table = load.shipped("outline")["unmarked"]
    for written in table["examples"]:
        title = unmarked.title_of(fold(written), lines.split(fold(written))[0])
        assert title is not None, written
        assert unmarked.names_itself(title), written
    for written in table["none"]:
        title = unmarked.title_of(fold(written), lines.split(fold(written))[0])
        assert title is None or not (unmarked.names_itself(title) or unmarked.is_plain(title)), written


def joins(text: str) -> frozenset[int]:
    """The offsets of the line breaks of a folded text that are wraps inside a paragraph."""
    rows = lines.split(text)
    found = lines.gaps(text, rows, lines.folios(text, rows))
    return frozenset(row.end for i, below in found for row in rows[i:below])


@pytest.mark.parametrize(
    ("text", "wraps"),
    [
        ("查出问题金额4.02\n亿元。", [10]),
        ("持续改善空气质量，以PM\n2.5\n浓度下降为主线。", [12, 16]),
        ("今年发展的\n主要目标\n是：增长5%。", [10]),
        ("时间：2026-02-02\n青禾市市长 许一诺", []),
        ("（一）经济运行\n地区生产总值120亿元。", []),
        ("各乡镇\n各部门", []),
    ],
)
def test_wraps_at_one_place(text: str, wraps: list[int]) -> None:
    assert sorted(joins(fold(text))) == wraps


def wrapped(text: str, width: int, ragged: int) -> str:
    """The text as a copy from a PDF: lines cut at a width, inside words and numbers, never before closing marks."""
    chance = random.Random(width)
    found = []
    for line in text.split("\n"):
        here = ""
        for character in line.strip():
            if len(here) >= width + chance.randint(-ragged, ragged) and character not in "，。；：、！？”）》":
                found.append(here)
                here = ""
            here += character
        found.append(here)
    return "\n".join(found)


@pytest.mark.parametrize(("width", "ragged"), [(28, 0), (38, 0), (46, 0), (34, 2)])
@pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.stem)
def test_hard_wrapped_text_has_the_same_outline(gold: Path, width: int, ragged: int) -> None:
    text = gold.with_name(gold.name.replace(".outline.json", ".txt")).read_text(encoding="utf-8")
    assert outlined(wrapped(text, width, ragged)) == outlined(text)


PIECES = """
    一、 二、 （一） (二) 1. 2、 （1） ① 第一章 附件1 一是 二是 —— 总体情况 存在的问题 下一步打算 2026年工作安排
    审计37个 4.02亿元 青禾县审计局 2025年法治政府建设报告 发布日期：2026-01-05 打印 首页 上一篇：无 究其原因，
    。 ， ； ： | # 《审计法》 2026年1月5日
""".split()
TEXTS = st.lists(
    st.sampled_from([*PIECES, "\n", "\n", "\n\n", "\t", " ", "\u3000", "\r\n"]) | st.text(max_size=3), max_size=40
).map("".join)


@given(TEXTS)
@settings(deadline=None, max_examples=300)
def test_sections_tile_the_body(text: str) -> None:
    seen = page(text)
    text, body = seen.text, seen.frame.body
    flat = [s for top in seen.sections for s in top.walk()]
    tiles = [span for s in flat for span in (s.heading, s.lead)]
    assert [s.id for s in flat] == list(range(len(flat)))
    if body.start < body.end:
        assert tiles[0].start == body.start
        assert tiles[-1].end == body.end
    assert all(before.end == after.start for before, after in pairwise(tiles))
    for section in flat:
        end = section.children[-1].span.end if section.children else section.lead.end
        assert (section.span.start, section.span.end) == (section.heading.start, end)
        squeezed = "".join(section.heading.of(text).split())
        assert squeezed.startswith("".join(section.marker.split()))
        assert squeezed.endswith("".join(section.title.split()))
    for section in flat:
        parts = [span for span, _ in roles.parts(seen.folded, section.lead, section.role, section.heading)]
        assert (parts[0].start, parts[-1].end) == (section.lead.start, section.lead.end)
        assert all(before.end == after.start for before, after in pairwise(parts))
    for (start, end), section in zip(
        outline.heading_spans(seen.sections, text), [s for s in flat if s.marker], strict=True
    ):
        assert "".join(text[start:end].split()) == "".join(section.marker.split())


@given(TEXTS)
@settings(deadline=None, max_examples=100)
def test_wraps_are_line_breaks(text: str) -> None:
    text = fold(text)
    rows = lines.split(text)
    assert joins(text) <= {row.end for row in rows[:-1]}
