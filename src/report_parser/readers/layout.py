"""From pieces of text with places on pages to paragraphs in reading order, by columns, without page chrome.

Knows nothing of PDF: the boxes of an OCR engine are treated alike. Coordinates grow to the right and downwards, in any
unit; every threshold is a share of the letter size, of a column's width or of the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from statistics import median

import regex

from report_parser.readers.builder import Builder, RawCell, clean
from report_parser.readers.stacked import unstack


@dataclass(slots=True)
class Box:
    """A rectangle on a page."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def size(self) -> float:
        """The height, which for text is the size of its letters."""
        return self.bottom - self.top

    def beside(self, other: Box) -> bool:
        """True if the two stand in one row: they overlap in more than half the height of the smaller one."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared > min(self.size, other.size) / 2


@dataclass(slots=True)
class Piece(Box):
    """A run of letters on one line.

    `em`: the width of one Chinese letter. `lead`: the width of its first word, which a line break would not split.
    `tail`: the width of the punctuation at its end, which may stand beyond the column's edge.
    """

    text: str
    em: float
    lead: float
    tail: float


@dataclass(slots=True)
class DrawnTable(Box):
    """A table on a page, row by row. `edges` are the sides of its columns, where rules show them; `floats` says that
    prose stands beside it.
    """

    rows: list[list[RawCell]]
    columns: int
    edges: list[float] = field(default_factory=list)
    floats: bool = False

    def goes_on_in(self, below: DrawnTable) -> bool:
        """Take over the rows of a table on the next page that has the same columns, or some of their sides only.

        False, with nothing taken, where it is another table.
        """
        rows = below.rows if below.columns == self.columns else self._widened(below)
        if rows is None:
            return False
        if [c.text for c in rows[0]] == [c.text for c in self.rows[0]]:
            rows = rows[1:]  # the header row, repeated on the new page
        self.rows.extend(rows)
        return True

    def _widened(self, below: DrawnTable) -> list[list[RawCell]] | None:
        """The rows of a table whose columns are joined from those of this one (合计 over four columns)."""
        at = [next((k for k, x in enumerate(self.edges) if abs(x - edge) < 4.0), None) for edge in below.edges]
        places = [place for place in at if place is not None]
        whole = len(places) == len(at) > 1 and places[0] == 0 and places[-1] == self.columns
        if not whole or any(cell.row_span > 1 for row in below.rows for cell in row):
            return None
        found: list[list[RawCell]] = []
        for row in below.rows:
            column = 0
            cells: list[RawCell] = []
            for cell in row:
                wide = places[column + cell.column_span] - places[column]
                cells.append(replace(cell, column_span=wide))
                column += cell.column_span
            found.append(cells)
        return found


# Which column of a page: for each gutter (the white strip between columns) its place and the side, "left" or "right".
# Empty for a page of one column.
ColumnPath = tuple[tuple[int, str], ...]


@dataclass(slots=True)
class Page:
    """A page: its size, its pieces of text and its drawn tables."""

    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    grids: list[DrawnTable] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Habit:
    """How a column shows where its paragraphs begin.

    `indent`: of their first lines, in letters; None where most first lines are flush. `gap`: the distance from the line
    before, in letter sizes, from which on a line belongs to another paragraph. `letters`: how many each line holds that
    is full, where lines are cut by count and not by width; else None.
    """

    indent: float | None = None
    gap: float = 2.2
    letters: int | None = None


@dataclass(slots=True)
class Line(Box):
    """A line of a column: its pieces and their text, and the column with its left and right edge.

    `split`: the line has a wide gap in it, as the entries of a list have. `habit`: how its column shows paragraphs.
    """

    pieces: list[Piece]
    column: ColumnPath = ()
    split: bool = False
    left: float = 0.0
    right: float = 0.0
    habit: Habit | None = None
    text: str = ""

    @property
    def lead(self) -> float:
        """The width of the first word, which may consist of several pieces (its full stop is in another font)."""
        left = first_word(self.text)
        for piece in self.pieces:
            if left <= len(piece.text):
                part = piece.lead if piece is self.pieces[0] else (piece.x1 - piece.x0) * left / len(piece.text)
                return piece.x0 - self.x0 + part
            left -= len(piece.text)
        return self.x1 - self.x0

    @property
    def offset(self) -> float:
        """How far from the column's left edge the line begins, in letters."""
        return (self.x0 - self.left) / self.em

    @property
    def centred(self) -> bool:
        """Whether it stands in the middle of its column; so does one that fills it."""
        return abs((self.x0 - self.left) - (self.right - self.x1)) < self.em

    @property
    def filled(self) -> float:
        """Which share of its column the line fills."""
        return (self.x1 - self.x0) / max(1.0, self.right - self.left)

    @property
    def em(self) -> float:
        """The width of a Chinese letter in the line's longest piece."""
        return max(self.pieces, key=lambda piece: len(piece.text)).em

    @property
    def end(self) -> float:
        """Where the letters end; punctuation at the end does not count, since it may stand beyond the edge."""
        end = self.x1
        for piece in reversed(self.pieces):
            end = piece.x1 - piece.tail
            if hanging(piece.text) < len(piece.text):
                break
        return end


