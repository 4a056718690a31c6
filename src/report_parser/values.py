"""Values of which a parse makes thousands: frozen for the type checker, and plain for the interpreter.

A frozen dataclass sets each field by a call, which makes it two to four times as dear as a plain one. Those that stand
inside the parser, where nothing but this project's own type-checked code can reach them, need no guard while they run:

>>> @value(frozen=True, slots=True)
... class Place:
...     start: int
>>> Place(3) == Place(3), hash(Place(3)) == hash(Place(3))
(True, True)

mypy reads `value` as `dataclass`, so an assignment to a field is an error; `tests/test_values.py` holds that it is.
What users get from `parse` is frozen in earnest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["value"]

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:
    from dataclasses import dataclass

    def value(*, frozen: bool, slots: bool, eq: bool = True):
        """A dataclass that compares and hashes by its fields (by identity without `eq`), without the slow guard."""
        return dataclass(slots=slots, eq=eq, unsafe_hash=frozen and eq)
