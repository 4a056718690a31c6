"""Reads one quantity at a place: a number, its unit, the second end of a range, the bounds around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from sys import intern
from typing import Any, NamedTuple

from report_parser.models import Bound, Category, Kind, Quantity, Span, made
from report_parser.numerals.amounts import HAN_DIGIT, Amount, amount_at
from report_parser.numerals.bounds import Bounds, joined
from report_parser.numerals.chinese import EXACT, FINANCIAL, read_number, tidy
from report_parser.numerals.draft import QuantityDraft, Written, share
from report_parser.numerals.mention import Mention
from report_parser.numerals.reader import SIGN_ENDS, NumberReader
from report_parser.numerals.rules import Surroundings
from report_parser.numerals.shares import TO, Shares
from report_parser.numerals.tries import Longest, matcher, words_pattern
from report_parser.numerals.units import UnitTable

_LINK = re.compile(r" ?[、和及与或/] ?|(?<=[0-9]),(?=[0-9])")
# What the next end of a range and the next member of a list begin with.
_TO_BEGINS = frozenset(" (至到-~—")
_LINK_BEGINS = frozenset(" 、和及与或/,")
_GOES_ON = _TO_BEGINS | _LINK_BEGINS
# 两年半, 三斤半: half a unit more.
_AND_HALF = re.compile("半(?![径岛导成年天夜月以数])")
_NO_HALVES = ("count", "percent", "percentage_point", "ratio")
_COIN = re.compile(rf"(?P<n>[0-9]{{1,2}}+|[{HAN_DIGIT}壹贰叁肆伍陆柒捌玖])(?P<unit>[角毛分])(?![之布别类公钟])")
_COIN_UNITS = {"CNY": Decimal(1), "jiao": Decimal("0.1")}
# 三块五: the unit of the last digit is not said.
_LOOSE_COIN = re.compile(rf"(?<=块)(?P<n>[0-9{HAN_DIGIT}])(?![0-9{HAN_DIGIT}.十百千万亿\u4e00-\u9fff])")
_COINS = {"角": Decimal("0.1"), "毛": Decimal("0.1"), "分": Decimal("0.01")}
# What stands behind an amount of money and says nothing more: 元人民币, 圆整.
_MONEY_TAIL = re.compile(r"(?:人民币)?[整正](?=[,。;:、)）（(\s]|\Z)|人民币")
_HEADER = r"\((?:单位:)?(?P<mag>[十百千万亿]{0,3})(?P<unit>[^()\n\t]{1,12})\)"
_HEADER_IN_FRONT = re.compile(rf"{_HEADER}[\t :]*\Z")
_HEADER_IN_LINE = re.compile(rf".*{_HEADER}", re.DOTALL)
_BARE_MAGNITUDE = re.compile(r"[百千万亿]+\Z")
_AND_A_HALF = re.compile("半(?P<unit>月|小时|钟头|学期)")
_LETTER = re.compile(r"[\u4e00-\u9fff]")
# What a number without a unit stands in front of when it is said whole (两万三。).
_STOP = re.compile(r"[,。;:!?！？、)\n]|\Z")
# What makes a Chinese numeral a number that counts, and no part of a word: a digit and a magnitude in either order.
_COUNTING = re.compile(
    "[一二两三四五六七八九壹贰叁肆伍陆柒捌玖几半][十百千万亿拾佰仟]|[十百千万亿拾佰仟][一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
)
# 由5%降至零: the state before.
_FROM = re.compile("[由从](?P<state>[0-9][^,。;]{0,10})[至到为]\\Z")
_TERM = re.compile(r"[0-9.]+")
_EACH_ONE = re.compile("一(?:[年月天亩人户次套台间张]|个月)")
# 两千八, 一万五: said without the last magnitude, as only amounts are.
_SHORT = re.compile("[千万][一二三四五六七八九]\\Z")
_SAID_WHOLE = 1_000  # 三五, 二百五 may be no number; three thousand is one
_NO_YEARS = 1_000  # so many years are a date
_SENTENCE = 60  # how far back a change without a unit looks for what changed
_ROW = 200  # how far back in its row a number looks for the unit of the row
_CUE = 16  # how far back a number without a unit looks for what it measures
_quantity = made(Quantity)


class _End(NamedTuple):
    """The upper end of a range: the number, the unit behind it, and its value with its sign."""

    amount: Amount
    unit: Written | None
    value: Decimal


class Measure:
    """The grammar of quantities, compiled from the tables of units and of words."""

    def __init__(self, table: UnitTable, words: Mapping[str, Any]) -> None:
        self.table = table
        self._reader = NumberReader(table, words)
        self._shares = Shares(self._reader, words, self._names_ratio)
        self._bounds = Bounds(words)
        self._noun = Longest(table.nouns)
        cues = words["cues"]
        states = f"(?:[由从][0-9.]{{1,8}})?(?:{words_pattern(cues['states'])} ?)?约?\\Z"
        self._ratio_cue = re.compile(words_pattern(cues["ratio"]) + states)
        self._index_cue = re.compile(words_pattern(cues["index"]) + states)
        named = f"(?:(?P<ratio>{words_pattern(cues['ratio'])})|{words_pattern(cues['index'])})"
        self._indexed = re.compile(f"{named}(?:{words_pattern(cues['states'])})?约? ?[0-9]")
        self._change_cue = tuple(cues["index_change"])
        self._amount_cue = tuple(cues["amount"])
        self._qualifiers = {
            unit: [rule["before"] for rule in words["qualifier"].values() if unit in rule["units"]]
            for unit in {unit for rule in words["qualifier"].values() for unit in rule["units"]}
        }
        stop = words["stop"]
        self._not_behind = frozenset(stop["behind"])
        self._one_behind = tuple(stop["one_behind"])

    def read(self, place: Surroundings, pos: int) -> Mention | None:
        """The quantity that begins at `pos`, or None if what stands there measures nothing."""
        draft = self._shares.read(place, pos)
        if draft is not None and draft.kind == "percent":
            self._take_sign(place.folded, draft, pos)
        draft = draft or self._measured(place, pos)
        return None if draft is None else self._close(place, draft)

    def _names_ratio(self, place: Surroundings, pos: int) -> bool:
        """True if the words in front of a place name a ratio (收入比为)."""
        return self._ratio_cue.search(place.folded, max(0, pos - 24), pos) is not None

    # --- a number with a unit --------------------------------------------------------------------------------

    def _measured(self, place: Surroundings, pos: int) -> QuantityDraft | None:
        """The quantity of a number: its unit stands behind it, in front, in the last member of a list, or nowhere."""
        folded, reader = place.folded, self._reader
        first = reader.amount(place, pos)
        if first is None:
            return None
        written = reader.unit(folded, first)
        if written is None and first.written == "零":
            return self._zero(place, first)
        if written is None and not first.arabic and not self._may_go_on(folded, first):
            return None
        reading, last = first.reading, first
        draft = QuantityDraft(first.start, first.end, reading.value, reading.step, "quantity", reading.high)
        draft.inner, draft.number = reading.bound, (first.start, first.end)
        if (second := self._second_end(place, first, written)) is not None:
            last, unit = second.amount, second.unit
            written = unit if written is None else written
            _stretch(draft, first, last)
            draft.high, draft.end = second.value, last.end if unit is None else unit.end
        elif written is not None:
            draft.end = written.end
            if written.unit.id in _COIN_UNITS:
                _add_coins(folded, draft, _COIN_UNITS[written.unit.id])
        before = folded[first.start - 1 : first.start]
        if before in reader.currency_ends:
            written = self._with_currency(folded, draft, first, written)
        if last is first and (written is None or written.unit.id == "个"):
            written = self._take_shared(place, draft, first, written)
        if before in SIGN_ENDS:
            self._take_sign(folded, draft, first.start)
        if written is None:
            return self._without_unit(folded, draft, last)
        draft.measured_in(written)
        return self._with_half(folded, draft, first, written) if last is first else draft

    def _with_currency(
        self, folded: str, draft: QuantityDraft, first: Amount, written: Written | None
    ) -> Written | None:
        """The unit of an amount of money whose currency stands in front (¥20, 港币两千元); a sign joins it."""
        currency = self._reader.currency_before(folded, first.start)
        if currency is None or (written is not None and written.unit.kind != "money"):
            return written
        if written is None or not _LETTER.match(folded, currency.start):
            draft.start = currency.start
        draft.lead = currency.start
        if written is None:
            return currency
        return Written(written.start, written.end, currency.unit) if written.unit.id == "CNY" else written

    def _with_half(self, folded: str, draft: QuantityDraft, first: Amount, written: Written) -> QuantityDraft | None:
        """The draft with a half behind its unit (两年半, 一个半月); None for a Chinese numeral that counts nothing."""
        if not first.arabic and not self._counts(folded, first, written):
            return self._and_a_half(folded, draft, written)
        if written.unit.id == "个" and folded[draft.end : draft.end + 1] == "半":
            return self._and_a_half(folded, draft, written) or draft
        if draft.kind not in _NO_HALVES and _AND_HALF.match(folded, draft.end):
            draft.value, draft.step, draft.end = EXACT.add(draft.value, Decimal("0.5")), Decimal("0.5"), draft.end + 1
        return draft

    def _may_go_on(self, folded: str, first: Amount) -> bool:
        """True if a Chinese numeral without a unit can still measure: most are parts of words (统一, 一体)."""
        return (
            first.ends_in_magnitude
            or first.reading.value >= _SAID_WHOLE
            or folded[first.end : first.end + 1] in _GOES_ON
            or self._reader.currency_before(folded, first.start) is not None
        )

    def _and_a_half(self, folded: str, draft: QuantityDraft, written: Written) -> QuantityDraft | None:
        """一个半月 is 1.5 个月."""
        match = _AND_A_HALF.match(folded, written.end) if written.unit.id == "个" else None
        unit = None if match is None else self.table.read("个" + match["unit"])
        if match is None or unit is None:
            return None
        draft.measured_in(Written(written.start, match.end(), unit))
        draft.form, draft.end = "个" + match["unit"], match.end()
        draft.value, draft.step = EXACT.add(draft.value, Decimal("0.5")), Decimal("0.5")
        return draft

    def _second_end(self, place: Surroundings, first: Amount, written: Written | None) -> _End | None:
        """The other end of a range (3—5家, 20万至60万元, -12℃至-5℃), with the unit behind it."""
        folded = place.folded
        end = written.end if written else first.end
        between = TO.match(folded, end) if folded[end : end + 1] in _TO_BEGINS else None
        if between is None:
            return None
        below_zero = folded[between.end() : between.end() + 1] in ("-", "负")
        second = self._reader.amount(place, between.end() + below_zero)
        if second is None or first.reading.high is not None or second.reading.high is not None:
            return None
        unit = self._reader.unit(folded, second)
        if unit is None and (written is not None or not second.ends_in_magnitude):
            return None
        if unit is not None and written is not None and unit.unit.id != written.unit.id:
            return None
        low = first.reading.value if self._reader.sign_before(folded, first.start) is None else -first.reading.value
        high = -second.reading.value if below_zero else second.reading.value
        return _End(second, unit, high) if low < high else None

    def _take_shared(
        self, place: Surroundings, draft: QuantityDraft, first: Amount, written: Written | None
    ) -> Written | None:
        """The unit of a number without one, and its magnitude, as the last member of its list has them.

        12.7个、12个百分点; 3、5万家; 300，450，600万元.
        """
        pos = draft.end
        for _ in range(12):
            link = _LINK.match(place.folded, pos) if place.folded[pos : pos + 1] in _LINK_BEGINS else None
            comma = link is not None and link.group() == ","
            if link is None or (comma and place.text[link.start()] != "，"):
                return written
            following = self._reader.amount(place, link.end())
            if following is None:
                return written
            unit = self._reader.unit(place.folded, following)
            if unit is not None and unit.unit.id == "year" and following.reading.value > _NO_YEARS:
                return written  # 一、2019年工作: a date
            if unit is not None and (unit.unit.kind == "percentage_point" or written is None):
                draft.note = "shared_unit"
                if unit.unit.kind != "percentage_point":
                    draft.times(first.shared_magnitude(following, near=True))
                return unit
            pos = unit.end if unit else following.end
        return written

    def _take_sign(self, folded: str, draft: QuantityDraft, start: int) -> None:
        """The minus sign in front of the number, if there is one."""
        sign = self._reader.sign_before(folded, start)
        if sign is not None:
            draft.value, draft.start = -draft.value, min(draft.start, sign)

    def _counts(self, folded: str, amount: Amount, written: Written) -> bool:
        """True if a Chinese numeral with a unit counts (三家); false for an article or part of a word (一个, 统一)."""
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
            return len(number) > 1
        if (
            _BARE_MAGNITUDE.match(number)
            and written.unit.kind == "count"
            and written.unit.id not in ("个", "名", "件", "项")
        ):
            return written.end - written.start > 1 or self._bounds.before(folded, amount.start)[0] is not None
        return True

    # --- a number without a unit -----------------------------------------------------------------------------

    def _without_unit(self, folded: str, draft: QuantityDraft, last: Amount) -> QuantityDraft | None:
        """The quantity of a number without a unit: told by its row, a word in front or a noun behind; else None."""
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
            if self._reader.is_money(folded, last, end):
                draft.kind = "money"
            draft.note = "bare_magnitude"
            return draft
        if not last.arabic:
            if not self._said_whole(folded, last, end):
                return None
            draft.note = "bare_magnitude"
            return draft
        if self._noun.end(folded, end) and draft.value == draft.value.to_integral_value():
            draft.note = "bare_count"
        elif self._ratio_cue.search(folded, max(0, start - 24), start):
            draft.note, draft.kind = "bare_ratio", "ratio"
            _take_end(folded, draft, last)
        elif self._index_cue.search(folded, max(0, start - 24), start):
            draft.note = "bare_index"
            _take_end(folded, draft, last)
        elif (kind := self._changed(folded, start, end)) is not None:
            draft.note, draft.kind = "bare_change", kind
        elif _is_cell(folded, start, end):
            draft.note = "cell"
        else:
            return None
        return draft

    def _changed(self, folded: str, start: int, end: int) -> Kind | None:
        """The kind of a number without a unit by which an index or a ratio of its sentence changed; None if it is none.

        收入比为2.42，比上年缩小0.03。
        """
        if _STOP.match(folded, end) is None or not folded.endswith(self._change_cue, max(0, start - 5), start):
            return None
        sentence = folded.rfind("。", max(0, start - _SENTENCE), start) + 1 or max(0, start - _SENTENCE)
        named = self._indexed.search(folded, sentence, start)
        return None if named is None else "ratio" if named["ratio"] else "count"

    def _zero(self, place: Surroundings, zero: Amount) -> QuantityDraft | None:
        """零 as a state that is reached, in the unit of the state before it (由5%降至零); else None."""
        folded = place.folded
        before = _FROM.search(folded, max(0, zero.start - _CUE), zero.start)
        if before is None or _STOP.match(folded, zero.end) is None:
            return None
        state = self._reader.amount(place, before.start("state"))
        unit = None if state is None else self._reader.unit(folded, state)
        if unit is None:
            return None
        draft = QuantityDraft(zero.start, zero.end, zero.reading.value, zero.reading.step, "zero", kind=unit.unit.kind)
        draft.unit_id, draft.form = unit.unit.id, place.text[unit.start : unit.end]
        return draft

    def _is_large(self, folded: str, amount: Amount, end: int) -> bool:
        """True if a Chinese number that ends in a magnitude and has no unit states an amount (突破万亿)."""
        if folded[amount.start - 1 : amount.start] in self._not_behind:
            return False
        if amount.reading.value < 10_000 and not _BARE_MAGNITUDE.match(amount.written):  # 三五百, 增加三千, 三千一月
            ranged = amount.reading.high is not None and not _LETTER.match(folded, end)
            return ranged or self._said_whole(folded, amount, end)
        if not _BARE_MAGNITUDE.match(amount.written):
            return folded[end : end + 1] not in tuple("项工户众千里家")
        grade = folded[end : end + 1] == "级"
        return grade or amount.reading.bound != "exact" or self._bounds.before(folded, amount.start)[0] is not None

    def _said_whole(self, folded: str, amount: Amount, end: int) -> bool:
        """True if a Chinese number without a unit is an amount: the clause ends with it (两万三。), or 一年 follows."""
        if folded[amount.start - 1 : amount.start] in self._not_behind:
            return False
        if _EACH_ONE.match(folded, end):
            return True
        if amount.reading.value < _SAID_WHOLE:
            return False
        if _STOP.match(folded, end) is None:
            return False
        if amount.reading.value >= 10_000 or _SHORT.search(amount.written) is not None:
            return True
        return folded.endswith(self._amount_cue, max(0, amount.start - 6), amount.start)

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

    # --- a number that nothing explains ----------------------------------------------------------------------

    def han(self, place: Surroundings, pos: int) -> Mention | None:
        """A Chinese number that nothing explains: with its value where it stands apart, else as a bare entry.

        None for numerals that need not count: a single one, or one without both digits and a magnitude (百色, 三五).
        """
        if (mention := self.bare(place, pos)) is not None:
            return mention
        amount = amount_at(place.folded, pos)
        if amount is None or not _COUNTING.search(amount.written) or place.folded[pos - 1 : pos] in self._not_behind:
            return None
        return Mention(pos, amount.end, "other", "unexplained")

    def bare(self, place: Surroundings, pos: int) -> Mention | None:
        """The value of a number that nothing explains.

        A Chinese one must stand apart from other letters, or end a clause as a number that counts (还有二百五。).
        """
        folded = place.folded
        amount = amount_at(folded, pos)
        if amount is None:
            return None
        if not amount.arabic:
            if _BARE_MAGNITUDE.match(amount.written):
                return None
            if len(amount.written) < 2 and (amount.start > 0 or amount.end < len(folded)):
                return None
            before = folded[pos - 1 : pos]
            apart = not _LETTER.match(before.strip("负")) or (
                before not in self._not_behind and _COUNTING.search(amount.written) is not None
            )
            if not apart or _LETTER.match(folded, amount.end) or folded[amount.end : amount.end + 1] in ("、", ")"):
                return None
        reading = amount.reading
        draft = QuantityDraft(
            pos, amount.end, reading.value, reading.step, "unexplained", reading.high, inner=reading.bound
        )
        if amount.arabic:
            _take_end(folded, draft, amount)
        self._take_sign(folded, draft, pos)
        return replace(self._close(place, draft), category="other", note="unexplained")

    def terms(self, place: Surroundings, start: int, end: int) -> list[Mention]:
        """The terms of a composition (4.7∶40.3∶55.0), each a percentage of its own."""
        found = []
        for match in _TERM.finditer(place.folded, start, end):
            value = Decimal(match.group())
            draft = share(*match.span(), value, Decimal(1).scaleb(int(value.as_tuple().exponent), EXACT), "composition")
            found.append(self._close(place, draft))
        return found

    # --- the finished mention --------------------------------------------------------------------------------

    def _close(self, place: Surroundings, draft: QuantityDraft) -> Mention:
        """The finished mention of a draft: with the bounds around it and with its category."""
        folded, text, start, end = place.folded, place.text, draft.start, draft.end
        before, outer_start = self._bounds.before(folded, start if draft.lead is None else draft.lead)
        if before is None:
            before = self._bounds.at_distance(folded, start, draft.kind)
        rest = _MONEY_TAIL.match(folded, end) if draft.kind == "money" and folded[end : end + 1] in "人整正" else None
        after, outer_end = self._bounds.after(folded, end if rest is None else rest.end(), draft.kind)
        if draft.note == "bare_magnitude" and (each := _EACH_ONE.match(folded, outer_end)) is not None:
            outer_end = each.end()
        if draft.unit_id in self.table.bodies and draft.number is not None and outer_end == end:
            outer_end = draft.number[1]
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

    def _category(
        self, folded: str, draft: QuantityDraft, before: Bound | None, outer_end: int
    ) -> tuple[Category, str]:
        """A number that only qualifies the noun behind it is no metric: 万吨级码头, 12英寸晶圆, 3岁以下婴幼儿."""
        if folded[draft.end : draft.end + 1] == "级" and folded[draft.end + 1 : draft.end + 2] != "别":
            return "qualifier", "grade"
        if folded[draft.start - 1 : draft.start] == "每":
            return "qualifier", "per"
        if draft.kind == "duration" and folded.endswith(("连续", "连年", "接连"), max(0, draft.start - 4), draft.start):
            return "qualifier", "streak"
        for noun in self._qualifiers.get(draft.unit_id or "", ()):
            if matcher(noun)(folded, outer_end):
                return "qualifier", "qualifier"
        measured = draft.place is not None and draft.kind != "count" and before is None
        alone = measured and draft.number is not None and _BARE_MAGNITUDE.match(folded, *draft.number)
        if alone and _LETTER.match(folded, outer_end):
            return "qualifier", "grade"
        return "metric", draft.note


def _stretch(draft: QuantityDraft, first: Amount, last: Amount) -> None:
    """Make a range of a draft; a first number without a magnitude shares the one of the last (20至60万)."""
    draft.times(first.shared_magnitude(last))
    draft.high, draft.note = last.reading.value, "range"
    draft.step = min(draft.step, last.reading.step)
    draft.inner, draft.number = joined(draft.inner, last.reading.bound), (first.start, last.end)


def _take_end(folded: str, draft: QuantityDraft, first: Amount) -> None:
    """The other end of a range without a unit: pH值6.5~8.5."""
    between = TO.match(folded, first.end) if draft.high is None else None
    second = amount_at(folded, between.end()) if between else None
    if second is not None and second.arabic and first.reading.value < second.reading.value:
        note = draft.note
        _stretch(draft, first, second)
        draft.end, draft.note = second.end, note


def _add_coins(folded: str, draft: QuantityDraft, last: Decimal) -> None:
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
    """True if a number fills a cell of a table row."""
    before, after = folded[start - 1 : start], folded[end : end + 1]
    return (before == "\t" and after in ("\t", "\n", "")) or (after == "\t" and before in ("\n", "", "\t"))
