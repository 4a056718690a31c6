"""Points of lists inside paragraphs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from helpers.paths import FIXTURES
from helpers.structure import page
from report_parser.data import load
from report_parser.models import Item, Span
from report_parser.structure import lists
from report_parser.text.fold import fold

STRUCTURE = sorted((FIXTURES / "structure").glob("*.json"), key=lambda p: p.name)


def items(text: str) -> tuple[Item, ...]:
    return lists.find(fold(text), text, Span(0, len(text)))


@pytest.mark.parametrize("gold", STRUCTURE, ids=lambda path: path.stem)
def test_conventions(gold: Path) -> None:
    text = gold.with_suffix(".txt").read_text(encoding="utf-8")
    seen = page(text)
    flat = [(s.title, i) for top in seen.sections for s in top.walk() for i in s.items]
    want = json.loads(gold.read_text(encoding="utf-8"))["items"]
    assert [[title, i.marker, i.number, i.role, i.text] for title, i in flat] == want
    assert all(i.span.of(seen.text) == i.text for _, i in flat)


@pytest.mark.parametrize("row", load.shipped("lists")["family"], ids=lambda row: row["id"])
def test_examples(row: dict[str, Any]) -> None:
    for example in row["examples"]:
        assert len(items(example)) >= 2, example


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("一是甲；二是乙；三是丙。究其原因，主要是丁。", ["一是甲；", "二是乙；", "三是丙。"]),
        ("一是甲。说明。\n二是乙。说明。\n另段。", ["一是甲。说明。", "二是乙。说明。"]),
        ("一是甲。\n细节。\n二是乙。\n细节。\n另段。", ["一是甲。\n细节。", "二是乙。\n细节。"]),
        ("一是甲；①乙；②丙；二是丁。", ["一是甲；①乙；②丙；", "①乙；", "②丙；", "二是丁。"]),
        ("一是甲，一方面乙，另一方面丙；二是丁。", ["一是甲，一方面乙，另一方面丙；", "二是丁。"]),
        ("只有一是甲。", []),
        ("包括：（ 1 ）许可；（ 2 ）处罚。", ["（ 1 ）许可；", "（ 2 ）处罚。"]),
        ("首先抓普法，其次抓执法，最后抓监督。", ["首先抓普法，", "其次抓执法，", "最后抓监督。"]),
        ("第一个方面，学习。第二个方面，执法。", ["第一个方面，学习。", "第二个方面，执法。"]),
        ("全年工作如下。\n- 2 -\n继续推进。\n- 3 -\n完成。", []),
        ("二是乙。三是丙。", []),
        ("统一是前提；十一是假期。", []),
        ("全年1.2万件；2.5亿元。", []),
    ],
)
def test_where_points_end(text: str, want: list[str]) -> None:
    assert [item.text for item in items(text)] == want
