"""Cutting text into words: jieba's dictionary and its rule of the most probable path, with the lexicon's words added.

HMM is off: it is slower, and only without it does a Rust build of the same segmenter cut at the same places. jieba
itself is not loaded: it spends most of a second on a table of all words and their beginnings, and of that a report
needs a tenth. Here the dictionary is only split by first characters, and those that a text holds are read when they
are met. The words are the same (the tests hold the two against each other), nothing of a user's jieba is touched,
and no cache file is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from math import inf, log
from pathlib import Path
from zlib import crc32

_FREQUENT = 60_000  # beats any way to cut a word of the lexicon apart
_CUTS = 16_384
_RUN = re.compile(r"^(.).*+(?:\n\1.*+)*+", re.MULTILINE)
_LIGHTEST = -1e300  # lighter than any way, and yet more than the -inf of what is no word
_FREQUENCY = re.compile(rb" ([0-9]+) ")
_TOTALS = {328_468_845: 60_101_967}  # jieba 0.42.1


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
        total = _dictionary()[0]
        added: dict[str, dict[str, int]] = {}
        for word in words:
            if len(word) > 1:
                frequency = max(_FREQUENT, _listed(word[0]).get(word, 0))
                added.setdefault(word[0], {})[word] = frequency
                total += frequency
        for word in apart:
            added.setdefault(word[0], {})[word] = 0
        _listed.cache_clear()
        self._added: Mapping[str, Mapping[str, int]] = added
        self._log_total = log(total)
        self._weights: dict[str, float] = {}  # -inf: no word, but the beginning of some
        self._known: set[str] = set()

    def _meet(self, char: str) -> None:
        """Read the words that begin with a character."""
        frequencies = {**_frequencies(char), **self._added.get(char, {})}
        weights = self._weights
        for word, frequency in frequencies.items():
            weights[word] = log(frequency) - self._log_total if frequency else -inf
            for end in range(len(word) - 1, 0, -1):
                weights.setdefault(word[:end], -inf)
        self._known.add(char)

    def cut(self, text: str) -> tuple[str, ...]:
        """The way of the greatest weight, from the end to the beginning; of two equal ones the longer first word."""
        weigh, known, size = self._weights.get, self._known, len(text)
        best = [0.0] * (size + 1)
        ends = [0] * size
        for start in range(size - 1, -1, -1):
            if text[start] not in known:
                self._meet(text[start])
            top, stop = _LIGHTEST, 0
            for end in range(start + 1, size + 1):
                weight = weigh(text[start:end])
                if weight is None:
                    break
                weight += best[end]
                if weight >= top:
                    top, stop = weight, end
            if not stop:
                top, stop = best[start + 1] - self._log_total, start + 1
            best[start], ends[start] = top, stop
        found = []
        at = 0
        while at < size:
            found.append(text[at : ends[at]])
            at = ends[at]
        return tuple(found)


@cache
def _dictionary() -> tuple[int, str, dict[str, list[tuple[int, int]]]]:
    """The sum of all frequencies, jieba's dictionary (a word, its frequency and its tag a line), and where in it the
    words of each first character stand.
    """
    package = find_spec("jieba")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("report_parser needs the package jieba.", name="jieba")
    data = Path(package.submodule_search_locations[0], "dict.txt").read_bytes()
    total = _TOTALS.get(crc32(data)) or sum(map(int, _FREQUENCY.findall(data)))
    text = data.decode("utf-8")
    places: dict[str, list[tuple[int, int]]] = {}
    for run in _RUN.finditer(text):
        places.setdefault(run[1], []).append(run.span())
    return total, text, places


def _frequencies(char: str) -> dict[str, int]:
    """The words of the dictionary that begin with `char`, with their frequencies."""
    _, text, places = _dictionary()
    lines = (line.split(" ") for start, end in places.get(char, ()) for line in text[start:end].split("\n"))
    return {line[0]: int(line[1]) for line in lines}


_listed = lru_cache(_frequencies)
