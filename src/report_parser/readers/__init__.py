"""From a path or bytes to a `Document`: tell the format by the content, never by the name, and call its reader.

A format is one entry of `FORMATS`. The first entry that recognises the bytes reads them; plain text recognises anything
and stands last. A reader is the function `read(data, source, options)` of the module `report_parser.readers.NAME`,
imported when a file first needs it, so that no file needs the optional packages of another format.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Literal, cast

import regex

from report_parser.errors import (
    EmptySourceError,
    LimitExceededError,
    NotChineseError,
    SourceNotFoundError,
    UnsupportedFormatError,
)
from report_parser.models import Source
from report_parser.readers.limits import Limits, Meter
from report_parser.readers.opened import opened
from report_parser.text.document import Document

__all__ = ["FORMATS", "Format", "Limits", "Options", "Reader", "detect", "read_bytes", "read_path"]

_HAN = regex.compile(r"\p{Han}")


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller may say about a source.

    `encoding`: of text, Markdown and HTML; None finds it. `ocr`: read the pages of a PDF that are pictures (extra
    `ocr`). `limits`: how much memory, nesting and time reading may take. `isolated`: which formats are read in a
    process of their own, where the operating system enforces the limits of memory and time: None, the `hostile` ones
    (PDF); True, all; False, none. `errors`: a few damaged bytes of a text are replaced and named in `source.warnings`;
    "strict" refuses the text.
    """

    encoding: str | None = None
    ocr: bool = False
    limits: Limits = field(default_factory=Limits)
    isolated: bool | None = None
    errors: Literal["lenient", "strict"] = "lenient"


Reader = Callable[[bytes, Source, Options], Document]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: how its bytes are recognised, and the module that reads it.

    `module` is None for a format that is recognised only to refuse it well; `advice` then says what to do instead.
    `hostile`: its reader uses a library that a file can crash or keep busy for ever.
    """

    name: str
    media_type: str
    recognises: Callable[[bytes], bool]
    module: str | None = None
    advice: str = ""
    hostile: bool = False

    def reader(self) -> Reader:
        """The format's `read` function. Raises UnsupportedFormatError where there is none."""
        if self.module is None:
            raise UnsupportedFormatError(f"cannot read the format {self.name}. {self.advice}".rstrip())
        return cast(Reader, import_module(f"report_parser.readers.{self.module}").read)


_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = regex.compile(
    rb"(?:<\?xml[^>]{0,200}>|<!--(?>.{0,2000}?-->)|\s)*+<(?:!doctype\s++html|html|head|body|meta|title|link|style|script"
    rb"|base|div|table|article|section|main|center|font|span|p|h[1-6]|br|a|ul|ol)\b",
    regex.IGNORECASE | regex.DOTALL,
)

# A heading line of CommonMark. Its text must be more than a number, as in "# 1".
_ATX = regex.compile(rb"^ {0,3}+#{1,6}+[ \t]++[^\n]{0,200}?[\x80-\xff]", regex.MULTILINE)

_JSON = regex.compile(rb'\{\s*+(?:"[^"\n]{0,200}"\s*+:|\})|\[\s*+\{')
_JSON_LINES = regex.compile(rb"\}\r?\n\{")


def _begins(*magic: bytes) -> Callable[[bytes], bool]:
    """A test for bytes that begin with one of `magic`."""
    return lambda data: data.startswith(magic)


def _zip_with(part: bytes) -> Callable[[bytes], bool]:
    """A test for a zip package in which a part of this name occurs."""
    return lambda data: data.startswith(_ZIP) and part in data


def _ole_with(stream: str) -> Callable[[bytes], bool]:
    """A test for an OLE file (Word 97, encrypted Office files) in which a stream of this name occurs."""
    return lambda data: data.startswith(_OLE) and stream.encode("utf-16-le") in data


def _is_html(data: bytes) -> bool:
    """True if the bytes begin with a tag of HTML, after comments and an XML declaration, or soon name <html."""
    # Without zero bytes and byte order mark, tags in UTF-16 read as ASCII too.
    head = data[:8192].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    return _MARKUP.match(head) is not None or b"<html" in head[:2048].lower()


