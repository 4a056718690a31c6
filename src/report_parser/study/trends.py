"""Across the years of a body: what its next report says otherwise, which targets were met, and what is said again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from report_parser.checks.inputs import Interval, verdict
from report_parser.metrics.catalogue import Catalogue, Entry, default
from report_parser.models import Failure, Report, Verdict
from report_parser.study.again import Again, recycled, returning, sentences
from report_parser.study.book import Sheet, write
from report_parser.study.choose import Candidate, Shelf, choose, crowds
from report_parser.study.coverage import gap
from report_parser.study.reading import Reading, readings
from report_parser.study.spec import Measure, PanelColumn, PanelSpec, read_spec

Kept = Literal["met", "above", "below", "no_result"]
_HUNDRED = Decimal(100)
_PLACE = ("source", "page", "line", "start", "end", "sentence")

_WHO = {"unit": "the body", "indicator": "what is measured", "measure": "level, growth, change, share or rate"}
_SERIES = {
    **_WHO,
    "year": "the calendar year of the value",
    "report_year": "the year that the report is called by",
    "coverage": "why there is a value or none",
    "value": "the value",
    "measure_unit": "its unit",
    "bound": "exact, at_least, at_most or approx",
    **dict.fromkeys(_PLACE, "its place"),
}
_COMPARED = {
    "kind": "restated: the next report gives the value of the year before otherwise or alike; growth, change: what it "
    "states against the two levels",
    "verdict": "holds, fails, or review: revised figures and other bases can explain it",
    **_WHO,
    "year": "the calendar year that is spoken of",
    "expected": "by the earlier report, or by the two levels",
    "found": "what the later report states",
    "tolerance": "how far rounding alone can part them",
    "measure_unit": "the unit",
    "before": "the sentence of the earlier report",
    "before_source": "its file",
    "before_line": "its line",
    "after": "the sentence of the later report",
    "after_source": "its file",
    "after_line": "its line",
}
_PROMISES = {
    "kept": "met; above or below a target without a direction of its own; no_result: the next report states none",
    **_WHO,
    "year": "the year that was planned",
    "target": "the target",
    "target_high": "its upper end",
    "target_bound": "exact, at_least, at_most or approx",
    "modality": "the word of intention",
    "result": "the result",
    "result_coverage": "why there is a result or none",
    "measure_unit": "the unit",
    "promised": "the sentence of the target",
    "promised_source": "its file",
    "promised_line": "its line",
    "told": "the sentence of the result",
    "told_source": "its file",
    "told_line": "its line",
}
_AGAIN = {
    "unit": "the body",
    "year": "the year of the later report",
    "before_year": "the year of the earlier one",
    "similarity": "how alike the two are, of 100",
    "same_numbers": "true where every number is the same, too",
    "text": "the later text",
    "before": "the earlier text",
    "source": "the later file",
    "start": "where it begins",
    "before_source": "the earlier file",
    "before_start": "where it begins there",
}
_SHARES = {
    "unit": "the body",
    "year": "the year of the later report",
    "before_year": "the year of the earlier one",
    "passages": "its sentences",
    "again": "those that stand in the report before, numbers aside",
    "share": "the share of its letters in them, in percent",
}


@dataclass(frozen=True, slots=True)
class Trend:
    """What the reports of each body say across years, each a list of plain rows with the places of both sides.

    `compared` holds the next report against the one before it, `promises` the targets of a year against its results,
    `shortcomings` and `recycled` what is said again, `shares` how much of each report that is, `series` all values.
    """

    series: list[dict[str, Any]]
    compared: list[dict[str, Any]]
    promises: list[dict[str, Any]]
    shortcomings: list[dict[str, Any]]
    recycled: list[dict[str, Any]]
    shares: list[dict[str, Any]]

    @property
    def contradictions(self) -> list[dict[str, Any]]:
        """What does not agree: comparisons that fail or that a person must judge."""
        return [row for row in self.compared if row["verdict"] != "holds"]

    def export(self, path: str | Path) -> None:
        """Write all tables: .xlsx as sheets, .csv .jsonl .parquet .dta as files beside each other.

        Raises ValueError for another suffix, MissingExtraError, OSError.
        """
        write(
            [
                Sheet("compared", _COMPARED, self.compared, lambda row, name: _colour(row, name, "verdict")),
                Sheet("promises", _PROMISES, self.promises, lambda row, name: _colour(row, name, "kept")),
                Sheet("shortcomings", _AGAIN, self.shortcomings),
                Sheet("recycled", _AGAIN, self.recycled),
                Sheet("shares", _SHARES, self.shares),
                Sheet("series", _SERIES, self.series),
            ],
            path,
        )


_COLOURS = {"fails": "wrong", "review": "look", "below": "look", "above": "look", "no_result": "none", "met": "made"}


def _colour(row: Any, name: str, decides: str) -> str | None:
    return _COLOURS.get(row[decides]) if name == decides else None


def trend(
    reports: Iterable[Report | Failure | Reading],
    spec: PanelSpec | dict[str, Any] | str | Path | None = None,
    catalogue: Catalogue | None = None,
) -> Trend:
    r"""Follow each body over its reports of successive years: values, contradictions, promises, what is said again.

    Two reports are compared where they are of one body and kind and of successive years. What is measured is that of
    `spec`, else all that two of the reports state. Raises SchemaError, MissingExtraError.

    >>> from report_parser import parse
    >>> before = parse("青禾县审计局2024年法治政府建设报告\n完成审计项目33个。\n二、2025年安排\n完成审计项目40个。")
    >>> after = parse("青禾县审计局2025年法治政府建设报告\n2025年，完成审计项目37个，比上年增加6个。")
    >>> found = trend([before, after])
    >>> [(row["kind"], row["verdict"], row["expected"], row["found"]) for row in found.compared]
    [('change', 'fails', Decimal('4'), Decimal('6'))]
    >>> [(row["kept"], row["target"], row["result"]) for row in found.promises]
    [('below', Decimal('40'), Decimal('37'))]
    """
    known = catalogue or default()
    kept = [reading for reading in readings(reports) if reading.report is not None]
    pairs = [(_Year(before, known), _Year(after, known)) for before, after in _pairs(kept)]
    years = list({id(year.report): year for pair in pairs for year in pair}.values())
    things = _of_spec(read_spec(spec)) if spec is not None else _shared(years, known)
    for year in years:
        year.ask(things)
    found = Trend([line for year in years for line in _values(year, things)], [], [], [], [], [])
    for before, after in pairs:
        for thing in things:
            found.compared.extend(_compared(before, after, thing))
            found.promises.extend(_promises(before, after, thing))
        again = recycled(before.report, after.report)
        found.recycled.extend(_again(before, after, again))
        found.shortcomings.extend(_again(before, after, returning(before.report, after.report)))
        found.shares.append(_share(before, after, again))
    return found


@dataclass(frozen=True, slots=True)
class _Thing:
    """What is followed over the years, as the columns that ask for it: by measure and by slot (now, last, plan)."""

    name: str
    columns: dict[tuple[Measure, str], PanelColumn]
    constant_prices: bool


_SLOTS: dict[str, dict[str, str]] = {
    "now": {"status": "actual", "year": "review"},
    "last": {"status": "actual", "year": "review-1"},
    "plan": {"status": "planned", "year": "plan"},
}
_ASKED: dict[bool, dict[Measure, tuple[str, ...]]] = {
    False: {"level": ("now", "last", "plan"), "growth": ("now", "plan"), "change": ("now",)},
    True: {"rate": ("now", "last", "plan"), "change": ("now",)},
}


def _thing(name: str, entry: Entry | None, **what: Any) -> _Thing:
    """The columns that follow one thing; a rate has no growth."""
    asked = _ASKED[entry is not None and entry.kind == "percent"]
    columns = {
        (measure, slot): PanelColumn.model_validate({"id": "?", **what, "measure": measure, **_SLOTS[slot]})
        for measure, slots in asked.items()
        for slot in slots
    }
    return _Thing(name, columns, entry is not None and "不变价" in entry.definition)


def _of_spec(spec: PanelSpec) -> list[_Thing]:
    """What the columns of a spec are about, each once."""
    entries = default().entries
    found: dict[str, _Thing] = {}
    for column in spec.columns:
        name = column.indicator or column.concept or "、".join(column.names)
        what = column.model_dump(include={"indicator", "concept", "names", "scope", "section"})
        found.setdefault(name, _thing(name, entries.get(column.indicator or ""), **what))
    return list(found.values())


def _shared(years: Sequence[_Year], catalogue: Catalogue) -> list[_Thing]:
    """What two of the reports state, by its id or else by its name, and the indicators that any of them plans."""
    counts: Counter[str] = Counter()
    planned: set[str] = set()
    for year in years:
        counts.update({metric.concept for metric in year.report.metrics if metric.concept})
        for metric in year.report.metrics:
            if metric.indicator is not None and any(o.status == "planned" for o in metric.observations):
                planned.add(metric.indicator)
    shared = {concept for concept, times in counts.items() if times > 1} | planned
    return [
        _thing(concept, entry, indicator=concept)
        if (entry := catalogue.entries.get(concept)) is not None
        else _thing(concept, None, concept=concept)
        for concept in sorted(shared)
    ]


class _Year:
    """A report of a body, with the values that it states of each thing."""

    def __init__(self, reading: Reading, catalogue: Catalogue) -> None:
        report = reading.report
        if report is None:
            raise ValueError("a failure has no year.")
        self.report, self.source = report, reading.source
        self.unit = report.agency or report.region or reading.source
        self.shelf = Shelf(report, catalogue)
        self._crowd: Callable[[Candidate], int] = lambda candidate: 0

    def ask(self, things: Sequence[_Thing]) -> None:
        """Say what is followed: where several values differ, the paragraph that holds most of it counts."""
        found = [
            self.shelf.candidates(column)
            for thing in things
            for (_, slot), column in thing.columns.items()
            if slot == "now"
        ]
        self._crowd = crowds(found, self.shelf.places)

    def value(self, column: PanelColumn | None) -> Candidate | None:
        """The one value of a column; None where there is none, or several that differ."""
        return None if column is None else choose(self.shelf.candidates(column), column, self._crowd)[0]

    def place(self, candidate: Candidate, prefix: str) -> dict[str, Any]:
        """Where a value stands, as cells of a row."""
        observation = candidate.observation
        line = self.report.locate(observation.quantity.span).line
        sentence = observation.sentence.of(self.report.text).strip()
        return {prefix: sentence, f"{prefix}_source": self.source, f"{prefix}_line": line}


def _pairs(kept: Sequence[Reading]) -> Iterator[tuple[Reading, Reading]]:
    """The reports of one body and kind and of successive years; of two of one year, the first."""
    found: dict[tuple[str, str], dict[int, Reading]] = {}
    for reading in kept:
        report = reading.report
        body = None if report is None else report.agency or report.region
        if report is not None and body is not None and report.year is not None:
            found.setdefault((body, report.kind), {}).setdefault(report.year, reading)
    for years in found.values():
        for before, after in pairwise(sorted(years)):
            if after == before + 1:
                yield years[before], years[after]


def _values(year: _Year, things: Sequence[_Thing]) -> Iterator[dict[str, Any]]:
    """One row a value of the year that a report looks back on."""
    for thing in things:
        for (measure, slot), column in thing.columns.items():
            value = year.value(column) if slot == "now" else None
            if value is None:
                continue
            location = year.report.locate(value.observation.quantity.span)
            yield {
                "unit": year.unit,
                "indicator": thing.name,
                "measure": measure,
                "year": column.year_of(year.report),
                "report_year": year.report.year,
                "value": value.value,
                "measure_unit": value.unit,
                "bound": value.observation.quantity.bound,
                "source": year.source,
                "page": location.page,
                "line": location.line,
                "start": value.observation.quantity.span.start,
                "end": value.observation.quantity.span.end,
                "sentence": value.observation.sentence.of(year.report.text).strip(),
            }


def _compared(before: _Year, after: _Year, thing: _Thing) -> Iterator[dict[str, Any]]:
    """What the later report says of the earlier one's year, and its changes against the two levels."""
    for measure in ("level", "rate"):
        column = thing.columns.get((measure, "now"))
        if column is None:
            continue
        old, new = before.value(column), after.value(column)
        if old is None or not _is_exact(old):
            continue
        said = after.value(thing.columns[measure, "last"]) or _from(new)
        if said is not None and said.unit == old.unit and _is_exact(said):
            yield _row("restated", before, after, thing, measure, (_interval(old), said), (old, said))
        if new is None or new.unit != old.unit or not _is_exact(new):
            continue
        growth = after.value(thing.columns.get(("growth", "now")))
        if growth is not None and old.value > 0 and not (thing.constant_prices or _is_real(after, growth)):
            base, now = _interval(old), _interval(new)
            least, most = (now.low / base.high - 1) * _HUNDRED, (now.high / base.low - 1) * _HUNDRED
            yield _row("growth", before, after, thing, "growth", (Interval(least, most), growth), (old, growth))
        change = after.value(thing.columns.get(("change", "now")))
        if change is not None and change.observation.quantity.kind in (
            old.observation.quantity.kind,
            "percentage_point",
        ):
            base, now = _interval(old), _interval(new)
            expected = Interval(now.low - base.high, now.high - base.low)
            yield _row("change", before, after, thing, "change", (expected, change), (old, change))


