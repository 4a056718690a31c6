"""What stands in a cell: a figure, a time, a unit, words, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import regex

from report_parser.models import Span
from report_parser.numerals.mention import Mention
from report_parser.tables.units import StatedUnit, Units

ContentKind = Literal["empty", "figure", "year", "time", "unit", "text"]

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3}){1,6}(?:\.[0-9]{1,10})?|[0-9]{1,18}(?:\.[0-9]{1,10})?"
_NOTE = r" {0,2}(?:[①-⑳*※#]{1,2}|\[[0-9]{1,2}\]|\(注?[0-9]{1,2}\)|注[0-9]{0,2})"
_FIGURE = regex.compile(rf"(?P<sign>[-+−负]?) {{0,2}}(?P<number>{_NUMBER})(?: ?(?P<percent>[%‰]))?(?:{_NOTE})?")
_MEASURED = regex.compile(rf"(?P<sign>[-+−负]?) {{0,2}}(?P<number>{_NUMBER}) ?(?P<unit>\p{{Han}}{{2,8}})(?P<percent>)")
_NOTHING = regex.compile(r"[-—–…·.*/×xX_\s]{0,8}|无|\(?空\)?|——|N/?A")
_YEAR = regex.compile("(?:19|20)[0-9]{2}")
_DIGIT = regex.compile("[0-9]")
_CHANGED = regex.compile(r"(?P<verb>增长|上升|提高|增加|上涨|下降|减少|降低|下跌|回落) {0,2}")
_FALLS = frozenset({"下降", "减少", "降低", "下跌", "回落"})


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell holds. Of a figure: its number with its sign, where it stands, and its sign of percent.

    `mention` is the entry of the scan where the cell states more than a number (13.61亿吨, 2017年), `unit` a unit
    behind it that no table of units knows (15.7万重量箱). `falls` is set where the word of a change stands before it
    (下降2.1%).
    """

    kind: ContentKind
    span: Span | None = None
    value: Decimal | None = None
    percent: str = ""
    mention: Mention | None = None
    unit: StatedUnit | None = None
    falls: bool | None = None


_EMPTY, _TEXT, _UNIT = Content("empty"), Content("text"), Content("unit")


def read(folded: str, span: Span, mentions: Sequence[Mention], units: Units) -> Content:
    """What the cell at `span` holds; `mentions` are the entries of the scan inside it."""
    text = span.of(folded)
    if _NOTHING.fullmatch(text):
        return _EMPTY
    if (hit := _FIGURE.fullmatch(text)) is not None:
        return _figure(span, hit)
    if not _DIGIT.search(text):
        return (
            _UNIT if units.read("".join(text.split())) is not None else _covered(folded, span, mentions, digits=False)
        )
    covered = _covered(folded, span, mentions, digits=True)
    if covered.kind == "text" and (hit := _MEASURED.fullmatch(text)) is not None:
        unit = units.magnified(hit["unit"])  # 15.7万重量箱
        return covered if unit is None else replace(_figure(span, hit), unit=unit)
    return covered


def _figure(span: Span, hit: regex.Match[str]) -> Content:
    place = Span(span.start + hit.start(), span.start + hit.end("percent" if hit["percent"] else "number"))
    value = Decimal(hit["number"].replace(",", ""))
    value = -value if hit["sign"] in ("-", "−", "负") and value else value
    kind: ContentKind = "year" if _YEAR.fullmatch(hit[0]) else "figure"
    return Content(kind, place, value, hit["percent"] or "")


def _covered(folded: str, span: Span, mentions: Sequence[Mention], *, digits: bool) -> Content:
    """A cell that one entry of the scan fills: a time, or a quantity with its unit.

    A number without `digits` (一, 十二) counts rows and measures nothing.
    """
    if len(mentions) != 1:
        return _TEXT
    mention = mentions[0]
    if mention.period is not None and mention.category != "metric":
        whole = mention.start == span.start and mention.end == span.end
        return Content("time", span, mention=mention) if whole else _TEXT
    quantity = mention.quantity
    if quantity is None or not digits or mention.outer_end != span.end:
        return _TEXT
    before = folded[span.start : mention.outer_start]
    if not before.strip():
        return Content("figure", quantity.span, quantity.value, mention=mention)
    verb = _CHANGED.fullmatch(before)
    if verb is None:
        return _TEXT
    return Content("figure", quantity.span, quantity.value, mention=mention, falls=verb["verb"] in _FALLS)
