"""Binding: what each number measures, in tables from which the behaviour can be read."""

from __future__ import annotations

import pickle

import pytest

from report_parser import Parser, parse
from report_parser.models import Metric, Observation, Report

# text, then (number as written, name) for every observation in order
NAMES = {
    "a noun before, behind, or both": [
        ("召开专题会议3次。", [("3次", "专题会议")]),
        ("建成12个口袋公园。", [("12个", "口袋公园")]),
        ("15所中职学校入选省级名单。", [("15所", "入选省级名单中职学校")]),
        ("8个问题已完成整改。", [("8个", "完成整改问题")]),
    ],
    "verbs of achieving go, verbs that tell what was counted stay": [
        ("全年完成审计项目37个。", [("37个", "审计项目")]),
        ("新增科技企业21家。", [("21家", "新增科技企业")]),
        ("规模以上工业企业实现利润3亿元。", [("3亿元", "规模以上工业企业利润")]),
        (
            "清理规范性文件18件，废止4件，修改2件。",
            [("18件", "清理规范性文件"), ("4件", "废止规范性文件"), ("2件", "修改规范性文件")],
        ),
    ],
    "lists share their head": [
        ("炼焦、炼铁先进产能占比分别达到71%、62%。", [("71%", "炼焦先进产能占比"), ("62%", "炼铁先进产能占比")]),
        (
            "城镇和农村居民人均可支配收入分别增长4%、5%。",
            [("4%", "城镇居民人均可支配收入"), ("5%", "农村居民人均可支配收入")],
        ),
        ("工业投资、民间投资分别增长4%、5%。", [("4%", "工业投资"), ("5%", "民间投资")]),
        (
            "教育、社会保障和就业、卫生健康支出分别增长1%、2%、3%。",
            [("1%", "教育支出"), ("2%", "社会保障和就业支出"), ("3%", "卫生健康支出")],
        ),
        ("一二三产增加值分别增长3%、6%、5%。", [("3%", "一产增加值"), ("6%", "二产增加值"), ("5%", "三产增加值")]),
        ("存贷款余额分别达8亿元、6亿元。", [("8亿元", "存款余额"), ("6亿元", "贷款余额")]),
        (
            "立案20件，罚没款9万元，同比分别下降5%、7%。",
            [("20件", "立案"), ("9万元", "罚没款"), ("5%", "立案"), ("7%", "罚没款")],
        ),
    ],
    "an earlier noun is taken over": [
        ("女性员工2,876人，占比23.4%。", [("2,876人", "女性员工"), ("23.4%", "女性员工占比")]),
        ("提出意见58条，采纳率87.9%。", [("58条", "意见"), ("87.9%", "意见采纳率")]),
        ("储备项目90个，其中亿元以上8个。", [("90个", "储备项目"), ("8个", "亿元项目")]),
        ("外贸企业1295家、增长50.6%。", [("1295家", "外贸企业"), ("50.6%", "外贸企业")]),
        ("收入38亿元；支出51亿元，增长5%。", [("38亿元", "收入"), ("51亿元", "支出"), ("5%", "支出")]),
    ],
    "characters that dictionaries do not hold": [
        ("R&D经费投入强度2.6%。", [("2.6%", "R&D经费投入强度")]),
        ("国内生产总值（GDP）：1.72万亿欧元。", [("1.72万亿欧元", "国内生产总值（GDP）")]),
        ("毛利率40.5%。", [("40.5%", "毛利率")]),
        ("总胆固醇3.81mmol/L。", [("3.81mmol/L", "总胆固醇")]),
    ],
    "a list ends with its sentence": [
        ("查处案件5件、8人。培训3场次。", [("5件", "查处案件"), ("8人", "查处案件"), ("3场次", "培训")]),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "names"), [pytest.param(*case, id=case[0]) for group in NAMES.values() for case in group]
)
def test_names(text: str, names: list[tuple[str, str]]) -> None:
    assert [(o.quantity.text, o.name) for o in parse(text).observations] == names


