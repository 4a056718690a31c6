"""`report-parser extract FILE --schema SCHEMA`: a report's facts, as a schema or a ready model asks for them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from report_parser.cli.rows import FORMATS, write_rows
from report_parser.cli.source import add_reading_arguments, parser_of, read_report

EXAMPLES = """\
examples:
  report-parser extract report.txt --schema audit.toml        the schema's facts, each with its place
  report-parser extract report.txt --facts audit -o facts.json   the ready model AuditFacts, as JSON
"""

_READY = {"audit": "AuditFacts", "rule_of_law": "RuleOfLawFacts"}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "extract",
        help="read chosen facts of one report",
        description="Read the facts that a schema names, each with the text it was read from.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("file", metavar="FILE", help="the report; - reads standard input")
    wanted = command.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--schema", metavar="FILE", type=Path, help="what to look for, as TOML or JSON")
    wanted.add_argument("--facts", choices=tuple(_READY), help="a ready model")
    command.add_argument("--format", choices=FORMATS, help="default: table, with -o json")
    command.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there instead of standard output")
    add_reading_arguments(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, extract and write."""
    import json

    from pydantic import ValidationError

    from report_parser import facts
    from report_parser.cli import DONE
    from report_parser.cli.output import write
    from report_parser.errors import FactsError

    model = facts.read_schema(options.schema) if options.schema else getattr(facts, _READY[options.facts])
    report = read_report(options.file, options)
    try:
        found = facts.find(report, model, catalogue=parser_of(options).catalogue)
    except ValidationError as problem:
        missing = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problem.errors())
        raise FactsError(f"the report does not fill {model.__name__}: {missing}.") from problem
    wanted = options.format or ("json" if options.output else "table")
    if wanted == "json":
        places = {name: _place(observation) for name, observation in found.provenance.items()}
        data = {"facts": found.value.model_dump(mode="json"), "provenance": places}
        write(json.dumps(data, ensure_ascii=False, indent=2) + "\n", options.output, json=True)
    else:
        rows = [{"fact": name, **_place(observation)} for name, observation in found.provenance.items()]
        empty = [name for name in type(found.value).model_fields if not _filled(name, found.provenance)]
        note = f"not found: {', '.join(empty)}\n" if empty else ""
        columns = _SHOWN if wanted == "table" else _COLUMNS
        write_rows(rows, columns, wanted, options.output, note)
    return DONE


_COLUMNS = ("fact", "text", "start", "end", "name", "period", "status", "observation", "rule")
_SHOWN = ("fact", "text", "name", "period", "start", "end")


def _place(observation: Any) -> dict[str, Any]:
    """Where a fact comes from: its text, place, name, period, status and rule."""
    quantity = observation.quantity
    return {
        "text": quantity.text,
        "start": quantity.span.start,
        "end": quantity.span.end,
        "name": observation.name,
        "period": observation.period.label if observation.period else None,
        "status": observation.status,
        "observation": observation.id,
        "rule": observation.rule,
    }


def _filled(name: str, provenance: dict[str, Any]) -> bool:
    """True if a field, or a field of the model nested in it, was found."""
    return any(path == name or path.startswith(f"{name}.") for path in provenance)
