"""Where the paragraphs of a text begin, past the line breaks that only wrap them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection

# A line that goes on with the one before (其中…) begins no paragraph, in a text of one sentence a line.
_LINE_END = re.compile(r"\n(?! {0,4}其中)")


class Paragraphs:
    r"""The paragraphs of a folded text; `wraps` are the offsets of line breaks inside of them.

    >>> Paragraphs("甲\n乙\n丙", wraps=[1]).start(2), Paragraphs("甲\n乙\n丙", wraps=[1]).start(4)
    (0, 4)
    """

    def __init__(self, folded: str, wraps: Collection[int] = ()) -> None:
        self._starts = [0]
        self._starts.extend(hit.end() for hit in _LINE_END.finditer(folded) if hit.start() not in wraps)
        self._length = len(folded)

    def start(self, at: int) -> int:
        """Where the paragraph of an offset begins."""
        return self._starts[bisect_right(self._starts, at) - 1]

    def end(self, at: int) -> int:
        """Where the paragraph of an offset ends."""
        n = bisect_right(self._starts, at)
        return self._starts[n] if n < len(self._starts) else self._length
