"""What surrounds a quantity: whether it is done or planned, when it holds, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from report_parser.binding import names
from report_parser.binding.clauses import Sentence, Word
from report_parser.binding.drafts import Draft
from report_parser.binding.lexicon import Lexicon
from report_parser.binding.places import Place
from report_parser.binding.timing import Timeline
from report_parser.models import BasisKind, Period


class Said(NamedTuple):
    """What the words before a quantity say of it.

    Its modality (力争, 确保), whose it is (全省, 市本级), and whether it is an estimate (预计, 初步核算).
    """

    modality: str | None = None
    scope: str | None = None
    estimated: bool = False


_SAYS = frozenset({"modal", "scope", "estimated"})


def said_of(draft: Draft) -> Said:
    """What the words before a quantity say of it, the nearest first."""
    modality = scope = None
    estimated = False
    for word in reversed(draft.slot.left) if draft.slot is not None else ():
        does = word.does
        if does.isdisjoint(_SAYS):
            continue
        if modality is None and "modal" in does:
            modality = word.text
        if scope is None and "scope" in does and word not in draft.basis:
            scope = word.text
        estimated = estimated or "estimated" in does
    return Said(modality, scope, estimated)


def is_planned(draft: Draft, modality: str | None, place: Place, period: Period | None, timeline: Timeline) -> bool:
    """Whether a value is a target. A value that a change starts from has been reached already.

    An aim that is bounded (确保…90%以上) is one wherever it stands, and so is what a rule asks for (不低于5%的要求).
    Else a time in the clause decides where it can: what was over when the report was issued is done, what comes after
    is planned.
    """
    quantity = draft.mention.quantity
    if draft.role == "previous" or quantity is None:
        return False
    if quantity.bound != "exact" and (modality in _AIMS or names.is_demand(draft.slot.right if draft.slot else ())):
        return True
    year = timeline.year
    if period is not None and year is not None and period.source == "clause":
        over = period.end <= timeline.issued if timeline.issued is not None else period.end.year <= year
        if over:
            return False
        if period.end.year > year:
            return True
    return place.role in ("plans", "suggestions")


_AIMS = frozenset({"力争", "确保", "拟", "预期目标", "力争达到", "确保实现"})


def basis_kind(draft: Draft, text: str, lexicon: Lexicon, year: int | None) -> BasisKind | None:
    """What a change is measured against; None where its own words do not say."""
    if not draft.basis:
        return None
    kind = lexicon.basis_kind(text)
    if draft.reference and kind != "since":
        return "reference"
    if kind is not None:
        return kind
    times = [w.mention.period for w in draft.basis if w.mention is not None and w.mention.period is not None]
    if times and year is not None and times[0].end.year == times[0].start.year == year - 1:
        return "yoy"
    return "since" if times or any("time" in w.does for w in draft.basis) else None


# 与上年相比，… and 较上年，…: a clause of its own that says what the changes behind it are measured against.
_COMPARED = re.compile(
    r"(?:^|(?<=[,;:。\n]))(?:[与和同跟](?P<with>[^,;:。]{1,16}?)相比较?|较(?P<than>[^,;:。]{1,12}))(?=,)"
)


def clause_basis(folded: str, sentence: Sentence, lexicon: Lexicon, year: int | None) -> tuple[int, BasisKind] | None:
    """What a clause of comparison says that stands by itself, and where it ends."""
    clause = _COMPARED.search(folded, sentence.start, sentence.end)
    if clause is None:
        return None
    phrase = clause["with"] or clause["than"]
    if (kind := lexicon.basis_kind(phrase)) is not None:
        return clause.end(), kind
    times = [m.period for m in sentence.others if clause.start() < m.start < clause.end() and m.period is not None]
    if not times:
        return clause.end(), "reference"
    return clause.end(), "yoy" if times[0].end.year == times[0].start.year == (year or 0) - 1 else "since"


def inherited_basis(draft: Draft, lexicon: Lexicon) -> BasisKind | None:
    """What a change without words of comparison is measured against after 由 A 到 B: the time of A (由上年的…), if
    it has one.
    """
    start = draft.of
    while start is not None and start.role != "previous":
        start = start.of
    if start is None or start.slot is None:
        return None
    times = [w.text for w in start.slot.left if "time" in w.does]
    return lexicon.basis_kind("".join(times)) if times else "none"


def words_text(folded: str, words: Sequence[Word]) -> str | None:
    """The text from the first of `words` to the last, or None."""
    return folded[words[0].start : words[-1].end] if words else None