def _from(new: Candidate | None) -> Candidate | None:
    """The value before in the sentence of a level (由77.73%提高到92.25%): last year's, if no other time is told."""
    previous = None if new is None else new.metric.previous
    if new is None or previous is None or previous.sentence != new.observation.sentence or previous.period is not None:
        return None
    quantity = previous.quantity
    if quantity.unit_id != new.observation.quantity.unit_id or not new.observation.quantity.value:
        return None
    factor = new.value / new.observation.quantity.value
    return replace(new, observation=previous, value=quantity.value * factor, step=quantity.step * factor, high=None)


def _is_exact(candidate: Candidate) -> bool:
    return candidate.observation.quantity.bound == "exact" and candidate.high is None and not candidate.inferred


def _is_real(year: _Year, growth: Candidate) -> bool:
    """Whether a growth is said to be one in other terms than those of the levels: 实际增长, 可比口径."""
    return any(word in growth.observation.sentence.of(year.report.text) for word in ("实际增长", "可比", "同口径"))


def _interval(candidate: Candidate) -> Interval:
    """The values that a candidate can stand for; a count to the last one is exact."""
    exact = candidate.observation.quantity.kind == "count" and candidate.step <= 1
    half = Decimal(0) if exact else candidate.step / 2
    return Interval(candidate.value - half, candidate.value + half)


