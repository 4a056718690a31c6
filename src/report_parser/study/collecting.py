"""Collect: fill a clerk's form from reports, keep its formatting and formulas, and list what to ask whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zipfile import ZipFile

from report_parser.errors import SchemaError
from report_parser.extras import needs
from report_parser.metrics.catalogue import Catalogue, default
from report_parser.models import Failure, Report, plain
from report_parser.structure import kinds
from report_parser.study.coverage import Coverage
from report_parser.study.heads import FormColumn, FormMap, propose, read_map, staged
from report_parser.study.panels import PanelCell, panel
from report_parser.study.places import Places
from report_parser.study.reading import Reading, readings
from report_parser.study.template import Line, Template, read_template
from report_parser.text.fold import fold

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# How a bound is shown before a number.
SIGNS = {"exact": "", "at_least": "≥", "at_most": "≤", "approx": "约"}
# Where a workbook holds its pictures, charts and shapes.
_DRAWN = ("xl/media/", "xl/charts/chart", "xl/drawings/drawing")
_SHORT = 3  # letters that are too few to be short for something
# What becomes of a cell: a value to use, one to look at, or none; `kept` is what stood in the form before.
Outcome = Literal["filled", "look", "empty", "kept"]


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A cell of the form: where it is, what it asks for, what came of it, and what a person should be asked."""

    address: str
    row: int
    letter: str
    body: str
    head: str
    outcome: Outcome
    coverage: Coverage
    value: Decimal | None
    cell: PanelCell
    source: str
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """A filled form. `missing` are bodies of the form without a report, `spare` reports without a row.

    `read` is the form as it was understood, `mapping` what its columns were taken for.
    """

    read: Template
    mapping: FormMap
    cells: tuple[FilledCell, ...]
    missing: tuple[str, ...]
    spare: tuple[str, ...]
    bodies: dict[int, str]
    years: dict[int, int]
    template: Path = field(repr=False)

    @property
    def drawings(self) -> tuple[str, ...]:
        """The drawings of the form (pictures, charts, shapes), as its parts are called: saving it may lose them.

        Raises OSError.
        """
        with ZipFile(self.template) as parts:
            return tuple(name for name in parts.namelist() if name.startswith(_DRAWN))

    def save(self, path: str | Path) -> None:
        """Write the filled form. Raises MissingExtraError, OSError."""
        from report_parser.study.filling import save

        save(self, path)


def collect(
    reports: Iterable[Report | Failure | Reading],
    template: str | Path,
    mapping: FormMap | str | Path | None = None,
    catalogue: Catalogue | None = None,
    sheet: str | None = None,
) -> Collection:
    """Fill a form (.xlsx) from reports: a row a body, a column an indicator, as its own heads say.

    Without a `mapping` one is proposed, which `Collection.mapping` holds to approve. A cell is filled where its report
    states one value; what is approximate, of a similar period or under a head that is not sure is marked, what is
    unclear is left empty and asked. Formulas and what stands in the form already stay.

    Raises SchemaError for a form without heads or a malformed mapping, MissingExtraError, OSError.
    """
    known = catalogue or default()
    book = open_book(template)
    given = read_map(mapping) if isinstance(mapping, str | Path) else mapping
    page = _page(book, sheet or (None if given is None else given.sheet))
    read = read_template(page)
    used = given or propose(read, known)
    everything = list(readings(reports))
    placed, missing, spare, unclear = _placed(read, everything)
    cells: list[FilledCell] = []
    for line in read.lines:
        reading = placed.get(line.row)
        if reading is None:
            cells.extend(_unreported(line, used))
            continue
        body = line.body or _name(reading)
        base = line.year or read.year
        cells.extend(_row(page, line, body, base, reading, used, known, approved=given is not None))
    bodies = {line.row: _name(placed[line.row]) for line in read.lines if line.row in placed and line.body is None}
    years = {
        line.row: year
        for line in read.lines
        if line.row in placed and line.year is None and (year := _year(placed[line.row])) is not None
    }
    without = (*missing, *unclear)
    return Collection(read, used, tuple(cells), without, tuple(spare), bodies, years, Path(template))


def open_book(path: str | Path) -> Workbook:
    """The workbook of a form. Raises MissingExtraError, OSError, SchemaError for a file that is no workbook."""
    with needs("study"):
        import openpyxl

    try:
        return openpyxl.load_workbook(path)
    except OSError:
        raise
    except Exception as problem:
        raise SchemaError(
            f"{path} is no .xlsx workbook ({type(problem).__name__}); save the form as .xlsx."
        ) from problem


