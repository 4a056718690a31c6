"""Tables as budgets, communiqués, yearbooks, censuses and courts publish them: the rows that must come out."""

from __future__ import annotations

from typing import Any

import pytest

import report_parser as rp
from report_parser.models import plain

TITLE = "青禾市2024年国民经济和社会发展统计公报\n"


def rows(text: str) -> list[dict[str, Any]]:
    return [r for r in rp.parse(text).rows() if r["rule"] == "cell.headers"]


def read(table: str, *fields: str, title: str = TITLE) -> list[tuple[Any, ...]]:
    return [(r["name"], plain(r["value_signed"]), r["unit"], *(r[f] for f in fields)) for r in rows(title + table)]


def test_a_caption_that_names_a_change_makes_all_figures_changes() -> None:
    caption = "表2 2024年居民消费价格比上年涨跌幅度\n单位：%\n"
    text = f"{caption}指标\t全市\t城市\n居民消费价格\t0.2\t-0.3\n其中：食品烟酒\t-1.1\t0.0"
    assert read(text, "role", "direction", "basis_kind") == [
        ("居民消费价格全市", "0.2", "%", "delta", "up", "yoy"),
        ("居民消费价格城市", "-0.3", "%", "delta", "down", "yoy"),
        ("居民消费价格食品烟酒全市", "-1.1", "%", "delta", "down", "yoy"),
        ("居民消费价格食品烟酒城市", "0", "%", "delta", "flat", "yoy"),
    ]  # fmt: skip
    both = text.replace("居民消费价格比上年涨跌幅度", "居民消费价格及比上年涨跌幅度")
    assert {row["role"] for row in rows(TITLE + both)} == {"level"}


def test_a_row_without_figures_gives_its_unit_to_those_below_and_a_translation_is_no_name() -> None:
    text = (
        "全市经济平稳运行。\n1-3 主要指标\n指标 Item\t2023\t2024\n人口（万人） Population (10 000 persons)\t\t\n"
        "　年末常住人口\t309.1\t308.5\n　　城镇\t186.0\t187.3\n能源\t\t\n　能源消费总量（万吨标准煤）\t531.8\t…"
    )
    assert read(text, "period") == [
        ("年末常住人口", "3091000", "人", "2023"), ("年末常住人口", "3085000", "人", "2024"),
        ("年末常住人口城镇", "1860000", "人", "2023"), ("年末常住人口城镇", "1873000", "人", "2024"),
        ("能源消费总量", "5318000", "吨标准煤", "2023"),
    ]  # fmt: skip


def test_a_row_of_a_place_is_for_that_place() -> None:
    text = (
        "表6 2024年各县（区）主要指标\n县（区）\t地区生产总值（亿元）\t\t\t一般公共预算收入（万元）\n"
        "\t总量\t增速（%）\t位次\t总量\n全市\t820.5\t5.6\t—\t356,210\n市本级\t—\t—\t—\t101,020\n"
        "白河县\t210.3\t-0.8\t1\t52,108\n云岭区\t180.9\t4.9\t3\t61,330"
    )
    seen = read(text, "scope")
    assert [row[-1] for row in seen] == ["全市"] * 3 + ["市本级"] + ["白河县"] * 3 + ["云岭区"] * 3
    assert seen[4] == ("白河县地区生产总值总量", "21030000000", "元", "白河县")
    report = rp.parse(TITLE + text)
    assert [n.category for n in report.numerals if n.text in ("1", "3")] == ["rank", "rank"]
    first = next(o for o in report.observations if o.scope == "白河县")
    assert first.evidence["scope"].of(report.text) == "白河县"


def test_columns_for_levels_of_government_are_for_those() -> None:
    text = "表1 2024年一般公共预算收支\n单位：亿元\n项目\t全市\t市本级\n收入\t30.5\t11.2\n支出\t60.1\t25.0"
    assert [(row[0], row[3]) for row in read(text, "scope")] == [
        ("收入全市", "全市"), ("收入市本级", "市本级"), ("支出全市", "全市"), ("支出市本级", "市本级"),
    ]  # fmt: skip


