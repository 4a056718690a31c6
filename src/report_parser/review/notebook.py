"""The HTML that reports, sections, metrics and tables show in a notebook, light or dark as the notebook is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from report_parser.models import Metric, Observation, Report, Section, Table
from report_parser.review.body import Body
from report_parser.review.labels import Labels, Language
from report_parser.review.markup import Markup, join, tag
from report_parser.review.style import css

_FIELDS = ("agency", "publisher", "region", "year", "document_number", "signed", "delivered", "published")

# The notebook's own colours are inherited; tints are mixed from the text's colour.
_CSS = """\
.rp{max-width:62em;line-height:1.75;overflow-wrap:anywhere}
.rp h3{margin:.2em 0}
.rp summary{cursor:pointer;font-weight:600;margin:.4em 0}
.rp .rp-text{max-height:32em;overflow:auto;border:1px solid color-mix(in srgb,currentColor 22%,transparent);
  border-radius:6px;padding:.4em 1em}
.rp p{margin:.35em 0}
.rp ul{margin:.1em 0;padding-left:1.4em;list-style:none}
.rp small{opacity:.7}
.rp table{border-collapse:collapse;margin:.3em 0}
.rp th,.rp td{text-align:left!important;padding:.2em .7em;
  border-bottom:1px solid color-mix(in srgb,currentColor 18%,transparent)}
.rp .rp-fact{display:inline-block;margin:0 .9em .2em 0}
"""


def report_html(report: Report, language: Language = "zh") -> str:
    """A report: its header, outline and text, each number with a tooltip of what was read."""
    labels = Labels(language)
    facts = [
        tag("span", tag("small", labels.of("field", field), " "), str(value), class_="rp-fact")
        for field in _FIELDS
        if (value := getattr(report, field)) is not None
    ]
    counts = Counter(metric.section for metric in report.metrics)
    title = tag("h3", report.title or labels.word("untitled"))
    found = Counter(numeral.category for numeral in report.numerals).most_common()
    legend = [
        tag("span", tag("span", labels.of("category", name), class_=f"rp-n rp-{name}"), f" {n}", class_="rp-fact")
        for name, n in found
    ]
    outline = _outline(report.sections, counts, labels)
    text = tag("div", Body(report, labels).html(), class_="rp-text")
    parts = (
        title,
        tag("div", *facts),
        tag("div", *legend),
        tag("details", tag("summary", f"{labels.word('outline')} ({sum(1 for _ in report.walk())})"), outline),
        tag("details", tag("summary", labels.word("text")), text, open=""),
    )
    return _framed(*parts)


def section_html(section: Section, language: Language = "zh") -> str:
    """A section: its heading and those below it."""
    return _framed(_outline((section,), Counter(), Labels(language)))


def metric_html(metric: Metric, language: Language = "zh") -> str:
    """A metric: its name and its observations."""
    labels = Labels(language)
    head = tag(
        "tr", *(tag("th", labels.word(key)) for key in ("role", "stated", "value", "change", "period", "status"))
    )
    rows = [_observation(o, labels) for o in metric.observations]
    indicator = tag("small", " ", metric.indicator) if metric.indicator else ""
    return _framed(tag("strong", metric.name), indicator, tag("table", head, *rows))


def table_html(table: Table) -> str:
    """A table of the report: its cells as they stood, its heads and labels as such, the unit of each figure on it."""
    rows: dict[int, list[Markup]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(
            tag(
                "th" if cell.header else "td",
                cell.text,
                rowspan=cell.row_span,
                colspan=cell.column_span,
                title=cell.unit,
            )
        )
    unit = tag("small", f" {table.unit}") if table.unit else ""
    caption = tag("caption", table.caption or "", unit) if table.caption or table.unit else ""
    return _framed(tag("table", caption, *(tag("tr", *cells) for cells in rows.values())))


def _observation(o: Observation, labels: Labels) -> Markup:
    """The row of an observation."""
    stated = tag("span", o.quantity.text, class_=f"rp-n rp-metric rp-{o.role}")
    period = o.period.label if o.period else ""
    cells = (
        labels.of("role", o.role),
        stated,
        labels.value(o),
        labels.against(o),
        period,
        labels.of("status", o.status),
    )
    return tag("tr", *(tag("td", cell) for cell in cells))


def _outline(sections: Iterable[Section], counts: Counter[int | None], labels: Labels) -> Markup:
    """Headings as nested lists; `counts` is the number of metrics by section."""
    items = []
    for section in sections:
        heading = section.marker + section.title or labels.word("opening")
        count = tag("small", f" {counts[section.id]}") if counts[section.id] else ""
        below = _outline(section.children, counts, labels) if section.children else ""
        items.append(tag("li", heading, count, below))
    return tag("ul", *items)


def _framed(*parts: str) -> str:
    """The parts in one element, with the styles that they need."""
    return str(tag("div", tag("style", Markup(css() + _CSS)), join(parts), class_="rp"))
