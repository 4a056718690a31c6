"""The quantities of any text, for users who want only those."""

from __future__ import annotations

from report_parser.models import Quantity
from report_parser.numerals import spread
from report_parser.numerals.scan import Scanner, default_scanner
from report_parser.text.fold import fold


def find_quantities(text: str, scanner: Scanner | None = None) -> list[Quantity]:
    """Every measuring number of `text`, in order, named or not; a bare number counts too. Never raises on a `str`.

    >>> [(q.text, str(q.value), q.unit, q.bound) for q in find_quantities("约4.287亿美元")]
    [('4.287亿美元', '428700000', '美元', 'approx')]
    """
    mentions = spread.scan((scanner or default_scanner()).scan, fold(text), text, None, ())
    return [m.quantity for m in mentions if m.category in ("metric", "other") and m.quantity is not None]
