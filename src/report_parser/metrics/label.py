"""Which indicator of the catalogue each metric of a report is, and why.

A name that says all of it is matched alone (`Catalogue.explain`). One that leaves out what stands before it is
matched with it (普通高中70所，在校生23万人): an entry lists such names as `short`, and the words that must stand before
them as `within`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, pairwise
from operator import attrgetter, itemgetter
from typing import Any

from report_parser.metrics.catalogue import Catalogue, Match, Short, sample_of
from report_parser.models import Metric, Table

# A second value of an amount that a report has once is the report's own down to this share of the largest: a threshold
# that was passed (突破2万亿元、达到23562亿元), a figure of another round. What is smaller is that of another body.
_OWN = Decimal("0.7")
# How many numbers lie at most between a short name and the words that complete it.
_FAR = 40
# A sentence that goes on with what the one before began.
_GOES_ON = re.compile(r"\s{0,4}(?:其中|分[^,。]{1,10}看|按[^,。]{1,12}[分看]|从[^,。]{1,12}看|人均|#)")
_BEFORE = 300
_CHANGE = "change"
# What joins the names of a list.
_AND = re.compile(r"\s?[、和及与]\s?")
# Whose a thing is: a part of the place, or of its enterprises.
_BODY = re.compile(r"(?:[区园县镇乡港]|[省市县区央]属|[国央]企|企业|集团|公司)$")
# A clause that says whose the next clause's figures are, and how far back it may begin.
_SUBJECT = re.compile(
    r"(?:^|[,;:。])[^,;:。]{0,8}?((?:[省市县区央]属(?:国有)?企业|[国央]企|国有企业|开发区|园区|高新区|经开区|自贸试验区|保税区))"
    r"[^,;:。0-9]{0,16},\s?$"
)
_CLAUSE = 48
_AMOUNTS = frozenset(("count", "money", "measure"))
_BOUNDS = ("以上的", "以下的", "以内的")
_SPACE = re.compile(r"\s+")

_ANOTHER = "a larger value of the same time is stated, so this one is another body's"
_MARK = "it is a mark that was passed, and the level itself is stated"


@dataclass(frozen=True, slots=True)
class Label:
    """What a metric is taken for: the match, or None; `against` says why a match does not count."""

    match: Match | None
    against: str = ""

    @property
    def indicator(self) -> str | None:
        """The id, or None."""
        return None if self.match is None or self.against else self.match.indicator

    def says(self, metric: Metric, catalogue: Catalogue, region: str | None = None) -> str:
        """In words why the metric has this id, or none."""
        if self.match is None:
            return catalogue.why_not(metric.name, sample_of(metric), region).reason
        return f"{self.match.says}, but {self.against}" if self.against else self.match.says


def label(
    folded: str, metrics: Sequence[Metric], tables: Sequence[Table], catalogue: Catalogue, region: str | None = None
) -> tuple[Metric, ...]:
    """The metrics with their `concept`, and with `indicator` where the catalogue knows them.

    `region` is whose report it is.
    """
    found = labels(folded, metrics, tables, catalogue, region)
    return tuple(
        metric.model_copy(update={"indicator": id_, "concept": id_ or catalogue.form.concept(metric.name, region)})
        for metric, id_ in zip(metrics, (each.indicator for each in found), strict=True)
    )


def labels(
    folded: str, metrics: Sequence[Metric], tables: Sequence[Table], catalogue: Catalogue, region: str | None = None
) -> list[Label]:
    """What each metric is taken for, in the order of the metrics."""
    matches = [_by_name(metric, catalogue, region) for metric in metrics]
    places = _Places(folded, metrics, tables)
    for at, metric in enumerate(metrics):
        before, shorts = catalogue.shorts(metric.name, region)
        if before and matches[at] is None:
            whole = [short for short in shorts if before in short.within]
            if not whole and catalogue.explain(before, None, region) is not None:
                whole = [short for short in shorts if before.endswith(short.within)]
            matches[at] = _by_place(whole, metric, (before,))
        elif shorts and not before:
            # Words right before a name tell more than the name alone: 建设高标准农田 is no stock of it.
            said = places.before(at) if matches[at] is None else islice(places.before(at), 2)
            matches[at] = _by_place(shorts, metric, said) or matches[at]
    against = {
        **_narrowed(folded, metrics, matches, catalogue, region),
        **_of_a_body(folded, metrics, matches, catalogue),
        **_bounding(folded, metrics, matches),
        **_within_itself(metrics, matches),
        **_of_other_bodies(metrics, matches, catalogue),
        **_passed(metrics, matches),
    }
    return [Label(match, against.get(metric.id, "")) for metric, match in zip(metrics, matches, strict=True)]


def _by_name(metric: Metric, catalogue: Catalogue, region: str | None) -> Match | None:
    sample = sample_of(metric)
    found = catalogue.explain(metric.name, sample, region)
    if found is None or sample is not None:
        return found
    points = all(o.quantity.kind == "percentage_point" for o in metric.observations)
    # 增加值提高0.5个百分点 is said of its share or growth.
    return None if points and catalogue.entries[found.indicator].kind != "percent" else found


def _by_place(shorts: Sequence[Short], metric: Metric, places: Iterable[str]) -> Match | None:
    """The entry whose words stand nearest before the metric; None where none or two stand there."""
    sample = sample_of(metric)
    fitting = [short for short in shorts if sample is None or short.entry.holds(sample)]
    for said in places if fitting else ():
        ends = [
            ((said.rfind(word) + len(word), len(word)), short, word)
            for short in fitting
            for word in short.within
            if word in said
        ]
        if ends:
            nearest, short, word = max(ends, key=itemgetter(0))
            rivals = {other.entry.id for end, other, _ in ends if end == nearest}
            return Match(short.entry.id, short.text, within=word) if len(rivals) == 1 else None
    return None


class _Places:
    """The text before each metric of a report, in pieces from one number back to the one before it."""

    def __init__(self, folded: str, metrics: Sequence[Metric], tables: Sequence[Table]) -> None:
        self._folded = folded
        self._metrics = metrics
        self._tables = sorted(tables, key=attrgetter("span.start"))

    def before(self, at: int) -> Iterator[str]:
        """What stands before a metric in its sentence or table, the nearest first; last the heads of its table."""
        metric = self._metrics[at]
        table = self._table(metric.observations[0].quantity.span.start)
        yield from self._back(at, self._begin(metric) if table is None else table.span.start)
        if table is not None:
            heads = [cell.text for cell in table.cells if cell.row in table.header_rows]
            yield _SPACE.sub("", "".join((table.caption or "", *heads)))

    def _back(self, at: int, begin: int) -> Iterator[str]:
        """The pieces from a metric back to `begin`.

        They end with the words before the first number of another unit: what is further back is about something else.
        """
        end, unit = self._metrics[at].observations[0].quantity.span.start, _unit(self._metrics[at])
        strange = False
        for other in reversed(self._metrics[max(0, at - _FAR) : at]):
            start = other.observations[0].quantity.span.start
            if start < begin:
                break
            yield self._piece(start, end)
            if strange:
                return
            end, strange = start, _unit(other) not in (unit, _CHANGE)
        yield self._piece(begin, end)

    def _piece(self, start: int, end: int) -> str:
        return _SPACE.sub("", self._folded[max(start, end - _BEFORE) : end])

    def _begin(self, metric: Metric) -> int:
        """Where the sentence begins, or the one before it where the sentence goes on with that."""
        start = metric.observations[0].sentence.start
        earliest = max(0, start - _BEFORE)
        while start > earliest and _GOES_ON.match(self._folded, start) is not None:
            start = max(earliest, self._folded.rfind("。", 0, max(0, start - 2)) + 1)
        return start

    def _table(self, offset: int) -> Table | None:
        at = bisect_right(self._tables, offset, key=attrgetter("span.start")) - 1
        return self._tables[at] if at >= 0 and offset < self._tables[at].span.end else None


def _unit(metric: Metric) -> str:
    """The unit of a metric's own value; a mark of its own for one that states changes alone."""
    quantity = next((o.quantity for o in metric.observations if o.role != "delta"), None)
    return _CHANGE if quantity is None else quantity.unit_id or quantity.unit


