"""`report-parser view FILE -o page.html`: one self-contained page to check every number of a report."""

from __future__ import annotations

import argparse
from pathlib import Path

from report_parser.cli.source import add_reading_arguments, read_report


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "view",
        help="write a page to check every number against the text",
        description="Write one HTML page that needs no network: the text with every number marked, the outline, the "
        "metrics, the checks, and the numbers that are no metrics.",
    )
    command.add_argument("file", metavar="FILE", help="the report; - reads standard input")
    command.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there instead of standard output")
    command.add_argument("--language", choices=("zh", "en"), default="zh", help="of the page's own words; default: zh")
    add_reading_arguments(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, parse and write."""
    from report_parser.cli import DONE
    from report_parser.cli.output import write
    from report_parser.review.page import page

    write(page(read_report(options.file, options), options.language), options.output)
    return DONE
