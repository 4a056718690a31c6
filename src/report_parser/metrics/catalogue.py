"""The catalogue of indicators: what is measured, under which names reports write it, and how numbers of it relate.

Entries are data (`data/indicators/*.toml`); a user adds or overrides with `Parser(indicators=…)`:

>>> from report_parser import Parser
>>> parser = Parser(indicators={"indicator": {"my.bridges": {"name": "新建桥梁", "unit": "座", "kind": "count"}}})
>>> [metric.indicator for metric in parser.parse("全年新建桥梁12座。").metrics]
['my.bridges']

A name matches an entry when it is the entry's name or an alias, letter by letter, once quotation marks, 的 and the
words of `[drop]` are off. An alias with a gap (`受理…行政复议申请`) fixes only its ends. A name that merely contains an
alias does not match: 脱贫县农村居民人均可支配收入 is another indicator than 农村居民人均可支配收入, and a wrong id is
worse than none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from report_parser.data import load
from report_parser.errors import TableError
from report_parser.models import Kind, Metric, Quantity
from report_parser.text.fold import fold

Measure = Literal["flow", "stock", "rate"]

FAMILIES = ("audit", "rule_of_law", "disclosure", "economy")
_GAP = "…"
# No indicator is called by more letters; what is longer is a whole clause.
_LONGEST = 64
_FIELDS = frozenset(
    """name english definition unit kind measure additive merge apart aliases
    part_of exhaustive rate_of single core""".split()
)
# Marks that writers put in or leave out, and 的, which joins without adding (审计查出的问题 = 审计查出问题).
_SILENT = dict.fromkeys(map(ord, "“”‘’\"'《》<> \t\n\r的"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator.

    `measure` says how values add over time: a flow does, a stock and a rate do not. `additive` says whether they add
    over bodies. Numbers in `unit` and in the units of `merge` count the same thing (移送线索 3条 = 3件); those in
    `apart` look alike and do not (件, 件次). `part_of` is the total, and the parts that share a breakdown (`exhaustive`
    names it: 产业, 城乡, 来源) make it up.
    `rate_of` names the part and the whole of a rate. A `single` indicator has one value a report and time. `core` ones
    are those whose recall is measured.
    """

    id: str
    name: str
    kind: Kind
    unit: str = ""
    english: str = ""
    definition: str = ""
    measure: Measure = "flow"
    additive: bool = True
    merge: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    aliases: tuple[str, ...] = ()
    part_of: str | None = None
    exhaustive: str | None = None
    rate_of: tuple[str, str] | None = None
    single: bool = False
    core: bool = False

    def counts_in(self, unit: str) -> bool:
        """Whether a count in this unit is a count of this indicator; a count without a unit is.

        >>> entry = default().entries["audit.transfers"]
        >>> entry.counts_in("条"), entry.counts_in("件"), entry.counts_in("人")
        (True, True, False)
        """
        return not unit or unit == self.unit or unit in self.merge

    def holds(self, quantity: Quantity) -> bool:
        """Whether a level of this indicator can be such a quantity."""
        return quantity.kind == self.kind and (self.kind != "count" or self.counts_in(quantity.unit))


@dataclass(frozen=True, slots=True)
class Match:
    """Why a name is an indicator: the alias that it matches, and the words that were dropped on the way."""

    indicator: str
    alias: str
    dropped: tuple[str, ...] = ()


