import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_parser.text.fold import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("１２３．５％，（ＰＭ２．５）；", "123.5%,(PM2.5);"),  # full-width ASCII
        ("3.5∶1、2：1、2﹕1", "3.5:1、2:1、2:1"),  # one ratio sign
        ("2024–2026年，－3%，−3%", "2024-2026年,-3%,-3%"),  # hyphens and minus signs
        ("1—9月，1―9月，5～8家，5〜8家", "1—9月,1—9月,5~8家,5~8家"),  # dashes and waves
        ("人•日、人・日", "人·日、人·日"),  # middle dots
        ("1\u00a0250\u3000件\u200b", "1 250 件 "),  # spaces, zero-width ones kept as a place
        ("二○二五年", "二〇二五年"),  # the circle typed for zero
        ("貳萬億圓，較上年增長", "贰万亿圆,较上年增长"),  # traditional
        ("“十四五”《纲要》〔2025〕3号。真的！吗？、", "“十四五”《纲要》〔2025〕3号。真的！吗？、"),  # these stay
        ("a\tb\nc\r\n", "a\tb\nc\r\n"),  # tabs and line breaks stay
        ("𠀀\ud800📊", "𠀀\ud800📊"),  # astral characters and lone surrogates survive
        ("一、回顾\\r\\n&nbsp;全年增长5%", "一、回顾   \n      全年增长5%"),  # escapes that a database left
        ("青禾县<br>审计局</p>", "青禾县   \n审计局   \n"),
        ("&ldquo;十四五&rdquo;时期", "      “十四五”      时期"),
        (r"D:\temp\new、AT&T", r"D:\temp\new、AT&T"),  # and what only looks like one
        (
            "二O二四年、二OO三年、二0二五年、二Ο二六年",
            "二〇二四年、二〇〇三年、二〇二五年、二〇二六年",
        ),  # a zero typed as a letter
        ("⼆⼗⼋件，⽐上年增⻓", "二十八件,比上年增长"),  # radicals, as PDF files hold them
        ("\uf90a額\uf9b4", "金额领"),  # compatibility forms
        ("覆盖、瞭望、乾县", "覆盖、瞭望、乾县"),  # simplified words that traditional ones share
    ],
)
def test_one_form_a_character(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_length_is_kept_and_folding_twice_changes_nothing(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)
