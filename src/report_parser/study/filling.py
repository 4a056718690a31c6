"""Writes a collection into the clerk's own workbook: values, comments, colours, and a sheet of what to ask."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_parser.extras import needs
from report_parser.output.delimited import without_controls
from report_parser.output.replacing import replacing
from report_parser.study.book import FILLS
from report_parser.study.tables import COLOURS

if TYPE_CHECKING:
    from report_parser.study.collecting import Collection, FilledCell
    from report_parser.study.panels import PanelCell

QUERIES, UNREPORTED = "核对", "未报送"
# What the codes are called on the sheets of the form.
CODES = {
    "stated": "报告原文",
    "stated_zero": "报告明确为零",
    "vague": "有表述无数字",
    "planned_only": "只有计划数",
    "derivable": "推算",
    "ambiguous": "有多个数值",
    "not_stated": "未提及",
    "section_absent": "无此部分",
    "not_read": "未能读取",
}
# What is asked in one row a body.
_SILENT = ("not_stated", "section_absent")
_LEGEND = (
    ("look", "已填，待核对（约数、推测表头、时间不同）；或有多个数值、有表述无数字，未填"),
    ("plan", "报告只有计划数，未填"),
    ("made", "推算数，非报告原文"),
    ("none", "报告未提及，未填"),
    ("wrong", "报告未收到或未能读取，未填"),
)
_QUERY_HEADS = (
    ("序号", 6),
    ("单位", 22),
    ("单元格", 9),
    ("表头", 28),
    ("情况", 14),
    ("问题", 46),
    ("报告原文", 60),
    ("出处", 30),
)


def save(collection: Collection, path: str | Path) -> None:
    """See `Collection.save`."""
    from report_parser.study.collecting import SIGNS, open_book

    with needs("study"):
        from openpyxl.cell.cell import MergedCell
        from openpyxl.comments import Comment

    book = open_book(collection.template)
    page: Any = book[collection.read.sheet]
    for row, name in collection.bodies.items():
        page[f"{collection.read.letter('body')}{row}"].value = _safe(name)
    letter = collection.read.letter("year")
    for row, year in collection.years.items() if letter else ():
        page[f"{letter}{row}"].value = year
    for filled in collection.cells:
        cell = page[filled.address]
        if isinstance(cell, MergedCell):
            continue
        if filled.outcome in ("filled", "look") and filled.value is not None:
            # A cell that shows percent shows 0.9225 as 92.25%.
            percent = "%" in cell.number_format and (filled.cell.unit or "%") == "%"
            cell.value = filled.value / 100 if percent else filled.value
            sign = SIGNS[filled.cell.bound or "exact"]
            if sign:
                cell.number_format = f'"{sign}"{cell.number_format}'
        colour = _colour(filled)
        if colour is not None:
            cell.fill = _fill(colour)
        comment = Comment(_told(filled), "report_parser", height=160, width=320)
        if filled.outcome != "kept" or filled.question:
            cell.comment = comment
    _write_queries(book, collection)
    _write_unreported(book, collection)
    with replacing(path) as new:
        book.save(new)


def _colour(filled: FilledCell) -> str | None:
    """The colour of a cell (a key of `FILLS`); None where its value can be used as it is."""
    if filled.outcome == "filled":
        return None
    if filled.outcome == "kept":
        return "look" if filled.question else None
    return COLOURS.get(filled.coverage, "look")


def _fill(colour: str) -> Any:
    from openpyxl.styles import PatternFill

    return PatternFill("solid", start_color=FILLS[colour].removeprefix("#"))


def _told(filled: FilledCell) -> str:
    """A cell's comment: what came of it, the sentence and the place."""
    cell = filled.cell
    lines = [CODES[filled.coverage], filled.question, cell.sentence and f"原文：{cell.sentence}", _place(filled)]
    return _safe("\n".join(line for line in lines if line))


def _place(filled: FilledCell) -> str:
    """File, page and line, as a person looks it up."""
    cell = filled.cell
    page = f"第{cell.page}页 " if cell.page else ""
    line = f"第{cell.line}行" if cell.line else ""
    return f"{filled.source} {page}{line}".strip()


