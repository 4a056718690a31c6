"""What a source may cost at most. A file is hostile until it is read, so every reader asks before it spends."""

from __future__ import annotations

import time
from dataclasses import dataclass

from report_parser.errors import LimitExceededError


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one source. A reader that would pass one raises LimitExceededError, which names the field.

    `bytes` is the size of the source, `unpacked` what its compressed parts may grow to, `entries` the number of parts
    of an archive, `depth` the nesting of elements, `cells` the size of one table, `characters` the length of the text,
    `pages` and `seconds` what they say (without the time that OCR takes). `pixels` bounds the picture of a page that
    is made for OCR.

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
    seconds: float = 120.0


class Meter:
    """The limits of one reading, with its clock running."""

    __slots__ = ("_end", "limits")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._end = time.monotonic() + limits.seconds

    def time(self) -> None:
        """Raise LimitExceededError once the time is over."""
        if time.monotonic() > self._end:
            raise LimitExceededError(f"reading took longer than {self.limits.seconds:g} s. {_way_out('seconds')}")

    def grant(self, seconds: float) -> None:
        """Put off the end of the time: OCR is slow on any picture, and bounded by `pages` and `pixels`."""
        self._end += seconds

    def left(self) -> float:
        """The seconds that are left, at least 0."""
        return max(0.0, self._end - time.monotonic())

    def spend(self, field: str, amount: int) -> None:
        """Raise LimitExceededError if `amount` is more than the limit of that name."""
        most = getattr(self.limits, field)
        if amount > most:
            raise LimitExceededError(f"the source has more than {most} {field}. {_way_out(field)}")


def _way_out(field: str) -> str:
    return f"If it is trusted, raise Limits({field}=…), on the command line --limit {field}=NUMBER."
