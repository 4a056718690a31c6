"""`report-parser diff RUN1 RUN2`: what differs between two runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from report_parser.cli.rows import FORMATS, write_rows

EXAMPLES = """\
examples:
  report-parser diff old new                       two folders of batches: every row and field that differs
  report-parser diff 2025/panel.xlsx panel.xlsx    two panels: changed cells first, then how they came about
  report-parser diff old new --format jsonl -o changes.jsonl

A run is the folder or the file that batch, panel or collect wrote, with its run.json. The exit code is 0 if nothing
differs, 1 if anything does.
"""

_COLUMNS = ("what", "row", "field", "before", "after", "report_id", "start", "end")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "diff",
        help="say what differs between two runs",
        description="Hold two runs of batch, panel or collect against each other: changed cells, then fields of rows.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("runs", metavar="RUN", nargs=2, help="the result of a run, or its run.json")
    command.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    command.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there instead of standard output")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare and write; 1 if anything differs."""
    from report_parser.cli import DONE, REFUSED
    from report_parser.study.diffs import diff

    found = diff(*options.runs)
    for name, before, after in found.made_by:
        print(" ".join(f"report-parser: made with {name} {after}, before {before}".split()), file=sys.stderr)
    shown = _COLUMNS[:5] if options.format == "table" else _COLUMNS
    write_rows([change.as_row() for change in found.changes], shown, options.format, options.output)
    return REFUSED if found.changes else DONE
