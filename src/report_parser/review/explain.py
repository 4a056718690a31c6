"""Why a number was read as it was: its sentence, the words beside it, and what every rule proposed, with its cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from report_parser.binding import names
from report_parser.binding.clauses import Word
from report_parser.binding.drafts import Draft, Situation
from report_parser.binding.reading import Proposal, cheapest, proposals
from report_parser.metrics.catalogue import Catalogue
from report_parser.metrics.label import labels
from report_parser.models import Report, Span
from report_parser.pipeline import Grammar, read, run
from report_parser.review.told import Teller, Told
from report_parser.structure.flow import flowing
from report_parser.tables.bind import SAYS, Figure
from report_parser.text.document import Document
from report_parser.text.fold import fold


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading that a rule proposes for a number, and what it costs."""

    rule: str
    cost: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one number was read. `left` and `right` are the words beside it with their tags; `candidates` are all the
    readings that the rules propose, the cheapest first: that one won, by `rule`.

    `frame` says where its period, its status, its topic and its scope come from, `indicator_says` why the name has
    that id of the catalogue, or none.

    For a figure in a table `left` holds its row's label, the heads over it and its unit, each with what it is, and
    `sentence` is its row. For a number that is no metric only `text`, `category` and `found_by` (the rule of the scan)
    are set.
    """

    text: str
    start: int
    end: int
    category: str
    found_by: str
    sentence: str = ""
    left: tuple[tuple[str, tuple[str, ...]], ...] = ()
    right: tuple[tuple[str, tuple[str, ...]], ...] = ()
    candidates: tuple[Candidate, ...] = ()
    rule: str = ""
    says: str = ""
    name: str = ""
    role: str = ""
    frame: tuple[Told, ...] = ()
    indicator: str | None = None
    indicator_says: str = ""


def explain(document: Document, grammar: Grammar, offset: int) -> Explanation | None:
    """How the number at `offset` of the document's text was read, or None where no number stands there."""
    flow = flowing(document)
    seen = _explain(flow.document, grammar, flow.into(offset))
    if seen is None:
        return None
    place = flow.back(Span(seen.start, seen.end))
    return replace(seen, text=place.of(document.text), start=place.start, end=place.end)


def _explain(document: Document, grammar: Grammar, offset: int) -> Explanation | None:
    """The same for a document whose paragraphs stand on one line each."""
    proposed: list[Proposal] = []

    def choose(f: Situation) -> Draft:
        if f.slot.mention.start <= offset < f.slot.mention.end:
            proposed[:] = proposals(f)
        return cheapest(f)

    reading = read(document, grammar, choose)
    mention = next((m for m in reading.mentions if m.counts and m.start <= offset < m.end), None)
    if mention is None:
        return None
    text = document.text
    seen = Explanation(text[mention.start : mention.end], mention.start, mention.end, mention.category, mention.note)
    seen = _placed(seen, run(document, grammar), grammar.catalogue)
    figure = next((f for f in reading.figures if f.mention is mention and f.name), None)
    if figure is not None:
        return _of_cell(text, seen, figure)
    for sentence, drafts in reading.bound:
        for draft in drafts:
            if draft.mention.start != mention.start or draft.slot is None:
                continue
            return replace(
                seen,
                sentence=text[sentence.start : sentence.end].strip(),
                left=_words(draft.slot.left),
                right=_words(draft.slot.right),
                candidates=tuple(
                    Candidate(p.rule.id, p.rule.cost, names.read(text, p.draft.name), p.draft.role) for p in proposed
                ),
                rule=draft.rule,
                says=proposed[0].rule.says,
                name=names.read(text, draft.name),
                role=draft.role,
            )
    return seen


def _placed(seen: Explanation, report: Report, catalogue: Catalogue) -> Explanation:
    """The explanation with where the fields of the number come from, and why its metric has its id or none."""
    for metric, told in zip(
        report.metrics, labels(fold(report.text), report.metrics, report.tables, catalogue, report.region), strict=True
    ):
        for observation in metric.observations:
            if observation.quantity.span.start == seen.start:
                return replace(
                    seen,
                    frame=tuple(Teller(report).told(observation)),
                    indicator=told.indicator,
                    indicator_says=told.says(metric, catalogue, report.region),
                )
    return seen


def _of_cell(text: str, seen: Explanation, figure: Figure) -> Explanation:
    """How the figure of a cell, or the value of a key, was read: by its row's label, the heads over it and its unit."""
    words = [
        ("".join(span.of(text) for span in figure.label), "row"),
        ("".join(s.of(text) for s in figure.head), "head"),
    ]
    words += [(figure.unit.name, "unit")] if figure.unit is not None else []
    words += [(figure.change.basis, "basis")] if figure.change is not None and figure.change.basis else []
    return replace(
        seen,
        sentence=figure.row.of(text),
        left=tuple((word, (what,)) for word, what in words if word),
        rule=figure.rule,
        says=SAYS[figure.rule],
        name="".join(span.of(text) for span in figure.name),
        role="level" if figure.change is None else "delta",
    )


def _words(words: Sequence[Word]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((word.text, tuple(sorted(word.does))) for word in words)
