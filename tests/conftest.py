"""Where the tests find their texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.paths import ROOT


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """The folder of the project's own reports."""
    return ROOT / "fixtures"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and their gold, which stands beside the project on its developers' machines only."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs real reports, and ../shared is absent")
    return folder
