"""The way through: from a document to a report, one stage after the other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter

from report_parser import checks
from report_parser.binding.bind import BoundSentence, bind, reread
from report_parser.binding.lexicon import Lexicon
from report_parser.binding.reading import Choose, cheapest
from report_parser.binding.words import Segmenter
from report_parser.context.ground import base_year
from report_parser.context.standing import Context, context_of
from report_parser.metrics import composition, label, link
from report_parser.metrics.catalogue import Catalogue
from report_parser.models import FormCell, MadeBy, Quantity, Report, Section, Source, Span, Table, made
from report_parser.numerals import spread
from report_parser.numerals.mention import Mention
from report_parser.numerals.quantities import find_quantities
from report_parser.numerals.scan import Scanner
from report_parser.structure import chrome, citations, header, outline, years
from report_parser.structure.flow import flowing
from report_parser.tables import bind as cells
from report_parser.tables import budget, detect, disclosure
from report_parser.text import lines
from report_parser.text.document import Document
from report_parser.text.fold import fold

_report = made(Report)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled tables of one parser, which the stages work by."""

    scanner: Scanner
    lexicon: Lexicon
    segmenter: Segmenter
    catalogue: Catalogue
    made_by: MadeBy


@dataclass(frozen=True, slots=True)
class Findings:
    """What the stages as far as binding found, in their order; `run` makes the report of it."""

    folded: str
    head: header.Header
    sections: tuple[Section, ...]
    context: Context
    mentions: list[Mention]
    bound: list[BoundSentence]
    tables: tuple[Table, ...]
    figures: list[cells.Figure]
    forms: tuple[FormCell, ...]
    copied: bool = False


def read(document: Document, grammar: Grammar, choose: Choose = cheapest) -> Findings:
    """Run the stages as far as binding, which says what each quantity measures; `choose` takes the reading of each.

    The document's paragraphs stand on one line each (`structure.flow`).
    """
    text = document.text
    folded = fold(text)
    rows = lines.split(folded)
    page = chrome.find(folded, rows, document.hints.fields.get("title"))
    head = header.read(folded, text, rows, page, document.hints.fields)
    tables = detect.all_of(folded, text, rows, range(page.front.stop, page.back.start), document.tables)
    outlined = outline.find(folded, rows, page, document.hints, [table.span for table in tables])
    head, means = years.settle(folded, head, page.body, outline.titles(folded, outlined))
    sections = outline.tree(folded, text, page.body, outlined, means)
    headings = outline.heading_spans(sections, text)
    parted = detect.parted(folded, tables)
    scanned = spread.scan(grammar.scanner.scan, parted, text, base_year(means), headings)
    titled = range(*page.title) if page.title is not None else range(0)  # a headline's figures are the report's
    chrome_spans = [*page.spans(rows), *(Span(rows[i].first, rows[i].last) for i in page.front if i not in titled)]
    mentions = _set_apart(folded, scanned, chrome_spans)
    disclosed = disclosure.read(folded)
    found = cells.find(folded, text, tables, mentions, partial(_first, grammar.scanner), disclosed)
    issued, title = head.delivered or head.signed or head.published, head.evidence.get("title")
    context = context_of(folded, sections, found.prose, means, issued, title)
    bound = list(bind(parted, found.prose, grammar.lexicon, grammar.segmenter, context.topics, choose))
    settled = reread(found.mentions, bound)
    return Findings(
        folded, head, sections, context, settled, bound, found.tables, found.figures, found.forms, bool(page.copy)
    )


def _set_apart(folded: str, mentions: Sequence[Mention], chrome_spans: Iterable[Span]) -> list[Mention]:
    """The mentions; those on lines of page chrome or header (浏览 1.3万次) become `page`: they measure nothing.

    A line with a telephone number is no chrome if a sentence goes on behind it (联系电话：…，全年办件320件。).
    """
    called = sorted(mention.start for mention in mentions if mention.category == "contact")

    def is_sentence(span: Span) -> bool:
        at = bisect_left(called, span.start)
        return at < len(called) and called[at] < span.end and folded[span.start : span.end].rstrip().endswith("。")

    spans = sorted((span for span in chrome_spans if not is_sentence(span)), key=attrgetter("start"))

    def of_page(mention: Mention) -> bool:
        at = bisect_right(spans, mention.start, key=attrgetter("start")) - 1
        return at >= 0 and mention.category == "metric" and mention.start < spans[at].end

    return [replace(mention, category="page") if of_page(mention) else mention for mention in mentions]


def _told(source: Source, copied: bool) -> Source:
    """The source, with a warning where the text stands twice: only the first copy is read."""
    if not copied:
        return source
    warning = "the report stands twice in its source; the numbers of the second copy are listed as page numbers."
    return source.model_copy(update={"warnings": (*source.warnings, warning)})


def _first(scanner: Scanner, words: str) -> Quantity | None:
    """The first quantity in a few words, as 1 UNIT for a unit that a table states apart from its numbers; else None."""
    return next(iter(find_quantities(words, scanner)), None)


def run(document: Document, grammar: Grammar) -> Report:
    """Run all stages and make the report. Total: any text gives a report."""
    flow = flowing(document)
    return flow.put_back(_run(flow.document, grammar))


def _run(document: Document, grammar: Grammar) -> Report:
    """The report of a document whose paragraphs stand on one line each."""
    text = document.text
    reading = read(document, grammar)
    folded, head, sections = reading.folded, reading.head, reading.sections
    metrics = link.link(folded, text, reading.bound, reading.context, grammar.lexicon)
    metrics = composition.take_apart(text, metrics, grammar.catalogue.compositions)
    metrics = cells.merge(metrics, cells.metrics(text, reading.figures, reading.context))
    metrics = label.label(folded, metrics, reading.tables, grammar.catalogue, head.region)
    return _report(
        text=text,
        title=head.title,
        kind=head.kind,
        agency=head.agency,
        publisher=head.publisher,
        origin=head.origin,
        region=head.region,
        region_code=head.region_code,
        year=head.year,
        published=head.published,
        signed=head.signed,
        delivered=head.delivered,
        document_number=head.document_number,
        evidence=head.evidence,
        sections=reading.context.told(sections),
        metrics=metrics,
        numerals=tuple(mention.entry(text) for mention in reading.mentions if mention.counts),
        citations=citations.find(folded, text),
        checks=(
            *outline.check(sections),
            *link.check(folded, reading.bound),
            *checks.run(text, metrics, grammar.catalogue, reading.tables),
            *disclosure.checks(reading.forms),
            *budget.checks(reading.forms),
        ),
        tables=reading.tables,
        forms=reading.forms,
        source=_told(document.source, reading.copied),
        made_by=grammar.made_by,
    )
