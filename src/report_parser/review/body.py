"""The text of a report as HTML: its paragraphs, headings and tables, every number marked with what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from report_parser.models import Cell, Report, Section, Table
from report_parser.review.labels import Labels, observations_of
from report_parser.review.markup import Markup, join, tag, text
from report_parser.review.segments import Segment, Segments

# Makes the HTML element of one number from its segment, its content, and its attributes (class, title, data-o).
Mark = Callable[[Segment, Markup, dict[str, str]], Markup]


class Body:
    """The text of one report as HTML. `mark` makes the element of a number: by default a `<span>` with a tooltip.

    >>> from report_parser import parse
    >>> print(Body(parse("详见第3条。"), Labels("en")).html())
    <p>详见<span class="rp-n rp-article" title="article – it points to an article of a law">第3条</span>。</p>
    """

    def __init__(self, report: Report, labels: Labels, mark: Mark | None = None) -> None:
        self.report, self.labels = report, labels
        self._mark = mark or _plain_mark
        self._segments = Segments(report)
        self._observations = observations_of(report.metrics)
        self._headings = sorted((s for s in report.walk() if s.heading.start < s.heading.end), key=_heading_start)
        self._title = report.evidence.get("title")

    def html(self) -> Markup:
        """The whole text."""
        return join(self._blocks(), "\n")

    def _blocks(self) -> Iterator[Markup]:
        """The paragraphs and tables, in order."""
        at = 0
        for table in sorted(self.report.tables, key=_span_start):
            if table.span.start >= at:
                yield from self._paragraphs(at, table.span.start)
                yield self._table(table)
                at = table.span.end
        yield from self._paragraphs(at, len(self.report.text))

    def _paragraphs(self, start: int, end: int) -> Iterator[Markup]:
        """The lines of a stretch of the text that are not empty."""
        for line in self.report.text[start:end].split("\n"):
            stop = start + len(line)
            if line.strip():
                yield self._paragraph(start, stop)
            start = stop + 1

    def _paragraph(self, start: int, end: int) -> Markup:
        """One line; headings in it are marked, also one that goes on in the next line."""
        if self._title and start < self._title.end and end > self._title.start:
            return tag("p", self.inline(start, end), class_="rp-title")
        parts: list[Markup] = []
        at = start
        whole = None
        while self._headings and self._headings[0].heading.start < end:
            section = self._headings.pop(0)
            left, right = max(section.heading.start, at), min(section.heading.end, end)
            if left < right:
                first = left == section.heading.start
                parts += (self.inline(at, left), self._heading(section, left, right, first))
                whole = "rp-head" if not self.report.text[right:end].strip() else None
                at = right
            if section.heading.end > end:
                self._headings.insert(0, section)
                break
        return tag("p", *parts, self.inline(at, end), class_=whole)

    def _heading(self, section: Section, start: int, end: int, first: bool) -> Markup:
        """A heading, or the part of it on this line; the first part gets the section's id."""
        return tag(
            "span",
            self.inline(start, end),
            class_=f"rp-h rp-h{min(section.depth, 3)}",
            id=f"s{section.id}" if first else None,
            role="heading",
            aria_level=min(section.depth + 2, 6),
        )

    def _table(self, table: Table) -> Markup:
        rows: dict[int, list[Cell]] = {}
        for cell in table.cells:
            rows.setdefault(cell.row, []).append(cell)
        # The caption stands in the text above, where its numbers are marked.
        drawn = tag("table", *(self._row(cells) for cells in rows.values()), aria_label=table.caption)
        return tag("div", drawn, class_="rp-table")

    def _row(self, cells: list[Cell]) -> Markup:
        return tag("tr", *(self._cell(cell) for cell in cells))

    def _cell(self, cell: Cell) -> Markup:
        return tag(
            "th" if cell.header else "td",
            self.inline(cell.span.start, cell.span.end),
            rowspan=cell.row_span if cell.row_span > 1 else None,
            colspan=cell.column_span if cell.column_span > 1 else None,
            title=cell.unit,
        )

    def inline(self, start: int, end: int) -> Markup:
        """A stretch of the text inside one paragraph."""
        return join(self._piece(segment) for segment in self._segments.between(start, end))

    def _piece(self, segment: Segment) -> Markup:
        """One segment: a number, words of a name, or plain text."""
        content = text(self.report.text[segment.start : segment.end])
        if segment.numeral is None:
            return tag("span", content, class_="rp-w", data_o=_ids(segment.named)) if segment.named else content
        numeral = self.report.numerals[segment.numeral]
        kinds, title = ["rp-n", f"rp-{numeral.category}"], self.labels.of("category", numeral.category)
        if segment.observation is not None:
            _, observation = self._observations[segment.observation]
            kinds += [f"rp-{observation.role}"] + ["rp-planned"] * (observation.status == "planned")
            title = self.labels.one_line(observation)
        elif numeral.category != "metric":
            title = f"{title} – {self.labels.why(numeral.category)}"
        attributes = {"class": " ".join(kinds), "title": title}
        if segment.named:
            attributes["data-o"] = _ids(segment.named)
        return self._mark(segment, content, attributes)


def _plain_mark(_: Segment, content: Markup, attributes: dict[str, str]) -> Markup:
    return tag("span", content, **attributes)


def _ids(ids: tuple[int, ...]) -> str:
    """Ids of observations as one attribute."""
    return " ".join(map(str, ids))


def _heading_start(section: Section) -> int:
    return section.heading.start


def _span_start(table: Table) -> int:
    return table.span.start
