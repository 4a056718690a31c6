"""How the paragraph of a Word table's cell is set: how far from the left, and where its room makes it break.

Files made from PDF pages put the labels of several rows into one paragraph and give it just the room that breaks it
between them. What shows on the page is what was meant, so such a paragraph is broken as Word breaks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

import regex

from report_parser.readers.xml import number, under, value

_USUAL = 21  # half points: the size of a letter where nothing states it (五号)
_HAN = regex.compile(r"[\p{Han}\u3000-\u303f\uff01-\uff60]")
_MARKS = "，。、；：！？）》”’"
_NARROW = 40  # twentieths of a point: a right indent under that is no measure for breaking


def size_of(paragraph: Element) -> int:
    """The size of a paragraph's letters in half points."""
    return next((n for size in paragraph.iter("w:sz") if (n := number(size)) is not None and n > 0), _USUAL)


def set_in_by(properties: Element | None, size: int) -> float:
    """How far a paragraph begins from the left of its cell, in half letters; 0 for one that is not set to the left."""
    if properties is None or value(under(properties, "w:jc")) in ("center", "right", "end", "distribute"):
        return 0.0
    own = under(properties, "w:ind")
    if own is None:
        return 0.0
    left = _half_letters(own, size, ("w:leftChars", "w:startChars"), ("w:left", "w:start"))
    return max(0.0, left + _half_letters(own, size, ("w:firstLineChars",), ("w:firstLine",)))


def lines_of(text: str, properties: Element | None, size: int, width: int) -> list[str]:
    """The lines of a paragraph in a cell of so many twentieths of a point, where its right indent narrows it.

    A paragraph without one is not broken: it fills its cell, and its lines are no rows.
    """
    own = None if properties is None else under(properties, "w:ind")
    right = 0 if own is None else _length(own, "w:right", "w:end")
    if own is None or right < _NARROW or not width:
        return [text]
    room = (width - right - _length(own, "w:left", "w:start")) / (size * 10)  # in letters
    return _broken(text, room) if room >= 1 else [text]


def _broken(text: str, room: float) -> list[str]:
    """A text of Chinese letters broken after as many as have room; any other as it is.

    >>> _broken("省级登记市级登记", 4.1), _broken("3 38558 21322", 5)
    (['省级登记', '市级登记'], ['3 38558 21322'])
    """
    if not _HAN.match(text):
        return [text]
    lines, line, filled = [], "", 0.0
    for sign in text:
        wide = 1.0 if _HAN.match(sign) else 0.5
        if line and filled + wide > room + 0.2 and sign not in _MARKS:
            lines.append(line)
            line, filled = "", 0.0
        line, filled = line + sign, filled + wide
    return [*lines, line]


def _half_letters(element: Element, size: int, letters: Sequence[str], points: Sequence[str]) -> float:
    """A length that is stated in hundredths of a letter, or else in twentieths of a point."""
    stated = any(element.get(name) is not None for name in letters)
    return _length(element, *letters) / 50 if stated else _length(element, *points) / (size * 5)


def _length(element: Element, *names: str) -> int:
    """The first of some attributes that is a whole number; 0 without one."""
    return next((found for name in names if (found := number(element, name)) is not None), 0)
