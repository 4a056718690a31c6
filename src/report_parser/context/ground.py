"""What the whole context stage reads from: the text, its times, and the years that its report speaks from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from report_parser.context.paragraphs import Paragraphs
from report_parser.context.times import NOMINAL, Time
from report_parser.models import Span
from report_parser.structure.years import Years

_AS_OF = re.compile(r"截[至止]? ?$")


@dataclass(frozen=True, slots=True)
class Ground:
    """A folded text with its times in order. `issued` is the day on which the report was given, `title` its title."""

    folded: str
    times: Sequence[Time]
    years: Years
    issued: date | None
    paragraphs: Paragraphs
    title: Span | None = None
    starts: Sequence[int] = field(init=False)
    _as_of: Sequence[Time] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", [time.start for time in self.times])
        object.__setattr__(self, "_as_of", [time for time in self.times if is_as_of(self.folded, time)])

    def as_of(self, offset: int) -> Time | None:
        """The day that the paragraph of an offset has named last before it (截至12月底), or None."""
        n = bisect_left(self._as_of, offset, key=_start)
        time = self._as_of[n - 1] if n else None
        return time if time is not None and time.start >= self.paragraphs.start(offset) else None

    @property
    def base(self) -> int:
        """The year that the scan has reckoned times without a year from."""
        return base_year(self.years)


def is_as_of(folded: str, time: Time) -> bool:
    """Whether a time is the day up to which something is told (截至12月底)."""
    return folded.startswith("截", time.start) or _AS_OF.search(folded, max(0, time.start - 3), time.start) is not None


def _start(time: Time) -> int:
    return time.start


def base_year(years: Years) -> int:
    """The year from which the scan has to reckon times without a year, for the context to put them right.

    >>> base_year(Years(review=2024)), base_year(Years())
    (2024, 2000)
    """
    return NOMINAL if years.review is None else years.review
