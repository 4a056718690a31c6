"""`report-parser sample SOURCES --n N -o sheet.xlsx`: a coding sheet for people to say what numbers are."""

from __future__ import annotations

import argparse
import sys

from report_parser.cli.study import add_study_arguments, read_sources

EXAMPLES = """\
examples:
  report-parser sample reports/ --n 200 --seed 7 --blind -o a.xlsx    without our answers; copy it for a second coder
  report-parser sample reports/ --n 50 -o check.xlsx                  with our answers, to be checked
  report-parser agreement a.xlsx b.xlsx results                       how far two coders and a run agree
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "sample",
        help="draw a coding sheet: numbers for people to say what they are",
        description="Draw numbers of many reports, stratified by what was read there, kind and report, as a workbook.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--n", metavar="N", type=int, default=200, help="how many numbers; default: 200")
    command.add_argument("--seed", metavar="SEED", type=int, default=0, help="the same seed draws the same; default: 0")
    command.add_argument("--blind", action="store_true", help="without the parser's answers")
    add_study_arguments(command, "the sheet, an .xlsx")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, draw and write."""
    from report_parser.cli import DONE, MISUSED
    from report_parser.study.sheets import sample

    if options.output.suffix.lower() != ".xlsx" or options.n < 1:
        print("report-parser sample: a sheet is an .xlsx and has 1 number or more", file=sys.stderr)
        return MISUSED
    sheet = sample(read_sources(options), options.n, options.seed)
    sheet.save(options.output, blind=options.blind)
    print(f"{len(sheet.units)} of {sheet.frame} numbers: {options.output}")
    return DONE
