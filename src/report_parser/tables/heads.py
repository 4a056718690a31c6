"""What the head over a column, or a line over the table, says of the cells under it: tables as data, with examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal, cast

import regex

from report_parser.data import load
from report_parser.models import BasisKind, Category, Period, Span, Status
from report_parser.numerals.mention import Mention
from report_parser.tables.units import StatedUnit, Units
from report_parser.tables.words import Words

Says = Literal["generic", "share", "unit", "total", "note"]

_KINDS: dict[str, Says] = {"generic": "generic", "share": "share", "unit": "unit", "total": "total", "note": "note"}
_EDGES = ",、:;-—·* "
_BASE_YEAR = regex.compile(" ?(?:价格)? ?(?:=|为) ?100")
_HOLLOW = regex.compile(r"\([,、:;]?\)|\[\]")
_BASES: tuple[tuple[str, BasisKind], ...] = (
    ("年均", "annual_average"), ("平均", "annual_average"),
    ("环比", "period"), ("上月", "period"), ("上季", "period"), ("上期", "period"),
    ("初", "since"), ("末", "since"), ("底", "since"), ("预算", "reference"), ("计划", "reference"),
    ("同比", "yoy"), ("上年", "yoy"), ("去年", "yoy"), ("前", "since"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A change that a head names: its words of comparison as written, what they compare with, whether it is a fall.

    `relative` says that it is a rate, in percent where no unit is stated; 增减 and 增加 may be amounts.
    """

    basis: str | None
    basis_kind: BasisKind
    falls: bool
    relative: bool


@dataclass(frozen=True, slots=True)
class Head:
    """What a head says.

    `words` name the cells; `says` is what kind of cells they are, `category` is set where they measure nothing;
    `time` is the entry of the scan with the time that it names, `status` whether it is a plan.
    """

    words: Words
    says: Says | None = None
    category: Category | None = None
    unit: StatedUnit | None = None
    change: Change | None = None
    time: Mention | None = None
    status: Status | None = None


def read(folded: str, span: Span, times: Sequence[Mention], units: Units) -> Head:
    """What the head at `span` says; `times` are the entries of the scan with a period, of the whole text or some."""
    whole = Words.of(folded, span)
    words, unit = units.in_words(whole)
    words, change = _change(words)
    named: Mention | None = None
    for time in times:
        of_next = folded[time.start - 1 : time.start] in ("下", "次")  # 结转下年度 is what is counted
        if span.start <= time.start and time.end <= span.end and not of_next:
            left = words.outside(Span(time.start, time.end))
            if len(left.text) < len(words.text) and _BASE_YEAR.match(folded, time.end) is None:
                words, named = left, time
    for hit in reversed(list(_HOLLOW.finditer(words.text))):
        words = words.without(*hit.span())
    words = words.stripped(_EDGES)
    status = status_of(words.text)
    if words.text in ("的", "度", "及", "数"):
        words = words.part(0, 0)
    for says, pattern in _entries():
        if words.text and pattern.fullmatch(words.text) is not None:
            if says in _KINDS:
                if says == "generic":
                    words = words.part(0, 0)
                return Head(words, _KINDS[says], None, unit, change, named, status)
            return Head(words, None, cast("Category", says), unit, change, named, status)
    return Head(words, None, None, unit, change, named, status)


def year_head(folded: str, span: Span) -> Head:
    """A head that is a year alone (1985)."""
    label = span.of(folded)
    period = Period(label=label, start=date(int(label), 1, 1), end=date(int(label), 12, 31))
    return Head(Words("", ()), time=Mention(span.start, span.end, "date", "cell.year", period=period))


def joined(path: Sequence[Head]) -> Head:
    """The heads over one column, from the top down, as one: the lower one counts where both say something."""
    found = Head(Words("", ()))
    for head in path:
        found = replace(
            found,
            says=head.says or found.says,
            category=head.category or found.category,
            unit=head.unit or found.unit,
            change=_merged(found.change, head.change),
            time=head.time or found.time,
            status=head.status or found.status,
        )
    return found


