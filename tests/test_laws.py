"""Laws that hold for any text at all."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

import report_parser as rp
from report_parser.output.rows import COLUMNS

PIECES = """
    一、 （一） 1． 1、 （1） 一是 第一， 。 ， 、 ； ： “ ” 《 》 | # —— 审计项目 整改率 查出问题金额 其中 分别
    由 提高到 增长 下降 同比 较上年 不少于 超过 约 近 以上 余 多 左右 至 — - ～ 到 万 亿 十 百 千 两 半 零 三分之二
    百分之 点五 七成 翻一番 元 个 件 % ％ ‰ 个百分点 平方公里 微克/立方米 人次 万美元 年 月 日 2025 2025年
    “十四五” 第 条 号 〔2025〕 省政发 名 位 位列 1 37 4.02 1,234.5 1，234 ０１２ ３．５ 1:3 1/3 ٣ ① ㈠ ½
    5G T1000 “1+3+N” PM2.5 12345 0738-5521076 2025-01-26 12:30 繁體 萬 億 壹 〇 é 📊
""".split()
ODD = ["\n", "\r\n", "\t", " ", "\u3000", "\xa0", "\u200b", "\ufeff", "\ud800", "\x00"]
TEXTS = st.lists(st.sampled_from(PIECES + ODD) | st.text(max_size=3), max_size=40).map("".join)
DIGITS = regex.compile("[0-9０-９]+")


def spans(value: Any) -> Iterator[tuple[rp.Span, Any]]:
    """Every span in a report, with the object that holds it."""
    if isinstance(value, BaseModel):
        for field in type(value).model_fields:
            part = getattr(value, field)
            held = part if isinstance(part, tuple) else tuple(part.values()) if isinstance(part, dict) else (part,)
            for each in held:
                if isinstance(each, rp.Span):
                    yield each, value
                else:
                    yield from spans(each)


# What tears numbers: brackets and currencies, Latin letters, signs, units that are also beginnings of words.
TORN = """
    （ ） ( ) [ ] 【 】 〔 〕 「 」 ￥ ¥ $ € £ US$ HK$ 港币 美元 人民币 A b e E x GDP kWh km² PM - − + ± ↑ / . , ， ：
    : ∶ ~ — × · # % 0 1 2 30 400 2021 13800138000 9138001380001 12345678901234567890
    附件 国发 号 第 年 月 日 时 元 万 亿 个 分 成 折 点 度 省 县
""".split()
# Chinese numbers that count, whatever stands around them; those of one character, 百 or 三五 may be parts of words.
COUNTING = (
    "两万三 一万六七 三千 二十五 一百零二 五十六万 十二亿 壹佰贰拾 百分之三十 三分之二 九点六分 两千三百 四十".split()
)
BETWEEN = "共 有 达 了 值 增加 ， 。 ； ( ) 【 】 ￥ $ A GDP 企业 \n".split(" ")
TORN_TEXTS = st.lists(st.sampled_from(TORN + COUNTING + [" ", "\n", "\t"]), max_size=24).map("".join)
COUNTED = st.lists(st.tuples(st.sampled_from(BETWEEN), st.sampled_from(COUNTING)), min_size=1, max_size=6)


def holds_every_digit_once(text: str) -> None:
    entries = [numeral.span for numeral in rp.parse(text).numerals]
    assert all(span.start < span.end for span in entries)
    assert all(before.end <= after.start for before, after in pairwise(entries))
    for run in DIGITS.finditer(text):
        assert sum(span.start <= run.start() and run.end() <= span.end for span in entries) == 1, run


def holds_every_chinese_number(pieces: list[tuple[str, str]]) -> None:
    text, numbers = "", []
    for between, number in pieces:
        text += between
        numbers.append((len(text), len(text) + len(number)))
        text += number
    entries = [numeral.span for numeral in rp.parse(text).numerals]
    for start, end in numbers:
        assert sum(span.start <= start and end <= span.end for span in entries) == 1, text[start:end]


@given(TEXTS)
@settings(deadline=None, max_examples=300)
def test_every_span_is_a_place_in_the_text(text: str) -> None:
    report = rp.parse(text)
    assert report.text == text
    for span, holder in spans(report):
        assert 0 <= span.start <= span.end <= len(text), holder
    for part in (*report.numerals, *(o.quantity for o in report.observations), *rp.find_quantities(text)):
        assert part.span.of(text) == part.text
    for _, item in report.items():
        assert item.span.of(text) == item.text
    for section in report.walk():
        assert section.span.start <= section.heading.start
        assert section.heading.end <= section.span.end
        assert all(section.span.start <= s.span.start and s.span.end <= section.span.end for s in section.children)


@given(TEXTS)
@example("1，2341")
@settings(deadline=None, max_examples=300)
def test_the_ledger_holds_every_number_once(text: str) -> None:
    holds_every_digit_once(text)


@given(TEXTS)
@settings(deadline=None, max_examples=300)
def test_observations_stand_in_the_ledger_as_metrics(text: str) -> None:
    report = rp.parse(text)
    metrics = {numeral.span: numeral.quantity for numeral in report.numerals if numeral.category == "metric"}
    seen = [observation.quantity.span for observation in report.observations]
    assert len(seen) == len(set(seen))
    for observation in report.observations:
        assert metrics[observation.quantity.span] == observation.quantity
        assert observation.rule
        assert (observation.direction is None) == (observation.role != "delta")
    assert [row["observation"] for row in report.rows()] == [observation.id for observation in report.observations]
    assert all(tuple(row) == COLUMNS for row in report.rows())


@given(TEXTS)
@settings(deadline=None, max_examples=150)
def test_the_same_text_gives_the_same_report(text: str) -> None:
    report = rp.parse(text)
    assert rp.parse(text) == report
    assert rp.parse(text).to_json() == report.to_json()
    assert rp.from_json(report.to_json()) == report


@given(TORN_TEXTS)
@example("附件1国发〔2021〕30号")
@example("收入1¥2元")
@example("e9138001380001")
@example("A12-1234567890123456789")
@example("1234567890123456789012345678901234567890,2021")
@settings(deadline=None, max_examples=300)
def test_the_ledger_holds_numbers_that_other_signs_tear(text: str) -> None:
    holds_every_digit_once(text)


@given(COUNTED)
@settings(deadline=None, max_examples=300)
def test_the_ledger_holds_chinese_numbers_that_count(pieces: list[tuple[str, str]]) -> None:
    holds_every_chinese_number(pieces)


MANY = int(os.environ.get("REPORT_PARSER_TEXTS", "1000000"))  # texts of a law under -m soak


@pytest.mark.soak
def test_the_ledger_holds_every_number_of_a_million_texts() -> None:
    """By turns texts of torn numbers, of all pieces, and of Chinese numbers that count; each is made of its number."""
    pieces = [*TORN, *COUNTING, " ", "\n", "\t"], [*PIECES, *ODD, *TORN]
    for number in range(MANY):
        chance = random.Random(number)
        if number % 3 < 2:
            holds_every_digit_once("".join(chance.choices(pieces[number % 3], k=chance.randint(1, 24))))
        else:
            counted = [(chance.choice(BETWEEN), chance.choice(COUNTING)) for _ in range(chance.randint(1, 6))]
            holds_every_chinese_number(counted)
