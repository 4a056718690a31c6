"""The digits of a number in place: where they begin and end in a folded text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from report_parser.numerals.chinese import Reading, read_number

HAN_DIGIT = "零〇一二两三四五六七八九"
# 千 and 兆 may belong to the unit: 3千瓦 is 3 千瓦, not 3000 瓦.
_KILO = "(?:千(?![瓦米克卡帕伏赫焦安牛升巴]|字节|比特|分点)|兆(?![瓦帕赫焦伏欧卡丰]|字节|比特))"
# 9佰, 30w and 15k are written in ads and chats; 两个亿 is spoken. 15K is 15000, 4K a picture; 12W人 are no watts.
_LATIN = r"[kw](?![A-Za-z0-9])|(?<=[0-9]{2})K(?![A-Za-z0-9内存带显屏])|W(?=[人户元个件次])"
_MAGNITUDE = rf"(?:[万亿佰仟]|{_LATIN}|[十百千](?=[万亿])|百(?![分强帕])|{_KILO})"
_MAGNITUDES = rf"(?:{_MAGNITUDE}){{1,4}}+"
_MORE = (
    "(?:[余几]|多(?![样维渠层领媒边重数]|方[面位]|元[化共素主文体格产经需纠解调治参协融投支供服评])"
    "|来(?![自到源临访华看说信电函]))"
)
# 1400 多人, 5500 余条: behind a blank only where what is counted shows that it belongs to the number.
_MORE_APART = " (?:余|多)(?=[万亿个人名位件项条户家次起处种所元吨亩公场篇份批宗])"
# Forty digits: no measured number has more, and a megabyte of digits must not become one number.
_DIGITS = "(?:[0-9]{1,3}(?:,[0-9]{3}){1,12}+(?![0-9]|,[0-9])|[0-9]{1,40}+)"
_ARABIC = rf"{_DIGITS}(?:\.[0-9]{{1,40}}+)?+(?!\.?[0-9])"
# 1万5千, 3万4000, 1万600, 3万2千4百5十6, 1千零20, 13万2: each part smaller than the one before.
_REST = (
    rf"(?: ?[0-9]{{1,4}}+ ?{_MAGNITUDES}| ?[0-9]十[0-9]?(?![0-9])|零[0-9]{{1,3}}(?![0-9.:])(?:{_MAGNITUDE})?"
    r"|[0-9]{3,4}+(?![0-9年月.:强])|[0-9](?![0-9A-Za-z.:%\u4e00-\u9fff]))"
)
_STACKED = rf"{_MAGNITUDES}{_REST}{{0,4}}"
_SPOKEN = "个(?=亿(?![元吨级千斤立美]))"
_TAIL = rf"(?:(?:\n| {{0,2}})(?:千?{_MORE}{_MAGNITUDES}|(?:{_SPOKEN})?{_STACKED}))?(?:{_MORE}|{_MORE_APART})?"
# 两 behind another numeral is a digit only before a magnitude (三千两百), else the unit of 三十两.
_HAN = rf"(?:[零〇一二三四五六七八九十百万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟几]|两(?=[十百千万亿])|{_KILO})"
_HAN_POINT = "点[〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖]{1,20}+"
# 一百03, 二千零30, 三万600: the digits stand for themselves; 三万2千: with a magnitude of their own.
_MIXED = (
    "(?:(?<=百)(?:零[0-9]|[0-9]{2})|(?<=千)(?:零[0-9]{1,2}|[0-9]{2,3})|(?<=[万亿])(?:零[0-9]{1,3}|[0-9]{3,4}))"
    r"(?![0-9年月日号强.:%A-Za-z])|(?<=[万亿])[0-9]{1,4}[千百](?![瓦米克分强])"
)
_NUMBER = re.compile(
    rf"(?P<arabic>{_ARABIC}{_TAIL})|半百"
    rf"|(?:好?(?:几|数(?=[十百千万亿]))|一?两(?![重银]))?{_HAN}{{0,24}}+(?<=[^好])(?:{_HAN_POINT}{_HAN}{{0,4}}|{_MIXED})?(?:{_SPOKEN}亿)?"
    rf"(?:{_MORE}{_MAGNITUDES}|{_MORE})?"
)
# 1 250, 4. 02: as web pages and PDF copies leave a number.
_SPACED = re.compile(
    rf"[0-9]{{1,3}}(?: [0-9]{{3}}){{0,6}}+(?:,[0-9]{{3}}){{0,6}}+(?: ?\. ?[0-9]{{1,20}}+)?(?![0-9]){_TAIL}"
)


# At the start of a line 4. 25 may be the fourth point; 4. 02 is a number.
_MARKER = re.compile(r"[0-9]{1,2}\. [1-9]")
_LARGE = frozenset("万亿兆kwKW")
_OF_ONE_SIZE = 20
_HUNDREDS = tuple("百千佰仟")


class Amount(NamedTuple):
    """A number with its place, before its unit is known."""

    start: int
    end: int
    reading: Reading
    written: str
    arabic: bool

    @property
    def ends_in_magnitude(self) -> bool:
        """True if it ends in 百, 千, 万, 亿 or 兆 (vague words aside)."""
        return self.written.rstrip("余多来几")[-1:] in tuple("百千万亿兆佰仟kwKW")

    def shared_magnitude(self, last: Amount, *, near: bool = False) -> Decimal:
        """What this number takes from the last one of its range or list: 10000 for 20 in 20至60万, else 1.

        七千到九千亿 shares 亿, 两到三百 shares 百; 1500至2万 shares nothing, because 1500 is no smaller than 2. The
        members of a list stand in any order: with `near` it is enough that they are of one size (600、450、300万元).
        """
        if not _LARGE.isdisjoint(self.written):
            return Decimal(1)
        number = last.written.rstrip("余多来")
        plain = number.rstrip("万亿兆kwKW")
        if (
            plain[-1:] in _HUNDREDS
            and self.written[-1:] not in _HUNDREDS
            and (plain[-2:-1].isascii() or len(plain) == 2)
        ):
            plain = plain[:-1]
        below, shared = read_number(plain), read_number("1" + number[len(plain) :])
        if below is None or shared is None or self.reading.value >= below.value * (_OF_ONE_SIZE if near else 1):
            return Decimal(1)
        return shared.value


def amount_at(folded: str, pos: int, end: int | None = None) -> Amount | None:
    """The number that begins at `pos`, or None; with `end` as if the text ended there.

    >>> amount_at("共25万6千元", 1).written, amount_at("三百多户", 0).written, amount_at("收入", 0)
    ('25万6千', '三百多', None)
    """
    match = _NUMBER.match(folded, pos) if end is None else _NUMBER.match(folded, pos, end)
    if match is None or match.end() == pos:
        return None
    return _amount(folded, pos, match.end(), arabic=match.lastgroup == "arabic")


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
    """The number between two places, or None if the characters there are none."""
    written = folded[start:end]
    reading = read_number(written.replace("K", "k").replace("W", "w"))
    return None if reading is None else Amount(start, end, reading, written, arabic)
