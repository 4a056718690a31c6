"""`report-parser evaluate FOLDER`: how well the parser reads annotated texts."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from report_parser.cli.rows import FORMATS, write_rows

if TYPE_CHECKING:
    from report_parser.evaluate.score import Score

EXAMPLES = """\
examples:
  report-parser evaluate fixtures              one line for each annotated text, and one for all
  report-parser evaluate my.txt --misses       also what came out otherwise than annotated
  report-parser evaluate my --min-row 0.9      exit code 4 if the F1 of rows is lower

columns:
  metrics     annotated metrics
  found       F1 of finding them at all
  value …     share of the found ones with the right value, unit and kind; role; bound; …
  row         F1 of metrics with all of that right; basis and period are shown beside it
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "evaluate",
        help="score the parser on annotated reports",
        description="Score the parser on annotated reports: each NAME.txt with the NAME.gold.jsonl beside it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("places", metavar="PLACE", nargs="+", help="a folder, or one annotated text")
    command.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    command.add_argument("--misses", action="store_true", help="list what came out otherwise than annotated")
    command.add_argument("--min-row", metavar="F1", type=float, default=0.0, help="the least F1 of rows that will do")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Score and print; 4 if the rows of all texts together are under the wanted F1."""
    from report_parser.cli import DONE, UNMET
    from report_parser.cli.layout import table
    from report_parser.evaluate.score import Score, evaluate

    scores = evaluate(options.places)
    total = sum(scores.values(), Score())
    rows = [_row(name, score) for name, score in (*scores.items(), ("all", total))]
    misses = ""
    if options.misses and options.format == "table":
        lines = table([("text", "miss", "number", "fields", "gold", "parsed"), *_misses(scores)])
        misses = "\n" + "\n".join(lines) + "\n"
    write_rows(rows, tuple(rows[0]), options.format, None, misses)
    return UNMET if total.row < options.min_row else DONE


def _row(name: str, score: Score) -> dict[str, str]:
    """The printed row of one score."""
    from report_parser.evaluate.score import ROW_FIELDS, SHOWN_FIELDS

    def share(field: str) -> str:
        found = score.share(field)
        return "" if found is None else f"{found:.3f}"

    return {
        "text": name,
        "metrics": str(score.gold),
        "found": f"{score.found:.3f}",
        **{field: share(field) for field in ROW_FIELDS},
        "row": f"{score.row:.3f}",
        **{field: share(field) for field in SHOWN_FIELDS},
    }


def _misses(scores: dict[str, Score]) -> list[tuple[str, ...]]:
    """One printed row for each difference from the gold: an extra, missed or wrong number."""
    rows: list[tuple[str, ...]] = []
    for name, score in scores.items():
        for miss in score.misses:
            kind = "extra" if miss.gold is None else "missed" if miss.seen is None else "wrong"
            number = miss.gold.raw if miss.gold else miss.seen.quantity.text if miss.seen else ""
            gold, seen = (f"{side.role} {side.name}" if side else "" for side in (miss.gold, miss.seen))
            rows.append((name, kind, number, ", ".join(miss.wrong), gold, seen))
    return rows
