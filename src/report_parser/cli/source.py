"""Reading the report that a command names."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, get_args

if TYPE_CHECKING:
    from report_parser.corrections.settled import Settled
    from report_parser.models import CorrectionResult, Report
    from report_parser.parser import Parser
    from report_parser.readers import Options
    from report_parser.text.document import Document

_ISOLATED = {"auto": None, "yes": True, "no": False}


# The tables that a user may add to, and what they hold.
_TABLES = {"indicators": "indicators", "units": "units", "words": "words for numbers and binding"}


def add_reading_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments about reading: --encoding, --ocr, --limit, and tables of one's own."""
    command.add_argument("--encoding", metavar="NAME", help="of text files; default: find it")
    command.add_argument(
        "--errors",
        choices=("lenient", "strict"),
        default="lenient",
        help="lenient (default) replaces a few damaged bytes of a text and warns; strict refuses it",
    )
    command.add_argument(
        "--ocr", action="store_true", help="read the pages of a PDF that are pictures (slow; extra ocr)"
    )
    command.add_argument(
        "--isolated",
        choices=_ISOLATED,
        default="auto",
        help="read in a process of its own, under limits of memory and time; auto: PDF",
    )
    command.add_argument(
        "--limit",
        metavar="NAME=NUMBER",
        action="append",
        type=_limit,
        default=[],
        help="what a source may cost, as in seconds=600 or pages=50; may be repeated",
    )
    add_table_arguments(command)


def add_table_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `parser_of` reads: --corrections, and tables of one's own by --indicators, --units and --words."""
    command.add_argument("--corrections", metavar="FILE", help="what people corrected by hand, as JSON Lines")
    for name, holds in _TABLES.items():
        command.add_argument(f"--{name}", metavar="FILE", help=f"{holds} of your own, as TOML; see the documentation")


def reading_options(options: argparse.Namespace) -> Options:
    """What the user gave for the arguments of `add_reading_arguments`."""
    from report_parser.readers import Limits, Options

    return Options(
        encoding=options.encoding,
        ocr=options.ocr,
        limits=Limits(**dict(options.limit)),
        errors=options.errors,
        isolated=_ISOLATED[options.isolated],
    )


def read_document(file: str, wanted: Options) -> Document:
    """Read a file; - is standard input. Raises a ReportParserError that says what is wrong."""
    from report_parser.readers import read_bytes, read_path

    if file == "-":
        return read_bytes(sys.stdin.buffer.read(wanted.limits.bytes + 1), options=wanted)
    return read_path(file, wanted)


def read_report(file: str, options: argparse.Namespace) -> Report:
    """Read and parse a file as the options say; - is standard input. Raises a ReportParserError.

    What became of corrections is said on standard error.
    """
    report = parser_of(options).parse_document(read_document(file, reading_options(options)))
    tell_corrections(report)
    return report


def tell_corrections(report: Report) -> None:
    """Say on standard error how many corrections of a report were applied, and which were not and why."""
    tell_settled(report.corrections)


def tell_settled(results: Sequence[CorrectionResult | Settled]) -> None:
    """The same of a whole run; says nothing where there are no corrections."""
    from report_parser.models import CorrectionState

    if not results:
        return
    counts = Counter(result.state for result in results)
    said = ", ".join(f"{counts[state]} {state.replace('_', ' ')}" for state in get_args(CorrectionState))
    print(f"report-parser: corrections: {said}", file=sys.stderr)
    for result in results:
        if result.message:
            line = f"correction {result.number}: {result.state}: {result.field}: {result.message}"
            print(" ".join(f"report-parser: {line}".split()), file=sys.stderr)


def parser_of(options: argparse.Namespace) -> Parser:
    """The parser with the tables and corrections that the options name. Raises TableError, CorrectionsError."""
    return _parser(options.units, options.words, options.indicators, options.corrections)


@lru_cache(maxsize=1)
def _parser(units: str | None, words: str | None, indicators: str | None, corrections: str | None) -> Parser:
    from report_parser.parser import Parser, default

    mine = (units, words, indicators, corrections)
    return Parser(*mine) if any(mine) else default()


def _limit(text: str) -> tuple[str, float]:
    """NAME=NUMBER as a limit, for argparse."""
    from dataclasses import asdict

    from report_parser.readers import Limits

    kinds = {name: type(value) for name, value in asdict(Limits()).items()}
    name, _, number = text.partition("=")
    if name not in kinds:
        raise argparse.ArgumentTypeError(f"{name!r} is no limit; there are {', '.join(kinds)}")
    try:
        value = kinds[name](number)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{number!r} is no number") from problem
    if not value > 0:
        raise argparse.ArgumentTypeError(f"{name} must be more than 0")
    return name, value
