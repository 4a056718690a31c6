"""Texts that are nearly the same: found by MinHash, so that a million of them need no million times a million looks."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any

import regex

from report_parser.extras import needs
from report_parser.text.fold import fold

_LETTERS = regex.compile(r"[^\p{Han}0-9a-zA-Z]+")
_SHINGLE = 5
_HASHES = 128
# Lines shorter than this are navigation, headings and signatures, which two sites write differently.
_LINE = 15
# A paragraph of this length that stands a second time in its text is no coincidence.
_PARAGRAPH = 25


class Similar:
    r"""An index of texts by what they share. Only a digest of each is kept, of about a kilobyte.

    >>> index = Similar(0.7)
    >>> text = "全年完成审计项目37个，查出主要问题金额4.02亿元，移送问题线索11条，提出审计建议64条，整改率92.25%。"
    >>> index.add("a.txt", f"{text}\n首页\n"), index.add("b.txt", f"打印\n{text}")
    ([], [('a.txt', 1.0)])
    """

    def __init__(self, least: float) -> None:
        with needs("study"):
            from datasketch import MinHash, MinHashLSH

        self._least = least
        make: Any = MinHash
        index: Any = MinHashLSH
        self._make: Callable[[], Any] = lambda: make(num_perm=_HASHES, seed=1, hashfunc=zlib.crc32)
        self._index = index(threshold=max(least - 0.1, 0.1), num_perm=_HASHES)
        self._digests: dict[str, Any] = {}

    def add(self, key: str, text: str) -> list[tuple[str, float]]:
        """Add a text; returns those added before that are about as similar as asked, the most similar first.

        How similar is the share of stretches of five letters that both have (Jaccard), to two places.
        """
        digest = self._make()
        digest.update_batch(list(_shingles(text)))
        found = [(other, round(float(digest.jaccard(self._digests[other])), 2)) for other in self._index.query(digest)]
        self._index.insert(key, digest)
        self._digests[key] = digest
        return sorted(((k, s) for k, s in found if s >= self._least), key=lambda pair: (-pair[1], pair[0]))


def _shingles(text: str) -> Iterator[bytes]:
    """The stretches of five letters in the longer lines of a text."""
    lines = fold(text).split("\n")
    kept = [line for line in lines if len(line) >= _LINE] or lines
    letters = _LETTERS.sub("", "".join(kept))
    for at in range(max(len(letters) - _SHINGLE + 1, 1)):
        yield letters[at : at + _SHINGLE].encode("utf-8", "surrogatepass")


def repeated(text: str) -> float:
    r"""The share of a text's paragraphs that stand in it a second time, by their length: 0.5 if all of it does.

    >>> line = "全年完成审计项目37个，查出主要问题金额4.02亿元，移送问题线索11条。"
    >>> repeated(f"{line}\n{line}\n"), repeated(line)
    (0.5, 0.0)
    """
    seen: set[str] = set()
    whole = again = 0
    for line in fold(text).split("\n"):
        letters = _LETTERS.sub("", line)
        if len(letters) < _PARAGRAPH:
            continue
        whole += len(letters)
        again += len(letters) if letters in seen else 0
        seen.add(letters)
    return round(again / whole, 2) if whole else 0.0
