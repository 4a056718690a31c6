"""Finds the place of a correction in a text: the stated one if its quote stands there, else by the quote."""

from __future__ import annotations

from collections.abc import Iterator

from report_parser.corrections.entries import Correction
from report_parser.models import Span

_ENOUGH = 4  # characters around a quote that must agree where the place moved
_LONG = 12  # a quote of so many characters needs none around it


def place_of(text: str, correction: Correction, *, same_text: bool) -> Span | None:
    """Where the quote stands now, or None if it stands nowhere, or nowhere for certain.

    In the text that the correction was made on (`same_text`) the stated place counts. In another one the quote is
    looked for, and of several places the one counts whose surroundings agree best with those that the correction holds.

    >>> made = Correction(source="a", start=3, end=6, quote="92%", prefix="整改率", suffix="。", field="name", new="率")
    >>> place_of("2025年县整改率92%。查结率92%。", made, same_text=False)
    Span(start=9, end=12)
    """
    stated = Span(correction.start, correction.end)
    if same_text and stated.of(text) == correction.quote:
        return stated
    found = [(_agreement(text, span, correction), span) for span in _occurrences(text, correction.quote)]
    if not found:
        return None
    best = max(agreement for agreement, _ in found)
    places = [span for agreement, span in found if agreement == best]
    around = len(correction.prefix) + len(correction.suffix)
    sure = best >= min(_ENOUGH, max(around, 1)) or len(correction.quote) >= _LONG
    return places[0] if sure and len(places) == 1 else None


def _occurrences(text: str, quote: str) -> Iterator[Span]:
    at = text.find(quote)
    while at >= 0:
        yield Span(at, at + len(quote))
        at = text.find(quote, at + 1)


def _agreement(text: str, span: Span, correction: Correction) -> int:
    """How many characters before and behind a place are those that stood around the quote."""
    before = text[max(0, span.start - len(correction.prefix)) : span.start]
    return _alike(reversed(before), reversed(correction.prefix)) + _alike(
        iter(text[span.end : span.end + len(correction.suffix)]), iter(correction.suffix)
    )


def _alike(first: Iterator[str], second: Iterator[str]) -> int:
    """With how many equal characters two texts begin."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
