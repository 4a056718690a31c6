"""The panel: one value a cell, or the reason why there is none."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from report_parser import Failure, Report, parse, parse_bytes, parse_file
from report_parser.errors import SchemaError
from report_parser.study import PanelCell, panel, read_spec, suggest

TITLE = "青禾县2026年政府工作报告\n一、2025年工作回顾\n"


def cell(text: str, **column: Any) -> PanelCell:
    """The only cell of a panel of one report and one column."""
    given = {"indicator": "economy.gdp"} if not column.keys() & {"indicator", "names", "concept"} else {}
    [row] = panel([parse(TITLE + text)], {"column": [{"id": "x", **given, **column}]}).rows
    [found] = row.cells
    return found


GROWTH = {"measure": "growth"}
TARGET = {"measure": "growth", "status": "planned"}
TWICE = "2025年，地区生产总值增长5.5%。\n2025年，地区生产总值增长6.1%。"
REVENUE = {"indicator": "economy.budget_revenue", "measure": "growth"}
INCOME = {"indicator": "economy.income", "measure": "growth"}


@pytest.mark.parametrize(
    ("text", "column", "coverage", "value"),
    [
        ("2025年，地区生产总值230.5亿元、增长5.5%。", {"unit": "亿元"}, "stated", "230.5"),
        ("2025年，地区生产总值230.5亿元、增长5.5%。", GROWTH, "stated", "5.5"),
        ("2025年，地区生产总值下降1.5%。", GROWTH, "stated", "-1.5"),
        # Another year, an average, a gap, a part of the year: dropped.
        ("2024年，地区生产总值增长5.1%。", GROWTH, "not_stated", None),
        ("五年来，地区生产总值年均增长5.9%。", GROWTH, "not_stated", None),
        ("2025年，地区生产总值增长5.5%，高于全省0.3个百分点。", {"measure": "change"}, "not_stated", None),
        ("2025年一季度，地区生产总值增长5.9%。", GROWTH, "not_stated", None),
        # What is said of the whole country or of a part is not the county's.
        ("2025年，全国地区生产总值增长5%。", GROWTH, "not_stated", None),
        # The exact value stands before the mark that was passed, a finer one before a rounder one.
        ("2025年，地区生产总值突破200亿元、达到230.5亿元。", {"unit": "亿元"}, "stated", "230.5"),
        ("2025年，地区生产总值230亿元。\n全年地区生产总值达到230.4亿元。", {"unit": "亿元"}, "stated", "230.4"),
        # Two that differ stay open.
        (TWICE, GROWTH, "ambiguous", None),
        (TWICE, {**GROWTH, "choose": "last"}, "stated", "6.1"),
        # Rates as a level or as a change, jin and tons, several units.
        ("2025年，居民消费价格上涨0.2%。", {"indicator": "economy.prices", "measure": "rate"}, "stated", "0.2"),
        ("2025年，居民消费价格涨幅0.2%。", {"indicator": "economy.prices", "measure": "rate"}, "stated", "0.2"),
        ("2025年，粮食总产量21亿斤。", {"indicator": "economy.grain", "unit": "万吨"}, "stated", "105"),
        # Urban incomes are not those of all.
        ("2025年，城镇居民人均可支配收入增长4.1%。", INCOME, "not_stated", None),
        ("2025年，居民收入增长与经济增长同步。", INCOME, "vague", None),
        ("2025年，安全生产形势稳定，未发生较大安全事故。", {"names": ["较大安全事故"]}, "stated_zero", "0"),
        ("2025年，办理行政诉讼败诉案件0件。", {"names": ["行政诉讼败诉案件"]}, "stated_zero", "0"),
        ("2025年，一般公共预算收入由20亿元增加到25亿元。", REVENUE, "not_stated", None),
        ("2025年，一般公共预算收入由2024年的20亿元增加到25亿元。", REVENUE, "derivable", None),
        # Growth at constant prices does not follow from two levels.
        ("2025年，地区生产总值由2024年的200亿元增加到210亿元。", GROWTH, "not_stated", None),
        ("2025年，粮食总产量8万吨。", TARGET, "section_absent", None),
        ("2025年，粮食总产量8万吨。\n二、2026年工作安排\n抓好春耕。", TARGET, "not_stated", None),
        ("2025年，地区生产总值力争增长6%。", GROWTH, "planned_only", None),
        ("2025年，粮食总产量8万吨。", {"section": "乡村振兴"}, "section_absent", None),
    ],
)  # fmt: skip
def test_a_cell(text: str, column: dict[str, Any], coverage: str, value: str | None) -> None:
    found = cell(text, **column)
    assert (found.coverage, found.value) == (coverage, None if value is None else Decimal(value))


def test_every_value_stands_in_the_text() -> None:
    text = "2025年，地区生产总值230.5亿元、增长5.5%。居民收入增长与经济增长同步。"
    report = parse(TITLE + text)
    spec = {"column": [{"id": "a", "indicator": "economy.gdp"}, {"id": "b", **INCOME}]}
    [row] = panel([report], spec).rows
    for found in row.cells:
        assert found.start is not None
        assert report.text[found.start : found.end] == found.text
        assert found.sentence is not None
        assert found.sentence in report.text
        assert report.text.splitlines()[(found.line or 0) - 1].count(found.text or "?") == 1


def test_the_headline_paragraph_decides_between_two_values() -> None:
    text = (
        "2025年，地区生产总值增长5.5%，一般公共预算收入增长4%，社会消费品零售总额增长3%。\n"
        "2025年，一般公共预算收入增长9%。"
    )
    column = {"id": "r", "indicator": "economy.budget_revenue", "measure": "growth"}
    others = [{"id": id_, "indicator": f"economy.{id_}", "measure": "growth"} for id_ in ("gdp", "retail")]
    [row] = panel([parse(TITLE + text)], {"column": [column, *others]}).rows
    assert (row.cells[0].value, row.cells[0].candidates) == (4, 1)
    [alone] = panel([parse(TITLE + text)], {"column": [column]}).rows
    assert alone.cells[0].coverage == "ambiguous"


def test_a_band_keeps_both_ends_and_an_inferred_year_says_so() -> None:
    band = cell("二、2026年工作安排\n2026年预期目标是：地区生产总值增长5%—5.5%。", **TARGET)
    assert (band.value, band.high, band.year) == (5, Decimal("5.5"), 2026)
    reached = cell("五年来，地区生产总值达到230亿元。", unit="亿元")
    assert (reached.value, reached.year_inferred) == (230, True)


def test_what_could_not_be_read_is_a_row_of_its_own() -> None:
    failure = Failure(source="a.pdf", stage="read", error="NoTextLayerError: a scan")
    [row] = panel([failure], {"column": [{"id": "x", "names": ["投资"]}]}).rows
    told = [(found.coverage, found.note) for found in row.cells]
    assert (row.unit, told) == ("a.pdf", [("not_read", "NoTextLayerError: a scan")])


def test_pages_without_text_may_hold_what_is_missing() -> None:
    report = parse(TITLE + "2025年，粮食总产量8万吨。")
    scanned = report.model_copy(update={"source": report.source.model_copy(update={"pages_without_text": (2,)})})
    [row] = panel([scanned], {"column": [{"id": "x", "indicator": "economy.gdp"}]}).rows
    assert row.cells[0].coverage == "not_read"


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({}, "column"),
        ({"column": [{"id": "x"}]}, "indicator, a concept or names"),
        ({"column": [{"id": "x", "names": ["a"], "year": "soon"}]}, "year"),
        ({"column": [{"id": "x", "names": ["a"]}, {"id": "x", "names": ["b"]}]}, "two columns"),
        ("no/such/spec.toml", "cannot read"),
    ],
)
def test_a_malformed_spec_is_refused(spec: Any, says: str) -> None:
    with pytest.raises(SchemaError, match=says):
        read_spec(spec)


def reports() -> list[Report]:
    texts = [
        "青禾县2026年政府工作报告\n2025年，地区生产总值230.5亿元、增长5.5%。\n2026年预期目标是：地区生产总值增长6%左右。",
        "白石县2026年政府工作报告\n2025年，地区生产总值增长4.5%，居民收入稳步增长。\n2026年预期目标是：地区生产总值增长5%—5.5%。",
    ]
    return [parse_bytes(text.encode(), f"{n}.txt") for n, text in enumerate(texts)]


def test_a_suggested_spec_can_be_read_again_and_gives_the_same_panel(tmp_path: Path) -> None:
    found = suggest(reports())
    place = tmp_path / "panel.toml"
    place.write_text(found.to_toml(), encoding="utf-8")
    assert "stated in 2 of 2 reports" in found.to_toml()
    assert read_spec(place) == found.spec
    assert panel(reports(), place).wide() == panel(reports(), found.spec).wide()


def test_the_tables_open_elsewhere_and_hold_the_same(tmp_path: Path) -> None:
    made = panel(reports(), suggest(reports()).spec)
    for name in ("panel.xlsx", "panel.csv", "panel.parquet", "panel.dta", "panel.jsonl"):
        made.export(tmp_path / name)
    book = openpyxl.load_workbook(tmp_path / "panel.xlsx")
    assert book.sheetnames == ["wide", "long", "candidates", "codebook", "codes", "spec"]
    head = [c.value for c in book["wide"][1]]
    values = {head[n]: c.value for n, c in enumerate(book["wide"][2])}
    assert (values["unit"], values["gdp_growth"], values["gdp_growth__coverage"]) == ("青禾县", 5.5, "stated")
    noted = book["wide"].cell(2, head.index("gdp_growth") + 1).comment
    assert noted is not None
    assert "地区生产总值230.5亿元、增长5.5%" in noted.text
    rows = pq.read_table(tmp_path / "panel.parquet").to_pylist()
    assert [row["gdp_growth"] for row in rows] == [Decimal("5.5"), Decimal("4.5")]
    assert pd.read_stata(tmp_path / "panel.dta")["gdp_growth"].tolist() == [5.5, 4.5]
    with (tmp_path / "panel.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["gdp_growth_target__high"] for row in csv.DictReader(stream)] == ["", "5.5"]
    long = pq.read_table(tmp_path / "panel.long.parquet").to_pylist()
    assert len(long) == len(made.rows) * len(made.spec.columns)
    codes = pq.read_table(tmp_path / "panel.codes.parquet").to_pylist()
    assert {row["coverage"] for row in long} <= {row["code"] for row in codes}


def test_the_four_provinces_that_were_read_by_hand(shared: Path) -> None:
    """Every stated cell has its value at its place, no other cell has one, and what is vague is called so."""
    with (shared / "gold" / "panel" / "truth.tsv").open(encoding="utf-8", newline="") as stream:
        truth = list(csv.DictReader(stream, delimiter="\t"))
    columns = {
        f"{t['key']}.{t['status']}": {"indicator": t["id"], "measure": t["measure"], "status": t["status"]}
        for t in truth
    }
    texts = sorted({t["province"] for t in truth})
    made = panel(
        [parse_file(shared / "corpus" / f"gwr_2026_{place}.txt") for place in texts],
        {"column": [{"id": id_, **column} for id_, column in columns.items()]},
    )
    wrong, right, stated = [], 0, 0
    for t in truth:
        if t["ambiguous"] == "True":
            continue
        found = made.cell(t["province"], f"{t['key']}.{t['status']}")
        assert found is not None
        if t["coverage"] != "stated":
            if found.coverage != t["coverage"]:
                wrong.append((t["province"], t["key"], t["status"], t["coverage"], found.coverage))
            continue
        stated += 1
        at = int(t["num_start"])
        place = found.start is not None and found.start < at + len(t["num_text"]) and (found.end or 0) > at
        right += found.coverage == "stated" and place and found.bound == t["bound"] and str(found.year) == t["year"]
        if found.value is not None and not place:
            wrong.append((t["province"], t["key"], t["status"], t["value"], found.text))
    assert wrong == []
    assert right >= 0.95 * stated