_PAGE_NUMBER = regex.compile(
    r"[-—–－―─·•~\s]*+(?:第\s*+)?[0-9]{1,4}+(?:\s*+页)?(?:\s*+[/／,，共]{1,2}\s*+(?:共\s*+)?[0-9]{1,4}+(?:\s*+页)?)?[-—–－―─·•~\s]*+"
    r"|Page\s++[0-9]{1,4}+(?:\s++of\s++[0-9]{1,4}+)?",
    regex.I,
)
_CAPTION = regex.compile(
    r"(?:附|续|专栏)?[表图] {0,2}[0-9一二三四五六七八九十]{1,3}(?:[-—－][0-9]{1,2})?[:：、. 　]{0,2}+(?=[\p{Han}0-9“])"
)
_SENTENCE = regex.compile(r"[，。；！？]|[表图] {0,2}[0-9]{1,3}(?:显示|所示|中)")
_POINTS = regex.compile(r"[见如和及与或（(“《、]$")
_LONGEST_CAPTION = 40
_NUMBER = regex.compile(r"[0-9]++")
_LEADERS = regex.compile(r"[.．…·‥]{4,}+\s*+[0-9]{1,4}+\s*+$")
_CLOSED = regex.compile(r"[。！？；：:;”」』）)]$")
_ENDED = regex.compile(r"[。！？][”」』）)]?$")
_CLINGS = regex.compile(
    r"[、，,（(“‘《〈—]\n|\n[，。、；：！？）)”’》〉%％‰]"
)  # no paragraph ends before or begins behind these
_STOPS = regex.compile(r"[、，。；：）．]$")
_MARKER = regex.compile(
    r"(?:[一二三四五六七八九十]{1,3}+、|[（(][一二三四五六七八九十0-9]{1,3}+[）)]|[0-9]{1,2}+[.．、]|——|第[^，。]{1,4}[章节条])"
)
_HANGING = regex.compile(r"[、，。；：！？）」』”’》]++$")
_NOTE = regex.compile(r"\s*+([0-9]{1,3}+|[①-⑳]|\[[0-9]{1,3}+\]|[*※])\s*+")
# Unicode line breaking (UAX 14, LB13–LB15, LB19, LB25): marks cling to their neighbours, quotes to both.
_UNIT = r"(?:(?:[!-~∶‰～·–]++、?+)++|.)"
_FIRST = regex.compile(
    rf"[“‘（《〈【「『〔]*+{_UNIT}?(?:[，。、；：！？）]*+[“”‘’]++{_UNIT}?)*+[，。、；：！？”’）》〉】」』〕…]*+"
)
_EDGE = 0.12  # of the page's height: where page numbers and running lines stand
_MARGIN = 0.06  # where a browser prints its own lines
_SMALL = 0.88  # of the body's letter size: notes
_LEAST = 0.55  # of the page's width: where the right edge of a page with one column is at least
_FILLED = 0.5  # of a cell's width: a shorter line is not broken by the cell's edge
_COLUMN = 3  # labels: fewer do not tell how they are set
_TALL = 1.4  # of the usual distance of lines: a new paragraph
_APART = 1.12  # of the distance of lines: paragraphs that are set apart
_LEAST_INDENT, _MOST_INDENT = 0.7, 6.0  # of a paragraph's first line, in letters
_LONG = 0.7  # of a column's width: a line that may be full, where the right edge is ragged
_BETWEEN = 0.8  # of a letter: a gap that may be the one between two columns
_SPARE = 0.9  # of a letter: what may be left free on a full line
_SURELY = 3.0  # letters: what is free behind a paragraph's last line, at least


