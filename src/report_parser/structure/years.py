"""The years of a report: the one that it is called by, the one it looks back on, the one it plans for, and its 今年.

What is stated goes first: the headings (2025年工作回顾, 2026年工作安排), the title (2025年预算执行和2026年预算草案),
a year in the title or on a line of its own, the day of the meeting, the first paragraphs, the date of the document.
What is not stated follows from the kind of report (`kinds.Calendar`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import regex

from report_parser.models import SectionRole, Span
from report_parser.structure import kinds
from report_parser.structure.header import Header, year_of

_LEAD = 1500
_FIRST_LINES = 400
_FIRST = 120
_TOLD = 150
_LATE = 11  # from this month on a meeting plans for the year after
_SPRING = 4  # until the end of this month a report tells of the year before


@dataclass(frozen=True, slots=True)
class Years:
    """The calendar years that a report's words mean; None where nothing says.

    `review` is the (last) year looked back on, `plan` the first year planned for, `last` the last one planned for
    (later than `plan` in a five-year plan), `now` the year that is called 今年. `part` is where the title or the first
    words may name a part of a year that all is told of (2025年上半年, 12月份全国CPI数据), else None.
    """

    review: int | None = None
    plan: int | None = None
    last: int | None = None
    now: int | None = None
    part: Span | None = None


class _Stated(NamedTuple):
    """A year, and where it is written; None where a file's own fields say it."""

    year: int
    span: Span | None


def settle(
    folded: str, head: Header, body: Span, titles: Sequence[tuple[Span, SectionRole | None]]
) -> tuple[Header, Years]:
    """The header with its year, where the text gives one, and the years that the report's words mean.

    `titles` are the titles of the first rank, each with the role that it names. A report's year is the one in its
    title. Where the headings name both a year looked back on and the next one, they overrule a title that names
    neither, and in a report that is called by the year of its plans (a work report) also one that names the first.
    """
    means = kinds.calendar(head.kind)
    review, plan = _of_headings(folded, titles)
    if review is None and plan is None and (title := head.evidence.get("title")) is not None:
        review, plan = _of_title(folded, title)
    if review is not None and plan is not None and plan.year != review.year + 1:
        review, plan = None, None
    if head.year is not None and not _agree(head.year, review, plan):
        review, plan = None, None
    known = review.year if review is not None else plan.year - 1 if plan is not None else None
    found = _called(head, review, plan) or _given(head, review or plan) or _dated(folded, head, body)
    if found is not None:
        evidence = head.evidence if found.span is None else {**head.evidence, "year": found.span}
        head = replace(head, year=found.year, evidence=evidence)
    if known is None:
        if head.year is None:
            return head, Years()
        known = head.year + means.review
    ahead = plan.year if plan is not None else known + (not _runs(folded, head, body))
    now = known + means.now - means.review
    if head.delivered is not None and known <= head.delivered.year <= now:
        now = head.delivered.year
    if head.kind == "news":
        now = _appeared(folded, head, body, known)
    return head, Years(known, ahead, ahead + means.years - 1, now, _part(folded, head, body))


def _appeared(folded: str, head: Header, body: Span, known: int) -> int:
    """The year in which news that tells of the year `known` appeared: 去年底 in news of 《2012年…公报》 is 2012."""
    if head.published is not None:
        return head.published.year if known <= head.published.year <= known + 1 else known
    return known + (_LAST_YEAR.search(folded, body.start, min(body.end, body.start + _TOLD)) is not None)


def _runs(folded: str, head: Header, body: Span) -> bool:
    """True if the report is on a part of a year that is running (上半年, 1—9月), so that its plans are for the rest."""
    means = kinds.calendar(head.kind)
    told = head.evidence.get("title", Span(body.start, min(body.end, body.start + _FIRST)))
    return means.now == means.review and _PART.search(folded, told.start, told.end) is not None


def _part(folded: str, head: Header, body: Span) -> Span | None:
    """Where a title, or the opening of a text that has none of an annual report, names the part of a year told of."""
    means = kinds.calendar(head.kind)
    title = head.evidence.get("title")
    places = [title] if title is not None else []
    if head.kind in _TIMELY:
        places.append(Span(body.start, min(body.end, body.start + _TOLD)))
    for place in places if means.now == means.review else ():
        hit = _PART_OF.search(folded, place.start, place.end)
        if hit is not None:
            return Span(*hit.span())
    return None


