"""The form in which names are compared, and what is joined on it."""

from __future__ import annotations

from decimal import Decimal

import pytest

import report_parser as rp
from report_parser.metrics.catalogue import default
from report_parser.metrics.concept import spelled


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新增城镇就业人数", "城镇新增就业"),
        ("规上工业企业利润总额", "规模以上工业企业利润总额"),
        ("全省城镇登记的失业人员", "城镇登记失业人员"),
        ("ＧＤＰ", "地区生产总值"),
        ("地区生产总值（GDP）", "地区生产总值"),
        ("固定资产投资（不含农户）", "固定资产投资"),
        ("研究与试验发展（R&D）经费支出", "研发经费支出"),
        ("“云溪号”班列", "云溪号班列"),
        ("累计建成云溪灯塔", "云溪灯塔"),
        ("人均居民可支配收入", "居民人均可支配收入"),
    ],
)
def test_writers_of_the_same_thing_have_one_concept(one: str, other: str) -> None:
    assert default().form.concept(one) == default().form.concept(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云溪县灯塔", "灯塔"),
        ("新增云溪灯塔", "云溪灯塔"),
        ("农村居民收入", "城镇居民收入"),
        ("规模以上灯塔企业", "灯塔企业"),
        ("经营收入", "营收"),
        ("就医保障率", "就医疗保险障率"),
        ("常住人口城镇化率", "城镇常住人口化率x"),
    ],
)
def test_what_a_qualifier_tells_apart_stays_apart(one: str, other: str) -> None:
    assert default().form.concept(one) != default().form.concept(other)


def test_every_row_has_a_concept() -> None:
    report = rp.parse(
        "全市规上工业增加值增长5%。建成云溪灯塔12座。",
    )
    assert [row["concept"] for row in report.rows()] == ["economy.industry", "云溪灯塔"]
    assert [metric.indicator for metric in report.metrics] == ["economy.industry", None]


def test_an_alias_with_choices_stands_for_several_names() -> None:
    assert list(spelled("[甲|乙|]丙[丁|戊]")) == ["甲丙丁", "甲丙戊", "乙丙丁", "乙丙戊", "丙丁", "丙戊"]


def test_a_name_that_needs_its_value_is_told_by_it() -> None:
    report = rp.parse("猪肉18.9万吨。\n\n猪肉增长3%。\n\n建成公路12公里。")
    assert [metric.indicator for metric in report.metrics] == ["output.pork", None, None]


def test_a_rate_is_no_value_of_what_it_is_a_rate_of() -> None:
    report = rp.parse("高新技术产业增加值提高0.8个百分点。")
    assert [metric.indicator for metric in report.metrics] == [None]


def test_members_of_a_family_can_be_added_and_new_ones_told_apart() -> None:
    more = {"family": {"firms": {"of": {"lamps": ["灯塔企业", "Lighthouse firms"]}, "new": ["lamps"]}}}
    parser = rp.Parser(indicators=more)
    found = parser.parse("全市灯塔企业12家。新增灯塔企业3家。").metrics
    assert [metric.indicator for metric in found] == ["firms.lamps", "firms.lamps_new"]
    assert parser.catalogue.entries["firms.lamps_new"].measure == "flow"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("样板县固定资产投资", "样板县 narrows it: it is not 固定资产投资 as a whole"),
        ("云溪灯塔", "no entry has this name"),
    ],
)
def test_why_a_name_has_no_indicator_is_said(name: str, reason: str) -> None:
    assert default().why_not(name).reason == reason


def test_why_a_value_does_not_fit_is_said() -> None:
    quantity = rp.find_quantities("粮食产量12%")[0]
    told = default().told("粮食产量", quantity)
    assert told == (None, "12% is of kind percent, unit %; 粮食产量 is of kind measure, unit 吨")
    seen = rp.Parser().explain("样板县固定资产投资12亿元。", 9)
    assert seen is not None
    assert (seen.indicator, seen.indicator_says.split(":")[0]) == (None, "样板县 narrows it")


