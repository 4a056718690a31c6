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
from zlib import crc32

_FREQUENT = 60_000  # beats any way to cut a word of the lexicon apart
_CUTS = 16_384
_MOST = 131_072  # pieces of text that are remembered: a long run over many reports must not grow
_BLANK = ord(" ")  # what parts a line of the dictionary
_STRETCH = 4_096  # bytes of the dictionary that are read at a time
_NONE = 1.0  # not even the beginning of a word; weights are logarithms of less than one
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
        beginnings = {word[:end] for word in self._words for end in range(1, len(word))}
        self._own = self._words | self._apart | beginnings
        self._frequency = _dictionary().frequency
        self._log_total = log(_dictionary().total + _FREQUENT * len(self._words))
        self._weights: dict[str, float] = {}  # -inf: no word, but the beginning of some

    def _meet(self, part: str) -> float:
        """The weight of a piece of text that was not met before."""
        frequency = self._frequency(part)
        if part in self._own:
            least = _FREQUENT if part in self._words else 0
            frequency = 0 if part in self._apart and not least else max(least, frequency or 0)
        if len(self._weights) >= _MOST:
            self._weights.clear()
        weight = log(frequency) - self._log_total if frequency else _NONE if frequency is None else -inf
        self._weights[part] = weight
        return weight

    def cut(self, text: str) -> tuple[str, ...]:
        """The way of the greatest weight, from the end to the beginning; of two equal ones the longer first word."""
        weigh, meet, size = self._weights.get, self._meet, len(text)
        best = [0.0] * (size + 1)
        ends = [0] * size
        for start in range(size - 1, -1, -1):
            top, stop, end = -inf, start + 1, start
            while end < size:
                end += 1
                part = text[start:end]
                weight = weigh(part)
                if weight is None:
                    weight = meet(part)
                if weight > 0:
                    break
                weight += best[end]
                if weight >= top:
                    top, stop = weight, end
            best[start] = top if top > -inf else best[start + 1] - self._log_total
            ends[start] = stop if top > -inf else start + 1
        found = []
        at = 0
        while at < size:
            end = ends[at]
            found.append(text[at:end])
            at = end
        return tuple(found)


class _Dictionary:
    """jieba's dictionary: lines of a word, its frequency and its tag, in the order of the words."""

    def __init__(self, total: int, lines: bytes) -> None:
        """`total` is the sum of all frequencies. In `lines` a break stands before each line and behind the last."""
        self.total = total
        self._lines = lines
        starts = [lines.find(b"\n", offset) + 1 for offset in range(0, len(lines) - _STRETCH, _STRETCH)]
        self._firsts = [lines[start : lines.find(b"\n", start)] for start in starts]
        self._starts = [*starts, len(lines)]
        self._stretches: list[list[bytes]] = [[] for _ in starts]  # the lines of those that were needed

    def frequency(self, part: str) -> int | None:
        """The frequency of a word; 0 for the beginning of one, None for what is neither."""
        wanted = part.encode()
        line, size = self._line(wanted), len(wanted)
        if line is None:
            return None
        return int(line[size + 1 : line.rindex(b" ")]) if line[size] == _BLANK else 0

    def tag(self, part: str) -> str:
        """The part of speech of a word; empty for what is none."""
        line = self._line(part.encode())
        if line is None:
            return ""
        word, _, tag = line.split(b" ")
        return tag.decode() if word == part.encode() else ""

    def _line(self, wanted: bytes) -> bytes | None:
        """The first line that begins with `wanted`."""
        number = bisect_left(self._firsts, wanted)
        stretch = (self._stretches[number - 1] or self._read(number - 1)) if number else []
        at = bisect_left(stretch, wanted)
        if at < len(stretch):
            line = stretch[at]
        elif number < len(self._firsts):
            line = self._firsts[number]
        else:
            return None
        return line if line.startswith(wanted) else None

    def _read(self, number: int) -> list[bytes]:
        """The lines of a stretch. In jieba 0.42.1 two of all lines stand a little too early, hence they are sorted."""
        start, end = self._starts[number], self._starts[number + 1] - 1
        stretch = self._stretches[number] = sorted(self._lines[start:end].split(b"\n"))
        return stretch


@lru_cache(_CUTS)
def part_of_speech(word: str) -> str:
    """What the dictionary calls a word: n (and ns, nt …) for nouns, v for verbs, vn for verbs that also name what is
    done, a for adjectives; empty for one that it does not hold.

    >>> part_of_speech("社区"), part_of_speech("听取"), part_of_speech("审查")
    ('n', 'v', 'vn')
    """
    return _dictionary().tag(word) if "\u3400" <= word[:1] <= "\u9fff" else ""


@cache
def _dictionary() -> _Dictionary:
    """The dictionary that is installed."""
    package = find_spec("jieba")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("report_parser needs the package jieba.", name="jieba")
    data = Path(package.submodule_search_locations[0], "dict.txt").read_bytes()
    if (known := _KNOWN.get(crc32(data))) is not None:
        return _Dictionary(known[0], data[data.index(known[1]) :])
    lines = sorted(data.splitlines())
    return _Dictionary(sum(int(line.split(b" ")[1]) for line in lines), b"\n".join([b"", *lines, b""]))
