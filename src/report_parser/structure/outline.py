"""The outline: heading lines and run-in headings, as a tree of sections that tile the body.

Levels follow GB/T 9704-2012, 7.3.3. A marker alone makes no heading: a numbered sentence of the body stays body. What
decides is the place (start of a paragraph), the sequence of the numbers, and whether the words after the marker are a
title (short, closed by a line end, a full stop or a colon) or a statement with figures.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache

import regex

from report_parser.data import load
from report_parser.models import Check, Section, SectionRole, Span, made
from report_parser.structure import lists, roles, unmarked
from report_parser.structure.chrome import Chrome
from report_parser.structure.headings import Heading, Shape
from report_parser.structure.years import Years
from report_parser.text import markers
from report_parser.text.document import Hints
from report_parser.text.lines import TERMINAL, Line, unspaced, unwrapped

_section = made(Section)
_NONE = Hints()
_UNKNOWN = Years()
_TITLE = 60
_RUN_IN = 50
_BARE = 30
_AFTER_COLON = 30
# Some offices type a full stop as the point of the Latin keyboard.
_SENTENCE_END = regex.compile(r"[。！？!?]|(?<=\p{Han}{2}|[)”》])\.(?!\P{Han})")
_POINT = regex.compile(r"[;,、] {0,2}|(?=[(①-⑳])")
_GAP = regex.compile(r"(?<=\p{Han}{3})[ \t]{1,4}+(?=[\p{Han}0-9])")
_FIGURE = regex.compile(
    r"[0-9][0-9.,]{0,15}+ ?(?:[万亿千百]{0,2}(?:[个件项家户名人条份场次元亩吨起宗批篇座台套处所]|公里|平方|%)|"
    r"倍|个百分点)(?!以[上下]的)"
)
_WORDED = {"attachment": "附", "part": "第", "roman": "IVXⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"}
_CELLS = regex.compile(r"[\t|]")
_NUMBER = regex.compile(r"[0-9][0-9,.]{0,15}%?")
_HASHES = regex.compile(r"#{1,6} +")


def find(
    folded: str, lines: Sequence[Line], chrome: Chrome, hints: Hints = _NONE, tables: Sequence[Span] = ()
) -> list[Heading]:
    r"""The headings of a text, in document order, each with its rank; `tree` makes sections of them.

    The rows of `tables` hold no headings: their numbers (一、税收收入) count labels.

    >>> from report_parser.structure import chrome
    >>> from report_parser.text import lines
    >>> text = "2025年工作回顾\n一、经济运行\n全年审计37个。\n2026年工作打算\n继续努力,再接再厉。"
    >>> rows = lines.split(text)
    >>> [(h.marker.of(text), h.title.of(text)) for h in find(text, rows, chrome.find(text, rows))]
    [('', '2025年工作回顾'), ('一、', '经济运行'), ('', '2026年工作打算')]
    """
    if chrome.body.start >= chrome.body.end:
        return []
    inside = range(chrome.front.stop, chrome.back.start)
    kept = [line for i, line in enumerate(lines) if i in inside and (i not in chrome.lines)]
    starts = [table.start for table in tables]
    kept = [line for line in kept if not _in_one(line, tables, starts)]
    paras = [line for line in kept if not line.blank]
    marked = _accept(_candidates(folded, paras, hints.headings))
    return unmarked.add(folded, paras, marked, hints)


def tree(
    folded: str, text: str, body: Span, headings: Sequence[Heading], years: Years = _UNKNOWN
) -> tuple[Section, ...]:
    """The sections that the headings make of a body, which they tile; `years` help to tell their roles."""
    if body.start >= body.end:
        return ()
    placed = _depths(headings)
    places = _places(folded, body, placed)
    given = roles.assign(places, years)
    first = headings[0].start if headings else body.end
    intro = first > body.start
    ends = [*(heading.start for heading in headings), body.end][1:]
    below: dict[int, list[Section]] = {}  # by depth: the sections made so far that wait for the one above them
    for number in reversed(range(len(headings))):
        (heading, depth, level), end = placed[number], ends[number]
        children = tuple(reversed(below.pop(depth + 1, [])))
        lead, own, role = Span(heading.title.end, end), Span(heading.start, heading.title.end), given[number]
        section = _section(
            id=number + intro,
            level=level,
            depth=depth,
            number=heading.number,
            marker=unwrapped(text, heading.marker.start, heading.marker.end),
            title=unwrapped(text, heading.title.start, heading.title.end),
            role=role,
            span=Span(heading.start, children[-1].span.end if children else end),
            heading=own,
            lead=lead,
            items=lists.find(folded, text, lead, roles.parts(folded, lead, role, own)),
            children=children,
        )
        below.setdefault(depth, []).append(section)
    sections = tuple(reversed(below.get(0, [])))
    return (_opening(folded, text, Span(body.start, first), roles.of_opening(places)), *sections) if intro else sections


def _opening(folded: str, text: str, lead: Span, role: SectionRole) -> Section:
    """The text before the first heading as a section without one."""
    return _section(
        id=0,
        level=0,
        depth=0,
        number=None,
        marker="",
        title="",
        role=role,
        span=lead,
        heading=Span(lead.start, lead.start),
        lead=lead,
        items=lists.find(folded, text, lead, [(lead, role)]),
    )


def titles(folded: str, headings: Sequence[Heading]) -> list[tuple[Span, SectionRole | None]]:
    """Where the titles of the headings of the first rank stand, with the role that each one names for certain."""
    found = [heading.title for heading, depth, _ in _depths(headings) if depth == 0]
    return [(title, roles.named_by(unspaced(unwrapped(folded, title.start, title.end)))) for title in found]


def _in_one(line: Line, tables: Sequence[Span], starts: Sequence[int]) -> bool:
    """Whether a line is a row of one of the tables, which stand in order and apart."""
    at = bisect_right(starts, line.start) - 1
    return at >= 0 and line.start < tables[at].end


def heading_spans(sections: Sequence[Section], text: str = "") -> list[tuple[int, int]]:
    """The spans of the heading markers, in document order. `text` is needed where a line break stands in a marker."""
    found = []
    for section in (s for top in sections for s in top.walk() if s.marker):
        start = section.heading.start
        end = start + len(section.marker)
        while unwrapped(text, start, end) != section.marker and end < section.heading.end:
            end += 1
        found.append((start, end if text else start + len(section.marker)))
    return found


def check(sections: Sequence[Section]) -> tuple[Check, ...]:
    """A check for every heading whose number repeats or skips one. Nothing is renumbered."""
    found: list[Check] = []
    _check_level(sections, found)
    return tuple(sorted(found, key=lambda c: c.spans[0].start))


def _check_level(siblings: Sequence[Section], found: list[Check]) -> None:
    """Add to `found` what is wrong with the numbers of siblings, and of all below them."""
    last: dict[str, Section] = {}
    for section in siblings:
        _check_level(section.children, found)
        if section.number is None:
            continue
        style = next((name for name, heads in _WORDED.items() if section.marker[:1] in heads), str(section.level))
        before = last.get(style)
        expected = before.number + 1 if before is not None and before.number is not None else 1
        last[style] = section
        if section.number == expected:
            continue
        spans = (before.heading, section.heading) if before is not None else (section.heading,)
        verb = "repeats" if before is not None and section.number <= expected - 1 else "skips"
        found.append(
            Check(
                kind="numbering",
                verdict="review",
                message=f"the heading {section.marker}{section.title} {verb} a number: {expected} was expected",
                spans=spans,
            )
        )


def _candidates(folded: str, paras: Sequence[Line], hints: Mapping[int, int]) -> list[Heading]:
    """Every paragraph that begins with a marker, or has a heading style, as the heading that it would be."""
    found: list[Heading] = []
    for i, para in enumerate(paras):
        first = para.first
        hashes = _HASHES.match(folded, first, para.last) if folded[first] == "#" else None
        if hashes is not None:
            first = hashes.end()
        marker = markers.at(folded, first, para.last)
        hint = hints.get(para.start, hints.get(para.first))
        below = paras[i + 1] if i + 1 < len(paras) else None
        if marker is not None and marker.title >= para.last:
            if below is not None and below.last - below.first <= _TITLE and folded[below.last - 1] not in TERMINAL:
                found.append(_attachment(marker, below))
        elif marker is not None and not _is_row(folded, marker.title, para.last, below):
            found.append(_numbered(folded, para, marker, below))
            if hint is not None or hashes is not None:
                found[-1].shape = "own"
        elif (hint is not None or hashes is not None) and para.last - first <= 2 * _TITLE:
            level = hint if hint is not None else hashes.end() - para.first - 1 if hashes is not None else 1
            empty = Span(first, first)
            found.append(Heading(para, first, empty, Span(first, para.last), level, level + 4, None, "style", "own"))
    for c, after in zip(reversed(found[:-1]), reversed(found), strict=False):
        if c.style == after.style and after.number == (c.number or 0) + 1 and not after.figures:
            c.led = after.led or after.shape == "run_in"
    return found


def _is_row(folded: str, start: int, end: int, below: Line | None) -> bool:
    """Whether a numbered line is a row of a table: cells on it, a number alone on the next, or a known label."""
    if _CELLS.search(folded, start, end) is not None or _rows().fullmatch(folded, start, end) is not None:
        return True
    return below is not None and _NUMBER.fullmatch(folded, below.first, below.last) is not None


@cache
def _rows() -> regex.Pattern[str]:
    """The numbered rows of the national template, as one pattern."""
    return regex.compile("(?:" + "|".join(load.shipped("outline")["rows"]) + ")")


def _attachment(marker: markers.Marker, below: Line) -> Heading:
    """附件1 on a line of its own, with its title on the next."""
    style = marker.style
    return Heading(
        Line(marker.start, below.end, marker.start, below.last), marker.start, Span(marker.start, marker.end),
        Span(below.first, below.last), style.level, style.rank, marker.number, style.id, "own",
    )  # fmt: skip


def _numbered(folded: str, para: Line, marker: markers.Marker, below: Line | None) -> Heading:
    """A paragraph with a marker as the heading that it would be: where its title ends, and of what shape it is."""
    start, end = marker.title, para.last
    stop = _SENTENCE_END.search(folded, start, end)
    first = stop.start() if stop else end
    figures = False
    shape: Shape
    if stop is None and first - start <= _TITLE:
        shape = "own"
    elif stop is not None and stop.end() < end and first - start <= _RUN_IN:
        shape = "run_in"
    elif stop is not None and stop.end() == end and first - start <= 80:
        shape = "sentence"
    else:
        shape = "statement"
    if _lists(folded, marker, start, first):
        shape = "statement"
    colon = folded.find(":", start, first)
    if 0 <= colon - start <= _AFTER_COLON and colon > start:
        if colon + 1 == first or shape != "own" or colon + 8 < end:
            first = colon
            shape = "own" if colon + 1 >= end else "run_in"
    elif shape in ("statement", "run_in", "sentence") or (shape == "own" and first - start > 20):
        gap = _GAP.search(folded, start, min(first, start + 34))
        if gap is not None and end - gap.end() > 20:
            first = gap.start()
            shape = "run_in"
    line_end = folded.find("\n", start, first)
    if shape == "statement" and marker.style.id == "han" and 0 < line_end - start <= _TITLE:
        first = line_end  # it fills its line, and so looks as if it ran on
        shape = "run_in"
    figures = _FIGURE.search(folded, start, first) is not None
    while first > start and folded[first - 1] in " :,;、":
        first -= 1
    follows = below is not None and markers.at(folded, below.first, below.last) is None
    return Heading(
        para, marker.start, Span(marker.start, marker.end), Span(start, first), marker.style.level, marker.style.rank,
        marker.number, marker.style.id, shape, figures, follows,
    )  # fmt: skip


def _lists(folded: str, marker: markers.Marker, start: int, end: int) -> bool:
    """Whether the next marker of the same kind follows inside the sentence: (一)人手不足;(二)经费不足."""
    for point in _POINT.finditer(folded, start, end):
        other = markers.at(folded, point.end(), end)
        if other is not None and other.style is marker.style:
            return other.number == (marker.number or 0) + 1
    return False


def _accept(candidates: Sequence[Heading]) -> list[Heading]:
    """The candidates that are headings: title-like, and in a sequence of their style under the heading above."""
    found: list[Heading] = []
    counters: dict[str, int] = {}
    ranks: dict[str, float] = {}
    for c in candidates:
        style = "han" if c.style == "bare" else c.style
        last = counters.get(style)
        if c.style != "style" and not _is_heading(c, last):
            continue
        for lower in [s for s, rank in ranks.items() if rank > c.rank]:
            del counters[lower], ranks[lower]
        counters[style] = c.number or 0
        ranks[style] = c.rank
        found.append(c)
    return found


def _is_heading(c: Heading, last: int | None) -> bool:
    """True if a candidate is a heading; `last` is the number of the last one of its style here, None for none."""
    if c.style == "attachment":
        return c.shape in ("own", "run_in") and c.title.end - c.title.start <= _TITLE
    number = c.number if c.number is not None else 1
    in_sequence = number == 1 if last is None else number == last + 1
    near = in_sequence or (last is not None and 0 <= number - last <= 3) or number == 1
    if c.style == "bare":
        return c.shape == "own" and in_sequence and c.title.end - c.title.start <= 30
    if c.style in ("han", "bracket", "part", "chapter", "section", "roman"):
        if c.shape == "statement":
            return False
        if c.shape == "sentence":
            return near and (c.text_follows or (not c.figures and c.title.end - c.title.start <= _BARE))
        return near or (c.style != "roman" and not c.figures)
    if not near:
        return False
    if c.shape == "own":
        return not c.figures or c.text_follows
    if c.shape == "run_in":
        return not c.figures and c.title.end - c.title.start <= 32
    if c.shape != "sentence" or c.figures:
        return False
    size = c.title.end - c.title.start
    return (c.text_follows and size <= 40) or (size <= _BARE and in_sequence and (last is not None or c.led))


def _depths(headings: Sequence[Heading]) -> list[tuple[Heading, int, int]]:
    """Every heading with its depth in the tree, below the last one before it of a higher rank, and its level.

    A heading without a marker has the level below that of its parent.
    """
    found: list[tuple[Heading, int, int]] = []
    stack: list[tuple[Heading, int]] = []
    for heading in headings:
        while stack and stack[-1][0].rank >= heading.rank:
            stack.pop()
        level = heading.level or (stack[-1][1] + 1 if stack else 1)
        found.append((heading, len(stack), level))
        stack.append((heading, level))
    return found


def _places(folded: str, body: Span, placed: Sequence[tuple[Heading, int, int]]) -> list[roles.Place]:
    """What the roles of the headings depend on; words are weighed only under top titles that tell nothing."""
    tops = [heading.start for heading, depth, _ in placed if depth == 0]
    ends = dict(zip(tops, [*tops[1:], body.end], strict=False))
    found: list[roles.Place] = []
    for heading, depth, _ in placed:
        title = unspaced(unwrapped(folded, heading.title.start, heading.title.end))
        untold = depth == 0 and roles.named_by(title) is None
        leans = roles.leaning(folded, Span(heading.title.end, ends[heading.start])) if untold else None
        found.append(roles.Place(title, depth, heading.style == "attachment", leans))
    return found