def _agree(year: int, review: _Stated | None, plan: _Stated | None) -> bool:
    """Whether the years of headings can stand in a report that is called by `year`: both together, or one near it."""
    if review is not None and plan is not None:
        return True
    return (review is None or year - 1 <= review.year <= year) and (plan is None or year <= plan.year <= year + 1)


def _called(head: Header, review: _Stated | None, plan: _Stated | None) -> _Stated | None:
    """The year that the report is called by as its headings have it, where they decide; None where the title does."""
    means = kinds.calendar(head.kind)
    if means.years > 1:
        return None
    own = review if means.review == 0 else plan
    other = plan if means.review == 0 else review
    if own is None and other is not None:
        own = _Stated(other.year + (1 if means.review else -1), other.span)
    if own is None or head.year == own.year:
        return None
    if head.year is None:
        return own
    both = review is not None and plan is not None
    wrong = both and (means.review < 0 or head.year not in (own.year, own.year + 1))
    return own if wrong else None


def _given(head: Header, stated: _Stated | None) -> _Stated | None:
    """The year of the meeting, for a report that is called by the year in which it is given though its title may name
    the one before; None where headings name the years, or no meeting is known.
    """
    means = kinds.calendar(head.kind)
    if stated is not None or head.delivered is None or means.review >= means.now or means.now or means.years > 1:
        return None
    found = _date_year(head, "delivered", -int(head.delivered.month >= _LATE))
    return found if head.year != found.year else None


def _of_headings(
    folded: str, titles: Iterable[tuple[Span, SectionRole | None]]
) -> tuple[_Stated | None, _Stated | None]:
    """The last year that headings look back on, and the first that they plan for."""
    reviews: list[_Stated] = []
    plans: list[_Stated] = []
    for span, role in titles:
        for stated, planned in _segments(folded, span, _PLANNED.get(role) if role is not None else None):
            if planned is not None:
                (plans if planned else reviews).append(stated)
    return max(reviews, default=None, key=_year), min(plans, default=None, key=_year)


def _of_title(folded: str, title: Span) -> tuple[_Stated | None, _Stated | None]:
    """The years in a title that say what they are: 2025年预算执行情况, 2026年预算草案."""
    reviews: list[_Stated] = []
    plans: list[_Stated] = []
    for stated, planned in _segments(folded, title, None):
        if planned is not None:
            (plans if planned else reviews).append(stated)
    return max(reviews, default=None, key=_year), min(plans, default=None, key=_year)


def _year(stated: _Stated) -> int:
    """The year, to order by."""
    return stated.year


def _segments(folded: str, span: Span, otherwise: bool | None) -> list[tuple[_Stated, bool | None]]:
    """Every year of a title with whether it is planned for: what stands behind it says so, or else `otherwise`."""
    hits = list(_YEAR.finditer(folded, span.start, span.end))
    found: list[tuple[_Stated, bool | None]] = []
    for k, hit in enumerate(hits):
        stop = hits[k + 1].start() if k + 1 < len(hits) else span.end
        if _FAR.match(folded, hit.end(), stop):
            continue
        planned = otherwise
        if _BEHIND.search(folded, hit.end(), stop):
            planned = False
        elif _BEFORE.search(folded, hit.end(), stop):
            planned = True
        found.append((_Stated(year_of(hit["y"]), Span(*hit.span("y"))), planned))
    return found


