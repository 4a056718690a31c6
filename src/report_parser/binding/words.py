"""Cutting text into words: jieba's dictionary and its rule of the most probable path, with the lexicon's words added.

HMM is off: it is slower, and only without it does a Rust build of the same segmenter cut at the same places. jieba
itself is not loaded: it spends most of a second on a table of all words and their beginnings, and of that a report
needs a hundredth. Here the dictionary stays the bytes that it is on disk: its lines are in order, so a word is found by
halving when a text first holds it. The words are the same (the tests hold the two against each other), nothing of a
user's jieba is touched, and no cache file is written.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.util import find_spec
from math import inf, log
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

_FREQUENT = 60_000  # beats any way to cut a word of the lexicon apart
_CUTS = 16_384
_MOST = 131_072  # pieces of text that are remembered: a long run over many reports must not grow
_STRETCH = 4_096  # bytes of the dictionary that are read at a time
_STRETCHES = 1_024  # stretches that are kept at hand
_UNMET = 1.0  # no weight: those are logarithms of less than one
# jieba 0.42.1: the sum of its frequencies, and where the lines begin that stand in order.
_KNOWN = {328_468_845: (60_101_967, b"\n\xe4\xb8\x80 ")}


class Segmenter:
    """Word boundaries. `words` are kept whole, those in `apart` are forgotten. Runs of Han characters only.

    Picklable: the dictionary itself is loaded again where it is used.

    >>> Segmenter(["审计发现问题"]).cut("审计发现问题整改率")
    ('审计发现问题', '整改', '率')
    """

    def __init__(self, words: Iterable[str], apart: Iterable[str] = ()) -> None:
        self._words = tuple(sorted(set(words)))
        self._apart = tuple(sorted(set(apart)))
        self._ways: _Ways | None = None
        self.cut = lru_cache(_CUTS)(self._cut)

    def __reduce__(self) -> tuple[type[Segmenter], tuple[tuple[str, ...], tuple[str, ...]]]:
        return Segmenter, (self._words, self._apart)

    def _cut(self, text: str) -> tuple[str, ...]:
        """The words of `text`, in order; joined they give `text`."""
        if self._ways is None:
            self._ways = _Ways(self._words, self._apart)
        return self._ways.cut(text)


class _Ways:
    """The weights of words, and the heaviest way through a text."""

    def __init__(self, words: Iterable[str], apart: Iterable[str]) -> None:
        self._words = frozenset(word for word in words if len(word) > 1)
        self._apart = frozenset(apart)
        self._beginnings = frozenset(word[:end] for word in self._words for end in range(1, len(word)))
        self._log_total = log(_dictionary().total + _FREQUENT * len(self._words))
        self._weights: dict[str, float | None] = {}  # -inf: no word, but the beginning of some; None: not even that

    def _meet(self, part: str) -> float | None:
        """The weight of a piece of text that was not met before."""
        frequency = _frequency(part)
        if part in self._words:
            frequency = max(_FREQUENT, frequency or 0)
        elif part in self._apart or (frequency is None and part in self._beginnings):
            frequency = 0
        if len(self._weights) >= _MOST:
            self._weights.clear()
        weight = log(frequency) - self._log_total if frequency else None if frequency is None else -inf
        self._weights[part] = weight
        return weight

    def cut(self, text: str) -> tuple[str, ...]:
        """The way of the greatest weight, from the end to the beginning; of two equal ones the longer first word."""
        weigh, size = self._weights.get, len(text)
        best = [0.0] * (size + 1)
        ends = [0] * size
        for start in range(size - 1, -1, -1):
            top, stop = -inf, 0
            for end in range(start + 1, size + 1):
                part = text[start:end]
                weight = weigh(part, _UNMET)
                if weight == _UNMET:
                    weight = self._meet(part)
                if weight is None:
                    break
                weight += best[end]
                if weight >= top:
                    top, stop = weight, end
            if top == -inf:
                top, stop = best[start + 1] - self._log_total, start + 1
            best[start], ends[start] = top, stop
        found = []
        at = 0
        while at < size:
            end = ends[at]
            found.append(text[at:end])
            at = end
        return tuple(found)


class _Dictionary(NamedTuple):
    """The sum of all frequencies, and the lines (a word, its frequency and its tag) in the order of their words."""

    total: int
    lines: bytes
    starts: list[int]  # where each stretch of lines begins
    firsts: list[bytes]  # the first line of each

    @classmethod
    def of(cls, total: int, lines: bytes) -> _Dictionary:
        """The dictionary of ordered lines, with a line break before each and behind the last."""
        starts = [lines.find(b"\n", offset) + 1 for offset in range(0, len(lines) - _STRETCH, _STRETCH)]
        return cls(total, lines, [*starts, len(lines)], [lines[start : lines.find(b"\n", start)] for start in starts])


@cache
def _dictionary() -> _Dictionary:
    """Jieba's dictionary."""
    package = find_spec("jieba")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("report_parser needs the package jieba.", name="jieba")
    data = Path(package.submodule_search_locations[0], "dict.txt").read_bytes()
    if (known := _KNOWN.get(crc32(data))) is not None:
        return _Dictionary.of(known[0], data[data.index(known[1]) :])
    lines = sorted(data.splitlines())
    return _Dictionary.of(sum(int(line.split(b" ")[1]) for line in lines), b"\n".join([b"", *lines, b""]))


@lru_cache(_STRETCHES)
def _stretch(number: int) -> list[bytes]:
    """The lines of a stretch. In jieba 0.42.1 two of all lines stand a little too early, hence they are sorted."""
    _, lines, starts, _ = _dictionary()
    return sorted(lines[starts[number] : starts[number + 1] - 1].split(b"\n"))


def _frequency(part: str) -> int | None:
    """The frequency of a word of the dictionary; 0 for the beginning of one, None for what is neither."""
    wanted, firsts = part.encode(), _dictionary().firsts
    number = bisect_left(firsts, wanted)
    stretch = _stretch(number - 1) if number else []
    at = bisect_left(stretch, wanted)
    line = stretch[at] if at < len(stretch) else firsts[number] if number < len(firsts) else b""
    if not line.startswith(wanted):
        return None
    word, frequency, _ = line.split(b" ")
    return int(frequency) if word == wanted else 0