@pytest.mark.parametrize(
    ("text", "role", "direction", "basis", "kind"),
    [
        ("工业投资同比下降3.2%。", "delta", "down", "同比", "yoy"),
        ("工业投资比上年增长3.2%。", "delta", "up", "比上年", "yoy"),
        ("税收收入年均增长3%。", "delta", "up", "年均", "annual_average"),
        ("新房价格环比上涨0.2%。", "delta", "up", "环比", "period"),
        ("城镇化率高于全省2.5个百分点。", "delta", "up", "高于全省", "reference"),
        ("城镇化率比全省高2.5个百分点。", "delta", "up", "比全省", "reference"),
        ("地下管网较“十三五”时期增长50%。", "delta", "up", "较“十三五”时期", "since"),
        ("案件数与上年相比下降12.6%。", "delta", "down", "与上年相比", "yoy"),
        ("与上年相比案件数下降12.6%。", "delta", "down", "与上年相比", "yoy"),
        ("与上年同期相比，案件数下降12.6%。", "delta", "down", None, "yoy"),
        ("与“十三五”末相比，案件数下降12.6%。", "delta", "down", None, "since"),
        ("与周边三县相比，案件数下降12.6%。", "delta", "down", None, "reference"),
        ("工业投资增长3.2%。", "delta", "up", None, "none"),
        ("批准预售面积同比增长-4.6%。", "delta", "down", "同比", "yoy"),
        ("新增就业6万人。", "level", None, None, None),
        ("居民消费价格涨幅2%。", "level", None, None, None),
        ("工业拉动经济增长2.1个百分点。", "level", None, None, None),
    ],
)
def test_change(text: str, role: str, direction: str | None, basis: str | None, kind: str | None) -> None:
    (found,) = parse(text).observations
    assert (found.role, found.direction, found.basis, found.basis_kind) == (role, direction, basis, kind)


def only(report: Report) -> Metric:
    (metric,) = report.metrics
    return metric


def test_one_metric_holds_its_level_the_value_before_and_the_changes() -> None:
    metric = only(parse("即办件占比由上年的45.5%提高到56.8%，提高11.3个百分点。"))
    assert metric.previous is not None
    assert metric.level is not None
    assert (metric.previous.quantity.text, metric.level.quantity.text) == ("45.5%", "56.8%")
    assert [d.quantity.text for d in metric.deltas] == ["11.3个百分点"]
    assert [d.basis_kind for d in metric.deltas] == ["yoy"]
    assert str(metric.difference) == "11.3"


def test_years_inside_a_change_are_the_periods_of_its_ends() -> None:
    metric = only(parse("人均收入从2020年的2.1万元提高到2025年的3万元。"))
    assert [(o.role, o.period.label if o.period else None) for o in metric.observations] == [
        ("previous", "2020年"),
        ("level", "2025年"),
    ]


def test_parts_point_at_their_total() -> None:
    report = parse("审结案件1195件，其中维持598件、驳回214件。受理信访30件。")
    assert [(m.name, m.part_of) for m in report.metrics] == [
        ("审结案件", None),
        ("维持案件", 0),
        ("驳回案件", 0),
        ("受理信访", None),
    ]


def test_parts_nest() -> None:
    report = parse("审计项目37个，其中经济责任审计13个，其中县级8个；查出资金4亿元，其中违规资金2亿元。")
    assert [(m.name, m.part_of) for m in report.metrics] == [
        ("审计项目", None),
        ("经济责任审计项目", 0),
        ("县级经济责任审计", 1),
        ("资金", None),
        ("违规资金", 3),
    ]


def test_a_list_of_another_length_is_a_failed_check_and_gives_no_wrong_names() -> None:
    report = parse("甲、乙、丙三县财政收入分别增长1%、2%。")
    assert [(c.kind, c.verdict, c.observations) for c in report.checks] == [("list_length", "fails", (0, 1))]
    assert {o.name for o in report.observations} == {"甲、乙、丙三县财政收入"}


def one(text: str) -> Observation:
    (found,) = parse(text).observations
    return found


