"""Headings without a marker: short lines of their own between paragraphs, by the table `data/outline.toml`.

Two kinds are told apart. A line that names what follows (2025年工作回顾, 存在的问题) is a heading by itself. Any
other short line (经济运行稳中向好) is one only among its like, where several stand under one heading, each over a
paragraph; or where the file sets it off, bold or centred. Rows of tables, captions, dates, names, mottoes and parts of
sentences are none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter

import regex

from report_parser.data import load
from report_parser.models import Span
from report_parser.structure import roles
from report_parser.structure.headings import Heading, followers
from report_parser.text import markers
from report_parser.text.document import Hints
from report_parser.text.lines import TERMINAL, Line, unspaced

_LOWEST = 100.0  # a rank below those of all markers
_NAMED, _PLAIN = 0.3, 0.6  # how far the rank of a heading without a marker lies below that of its parent
_FIRST = 3  # among so many paragraphs of a section stands the first of its headings without a marker
_PASSES = 3
_ROWS = 2  # so many lines that are left out are a table
_LONGEST = 40
_SHORT = 26
_PROSE = 30
_SENTENCE = 6
_GOES_ON = frozenset(",。;；:、)”》的")
_CLOSERS = "”’》〉)]】"
_NAMING = frozenset(("achievements", "plans", "shortcomings", "causes", "suggestions", "responsible_person"))
_HAN = regex.compile(r"\p{Han}")
_FIGURE = regex.compile(r"[0-9][0-9.,]{0,12} ?(?:[%万亿元]|[个件项家户名人次])")
_STOP = regex.compile(r"[,。;；!！?？]")
_start = attrgetter("start")
_OFFICE = regex.compile(r"\p{Han}{2,24}(?:局|厅|委员会|办公室|政府|法院|检察院|中心|部|院)$")


@dataclass(frozen=True, slots=True)
class _Words:
    """The compiled patterns of `data/outline.toml`, part `unmarked`."""

    never: regex.Pattern[str]
    ends: regex.Pattern[str]
    acts: regex.Pattern[str]
    motto: regex.Pattern[str]
    times: regex.Pattern[str]


def add(folded: str, paras: Sequence[Line], marked: Sequence[Heading], hints: Hints) -> list[Heading]:
    """The headings with a marker and, among them, those without one."""
    named, plain = _candidates(folded, paras, marked, hints)
    known = _placed(marked, named)
    if any(heading.style == "style" for heading in marked):  # a file that marks its headings leaves out none
        plain = [heading for heading in plain if _set_off(heading.line, hints)]
    return _placed_plain(paras, known, plain, hints)


def _candidates(
    folded: str, paras: Sequence[Line], marked: Sequence[Heading], hints: Hints
) -> tuple[list[Heading], list[Heading]]:
    """The lines without a marker that name themselves, and those that may be headings among their like."""
    named: list[Heading] = []
    plain: list[Heading] = []
    taken = [(heading.start, heading.title.end) for heading in marked]
    for i, para in enumerate(paras):
        at = bisect_right(taken, (para.last, len(folded))) - 1
        if (at >= 0 and para.first < taken[at][1]) or markers.at(folded, para.first, para.last) is not None:
            continue
        title = title_of(folded, para)
        if title is None or not stands_alone(folded, paras, i):
            continue
        below = _below(folded, paras, i)
        text = over_text(folded, below)
        over = not text and over_heading(folded, below)
        if names_itself(title) and (text or over):
            named.append(_heading(folded, para))
        elif is_plain(title) and (text or (over and _set_off(para, hints))):
            plain.append(_heading(folded, para))
    return named, plain


def _below(folded: str, paras: Sequence[Line], i: int) -> Line | None:
    """The paragraph under paragraph `i`, past a page number at most; None where a table stands between."""
    if i + 1 == len(paras):
        return None
    between = folded[paras[i].end : paras[i + 1].start].split("\n")
    return paras[i + 1] if sum(not line.isspace() for line in between if line) < _ROWS else None


def _heading(folded: str, para: Line) -> Heading:
    """A line without a marker as a heading whose rank is still to be found; its closing colon is no part of it."""
    last = para.last - (folded[para.last - 1] == ":")
    first = para.first
    while folded[first] in "—-":
        first += 1
    marker = Span(para.first, first)
    while folded[first] == " ":
        first += 1
    return Heading(para, para.first, marker, Span(first, last), 0, 0, None, "unmarked", "own")


def _set_off(para: Line, hints: Hints) -> bool:
    """True if the file has the line bold or centred."""
    return para.start in hints.set_off or para.first in hints.set_off


def _placed(marked: Sequence[Heading], named: Sequence[Heading]) -> list[Heading]:
    """The marked headings with those that name themselves, each ranked by its place.

    A numbering that goes on behind such a heading (一、 before it, 二、 behind) stands above it, one that begins anew
    stands below it. Else it is a sibling of the last of its kind, or of the headings of the first rank.
    """
    behind = followers(marked)
    ranks: dict[float, float] = {}  # by the rank above, the one given to headings of the kind there
    found: list[Heading] = []
    stack: list[int] = []
    k = 0
    for heading in named:
        while k < len(marked) and marked[k].start < heading.start:
            while stack and marked[stack[-1]].rank >= marked[k].rank:
                stack.pop()
            stack.append(k)
            found.append(marked[k])
            k += 1
        over = max((marked[j].rank for j in stack if _goes_on(marked[j], behind[j])), default=0.0)
        under = _renewed(marked, k)
        rank = ranks.get(over)
        if rank is None or rank >= under:
            top = min((marked[j].rank for j in stack), default=under)
            rank = over + _NAMED if over or top >= under else top
        ranks[over] = rank
        found.append(replace(heading, rank=rank))
    return [*found, *marked[k:]]


def _goes_on(heading: Heading, later: Heading | None) -> bool:
    """True if a later heading carries the numbering on."""
    return (
        later is not None
        and heading.number is not None
        and later.rank == heading.rank
        and later.number == heading.number + 1
    )


def _renewed(headings: Sequence[Heading], k: int) -> float:
    """The rank of heading `k` if a numbering begins with it: what stands right before it must be above that."""
    return headings[k].rank if k < len(headings) and headings[k].number == 1 else _LOWEST


def _placed_plain(
    paras: Sequence[Line], known: Sequence[Heading], plain: Sequence[Heading], hints: Hints
) -> list[Heading]:
    """The headings with the plain lines that are some too: two at least under one heading, the first near to it, or one
    that the file sets off. They are children of the heading that they stand under.
    """
    starts = [para.first for para in paras]
    left = list(plain)
    for _ in range(_PASSES):
        kept: list[Heading] = []
        for group in _groups(known, left):
            above = bisect_left(known, group[0].start, key=_start) - 1
            begin = bisect_right(starts, known[above].title.end) if above >= 0 else 0
            near = bisect_left(starts, group[0].start) - begin < _FIRST
            kept += [h for h in group if _set_off(h.line, hints) or (near and len(group) > 1)]
        settled = len(kept) == len(left)
        left = kept  # without those that are none, the others may stand elsewhere
        if settled:
            break
    return sorted([*known, *left], key=_start)


def _groups(known: Sequence[Heading], plain: Sequence[Heading]) -> list[list[Heading]]:
    """The plain lines, ranked as if all of them were headings: in groups, each of one rank under one heading."""
    groups: list[list[Heading]] = []
    stack: list[Heading] = []
    last: Heading | None = None
    k = 0
    for heading in plain:
        while k < len(known) and known[k].start < heading.start:
            if last is not None and known[k].rank <= last.rank:
                last = None
            while stack and stack[-1].rank >= known[k].rank:
                stack.pop()
            stack.append(known[k])
            k += 1
        under = _renewed(known, k)
        if last is None or last.rank >= under:
            parent = next((h for h in reversed(stack) if h.rank < under), None)
            last = replace(heading, rank=(parent.rank if parent is not None else 0) + _PLAIN)
            groups.append([last])
        else:
            last = replace(heading, rank=last.rank)
            groups[-1].append(last)
    return groups


def title_of(folded: str, line: Line) -> str | None:
    """The words of a line that may be a heading, without a closing colon and dashes before; None where its form forbids
    it.

    >>> [title_of(t, Line(0, len(t), 0, len(t))) for t in ("过去五年工作回顾:", "单位:万元", "全年审计37个。")]
    ['过去五年工作回顾', None, None]
    """
    if line.last - line.first > _LONGEST + 10:
        return None
    piece = unspaced(folded[line.first : line.last]).removesuffix(":").lstrip("—- ").strip()
    if not 2 <= len(piece) <= _LONGEST or 2 * len(_HAN.findall(piece)) < len(piece):
        return None
    words = _words()
    if words.never.search(piece) or words.motto.match(piece) or piece.count(",") > (folded[line.last - 1] != ":"):
        return None
    return piece


def names_itself(title: str) -> bool:
    """True if the words tell what stands below: a role with a title's end (2026年工作打算), or a time alone (过去五年).

    >>> names_itself("2026年工作打算"), names_itself("经济运行稳中向好"), names_itself("我们要认真抓好今后工作")
    (True, False, False)
    """
    words = _words()
    if words.times.match(title):
        return True
    if words.ends.search(title) is None or words.acts.search(title) is not None:
        return False
    return roles.of_title(title) in _NAMING


def is_plain(title: str) -> bool:
    """True if the words can be a title that tells no role: short, without figures, and not the name of an office."""
    words = _words()
    return (
        len(title) <= _SHORT
        and len(title) >= 4
        and _FIGURE.search(title) is None
        and words.acts.search(title) is None
        and _OFFICE.fullmatch(title) is None
    )


def stands_alone(folded: str, paras: Sequence[Line], i: int) -> bool:
    """True if line `i` is no part of a sentence: what stands above is at its end or may be a heading itself, and what
    stands below begins anew.
    """
    line = paras[i]
    below = paras[i + 1] if i + 1 < len(paras) else None
    if folded[line.first] in _GOES_ON or (below is not None and folded[below.first] in _GOES_ON):
        return False
    if i == 0:
        return True
    above = paras[i - 1]
    last = above.last - 1
    while last > above.first and folded[last] in _CLOSERS:
        last -= 1
    if folded[last] in TERMINAL or markers.at(folded, above.first, above.last) is not None:
        return True
    if _words().motto.match(folded[above.first : above.last]) is not None:
        return True
    return title_of(folded, above) is not None and (i == 1 or stands_alone(folded, paras[i - 2 : i], 1))


def over_text(folded: str, below: Line | None) -> bool:
    """True if prose stands below: a sentence, a lead-in, or a paragraph of some length with sentences in it."""
    if below is None or folded.find("\t", below.first, below.last) >= 0:
        return False
    size = below.last - below.first
    if size >= _SENTENCE and folded[below.last - 1] in "。;!！:":
        return True
    return size >= _PROSE and _STOP.search(folded, below.first, below.last) is not None


def over_heading(folded: str, below: Line | None) -> bool:
    """True if a heading with a marker, or a line that names itself, stands below."""
    if below is None:
        return False
    if markers.at(folded, below.first, below.last) is not None:
        return True
    title = title_of(folded, below)
    return title is not None and (names_itself(title) or is_plain(title))


@cache
def _words() -> _Words:
    """The table, compiled once."""
    table = load.shipped("outline")["unmarked"]
    return _Words(**{name: regex.compile(table[name]) for name in ("never", "ends", "acts", "motto", "times")})
