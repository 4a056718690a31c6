"""A heading before it is a section: where it stands, and its rank among the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from report_parser.models import Span
from report_parser.text.lines import Line

Shape = Literal["own", "run_in", "sentence", "statement"]


@dataclass(slots=True)
class Heading:
    """A line that may be a heading, and what it would be.

    The smaller the `rank`, the higher it stands. `level` is that of its marker, 0 where the place in the tree decides.
    `led` says that the next number of its kind is a heading with text behind it, so that this one may be one without.
    """

    line: Line
    start: int
    marker: Span
    title: Span
    level: int
    rank: float
    number: int | None
    style: str
    shape: Shape
    figures: bool = False
    text_follows: bool = False
    led: bool = False


def followers(headings: Sequence[Heading]) -> list[Heading | None]:
    """For every heading the first one behind it that is not below it; None for those with none."""
    found: list[Heading | None] = [None] * len(headings)
    waiting: list[int] = []
    for k, heading in enumerate(headings):
        while waiting and headings[waiting[-1]].rank >= heading.rank:
            found[waiting.pop()] = heading
        waiting.append(k)
    return found
