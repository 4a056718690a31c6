"""Points of a list inside a paragraph (一是…, 第一，…, ①…) as items of their section."""

from __future__ import annotations

from report_parser.models import Item, SectionRole, Span


def find(folded: str, text: str, lead: Span, role: SectionRole) -> tuple[Item, ...]:
    """The items in a stretch of text, in document order."""
    return ()
