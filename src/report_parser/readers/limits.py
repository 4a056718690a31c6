"""How much a source may cost. Any file may be hostile, so every reader checks these limits before it works on."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from report_parser.errors import LimitExceededError

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one source. A reader that would pass one raises LimitExceededError, which names the field.

    `bytes`: the size of the source. `unpacked`: the size of its compressed parts, unpacked. `entries`: the parts of an
    archive. `depth`: the nesting of elements. `cells`: the cells of one table. `characters`: the length of the text.
    `pages`: the pages of a PDF. `operators`: the texts and forms that one stream of a PDF may draw. `pixels`: the
    picture of a page for OCR. `seconds`: the time for reading; OCR has as many again for each page. `memory`: bytes,
    for formats that are read in a process of their own, on Linux.

    >>> Limits(pages=50).pages
    50
    """

    bytes: int = 200 * 2**20
    unpacked: int = 400 * 2**20
    entries: int = 10_000
    depth: int = 1_000
    cells: int = 200_000
    characters: int = 20_000_000
    pages: int = 5_000
    pixels: int = 40_000_000
    operators: int = 200_000
    memory: int = 2 * 2**30
    seconds: float = 120.0


class Meter:
    """Holds one source to its limits; the time runs from when the meter is made."""

    __slots__ = ("_end", "limits")

    # Called with the seconds that the reader may take from now on, in a child process whose parent watches its time.
    hears: ClassVar[Callable[[float], None]] = staticmethod(lambda seconds: None)

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._end = time.monotonic() + limits.seconds

    def time(self) -> None:
        """Raise LimitExceededError once the time is over."""
        if time.monotonic() > self._end:
            raise LimitExceededError(self.late())

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stop the clock: OCR is slow on any picture, and bounded by `pages` and `pixels`."""
        start = time.monotonic()
        type(self).hears(self.limits.seconds)
        try:
            yield
        finally:
            self._end += time.monotonic() - start
            type(self).hears(self.left())

    def left(self) -> float:
        """The seconds that are left, at least 0."""
        return max(0.0, self._end - time.monotonic())

    def spend(self, field: str, amount: int) -> None:
        """Raise LimitExceededError if `amount`, a total so far, is more than the limit called `field`."""
        if amount > getattr(self.limits, field):
            raise LimitExceededError(self.over(field))

    def over(self, field: str) -> str:
        """The message for a source that has more of something than the limit called `field`."""
        return f"the source has more than {getattr(self.limits, field)} {field}. {_way_out(field)}"

    def late(self) -> str:
        """The message for a source that takes too long."""
        return f"reading took longer than {self.limits.seconds:g} s. {_way_out('seconds')}"


class _TimeIsOver(BaseException):
    """Ends what takes too long from within. Nothing but `within` and `_Alarm` may catch it."""


class _Alarm:
    """Raises _TimeIsOver in the thread that made it, between two steps of its code, once its seconds are over.

    CPython drops what is raised while it collects garbage, so it is raised again, after longer and longer pauses, until
    the alarm is stopped.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = max(0.0, seconds)
        self._mine, self._lock, self._over = threading.get_ident(), threading.Lock(), threading.Event()

    def start(self) -> None:
        """Begin to count."""
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """Stop: once this has returned, nothing is raised any more, not even what was raised but has not arrived."""
        while True:
            try:
                with self._lock:
                    self._over.set()
                for _ in range(100):  # what was raised at the last moment arrives here
                    pass
            except _TimeIsOver:
                continue
            return

    def _watch(self) -> None:
        pause = self._seconds
        again = _AGAIN
        while not self._over.wait(pause):
            with self._lock:
                if not self._over.is_set():
                    mine, what = ctypes.c_ulong(self._mine), ctypes.py_object(_TimeIsOver)
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(mine, what)
            pause, again = again, 2 * again


def within(seconds: float | None, work: Callable[[], Result]) -> Result:
    """What `work` returns; it is ended once the time is over, wherever it is. None: never. Works in any thread.

    Raises LimitExceededError.

    >>> within(None, lambda: 37)
    37
    >>> def endless():
    ...     while True:
    ...         pass
    >>> within(0.05, endless)
    Traceback (most recent call last):
      ...
    report_parser.errors.LimitExceededError: the text took longer than 0.05 s. Allow more seconds if it is trusted.
    """
    if seconds is None:
        return work()
    alarm = _Alarm(seconds)
    late = f"the text took longer than {seconds:g} s. Allow more seconds if it is trusted."
    try:
        try:
            alarm.start()
            return work()
        finally:
            alarm.stop()
    except _TimeIsOver:
        alarm.stop()
        raise LimitExceededError(late) from None


_AGAIN = 0.2  # seconds


def _way_out(field: str) -> str:
    """The advice at the end of an error: how to raise this limit."""
    return f"If it is trusted, raise Limits({field}=…), on the command line --limit {field}=NUMBER."
