"""Writing to a file or to standard output, whatever the console's encoding."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

import regex

from report_parser.output.replacing import write_text

_NOT_ASCII = regex.compile(r"[^\x00-\x7f]")


def write(text: str, path: Path | None = None, *, json: bool = False) -> None:
    """Write `text` to the file as UTF-8, or to standard output in its own encoding.

    What a console cannot show is replaced. With `json`, a console that is not UTF-8 gets ASCII with escapes, which is
    valid and complete JSON in any encoding.
    Raises OSError.
    """
    if path is not None:
        write_text(path, text)
        return
    if json and codecs.lookup(sys.stdout.encoding).name != "utf-8":
        text = _NOT_ASCII.sub(lambda match: _escaped(match[0]), text)
    sys.stdout.write(text)


def _escaped(char: str) -> str:
    """A character as an escape of JSON."""
    units = char.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
