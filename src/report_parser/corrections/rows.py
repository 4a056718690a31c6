"""A report's rows while corrections are applied to them: each can be read and set by field, added and deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import field as _field
from decimal import Decimal
from typing import Any

from report_parser.context import times
from report_parser.models import Metric, Observation, Period, Quantity, Report, Section, Span
from report_parser.numerals.quantities import find_quantities
from report_parser.numerals.scan import Scanner
from report_parser.text.fold import fold

_OF_QUANTITY = frozenset(("value", "high", "step", "unit", "unit_id", "kind", "bound"))
_OF_CHANGES = ("direction", "basis", "basis_kind")
_SENTENCE_END = "。！？；\n"


@dataclass(slots=True)
class Row:
    """One observation with the metric that it was read in (None for one that was added).

    `indicator` is what its metric has, or what a person says; `stated` are the fields that a person has set.
    """

    observation: Observation
    metric: Metric | None
    indicator: str | None
    stated: set[str] = _field(default_factory=set)

    def get(self, name: str) -> Any:
        """The value of a field (`entries.FIELDS`)."""
        o = self.observation
        if name == "indicator":
            return self.indicator
        if name in _OF_QUANTITY:
            return getattr(o.quantity, name)
        if name == "period":
            return o.period and o.period.label
        if name in ("period_start", "period_end"):
            return o.period and getattr(o.period, name.removeprefix("period_"))
        return getattr(o, name)

    def update(self, author: str, field: str, **changes: Any) -> None:
        """Replace fields of the observation, and note who did it and which field was stated."""
        self.observation = self.observation.model_copy(update={**changes, "corrected_by": author})
        self.stated.add(field)


class NotPossibleError(ValueError):
    """A correction cannot be applied here; the message says why."""


class Rows:
    """All rows of a report, in document order. `deleted` and `added` say whether their ids must be given anew."""

    def __init__(self, report: Report, scanner: Scanner) -> None:
        self.report, self._scanner = report, scanner
        self.rows = sorted(
            (Row(o, metric, metric.indicator) for metric in report.metrics for o in metric.observations),
            key=lambda row: row.observation.id,
        )
        self.sections = report.sections
        self.deleted: set[Span] = set()
        self.added: set[Span] = set()

    def at(self, span: Span) -> Row | None:
        """The row whose number lies in a span or holds it, or None; what stands around a number may be cut anew."""
        for row in self.rows:
            if row.observation.quantity.span == span:
                return row
        for row in self.rows:
            number = row.observation.quantity.number
            if number.start < span.end and span.start < number.end:
                return row
        return None

    def set(self, row: Row, name: str, value: Any, author: str) -> None:
        """Set a field, and with it what depends on it. Raises NotPossibleError."""
        o = row.observation
        if name == "indicator":
            row.indicator = value
            row.update(author, name)
        elif name == "unit":
            row.update(author, name, quantity=o.quantity.model_copy(update=self._unit(value)))
        elif name in _OF_QUANTITY:
            row.update(author, name, quantity=o.quantity.model_copy(update={name: value}))
        elif name.startswith("period"):
            row.update(author, name, period=self._period(o.period, name, value), evidence=_without(o, "period"))
        elif name == "name":
            row.update(author, name, name=value, name_spans=self._places(o.sentence, value))
        elif name == "role" and value != "delta":
            row.update(author, name, role=value, **dict.fromkeys(_OF_CHANGES))
        else:
            row.update(author, name, **{name: value}, evidence=_without(o, name))

    def delete(self, row: Row) -> None:
        """Take a row out."""
        self.rows.remove(row)
        self.deleted.add(row.observation.quantity.span)

    def add(self, span: Span, fields: dict[str, Any], author: str) -> Row:
        """Add a row for the words at a span. Raises NotPossibleError where they state no number and `fields` none.

        What `fields` does not say comes from the number itself and from the section that it stands in.
        """
        section = self.section_at(span)
        made = Observation(
            id=-1,
            role="level",
            quantity=self._quantity(span, fields),
            name="",
            status=(section and section.stance) or "actual",
            period=section.period if section else None,
            sentence=self._sentence(span),
            rule="corrected.added",
        )
        row = Row(made, None, fields.get("indicator"))
        for name, value in fields.items():
            self.set(row, name, value, author)
        at = sum(other.observation.quantity.span.start < span.start for other in self.rows)
        self.rows.insert(at, row)
        self.added.add(made.quantity.span)
        return row

    def section_at(self, span: Span) -> Section | None:
        """The innermost section that a span stands in."""
        found = None
        for section in self._walk():
            if section.span.start <= span.start and span.end <= section.span.end:
                found = section
        return found

    def heading_at(self, span: Span) -> Section | None:
        """The section whose heading lies at a span, or None."""
        return next((s for s in self._walk() if s.heading.start < span.end and span.start < s.heading.end), None)

    def set_section_period(self, section: Section, label: str | None, author: str) -> None:
        """Give a section a period, and with it its rows that state none of their own. Raises NotPossibleError.

        A row that says 全年 or 上半年 means that of the section's year, and moves with it.
        """
        period = None if label is None else self.period_of(label).model_copy(update={"source": "section"})
        self.sections = tuple(_placed(each, section, period) for each in self.sections)
        for row in self.rows:
            o = row.observation
            if not section.span.start <= o.quantity.span.start < section.span.end:
                continue
            if o.period is None or o.period.source in ("section", "report"):
                row.update(author, "period", period=period, evidence=_without(o, "period"))
            elif period and section.period and times.anchor_of(fold(o.period.label)) == "frame":
                years = period.end.year - section.period.end.year
                row.update(author, "period", period=times.moved(o.period, years))

    def _walk(self) -> Iterator[Section]:
        for section in self.sections:
            yield from section.walk()

    def _quantity(self, span: Span, fields: dict[str, Any]) -> Quantity:
        """The quantity that the words at a span state: the ledger's, that of the words alone, or the stated one."""
        for numeral in self.report.numerals:
            if numeral.span == span and numeral.quantity is not None:
                return numeral.quantity
        words = span.of(self.report.text)
        found = find_quantities(words, self._scanner)
        if len(found) == 1:
            return _moved(found[0], span, words)
        if "value" in fields:
            return Quantity(text=words, span=span, value=fields["value"], step=Decimal(1), number=span)
        raise NotPossibleError(f"{words} states no number that can be read; state its value")

    def _unit(self, unit: str) -> dict[str, Any]:
        """A unit with its id and kind, as far as the tables know it."""
        found = find_quantities(f"1{unit}", self._scanner) if unit else []
        known = found[0] if found and found[0].unit == unit else None
        return {"unit": unit, "unit_id": known and known.unit_id, "kind": known.kind if known else "count"}

    def period_of(self, label: str) -> Period:
        """The period that a label names. Raises NotPossibleError where it cannot be told."""
        folded = fold(label)
        found = times.read(folded, self._scanner.scan(folded, label, self.report.year, ()))
        if len(found) != 1 or found[0].start > 0:
            raise NotPossibleError(f"{label} names no time that can be told; state period_start and period_end too")
        return found[0].period.model_copy(update={"label": label, "source": "clause"})

    def _period(self, before: Period | None, name: str, value: Any) -> Period | None:
        """A period after one of its three fields was set."""
        if name == "period":
            return None if value is None else self.period_of(value)
        if before is None or value is None:
            raise NotPossibleError("the row has no period; correct the field period first")
        changed = before.model_copy(update={name.removeprefix("period_"): value})
        if changed.end < changed.start:
            raise NotPossibleError(f"the period would end on {changed.end}, before it begins on {changed.start}")
        return changed

    def _places(self, sentence: Span, name: str) -> tuple[Span, ...]:
        """Where a name stands in its sentence as one piece; empty if it does not."""
        at = sentence.of(self.report.text).find(name)
        return () if at < 0 else (Span(sentence.start + at, sentence.start + at + len(name)),)

    def _sentence(self, span: Span) -> Span:
        """The sentence around a span."""
        text = self.report.text
        start = max(text.rfind(sign, 0, span.start) for sign in _SENTENCE_END) + 1
        ends = [at for sign in _SENTENCE_END if (at := text.find(sign, span.end)) >= 0]
        end = min(ends, default=len(text))
        return Span(start, end + (text[end : end + 1] not in ("", "\n")))


def _without(observation: Observation, name: str) -> dict[Any, Span]:
    """The evidence of an observation without the words of a field that a person has set."""
    return {key: span for key, span in observation.evidence.items() if key != name}


def _moved(quantity: Quantity, span: Span, words: str) -> Quantity:
    """A quantity that was read in the words at a span alone, at its place in the text."""
    shift: Callable[[Span], Span] = lambda inner: Span(span.start + inner.start, span.start + inner.end)  # noqa: E731
    unit = quantity.unit_span
    places = {"number": shift(quantity.number), "unit_span": unit and shift(unit)}
    return quantity.model_copy(update={"text": words, "span": span, **places})


def _placed(section: Section, wanted: Section, period: Period | None, inside: bool = False) -> Section:
    """A section with a period for `wanted` and for those in it that had the same one."""
    inside = inside or section.id == wanted.id
    children = tuple(_placed(child, wanted, period, inside) for child in section.children)
    same = inside and (section.id == wanted.id or section.period in (None, wanted.period))
    return section.model_copy(update={"children": children, **({"period": period} if same else {})})
