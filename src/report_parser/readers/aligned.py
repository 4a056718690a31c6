"""Tables on a page whose rows no rules part: the row is the line, the column the band of x in which words stand.

A line with a figure in one of its columns is a row. A line without one belongs to the row beside it where it stands
closer to it than rows stand to each other (a label in two lines), else it is a row of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import regex

from report_parser.readers.builder import RawCell, cell_of, set_in
from report_parser.readers.layout import Box, DrawnTable, Line, Piece, insets, rows_of

_FIGURE = regex.compile(
    r"[-+−－]?[0-9０-９][0-9０-９,，]{0,24}(?:[.．][0-9０-９]{1,10})?(?:[%％‰]|[:：∶]1)?|[-—–－…]{1,4}"
)
_YEAR = regex.compile("(?:19|20)[0-9]{2}")
_LETTER = regex.compile(r"\p{L}")
_CAPTION = regex.compile(r"[附续]?[表图] {0,2}[0-9一二三四五六七八九十]{1,3}|.{0,12}单位 {0,2}[:：]")
_SENTENCE = regex.compile(r"[。；！？]|[，：]$")
_CLOSE = 0.75  # of the usual distance of rows: a line that stands closer to one is part of it
_APART = 2.6  # of the usual distance of rows: a table does not go on behind such a gap
_GAP = 0.8  # of a letter: between columns
_LEAST = 3  # rows of figures
_HEADS = 4


def is_figure(text: str) -> bool:
    """Whether a piece of a line is a figure, or a dash for one.

    >>> is_figure("1,286.5"), is_figure("-3.2%"), is_figure("粮食")
    (True, True, False)
    """
    return _FIGURE.fullmatch(text.strip()) is not None


def split_rows(lines: Sequence[Line], edges: Sequence[float]) -> list[list[RawCell]] | None:
    """The rows of a table that stand in one cell a column; None where it holds fewer than two.

    `edges` are the places of the columns' sides, from the left.
    """
    anchors = [line for line in lines if _figures_in(line, edges) and len(_by_column(line.pieces, edges)) > 1]
    named = sum(_LETTER.search(line.text) is not None for line in anchors)
    if len(anchors) < 2 or named * 2 < len(anchors) or any(_figures_in(x, edges) and x not in anchors for x in lines):
        return None
    return _rows(_grouped(lines, anchors), edges)


def _rows(groups: Sequence[Sequence[Line]], edges: Sequence[float]) -> list[list[RawCell]]:
    """The rows of groups of lines, their labels set in as they stand."""
    rows = [_cells(group, edges) for group in groups]
    firsts = [_first_label(group, edges) for group in groups]
    return [
        [replace(row[0], text=set_in(row[0].text, inset)), *row[1:]] if row[0].text else row
        for row, inset in zip(rows, insets(firsts), strict=True)
    ]


def _first_label(group: Sequence[Line], edges: Sequence[float]) -> Line | None:
    """The first line of words in the first column of a row; None without one."""
    for line in group:
        pieces = _by_column(line.pieces, edges).get(0)
        if pieces and not is_figure(pieces[0].text):
            return next(iter(rows_of(pieces)), None)
    return None


def _figures_in(line: Line, edges: Sequence[float]) -> bool:
    """Whether a figure stands in a column other than the first."""
    return any(is_figure(piece.text) and bisect_right(edges, _middle(piece)) > 1 for piece in line.pieces)


def _middle(box: Box) -> float:
    return (box.x0 + box.x1) / 2


def _grouped(lines: Sequence[Line], anchors: Sequence[Line]) -> list[list[Line]]:
    """Lines by the row that they belong to."""
    centres = [(line.top + line.bottom) / 2 for line in anchors]
    pitch = median(b - a for a, b in pairwise(centres)) if len(centres) > 1 else 0.0
    groups: dict[int, list[Line]] = {}
    for number, line in enumerate(lines):
        at = (line.top + line.bottom) / 2
        nearest = min(range(len(centres)), key=lambda k: abs(centres[k] - at))
        own = abs(centres[nearest] - at) > pitch * _CLOSE
        groups.setdefault(-1 - number if own else nearest, []).append(line)
    return sorted(groups.values(), key=lambda group: group[0].top)


def _by_column(pieces: Sequence[Piece], edges: Sequence[float]) -> dict[int, list[Piece]]:
    found: dict[int, list[Piece]] = {}
    for piece in pieces:
        found.setdefault(bisect_right(edges, _middle(piece)) - 1, []).append(piece)
    return found


def _cells(group: Sequence[Line], edges: Sequence[float]) -> list[RawCell]:
    """One row: the words of each column, line by line."""
    texts: list[list[str]] = [[] for _ in range(len(edges) - 1)]
    for line in group:
        for column, pieces in _by_column(line.pieces, edges).items():
            if 0 <= column < len(texts):
                texts[column].append(rows_of(pieces)[0].text if rows_of(pieces) else "")
    return [cell_of(["".join(lines)]) for lines in texts]


# Tables without rules -------------------------------------------------------------------------------------------------


def find(pieces: Sequence[Piece]) -> tuple[list[DrawnTable], list[Piece]]:
    """Tables that show by nothing but the places of their words, and the pieces that are left."""
    whole: dict[int, Piece] = {}  # part -> the piece that it was cut from
    parts: list[Piece] = []
    for piece in pieces:
        for part in _parts(piece):
            parts.append(part)
            whole[id(part)] = piece
    lines = rows_of(parts)
    grids: list[DrawnTable] = []
    gone: set[int] = set()
    for first, last in _runs(lines):
        found = _grid(lines, first, last)
        if found is not None:
            grid, mine = found
            grids.append(grid)
            gone.update(id(whole[id(piece)]) for line in mine for piece in line.pieces)
    return grids, [piece for piece in pieces if id(piece) not in gone]


def _parts(piece: Piece) -> list[Piece]:
    """A run of figures with blanks between them as one piece each; any other as it is."""
    words = piece.text.split(" ")
    return _words(piece) if len(words) > 1 and all(map(is_figure, words)) else [piece]


def _words(piece: Piece) -> list[Piece]:
    """A run of words as one piece each, at about the places where they stand."""
    widths = [2 if ord(sign) > 0x2E7F else 1 for sign in piece.text]
    unit = (piece.x1 - piece.x0) / max(1, sum(widths))
    found: list[Piece] = []
    start = 0
    for word in piece.text.split(" "):
        x0 = piece.x0 + unit * sum(widths[:start])
        x1 = x0 + unit * sum(widths[start : start + len(word)])
        if word:
            found.append(Piece(x0, piece.top, x1, piece.bottom, word, piece.em, x1 - x0, 0.0))
        start += len(word) + 1
    return found


def _segments(line: Line) -> list[Box]:
    """The stretches of a line between gaps as wide as those between columns."""
    found: list[Box] = []
    for piece in line.pieces:
        if found and piece.x0 - found[-1].x1 < piece.em * _GAP:
            found[-1].x1 = max(found[-1].x1, piece.x1)
        else:
            found.append(Box(piece.x0, piece.top, piece.x1, piece.bottom))
    return found


def _is_row(line: Line) -> bool:
    """Whether a line looks like a row: words and figures, or figures, apart from each other; years may be heads."""
    if len(_segments(line)) < 2:
        return False
    last, inner = line.pieces[-1], line.pieces[1:-1]
    return is_figure(last.text) or any(is_figure(p.text) and not _YEAR.fullmatch(p.text) for p in inner)


def _runs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Stretches of lines that begin and end with a row and hold at least three, close to each other."""
    rows = [k for k, line in enumerate(lines) if _is_row(line)]
    run: list[int] = []
    for at in rows:
        if run and not _goes_on(lines, run, at):
            if len(run) >= _LEAST:
                yield run[0], run[-1]
            run = []
        run.append(at)
    if len(run) >= _LEAST:
        yield run[0], run[-1]


