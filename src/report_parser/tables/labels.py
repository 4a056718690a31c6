"""The labels of a table's rows as a tree: 其中：, #, numbers (一、 1. （1）), indentation, columns of codes.

A row that is said to be a part (其中：住宅) carries the name of its whole. One that merely follows such a row does so
only where the figures prove it: the parts add up to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import regex

from report_parser.data import load
from report_parser.tables.words import Words, joined

# Markers by their place in the order of GB/T 9704: what stands further down is a part of what stands above.
_MARKERS = tuple(
    regex.compile(pattern)
    for pattern in (
        r"(?P<n>[一二三四五六七八九十]{1,3})[、.．]",
        r"\((?P<n>[一二三四五六七八九十]{1,3})\)",
        r"(?P<n>[0-9]{1,2})(?:[、．]|\.(?![0-9]))",
        r"\((?P<n>[0-9]{1,2})\)",
        r"(?P<n>[①-⑳])",
    )
)
_FIRST = frozenset("一1①")
_NOUN = 2  # letters
_BOUNDS = "上下内外他"  # 60岁及以上, 其他: no nouns
_MARK = 14  # half letters: as wide as the longest mark of parts (在总计中：) with its blanks
_STEP = 2  # half letters: a label that is set in by less is not


@dataclass(slots=True)
class Label:
    """A row's label on the way into the tree.

    `words` are without marker and 其中：; `among` says that 其中： or # stands there (`mark` half letters wide), `of`
    are the words of the whole where they do (在总计中：); `marker` is the level of the marker and `first` says that it
    is the first of its kind, `depth` is the level of the code, `indent` how far the label is set in, in half letters.
    `size` is the row's first figure that can add up and `step` what its last digit is worth, `unit` the row's unit.
    Filled in later:
    `parent` is an index of the rows, `sure` says that the row is a part of it by words, sums or indentation; `placed`
    that it is by indentation, `behind` that it goes on with the parts that 其中： begins.
    """

    words: Words
    among: bool = False
    of: str = ""
    marker: int | None = None
    first: bool = False
    depth: int | None = None
    indent: int = 0
    mark: int = 0
    size: Decimal | None = None
    step: Decimal = Decimal(0)
    unit: str = ""
    total: bool = False
    parent: int | None = None
    sure: bool = False
    placed: bool = False
    behind: bool = False


def read(words: Words, indent: int = 0) -> Label:
    """A label without its marker and its 其中：, which are kept as what they say.

    >>> label = read(Words("1.其中:住宅", tuple(range(7))))
    >>> label.words.text, label.marker, label.among
    ('住宅', 2, True)
    """
    label = Label(words, indent=indent)
    for level, pattern in enumerate(_MARKERS):
        if (hit := pattern.match(label.words.text)) is not None and hit.end() < len(label.words.text):
            label.marker, label.first = level, hit["n"] in _FIRST
            label.words = label.words.part(hit.end())
            break
    if (among := _among().match(label.words.text)) is not None:
        label.among, label.mark = True, sum(1 if sign == "#" else 2 for sign in among[0])
        whole = label.words.part(among.start("whole"), among.end("whole"))  # 在总计中：轻工业
        label.of = whole.text
        label.words = joined([whole, label.words.part(among.end())])
    label.total = _total().fullmatch(label.words.text) is not None
    label.words = label.words.stripped(":,、;*　 ")
    return label


def says_all(part: str, whole: str) -> bool:
    """Whether a part's label says by itself what is measured: it ends in the noun of its whole's.

    >>> says_all("税收收入", "一般公共预算收入"), says_all("住宅", "投资额")
    (True, False)
    """
    tail = part[-_NOUN:]
    return len(part) > _NOUN and tail == whole[-_NOUN:] and tail[-1] not in _BOUNDS


def grow(labels: Sequence[Label]) -> None:
    """Find the parent of each row, in place."""
    markers: dict[int, int] = {}  # level of marker -> last row with it
    base: int | None = None  # the row before the first marked one
    groups: list[_Group] = []
    above = _set_in(labels)
    for at, label in enumerate(labels):
        if label.total:
            groups, markers, base = [], {}, None
            continue
        if label.depth is None and label.marker is None and not label.among and (whole := above[at]) is not None:
            label.parent, label.placed = whole, True
            label.sure = _fits(label, labels[whole].size, labels[whole].unit, (label.step + labels[whole].step) / 2)
            _join(labels, groups, whole, at)
            continue
        if label.depth is not None:
            label.parent = _above(labels, at)
            label.sure = label.parent is not None
            continue
        if label.marker is not None:
            groups = []
            markers = {level: row for level, row in markers.items() if level < label.marker}
            if label.first and not markers:
                base = at - 1 if at and labels[at - 1].marker is None and not labels[at - 1].total else None
            label.parent = max(markers.values(), default=base)
            label.sure = bool(markers)
            markers[label.marker] = at
        if label.among:
            _open(labels, groups, at)
        elif label.marker is None:
            _follow(labels, groups, at)
    for group in groups:
        _prove(labels, group)


def _set_in(labels: Sequence[Label]) -> list[int | None]:
    """The row above each label that is set in further than it; None for all where the labels show no such levels.

    They do not where the first one is set in already, or where half of them stand each in a place of its own. Behind
    其中： a label begins where that of the next row does, which is set below it.
    """
    above: list[int | None] = [None] * len(labels)
    shown = [at for at, label in enumerate(labels) if label.words.text and not label.total]
    places = {labels[at].indent for at in shown}
    if len(places) < 2 or labels[shown[0]].indent > min(places) + 1 or len(places) * 2 > len(shown) + 1:
        return above
    begins: dict[int, int] = {}
    open_: list[int] = []
    for at, below in zip(shown, [*shown[1:], None], strict=True):
        begins[at] = labels[at].indent
        if labels[at].among:
            level = None if below is None or labels[below].among else labels[below].indent
            begins[at] = (
                level
                if level is not None and begins[at] < level <= begins[at] + _MARK
                else begins[at] + labels[at].mark
            )
        while open_ and begins[open_[-1]] + _STEP > begins[at]:
            open_.pop()
        above[at] = open_[-1] if open_ else None
        open_.append(at)
    return above


def _join(labels: Sequence[Label], groups: list[_Group], whole: int, at: int) -> None:
    """Add a part of a known whole to the open groups, so that what is left of it tells of a 其中： behind."""
    while groups and groups[-1].whole != whole:
        _prove(labels, groups.pop())
    if not groups:
        groups.append(_Group(whole, [], Decimal(0)))
    group = groups[-1]
    labels[at].behind = bool(group.rows) and labels[group.rows[0]].among
    group.rows.append(at)
    group.sum += labels[at].size or Decimal(0)


@dataclass(slots=True)
class _Group:
    """The parts of one whole that stand below it."""

    whole: int | None
    rows: list[int]
    sum: Decimal

    def slack(self, labels: Sequence[Label]) -> Decimal:
        """How far the sum of rounded parts may lie from their rounded whole: half a step for each."""
        rows = [*self.rows, *([] if self.whole is None else [self.whole])]
        return sum((labels[row].step for row in rows), Decimal(0)) / 2


def _open(labels: Sequence[Label], groups: list[_Group], at: int) -> None:
    """A row with 其中：: a part of the row before, or of what that is a part of where it does not fit into it."""
    label = labels[at]
    whole: int | None = at - 1 if at and not labels[at - 1].total else None
    while groups and whole is not None and whole in groups[-1].rows:
        group, inner = groups[-1], labels[whole]
        told = label.size is not None and inner.size is not None  # else only 其中： behind 其中： goes deeper
        again = label.of != "" and label.of == labels[group.rows[0]].of
        deeper = (told or len(group.rows) == 1) and not again and not _complete(labels, group)
        if deeper and _fits(label, inner.size, inner.unit, inner.step):
            break
        _prove(labels, group)
        groups.pop()
        whole = group.whole
    if label.marker is None:
        label.parent, label.sure = whole, whole is not None
    groups.append(_Group(whole, [at], label.size or Decimal(0)))


def _follow(labels: Sequence[Label], groups: list[_Group], at: int) -> None:
    """A row without a sign: it goes on with the parts above while they do not outgrow their whole."""
    label = labels[at]
    while groups:
        group = groups[-1]
        whole = labels[group.whole] if group.whole is not None else None
        room = None if whole is None or whole.size is None else whole.size - group.sum
        if (
            whole is not None
            and not _complete(labels, group)
            and _fits(label, room, whole.unit, group.slack(labels) + label.step / 2)
        ):
            group.rows.append(at)
            group.sum += label.size or Decimal(0)
            label.parent = group.whole
            return
        _prove(labels, group)
        groups.pop()


def _fits(label: Label, room: Decimal | None, unit: str, slack: Decimal) -> bool:
    """Whether a part can stand in what is left of a whole; parts that do not add up always can."""
    if label.unit and label.unit != unit:
        return False
    return label.size is None or room is None or label.size <= room + slack


def _complete(labels: Sequence[Label], group: _Group) -> bool:
    """Whether the parts add up to their whole."""
    whole = labels[group.whole].size if group.whole is not None else None
    return whole is not None and len(group.rows) > 1 and abs(group.sum - whole) <= group.slack(labels)


def _prove(labels: Sequence[Label], group: _Group) -> None:
    """Rows that only follow are parts where the sum says so; else they stand alone."""
    proven = _complete(labels, group)
    for at in group.rows[1:]:
        if labels[at].placed:
            continue
        labels[at].sure = proven
        if not proven:
            labels[at].parent = None


def _above(labels: Sequence[Label], at: int) -> int | None:
    """The nearest row above with a code of a higher level."""
    depth = labels[at].depth
    for row in range(at - 1, -1, -1):
        above = labels[row].depth
        if above is not None and depth is not None and above < depth:
            return row
    return None


@cache
def _among() -> regex.Pattern[str]:
    return regex.compile(load.shipped("tables")["label"]["among"])


@cache
def _total() -> regex.Pattern[str]:
    return regex.compile(load.shipped("tables")["label"]["total"])
