"""`report-parser panel SOURCES… -o OUT`: bodies and years by indicators, as a table that can be checked."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from report_parser.cli.source import parser_of
from report_parser.cli.study import add_study_arguments, notes_of, read_sources, write_run

EXAMPLES = """\
examples:
  report-parser panel reports/ -o panel.xlsx                      the commonest indicators, results and targets
  report-parser panel reports/ --suggest -o panel.toml            write a spec to edit
  report-parser panel reports/ --spec panel.toml -o panel.xlsx    the panel that the spec describes
  report-parser panel reports/ --spec panel.toml -o panel.dta     the same for Stata
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "panel",
        help="make a panel: reports by indicators, results and targets, with a codebook",
        description="Make a panel of reports: one value a cell with its sentence and place, or why there is none. "
        "An .xlsx holds all its tables; .csv .jsonl .parquet .dta hold the wide one, with the others beside it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "--spec", metavar="FILE", type=Path, help="the columns, as TOML; default: as --suggest has them"
    )
    command.add_argument("--suggest", action="store_true", help="write a spec for these reports instead of a panel")
    command.add_argument(
        "--most", metavar="N", type=int, default=12, help="indicators of a suggested spec; default: 12"
    )
    add_study_arguments(command, "the panel, or the spec with --suggest")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, and write a panel or a spec."""
    from report_parser.cli import DONE, MISUSED, PARTIAL
    from report_parser.cli.output import write
    from report_parser.models import Failure
    from report_parser.study.panels import panel
    from report_parser.study.suggesting import suggest

    catalogue = parser_of(options).catalogue
    found = None
    notes = notes_of(options)
    try:
        if options.spec is not None and not options.suggest:
            made = panel(read_sources(options, notes), options.spec, catalogue)
        else:
            readings = list(read_sources(options, notes))
            found = suggest(readings, options.most, catalogue)
            if options.suggest:
                write(found.to_toml(), options.output)
                return PARTIAL if any(isinstance(r.result, Failure) for r in readings) else DONE
            made = panel(readings, found.spec, catalogue)
        outputs = made.export(options.output)
    except ValueError as problem:
        print(f"report-parser: {problem}", file=sys.stderr)
        return MISUSED
    counts = Counter(cell.coverage for row in made.rows for cell in row.cells)
    told = ", ".join(f"{times} {code}" for code, times in counts.most_common())
    skipped = f"; {len(made.skipped)} of other kinds skipped" if made.skipped else ""
    print(f"{len(made.rows)} reports, {len(made.spec.columns)} columns: {told}{skipped}")
    write_run(notes, "panel", outputs, [] if options.spec is None else [options.spec], options)
    return PARTIAL if any(row.report_id is None for row in made.rows) else DONE
