"""The automatic numbers of list paragraphs in Word (一、 1. （1）): a file does not hold them, a program computes them.

Follows ISO/IEC 29500-1 (WordprocessingML): 17.9 for levels, restarts and overrides, 17.18.59 for the formats. Counters
belong to the abstract definition, so two lists of one definition count on together; an override restarts its own list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import regex

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_LEVELS = 9
_OPEN_ENDED = regex.compile(r"(?:[\p{L}\p{Nd}]|(?![)\]])\p{ASCII})$")
_HIGHEST = 32_767  # as in Word: a hostile start value would make a label of millions of letters


def _digit_by_digit(digits: str) -> Callable[[int], str]:
    """A writer of numbers digit by digit (一二三)."""
    return lambda n: "".join(digits[int(d)] for d in str(n))


def _place_value(
    digits: str, ten: str, hundred: str, thousand: str, myriad: str, lone_ten: bool
) -> Callable[[int], str]:
    """A writer of numbers by place (一百二十三). With `lone_ten`, 10–19 are written without 一 (十二, not 一十二)."""
    units = ("", ten, hundred, thousand)

    def below(n: int) -> str:
        """A number under 10,000; empty for 0."""
        text, gap = "", False
        for power in (3, 2, 1, 0):
            digit = n // 10**power % 10
            if digit:
                text += ("零" if gap and text else "") + digits[digit] + units[power]
                gap = False
            else:
                gap = True
        return text

    def write(n: int) -> str:
        if n == 0:
            return digits[0]
        high, low = divmod(n, 10_000)
        text = below(high) + myriad if high else ""
        if low:
            text += ("零" if high and low < 1000 else "") + below(low)
        return text[1:] if lone_ten and 10 <= n < 20 else text

    return write


_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _roman(n: int) -> str:
    """A number in Roman numerals."""
    text = ""
    for value, sign in _ROMAN:
        text += sign * (n // value)
        n %= value
    return text


def _letters(n: int) -> str:
    """1 is A, 26 Z, 27 AA, 28 BB: Word repeats the letter."""
    return chr(ord("A") + (n - 1) % 26) * ((n - 1) // 26 + 1)


def _consecutive(first: str, count: int) -> Callable[[int], str]:
    """A writer with `count` characters that follow each other in Unicode (① …); plain digits beyond them."""
    return lambda n: chr(ord(first) + n - 1) if 1 <= n <= count else str(n)


def _series(signs: str) -> Callable[[int], str]:
    """A writer with the characters of a string in order (甲 …); plain digits beyond them."""
    return lambda n: signs[n - 1] if n <= len(signs) else str(n)


def _full_width(n: int) -> str:
    """A number in full-width digits (１２)."""
    return "".join(chr(ord(d) + 0xFEE0) for d in str(n))


_thousand = _place_value("零" + _DIGITS[1:], "十", "百", "千", "万", lone_ten=True)
_digital = _digit_by_digit(_DIGITS)


def _counting(n: int) -> str:
    """The format chineseCounting: by place up to 九十九, digit by digit from 100 on (一〇〇)."""
    return _thousand(n) if n < 100 else _digital(n)


# Format name of ISO/IEC 29500-1, 17.18.59 -> writer. A name that is missing here is written in plain digits.
FORMATS: Mapping[str, Callable[[int], str]] = {
    "none": lambda n: "",
    "bullet": lambda n: "",
    "decimalZero": lambda n: f"{n:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda n: _letters(n).lower(),
    "hex": lambda n: f"{n:X}",
    "numberInDash": lambda n: f"- {n} -",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _consecutive("①", 20),
    "decimalEnclosedCircleChinese": _consecutive("①", 20),
    "decimalEnclosedParen": _consecutive("⑴", 20),
    "decimalEnclosedFullstop": _consecutive("⒈", 20),
    "ideographEnclosedCircle": _consecutive("㊀", 10),
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "japaneseCounting": _thousand,
    "chineseCountingThousand": _thousand,
    "taiwaneseCountingThousand": _thousand,
    "ideographDigital": _digital,
    "taiwaneseDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "chineseLegalSimplified": _place_value(_FORMAL, "拾", "佰", "仟", "万", lone_ten=False),
    "ideographLegalTraditional": _place_value(_FORMAL_TRADITIONAL, "拾", "佰", "仟", "萬", lone_ten=False),
    "ideographTraditional": _series(_STEMS),
    "ideographZodiac": _series(_BRANCHES),
    "ideographZodiacTraditional": lambda n: _STEMS[(n - 1) % 10] + _BRANCHES[(n - 1) % 12],
}


def written(n: int, number_format: str) -> str:
    """The number as Word writes it in a format.

    >>> [written(12, f) for f in ("chineseCounting", "ideographDigital", "decimalEnclosedCircle", "decimal", "bullet")]
    ['十二', '一二', '⑫', '12', '']
    >>> written(108, "chineseCountingThousand"), written(108, "chineseCounting")
    ('一百零八', '一〇八')
    """
    write = FORMATS.get(number_format, str)
    return write(n) if 0 < n <= _HIGHEST else str(n)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list definition.

    `text` is the label with %1 … %9 for the numbers of the levels. `restart` is the level, counted from 1, after which
    this one starts again: 0 for never, None for after any higher one. `legal` writes all numbers in plain digits.
    `suffix` is what stands between label and text: tab, space or nothing. `style` is the paragraph style tied to it.
    """

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    suffix: str = "tab"
    style: str | None = None


