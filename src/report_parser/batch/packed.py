"""7z and RAR archives of reports, unpacked in a process of their own by libarchive.

The library is hardened, but it is C, and an archive may be hostile: whatever becomes of the child, the parent goes on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from report_parser.errors import DamagedSourceError, LimitExceededError
from report_parser.readers.apart import Clock, bound, error_of, receive, send
from report_parser.readers.limits import Limits, Meter

_START = "import sys; sys.path[:] = sys.argv[3:]; from report_parser.batch.packed import serve; serve(*sys.argv[1:3])"
_PATIENCE = 60.0  # seconds for the start of the child
_MISSING = 'reading 7z and RAR archives needs an extra: pip install "report-parser[archives]"'
_NO_LIBRARY = "reading 7z and RAR archives needs libarchive: apt install libarchive13, or brew install libarchive"


def members(path: Path, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of every file in an archive; of one over the limit, a byte more than the limit.

    Raises MissingExtraError, EncryptedSourceError, DamagedSourceError and LimitExceededError.
    """
    child = subprocess.Popen(  # noqa: S603 (Python itself, the code is ours)
        [sys.executable, "-c", _START, str(path), json.dumps(asdict(limits)), *sys.path],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ | {"LC_ALL": "C.UTF-8"},  # for the names of files
    )
    assert child.stdout is not None  # noqa: S101 (it is a pipe)
    clock = Clock(child)
    try:
        while True:
            clock.set(_PATIENCE + limits.seconds)
            try:
                message, body = receive(child.stdout)
            except (EOFError, OSError, ValueError) as problem:
                if clock.rang:
                    raise LimitExceededError(Meter(limits).late()) from problem
                raise DamagedSourceError("the archive ended the process that unpacked it.") from problem
            clock.stop()
            if "error" in message:
                raise error_of(message["error"], message["text"])
            if "name" not in message:
                return
            yield message["name"], body
    finally:
        clock.stop()
        child.kill()
        child.wait()
        child.stdout.close()


def serve(path: str, stated: str) -> None:
    """What the child runs: send every file of an archive, then an empty message."""
    limits = Limits(**json.loads(stated))
    out = os.fdopen(os.dup(1), "wb")
    bound(limits)
    try:
        for name, data in _files(path, limits):
            send(out, {"name": name}, data)
    except _RefusedError as problem:
        send(out, {"error": problem.args[0], "text": problem.args[1]})
    except MemoryError:
        send(out, {"error": "LimitExceededError", "text": Meter(limits).over("memory")})
    except LimitExceededError as problem:
        send(out, {"error": "LimitExceededError", "text": str(problem)})
    else:
        send(out, {})


class _RefusedError(Exception):
    """The name of an error of this library, and its text."""


def _files(path: str, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The files of an archive, in their order."""
    try:
        import libarchive
    except ImportError as problem:
        raise _RefusedError("MissingExtraError", _MISSING) from problem
    except (OSError, AttributeError, TypeError) as problem:  # the package is there, the library is not
        raise _RefusedError("MissingExtraError", _NO_LIBRARY) from problem
    meter = Meter(limits)
    spent = number = 0
    try:
        with libarchive.file_reader(path) as archive:
            for number, entry in enumerate(archive, 1):
                meter.spend("entries", number)
                if not entry.isfile:
                    continue
                data = bytearray()
                for block in _blocks(entry):
                    data += block
                    meter.spend("unpacked", spent + len(data))
                    meter.time()
                    if len(data) > limits.bytes:
                        break
                spent += len(data)
                yield entry.pathname, bytes(data[: limits.bytes + 1])
        if not number:
            raise _RefusedError("DamagedSourceError", "the archive holds no file.")
    except libarchive.ArchiveError as problem:
        said = str(problem).lower()
        kind = "EncryptedSourceError" if "passphrase" in said or "encrypt" in said else "DamagedSourceError"
        raise _RefusedError(kind, f"the archive: {problem}.") from problem


def _blocks(entry: Any) -> Iterator[bytes]:
    """The content of an entry, block by block."""
    yield from entry.get_blocks()
