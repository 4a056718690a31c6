"""`Builder` puts a document together line by line, and notes at which offsets headings, tables and pages stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from report_parser.models import Cell, Source, Span, Table
from report_parser.readers.limits import Meter
from report_parser.text.document import Document, Hints

# Characters without width or meaning in a report: joiners, direction marks, byte order marks, soft hyphens, controls.
_INVISIBLE = regex.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    r"\ufff9-\ufffb]+"
)
_BLANKS = regex.compile(r"[ \t\r\n\x0b\x0c\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f]+")
_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_CHINESE = regex.compile(r"[\p{Han}，。、；：！？（）《》“”]")
_EDGES = " \u3000"
_HALF = "\xa0"
# Blanks that a page shows at the beginning of a line, and their widths; a plain one only breaks the source's line.
_WIDE = {"\u3000": 2, "\u2003": 2, "\u2002": 1, _HALF: 1, " ": 0}


def clean(text: str) -> str:
    r"""The text as one line: invisible characters removed, each run of blanks made one blank, ends stripped.

    >>> clean(" 92.\u200b25%\xa0\xa0以上\u3000")
    '92.25% 以上'
    """
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip(_EDGES)
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def one_line(lines: Iterable[str]) -> str:
    """The lines of a table cell joined: with a blank, but with nothing between two Chinese characters.

    Headers are often broken only to fit their column (问题 / 金额).


    >>> one_line(["问题", "金额", "12", "34"])
    '问题金额 12 34'
    """
    text = ""
    for line in filter(None, map(clean, lines)):
        text += (" " if text and not (_CHINESE.match(text[-1]) and _CHINESE.match(line[0])) else "") + line
    return text


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as a format states it: its text and how many rows and columns it covers.

    `lines` is the text as it stands broken in the cell. Text that is set in begins with so many blanks of `set_in`.
    """

    text: str
    row_span: int = 1
    column_span: int = 1
    header: bool = False
    lines: tuple[str, ...] = ()


def cell_of(lines: Iterable[str], row_span: int = 1, column_span: int = 1, *, header: bool = False) -> RawCell:
    """A cell of lines as they stand in it."""
    kept = tuple(set_in(text, indent_of(line)) for line in lines if (text := clean(line)))
    return RawCell(set_in(one_line(kept), indent_of("".join(kept[:1]))), row_span, column_span, header, kept)


def set_in(text: str, half_letters: float) -> str:
    r"""A text behind so many blanks as it is set in from the left, in half letters.

    >>> set_in("住宅", 2.2)
    '\xa0\xa0住宅'
    """
    return _HALF * round(half_letters) + text


def indent_of(text: str) -> int:
    r"""How far a text is set in, by the blanks before it that a page shows, in half letters.

    >>> indent_of("\u3000住宅"), indent_of("\xa0\xa0 住宅"), indent_of("  住宅")
    (2, 2, 0)
    """
    if text[:1] not in _WIDE:
        return 0
    width = 0
    for sign in text:
        if sign not in _WIDE:
            break
        width += _WIDE[sign]
    return width


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell with the row and column of its upper left corner."""

    row: int
    column: int
    cell: RawCell


def lay_out(rows: Sequence[Iterable[RawCell]], meter: Meter) -> tuple[list[PlacedCell], int]:
    """Give each cell its row and column, as HTML does: the first column that no cell above covers.

    Returns the placed cells and the number of columns. Raises LimitExceededError for a grid over `Limits.cells`.
    """
    covered: dict[int, int] = {}  # column -> rows still covered, this row included
    placed: list[PlacedCell] = []
    columns = spent = 0
    for number, row in enumerate(rows):
        column = 0
        fresh: dict[int, int] = {}
        for cell in row:
            while covered.get(column, 0):
                column += 1
            down = min(max(cell.row_span, 1), len(rows) - number)
            across = max(cell.column_span, 1)
            spent += down * across
            meter.spend("cells", spent)
            placed.append(PlacedCell(number, column, replace(cell, row_span=down, column_span=across)))
            fresh.update(dict.fromkeys(range(column, column + across), down))
            column += across
        columns = max(columns, column)
        covered = {c: left - 1 for c, left in covered.items() if left > 1} | {
            c: down - 1 for c, down in fresh.items() if down > 1
        }
    meter.spend("cells", columns * len(rows))
    return placed, columns


class Builder:
    """Takes lines and tables in reading order; `document` gives the finished `Document`."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._parts: list[str] = []
        self._length = 0
        self._headings: dict[int, int] = {}
        self._set_off: set[int] = set()
        self._tables: list[Table] = []
        self._pages: list[int] = []

    def line(self, text: str, heading: int | None = None, set_off: bool = False) -> None:
        """Add a cleaned line; an empty one is skipped.

        `heading`: the level (1–9) that the line's style states, None for no heading. `set_off`: the whole line is bold
        or centred.
        """
        text = clean(text)
        if text:
            start = self._add(text)
            if heading is not None:
                self._headings[start] = heading
            if set_off:
                self._set_off.add(start)

    def page(self, back: int = 0) -> None:
        """Note that a page begins at the next line or, with `back`, that many characters before the end of the text."""
        self._pages.append(self._length - back if back else (self._length + 1 if self._parts else 0))

    def table(self, rows: Sequence[Sequence[RawCell]], caption: str | None = None) -> None:
        """Add a table: one line a row, cells separated by tabs; places that a merged cell covers stay empty.

        A table without any text is skipped.
        """
        placed, columns = lay_out(rows, self._meter)
        if not any(clean(p.cell.text) for p in placed):
            return
        if caption := clean(caption or ""):
            self.line(caption)
        grid = [[""] * columns for _ in rows]
        for p in placed:
            grid[p.row][p.column] = clean(p.cell.text)
        starts: list[list[int]] = []
        begin = self._length + 1 if self._parts else 0
        for texts in grid:
            offset = self._add("\t".join(texts))
            starts.append([])
            for text in texts:
                starts[-1].append(offset)
                offset += len(text) + 1
        cells = tuple(
            Cell(
                row=p.row,
                column=p.column,
                row_span=p.cell.row_span,
                column_span=p.cell.column_span,
                header=p.cell.header,
                indent=indent_of(p.cell.text),
                text=(text := grid[p.row][p.column]),
                span=Span(start := starts[p.row][p.column], start + len(text)),
            )
            for p in placed
        )
        self._tables.append(
            Table(
                id=len(self._tables),
                span=Span(begin, self._length),
                caption=caption or None,
                rows=len(rows),
                columns=columns,
                cells=cells,
            )
        )

    def document(self, source: Source, fields: Mapping[str, str] | None = None) -> Document:
        """The finished document. `fields` are what the file itself states of its header (title, published …)."""
        text = "\n".join(self._parts)
        if self._pages:
            source = source.model_copy(update={"pages": tuple(min(page, len(text)) for page in self._pages)})
        hints = Hints(dict(fields or {}), self._headings, frozenset(self._set_off))
        return Document(text=text, source=source, tables=tuple(self._tables), hints=hints)

    def _add(self, line: str) -> int:
        """Append a line to the text; returns the offset at which it begins."""
        start = self._length + 1 if self._parts else 0
        self._parts.append(line)
        self._length = start + len(line)
        self._meter.spend("characters", self._length)
        return start
