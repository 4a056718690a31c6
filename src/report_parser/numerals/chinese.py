"""Reads the digits of a number: Arabic, Chinese, financial and mixed forms, with their magnitudes.

The library cn2an reads whole Chinese integers only (no 2.5万亿, no 三百多, no 25万6千), returns floats for decimals
and costs a third of a second to import. So it is given what it is strict about and reports hold seldom, the formal
numerals of sums and contracts (壹佰贰拾万). All other forms are worked out here, in Decimal, and the tests
hold the two against each other.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import lru_cache
from typing import Literal

from report_parser.values import value

# Said as a whole.
_WHOLE = {"半百": Decimal(50)}
DIGITS = {
    **{char: value for value, char in enumerate("〇一二三四五六七八九")},
    **{char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "两": 2,
}
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "廿": 20, "卅": 30, "k": 1000}
_ONE = Decimal(1)
# Exact whatever the caller's decimal context is: no number that is read has more digits than this.
EXACT = Context(prec=200)
LARGE = {"兆": 10**12, "亿": 10**8, "万": 10**4, "w": 10**4}
VAGUE: dict[str, Literal["at_least", "approx"]] = {
    "余": "at_least",
    "多": "at_least",
    "几": "at_least",
    "数": "at_least",
    "好": "at_least",
    "来": "approx",
}

FINANCIAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
_FORMAL = FINANCIAL | set("零万亿")

_TOKENS = re.compile(r"[0-9]+(?:\.[0-9]+)?|.", re.DOTALL)
_POINT = re.compile(r"^([^点]*)点([〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖]+)([十百千万亿]*)$")
_PAIR = re.compile(r"[一二两三四五六七八九]{2}")
_LONG = re.compile(r"[〇零一二三四五六七八九]{3,}")


@value(frozen=True, slots=True)
class Reading:
    """What the digits say: `high` where they name a range (两三), `bound` where they are vague (三百多, 十几)."""

    value: Decimal
    step: Decimal
    high: Decimal | None = None
    bound: Literal["exact", "at_least", "approx"] = "exact"


@lru_cache(maxsize=4096)
def read_number(written: str) -> Reading | None:
    """The value of a number as written in a folded text, or None where it is none.

    >>> read_number("25万6千").value, read_number("二百三十余万"), read_number("统")
    (Decimal('256000'), Reading(value=Decimal('2300000'), step=Decimal('100000'), high=None, bound='at_least'), None)
    >>> read_number("两三").high
    Decimal('3')
    """
    if written in _WHOLE:
        return Reading(_WHOLE[written], Decimal(10))
    vague = next((VAGUE[char] for char in written if char in VAGUE), None)
    plain = "".join(char for char in written if char not in VAGUE and char not in ", \n个")
    pair = None if "点" in plain or _LONG.search(plain) else _PAIR.search(plain)
    if pair:
        first, second = (DIGITS[char] for char in pair.group())
        if second - first != 1 and (first, second) != (3, 5):
            return None
        low = _value(plain[: pair.start() + 1] + plain[pair.end() :])
        high = _value(plain[: pair.start()] + plain[pair.start() + 1 :])
        if low is None or high is None or high[0] <= low[0]:
            return None
        return Reading(low[0], low[1], high[0], vague or "exact")
    found = _formal(plain) or _value(plain)
    return None if found is None else Reading(*found, None, vague or "exact")


def _formal(plain: str) -> tuple[Decimal, Decimal] | None:
    """A formal numeral (壹佰贰拾万) with what its last stated digit is worth; None for all others."""
    if len(plain) < 2 or plain[0] not in FINANCIAL or not _FORMAL.issuperset(plain):
        return None
    import cn2an

    try:
        value = Decimal(cn2an.cn2an(plain, "strict"))
    except ValueError:
        return None
    step = 1
    for char in reversed(plain):
        if char not in SMALL and char not in LARGE:
            break
        step *= SMALL.get(char) or LARGE[char]
    return value, Decimal(step)


def tidy(value: Decimal) -> Decimal:
    """The same value without zeros behind the point, and without an exponent.

    >>> tidy(Decimal("402000000.00")), tidy(Decimal("5.50")), tidy(Decimal("1E+2"))
    (Decimal('402000000'), Decimal('5.5'), Decimal('100'))
    """
    if value.same_quantum(_ONE):
        return value
    short = value.normalize(EXACT)
    return short.quantize(Decimal(1), context=EXACT) if short == short.to_integral_value() else short


def _value(plain: str) -> tuple[Decimal, Decimal] | None:
    """The value and what its last stated digit is worth."""
    if "点" in plain and (decimal := _decimal(plain)) is not None:
        return decimal
    for char, worth in LARGE.items():
        left, found, right = plain.rpartition(char)
        if found:
            head = _value(left) if left else (Decimal(1), Decimal(1))
            if head is None:
                return None
            value, step = (EXACT.multiply(part, Decimal(worth)) for part in head)
            if not right:
                return value, step
            tail = _tail(right, worth)
            return None if tail is None else (EXACT.add(value, tail[0]), tail[1])
    return _below_ten_thousand(plain)


def _tail(right: str, above: int) -> tuple[Decimal, Decimal] | None:
    """What follows 万 or 亿: 5千, 4000, 零三百; a lone digit takes the next place (13万2 is 132000)."""
    digit = DIGITS.get(right, int(right) if right in tuple("0123456789") else None)
    if digit is not None:
        return Decimal(digit * above // 10), Decimal(above // 10)
    found = _value(right.lstrip("零〇"))
    return found if found is not None and found[0] < above else None


def _decimal(plain: str) -> tuple[Decimal, Decimal] | None:
    """The value of a numeral with 点 (三点五万) and what its last digit is worth; None if it is none."""
    match = _POINT.match(plain)
    whole = _value(match[1]) if match and match[1] else None
    if match is None or whole is None:
        return None
    fraction = "".join(str(DIGITS[char]) for char in match[2])
    worth = Decimal(1)
    for char in match[3]:
        worth *= SMALL.get(char) or LARGE[char]
    value = Decimal(f"{whole[0]}.{fraction}")
    return EXACT.multiply(value, worth), worth.scaleb(-len(fraction), EXACT)


def _below_ten_thousand(plain: str) -> tuple[Decimal, Decimal] | None:
    """The value of a numeral without 万 and 亿, in any digits (三百二, 1千零20), and its last digit's worth."""
    tokens = _TOKENS.findall(plain)
    if not tokens:
        return None
    if all(token in DIGITS for token in tokens):  # 二〇二五: digit by digit
        return Decimal("".join(str(DIGITS[token]) for token in tokens)), Decimal(1)
    total, step, last, pending = Decimal(0), Decimal(1), 10_000, None
    for token in tokens:
        if token in SMALL:
            worth = SMALL[token]
            if worth >= last:
                return None
            total += worth if pending is None else pending * worth
            step, last, pending = Decimal(10 if worth in (20, 30) else worth), worth, None
        elif pending is not None:
            return None
        elif token in DIGITS:
            if DIGITS[token] == 0:
                last = 11 if last > 10 else last  # the next digit stands for itself: 一百零二
                continue
            pending = Decimal(DIGITS[token])
        elif token[0] in "0123456789":
            pending = Decimal(token)
            step = Decimal(1).scaleb(int(pending.as_tuple().exponent), EXACT)
            if len(tokens) == 1:
                return pending, step
        else:
            return None
    if pending is not None:  # 一百二 is 120, 一百02 is 102
        worth = 1 if last in (10, 11, 20, 30, 10_000) or len(tokens[-1]) > 1 else last // 10
        return total + pending * worth, Decimal(worth)
    return total, step