def _dated(folded: str, head: Header, body: Span) -> _Stated | None:
    """The year of a report whose title and headings name none: from the meeting, the opening, or the date; or None."""
    if head.year is not None:
        return None
    means = kinds.calendar(head.kind)
    if head.kind == "news":
        return _of_news(folded, head, body)
    if means.years > 1:
        return _of_plan(folded, head, body)
    ahead = means.now > means.review  # given in the year after the one that it looks back on
    if ahead and head.delivered is not None:  # a report called by the year that it is given in has it from there
        return _date_year(head, "delivered", means.now)
    opening = Span(body.start, min(body.end, body.start + _LEAD))
    if means.review < 0:
        for name in ("signed", "published"):
            if getattr(head, name) is not None:
                return _date_year(head, name, means.now)
    reported = _counted(folded, head, opening)
    if reported is not None:
        return reported
    first = _OPENS.search(folded, opening.start, opening.end)
    if first is not None:
        year = year_of(first["y"])
        return _Stated(year - means.review, Span(*first.span("y")))
    if not (head.signed or head.published or head.delivered):
        told = _TOLD_OF.search(folded, opening.start, min(opening.end, opening.start + _FIRST_LINES))
        if told is not None:
            return _Stated(year_of(told["y"]) - means.review, Span(*told.span("y")))
        days = list(_DAYS.finditer(folded, opening.start, min(opening.end, opening.start + _TOLD)))
        latest = max(days, key=lambda hit: year_of(hit["y"]), default=None)
        if latest is not None and means == kinds.Calendar():
            return _Stated(year_of(latest["y"]), Span(*latest.span("y")))
    return _put_online_late(folded, head, opening) or _of_day(folded, head, opening, means)


def _of_day(folded: str, head: Header, opening: Span, means: kinds.Calendar) -> _Stated | None:
    """The year that the day of a report tells: in spring the one before, unless it speaks of the year then running."""
    for name in ("signed", "delivered", "published"):
        when = getattr(head, name)
        if when is not None:
            running = _RUNNING.search(folded, opening.start, opening.end) is not None
            before = when.month <= (1 if running else _SPRING)
            return _date_year(head, name, means.now if means.now > means.review else int(before))
    return None


def _put_online_late(folded: str, head: Header, opening: Span) -> _Stated | None:
    """The last year that the first words name, where a page is dated years later: that is when it was put there."""
    if head.published is None or head.signed is not None or head.delivered is not None:
        return None
    hits = list(_ANY_YEAR.finditer(folded, opening.start, opening.end))
    last = max(hits, key=lambda hit: year_of(hit["y"]), default=None)
    if last is None or head.published.year - year_of(last["y"]) < _LATER:
        return None
    return _Stated(year_of(last["y"]), Span(*last.span("y")))


def _of_news(folded: str, head: Header, body: Span) -> _Stated | None:
    """The year that a headline or the first words of news name (2022年前三季度), else the one in which it appeared."""
    published = head.published
    opening = Span(body.start, min(body.end, body.start + _LEAD))
    near = min(opening.end, opening.start + _TOLD)
    if published is not None:  # further on than the first sentence any year may stand
        near = folded.find("。", opening.start, near) + 1 or near
    named = _NAMED.search(folded, opening.start, near)
    if published is not None and (named is None or not 0 <= published.year - year_of(named["y"]) <= 1):
        return _date_year(head, "published", 0)
    hit = named or _OPENS.search(folded, opening.start, opening.end)
    return None if hit is None else _Stated(year_of(hit["y"]), Span(*hit.span("y")))


def _of_plan(folded: str, head: Header, body: Span) -> _Stated | None:
    """The first year of the five-year plan that the title or the opening names: 第十五个五年规划 began in 2026."""
    title = head.evidence.get("title")
    for span in (title, Span(body.start, min(body.end, body.start + _LEAD))):
        hit = _PLAN.search(folded, span.start, span.end) if span is not None else None
        if hit is not None:
            return _Stated(2006 + 5 * "一二三四五六七八九".find(hit["n"]), Span(*hit.span()))
    return None


def _date_year(head: Header, name: str, back: int) -> _Stated:
    """The year that lies `back` years before one of the header's dates."""
    span = head.evidence.get(name)
    return _Stated(getattr(head, name).year - back, span and Span(span.start, min(span.end, span.start + 4)))


def _counted(folded: str, head: Header, opening: Span) -> _Stated | None:
    """The year that the opening names most as the one reported on (2025年度法治政府建设), none later than the date."""
    hits = list(_REPORTED.finditer(folded, opening.start, opening.end))
    counted = Counter(year_of(hit["y"]) for hit in hits)
    published = head.published or head.signed
    likely = [year for year in counted if published is None or year <= published.year]
    if not likely:
        return None
    best = max(likely, key=lambda year: (counted[year], -abs((published.year - 1 if published else year) - year)))
    hit = next(hit for hit in hits if year_of(hit["y"]) == best)
    return _Stated(best, Span(*hit.span("y")))


