"""The table of units: every form is read as its unit, and quantities convert within one dimension."""

from decimal import Decimal
from fractions import Fraction

import pytest

from report_parser.data.load import merge, shipped
from report_parser.errors import TableError
from report_parser.numerals.quantities import find_quantities
from report_parser.numerals.scan import Scanner
from report_parser.numerals.units import UnitTable, default_units


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("37.5万亩", "公顷", "25000"),
        ("1公顷", "亩", "15"),
        ("2.5平方公里", "亩", "3750"),
        ("3千米", "米", "3000"),
        ("500公斤", "吨", "0.5"),
        ("486.5亿斤", "万吨", None),  # 万 is a magnitude, no unit
        ("50万千瓦", "兆瓦", "500"),
        ("2亿千瓦时", "TWh", "0.2"),
        ("12元5角", "角", "125"),
        ("90分钟", "小时", "1.5"),
        ("为期三年", "个月", "36"),
        ("28微克/立方米", "毫克/立方米", "0.028"),
        ("60公里/小时", "千米/小时", "60"),
        ("132公里/百平方公里", "公里/平方公里", "1.32"),
        ("0.6人/百亿元", "人/亿元", "0.006"),
        ("5‰", "%", "0.5"),
        ("12km²", "平方公里", "12"),
        ("1024GB", "TB", "1.024"),
        ("3个百分点", "个基点", "300"),
        ("5亿元", "美元", None),  # no rate of exchange is known
        ("5公里", "亩", None),
        ("3个工作日", "天", None),  # a working day is no fixed length of time
    ],
)
def test_conversion(text: str, unit: str, value: str | None) -> None:
    (quantity,) = find_quantities(text)
    if value is None:
        with pytest.raises(ValueError, match=r"does not convert|unknown unit"):
            quantity.to(unit)
        return
    there = quantity.to(unit)
    assert there.value == Decimal(value)
    assert (there.unit, there.span) == (unit, quantity.span)
    assert there.to(quantity.unit).value == quantity.value


def test_a_conversion_that_never_ends_is_rounded() -> None:
    (quantity,) = find_quantities("100平方米")
    assert quantity.to("亩").value == Decimal("0.15")
    (quantity,) = find_quantities("1亩")
    assert quantity.to("公顷").value.quantize(Decimal("0.000001")) == Decimal("0.066667")


def test_both_ends_and_the_step_convert() -> None:
    (quantity,) = find_quantities("2—3.5公里")
    there = quantity.to("米")
    assert (there.value, there.high, there.step) == (2000, 3500, 100)


@pytest.mark.parametrize(
    ("form", "unit"),
    [
        ("平方公里", "km2"),
        ("km²", "km2"),
        ("㎡", "m2"),
        ("公斤", "kg"),
        ("千瓦时", "kWh"),
        ("标准箱", "TEU"),
        ("人次", "人次"),
        ("台(套)", "台"),
        ("元/吨", "CNY/t"),
        ("元每人每月", "CNY/人/月"),
        ("个百分点", "percentage_point"),
    ],
)
def test_forms_of_one_unit_have_one_id(form: str, unit: str) -> None:
    found = default_units().read(form)
    assert found is not None
    assert found.id == unit
    assert default_units().read(unit) is not None


@pytest.mark.parametrize("form", [f for f in default_units().units if f not in default_units().arabic_only])
def test_every_form_in_the_table_is_read_behind_a_number(form: str) -> None:
    found = [q for q in find_quantities(f"合计35{form}。") if q.unit == form or q.unit in form]
    assert found, form
    assert found[0].unit == form
    assert found[0].value == 35


def test_magnitudes_and_units_share_letters() -> None:
    for text, value, unit in [
        ("3千瓦", 3, "千瓦"),
        ("3千人", 3000, "人"),
        ("5千克", 5, "千克"),
        ("2万千瓦", 20000, "千瓦"),
        ("4百万元", 4000000, "元"),
    ]:
        (quantity,) = find_quantities(text)
        assert (quantity.value, quantity.unit) == (value, unit)


def test_a_user_adds_units_without_touching_the_package() -> None:
    extra = {
        "unit": {"lap": {"kind": "measure", "dimension": "length", "factor": "400", "forms": ["圈长"]}},
        "classifiers": {"forms": ["座次"]},
    }
    scanner = Scanner(merge(shipped("units"), extra), shipped("numerals"))
    seats, laps = find_quantities("新增3座次，跑道2.5圈长", scanner)
    assert (seats.value, seats.unit, seats.unit_id, seats.kind) == (3, "座次", "座次", "count")
    assert (laps.value, laps.unit, laps.unit_id, laps.kind) == (Decimal("2.5"), "圈长", "lap", "measure")
    assert [q.unit for q in find_quantities("新增3座次")] == ["座"]  # the package's own table has not changed


@pytest.mark.parametrize(
    "table",
    [
        {"unit": {"x": {"kind": "lengthy", "forms": ["x"]}}},
        {"unit": {"x": {"kind": "measure", "factor": "ten", "forms": ["x"]}}},
        {"unit": {"x": {"kind": "measure", "factor": "0", "forms": ["x"]}}},
        {"unit": {"x": {"kind": "measure", "forms": "x"}}},
        {"classifiers": {"forms": [""]}},
    ],
)
def test_a_malformed_table_is_named(table: dict[str, object]) -> None:
    with pytest.raises(TableError, match=r"table units, entry (unit\.x|classifiers)"):
        UnitTable(table)


def test_factors_of_one_dimension_agree() -> None:
    units = default_units()
    mu, hectare = units.read("亩"), units.read("公顷")
    assert mu is not None
    assert hectare is not None
    assert hectare.factor / mu.factor == Fraction(15)
