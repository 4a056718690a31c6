"""Plain text in the encodings that Chinese reports come in.

UTF-8, UTF-16 and UTF-32 with a byte order mark, and GB18030 (GB 18030-2022; GBK and GB 2312 are parts of it) need no
extra package: strict decoding fails for bytes in another encoding, so a success is no guess. Bytes in Big5, or in
UTF-16 without a mark, often decode as GB18030 into wrong characters; for these a detector decides (charset-normalizer).
"""

from __future__ import annotations

import codecs

import regex

from report_parser.errors import UndecodableError
from report_parser.models import Source
from report_parser.readers import Options
from report_parser.text.document import Document

# Longest first: the mark of UTF-32 LE begins with that of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BIG5 = ["big5", "cp950", "big5hkscs"]
_UTF16 = ["utf_16_le", "utf_16_be"]
_HAN = regex.compile(r"\p{Han}")
# Big5 has its punctuation (，。、) at bytes A140–A1A0, which GB18030 leaves to private use.
_BIG5_PUNCTUATION = regex.compile(r"[\uE4C6-\uE525]")


def read(data: bytes, source: Source, options: Options) -> Document:
    """Decode `data`; every line end becomes a line feed. Raises UndecodableError."""
    text = decode(data, options.encoding)
    return Document(text=text.replace("\r\n", "\n").replace("\r", "\n"), source=source)


def decode(data: bytes, encoding: str | None = None) -> str:
    """The text of `data` in `encoding`, or in the encoding that is found. Raises UndecodableError.

    >>> decode("整改率".encode("gbk")), decode("整改率".encode("utf-16"))
    ('整改率', '整改率')
    """
    if encoding is None:
        encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding is not None:
        return _strictly(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        # GB18030 would read damaged UTF-8 as other characters; text that was UTF-8 so far is not GB18030.
        if len(_HAN.findall(data[: problem.start].decode("utf-8"))) > 3:
            raise UndecodableError(f"the text is UTF-8, but damaged at byte {problem.start}.") from problem
    if b"\0" in data:
        return _detected(data, _UTF16)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return _detected(data, _BIG5)
    return _detected(data, _BIG5) if _BIG5_PUNCTUATION.search(text) else text


def _strictly(data: bytes, encoding: str) -> str:
    """Decode in this encoding; raises UndecodableError for unknown encodings and for bytes that do not fit."""
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError as problem:
        raise UndecodableError(f"Python knows no encoding named {encoding!r}.") from problem
    except UnicodeError as problem:
        raise UndecodableError(f"the bytes are not {encoding} text.") from problem


def _detected(data: bytes, candidates: list[str]) -> str:
    """Decode in the likeliest of these encodings. Raises UndecodableError if none fits or the extra is missing."""
    refusal = "the bytes are not text in UTF-8, GB18030, or UTF-16 with a byte order mark"
    try:
        from charset_normalizer import from_bytes
    except ImportError as problem:
        raise UndecodableError(
            f'{refusal}. If they are in another encoding, name it, or run pip install "report-parser[readers]".'
        ) from problem
    best = from_bytes(data, cp_isolation=candidates).best()
    if best is None:
        raise UndecodableError(f"{refusal}, and seem to be none in {' or '.join(candidates)}. Name the encoding.")
    return str(best)
