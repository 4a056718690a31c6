"""Optional packages: `needs` turns a failing import into an error that says which extra to install."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from report_parser.errors import MissingExtraError


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """In this block, a failing import raises MissingExtraError, which names the extra.

    >>> with needs("tables"):
    ...     import no_such_package
    Traceback (most recent call last):
      ...
    report_parser.errors.MissingExtraError: this needs the package no_such_package: pip install "report-parser[tables]".
    """
    try:
        yield
    except ModuleNotFoundError as problem:
        package = (problem.name or "").partition(".")[0]
        raise MissingExtraError(f'this needs the package {package}: pip install "report-parser[{extra}]".') from problem
