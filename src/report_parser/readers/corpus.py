"""Corpora: one report a row of a CSV, JSON Lines, JSON, Parquet or Excel file, streamed."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, TypedDict

import regex

from report_parser.errors import (
    DamagedSourceError,
    LimitExceededError,
    MissingColumnError,
    MissingExtraError,
    ReportParserError,
    UndecodableError,
    UnsupportedFormatError,
)
from report_parser.models import Failure, Source
from report_parser.readers import Options, detect, sheet
from report_parser.readers.limits import Meter
from report_parser.readers.opened import opened
from report_parser.readers.text import decode
from report_parser.text.document import Document

# The names of columns that hold the texts, and of columns that state header fields, in tables that people share.
# Columns with other names keep them.
TEXT_COLUMNS = ("text", "content", "body", "正文", "全文", "内容", "文本", "报告正文", "报告全文")
COLUMNS: Mapping[str, str] = {
    name: field
    for field, names in {
        "title": "title doctitle articletitle 标题 题名 报告标题 名称 文件名称",
        "agency": "agency 单位 机构 部门 发文机关 发文单位 报告单位",
        "publisher": "publisher publishorg puborg 发布机构 发布单位",
        "origin": "origin source 来源 信息来源",
        "region": "region province city county 地区 区域 省份 省 城市 地市 市 县 区县",
        "year": "year 年份 年度 年",
        "published": "published date pubdate publishdate publishtime releasedate releasetime 发布日期 发布时间 日期",
        "document_number": "document_number 文号 发文字号",
        "url": "url link 链接 网址",
    }.items()
    for name in names.split()
}
_HAN = regex.compile(r"\p{Han}")
_MARKUP = regex.compile(r"<(?:p|div|span|section|table|br|h[1-6]|strong|ul|ol|font)\b[^<>]{0,2000}+>", regex.I)
_DEEPEST = 12  # how deep in a JSON the objects stand that are reports
_LEAST_TEXT = 20  # Chinese characters of a field that may be a report
_HEAD = 1 << 16
_ROWS = 64

CorpusRow = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read: its error, and the line of the file at which it begins, where the file has lines."""

    error: str
    line: int | None = None


def read_corpus(
    path: str | Path, text_column: str | None = None, options: Options | None = None
) -> Iterator[Document | Failure]:
    r"""Stream the reports of a corpus file, one a row, with the row's other columns as hints.

    The format is found by content. Without `text_column`, the first column with one of the names in `TEXT_COLUMNS` is
    taken. A row that holds no report gives a Failure in its place: it lacks the text column of the first row,
    has no Chinese character, is broken JSON, or is over the limits.

    Raises SourceNotFoundError, SourceIsFolderError, SourceUnreadableError, MissingColumnError, UndecodableError,
    UnsupportedFormatError and DamagedSourceError (the file as a whole is broken), and MissingExtraError for Parquet
    without its extra.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder, "corpus.csv")
    ...     _ = place.write_text("省份,年份,正文\n岭北,2025,完成审计37个。\n", encoding="utf-8")
    ...     [report] = read_corpus(place)
    >>> report.text, report.hints.fields
    ('完成审计37个。', {'region': '岭北', 'year': '2025'})
    """
    place = Path(path)
    options = options or Options()
    with opened(place) as stream:
        media_type, rows = _rows(stream, place, options)
        column: str | None = None  # where the texts stand, once a row has shown it
        for number, row in enumerate(rows, 1):
            name = f"{place.name}#{number}"
            if isinstance(row, BadRow):
                yield Failure(source=name, stage="read", error=row.error, line=row.line)
                continue
            column = column or _text_column(row, text_column)
            if column in row:
                yield document(row, column, name, media_type, options)
            else:
                error = f"MissingColumnError: the row has no column {column}."
                yield Failure(source=name, stage="read", error=error)


def text_field(row: CorpusRow) -> str:
    """The field of an object that holds its text: one with a known name, else the longest; "" if none may."""
    known = [name for name in row if name.lower() in TEXT_COLUMNS]
    counts = {name: len(_HAN.findall(text)) for name in known or row if isinstance(text := row[name], str)}
    best = max(counts, key=lambda name: counts[name], default="")
    return best if best and counts[best] >= _LEAST_TEXT else ""


def entries(value: object, depth: int = 0) -> Iterator[dict[str, object]]:
    """The objects inside a JSON value that hold a report's text, wherever they stand in it.

    >>> report = {"title": "报告", "content": "<p>全年完成审计项目三十七个，查出问题金额四亿元。</p>"}
    >>> [entry["title"] for entry in entries({"code": 200, "data": {"rows": [report]}})]
    ['报告']
    """
    if isinstance(value, dict):
        if text_field(value):
            yield value
            return
        value = list(value.values())
    if isinstance(value, list) and depth < _DEEPEST:
        for held in value:
            yield from entries(held, depth + 1)


