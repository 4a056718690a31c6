"""The words of a cell without its blanks, with the place of each character, so that what is cut out leaves places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from report_parser.models import Span

_BLANKS = " \t\n"


@dataclass(frozen=True, slots=True)
class Words:
    """Characters of a folded text with their offsets; blanks are left out, except between Latin letters and digits."""

    text: str
    places: tuple[int, ...]

    @staticmethod
    def of(folded: str, span: Span) -> Words:
        """The characters of a span.

        >>> Words.of("竹 笋 片 ( 吨 )", Span(0, 11)).text
        '竹笋片(吨)'
        """
        kept = [
            at
            for at in range(span.start, span.end)
            if folded[at] not in _BLANKS or (span.start < at < span.end - 1 and _latin(folded, at))
        ]
        return Words("".join(folded[at] for at in kept), tuple(kept))

    def without(self, start: int, end: int) -> Words:
        """What is left when the characters `start:end` (counted in `text`) are taken out."""
        return Words(self.text[:start] + self.text[end:], self.places[:start] + self.places[end:])

    def part(self, start: int, end: int | None = None) -> Words:
        """The characters `start:end` (counted in `text`) alone."""
        return Words(self.text[start:end], self.places[start:end])

    def outside(self, span: Span) -> Words:
        """What is left without the characters that stand in `span` of the document."""
        kept = [k for k, at in enumerate(self.places) if not span.start <= at < span.end]
        return Words("".join(self.text[k] for k in kept), tuple(self.places[k] for k in kept))

    def stripped(self, marks: str) -> Words:
        """Without such marks at both ends."""
        left = len(self.text) - len(self.text.lstrip(marks))
        return self.part(left, max(left, len(self.text.rstrip(marks))))

    def spans(self) -> tuple[Span, ...]:
        """The stretches of the document that the characters stand in."""
        found: list[Span] = []
        for at in self.places:
            if found and found[-1].end == at:
                found[-1] = Span(found[-1].start, at + 1)
            else:
                found.append(Span(at, at + 1))
        return tuple(found)


def joined(parts: Iterable[Words]) -> Words:
    """The characters of several, one behind the other."""
    parts = list(parts)
    return Words("".join(words.text for words in parts), tuple(at for words in parts for at in words.places))


def _latin(folded: str, at: int) -> bool:
    before, behind = folded[at - 1], folded[at + 1]
    return before.isascii() and before.isalnum() and behind.isascii() and behind.isalnum()