def _row(
    kind: str,
    before: _Year,
    after: _Year,
    thing: _Thing,
    measure: Measure,
    against: tuple[Interval, Candidate],
    places: tuple[Candidate, Candidate],
) -> dict[str, Any]:
    """A comparison as a row. Figures are revised between two reports, so only a count is said to fail."""
    expected, found = against
    tolerance = expected.slack + _interval(found).slack
    judged: Verdict = verdict(found.value - expected.middle, tolerance)
    if judged == "fails" and (found.observation.quantity.kind != "count" or tolerance):
        judged = "review"
    return {
        "kind": kind,
        "verdict": judged,
        "unit": after.unit,
        "indicator": thing.name,
        "measure": measure,
        "year": _year_of(thing, kind, before, after),
        "expected": _rounded(expected.middle, found.step),
        "found": found.value,
        "tolerance": tolerance,
        "measure_unit": found.unit,
        **before.place(places[0], "before"),
        **after.place(places[1], "after"),
    }


def _year_of(thing: _Thing, kind: str, before: _Year, after: _Year) -> int | None:
    column = next(column for (_, slot), column in thing.columns.items() if slot == "now")
    return column.year_of(before.report if kind == "restated" else after.report)


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    """A computed value to one digit more than the stated one."""
    return value.quantize(step.normalize() / 10) if step < 1 else value.quantize(Decimal("0.1")).normalize() + 0


