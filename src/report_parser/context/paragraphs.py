"""Where the paragraphs of a text begin."""

from __future__ import annotations

import re
from bisect import bisect_right

# A line that goes on with the one before (其中…) begins no paragraph, in a text of one sentence a line.
_LINE_END = re.compile(r"\n(?! {0,4}其中)")


class Paragraphs:
    r"""The paragraphs of a folded text.

    >>> Paragraphs("甲\n乙\n其中丙").start(2), Paragraphs("甲\n乙\n其中丙").start(4)
    (2, 2)
    """

    def __init__(self, folded: str) -> None:
        self._starts = [0]
        self._starts.extend(hit.end() for hit in _LINE_END.finditer(folded))
        self._length = len(folded)

    def start(self, at: int) -> int:
        """Where the paragraph of an offset begins."""
        return self._starts[bisect_right(self._starts, at) - 1]

    def end(self, at: int) -> int:
        """Where the paragraph of an offset ends."""
        n = bisect_right(self._starts, at)
        return self._starts[n] if n < len(self._starts) else self._length
