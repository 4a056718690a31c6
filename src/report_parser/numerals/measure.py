"""Reads one quantity at a place: a number, its unit, the second end of a range, the bounds around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from sys import intern
from typing import Any, NamedTuple

from report_parser.models import Bound, Category, Kind, Quantity, Span, made
from report_parser.numerals.amounts import HAN_DIGIT, Amount, amount_at, spaced_amount_at
from report_parser.numerals.bounds import Bounds, joined
from report_parser.numerals.chinese import EXACT, FINANCIAL, read_number, tidy
from report_parser.numerals.mention import Mention
from report_parser.numerals.rules import Place
from report_parser.numerals.tries import Longest, matcher, words_pattern
from report_parser.numerals.units import Unit, UnitTable

_TO = re.compile(r"(?:\(含\))? ?(?:至|到|[-~]{1,2}|—{1,2}) ?")
_LINK = re.compile(r" ?[、和及与或/] ?")
# What the next end of a range and the next member of a list begin with.
_GOES_ON = frozenset(" (至到-~—、和及与或/")
_FRACTION = re.compile(
    rf"(?P<den>[百千万]|[0-9]{{1,6}}|[{HAN_DIGIT}十百千万]{{1,6}})分之"
    rf"(?P<num>(?:-|负)?(?:[0-9]{{1,3}}(?:,[0-9]{{3}}){{0,3}}[0-9]{{0,9}}(?:\.[0-9]{{1,12}})?(?![0-9])"
    rf"|(?:[{HAN_DIGIT}]百[{HAN_DIGIT}十]{{0,4}}|[{HAN_DIGIT}十几]{{1,7}}|百(?!分|年|姓))(?:点[〇零一二三四五六七八九]{{1,12}})?(?!分之)))"
)
_SLASH = re.compile(r"(?P<top>[0-9]{1,6})/(?P<bottom>[0-9]{1,6})(?![0-9/A-Za-z.+])")
_TENTHS = re.compile(
    r"(?P<low>10|[0-9](?:\.[0-9])?(?=[成折到至—~-])|[1-9][0-9](?=折)|十"
    "|[一两二三四五六七八九](?:点[一二三四五六七八九])?)"
    "(?:[到至—~-]?(?P<high>[一二三四五六七八九]))? ?"
    rf"(?:成(?: ?(?P<more>[一二三四五六七八九半])(?![{HAN_DIGIT}个项家人万])"
    "|(?![立为员果本功效熟都长就绩分品渝交像型形人语因千百套群片份批了单线叠]))|(?P<off>折)(?![射合扣服磨腾旧返算中桥叶书]))"
)
# What every fraction, tenth and ratio begins with: one look that nearly all numbers are done with.
_MAY_BE_SHARE = re.compile(rf"[0-9.,{HAN_DIGIT}十百千万点到至~—-]{{1,20}}+(?:分之|/| ?[成折:])")
_HALF = re.compile("(?:一半|半数|对半|对折|半折)(?![导岛径天个年小月路是])")
_HALF_UNIT = re.compile("半(?P<unit>年|天|小时|个小时|个月|个钟头|个世纪)(?![度报刊夜])")
# 两年半, 三斤半: half a unit more.
_AND_HALF = re.compile("半(?![径岛导成年天夜月以数])")
_NO_HALVES = ("count", "percent", "percentage_point", "ratio")
_RATIO = re.compile(r"(?P<a>[0-9]{1,6}(?:\.[0-9]{1,6})?+) ?: ?(?P<b>[0-9]{1,6}(?:\.[0-9]{1,6})?+)(?![0-9]| ?:[0-9])")
_SIGN = re.compile(r"(?:-|负|零下)\Z")
_SIGN_ENDS = frozenset("-负下")
_COIN = re.compile(rf"(?P<n>[0-9]{{1,2}}+|[{HAN_DIGIT}壹贰叁肆伍陆柒捌玖])(?P<unit>[角毛分])(?![之布别类公钟])")
_COIN_UNITS = {"CNY": Decimal(1), "jiao": Decimal("0.1")}
# 三块五: the unit of the last digit is not said.
_LOOSE_COIN = re.compile(rf"(?<=块)(?P<n>[0-9{HAN_DIGIT}])(?![0-9{HAN_DIGIT}.十百千万亿\u4e00-\u9fff])")
_COINS = {"角": Decimal("0.1"), "毛": Decimal("0.1"), "分": Decimal("0.01")}
_HEADER = r"\((?:单位:)?(?P<mag>[十百千万亿]{0,3})(?P<unit>[^()\n\t]{1,12})\)"
_HEADER_IN_FRONT = re.compile(rf"{_HEADER}[\t :]*\Z")
_HEADER_IN_LINE = re.compile(rf".*{_HEADER}", re.DOTALL)
_BARE_MAGNITUDE = re.compile(r"[百千万亿]+\Z")
_AND_A_HALF = re.compile("半(?P<unit>月|小时|钟头|学期)")
_LETTER = re.compile(r"[\u4e00-\u9fff]")
_HUNDRED = Decimal(100)
_TENTH = Decimal(10)
_CENT = Decimal("0.01")
_ROW = 200  # how far back in its row a number looks for the unit of the row
_quantity = made(Quantity)


class Written(NamedTuple):
    """A unit as it stands: its place, and what it is."""

    start: int
    end: int
    unit: Unit


@dataclass(slots=True)
class Draft:
    """A quantity in the making: everything but the bounds outside it."""

    start: int
    end: int
    value: Decimal
    step: Decimal
    note: str
    high: Decimal | None = None
    kind: Kind = "count"
    unit_id: str | None = None
    place: tuple[int, int] | None = None
    form: str | None = None
    inner: Bound = "exact"
    number: tuple[int, int] | None = None

    def measured_in(self, written: Written) -> None:
        """Take a unit as written."""
        self.kind, self.unit_id, self.place = written.unit.kind, written.unit.id, (written.start, written.end)

    def times(self, worth: Decimal) -> None:
        """Multiply a magnitude in that stands elsewhere."""
        if worth != 1:
            self.value, self.step = EXACT.multiply(self.value, worth), EXACT.multiply(self.step, worth)


def _share(start: int, end: int, value: Decimal, step: Decimal, note: str) -> Draft:
    return Draft(start, end, value, step, note, kind="percent", unit_id="%", form="%")


class Measure:
    """The grammar of quantities, compiled from the tables of units and of words."""

    def __init__(self, table: UnitTable, words: Mapping[str, Any]) -> None:
        self.table = table
        self._bounds = Bounds(words)
        self._symbol = re.compile(f"(?P<u>{words_pattern(table.symbols)}) ?\\Z")
        self._symbol_ends = frozenset(" ") | {form[-1] for form in table.symbols}
        self._noun = Longest(table.nouns)
        cues = words["cues"]
        states = f"(?:[由从][0-9.]{{1,8}})?(?:{words_pattern(cues['states'])})?约?\\Z"
        self._ratio_cue = re.compile(words_pattern(cues["ratio"]) + states)
        self._index_cue = re.compile(words_pattern(cues["index"]) + states)
        self._money_cue = re.compile("|".join(cues["money"]))
        self._qualifiers = {
            unit: [rule["before"] for rule in words["qualifier"].values() if unit in rule["units"]]
            for unit in {unit for rule in words["qualifier"].values() for unit in rule["units"]}
        }
        stop = words["stop"]
        self._not_behind = frozenset(stop["behind"])
        self._one_behind = tuple(stop["one_behind"])

    def read(self, place: Place, pos: int) -> Mention | None:
        """The quantity that begins at `pos`, or None if what stands there measures nothing."""
        draft = self._draft(place, pos)
        return None if draft is None else self._close(place, draft)

    def _draft(self, place: Place, pos: int) -> Draft | None:
        folded = place.folded
        if folded[pos] in "半一对":
            if (half := _HALF.match(folded, pos)) is not None:
                return _share(pos, half.end(), Decimal(50), Decimal(1), "half")
            if folded[pos] == "半":
                return self._half(folded, pos)
        share = None
        if _MAY_BE_SHARE.match(folded, pos) is not None:
            share = self._fraction(folded, pos) or self._tenths(folded, pos) or self._ratio(place, pos)
        return share or self._measured(folded, pos)

    # --- a number with a unit --------------------------------------------------------------------------------

    def _amount(self, folded: str, pos: int) -> Amount | None:
        amount = amount_at(folded, pos)
        if amount is None or not amount.arabic:
            return amount
        spaced = spaced_amount_at(folded, pos, amount.end)
        if spaced is not None and (spaced.ends_in_magnitude or self.table.find(folded, spaced.end, han=False)):
            return spaced
        return amount

    def _unit_of(self, folded: str, amount: Amount) -> Written | None:
        """The unit directly behind a number, or None; a broken line may stand between them."""
        broken = amount.arabic and folded[amount.end : amount.end + 1] == "\n"
        found = self.table.find(folded, amount.end + broken, han=not amount.arabic)
        if found is None:
            return None
        form = folded[found[0] : found[1]]
        unit = self.table.read(form)
        if unit is None or (broken and unit.kind == "count" and len(form) == 1 and form != "人"):
            return None
        return Written(*found, unit)

    def _measured(self, folded: str, pos: int) -> Draft | None:
        first = self._amount(folded, pos)
        if first is None:
            return None
        written = self._unit_of(folded, first)
        if written is None and not first.arabic and not self._may_go_on(folded, first):
            return None
        reading, last = first.reading, first
        draft = Draft(first.start, first.end, reading.value, reading.step, "quantity", reading.high)
        draft.inner, draft.number = reading.bound, (first.start, first.end)
        if (second := self._second_end(folded, first, written)) is not None:
            last, unit = second
            written = unit if written is None else written
            self._stretch(draft, first, last)
            draft.end = last.end if unit is None else unit.end
        elif written is not None:
            draft.end = written.end
            if written.unit.id in _COIN_UNITS:
                _add_coins(folded, draft, _COIN_UNITS[written.unit.id])
        if last is first and (written is None or written.unit.id == "个"):
            shared = self._shared(folded, first, draft.end, written)
            if shared is not None:
                written, worth = shared
                draft.note = "shared_unit"
                draft.times(worth)
        written = self._with_symbol(folded, draft, first, written)
        self._take_sign(folded, draft, first.start)
        if written is None:
            return self._without_unit(folded, draft, last)
        draft.measured_in(written)
        return self._with_half(folded, draft, first, written) if last is first else draft

    def _with_symbol(self, folded: str, draft: Draft, first: Amount, written: Written | None) -> Written | None:
        """The unit of an amount of money whose currency stands in front (¥20, 港币两千元); the sign joins the draft."""
        symbol = self._symbol_before(folded, first.start)
        if symbol is None or (written is not None and written.unit.kind != "money"):
            return written
        if written is None or folded[symbol.start] in "¥$€£" or folded[symbol.start].isascii():
            draft.start = symbol.start
        if written is None:
            return symbol
        return Written(written.start, written.end, symbol.unit) if written.unit.id == "CNY" else written

    def _with_half(self, folded: str, draft: Draft, first: Amount, written: Written) -> Draft | None:
        """The draft with a half behind its unit (两年半, 一个半月); None for a Chinese numeral that counts nothing."""
        if not first.arabic and not self._counts(folded, first, written):
            return self._and_a_half(folded, draft, written)
        if written.unit.id == "个" and folded[draft.end : draft.end + 1] == "半":
            return self._and_a_half(folded, draft, written) or draft
        if draft.kind not in _NO_HALVES and _AND_HALF.match(folded, draft.end):
            draft.value, draft.step, draft.end = EXACT.add(draft.value, Decimal("0.5")), Decimal("0.5"), draft.end + 1
        return draft

    def _may_go_on(self, folded: str, first: Amount) -> bool:
        """Whether a Chinese numeral without a unit can still measure: most are parts of words (统一, 一体)."""
        return (
            first.ends_in_magnitude
            or folded[first.end : first.end + 1] in _GOES_ON
            or self._symbol_before(folded, first.start) is not None
        )

    def _and_a_half(self, folded: str, draft: Draft, written: Written) -> Draft | None:
        """一个半月 is 1.5 个月."""
        match = _AND_A_HALF.match(folded, written.end) if written.unit.id == "个" else None
        unit = None if match is None else self.table.read("个" + match["unit"])
        if match is None or unit is None:
            return None
        draft.measured_in(Written(written.start, match.end(), unit))
        draft.form, draft.end = "个" + match["unit"], match.end()
        draft.value, draft.step = EXACT.add(draft.value, Decimal("0.5")), Decimal("0.5")
        return draft

    def _second_end(self, folded: str, first: Amount, written: Written | None) -> tuple[Amount, Written | None] | None:
        """The other end of a range (3—5家, 20万至60万元), with the unit behind it."""
        between = _TO.match(folded, written.end if written else first.end)
        second = self._amount(folded, between.end()) if between else None
        if second is None or first.reading.high is not None or second.reading.high is not None:
            return None
        unit = self._unit_of(folded, second)
        if unit is None and (written is not None or not second.ends_in_magnitude):
            return None
        if unit is not None and written is not None and unit.unit.id != written.unit.id:
            return None
        low = first.reading.value
        return (second, unit) if low < second.reading.value else None

    def _stretch(self, draft: Draft, first: Amount, last: Amount) -> None:
        """Make a range of a draft; a first number without a magnitude shares the one of the last (20至60万)."""
        draft.times(first.shared_magnitude(last))
        draft.high, draft.note = last.reading.value, "range"
        draft.step = min(draft.step, last.reading.step)
        draft.inner, draft.number = joined(draft.inner, last.reading.bound), (first.start, last.end)

    def _shared(self, folded: str, first: Amount, end: int, written: Written | None) -> tuple[Written, Decimal] | None:
        """The unit and magnitude that the last member of a list carries for all: 12.7个、12个百分点; 3、5万家."""
        pos = end
        for _ in range(12):
            link = _LINK.match(folded, pos)
            following = self._amount(folded, link.end()) if link else None
            if following is None:
                return None
            unit = self._unit_of(folded, following)
            if unit is not None and unit.unit.kind == "percentage_point":
                return unit, Decimal(1)
            if unit is not None and written is None:
                return unit, first.shared_magnitude(following)
            pos = unit.end if unit else following.end
        return None

    def _symbol_before(self, folded: str, start: int) -> Written | None:
        if folded[start - 1 : start] not in self._symbol_ends:
            return None
        match = self._symbol.search(folded, max(0, start - 6), start)
        unit = None if match is None else self.table.read(match["u"])
        return None if match is None or unit is None else Written(match.start("u"), match.end("u"), unit)

    def _take_sign(self, folded: str, draft: Draft, start: int) -> None:
        """A minus sign in front; a hyphen behind a number, letter or unit of time is none."""
        if folded[start - 1 : start] not in _SIGN_ENDS:
            return
        match = _SIGN.search(folded, max(0, start - 2), start)
        if match is None:
            return
        before = folded[match.start() - 1 : match.start()]
        if match.group() == "-" and before and ((before.isascii() and before.isalnum()) or before in "-%)年月日"):
            return
        if match.group() == "负" and before not in ("", *"为至到是达长率幅值从由,、(:。; \n\t"):
            return
        draft.value, draft.start = -draft.value, min(draft.start, match.start())

    def _counts(self, folded: str, amount: Amount, written: Written) -> bool:
        """Whether a Chinese numeral with a unit counts (三家), or is an article or a part of a word (一个, 统一)."""
        before, number = folded[amount.start - 1 : amount.start], amount.written
        if before in self._not_behind or number in ("几", "好几"):
            return False
        if number == "一" and written.unit.kind == "count":
            ends = folded[written.end : written.end + 1] in ("", *",。;)\n")
            return ends or folded.endswith(self._one_behind, max(0, amount.start - 6), amount.start)
        if _BARE_MAGNITUDE.match(number) and (before == "(" or folded.endswith("单位:", 0, amount.start)):
            return False  # the unit of a table: (亿元)
        if len(number) == 1 and folded.startswith("人民币", written.start):
            return False
        if FINANCIAL.issuperset(number):
            return written.unit.kind == "money" and len(number) > 1
        if (
            _BARE_MAGNITUDE.match(number)
            and written.unit.kind == "count"
            and written.unit.id not in ("个", "名", "件", "项")
        ):
            return written.end - written.start > 1 or self._bounds.before(folded, amount.start)[0] is not None
        return True

    # --- a number without a unit -----------------------------------------------------------------------------

    def _without_unit(self, folded: str, draft: Draft, last: Amount) -> Draft | None:
        start, end = draft.start, draft.end
        if last.arabic and (header := self._header_unit(folded, start)) is not None:
            written, worth = header
            draft.times(worth)
            if draft.high is not None:
                draft.high = EXACT.multiply(draft.high, worth)
            draft.measured_in(written)
            draft.note = "header_unit"
            return draft
        if last.ends_in_magnitude or (last.arabic and draft.inner != "exact"):
            if not last.arabic and not self._is_large(folded, last, end):
                return None
            if "亿" in last.written and self._money_cue.search(folded, max(0, start - 16), min(len(folded), end + 4)):
                draft.kind = "money"
            draft.note = "bare_magnitude"
            return draft
        if not last.arabic:
            return None
        if self._noun.end(folded, end) and draft.value == draft.value.to_integral_value():
            draft.note = "bare_count"
        elif self._ratio_cue.search(folded, max(0, start - 24), start):
            draft.note, draft.kind = "bare_ratio", "ratio"
        elif self._index_cue.search(folded, max(0, start - 24), start):
            draft.note = "bare_index"
        elif _is_cell(folded, start, end):
            draft.note = "cell"
        else:
            return None
        return draft

    def _is_large(self, folded: str, amount: Amount, end: int) -> bool:
        """Whether a Chinese number that ends in a magnitude and has no unit states an amount (突破万亿)."""
        if folded[amount.start - 1 : amount.start] in self._not_behind:
            return False
        if amount.reading.value < 10_000:  # 三五百
            return amount.reading.high is not None and not _LETTER.match(folded, end)
        if not _BARE_MAGNITUDE.match(amount.written):
            return folded[end : end + 1] not in tuple("项工户众千里家")
        grade = folded[end : end + 1] == "级"
        return grade or amount.reading.bound != "exact" or self._bounds.before(folded, amount.start)[0] is not None

    def _header_unit(self, folded: str, start: int) -> tuple[Written, Decimal] | None:
        """A unit in brackets directly in front, or earlier in the same row of a table."""
        match = _HEADER_IN_FRONT.search(folded, max(0, start - 20), start)
        if match is None:
            line = max(start - _ROW, folded.rfind("\n", max(0, start - _ROW), start) + 1)
            if folded.find("\t", line, start) >= 0:
                match = _HEADER_IN_LINE.match(folded, line, start)
        unit = None if match is None else self.table.read(match["unit"])
        if match is None or unit is None:
            return None
        worth = read_number("1" + match["mag"])
        return Written(match.start("unit"), match.end("unit"), unit), Decimal(1) if worth is None else worth.value

    # --- shares, halves and ratios ---------------------------------------------------------------------------

    def _fraction(self, folded: str, pos: int) -> Draft | None:
        match = _FRACTION.match(folded, pos)
        if match is None:
            return self._slash(folded, pos)
        whole, part = read_number(match["den"]), read_number(match["num"].lstrip("-负"))
        if whole is None or part is None or whole.value <= 1:
            return None
        decimal = whole.value in (100, 1000, 10_000)
        high, end = part.high, match.end()
        to = _TO.match(folded, end) if decimal else None
        if to is not None and (second := self._second_share(folded, to.end(), match["den"])) is not None:
            high, end = second

        def percent(value: Decimal) -> Decimal:
            share = EXACT.divide(EXACT.multiply(value, _HUNDRED), whole.value)
            return share if decimal else share.quantize(_CENT, context=EXACT)

        sign = -1 if match["num"][0] in "-负" else 1
        step = percent(part.step) if decimal else _CENT
        draft = _share(pos, end, percent(part.value * sign), step, "fraction")
        draft.high, draft.inner = None if high is None else percent(high), part.bound
        return draft

    def _second_share(self, folded: str, pos: int, whole: str) -> tuple[Decimal, int] | None:
        """The upper end behind 百分之四至: 百分之五, or 五 alone."""
        match = _FRACTION.match(folded, pos)
        if match is not None:
            reading = read_number(match["num"]) if match["den"] == whole else None
            return None if reading is None else (reading.value, match.end())
        amount = self._amount(folded, pos)
        if amount is None or amount.ends_in_magnitude or self._unit_of(folded, amount) is not None:
            return None
        return amount.reading.value, amount.end

    def _slash(self, folded: str, pos: int) -> Draft | None:
        """1/10; not a date, a page of pages or a part of a name."""
        match = _SLASH.match(folded, pos)
        before = folded[pos - 1 : pos]
        if match is None or (before.isascii() and (before.isalnum() or before in tuple("./-+"))):
            return None
        top, bottom = Decimal(match["top"]), Decimal(match["bottom"])
        if not 0 < top < bottom:
            return None
        value = EXACT.divide(EXACT.multiply(top, _HUNDRED), bottom).quantize(_CENT, context=EXACT)
        return _share(pos, match.end(), value, _CENT, "fraction")

    def _tenths(self, folded: str, pos: int) -> Draft | None:
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
        draft = _share(pos, match.end(), EXACT.multiply(low.value, worth), EXACT.multiply(low.step, worth), "tenths")
        if discount:
            draft.value, draft.step = EXACT.add(draft.value, high.value), Decimal(1)
        elif match["high"]:
            draft.high = EXACT.multiply(high.value, _TENTH)
        if match["more"]:
            more = read_number(match["more"])
            draft.value = EXACT.add(draft.value, Decimal(5) if more is None else more.value)
            draft.step = Decimal(1)
        return draft

    def _half(self, folded: str, pos: int) -> Draft | None:
        """半年, 半个月; 上半年 is a time, 大半年 vague."""
        match = _HALF_UNIT.match(folded, pos)
        unit = None if match is None else self.table.read(match["unit"])
        if match is None or unit is None or folded[pos - 1 : pos] in tuple("上下多大过各每前后"):
            return None
        draft = Draft(pos, match.end(), Decimal("0.5"), Decimal("0.5"), "half", number=(pos, pos + 1))
        draft.measured_in(Written(match.start("unit"), match.end("unit"), unit))
        return draft

    def _ratio(self, place: Place, pos: int) -> Draft | None:
        """2.9∶1 is 2.9 with the unit ∶1; 3∶2 is 1.5. A clock time is none."""
        match = _RATIO.match(place.folded, pos)
        if match is None or place.folded[pos - 1 : pos] in (":", "."):
            return None
        first, second = Decimal(match["a"]), Decimal(match["b"])
        sign = place.text[match.end("a") : match.start("b")].strip()
        cue = self._ratio_cue.search(place.folded, max(0, pos - 24), pos)
        named = sign == "∶" or cue is not None or match["b"] == "1" or "." in match.group()
        if not named or first == 0 or second == 0:
            return None
        step = Decimal(1).scaleb(int(first.as_tuple().exponent), EXACT)
        draft = Draft(pos, match.end(), first, step, "ratio", kind="ratio", number=match.span("a"))
        if second == 1:
            draft.place = (match.end("a"), match.end())
        else:
            draft.value = EXACT.divide(first, second).quantize(_CENT, context=EXACT)
            draft.step, draft.number = _CENT, match.span()
        return draft

    def bare(self, place: Place, pos: int) -> Mention | None:
        """The value of a number that nothing explains; a Chinese one must stand apart from other letters."""
        folded = place.folded
        amount = amount_at(folded, pos)
        if amount is None:
            return None
        if not amount.arabic:
            if len(amount.written) < 2 and (amount.start > 0 or amount.end < len(folded)):
                return None
            apart = not _LETTER.match(folded, amount.end) and not _LETTER.match(folded[pos - 1 : pos].strip("负"))
            if not apart or folded[amount.end : amount.end + 1] in ("、", ")"):
                return None
        reading = amount.reading
        draft = Draft(pos, amount.end, reading.value, reading.step, "unexplained", reading.high, inner=reading.bound)
        between = _TO.match(folded, amount.end) if amount.arabic else None
        second = amount_at(folded, between.end()) if between else None
        if second is not None and second.arabic and reading.value < second.reading.value:
            self._stretch(draft, amount, second)
            draft.end = second.end
        self._take_sign(folded, draft, pos)
        return replace(self._close(place, draft), category="other", note="unexplained")

    # --- the finished mention --------------------------------------------------------------------------------

    def _close(self, place: Place, draft: Draft) -> Mention:
        folded, text, start, end = place.folded, place.text, draft.start, draft.end
        before, outer_start = self._bounds.before(folded, start)
        if before is None:
            before = self._bounds.at_distance(folded, start, draft.kind)
        behind = end + 3 if draft.kind == "money" and folded.startswith("人民币", end) else end
        after, outer_end = self._bounds.after(folded, behind, draft.kind)
        unit = draft.form
        if unit is None:
            unit = "" if draft.place is None else intern("".join(text[draft.place[0] : draft.place[1]].split()))
        quantity = _quantity(
            text=text[start:end],
            span=Span(start, end),
            value=tidy(draft.value),
            high=None if draft.high is None else tidy(draft.high),
            unit=unit,
            unit_id=draft.unit_id,
            kind=draft.kind,
            bound=joined(before, after, draft.inner),
            step=tidy(draft.step),
            number=Span(*(draft.number or (start, end))),
            unit_span=None if draft.place is None else Span(*draft.place),
        )
        category, note = self._category(folded, draft, before, outer_end)
        return Mention(start, end, category, note, quantity, outer_start, outer_end)

    def _category(self, folded: str, draft: Draft, before: Bound | None, outer_end: int) -> tuple[Category, str]:
        """A number that only qualifies the noun behind it is no metric: 万吨级码头, 12英寸晶圆, 3岁以下婴幼儿."""
        if folded[draft.end : draft.end + 1] == "级" and folded[draft.end + 1 : draft.end + 2] != "别":
            return "qualifier", "grade"
        if folded[draft.start - 1 : draft.start] == "每":
            return "qualifier", "per"
        if draft.kind == "duration" and folded.endswith(("连续", "连年", "接连"), max(0, draft.start - 4), draft.start):
            return "qualifier", "streak"
        if any(matcher(noun)(folded, outer_end) for noun in self._qualifiers.get(draft.unit_id or "", ())):
            return "qualifier", "qualifier"
        measured = draft.place is not None and draft.kind != "count" and before is None
        alone = measured and draft.number is not None and _BARE_MAGNITUDE.match(folded, *draft.number)
        if alone and _LETTER.match(folded, outer_end):
            return "qualifier", "grade"
        return "metric", draft.note


def _add_coins(folded: str, draft: Draft, last: Decimal) -> None:
    """元 followed by 角 and 分 is one amount: 123元1角1分. `last` is what the unit so far is worth in 元."""
    unit = last
    while (coin := _COIN.match(folded, draft.end)) is not None and _COINS[coin["unit"]] < last:
        reading = read_number(coin["n"])
        if reading is None:
            return
        last = _COINS[coin["unit"]]
        draft.step = EXACT.divide(last, unit)
        draft.value = EXACT.add(draft.value, EXACT.multiply(reading.value, draft.step))
        draft.end = coin.end()
    loose = _LOOSE_COIN.match(folded, draft.end)
    if loose is not None and (reading := read_number(loose["n"])) is not None:
        draft.value = EXACT.add(draft.value, EXACT.multiply(reading.value, _COINS["角"]))
        draft.step, draft.end = _COINS["角"], loose.end()


def _is_cell(folded: str, start: int, end: int) -> bool:
    """Whether a number fills a cell of a table row."""
    before, after = folded[start - 1 : start], folded[end : end + 1]
    return (before == "\t" and after in ("\t", "\n", "")) or (after == "\t" and before in ("\n", "", "\t"))
