"""What a section is for: its role, from cues in titles (`data/roles.toml`) and from its place among its siblings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from report_parser.data import load
from report_parser.models import SectionRole, Span
from report_parser.structure.years import Years

_UNKNOWN = Years()
_WEIGHED = 4000  # characters of a section that are looked at
_ENOUGH = 4
_TIMES = 2
_WRAP_UP = ("shortcomings", "causes", "plans", "suggestions")


class Place(NamedTuple):
    """A section as far as its role depends on it.

    `depth` is that in the tree, `attachment` whether it opens one; `leans` is what its own text tells by its words
    (`leaning`), for a section of the first rank.
    """

    title: str
    depth: int
    attachment: bool = False
    leans: SectionRole | None = None


class _Cue(NamedTuple):
    """A pattern of titles with the role that it gives; a `weak` one fits work done as well as planned."""

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


def named_by(title: str) -> SectionRole | None:
    """The role that a title names for certain: None also for one that fits work done as well as planned (重点工作).

    >>> named_by("2026年工作安排"), named_by("2026年重点工作")
    ('plans', None)
    """
    cue = _cue(title)
    return cue.role if cue is not None and not cue.weak else None


def _cue(title: str) -> _Cue | None:
    """The first cue that a title matches, or None."""
    for cue in _cues():
        if cue.title.search(title) and not (cue.unless and cue.unless.search(title)):
            return cue
    return None


def assign(places: Sequence[Place], years: Years = _UNKNOWN) -> list[SectionRole]:
    """The role of every section, given in document order.

    A section without a cue has its parent's role. Among the top sections one without a cue is what all its children
    say, or the year in its title; else it is an achievement before the shortcomings and plans, and a plan after the
    plans (政府自身建设 at the end of a government work report); where none of these follows, its own words decide.
    """
    cues = [_cue(place.title) for place in places]
    tops = [k for k, place in enumerate(places) if place.depth == 0]
    own = [cue.role if cue is not None else None for cue in cues]
    for k, end in zip(tops, [*tops[1:], len(places)], strict=False):
        below = {own[j] for j in range(k + 1, end) if places[j].depth == 1}
        if own[k] is None and len(below) == 1:
            own[k] = below.pop()
    for n, k in enumerate(tops):
        cue = cues[k]
        if cue is not None and cue.weak:
            own[k] = _of_weak(cue, places[k], [(cues[j], places[j]) for j in tops[n + 1 :]], years)
    closing = next((k for k in tops if own[k] in _WRAP_UP or (own[k] is None and places[k].leans == "plans")), None)
    found: list[SectionRole] = []
    trail: list[SectionRole] = []
    planned = False
    for k, place in enumerate(places):
        role = own[k]
        if place.depth == 0:
            planned = planned and not place.attachment
            if role is None:
                role = _of_place(place, planned, closing is not None and k < closing, years)
            planned = planned or (role == "plans" and not place.attachment)
        del trail[place.depth :]
        inherited = trail[-1] if trail else None
        if inherited is not None and (role is None or (role == "achievements" and inherited == "plans")):
            role = inherited
        found.append(role or "other")
        trail.append(found[-1])
    return found


def _of_place(place: Place, planned: bool, early: bool, years: Years) -> SectionRole | None:
    """The role of a top section whose title has no cue: `planned` says that plans stand before it, `early` that
    shortcomings or plans follow.
    """
    dated = _of_year(place, years)
    if dated is not None:
        return dated
    if place.attachment:
        return None
    if planned:
        return "plans"
    if early:
        return "achievements"
    return "plans" if place.leans == "plans" else None


def of_opening(places: Sequence[Place]) -> SectionRole:
    """The role of the text before the first heading: plans where all that follows is told to be plans by its words
    alone, as in a passage cut out of a report; else an overview.
    """
    tops = [place for place in places if place.depth == 0]
    passage = bool(tops) and all(place.leans == "plans" and _cue(place.title) is None for place in tops)
    return "plans" if passage else "overview"


def _of_year(place: Place, years: Years) -> SectionRole | None:
    """The role that the one year in a title gives it, where the report's years are known."""
    named = {int(year) for year in _YEAR.findall(place.title)}
    if len(named) != 1 or years.review is None:
        return None
    return "plans" if named == {years.plan} else "achievements" if named == {years.review} else None


def _of_weak(cue: _Cue, place: Place, later: Sequence[tuple[_Cue | None, Place]], years: Years) -> SectionRole | None:
    """The role of a top section whose cue fits work done and planned: by its year, what follows, or its own words."""
    dated = _of_year(place, years)
    if dated is not None:
        return dated
    if any(_overtakes(place, other, behind) for other, behind in later):
        return None
    return "achievements" if place.leans == "achievements" else cue.role


def leaning(folded: str, own: Span) -> SectionRole | None:
    """What a text tells by its words: plans (要, 将, 力争) or work done (同比, 累计, 了); None where neither prevails.

    >>> text = "今年,要抓项目。要稳就业。确保开工10个。力争增长5%。"
    >>> leaning(text, Span(0, len(text))), leaning("同比增长5%。", Span(0, 7))
    ('plans', None)
    """
    plan, done = _tense()
    end = min(own.end, own.start + _WEIGHED)
    ahead = sum(1 for _ in plan.finditer(folded, own.start, end))
    behind = sum(1 for _ in done.finditer(folded, own.start, end))
    if ahead >= _ENOUGH and ahead > _TIMES * behind:
        return "plans"
    if behind >= _ENOUGH and behind > _TIMES * ahead:
        return "achievements"
    return None


@cache
def _tense() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words of plans and of work done, compiled once."""
    table = load.shipped("roles")["tense"]
    return re.compile(table["plan"]), re.compile(table["done"])


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
_YEAR = regex.compile(r"(?:19|20)[0-9]{2}(?=年)")
_PERIOD = regex.compile("十[一二三四五六七八九]五|20[0-9]{2}(?=年)")
_GOAL = regex.compile("目标|任务|安排|打算|思路|考虑")


@cache
def _cues() -> tuple[_Cue, ...]:
    """The cues of the table, in its order."""
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
    """What a part of a paragraph names itself by, one group a role."""
    cues = "|".join(f"(?P<{role}>{cue})" for role, cue in load.shipped("roles")["labels"].items())
    return re.compile(rf"[。；;:\n] {{0,8}}+(?:{cues})")