def test_amounts_and_rates_of_one_change_are_told_apart() -> None:
    head = "项目\t2024年执行数\t2025年预算数\t预算数比上年执行数\t\n\t\t\t增减额\t增减%\n"
    body = "税收收入\t45,200\t47,000\t1,800\t4.0\n非税收入\t18,300\t17,100\t-1,200\t-6.6"
    text = f"2025年收支预算表\n单位：万元\n{head}{body}"
    assert read(text, "role", "direction", "status")[:4] == [
        ("税收收入执行数", "452000000", "元", "level", None, "actual"),
        ("税收收入预算数", "470000000", "元", "level", None, "planned"),
        ("税收收入预算数", "18000000", "元", "delta", "up", "planned"),
        ("税收收入预算数", "4", "%", "delta", "up", "planned"),
    ]  # fmt: skip


def test_a_form_of_keys_and_values_has_no_heads() -> None:
    text = (
        "单位名称\t青禾图书馆\t统一社会信用代码\t12330000470051234X\n编制人数（人）\t52\t实有人数（人）\t48\n"
        "建筑面积（平方米）\t12,500.5\t阅览座席（个）\t860\n藏书量\t35.6万册\t年接待读者\t12.8万人次\n"
        "年度经费（万元）\t1,020\t其中：购书经费（万元）\t180\n联系电话\t85001234\t邮政编码\t310000"
    )
    assert read(text) == [
        ("编制人数", "52", "人"), ("实有人数", "48", "人"), ("建筑面积", "12500.5", "平方米"),
        ("阅览座席", "860", "个"),
        ("藏书量", "356000", "册"), ("年接待读者", "128000", "人次"), ("年度经费", "10200000", "元"),
        ("购书经费", "1800000", "元"),
    ]  # fmt: skip


def test_groups_in_the_first_column_are_labels_though_they_are_written_as_figures() -> None:
    text = (
        "表4-1 人口年龄构成\n单位：人、%\n年龄\t人口数\t比重\n总计\t412,306\t100.00\n0—14岁\t71,204\t17.27\n"
        "15—59岁\t250,118\t60.66\n60岁及以上\t90,984\t22.07"
    )
    seen = read(text, "part_of")
    assert [row[:3] for row in seen][2:6] == [
        ("0—14岁人口数", "71204", "人"), ("0—14岁比重", "17.27", "%"),
        ("15—59岁人口数", "250118", "人"), ("15—59岁比重", "60.66", "%"),
    ]  # fmt: skip
    assert [row[3] for row in seen] == [None, None, 0, 1, 0, 1, 0, 1]


def test_the_unit_in_the_corner_and_a_row_of_average_growth() -> None:
    body = "2023年\t28.0\t33.2\n2024年\t29.3\t34.7\n年均增长（%）\t4.9\t4.1"
    text = f"历年财政收支\n年份　项目（亿元）\t总收入\t总支出\n{body}"
    assert read(text, "role", "basis_kind") == [
        ("总收入", "2800000000", "元", "level", None), ("总支出", "3320000000", "元", "level", None),
        ("总收入", "2930000000", "元", "level", None), ("总支出", "3470000000", "元", "level", None),
        ("总收入", "4.9", "%", "delta", "annual_average"), ("总支出", "4.1", "%", "delta", "annual_average"),
    ]  # fmt: skip


def test_a_cell_says_itself_which_way_it_changed() -> None:
    text = "表1 环境空气质量\n指标\t年均浓度\t同比变化\nPM2.5\t32微克/立方米\t下降5.9%\nPM10\t58微克/立方米\t上升1.8%"
    assert [(row[1], row[3]) for row in read(text, "direction")][1::2] == [("-5.9", "down"), ("1.8", "up")]


def test_statistics_of_the_year_are_done_even_where_the_report_plans_for_it() -> None:
    text = "附表 2024年案件收结情况统计表\n单位：件\n类型\t旧存\t新收\n民事\t210\t5,120\n刑事\t15\t812"
    assert {row[3] for row in read(text, "status", title="青禾县人民法院2024年工作报告\n")} == {"actual"}


