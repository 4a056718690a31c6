"""JSON as open-government interfaces give it: a report's text, often HTML, in a field beside its title and date."""

from __future__ import annotations

import json

from report_parser.errors import DamagedSourceError, NotChineseError, UnsupportedFormatError
from report_parser.models import Failure, Source
from report_parser.readers import Options, corpus
from report_parser.readers.text import decode
from report_parser.text.document import Document


def read(data: bytes, source: Source, options: Options) -> Document:
    """Read the one report that the JSON holds.

    Raises UnsupportedFormatError where it holds several, DamagedSourceError, NotChineseError, and what the reader of
    HTML raises.
    """
    found = decode(data, options)
    try:
        value = json.loads(found.text)
    except (ValueError, RecursionError) as problem:
        raise DamagedSourceError(f"the file begins like JSON, but is none ({type(problem).__name__}).") from problem
    reports = list(corpus.entries(value))
    if not reports:
        raise NotChineseError("no field of the JSON holds a report's text.")
    if len(reports) > 1:
        raise UnsupportedFormatError(f"the JSON holds {len(reports)} reports. read_corpus reads it, one report each.")
    column = corpus.text_field(reports[0])
    document = corpus.document(reports[0], column, source.name or "", source.media_type, options)
    if isinstance(document, Failure):
        raise NotChineseError(document.error)
    return Document(document.text, found.source(source), document.tables, document.hints)
