"""What a section is for: its role, from cues in titles (`data/roles.toml`) and from its place among its siblings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from report_parser import tables
from report_parser.models import SectionRole

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


def of_title(title: str) -> SectionRole | None:
    """The role that a title names, or None. The title is folded text.

    >>> of_title("2026年工作安排"), of_title("2025年工作回顾"), of_title("加强队伍建设")
    ('plans', 'achievements', None)
    """
    for cue in _cues():
        if cue.title.search(title) and not (cue.unless and cue.unless.search(title)):
            return cue.role
    return None


def assign(places: Sequence[Place]) -> list[SectionRole]:
    """The role of every section, given in document order.

    A section without a cue has its parent's role. Among the top sections one without a cue is an achievement before the
    shortcomings and plans, and a plan after the plans (政府自身建设 at the end of a government work report).
    """
    own = [of_title(place.title) for place in places]
    tops = [k for k, place in enumerate(places) if place.depth == 0]
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


def labels(folded: str, start: int, end: int) -> list[tuple[int, SectionRole]]:
    """Where a stretch of text turns to another role (不足之处： … 究其原因， …), in order.

    >>> labels("一是甲。究其原因,主要是乙。", 0, 15)
    [(4, 'causes')]
    """
    return [(hit.start(), hit.lastgroup) for hit in _labels().finditer(folded, start, end)]  # type: ignore[misc]


@cache
def _cues() -> tuple[_Cue, ...]:
    return tuple(
        _Cue(c["role"], regex.compile(c["title"]), regex.compile(c["unless"]) if "unless" in c else None)
        for c in tables.shipped("roles")["cue"]
    )


@cache
def _labels() -> regex.Pattern[str]:
    table = tables.shipped("roles")["labels"]
    return regex.compile(
        r"(?:(?<=[。；;:\n])|(?<=^)|(?<=\n[ ]{1,4}))(?:"
        + "|".join(f"(?<{role}>{cue})" for role, cue in table.items())
        + ")"
    )
