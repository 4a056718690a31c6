"""From drafts to metrics: the observations of one indicator are gathered, parts point at their total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from decimal import Decimal

from report_parser.binding import basis as bases
from report_parser.binding import names
from report_parser.binding.bind import BoundSentence
from report_parser.binding.clauses import Sentence
from report_parser.binding.drafts import Draft
from report_parser.binding.lexicon import Lexicon
from report_parser.context.frame import Frame
from report_parser.context.standing import Asked, Context, Standing
from report_parser.models import BasisKind, Check, Metric, Observation, Placing, Quantity, Span, made
from report_parser.values import value

Placed = tuple[Sentence, list[Draft], Frame]
_observation, _metric = made(Observation), made(Metric)


def link(
    folded: str, text: str, bound: Sequence[BoundSentence], context: Context, lexicon: Lexicon
) -> tuple[Metric, ...]:
    """The metrics of a report, in document order."""
    placed = [(sentence, drafts, context.at(sentence.start)) for sentence, drafts in bound]
    told_apart = _told_apart(text, placed)
    groups: list[_Group] = []
    latest: dict[int, _Group] = {}  # by the id of a draft's root
    number = 0
    year = context.ground.years.review
    for sentence, drafts, frame in placed:
        kinds = bases.kinds(folded, text, sentence, drafts, lexicon, year)
        place = context.sentence(sentence.start, sentence.end, bases.compared(drafts))
        whole = Span(sentence.start, sentence.end)
        for draft, kind in zip(drafts, kinds, strict=True):
            quantity = draft.mention.quantity
            if quantity is None:
                continue
            stands = place.stands(_asked(draft, quantity, kind))
            name = told_apart.get(id(draft), draft.name)
            observation = _observed(number, text, whole, draft, name, quantity, kind, stands, frame)
            number += 1
            root = draft.root
            group = latest.get(id(root))
            if group is None or not group.takes(observation):
                group = latest[id(root)] = _Group(root, frame)
                groups.append(group)
            group.take(observation)
    return _metrics(groups)


@value(frozen=True, slots=True)
class _Group:
    """The observations of one metric in the making, with the draft that opened it and the frame that it stands in."""

    root: Draft
    frame: Frame
    observations: list[Observation] = field(default_factory=list)
    levels: list[Observation] = field(default_factory=list)

    def takes(self, other: Observation) -> bool:
        """Whether a further observation is of the same metric.

        A level of another kind in a sentence further on is not (粮食产量100万吨。5%的目标…), nor is the level behind a
        mark that was passed: 收入突破40亿元、达到42亿元.
        """
        if other.role != "level" or not self.levels:
            return True
        first, last = self.levels[0], self.levels[-1]
        if first.quantity.kind != other.quantity.kind and first.sentence != other.sentence:
            return False
        mark = (last.quantity.bound, last.period) == ("at_least", other.period)
        return other.quantity.bound != "exact" or not mark

    def take(self, observation: Observation) -> None:
        """Add an observation."""
        self.observations.append(observation)
        if observation.role == "level":
            self.levels.append(observation)


def _observed(
    number: int,
    text: str,
    sentence: Span,
    draft: Draft,
    name: names.Pieces,
    quantity: Quantity,
    kind: BasisKind | None,
    stands: Standing,
    frame: Frame,
) -> Observation:
    """The observation that binding and context together make of a number."""
    said = bases.said_of(draft)
    scope = said.scope or frame.scope_by
    return _observation(
        id=number,
        role=draft.role,
        quantity=quantity,
        name=names.read(text, name),
        name_spans=tuple([Span(piece[0], piece[1]) for piece in name]),
        direction=draft.direction,
        basis=bases.words_text(text, draft.basis),
        basis_kind=kind,
        status=stands.status,
        estimated=said.estimated,
        modality=said.modality,
        period=stands.period,
        scope=None if scope is None else scope.of(text),
        evidence=_evidence(stands.period_by, stands.status_by, scope),
        sentence=sentence,
        rule=draft.rule,
    )


def _metrics(groups: Sequence[_Group]) -> tuple[Metric, ...]:
    """The metrics of the groups; a part points at the first metric of its total."""
    ids: dict[int, int] = {}
    for at, group in enumerate(groups):
        ids.setdefault(id(group.root), at)
    found = []
    for at, group in enumerate(groups):
        parent = group.root.parent.root if group.root.parent is not None else None
        found.append(
            _metric(
                id=at,
                name=group.observations[0].name,
                part_of=ids.get(id(parent)) if parent is not None else None,
                section=group.frame.section,
                observations=tuple(group.observations),
            )
        )
    return tuple(found)


def _by_commas(before: str) -> bool:
    """Whether the subjects of a list stand between commas, so that 、 parts only the words inside of them."""
    return any("、" in piece for piece in before.split(",")[:-1])


def _evidence(period: Span | None, status: Span | None, scope: Span | None) -> dict[Placing, Span]:
    """The words that place a number, by field; a field without words is left out."""
    found: dict[Placing, Span] = {}
    if period is not None:
        found["period"] = period
    if status is not None:
        found["status"] = status
    if scope is not None:
        found["scope"] = scope
    return found


def _asked(draft: Draft, quantity: Quantity, kind: BasisKind | None) -> Asked:
    """What the context has to know of a number."""
    start, end = draft.mention.outer_start, draft.mention.outer_end
    left, right = (draft.slot.left, draft.slot.right) if draft.slot is not None else ((), ())
    return Asked(
        quantity=quantity,
        role=draft.role,
        start=start,
        end=end,
        begin=left[0].start if left else start,
        stop=right[-1].end if right else end,
        basis_kind=kind,
    )


def _told_apart(text: str, placed: Sequence[Placed]) -> dict[int, names.Pieces]:
    """The names, by the id of their draft, of equal names in sister sections with the headings that tell them apart
    (质量安全类|立案, 市场行为类|立案).

    A heading gives a modifier only there: where nothing else tells two equal names of one section apart.
    """
    told: dict[int, names.Pieces] = {}
    alike: dict[tuple[int | None, str, str], list[tuple[Draft, Frame]]] = {}
    for _, drafts, place in placed:
        if place.title is None:
            continue
        for draft in drafts:
            quantity = draft.mention.quantity
            if draft.of is None and draft.name and quantity is not None:
                key = (place.above, names.read(text, draft.name), quantity.unit)
                alike.setdefault(key, []).append((draft, place))
    for group in alike.values():
        if len({place.section for _, place in group}) < 2:
            continue
        for draft, place in group:
            if place.title is not None:
                told[id(draft)] = ((place.title.start, place.title.end), *draft.name)
    return told


def check(folded: str, bound: Sequence[BoundSentence]) -> tuple[Check, ...]:
    """Lists whose numbers are not as many as their subjects (A、B、C分别为 1、2): no name could be given to each.

    Where commas part the subjects (A、B，C，D和E分别为 1、2、3) 、 parts no members, and nothing is said.
    """
    found = []
    number = 0
    for sentence, drafts in bound:
        for at, draft in enumerate(drafts):
            if draft.members and not _by_commas(folded[sentence.start : draft.mention.start]):
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
