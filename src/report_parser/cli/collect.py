"""`report-parser collect SOURCES… --template FORM -o OUT`: fill a clerk's form from reports."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from report_parser.cli.source import parser_of
from report_parser.cli.study import add_study_arguments, notes_of, read_sources, write_run

EXAMPLES = """\
examples:
  report-parser collect reports/ --template 汇总表.xlsx -o filled.xlsx                 and write filled.map.toml
  report-parser collect reports/ --template 汇总表.xlsx --map map.toml -o filled.xlsx  as the map says
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "collect",
        help="fill a form (汇总表.xlsx) from reports, and list what to ask whom",
        description="Fill a form from reports: its heads say what is wanted, its rows of whom. Formatting and formulas "
        "stay; comments hold the sentence of each value, colours say what to look at.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--template", metavar="FORM", type=Path, required=True, help="the form, .xlsx")
    command.add_argument("--sheet", metavar="NAME", help="its sheet; default: the one that is open, or the map's")
    command.add_argument(
        "--map", metavar="FILE", type=Path, help="what its columns mean, as TOML; written there if it does not exist"
    )
    add_study_arguments(command, "the filled form, .xlsx")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, fill and write."""
    from report_parser.cli import DONE, PARTIAL
    from report_parser.cli.output import write
    from report_parser.models import Failure
    from report_parser.study.collecting import collect
    from report_parser.study.filling import summary

    catalogue = parser_of(options).catalogue
    place = options.map or options.output.with_suffix(".map.toml")
    approved = options.map if options.map is not None and options.map.exists() else None
    notes = notes_of(options)
    readings = list(read_sources(options, notes))
    made = collect(readings, options.template, approved, catalogue, options.sheet)
    made.save(options.output)
    if approved is None:
        write(made.mapping.to_toml(catalogue), place)
        print(f"what its columns were taken for: {place}")
    print(summary(made))
    if made.drawings:
        print(
            f"report-parser: {options.template}: the form holds pictures, charts or shapes, which may be missing in"
            f" {options.output}; copy the filled cells into the form, or insert them again",
            file=sys.stderr,
        )
    write_run(notes, "collect", [options.output], [options.template, place], options)
    return PARTIAL if any(isinstance(reading.result, Failure) for reading in readings) else DONE