def first_word(text: str) -> int:
    """The length of the first unit of a line that no line break would split: a word, a number or one Chinese letter,
    with the punctuation that must stay with it.

    >>> first_word("92.25%以上"), first_word("整改率"), first_word("“头号工程”"), first_word("率），其中")
    (6, 1, 2, 3)
    """
    found = _FIRST.match(text)
    return max(1, found.end()) if found else 1


def hanging(text: str) -> int:
    """How many punctuation marks end a line: they may stand beyond the column's edge.

    >>> hanging("“四稳”。"), hanging("其中")
    (2, 0)
    """
    found = _HANGING.search(text)
    return len(found[0]) if found else 0


def glue(before: str, after: str) -> str:
    """What to put between two lines of one paragraph: a blank between Latin words, else nothing.

    >>> "4.0" + glue("4.0", "2亿元") + "2亿元"
    '4.02亿元'
    """
    return (
        " " if before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha() else ""
    )


def write(pages: Sequence[Page], builder: Builder) -> None:
    """Write pages as paragraphs and tables to `builder`, without page chrome and without tables of contents."""
    body = _body_size(pages)
    _drop_chrome(pages, body)
    notes = [_take_notes(page, body) for page in pages]
    contents: list[list[Line | DrawnTable]] = [[*_segments(page.pieces), *page.grids] for page in pages]
    gutters = [_gutter(items) for items in contents]
    contents = [list(_cut_at(items, gutter)) for items, gutter in zip(contents, gutters, strict=True)]
    # A last page with text in one of its columns only shows no gutter: it is given that of most other pages.
    usual = Counter(gutter for gutter in gutters if gutter is not None).most_common(1)
    known = usual[0][0] if usual else None
    flows = [list(_flow(items, gutter, known)) for items, gutter in zip(contents, gutters, strict=True)]
    lines = [line for flow in flows for line in flow if isinstance(line, Line)]
    _set_edges(flows, max((page.width for page in pages), default=0.0))
    _set_habits(flows, _pitch(lines))
    writer = _ParagraphWriter(builder)
    for flow, page_notes in zip(flows, notes, strict=True):
        writer.begin_page()
        for item in flow:
            if isinstance(item, Line):
                if not _LEADERS.search(item.text):
                    writer.line(item)
            else:
                writer.grid(item)
        writer.notes.extend(page_notes)
    writer.finish()


def cell_lines(pieces: Iterable[Piece], cell: Box) -> list[str]:
    """The lines of a table cell. A line that fills the cell goes on in the next one, which mends numbers."""
    rows = rows_of(pieces)
    lines: list[str] = []
    margin = min((row.x0 for row in rows), default=cell.x0) - cell.x0
    for at, row in enumerate(rows):
        before = rows[at - 1]
        filled = before.x1 - before.x0 > (cell.x1 - cell.x0) * _FILLED
        if at and filled and cell.x1 - before.x1 < margin + row.lead + row.em / 2:
            lines[-1] += glue(lines[-1], row.text) + row.text
        else:
            lines.append(row.text)
    return lines


