"""What the words around a quantity say of it: what a change is measured against, whose it is, how certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from report_parser.binding.clauses import Sentence, Word
from report_parser.binding.drafts import Draft
from report_parser.binding.lexicon import Lexicon
from report_parser.models import BasisKind, Span


class Said(NamedTuple):
    """What the words before a quantity say of it.

    Its modality (力争, 确保), whose it is (全省, 市本级), and whether it is an estimate (预计, 初步核算).
    """

    modality: str | None = None
    scope: Span | None = None
    estimated: bool = False


_SAYS = frozenset({"modal", "scope", "estimated"})


def said_of(draft: Draft) -> Said:
    """What the words before a quantity say of it, the nearest first."""
    modality: str | None = None
    scope: Span | None = None
    estimated = False
    for word in reversed(draft.slot.left) if draft.slot is not None else ():
        does = word.does
        if does.isdisjoint(_SAYS):
            continue
        if modality is None and "modal" in does:
            modality = word.text
        if scope is None and "scope" in does and word not in draft.basis:
            scope = Span(word.start, word.end)
        estimated = estimated or "estimated" in does
    return Said(modality, scope, estimated)


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
    if times and _PART.fullmatch(times[0].label) is not None:
        return "period"  # 比1—10月, 较二季度: a part of the year before the one told of
    return "since" if times or any("time" in w.does for w in draft.basis) else None


# 与上年相比，… and 较上年，…: a clause of its own that says what the changes behind it are measured against.
_COMPARED = re.compile(
    r"(?:^|(?<=[,;:。\n]))(?:[与和同跟](?P<with>[^,;:。]{1,16}?)相比较?|较(?P<than>[^,;:。]{1,12})"
    r"|从?(?P<view>同比|环比)(?:情况|数据)?来?看)(?=,)"
)


def clause_basis(folded: str, sentence: Sentence, lexicon: Lexicon, year: int | None) -> tuple[int, BasisKind] | None:
    """What a clause of comparison says that stands by itself, and where it ends."""
    clause = _COMPARED.search(folded, sentence.start, sentence.end)
    if clause is None:
        return None
    phrase = clause["with"] or clause["than"] or clause["view"]
    if (kind := lexicon.basis_kind(phrase)) is not None:
        return clause.end(), kind
    times = [m.period for m in sentence.others if clause.start() < m.start < clause.end() and m.period is not None]
    if not times:
        return clause.end(), "reference"
    return clause.end(), "yoy" if times[0].end.year == times[0].start.year == (year or 0) - 1 else "since"


_PART = re.compile(r"(?:[0-9]{1,2}[-—~至到])?[0-9一二三四五六七八九十]{1,3}月份?|第?[一二三四1-4]季度")


def inherited_basis(draft: Draft, lexicon: Lexicon, year: int | None) -> BasisKind | None:
    """What a change without words of comparison is measured against after 由 A 到 B: the time of A (由上年的…), if
    it has one.
    """
    start = draft.of
    while start is not None and start.role != "previous":
        start = start.of
    if start is None or start.slot is None:
        return None
    times = [w for w in start.slot.left if "time" in w.does]
    if not times:
        return "none"
    if (kind := lexicon.basis_kind("".join(w.text for w in times))) is not None:
        return kind
    spans = [w.mention.period for w in times if w.mention is not None and w.mention.period is not None]
    before = spans and year is not None and spans[-1].start.year == spans[-1].end.year == year - 1
    return "yoy" if before else None


def compared(drafts: Iterable[Draft]) -> frozenset[int]:
    """Where times stand that belong to a base of comparison or to a value before: they say nothing of the others."""
    found: set[int] = set()
    for draft in drafts:
        if draft.basis:
            found.update(w.start for w in draft.basis)
        if draft.role == "previous" and draft.slot is not None:
            found.update(w.start for w in draft.slot.left if "time" in w.does)
    return frozenset(found)


def words_text(folded: str, words: Sequence[Word]) -> str | None:
    """The text from the first of `words` to the last, or None."""
    return folded[words[0].start : words[-1].end] if words else None


def kinds(
    folded: str, text: str, sentence: Sentence, drafts: Sequence[Draft], lexicon: Lexicon, year: int | None
) -> list[BasisKind | None]:
    """What each change of a sentence is measured against; None for what is no change.

    A change that names no base has that of a clause of comparison (与上年相比，…), of the value that it starts from,
    or of the change before it.
    """
    found: list[BasisKind | None] = []
    clause = clause_basis(folded, sentence, lexicon, year) if any(d.direction for d in drafts) else None
    stated: BasisKind | None = None
    of_points: BasisKind | None = None  # 涨幅比上月回落0.8个百分点 says nothing of the percentages behind it
    for draft in drafts:
        kind: BasisKind | None = None
        if draft.role == "delta":
            kind = basis_kind(draft, words_text(text, draft.basis) or "", lexicon, year)
            if kind is None and clause is not None and clause[0] <= draft.mention.start:
                kind = clause[1]
            elif kind is None:
                kind = inherited_basis(draft, lexicon, year) or (of_points if _is_points(draft) else stated) or "none"
            elif kind in ("yoy", "period", "since"):
                of_points = kind
                stated = stated if _is_points(draft) else kind
        found.append(kind)
    return found


def _is_points(draft: Draft) -> bool:
    """Whether a change is one of a rate, in percentage points."""
    return draft.mention.quantity is not None and draft.mention.quantity.kind == "percentage_point"
