"""Series of times that are shared out: 10月、11月、12月分别买入1亿元、2亿元、3亿元 gives each month its own number.

The times stand in a row, or as a range of years (2023至2025年) or a number of quarters (四个季度); there must be as
many as numbers that follow 分别 in a row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from report_parser.context.times import of_several_years, whole_year
from report_parser.models import Period
from report_parser.numerals.chinese import read_number
from report_parser.numerals.times import months

EACH = re.compile("分别|依次|各自")
_AND = re.compile(r"[ \n]{0,2}(?:[、,和与及]|以及)[ \n]{0,2}")
_QUARTERS = re.compile(r"([二两三四234])个季度")

Timed = tuple[int, int, Period]


def shared(
    folded: str, start: int, run: Sequence[tuple[int, int]], times: Sequence[Timed], year: int | None
) -> list[Period]:
    """The periods of a run of numbers, one for each, or none where nothing is shared out.

    `start` is where their sentence begins, `run` their places, `times` the times before them with their days, `year`
    the one that quarters are of.
    """
    first = run[0][0]
    each = EACH.search(folded, max(start, first - 40), first)
    if each is None:
        return []
    before = [time for time in times if time[1] <= each.start()]
    row = _row(folded, before)
    if len(row) == len(run):
        return [period for _, _, period in row]
    quarters = _quarters(folded, start, first, year)
    if len(quarters) == len(run):
        return quarters
    if before and of_several_years(before[-1][2]):
        period = before[-1][2]
        years = range(period.start.year, period.end.year + 1)
        if len(years) == len(run):
            return [whole_year(each_year, "sentence") for each_year in years]
    return []


def _row(folded: str, times: Sequence[Timed]) -> list[Timed]:
    """The last times that stand in a row."""
    row: list[Timed] = []
    for time in reversed(times):
        if row and _AND.fullmatch(folded, time[1], row[0][0]) is None:
            break
        row.insert(0, time)
    return row if len(row) > 1 else []


def _quarters(folded: str, start: int, end: int, year: int | None) -> list[Period]:
    hits = list(_QUARTERS.finditer(folded, start, end))
    if not hits or year is None:
        return []
    hit = hits[-1]
    count = read_number(hit[1])
    found = []
    for number in range(int(count.value) if count is not None else 0):
        days = months(year, 3 * number + 1, 3 * number + 3)
        if days is not None:
            found.append(_period(hit[0], *days))
    return found


def _period(label: str, first: date, last: date) -> Period:
    return Period(label=label, start=first, end=last, source="sentence")
