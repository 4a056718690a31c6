"""The annual report on open government information: its three tables as typed rows, with the sums that it states.

The template is national (国办公开办函〔2021〕30号), so rows are known by their labels wherever a page puts the cells:
one line a row with tabs or bars between the cells, or one line a cell. In the second form a row with fewer values than
the template has columns is left out, because nothing says which of them is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import islice

import regex

from report_parser.data import load
from report_parser.models import Check, FormCell, Span, made

_REACH = 20_000
_TRIES = 4
_NUMBER = r"[0-9]{1,9}(?:,[0-9]{3}){0,3}(?:\.[0-9]{1,6})?"
_VALUE = regex.compile(_NUMBER)
_BAR = regex.compile(r"[\t|]")
_RUN = regex.compile(rf"(?:{_NUMBER}[ \n\t|]{{1,8}}){{0,20}}{_NUMBER}(?![0-9.、)])")
_AFTER_LABEL = r"[ \n\t|:、)]{1,12}"


FORM = "disclosure"
_cell = made(FormCell)


@dataclass(frozen=True, slots=True)
class _Label:
    """A row of the template. In a table whose rows stand side by side `title` is its name, and `pattern` is None."""

    id: str
    pattern: regex.Pattern[str] | None
    title: str
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class _Template:
    id: str
    heading: regex.Pattern[str]
    end: regex.Pattern[str]
    labels: tuple[_Label, ...]
    row_sums: tuple[tuple[tuple[str, ...], ...], ...]
    column_sums: tuple[tuple[tuple[str, ...], ...], ...]


def read(folded: str) -> tuple[FormCell, ...]:
    r"""The cells of the template that a text holds, in document order.

    >>> text = "三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量\t3\t1\t0\t0\t0\t0\t4\n"
    >>> [(row.item, row.column, str(row.value)) for row in read(text) if row.value]
    [('received', 'persons', '3'), ('received', 'businesses', '1'), ('received', 'total', '4')]
    """
    found: list[FormCell] = []
    for template in _templates():
        for hit in islice(template.heading.finditer(folded), _TRIES):
            stop = template.end.search(folded, hit.end(), hit.end() + _REACH)
            end = stop.start() if stop else min(len(folded), hit.end() + _REACH)
            rows = list(_rows(folded, template, hit.end(), end))
            if rows:
                found.extend(rows)
                break
    return tuple(sorted(found, key=lambda row: row.span.start))


def checks(rows: Sequence[FormCell]) -> tuple[Check, ...]:
    """The sums that the template states, for every column or row in which all of their cells were read.

    >>> total = dict(form=FORM, table="requests", column="total", unit="件")
    >>> cell = lambda item, value, at: FormCell(item=item, value=Decimal(value), span=Span(at, at + 1), **total)
    >>> stated = [("received", 5), ("carried_over", 1), ("results", 4), ("carried_forward", 1)]
    >>> rows = [cell(item, value, at) for at, (item, value) in enumerate(stated)]
    >>> [(check.verdict, check.expected, check.found) for check in checks(rows)]
    [('fails', Decimal('6'), Decimal('5'))]
    """
    found: list[Check] = []
    for template in _templates() if rows else ():
        mine = [row for row in rows if row.table == template.id]
        cells = {(row.item, row.column): row for row in mine}
        for column in dict.fromkeys(row.column for row in mine):
            for sides in template.row_sums:
                found.extend(_check(cells, [[(item, column) for item in side] for side in sides], column, sides))
        for item in dict.fromkeys(row.item for row in mine):
            for sides in template.column_sums:
                found.extend(_check(cells, [[(item, column) for column in side] for side in sides], item, sides))
    return tuple(found)


def _check(
    cells: Mapping[tuple[str, str], FormCell],
    keys: Sequence[Sequence[tuple[str, str]]],
    where: str,
    names: Sequence[Sequence[str]],
) -> Iterator[Check]:
    if not all(key in cells for side in keys for key in side):
        return
    left, right = ([cells[key] for key in side] for side in keys)
    expected, found = (sum((row.value for row in side), Decimal(0)) for side in (left, right))
    yield Check(
        kind="disclosure_sum",
        verdict="holds" if expected == found else "fails",
        expected=expected,
        found=found,
        tolerance=Decimal(0),
        message=f"{where}: " + " = ".join(" + ".join(side) for side in names),
        spans=tuple(row.span for row in (*left, *right)),
    )


def _rows(folded: str, template: _Template, start: int, end: int) -> Iterator[FormCell]:
    if template.labels[0].pattern is None:
        yield from _side_by_side(folded, template, start, end)
        return
    heads: list[Span | None] = []
    titles: tuple[str, ...] = ()
    above = start
    for label in template.labels:
        hit = label.pattern.search(folded, start, end) if label.pattern is not None else None
        if hit is None:
            continue
        if label.titles != titles:
            titles, heads = label.titles, _heads(folded, label.titles, above, hit.start())
        above = hit.end()
        beside = Span(*hit.span("label"))
        yield from _row(folded, template.id, label, _values(folded, hit.end("label"), end), beside, heads)


def _heads(folded: str, titles: Sequence[str], start: int, end: int) -> list[Span | None]:
    """Where the words over the columns stand: in their order, or anywhere above the first row."""
    found: list[Span | None] = []
    after = start
    for title in titles:
        at = folded.find(title, after, end)
        at = at if at >= 0 else folded.find(title, start, end)
        found.append(Span(at, at + len(title)) if at >= 0 else None)
        after = at + len(title) if at >= 0 else after
    return found


def _side_by_side(folded: str, template: _Template, start: int, end: int) -> Iterator[FormCell]:
    """The one row of values of a table whose labels all stand above it."""
    wanted = sum(len(label.columns) for label in template.labels)
    values: list[Span | None] = []
    line = start
    while line < end and len(values) != wanted:
        stop = folded.find("\n", line, end)
        stop = end if stop < 0 else stop
        cells = _cells(folded, line, stop)
        values = cells if len(cells) == wanted else []
        line = stop + 1
    if not values:
        run = next((r for r in _RUN.finditer(folded, start, end) if len(_VALUE.findall(r[0])) == wanted), None)
        values = [Span(*hit.span()) for hit in _VALUE.finditer(folded, *run.span())] if run is not None else []
    first = next((value.start for value in values if value is not None), start)
    beside = _heads(folded, [label.title for label in template.labels], start, first)
    for label, name in zip(template.labels, beside, strict=True):
        width = len(label.columns)
        yield from _row(folded, template.id, label, values[:width], name, _heads(folded, label.titles, start, first))
        values = values[width:]


def _values(folded: str, start: int, end: int) -> list[Span | None]:
    """The values behind a label: the cells of its line, or the run of numbers on the lines below."""
    stop = folded.find("\n", start, end)
    stop = end if stop < 0 else stop
    if _BAR.search(folded, start, stop) is not None:
        return _cells(folded, start, stop)
    run = _RUN.search(folded, start, end)
    if run is None:
        return []
    return [Span(*hit.span()) for hit in _VALUE.finditer(folded, *run.span())]


def _cells(folded: str, start: int, end: int) -> list[Span | None]:
    """The cells of a line that hold a number or nothing, without the text before them and the bars around them."""
    found: list[Span | None] = []
    while start < end and folded[start] in " \t|":
        start += 1
    while end > start and folded[end - 1] in " |":
        end -= 1
    for piece_start, piece_end in _pieces(folded, start, end):
        piece = folded[piece_start:piece_end]
        body = piece.strip()
        if not body:
            found.append(None)
        elif _VALUE.fullmatch(body):
            at = piece_start + piece.index(body)
            found.append(Span(at, at + len(body)))
        else:
            found = []
    return found


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for bar in _BAR.finditer(folded, start, end):
        yield start, bar.start()
        start = bar.end()
    yield start, end


def _row(
    folded: str,
    table: str,
    label: _Label,
    values: Sequence[Span | None],
    beside: Span | None,
    heads: Sequence[Span | None],
) -> Iterator[FormCell]:
    if len(values) < len(label.columns):
        return
    for column, head, span in zip(label.columns, heads, values, strict=False):
        if span is not None:
            name = (beside, head) if beside is not None and head is not None else ()
            yield _cell(
                form=FORM,
                table=table,
                item=label.id,
                column=column,
                value=Decimal(span.of(folded).replace(",", "")),
                unit=label.unit,
                span=span,
                name=name,
            )


@cache
def _templates() -> tuple[_Template, ...]:
    found = []
    for table in load.shipped("disclosure")["table"]:
        labels = []
        for group in table["groups"]:
            for row in group["rows"]:
                follows = rf"(?<label>{row['label']}){_AFTER_LABEL}(?=[0-9|\t])" if "label" in row else None
                pattern = regex.compile(follows) if follows else None
                columns, titles = tuple(group["columns"]), tuple(group["titles"])
                unit = group.get("unit", "件")
                labels.append(_Label(row["id"], pattern, row.get("title", ""), columns, titles, unit))
        sums = table.get("sums", ())
        found.append(
            _Template(
                id=table["id"],
                heading=regex.compile(table["heading"]),
                end=regex.compile(table["end"]),
                labels=tuple(labels),
                row_sums=tuple(tuple(map(tuple, rule["rows"])) for rule in sums if "rows" in rule),
                column_sums=tuple(tuple(map(tuple, rule["columns"])) for rule in sums if "columns" in rule),
            )
        )
    return tuple(found)
