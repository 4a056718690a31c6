"""A spec for a panel, from what the reports at hand state: the commonest indicators, each as result and as target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from report_parser.metrics.catalogue import Catalogue, default
from report_parser.models import Failure, Report, Status
from report_parser.study.choose import Shelf
from report_parser.study.reading import Reading, readings
from report_parser.study.spec import Measure, PanelColumn, PanelSpec

_MEASURES: tuple[Measure, ...] = ("level", "growth", "share")
# Results and targets: what their columns add to the id and the label.
_STATUSES: tuple[tuple[Status, str, str], ...] = (("actual", "", ""), ("planned", "_target", "目标"))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A spec, and for each of its columns how many of the reports state it, in words."""

    spec: PanelSpec
    comments: dict[str, str] = field(default_factory=dict)

    def to_toml(self) -> str:
        """The spec as TOML, with a comment on each column."""
        return self.spec.to_toml(self.comments)


def suggest(
    reports: Iterable[Report | Failure | Reading], most: int = 12, catalogue: Catalogue | None = None
) -> Suggestion:
    r"""A spec of the `most` indicators that most of the reports state for the years that a panel asks for.

    An indicator is taken in the measure that more reports use, as result and, where any report plans anything, as
    target. Raises ValueError where the reports state no indicator of the catalogue.

    >>> from report_parser import parse
    >>> text = "样板县2026年政府工作报告\n2025年，地区生产总值增长5.5%。\n2026年预期地区生产总值增长5%左右。\n"
    >>> [(column.id, column.year) for column in suggest([parse(text)]).spec.columns]
    [('gdp_growth', 'review'), ('gdp_growth_target', 'plan')]
    """
    known = catalogue or default()
    counts: Counter[tuple[str, Measure, Status]] = Counter()
    kinds: Counter[str] = Counter()
    for reading in readings(reports):
        if reading.report is not None:
            kinds[reading.report.kind] += 1
            counts.update(_stated(reading.report, known))
    ranked: dict[tuple[str, Measure], int] = {}
    for (indicator, measure, _), times in counts.items():
        ranked[indicator, measure] = ranked.get((indicator, measure), 0) + times
    order = sorted(ranked, key=lambda pair: (-ranked[pair], pair))
    chosen = list({indicator: (indicator, measure) for indicator, measure in reversed(order)}.values())
    chosen.sort(key=order.index)
    columns: list[PanelColumn] = []
    comments: dict[str, str] = {}
    total = sum(kinds.values())
    ids: Counter[str] = Counter()
    planned = any(status == "planned" for _, _, status in counts)
    for indicator, measure in chosen[:most]:
        short = indicator.rpartition(".")[2] + ("" if measure in ("level", "rate") else f"_{measure}")
        ids[short] += 1
        short += "" if ids[short] == 1 else f"_{ids[short]}"
        for status, suffix, label in _STATUSES:
            times = counts[indicator, measure, status]
            if status == "planned" and not planned:
                continue
            columns.append(_column(known, f"{short}{suffix}", label, indicator, measure, status))
            comments[columns[-1].id] = f"stated in {times} of {total} reports"
    if not columns:
        raise ValueError("the reports state no indicator of the catalogue for the year that they look back on.")
    return Suggestion(PanelSpec(column=tuple(columns)), comments)


def _column(catalogue: Catalogue, id_: str, label: str, indicator: str, measure: Measure, status: str) -> PanelColumn:
    entry = catalogue.entries[indicator]
    told = {"growth": "增长", "share": "占比"}.get(measure, "")
    given = {"id": id_, "label": f"{entry.name}{told}{label}", "indicator": indicator, "measure": measure}
    return PanelColumn.model_validate({**given, "status": status})


def _stated(report: Report, catalogue: Catalogue) -> set[tuple[str, Measure, Status]]:
    """What a report states of the years that a panel asks for: indicator, measure and status."""
    shelf = Shelf(report, catalogue)
    found: set[tuple[str, Measure, Status]] = set()
    for indicator in {metric.indicator for metric in report.metrics if metric.indicator is not None}:
        is_rate = catalogue.entries[indicator].kind == "percent"
        for measure in ("rate",) if is_rate else _MEASURES:
            for status, _, _ in _STATUSES:
                column = PanelColumn.model_validate(
                    {"id": "?", "indicator": indicator, "measure": measure, "status": status}
                )
                if any(candidate.dropped is None for candidate in shelf.candidates(column)):
                    found.add((indicator, measure, status))
    return found
