"""Looking things up in a report: metrics by name, concept or id, sections by number or title, points by role."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from report_parser.models import Metric, Observation, Report, Role, Section, SectionRole, Status
from report_parser.numerals.chinese import read_number

_CLOSE = 0.6  # how alike two names are, by difflib, of which one may stand for the other


def find(
    report: Report,
    what: str,
    *,
    status: Status | None = None,
    year: int | None = None,
    role: Role | None = None,
    section: str | None = None,
) -> list[Metric]:
    """See `Report.find`."""
    within = None if section is None else lookup_section(report, section)
    if section is not None and within is None:
        return []

    def fits(o: Observation) -> bool:
        return (
            (status is None or o.status == status)
            and (role is None or o.role == role)
            and (year is None or (o.period is not None and o.period.end.year == year))
            and (within is None or within.span.start <= o.quantity.span.start < within.span.end)
        )

    ranked: list[tuple[float, int, Metric]] = []
    for metric in report.metrics:
        score = _likeness(metric, what)
        kept = tuple(o for o in metric.observations if fits(o))
        if score >= _CLOSE and kept:
            ranked.append((-score, metric.id, metric.model_copy(update={"observations": kept})))
    return [metric for _, _, metric in sorted(ranked, key=lambda entry: entry[:2])]


def _likeness(metric: Metric, what: str) -> float:
    """How well a metric is what was asked for, 1 for its id, concept or name; a name that holds the words is next."""
    names = {metric.name, *(o.name for o in metric.observations)}
    if what in (metric.indicator, metric.concept) or what in names:
        return 1.0
    best = max(SequenceMatcher(None, what, name, autojunk=False).ratio() for name in names)
    return max(best, 0.9) if any(what in name for name in names) else min(best, 0.89)


def lookup_section(report: Report, key: str) -> Section | None:
    """See `Report.section`."""
    wanted = key.strip("、.．()（）第 章部分")
    number = read_number(wanted) if wanted else None
    sections = list(report.walk())
    for found in (
        (s for s in sections if key in (s.marker, s.title, s.marker + s.title)),
        (s for s in sections if number is not None and s.depth == 0 and s.number == number.value),
        (s for s in sections if key in s.title),
    ):
        if (section := next(found, None)) is not None:
            return section
    return None


def points(report: Report, role: SectionRole) -> Iterator[str]:
    r"""What a report lists under a role, one text a point: the points of its lists, and paragraphs of its sections.

    >>> from report_parser import parse
    >>> list(points(parse("一、存在的不足\n一是力量不足。二是手段不新。\n"), "shortcomings"))
    ['一是力量不足。', '二是手段不新。']
    """
    for section in report.walk():
        mine = [item for item in section.items if item.role == role]
        if mine:
            yield from (item.text for item in mine)
        elif section.role == role:
            yield from (line.strip() for line in section.lead.of(report.text).split("\n") if line.strip())
