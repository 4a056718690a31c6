"""Cases that people met, of the kinds that are about periods and status."""

from __future__ import annotations

from pathlib import Path

from helpers.cases import wrong_cases

KINDS = ("A03", "A04", "A06", "B11", "B12", "B15")


def test_cases_found_in_use(shared: Path) -> None:
    assert wrong_cases(shared, KINDS, 21) == []
