"""The digits of a number in place: where they begin and end in a folded text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from report_parser.numerals.chinese import Reading, read_number

HAN_DIGIT = "零〇一二两三四五六七八九"
# 千 and 兆 may belong to the unit: 3千瓦 is 3 千瓦, not 3000 瓦.
_KILO = "(?:千(?![瓦米克卡帕伏赫焦安牛升巴]|字节|比特|分点)|兆(?![瓦帕赫焦伏欧卡丰]|字节|比特))"
_MAGNITUDE = rf"(?:[万亿]|[十百千](?=[万亿])|百(?![分强货姓帕合年日花家科升余])|{_KILO})"
_MAGNITUDES = rf"(?:{_MAGNITUDE}){{1,4}}+"
_MORE = "(?:[余几]|多(?![元样维渠层领媒边重数]|方[面位])|来(?![自到源临访华看说信电函]))"
# Forty digits: no measured number has more, and a megabyte of digits must not become one number.
_DIGITS = "(?:[0-9]{1,3}(?:,[0-9]{3}){1,12}+(?![0-9]|,[0-9])|[0-9]{1,40}+)"
_ARABIC = rf"{_DIGITS}(?:\.[0-9]{{1,40}}+)?+(?!\.?[0-9])"
# 1万5千, 3万4000, 13万2: each part smaller than the one before.
_REST = rf"(?:[0-9]{{1,4}}+{_MAGNITUDES}|[0-9]{{4}}+(?![0-9年月.:])|[0-9](?![0-9A-Za-z.:%\u4e00-\u9fff]))"
_STACKED = rf"{_MAGNITUDES}{_REST}{{0,2}}"
_TAIL = rf"(?:[ \n]?(?:{_MORE}{_MAGNITUDES}|{_STACKED}))?{_MORE}?"
_HAN = rf"(?:[{HAN_DIGIT}十百万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟几]|{_KILO})"
_NUMBER = re.compile(
    rf"(?P<arabic>{_ARABIC}{_TAIL})"
    rf"|(?:好?(?:几|数(?=[十百千万亿])))?{_HAN}{{1,24}}+(?:点[〇零一二三四五六七八九]{{1,20}}+{_HAN}{{0,4}})?"
    rf"(?:{_MORE}{_MAGNITUDES}|{_MORE})?"
)
# 1 250, 4. 02: as web pages and PDF copies leave a number.
_SPACED = re.compile(
    rf"[0-9]{{1,3}}(?: [0-9]{{3}}){{0,6}}+(?:,[0-9]{{3}}){{0,6}}+(?: ?\. ?[0-9]{{1,20}}+)?(?![0-9]){_TAIL}"
)


# At the start of a line 4. 25 may be the fourth point; 4. 02 is a number.
_MARKER = re.compile(r"[0-9]{1,2}\. [1-9]")


class Amount(NamedTuple):
    """A number with its place, before its unit is known."""

    start: int
    end: int
    reading: Reading
    written: str
    arabic: bool

    @property
    def ends_in_magnitude(self) -> bool:
        """Whether it ends in 百, 千, 万, 亿 or 兆 (vague words aside)."""
        return self.written.rstrip("余多来几")[-1:] in tuple("百千万亿兆")

    @property
    def magnitude(self) -> Decimal:
        """What a first number of a range shares of this one: 10000 of 60万 and of 三十万, 100 of 五百, else 1."""
        shared = _split(self.written)[1]
        reading = read_number("1" + shared) if shared else None
        return Decimal(1) if reading is None else reading.value

    @property
    def coefficient(self) -> Decimal:
        """The number without that magnitude: 60 of 60万."""
        reading = read_number(_split(self.written)[0])
        return Decimal(0) if reading is None else reading.value


def _split(written: str) -> tuple[str, str]:
    """A number and the magnitude at its end that it would share: 60|万, 三十|万, 五|百, but 二十|."""
    plain = written.rstrip("余多来")
    number = plain.rstrip("万亿兆")
    before = number[-2:-1]
    if number[-1:] in tuple("百千") and ((before.isdigit() and before.isascii()) or len(number) == 2):
        number = number[:-1]
    return (number, plain[len(number) :]) if number else (plain, "")


def amount_at(folded: str, pos: int) -> Amount | None:
    """The number that begins at `pos`, or None.

    >>> amount_at("共25万6千元", 1).written, amount_at("三百多户", 0).written, amount_at("收入", 0)
    ('25万6千', '三百多', None)
    """
    match = _NUMBER.match(folded, pos)
    return None if match is None else _amount(folded, pos, match.end(), arabic=match.lastgroup == "arabic")


def spaced_amount_at(folded: str, pos: int, end: int) -> Amount | None:
    """A longer reading of the number that ends at `end`, across blanks inside it; None if there is none.

    Two numbers that are really two must not become one: the caller asks that a unit follows.
    """
    if folded[end : end + 1] not in (" ", "."):
        return None
    match = _SPACED.match(folded, pos)
    if match and (pos == 0 or folded[pos - 1] == "\n") and _MARKER.match(folded, pos):
        return None
    return None if match is None or match.end() <= end else _amount(folded, pos, match.end(), arabic=True)


def _amount(folded: str, start: int, end: int, *, arabic: bool) -> Amount | None:
    written = folded[start:end]
    reading = read_number(written)
    return None if reading is None else Amount(start, end, reading, written, arabic)