def _goes_on(lines: Sequence[Line], run: Sequence[int], at: int) -> bool:
    """Whether a row goes on with the ones before: no sentence between, no wide gap."""
    last = run[-1]
    between = lines[last + 1 : at]
    if any(_SENTENCE.search(line.text) or _CAPTION.match(line.text) or len(line.text) > 40 for line in between):
        return False
    pitch = median(lines[b].top - lines[a].top for a, b in pairwise(run)) if len(run) > 1 else lines[at].size * 2
    step = (lines[at].top - lines[last].top) / (len(between) + 1)
    return step < max(pitch, lines[at].size * 1.2) * _APART


def _grid(lines: Sequence[Line], first: int, last: int) -> tuple[DrawnTable, Sequence[Line]] | None:
    """The table whose rows of figures are `first` to `last`, with the heads over it, and the lines that it takes."""
    body = [line for line in lines[first : last + 1] if _is_row(line)]
    columns = _columns(body)
    if len(columns) < 2 or not _aligned(body, columns):
        return None
    last += _rest_of_label(lines, last, body)
    first -= _begin_of_label(lines, first, columns, body)
    edges = [columns[0][0] - 1e6, *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), columns[-1][1] + 1e6]
    rows = _rows(_grouped(lines[first : last + 1], body), edges)
    start = _heads_from(lines, first, columns, body)
    heads = [_head_cells(line, columns) for line in lines[start:first]]
    if not heads and any(not row[0].text for row in rows):
        return None
    mine = lines[start : last + 1]
    x0, x1, bottom = min(line.x0 for line in mine), max(line.x1 for line in mine), max(line.bottom for line in mine)
    return DrawnTable(x0, mine[0].top, x1, bottom, [*heads, *rows], len(columns)), mine


