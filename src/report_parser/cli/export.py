"""`report-parser export FILES -o OUT`: a table of one report or of many, as a file that other programs open."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from report_parser.cli.schema import TABLES
from report_parser.cli.source import add_reading_arguments, read_report

if TYPE_CHECKING:
    from report_parser.models import Report

EXAMPLES = """\
examples:
  report-parser export report.txt -o metrics.xlsx              opens in Excel, each row linked to its sentence
  report-parser export 2024.txt 2025.txt -o panel.parquet      many reports in one table, decimals exact
  report-parser export report.txt -o checks.csv --table checks
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "export",
        help="write tables for Excel, R, Stata, pandas, DuckDB …",
        description="Write a table of one report or of many as one file. The suffix chooses the format: "
        ".csv .jsonl .xlsx .parquet .dta",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("files", metavar="FILE", nargs="+", help="reports; - reads standard input")
    command.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help="write there")
    command.add_argument("--table", choices=TABLES, default=TABLES[0], help=f"default: {TABLES[0]}")
    command.add_argument("--no-bom", action="store_true", help="no byte order mark at the start of a CSV")
    add_reading_arguments(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, parse and write. A report that is refused is named on standard error and costs only itself."""
    from report_parser.cli import DONE, MISUSED, REFUSED
    from report_parser.output.files import write

    refused: list[str] = []
    try:
        write(_reports(options, refused), options.output, options.table, bom=not options.no_bom)
    except ValueError as problem:
        print(f"report-parser: {options.output}: {problem}", file=sys.stderr)
        return MISUSED
    return REFUSED if refused else DONE


def _reports(options: argparse.Namespace, refused: list[str]) -> Iterator[Report]:
    """The reports of the files; those that cannot be read are added to `refused`."""
    from report_parser.errors import ReportParserError

    for file in options.files:
        try:
            yield read_report(file, options)
        except ReportParserError as problem:
            refused.append(file)
            print(" ".join(f"report-parser: {file}: {problem}".split()), file=sys.stderr)
