"""Citations: titles, kinds, document numbers, articles, repetitions."""

from __future__ import annotations

from typing import Any

import pytest

from report_parser.data import load
from report_parser.models import Citation
from report_parser.structure import citations
from report_parser.text.fold import fold


def find(text: str) -> tuple[Citation, ...]:
    return citations.find(fold(text), text)


@pytest.mark.parametrize("row", load.shipped("citations")["kind"], ids=lambda row: row["id"])
def test_examples(row: dict[str, Any]) -> None:
    for example in row.get("examples", ()):
        assert [c.kind for c in find(f"依据《{example}》办理")] == [row["id"]], example


def test_number_article_and_short_name() -> None:
    text = (
        "根据《关于规范审计的意见》（青审发〔2025〕16号，以下简称《意见》）第三条和《意见》第五条，"
        "对照《审计法》第二十条第二款。"
    )
    first, named, second, third = find(text)
    assert (first.title, first.kind) == ("关于规范审计的意见", "normative_document")
    assert (first.document_number, first.article, first.alias) == ("青审发〔2025〕16号", "第三条", "意见")
    assert (named.title, named.same_as) == ("意见", 0)
    assert (second.article, second.same_as, second.kind) == ("第五条", 0, "normative_document")
    assert (third.kind, third.article) == ("law", "第二十条第二款")
    assert all(text[c.span.start : c.span.end] == f"《{c.title}》" for c in (first, second, third))


def test_nested_and_wrapped_titles() -> None:
    nested, wrapped = find("落实《关于修改〈青禾县档案管理办法〉的决定》和《优化营商\n环境条例》")
    assert (nested.title, nested.kind) == ("关于修改〈青禾县档案管理办法〉的决定", "normative_document")
    assert (wrapped.title, wrapped.kind) == ("优化营商环境条例", "regulation")


def test_films_in_a_row() -> None:
    assert [c.kind for c in find("组织观看警示教育片《山河记》《归途》，学习《青禾县合同管理制度》")] == [
        "work",
        "work",
        "normative_document",
    ]


def test_numbers_without_a_title() -> None:
    text = "按照青政发〔2025〕3号文件和《意见》要求，再次落实《意见》。"
    number, first, second = find(text)
    assert (number.document_number, number.span.of(text)) == ("青政发〔2025〕3号", "青政发〔2025〕3号")
    assert (first.same_as, second.same_as) == (None, 1)


def test_the_own_number_is_not_cited() -> None:
    text = "青政发〔2025〕3号    签发人：某某\n文号：青政发〔2025〕3号\n按照青审发〔2025〕1号和青审发〔2025〕1号文件"
    first, second = find(text)
    assert (first.document_number, first.same_as, second.same_as) == ("青审发〔2025〕1号", None, 0)


def test_short_name_in_two_pairs_of_marks() -> None:
    law, named, again = find("《青禾县执法条例》（以下简称“《条例》”）和《条例》第十八条")
    assert (law.alias, law.article, named.same_as, again.same_as) == ("条例", None, 0, 0)


def test_an_agreement_is_no_document_of_an_office() -> None:
    agreement, opinion = find("《关于建立联动机制的合作协议》《关于加强监督的意见》")
    assert (agreement.kind, opinion.kind) == ("other", "normative_document")


@pytest.mark.parametrize("text", ["《", "》", "《》", "《甲", "《《》", "第二十条"])
def test_broken_brackets(text: str) -> None:
    assert find(text) == ()
