"""The number scan over hard-wrapped text: it reads a copy without the wraps, and its spans are put back.

A wrap may stand inside a number (`4.` / `02亿元`), where no pattern on the text as it stands can tell it from two; and
so may blanks (百 分 之 二). This is the one place where offsets are mapped: it touches mentions only, and only in a
text that has wraps, or blanks inside numbers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from operator import itemgetter

from report_parser.models import Quantity, Span
from report_parser.numerals.mention import Mention
from report_parser.numerals.spread import blanks

# Only a wrap behind a number, or behind the beginning of one, can tear one apart.
_TAIL = re.compile(r"[0-9A-Za-z.,:%／/〇零一二两三四五六七八九十百千万亿几数余多半第分之成约超近逾至到~—–-][ \t\r\n]*$")
_TAIL_REACH = 8
_BLANK = " \t\r\n"

Scan = Callable[[str, str, int | None, Sequence[tuple[int, int]]], list[Mention]]


def scan(
    read: Scan,
    folded: str,
    text: str,
    wraps: Collection[int],
    year: int | None,
    headings: Sequence[tuple[int, int]],
) -> list[Mention]:
    r"""The mentions that `read` finds in a text as if its paragraphs were not wrapped and its numbers not spread.

    >>> def read(folded, text, year, headings):
    ...     return [Mention(folded.index("4.02亿元"), folded.index("4.02亿元") + 6, "metric", "money")]
    >>> mention, = scan(read, "金额4.\n02亿元", "金额4.\n02亿元", [4], None, [])
    >>> (mention.start, mention.end)
    (2, 9)
    """
    wraps = [wrap for wrap in wraps if _TAIL.search(folded, max(0, wrap - _TAIL_REACH), wrap)] + blanks(folded)
    if not wraps:
        return read(folded, text, year, headings)
    places = _Places(folded, wraps)
    found = read(places.join(folded), places.join(text), year, [(places.into(a), places.into(b)) for a, b in headings])
    return [_put_back(places, text, mention) for mention in found]


class _Places:
    """The stretches of a text between its wraps: where each begins in the text and in the copy without wraps."""

    def __init__(self, folded: str, wraps: Collection[int]) -> None:
        self.pieces: list[tuple[int, int, int]] = []
        start = copied = 0
        for wrap in sorted(wraps):
            if wrap < start:  # within blanks that are left out already
                continue
            end = wrap
            while end > start and folded[end - 1] in _BLANK:
                end -= 1
            self.pieces.append((start, copied, end))
            copied += end - start
            start = wrap
            while start < len(folded) and folded[start] in _BLANK:
                start += 1
        self.pieces.append((start, copied, len(folded)))

    def join(self, text: str) -> str:
        """The text without its wraps."""
        return "".join(text[start:end] for start, _, end in self.pieces)

    def into(self, offset: int) -> int:
        """Where a place in the text is in the copy."""
        start, copied, end = self.pieces[bisect_right(self.pieces, offset, key=itemgetter(0)) - 1]
        return copied + min(offset, end) - start

    def back(self, span: Span) -> Span:
        """Where a stretch of the copy is in the text; it begins and ends with characters, never with a wrap."""
        start = self._back(span.start)
        return Span(start, self._back(span.end - 1) + 1 if span.end > span.start else start)

    def _back(self, offset: int) -> int:
        """Where one place in the copy is in the text."""
        start, copied, _ = self.pieces[bisect_right(self.pieces, offset, key=itemgetter(1)) - 1]
        return start + offset - copied


def _put_back(places: _Places, text: str, mention: Mention) -> Mention:
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


def _quantity(places: _Places, text: str, quantity: Quantity) -> Quantity:
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