def _text_column(row: CorpusRow, asked: str | None) -> str:
    """The column of the texts: the one asked for, else a known name. Raises MissingColumnError if the row lacks it."""
    if asked is not None and asked not in row:
        raise MissingColumnError(f"there is no column {asked!r}; there are {', '.join(row)}.")
    found = asked or next((name for name in TEXT_COLUMNS if name in row), None)
    if found is None:
        raise MissingColumnError(f"say which column holds the texts (text_column=…); there are {', '.join(row)}.")
    return found


def document(row: CorpusRow, column: str, name: str, media_type: str, options: Options) -> Document | Failure:
    """The report of one row, whose text stands in `column`; a Failure if there is no Chinese text or too much."""
    text = row[column]
    if not isinstance(text, str) or not _HAN.search(text):
        return Failure(source=name, stage="read", error=f"NotChineseError: the column {column} holds no Chinese text.")
    if len(text) > options.limits.characters:
        error = f"LimitExceededError: the text has more than {options.limits.characters} characters."
        return Failure(source=name, stage="read", error=error)
    data = text.encode("utf-8", "surrogatepass")
    source = Source(
        name=name, media_type=media_type, size=len(data), sha256=hashlib.sha256(data).hexdigest(), reader="corpus"
    )
    read = Document(text.replace("\r\n", "\n").replace("\r", "\n"), source)
    if _MARKUP.search(text) is not None:
        from report_parser.readers import html

        try:
            read = html.read(data, source, replace(options, encoding="utf-8"))
        except ReportParserError as problem:
            return Failure(source=name, stage="read", error=f"{type(problem).__name__}: {problem}")
    fields: dict[str, str] = {}
    for key, value in row.items():
        if key != column and value is not None and (written := str(value).strip()):
            fields.setdefault(COLUMNS.get(key.strip().lower(), key), written)
    return replace(read, hints=replace(read.hints, fields=read.hints.fields | fields))


def _rows(stream: BinaryIO, place: Path, options: Options) -> tuple[str, Iterator[CorpusRow | BadRow]]:
    """The media type of a file and its rows."""
    head = stream.read(_HEAD)
    stream.seek(0)
    if head.startswith(b"PAR1"):
        return "application/vnd.apache.parquet", _parquet(place)
    found = detect(head)
    if found.name in ("xlsx", "zip"):
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _excel(stream, options)
    if found.name not in ("text", "markdown", "html", "xml", "json"):
        raise UnsupportedFormatError(
            f"cannot read the format {found.name} as a corpus. parse_file reads single reports."
        )
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if start == b"{" and _is_object(head.partition(b"\n")[0]):
        return "application/jsonl", _json_lines(stream, options)
    if start in (b"[", b"{"):
        return "application/json", _json(stream, options)
    return "text/csv", _csv(stream, options.encoding or _encoding(head), options)


