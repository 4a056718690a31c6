"""Work counted in calls, which is the same on an idle machine and on a busy one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


def operations(work: Callable[[], object]) -> int:
    """How many functions, of Python or built in, are called while `work` runs.

    What a single built-in call costs (a pattern that backtracks, a slice of the rest of the text) is not seen: tests
    marked `soak` measure that in processor time.
    """
    count = 0

    def see(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
