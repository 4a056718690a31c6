"""Layouts of tables: where heads, labels, units and times stand, and what the cells are then."""

from __future__ import annotations

from typing import Any

import pytest

import report_parser as rp
from report_parser.models import plain

TITLE = "青禾县2025年统计公报\n"


def read(table: str, *fields: str) -> list[tuple[Any, ...]]:
    rows = [r for r in rp.parse(TITLE + table).rows() if r["rule"] == "cell.headers"]
    return [(r["name"], plain(r["value_signed"]), *(r[field] for field in fields)) for r in rows]


def test_two_levels_of_heads_with_years_over_values() -> None:
    text = (
        "指标\t2024年\t\t2025年\t\n\t绝对数（亿元）\t增长（%）\t绝对数（亿元）\t增长（%）\n"
        "第一产业\t10.1\t3.2\t11.0\t4.0\n第二产业\t20.2\t5.1\t21.5\t-6.0"
    )
    assert read(text, "role", "period") == [
        ("第一产业", "1010000000", "level", "2024年"), ("第一产业", "3.2", "delta", "2024年"),
        ("第一产业", "1100000000", "level", "2025年"), ("第一产业", "4", "delta", "2025年"),
        ("第二产业", "2020000000", "level", "2024年"), ("第二产业", "5.1", "delta", "2024年"),
        ("第二产业", "2150000000", "level", "2025年"), ("第二产业", "-6", "delta", "2025年"),
    ]  # fmt: skip


def test_years_down_and_indicators_across() -> None:
    text = "年份\t粮食产量（万吨）\t油料产量（万吨）\n2023\t35.2\t2.1\n2024\t36.4\t2.2\n比上年增长（%）\t3.4\t4.8"
    assert read(text, "period", "direction")[:4] == [
        ("粮食产量", "352000", "2023", None), ("油料产量", "21000", "2023", None),
        ("粮食产量", "364000", "2024", None), ("油料产量", "22000", "2024", None),
    ]  # fmt: skip
    assert read(text, "role", "direction")[4:] == [
        ("粮食产量", "3.4", "delta", "up"),
        ("油料产量", "4.8", "delta", "up"),
    ]


def test_two_pairs_of_columns_beside_each_other() -> None:
    text = "项目\t金额（元）\t项目\t金额（元）\n税收\t12\t教育\t5\n非税\t3\t卫生\t4"
    assert read(text) == [("税收金额", "12"), ("教育金额", "5"), ("非税金额", "3"), ("卫生金额", "4")]


def test_labels_in_two_columns() -> None:
    text = "地区\t指标\t2025年\n城区\t户数（户）\t130\n\t人口（人）\t420\n郊区\t户数（户）\t82\n\t人口（人）\t310"
    assert read(text, "unit") == [
        ("城区户数", "130", "户"), ("城区人口", "420", "人"), ("郊区户数", "82", "户"), ("郊区人口", "310", "人"),
    ]  # fmt: skip


def test_no_heads_at_all_and_rows_that_stand_over_others() -> None:
    text = "一、农业\n粮食产量\t万吨\t35.2\n二、工业\n用电量\t亿千瓦时\t12.3\n三、投资\n投资额\t亿元\t5"
    assert read(text, "unit") == [
        ("粮食产量", "352000", "吨"), ("用电量", "1230000000", "千瓦时"), ("投资额", "500000000", "元"),
    ]  # fmt: skip


def test_rows_of_places_are_named_by_the_caption() -> None:
    text = (
        "表2 分县区生产总值及增速\n单位：亿元\n\t2024年\t2025年\t增速（%）\n"
        "全市\t100.5\t106.2\t5.6\n青禾县\t60.2\t64.1\t6.0"
    )
    assert [name for name, _ in read(text)] == ["全市生产总值"] * 3 + ["青禾县生产总值"] * 3
    (table,) = rp.parse(TITLE + text).tables
    assert (table.unit, table.header_rows, table.label_columns) == ("亿元", (0,), (0,))


def test_plans_results_and_how_far_they_were_carried_out() -> None:
    text = "指标\t预算数\t决算数\t完成预算的%\n收入\t100\t98\t98.0\n支出\t90\t91\t101.1"
    assert read(text, "status")[:3] == [
        ("收入预算数", "100", "planned"), ("收入决算数", "98", "actual"), ("收入完成预算的", "98", "actual"),
    ]  # fmt: skip