class Catalogue:
    """The compiled table `indicators`. Immutable after it is made; raises TableError for a malformed entry."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.entries: dict[str, Entry] = {id_: _entry(id_, row) for id_, row in table.get("indicator", {}).items()}
        self._exact: dict[str, tuple[tuple[str, Entry], ...]] = {}
        self._ends: dict[str, tuple[tuple[str, str, Entry], ...]] = {}
        for entry in self.entries.values():
            for other in (entry.part_of, *(entry.rate_of or ())):
                if other is not None and other not in self.entries:
                    raise TableError(f"table indicators, entry {entry.id}: there is no indicator {other!r}.")
            # A later entry goes first: a user's indicator may take over a name of the package.
            for alias in dict.fromkeys((entry.name, *entry.aliases)):
                head, gap, tail = alias.partition(_GAP)
                if gap:
                    end = key(tail)
                    self._ends[end] = ((key(head), alias, entry), *self._ends.get(end, ()))
                else:
                    self._exact[key(alias)] = ((alias, entry), *self._exact.get(key(alias), ()))
        self._exhaustive: dict[str, dict[str, tuple[str, ...]]] = {}
        for entry in self.entries.values():
            if entry.exhaustive is not None and entry.part_of is not None:
                breakdowns = self._exhaustive.setdefault(entry.part_of, {})
                breakdowns[entry.exhaustive] = (*breakdowns.get(entry.exhaustive, ()), entry.id)
        self._end_sizes = tuple(sorted({len(end) for end in self._ends}, reverse=True))
        drop = table.get("drop", {})
        self._front = _by_letter(_words(drop.get("front", []), "drop.front"), 0)
        self._back = _by_letter(_words(drop.get("back", []), "drop.back"), -1)

    def explain(self, name: str, quantity: Quantity | None = None, region: str | None = None) -> Match | None:
        """The indicator that a name stands for, and why; None where the catalogue has none.

        `quantity` is a level of it, which must be of the indicator's kind; without one, kinds are not compared.

        >>> default().explain("全市受理的行政复议申请")
        Match(indicator='review.accepted', alias='受理行政复议申请', dropped=('全市',))
        >>> default().explain("脱贫县农村居民人均可支配收入") is None
        True
        """
        rest = key(name) if len(name) <= _LONGEST else ""
        dropped: list[str] = []
        while rest:
            for alias, entry in self._exact.get(rest, ()):
                if quantity is None or entry.holds(quantity):
                    return Match(entry.id, alias, tuple(dropped))
            for size in self._end_sizes:
                for head, alias, entry in self._ends.get(rest[-size:], ()):
                    if len(rest) > size and rest.startswith(head) and (quantity is None or entry.holds(quantity)):
                        return Match(entry.id, alias, tuple(dropped))
            word = self._droppable(rest, region)
            if word is None:
                return None
            dropped.append(word)
            rest = rest[len(word) :] if rest.startswith(word) else rest[: -len(word)]
        return None

    def bare(self, name: str) -> str:
        """A name as it is compared, without the words that may be dropped.

        >>> default().bare("全市共查出的问题")
        '问题'
        """
        rest = key(name[:_LONGEST])
        while rest and (word := self._droppable(rest, None)) is not None and len(word) < len(rest):
            rest = rest[len(word) :] if rest.startswith(word) else rest[: -len(word)]
        return rest

    def _droppable(self, rest: str, region: str | None) -> str | None:
        if region and rest.startswith(region):
            return region
        for word in self._front.get(rest[0], ()):
            if rest.startswith(word):
                return word
        for word in self._back.get(rest[-1], ()):
            if rest.endswith(word):
                return word
        return None

    def label(self, metrics: Sequence[Metric], region: str | None = None) -> tuple[Metric, ...]:
        """The metrics with `indicator` set where the catalogue knows them. `region` is whose report it is."""
        labelled = []
        for metric in metrics:
            found = self.explain(metric.name, _sample(metric), region)
            labelled.append(metric if found is None else metric.model_copy(update={"indicator": found.indicator}))
        return tuple(labelled)

    def find(self, name: str) -> Entry | None:
        """The entry of an id, a name or an alias.

        >>> default().find("GDP").id, default().find("economy.gdp").name
        ('economy.gdp', '地区生产总值')
        """
        if name in self.entries:
            return self.entries[name]
        found = self.explain(name)
        return None if found is None else self.entries[found.indicator]

    def exhaustive(self, indicator: str) -> tuple[tuple[str, ...], ...]:
        """The ids of the parts that make up an indicator, one list a breakdown; empty where none is known."""
        return tuple(self._exhaustive.get(indicator, {}).values())

    def parts(self, indicator: str) -> tuple[Entry, ...]:
        """The indicators that are a part of this one.

        >>> [entry.name for entry in default().parts("economy.gdp")]
        ['第一产业增加值', '第二产业增加值', '第三产业增加值']
        """
        return tuple(entry for entry in self.entries.values() if entry.part_of == indicator)


def key(name: str) -> str:
    """A name as it is compared: folded, without quotation marks, spaces and 的."""
    return fold(name).translate(_SILENT)


def shipped() -> dict[str, Any]:
    """The package's table of indicators."""
    table = dict(load.shipped("indicators/words"))
    for family in FAMILIES:
        table = load.merge(table, load.shipped(f"indicators/{family}"))
    return table