def _promises(before: _Year, after: _Year, thing: _Thing) -> Iterator[dict[str, Any]]:
    """The targets that the earlier report set for the later one's year, with what came of them."""
    for measure in ("level", "growth", "rate"):
        plan, column = thing.columns.get((measure, "plan")), thing.columns.get((measure, "now"))
        target = before.value(plan)
        if plan is None or column is None or target is None:
            continue
        if plan.year_of(before.report) != column.year_of(after.report):
            continue
        result = after.value(column)
        if result is not None and result.unit != target.unit:
            continue
        missing = None if result is not None else gap(after.shelf, column, after.shelf.candidates(column), after.value)
        row: dict[str, Any] = {
            "kept": "no_result" if result is None else _kept(target, result),
            "unit": after.unit,
            "indicator": thing.name,
            "measure": measure,
            "year": plan.year_of(before.report),
            "target": target.value,
            "target_high": target.high,
            "target_bound": target.observation.quantity.bound,
            "modality": target.observation.modality,
            "result": None if result is None else result.value,
            "result_coverage": "stated" if missing is None else missing.coverage,
            "measure_unit": target.unit,
            **before.place(target, "promised"),
        }
        if result is not None:
            row |= after.place(result, "told")
        elif missing is not None and missing.span is not None:
            sentence = after.shelf.places.sentence(missing.span.start)
            line = after.report.locate(missing.span).line
            row |= {"told": sentence.of(after.report.text).strip(), "told_source": after.source, "told_line": line}
        yield row


