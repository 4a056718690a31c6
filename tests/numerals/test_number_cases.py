"""Cases that people met, of the kinds that are about numbers, their signs, units and lists."""

from __future__ import annotations

from pathlib import Path

from helpers.cases import wrong_cases

KINDS = tuple("A07 A08 B01 B02 B03 B04 B05 B06 B07 B08 B09 B10 B13 B14 C01 C02 C03 C04 C05 C07 C09".split())


def test_cases_found_in_use(shared: Path) -> None:
    assert wrong_cases(shared, KINDS, 40) == []