def _is_xml(data: bytes) -> bool:
    """True if the bytes begin with an XML declaration."""
    return data[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<?xml")


def _is_markdown(data: bytes) -> bool:
    """True if one of the first lines is a heading of Markdown with Chinese text."""
    return _ATX.search(data[:65_536]) is not None


def _is_saved_page(data: bytes) -> bool:
    """True for a web page saved with its pictures as one MIME file (.mhtml)."""
    head = data[:4096].lower()
    return b"mime-version:" in head and b"multipart/related" in head and head.startswith((b"from:", b"mime-version:"))


def _is_json(data: bytes) -> bool:
    """True for a JSON object, or a list of them, that is the whole file: not for one on every line."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _JSON.match(head) is None:
        return False
    end = data[-4096:].rstrip()[-1:]
    return end == {b"{": b"}", b"[": b"]"}[head[:1]] and _JSON_LINES.search(data) is None


_SAVE_AS_TEXT = "Put pictures of pages into a PDF, which OCR can read, or save the report as text."
_NOT_A_REPORT = "Give the report as .docx, PDF, HTML or text."
_ARCHIVE = f"{_NOT_A_REPORT[:-1]}, not packed; a batch reads all reports in an archive."
_ROWS = "read_corpus reads it, one report a row."

FORMATS: tuple[Format, ...] = (
    Format("pdf", "application/pdf", lambda data: b"%PDF-" in data[:1024], module="pdf", hostile=True),
    Format(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _zip_with(b"word/"),
        module="docx",
    ),
    Format("odt", "application/vnd.oasis.opendocument.text", _zip_with(b"opendocument.text"), module="legacy"),
    Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _zip_with(b"xl/"),
        advice=_ROWS,
    ),
    Format("ofd", "application/ofd", _zip_with(b"OFD.xml"), module="ofd"),
    Format("zip", "application/zip", _begins(*_ZIP), advice=_ARCHIVE),
    Format("rar", "application/vnd.rar", _begins(b"Rar!\x1a\x07"), advice=_ARCHIVE),
    Format("7z", "application/x-7z-compressed", _begins(b"7z\xbc\xaf\x27\x1c"), advice=_ARCHIVE),
    Format("gzip", "application/gzip", _begins(b"\x1f\x8b\x08"), advice=_ARCHIVE),
    Format("parquet", "application/vnd.apache.parquet", _begins(b"PAR1"), advice=_ROWS),
    Format("encrypted", "application/x-ole-storage", _ole_with("EncryptedPackage"), module="legacy"),
    Format("doc", "application/msword", _ole_with("WordDocument"), module="legacy"),
    Format("ole", "application/x-ole-storage", _begins(_OLE), advice=_NOT_A_REPORT),
    Format("rtf", "application/rtf", _begins(b"{\\rtf"), module="legacy"),
    Format("png", "image/png", _begins(b"\x89PNG\r\n\x1a\n"), advice=_SAVE_AS_TEXT),
    Format("jpeg", "image/jpeg", _begins(b"\xff\xd8\xff"), advice=_SAVE_AS_TEXT),
    Format("gif", "image/gif", _begins(b"GIF87a", b"GIF89a"), advice=_SAVE_AS_TEXT),
    Format("tiff", "image/tiff", _begins(b"II*\0", b"MM\0*"), advice=_SAVE_AS_TEXT),
    Format("mhtml", "multipart/related", _is_saved_page, module="mhtml"),
    Format("json", "application/json", _is_json, module="api"),
    Format("html", "text/html", _is_html, module="html"),
    Format("xml", "application/xml", _is_xml, advice=_NOT_A_REPORT),
    Format("markdown", "text/markdown", _is_markdown, module="markdown"),
    Format("text", "text/plain", lambda data: True, module="text"),
)


def detect(data: bytes) -> Format:
    """The format of `data`, by its content.

    >>> detect(b"%PDF-1.7 ...").name, detect("整改率92.25%".encode()).name
    ('pdf', 'text')
    """
    return next(known for known in FORMATS if known.recognises(data))


def read_bytes(data: bytes, name: str | None = None, options: Options | None = None) -> Document:
    """Read a report from bytes. `name` is only recorded in the document's source; it does not decide the format.

    Raises EmptySourceError, NotChineseError, UnsupportedFormatError, LimitExceededError, and what the format's reader
    raises (UndecodableError, DamagedSourceError, EncryptedSourceError, NoTextLayerError, MissingExtraError).

    >>> read_bytes("整改率92.25%".encode("gb18030")).text
    '整改率92.25%'
    """
    options = options or Options()
    if not data:
        raise EmptySourceError("the source is empty (0 bytes).")
    Meter(options.limits).spend("bytes", len(data))
    found = detect(data)
    source = Source(
        name=name,
        media_type=found.media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        reader=found.name,
    )
    try:
        document = _read(found, data, source, options)
    except RecursionError as problem:
        raise LimitExceededError("the source is nested too deeply to be read.") from problem
    Meter(options.limits).spend("characters", len(document.text))
    if _HAN.search(document.text):
        return document
    if not document.text.strip():
        raise EmptySourceError("the source holds nothing but white space.")
    raise NotChineseError("the source holds no Chinese character, so it is not a report that can be read.")


def _read(found: Format, data: bytes, source: Source, options: Options) -> Document:
    """What the format's reader makes of the data, in this process or in its child."""
    if found.hostile if options.isolated is None else options.isolated:
        from report_parser.readers import apart

        return apart.read(found, data, source, options)
    return found.reader()(data, source, options)


def read_path(path: str | Path, options: Options | None = None) -> Document:
    """Read a report from a file.

    Raises SourceNotFoundError, SourceIsFolderError or SourceUnreadableError (pipes and devices too),
    and what `read_bytes` raises.
    """
    options = options or Options()
    place = Path(path)
    try:
        with opened(place) as stream:
            Meter(options.limits).spend("bytes", os.fstat(stream.fileno()).st_size)
            data = stream.read(options.limits.bytes + 1)  # it may grow
    except ValueError as problem:
        raise SourceNotFoundError("no file can have this name.") from problem
    return read_bytes(data, place.name, options)
