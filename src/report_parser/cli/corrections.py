"""`report-parser corrections`: write rows out to be corrected elsewhere, read back what changed, and check a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from report_parser.cli.rows import FORMATS, write_rows
from report_parser.cli.source import add_reading_arguments, parser_of, reading_options

if TYPE_CHECKING:
    from report_parser.corrections import Correction
    from report_parser.models import Report

EXAMPLES = """\
examples:
  report-parser corrections export reports/ -o rows.xlsx            rows to edit in Excel
  report-parser corrections import rows.xlsx --author 李四 -o fixes.jsonl
  report-parser corrections export reports/ -o tasks.json           tasks and configuration for Label Studio
  report-parser corrections import annotations.json --author 李四 -o fixes.jsonl
  report-parser corrections check reports/ --corrections fixes.jsonl   the state of each; exit code 1 unless all fit
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "corrections",
        help="export rows to be corrected, import what changed, check a file of corrections",
        description="Corrections by way of Excel or Label Studio, and what becomes of them.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("action", choices=("export", "import", "check"), help="what to do")
    command.add_argument("things", metavar="THING", nargs="+", help="reports, or a file that comes back")
    command.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there; export needs .xlsx or .json")
    command.add_argument("--author", metavar="NAME", default="", help="who corrected (import)")
    command.add_argument("--date", metavar="DATE", default="", help="when (import); default: today")
    command.add_argument("--format", choices=FORMATS, default="table", help="of a check; default: table")
    add_reading_arguments(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do what was asked for."""
    return {"export": _export, "import": _import, "check": _check}[options.action](options)


def _misused(problem: str) -> int:
    from report_parser.cli import MISUSED

    print(f"report-parser corrections: {problem}; see the examples of --help", file=sys.stderr)
    return MISUSED


def _export(options: argparse.Namespace) -> int:
    from report_parser.cli import DONE
    from report_parser.corrections import exchange

    writers = {".xlsx": exchange.write_sheet, ".json": exchange.write_tasks}
    write = writers.get(options.output.suffix.lower()) if options.output else None
    if write is None:
        return _misused("name an output that ends in .xlsx or .json")
    write(_reports(options), options.output)
    return DONE


def _import(options: argparse.Namespace) -> int:
    from report_parser.cli import DONE
    from report_parser.cli.output import write
    from report_parser.corrections import exchange
    from report_parser.corrections.entries import line_of

    readers: dict[str, Callable[[str, str, str], list[Correction]]] = {
        ".xlsx": exchange.read_sheet,
        ".json": exchange.read_annotations,
    }
    if not options.author or any(Path(thing).suffix.lower() not in readers for thing in options.things):
        return _misused("say who corrected (--author), and name files that end in .xlsx or .json")
    day = options.date or date.today().isoformat()  # noqa: DTZ011 - the day where the person is
    found = [fix for thing in options.things for fix in readers[Path(thing).suffix.lower()](thing, options.author, day)]
    write("".join(map(line_of, found)), options.output, json=True)
    print(f"{len(found)} corrections", file=sys.stderr)
    return DONE


def _check(options: argparse.Namespace) -> int:
    from report_parser.cli import DONE, REFUSED
    from report_parser.corrections.settled import settle

    corrections = parser_of(options).corrections
    if corrections is None:
        return _misused("name a file of corrections (--corrections)")
    found = ((report.source.name or "", result) for report in _reports(options) for result in report.corrections)
    settled = list(settle(corrections, found))
    rows = [each.row() for each in settled]
    write_rows(rows, ("number", "state", "source", "field", "quote", "message"), options.format, options.output)
    return DONE if all(each.state in ("applied", "already_right") for each in settled) else REFUSED


def _reports(options: argparse.Namespace) -> Iterator[Report]:
    """The reports of all sources; one that cannot be read is named on standard error."""
    from report_parser.batch.many import parse_one
    from report_parser.batch.sources import expand
    from report_parser.models import Failure

    wanted = reading_options(options)
    for source in expand(options.things, wanted):
        result = parse_one(parser_of(options), source, wanted)
        if isinstance(result, Failure):
            print(" ".join(f"report-parser: {result.source}: {result.error}".split()), file=sys.stderr)
        else:
            yield result