def _begin_of_label(
    lines: Sequence[Line], first: int, columns: Sequence[tuple[float, float]], body: Sequence[Line]
) -> int:
    """How many lines over the first row belong to it: the first line of its label, which is no head."""
    pitch = median(b.top - a.top for a, b in pairwise(body))
    above = lines[first - 1] if first else None
    if above is None or lines[first].top - above.top > pitch * _CLOSE or len(_segments(above)) > 1:
        return 0
    return int(above.x1 < columns[1][0] and abs(above.x0 - columns[0][0]) < above.em)


def _rest_of_label(lines: Sequence[Line], last: int, body: Sequence[Line]) -> int:
    """How many lines behind the last row still belong to it: the second line of its label."""
    pitch = median(b.top - a.top for a, b in pairwise(body))
    count = 0
    while last + count + 1 < len(lines):
        line = lines[last + count + 1]
        if line.top - lines[last].top > pitch * _CLOSE or line.x0 > lines[last].x1 or len(_segments(line)) > 1:
            break
        count += 1
    return count


def _columns(rows: Sequence[Line]) -> list[tuple[float, float]]:
    """The bands of x in which the words of the rows stand."""
    found: list[tuple[float, float]] = []
    gap = median(piece.em for line in rows for piece in line.pieces) * _GAP
    for x0, x1 in sorted((box.x0, box.x1) for line in rows for box in _segments(line)):
        if found and x0 - found[-1][1] < gap:
            found[-1] = (found[-1][0], max(found[-1][1], x1))
        else:
            found.append((x0, x1))
    return found


def _aligned(rows: Sequence[Line], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether most rows fill most columns, so that they are columns and no accident of a few lines."""
    filled = sum(len(_segments(line)) for line in rows)
    return filled >= 0.6 * len(rows) * len(columns)


def _heads_from(lines: Sequence[Line], first: int, columns: Sequence[tuple[float, float]], body: Sequence[Line]) -> int:
    """The first of the lines over the figures that are heads of their columns."""
    pitch = max(median(b.top - a.top for a, b in pairwise(body)), body[0].size * 1.5)
    start = first
    at = first - 1
    while at >= 0 and first - at <= _HEADS and lines[at + 1].top - lines[at].top < pitch * 2:
        line = lines[at]
        if _SENTENCE.search(line.text) or _CAPTION.match(line.text) or line.x1 > columns[-1][1] + 80:
            break
        if len(_segments(line)) > 1:
            start = at
        elif not _over_values(line, columns):
            break
        at -= 1
    while start < first and len(_segments(lines[start])) < 2:
        start += 1
    return start


def _over_values(line: Line, columns: Sequence[tuple[float, float]]) -> bool:
    """Whether a line of one stretch can be a head: short, and not over the whole table as a caption is."""
    whole = columns[-1][1] - columns[0][0]
    return len(line.text) <= 16 and line.x1 - line.x0 < whole * 0.6


def _head_cells(line: Line, columns: Sequence[tuple[float, float]]) -> list[RawCell]:
    """A row of heads: each word lies over the columns that it touches, else over the nearest."""
    over: dict[tuple[int, int], list[str]] = {}
    for word in (word for piece in line.pieces for word in _words(piece)):
        touched = [k for k, (x0, x1) in enumerate(columns) if min(x1, word.x1) > max(x0, word.x0)]
        near = min(range(len(columns)), key=lambda k: abs(sum(columns[k]) / 2 - _middle(word)))
        first, last = (touched[0], touched[-1]) if touched else (near, near)
        before = next(reversed(over), (-1, -1))
        if first <= before[1]:
            over[before].append(word.text)
        else:
            over[first, last] = [word.text]
    cells: list[RawCell] = []
    column = 0
    for (first, last), words in over.items():
        cells.extend(RawCell("") for _ in range(first - column))
        cells.append(cell_of([" ".join(words)], 1, last - first + 1))
        column = last + 1
    cells.extend(RawCell("") for _ in range(len(columns) - column))
    return cells
