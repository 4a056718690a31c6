"""One regular expression for a list of words: a trie, so that a text is read once and the longest word wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_END = ""


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
    branches = [re.escape(char) + _pattern(child) for char, child in sorted(node.items()) if char != _END]
    if _END in node:
        branches.append(node[_END])
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
