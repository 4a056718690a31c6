"""What a report says again of what the report before it said: sentences that were kept, shortcomings that return."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from report_parser.extras import needs
from report_parser.models import Report, Span
from report_parser.text.fold import fold

_SENTENCE = regex.compile(r"[^。！？\n]+")
_POINT = regex.compile(r"[^。！？;\n]+")
# What a point begins with says nothing of it: 一是, 第二, （三）, 4.
_MARKER = regex.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[是、]|第[一二三四五六七八九十]{1,3}[,、是]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、])?"
)
_LETTERS = regex.compile(r"[^\p{Han}a-zA-Z]+")
_NUMBERS = regex.compile(r"\d+(?:\.\d+)?")
# Letters of a passage that can be recognised, and how alike two must be, of 100: kept sentences may differ in a word,
# a shortcoming is told in new words.
_SHORTEST, _SHORTEST_POINT = 15, 6
_KEPT, _RETURNS = 92.0, 60.0


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a report, and its letters without numbers and marks."""

    text: str
    span: Span
    letters: str


@dataclass(frozen=True, slots=True)
class Again:
    """A passage and the one of the year before that it is like; `same_numbers` where every number is the same too."""

    passage: Passage
    before: Passage
    similarity: int
    same_numbers: bool


def sentences(report: Report) -> list[Passage]:
    """The sentences of a report's sections that are long enough to be recognised."""
    spans = [section.span for section in report.sections] or [Span(0, len(report.text))]
    return [p for span in spans for p in _cut(report.text, span, _SENTENCE) if len(p.letters) >= _SHORTEST]


def shortcomings(report: Report) -> list[Passage]:
    """The points that a report makes of what is still lacking."""
    spans = [section.lead for section in report.walk() if section.role == "shortcomings"]
    inside = [(span.start, span.end) for span in spans]
    spans += [
        item.span
        for _, item in report.items(role="shortcomings")
        if not any(start <= item.span.start < end for start, end in inside)
    ]
    return [p for span in spans for p in _cut(report.text, span, _POINT) if len(p.letters) >= _SHORTEST_POINT]


def recycled(before: Report, after: Report) -> list[Again]:
    r"""The sentences of a report that stand in the one before it, numbers aside.

    >>> from report_parser import parse
    >>> texts = [f"一、成效\n聚焦主责主业，依法全面履行审计监督职责，完成审计项目{n}个。" for n in (33, 37)]
    >>> [(again.passage.text[-7:], again.same_numbers) for again in recycled(*map(parse, texts))]
    [('审计项目37个', False)]
    """
    return list(_matched(sentences(before), sentences(after), _KEPT))


def returning(before: Report, after: Report) -> list[Again]:
    """The shortcomings of a report that the one before it named too."""
    return list(_matched(shortcomings(before), shortcomings(after), _RETURNS))


def _matched(before: Sequence[Passage], after: Sequence[Passage], least: float) -> Iterator[Again]:
    """Each later passage with the earlier one that it is most like, where it is like one."""
    with needs("study"):
        from rapidfuzz import fuzz, process

    if not before:
        return
    keys = [passage.letters for passage in before]
    for passage in after:
        found = process.extractOne(passage.letters, keys, scorer=fuzz.ratio, score_cutoff=least)
        if found is not None:
            _, score, at = found
            same = _numbers(passage) == _numbers(before[at])
            yield Again(passage, before[at], round(score), same)


def _numbers(passage: Passage) -> list[str]:
    return _NUMBERS.findall(fold(passage.text))


def _cut(text: str, span: Span, pattern: regex.Pattern[str]) -> Iterator[Passage]:
    """The pieces of a span, without the markers that they begin with."""
    folded = fold(text)
    for match in pattern.finditer(folded, span.start, span.end):
        marker = _MARKER.match(folded, match.start(), match.end())
        start = marker.end() if marker else match.start()
        piece = Span(start, match.end())
        yield Passage(piece.of(text).rstrip(), piece, _LETTERS.sub("", folded[start : match.end()]))