_PLANNED: dict[SectionRole, bool] = {"plans": True, "suggestions": True, "achievements": False, "shortcomings": False}
_HAN_YEAR = "[一二][〇零九一二][〇零一二三四五六七八九]{2}"
_YEAR = regex.compile(rf"(?<![0-9])(?<y>(?:19|20)[0-9]{{2}}|{_HAN_YEAR}) {{0,2}}(?=年)")
_FAR = regex.compile("年远景|年[初前]")
# What is behind a year, where it is one of several in a title.
_BEHIND = regex.compile("回顾|执行(?!计划)|决算|总结|成就|完成情况|(?<!重点|主要)工作情况|建设情况")
_BEFORE = regex.compile("草案|安排|打算|计划|目标|任务|思路|预算(?!执行)|展望|要点|建议")
_REPORTED = regex.compile(
    r"(?<![0-9])(?<y>20[0-9]{2}) ?年度?(?=\p{Han}{0,12}(?:法治|工作|报告|执法|信息公开|预算|依法))"
)
# The year with which a paragraph or a sentence begins (2024年，全县上下…), but no day.
_OPENS = regex.compile(
    rf"(?:^|(?<=[\n。:]))[ \t]{{0,8}}(?:刚刚过去的|过去的|在)?(?<y>20[0-9]{{2}}|{_HAN_YEAR}) {{0,2}}年(?:度)?(?:以来)?"
    r"(?! {0,2}[0-9]{1,2} {0,2}月 {0,2}[0-9]{1,2} {0,2}日|\p{Han}{0,12}(?:规划|计划|安排|目标|任务))",
    regex.MULTILINE,
)
# A year that the first lines tell of, wherever it stands in them: 从2020年前三季度…获悉, 《2021年…公报》.
_TOLD_OF = regex.compile(
    rf"(?<![0-9])(?<y>20[0-9]{{2}}|{_HAN_YEAR}) {{0,2}}年"
    r"(?:度|末|底|全年|上半年|前|第|[一二三四1-4]季度|\p{Han}{2,16}(?:公报|报告|情况))"
)
_PART = regex.compile("今年以来|截至目前|上半年|前三季度|(?<=[一二三1-3])季度|1[—~-](?:1[01]|[2-9])月")
# Plans are counted in fives of years; the eleventh began in 2006.
_PLAN = regex.compile("第?十(?<n>[一二三四五六七八九])(?:个)?五")
_LATER = 2  # years
_ANY_YEAR = regex.compile(rf"(?<![0-9])(?<y>(?:19|20)[0-9]{{2}}|{_HAN_YEAR}) {{0,2}}年")
_TIMELY = frozenset({"news", "brief", "other"})
_NAMED = regex.compile(
    rf"(?<![0-9])(?<y>20[0-9]{{2}}|{_HAN_YEAR}) {{0,2}}年"
    r"(?! {0,2}[0-9]{1,2} {0,2}月 {0,2}[0-9]{1,2} {0,2}日|以来)"
)
_LAST_YEAR = regex.compile("(?<![比较与和同由从])去年(?:底|末|年底|年末|全年|,)")
# A part of a year that a text is about: several months, or one that what is told belongs to.
_PART_OF = regex.compile(
    r"(?<![比较与和同由从至])(?:上半年|前三季度|1[—~-](?:1[0-2]|[2-9])月份?|前(?:[2-9]|1[01]|[二两三四五六七八九十]{1,2})个月"
    r"|(?:第?[一二三四1-4]季度|(?<![0-9])(?:1[0-2]|[1-9])月份?)(?=[^。,;:日]{0,24}(?:数据|运行|形势|情况|态势|指标|统计|业绩)))"
)
_DAYS = regex.compile(rf"(?<![0-9])(?<y>20[0-9]{{2}}|{_HAN_YEAR}) {{0,2}}年 {{0,2}}[0-9]{{1,2}} {{0,2}}月")
# A report on a part of the year that is running.
_RUNNING = regex.compile("今年以来|截至目前|上半年|季度|1[—~-](?:1[01]|[2-9])月")
