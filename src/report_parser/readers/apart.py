"""Reads a format in a child process, so that no file can crash, block or fill up the process that asked.

PDFium is hardened, but a file of 700 bytes can still make it take all memory, or minutes for one page, and nothing
inside the process can stop it. So a child process reads such formats, under limits that the operating system enforces.
Whatever happens to the child, the parent returns a Document or raises an error of this library.

Each process has one child, started when it is first needed and then used again. It is a plain subprocess: workers of
`multiprocessing`, Ray and Spark may start one too, no script needs `if __name__ == "__main__":` for it, and a process
with threads is not forked. A message is a line of JSON and the bytes whose number it states; nothing that the child
sends is executed.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from functools import cache
from typing import IO, Any

from pydantic import TypeAdapter

from report_parser import errors
from report_parser.errors import DamagedSourceError, LimitExceededError, ReportParserError, UnsupportedFormatError
from report_parser.models import Source
from report_parser.readers import FORMATS, Format, Limits, Options
from report_parser.readers.limits import Meter
from report_parser.text.document import Document

_START = "import sys; sys.path[:] = sys.argv[1:]; from report_parser.readers.apart import serve; serve()"
_PATIENCE = 60.0  # seconds for the start of the child
_GRACE = 1.0  # seconds past the limit, so that the reader itself can raise the error first
_FILES = 500  # files that a child reads before a new one replaces it, which frees memory that it leaked
_TRUSTED = "If the file is trusted, set Options(isolated=False), on the command line --isolated no."


@cache
def _documents() -> TypeAdapter[Document]:
    """Writes a Document as JSON and reads it back."""
    return TypeAdapter(Document)


def send(stream: IO[bytes], message: Mapping[str, Any], body: bytes = b"") -> None:
    """Send a message with its bytes."""
    stream.write(json.dumps({**message, "size": len(body)}).encode() + b"\n")
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """The next message with its bytes. Raises EOFError where the other side has ended, even within a message."""
    head = stream.readline()
    if not head.endswith(b"\n"):
        raise EOFError
    message: dict[str, Any] = json.loads(head)
    body = stream.read(message["size"])
    if len(body) < message["size"]:
        raise EOFError
    return message, body


# The parent ----------------------------------------------------------------------------------------------------------


class Clock:
    """Kills a process when its time is over; `rang` is True if it did."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._timer: threading.Timer | None = None
        self.rang = False

    def set(self, seconds: float) -> None:
        """Begin to count so many seconds from now."""
        self.stop()
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """Stop counting."""
        if self._timer is not None:
            self._timer.cancel()

    def _ring(self) -> None:
        self.rang = True
        self._process.kill()