def _write_queries(book: Any, collection: Collection) -> None:
    """The sheet of what to ask whom, with a link to each cell, and what the colours mean."""
    from openpyxl.styles import Alignment, Font

    page = _sheet(book, QUERIES, _QUERY_HEADS)
    wrapped = Alignment(wrap_text=True, vertical="top")
    asked = [c for c in collection.cells if c.question and c.source and c.coverage not in _SILENT]
    for number, filled in enumerate(asked, 1):
        cell: PanelCell = filled.cell
        values = (
            number,
            filled.body,
            filled.address,
            filled.head,
            CODES[filled.coverage],
            filled.question,
            cell.sentence,
            _place(filled),
        )
        for place, value in enumerate(values, 1):
            there = page.cell(number + 1, place, _safe(value) if isinstance(value, str) else value)
            there.alignment = wrapped
        link = page.cell(number + 1, 3)
        link.hyperlink = f"#'{collection.read.sheet}'!{filled.address}"
        link.font = Font(color="0B57A4", underline="single")
    below = _write_silent(page, collection, len(asked) + 1) + 2
    for row, (colour, means) in enumerate(_LEGEND, below):
        page.cell(row, 2).fill = _fill(colour)
        page.cell(row, 3, means)


def _write_silent(page: Any, collection: Collection, number: int) -> int:
    """One row a body for all that its report does not speak of, below the other questions; returns the last row."""
    from openpyxl.styles import Alignment

    silent: dict[str, list[FilledCell]] = {}
    for filled in collection.cells:
        if filled.question and filled.coverage in _SILENT:
            silent.setdefault(filled.body, []).append(filled)
    for number, (body, cells) in enumerate(silent.items(), number):  # noqa: B020 - it goes on from there
        told = "；".join(f"{filled.address} {filled.head}" for filled in cells)
        years = {(filled.question or "").partition("（")[2].rstrip("）") for filled in cells} - {""}
        asked = f"报告未提及 {len(cells)} 项，如有请补报" + "".join(f"（{year}）" for year in sorted(years))
        values = (number, body, None, None, CODES["not_stated"], asked, told)
        for place, value in enumerate(values, 1):
            there = page.cell(number + 1, place, _safe(value) if isinstance(value, str) else value)
            there.alignment = Alignment(wrap_text=True, vertical="top")
    return number + 1


def _write_unreported(book: Any, collection: Collection) -> None:
    """The sheet of bodies without a report, and of reports without a row."""
    page = _sheet(book, UNREPORTED, (("情况", 26), ("单位或文件", 60)))
    rows = [
        *(("未收到报告的单位", name) for name in collection.missing),
        *(("表中没有对应行的报告", name) for name in collection.spare),
    ]
    for number, values in enumerate(rows, 2):
        for place, value in enumerate(values, 1):
            page.cell(number, place, _safe(value))


def _sheet(book: Any, name: str, heads: tuple[tuple[str, int], ...]) -> Any:
    """A new sheet with a head; one of this name from a run before is replaced."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    if name in book.sheetnames:
        del book[name]
    page = book.create_sheet(name)
    for place, (head, width) in enumerate(heads, 1):
        page.cell(1, place, head).font = Font(bold=True)
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = "A2"
    return page


def _safe(text: str) -> str:
    """A text as a cell can hold it: without control characters, and never a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    clean = ILLEGAL_CHARACTERS_RE.sub("", without_controls(text))[:32_000]
    return f"'{clean}" if clean.startswith("=") else clean


def summary(collection: Collection) -> str:
    """What was filled, in one line."""
    counts = {name: sum(c.outcome == name for c in collection.cells) for name in ("filled", "look", "empty", "kept")}
    told = f"{counts['filled']} cells filled, {counts['look']} filled and marked, {counts['empty']} left empty"
    asked = sum(c.question is not None and bool(c.source) for c in collection.cells)
    return f"{told}, {counts['kept']} kept; {asked} questions, {len(collection.missing)} bodies without a report"