def test_a_part_of_a_part_carries_the_names_of_both() -> None:
    text = (
        "指标\t单位\t绝对数\n投资额\t亿元\t140.3\n其中：住宅\t亿元\t77.4\n其中：小户型\t亿元\t10.18\n"
        "到位资金\t亿元\t140.6\n其中：贷款\t亿元\t8.85\n其中：按揭\t亿元\t29.69"
    )
    names = [name for name, _ in read(text)]
    assert names == ["投资额", "投资额住宅", "投资额住宅小户型", "到位资金", "到位资金贷款", "到位资金按揭"]
    metrics = rp.parse(TITLE + text).metrics
    assert [m.part_of for m in metrics] == [None, 0, 1, None, 3, 3]


def test_rows_behind_a_part_belong_to_the_whole_where_the_sum_proves_it() -> None:
    proven = (
        "指标\t单位\t数值\n周转量\t亿吨公里\t497.1\n#铁路\t亿吨公里\t102.4\n航空\t亿吨公里\t17.4\n公路\t亿吨公里\t377.3"
    )
    assert [name for name, _ in read(proven)] == ["周转量", "周转量铁路", "周转量航空", "周转量公路"]
    open_ = proven.replace("377.3", "300.0")
    assert [name for name, _ in read(open_)] == ["周转量", "周转量铁路", "航空", "公路"]


def test_what_a_cell_may_hold_besides_a_figure() -> None:
    text = (
        "指标\t2025年\t备注\n产量（吨）\t1,286①\t初步数\n销量（吨）\t—\t\n"
        "库存（吨）\t…\t\n差额（吨）\t5.2 4.6\t\n利润（万元）\t-3\t"
    )
    assert read(text, "unit") == [("产量", "1286", "吨"), ("利润", "-30000", "元")]
    other = {n.text: n.category for n in rp.parse(TITLE + text).numerals if n.text in ("5.2", "4.6")}
    assert other == {"5.2": "other", "4.6": "other"}


CODES = ["项目编号", "邮政编码", "联系电话", "文号", "股票代码", "学号", "组织机构代码", "页码", "编码"]


@pytest.mark.parametrize("head", CODES)
def test_columns_of_codes_are_no_rows(head: str) -> None:
    text = f"| {head} | 单位名称 | 金额（元） |\n|---|---|---|\n| 262700 | 甲公司 | 88 |\n| 262709 | 乙公司 | 95 |"
    assert read(text, "unit") == [("甲公司金额", "88", "元"), ("乙公司金额", "95", "元")]


def test_shares_and_growth_as_a_row() -> None:
    text = "项目\t单位\t本年\t上年\n城镇居民人均可支配收入\t元\t38200\t36500\n增速\t%\t4.7\t5.1"
    assert read(text, "unit")[2:] == [
        ("城镇居民人均可支配收入增速", "4.7", "%"),
        ("城镇居民人均可支配收入增速", "5.1", "%"),
    ]
    text = "行业\t产值（亿元）\t构成（%）\n采矿\t10\t25.0\n制造\t30\t75.0"
    assert read(text, "unit", "role")[1::2] == [("采矿构成", "25", "%", "level"), ("制造构成", "75", "%", "level")]


def test_heads_that_come_again_and_heads_of_another_kind() -> None:
    first = "信息内容\t制发件数\t废止件数\n"
    text = f"{first}规章\t1\t2\n信息内容\t处理决定数量\t\n许可\t550\t\n{first}文件\t3\t4"
    assert read(text) == [
        ("规章制发件数", "1"), ("规章废止件数", "2"), ("许可处理决定数量", "550"),
        ("文件制发件数", "3"), ("文件废止件数", "4"),
    ]  # fmt: skip


def test_prose_around_a_table_is_read_as_ever() -> None:
    report = rp.parse(TITLE + "全年完成投资12亿元。\n指标\t数值\n产量（吨）\t5\n销量（吨）\t6\n全年新增企业30家。")
    assert [(r["name"], r["text"]) for r in report.rows()] == [
        ("投资", "12亿元"), ("产量", "5"), ("销量", "6"), ("新增企业", "30家"),
    ]  # fmt: skip


def test_a_sentence_in_a_cell_is_read_as_a_sentence() -> None:
    report = rp.parse(TITLE + "任务\t完成情况\n招商\t全年召开会议14次。\n就业\t新增就业120人。")
    assert [(r["name"], r["text"]) for r in report.rows()] == [("会议", "14次"), ("新增就业", "120人")]
