"""A clerk's form as a workbook holds it: which cells are heads, which rows are bodies, what is to be left alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import regex

from report_parser.data import load
from report_parser.errors import SchemaError
from report_parser.numerals.units import default_units
from report_parser.text.fold import fold

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Role = Literal["body", "serial", "year", "text", "value"]
_HEADS_WITHIN = 30  # rows in which the heads must begin
_DEEPEST = 4  # rows of heads
_SPACES = regex.compile(r"[\s\u3000]+")
_BRACKETS = regex.compile(r"\(([^()]{1,12})\)")
_UNIT_LINE = regex.compile(r"^(?:计量|金额)?单位[:]([^()]{1,12})$")
_FIGURE = regex.compile(r"=.*|[-+]?\d[\d,.]*%?")
_YEAR = regex.compile(r"((?:19|20)\d\d)年")
_MAGNITUDE = regex.compile(r"^(?:万亿|千万|百万|亿|万|千|百)")


@dataclass(frozen=True, slots=True)
class Head:
    """A column of the form: its letter, the words over it from the top down, its unit and what it holds."""

    letter: str
    path: tuple[str, ...]
    unit: str | None
    role: Role

    @property
    def words(self) -> str:
        """The path as one text."""
        return " / ".join(self.path)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the form for one body; `body` and `year` are what stands in it already."""

    row: int
    body: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Template:
    """A form: its sheet, rows of heads, columns, rows for bodies, and the year and unit that it states as a whole."""

    sheet: str
    header: tuple[int, int]
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    year: int | None
    unit: str | None

    def letter(self, role: Role) -> str | None:
        """The first column of a role."""
        return next((head.letter for head in self.heads if head.role == role), None)


def read_template(sheet: Worksheet) -> Template:
    """Find the heads of a form, its rows for bodies, and its units. Raises SchemaError where no head names the body.

    Rows with sums, rows of column numbers and what stands below the form are nobody's.
    """
    merged = _merged(sheet)
    place = _body_head(sheet, merged)
    if place is None:
        raise SchemaError(f"the sheet {sheet.title} has no head for the body (单位, 部门, 地区 …) in its first rows.")
    first, body = place
    last = _last_head(sheet, first, body, merged)
    unit = _unit_of_form(sheet, first)
    heads = tuple(
        head
        for column in range(1, sheet.max_column + 1)
        if (head := _head(sheet, column, (first, last), merged, column == body)) is not None
    )
    years = next((head.letter for head in heads if head.role == "year"), None)
    lines = tuple(_lines(sheet, last, body, years))
    title = "".join(_text(sheet.cell(row, column).value) for row in range(1, first) for column in range(1, 4))
    stated = _YEAR.search(title)
    return Template(sheet.title, (first, last), heads, lines, int(stated[1]) if stated else None, unit)


def _body_head(sheet: Worksheet, merged: dict[tuple[int, int], tuple[int, int, int]]) -> tuple[int, int] | None:
    """The row and column of the head over the bodies: in the first row with such a head and heads over two others."""
    for row in range(1, min(sheet.max_row, _HEADS_WITHIN) + 1):
        texts = {}
        for column in range(1, sheet.max_column + 1):
            top, left, _ = merged.get((row, column), (row, column, row))
            texts[column] = _text(sheet.cell(top, left).value)
        filled = [column for column, text in texts.items() if text]
        found = next((c for c in filled if _words()["body"].fullmatch(_bare(texts[c]))), None)
        if found is not None and len(filled) > 2:
            return row, found
    return None


def _last_head(sheet: Worksheet, first: int, body: int, merged: dict[tuple[int, int], tuple[int, int, int]]) -> int:
    """The last row of heads: as deep as the body's head is merged, then rows with texts and none for the body."""
    last = merged.get((first, body), (first, body, first))[2]
    while last + 1 <= min(sheet.max_row, first + _DEEPEST):
        texts = {c: _text(sheet.cell(last + 1, c).value) for c in range(1, sheet.max_column + 1)}
        filled = [text for text in texts.values() if text]
        numbered = len(filled) > 2 and all(_words()["numbers"].fullmatch(text) for text in filled)
        named = not texts[body] and len(filled) > 1 and not any(_FIGURE.fullmatch(text) for text in filled)
        if not numbered and (not named or any(_words()["total"].fullmatch(_bare(text)) for text in filled)):
            break
        last += 1
    return last


