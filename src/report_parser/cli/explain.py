"""`report-parser explain FILE --at OFFSET`: why one number was read as it was."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from report_parser.cli.source import add_reading_arguments, parser_of, read_document, reading_options

if TYPE_CHECKING:
    from report_parser.review.explain import Candidate
    from report_parser.review.told import Told

EXAMPLES = """\
examples:
  report-parser explain report.txt --at 402        the number at offset 402 of the report's text
  report-parser explain report.txt --number 37个   the first place where 37个 stands
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "explain",
        help="why one number was read as it was",
        description="Print the clause of one number, its words, every reading that the rules propose with its cost, "
        "and where its period, its status, its topic and its scope come from.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("file", metavar="FILE", help="the report; - reads standard input")
    place = command.add_mutually_exclusive_group(required=True)
    place.add_argument("--at", metavar="OFFSET", type=int, help="offset in the text, in code points")
    place.add_argument("--number", metavar="TEXT", help="the number as written; its first place is taken")
    add_reading_arguments(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, find the number and explain it."""
    from report_parser.cli.output import write
    from report_parser.errors import NumberNotFoundError

    text = read_document(options.file, reading_options(options)).text
    offset = text.find(options.number) if options.at is None else options.at
    seen = parser_of(options).explain(text, offset) if offset >= 0 else None
    if seen is None:
        asked = options.number if options.at is None else f"offset {options.at}"
        raise NumberNotFoundError(f"no number at {asked}. Offsets are those of `start` in the JSON export.")
    lines = [f"{seen.text}  {seen.start}–{seen.end}  {seen.category}, found by {seen.found_by}"]
    if seen.rule:
        lines += [
            f"sentence  {seen.sentence}",
            f"before    {_words(seen.left)}",
            f"behind    {_words(seen.right)}",
            *(f"{'reading' if not n else '':<10}{_candidate(c)}" for n, c in enumerate(seen.candidates)),
            f"won       {seen.rule}: {seen.says}",
            f"reads     {seen.name} ({seen.role})",
            f"indicator {seen.indicator or 'none'}: {seen.indicator_says}",
            *(f"{told.field:<10}{told.value}  ← {_source(told)}" for told in seen.frame),
        ]
    write("\n".join(lines) + "\n")
    return 0


def _candidate(candidate: Candidate) -> str:
    """One reading that a rule proposes: its cost, its rule, and the name and role that it gives."""
    return f"{candidate.cost:>3}  {candidate.rule:<15} {candidate.name or '—'} ({candidate.role})"


def _source(told: Told) -> str:
    """The words that a field comes from and where they stand."""
    return f"“{told.words}” ({told.where})" if told.words else told.where


def _words(words: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    """Words with their tags in brackets, on one line; a dash for none."""
    return " ".join(f"{word}[{','.join(does)}]" if does else word for word, does in words) or "—"
