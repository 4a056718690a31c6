"""Opens the file at a path, but no pipe and no device: reading those might never end."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from report_parser.errors import SourceIsFolderError, SourceNotFoundError, SourceUnreadableError

_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


@contextmanager
def opened(place: Path) -> Iterator[BinaryIO]:
    """The file at a path, open for reading.

    Raises SourceNotFoundError, SourceIsFolderError or SourceUnreadableError, the last also for an OSError inside the
    block, while the file is read.
    """
    try:
        with open(place, "rb", opener=_open) as stream:
            mode = os.fstat(stream.fileno()).st_mode
            kind = next((kind for is_kind, kind in _KINDS if is_kind(mode)), None)
            if kind is not None:
                raise SourceUnreadableError(f"this is {kind}, not a file. Give a file, or - for standard input.")
            yield stream
    except FileNotFoundError as problem:
        raise SourceNotFoundError("the file does not exist.") from problem
    except OSError as problem:
        # Windows reports a folder as missing permission. `os.path.isdir` gives False where `Path.is_dir` would raise.
        if isinstance(problem, IsADirectoryError | PermissionError) and os.path.isdir(place):  # noqa: PTH112
            raise SourceIsFolderError("this is a folder; give the path of one file.") from problem
        raise SourceUnreadableError(f"the file cannot be read: {problem.strerror}.") from problem


def _open(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
