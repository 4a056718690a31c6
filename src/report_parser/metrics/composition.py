"""Compositions taken apart: 三次产业结构4.7∶40.3∶55.0 is the share of each industry, one metric a member.

The scan makes each term between colons a percentage; here the members get their names, from the table `composition`
of `indicators/words`: 第一产业 and what else the name says (就业人员三次产业构成: 第一产业就业人员比重). So does a list
that gives one name to all its members (三次产业贡献率分别为2%、28%、70%). What the table does not know stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

import regex

from report_parser.metrics.concept import words
from report_parser.models import Metric, Observation

# What only says that a name is of shares.
_SHARES = regex.compile("(?:的?(?:结构|构成)[^的]{0,4}|(?:的?(?:比例|比重|占比|之比|比))+)$")
# What stands between the members of a list.
_JOINED = regex.compile(r"\s{0,2}(?:[、，,]\s{0,2}[和及与]?|[和及与])\s{0,2}")
_COLON = regex.compile(r"\s{0,2}[:：∶]\s{0,2}")


@dataclass(frozen=True, slots=True)
class Composition:
    """A way to make up a whole: the words that a name of it holds (one of them), and its members in the usual order."""

    said: tuple[str, ...]
    members: tuple[str, ...]

    def names(self, name: str) -> tuple[str, ...] | None:
        """The names of its members where `name` names such a composition, else None.

        >>> places = Composition(("城乡",), ("城镇", "农村"))
        >>> places.names("城乡人口比"), places.names("城乡居民收入")
        (('城镇人口比重', '农村人口比重'), ('城镇居民收入', '农村居民收入'))
        """
        said = max((word for word in self.said if word in name), key=len, default=None)
        if said is None:
            return None
        before, _, behind = name.partition(said)
        rest = f"{before}{behind}"
        shares = _SHARES.sub("", rest)
        return tuple(f"{member}{rest if rest == shares and rest else f'{shares}比重'}" for member in self.members)


def compositions(table: Mapping[str, Any]) -> tuple[Composition, ...]:
    """The table `composition`, compiled."""
    return tuple(
        Composition(
            words(row.get("said", []), f"composition.{id_}.said"),
            words(row.get("members", []), f"composition.{id_}.members"),
        )
        for id_, row in table.get("composition", {}).items()
    )


def take_apart(text: str, metrics: Sequence[Metric], known: Sequence[Composition]) -> tuple[Metric, ...]:
    """The metrics with those that are a composition split into one a member; ids are given anew.

    The terms of one colon-joined run share the first one's role, time and stance: 由上年的14.1∶38.6∶47.3调整为… gives
    each member its value before and its level.
    """
    named = _listed(text, metrics, known)
    split = {
        metric.id: parts
        for metric in metrics
        if len(metric.observations) > 1 and (parts := _members(text, metric, known)) is not None
    }
    if not split and not named:
        return tuple(metrics)
    pieces = [
        (metric.id, piece)
        for metric in metrics
        for piece in split.get(metric.id, (_renamed(metric, named.get(metric.id)),))
    ]
    pieces.sort(key=lambda pair: pair[1].observations[0].id)
    first: dict[int, int] = {}
    for number, (old, _) in enumerate(pieces):
        first.setdefault(old, number)
    return tuple(
        piece.model_copy(update={"id": number, "part_of": None if piece.part_of is None else first.get(piece.part_of)})
        for number, (_, piece) in enumerate(pieces)
    )


def _listed(text: str, metrics: Sequence[Metric], known: Sequence[Composition]) -> dict[int, str]:
    """The names of the members of lists that have one name for all, by the ids of their metrics."""
    found: dict[int, str] = {}
    for name, run in groupby(metrics, key=attrgetter("name")):
        members = list(run)
        ends = [metric.observations[0].quantity.span for metric in members]
        joined = all(_JOINED.fullmatch(text[a.end : b.start]) is not None for a, b in pairwise(ends))
        if len(members) > 1 and joined:
            names = next((n for c in known if (n := c.names(name)) and len(n) == len(members)), ())
            found.update(zip((member.id for member in members), names, strict=False))
    return found


def _renamed(metric: Metric, name: str | None) -> Metric:
    """The metric under another name; as it is for None."""
    if name is None:
        return metric
    observations = tuple(o.model_copy(update={"name": name}) for o in metric.observations)
    return metric.model_copy(update={"name": name, "observations": observations})


def _members(text: str, metric: Metric, known: Sequence[Composition]) -> list[Metric] | None:
    """One metric a member, or None where this is no composition that the table knows."""
    runs = _runs(text, metric.observations)
    size = len(runs[0])
    names = next((n for c in known if (n := c.names(metric.name)) and len(n) == size), None)
    if size == 1 or names is None or any(len(run) != size for run in runs):
        return None
    found = []
    for at, name in enumerate(names):
        observations = []
        for run in runs:
            lead = run[0]
            shared = {
                field: getattr(lead, field)
                for field in ("role", "period", "status", "modality", "estimated", "scope", "name_spans", "rule")
            }
            observations.append(run[at].model_copy(update={**shared, "name": name}))
        found.append(metric.model_copy(update={"name": name, "observations": tuple(observations)}))
    return found


def _runs(text: str, observations: Sequence[Observation]) -> list[list[Observation]]:
    """The observations, cut where no colon joins two neighbours."""
    ordered = sorted(observations, key=lambda o: o.quantity.span.start)
    runs = [[ordered[0]]]
    for before, after in pairwise(ordered):
        if _COLON.fullmatch(text[before.quantity.span.end : after.quantity.span.start]) is None:
            runs.append([])
        runs[-1].append(after)
    return runs
