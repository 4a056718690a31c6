"""Files that are whole or are not there: written under another name, and renamed when all is written."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """The path of a new file beside `path`, which takes its place at the end; after an error, `path` is as it was.

    What a link leads to is replaced, not the link; a pipe or device is written as it is. Raises OSError, which names
    `path`.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder, "rows.csv")
    ...     with replacing(place) as new:
    ...         _ = new.write_text("a,b")
    ...     place.read_text(), len(list(Path(folder).iterdir()))
    ('a,b', 1)
    """
    place = Path(path)
    final = Path(os.path.realpath(place))
    if final.exists() and not final.is_file():
        yield place
        return
    new = final.with_name(f".{secrets.token_hex(8)}{final.suffix}")
    try:
        yield new
        with new.open("rb+") as stream:  # a disk that is full may say so only now
            os.fsync(stream.fileno())
        if final.exists():
            shutil.copymode(final, new)
        new.replace(final)
    except OSError as problem:
        # The name of the other file says nothing to the one who reads the error.
        problem.filename = str(place)
        problem.filename2 = None
        raise
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write a text as UTF-8 with line feeds; what UTF-8 cannot hold becomes a question mark. Raises OSError."""
    with replacing(path) as new:
        new.write_text(text, encoding="utf-8", errors="replace", newline="\n")
