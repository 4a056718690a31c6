"""Where a report speaks of an indicator without a number: 与经济增长同步, 超额完成任务, 未发生.

The words are the table `data/coverage.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from report_parser.data import load
from report_parser.metrics.catalogue import Catalogue
from report_parser.metrics.concept import spelled
from report_parser.models import Span
from report_parser.study.places import Places
from report_parser.study.spec import Measure, PanelColumn
from report_parser.text.fold import fold

# What each kind of saying can be an answer to.
_ANSWERS: dict[str, frozenset[str]] = {
    "growth": frozenset(("growth", "change", "rate")),
    "level": frozenset(("level", "share", "rate")),
    "count": frozenset(("level",)),
    "zero": frozenset(("level", "share", "rate")),
    "any": frozenset(("level", "share", "rate", "growth", "change")),
}
_SHORTEST = 2
_LEFT = 12
_RIGHT = 140
_MARKS = frozenset("。、！？“”()「」,;:!? \t\n\r")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that speaks of an indicator without a number; `zero` where it says that there was none of it."""

    span: Span
    zero: bool
    rule: str


@dataclass(frozen=True, slots=True)
class _Saying:
    """Compiled from the table: what is said behind a mention."""

    id: str
    about: str
    compares: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Words:
    said: tuple[_Saying, ...]
    led: tuple[tuple[str, bool, re.Pattern[str]], ...]
    before: tuple[str, ...]
    joining: tuple[str, ...]


def find(places: Places, column: PanelColumn, catalogue: Catalogue) -> Iterator[Mention]:
    """The places at which the report says of a column's indicator that it is so, without a number, in text order.

    The year and the stance of a place are not looked at: see `Places.standing`.
    """
    pattern = _named(column, catalogue)
    folded, words = places.folded, _words()
    for hit in pattern.finditer(folded):
        clause_end = _clause_end(folded, hit.end())
        if column.measure == "level":
            found = _led(folded, hit, words, clause_end)
            if found is not None and not places.measured(found.span.start, clause_end):
                yield found
                continue
        if not _stands_alone(folded, hit, column, catalogue, words, places.report.region):
            continue
        for saying in words.said:
            if column.measure not in _ANSWERS[saying.about]:
                continue
            if saying.compares and folded[hit.start() - 1 : hit.start()] in words.joining:
                continue
            said = saying.pattern.match(folded, hit.end(), min(len(folded), hit.end() + _RIGHT))
            if said is not None and not places.measured(hit.start(), _clause_end(folded, said.end())):
                yield Mention(Span(hit.start(), said.end()), saying.about == "zero", saying.id)
                break


def _led(folded: str, hit: re.Match[str], words: _Words, clause_end: int) -> Mention | None:
    """The mention with a word of amount or of nothing right before it, or None."""
    begin = max(0, hit.start() - _LEFT)
    for id_, zero, pattern in words.led:
        for led in pattern.finditer(folded, begin, hit.start()):
            if led.end() == hit.start() and not _goes_on(folded, hit.end(), clause_end):
                return Mention(Span(led.start(), hit.end()), zero, id_)
    return None


def _goes_on(folded: str, end: int, clause_end: int) -> bool:
    """Whether the noun goes on behind a mention (法治培训|基地): more than two letters to the clause's end."""
    return clause_end - end > 2 and folded[end] not in "的和及与专、"


def _stands_alone(
    folded: str, hit: re.Match[str], column: PanelColumn, catalogue: Catalogue, words: _Words, region: str | None
) -> bool:
    """Whether no word before a mention makes another indicator of it (农村|居民收入)."""
    for size in range(_LEFT):
        at = hit.start() - size
        if at <= 0 or folded[at - 1] in _MARKS or folded[:at].endswith(words.before):
            if size == 0:
                return True
            phrase = folded[at : hit.end()]
            found = catalogue.explain(phrase, None, region)
            if column.indicator is not None:
                return found is not None and found.indicator == column.indicator
            return catalogue.concept(phrase, region) in {catalogue.concept(name, region) for name in column.names}
    return False


def _clause_end(folded: str, at: int) -> int:
    """Where the clause that goes on at an offset ends."""
    return min((end for mark in ",。;！？\n" if (end := folded.find(mark, at)) >= 0), default=len(folded))


@lru_cache(maxsize=1024)
def _named(column: PanelColumn, catalogue: Catalogue) -> re.Pattern[str]:
    """The names of a column's indicator as they stand in a text, the longest first; never matches where it has none."""
    entry = catalogue.entries.get(column.indicator or "")
    given: Sequence[str] = (*column.names, *((entry.name, *entry.aliases) if entry else ()))
    plain = {fold(name) for alias in given for name in spelled(alias) if "…" not in name}
    names = sorted((n for n in plain if len(n) > _SHORTEST or n in column.names), key=lambda n: (-len(n), n))
    return re.compile("|".join(map(re.escape, names)) or r"(?!)")


@cache
def _words() -> _Words:
    """The table, compiled."""
    table: dict[str, Any] = load.shipped("coverage")
    between = table["between"]
    gap = f"{between['noun']}{between['list']}{between['noun']}{between['degree']}{between['noun']}"
    said = tuple(
        _Saying(
            row["id"],
            row["about"],
            row.get("compares", False),
            re.compile(f"{gap}(?:{row['pattern']}){between['end']}"),
        )
        for row in table["said"]
    )
    led = tuple((row["id"], row["zero"], re.compile(row["pattern"])) for row in table["led"])
    return _Words(said, led, tuple(table["before"]["words"]), tuple(table["before"]["joining"]))


def examples() -> Iterator[tuple[str, str, Measure, str, bool]]:
    """The table's examples: the rule's id, the indicator's name, the measure, the text, and whether it must match."""
    table: dict[str, Any] = load.shipped("coverage")
    kinds: tuple[Literal["said", "led"], ...] = ("said", "led")
    for kind in kinds:
        for row in table[kind]:
            for wanted, listed in ((True, row.get("examples", [])), (False, row.get("none", []))):
                yield from ((row["id"], name, measure, text, wanted) for name, measure, text in listed)