def insets(firsts: Sequence[Line | None]) -> list[float]:
    """How far the labels of a column are set in from the leftmost one, in half letters; `firsts` are their first lines.

    Nothing is set in where the labels are centred, so that their middles agree and not their left sides.
    """
    lines = [line for line in firsts if line is not None]
    if len(lines) < _COLUMN:
        return [0.0] * len(firsts)
    left = min(line.x0 for line in lines)
    begins, middles = [line.x0 for line in lines], [(line.x0 + line.x1) / 2 for line in lines]
    if _spread(middles) < _spread(begins) / 2:
        return [0.0] * len(firsts)
    return [0.0 if line is None else (line.x0 - left) / line.em * 2 for line in firsts]


def _spread(places: Sequence[float]) -> float:
    """How far places lie from their middle one, in all."""
    middle = median(places)
    return sum(abs(place - middle) for place in places)


def _body_size(pages: Sequence[Page]) -> float:
    """The letter size of most of the text, to half a unit; 0 without text."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for piece in page.pieces:
            sizes[round(piece.size * 2) / 2] += len(piece.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0


def rows_of(pieces: Iterable[Piece]) -> list[Line]:
    """Pieces that stand beside each other as one line each, from the top down."""
    rows: list[Line] = []
    for piece in sorted(pieces, key=lambda p: (p.top, p.x0)):
        for row in reversed(rows[-8:]):
            if row.beside(piece):
                row.pieces.append(piece)
                row.x0, row.x1 = min(row.x0, piece.x0), max(row.x1, piece.x1)
                if piece.size > row.size:  # the largest piece gives the height: not a raised or lowered one
                    row.top, row.bottom = piece.top, piece.bottom
                break
        else:
            rows.append(Line(piece.x0, piece.top, piece.x1, piece.bottom, [piece]))
    for row in rows:
        row.pieces.sort(key=lambda p: p.x0)
        row.text = _joined(row.pieces)
        row.split = any(b.x0 - a.x1 > 3 * min(a.em, b.em) for a, b in pairwise(row.pieces))
    rows.sort(key=lambda row: row.top)
    return [row for row in rows if row.text]


def _joined(pieces: Sequence[Piece]) -> str:
    """The text of a row: its pieces, with a blank where a gap means one."""
    text = pieces[0].text
    for before, after in pairwise(pieces):
        gap = after.x0 - before.x1
        # No blank behind punctuation: there the gap is only the tab after a list's number.
        apart = gap > min(before.em, after.em) * 0.8 and not _STOPS.search(before.text)
        text += (" " if apart else glue(text, after.text) if gap > 0.15 * after.size else "") + after.text
    return clean(text)


# Running lines and notes ----------------------------------------------------------------------------------------------


def _drop_chrome(pages: Sequence[Page], body: float) -> None:
    """Remove page numbers, lines that come back on many pages, and what a browser prints at a page's edge."""
    seen: Counter[tuple[str, bool]] = Counter()
    found: list[tuple[Page, Line, tuple[str, bool]]] = []
    for page in pages:
        grids = page.grids
        edge = [
            piece
            for piece in page.pieces
            if (piece.bottom < page.height * _EDGE or piece.top > page.height * (1 - _EDGE))
            and not any(grid.top < piece.bottom and piece.top < grid.bottom for grid in grids)
        ]
        rows = [(row, (_NUMBER.sub("#", row.text), row.top < page.height / 2)) for row in rows_of(edge)]
        seen.update({key for _, key in rows})
        found.extend((page, row, key) for row, key in rows)
    often = max(2, len(pages) / 3)
    for page, row, key in found:
        outermost = row.bottom < page.height * _MARGIN or row.top > page.height * (1 - _MARGIN)
        if seen[key] >= often or _PAGE_NUMBER.fullmatch(row.text) or (outermost and row.size < body * _SMALL):
            gone = {id(piece) for piece in row.pieces}
            page.pieces = [piece for piece in page.pieces if id(piece) not in gone]


