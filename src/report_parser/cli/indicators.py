"""`report-parser indicators`: list, search and check catalogues of indicators, and propose entries for one's own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from report_parser.cli.rows import FORMATS, write_rows
from report_parser.cli.source import add_reading_arguments, parser_of, reading_options

if TYPE_CHECKING:
    from report_parser.metrics.catalogue import Catalogue
    from report_parser.models import Report

EXAMPLES = """\
examples:
  report-parser indicators list                            every entry of the catalogue
  report-parser indicators list 粮食 exports               those whose id, names or English hold one of the words
  report-parser indicators check mine.toml                 what is wrong with a table of your own
  report-parser indicators propose reports/ -o mine.toml   entries for what reports state and no entry names
"""

_COLUMNS = ("indicator", "name", "english", "unit", "kind", "measure", "additive", "part_of", "definition")
_SHOWN = ("indicator", "name", "english", "unit", "kind")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "indicators",
        help="list, search, check and propose indicators",
        description="Work with the catalogue of indicators, the package's own or with yours added (--indicators).",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("action", choices=("list", "check", "propose"), help="what to do")
    command.add_argument("things", metavar="THING", nargs="*", help="words, a table, or reports; see the examples")
    command.add_argument("--format", choices=FORMATS, default="table", help="of a list; default: table")
    command.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there instead of standard output")
    command.add_argument("--at-least", metavar="N", type=int, default=2, help="reports that state it; default: 2")
    add_reading_arguments(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do what was asked for."""
    return {"list": _list, "check": _check, "propose": _propose}[options.action](options)


def _list(options: argparse.Namespace) -> int:
    from report_parser.cli import DONE

    entries = parser_of(options).catalogue.entries.values()
    wanted = [word.lower() for word in options.things]
    rows = [
        {"indicator": e.id, **{column: getattr(e, column) for column in _COLUMNS[1:]}}
        for e in entries
        if not wanted or any(word in " ".join((e.id, e.name, e.english, *e.aliases)).lower() for word in wanted)
    ]
    write_rows(rows, _SHOWN if options.format == "table" else _COLUMNS, options.format, options.output)
    return DONE


def _check(options: argparse.Namespace) -> int:
    """Load each table on top of the package's, and say which names it takes over and which fields are empty."""
    from report_parser.cli import DONE, MISUSED, REFUSED
    from report_parser.cli.output import write
    from report_parser.errors import TableError
    from report_parser.parser import Parser

    if not options.things:
        print("report-parser indicators check: name a table; see the examples of --help", file=sys.stderr)
        return MISUSED
    code = DONE
    for file in options.things:
        try:
            catalogue = Parser(options.units, options.words, indicators=file).catalogue
        except TableError as problem:
            print(f"report-parser: {file}: {problem}", file=sys.stderr)
            code = REFUSED
            continue
        notes = list(_notes(catalogue, file))
        write("".join(f"{file}: {note}\n" for note in notes) or f"{file}: nothing to say\n")
    return code


def _notes(catalogue: Catalogue, file: str) -> Iterator[str]:
    from report_parser.data.load import read_extra

    table = read_extra(file)
    families = tuple(f"{family}." for family in table.get("family", {}))
    own = [e for e in catalogue.entries.values() if e.id in table.get("indicator", {}) or e.id.startswith(families)]
    ids = {entry.id for entry in own}
    yield f"{len(own)} entries"
    for entry in own:
        empty = [field for field in ("english", "definition", "unit") if not getattr(entry, field)]
        if empty:
            yield f"{entry.id}: {', '.join(empty)} {'is' if len(empty) == 1 else 'are'} empty"
    for form, claimed in catalogue.claims():
        if ids.intersection(claimed):
            yield f"{form} is a name of {claimed[0]}, and was one of {', '.join(claimed[1:])}"


def _propose(options: argparse.Namespace) -> int:
    from report_parser.cli import DONE, MISUSED, REFUSED
    from report_parser.cli.output import write
    from report_parser.metrics.proposals import propose, to_toml

    if not options.things:
        print("report-parser indicators propose: name reports; see the examples of --help", file=sys.stderr)
        return MISUSED
    refused: list[str] = []
    write("".join(to_toml(propose(_reports(options, refused), options.at_least))), options.output)
    return REFUSED if refused else DONE


def _reports(options: argparse.Namespace, refused: list[str]) -> Iterator[tuple[str, Report]]:
    """The reports with their sources' names. One that is refused is named on standard error and costs only itself."""
    from report_parser.batch.many import parse_one
    from report_parser.batch.sources import expand, name_of
    from report_parser.models import Failure

    parser, reading = parser_of(options), reading_options(options)
    for source in expand(tuple(options.things), reading, None):
        report = parse_one(parser, source, reading)
        if isinstance(report, Failure):
            refused.append(report.source)
            print(" ".join(f"report-parser: {report.source}: {report.error}".split()), file=sys.stderr)
        else:
            yield name_of(source), report