def _narrowed(
    folded: str,
    metrics: Sequence[Metric],
    matches: Sequence[Match | None],
    catalogue: Catalogue,
    region: str | None,
) -> dict[int, str]:
    """The metrics that are joined to one, or a part of one, whose name a body narrows, which narrows theirs as well.

    开发区规上工业增加值、工业投资分别增长5.9%、6.7%: both are of the 开发区.
    """
    found: dict[int, str] = {}
    unknown = {metric.id: metric for metric, match in zip(metrics, matches, strict=True) if match is None}
    for metric, match in zip(metrics, matches, strict=True):
        if match is not None and metric.part_of in unknown:
            by = catalogue.why_not(unknown[metric.part_of].name, None, region).narrowed or ""
            if _BODY.search(by):
                found[metric.id] = f"it is a part of what is narrowed by {by}"
    for (before, known), (metric, match) in pairwise(zip(metrics, matches, strict=True)):
        if match is None or match.within or (known is not None and before.id not in found):
            continue
        names, own = before.observations[0].name_spans, metric.observations[0].name_spans
        if not names or not own or _AND.fullmatch(folded, names[-1].end, own[0].start) is None:
            continue
        if before.id in found:
            found[metric.id] = found[before.id]
        elif _BODY.search(by := catalogue.why_not(before.name, None, region).narrowed or ""):
            found[metric.id] = f"the name that it is joined to is narrowed by {by}"
    return found