def _take_notes(page: Page, body: float) -> list[str]:
    """Take the footnotes off a page: small lines at its foot that begin with a mark; the marks go from the text too."""
    rows = rows_of(page.pieces)
    at = len(rows)
    while at and rows[at - 1].size < body * _SMALL:
        at -= 1
    if at in (0, len(rows)) or any(grid.bottom > rows[at].top for grid in page.grids):
        return []
    notes: list[str] = []
    marks: set[str] = set()
    for row in rows[at:]:
        mark = _NOTE.match(row.text)
        if mark:
            marks.add(mark[1])
            notes.append(row.text[mark.end() :])
        elif notes:
            notes[-1] += glue(notes[-1], row.text) + row.text
        else:
            return []
    gone = {id(piece) for row in rows[at:] for piece in row.pieces}
    for row in rows[:at]:
        # A mark is small and stands above the foot of its line.
        gone.update(
            id(piece)
            for piece in row.pieces
            if piece.text in marks and piece.size < row.size * _SMALL and piece.bottom < row.bottom - row.size * 0.15
        )
    page.pieces = [piece for piece in page.pieces if id(piece) not in gone]
    return notes


# Columns --------------------------------------------------------------------------------------------------------------


def _segments(pieces: Iterable[Piece]) -> Iterator[Line]:
    """Rows, cut at gaps as wide as those between columns."""
    for row in rows_of(pieces):
        run = row.pieces[:1]
        for before, after in pairwise(row.pieces):
            if after.x0 - before.x1 > _BETWEEN * min(before.em, after.em):
                yield from rows_of(run)
                run = []
            run.append(after)
        yield from rows_of(run)


def _cut_at(items: Iterable[Line | DrawnTable], gutter: float | None) -> Iterator[Line | DrawnTable]:
    """The items, with those lines cut at the gutter whose left half hangs into it with a punctuation mark."""
    for item in items:
        if gutter is not None and isinstance(item, Line) and item.x0 < gutter < item.x1:
            left = [piece for piece in item.pieces if piece.x1 <= gutter]
            right = [piece for piece in item.pieces if piece.x0 >= gutter]
            meets = left and right and hanging(left[-1].text) and right[0].x0 - gutter < right[0].em / 4
            if meets and len(left) + len(right) == len(item.pieces):
                yield from rows_of(left)
                yield from rows_of(right)
                continue
        yield item


def _flow(
    items: list[Line | DrawnTable],
    gutter: float | None,
    known: float | None = None,
    column: ColumnPath = (),
    depth: int = 0,
) -> Iterator[Line | DrawnTable]:
    """Items in reading order: where a white gutter parts at least three lines on both sides, first left, then right.

    `gutter`: the x of this page's gutter, None for one column. `known`: the gutter of most other pages, which counts
    here if nothing crosses it. `column`: the column that the items are in already.
    """
    if gutter is None and known is not None and items and not any(item.x0 < known < item.x1 for item in items):
        left = [item for item in items if item.x1 <= known]
        yield from _sides(left, [item for item in items if item.x0 >= known], known, column, depth)
        return
    if gutter is None:
        lines = rows_of(piece for item in items if isinstance(item, Line) for piece in item.pieces)
        grids = [item for item in items if isinstance(item, DrawnTable)]
        for line in lines:
            line.column = column
        for grid in grids:
            _set_beside(lines, grid, column)
        ordered: list[Line | DrawnTable] = [*lines, *grids]
        yield from sorted(ordered, key=lambda item: item.top)
        return
    for zone in _zones(items, gutter):
        left = [item for item in zone if item.x1 <= gutter]
        right = [item for item in zone if item.x0 >= gutter]
        if len(left) + len(right) == len(zone) and _are_columns(left, right, gutter):
            yield from _sides(left, right, gutter, column, depth)
        else:
            yield from _flow(zone, None, None, column)


