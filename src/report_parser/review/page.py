"""The review page: one self-contained HTML file to check every number of a report against its text."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from importlib.resources import files
from string import Template
from typing import get_args

from report_parser.models import Check, Metric, Numeral, Observation, Report, Role, Section, Status, plain
from report_parser.review import fixing
from report_parser.review.body import Body
from report_parser.review.labels import Labels, Language, grouped, observations_of
from report_parser.review.markup import Markup, attribute_list, join, tag, text, visible
from report_parser.review.segments import Segment
from report_parser.review.style import css
from report_parser.review.told import Teller, Told

_FIELDS = ("agency", "publisher", "origin", "region", "year", "document_number", "signed", "delivered", "published")
_PANES = ("text", "metrics", "outline", "checks", "others")
_AROUND, _SHORT = 16, 7  # characters of context of a number; a period this short is not broken over lines


def page(report: Report, language: Language = "zh") -> str:
    """The review page of a report as HTML, labelled in Chinese or English.

    Its Content-Security-Policy allows only its own script and styles, by their digests: even if a text were escaped
    wrongly, nothing of it would run.

    >>> from report_parser import parse
    >>> "<script>alert" in page(parse("<script>alert(1)</script>整改率92.25%。"))
    False
    """
    return _ReviewPage(report, Labels(language)).html()


class _ReviewPage:
    """The page in the making; each method gives the HTML of one part of it.

    `sections` are the report's by their ids; `paths` and `markers` are the headings down to a section, in full and as
    markers only; `places` is the number of the numeral in the ledger that begins at an offset; `others` are numerals
    that are no metrics.
    """

    def __init__(self, report: Report, labels: Labels) -> None:
        self.report, self.labels = report, labels
        self.teller = Teller(report)
        self.sections: dict[int | None, Section] = {section.id: section for section in report.walk()}
        self.paths: dict[int | None, str] = {}
        self.markers: dict[int | None, str] = {}
        for trail in _trails(report):
            self.paths[trail[-1].id] = " / ".join(part for s in trail if (part := s.marker + s.title))
            self.markers[trail[-1].id] = "".join(s.marker or s.title for s in trail)
        self.observations = observations_of(report.metrics)
        self.names = {metric.id: metric.name for metric in report.metrics}
        self.places = {numeral.span.start: place for place, numeral in enumerate(report.numerals)}
        self.others = [(place, n) for place, n in enumerate(report.numerals) if n.category != "metric"]

    def html(self) -> str:
        """The whole page."""
        style, script = css() + _part("page.css"), _part("page.js") + _part("fixes.js")
        word = self.labels.word
        title = text(self.report.title or word("untitled"))
        version = self.report.made_by
        parts: dict[str, str] = {
            "language": {"zh": "zh-CN", "en": "en"}[self.labels.language],
            "policy": f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
            "base-uri 'none'; form-action 'none'",
            "css": style,
            "js": script,
            "title": title,
            "about": attribute_list(**fixing.about(self.report, self.labels)),
            "facts": self.facts(),
            "legend": self.legend(),
            "tabs": self.tabs(),
            "text": Body(self.report, self.labels, self.mark).html(),
            "outline": self.outline(self.report.sections, Counter(m.section for m in self.report.metrics)),
            "metrics": self.metrics(),
            "checks": self.checks(),
            "others": self.other_numbers(),
            "made_by": join(
                [
                    tag("span", f"{word('made_by')} {version.version} · {self.report.source.sha256[:12]}"),
                    fixing.bar(self.labels),
                    tag("span", word("keys")),
                ]
            ),
        }
        labels = {f"{name}_label": text(word(name)) for name in (*_PANES, "legend")}
        labels |= {name: text(word(name)) for name in ("skip", "close", "in_table", "in_text")}
        return Template(_part("page.html")).substitute({**parts, **labels})

    def facts(self) -> Markup:
        """What the report states of itself: agency, year, dates."""
        stated = [("", self.labels.of("kind", self.report.kind))] + [
            (self.labels.of("field", field), str(value))
            for field in _FIELDS
            if (value := getattr(self.report, field)) is not None
        ]
        return join(tag("span", f"{label} " if label else "", tag("b", value)) for label, value in stated)

    def legend(self) -> Markup:
        """One button for each category of numerals, with their count."""
        found = Counter(numeral.category for numeral in self.report.numerals).most_common()
        return join(
            tag(
                "button",
                f"{self.labels.of('category', name)} {count}",
                type="button",
                class_=f"rp-{name}",
                aria_pressed="true",
                data_category=name,
            )
            for name, count in found
        )

    def tabs(self) -> Markup:
        """The buttons that choose a pane."""
        counts = {
            "text": "",
            "metrics": len(self.observations),
            "outline": "",
            "checks": len(self.report.checks),
            "others": len(self.others),
        }
        return join(
            tag(
                "button",
                self.labels.word(name),
                tag("span", str(count), class_="n") if count != "" else "",
                type="button",
                role="tab",
                data_pane=name,
                aria_controls=f"pane-{name}",
            )
            for name, count in counts.items()
        )

    def mark(self, segment: Segment, content: Markup, attributes: dict[str, str]) -> Markup:
        """A number in the text as a link to its row in a table."""
        key = f"x{segment.numeral}" if segment.observation is None else f"o{segment.observation}"
        return tag("a", content, **attributes, id=f"n{segment.numeral}", href=f"#{key}", data_key=key)

    def outline(self, sections: Iterable[Section], counts: Counter[int | None]) -> Markup:
        """The headings as nested lists; `counts` is the number of metrics by section."""
        return tag("ul", *(self.entry(section, counts) for section in sections))

    def entry(self, section: Section, counts: Counter[int | None]) -> Markup:
        """One heading of the outline with those below it."""
        heading = section.marker + section.title
        count = tag("small", f" {counts[section.id]}") if counts[section.id] else ""
        link = tag("a", heading, count, href=f"#s{section.id}") if heading else self.labels.word("opening")
        holds = [section.period.label if section.period else "", self.labels.of("status", section.stance)]
        link = join([link, tag("small", " " + " · ".join(w for w in holds if w), class_="frame")])
        return tag("li", link, self.outline(section.children, counts) if section.children else "")

    def metrics(self) -> Markup:
        """The pane of observations: filters and a table."""
        if not self.observations:
            return self.none("no_metrics", hidden=False)
        word = self.labels.word
        filled = {metric.section for metric in self.report.metrics}
        used = [path for section, path in self.paths.items() if section in filled and path]
        filters = self.filters(
            self.choice("role", word("all_roles"), self.options("role", get_args(Role))),
            self.choice("status", word("all_statuses"), self.options("status", get_args(Status))),
            self.choice("section", word("all_sections"), [(path, path) for path in dict.fromkeys(used)]),
            self.choice("mark", word("all_marks"), [(key, word(key)) for key in ("unchecked", "checked", "corrected")]),
        )
        head = self.head("name", "stated", "value", "role", "change", "period", "status", "section", "checked")
        rows = [self.metric(metric, o) for metric, o in self.observations.values()]
        return join([filters, self.table(head, rows), self.none("nothing")])

    def metric(self, metric: Metric, o: Observation) -> Markup:
        """The row of one observation, with the details that a click opens."""
        labels, q = self.labels, o.quantity
        path = self.paths.get(metric.section, "")
        period, since = (o.period.label, str(o.period.start)) if o.period else ("", "")
        value = labels.value(o)
        parent = "" if metric.part_of is None else self.names.get(metric.part_of, "")
        told, about = dict.fromkeys(("period", "status", "topic", "scope"), ""), ""
        for each in self.teller.told(o):
            told[each.field] = self.source(each)
            about = each.value if each.field == "topic" else about
        more = [
            (o.name or metric.name, ""),
            (labels.word("stated"), q.text),
            (labels.word("value"), value),
            (labels.word("role"), labels.of("role", o.role)),
            (labels.word("change"), labels.against(o)),
            (
                labels.word("period"),
                f"{period}（{o.period.start} – {o.period.end}）{told['period']}" if o.period else "",
            ),
            (
                labels.word("status"),
                " · ".join(w for w in (labels.of("status", o.status), o.modality) if w) + told["status"],
            ),
            (labels.word("scope"), o.scope + told["scope"] if o.scope else ""),
            (labels.word("topic"), about + told["topic"] if about else ""),
            (labels.word("part_of"), parent),
            (labels.word("step"), grouped(q.step) + q.unit),
            (labels.word("section"), path),
            (labels.word("sentence"), o.sentence.of(self.report.text)),
            (labels.word("rule"), f"{o.rule} · [{q.span.start}, {q.span.end})"),
            (labels.word("corrected"), o.corrected_by or ""),
        ]
        cells = (
            tag("td", tag("span", "└ ", class_="part") if metric.part_of is not None else "", o.name),
            tag("td", self.stated(o), class_="keep"),
            tag("td", value, class_="num same" if value == q.text else "num", data_v=plain(_signed(o))),
            tag("td", labels.of("role", o.role), class_="keep"),
            tag("td", labels.against(o)),
            tag("td", period, class_="keep" if len(period) <= _SHORT else None, data_v=since),
            tag("td", labels.of("status", o.status), class_="keep"),
            tag("td", self.markers.get(metric.section, ""), title=path or None, class_="mark", data_v=q.span.start),
            fixing.tick(self.labels),
        )
        fix = fixing.of_row(self.report, metric, o, self.sections.get(metric.section))
        return self.row(f"o{o.id}", more, cells, role=o.role, status=o.status, section=path, fix=fix)

    def source(self, told: Told) -> str:
        """Where a field of a number comes from, with the words."""
        where = self.labels.of("where", told.where)
        return f" ← “{told.words}” · {where}" if told.words else f" ← {where}"

    def stated(self, o: Observation, **data: str) -> Markup:
        """A number as written, linked to its place in the text."""
        place = self.places[o.quantity.span.start]
        return tag("a", o.quantity.text, href=f"#n{place}", class_=f"rp-n rp-metric rp-{o.role}", **data)

    def checks(self) -> Markup:
        """The pane of checks, failed ones first."""
        if not self.report.checks:
            return self.none("no_checks", hidden=False)
        head = tag("tr", *(tag("th", self.labels.word(key), scope="col") for key in ("verdict", "message", "number")))
        order = {"fails": 0, "review": 1, "holds": 2}
        rows = [self.check(check) for check in sorted(self.report.checks, key=lambda c: order[c.verdict])]
        return tag("table", tag("thead", head), tag("tbody", *rows))

    def check(self, check: Check) -> Markup:
        """The row of one check."""
        known = [self.observations[number][1] for number in check.observations if number in self.observations]
        links = [self.stated(o, data_see=f"o{o.id}") for o in known]
        return tag(
            "tr",
            tag("td", tag("span", self.labels.of("verdict", check.verdict), class_=f"verdict {check.verdict}")),
            tag("td", check.message),
            tag("td", join(links, " · ")),
        )

    def other_numbers(self) -> Markup:
        """The pane of numerals that are no metrics."""
        if not self.others:
            return self.none("no_others", hidden=False)
        kinds = self.options("category", dict.fromkeys(numeral.category for _, numeral in self.others))
        filters = self.filters(self.choice("category", self.labels.word("all_categories"), kinds))
        head = self.head("number", "category", "why", "context")
        return join([filters, self.table(head, [self.other(*pair) for pair in self.others]), self.none("nothing")])

    def other(self, place: int, numeral: Numeral) -> Markup:
        """The row of one such numeral; `place` is its number in the ledger."""
        labels, span = self.labels, numeral.span
        before = self.report.text[max(0, span.start - _AROUND) : span.start].rpartition("\n")[2]
        after = self.report.text[span.end : span.end + _AROUND].partition("\n")[0]
        category, why = labels.of("category", numeral.category), labels.why(numeral.category)
        more = [
            (numeral.text, ""),
            (labels.word("category"), category),
            (labels.word("why"), why),
            (labels.word("context"), before + numeral.text + after),
            (labels.word("span"), f"[{span.start}, {span.end})"),
        ]
        cells = (
            tag("td", tag("a", numeral.text, href=f"#n{place}", class_=f"rp-n rp-{numeral.category}"), class_="keep"),
            tag("td", category, class_="keep"),
            tag("td", why),
            tag("td", before, tag("b", numeral.text), after, class_="place", data_v=span.start),
        )
        return self.row(
            f"x{place}", more, cells, category=numeral.category, fix=fixing.of_numeral(self.report, numeral)
        )

    def row(self, key: str, more: list[tuple[str, str]], cells: Iterable[Markup], **data: str) -> Markup:
        """A table row. `more` is what a click shows: a title, then (label, value); empty values are left out."""
        head, *facts = more
        shown = [visible(head[0]), *([label, visible(value)] for label, value in facts if value)]
        return tag(
            "tr",
            *cells,
            id=key,
            data_key=key,
            data_more=json.dumps(shown, ensure_ascii=False),
            **{f"data_{name}": value for name, value in data.items()},
        )

    def head(self, *keys: str) -> Markup:
        """The head of a table whose columns can be sorted."""
        return tag("tr", *(tag("th", tag("button", self.labels.word(key), type="button"), scope="col") for key in keys))

    def table(self, head: Markup, rows: Iterable[Markup]) -> Markup:
        """A table."""
        return tag("table", tag("thead", head), tag("tbody", *rows))

    def filters(self, *choices: Markup) -> Markup:
        """The search field and choices above a table."""
        word = self.labels.word
        field = tag("input", type="search", placeholder=word("filter"), aria_label=word("filter_label"))
        return tag("div", field, *choices, tag("output", data_unit=word("shown")), class_="filters", hidden="")

    def choice(self, name: str, everything: str, options: list[tuple[str, str]]) -> Markup:
        """A filter: (value, label) for each option, and `everything` as the label of no filter."""
        return tag(
            "select",
            tag("option", everything, value=""),
            *(tag("option", label, value=value) for value, label in options),
            name=name,
            aria_label=everything,
        )

    def options(self, vocabulary: str, keys: Iterable[str]) -> list[tuple[str, str]]:
        """The options of a filter with their labels."""
        return [(key, self.labels.of(vocabulary, key)) for key in keys]

    def none(self, key: str, *, hidden: bool = True) -> Markup:
        """The sentence that a pane shows when it has no rows."""
        return tag("p", self.labels.word(key), class_="none", hidden="" if hidden else None)


def _signed(o: Observation) -> Decimal:
    """The value, negative for a fall."""
    return -abs(o.quantity.value) if o.direction == "down" else o.quantity.value


def _trails(report: Report) -> Iterator[list[Section]]:
    """For each section in order: its ancestors from the top down, and itself as the last."""
    trail: list[Section] = []
    for section in report.walk():
        trail[section.depth :] = [section]
        yield trail


def _part(name: str) -> str:
    """A file of the page: its template, style or script."""
    return (files("report_parser.review") / name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    """The digest of a script or style as a Content-Security-Policy writes it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
