"""Numbers written with blanks between their characters: 百 分 之 二, 六 点 五 成, 一百 五 十个百分点.

Text that was set wide, or copied out of a PDF, has them. They are left out of the copy that the scan reads, and its
spans are put back, so that no rule has to allow for blanks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from report_parser.models import Quantity, Span
from report_parser.numerals.chinese import read_number
from report_parser.numerals.mention import Mention
from report_parser.structure.flow import Places

_DIGIT = "[〇零一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_NUMERAL = "[〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟余几]"
_BLANK = " {0,8}"
_BREAK = r"[ \n]{0,8}"  # 分之 goes on behind the end of a line whatever that line is
_WHOLE = rf"{_NUMERAL}(?:{_BLANK}{_NUMERAL}){{0,23}}+"
_POINT = rf"(?:{_BREAK}点{_BREAK}{_DIGIT}(?:{_BLANK}{_DIGIT}){{0,11}}+)"
_DECIMAL = rf"{_WHOLE}{_POINT}?+"
# What is one number wherever blanks stand in it …
_SURE = re.compile(
    rf"(?:[0-9]{{1,6}}|{_WHOLE}){_BREAK}分{_BREAK}之{_BREAK}(?:负{_BLANK})?(?:[0-9]|{_DECIMAL})"
    rf"|(?:[0-9.,]{{1,9}}+|{_DECIMAL}){_BLANK}个?{_BLANK}百{_BLANK}分{_BLANK}点(?!名)"
    rf"|{_WHOLE}{_POINT}|{_DECIMAL}{_BLANK}[成折](?!立)"
    rf"|(?<![0-9.])[1-9](?:\.[0-9])?{_BLANK}[0-9]?{_BLANK}折(?![叠旧合线算])"
    rf"|(?<![0-9.])[1-9](?:\.[0-9])?{_BLANK}成(?=[,。;、)\n左以多的]|\Z)"
)
# … and what may be one, or two that stand side by side (一 二 三).
_MAY_BE = re.compile(_WHOLE)
_LARGE = frozenset("十百千万亿拾佰仟")
# What shows at once that a text has no such number: a blank behind a part of one, in front of what goes on with it.
_NUMERALS = _NUMERAL[1:-1]
_GAP = r"[ \n]{1,8}"
_GAPS = re.compile(rf"[{_NUMERALS}分点之0-9]{_GAP}[{_NUMERALS}点成折分个之0-9]")
_SOME = re.compile(
    rf"{_NUMERAL}{_GAP}[{_NUMERALS}点成折分个]|[分点]{_GAP}[{_NUMERALS}之]|之{_GAP}[{_NUMERALS}0-9]"
    rf"|[0-9]{_GAP}(?:分{_BLANK}之|个?{_BLANK}百{_BLANK}分|[0-9]?{_BLANK}[成折])"
)


Scan = Callable[[str, str, int | None, Sequence[tuple[int, int]]], list[Mention]]


def scan(read: Scan, folded: str, text: str, year: int | None, headings: Sequence[tuple[int, int]]) -> list[Mention]:
    r"""The mentions that `read` finds in a text as if its numbers were not spread.

    >>> def read(folded, text, year, headings):
    ...     return [Mention(folded.index("百分之二"), folded.index("百分之二") + 4, "metric", "money")]
    >>> mention, = scan(read, "占百 分 之 二", "占百 分 之 二", None, [])
    >>> (mention.start, mention.end)
    (1, 8)
    """
    gaps = blanks(folded)
    if not gaps:
        return read(folded, text, year, headings)
    places = Places(len(folded), [(at, at + 1) for at in gaps])
    found = read(places.join(folded), places.join(text), year, [(places.into(a), places.into(b)) for a, b in headings])
    return [_put_back(places, text, mention) for mention in found]


def blanks(folded: str) -> list[int]:
    """The places of the blanks inside numbers.

    >>> blanks("占百 分 之 二"), blanks("栏次 一 二 三"), blanks("三千 八百元")
    ([2, 4, 6], [], [2])
    """
    if not any(_SOME.match(folded, gap.start()) for gap in _GAPS.finditer(folded)):
        return []
    sure = [match.span() for match in _SURE.finditer(folded)]
    maybe = [match.span() for match in _MAY_BE.finditer(folded) if _is_one(match.group())]
    return sorted({at for start, end in (*sure, *maybe) for at in range(start, end) if folded[at] in " \n"})


def _is_one(written: str) -> bool:
    """True if numerals with blanks between them are one number: it has a magnitude, and names no range (八 九百)."""
    if " " not in written or _LARGE.isdisjoint(written):
        return False
    reading = read_number("".join(written.split()))
    return reading is not None and reading.high is None


def _put_back(places: Places, text: str, mention: Mention) -> Mention:
    """The mention with the places that it has in the text itself."""
    inner = places.back(Span(mention.start, mention.end))
    outer = places.back(Span(mention.outer_start, mention.outer_end))
    return replace(
        mention,
        start=inner.start,
        end=inner.end,
        outer_start=outer.start,
        outer_end=outer.end,
        quantity=None if mention.quantity is None else _quantity(places, text, mention.quantity),
    )


def _quantity(places: Places, text: str, quantity: Quantity) -> Quantity:
    """The quantity with the places and the words that it has in the text itself."""
    span = places.back(quantity.span)
    unit = quantity.unit_span
    return quantity.model_copy(
        update={
            "span": span,
            "text": span.of(text),
            "number": places.back(quantity.number),
            "unit_span": None if unit is None else places.back(unit),
        }
    )
