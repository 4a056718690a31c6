"""From drafts to metrics: the observations of one indicator are gathered, parts point at their total."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from report_parser.binding import context, names, timing
from report_parser.binding.bind import Bound
from report_parser.binding.context import Place
from report_parser.binding.drafts import Draft
from report_parser.binding.lexicon import Lexicon
from report_parser.binding.timing import Timeline
from report_parser.mentions import Mention
from report_parser.models import BasisKind, Check, Metric, Observation, Period, Section, SectionRole, Span

_TURN = regex.compile(r"(?<=[。!！\n] {0,4})(?:下一步|下步|下一阶段|今后)(?=[,:我各县市区，])")
_STATE = regex.compile("问题|情况|不足|原因|成效")


def places(
    folded: str, sections: Sequence[Section], mentions: Sequence[Mention], undecided: SectionRole
) -> tuple[list[int], list[Place]]:
    """For each section in document order, where it starts and what its headings say.

    `undecided` is the role to read a section with whose heading does not tell. Where a section turns to what comes
    (下一步, …), what follows is a plan; one that is headed by both (问题及下一步安排) is a plan only from there.
    """
    starts: list[int] = []
    found: list[Place] = []
    times = [m for m in mentions if m.period is not None]
    time_starts = [m.start for m in times]

    turns = [m.start() for m in _TURN.finditer(folded)]

    def visit(section: Section, above: Period | None) -> None:
        at = bisect_right(time_starts, section.heading.start - 1)
        period, dated = above, False
        if at < len(times) and times[at].start < section.heading.end and (own := times[at].period) is not None:
            period, dated = own.model_copy(update={"source": "section"}), section.depth > 0
        starts.append(section.span.start)
        role = undecided if section.role in ("other", "overview") else section.role
        found.append(Place(section.id, role, period, dated))
        at = bisect_right(turns, section.lead.start)
        if at < len(turns) and turns[at] < section.lead.end and role != "suggestions":
            if role == "plans" and _STATE.search(section.title):
                found[-1] = Place(section.id, "other", period, dated)
            starts.append(turns[at])
            found.append(Place(section.id, "plans", period if role == "plans" else None, dated))
        for child in section.children:
            visit(child, period)

    for section in sections:
        visit(section, None)
    return starts, found


def link(
    folded: str,
    text: str,
    bound: Sequence[Bound],
    sections: Sequence[Section],
    mentions: Sequence[Mention],
    timeline: Timeline,
    lexicon: Lexicon,
    undecided: SectionRole,
) -> tuple[Metric, ...]:
    """The metrics of a report, in document order. `undecided` is the role of sections whose headings do not tell."""
    starts, where = places(folded, sections, mentions, undecided)
    nowhere = Place(None, undecided, None, False)
    roots: dict[int, list[Observation]] = {}
    owners: dict[int, tuple[Draft, Place]] = {}
    number = 0
    clock, before, year = timing.Clock(), 0, timeline.year
    topics = timing.topics(folded, mentions, timeline)
    topic_starts = [offset for offset, _ in topics]
    tops = [section.span.start for section in sections]
    for sentence, drafts in bound:
        at = bisect_right(starts, sentence.start) - 1
        place = where[at] if at >= 0 else nowhere
        span = Span(sentence.start, sentence.end)
        set_at = bisect_right(topic_starts, sentence.start + 1) - 1
        top = bisect_right(tops, sentence.start)
        if set_at >= 0 and top and topic_starts[set_at] >= tops[top - 1] and not place.dated:
            topic = timeline.place(topics[set_at][1], place.role, place.period)
            place = replace(place, period=topic.model_copy(update={"source": "section"}))
        clock.enter(folded, before, sentence)
        before = sentence.end
        compared = timing.taken(drafts)
        stated: BasisKind | None = None
        for draft in drafts:
            quantity = draft.mention.quantity
            if quantity is None:
                continue
            period = timing.period_of(folded, sentence, draft, clock, timeline, place.role, place.period, compared)
            basis = context.words_text(text, draft.basis)
            kind = None
            if draft.role == "delta":
                kind = context.basis_kind(draft, basis or "", lexicon, year)
                if kind is None:
                    kind = context.inherited_basis(draft, lexicon) or stated or "none"
                elif kind in ("yoy", "period", "since", "annual_average"):
                    stated = kind
            planned = context.is_planned(draft, place, period, timeline)
            observation = Observation(
                id=number,
                role=draft.role,
                quantity=quantity,
                name=names.read(text, draft.name),
                name_spans=tuple(Span(a, b) for a, b in draft.name),
                direction=draft.direction,
                basis=basis,
                basis_kind=kind,
                status="planned" if planned else "actual",
                estimated=context.is_estimated(draft),
                modality=context.modality_of(draft),
                period=period,
                scope=context.scope_of(draft),
                sentence=span,
                rule=draft.rule,
            )
            number += 1
            root = draft.root
            roots.setdefault(id(root), []).append(observation)
            owners.setdefault(id(root), (root, place))
    ids = {key: at for at, key in enumerate(roots)}
    metrics = []
    for key, observations in roots.items():
        root, place = owners[key]
        parent = root.parent.root if root.parent is not None else None
        metrics.append(
            Metric(
                id=ids[key],
                name=observations[0].name,
                part_of=ids.get(id(parent)) if parent is not None else None,
                section=place.section,
                observations=tuple(observations),
            )
        )
    return tuple(metrics)


def check(bound: Sequence[Bound]) -> tuple[Check, ...]:
    """Lists whose numbers are not as many as their subjects (A、B、C分别为 1、2): no name could be given to each."""
    found = []
    number = 0
    for _, drafts in bound:
        for at, draft in enumerate(drafts):
            if draft.members:
                ids = range(number + at, number + at + draft.run)
                spans = [Span(d.mention.start, d.mention.end) for d in drafts[at : at + draft.run]]
                found.append(
                    Check(
                        kind="list_length",
                        verdict="fails",
                        observations=tuple(ids),
                        expected=Decimal(draft.members),
                        found=Decimal(draft.run),
                        message=f"The list names {draft.members} subjects and gives {draft.run} numbers.",
                        spans=tuple(spans),
                    )
                )
        number += len(drafts)
    return tuple(found)
