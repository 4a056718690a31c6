"""Reading many sources for a study: each with its report or why there is none, and the columns that came with it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from report_parser.batch.many import parse_many
from report_parser.batch.sources import OneSource, expand, name_of
from report_parser.models import Failure, Report
from report_parser.readers import Options
from report_parser.text.document import Document

if TYPE_CHECKING:
    from report_parser.parser import Parser


@dataclass(frozen=True, slots=True)
class Reading:
    """One source: its name, what came of it, and the fields of its file or its row of a corpus (source_url …)."""

    source: str
    result: Report | Failure
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def report(self) -> Report | None:
        """The report, or None where the source could not be read."""
        return self.result if isinstance(self.result, Report) else None


def read(
    places: Iterable[str],
    parser: Parser,
    workers: int | None = 1,
    options: Options | None = None,
    text_column: str | None = None,
) -> Iterator[Reading]:
    """Read files, folders, patterns, archives and corpora, in their order; no more than needed is held at once.

    `workers` is the number of processes (None: one a processor). Raises what `parse_many` raises; a source that cannot
    be read is a Reading with its Failure.
    """
    drawn: deque[OneSource] = deque()

    def sources() -> Iterator[OneSource]:
        for source in expand(places, options or Options(), text_column):
            drawn.append(source)
            yield source

    for result in parse_many(parser, sources(), workers, None, options):
        source = drawn.popleft()
        yield Reading(name_of(source), result, source.hints.fields if isinstance(source, Document) else {})


def readings(results: Iterable[Reading | Report | Failure]) -> Iterator[Reading]:
    """Reports and failures, as `parse_many` gives them, as readings; readings stay.

    >>> from report_parser import parse
    >>> [reading.source for reading in readings([parse("整改率92.25%。")])]
    ['report 1']
    """
    for number, result in enumerate(results, 1):
        match result:
            case Reading():
                yield result
            case Failure():
                yield Reading(result.source, result)
            case _:
                yield Reading(result.source.name or f"report {number}", result)