def _encoding(head: bytes) -> str:
    """The encoding of a file, by its first bytes (which may end within a character)."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for name in ("utf-8-sig", "gb18030"):
        text = codecs.getincrementaldecoder(name)(_LENIENT).decode(head)
        if text.count(_DAMAGE) * 4 <= len(_HAN.findall(text)):  # in another encoding, nearly all is damage
            return name
    decode(head[: head.rfind(b"\n") + 1] or head)  # says what to do, if it cannot tell either
    return "big5hkscs"


# Stands for bytes that are no text in the file's encoding: no text has it, and no codec gives it.
_DAMAGE, _LENIENT = "\udcff", "report-parser-damage"
codecs.register_error(_LENIENT, lambda problem: (_DAMAGE, getattr(problem, "end", 0)))


class _Lines:
    """The lines of a CSV, of which some can be given back to be read again, as the next row's.

    A quote that goes wrong makes one row of all lines up to the next quote; so no line is given back twice.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.taken: list[str] = []  # by the row that is being read
        self.number = 1  # of the line with which that row begins

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def settle(self) -> None:
        """Begin with the next row."""
        self.number += len(self.taken)
        self.taken.clear()

    def give_back(self) -> None:
        """Keep the row's first line alone; begin with the next row at the second."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
        self.settle()


def _csv(stream: BinaryIO, encoding: str, options: Options) -> Iterator[CorpusRow | BadRow]:
    try:
        text = io.TextIOWrapper(stream, encoding=encoding, errors=_LENIENT, newline="")
        first = text.readline()
        text.seek(0)
    except (LookupError, UnicodeError) as problem:
        raise UndecodableError(f"the file is not {encoding} text. Name its encoding.") from problem
    form: _Form = {"delimiter": max(",\t;|", key=first.count)}
    lines = _Lines(text)
    reader = csv.reader(lines, **form)
    names: list[str] | None = None
    damaged = False  # until a row has as many cells as there are names again
    while True:
        number = lines.number
        cells, error = _next_row(reader, lines, form, options)
        if cells is None and not error:
            return
        if not error and damaged and names is not None and cells is not None and len(cells) != len(names):
            error = "DamagedSourceError: the row goes on from one that is no CSV."
        damaged = bool(error)
        if cells is not None and any(_DAMAGE in cell for cell in cells):
            error = f"UndecodableError: the row holds bytes that are not {encoding} text."
        if error and names is None:
            raise DamagedSourceError("the first row, which names the columns, is no CSV text.")
        if error or cells is None:
            yield BadRow(error, number)
        elif names is None:
            names = [name.removeprefix("\ufeff").strip() for name in cells]
        elif cells:
            yield _named(names, cells)


class _Form(TypedDict):
    """How the CSV is written."""

    delimiter: str


def _next_row(
    reader: Iterator[list[str]], lines: _Lines, form: _Form, options: Options
) -> tuple[list[str] | None, str]:
    """The cells of the next row, None at the end, and what is wrong with it.

    A row over several lines must be well formed: a quote that goes wrong would take in the rows that follow.
    """
    # The limit on a field's size is one for the process, and too small for reports: lend it for one row.
    before = csv.field_size_limit(options.limits.characters)
    try:
        cells = next(reader, None)
        if len(lines.taken) > 1:
            list(csv.reader(lines.taken, strict=True, **form))
    except csv.Error as problem:
        lines.give_back()
        return None, f"DamagedSourceError: the row is no CSV ({problem})."
    finally:
        csv.field_size_limit(before)
    lines.settle()
    return cells, ""


def _named(names: list[str], cells: list[str]) -> CorpusRow:
    """A row by column name; cells that are missing at its end are empty."""
    return dict(zip(names, cells, strict=False)) | dict.fromkeys(names[len(cells) :], "")


def _excel(stream: BinaryIO, options: Options) -> Iterator[CorpusRow | BadRow]:
    data = stream.read(options.limits.bytes + 1)
    meter = Meter(options.limits)
    meter.spend("bytes", len(data))
    names: list[str] | None = None
    for cells in sheet.rows(data, meter):
        if any(cells):
            if names is None:
                names = [name.strip() for name in cells]
            else:
                yield _named(names, cells)


def _json_lines(stream: BinaryIO, options: Options) -> Iterator[CorpusRow | BadRow]:
    most = options.limits.bytes
    for number in count(1):
        line = stream.readline(most + 1)
        if not line:
            return
        if len(line) > most:
            while line and not line.endswith(b"\n"):
                line = stream.readline(most)
            error = f"LimitExceededError: the line has more than {most} bytes. Raise Limits(bytes=…) if it is trusted."
            yield BadRow(error, number)
        elif line.strip():
            yield _object(line, number)


def _is_object(line: bytes) -> bool:
    """Whether a line is a JSON object that holds no list of others; a longer line than a head is taken for one."""
    row = _object(line, 1)
    return not isinstance(row, BadRow) and (len(row) > 0) and (bool(text_field(row)) or not any(entries(dict(row))))


def _object(line: bytes, number: int) -> CorpusRow | BadRow:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        return BadRow(f"DamagedSourceError: the line is no JSON ({type(problem).__name__}).", number)
    return value if isinstance(value, dict) else BadRow("DamagedSourceError: the line is no JSON object.", number)


def _json(stream: BinaryIO, options: Options) -> Iterator[CorpusRow | BadRow]:
    data = stream.read(options.limits.bytes + 1)
    if len(data) > options.limits.bytes:
        raise LimitExceededError("a JSON array is read at once, and this one is over Limits(bytes=…). Use JSON Lines.")
    try:
        values = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise DamagedSourceError(f"the file is no JSON ({type(problem).__name__}).") from problem
    for value in values if isinstance(values, list) else entries(values):
        yield value if isinstance(value, dict) else BadRow("DamagedSourceError: the entry is no JSON object.")


def _parquet(place: Path) -> Iterator[CorpusRow | BadRow]:
    try:
        import pyarrow as pa
        from pyarrow.parquet import ParquetFile
    except ImportError as problem:
        raise MissingExtraError('reading Parquet needs an extra: pip install "report-parser[corpus]".') from problem
    try:
        batches: Iterable[Any] = ParquetFile(place).iter_batches(batch_size=_ROWS)
        for batch in batches:
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError, UnicodeError) as problem:
        raise DamagedSourceError(f"the Parquet file is broken ({type(problem).__name__}).") from problem
