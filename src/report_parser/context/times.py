"""Times as a text uses them: which year they lean on, the days they mean there, and what they hold for.

A time of the scan (`Mention.period`) is reckoned from one year. What it means depends on where it stands: 今年 leans on
the year in which a report speaks, 上半年 on the year that its sentence or frame tells of, 2024年 on nothing.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Literal

from report_parser.models import Period, PeriodSource
from report_parser.numerals.chinese import read_number
from report_parser.numerals.mention import Mention
from report_parser.values import value

# fixed: names its year; now: 今年, 去年; told: 五年来, counted from the year told of; frame: 上半年, 年末, 10月
Anchor = Literal["fixed", "now", "told", "frame"]

NOMINAL = 2000  # the year that a scan counts from where a report does not say its own

_FIXED = re.compile(
    r"(?:19|20)[0-9]{2}|[一二][〇零○0九][〇零○一二三四五六七八九十0-9]|十[一二三四五六七八九]五|[六七八九十]五[”\"]"
)
_NOW = re.compile(r"今年|去年|前年|明年|后年|本年(?!度)")
_TOLD = re.compile(r"过去|未来|今后|最近|近[0-9一二三四五六七八九十两]|这|头|下一|[0-9一二三四五六七八九十两]年")
_SINCE = re.compile(r"(?:以来|起|至今)$")
_SINCE_BEHIND = re.compile(r"\s{0,3}以\s{0,3}来")  # cut off by a wrap
_BARE_PLAN = re.compile(r"[“\"‘']?十?[一二三四五六七八九十]五[”\"’']?$")
_LENGTH = re.compile(r"[0-9一二三四五六七八九十两]{1,2}年")
_END_OF_YEAR = "底末终"


@value(frozen=True, slots=True)
class Time:
    """A time expression, which may be made of two neighbours (2024年 + 1—9月).

    `period` is reckoned from the year that the scan counted from. `since` says that it runs on (以来), `plan` that
    it is the bare name of a five-year plan.
    """

    start: int
    end: int
    label: str
    anchor: Anchor
    period: Period
    since: bool = False
    plan: bool = False

    @property
    def lasting(self) -> bool:
        """Whether it may hold beyond its clause; a bare length of time (三年) does not."""
        return self.anchor != "told" or _LENGTH.fullmatch(self.label) is None

    @property
    def whole_years(self) -> bool:
        """Whether it is of one or more calendar years."""
        return is_years(self.period)


@lru_cache(maxsize=4096)
def anchor_of(label: str) -> Anchor:
    """What year a time leans on.

    >>> [anchor_of(label) for label in ("2024年", "去年底", "五年来", "上半年", "10月", "“十四五”时期")]
    ['fixed', 'now', 'told', 'frame', 'frame', 'fixed']
    """
    if _FIXED.search(label):
        return "fixed"
    if _NOW.match(label):
        return "now"
    return "told" if _TOLD.match(label) else "frame"


def is_years(period: Period) -> bool:
    """Whether a period is of whole calendar years."""
    start, end = period.start, period.end
    return start.month == 1 and start.day == 1 and end.month == 12 and end.day == 31


def of_several_years(period: Period) -> bool:
    """Whether a period is longer than the year that it ends in."""
    return period.start.year < period.end.year


def read(folded: str, mentions: Iterable[Mention]) -> list[Time]:
    """The times among mentions, in order; a part of a year right behind its year is one time with it."""
    found: list[Time] = []
    for mention in mentions:
        period = mention.period
        if period is None or mention.category == "metric":
            continue
        label = folded[mention.start : mention.end]
        if (term := _TERM.match(folded, mention.end)) is not None:
            period = _months_up_to(period, term[1])  # 截至6月30日|止六个月
        time = Time(
            mention.start,
            mention.end,
            label,
            anchor_of(label),
            period,
            _SINCE.search(label) is not None or _SINCE_BEHIND.match(folded, mention.end) is not None,
            _BARE_PLAN.match(label) is not None,
        )
        if found and mention.start - found[-1].end <= _GAP:
            joined = _joined(folded, found[-1], time)
            if joined is not None:
                found[-1] = joined
                continue
        found.append(time)
    return found


_TERM = re.compile(r"止([0-9]{1,2}|[一二三四五六七八九十]{1,3})个月")


def _months_up_to(period: Period, written: str) -> Period:
    """The months that end with a period's last day, so many as are written."""
    number = read_number(written)
    count = int(number.value) if number is not None else 0
    if not 0 < count <= _A_LONG_TERM:
        return period
    first = period.end.year * 12 + period.end.month - count
    return period.model_copy(update={"start": date(first // 12, first % 12 + 1, 1)})


_A_LONG_TERM = 24
_GAP = 4
_TO = re.compile(r"[ \n]{0,2}(?:至|到|[-—~]{1,2})[ \n]{0,2}")


def _joined(folded: str, first: Time, second: Time) -> Time | None:
    """Two neighbours as one time: 2024年 with 1—9月, or 2021年 with 至2023年 behind a wrap; else None."""
    between = folded[first.end : second.start]
    if not between.strip(", ") and second.anchor == "frame" and is_years(first.period) and not first.since:
        if between.strip(" ") and first.anchor == "frame":
            return None
        if not of_several_years(first.period) and _is_part(second.period):
            inner = moved(second.period, first.period.end.year - second.period.end.year)
            return _with(folded, first, second, inner)
    if _TO.fullmatch(between) and first.anchor == second.anchor == "fixed" and first.period.start <= second.period.end:
        return _with(folded, first, second, first.period.model_copy(update={"end": second.period.end}))
    return None


def _is_part(period: Period) -> bool:
    return not is_years(period)


def _with(folded: str, first: Time, second: Time, period: Period) -> Time:
    label = folded[first.start : second.end]
    named = period.model_copy(update={"label": re.sub(r"\s+", "", label)})
    return Time(first.start, second.end, label, first.anchor, named, second.since)


@lru_cache(maxsize=4096)
def _shifted(day: date, years: int, last: bool) -> date:
    year = min(9999, max(1, day.year + years))
    return date(
        year, day.month, monthrange(year, day.month)[1] if last else min(day.day, monthrange(year, day.month)[1])
    )


def moved(period: Period, years: int) -> Period:
    """A period that many years later; the last day of a month stays the last.

    >>> february = Period(label="2月", start=date(2024, 2, 1), end=date(2024, 2, 29))
    >>> moved(february, 1).end
    datetime.date(2025, 2, 28)
    """
    if not years:
        return period
    start, end = period.start, period.end
    last = end.day == monthrange(end.year, end.month)[1]
    return period.model_copy(update={"start": _shifted(start, years, False), "end": _shifted(end, years, last)})


@lru_cache(maxsize=256)
def whole_year(year: int, source: PeriodSource) -> Period:
    """A calendar year as a period."""
    return Period(label=f"{year}年", start=date(year, 1, 1), end=date(year, 12, 31), source=source)


def years_from(first: int, last: int, source: PeriodSource) -> Period:
    """The calendar years from `first` to `last` as a period."""
    year = whole_year(first, source)
    return year if last == first else year.model_copy(update={"label": f"{first}—{last}年", "end": date(last, 12, 31)})


def year_end(period: Period) -> Period:
    """The year of a period that is the end of one (2025年底); others as they are."""
    start, end = period.start, period.end
    if end.month == start.month == 12 and end.day == 31 and period.label[-1:] in _END_OF_YEAR:
        return period.model_copy(update={"start": date(end.year, 1, 1)})
    return period


def year_begin(period: Period) -> Period:
    """The first day of a year's beginning (年初), as what a change starts from; others as they are."""
    return period.model_copy(update={"end": period.start}) if period.label.endswith("初") else period


def since(base: Period, period: Period) -> Period:
    """What a change covers that is measured against the end of a much earlier year: the years from then on.

    Against the year before it is the period itself.
    """
    first, last = base.end.year + 1, period.end.year
    return period if first >= last else years_from(first, last, period.source)


def last_year(period: Period) -> Period:
    """The last year of a span of years."""
    label = f"{period.end.year}年"
    return period.model_copy(update={"label": label, "start": date(period.end.year, 1, 1)})