def _of_a_body(
    folded: str, metrics: Sequence[Metric], matches: Sequence[Match | None], catalogue: Catalogue
) -> dict[int, str]:
    """The metrics of a headline figure whose subject is a body that the clause before names.

    省属企业创新导向更加突出，研发经费投入增长15.6%: the 研发经费 are those of the enterprises.
    """
    found: dict[int, str] = {}
    for metric, match in zip(metrics, matches, strict=True):
        first = metric.observations[0]
        if match is None or not first.name_spans or not catalogue.entries[match.indicator].single:
            continue
        begin = max(first.sentence.start, first.name_spans[0].start - _CLAUSE)
        said = _SUBJECT.search(folded, begin, first.name_spans[0].start)
        if said is not None:
            found[metric.id] = f"the clause before speaks of {said[1]}"
    return found


def _bounding(folded: str, metrics: Sequence[Metric], matches: Sequence[Match | None]) -> dict[int, str]:
    """The metrics whose only number sets which things are counted (经营性收入50万元以上的行政村)."""
    return {
        metric.id: "its number only sets which are counted"
        for metric, match in zip(metrics, matches, strict=True)
        if match is not None
        and len(metric.observations) == 1
        and folded.startswith(_BOUNDS, metric.observations[0].quantity.span.end)
    }


def _within_itself(metrics: Sequence[Metric], matches: Sequence[Match | None]) -> dict[int, str]:
    """The metrics with the id of a larger one of their sentence and time: the name of a part was not read."""
    first: dict[Hashable, Decimal] = {}
    found: dict[int, str] = {}
    for metric, match in zip(metrics, matches, strict=True):
        now = metric.level
        if match is None or now is None or now.quantity.kind not in _AMOUNTS:
            continue
        period = now.period and (now.period.start, now.period.end)
        place = (now.sentence.start, match.indicator, now.quantity.unit_id or now.quantity.unit, period, now.status)
        if now.quantity.value < first.setdefault(place, now.quantity.value) * _OWN:
            found[metric.id] = "a larger value of it stands before in the sentence, so this one is of a part"
    return found


def _of_other_bodies(
    metrics: Sequence[Metric], matches: Sequence[Match | None], catalogue: Catalogue
) -> dict[int, str]:
    """The metrics that state a `single` amount a second time for the same time, and much smaller.

    全年进出口总额8222亿元 is the report's own; 进出口总额505亿元 further on is a zone's, though not by its name.
    """
    largest: dict[tuple[Any, ...], Decimal] = {}
    stated: list[tuple[int, tuple[Any, ...], Decimal]] = []
    for metric, match in zip(metrics, matches, strict=True):
        entry = None if match is None else catalogue.entries[match.indicator]
        now = metric.level
        if entry is None or not (entry.single and entry.additive) or now is None or now.period is None:
            continue
        if now.quantity.kind != entry.kind:
            continue
        period = (now.period.start, now.period.end)
        place = (entry.id, now.quantity.unit_id or now.quantity.unit, period, now.status)
        stated.append((metric.id, place, now.quantity.value))
        largest[place] = max(now.quantity.value, largest.get(place, now.quantity.value))
    return {id_: _ANOTHER for id_, place, value in stated if value < largest[place] * _OWN}


def _passed(metrics: Sequence[Metric], matches: Sequence[Match | None]) -> dict[int, str]:
    """The metrics that only state a mark which an indicator has passed, while its level of that time is stated.

    收入突破40亿元、达到42亿元: 40亿元 is no level of 收入.
    """
    exact: dict[tuple[Any, ...], Decimal] = {}
    marks: list[tuple[int, tuple[Any, ...], Decimal]] = []
    for metric, match in zip(metrics, matches, strict=True):
        now = metric.level
        if match is None or now is None or now.period is None:
            continue
        key = (match.indicator, now.quantity.unit_id, now.period.start, now.period.end, now.status)
        if now.quantity.bound == "exact":
            exact[key] = max(now.quantity.value, exact.get(key, now.quantity.value))
        elif now.quantity.bound == "at_least":
            marks.append((metric.id, key, now.quantity.value))
    return {id_: _MARK for id_, key, value in marks if key in exact and value <= exact[key]}
