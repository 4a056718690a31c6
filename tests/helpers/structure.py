"""A text as far as the structure stages read it: frame, header, years and sections, made as the pipeline makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from report_parser.models import Section, Source
from report_parser.structure import chrome, header, outline, years
from report_parser.structure.flow import flowing
from report_parser.text import lines
from report_parser.text.document import Document, Hints
from report_parser.text.fold import fold


@dataclass(frozen=True)
class Page:
    """A text with what the first stages make of it."""

    text: str
    folded: str
    rows: list[lines.Line]
    frame: chrome.Chrome
    head: header.Header
    means: years.Years
    sections: tuple[Section, ...]

    @property
    def headings(self) -> list[Section]:
        """Every section that has a heading, in document order."""
        return [s for top in self.sections for s in top.walk() if s.level]


def page(
    text: str,
    headings: Mapping[int, int] | None = None,
    fields: Mapping[str, str] | None = None,
    set_off: frozenset[int] = frozenset(),
) -> Page:
    """Read a text with what its file would say beside it. Its paragraphs then stand on one line each."""
    stated = Hints(dict(fields or {}), dict(headings or {}), set_off)
    document = flowing(Document(text, Source(size=len(text), sha256=""), hints=stated)).document
    text, hints = document.text, document.hints
    folded = fold(text)
    rows = lines.split(folded)
    frame = chrome.find(folded, rows, hints.fields.get("title"))
    head = header.read(folded, text, rows, frame, hints.fields)
    found = outline.find(folded, rows, frame, hints)
    head, means = years.settle(folded, head, frame.body, outline.titles(folded, found))
    return Page(text, folded, rows, frame, head, means, outline.tree(folded, text, frame.body, found, means))
