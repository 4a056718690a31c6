"""Tables in plain text whose columns only blanks part: words and figures that stand under each other.

A line with two blanks or more between its parts and a figure at its end is a row; at least three make a table. Columns
are where the rows stand, counted in widths of a terminal, where a Chinese letter is as wide as two others.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from report_parser.text.lines import Line

_PART = regex.compile(r"[^ \t\n]++(?: [^ \t\n]++)*+")
_GAP = regex.compile(" {2,}+")
_FIGURE = regex.compile(r"[-+]?[0-9][0-9,]{0,20}(?:\.[0-9]{1,8})? ?[%‰]?|[-—…]{1,4}")
_SENTENCE = regex.compile(r"[。；;]|,$")
_LEAST = 3
_HEADS = 3
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a line without two blanks in a row: its place in the text and its columns on a terminal."""

    start: int
    end: int
    left: int
    right: int


def find(folded: str, lines: Sequence[Line]) -> Iterator[tuple[range, list[list[tuple[int, int, int]]]]]:
    """Runs of lines that are tables, each with its rows: the place of each cell and the column that it stands in."""
    parts = [_parts(folded, line) for line in lines]
    rows = [k for k, here in enumerate(parts) if len(here) > 1 and _is_figure(folded, here[-1])]
    for run in _runs(rows):
        first, last = run[0], run[-1]
        columns = _columns([part for k in run for part in parts[k]])
        if len(columns) < 2 or not any(not _is_figure(folded, parts[k][0]) for k in run):
            continue
        start = first
        while start > 0 and first - start < _HEADS and _is_head(folded, lines[start - 1], parts[start - 1]):
            start -= 1
        found = range(start, last + 1)
        yield found, [[(p.start, p.end, _column(p, columns)) for p in parts[k]] for k in found]


def _parts(folded: str, line: Line) -> list[Part]:
    """The parts of a line; none for one that is too long to be a row."""
    if line.last - line.first > _LONGEST or _GAP.search(folded, line.first, line.last) is None:
        return []
    found: list[Part] = []
    at, width = line.start, 0
    for hit in _PART.finditer(folded, line.start, line.end):
        width += _width(folded, at, hit.start())
        right = width + _width(folded, hit.start(), hit.end())
        found.append(Part(hit.start(), hit.end(), width, right))
        at, width = hit.end(), right
    return found


def _width(folded: str, start: int, end: int) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in folded[start:end])


def _is_figure(folded: str, part: Part) -> bool:
    return _FIGURE.fullmatch(folded, part.start, part.end) is not None


def _is_head(folded: str, line: Line, parts: Sequence[Part]) -> bool:
    """Whether a line over rows of figures holds heads: several parts, and no sentence."""
    return len(parts) > 1 and _SENTENCE.search(folded, line.first, line.last) is None


def _runs(rows: Sequence[int]) -> Iterator[list[int]]:
    """Rows that follow each other, with at most one line between two of them."""
    run: list[int] = []
    for row in rows:
        if run and row - run[-1] > 2:
            if len(run) >= _LEAST:
                yield run
            run = []
        run.append(row)
    if len(run) >= _LEAST:
        yield run


def _columns(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """The stretches of the terminal in which parts stand, one a column."""
    found: list[tuple[int, int]] = []
    for left, right in sorted((part.left, part.right) for part in parts):
        if found and left <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _column(part: Part, columns: Sequence[tuple[int, int]]) -> int:
    """The column that a part shares most of its width with, or the nearest."""
    middle = (part.left + part.right) / 2
    return max(
        range(len(columns)),
        key=lambda k: (
            min(columns[k][1], part.right) - max(columns[k][0], part.left),
            -abs((columns[k][0] + columns[k][1]) / 2 - middle),
        ),
    )
