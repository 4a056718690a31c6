"""Keys and values in lines: 合同金额：86.5万元；付款比例：30%. Each value is named by the key before its colon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from report_parser.models import Span
from report_parser.numerals.mention import Mention
from report_parser.tables import heads
from report_parser.tables.heads import Head
from report_parser.tables.units import Units

_KEY = regex.compile(r"(?:^|[;,、。 \t|])(?:其中[:,]?)?(?P<key>[\p{Han}A-Za-z()“”/·]{2,24}+) ?: ?$")
_END = regex.compile(r" {0,2}(?:[;,、。\n|\t]|$)| {1,4}(?=[\p{Han}(“])")
_NOTHING = regex.compile("其中|如下|分别|例如|比如|注|备注|说明|包括|一是")
_REACH = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """A value with the place of its key, what the key says, and the line that both stand on."""

    mention: Mention
    key: Span
    head: Head
    line: Span


def find(folded: str, mentions: Sequence[Mention], units: Units) -> Iterator[Pair]:
    """The values that keys name: two or more on a line, or one that fills its line.

    `mentions` are the entries of the scan outside of tables, in order.
    """
    times = [mention for mention in mentions if mention.period is not None]
    line: list[Pair] = []
    for mention in mentions:
        pair = _pair(folded, mention, times, units)
        if line and mention.start >= line[0].line.end:
            yield from _sure(folded, line)
            line = []
        if pair is not None:
            line.append(pair)
    yield from _sure(folded, line)


def _pair(folded: str, mention: Mention, times: Sequence[Mention], units: Units) -> Pair | None:
    """The pair that a number is the value of, or None."""
    if mention.quantity is None or mention.category not in ("metric", "other"):
        return None
    before = folded[mention.outer_start - 2 : mention.outer_start].rstrip()
    if before[-1:] != ":" or _END.match(folded, mention.outer_end) is None:
        return None
    start = folded.rfind("\n", 0, mention.outer_start) + 1
    begin = max(start, mention.outer_start - _REACH)
    hit = _KEY.search(folded[begin : mention.outer_start])
    if hit is None or (hit.start("key") == 0 < begin - start) or _NOTHING.fullmatch(hit["key"]):
        return None
    key = Span(begin + hit.start("key"), begin + hit.end("key"))
    end = folded.find("\n", mention.outer_end)
    inside = [time for time in times if key.start <= time.start and time.end <= key.end]
    return Pair(mention, key, heads.read(folded, key, inside, units), Span(start, len(folded) if end < 0 else end))


def _sure(folded: str, line: Sequence[Pair]) -> Iterator[Pair]:
    """The pairs of a line where it is one of pairs: several, or one and nothing else."""
    if not line:
        return
    alone = folded[line[0].line.start : line[0].key.start] + folded[line[-1].mention.outer_end : line[0].line.end]
    if len(line) > 1 or not alone.strip(" \t;,。"):
        yield from (pair for pair in line if pair.head.words.text and pair.head.change is None)