def test_values_of_one_indicator_compare_across_bodies() -> None:
    texts = ("粮食产量378亿斤。", "粮食产量1890万吨。", "粮食产量增长3%。")
    rows = [rp.parse(text).rows(unit="catalogue")[0] for text in texts]
    assert [(row["value"], row["unit"], row["unit_id"]) for row in rows] == [
        (Decimal(18900000), "吨", "t"),
        (Decimal(18900000), "吨", "t"),
        (Decimal(3), "%", "%"),
    ]
    observation = rp.parse("接待游客3000万人次。").observations[0]
    assert observation.value_in("万人次") == Decimal(3000)
    with pytest.raises(ValueError, match="does not convert"):
        observation.value_in("公顷")


def test_a_composition_is_one_row_a_member() -> None:
    report = rp.parse("三次产业结构由上年的14.1∶38.6∶47.3调整为13.6∶39.0∶47.4。")
    told = [
        (metric.name, metric.indicator, [(o.role, o.quantity.text) for o in metric.observations])
        for metric in report.metrics
    ]
    assert told == [
        ("第一产业比重", "share.primary", [("previous", "14.1"), ("level", "13.6")]),
        ("第二产业比重", "share.secondary", [("previous", "38.6"), ("level", "39.0")]),
        ("第三产业比重", "share.tertiary", [("previous", "47.3"), ("level", "47.4")]),
    ]
    assert [(check.kind, check.verdict) for check in report.checks] == [("composition", "holds")] * 2
    assert [metric.id for metric in report.metrics] == [0, 1, 2]
    assert report.verify() == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "城乡人口比为63.5∶36.5。",
            [("城镇人口比重", "63.5", "vital.urban_share"), ("农村人口比重", "36.5", "vital.rural_share")],
        ),
        (
            "就业人员三次产业构成为22.9∶29.1∶48.0。",
            [
                ("第一产业就业人员比重", "22.9", "share.employed_primary"),
                ("第二产业就业人员比重", "29.1", "share.employed_secondary"),
                ("第三产业就业人员比重", "48.0", "share.employed_tertiary"),
            ],
        ),
        (
            "三次产业对经济增长的贡献率分别为2.0%、28.6%和69.4%。",
            [
                ("第一产业对经济增长的贡献率", "2.0%", "rate.contribution_primary"),
                ("第二产业对经济增长的贡献率", "28.6%", "rate.contribution_secondary"),
                ("第三产业对经济增长的贡献率", "69.4%", "rate.contribution_tertiary"),
            ],
        ),
        ("轻重工业比例为30∶70。", [("轻工业比重", "30", "share.light"), ("重工业比重", "70", "share.heavy")]),
        ("城乡居民收入比2.3∶1。", [("城乡居民收入比", "2.3∶1", "economy.income_ratio")]),
        ("男女性别比为105.2∶100。", [("男女性别比", "105.2∶100", "vital.sex_ratio")]),
    ],
)
def test_members_of_a_composition_are_named_by_what_is_composed(
    text: str, wanted: list[tuple[str, str, str | None]]
) -> None:
    rows = rp.parse(text).rows()
    assert [(row["name"], row["text"], row["indicator"]) for row in rows] == wanted


def test_a_row_under_its_whole_or_with_a_word_said_twice_is_told() -> None:
    told = {name: default().told(name)[0] for name in ("粮食夏粮产量", "居民城镇居民人均可支配收入", "样板县夏粮产量")}
    assert list(told.values()) == ["output.summer_grain", "economy.income_urban", None]


def test_people_are_whole_and_a_rate_of_them_need_not_be() -> None:
    assert [row["indicator"] for row in rp.parse("生产安全事故死亡1.097人。生产安全事故死亡12人。").rows()] == [
        None,
        "safety.deaths",
    ]