def _page(book: Workbook, name: str | None) -> Worksheet:
    """The sheet of a workbook by its name, or the one that is open. Raises SchemaError."""
    page: Any = book.active if name is None else book[name] if name in book.sheetnames else None
    if not hasattr(page, "merged_cells"):  # there is none, or it is one chart
        raise SchemaError(f"the workbook has no sheet {name or 'with cells'}; it has {', '.join(book.sheetnames)}.")
    found: Worksheet = page
    return found


def _placed(
    read: Template, everything: Sequence[Reading]
) -> tuple[dict[int, Reading], list[str], list[str], list[str]]:
    """Which report stands in which row, which bodies have none, which reports have no row, and what is unclear."""
    placed: dict[int, Reading] = {}
    missing: list[str] = []
    unclear: list[str] = []
    taken: set[int] = set()
    for line in read.lines:
        if line.body is None:
            continue
        best = _best(line, read.year, everything)
        if not best:
            missing.append(line.body)
        elif len(best) > 1:
            told = "、".join(everything[at].source for at in best)
            unclear.append(f"{line.body}：有多份报告（{told}）")
            taken.update(best)
        else:
            placed[line.row] = everything[best[0]]
            taken.add(best[0])
    free = [line for line in read.lines if line.body is None]
    waiting = [at for at, reading in enumerate(everything) if at not in taken and reading.report is not None]
    for line, at in zip(free, waiting, strict=False):
        placed[line.row] = everything[at]
    unread = [
        f"{reading.source}：{reading.result.error}" for reading in everything if isinstance(reading.result, Failure)
    ]
    return placed, missing, [*(everything[at].source for at in waiting[len(free) :]), *unread], unclear


def _best(line: Line, year: int | None, everything: Sequence[Reading]) -> list[int]:
    """The reports that fit a row best by body, and by year where several do."""
    scores = {at: _fit(line.body or "", reading) for at, reading in enumerate(everything)}
    top = max(scores.values(), default=0)
    best = [at for at, score in scores.items() if score == top > 0]
    wanted = line.year or year
    of_year = [at for at in best if wanted is not None and _year(everything[at]) == wanted]
    return of_year if len(best) > 1 and of_year else best


def _fit(body: str, reading: Reading) -> int:
    """How well a report is one of a body: 3 by its own name, 2 by the end of it or by its region, 1 by its title."""
    report = reading.report
    if report is None:
        return 3 if fold(body) in fold(reading.source) else 0
    name = fold(body)
    own = [fold(told) for told in (report.agency, report.region) if told]
    if name in own[:1] or (report.agency is None and name in own):
        return 4
    if name in own or f"{name}人民政府" in own:
        return 3
    if any(told.endswith(name) for told in own):
        return 2
    shortened = len(name) > _SHORT and any(_shortens(name, told) for told in own)
    return 1 if shortened or (len(name) > 2 and name in fold(report.title or "")) else 0


def _shortens(name: str, whole: str) -> bool:
    """Whether a name is short for another: its letters stand there in order, the first and the last at the ends.

    >>> _shortens("青禾县住建局", "青禾县住房和城乡建设局"), _shortens("青禾县审计局", "青禾县住房和城乡建设局")
    (True, False)
    """
    rest = iter(whole)
    return name[0] == whole[0] and name[-1] == whole[-1] and all(letter in rest for letter in name)


def _name(reading: Reading) -> str:
    report = reading.report
    return (report and (report.agency or report.region)) or reading.source


def _year(reading: Reading) -> int | None:
    """The year that a report looks back on."""
    report = reading.report
    if report is None or report.year is None:
        return None
    return report.year + kinds.calendar(report.kind).review


def _unreported(line: Line, mapping: FormMap) -> Iterable[FilledCell]:
    """The cells of a body without a report; none for a row that is still free."""
    if line.body is None:
        return
    for column in mapping.columns:
        if column.says != "skip":
            cell = PanelCell(column=column.letter, year=None, coverage="not_read", note="未收到报告")
            yield FilledCell(
                address=f"{column.letter}{line.row}",
                row=line.row,
                letter=column.letter,
                body=line.body,
                head=column.head,
                outcome="empty",
                coverage="not_read",
                value=None,
                cell=cell,
                source="",
                question="未收到报告",
            )


