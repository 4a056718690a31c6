"""The command line. Each command is a module here with `add(commands)` and `run(options)`."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from report_parser.cli import (
    agreement,
    batch,
    collect,
    compare,
    corrections,
    describe,
    diff,
    evaluate,
    explain,
    export,
    extract,
    indicators,
    inventory,
    panel,
    parse,
    plot,
    sample,
    schema,
    trend,
    view,
)
from report_parser.errors import ReportParserError

COMMANDS = (
    parse,
    batch,
    inventory,
    panel,
    collect,
    trend,
    view,
    plot,
    extract,
    compare,
    diff,
    describe,
    export,
    schema,
    explain,
    evaluate,
    sample,
    agreement,
    corrections,
    indicators,
)

DONE, REFUSED, MISUSED, NOT_WRITTEN, UNMET, PARTIAL, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

EXIT_CODES = f"""\
exit codes:
  {DONE}    done
  {REFUSED}    the source was refused: missing, a folder, empty, without Chinese, of unknown encoding or format …;
       the runs differ (diff)
  {MISUSED}    the command line was wrong
  {NOT_WRITTEN}    the output could not be written
  {UNMET}    the score is under the wanted one (evaluate --min-row)
  {PARTIAL}    some of the sources could not be read (batch, panel, …)
  {INTERRUPTED}  interrupted

Whatever went wrong is said in one line on standard error.
"""


class _OneLineErrors(argparse.ArgumentParser):
    """An argument parser that prints an error as one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(MISUSED, f"{self.prog}: {message}; see {self.prog} --help\n")


def _argument_parser() -> argparse.ArgumentParser:
    """The argument parser with all commands."""
    from report_parser.version import __version__

    top = _OneLineErrors(
        prog="report-parser",
        description="Chinese government reports as typed data: every number with what it measures and where it stands.",
        epilog=f"{parse.EXAMPLES}\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"report-parser {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if arguments is None:  # a process for one command: what it loads stays, so the garbage collector need seldom run
        gc.set_threshold(100_000)
    options = _argument_parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except ReportParserError as problem:
        return _refuse(getattr(options, "file", None), problem, REFUSED)
    except BrokenPipeError:
        # Who read our output has seen enough, as `head` has.
        _give_up_output()
        return DONE
    except OSError as problem:
        _give_up_output()
        return _refuse(problem.filename, problem.strerror or problem, NOT_WRITTEN)
    except KeyboardInterrupt:
        return INTERRUPTED


def _give_up_output() -> None:
    """Let what standard output still holds go nowhere: Python would complain when it closes the stream."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(what: object, problem: object, code: int) -> int:
    """Print an error as one line on standard error; returns the exit code."""
    where = "" if what is None else "standard input: " if what == "-" else f"{what}: "
    print(" ".join(f"report-parser: {where}{problem}".split()), file=sys.stderr)
    return code
