"""`report-parser schema`: the JSON Schemas of what the library writes, and the data dictionary."""

from __future__ import annotations

import argparse
from pathlib import Path

# As in `report_parser.output.dictionary`, which a command that is not run need not load.
TABLES = ("observations", "sections", "citations", "checks", "numerals")
NAMES = ("report", *TABLES)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "schema",
        help="print the JSON Schema of a report or of a table",
        description="Print the JSON Schema (draft 2020-12) of a report's JSON, or of a line of a table's JSON Lines.",
    )
    command.add_argument(
        "of", metavar="NAME", nargs="?", default="report", choices=NAMES, help=", ".join(NAMES) + "; default: report"
    )
    command.add_argument("--dictionary", action="store_true", help="print the data dictionary instead, as Markdown")
    command.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there instead of standard output")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the schema or the dictionary."""
    import json

    from report_parser.cli import DONE
    from report_parser.cli.output import write

    if options.dictionary:
        from report_parser.output.dictionary import markdown

        write(markdown(), options.output)
    else:
        from report_parser.output.schema import schema

        write(json.dumps(schema(options.of), ensure_ascii=False, indent=2) + "\n", options.output, json=True)
    return DONE
