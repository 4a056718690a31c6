"""From a path or bytes to a `Document`: find the format by content, never by name, and call its reader.

A format is one entry of `FORMATS`; the first that recognises the bytes reads them, and plain text stands last. Its
reader is `read(data, source, options)` in the module `report_parser.readers.NAME`, imported when it is first needed, so
that no optional package is touched by a file of another format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

import regex

from report_parser.document import Document
from report_parser.errors import (
    EmptySourceError,
    NotChineseError,
    SourceIsFolderError,
    SourceNotFoundError,
    SourceUnreadableError,
    UnsupportedFormatError,
)
from report_parser.models import Source

__all__ = ["FORMATS", "Format", "Options", "Reader", "detect", "read_bytes", "read_path"]

_HAN = regex.compile(r"\p{Han}")


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller may say about a source. `encoding` is that of text and HTML; None means: find it."""

    encoding: str | None = None


Reader = Callable[[bytes, Source, Options], Document]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: how its bytes are recognised, and the module that reads it (None: known, but not read)."""

    name: str
    media_type: str
    recognises: Callable[[bytes], bool]
    module: str | None = None
    advice: str = ""

    def reader(self) -> Reader:
        """The format's `read` function. Raises UnsupportedFormatError where there is none."""
        if self.module is None:
            raise UnsupportedFormatError(f"cannot read the format {self.name}. {self.advice}".rstrip())
        return cast(Reader, import_module(f"report_parser.readers.{self.module}").read)


def _begins(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(magic)


_SAVE_AS_TEXT = "Save the report as UTF-8 text and parse that."

FORMATS: tuple[Format, ...] = (
    Format("pdf", "application/pdf", _begins(b"%PDF-"), advice=_SAVE_AS_TEXT),
    Format("zip", "application/zip", _begins(b"PK\x03\x04", b"PK\x05\x06"), advice=_SAVE_AS_TEXT),
    Format("doc", "application/msword", _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), advice="Save it as .docx."),
    Format("rtf", "application/rtf", _begins(b"{\\rtf"), advice="Save it as .docx."),
    Format("png", "image/png", _begins(b"\x89PNG\r\n\x1a\n"), advice=_SAVE_AS_TEXT),
    Format("jpeg", "image/jpeg", _begins(b"\xff\xd8\xff"), advice=_SAVE_AS_TEXT),
    Format("text", "text/plain", lambda data: True, module="text"),
)


def detect(data: bytes) -> Format:
    """The format of `data`, by its content.

    >>> detect(b"%PDF-1.7 ...").name, detect("整改率92.25%".encode()).name
    ('pdf', 'text')
    """
    return next(known for known in FORMATS if known.recognises(data))


def read_bytes(data: bytes, name: str | None = None, options: Options | None = None) -> Document:
    """Read a report from bytes. `name` is kept in the document's source and decides nothing.

    Raises EmptySourceError, NotChineseError, UnsupportedFormatError, and what the format's reader raises
    (UndecodableError for text).

    >>> read_bytes("整改率92.25%".encode("gb18030")).text
    '整改率92.25%'
    """
    if not data:
        raise EmptySourceError("the source is empty (0 bytes).")
    found = detect(data)
    source = Source(
        name=name,
        media_type=found.media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        reader=found.name,
    )
    document = found.reader()(data, source, options or Options())
    if _HAN.search(document.text):
        return document
    if not document.text.strip():
        raise EmptySourceError("the source holds nothing but white space.")
    raise NotChineseError("the source holds no Chinese character, so it is not a report that can be read.")


def read_path(path: str | Path, options: Options | None = None) -> Document:
    """Read a report from a file.

    Raises SourceNotFoundError, SourceIsFolderError or SourceUnreadableError, and what `read_bytes` raises.
    """
    place = Path(path)
    try:
        data = place.read_bytes()
    except FileNotFoundError as problem:
        raise SourceNotFoundError("the file does not exist.") from problem
    except OSError as problem:
        if place.is_dir():
            raise SourceIsFolderError("this is a folder; give the path of one file.") from problem
        raise SourceUnreadableError(f"the file cannot be read: {problem.strerror}.") from problem
    except ValueError as problem:
        raise SourceNotFoundError("no file can have this name.") from problem
    return read_bytes(data, place.name, options)
