"""Where a span stands, as people say it: page, line and column."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from report_parser.models import Span


@dataclass(frozen=True, slots=True)
class Location:
    """The place at which a span begins, all of it counted from 1.

    `page` is None for sources without pages. `line` counts the lines of the whole text, `column` the code points of the
    line.
    """

    page: int | None
    line: int
    column: int


def locate(text: str, span: Span, pages: Sequence[int] = ()) -> Location:
    r"""The place of a span in a text whose pages begin at the offsets `pages`.

    Raises ValueError for a span that is not in the text.

    >>> locate("一、总体\n整改5个", Span(7, 9), pages=(0, 5))
    Location(page=2, line=2, column=3)
    """
    if not 0 <= span.start <= span.end <= len(text):
        raise ValueError(f"{span} is not in this text of {len(text)} characters.")
    return Location(
        page=bisect_right(pages, span.start) or None,
        line=text.count("\n", 0, span.start) + 1,
        column=span.start - text.rfind("\n", 0, span.start),
    )