class _Child:
    """A process that reads files, one after the other."""

    def __init__(self) -> None:
        if not sys.executable or getattr(sys, "frozen", False):
            raise UnsupportedFormatError(f"no process can be started here to read this format. {_TRUSTED}")
        try:
            self._process = subprocess.Popen(  # noqa: S603 (Python itself, the code is ours)
                [sys.executable, "-c", _START, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C goes to the parent only
            )
        except OSError as problem:
            raise UnsupportedFormatError(
                f"no process can be started to read this format ({problem.strerror}). {_TRUSTED}"
            ) from problem
        self.files = 0
        self._ready = False

    def ask(self, name: str, data: bytes, source: Source, options: Options) -> Document:
        """The Document that the format's reader makes of the data. Raises what it raises, and LimitExceededError."""
        clock = Clock(self._process)
        try:
            return self._ask(name, data, source, options, clock)
        except (EOFError, OSError, ValueError) as problem:
            raise self._lost(options.limits, clock) from problem
        finally:
            clock.stop()

    def _ask(self, name: str, data: bytes, source: Source, options: Options, clock: Clock) -> Document:
        """The same; raises EOFError, OSError or ValueError if the child does not answer."""
        given, taken = self._process.stdin, self._process.stdout
        assert given is not None  # noqa: S101 (both are pipes)
        assert taken is not None  # noqa: S101
        clock.set(_PATIENCE)
        if not self._ready:
            receive(taken)
            self._ready = True
        self.files += 1
        clock.set(options.limits.seconds + _GRACE)
        task = {"format": name, "source": source.model_dump(mode="json"), "options": asdict(options)}
        send(given, task, data)
        while True:
            message, body = receive(taken)
            if "seconds" in message:  # the child asks for so much time for what comes next
                clock.set(message["seconds"] + _GRACE)
            elif "error" in message:
                raise error_of(message["error"], message["text"])
            else:
                return _documents().validate_json(body)

    def _lost(self, limits: Limits, clock: Clock) -> ReportParserError:
        """End a child that gave no answer; returns the error to raise."""
        self.end()
        if clock.rang:
            return LimitExceededError(Meter(limits).late())
        code = self._process.returncode
        with suppress(ValueError):
            how = f" ({signal.Signals(-code).name})"
            return LimitExceededError(
                f"the file ended the process that read it{how}: it needs more than {limits.memory} bytes of memory, or"
                " is made to break its reader. If it is trusted, raise Limits(memory=…), on the command line --limit"
                " memory=NUMBER."
            )
        return LimitExceededError(f"the process that read the file ended with exit code {code}. {_TRUSTED}")

    @property
    def lives(self) -> bool:
        """True while the process runs."""
        return self._process.poll() is None

    def end(self) -> None:
        """Kill the process. That is safe at any moment: it writes no files."""
        self._process.kill()
        self._process.wait()
        self.let_go()

    def let_go(self) -> None:
        """Close the pipes; a child whose last pipe is closed ends."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


def error_of(name: str, text: str) -> ReportParserError:
    """The error that a child reported by name, or a DamagedSourceError for one that is not of this library."""
    kind = getattr(errors, name, None)
    if isinstance(kind, type) and issubclass(kind, ReportParserError):
        return kind(text)
    return DamagedSourceError(f"the reader fails at this file ({name}: {text}).")


class _Keeper:
    """The child of this process, if it has one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def ask(self, name: str, data: bytes, source: Source, options: Options) -> Document:
        """Let the child read; start one, or a new one, if needed."""
        with self._lock:
            if self._child is not None and (self._child.files >= _FILES or not self._child.lives):
                self.end()
            if self._child is None:
                self._child = _Child()
            try:
                return self._child.ask(name, data, source, options)
            except LimitExceededError:
                self.end()  # it may still use much memory
                raise
            except ReportParserError:
                raise
            except BaseException:  # Ctrl-C: the child is still at work on this file
                self.end()
                raise

    def end(self) -> None:
        """End the child, if there is one."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def forget(self) -> None:
        """After a fork of this process: drop the child, which belongs to the parent."""
        if self._child is not None:
            self._child.let_go()
        self.__init__()  # type: ignore[misc]


_KEEPER = _Keeper()
atexit.register(_KEEPER.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_KEEPER.forget)


def read(found: Format, data: bytes, source: Source, options: Options) -> Document:
    """Read a format in this process's child.

    Raises what the format's reader raises; LimitExceededError where the file takes too much time or memory or ends the
    child, and UnsupportedFormatError where no process can be started.
    """
    return _KEEPER.ask(found.name, data, source, options)


# The child -----------------------------------------------------------------------------------------------------------


def serve() -> None:
    """What the child runs: read one file after the other, until the parent ends."""
    given, taken = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "r+b") as nothing:  # noqa: PTH123 (a device) - what a library prints must not get into the messages
        os.dup2(nothing.fileno(), 0)
        os.dup2(nothing.fileno(), 1)
    tasks: queue.SimpleQueue[tuple[dict[str, Any], bytes]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(given, tasks.put), daemon=True).start()
    send(taken, {})
    Meter.hears = lambda seconds: send(taken, {"seconds": seconds})
    while True:
        _answer(*tasks.get(), taken)


def _listen(given: IO[bytes], put: Callable[[tuple[dict[str, Any], bytes]], None]) -> None:
    """Pass messages on to `put`; end the process when its parent ends, also in the middle of a file."""
    with suppress(EOFError):
        while True:
            put(receive(given))
    os._exit(0)


def _answer(task: dict[str, Any], data: bytes, taken: IO[bytes]) -> None:
    """Read one file and send the Document or the error."""
    stated = task["options"]
    options = replace(Options(**{**stated, "limits": Limits(**stated["limits"])}), isolated=False)
    reader = next(known for known in FORMATS if known.name == task["format"])
    try:
        bound(options.limits)
        document = reader.reader()(data, Source.model_validate(task["source"]), options)
        body = _documents().dump_json(document)
    except (MemoryError, RecursionError) as problem:
        what = "memory" if isinstance(problem, MemoryError) else "depth"
        send(taken, {"error": "LimitExceededError", "text": Meter(options.limits).over(what)})
    except Exception as problem:  # noqa: BLE001 - the parent raises it
        send(taken, {"error": type(problem).__name__, "text": str(problem)})
    else:
        send(taken, {}, body)


def bound(limits: Limits) -> None:
    """Let the operating system enforce the limit of memory (on Linux); elsewhere only the time is limited."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in ((resource.RLIMIT_DATA, limits.memory), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (soft, hard))
