"""Cutting text into words: jieba in a tokenizer of our own, with the lexicon's words added.

HMM is off: it is slower, and only without it does a Rust build of the same segmenter cut at the same places. The
dictionary is loaded on first need, without jieba's cache file in the shared temp folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

_FREQUENT = 60_000  # beats any way to cut a word of the lexicon apart


class Segmenter:
    """Word boundaries. `words` are kept whole, those in `apart` are forgotten.

    Picklable: the dictionary itself is loaded again where it is used.
    """

    def __init__(self, words: Iterable[str], apart: Iterable[str] = ()) -> None:
        self._words = tuple(sorted(set(words)))
        self._apart = tuple(sorted(set(apart)))
        self._cut: Any = None

    def __reduce__(self) -> tuple[type[Segmenter], tuple[tuple[str, ...], tuple[str, ...]]]:
        return Segmenter, (self._words, self._apart)

    def cut(self, text: str) -> tuple[str, ...]:
        """The words of `text`, in order; joined they give `text`."""
        if self._cut is None:
            self._cut = self._load()
        words: tuple[str, ...] = self._cut(text)
        return words

    def _load(self) -> Any:
        import jieba

        tokenizer = jieba.Tokenizer()
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
        for word in self._words:
            if len(word) > 1:
                tokenizer.add_word(word, max(_FREQUENT, tokenizer.FREQ.get(word) or 0))

        for word in self._apart:
            tokenizer.del_word(word)

        @lru_cache(maxsize=65_536)
        def cut(text: str) -> tuple[str, ...]:
            return tuple(tokenizer.cut(text, HMM=False))

        return cut
