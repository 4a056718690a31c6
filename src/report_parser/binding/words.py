"""Cutting text into words: jieba's dictionary and its rule of the most probable path, with the lexicon's words added.

HMM is off: it is slower, and only without it does a Rust build of the same segmenter cut at the same places. The
dictionary is loaded on first need, without jieba's cache file in the shared temp folder. The path is searched here, in
one pass from the right and with each logarithm taken once: jieba's own search gives the same words at half the
speed (the tests hold the two against each other).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from math import log

_FREQUENT = 60_000  # beats any way to cut a word of the lexicon apart
_MEMORY = 65_536

Cut = Callable[[str], tuple[str, ...]]


class Segmenter:
    """Word boundaries. `words` are kept whole, those in `apart` are forgotten.

    Picklable: the dictionary itself is loaded again where it is used.
    """

    def __init__(self, words: Iterable[str], apart: Iterable[str] = ()) -> None:
        self._words = tuple(sorted(set(words)))
        self._apart = tuple(sorted(set(apart)))
        self._cut: Cut | None = None

    def __reduce__(self) -> tuple[type[Segmenter], tuple[tuple[str, ...], tuple[str, ...]]]:
        return Segmenter, (self._words, self._apart)

    def cut(self, text: str) -> tuple[str, ...]:
        """The words of a run of Chinese characters, in order; joined they give `text`."""
        if self._cut is None:
            frequencies, total = self.dictionary()
            self._cut = lru_cache(maxsize=_MEMORY)(_search(frequencies, total))
        return self._cut(text)

    def dictionary(self) -> tuple[Mapping[str, int], int]:
        """The frequencies of jieba's dictionary and their sum, with our own words; prefixes of words have 0."""
        import jieba

        tokenizer = jieba.Tokenizer()
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
        for word in self._words:
            if len(word) > 1:
                tokenizer.add_word(word, max(_FREQUENT, tokenizer.FREQ.get(word) or 0))
        for word in self._apart:
            tokenizer.del_word(word)
        return tokenizer.FREQ, tokenizer.total


def _search(frequencies: Mapping[str, int], total: int) -> Cut:
    """The most probable path through a text; of two that are equally probable the one with the longer first word."""
    frequency_of = frequencies.get
    base = log(total)
    weights: dict[int, float] = {0: -base, 1: -base}

    def cut(text: str) -> tuple[str, ...]:
        size = len(text)
        scores = [0.0] * (size + 1)
        ends = [0] * size
        for start in range(size - 1, -1, -1):
            end = start + 1
            best, at = scores[end] - base, end
            frequency = frequency_of(text[start])
            known = False
            while frequency is not None:
                if frequency:
                    weight = weights.get(frequency)
                    if weight is None:
                        weight = weights[frequency] = log(frequency) - base
                    score = weight + scores[end]
                    if not known or score >= best:
                        best, at, known = score, end, True
                end += 1
                if end > size:
                    break
                frequency = frequency_of(text[start:end])
            scores[start], ends[start] = best, at
        words = []
        start = 0
        while start < size:
            words.append(text[start : ends[start]])
            start = ends[start]
        return tuple(words)

    return cut
