"""Reads a number in place with the unit behind it and the currency and the sign in front."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from report_parser.numerals.amounts import Amount, amount_at, spaced_amount_at
from report_parser.numerals.chinese import read_number
from report_parser.numerals.draft import Written
from report_parser.numerals.rules import Surroundings
from report_parser.numerals.tries import Longest, words_pattern
from report_parser.numerals.units import UnitTable

# A dash is a minus sign only where nothing else can stand: 同比—15.2%, (—4.2%).
_SIGN = re.compile(r"(?:-|负的?|零下|(?<=[比(])—)\Z")
SIGN_ENDS = frozenset("-—负的下")
# 减负, 担负, 正负: no sign, but the end of a word.
_NO_SIGN_BEHIND = frozenset("减担背肩抱辜胜自正身重欠不亏轻增包互盈")
# 增长.5个百分点: a share may be written without its 0; any other point in front of a number ends a sentence.
_POINTED = re.compile(r"(?<![0-9A-Za-z.)])\.(?P<digits>[0-9]{1,6}+)(?= ?(?:[%‰]|个? ?百分点))")
# A year or a month in front of a hyphen makes it one (2021年-2025年), unless something is compared with it.
_THAN = re.compile(r"[比较](?:上|去|前)一?[年月]\Z")
_ONE_EACH = re.compile(r"[百千万亿]一\Z")
_SEVERAL = re.compile("分别|依次|各为|各是")
_AND = re.compile(" ?[、和及与]")
_SIGNS = frozenset("¥$€£")
_STOP = re.compile(r"[,。;:!?！？、)\n]|\Z")
_LONG = 16  # how far back a word announces a list


class NumberReader:
    """Numbers and units in place, compiled from the table of units and the words around numbers."""

    def __init__(self, table: UnitTable, words: Mapping[str, Any]) -> None:
        self.table = table
        self._currency = re.compile(f"(?P<u>{words_pattern(table.symbols)})[ :]{{0,2}}\\Z")
        self.currency_ends = frozenset(" :") | {form[-1] for form in table.symbols}
        self._behind_yuan = Longest(form for form in table.symbols if not form.isascii() and len(form) > 1)
        self._money_near = re.compile("|".join(words["cues"]["money"]))
        self._funds_before = re.compile("|".join(words["cues"]["funds"]))

    def amount(self, place: Surroundings, pos: int) -> Amount | None:
        """The number that begins at `pos`, or None; a longer one across blanks where a unit follows it."""
        folded = place.folded
        pointed = _POINTED.match(folded, pos - 1) if pos and folded[pos - 1] == "." else None
        if pointed is not None and (reading := read_number("0" + pointed.group())) is not None:
            return Amount(pos - 1, pointed.end(), reading, pointed.group(), True)
        amount = amount_at(folded, pos)
        if amount is None:
            return None
        if not amount.arabic:
            return self._without_each(folded, amount) if amount.written[-1] == "一" else amount
        if "," in amount.written and self._is_list(place, amount):
            return amount_at(folded, pos, pos + amount.written.index(","))
        spaced = spaced_amount_at(folded, pos, amount.end)
        if spaced is not None and (spaced.ends_in_magnitude or self.table.find(folded, spaced.end, han=False)):
            return spaced
        return amount

    def _without_each(self, folded: str, amount: Amount) -> Amount | None:
        """两万 of 两万一年, 三千 of 三千一亩: what one year or one 亩 costs."""
        if _ONE_EACH.search(amount.written) is None:
            return amount
        found = self.table.find(folded, amount.end, han=True)
        unit = None if found is None else self.table.read(folded[found[0] : found[1]])
        each = folded[amount.end : amount.end + 1] == "月" or (unit is not None and unit.kind != "money")
        return amount_at(folded, amount.start, amount.end - 1) if each else amount

    def _is_list(self, place: Surroundings, amount: Amount) -> bool:
        """True if full-width commas part the members of a list (300，450，600万元), no thousands (1，203，450元)."""
        folded, text = place.folded, place.text
        commas = text.count("，", amount.start, amount.end)
        if not commas or "." in amount.written:
            return False
        if text[amount.start - 1 : amount.start] == "，" and folded[amount.start - 2 : amount.start - 1].isdigit():
            return True
        unit, currency = self.unit(folded, amount), self.currency_before(folded, amount.start)
        if currency is not None and unit is not None and unit.unit.kind == "money" and unit.unit.id != currency.unit.id:
            return True
        announced = _SEVERAL.search(folded, max(0, amount.start - _LONG), amount.start) is not None
        if commas > 1:
            return announced or amount.ends_in_magnitude
        return announced and not _AND.match(folded, amount.end if unit is None else unit.end)

    def unit(self, folded: str, amount: Amount) -> Written | None:
        """The unit directly behind a number, or None; a broken line may stand between them."""
        broken = amount.arabic and folded[amount.end : amount.end + 1] == "\n"
        # 九点六分, 十点五度: what no part of a word can be in front of 点 and digits.
        found = self.table.find(folded, amount.end + broken, han=not amount.arabic and "点" not in amount.written)
        if found is None:
            return None
        form = folded[found[0] : found[1]]
        unit = self.table.read(form)
        if unit is None or (broken and unit.kind == "count" and len(form) == 1 and form != "人"):
            return None
        written = Written(*found, unit)
        return self._currency_behind(folded, written) if unit.id == "CNY" and form == "元" else written

    def _currency_behind(self, folded: str, yuan: Written) -> Written:
        """The currency that is named behind 元: 2亿元港币, 300万元(美元)."""
        bracket = folded[yuan.end : yuan.end + 1] == "("
        end = self._behind_yuan.end(folded, yuan.end + bracket)
        unit = self.table.read(folded[yuan.end + bracket : end]) if end else None
        if unit is None or unit.id == "CNY" or (bracket and folded[end : end + 1] != ")"):
            return yuan
        return Written(yuan.start, yuan.end, unit) if bracket else Written(yuan.end, end, unit)

    def currency_before(self, folded: str, start: int) -> Written | None:
        """The currency in front of a number (￥20, 美元1,250), or None; one behind a number is that one's."""
        if folded[start - 1 : start] not in self.currency_ends:
            return None
        match = self._currency.search(folded, max(0, start - 8), start)
        if match is None or (folded[match.start() - 1 : match.start()].isdigit() and match["u"] not in _SIGNS):
            return None
        unit = self.table.read(match["u"])
        return None if unit is None else Written(match.start("u"), match.end("u"), unit)

    def sign_before(self, folded: str, start: int) -> int | None:
        """Where the minus sign in front of a number begins, or None; a hyphen behind a number or letter is none."""
        if folded[start - 1 : start] not in SIGN_ENDS:
            return None
        match = _SIGN.search(folded, max(0, start - 2), start)
        if match is None:
            return None
        before = folded[match.start() - 1 : match.start()]
        if match.group() == "-":
            hyphen = before and ((before.isascii() and before.isalnum()) or before in "-%)年月日")
            than = before in ("年", "月") and _THAN.search(folded, max(0, match.start() - 5), match.start())
            return None if hyphen and not than else match.start()
        return None if match.group()[0] == "负" and before in _NO_SIGN_BEHIND else match.start()

    def is_money(self, folded: str, amount: Amount, end: int) -> bool:
        """True if the words around a number without a unit tell that it is money: 产值突破万亿, 奖励资金4781万.

        万 counts much besides money: there only words for funds tell, and no noun may follow.
        """
        near = max(0, amount.start - _LONG)
        if "亿" in amount.written:
            return self._money_near.search(folded, near, min(len(folded), end + 4)) is not None
        alone = "万" in amount.written and _STOP.match(folded, end) is not None
        return alone and self._funds_before.search(folded, near, amount.start) is not None
