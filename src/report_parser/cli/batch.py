"""`report-parser batch SOURCES… -o OUT`: many reports, into a folder of tables."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from report_parser.cli.source import add_reading_arguments, parser_of, reading_options

if TYPE_CHECKING:
    from report_parser.batch.output import Summary

EXAMPLES = """\
examples:
  report-parser batch reports/ -o out                    every file of a folder, and of those in it
  report-parser batch 'a/*.pdf' more.zip -o out          patterns and archives (zip, tar, 7z, rar); * needs quotes
  report-parser batch corpus.parquet -o out              a corpus: one report a row of JSONL, CSV or Parquet
  report-parser batch reports/ -o out --resume           go on where a batch was stopped

OUT then holds a folder of Parquet or JSON Lines files for each table, sources.jsonl with one line a parsed source,
errors.jsonl with one line a failed one, summary.json, and at the end run.json, which says what made the result, and
corrections.jsonl, which says what became of each correction. The exit code is 0 if every source could be parsed, 5 if
some could, and 1 if not one could.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "batch",
        help="read many reports, in several processes",
        description="Read many reports and write their tables. Stop it at any time and go on with --resume.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("sources", metavar="SOURCE", nargs="+", help="a file, folder, pattern, archive or corpus")
    command.add_argument("-o", "--output", metavar="OUT", type=Path, required=True, help="the folder of the results")
    command.add_argument("--format", choices=("parquet", "jsonl"), default="parquet", help="default: parquet")
    command.add_argument(
        "--table",
        choices=("observations", "sections", "citations", "checks", "numerals"),
        action="append",
        help="default: observations; may be repeated",
    )
    command.add_argument("--workers", metavar="N", type=_positive, help="processes; default: one a processor")
    command.add_argument(
        "--timeout", metavar="SECONDS", type=float, default=300.0, help="give a source up after; default: 300; 0: never"
    )
    command.add_argument("--resume", action="store_true", help="go on with the batch in OUT")
    add_reading_arguments(command)
    command.add_argument("--text-column", metavar="NAME", help="the column of a corpus that holds the texts")
    command.set_defaults(run=run)


def _positive(text: str) -> int:
    """A whole number of at least 1, for argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("1 or more, please")
    return number


def run(options: argparse.Namespace) -> int:
    """Do the batch, with a progress bar on a terminal, and print a summary."""
    from report_parser.batch.run import Plan
    from report_parser.batch.run import run as run_batch
    from report_parser.cli import DONE, INTERRUPTED, PARTIAL, REFUSED

    plan = Plan(
        places=tuple(options.sources),
        folder=options.output,
        form=options.format,
        tables=tuple(dict.fromkeys(options.table or ["observations"])),
        workers=options.workers,
        timeout=options.timeout or None,
        resume=options.resume,
        text_column=options.text_column,
        options=reading_options(options),
        parser=parser_of(options),
    )
    with _ProgressBar() as progress:
        try:
            done = run_batch(plan, progress.tell)
        except KeyboardInterrupt:
            print("report-parser: interrupted; go on with --resume", file=sys.stderr)
            return INTERRUPTED
    print(progress.closing(done, options.output))
    if not done.failed:
        return DONE
    return REFUSED if done.failed == done.sources else PARTIAL


class _ProgressBar:
    """A progress bar (on a terminal, if tqdm is installed) and the closing lines with the rate."""

    def __enter__(self) -> Self:
        self._first: tuple[int, int] | None = None
        self._begin = time.monotonic()
        self._bar: Any = None
        with suppress(ImportError):
            from tqdm import tqdm

            self._bar = tqdm(unit=" reports", disable=None, smoothing=0.05)
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def tell(self, done: Summary) -> None:
        """Move the bar by one source."""
        if self._first is None:
            self._first = done.sources - 1, done.characters
            if self._bar is not None:
                self._bar.update(done.sources - 1)
        if self._bar is not None:
            self._bar.set_postfix(failed=done.failed, refresh=False)
            self._bar.update()

    def closing(self, done: Summary, folder: Path) -> str:
        """What was done, in a few lines."""
        seconds = time.monotonic() - self._begin
        sources, characters = self._first or (done.sources, done.characters)
        rows = ", ".join(f"{size} rows of {table}" for table, size in done.rows.items())
        rate = f"{(done.sources - sources) / seconds:.1f} reports"
        speed = f"{(done.characters - characters) / seconds:,.0f} characters"
        lines = [
            f"{done.sources} sources: {done.sources - done.failed} parsed, {done.failed} failed; {rows}",
            f"{done.sources - sources} in this run, in {seconds:.1f} s: {rate} and {speed} a second",
            f"results: {folder}",
        ]
        if done.failed:
            lines.append(f"what failed: {folder / 'errors.jsonl'}")
        if done.corrections_sha256 is not None:
            lines.append(f"what became of the corrections: {folder / 'corrections.jsonl'}")
        return "\n".join(lines)
