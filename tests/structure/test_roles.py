"""Roles of sections and of the parts of a section."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.structure import page
from report_parser.data import load
from report_parser.structure import roles
from report_parser.text.fold import fold


def roles_of(*titles: str) -> list[str]:
    return list(roles.assign([roles.Place(fold(title), 0, title.startswith("附件")) for title in titles]))


@pytest.mark.parametrize("row", load.shipped("roles")["cue"], ids=lambda row: row["role"])
def test_examples(row: dict[str, Any]) -> None:
    for example in row["examples"]:
        assert roles.of_title(fold(example)) == row["role"], example


@pytest.mark.parametrize(
    ("titles", "want"),
    [
        (["2025年工作回顾", "“十五五”时期主要目标任务", "2026年工作安排"], ["achievements", "plans", "plans"]),
        (["强化审计监督", "存在的问题", "2026年工作思路"], ["achievements", "shortcomings", "plans"]),
        (["2025年重点工作", "2026年重点工作"], ["achievements", "plans"]),
        (["重点工作", "下一步打算"], ["achievements", "plans"]),
        (["2025年工作回顾", "2026年工作安排", "加强政府自身建设"], ["achievements", "plans", "plans"]),
        (["2026年工作安排", "附件1名词解释"], ["plans", "other"]),
        (["综合", "农业"], ["overview", "other"]),
        (["主要负责人履行法治建设第一责任人职责情况", "存在的不足和原因分析"], ["responsible_person", "shortcomings"]),
    ],
)
def test_among_siblings(titles: list[str], want: list[str]) -> None:
    assert roles_of(*titles) == want


def test_children_inherit_unless_they_say_otherwise() -> None:
    places = [roles.Place("存在的问题和原因", 0), roles.Place("主要不足", 1), roles.Place("原因剖析", 1)]
    assert roles.assign(places) == ["shortcomings", "shortcomings", "causes"]
    assert roles.assign([roles.Place("2026年工作安排", 0), roles.Place("加强队伍建设", 1)]) == ["plans", "plans"]


def test_a_section_turns_to_another_role() -> None:
    text = (
        "一、存在的不足和原因分析\n不足之处：一是力量薄弱。二是培训偏少。\n"
        "原因分析：一是编制紧。二是流动快。\n下一步，将加强培训。"
    )
    (section,) = page(text).sections
    assert [(item.number, item.role) for item in section.items] == [
        (1, "shortcomings"), (2, "shortcomings"), (1, "causes"), (2, "causes"),
    ]  # fmt: skip
    found = roles.parts(fold(text), section.lead, section.role, section.heading)
    assert [(role, span.of(text).strip()[:4]) for span, role in found] == [
        ("shortcomings", ""),
        ("shortcomings", "不足之处"),
        ("causes", "原因分析"),
        ("plans", "下一步，"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "同时，我们也清醒地看到，发展中仍有困难：",
        "在肯定成绩的同时，我们也清醒认识到，工作中还存在一些问题：",
        "虽然取得了一定成绩，但仍存在一些不足，",
        "也存在一些短板和不足：",
    ],
)
def test_shortcomings_behind_the_achievements(sentence: str) -> None:
    text = f"一、工作情况\n一是学法。二是执法。\n{sentence}一是人手少；二是经费紧。对此，我们将加以解决。"
    (section,) = page(text).sections
    assert [item.role for item in section.items] == ["achievements"] * 2 + ["shortcomings"] * 2


def test_a_title_spread_out_has_its_role() -> None:
    text = "一、概 况\n正文。"
    (section,) = page(text).sections
    assert (section.title, section.role) == ("概 况", "overview")
