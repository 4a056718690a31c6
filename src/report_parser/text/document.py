"""What a reader hands on: the text, which is the coordinate system of everything later, and what came with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from report_parser.models import Source, Table


@dataclass(frozen=True, slots=True)
class Hints:
    """What a file says beside its text: meta tags, heading styles, columns of a corpus. All of it optional.

    `fields` uses the names of `Report`'s header fields (title, agency, publisher, origin, published …) with values as
    written. `headings` maps the offset of a line's first character to the outline level of its heading style (1–9);
    `set_off` are the offsets of lines that are bold or centred from end to end.
    """

    fields: dict[str, str] = field(default_factory=dict)
    headings: dict[int, int] = field(default_factory=dict)
    set_off: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its tables, hints and origin."""

    text: str
    source: Source
    tables: tuple[Table, ...] = ()
    hints: Hints = Hints()
