"""`Parser`: reads the tables, compiles them once, and parses texts, files and bytes with them."""

from __future__ import annotations

import hashlib
import re
import warnings
from copy import copy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from report_parser.binding.lexicon import Lexicon
from report_parser.binding.words import Segmenter
from report_parser.corrections.apply import apply
from report_parser.corrections.entries import Corrections
from report_parser.corrections.entries import read as read_corrections
from report_parser.data import load
from report_parser.data.load import Extra
from report_parser.metrics import catalogue
from report_parser.models import MadeBy, Quantity, Report, Source
from report_parser.numerals.quantities import find_quantities
from report_parser.numerals.scan import Scanner
from report_parser.pipeline import Grammar, run
from report_parser.readers import Options, read_bytes, read_path
from report_parser.readers.limits import within
from report_parser.review.explain import Explanation, explain
from report_parser.text.document import Document
from report_parser.version import __version__
from report_parser.views import ParserViews

Table = dict[str, Any]

# A report of one paragraph: every stage has something to do.
_WARM_UP_TEXT = """\
青禾县审计局2025年法治政府建设年度报告
一、2025年主要成效
全年完成审计项目37个，其中预算执行审计9个，整改率由77.73%提高到92.25%。
二、2026年工作安排
力争完成审计项目40个以上。
"""


_FILE_NAME = re.compile(
    r"[^\n，。；：]{1,255}\.(?:txt|md|html?|pdf|docx?|wps|xlsx?|csv|jsonl?|ofd|rtf|xml)", re.IGNORECASE
)
_LONGEST_NAME = 260
_CALLER = 3  # who called the function of the module


class Parser(ParserViews):
    """A parser with its compiled tables. Immutable and picklable.

    `units`, `words` and `indicators` are added to the package's own tables: each a mapping or the path of a TOML file.
    `corrections` are what people corrected by hand, or the path of a JSON Lines file with them: they are applied to
    every report that they name (see `report_parser.corrections`).

    >>> report = Parser().parse("全年召开审计业务会议14次。")
    >>> [(o.name, str(o.quantity.value), o.quantity.unit) for o in report.observations]
    [('审计业务会议', '14', '次')]

    Raises TableError if an addition is malformed, CorrectionsError if a correction is.
    """

    def __init__(
        self,
        units: Extra = None,
        words: Extra = None,
        indicators: Extra = None,
        corrections: Corrections | str | Path | None = None,
    ) -> None:
        self._corrections = read_corrections(corrections) if isinstance(corrections, str | Path) else corrections
        extra_units, extra_words, extra_indicators = map(load.read_extra, (units, words, indicators))
        load.check("units", extra_units, load.shipped("units"))
        load.check("words", extra_words, load.shipped("numerals"), load.shipped("binding"))
        load.check("indicators", extra_indicators, catalogue.shipped())
        with load.compiling(extra_units, extra_words, extra_indicators):
            self._grammar = _grammar(
                load.merge(load.shipped("units"), extra_units),
                load.merge(load.shipped("numerals"), extra_words),
                load.merge(load.shipped("binding"), extra_words),
                load.merge(catalogue.shipped(), extra_indicators),
                None if self._corrections is None else self._corrections.sha256,
            )

    def with_corrections(self, corrections: Corrections | str | Path) -> Parser:
        """The same parser with these corrections in place of its own; nothing is compiled again.

        Raises CorrectionsError if a correction is malformed.
        """
        wanted = corrections if isinstance(corrections, Corrections) else read_corrections(corrections)
        made_by = self._grammar.made_by.model_copy(update={"corrections_sha256": wanted.sha256})
        parser = copy(self)
        parser._grammar, parser._corrections = replace(self._grammar, made_by=made_by), wanted
        return parser

    @property
    def corrections(self) -> Corrections | None:
        """The corrections that this parser applies, or None."""
        return self._corrections

    @property
    def catalogue(self) -> catalogue.Catalogue:
        """The catalogue of indicators that this parser labels with.

        >>> Parser().catalogue.find("GDP").id
        'economy.gdp'
        """
        return self._grammar.catalogue

    def warm_up(self) -> None:
        """Load the dictionary and compile the patterns now, so that the first report need not wait for them.

        >>> Parser().warm_up()
        """
        self._grammar.scanner.warm_up()
        self.parse(_WARM_UP_TEXT)

    def parse(self, text: str, seconds: float | None = None) -> Report:
        """Parse a text. Total: any string gives a report, an empty one an empty report.

        With `seconds`, raises LimitExceededError where that takes longer. Warns where the text is the name of a file.
        """
        if not isinstance(text, str):
            raise TypeError(f"parse takes the text of a report, not {type(text).__name__}; parse_file takes a path.")
        if len(text) < _LONGEST_NAME and _FILE_NAME.fullmatch(text):
            warnings.warn(f"{text!r} is the name of a file; parse_file reads one.", stacklevel=_CALLER)
        return within(seconds, lambda: self.parse_document(self._document(text)))

    @staticmethod
    def _document(text: str) -> Document:
        """A text as a document: without tables, hints and file name."""
        data = text.encode("utf-8", "surrogatepass")
        return Document(text=text, source=Source(size=len(data), sha256=hashlib.sha256(data).hexdigest()))

    def parse_document(self, document: Document) -> Report:
        """Parse what a reader made of a file."""
        report = run(document, self._grammar)
        return report if self._corrections is None else apply(report, self._corrections, self._grammar)

    def parse_file(self, path: str | Path, options: Options | None = None) -> Report:
        """Read and parse a file of any supported format. Raises a ReportParserError that says what is wrong."""
        return self.parse_document(read_path(path, options))

    def parse_bytes(self, data: bytes, name: str | None = None, options: Options | None = None) -> Report:
        """Parse the bytes of a file; `name` is only recorded. Raises a ReportParserError that says what is wrong."""
        return self.parse_document(read_bytes(data, name, options))

    def explain(self, text: str, offset: int) -> Explanation | None:
        """How the number at `offset` (code points) was read: the words beside it, and what every rule proposed.

        None if no number stands there.

        >>> seen = Parser().explain("全年召开审计业务会议14次。", 10)
        >>> seen.name, seen.rule
        ('审计业务会议', 'noun.before')
        """
        return explain(self._document(text), self._grammar, offset)

    def find_quantities(self, text: str) -> list[Quantity]:
        """Every number of a text that measures something, in order, with its value and unit."""
        return find_quantities(text, self._grammar.scanner)


def _grammar(units: Table, numbers: Table, binding: Table, indicators: Table, corrections: str | None) -> Grammar:
    """The tables, compiled; `corrections` is the digest of what will be corrected."""
    lexicon = Lexicon.from_table(binding)
    return Grammar(
        scanner=Scanner(units, numbers),
        lexicon=lexicon,
        segmenter=Segmenter(lexicon.kept_whole, lexicon.words("apart")),
        catalogue=catalogue.Catalogue(indicators),
        made_by=MadeBy(
            version=__version__,
            tables_sha256=load.digest(units, numbers, binding, indicators),
            corrections_sha256=corrections,
        ),
    )


@lru_cache(maxsize=1)
def default() -> Parser:
    """The parser that the module functions use."""
    return Parser()
