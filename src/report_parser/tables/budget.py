"""The tables of departments' budgets and final accounts as typed cells, with the sums that they state.

A table is known by its caption; which row and column a cell stands in is said by the rules of `data/budget.toml`, or by
the codes of the classification of expenditure, which make a tree: 2010601 is a part of 20106, and that of 201.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import regex

from report_parser.data import load
from report_parser.models import Check, FormCell, Span, made
from report_parser.tables import labels
from report_parser.tables.scene import TableScene
from report_parser.tables.shape import Band, Block
from report_parser.tables.words import Words, joined

FORM = "budget"
_cell = made(FormCell)
_CODE = regex.compile("[0-9]{1,7}")
_KEY = tuple[str, str]
_ONLY = "all"  # the row of a table without labels


def read(scene: TableScene, bands: Sequence[Band], number: int) -> list[FormCell]:
    """The typed cells of a table; none for one that is no form. Two of a kind are told apart by `number`."""
    kind = table_of(scene.caption.text)
    if kind is None:
        return []
    found: list[FormCell] = []
    for band in bands:
        for block in band.blocks:
            found.extend(_cells(scene, band, block, f"{kind}.{number}"))
    return found


def table_of(caption: str) -> str | None:
    """The form that a caption names.

    >>> table_of("部门收支总表"), table_of("主要产品产量")
    ('summary', None)
    """
    return next((entry for entry, pattern in _rules().tables if pattern.search(caption)), None)


def _cells(scene: TableScene, band: Band, block: Block, table: str) -> Iterator[FormCell]:
    unit = scene.grid.table.unit or ""
    columns = {column: _column(band, column) for column in block.values}
    for row in band.rows:
        item, place = _item(scene, block, row)
        for column in block.values:
            content = scene.grid.at(row, column)
            if content.kind in ("figure", "year") and content.value is not None and content.span is not None:
                yield _cell(
                    form=FORM,
                    table=table,
                    item=item,
                    column=columns[column],
                    value=content.value,
                    unit=unit,
                    span=content.span,
                    name=(*place, *_path(band, column).spans()),
                )


def _item(scene: TableScene, block: Block, row: int) -> tuple[str, tuple[Span, ...]]:
    """The id of a row, by its codes or else by its label, and the places of the label."""
    words = Words("", ())
    for column in block.labels:
        cell = scene.grid.cell(row, column)
        if cell is not None and cell.text:
            words = labels.read(Words.of(scene.grid.folded, cell.span)).words
    codes = [scene.grid.words(row, column) for column in block.codes]
    code = "".join(f"{int(c):02d}" if k else c for k, c in enumerate(codes) if _CODE.fullmatch(c))
    rules = _rules()
    known = next((name for name, pattern in rules.items if pattern.fullmatch(words.text)), None)
    return code or known or words.text or _ONLY, words.spans()


def _path(band: Band, column: int) -> Words:
    return joined(head.words for _, head in band.paths[column])


def _column(band: Band, column: int) -> str:
    """The id of a column, by the lowest of its heads that a rule knows; else their words.

    A subtotal is what the head over it names: 小计 under 公务用车购置及运行费.
    """
    names = [name for _, head in band.paths[column] if (name := _known_column(head.words.text)) is not None]
    own = next((name for name in reversed(names) if name != "total"), None)
    return own or (names[-1] if names else _path(band, column).text)


def _known_column(text: str) -> str | None:
    return next((name for name, pattern in _rules().columns if pattern.fullmatch(text)), None)


# Sums -----------------------------------------------------------------------------------------------------------------


def checks(cells: Sequence[FormCell]) -> tuple[Check, ...]:
    """The sums that the forms state, for every row or column in which their total was read."""
    found: list[Check] = []
    tables: dict[str, list[FormCell]] = {}
    for cell in cells:
        if cell.form == FORM:
            tables.setdefault(cell.table, []).append(cell)
    for name, mine in tables.items():
        kind = name.partition(".")[0]
        at = {(cell.item, cell.column): cell for cell in mine}
        for rule in _rules().sums:
            if kind in rule.tables:
                found.extend(_stated(at, mine, rule))
        found.extend(_by_code(mine))
    return tuple(found)


def _stated(at: Mapping[_KEY, FormCell], mine: Sequence[FormCell], rule: _Sum) -> Iterator[Check]:
    parts, (whole,) = rule.sides
    if rule.across:
        left, right = (next((c for c in mine if c.item == item), None) for item in (parts[0], whole))
        if left is not None and right is not None:
            yield _check([left], right, whole)
        return
    for other in dict.fromkeys(c.column if rule.rows else c.item for c in mine):
        keys = [(part, other) if rule.rows else (other, part) for part in (*parts, whole)]
        total = at.get(keys[-1])
        terms = [at[key] for key in keys[:-1] if key in at]
        if total is not None and terms:
            yield _check(terms, total, other)


def _by_code(cells: Sequence[FormCell]) -> Iterator[Check]:
    """That the parts of a code of the classification add up to it, in every column."""
    for column in dict.fromkeys(cell.column for cell in cells):
        mine = {cell.item: cell for cell in cells if cell.column == column and _CODE.fullmatch(cell.item)}
        for code, whole in mine.items():
            parts = [cell for item, cell in mine.items() if item[:-2] == code]
            if parts:
                yield _check(parts, whole, code)
        total = next((cell for cell in cells if cell.column == column and cell.item == "total"), None)
        classes = [cell for item, cell in mine.items() if len(item) == 3]
        if total is not None and classes:
            yield _check(classes, total, "total")


def _check(parts: Sequence[FormCell], whole: FormCell, where: str) -> Check:
    expected = sum((cell.value for cell in parts), Decimal(0))
    step = max(Decimal(1).scaleb(int(cell.value.as_tuple().exponent)) for cell in (*parts, whole))
    tolerance = step * (len(parts) + 1) / 2  # offices round each cell by itself
    return Check(
        kind="budget_sum",
        verdict="holds" if abs(expected - whole.value) <= tolerance else "fails",
        expected=expected,
        found=whole.value,
        tolerance=tolerance,
        message=f"{where}: {' + '.join(cell.item if cell.item != whole.item else cell.column for cell in parts)}"
        f" = {whole.item if len({c.item for c in parts} | {whole.item}) > 1 else whole.column}",
        spans=tuple(cell.span for cell in (*parts, whole)),
    )


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum that forms state: `sides` are the parts and the whole, ids of rows (`rows`) or of columns."""

    tables: tuple[str, ...]
    sides: tuple[tuple[str, ...], tuple[str, ...]]
    rows: bool
    across: bool


@dataclass(frozen=True, slots=True)
class _Rules:
    tables: tuple[tuple[str, regex.Pattern[str]], ...]
    items: tuple[tuple[str, regex.Pattern[str]], ...]
    columns: tuple[tuple[str, regex.Pattern[str]], ...]
    sums: tuple[_Sum, ...]


@cache
def _rules() -> _Rules:
    table = load.shipped("budget")
    return _Rules(
        tables=tuple((entry["id"], regex.compile(entry["caption"])) for entry in table["table"]),
        items=tuple((name, regex.compile(pattern)) for name, pattern in table["items"].items()),
        columns=tuple((name, regex.compile(pattern)) for name, pattern in table["columns"].items()),
        sums=tuple(
            _Sum(
                tuple(rule["tables"]),
                (tuple((rule.get("rows") or rule["columns"])[0]), tuple((rule.get("rows") or rule["columns"])[1])),
                "rows" in rule,
                rule.get("across", False),
            )
            for rule in table["sum"]
        ),
    )