def _set_beside(lines: Sequence[Line], grid: DrawnTable, column: ColumnPath) -> None:
    """Note that a table stands beside prose, whose lines are a column of their own as far as it reaches."""
    side = "left" if sum(line.x0 < grid.x0 for line in lines) * 2 > len(lines) else "right"
    here = [
        line
        for line in lines
        if grid.top - line.size < line.top < grid.bottom + line.size and (line.x1 < grid.x0 or line.x0 > grid.x1)
    ]
    if len(here) >= _COLUMN:
        grid.floats = True
        for line in here:
            line.column = (*column, (round(grid.x0 / 10), side))


def _sides(
    left: list[Line | DrawnTable], right: list[Line | DrawnTable], gutter: float, column: ColumnPath, depth: int
) -> Iterator[Line | DrawnTable]:
    """Two columns, one after the other; each may have columns itself."""
    name = round(gutter / 10)  # the same on every page
    for side, items in (("left", left), ("right", right)):
        deeper = _gutter(items) if depth < 2 else None
        yield from _flow(items, deeper, None, (*column, (name, side)), depth + 1)


def _zones(items: Sequence[Line | DrawnTable], gutter: float) -> Iterator[list[Line | DrawnTable]]:
    """Runs of items, from the top down, that all cross a vertical gutter or all keep clear of it."""
    zone: list[Line | DrawnTable] = []
    crossing = False
    for item in sorted(items, key=lambda item: item.top):
        crosses = item.x0 < gutter < item.x1
        if zone and crosses != crossing:
            yield zone
            zone = []
        crossing = crosses
        zone.append(item)
    if zone:
        yield zone


def _gutter(items: Sequence[Line | DrawnTable]) -> float | None:
    """The left edge of a right column, just before it; None for a page of one column."""
    if len(items) < 6:
        return None
    left, right = min(i.x0 for i in items), max(i.x1 for i in items)
    room = (right - left) * 0.2
    starts = Counter(round(i.x0) for i in items if left + room < i.x0 < right - room)
    best, most = None, 0
    for start, count in starts.most_common(12):
        if count < 3:
            break
        gutter = start - 1.0
        parted = 0
        for zone in _zones(items, gutter):
            a, b = [i for i in zone if i.x1 <= gutter], [i for i in zone if i.x0 >= gutter]
            if len(a) + len(b) == len(zone) and _are_columns(a, b, gutter):
                parted += len(zone)
        if parted > most:
            best, most = gutter, parted
    return best


def _are_columns(left: Sequence[Box], right: Sequence[Box], gutter: float) -> bool:
    """True if both sides are running text: not entries of a list, or of a table without drawn lines."""
    if len(left) < 3 or len(right) < 3:
        return False
    wide_left = median(i.x1 - i.x0 for i in left) > (gutter - min(i.x0 for i in left)) * 0.6
    wide_right = median(i.x1 - i.x0 for i in right) > (max(i.x1 for i in right) - gutter) * 0.6
    return wide_left and wide_right


# Paragraphs -----------------------------------------------------------------------------------------------------------


def _set_edges(flows: Sequence[Sequence[Line | DrawnTable]], width: float) -> None:
    """Give each line the edges of its column: those of the lines that begin or end alike on any page."""
    columns: dict[ColumnPath, list[Line]] = {}
    for flow in flows:
        for item in flow:
            if isinstance(item, Line):
                columns.setdefault(item.column, []).append(item)
    for column, group in columns.items():
        em = median(line.em for line in group)
        left = min(line.x0 for line in group)
        ends = Counter(round(line.end / em) for line in group)
        # The right edge: the outermost place where several lines end or, without one, the end of the longest line.
        near = [end for end, n in ends.items() if n + ends[end - 1] + ends[end + 1] >= max(2, len(group) / 10)]
        if not column:  # with many short lines few reach the edge: take ends that make both margins equal
            near += [end for end, n in ends.items() if n > 1 and abs(width - left - end * em) < 2 * em]
        right = max(line.end for line in group if not near or round(line.end / em) <= max(near))
        if not column:
            right = max(right, width * _LEAST)  # a report of short lines only shows no edge
        for line in group:
            line.left, line.right = left, right


