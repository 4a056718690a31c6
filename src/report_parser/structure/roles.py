"""What a section is for: its role, from cues in titles (`data/roles.toml`) and from its place among its siblings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from report_parser.data import load
from report_parser.models import SectionRole, Span

_WRAP_UP = ("shortcomings", "causes", "plans", "suggestions")


class Place(NamedTuple):
    """A section as far as its role depends on it: title, depth in the tree, whether it opens an attachment."""

    title: str
    depth: int
    attachment: bool = False


class _Cue(NamedTuple):
    role: SectionRole
    title: regex.Pattern[str]
    unless: regex.Pattern[str] | None
    weak: bool


def of_title(title: str) -> SectionRole | None:
    """The role that a title names by itself, or None. The title is folded text.

    >>> of_title("2026年工作安排"), of_title("2025年工作回顾"), of_title("加强队伍建设")
    ('plans', 'achievements', None)
    """
    cue = _cue(title)
    return cue.role if cue is not None else None


def _cue(title: str) -> _Cue | None:
    for cue in _cues():
        if cue.title.search(title) and not (cue.unless and cue.unless.search(title)):
            return cue
    return None


def assign(places: Sequence[Place]) -> list[SectionRole]:
    """The role of every section, given in document order.

    A section without a cue has its parent's role. Among the top sections one without a cue is an achievement before the
    shortcomings and plans, and a plan after the plans (政府自身建设 at the end of a government work report).
    """
    cues = [_cue(place.title) for place in places]
    own = [cue.role if cue is not None else None for cue in cues]
    tops = [k for k, place in enumerate(places) if place.depth == 0]
    for n, k in enumerate(tops):
        cue = cues[k]
        if cue is not None and cue.weak and any(_overtakes(places[k], cues[j], places[j]) for j in tops[n + 1 :]):
            own[k] = None
    closing = next((k for k in tops if own[k] in _WRAP_UP), None)
    found: list[SectionRole] = []
    trail: list[SectionRole] = []
    planned = False
    for k, place in enumerate(places):
        role = own[k]
        if place.depth == 0:
            if place.attachment:
                planned = False
            elif role is None and planned:
                role = "plans"
            elif role is None and closing is not None and k < closing:
                role = "achievements"
            planned = planned or role == "plans"
        del trail[place.depth :]
        inherited = trail[-1] if trail else None
        if inherited is not None and (role is None or (role == "achievements" and inherited == "plans")):
            role = inherited
        found.append(role or "other")
        trail.append(found[-1])
    return found


def _overtakes(place: Place, cue: _Cue | None, later: Place) -> bool:
    """Whether a later section shows that an earlier one, which could be either, tells of work that is done."""
    if cue is None or cue.role != "plans" or later.attachment:
        return False
    years = _YEAR.findall(place.title), _YEAR.findall(later.title)
    return max(years[0]) < max(years[1]) if all(years) else not cue.weak and not years[0]


def parts(folded: str, lead: Span, role: SectionRole, heading: Span) -> list[tuple[Span, SectionRole]]:
    """A section's own text in stretches of one role: it turns at a label (不足之处： … 究其原因， … 下一步，将 …).

    Under a title of two periods (“十四五”时期成就和“十五五”时期目标) it turns to plans where a paragraph begins with
    the later one.

    >>> text = "一是甲。究其原因,主要是乙。"
    >>> [(role, span.of(text)) for span, role in parts(text, Span(0, 15), "shortcomings", Span(0, 0))]
    [('shortcomings', '一是甲。'), ('causes', '究其原因,主要是乙。')]
    """
    turns: list[tuple[int, SectionRole]] = []
    if role == "achievements":
        turns.extend((at, "plans") for at in _later_period(folded, lead, heading))
    for hit in _labels().finditer(folded, lead.start, lead.end):
        turns.extend((hit.start(cue), cue) for cue in _LABELLED if cue == hit.lastgroup)
    found: list[tuple[Span, SectionRole]] = []
    start = lead.start
    for at, turned in sorted(turns):
        if at > start:
            found.append((Span(start, at), role))
        start, role = at, turned
    return [*found, (Span(start, lead.end), role)]


def _later_period(folded: str, lead: Span, heading: Span) -> list[int]:
    """Where the plans begin under a heading that names two periods: with a paragraph that begins with the later one."""
    periods = _PERIOD.findall(folded, heading.start, heading.end)
    if len(set(periods)) < 2 or _GOAL.search(folded, heading.start, heading.end) is None:
        return []
    paragraph = regex.compile(rf"(?<=\n) {{0,8}}“?{periods[-1]}(?:”?时期|年)").search(folded, lead.start, lead.end)
    return [paragraph.start()] if paragraph else []


_LABELLED: tuple[SectionRole, ...] = ("shortcomings", "causes", "plans")
_YEAR = regex.compile(r"20[0-9]{2}(?=年)")
_PERIOD = regex.compile("十[一二三四五六七八九]五|20[0-9]{2}(?=年)")
_GOAL = regex.compile("目标|任务|安排|打算|思路|考虑")


@cache
def _cues() -> tuple[_Cue, ...]:
    return tuple(
        _Cue(
            c["role"],
            regex.compile(c["title"]),
            regex.compile(c["unless"]) if "unless" in c else None,
            c.get("weak", False),
        )
        for c in load.shipped("roles")["cue"]
    )


@cache
def _labels() -> re.Pattern[str]:
    cues = "|".join(f"(?P<{role}>{cue})" for role, cue in load.shipped("roles")["labels"].items())
    return re.compile(rf"[。；;:\n] {{0,8}}+(?:{cues})")
