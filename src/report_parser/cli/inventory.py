"""`report-parser inventory SOURCES… -o OUT`: what was read, what stands there twice, what is missing."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from report_parser.cli.source import parser_of
from report_parser.cli.study import add_study_arguments, notes_of, read_sources, write_run

EXAMPLES = """\
examples:
  report-parser inventory reports/ -o inventory.xlsx
  report-parser inventory reports/ --expect units.csv -o inventory.xlsx   what is missing of the bodies in units.csv
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "inventory",
        help="list what was read: files, duplicates, gaps, indicators",
        description="List files with body, kind, year and warnings; duplicates and near-duplicates; gaps against the "
        "expected bodies and years; indicators by how many reports state them.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--expect", metavar="FILE", type=Path, help="a CSV of bodies, and of years if you like")
    add_study_arguments(command, "the inventory: .xlsx, or .csv .jsonl .parquet .dta with files beside it")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, list and write."""
    from report_parser.cli import DONE, MISUSED, PARTIAL
    from report_parser.study.inventories import inventory

    notes = notes_of(options)
    found = inventory(read_sources(options, notes), options.expect or (), parser_of(options).catalogue)
    try:
        outputs = found.export(options.output)
    except ValueError as problem:
        print(f"report-parser: {problem}", file=sys.stderr)
        return MISUSED
    unread = sum(row["error"] is not None for row in found.files)
    kinds = Counter(pair["kind"] for pair in found.duplicates)
    twice = ", ".join(f"{times} {kind}" for kind, times in kinds.items()) or "no duplicates"
    print(f"{len(found.files)} sources, {unread} unread; {twice}; {len(found.gaps)} gaps")
    print(f"{len(found.indicators)} indicators, {len(found.unnamed)} things without an id")
    write_run(notes, "inventory", outputs, [] if options.expect is None else [options.expect], options)
    return PARTIAL if unread else DONE
