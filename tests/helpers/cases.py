"""Cases that people met (`../shared/cases`): those of some kinds that come out wrong."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path


def wrong_cases(shared: Path, kinds: tuple[str, ...], least: int) -> list[str]:
    """The inputs of cases of these kinds that are read wrongly; there must be at least so many cases."""
    script = shared / "cases" / "score_cases.py"
    spec = importlib.util.spec_from_file_location("score_cases", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    lines = (shared / "cases" / "found_in_use.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["kind"].startswith(kinds)]
    cases = [case for case in cases if isinstance(case["expected"], list)]
    assert len(cases) >= least
    return [c["input"] for c in cases if not module.right(c["input"], c["expected"], c.get("only", False))]
