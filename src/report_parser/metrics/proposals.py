"""Entries for a catalogue of one's own: what reports state again and again, and no entry names."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from report_parser.models import Kind, Report

_EXAMPLES = 3
_SHOWN_UNITS = 4


@dataclass(slots=True)
class Proposal:
    """A thing without an id: its names, where it stands (report, start, end), and how its values are measured."""

    concept: str
    names: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)
    places: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def reports(self) -> int:
        """In how many reports it stands."""
        return len({source for source, _, _ in self.places})

    def to_toml(self) -> str:
        """The entry to edit, below a comment with what was found."""
        [(name, _)] = self.names.most_common(1)
        levels = self.units.most_common(_SHOWN_UNITS)
        units = "、".join(f"{unit or 'no unit'} {times}" for unit, times in levels) or "changes only"
        seen: dict[str, tuple[int, int]] = {}
        for source, start, end in self.places:
            seen.setdefault(source, (start, end))
        examples = "; ".join(f"{source} {a}–{b}" for source, (a, b) in [*seen.items()][:_EXAMPLES])
        others = [other for other, _ in self.names.most_common() if other != name]
        kind = self.kinds.most_common(1)[0][0] if self.kinds else "count"
        lines = [
            f"# {self.reports} reports, {len(self.places)} values ({units}). {_one_line(examples)}",
            f"[indicator.{_quoted(f'own.{self.concept}')}]",
            f"name = {_quoted(name)}",
            'english = ""',
            'definition = ""',
            f"unit = {_quoted(levels[0][0] if levels else '')}",
            f"kind = {_quoted(kind)}",
            'measure = "flow"',
            f"additive = {'true' if kind in ('count', 'money', 'measure') else 'false'}",
            *([f"aliases = [{', '.join(map(_quoted, others))}]"] if others else []),
        ]
        return "\n".join(lines) + "\n"


def propose(reports: Iterable[tuple[str, Report]], fewest: int = 2) -> list[Proposal]:
    """What at least `fewest` of the reports (each with its source's name) state without an id, the commonest first.

    >>> from report_parser import parse
    >>> texts = {"a.txt": "全年发出提示函28份。", "b.txt": "发出提示函12份。", "c.txt": "整改率92%。"}
    >>> [(p.concept, p.reports, dict(p.units)) for p in propose((n, parse(t)) for n, t in texts.items())]
    [('提示函', 2, {'份': 2})]
    """
    found: dict[str, Proposal] = {}
    for source, report in reports:
        for metric in report.metrics:
            if metric.indicator is not None or not metric.concept:
                continue
            proposal = found.setdefault(metric.concept, Proposal(metric.concept))
            for observation in metric.observations:
                span = observation.quantity.span
                proposal.names[observation.name] += 1
                proposal.places.append((source, span.start, span.end))
                if observation.role != "delta":
                    proposal.units[observation.quantity.unit] += 1
                    proposal.kinds[observation.quantity.kind] += 1
    enough = [proposal for proposal in found.values() if proposal.reports >= fewest]
    return sorted(enough, key=lambda p: (-p.reports, -len(p.places), p.concept))


def to_toml(proposals: Iterable[Proposal]) -> Iterator[str]:
    """The proposals as the lines of a table of indicators."""
    yield "# Fill in english, definition, unit and measure, take out what is no indicator, and check the table.\n"
    for proposal in proposals:
        yield "\n" + proposal.to_toml()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
