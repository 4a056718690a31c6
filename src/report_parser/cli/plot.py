"""`report-parser plot FILES -o picture.svg`: pictures of one report, or of an indicator over many."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from report_parser.cli.source import add_reading_arguments, read_report

EXAMPLES = """\
examples:
  report-parser plot report.txt -o changes.svg                         from the value before to the level
  report-parser plot report.txt -o parts.png --picture breakdown       parts of a whole
  report-parser plot report.txt -o numbers.html --picture coverage     where the numbers stand, and what they are
  report-parser plot 2023.txt 2024.txt -o rate.svg --name 整改率       an indicator over years and bodies
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "plot",
        help="draw changes, parts, trends or all numbers of a report",
        description="Draw a picture. The suffix of the output chooses the format: .svg .png .html",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("files", metavar="FILE", nargs="+", help="the report; many for --name")
    command.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help="write there")
    what = command.add_mutually_exclusive_group()
    pictures = ("changes", "breakdown", "coverage")
    what.add_argument("--picture", choices=pictures, default="changes", help="default: changes")
    what.add_argument("--name", metavar="NAME", help="draw this metric, or indicator of the catalogue, over the years")
    command.add_argument("--role", choices=("level", "delta"), default="level", help="with --name; default: level")
    command.add_argument("--by", choices=("region", "agency"), default="region", help="with --name; one line for each")
    command.add_argument("--language", choices=("zh", "en"), default="zh", help="of the picture's words; default: zh")
    add_reading_arguments(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, parse and draw."""
    from report_parser.cli import DONE, MISUSED, REFUSED
    from report_parser.errors import ReportParserError
    from report_parser.review.plots import PICTURES, save, trend

    if len(options.files) > 1 and not options.name:
        print("report-parser: one picture shows one report; --name draws an indicator over many", file=sys.stderr)
        return MISUSED
    reports = []
    for file in options.files:
        try:
            reports.append(read_report(file, options))
        except ReportParserError as problem:
            print(" ".join(f"report-parser: {file}: {problem}".split()), file=sys.stderr)
            return REFUSED
    try:
        if options.name:
            chart = trend(reports, options.name, role=options.role, by=options.by, language=options.language)
        else:
            chart = PICTURES[options.picture](reports[0], language=options.language)
        save(chart, options.output)
    except ValueError as problem:
        print(f"report-parser: {options.output}: {problem}", file=sys.stderr)
        return MISUSED
    return DONE