def _row(
    page: Any,
    line: Line,
    body: str,
    base: int | None,
    reading: Reading,
    mapping: FormMap,
    catalogue: Catalogue,
    *,
    approved: bool,
) -> Iterable[FilledCell]:
    """The cells of one row. What a person has `approved` of the heads is not doubted again."""
    asked = [column for column in mapping.columns if column.says != "skip"]
    columns = {column.letter: column.columns(base) for column in asked}
    spec = [column for group in columns.values() for column in group]
    if not spec:
        return
    [row] = panel([reading], {"column": [column.model_dump() for column in spec]}, catalogue).rows
    found = {cell.column: cell for cell in row.cells}
    for column in asked:
        cells = [found[each.id] for each in columns[column.letter]]
        there = page[f"{column.letter}{line.row}"].value
        doubts = _doubts_of_value(cells[0])
        if not approved or column.says != "sure":
            doubts = _doubts_of_head(column, cells[0], _around(reading, cells[0]), catalogue) + doubts
        outcome, cell, value, question = _judged(column, cells, there, doubts, catalogue)
        own = _year(reading)
        if value is None and question and None not in (base, own) and base != own:
            question += f"（报告年度为{own}，表中为{base}）"
        yield FilledCell(
            address=f"{column.letter}{line.row}",
            row=line.row,
            letter=column.letter,
            body=body,
            head=column.head,
            outcome=outcome,
            coverage="ambiguous" if column.says == "ask" and cell.value is not None else cell.coverage,
            value=value,
            cell=cell,
            source=reading.source,
            question=question,
        )


def _judged(
    column: FormColumn, cells: list[PanelCell], there: Any, doubts: list[str], catalogue: Catalogue
) -> tuple[Outcome, PanelCell, Decimal | None, str | None]:
    """What becomes of a cell, the answer that it is based on, its value, and the question to ask."""
    stated = [cell for cell in cells if cell.value is not None]
    if column.says == "ask":
        told = "；".join(f"{catalogue.entries[c.column.partition(':')[2]].name} {c.text}" for c in stated)
        if not stated:
            return "empty", cells[0], None, _QUESTIONS[cells[0].coverage].format(text=cells[0].text, note=cells[0].note)
        return "empty", stated[0], None, f"表头未分阶段，请确认口径：{told}"
    [cell] = cells
    if there not in (None, ""):
        differs = cell.value is not None and not str(there).startswith("=") and str(there) != plain(cell.value)
        return "kept", cell, None, f"原表已填 {there}，报告为 {cell.text}，请核对" if differs else None
    if cell.high is not None:
        return "empty", cell, None, f"报告为区间 {cell.text}，请确定填报数"
    if cell.value is not None:
        return ("look" if doubts else "filled"), cell, cell.value, "；".join(doubts) or None
    if cell.derived is not None:
        return "look", cell, cell.derived, f"推算数，非报告原文：{cell.note}"
    return "empty", cell, None, _QUESTIONS[cell.coverage].format(text=cell.text, note=cell.note)


def _around(reading: Reading, cell: PanelCell) -> str:
    """What a value stands under and in: the report's title and body, the headings over it, its sentence."""
    report = reading.report
    if report is None or cell.start is None:
        return ""
    headings = [section.title for section in Places(report).sections_of(cell.start)]
    return " ".join(told for told in (report.title, report.agency, *headings, cell.sentence) if told)


def _doubts_of_head(column: FormColumn, cell: PanelCell, around: str, catalogue: Catalogue) -> list[str]:
    """Why a value may not be what the head asks for."""
    doubts = ["表头与指标为推测对应，请确认"] if column.says == "look" else []
    if column.about is not None and column.about not in around:
        doubts.append(f"表头属“{column.about}”，报告此处未提及，请确认口径")
    entry = catalogue.entries.get(column.indicator or "")
    usual = set(column.head) | set(entry.name if entry is not None else "".join(column.names))
    if len([sign for sign in staged(catalogue.bare(cell.name or ""))[1] if sign not in usual]) > 1:
        doubts.append(f"报告中名称为“{cell.name}”，请确认口径")
    return doubts


def _doubts_of_value(cell: PanelCell) -> list[str]:
    """Why a value itself should be looked at."""
    doubts = []
    sign = SIGNS[cell.bound or "exact"]
    if sign:
        doubts.append(f"报告为约数或界限：{sign}{cell.text}")
    if cell.year_inferred:
        doubts.append(f"报告所述时间为“{cell.period or '未写明'}”，请确认是否同一年度")
    if cell.estimated:
        doubts.append("报告为预计数或初步核算数")
    return doubts


_QUESTIONS: dict[Coverage, str] = {
    "stated": "",
    "stated_zero": "",
    "vague": "报告有表述但无数字：{text}",
    "planned_only": "报告只有计划数：{text}（{note}）",
    "derivable": "可由其他数据推算：{note}",
    "ambiguous": "报告有多个数值，请确认：{note}",
    "not_stated": "报告未提及，请补报",
    "section_absent": "报告没有这一部分，请补报",
    "not_read": "报告（或其中一页）未能读取：{note}",
}
