"""Sums in tables: a row or a column that is called the total against the other cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import regex

from report_parser.checks.inputs import NOTHING, Interval, amounts, verdict
from report_parser.models import Check, Span, Table

# The label of a total, once white space is out: 合计, 总计, 全市合计.
_TOTAL = regex.compile("(?:全[省市县区国州旗])?(?:合计|总计|总和)")
# A label that sets a row under the one above: its cells are counted there already.
_UNDER = regex.compile("其中|小计|[#＃]|[（(][一二三四五六七八九十0-9]")
_NUMBER = regex.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,8})?|-?[0-9]{1,16}(?:\.[0-9]{1,8})?")
# A total that is further off than this is rather one of other cells than a slip.
_SLIP = Decimal("0.1")
_FEWEST = 3

Line = Mapping[int, tuple[Interval, Span]]


def sums_of_cells(tables: tuple[Table, ...]) -> Iterator[Check]:
    """The totals of tables whose cells add up elsewhere: only then is it known which cells a total is made of."""
    for table in tables:
        for turned in (False, True):
            yield from _sums(table, turned=turned)


def _sums(table: Table, *, turned: bool) -> Iterator[Check]:
    """The row of totals against the rows above or below it; `turned` takes the columns for rows."""
    labels: dict[int, str] = {}
    lines: dict[int, dict[int, tuple[Interval, Span]]] = {}
    for cell in table.cells:
        line, at = (cell.column, cell.row) if turned else (cell.row, cell.column)
        text = "".join(cell.text.split())
        if cell.row_span > 1 or cell.column_span > 1:
            if not turned:
                return
            continue
        if _NUMBER.fullmatch(text) is not None:
            lines.setdefault(line, {})[at] = (_figure(text), cell.span)
        elif line not in labels:
            labels[line] = text
    totals = [line for line, label in labels.items() if _TOTAL.fullmatch(label) and line in lines]
    parts = [line for line in lines if line not in totals]
    if len(totals) != 1 or len(parts) < _FEWEST - 1 or any(_UNDER.search(labels.get(line, "其中")) for line in parts):
        return
    judged = [
        (_compared(lines[totals[0]][at], [lines[p][at] for p in parts if at in lines[p]])) for at in lines[totals[0]]
    ]
    if sum(check.verdict == "holds" and bool(check.expected) for check in judged) < 1:
        return
    yield from (check for check in judged if check.verdict == "holds" or _near(check))


def _near(check: Check) -> bool:
    return check.gap is not None and check.expected is not None and abs(check.gap) <= abs(check.expected) * _SLIP


def _figure(text: str) -> Interval:
    value = Decimal(text.replace(",", ""))
    exponent = int(value.as_tuple().exponent)
    half = Decimal(1).scaleb(exponent) / 2 if exponent < 0 else Decimal(0)
    return Interval(value - half, value + half)


def _compared(total: tuple[Interval, Span], parts: list[tuple[Interval, Span]]) -> Check:
    whole, sum_ = total[0], sum((figure for figure, _ in parts), NOTHING)
    tolerance = whole.slack + sum_.slack
    message = f"The cells add up to {amounts('', sum_.middle)}; the total is {amounts('', whole.middle)}."
    return Check(
        kind="cell_sum",
        verdict=verdict(sum_.middle - whole.middle, tolerance),
        expected=whole.middle,
        found=sum_.middle,
        tolerance=tolerance,
        message=message,
        spans=(total[1], *(span for _, span in parts)),
    )