REVIEW = "青禾县审计局2025年法治政府建设报告\n一、2025年工作成效\n{}\n二、2026年工作安排\n{}\n"


def test_plans_are_planned_and_what_they_start_from_is_not() -> None:
    report = parse(REVIEW.format("完成项目30个。", "安排项目不少于35个。整改率由71%提高到95%以上。"))
    assert [(o.quantity.text, o.status, o.period.label if o.period else None) for o in report.observations] == [
        ("30个", "actual", "2025年"),
        ("35个", "planned", "2026年"),
        ("71%", "actual", None),
        ("95%", "planned", "2026年"),
    ]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("打造示范园区8个，新建口袋公园60个以上，失业率控制在5.5%以内。", "planned"),
        ("园区增至8个，数量居全省前列，新建口袋公园60个，成为首个示范市。", "actual"),
        ("持证率3.1%，未达到不低于5%的要求。", "actual planned"),
    ],
)
def test_where_no_heading_tells_the_words_do(text: str, status: str) -> None:
    assert {o.status for o in parse(text).observations} == set(status.split())


def test_periods_come_from_the_clause_the_sentence_and_the_section() -> None:
    text = REVIEW.format("上半年召开会议2次。截至10月底，整改问题14个，涉及资金3万元。", "培训3次。")
    found = [
        (o.quantity.text, o.period.start.isoformat(), o.period.source) for o in parse(text).observations if o.period
    ]
    assert found == [
        ("2次", "2025-01-01", "clause"),
        ("14个", "2025-10-31", "sentence"),
        ("3万元", "2025-10-31", "sentence"),
        ("3次", "2026-01-01", "section"),
    ]


@pytest.mark.parametrize(
    ("text", "scope", "modality", "estimated"),
    [
        ("全市审计机关完成项目294个。", "全市", None, False),
        ("市本级完成项目31个。", "市本级", None, False),
        ("完成项目31个。", None, None, False),
        ("力争粮食产量50万吨以上。", None, "力争", False),
        ("预计粮食产量50万吨。", None, None, True),
    ],
)
def test_whose_and_how_certain(text: str, scope: str | None, modality: str | None, estimated: bool) -> None:
    found = one(text)
    assert (found.scope, found.modality, found.estimated) == (scope, modality, estimated)


def test_names_are_grounded() -> None:
    report = parse("城镇和农村居民人均可支配收入分别增长4%、5%。")
    for o in report.observations:
        assert o.name == "".join(report.text[s.start : s.end] for s in o.name_spans)


def test_words_of_ones_own() -> None:
    text = "全年督导企业35家。"
    assert [o.name for o in parse(text).observations] == ["督导企业"]
    own = Parser(words={"words": {"achieve": "督导"}})
    assert [o.name for o in own.parse(text).observations] == ["企业"]
    assert [o.name for o in pickle.loads(pickle.dumps(own)).parse(text).observations] == ["企业"]


def test_explain_shows_every_reading_with_its_cost_and_the_cheapest_wins() -> None:
    text = "整改率由71.5%提高到90.25%。"
    seen = Parser().explain(text, text.index("90"))
    assert seen is not None
    assert (seen.rule, seen.name, seen.role) == ("change.to", "整改率", "level")
    assert [c.cost for c in seen.candidates] == sorted(c.cost for c in seen.candidates)
    assert len(seen.candidates) > 1
    assert (seen.candidates[0].rule, seen.candidates[-1].rule) == ("change.to", "noun.carried")
    assert Parser().explain(text, 0) is None


@pytest.mark.parametrize("text", ["甲1亿元、乙1亿元，两项合计2亿元、", "涉及3人，", "甲占乙的5%，", "由1个增加到2个，"])
def test_names_do_not_grow_with_the_text(text: str) -> None:
    assert max(len(o.name) for o in parse(text * 300).observations) <= 120


def test_rates_in_a_row_are_of_what_was_counted() -> None:
    found = parse("全年办结复议案件1195件，结案率100%、调解率45%。").observations
    assert [o.name for o in found] == ["办结复议案件", "复议案件结案率", "复议案件调解率"]


