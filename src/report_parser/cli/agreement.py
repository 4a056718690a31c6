"""`report-parser agreement A.xlsx B.xlsx [RUN]`: how far two coders agree, and how much of a run they confirm."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

EXAMPLES = """\
examples:
  report-parser agreement a.xlsx b.xlsx              percent agreement and Krippendorff's alpha of two filled sheets
  report-parser agreement a.xlsx b.xlsx results      also precision and recall of the batch in results
  report-parser agreement a.xlsx b.xlsx --format json -o agreement.json
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "agreement",
        help="say how far two coders, and a run, agree",
        description="Compare two filled coding sheets: percent agreement, Krippendorff's alpha with a bootstrapped "
        "interval, precision and recall of a run with Wilson's, and every disagreement.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("sheets", metavar="SHEET", nargs=2, help="a filled sheet of `sample`")
    command.add_argument("run_", metavar="RUN", nargs="?", help="the folder of a batch of the same reports")
    command.add_argument("--seed", metavar="SEED", type=int, default=0, help="of the bootstrap; default: 0")
    command.add_argument("--resamples", metavar="N", type=int, default=1000, help="of the bootstrap; default: 1000")
    command.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    command.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there instead of standard output")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare and write."""
    from report_parser.cli import DONE
    from report_parser.cli.output import write
    from report_parser.study.coders import agreement

    first, second = options.sheets
    found = agreement(first, second, options.run_, seed=options.seed, resamples=options.resamples)
    parts = {name: [asdict(each) for each in getattr(found, name)] for name in ("fields", "run", "disagreements")}
    if options.format == "json":
        write(json.dumps(parts, ensure_ascii=False, indent=2) + "\n", options.output, json=True)
    else:
        write("\n".join(_table(rows) for rows in parts.values() if rows), options.output)
    return DONE


def _table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as an aligned table; shares with three places, and - for what is not defined."""
    from report_parser.cli.layout import clean, table

    listed = list(rows)
    lines = table([tuple(listed[0]), *(tuple(clean(_shown(value)) for value in row.values()) for row in listed)])
    return "".join(line.rstrip() + "\n" for line in lines)


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
