"""What the commands of a study share: their arguments, and reading the sources that they name."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_parser.cli.source import add_reading_arguments, parser_of, reading_options, tell_settled

if TYPE_CHECKING:
    from report_parser.batch.record import Run
    from report_parser.study.reading import Reading
    from report_parser.study.runs import RunNotes


def add_study_arguments(command: argparse.ArgumentParser, output: str) -> None:
    """Add the arguments about sources and output; `output` says what is written."""
    command.add_argument(
        "sources", metavar="SOURCE", nargs="+", help="reports, folders, patterns, archives (zip, tar), corpora"
    )
    command.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help=output)
    command.add_argument("--workers", metavar="N", type=int, default=1, help="processes; default: 1")
    command.add_argument("--text-column", metavar="NAME", help="the column of a corpus that holds the texts")
    add_reading_arguments(command)


def notes_of(options: argparse.Namespace) -> RunNotes:
    """What will be noted for the run.json of a command."""
    from report_parser.study.runs import RunNotes

    return RunNotes(parser_of(options))


def write_run(notes: RunNotes, run: Run, outputs: Iterable[Path], inputs: Iterable[Path], options: Any) -> None:
    """Write run.json beside the outputs, and say on standard error what became of corrections."""
    from dataclasses import asdict

    tell_settled(notes.settled())
    place = notes.write(run, outputs, inputs=inputs, options=asdict(reading_options(options)))
    print(f"what made it: {place}")


def read_sources(options: argparse.Namespace, notes: RunNotes | None = None) -> Iterator[Reading]:
    """Read the sources that the user named. One that cannot be read is named on standard error, and goes on as such.

    What is read goes into `notes`.
    """
    from report_parser.models import Failure
    from report_parser.study.reading import read

    wanted = reading_options(options)
    readings = read(options.sources, parser_of(options), options.workers, wanted, options.text_column)
    for reading in readings if notes is None else notes.noting(readings):
        if isinstance(reading.result, Failure):
            print(" ".join(f"report-parser: {reading.source}: {reading.result.error}".split()), file=sys.stderr)
        yield reading
