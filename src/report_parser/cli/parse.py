"""`report-parser parse FILE`: one report, readable or as JSON."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

EXAMPLES = """\
examples:
  report-parser parse report.txt                  the outline and a table of metrics
  report-parser parse report.txt --format json    everything, as JSON
  report-parser parse report.txt -o report.json   the same into a file
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
    command.add_argument("--format", choices=("table", "json"), help="default: table, with -o json")
    command.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there instead of standard output")
    command.add_argument("--encoding", metavar="NAME", help="of a text file; default: find it")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, parse and write."""
    import report_parser
    from report_parser.cli import DONE
    from report_parser.cli.output import write
    from report_parser.cli.summary import summary
    from report_parser.export import to_json

    reading = report_parser.Options(encoding=options.encoding)
    if options.file == "-":
        report = report_parser.parse_bytes(sys.stdin.buffer.read(), options=reading)
    else:
        report = report_parser.parse_file(options.file, reading)
    wanted = options.format or ("json" if options.output else "table")
    if wanted == "json":
        write(to_json(report, indent=2) + "\n", options.output, json=True)
    else:
        write(summary(report), options.output)
    return DONE
