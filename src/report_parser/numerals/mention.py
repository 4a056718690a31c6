"""What the number scan hands to binding: every number and every time expression, with what stands around it."""

from __future__ import annotations

from report_parser.models import Category, Numeral, Period, Quantity, Span
from report_parser.values import value


@value(frozen=True, slots=True)
class Mention:
    """A number or a time expression in the text.

    `start:end` is the ledger entry: the number with its unit, a whole date, a whole document number.
    `outer_start:outer_end` also takes in the words of bound around a quantity (不少于 4次, 40人 以上), so that what
    lies outside it is free for names; a unit that is itself what is counted stays outside (11 省). `counts` is False
    for a time expression without a numeral (今年, 全年), which is no entry of the ledger but must not become part of a
    name. `period` is the resolved time of a date or period. `note` names the rule of the scan that made the entry.
    """

    start: int
    end: int
    category: Category
    note: str
    quantity: Quantity | None = None
    outer_start: int = -1
    outer_end: int = -1
    period: Period | None = None
    counts: bool = True

    def entry(self, text: str) -> Numeral:
        """The entry of the ledger. Where there is a quantity, its place and words are shared with it."""
        quantity = self.quantity
        if quantity is None:
            return Numeral(Span(self.start, self.end), text[self.start : self.end], self.category)
        return Numeral(quantity.span, quantity.text, self.category, quantity)

    def __post_init__(self) -> None:
        if self.outer_start < 0:
            object.__setattr__(self, "outer_start", self.start)
        if self.outer_end < 0:
            object.__setattr__(self, "outer_end", self.end)
