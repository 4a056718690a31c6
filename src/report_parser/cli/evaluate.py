"""`report-parser evaluate FOLDER`: how well the parser reads annotated texts."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from report_parser.cli.rows import FORMATS, write_rows
from report_parser.cli.source import add_table_arguments, parser_of

if TYPE_CHECKING:
    from report_parser.evaluate.score import Score

EXAMPLES = """\
examples:
  report-parser evaluate fixtures              one line for each annotated text, and one for all
  report-parser evaluate my.txt --misses       also what came out otherwise than annotated
  report-parser evaluate my --min-row 0.9      exit code 4 if the F1 of rows is lower
  report-parser evaluate my --texts reports    my holds annotated passages (NAME.json) of whole reports

columns:
  metrics     annotated metrics
  found       F1 of finding them at all
  value …     share of the found ones with the right value, unit and kind; role; bound; …
  row         F1 of metrics with all of that right; basis and period are shown beside it
  exact       share of the annotated metrics whose name is right letter for letter
  all         share of the annotated metrics that are found with every annotated field right
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
    command.add_argument(
        "--texts", metavar="FOLDER", help="where the whole reports stand of which passages are annotated"
    )
    command.add_argument("--rows", metavar="FOLDER", help="score the rows of another tool: NAME.jsonl in that folder")
    command.add_argument(
        "--misses", action="store_true", help="list what came out otherwise than annotated, by family and one by one"
    )
    command.add_argument("--min-row", metavar="F1", type=float, default=0.0, help="the least F1 of rows that will do")
    add_table_arguments(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Score and print; 4 if the rows of all texts together are under the wanted F1."""
    from report_parser.cli import DONE, UNMET
    from report_parser.cli.layout import table
    from report_parser.evaluate.score import Score, evaluate

    scores = evaluate(options.places, parser_of(options), texts=options.texts, rows=options.rows)
    total = sum(scores.values(), Score())
    rows = [_row(name, score) for name, score in (*scores.items(), ("all", total))]
    misses = ""
    if options.misses and options.format == "table":
        families = table([("misses", "family", "rule", "for example"), *_families(total)])
        lines = table([("text", "miss", "number", "fields", "gold", "parsed"), *_misses(scores)])
        misses = "\n" + "\n".join([*families, "", *lines]) + "\n"
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
        "exact": f"{score.of_gold(score.exact):.3f}",
        "all": f"{score.of_gold(score.whole):.3f}",
    }


def _families(total: Score) -> list[tuple[str, ...]]:
    """One line for each kind of miss: how many, what is wrong, the rule that read it, and one of them."""
    rows: list[tuple[str, ...]] = []
    for what, rule, count, miss in total.families:
        gold, seen = miss.gold.name if miss.gold else "", miss.seen.name if miss.seen else ""
        rows.append((str(count), what, rule, " / ".join(filter(None, (gold, seen)))))
    return rows


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
