"""`report-parser parse FILE`: one report, readable, as JSON, or as a table."""

from __future__ import annotations

import argparse
from pathlib import Path

from report_parser.cli.source import add_reading_arguments, read_report

EXAMPLES = """\
examples:
  report-parser parse report.txt                  the outline and a table of metrics
  report-parser parse report.txt --format json    everything, as JSON
  report-parser parse report.txt -o report.json   the same into a file
  report-parser parse report.txt --format csv     its numbers as a table; jsonl: one JSON object a row
  curl … | report-parser parse -                  from standard input
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "parse",
        help="read one report",
        description="Read one report and print its header, outline and metrics.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("file", metavar="FILE", help="the report; - reads standard input")
    command.add_argument("--format", choices=("table", "json", "jsonl", "csv"), help="default: table, with -o json")
    command.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there instead of standard output")
    add_reading_arguments(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, parse and write."""
    from report_parser.cli import DONE
    from report_parser.cli.output import write

    report = read_report(options.file, options)
    wanted = options.format or ("json" if options.output else "table")
    if wanted == "json":
        write(report.to_json(indent=2) + "\n", options.output, json=True)
    elif wanted == "jsonl":
        write(report.to_jsonl(), options.output, json=True)
    elif wanted == "csv":
        write("\ufeff" * (options.output is not None) + report.to_csv().replace("\r\n", "\n"), options.output)
    else:
        from report_parser.cli.summary import summary
        from report_parser.cli.terminal import show

        if options.output or not show(report):
            write(summary(report), options.output)
    return DONE
