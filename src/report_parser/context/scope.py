"""Scope: whose values the numbers under a heading are (市本级预算执行情况), where they do not say so themselves."""

from __future__ import annotations

import re

from report_parser.models import Span

# Only what opens a title is about all that stands under it; 全国文明城市 and 省级示范区 name things.
_SCOPE = re.compile(
    r"(?:[省市县区州盟旗乡镇]|自治[区州])?本级(?!别)|全(?:省|市|县|区|州|盟|旗|系统)(?![域性文])|[我本](?:省|市|县|区|州|院|局)(?!场)"
)


def of_title(folded: str, start: int, end: int) -> Span | None:
    """The words of a title that say whose values stand under it, or None.

    >>> text = "一、市本级预算执行情况"
    >>> of_title(text, 2, len(text)).of(text)
    '市本级'
    """
    hit = _SCOPE.match(folded, start, end)
    return Span(*hit.span()) if hit else None
