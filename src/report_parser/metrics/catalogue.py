"""The catalogue of indicators: what is measured, under which names reports write it, and how numbers of it relate.

Entries are data (`data/indicators/*.toml`); a user adds or overrides with `Parser(indicators=…)`:

>>> from report_parser import Parser
>>> parser = Parser(indicators={"indicator": {"my.bridges": {"name": "新建桥梁", "unit": "座", "kind": "count"}}})
>>> [metric.indicator for metric in parser.parse("全年新建桥梁12座。").metrics]
['my.bridges']

A name matches an entry when its normal form (`metrics.concept`) is that of the entry's name or of an alias, once words
that do not change what is measured are off its ends (`[drop]`). An alias with a gap (`受理…行政复议申请`) fixes
its ends, one with choices (`[外贸|货物|]进出口`) stands for several. A name that merely contains an alias does not
match: 样板县农村居民人均可支配收入 is another indicator than 农村居民人均可支配收入, and a wrong id is worse than none.

A family (`[family.output]`) makes an entry of each of its members (粮食, 油料 …): one thing that is measured of many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from report_parser.data import load
from report_parser.errors import TableError
from report_parser.metrics.composition import compositions
from report_parser.metrics.concept import Form, key, spelled, without, words
from report_parser.models import Kind, Metric, Quantity
from report_parser.numerals.units import default_units
from report_parser.values import value

Measure = Literal["flow", "stock", "rate"]
_KINDS, _MEASURES = get_args(Kind), get_args(Measure)

FAMILIES = (
    "audit", "rule_of_law", "disclosure", "economy", "accounts", "farming", "trade", "finance", "society", "living",
    "environment", "enterprise",
)  # fmt: skip
_GAP = "…"
_FIELDS = frozenset(
    """name english definition unit kind measure additive merge apart aliases bare
    part_of exhaustive rate_of single core short within""".split()
)
# How far behind its beginning a name says a word again that stands before it (人口年末常住人口).
_NEAR = 4
# Fields that hold for what is there, and not for what was added of it.
_OF_THE_WHOLE = frozenset(("part_of", "exhaustive", "bare", "short", "within"))
# Changes that say nothing of the unit of what changed.
_RELATIVE = frozenset(("percent", "percentage_point", "multiple"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator.

    `measure` says how values add over time: a flow does, a stock and a rate do not. `additive` says whether they add
    over bodies. Numbers in `unit` and in the units of `merge` count the same thing (移送线索 3条 = 3件); those in
    `apart` look alike and do not (件, 件次). Names in `bare` are this indicator only where a value of its own unit says
    so (粮食18.9万吨 is the output, 粮食增长3% need not be). `part_of` is the total, and the parts of one breakdown
    (`exhaustive` names it) make it up. `rate_of` names the part and the whole of a rate. A `single` indicator has one
    value a report and time. `core` ones are those whose recall is measured.
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
    bare: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
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
        """Whether a value of this indicator can be such a quantity: of its kind, and in a unit that measures the same.

        >>> from report_parser import find_quantities
        >>> entry = default().entries["economy.grain"]
        >>> [entry.holds(quantity) for quantity in find_quantities("378亿斤，12万吨，46万亩，12%")]
        [True, True, False, False]
        """
        if quantity.kind != self.kind:
            return False
        if quantity.kind == "count":
            # 1.097人 is a rate.
            whole = not self.additive or quantity.value == quantity.value.to_integral_value()
            return whole and self.counts_in(quantity.unit)
        if quantity.unit == self.unit or quantity.kind not in ("measure", "duration", "money"):
            return True
        own, other = _dimension(self.unit), _dimension(quantity.unit)
        if quantity.kind == "money":  # of any currency, but 元/人 is no amount
            return own.partition("/")[2] == other.partition("/")[2]
        return not own or not other or own == other


@dataclass(frozen=True, slots=True)
class Match:
    """Why a name is an indicator: the alias that it matches, and the words that were dropped on the way.

    `within` are the words before it that complete a short name.
    """

    indicator: str
    alias: str
    dropped: tuple[str, ...] = ()
    within: str = ""

    @property
    def says(self) -> str:
        """The same in words.

        >>> Match("pupils.high", "在校生", within="普通高中").says
        '在校生 is a name of it behind 普通高中'
        """
        behind = f" behind {self.within}" if self.within else ""
        dropped = f"; without {'、'.join(self.dropped)}" if self.dropped else ""
        return f"{self.alias} is a name of it{behind}{dropped}"


@dataclass(frozen=True, slots=True)
class Miss:
    """Why a name is no indicator: the nearest entry, where there is one, and what speaks against it.

    `narrowed` are the words that make it another thing than the nearest entry.
    """

    reason: str
    nearest: str | None = None
    narrowed: str | None = None


@value(frozen=True, slots=True)
class _Alias:
    """A name of an entry; a `bare` one counts only with a value that the entry holds."""

    text: str
    entry: Entry
    bare: bool = False

    def fits(self, quantity: Quantity | None) -> bool:
        return not self.bare if quantity is None else self.entry.holds(quantity)


@dataclass(frozen=True, slots=True)
class Short:
    """A name of an entry that counts only behind one of the words of `within`."""

    text: str
    entry: Entry
    within: tuple[str, ...]


class Catalogue:
    """The compiled table `indicators`. Immutable after it is made; raises TableError for a malformed entry."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        rows = load.merge(_members(table.get("family", {})), table.get("indicator", {}))
        self.entries: dict[str, Entry] = {id_: _entry(id_, row) for id_, row in rows.items()}
        self.form = Form(table)
        self.compositions = compositions(table)
        self._exact: dict[str, tuple[_Alias, ...]] = {}
        self._ends: dict[str, tuple[tuple[str, _Alias], ...]] = {}
        self._shorts: dict[str, tuple[Short, ...]] = {}
        aliases: list[_Alias] = []
        for entry in self.entries.values():
            for other in (entry.part_of, *(entry.rate_of or ())):
                if other is not None and other not in self.entries:
                    raise TableError(f"table indicators, entry {entry.id}: there is no indicator {other!r}.")
            # A later entry goes first: a user's indicator may take over a name of the package.
            aliases.extend(_Alias(text, entry) for text in dict.fromkeys((entry.name, *entry.aliases)))
            aliases.extend(_Alias(text, entry, bare=True) for text in entry.bare)
            within = tuple(map(key, entry.within))
            for form, text in {self.form.plain(text): text for text in reversed(entry.short)}.items():
                self._shorts[form] = (*self._shorts.get(form, ()), Short(text, entry, within))
        self._add(aliases)
        self._exhaustive: dict[str, dict[str, tuple[str, ...]]] = {}
        for entry in self.entries.values():
            if entry.exhaustive is not None and entry.part_of is not None:
                breakdowns = self._exhaustive.setdefault(entry.part_of, {})
                breakdowns[entry.exhaustive] = (*breakdowns.get(entry.exhaustive, ()), entry.id)
        self._end_sizes_of = {
            last: tuple(sorted({len(end) for end in self._ends if end.endswith(last)}, reverse=True))
            for last in {end[-1:] for end in self._ends}
        }

    def _add(self, aliases: Sequence[_Alias]) -> None:
        """Enter the aliases, each under all that it spells; those that come last will be found first."""
        named = [(alias, name.partition(_GAP)) for alias in aliases for name in spelled(alias.text)]
        heads = self.form.plain_forms([head for _, (head, _, _) in named])
        tails = self.form.plain_forms([tail for _, (_, _, tail) in named])
        for (alias, (_, gap, _)), head, end in zip(named, heads, tails, strict=True):
            if gap:
                self._ends[end] = ((head, alias), *self._ends.get(end, ()))
            else:
                form = self.form.ordered(head)
                others = self._exact.get(form, ())
                self._exact[form] = (alias, *(o for o in others if o.entry is not alias.entry or o.bare < alias.bare))

    def explain(self, name: str, quantity: Quantity | None = None, region: str | None = None) -> Match | None:
        """The indicator that a name stands for, and why; None where the catalogue has none.

        `quantity` is a value of it, which must be of the indicator's kind; without one, kinds are not compared.

        >>> default().explain("全市受理的行政复议申请")
        Match(indicator='review.accepted', alias='受理行政复议申请', dropped=('全市',), within='')
        >>> default().explain("样板县农村居民人均可支配收入") is None
        True
        """
        rest = self.form.plain(name)
        dropped: list[str] = []
        while rest:
            for alias in self._named(rest):
                if alias.fits(quantity) and not (alias.bare and self.form.made.intersection(dropped)):
                    return Match(alias.entry.id, alias.text, tuple(dropped))
            word = self.form.droppable(rest, region)
            if word is None:
                return self._joined(rest, quantity, dropped)
            dropped.append(word)
            rest = without(rest, word)
        return None

    def _joined(self, rest: str, quantity: Quantity | None, dropped: list[str]) -> Match | None:
        """The indicator of a name that its whole's name or words said twice stand before.

        The label of a row has them from the row that it stands under: 粮食夏粮产量, 居民城镇居民人均可支配收入.
        """
        for cut in range(2, len(rest) - 1):
            head, tail = rest[:cut], rest[cut:]
            twice = head in tail[: cut + _NEAR]
            for alias in self._exact.get(self.form.ordered(tail) if twice else tail, ()):
                whole = alias.entry.part_of
                known = twice or (whole is not None and self.entries[whole].name.startswith(head))
                if known and alias.fits(quantity) and (quantity is not None or not alias.bare):
                    return Match(alias.entry.id, alias.text, (*dropped, head))
        return None

    def _named(self, rest: str) -> Iterator[_Alias]:
        """The aliases that a plain form is, those with a gap last."""
        yield from self._exact.get(self.form.ordered(rest), ())
        for size in self._end_sizes_of.get(rest[-1:], ()):
            for head, alias in self._ends.get(rest[-size:], ()):
                if len(rest) >= len(head) + size and rest.startswith(head):
                    yield alias

    def why_not(self, name: str, quantity: Quantity | None = None, region: str | None = None) -> Miss:
        """Why a name has no indicator: what its value or the words around the nearest entry's name speak against.

        >>> default().why_not("样板县固定资产投资").reason
        '样板县 narrows it: it is not 固定资产投资 as a whole'
        """
        rest = self.form.bare(name, region)
        for cut in range(len(rest)):
            for alias in self._named(rest[cut:]):
                entry = alias.entry
                if cut:
                    said = f"{rest[:cut]} narrows it: it is not {entry.name} as a whole"
                    return Miss(said, entry.id, rest[:cut])
                if quantity is None:
                    return Miss(f"{entry.name} needs a value in {entry.unit} to be told by this name", entry.id)
                if not entry.holds(quantity):
                    said = f"{quantity.text} is of kind {quantity.kind}, unit {quantity.unit or 'none'}"
                    return Miss(f"{said}; {entry.name} is of kind {entry.kind}, unit {entry.unit or 'none'}", entry.id)
        return Miss("no entry has this name")

    def told(self, name: str, quantity: Quantity | None = None, region: str | None = None) -> tuple[str | None, str]:
        """The id of a name, or None, and in words why it has that one or none.

        >>> default().told("全市受理的行政复议申请")
        ('review.accepted', '受理行政复议申请 is a name of it; without 全市')
        """
        found = self.explain(name, quantity, region)
        if found is None:
            return None, self.why_not(name, quantity, region).reason
        return found.indicator, found.says

    def shorts(self, name: str, region: str | None = None) -> tuple[str, tuple[Short, ...]]:
        """The entries that a name can be short for, and what of it stands before that (商品房销售面积 of …住宅).

        >>> before, shorts = default().shorts("在校生")
        >>> [short.entry.id for short in shorts if "普通高中" in short.within]
        ['pupils.high']
        """
        for form in dict.fromkeys((self.form.bare(name, region), self.form.plain(name))):
            for cut in range(len(form)):
                if (found := self._shorts.get(form[cut:])) is not None:
                    return form[:cut], found
        return "", ()

    def bare(self, name: str) -> str:
        """A name as it is compared, without the words that may be dropped.

        >>> default().bare("全市共查出的问题")
        '问题'
        """
        return self.form.bare(name)

    def concept(self, name: str, region: str | None = None) -> str:
        """What a name is joined on: the id of its indicator, else its normal form.

        >>> default().concept("全市规上工业增加值"), default().concept("建成的“云溪”灯塔")
        ('economy.industry', '云溪灯塔')
        """
        found = self.explain(name, None, region)
        return self.form.concept(name, region) if found is None else found.indicator

    def find(self, name: str) -> Entry | None:
        """The entry of an id, a name or an alias.

        >>> default().find("GDP").id, default().find("economy.gdp").name
        ('economy.gdp', '地区生产总值')
        """
        if name in self.entries:
            return self.entries[name]
        found = self.explain(name)
        return None if found is None else self.entries[found.indicator]

    def claims(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The names that several entries of one kind and unit have, with the ids: all but the first have it in vain."""
        for form, aliases in self._exact.items():
            told: dict[tuple[str, str], list[str]] = {}
            for alias in aliases:
                told.setdefault((alias.entry.kind, _dimension(alias.entry.unit)), []).append(alias.entry.id)
            yield from ((form, tuple(ids)) for ids in told.values() if len(ids) > 1)

    def exhaustive(self, indicator: str) -> tuple[tuple[str, ...], ...]:
        """The ids of the parts that make up an indicator, one list a breakdown; empty where none is known."""
        return tuple(self._exhaustive.get(indicator, {}).values())

    def parts(self, indicator: str) -> tuple[Entry, ...]:
        """The indicators that are a part of this one.

        >>> [entry.name for entry in default().parts("economy.gdp")]
        ['第一产业增加值', '第二产业增加值', '第三产业增加值']
        """
        return tuple(entry for entry in self.entries.values() if entry.part_of == indicator)


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


def sample_of(metric: Metric) -> Quantity | None:
    """A value of the metric that is of the indicator's own kind: its first that is no relative change."""
    change = None
    for observation in metric.observations:
        if observation.role != "delta":
            return observation.quantity
        if change is None and observation.quantity.kind not in _RELATIVE:
            change = observation.quantity
    return change


@lru_cache(maxsize=1024)
def _dimension(unit: str) -> str:
    """The dimension of a unit (亩: area, 元/人: money_CNY/per_人); empty for one that is not known."""
    found = default_units().read(unit)
    return "" if found is None else found.dimension


def _members(families: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows of all families: the family's fields, with a member's name at each {}, and the member's own.

    A member is `[name, English, other names …]`, or a table with `of`, `english`, `also` and fields of its own. With
    `by`, whose entries are such lists as well, each member stands for one with each of their words behind it.
    """
    rows: dict[str, dict[str, Any]] = {}
    for family, shared in families.items():
        members = _crossed(shared.get("of", {}), shared.get("by", {}), f"{family}.by")
        for short, given in members.items():
            id_ = f"{family}.{short}"
            member = dict(given) if isinstance(given, Mapping) else _listed(given, f"{family}.of.{short}")
            of, english = member.pop("of", None), member.pop("english", None)
            if not isinstance(of, str) or not isinstance(english, str):
                raise TableError(f"table indicators, entry {id_}: give what it is of, and its English name.")
            row = {field: value for field, value in shared.items() if field not in ("of", "new", "by")}
            names = (of, *words(member.pop("also", []), f"{id_}.also"))
            for field in ("name", "definition"):
                row[field] = str(row.get(field, "{}")).format(of)
            row["english"] = str(row.get("english", "{}")).format(english)
            for field in ("aliases", "bare", "short", "within"):
                forms = [form.format(each) for form in row.get(field, []) for each in names]
                row[field] = list(dict.fromkeys([*forms, *member.pop(field, [])]))
            row["aliases"] += [str(shared.get("name", "{}")).format(each) for each in names[1:]]
            rows[id_] = {**row, **member}
            if short in shared.get("new", ()):
                rows[f"{id_}_new"] = _newly(rows[id_])
    return rows


def _crossed(of: Mapping[str, Any], by: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """The members of a family, each with each word of `by` behind its names (行政运行: 行政运行基本支出)."""
    if not by:
        return of
    found = {}
    for short, member in of.items():
        name, english, *also = words(member, where)
        for how, given in by.items():
            behind, translated, *others = words(given, where)
            names = [f"{each}{word}" for each in (name, *also) for word in (behind, *others)]
            found[f"{short}_{how}"] = [names[0], f"{english}: {translated}", *names[1:]]
    return found


def _newly(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row of what is added of a thing that another row counts (新增五星级饭店)."""
    own = {
        field: value
        for field, value in row.items()
        if field not in ("part_of", "exhaustive", "bare", "short", "within")
    }
    return {
        **own,
        "name": f"新增{row['name']}",
        "english": f"{row['english']}, newly added",
        "definition": f"当期新增的{row['name']}",
        "measure": "flow",
        "aliases": [f"新增{alias}" for alias in row["aliases"]],
    }


def _listed(given: Any, entry: str) -> dict[str, Any]:
    of, english, *also = words(given, entry) if given else ("", "")
    return {"of": of, "english": english, "also": also}


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
    if row.get("kind") not in _KINDS:
        raise TableError(f"{where}: give a kind out of {', '.join(_KINDS)}.")
    if row.get("measure", "flow") not in _MEASURES:
        raise TableError(f"{where}: measure is {', '.join(_MEASURES)}, not {row['measure']!r}.")
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
        merge=frozenset(words(row.get("merge", []), f"{id_}.merge")),
        apart=frozenset(words(row.get("apart", []), f"{id_}.apart")),
        aliases=words(row.get("aliases", []), f"{id_}.aliases"),
        bare=words(row.get("bare", []), f"{id_}.bare"),
        short=words(row.get("short", []), f"{id_}.short"),
        within=words(row.get("within", []), f"{id_}.within"),
        part_of=row.get("part_of"),
        exhaustive=_breakdown(row, where),
        rate_of=None if rate is None else (rate["part"], rate["whole"]),
        single=bool(row.get("single", False)),
        core=bool(row.get("core", False)),
    )