def _set_habits(flows: Sequence[Sequence[Line | DrawnTable]], pitch: float) -> None:
    """Tell each line how its column shows where paragraphs begin."""
    columns: dict[ColumnPath, list[list[Line]]] = {}
    for flow in flows:
        for column, items in groupby(flow, key=lambda item: item.column if isinstance(item, Line) else None):
            if column is not None:
                columns.setdefault(column, []).append([item for item in items if isinstance(item, Line)])
    for runs in columns.values():
        habit = _habit(runs, pitch)
        for line in (line for run in runs for line in run):
            line.habit = habit


def _habit(runs: Sequence[Sequence[Line]], pitch: float) -> Habit:
    """The habit of a column, from the lines of which it is plain that they begin a paragraph, or go on with one.

    Plain are those behind a short line that ends a sentence, and those behind a long one that does not.
    """
    pairs = [(a, b) for run in runs for a, b in pairwise(run) if 0.85 < b.size / a.size < 1.18]
    begins = [(a, b) for a, b in pairs if _ENDED.search(a.text) and a.right - a.end > _SURELY * a.em + b.lead]
    goes = [(a, b) for a, b in pairs if not _CLOSED.search(a.text) and a.filled > _LONG]
    indents = [b.offset for _, b in begins if _LEAST_INDENT < b.offset < _MOST_INDENT]
    flush = sum(b.offset < _LEAST_INDENT for _, b in goes)
    indent = median(indents) if len(indents) > len(begins) * 0.6 and flush > len(goes) * 0.6 else None
    steps = [[(b.top - a.top) / a.size for a, b in some if 0 < b.top - a.top < a.size * 4] for some in (begins, goes)]
    gap = pitch * _TALL
    if all(steps) and median(steps[0]) > median(steps[1]) * _APART:
        gap = min(gap, (median(steps[0]) + median(steps[1])) / 2)
    return Habit(indent, gap, _letters([line for run in runs for line in run]))


def _letters(lines: Sequence[Line]) -> int | None:
    """How many letters a full line holds, where many lines hold as many and none more, whatever their width."""
    counts = Counter(len(line.text) for line in lines)
    most = max(counts, default=0)
    full = [line.x1 - line.x0 for line in lines if len(line.text) == most]
    ragged = bool(full) and max(full) - min(full) > 2 * lines[0].em
    return most if ragged and len(full) >= max(3, len(lines) / 5) else None


def _pitch(lines: Sequence[Line]) -> float:
    """The usual distance of a line from the line before, in letter sizes: after lines that fill their column."""
    steps = [
        (b.top - a.top) / a.size
        for a, b in pairwise(lines)
        if 0 < b.top - a.top < a.size * 4 and a.right - a.x1 < a.em * 2
    ]
    return median(steps) if steps else 1.6


def _goes_on(before: Line, line: Line, count: int, fresh: bool) -> bool:
    """Whether a line goes on with the paragraph of the line before, which has so many lines.

    `fresh`: the line begins a page. What the column shows counts most: indents, then distances, then which lines are
    full; punctuation decides where these say nothing.
    """
    habit = line.habit or Habit()
    if is_caption(line.text) and not _POINTS.search(before.text):
        return False
    if not 0.85 < line.size / before.size < 1.18 or before.split or line.split or before.filled <= 0.5:
        return False
    if not fresh and line.top - before.top > before.size * habit.gap:
        return False
    closed = _CLOSED.search(before.text) is not None
    marked = _MARKER.match(line.text) is not None
    if marked and closed:
        return False
    full = _is_full(before, line, habit)
    if not _stands_under(before, line, count, full, full and not closed and not marked):
        return False
    if full:
        return True
    # A ragged edge: the column must show in another way that no paragraph begins here.
    parted = habit.indent is not None and (before.offset > _LEAST_INDENT or count > 1)
    return (
        not marked and before.filled > _LONG and (parted or _CLINGS.search(before.text + "\n" + line.text) is not None)
    )


