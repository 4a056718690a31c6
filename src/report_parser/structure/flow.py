r"""The text as the stages read it: each paragraph on one line, without the line breaks and page numbers inside it.

Text copied from a PDF is broken at the page's margin: inside sentences, words and numbers, with the numbers of pages
between. A stage that had to see past that would have to do so at every step; so all of them read a copy without it, and
what they found is put back. This, and blanks inside numbers (`numerals.spread`), is where offsets are mapped.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, TypeVar, get_args, get_type_hints

from report_parser.models import Model, Numeral, Report, Span
from report_parser.structure import chrome
from report_parser.text import lines, markers
from report_parser.text.document import Document, Hints
from report_parser.text.fold import fold

_BLANK = " \t\r\n"
_DIGITS = re.compile("[0-9０-９]+")
_WORD = re.compile("[A-Za-z]")
Value = TypeVar("Value")


class Places:
    r"""The stretches of a text that are left when others are cut out: where each begins in the text and in the copy.

    `cuts` are what is cut out, in order; of those in `blanks` one blank is left.

    >>> places = Places(6, [(2, 4)])
    >>> places.join("甲乙\n\n丙丁"), places.into(4), places.back(Span(1, 3))
    ('甲乙丙丁', 2, Span(start=1, end=5))
    """

    def __init__(self, length: int, cuts: Sequence[tuple[int, int]], blanks: Sequence[int] = ()) -> None:
        self._pieces: list[tuple[int, int, int]] = []  # where it begins in the text, in the copy; where it ends
        self._blanks = frozenset(blanks)
        start = copied = 0
        for at, behind in cuts:
            self._pieces.append((start, copied, at))
            copied += at - start + (at in self._blanks)
            start = behind
        self._pieces.append((start, copied, length))

    def join(self, text: str) -> str:
        """The text without what is cut out."""
        if not self._blanks:
            return "".join(text[start:end] for start, _, end in self._pieces)
        return "".join(text[start:end] + " " * (end in self._blanks) for start, _, end in self._pieces)

    def into(self, offset: int) -> int:
        """Where a place in the text is in the copy."""
        start, copied, end = self._pieces[bisect_right(self._pieces, offset, key=itemgetter(0)) - 1]
        return copied + min(offset, end) - start

    def back(self, span: Span) -> Span:
        """Where a stretch of the copy is in the text; it begins and ends with characters, never with a cut."""
        start = self._back(span.start)
        return Span(start, self._back(span.end - 1) + 1 if span.end > span.start else start)

    def _back(self, offset: int) -> int:
        """Where one place in the copy is in the text."""
        start, copied, _ = self._pieces[bisect_right(self._pieces, offset, key=itemgetter(1)) - 1]
        return start + offset - copied


@dataclass(frozen=True, slots=True)
class Flow:
    """A document whose paragraphs stand on one line each, and how it goes back to the one that was given.

    `places` is None where nothing was to be done: `document` then is the one that was given. `folios` are the page
    numbers that were inside paragraphs.
    """

    given: Document
    document: Document
    places: Places | None = None
    folios: tuple[Span, ...] = ()

    def into(self, offset: int) -> int:
        """Where a place of the given text is in the flowing one."""
        return offset if self.places is None else self.places.into(offset)

    def back(self, value: Value) -> Value:
        """A value with spans of the flowing text, as a value with those of the given one."""
        return value if self.places is None else _Back(self.places, self.document.text, self.given.text).of(value)

    def put_back(self, report: Report) -> Report:
        """The report of the flowing text as that of the given one: the same, with the places and words there."""
        if self.places is None:
            return report
        given = self.given.text
        found = self.back(report)
        digits = (
            Span(span.start + run.start(), span.start + run.end())
            for span in self.folios
            for run in _DIGITS.finditer(span.of(given))
        )
        pages = [Numeral(span, span.of(given), "page") for span in digits]
        ledger = sorted([*found.numerals, *pages], key=attrgetter("span.start"))
        return found.model_copy(update={"text": given, "numerals": tuple(ledger)})


def flowing(document: Document) -> Flow:
    r"""The document with its paragraphs on one line each.

    >>> from report_parser.models import Source
    >>> text = "全市规模以上企业营收达到4.14 万亿\n— 16 —\n元，增长5.2%。"
    >>> flow = flowing(Document(text, Source(size=1, sha256="")))
    >>> flow.document.text, [span.of(text) for span in flow.folios]
    ('全市规模以上企业营收达到4.14 万亿元，增长5.2%。', ['— 16 —'])
    """
    text = document.text
    if "\n" not in text and "\r" not in text:
        return Flow(document, document)
    folded = fold(text)
    rows = lines.split(folded)
    folios = lines.folios(folded, rows)
    joined = lines.gaps(folded, rows, folios)
    if joined:  # the lines of title and footer stay as they are: they are read line by line
        page = chrome.find(folded, rows, document.hints.fields.get("title"))
        body = range(page.front.stop, page.back.start)
        joined = [(i, k) for i, k in joined if i in body and k in body and page.lines.isdisjoint((i, k))]
    if not joined:
        return Flow(document, document)
    cuts, blanks = [], []
    for above, below in joined:
        start, end = rows[above].last, rows[below].first
        cuts.append((start, end))
        if _is_apart(folded, rows[above], rows[below]):
            blanks.append(start)
    places = Places(len(text), cuts, blanks)
    inside = [i for above, below in joined for i in range(above + 1, below) if i in folios]
    tables = _Back(places, text, "", forward=True).of(document.tables) if document.tables else ()
    hints = Hints(
        document.hints.fields,
        {places.into(at): level for at, level in document.hints.headings.items()},
        frozenset(map(places.into, document.hints.set_off)),
    )
    moved = Document(places.join(text), document.source, tables, hints)
    return Flow(document, moved, places, tuple(Span(rows[i].first, rows[i].last) for i in inside))


def _is_apart(folded: str, line: lines.Line, below: lines.Line) -> bool:
    """Whether a blank must stay between two lines: between Latin words, and behind a marker of its own."""
    if _WORD.match(folded, line.last - 1) and _WORD.match(folded, below.first):
        return True
    marker = markers.at(folded, line.first, below.last)
    return marker is not None and marker.end == line.last


class _Back:
    """Puts values back: every span, and every `text` that was the slice of its span."""

    def __init__(self, places: Places, flowing: str, given: str, *, forward: bool = False) -> None:
        self._places, self._flowing, self._given, self._forward = places, flowing, given, forward

    def of(self, value: Value) -> Value:
        """The value with the spans of the given text."""
        return self._of(value)  # type: ignore[no-any-return]

    def _of(self, value: Any) -> Any:
        if isinstance(value, Span):
            return self._moved(value)
        if isinstance(value, tuple):
            return tuple(map(self._of, value))
        if isinstance(value, dict):
            return {key: self._of(held) for key, held in value.items()}
        kind: type = type(value)
        carriers = _carriers(kind)
        if not carriers:
            return value
        fields = self._words(value, {name: self._of(getattr(value, name)) for name in carriers})
        return value.model_copy(update=fields) if isinstance(value, Model) else replace(value, **fields)

    def _moved(self, span: Span) -> Span:
        if self._forward:
            return Span(self._places.into(span.start), self._places.into(span.end))
        return self._places.back(span)

    def _words(self, value: Any, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields, with the words of the given text where they are a slice of it."""
        words = getattr(value, "text", None) if "span" in fields and not self._forward else None
        if words is not None and words == value.span.of(self._flowing):
            fields["text"] = fields["span"].of(self._given)
        return fields


@cache
def _carriers(kind: type) -> tuple[str, ...]:
    """The fields of a kind of value that may hold a place, itself or further down; none for a number or a period."""
    if not (issubclass(kind, Model) or dataclasses.is_dataclass(kind)):
        return ()
    own = kind.model_fields if issubclass(kind, Model) else [field.name for field in dataclasses.fields(kind)]
    hints = get_type_hints(kind)
    return tuple(name for name in own if _may_hold(hints[name], frozenset()))


def _may_hold(annotation: Any, above: frozenset[type]) -> bool:
    """Whether a value of a type may hold a place; `above` are the types that it was found in."""
    if any(_may_hold(part, above) for part in get_args(annotation)):
        return True
    if annotation is Span or not isinstance(annotation, type) or annotation in above:
        return annotation is Span
    fields = issubclass(annotation, Model) or dataclasses.is_dataclass(annotation)
    return fields and any(_may_hold(hint, above | {annotation}) for hint in get_type_hints(annotation).values())
