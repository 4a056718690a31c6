"""Where the paragraphs of a text begin, past the line breaks that only wrap them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection

_LINE_END = re.compile("\n")


class Paragraphs:
    r"""The paragraphs of a folded text; `wraps` are the offsets of line breaks inside of them.

    >>> Paragraphs("甲\n乙\n丙", wraps=[1]).start(2), Paragraphs("甲\n乙\n丙", wraps=[1]).start(4)
    (0, 4)
    """

    def __init__(self, folded: str, wraps: Collection[int] = ()) -> None:
        self._starts = [0]
        self._starts.extend(hit.end() for hit in _LINE_END.finditer(folded) if hit.start() not in wraps)

    def start(self, at: int) -> int:
        """Where the paragraph of an offset begins."""
        return self._starts[bisect_right(self._starts, at) - 1]