def is_caption(text: str) -> bool:
    """Whether a line is the caption of a table or a figure, so that no paragraph goes on in it.

    >>> is_caption("表3 2025年主要产品产量及增速"), is_caption("表3显示，产量增长2.1%。")
    (True, False)
    """
    return len(text) <= _LONGEST_CAPTION and _CAPTION.match(text) is not None and _SENTENCE.search(text) is None


def _is_full(before: Line, line: Line, habit: Habit) -> bool:
    """Whether the next word would not have fitted on the line before."""
    if habit.letters is not None and len(before.text) >= habit.letters - round(max(0.0, before.offset)):
        return True
    is_centred = before.centred and habit.indent is None
    room = before.right - before.x1 + (before.x0 - before.left if is_centred else 0.0)
    return room <= line.lead + before.em * _SPARE


def _stands_under(before: Line, line: Line, count: int, full: bool, hangs: bool) -> bool:
    """Whether a line begins where the next line of a paragraph does: flush, under the one before, or centred like it.

    `full`: the line before is. `hangs`: the paragraph may hang, with a first line that begins further left.
    """
    if full and before.centred and line.centred:
        return True
    if count > 1:
        return abs(line.offset - before.offset) < _LEAST_INDENT  # the paragraph's own left edge
    return line.offset < _LEAST_INDENT or (hangs and before.offset < line.offset - _LEAST_INDENT)


class _ParagraphWriter:
    """Joins lines to paragraphs, joins tables that continue on the next page, and hands both to the builder."""

    def __init__(self, builder: Builder) -> None:
        self.notes: list[str] = []
        self._builder = builder
        self._text = ""
        self._last: Line | None = None
        self._count = 0  # lines of the open paragraph
        self._grid: DrawnTable | None = None
        self._waiting: list[DrawnTable] = []  # tables to write behind the open paragraph
        self._page_breaks: list[int] = []  # places in the open paragraph at which a page begins
        self._fresh = 0  # pages begun since the last line or table

    def begin_page(self) -> None:
        """Note that what follows stands on a new page."""
        self._fresh += 1

    def line(self, line: Line) -> None:
        self._end_grid()
        if self._last is not None and _goes_on(self._last, line, self._count, self._fresh > 0):
            self._text += glue(self._text, line.text)
            self._page_breaks += [len(self._text)] * self._fresh
            self._text += line.text
            self._count += 1
        else:
            self._end_paragraph()
            self._page_breaks = [0] * self._fresh
            self._text = line.text
            self._count = 1
        self._fresh = 0
        self._last = line

    def grid(self, grid: DrawnTable) -> None:
        """Add a table: to the open one if it continues that on a new page, else as a new table."""
        if grid.floats and self._text:
            self._waiting.append(grid)  # it stands beside a paragraph, which it does not part
            return
        self._end_paragraph()
        if self._grid is None or not self._fresh or not self._grid.goes_on_in(grid):
            self._end_grid()
            self._grid = grid
        self._begin_pages()

    def finish(self) -> None:
        """Write what is still open."""
        self._end_grid()
        self._end_paragraph()
        self._end_grid()
        self._begin_pages()

    def _begin_pages(self) -> None:
        """Tell the builder of the pages begun so far."""
        while self._fresh:
            self._builder.page()
            self._fresh -= 1

    def _end_paragraph(self) -> None:
        """Write the open paragraph with the pages that begin in it, then the notes."""
        if self._text:
            for at in self._page_breaks:
                if at == 0:
                    self._builder.page()
            self._builder.line(self._text)
            for at in self._page_breaks:
                if at:
                    self._builder.page(back=len(self._text) - at)
            notes, self.notes = self.notes, []
            for note in notes:
                self._builder.line(note)
        self._text, self._last, self._page_breaks = "", None, []
        waiting, self._waiting = self._waiting, []
        for grid in waiting:
            self._end_grid()
            self._grid = grid

    def _end_grid(self) -> None:
        """Write the open table."""
        if self._grid is not None:
            self._builder.table(unstack(self._grid.rows))
            self._grid = None
