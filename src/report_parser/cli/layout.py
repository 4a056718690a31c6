"""Plain text in aligned columns: a Chinese character is two columns wide on a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    r"""The columns that `text` takes on a terminal (Unicode Standard Annex #11, ambiguous characters narrow).

    >>> width("整改率A"), width("e\u0301")
    (7, 1)
    """
    return sum(_width(char) for char in text)


def clean(text: str) -> str:
    r"""`text` on one line, without characters that would control the terminal (cursor, colours, direction).

    >>> clean("整改\n率\x1b[31m")
    '整改 率 [31m'
    """
    return "".join(char if char.isprintable() else " " for char in text)


def shorten(text: str, columns: int) -> str:
    """`text` in at most `columns` columns, cut with … where it is longer.

    >>> shorten("主要问题金额", 9)
    '主要问题…'
    """
    if width(text) <= columns:
        return text
    used = 1
    for place, char in enumerate(text):
        used += _width(char)
        if used > columns:
            return text[:place] + "…"
    return text


def table(rows: Sequence[Sequence[str]], limit: int = 48) -> list[str]:
    """The lines of a table with aligned columns; a cell longer than `limit` columns is cut.

    >>> table([("name", "level"), ("整改率", "92.25%"), ("审计项目", "37个")])
    ['name      level', '整改率    92.25%', '审计项目  37个']
    """
    cells = [[shorten(clean(cell), limit) for cell in row] for row in rows]
    columns = [max(map(width, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(map(_padded, row, columns)).rstrip() for row in cells]


def _padded(cell: str, columns: int) -> str:
    """A cell with blanks up to this width."""
    return cell + " " * (columns - width(cell))


def _width(char: str) -> int:
    """The columns that a character takes: 0, 1 or 2."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
