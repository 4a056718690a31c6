"""Values inside the parser: nobody changes one, which mypy says, since the interpreter does not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from report_parser.numerals.mention import Mention
from report_parser.values import value


@value(frozen=True, slots=True)
class Place:
    start: int
    end: int = 0


def test_mypy_refuses_an_assignment_to_a_value() -> None:
    """mypy reports an ignore that nothing needs: the day it lets these pass, it fails here."""
    place = Place(3)
    place.start = 4  # type: ignore[misc]
    mention = Mention(0, 1, "other", "unexplained")
    mention.start = 4  # type: ignore[misc]
    assert (place.start, mention.start) == (4, 4)


def test_a_value_is_as_a_frozen_dataclass_is() -> None:
    @dataclass(frozen=True, slots=True)
    class Frozen:
        start: int
        end: int = 0

    one, other = Place(3), Place(start=3, end=0)
    assert one == other != Place(4)
    assert {one: "found"}[other] == "found"
    assert hash(one) == hash(Frozen(3))
    assert replace(one, end=5) == Place(3, 5)
    assert repr(one) == "Place(start=3, end=0)"
    assert not hasattr(one, "__dict__")