@lru_cache(maxsize=1)
def default() -> Catalogue:
    """The catalogue that comes with the package."""
    return Catalogue(shipped())


def _sample(metric: Metric) -> Quantity | None:
    """A value of the metric that is of the indicator's own kind: its first that is no change."""
    for observation in metric.observations:
        if observation.role != "delta":
            return observation.quantity
    return None


def _by_letter(words: Sequence[str], at: int) -> dict[str, tuple[str, ...]]:
    """Words by their first or last letter, the longest first."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(map(key, words), key=len, reverse=True):
        found[word[at]] = (*found.get(word[at], ()), word)
    return found


def _words(value: Any, entry: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and key(word) for word in value):
        raise TableError(f"table indicators, entry {entry}: give a list of words, not {value!r}.")
    return tuple(value)


def _breakdown(row: Mapping[str, Any], where: str) -> str | None:
    """The name of the breakdown that the entry is a member of; `true` is the only one of its total."""
    value = row.get("exhaustive", False)
    if not isinstance(value, bool | str) or value == "":
        raise TableError(f"{where}: exhaustive is true or the name of a breakdown, not {value!r}.")
    return "all" if value is True else value or None


def _entry(id_: str, row: Any) -> Entry:
    where = f"table indicators, entry {id_}"
    if not isinstance(row, Mapping) or not isinstance(row.get("name"), str) or not key(row["name"]):
        raise TableError(f"{where}: give a name.")
    if unknown := row.keys() - _FIELDS:
        raise TableError(f"{where}: unknown field {min(unknown)!r}. Fields are {', '.join(sorted(_FIELDS))}.")
    if row.get("kind") not in get_args(Kind):
        raise TableError(f"{where}: give a kind out of {', '.join(get_args(Kind))}.")
    if row.get("measure", "flow") not in get_args(Measure):
        raise TableError(f"{where}: measure is {', '.join(get_args(Measure))}, not {row['measure']!r}.")
    rate = row.get("rate_of")
    if rate is not None and not (isinstance(rate, Mapping) and rate.keys() == {"part", "whole"}):
        raise TableError(f"{where}: rate_of needs a part and a whole.")
    return Entry(
        id=id_,
        name=row["name"],
        kind=row["kind"],
        unit=str(row.get("unit", "")),
        english=str(row.get("english", "")),
        definition=str(row.get("definition", "")),
        measure=row.get("measure", "flow"),
        additive=bool(row.get("additive", True)),
        merge=frozenset(_words(row.get("merge", []), f"{id_}.merge")),
        apart=frozenset(_words(row.get("apart", []), f"{id_}.apart")),
        aliases=_words(row.get("aliases", []), f"{id_}.aliases"),
        part_of=row.get("part_of"),
        exhaustive=_breakdown(row, where),
        rate_of=None if rate is None else (rate["part"], rate["whole"]),
        single=bool(row.get("single", False)),
        core=bool(row.get("core", False)),
    )