def _merged(upper: Change | None, lower: Change | None) -> Change | None:
    """Two changes over one column as one: 增减% has the base of 比上年 above it."""
    if upper is None or lower is None or lower.basis is not None:
        return lower or upper
    return replace(lower, basis=upper.basis, basis_kind=upper.basis_kind)


def all_changes(caption: str, change: Change | None) -> Change | None:
    """The change that a caption says all figures are (居民消费价格比上年涨跌幅度); None where it names levels, too.

    `caption` is without the words of the change.
    """
    named = change is not None and change.basis is not None and change.relative
    return change if named and _also().search(caption) is None else None


def is_noun(text: str) -> bool:
    """Whether words are a change as a noun (增速), which names an indicator.

    >>> is_noun("增速"), is_noun("增长")
    (True, False)
    """
    return _noun().fullmatch(text) is not None


def thing_of(words: Words) -> Words:
    """What a caption is about, so that it can name cells that no head names; nothing where it only announces a list.

    >>> thing_of(Words("表2分县区生产总值及增速", tuple(range(12)))).text
    '生产总值'
    """
    number, before, behind, vague = _caption()
    for pattern in (number, before):
        if (hit := pattern.match(words.text)) is not None:
            words = words.part(hit.end())
    while (tail := behind.search(words.text)) is not None:
        words = words.part(0, tail.start())
    return words.part(0, 0) if vague.search(words.text) else words


def _change(words: Words) -> tuple[Words, Change | None]:
    """Words without the change that they end in, and that change. A verb alone is a change only where it is all."""
    if words.text[-1:] == "%":
        words = words.part(0, -1)
    for hit in _changes().finditer(words.text):
        rest = words.without(*hit.span())
        if hit["base"] or not rest.stripped(_EDGES).text:
            return rest, _as_change(hit)
    return words, None


def _as_change(hit: regex.Match[str]) -> Change:
    base, verb = hit["base"] or None, hit["verb"] or ""
    kind: BasisKind = next((kind for sign, kind in _BASES if base and sign in base), "none")
    if base and kind == "none":
        kind = "since"  # 比1985年增长
    return Change(base, kind, _falls().search(verb) is not None, _amounts().search(verb) is None)


def status_of(text: str) -> Status | None:
    """Whether words name a plan or what became of it; the one that stands last counts (预算执行数)."""
    planned, actual = (max((m.end() for m in p.finditer(text)), default=-1) for p in _states())
    if planned == actual:
        return None
    return "planned" if planned > actual else "actual"


@cache
def _entries() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    return tuple((entry["says"], regex.compile(entry["pattern"])) for entry in load.shipped("tables")["head"])


@cache
def _changes() -> regex.Pattern[str]:
    table = load.shipped("tables")["change"]
    base, verb = table["base"], table["verb"]
    return regex.compile(f"(?P<base>{base})(?P<verb>{verb})?|(?P<base>)(?P<verb>{verb})")


@cache
def _falls() -> regex.Pattern[str]:
    return regex.compile(load.shipped("tables")["change"]["falls"])


@cache
def _caption() -> tuple[regex.Pattern[str], ...]:
    table = load.shipped("tables")["caption"]
    ends = {"behind": r"(?:%s)$"}
    return tuple(regex.compile(ends.get(k, "%s") % table[k]) for k in ("number", "before", "behind", "vague"))


@cache
def _also() -> regex.Pattern[str]:
    return regex.compile(load.shipped("tables")["caption"]["also"])


@cache
def _noun() -> regex.Pattern[str]:
    return regex.compile(load.shipped("tables")["change"]["noun"])


@cache
def _amounts() -> regex.Pattern[str]:
    return regex.compile(load.shipped("tables")["change"]["amounts"])


@cache
def _states() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    table = load.shipped("tables")["status"]
    return regex.compile(table["planned"]), regex.compile(table["actual"])
