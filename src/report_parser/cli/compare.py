"""`report-parser compare FILES…`: the indicators of several reports side by side."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from report_parser.cli.rows import FORMATS, write_rows
from report_parser.cli.source import add_reading_arguments, parser_of, read_report

EXAMPLES = """\
examples:
  report-parser compare 2024.txt 2025.txt              one indicator a line, with difference and growth
  report-parser compare *.txt --format csv -o all.csv  the same for a spreadsheet
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "compare",
        help="set the indicators of several reports side by side",
        description="Align the indicators of reports over years or bodies into one table: one period a row, the "
        "results of each report and its targets for the time after.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("files", metavar="FILE", nargs="+", help="the reports")
    command.add_argument("--format", choices=FORMATS, help="default: table, with -o by its ending")
    command.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there instead of standard output")
    add_reading_arguments(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read all, compare and write."""
    from report_parser.cli import DONE
    from report_parser.cli.output import write
    from report_parser.metrics.comparison import compare

    reports = []
    for file in options.files:
        # An error names this file.
        options.file = file
        reports.append(read_report(file, options))
    found = compare(reports, parser_of(options).catalogue)
    ending = options.output.suffix.lstrip(".").lower() if options.output else ""
    wanted = options.format or (ending if ending in FORMATS else "table")
    rows = found.to_rows()
    if wanted == "json":
        write(_json(found, options.files), options.output, json=True)
    elif rows:
        shown = [name for name in rows[0] if name != "indicator" or wanted != "table"]
        write_rows(rows, shown, wanted, options.output)
    else:
        write("no indicator is in the catalogue or in two reports\n" if wanted == "table" else "", options.output)
    return DONE


def _json(found: Any, files: list[str]) -> str:
    """The comparison as JSON, each cell with its place in its text."""
    import json

    from report_parser.models import plain

    def cell(value: Any) -> dict[str, Any] | None:
        if value is None:
            return None
        quantity = value.observation.quantity
        place = {"start": quantity.span.start, "end": quantity.span.end}
        return {"value": plain(value.value), "text": quantity.text, **place, "observation": value.observation.id}

    columns = [{"label": c.label, "file": files[c.number], "title": c.report.title} for c in found.columns]
    rows = [
        {
            **{name: getattr(r, name) for name in ("indicator", "name", "role", "unit", "period")},
            **{name: [cell(c) for c in getattr(r, name)] for name in ("cells", "targets")},
        }
        for r in found.rows
    ]
    return json.dumps({"columns": columns, "rows": rows}, ensure_ascii=False, indent=2) + "\n"