def _head(
    sheet: Worksheet,
    column: int,
    rows: tuple[int, int],
    merged: dict[tuple[int, int], tuple[int, int, int]],
    is_body: bool,
) -> Head | None:
    """The head of a column, or None where there is none."""
    from openpyxl.utils import get_column_letter

    path: list[str] = []
    for row in range(rows[0], rows[1] + 1):
        top, left, _ = merged.get((row, column), (row, column, row))
        text = _text(sheet.cell(top, left).value)
        if text and not _words()["numbers"].fullmatch(text) and (not path or path[-1] != text):
            path.append(text)
    if not path:
        return None
    unit, bare = _unit(path)
    joined = "".join(bare)
    roles: tuple[Role, ...] = ("serial", "year", "text")
    role: Role = next((role for role in roles if _words()[role].fullmatch(joined)), "value")
    return Head(get_column_letter(column), tuple(bare) or (joined,), unit, "body" if is_body else role)


def _unit(path: list[str]) -> tuple[str | None, list[str]]:
    """The unit in the brackets of a head, and the head without it. Brackets that hold no unit stay."""
    found: str | None = None
    bare: list[str] = []
    for text in path:
        for match in _BRACKETS.finditer(text):
            inner = match[1].removeprefix("单位:")
            if is_unit(inner):
                found = inner
                text = text.replace(match[0], "")  # noqa: PLW2901 - the head goes on without it
        if is_unit(text) and bare:  # a row of nothing but units below the heads
            found = text
        elif text:
            bare.append(text)
    return found, bare


def is_unit(words: str) -> bool:
    """Whether a few words are a unit, with or without a magnitude.

    >>> [is_unit(words) for words in ("万元", "件", "%", "不含农户")]
    [True, True, True, False]
    """
    base = _MAGNITUDE.sub("", words)
    return bool(base) and default_units().read(base) is not None


def _unit_of_form(sheet: Worksheet, first: int) -> str | None:
    """The unit that stands over the whole form (单位：万元), where it is one."""
    for row in range(1, first):
        for column in range(1, sheet.max_column + 1):
            found = _UNIT_LINE.match(_text(sheet.cell(row, column).value))
            if found and is_unit(found[1]):
                return str(found[1])
    return None


def _lines(sheet: Worksheet, last: int, body: int, years: str | None) -> list[Line]:
    """The rows below the heads, up to what stands below the form; those with sums are left out."""
    from openpyxl.utils import column_index_from_string

    lines: list[Line] = []
    for row in range(last + 1, sheet.max_row + 1):
        texts = [_text(sheet.cell(row, column).value) for column in range(1, body + 1)]
        if any(_words()["foot"].fullmatch(text) for text in texts):
            break
        if any(_words()["total"].fullmatch(_bare(text)) for text in texts):
            continue
        year = _text(sheet.cell(row, column_index_from_string(years)).value) if years else ""
        digits = year.removesuffix("年度").removesuffix("年")
        lines.append(Line(row, texts[-1] or None, int(digits) if digits.isdigit() and len(digits) == 4 else None))
    return lines


def _merged(sheet: Worksheet) -> dict[tuple[int, int], tuple[int, int, int]]:
    """For each cell of a merged range: the row and column of its first cell, and the range's last row."""
    return {
        (row, column): (area.min_row, area.min_col, area.max_row)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }


def _text(value: object) -> str:
    """A cell's text, folded and without spaces and line ends; empty for None."""
    return "" if value is None else _SPACES.sub("", fold(str(value)))


def _bare(text: str) -> str:
    """A head without its brackets."""
    return _BRACKETS.sub("", text)


@cache
def _words() -> dict[str, regex.Pattern[str]]:
    """The patterns of the table, by what they tell."""
    table = load.shipped("forms")
    return {name: regex.compile(pattern) for part in ("roles", "rows") for name, pattern in table[part].items()}
