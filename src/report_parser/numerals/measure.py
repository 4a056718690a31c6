"""Reads one quantity at a place: the number, its unit, a second end of a range, the words of bound around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from report_parser.mentions import Mention
from report_parser.models import Bound, Category, Kind, Quantity, Span
from report_parser.numerals.chinese import EXACT, Reading, read_number
from report_parser.numerals.tries import words_pattern
from report_parser.numerals.units import Unit, UnitTable

# 千 and 兆 that belong to the unit: 3千瓦 is no 3000 瓦 as written.
_KILO = "(?:千(?![瓦米克卡帕伏赫焦安牛升巴]|字节|比特)|兆(?![瓦帕赫焦伏欧卡]|字节|比特|丰))"
_MAGNITUDE = rf"(?:[万亿]|[十百千](?=[万亿])|百(?![分强货姓帕合年日花家科万亿]|余|升)|{_KILO})"
_MAGNITUDES = rf"(?:{_MAGNITUDE}){{1,4}}"
_MORE = "(?:[余几]|多(?![元样维渠层领媒边重数]|方[面位]|个?(?:领域|维度))|来(?![自到源临访华看说信电函]))"
# Forty digits: no measured number has more, and a megabyte of digits must not become one number.
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,12}(?![0-9]|,[0-9])|[0-9]{1,40}(?![0-9]))"
_ARABIC = rf"(?>{_DIGITS}(?:\.[0-9]{{1,40}}(?![0-9]))?)(?!\.[0-9])"
# As web pages and PDF copies leave it; only where a unit or a magnitude follows.
_SPACED = r"[0-9]{1,3}(?: [0-9]{3}){0,6}(?:,[0-9]{3}){0,6}(?: ?\. ?[0-9]{1,20})?(?![0-9])"
_HAN_DIGIT = "零〇一二两三四五六七八九"
_HAN = rf"(?:[{_HAN_DIGIT}十百万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟几]|{_KILO})"
_GROWN = rf"{_MAGNITUDES}(?:[0-9]{{1,4}}(?![0-9年月.:])(?:{_MAGNITUDE}){{0,2}}){{0,2}}"
_ARABIC_TAIL = rf"(?:[ \n]?(?:{_MORE}{_MAGNITUDES}|{_GROWN}))?{_MORE}?"
_NUMBER = re.compile(
    rf"(?P<arabic>{_ARABIC}{_ARABIC_TAIL})"
    rf"|(?P<han>(?:好?(?:几|数(?=[十百千万亿])))?{_HAN}{{1,24}}+(?:点[〇零一二三四五六七八九]{{1,20}}{_HAN}{{0,4}})?"
    rf"(?:{_MORE}{_MAGNITUDES}|{_MORE})?)"
)
_SPACED_NUMBER = re.compile(rf"{_SPACED}{_ARABIC_TAIL}")
_BETWEEN = re.compile(r" ?(?:至|到|[-~]|—{1,2}) ?")
_FRACTION = re.compile(
    rf"(?:(?P<den>[百千万]|[0-9]{{1,6}}|[{_HAN_DIGIT}十百千万]{{1,6}})分之"
    rf"(?P<num>-?[0-9]{{1,12}}(?:\.[0-9]{{1,12}})?(?![0-9])|负?[{_HAN_DIGIT}十百几]{{1,9}}(?:点[〇零一二三四五六七八九]{{1,12}})?(?!分之))"
    r"|(?P<top>[0-9]{1,6})/(?P<bottom>[0-9]{1,6})(?![0-9/A-Za-z.+]))"
)
_TENTHS = re.compile(
    rf"(?P<n>[0-9](?:\.[0-9])?|十|[一两二三四五六七八九](?:到|至|[-—~])?[一二三四五六七八九]?)(?P<what>成|折)(?P<m>[一二三四五六七八九半](?![{_HAN_DIGIT}个项家人万])|)"
    "(?!立|为|员|果|本|功|效|熟|都|长|就|绩|分|品|渝|交|像|型|形|人|语|因|千|百|套|群|片|份|批|了|单|线|叠|射|合|扣|服|磨|腾|旧|返|算|中|桥|叶|书)"
)
_HALF = re.compile(r"(?:一半|半数|对半)(?!导|岛|径|天|个|年|小|月|路|是)")
_HALF_UNIT = re.compile(r"半(?:个)?(?P<unit>年|天|小时|月|钟头|世纪)(?![度报刊夜月])")
_RATIO = re.compile(r"(?P<a>[0-9]{1,6}(?:\.[0-9]{1,6})?) ?: ?(?P<b>[0-9]{1,6}(?:\.[0-9]{1,6})?)(?![0-9:])(?! ?:)")
_SIGN = re.compile(r"(?:-|负|零下)\Z")
_SUB_UNITS = re.compile(
    rf"(?P<n>[0-9]{{1,2}}(?:\.[0-9]{{1,4}})?|[{_HAN_DIGIT}壹贰叁肆伍陆柒捌玖])(?P<unit>角|毛|分)(?![之布别类公钟])"
)
_COIN = {"角": Decimal("0.1"), "毛": Decimal("0.1"), "分": Decimal("0.01")}
_BRACKET_UNIT = re.compile(r"\((?:单位:)?(?P<mag>[十百千万亿]{0,3})(?P<unit>[^()\n]{1,12})\)[\t :]*\Z")
_LINE_UNIT = re.compile(r"\((?:单位:)?(?P<mag>[十百千万亿]{0,3})(?P<unit>[^()\n\t]{1,12})\)")
_LIST = re.compile(r" ?[、和及与或/] ?")
_GAP = re.compile(r"(?:约占|接近|将近|约为|不足|约相当于)[^,。;、:!?！？0-9\n]{1,16}的\Z")
_BARE_MAGNITUDE = re.compile(r"[十百千万亿]+\Z")
_FINANCIAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
_UNIT_NAMES = {"成": "%", "折": "%"}
_HUNDRED = Decimal(100)


class Amount(NamedTuple):
    """A number with its place, before its unit is known."""

    start: int
    end: int
    reading: Reading
    written: str
    arabic: bool


class Written(NamedTuple):
    """A unit as it stands: its place, its form, what it is."""

    start: int
    end: int
    unit: Unit


class Measure:
    """The grammar of quantities, compiled from the tables of units and of words."""

    def __init__(self, table: UnitTable, words: Mapping[str, Any]) -> None:
        self.table = table
        self._unit = re.compile(f" {{0,2}}(?P<u>{table.pattern(han=False)})")
        self._han_unit = re.compile(f" {{0,2}}(?P<u>{table.pattern(han=True)})")
        self._noun = re.compile(words_pattern(table.nouns))
        self._before = {
            word: bound
            for bound, forms in words["before"].items()
            for word in forms
            if bound in ("at_least", "at_most", "approx", "exact")
        }
        self._before_magnitude = frozenset(words["before"]["only_before_magnitude"])
        self._before.update(dict.fromkeys(self._before_magnitude, "at_least"))
        self._longest = max(map(len, self._before))
        self._after = {word: bound for bound in ("at_least", "at_most", "approx") for word in words["after"][bound]}
        self._after_pattern = re.compile(f" ?(?P<w>{words_pattern(self._after, words['after']['not_before'])})")
        cues = words["cues"]
        self._ratio_cue = re.compile(
            f"(?:{'|'.join(map(re.escape, cues['ratio']))})(?:为|是|达到|达|降至|降到|升至|提高到|缩小至|由|从|至|到|仅|[:])?约?\\Z"
        )
        self._index_cue = re.compile(
            f"(?:{'|'.join(map(re.escape, cues['index']))})(?:为|是|达到|达|降至|降到|升至|提高到|由|从|至|到|仅|[:])?约?\\Z"
        )
        self._money_cue = re.compile("|".join(cues["money"]))
        self._one_behind = tuple(words["stop"]["one_behind"])
        self._stop_behind = frozenset(words["stop"]["behind"])
        self._duration_cue = tuple(words["cues"]["duration"])
        self._symbols = re.compile(
            f"(?:{'|'.join(sorted((re.escape(f) for f in ('¥', 'US$', 'HK$', '$', '€', '£', '人民币', 'RMB', 'CNY', 'USD', 'EUR', 'GBP', 'HKD', 'JPY')), key=len, reverse=True))}) ?\\Z"
        )

    # --- numbers ---------------------------------------------------------------------------------------------------

    def number(self, folded: str, pos: int) -> Amount | None:
        """The number that begins at `pos`, or None."""
        match = _NUMBER.match(folded, pos)
        if match is None:
            return None
        end, arabic = match.end(), match.lastgroup == "arabic"
        if arabic and folded[end : end + 1] in (" ", ".") and (end == len(folded) or folded[end : end + 2] != ".\n"):
            end = self._with_spaces(folded, pos, end)
        written = folded[pos:end]
        reading = read_number(written)
        return None if reading is None else Amount(pos, end, reading, written, arabic)

    def _with_spaces(self, folded: str, pos: int, end: int) -> int:
        spaced = _SPACED_NUMBER.match(folded, pos)
        if spaced is None or spaced.end() <= end or pos == 0 or folded[pos - 1] == "\n":
            return end
        if folded[spaced.end() - 1] in "万亿千百余多" or self._unit.match(folded, spaced.end()):
            return spaced.end()
        return end

    def unit(self, folded: str, amount: Amount) -> Written | None:
        """The unit directly behind a number, or None. A line break between them is allowed behind Arabic digits."""
        pos = amount.end
        if amount.arabic and folded[pos : pos + 1] == "\n":
            pos += 1
            match = self._unit.match(folded, pos)
            if match and match["u"][0] not in "元%亩吨人公平立千" and len(match["u"]) < 2:
                return None
        else:
            match = (self._unit if amount.arabic else self._han_unit).match(folded, pos)
        if match is None:
            return None
        found = self.table.read(match["u"])
        return None if found is None else Written(match.start("u"), match.end("u"), found)

    # --- one quantity ----------------------------------------------------------------------------------------------

    def read(self, folded: str, text: str, pos: int) -> Mention | None:
        """The quantity that begins at `pos`, or None if what stands there measures nothing."""
        char = folded[pos]
        if char in "一半对" and (match := _HALF.match(folded, pos)):
            return self._make(
                folded,
                text,
                pos,
                match.end(),
                Decimal(50),
                None,
                Decimal(1),
                "%",
                "%",
                "percent",
                "exact",
                (pos, match.end()),
                None,
                "half",
            )
        if char == "半":
            return self._half(folded, text, pos)
        if (fraction := _FRACTION.match(folded, pos)) is not None and (made := self._fraction(folded, text, fraction)):
            return made
        if (tenths := _TENTHS.match(folded, pos)) is not None:
            return self._tenths(folded, text, tenths)
        if (
            char in "0123456789"
            and (ratio := _RATIO.match(folded, pos)) is not None
            and (made := self._ratio(folded, text, ratio))
        ):
            return made
        amount = self.number(folded, pos)
        if amount is None:
            return None
        return self._measured(folded, text, amount)

    def _measured(self, folded: str, text: str, first: Amount) -> Mention | None:
        written = self.unit(folded, first)
        end = written.end if written else first.end
        second: Amount | None = None
        other: Written | None = None
        between = _BETWEEN.match(folded, end)
        if between and (second := self.number(folded, between.end())) is not None:
            other = self.unit(folded, second)
            if not self._pairs(first, written, second, other):
                second = other = None
        if second is not None and written is None:
            written, end = other, other.end if other else second.end
        elif second is not None:
            end = other.end if other else second.end
        return self._finish(folded, text, first, written, second, other, end)

    def _pairs(self, first: Amount, written: Written | None, second: Amount, other: Written | None) -> bool:
        """Whether two numbers with a dash or 至 between them are the two ends of one range."""
        if first.reading.high is not None or second.reading.high is not None:
            return False
        if other is None:
            return written is None and first.arabic == second.arabic and _ends_in_magnitude(second.written)
        if written is not None and written.unit.id != other.unit.id:
            return False
        low = first.reading.value
        return low < second.reading.value or low < _coefficient(second.written)

    def _finish(
        self,
        folded: str,
        text: str,
        first: Amount,
        written: Written | None,
        second: Amount | None,
        other: Written | None,
        end: int,
    ) -> Mention | None:
        value, step, high, inner = first.reading.value, first.reading.step, first.reading.high, first.reading.bound
        note = "quantity"
        shared: Written | None = None
        if second is not None:
            high = second.reading.value
            worth = _magnitude(second.written)
            if worth > 1 and _magnitude(first.written) == 1 and value < _coefficient(second.written):
                value, step = EXACT.multiply(value, worth), EXACT.multiply(step, worth)
            step, inner, note = min(step, second.reading.step), _either(inner, second.reading.bound), "range"
            if value >= high:
                return None
        if written is not None and written.unit.id == "CNY" and second is None:
            value, step, end = self._coins(folded, written, value, step, end)
        if written is None or written.unit.id == "个":
            shared, worth = self._shared(folded, end, written)
            if shared is not None:
                if _magnitude(first.written) == 1 and worth > 1 and value < 10_000:
                    value, step = EXACT.multiply(value, worth), EXACT.multiply(step, worth)
                written, note = shared, "shared_unit"
        start = first.start
        symbol = self._symbol(folded, start)
        if symbol is not None and (written is None or written.unit.kind == "money"):
            if written is None:
                written, start = symbol, symbol.start
            elif folded[symbol.start] in "¥$€£UH":
                start = symbol.start
        if first.start > 0 and (sign := self._negative(folded, first.start)):
            value, high = (-value, None) if high is None else (-value, high)
            start = min(start, first.start - sign)
        if written is None:
            return self._bare(folded, text, start, first, second, value, high, step, inner, end)
        unit = written.unit
        if not first.arabic and not self._counts(folded, first, written, second):
            return None
        if unit.kind == "duration":
            end = self._half_behind(folded, end)
            if end > written.end and folded[end - 1] == "半" and second is None:
                value, step = EXACT.add(value, Decimal("0.5")), Decimal("0.5")
        form = text[written.start : written.end]
        number = (first.start, second.end if second is not None and shared is None else first.end)
        return self._make(
            folded,
            text,
            start,
            end,
            value,
            high,
            step,
            form,
            unit.id,
            unit.kind,
            inner,
            number,
            (written.start, written.end),
            note,
        )

    def _coins(
        self, folded: str, written: Written, value: Decimal, step: Decimal, end: int
    ) -> tuple[Decimal, Decimal, int]:
        """元 followed by 角 and 分 is one amount."""
        last = Decimal(1)
        while (coin := _SUB_UNITS.match(folded, end)) is not None and _COIN[coin["unit"]] < last:
            reading = read_number(coin["n"])
            if reading is None:
                break
            last = _COIN[coin["unit"]]
            value, step, end = EXACT.add(value, EXACT.multiply(reading.value, last)), last, coin.end()
        return value, step, end

    def _shared(self, folded: str, end: int, written: Written | None) -> tuple[Written | None, Decimal]:
        """The unit that the last member of a list carries for all: 12.7个、12个百分点; 3、5家."""
        pos = end
        for _ in range(12):
            link = _LIST.match(folded, pos)
            following = self.number(folded, link.end()) if link else None
            if following is None:
                break
            unit = self.unit(folded, following)
            if (
                unit is not None
                and unit.unit.kind == "percentage_point"
                and (written is None or unit.unit.id != written.unit.id)
            ):
                return unit, Decimal(1)
            if written is None and unit is not None:
                return unit, _magnitude(following.written)
            pos = unit.end if unit else following.end
        return None, Decimal(1)

    def _symbol(self, folded: str, start: int) -> Written | None:
        match = self._symbols.search(folded, max(0, start - 5), start)
        if match is None:
            return None
        form = match.group().rstrip()
        unit = self.table.read(form)
        return None if unit is None else Written(match.start(), match.start() + len(form), unit)

    def _negative(self, folded: str, start: int) -> int:
        """The length of a minus sign in front of a number, 0 if there is none."""
        match = _SIGN.search(folded, max(0, start - 2), start)
        if match is None:
            return 0
        if match.group() == "-" and match.start() > 0:
            before = folded[match.start() - 1]
            if before.isascii() and before.isalnum() or before in "-%)年月日":
                return 0
        if match.group() == "负" and match.start() > 0 and folded[match.start() - 1] in "抱肩担胜欺":
            return 0
        return len(match.group())

    def _half_behind(self, folded: str, end: int) -> int:
        return end + 1 if folded[end : end + 1] == "半" and folded[end + 1 : end + 2] not in ("数", "岛") else end

    def _counts(self, folded: str, first: Amount, written: Written, second: Amount | None) -> bool:
        """Whether a Chinese numeral with a unit counts (三家), or is an article or part of a word (一个, 统一)."""
        before = folded[first.start - 1 : first.start]
        if before in self._stop_behind or before == "第":
            return False
        if first.written == "一" and second is None and written.unit.kind == "count":
            return folded.endswith(self._one_behind, max(0, first.start - 6), first.start) or folded[
                written.end : written.end + 1
            ] in ("", ",", "。", ";", ")", "\n")
        if set(first.written) & _FINANCIAL:
            return written.unit.kind == "money" or len(first.written) > 1 and not set(first.written) <= set("收拾陆伍")
        if _BARE_MAGNITUDE.match(first.written) and first.written != "十" and written.unit.kind == "count":
            return (
                written.end - written.start > 1
                or written.unit.id in ("个", "名", "件", "项")
                or self._bound_before(folded, first.start)[0] is not None
            )
        return not (first.written in ("几", "数") or first.written.endswith("几") and len(first.written) == 1)

    # --- numbers without a unit -------------------------------------------------------------------------------------

    def _bare(
        self, folded: str, text: str, start: int, first: Amount, second: Amount | None,
        value: Decimal, high: Decimal | None, step: Decimal, inner: Bound, end: int,
    ) -> Mention | None:  # fmt: skip
        number = (first.start, second.end if second else first.end)
        kind: Kind = "count"
        unit, unit_id, place = "", None, None
        if first.arabic and (header := self._header_unit(folded, start)) is not None:
            written, worth = header
            value, step = EXACT.multiply(value, worth), EXACT.multiply(step, worth)
            high = None if high is None else EXACT.multiply(high, worth)
            unit, unit_id, kind, place = (
                text[written.start : written.end],
                written.unit.id,
                written.unit.kind,
                (written.start, written.end),
            )
            return self._make(
                folded, text, start, end, value, high, step, unit, unit_id, kind, inner, number, place, "header_unit"
            )
        written_number = (second or first).written
        if _ends_in_magnitude(written_number) or (first.arabic and inner != "exact"):
            if not first.arabic and not self._grown(folded, first):
                return None
            if written_number.rstrip("余多来")[-1:] == "亿" and self._money_cue.search(
                folded, max(0, start - 16), min(len(folded), end + 4)
            ):
                kind = "money"
            return self._make(
                folded, text, start, end, value, high, step, "", None, kind, inner, number, None, "bare_magnitude"
            )
        if not first.arabic:
            return None
        if self._noun.match(folded, end) and value == value.to_integral_value():
            return self._make(
                folded, text, start, end, value, high, step, "", None, "count", inner, number, None, "bare_count"
            )
        if self._ratio_cue.search(folded, max(0, start - 12), start):
            return self._make(
                folded, text, start, end, value, high, step, "", None, "ratio", inner, number, None, "bare_ratio"
            )
        if self._index_cue.search(folded, max(0, start - 12), start):
            return self._make(
                folded, text, start, end, value, high, step, "", None, "count", inner, number, None, "bare_index"
            )
        if self._in_cell(folded, start, end):
            return self._make(
                folded, text, start, end, value, high, step, "", None, "count", inner, number, None, "cell"
            )
        return None

    def _grown(self, folded: str, amount: Amount) -> bool:
        """Whether a Chinese number that ends in a magnitude and has no unit states an amount."""
        if (
            folded[amount.start - 1 : amount.start] in self._stop_behind
            or folded[amount.end : amount.end + 1] in "级项工户众千里人家"
        ):
            return False
        bounded = self._bound_before(folded, amount.start)[0] is not None or amount.reading.bound != "exact"
        if _BARE_MAGNITUDE.match(amount.written):
            return bounded and amount.reading.value >= 10_000
        return amount.reading.value >= 10_000

    def _header_unit(self, folded: str, start: int) -> tuple[Written, Decimal] | None:
        """A unit in brackets directly in front, or earlier in the same row of a table."""
        match = _BRACKET_UNIT.search(folded, max(0, start - 20), start)
        if match is None:
            line = folded.rfind("\n", max(0, start - 200), start) + 1
            if folded.find("\t", line, start) < 0:
                return None
            match = next(iter(reversed(list(_LINE_UNIT.finditer(folded, line, start)))), None)
        if match is None:
            return None
        unit = self.table.read(match["unit"])
        if unit is None:
            return None
        return Written(match.start("unit"), match.end("unit"), unit), _magnitude("1" + match["mag"])

    def _in_cell(self, folded: str, start: int, end: int) -> bool:
        before, after = folded[start - 1 : start], folded[end : end + 1]
        return (before == "\t" and after in ("\t", "\n", "")) or (after == "\t" and before in ("\n", "", "\t"))

    # --- other ways to write a value --------------------------------------------------------------------------------

    def _fraction(self, folded: str, text: str, match: re.Match[str]) -> Mention | None:
        start, end = match.span()
        if match["top"]:
            top, bottom = Decimal(match["top"]), Decimal(match["bottom"])
            before = folded[start - 1 : start]
            if not 0 < top < bottom or before and (before.isascii() and (before.isalnum() or before in "./-+")):
                return None
            share = EXACT.divide(top * _HUNDRED, bottom)
            return self._make(
                folded,
                text,
                start,
                end,
                _cents(share),
                None,
                Decimal("0.01"),
                "%",
                "%",
                "percent",
                "exact",
                (start, end),
                None,
                "fraction",
            )
        below, above = read_number(match["den"]), read_number(match["num"].lstrip("-负"))
        if below is None or above is None or below.value <= 1:
            return None
        sign = -1 if match["num"][0] in "-负" else 1
        value = EXACT.divide(EXACT.multiply(above.value * sign, _HUNDRED), below.value)
        exact = below.value in (100, 1000, 10000)
        step = EXACT.divide(above.step * 100, below.value) if exact else Decimal("0.01")
        high = above.high
        second = _BETWEEN.match(folded, end)
        if exact and second and (other := _FRACTION.match(folded, second.end())) and other["den"] == match["den"]:
            top_reading = read_number(other["num"])
            if top_reading is not None and top_reading.value > above.value:
                high, end = top_reading.value, other.end()
        if high is not None:
            high = EXACT.divide(high * 100, below.value)
        if not exact:
            value = _cents(value)
        return self._make(
            folded,
            text,
            start,
            end,
            value,
            high,
            step,
            "%",
            "%",
            "percent",
            above.bound,
            (start, end),
            None,
            "fraction",
        )

    def _tenths(self, folded: str, text: str, match: re.Match[str]) -> Mention | None:
        start, end = match.span()
        if folded[start - 1 : start] in self._stop_behind:
            return None
        digits = match["n"]
        between = next((mark for mark in "到至-—~" if mark in digits), "")
        low, high = digits.split(between) if between else (digits, "")
        if not between and len(digits) == 2 and digits[0] not in "0123456789":
            if match["what"] == "折":
                value = Decimal("".join(str(read_number(char).value) for char in digits))  # type: ignore[union-attr]
                return self._make(
                    folded,
                    text,
                    start,
                    end,
                    value,
                    None,
                    Decimal(1),
                    "%",
                    "%",
                    "percent",
                    "exact",
                    (start, end),
                    None,
                    "discount",
                )
            low, high = digits[0], digits[1]
        first, second = read_number(low), read_number(high) if high else None
        if first is None or first.value > 10:
            return None
        value, step = first.value * 10, first.step * 10
        if match["m"]:
            value, step = value + (Decimal(5) if match["m"] == "半" else read_number(match["m"]).value), Decimal(1)  # type: ignore[union-attr]
        top = None if second is None else second.value * 10
        return self._make(
            folded, text, start, end, value, top, step, "%", "%", "percent", "exact", (start, end), None, "tenths"
        )

    def _half(self, folded: str, text: str, pos: int) -> Mention | None:
        match = _HALF_UNIT.match(folded, pos)
        if match is None or folded[pos - 1 : pos] in ("上", "下", "多", "大", "过", "各", "每"):
            return None
        form = folded[pos + 1 : match.end()]
        unit = self.table.read("个月" if form == "个月" else form)
        if unit is None:
            return None
        return self._make(
            folded, text, pos, match.end(), Decimal("0.5"), None, Decimal("0.5"), form, unit.id, unit.kind, "exact", (pos, pos + 1), (pos + 1, match.end()), "half"
        )  # fmt: skip

    def _ratio(self, folded: str, text: str, match: re.Match[str]) -> Mention | None:
        start, end = match.span()
        first, second = Decimal(match["a"]), match["b"]
        if folded[start - 1 : start] in (":", ".") or first == 0:
            return None
        colon = text[match.end("a") : match.start("b")].strip()
        named = (
            colon == "∶"
            or self._ratio_cue.search(folded, max(0, start - 12), start)
            or second == "1"
            or "." in match["a"]
        )
        if not named or len(second) == 2 and colon == ":" and second[0] == "0":
            return None
        unit = text[match.end("a") : end]
        value = first if second == "1" else _cents(EXACT.divide(first, Decimal(second)))
        if second != "1":
            unit = ""
        step = Decimal(1).scaleb(int(first.as_tuple().exponent), EXACT)
        place = (match.end("a"), end) if unit else None
        return self._make(
            folded,
            text,
            start,
            end,
            value,
            None,
            step,
            unit,
            None,
            "ratio",
            "exact",
            (start, match.end("a")),
            place,
            "ratio",
        )

    # --- bounds ----------------------------------------------------------------------------------------------------

    def _bound_before(self, folded: str, start: int) -> tuple[Bound | None, int]:
        """The bound that a word directly in front sets, and where that word begins."""
        pos = start - 1 if folded[start - 1 : start] == " " else start
        for length in range(min(self._longest, pos), 0, -1):
            word = folded[pos - length : pos]
            if word in self._before and (word not in self._before_magnitude or folded[start : start + 1] in "百千万亿"):
                bound = self._before[word]
                if bound == "exact":
                    return None, start
                outer = self._bound_before(folded, pos - length)
                return (outer[0] if outer[0] is not None else bound), (
                    outer[1] if outer[0] is not None else pos - length
                )
        return None, start

    def _make(
        self, folded: str, text: str, start: int, end: int, value: Decimal, high: Decimal | None, step: Decimal, unit: str, unit_id: str | None,
        kind: Kind, inner: Bound, number: tuple[int, int], place: tuple[int, int] | None, note: str,
    ) -> Mention:  # fmt: skip
        before, outer_start = self._bound_before(folded, start)
        if (
            before is None
            and kind == "percent"
            and folded[start - 1 : start] == "的"
            and (gap := _GAP.search(folded, max(0, start - 22), start))
        ):
            before = "at_most" if gap.group().startswith("不足") else "approx"
        after: Bound | None = None
        outer_end = end
        behind = self._after_pattern.match(folded, end)
        if behind is not None:
            after, outer_end = self._after[behind["w"]], behind.end()
        elif (
            kind == "duration"
            and folded[end : end + 1] == "内"
            and folded[end + 1 : end + 2] not in ("容", "部", "外", "涵")
        ):
            after, outer_end = "at_most", end + 1
        bound = before or after or inner
        if "approx" in (before, after, inner):
            bound = "approx"
        quantity = Quantity(
            text=text[start:end],
            span=Span(start, end),
            value=value,
            high=high,
            unit=unit,
            unit_id=unit_id,
            kind=kind,
            bound=bound,
            step=step,
            number=Span(*number),
            unit_span=None if place is None else Span(*place),
        )
        category: Category = "metric"
        return Mention(start, end, category, note, quantity, outer_start, outer_end)


def _ends_in_magnitude(written: str) -> bool:
    return written.rstrip("余多来几")[-1:] in ("万", "亿", "千", "百", "兆")


def _split(written: str) -> tuple[str, str]:
    """The number and the magnitude that a first end of a range shares: 60 and 万, 三十 and 万, 五 and 百."""
    plain = written.rstrip("余多来")
    end = len(plain)
    while end and plain[end - 1] in "万亿兆":
        end -= 1
    if end and (plain[end - 1] in "百千" or plain[end - 1] == "十" and end < len(plain)):
        if end > 1 and plain[end - 2] in "0123456789" or end == 2 and plain[0] in _HAN_DIGIT and end == len(plain):
            end -= 1
    return plain[:end], plain[end:]


def _magnitude(written: str) -> Decimal:
    """What the magnitude at the end of a number is worth: 1 for 300, 10000 for 3万."""
    number, magnitude = _split(written)
    reading = read_number("1" + magnitude) if number and magnitude else None
    return Decimal(1) if reading is None else reading.value


def _coefficient(written: str) -> Decimal:
    """The number without the magnitude at its end: 60 for 60万."""
    reading = read_number(_split(written)[0] or "0")
    return Decimal(0) if reading is None else reading.value


def _either(first: Bound, second: Bound) -> Bound:
    return second if first == "exact" else first


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), context=EXACT)
