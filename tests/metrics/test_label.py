"""Which metrics of a report get an id, by their names alone and by what stands before them."""

from __future__ import annotations

import pytest

import report_parser as rp


def ids(text: str) -> dict[str, str | None]:
    return {row["text"]: row["indicator"] for row in rp.parse(text).rows()}


def test_a_short_name_is_completed_by_what_stands_before_it() -> None:
    text = "普通高中学校70所，毕业生6.99万人，在校生22.95万人。小学300所，在校生92.5万人。"
    assert ids(text) == {
        "70所": "schools.high",
        "6.99万人": "graduated.high",
        "22.95万人": "pupils.high",
        "300所": "schools.primary",
        "92.5万人": "pupils.primary",
    }


def test_members_of_a_list_belong_to_what_it_is_a_list_of() -> None:
    text = "居民消费价格上涨0.5%，其中衣着类上涨4.3%，食品烟酒类下降1.1%。"
    assert list(ids(text).values()) == ["economy.prices", "cpi.clothing", "cpi.food"]
    text = "限额以上单位商品零售额120亿元，增长5%。其中，化妆品类增长8%，粮油食品类20亿元，增长2%。"
    assert ids(text)["8%"] == "retail.cosmetics"
    assert ids(text)["20亿元"] == "retail.grain_oil"


@pytest.mark.parametrize(
    "text",
    [
        "云溪学堂3所，在校生5000人。",  # nothing says which school
        "普通高中70所，云溪学堂3所，在校生5000人。",  # another thing stands between
        "普通高中教学改善。在校生5000人。",  # another sentence
        "衣着类上涨4.3%。",
    ],
)
def test_a_short_name_alone_has_no_id(text: str) -> None:
    assert rp.parse(text).rows()[-1]["indicator"] is None


def test_the_caption_of_a_table_completes_its_rows() -> None:
    rows = (("指标", "比上年增长（%）"), ("衣着", "1.2"), ("居住", "0.4"))
    table = "".join(f"<tr><td>{label}</td><td>{figure}</td></tr>" for label, figure in rows)
    for caption, wanted in (
        ("表2 居民消费价格涨跌幅度", ["cpi.clothing", "cpi.residence"]),
        ("表2 概况", [None, None]),
    ):
        report = rp.parse_bytes(f"<html><body><p>{caption}</p><table>{table}</table></body></html>".encode())
        assert [row["indicator"] for row in report.rows()] == wanted


@pytest.mark.parametrize(
    ("text", "number", "says"),
    [
        ("普通高中70所，在校生23万人。", "23万人", "在校生 is a name of it behind 普通高中"),
        ("2025年，进出口总额8222亿元。\n2025年，进出口总额505亿元。", "505", "another body's"),
        ("2025年，税收收入突破40亿元、达到42亿元。", "40", "it is a mark that was passed"),
        ("样板县固定资产投资12亿元。", "12", "样板县 narrows it"),
    ],
)
def test_explain_says_why(text: str, number: str, says: str) -> None:
    seen = rp.Parser().explain(text, text.index(number))
    assert seen is not None
    assert says in seen.indicator_says


@pytest.mark.parametrize(
    ("text", "number", "says"),
    [
        ("省属企业创新更加突出，研发经费投入增长15.6%。", "15.6%", "the clause before speaks of 省属企业"),
        ("村集体经营性收入50万元以上的行政村占比达60%。", "50万元", "its number only sets which are counted"),
        ("民用汽车保有量59.57万辆，其中民用汽车保有量138辆。", "138辆", "this one is of a part"),
    ],
)
def test_what_the_sentence_says_against_an_id(text: str, number: str, says: str) -> None:
    seen = rp.Parser().explain(text, text.index(number))
    assert seen is not None
    assert seen.indicator is None
    assert says in seen.indicator_says


def test_the_subject_of_a_paragraph_holds_for_what_goes_on_with_it() -> None:
    text = "城镇居民人均可支配收入5.2万元。其中工资性收入3.1万元；转移净收入1.1万元。人均消费支出3.2万元。"
    assert list(ids(text).values()) == [
        "economy.income_urban",
        "income_urban.wages",
        "income_urban.transfers",
        "consumption.urban",
    ]


def test_what_narrows_the_first_of_a_list_narrows_all() -> None:
    assert list(ids("开发区规上工业增加值、工业投资年均分别增长5.9%、6.7%。").values()) == [None, None]
    text = "民用航空制造业增加值、高技术制造业增加值分别增长5.9%、6.7%。"
    assert list(ids(text).values()) == [None, "economy.hightech"]
