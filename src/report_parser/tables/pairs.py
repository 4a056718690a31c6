"""Keys and values in lines: 合同金额：86.5万元；付款比例：30%. Each value is named by the key before its colon, or one
that states its unit in brackets (营业收入（百万元）12.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from report_parser.models import Quantity, Span
from report_parser.numerals.mention import Mention
from report_parser.tables import heads
from report_parser.tables.heads import Head
from report_parser.tables.units import Units

_KEY = regex.compile(r"(?:^|[;,、。 \t|])(?:其中[:,]?)?(?P<key>[\p{Han}A-Za-z()“”/·]{2,24}+) ?(?P<sign>:?) ?$")
_END = regex.compile(r" {0,2}(?:[;,、。\n|\t]|$)| {1,4}(?=[\p{Han}(“])")
_NOTHING = regex.compile("其中|如下|分别|例如|比如|注|备注|说明|包括|一是")
_REACH = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """A value with the place of its key, what the key says, and the line that both stand on.

    `found` is the entry of the scan that the value was read from: the same, or one that took a word too many.
    """

    found: Mention
    mention: Mention
    key: Span
    head: Head
    line: Span


def find(folded: str, text: str, mentions: Sequence[Mention], units: Units) -> Iterator[Pair]:
    """The values that keys name: two or more on a line, or one that fills its line.

    `mentions` are the entries of the scan outside of tables, in order.
    """
    times = [mention for mention in mentions if mention.period is not None]
    line: list[Pair] = []
    for mention in mentions:
        pair = _pair(folded, text, mention, times, units)
        if line and mention.start >= line[0].line.end:
            yield from _sure(folded, line)
            line = []
        if pair is not None:
            line.append(pair)
    yield from _sure(folded, line)


def _pair(folded: str, text: str, mention: Mention, times: Sequence[Mention], units: Units) -> Pair | None:
    """The pair that a number is the value of, or None."""
    if mention.quantity is None or mention.category not in ("metric", "other"):
        return None
    negative = folded[mention.start - 1 : mention.start] in ("-", "−")
    first = mention.start - 1 if negative else mention.outer_start
    if folded[max(0, first - 2) : first].rstrip()[-1:] not in (":", ")"):
        return None
    start = folded.rfind("\n", 0, first) + 1
    begin = max(start, first - _REACH)
    hit = _KEY.search(folded[begin:first])
    if hit is None or (hit.start("key") == 0 < begin - start) or _NOTHING.fullmatch(hit["key"]):
        return None
    key = Span(begin + hit.start("key"), begin + hit.end("key"))
    inside = [time for time in times if key.start <= time.start and time.end <= key.end]
    head = heads.read(folded, key, inside, units)
    after, unit = mention.quantity.number.end, mention.quantity.unit_span
    attached = unit is not None and unit.start >= after and not folded[after : after + 1].isspace()
    if not hit["sign"] and (head.unit is None or attached):  # 其中村(社区)1187个: the bracket is no unit
        return None
    value = _value(text, mention, mention.quantity, head, first if negative else None)
    if _END.match(folded, value.outer_end) is None:
        return None
    end = folded.find("\n", value.outer_end)
    return Pair(mention, value, key, head, Span(start, len(folded) if end < 0 else end))


def _value(text: str, mention: Mention, quantity: Quantity, head: Head, sign: int | None) -> Mention:
    """The number with the sign that stands at `sign`, and without a word behind a blank where the key states the unit:
    that word is the next key (户数).
    """
    number = quantity.number
    digits = number.of(text).replace(",", "")
    loose = head.unit is not None and text[number.end : number.end + 1].isspace() and mention.end > number.end
    if loose and digits.replace(".", "", 1).isdecimal():
        value = Decimal(digits)
        quantity = Quantity(
            text=number.of(text), span=number, value=value, step=Decimal(1).scaleb(int(value.as_tuple().exponent)),
            number=number,
        )  # fmt: skip
    if sign is not None:
        span = Span(sign, quantity.span.end)
        quantity = quantity.model_copy(update={"span": span, "text": span.of(text), "value": -quantity.value})
    if quantity is mention.quantity:
        return mention
    start, end = quantity.span.start, quantity.span.end
    return Mention(start, end, mention.category, mention.note, quantity)


def _sure(folded: str, line: Sequence[Pair]) -> Iterator[Pair]:
    """The pairs of a line where it is one of pairs: several, or one and nothing else."""
    if not line:
        return
    alone = folded[line[0].line.start : line[0].key.start] + folded[line[-1].mention.outer_end : line[0].line.end]
    if len(line) > 1 or not alone.strip(" \t;,。"):
        yield from (pair for pair in line if pair.head.words.text and pair.head.change is None)
