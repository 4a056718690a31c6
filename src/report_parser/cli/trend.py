"""`report-parser trend SOURCES… -o OUT`: the reports of each body against each other, over years."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from report_parser.cli.source import parser_of
from report_parser.cli.study import add_study_arguments, read_sources

EXAMPLES = """\
examples:
  report-parser trend reports/ -o trend.xlsx                      all that two reports of a body state
  report-parser trend reports/ --spec panel.toml -o trend.xlsx    what the columns of a panel are about
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "trend",
        help="follow bodies over years: contradictions, promises kept, what is said again",
        description="Compare each report with the one of the same body a year before: values that are told otherwise, "
        "growth against two levels, targets against results, shortcomings that return, sentences that were kept.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--spec", metavar="FILE", type=Path, help="a panel's spec: what to follow")
    add_study_arguments(command, "the tables: .xlsx, or .csv .jsonl .parquet .dta with files beside it")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, compare and write."""
    from report_parser.cli import DONE, MISUSED, PARTIAL
    from report_parser.models import Failure
    from report_parser.study.trends import trend

    readings = list(read_sources(options))
    found = trend(readings, options.spec, parser_of(options).catalogue)
    try:
        found.export(options.output)
    except ValueError as problem:
        print(f"report-parser: {problem}", file=sys.stderr)
        return MISUSED
    kept = ", ".join(f"{times} {name}" for name, times in Counter(row["kept"] for row in found.promises).items())
    print(
        f"{len(found.shares)} pairs of years; {len(found.compared)} comparisons, {len(found.contradictions)} to look at"
    )
    print(f"{len(found.promises)} targets: {kept or 'none'}; {len(found.shortcomings)} shortcomings return")
    return PARTIAL if any(isinstance(reading.result, Failure) for reading in readings) else DONE