@dataclass(frozen=True, slots=True)
class List:
    """A list: its definition, and the levels and start values that it overrides."""

    definition: str
    levels: Mapping[int, Level] = field(default_factory=dict)
    starts: Mapping[int, int] = field(default_factory=dict)


class Numbering:
    """Counts through a document and gives the label of each numbered paragraph."""

    def __init__(self, definitions: Mapping[str, Mapping[int, Level]], lists: Mapping[str, List]) -> None:
        self._definitions = definitions
        self._lists = lists
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """The level of a list that a paragraph style is tied to, or None."""
        known = self._lists.get(list_id)
        if known is None:
            return None
        levels = {**self._definitions.get(known.definition, {}), **known.levels}
        return next((number for number, level in sorted(levels.items()) if level.style == style), None)

    def label(self, list_id: str, number: int) -> str:
        """Count one paragraph of a list at a level (from 0); returns its label, with a blank behind it if needed.

        Empty for bullets, for the format `none` and for a list that does not exist.
        """
        known = self._lists.get(list_id)
        if known is None or not 0 <= number < _LEVELS:
            return ""
        shared = self._definitions.get(known.definition, {})

        def level(k: int) -> Level:
            return known.levels.get(k) or shared.get(k) or Level()

        def start(k: int) -> int:
            return known.starts.get(k, level(k).start)

        counters = self._counters.setdefault(known.definition, {})
        if number in known.starts and (list_id, number) not in self._begun:
            self._begun.add((list_id, number))
            counters[number] = start(number)
        else:
            counters[number] = counters[number] + 1 if number in counters else start(number)
        for deeper in range(number + 1, _LEVELS):
            after = level(deeper).restart
            if after is None or number < after:
                counters.pop(deeper, None)

        here = level(number)
        if here.number_format == "bullet":
            return ""
        text = here.text
        for k in range(_LEVELS):
            if f"%{k + 1}" in text:
                shape = "decimal" if here.legal and level(k).number_format != "none" else level(k).number_format
                text = text.replace(f"%{k + 1}", written(counters.get(k, start(k)), shape))
        text = text.strip()
        # Without a blank, `1.` and `3.1` would run into a number that follows, and 第一条 into a word.
        return text + " " if here.suffix != "nothing" and _OPEN_ENDED.search(text) else text
