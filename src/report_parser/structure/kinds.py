"""What kind of report a text is, the words that decided it, and what years its words mean (table `data/kinds.toml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

from report_parser.data import load
from report_parser.models import ReportKind, Span

_OPENING = 600


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years that a kind of report means, counted from the year that it is called by.

    `review` is the year that it looks back on, `now` the one that it calls 今年; its plans begin with the year after
    `review` and cover `years` years.
    """

    review: int = 0
    now: int = 0
    years: int = 1


class _Cue(NamedTuple):
    """How a kind of report is told: by its title, or by its first paragraphs."""

    kind: ReportKind
    title: regex.Pattern[str]
    opening: regex.Pattern[str]


def find(folded: str, title: Span | None, body: int) -> tuple[ReportKind, Span | None]:
    """The kind of a report, with the words that decided it. A title decides alone; the first words of the body else.

    >>> text = "青禾县审计局2025年法治政府建设报告"
    >>> find(text, Span(0, 18), 18)
    ('rule_of_law_report', Span(start=11, end=17))
    """
    if title is not None:
        places = [at for at in range(title.start, title.end) if folded[at] not in " \t\r\n"]
        joined = "".join(folded[at] for at in places)
        for cue in _cues():
            hit = cue.title.search(joined)
            if hit is not None:
                return cue.kind, Span(places[hit.start()], places[hit.end() - 1] + 1)
    hits = [
        (hit.start(), n, hit)
        for n, cue in enumerate(_cues())
        if (hit := cue.opening.search(folded, body, body + _OPENING))
    ]
    if hits:
        _, n, hit = min(hits, key=lambda found: found[:2])
        return _cues()[n].kind, Span(*hit.span())
    return "other", None


def calendar(kind: ReportKind) -> Calendar:
    """What years a kind of report means; a report of no known kind looks back on the year that it is called by.

    >>> calendar("government_work_report"), calendar("other").review
    (Calendar(review=-1, now=0, years=1), 0)
    """
    return _calendars().get(kind, Calendar())


@cache
def _calendars() -> dict[str, Calendar]:
    """The calendar of every kind in the table."""
    return {k["id"]: Calendar(k["review"], k["now"], k.get("years", 1)) for k in load.shipped("kinds")["kind"]}


@cache
def _cues() -> tuple[_Cue, ...]:
    """The cues of the table, in its order."""
    return tuple(
        _Cue(k["id"], regex.compile(k["title"]), regex.compile(k["opening"])) for k in load.shipped("kinds")["kind"]
    )
