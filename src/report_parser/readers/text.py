"""Plain text in the encodings that Chinese reports come in.

UTF-8, UTF-16 and UTF-32 with a byte order mark, and GB18030 (GB 18030-2022; GBK and GB 2312 are parts of it) need no
extra package: strict decoding fails for bytes in another encoding, so a success is no guess. Bytes in Big5, or in
UTF-16 without a mark, often decode as GB18030 into wrong characters; for these a detector decides (charset-normalizer).
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

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
_MOST_PLACES = 1_000  # damaged places of a text that is read all the same
_SOUND = 8  # Chinese characters for every damaged place: in another encoding there are hardly any
_LENIENT = "Mend it, or name its encoding."


class Decoded(NamedTuple):
    """A text, and a warning for each thing that was wrong with its bytes."""

    text: str
    warnings: tuple[str, ...] = ()

    def source(self, source: Source) -> Source:
        """The source with the warnings added."""
        if not self.warnings:
            return source
        return source.model_copy(update={"warnings": (*source.warnings, *self.warnings)})


def read(data: bytes, source: Source, options: Options) -> Document:
    """Decode `data`; every line end becomes a line feed. Raises UndecodableError."""
    found = decode(data, options)
    return Document(text=found.text.replace("\r\n", "\n").replace("\r", "\n"), source=found.source(source))


def decode(data: bytes, options: Options | None = None) -> Decoded:
    r"""The text of `data` in the encoding of the options, or in the one that is found.

    A few damaged bytes become U+FFFD with a warning that says how many and where, unless `options.errors` is strict.
    Raises UndecodableError.

    >>> decode("整改率".encode("gbk")).text, decode("整改率".encode("utf-16")).text
    ('整改率', '整改率')
    >>> decode("全年完成审计项目三十七个，整改率达到百分之九十二。".encode() + b"\xe6").warnings
    ('1 damaged place in the utf-8 text was replaced: at byte 75.',)
    """
    options = options or Options()
    encoding = options.encoding or next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding is not None:
        return _named(data, encoding, options)
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as problem:
        # GB18030 would read damaged UTF-8 as other characters; text that was UTF-8 so far is not GB18030.
        mended = _mended(data, "utf-8", options)
        if mended is not None:
            return mended
        if len(_HAN.findall(data[: problem.start].decode("utf-8"))) > 3:
            raise UndecodableError(f"the text is UTF-8, but damaged at byte {problem.start}. {_LENIENT}") from problem
    if b"\0" in data:
        return _detected(data, _UTF16)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return _mended(data, "gb18030", options) or _detected(data, _BIG5)
    return _detected(data, _BIG5) if _BIG5_PUNCTUATION.search(text) else Decoded(text)


def _named(data: bytes, encoding: str, options: Options) -> Decoded:
    """Decode in this encoding; raises UndecodableError for unknown encodings and for bytes that do not fit."""
    try:
        return Decoded(data.decode(encoding).removeprefix("\ufeff"))
    except LookupError as problem:
        raise UndecodableError(f"Python knows no encoding named {encoding!r}.") from problem
    except UnicodeError as problem:
        mended = _mended(data, encoding, options)
        if mended is None:
            raise UndecodableError(f"the bytes are not {encoding} text.") from problem
        return mended


def _mended(data: bytes, encoding: str, options: Options) -> Decoded | None:
    """The text with U+FFFD for what is damaged, None if there is too much of that, or if the options are strict."""
    if options.errors == "strict":
        return None
    view, pieces, places, at = memoryview(data), list[str](), list[int](), 0
    while at < len(data) and len(places) <= _MOST_PLACES:
        try:
            pieces.append(codecs.decode(view[at:], encoding))
            break
        except UnicodeDecodeError as problem:
            pieces += (codecs.decode(view[at : at + problem.start], encoding), "\ufffd")
            places.append(at + problem.start)
            at += max(problem.end, 1)
        except (UnicodeError, TypeError):
            return None
    text = "".join(pieces).removeprefix("\ufeff")
    if len(places) > _MOST_PLACES or len(_HAN.findall(text)) < _SOUND * len(places) or _BIG5_PUNCTUATION.search(text):
        return None
    listed = ", ".join(map(str, places[:10])) + (" …" if len(places) > 10 else "")
    many = (
        "1 damaged place in the {} text was"
        if len(places) == 1
        else f"{len(places)} damaged places in the {{}} text were"
    )
    return Decoded(text, (f"{many.format(encoding)} replaced: at byte {listed}.",))


def _detected(data: bytes, candidates: list[str]) -> Decoded:
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
    return Decoded(str(best))
