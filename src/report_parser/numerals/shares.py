"""Shares and ratios: fractions, tenths, halves, and two numbers in proportion."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from report_parser.numerals.amounts import HAN_DIGIT
from report_parser.numerals.chinese import EXACT, read_number
from report_parser.numerals.draft import QuantityDraft, Written, share
from report_parser.numerals.reader import NumberReader
from report_parser.numerals.rules import Surroundings

TO = re.compile(r"(?:\(含\))? ?(?:至|到|[-~]{1,2}|—{1,2}) ?")
_DIGIT = f"{HAN_DIGIT}壹贰叁肆伍陆柒捌玖"
_POINT = "点[〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖]{1,12}"
_FRACTION = re.compile(
    rf"(?P<den>[0-9]{{1,6}}|[{_DIGIT}十百千万亿拾佰仟]{{1,7}})分之"
    r"(?P<num>(?:-|负)?(?:[0-9]{1,3}(?:,[0-9]{3}){0,3}[0-9]{0,9}(?:\.[0-9]{1,12})?(?![0-9])"
    rf"|(?:(?:[{_DIGIT}][百佰][{_DIGIT}十拾]{{0,4}}|[{_DIGIT}十拾几]{{1,7}})|百(?![分年姓]))(?:{_POINT})?(?!分之)))"
)
# 百分百, 百分三十: said without 之.
_PERCENT = re.compile(rf"百分(?P<num>百|[{HAN_DIGIT}]?十[{HAN_DIGIT}]?)(?![分制{HAN_DIGIT}十百千])")
_SLASH = re.compile(r"(?P<top>[0-9]{1,6})/(?P<bottom>[0-9]{1,6})(?![0-9/A-Za-z.+])")
_NO_TENTHS = "立为员果本功效熟都长就绩分品渝交像型形人语因千百套群片份批了单线叠"
_TENTHS = re.compile(
    r"(?P<low>10|[0-9](?:\.[0-9])?(?=[成折到至—~-])|[1-9][0-9](?=折)|十"
    rf"|[一两二三四五六七八九壹贰叁肆伍陆柒捌玖](?:{_POINT})?)"
    "(?:[到至—~-]?(?P<high>[一二三四五六七八九]))? ?"
    rf"(?:成(?: ?(?P<more>[一二三四五六七八九半])(?![{HAN_DIGIT}个项家人万])"
    f"|(?![{_NO_TENTHS}]))|(?P<off>折)(?![射合扣服磨腾旧返算中桥叶书]))"
)
# What every fraction, tenth and ratio begins with: one look that nearly all numbers are done with.
_MAY_BE = re.compile(rf"[0-9.,{_DIGIT}十百千万亿拾佰仟几点到至~—-]{{1,20}}+(?:分[之百{HAN_DIGIT}十]|/| ?[成折:])")
_HALF = re.compile("(?:一半|半数|对半|对折|半折)(?![导岛径天个年小月路是])")
_HALF_TENTH = re.compile(f"半成(?![{_NO_TENTHS}])")
_HALF_UNIT = re.compile("半(?P<unit>年|天|小时|个小时|个月|个钟头|个世纪)(?![度报刊夜])")
_RATIO = re.compile(r"(?P<a>[0-9]{1,6}(?:\.[0-9]{1,6})?+) ?: ?(?P<b>[0-9]{1,6}(?:\.[0-9]{1,6})?+)(?![0-9]| ?:[0-9])")
_HUNDRED = Decimal(100)
_TENTH = Decimal(10)
_CENT = Decimal("0.01")

Named = Callable[[Surroundings, int], bool]


def _rounded(percent: Decimal) -> Decimal:
    """A percentage with two digits behind the point, or, below one percent, with as many as say four."""
    if abs(percent) >= 1 or not percent:
        return percent.quantize(_CENT, context=EXACT)
    return percent.quantize(Decimal(1).scaleb(percent.adjusted() - 3, EXACT), context=EXACT)


def _last_place(value: Decimal) -> Decimal:
    """What the last digit of a rounded value is worth."""
    return Decimal(1).scaleb(int(value.as_tuple().exponent), EXACT)


class Shares:
    """The grammar of shares. `named` tells whether the words in front of a place name a ratio."""

    def __init__(self, reader: NumberReader, words: Mapping[str, Any], named: Named) -> None:
        self._reader = reader
        self._named = named
        self._not_behind = frozenset(words["stop"]["behind"])

    def read(self, place: Surroundings, pos: int) -> QuantityDraft | None:
        """The share that begins at `pos`, or None."""
        folded = place.folded
        if folded[pos] in "半一对" and (half := self._half(folded, pos)) is not None:
            return half
        if _MAY_BE.match(folded, pos) is None:
            return None
        return self._fraction(place, pos) or self._tenths(folded, pos) or self._ratio(place, pos)

    def _fraction(self, place: Surroundings, pos: int) -> QuantityDraft | None:
        """百分之五, 三分之二, 万分之0.5, 百分之四至六; 百分三十; 1/10."""
        folded = place.folded
        match = _FRACTION.match(folded, pos)
        if match is None:
            said = _PERCENT.match(folded, pos)
            if said is None:
                return self._slash(folded, pos)
            part = read_number(said["num"])
            return None if part is None else share(pos, said.end(), part.value, part.step, "fraction")
        whole, part = read_number(match["den"]), read_number(match["num"].lstrip("-负"))
        if whole is None or whole.high is not None or part is None or whole.value <= 1:
            return None
        decimal = whole.value >= _HUNDRED and set(str(whole.value)[1:]) == {"0"} and str(whole.value)[0] == "1"
        high, end = part.high, match.end()
        to = TO.match(folded, end) if decimal else None
        if to is not None and (second := self._second(place, to.end(), match["den"])) and second[0] > part.value:
            high, end = second

        def percent(value: Decimal) -> Decimal:
            exact = EXACT.divide(EXACT.multiply(value, _HUNDRED), whole.value)
            return exact if decimal else _rounded(exact)

        value = percent(-part.value if match["num"][0] in "-负" else part.value)
        draft = share(pos, end, value, percent(part.step) if decimal else _last_place(value), "fraction")
        draft.high, draft.inner = None if high is None else percent(high), part.bound
        return draft

    def _second(self, place: Surroundings, pos: int, whole: str) -> tuple[Decimal, int] | None:
        """The upper end behind 百分之四至: 百分之五, or 五 alone."""
        match = _FRACTION.match(place.folded, pos)
        if match is not None:
            reading = read_number(match["num"]) if match["den"] == whole else None
            return None if reading is None else (reading.value, match.end())
        amount = self._reader.amount(place, pos)
        if amount is None or amount.ends_in_magnitude or self._reader.unit(place.folded, amount) is not None:
            return None
        return amount.reading.value, amount.end

    def _slash(self, folded: str, pos: int) -> QuantityDraft | None:
        """1/10; not a date, a page of pages or a part of a name."""
        match = _SLASH.match(folded, pos)
        before = folded[pos - 1 : pos]
        if match is None or (before.isascii() and (before.isalnum() or before in tuple("./-+"))):
            return None
        top, bottom = Decimal(match["top"]), Decimal(match["bottom"])
        if not 0 < top < bottom:
            return None
        value = _rounded(EXACT.divide(EXACT.multiply(top, _HUNDRED), bottom))
        return share(pos, match.end(), value, _last_place(value), "fraction")

    def _tenths(self, folded: str, pos: int) -> QuantityDraft | None:
        """三成, 七成五, 两到三成; 八折 and 八五折 are 80 and 85 %."""
        match = _TENTHS.match(folded, pos)
        if (
            match is None
            or folded[pos - 1 : pos] in self._not_behind
            or (folded[pos - 1 : pos].isascii() and folded[pos - 1 : pos].isdigit())
        ):
            return None
        low, high = read_number(match["low"]), read_number(match["high"] or "零")
        discount = match["off"] and match["high"] and match.end("low") == match.start("high")
        if low is None or high is None or (match["high"] and not discount and high.value <= low.value):
            return None
        worth = Decimal(1) if low.value > _TENTH else _TENTH  # 75折 says 75 %
        draft = share(pos, match.end(), EXACT.multiply(low.value, worth), EXACT.multiply(low.step, worth), "tenths")
        if discount:
            draft.value, draft.step = EXACT.add(draft.value, high.value), Decimal(1)
        elif match["high"]:
            draft.high = EXACT.multiply(high.value, _TENTH)
        if match["more"]:
            more = read_number(match["more"])
            draft.value = EXACT.add(draft.value, Decimal(5) if more is None else more.value)
            draft.step = Decimal(1)
        return draft

    def _half(self, folded: str, pos: int) -> QuantityDraft | None:
        """一半, 半成; 半年, 半个月. 上半年 is a time, 大半年 vague."""
        if (half := _HALF.match(folded, pos)) is not None:
            return share(pos, half.end(), Decimal(50), Decimal(1), "half")
        if (half := _HALF_TENTH.match(folded, pos)) is not None:
            return share(pos, half.end(), Decimal(5), Decimal(1), "tenths")
        match = _HALF_UNIT.match(folded, pos)
        unit = None if match is None else self._reader.table.read(match["unit"])
        if match is None or unit is None or folded[pos - 1 : pos] in tuple("上下多大过各每前后"):
            return None
        draft = QuantityDraft(pos, match.end(), Decimal("0.5"), Decimal("0.5"), "half", number=(pos, pos + 1))
        draft.measured_in(Written(match.start("unit"), match.end("unit"), unit))
        return draft

    def _ratio(self, place: Surroundings, pos: int) -> QuantityDraft | None:
        """2.9∶1 is 2.9 with the unit ∶1; 3∶2 is 1.5. A clock time is none."""
        match = _RATIO.match(place.folded, pos)
        if match is None or place.folded[pos - 1 : pos] in (":", "."):
            return None
        first, second = Decimal(match["a"]), Decimal(match["b"])
        sign = place.text[match.end("a") : match.start("b")].strip()
        named = sign == "∶" or match["b"] == "1" or "." in match.group() or self._named(place, pos)
        if not named or first == 0 or second == 0:
            return None
        step = Decimal(1).scaleb(int(first.as_tuple().exponent), EXACT)
        draft = QuantityDraft(pos, match.end(), first, step, "ratio", kind="ratio", number=match.span("a"))
        if second == 1:
            draft.place = (match.end("a"), match.end())
        else:
            draft.value = EXACT.divide(first, second).quantize(_CENT, context=EXACT)
            draft.step, draft.number = _CENT, match.span()
        return draft
