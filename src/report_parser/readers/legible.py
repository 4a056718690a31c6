"""Tells whether letters are the text that a page shows: a font of a PDF may map its signs to any other letters."""

from __future__ import annotations

import unicodedata

import regex

_HAN = regex.compile(r"\p{Han}")
_FEWEST = 20  # letters that can be judged
_STRANGE = 0.3  # of the letters: private use, unassigned, controls, or of a script that no Chinese report is written in
_COMMON = 0.6  # of the Chinese characters are common ones in any text, simplified or traditional: in fact 98 of 100


def is_garbled(text: str) -> bool:
    r"""True if the letters cannot be a text in Chinese or English: their font maps them to other ones.

    A damaged map gives any characters of the font's order: private or unassigned ones, letters of far scripts, or
    Chinese characters of which most are hardly ever written.

    >>> is_garbled("全年完成审计项目，整改率达到目标，問題全部整改完畢" * 2)
    False
    >>> is_garbled("".join(chr(0x4E00 + 37 * k) for k in range(90))), is_garbled("\ue0a1\ue0b2" * 20)
    (True, True)
    """
    letters = [sign for sign in text if not sign.isspace()]
    if len(letters) < _FEWEST:
        return False
    if sum(map(_is_strange, letters)) > _STRANGE * len(letters):
        return True
    han = [sign for sign in letters if _HAN.match(sign)]
    if len(han) < _FEWEST:
        return False
    simplified = sum(_is_common(sign, "gb2312", 0xB0, 0xD7) for sign in han)
    traditional = sum(_is_common(sign, "big5", 0xA4, 0xC6) for sign in han)
    return max(simplified, traditional) < _COMMON * len(han)


def _is_strange(sign: str) -> bool:
    if sign.isascii() or _HAN.match(sign):
        return False
    category = unicodedata.category(sign)
    return category[0] == "C" or (category[0] in "LM" and unicodedata.east_asian_width(sign) in "NH")


def _is_common(sign: str, encoding: str, first: int, last: int) -> bool:
    """True if a national standard has the character in its first level, by the lead byte."""
    try:
        return first <= sign.encode(encoding)[0] <= last
    except UnicodeEncodeError:
        return False
