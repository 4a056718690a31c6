"""What stands over a whole table and holds for all its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from report_parser.models import Span, Status
from report_parser.numerals.mention import Mention
from report_parser.tables.heads import Change
from report_parser.tables.shape import Grid
from report_parser.tables.units import StatedUnit, Units
from report_parser.tables.words import Words

NOTHING = Words("", ())


@dataclass(frozen=True, slots=True)
class TableScene:
    """What the cells of one table are read with: the table, its unit, the time and status of its caption.

    `change` is set where the caption says that all figures are changes (居民消费价格比上年涨跌幅度).
    """

    grid: Grid
    units: Units
    times: Sequence[Mention]
    unit: StatedUnit | None
    caption: Words = field(default=NOTHING)
    time: Mention | None = None
    status: Status | None = None
    change: Change | None = None

    def times_in(self, span: Span) -> list[Mention]:
        """The times that stand inside a cell."""
        return [time for time in self.times if span.start <= time.start and time.end <= span.end]
