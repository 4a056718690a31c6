"""Compositions taken apart: 三次产业结构4.7∶40.3∶55.0 is the share of each industry, one metric a member.

The scan makes each term a percentage; here the members get the names and the indicators that the table
`indicators/words` gives this kind of composition, in its order. One that the table does not know stays as it was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import regex

from report_parser.metrics.concept import words
from report_parser.models import Metric, Observation

_COLON = regex.compile(r"\s{0,2}[:：∶]\s{0,2}")


@dataclass(frozen=True, slots=True)
class Composition:
    """A way to make up a whole: words that its name holds (one of each group), and its members in the usual order."""

    said: tuple[str, ...]
    members: tuple[str, ...]


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
    split = {
        metric.id: parts
        for metric in metrics
        if len(metric.observations) > 2 and (parts := _members(text, metric, known)) is not None
    }
    if not split:
        return tuple(metrics)
    pieces = [(metric.id, piece) for metric in metrics for piece in split.get(metric.id, (metric,))]
    pieces.sort(key=lambda pair: pair[1].observations[0].id)
    first: dict[int, int] = {}
    for number, (old, _) in enumerate(pieces):
        first.setdefault(old, number)
    return tuple(
        piece.model_copy(update={"id": number, "part_of": None if piece.part_of is None else first.get(piece.part_of)})
        for number, (_, piece) in enumerate(pieces)
    )


def _members(text: str, metric: Metric, known: Sequence[Composition]) -> list[Metric] | None:
    """One metric a member, or None where this is no composition that the table knows."""
    composed = next((c for c in known if any(word in metric.name for word in c.said)), None)
    if composed is None:
        return None
    runs = _runs(text, metric.observations)
    if any(len(run) != len(composed.members) for run in runs):
        return None
    found = []
    for at, name in enumerate(composed.members):
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
