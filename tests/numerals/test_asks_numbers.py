"""What users of other tools stumbled over (rows 1–45 and 53–63 of the project's list of asks).

Each row: its number there, a text, and the quantities that must come out of it as `text|value|high|unit|kind|bound`.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from report_parser import Parser, find_quantities, parse, parse_many
from report_parser.models import Quantity, Report


def shown(q: Quantity) -> str:
    high = "" if q.high is None else f"{q.high:f}"
    return f"{q.text}|{q.value:f}|{high}|{q.unit}|{q.kind}|{q.bound}"


QUANTITIES: list[tuple[int, str, list[str]]] = [
    (1, "2.2本计划投资3541.07万元2.3本项目", ["3541.07万元|35410700||元|money|exact"]),
    (2, "100000万美元", ["100000万美元|1000000000||美元|money|exact"]),
    (3, "47.264287亿元", ["47.264287亿元|4726428700||元|money|exact"]),
    (4, "123元1角1分", ["123元1角1分|123.11||元|money|exact"]),
    (5, "二十万亿元", ["二十万亿元|20000000000000||元|money|exact"]),
    (5, "一万零一十二人", ["一万零一十二人|10012||人|count|exact"]),
    (6, "1,100.9亿元", ["1,100.9亿元|110090000000||元|money|exact"]),
    (7, "25万6千元", ["25万6千元|256000||元|money|exact"]),
    (7, "3万4000人", ["3万4000人|34000||人|count|exact"]),
    (8, "13万2千人", ["13万2千人|132000||人|count|exact"]),
    (8, "一百九十万零三千九百七十一元", ["一百九十万零三千九百七十一元|1903971||元|money|exact"]),
    (9, "2.5万亿元", ["2.5万亿元|2500000000000||元|money|exact"]),
    (9, "三点五万亿元", ["三点五万亿元|3500000000000||元|money|exact"]),
    (10, "百分之一点五七", ["百分之一点五七|1.57||%|percent|exact"]),
    (11, "壹佰壹拾万贰仟陆佰壹拾肆元陆角", ["壹佰壹拾万贰仟陆佰壹拾肆元陆角|1102614.6||元|money|exact"]),
    (12, "两三个部门", ["两三个|2|3|个|count|exact"]),
    (12, "三四十人", ["三四十人|30|40|人|count|exact"]),
    (13, "1 234.5万元", ["1 234.5万元|12345000||元|money|exact"]),
    (13, "V1.2.3版", []),
    (14, "利润-3480.83万元", ["-3480.83万元|-34808300||元|money|exact"]),
    (15, "完成率９８．５％", ["９８．５％|98.5||％|percent|exact"]),
    (16, "金额4.02\n亿元", ["4.02\n亿元|402000000||元|money|exact"]),
    (17, "20万至60万元", ["20万至60万元|200000|600000|元|money|exact"]),
    (17, "三到五个试点", ["三到五个|3|5|个|count|exact"]),
    (18, "12.8–13.0万吨", ["12.8–13.0万吨|128000|130000|吨|measure|exact"]),
    (19, "5-20%之间", ["5-20%|5|20|%|percent|exact"]),
    (20, "10000—20000人", ["10000—20000人|10000|20000|人|count|exact"]),
    (21, "二百三十余万元", ["二百三十余万元|2300000||元|money|at_least"]),
    (21, "500多亿元", ["500多亿元|50000000000||元|money|at_least"]),
    (22, "上万家企业", ["万家|10000||家|count|at_least"]),
    (22, "数十家", ["数十家|10||家|count|at_least"]),
    (23, "十来万人", ["十来万人|100000||人|count|approx"]),
    (24, "20万人次以上", ["20万人次|200000||人次|count|at_least"]),
    (24, "超过了百分之零点九", ["百分之零点九|0.9||%|percent|at_least"]),
    (25, "不少于3亿元", ["3亿元|300000000||元|money|at_least"]),
    (25, "5亿元以内", ["5亿元|500000000||元|money|at_most"]),
    (
        26,
        "不超过15天，办件由25件增至62件",
        ["15天|15||天|duration|at_most", "25件|25||件|count|exact", "62件|62||件|count|exact"],
    ),
    (27, "十分重要的统一部署，坚持三会一课", []),
    (28, "收拾队伍，一些企业，全国两会", []),
    (29, "李四人民币账户", []),
    (30, "提高零点五个百分点", ["零点五个百分点|0.5||个百分点|percentage_point|exact"]),
    (31, "新建4/5G基站、T1000车间", []),
    (32, "晋政发〔2025〕3号", []),
    (33, "销量第三多，排名前三", []),
    (34, "最近一次年报", []),
    (34, "2025年1季度中国", []),
    (35, "1—9月，“十四五”期间，2021—2025年", []),
    (36, "下降0.3个百分点", ["0.3个百分点|0.3||个百分点|percentage_point|exact"]),
    (37, "万分之三", ["万分之三|0.03||%|percent|exact"]),
    (37, "十分之一", ["十分之一|10||%|percent|exact"]),
    (37, "5‰", ["5‰|5||‰|percent|exact"]),
    (38, "百分之七十百分位", ["百分之七十|70||%|percent|exact"]),
    (39, "百分之6和32.5%", ["百分之6|6||%|percent|exact", "32.5%|32.5||%|percent|exact"]),
    (40, "一千瓦", ["一千瓦|1||千瓦|measure|exact"]),
    (40, "50万千瓦", ["50万千瓦|500000||千瓦|measure|exact"]),
    (41, "PM2.5浓度28微克/立方米", ["28微克/立方米|28||微克/立方米|measure|exact"]),
    (42, "一年半", ["一年半|1.5||年|duration|exact"]),
    (42, "半数以上", ["半数|50||%|percent|at_least"]),
    (43, "一般公共预算收入（亿元）25.60", ["25.60|2560000000||元|money|exact"]),
    (43, "单位：万元", []),
    (44, "120万吨", ["120万吨|1200000||吨|measure|exact"]),
]


@pytest.mark.parametrize(
    ("text", "expected"), [row[1:] for row in QUANTITIES], ids=[f"{n}-{t}" for n, t, _ in QUANTITIES]
)
def test_quantities(text: str, expected: list[str]) -> None:
    assert [shown(q) for q in find_quantities(text)] == expected


@pytest.mark.parametrize(
    "text", ["V1.2.3版", "晋政发〔2025〕3号", "单位：万元", "新建4/5G基站、T1000车间", "-w", "百分之"]
)
def test_a_report_has_no_row_either(text: str) -> None:
    assert parse(text).rows() == []


def test_26_a_maximum_and_the_values_of_the_next_clause_stay_apart() -> None:
    rows = parse("审批不超过15天，办件由25件增至62件。").rows()
    assert [(r["value"], r["bound"], r["role"]) for r in rows] == [
        (15, "at_most", "level"),
        (25, "exact", "previous"),
        (62, "exact", "level"),
    ]


def test_44_number_and_unit_have_spans_of_their_own() -> None:
    (found,) = find_quantities("120万吨")
    assert (found.number.of("120万吨"), found.unit) == ("120万", "吨")


def test_45_a_unit_is_added_for_one_parser() -> None:
    parser = Parser(units={"classifiers": {"forms": ["座次"]}})
    (found,) = parser.find_quantities("新增3座次")
    assert (found.value, found.unit) == (3, "座次")


SPANS = [
    (53, "每份约200克，含548大卡", [(3, 7), (9, 14)]),
    (54, "我有五千元，你有六千元", [(2, 5), (8, 11)]),
    (55, "📊整改率92.25%", [(4, 10)]),
    (56, "就业5万人，其中青年5万人", [(2, 5), (10, 13)]),
    (57, "整改率 92.25%", [(4, 10)]),
]


@pytest.mark.parametrize(("text", "spans"), [row[1:] for row in SPANS], ids=[str(row[0]) for row in SPANS])
def test_spans_are_half_open_code_points_of_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    assert [(q.span.start, q.span.end) for q in find_quantities(text)] == spans
    assert all(text[q.span.start : q.span.end] == q.text for q in find_quantities(text))


def test_58_spans_survive_the_export() -> None:
    text = "整改率92.25%。"
    (row,) = parse(text).rows()
    assert text[row["start"] : row["end"]] == row["text"] == "92.25%"
    again = Report.model_validate_json(parse(text).to_json())
    assert again.observations[0].quantity.span == parse(text).observations[0].quantity.span


def test_59_the_same_clause_gives_the_same_row_in_a_longer_text() -> None:
    clause, more = "问题整改率92.25%。", "各位代表，现在报告工作。" * 40
    keys = ("name", "value", "unit", "kind", "bound", "role", "rule")
    assert parse(clause).to_json() == parse(clause).to_json()
    (alone,), (inside,) = parse(clause).rows(), parse(more + clause).rows()
    assert [alone[key] for key in keys] == [inside[key] for key in keys]


def test_60_a_batch_keeps_its_sources_and_their_order(tmp_path: Path) -> None:
    texts = ["查处案件3件。", "查处案件5件。"]
    paths = [tmp_path / f"{number}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    reports = [report for report in parse_many(paths) if isinstance(report, Report)]
    assert [report.text for report in reports] == texts
    assert [report.source.name for report in reports] == [path.name for path in paths]


def test_61_one_row_a_mention() -> None:
    assert [q.text for q in find_quantities("投资3.2亿元")] == ["3.2亿元"]


def test_62_each_row_names_its_rule() -> None:
    assert all(row["rule"] for row in parse("查处案件3件，同比增长5%。").rows())


def test_63_a_report_loads_without_its_source_and_its_quotes_can_be_checked() -> None:
    stored = json.loads(parse("整改率92.25%。").to_json())
    report = Report.model_validate(stored)
    assert all(o.quantity.span.of(report.text) == o.quantity.text for o in report.observations)


def test_values_are_exact_whatever_the_length() -> None:
    digits = "1" * 30
    (found,) = find_quantities(f"投资{digits}万元")
    assert found.value == Decimal(digits + "0000")
    assert find_quantities("1" * 100_000 + "元") == []