def test_shares_are_parts_of_the_total_or_of_what_is_composed() -> None:
    text = "行业\t产值（亿元）\t构成（%）\n总计\t40\t{}\n采矿\t10\t25.0\n制造\t30\t75.0"
    names = {m.id: m.name for m in rp.parse(TITLE + text.format("100.0")).metrics}
    assert [names.get(row[3]) for row in read(text.format("100.0"), "part_of")][2:] == ["总计产值", "总计构成"] * 2
    names = {m.id: m.name for m in rp.parse(TITLE + text.format("—")).metrics}
    assert [names.get(row[3]) for row in read(text.format("—"), "part_of")][1:] == ["总计产值"] * 4


@pytest.mark.parametrize(("last", "whole"), [("40", True), ("49", False)])
def test_a_row_is_a_total_where_the_others_add_up_to_it(last: str, whole: bool) -> None:
    text = f"地区\t企业（家）\n全市\t100\n甲县\t10\n乙县\t20\n丙县\t30\n丁县\t{last}"
    assert [row[3] for row in read(text, "part_of")] == [None, *([0 if whole else None] * 4)]


def test_pairs_of_columns_with_one_head_are_different_indicators() -> None:
    metrics = rp.parse(TITLE + "指标\t数量（个）\t指标\t数量（个）\n省级\t3\t地级\t7\n县级\t5\t乡级\t9").metrics
    assert [metric.name for metric in metrics] == ["省级数量", "地级数量", "县级数量", "乡级数量"]


def test_a_table_without_a_year_in_a_report_without_one_is_of_the_year_named_before_it() -> None:
    text = (
        "第五次普查主要数据\n\n全部企业在1995年末有12家，比1985年增加3家。情况见下表。\n\n"
        "表5 企业类型\n类型\t数量（家）\n甲类\t5\n乙类\t7"
    )
    assert {row[3] for row in read(text, "period", title="")} == {"1995年末"}


def test_tables_of_two_rows_and_of_one_on_web_pages() -> None:
    page = "<html><body><table><caption>收支</caption><tr><td>税收（万元）</td><td>12.5</td></tr></table></body></html>"
    assert [(r["name"], plain(r["value"])) for r in rp.parse_bytes(page.encode()).rows()] == [("税收", "125000")]
    titled = page.replace("<caption>收支</caption>", "<tr><td colspan=2>青禾县收支</td></tr>")
    assert [(r["name"], plain(r["value"])) for r in rp.parse_bytes(titled.encode()).rows()] == [("税收", "125000")]
    words = "<html><body><table><tr><td>来源：县府办</td><td>编辑：某某</td></tr></table></body></html>"
    assert rp.parse_bytes(words.encode()).tables == ()


def test_months_are_of_the_year_that_the_caption_names() -> None:
    over = "第三期简报\n\n各站运行平稳。\n\n表1 2024年各月降水量\n单位：毫米\n"
    text = f"{over}站点\t1月\t2月\t3月\n上游站\t10\t13\t16\n下游站\t8\t9\t11"
    seen = [(str(r["period_start"]), str(r["period_end"])) for r in rows(text)]
    assert seen[:3] == [("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29"), ("2024-03-01", "2024-03-31")]


def test_places_side_by_side_are_compared_in_what_the_caption_says() -> None:
    body = "1986—1995年平均每年增长（%）\t18.8\t13.3\n比上年增长（%）\t8.1\t7.0"
    text = f"表4 东、西部地区工业产值增长速度\n\t东部地区\t西部地区\n{body}"
    assert read(text, "role", "scope")[:2] == [
        ("工业产值东部地区", "18.8", "%", "delta", "东部地区"), ("工业产值西部地区", "13.3", "%", "delta", "西部地区"),
    ]  # fmt: skip


def test_a_label_may_stand_in_another_column_than_the_others() -> None:
    text = "结果\t情形\t甲类（件）\t乙类（件）\n不予\t国家秘密\t1\t2\n\t重复申请\t3\t4\n其他处理\t\t5\t6"
    assert [row[0] for row in read(text)][-2:] == ["其他处理甲类", "其他处理乙类"]
