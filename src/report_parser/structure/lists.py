"""Points of a list inside a section's own text (一是…, 第一，…, ——…, ①…) as items, by the table `data/lists.toml`.

A list begins with its first number and goes on with the next; one marker alone is no list. A point ends where the next
begins; the last one ends with its paragraph, earlier where the text turns (究其原因，…) or, in a list whose points are
parted by semicolons, with its sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate, groupby
from operator import itemgetter
from typing import NamedTuple

import regex

from report_parser.data import load
from report_parser.models import Item, SectionRole, Span, made
from report_parser.text import markers

_item = made(Item)
_TURN = regex.compile(r"[。；;](?=究其原因|此外|同时|另外|总之|以上|上述|对此|针对|下一步|这些|我们)")
_FULL_STOP = regex.compile(r"[。！？]|\n")


class _Family(NamedTuple):
    """A kind of list: see `data/lists.toml`."""

    probe: tuple[str, ...]
    marker: regex.Pattern[str]
    after: frozenset[str]
    words: dict[str, int]
    numbered: bool
    weak: bool


class _Point(NamedTuple):
    """A point of a list: its number (None in lists without), and where its marker begins and ends."""

    number: int | None
    start: int
    end: int


def find(folded: str, text: str, lead: Span, parts: Sequence[tuple[Span, SectionRole]] = ()) -> tuple[Item, ...]:
    """The items in a stretch of text, in document order, each with the role of the part that it begins in.

    >>> text = "一是带头学法；二是严格履职。究其原因，主要是力量不足。"
    >>> folded = text.replace("；", ";").replace("，", ",")
    >>> [(item.number, item.marker, item.text) for item in find(folded, text, Span(0, 27))]
    [(1, '一是', '一是带头学法；'), (2, '二是', '二是严格履职。')]
    """
    if _probes().search(folded, lead.start, lead.end) is None:
        return ()
    piece = folded[lead.start : lead.end]
    runs: list[tuple[_Family, list[_Point]]] = []
    for family in _families():
        if any(probe in piece for probe in family.probe):
            runs.extend((family, run) for run in _runs(family, folded, lead))
    if not runs:
        return ()
    turns = [span.start for span, _ in parts[1:]]
    part_starts = [span.start for span, _ in parts]
    # A list ends at the latest where the next one of its kind begins.
    limits = [
        run[0].start if following is family else lead.end
        for (family, _), (following, run) in zip(runs, [*runs[1:], (None, runs[0][1])], strict=True)
    ]
    spans = [
        (family, run, _ends(folded, Span(lead.start, limit), run, turns))
        for (family, run), limit in zip(runs, limits, strict=True)
    ]
    points = _Points((family, point, end) for family, run, ends in spans for point, end in zip(run, ends, strict=True))
    found: list[Item] = []
    for family, run, ends in spans:
        if family.weak and points.within_another(family, run[0].start):
            continue
        for point, end in zip(run, ends, strict=True):
            part = bisect_right(part_starts, point.start) - 1
            found.append(
                _item(
                    span=Span(point.start, end),
                    number=point.number,
                    marker=text[point.start : point.end],
                    text=text[point.start : end],
                    role=parts[part][1] if part >= 0 and point.start < parts[part][0].end else "other",
                )
            )
    return _nested(text, sorted(found, key=lambda item: (item.span.start, -item.span.end)))


def _nested(text: str, items: list[Item]) -> tuple[Item, ...]:
    """The items with those that begin inside another ending with it at the latest."""
    found: list[Item] = []
    open_ends: list[int] = []
    for item in items:
        start, end = item.span.start, item.span.end
        while open_ends and open_ends[-1] <= start:
            open_ends.pop()
        if open_ends and end > open_ends[-1]:
            end = open_ends[-1]
        open_ends.append(end)
        clipped = {"span": Span(start, end), "text": text[start:end]}
        found.append(item if end == item.span.end else item.model_copy(update=clipped))
    return tuple(found)


def _runs(family: _Family, folded: str, lead: Span) -> list[list[_Point]]:
    """The markers of one kind, as lists that count up from one."""
    found: list[list[_Point]] = []
    for hit in family.marker.finditer(folded, lead.start, lead.end):
        before = hit.start() - 1
        while before >= lead.start and folded[before] == " ":
            before -= 1
        if before >= lead.start and folded[before] not in family.after:
            continue
        point = _Point(_number(family, hit), hit.start("m"), hit.end("m"))
        run = found[-1] if found else []
        if point.number is None:
            if not family.numbered and found:
                run.append(point)
            else:
                found.append([point])
        elif point.number == 1:
            found.append([point])
        elif run and (point.number == 0 or point.number == (run[-1].number or 0) + 1):
            run.append(point._replace(number=point.number or (run[-1].number or 0) + 1))
    return [run for run in found if len(run) > 1]


def _number(family: _Family, hit: regex.Match[str]) -> int | None:
    """The number of a point, from its numeral or its word; None in a list without numbers."""
    if family.words:
        return family.words[hit["w"]]
    return markers.numeral(hit["n"]) if family.numbered else None


def _ends(folded: str, lead: Span, run: list[_Point], turns: list[int]) -> list[int]:
    """Where the points end."""
    ends = [point.start for point in run[1:]]
    ends.append(_last_end(folded, lead, run, turns))
    return [point.end + len(folded[point.end : end].rstrip(" \n\t\r")) for point, end in zip(run, ends, strict=True)]


def _last_end(folded: str, lead: Span, run: list[_Point], turns: list[int]) -> int:
    """Where the last point of a list ends."""
    last, before = run[-1], run[-2]
    above = [paragraph for paragraph in folded[before.start : last.start].split("\n") if paragraph.strip()]
    inline = "\n" not in folded[before.start : last.start]
    end = last.end
    for _ in above:
        stop = folded.find("\n", end, lead.end)
        while stop >= 0 and not folded[end:stop].strip():
            stop = folded.find("\n", stop + 1, lead.end)
        if stop < 0:
            end = lead.end
            break
        end = stop + 1
    if inline:
        if folded[last.start - 1] in "；;、,":
            hit = _FULL_STOP.search(folded, last.end, end)
            end = hit.end() if hit else end
        hit = _TURN.search(folded, last.end, end)
        end = hit.start() + 1 if hit else end
    turn = bisect_left(turns, last.end)
    return min(end, turns[turn]) if turn < len(turns) else end


class _Points:
    """Where the points of each kind of list stand: their starts in order, and how far those up to each reach."""

    def __init__(self, points: Iterable[tuple[_Family, _Point, int]]) -> None:
        self._kinds: list[tuple[_Family, list[int], list[int]]] = []
        for family, of_one in groupby(points, key=itemgetter(0)):
            places = sorted((point.start, end) for _, point, end in of_one)
            reach = list(accumulate((end for _, end in places), max))
            self._kinds.append((family, [start for start, _ in places], reach))

    def within_another(self, family: _Family, place: int) -> bool:
        """Whether a place is inside a point of a list of another kind."""
        for other, starts, reach in self._kinds:
            before = bisect_left(starts, place)
            if other is not family and before and reach[before - 1] > place:
                return True
        return False


@cache
def _probes() -> re.Pattern[str]:
    """One search that most stretches of text are done with."""
    return re.compile("|".join(re.escape(probe) for family in _families() for probe in family.probe))


@cache
def _families() -> tuple[_Family, ...]:
    """The table, compiled once."""
    return tuple(
        _Family(
            tuple(family["probe"]),
            regex.compile(f"(?<m>{family['marker']})"),
            frozenset("\n" + family["after"]),
            family.get("words", {}),
            "(?<n>" in family["marker"] or "words" in family,
            family.get("weak", False),
        )
        for family in load.shipped("lists")["family"]
    )
