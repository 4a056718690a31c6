"""Numbers written with blanks between their characters: 百 分 之 二, 六 点 五 成, 一百 五 十个百分点.

Text that was set wide, or copied out of a PDF, has them. They are left out of the copy that the scan reads
(see `unwrap`), so that no rule has to allow for blanks.
"""

from __future__ import annotations

import re

from report_parser.numerals.chinese import read_number

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
    rf"|[0-9]{_GAP}(?:分{_BLANK}之|个?{_BLANK}百{_BLANK}分)"
)


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