def test_an_amount_that_says_which_gives_no_bound_to_its_neighbour() -> None:
    found = parse("县域产值达到300亿元、百亿元以上企业12家。").observations
    assert [(o.quantity.text, o.quantity.bound) for o in found] == [("300亿元", "exact"), ("12家", "exact")]


def test_limits_inside_what_is_counted() -> None:
    found = parse("培育10家年营收超百亿元的链主企业、2家年产值过亿元的龙头企业。").observations
    assert [(o.quantity.text, o.name) for o in found] == [
        ("10家", "年营收超百亿元的链主企业"),
        ("2家", "年产值过亿元的龙头企业"),
    ]
    assert [o.quantity.text for o in parse("开工3个总投资10亿元的项目。").observations] == ["3个", "10亿元"]


def test_how_a_figure_was_reckoned_is_no_name() -> None:
    found = parse("公共预算收入3912亿元，剔除一次性因素后增长4.1%。").observations
    assert [o.name for o in found] == ["公共预算收入", "公共预算收入"]


def test_a_bare_verb_goes_on_with_the_sentence_before() -> None:
    found = parse("新收复议案件90件。已办结85件。").observations
    assert [o.name for o in found] == ["新收复议案件", "办结复议案件"]


def test_what_is_under_way_is_no_noun() -> None:
    found = parse("立行立改问题136个全部到位，持续整改的23个正在推进。").observations
    assert found[1].name.startswith("持续整改")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("完成45家钢铁、水泥企业超低排放改造。", "钢铁、水泥企业超低排放改造"),
        ("复议案件23件，被质疑1件。", "质疑复议案件"),
        ("6家单位有41处房产未登记。", "单位"),
        ("整改问题217个，分阶段整改的58个完成51个。", "完成分阶段整改问题"),
    ],
)
def test_whose_number_it_is(text: str, name: str) -> None:
    assert name in [o.name for o in parse(text).observations]


def test_those_above_a_line_are_no_gap() -> None:
    found = parse("企业资产负债率平均为64.7%，其中超过警戒线的有4户。").observations
    assert [(o.quantity.text, o.role) for o in found] == [("64.7%", "level"), ("4户", "level")]


def test_a_part_has_its_share_of_its_own_whole() -> None:
    found = parse("8个专项资金闲置2亿元；代编预算12.4亿元，年底仍有3.1亿元未下达，占比25%。").observations
    assert found[-1].name == "代编预算占比"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("投入12亿元实施12项民生工程。", ["投入", "民生工程"]),
        ("贡献了63%的税收和九成以上的新增就业。", ["贡献税收", "新增就业"]),
        ("抽查12个县发现，9个企业欠缴。", ["抽查县", "欠缴企业"]),
        ("5个县少提土地出让收益1.2亿元。", ["少提土地出让收益县", "少提土地出让收益"]),
        ("让七成以上居民受益。", ["受益居民"]),
        ("实现80%的乡镇卫生院达标。", ["乡镇卫生院达标"]),
        ("帮扶63个脱贫县、30万名返乡农民工。", ["帮扶脱贫县", "帮扶返乡农民工"]),
    ],
)
def test_what_stands_behind_a_number(text: str, names: list[str]) -> None:
    assert [o.name for o in parse(text).observations] == names


def test_a_predicate_that_holds_a_verb_is_not_torn_apart() -> None:
    assert [o.name for o in parse("实现8个乡镇（街道）全覆盖。").observations] == ["乡镇（街道）"]


def test_a_bare_verb_takes_the_topic_that_the_sentence_before_led_in() -> None:
    report = parse("关于项目管理不规范的问题。已整改36个，正在整改2个。")
    assert [o.name for o in report.observations] == ["整改项目管理不规范"] * 2


def test_what_is_said_of_some_of_a_whole_is_named_by_the_whole() -> None:
    report = parse("二级及以上公立医院中，65.7%开展预约诊疗，近八成实现结果互认。")
    assert [o.name for o in report.observations] == ["开展预约诊疗二级及以上公立医院", "实现结果互认二级及以上公立医院"]
