"""Heading markers: how a heading is numbered (一、 （一） 1. （1） 第一章 …), by the table `data/outline.toml`.

The order of the classes follows GB/T 9704-2012, 7.3.3 (一、 （一） 1. （1）), with the forms that offices use instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from report_parser.data import load
from report_parser.values import value

_HAN = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ROMAN = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class Style:
    """A class of markers: its level in the contract, and its rank, by which headings nest.

    `alone` says that such a marker may stand on a line of its own, with the title on the next.
    """

    id: str
    level: int
    rank: int
    alone: bool
    pattern: regex.Pattern[str]


@value(frozen=True, slots=True)
class Marker:
    """A marker in the text, with the offset at which the title begins."""

    style: Style
    number: int | None
    start: int
    end: int
    title: int


def at(folded: str, start: int, end: int) -> Marker | None:
    """The marker that stands at `start`, or None.

    >>> marker = at("( 二 )健全制度", 0, 9)
    >>> marker.style.level, marker.number, marker.end
    (2, 2, 5)
    >>> at("1.2万件", 0, 5), at("一、二级公路120公里", 0, 11)
    (None, None)
    """
    if start >= end:
        return None
    for style in _by_first_character().get(folded[start], ()):
        hit = style.pattern.match(folded, start, end)
        if hit is None or (hit.end() >= end and not style.alone):
            continue
        number = numeral(hit["n"]) if hit["n"] else None
        title = hit.end()
        while title < end and folded[title] in " \t\n\r":
            title += 1
        if number is not None and _enumerates(folded, number, title, end):
            return None
        return Marker(style, number, hit.start("m"), hit.end("m"), title)
    return None


def numeral(text: str) -> int | None:
    """The whole number that a marker's numeral writes.

    >>> [numeral(n) for n in ("五十一", "12", "⑳", "㈢", "IV", "Ⅻ", "一百零三")]
    [51, 12, 20, 3, 4, 12, 103]
    """
    if text.isascii() and text.isdigit():
        return int(text)
    first = ord(text[0])
    for low, high, base in (
        (0x2460, 0x2473, 1),
        (0x2474, 0x2487, 1),
        (0x2488, 0x249B, 1),
        (0x3220, 0x3229, 1),
        (0x2160, 0x216B, 1),
    ):
        if low <= first <= high:
            return first - low + base
    if text[0] in _ROMAN:
        values = [_ROMAN[c] for c in text]
        return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    total = digit = 0
    for c in text:
        if c in _HAN:
            digit = _HAN[c]
        else:
            total += (digit or 1) * (100 if c == "百" else 10)
            digit = 0
    return total + digit


def _enumerates(folded: str, number: int, title: int, end: int) -> bool:
    """Whether the marker is the first of two joined ordinals (一、二级公路; 3、4号楼)."""
    hit = _NEXT.match(folded, title, end)
    return hit is not None and numeral(hit[0]) == number + 1


_NEXT = regex.compile(r"(?>[一二三四五六七八九十]{1,3}|[0-9]{1,3})(?![.是年大届]|、(?![一二三四五六七八九十0-9]))")


@cache
def styles() -> tuple[Style, ...]:
    """The classes of markers, in the order of the table."""
    return tuple(
        Style(s["id"], s["level"], s["rank"], s.get("alone", False), regex.compile(s["pattern"]))
        for s in load.shipped("outline")["marker"]
    )


@cache
def _by_first_character() -> dict[str, tuple[Style, ...]]:
    """The styles that a marker with this first character can have."""
    table = {s["id"]: s["first"] for s in load.shipped("outline")["marker"]}
    found: dict[str, tuple[Style, ...]] = {}
    for style in styles():
        for character in table[style.id]:
            found[character] = (*found.get(character, ()), style)
    return found
