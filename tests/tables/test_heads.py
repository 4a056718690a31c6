"""What a head says: every entry of the table of heads gets its examples right, and no entry takes another's."""

from __future__ import annotations

import pytest

from report_parser.data import load
from report_parser.models import Span
from report_parser.numerals.quantities import find_quantities
from report_parser.tables import heads
from report_parser.tables.units import Units
from report_parser.text.fold import fold

TABLES = load.shipped("tables")
UNITS = Units(lambda text: next(iter(find_quantities(text)), None))


def read(text: str) -> heads.Head:
    folded = fold(text)
    return heads.read(folded, Span(0, len(folded)), (), UNITS)


@pytest.mark.parametrize(
    ("says", "example"), [(entry["says"], example) for entry in TABLES["head"] for example in entry["examples"]]
)
def test_every_entry_gets_its_examples_right(says: str, example: str) -> None:
    head = read(example)
    assert says in (head.says, head.category)


@pytest.mark.parametrize("example", TABLES["change"]["examples"])
def test_a_head_that_is_a_change(example: str) -> None:
    head = read(f"{example}（%）")
    assert head.change is not None
    assert (head.words.text, head.unit is not None and head.unit.name) == ("", "%")


@pytest.mark.parametrize("example", TABLES["change"]["counter"])
def test_a_head_that_is_no_change(example: str) -> None:
    assert (read(example).change, read(example).words.text) == (None, example)


@pytest.mark.parametrize(
    ("head", "basis", "kind", "falls"),
    [
        ("比上年增长（%）", "比上年", "yoy", False), ("同比±%", "同比", "yoy", False),
        ("比年初增减", "比年初", "since", False), ("环比下降（%）", "环比", "period", True),
        ("增速（%）", None, "none", False), ("比2020年增长", "比2020年", "since", False),
    ],
)  # fmt: skip
def test_what_a_change_compares_with(head: str, basis: str | None, kind: str, falls: bool) -> None:
    change = read(head).change
    assert change is not None
    assert (change.basis, change.basis_kind, change.falls) == (basis, kind, falls)


@pytest.mark.parametrize(
    ("form", "worth", "unit"),
    [
        ("万元", "10000", "元"), ("百万元", "1000000", "元"), ("亿美元", "100000000", "美元"),
        ("万人次", "10000", "人次"),
        ("%", "1", "%"), ("‰", "1", "‰"), ("万重量箱", "10000", "重量箱"), ("千伏安时", "1", "千伏安时"),
        ("吨蒸发量", "1", "吨蒸发量"), ("元/吨", "1", "元/吨"),
    ],
)  # fmt: skip
def test_units_that_stand_apart_from_their_figures(form: str, worth: str, unit: str) -> None:
    read_unit = UNITS.read_stated(form)
    assert read_unit is not None
    assert (str(read_unit.worth), read_unit.name) == (worth, unit)


@pytest.mark.parametrize(
    ("head", "name", "unit"),
    [
        ("产量（万吨）", "产量", "吨"), ("薯类（鲜薯）", "薯类(鲜薯)", None), ("金额(万元)", "金额", "元"),
        ("增长%", "", "%"),
        ("指数（上年=100）", "指数(上年=100)", None), ("人均纯收入（元/人）", "人均纯收入", "元/人"),
        ("机构 （个）", "机构", "个"),
        ("移动电话（手机）", "移动电话(手机)", None),
    ],
)  # fmt: skip
def test_a_unit_in_a_head_is_no_part_of_its_name(head: str, name: str, unit: str | None) -> None:
    said = read(head)
    assert (said.words.text, said.unit and said.unit.name) == (name, unit)


def test_a_plan_and_what_became_of_it() -> None:
    told = {text: heads.status_of(text) for text in ("预算数", "决算数", "预算执行数", "一般公共预算收入", "产量")}
    assert told == {
        "预算数": "planned", "决算数": "actual", "预算执行数": "actual", "一般公共预算收入": None, "产量": None,
    }  # fmt: skip