def _kept(target: Candidate, result: Candidate) -> Kept:
    """What came of a target: its bound says which side is right; a figure without one is met where it is reached."""
    bound, low, high = target.observation.quantity.bound, target.value, target.high or target.value
    slack = _interval(result).slack
    if bound != "at_most" and result.value < low - slack:
        return "below"
    if bound != "at_least" and result.value > high + slack:
        return "above"
    return "met"


def _again(before: _Year, after: _Year, found: Sequence[Again]) -> Iterator[dict[str, Any]]:
    """What is said again, as rows."""
    for again in found:
        yield {
            "unit": after.unit,
            "year": after.report.year,
            "before_year": before.report.year,
            "similarity": again.similarity,
            "same_numbers": again.same_numbers,
            "text": again.passage.text,
            "before": again.before.text,
            "source": after.source,
            "start": again.passage.span.start,
            "before_source": before.source,
            "before_start": again.before.span.start,
        }


def _share(before: _Year, after: _Year, again: Sequence[Again]) -> dict[str, Any]:
    """How much of a report stands in the one before it."""
    whole = sentences(after.report)
    letters = sum(len(passage.letters) for passage in whole)
    kept = sum(len(found.passage.letters) for found in again)
    return {
        "unit": after.unit,
        "year": after.report.year,
        "before_year": before.report.year,
        "passages": len(whole),
        "again": len(again),
        "share": round(Decimal(100 * kept) / letters, 1) if letters else Decimal(0),
    }
