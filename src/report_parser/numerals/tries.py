"""The longest of many words at a place: by looking pieces of the text up, or, inside a larger pattern, as a trie."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

_END = ""


class Longest:
    """Words of which the longest at a place is sought that no pattern of its entry in `not_before` follows.

    Nothing is compiled beforehand: a thousand words cost no more to set up than to list.

    >>> words = Longest(["人", "人次"], {"人": ["口"]})
    >>> words.end("3人次", 1), words.end("3人口", 1), words.end("3人", 1)
    (3, 0, 2)
    """

    __slots__ = ("_sizes", "_words")

    def __init__(self, words: Iterable[str], not_before: Mapping[str, Sequence[str]] | None = None) -> None:
        self._words = {word: "|".join((not_before or {}).get(word, ())) for word in words}
        sizes: dict[str, set[int]] = {}
        for word in self._words:
            sizes.setdefault(word[0], set()).add(len(word))
        self._sizes = {char: tuple(sorted(lengths, reverse=True)) for char, lengths in sizes.items()}

    def end(self, text: str, start: int) -> int:
        """Where the longest word at `start` ends; 0 where there is none."""
        for size in self._sizes.get(text[start : start + 1], ()):
            word = text[start : start + size]
            blocked = self._words.get(word)
            if blocked is not None and not (blocked and matcher(blocked)(text, start + size)):
                return start + len(word)
        return 0


@lru_cache(1_024)
def matcher(pattern: str) -> Callable[[str, int], re.Match[str] | None]:
    """The `match` of a pattern that is compiled when it is first asked for: most of them a text never needs."""
    return re.compile(pattern).match


def words_pattern(words: Iterable[str], not_before: Mapping[str, Sequence[str]] | None = None) -> str:
    """A pattern that matches the longest of `words` that no pattern of its entry in `not_before` follows.

    >>> re.match(words_pattern(["人", "人次"], {"人": ["口"]}), "人次")[0]
    '人次'
    >>> re.match(words_pattern(["人", "人次"], {"人": ["口"]}), "人口") is None
    True
    """
    trie: dict[str, Any] = {}
    for word in words:
        node = trie
        for char in word:
            node = node.setdefault(char, {})
        blocked = (not_before or {}).get(word)
        node[_END] = f"(?!{'|'.join(blocked)})" if blocked else ""
    return _pattern(trie)


def _pattern(node: dict[str, Any]) -> str:
    """A pattern of the words below a node of the trie, the longest first."""
    branches = [re.escape(char) + _pattern(child) for char, child in sorted(node.items()) if char != _END]
    if _END in node:
        branches.append(node[_END])
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
