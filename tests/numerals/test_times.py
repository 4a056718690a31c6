"""Dates and periods become days, resolved against the report's year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_parser.numerals.scan import default_scanner
from report_parser.numerals.times import resolve
from report_parser.text.fold import fold


def days(text: str, year: int | None = 2025) -> list[tuple[str, str, str]]:
    mentions = default_scanner().scan(fold(text), text, year)
    found = [(text[m.start : m.end], m.period) for m in mentions if m.category in ("date", "period")]
    return [(entry, str(p.start), str(p.end)) if p else (entry, "", "") for entry, p in found]


@pytest.mark.parametrize(
    ("text", "entry", "start", "end"),
    [
        ("截至2025年12月31日，", "2025年12月31日", "2025-12-31", "2025-12-31"),
        ("二〇二五年三月，", "二〇二五年三月", "2025-03-01", "2025-03-31"),
        ("二○二四年二月", "二○二四年二月", "2024-02-01", "2024-02-29"),
        ("2025年度", "2025年度", "2025-01-01", "2025-12-31"),
        ("2024年底", "2024年底", "2024-12-31", "2024-12-31"),
        ("2025年上半年", "2025年上半年", "2025-01-01", "2025-06-30"),
        ("2025年前三季度", "2025年前三季度", "2025-01-01", "2025-09-30"),
        ("12月底前", "12月底", "2025-12-31", "2025-12-31"),
        ("6月中旬", "6月中旬", "2025-06-11", "2025-06-20"),
        ("12月4日", "12月4日", "2025-12-04", "2025-12-04"),
        ("1—9月", "1—9月", "2025-01-01", "2025-09-30"),
        ("2024年12月至2025年3月", "2024年12月至2025年3月", "2024-12-01", "2025-03-31"),
        ("2024—2026年", "2024—2026年", "2024-01-01", "2026-12-31"),
        ("3月1日至5日", "3月1日至5日", "2025-03-01", "2025-03-05"),
        ("2026-02-28", "2026-02-28", "2026-02-28", "2026-02-28"),
        ("2025- 02- 12 16: 05", "2025- 02- 12 16: 05", "2025-02-12", "2025-02-12"),
        ("今年", "今年", "2025-01-01", "2025-12-31"),
        ("去年", "去年", "2024-01-01", "2024-12-31"),
        ("全年", "全年", "2025-01-01", "2025-12-31"),
        ("上半年", "上半年", "2025-01-01", "2025-06-30"),
        ("上年末", "上年末", "2024-12-01", "2024-12-31"),
        ("截至目前", "截至目前", "2025-01-01", "2025-12-31"),
        ("去年12月", "去年12月", "2024-12-01", "2024-12-31"),
        ("三季度", "三季度", "2025-07-01", "2025-09-30"),
        ("第3、4季度", "第3、4季度", "2025-07-01", "2025-12-31"),
        ("5、6、7月", "5、6、7月", "2025-05-01", "2025-07-31"),
        ("“十四五”期间", "“十四五”期间", "2021-01-01", "2025-12-31"),
        ("较“十三五”末", "“十三五”末", "2020-12-31", "2020-12-31"),
        ("五年来", "五年来", "2021-01-01", "2025-12-31"),
        ("过去五年", "过去五年", "2021-01-01", "2025-12-31"),
        ("近三年", "近三年", "2023-01-01", "2025-12-31"),
        ("未来五年", "未来五年", "2026-01-01", "2030-12-31"),
        ("2021年以来", "2021年以来", "2021-01-01", "2025-12-31"),
    ],
)
def test_a_time_has_days(text: str, entry: str, start: str, end: str) -> None:
    assert days(text) == [(entry, start, end)]


@pytest.mark.parametrize("text", ["今年", "五年来", "上半年", "12月", "1—9月", "近三个月", "近年来"])
def test_without_a_year_the_days_stay_open(text: str) -> None:
    assert days(text, None) == [(text, "", "")]


@pytest.mark.parametrize(
    "text",
    ["2025年2月30日", "2025年13月45日", "2025-02-31", "2026年至2024年"],
)
def test_impossible_dates_have_no_days_and_stay_in_the_ledger(text: str) -> None:
    assert any(entry in text for entry, _, _ in days(text))
    assert resolve(text, None) is None


def test_lengths_of_time_are_no_dates() -> None:
    assert days("审批时限缩短三年，用时5天，逾期3个月") == []


def test_a_time_word_is_no_entry_of_the_ledger_unless_it_holds_a_numeral() -> None:
    text = "今年上半年，近年来"
    assert [(text[m.start : m.end], m.counts) for m in default_scanner().scan(text, text, 2025)] == [
        ("今年", False),
        ("上半年", True),
        ("近年来", False),
    ]


@given(st.text(st.sampled_from("2025年12月31日至—-到上半度底末初、季"), max_size=14), st.integers(1, 9999))
def test_resolving_never_fails_and_never_runs_backwards(label: str, year: int) -> None:
    found = resolve(label, year) if label else None
    assert found is None or date(1, 1, 1) <= found[0] <= found[1]
