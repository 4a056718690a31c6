"""Cases that people met, of the kinds that are about periods and status."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

KINDS = ("A03", "A04", "A06", "B11", "B12", "B15")


def test_cases_found_in_use(shared: Path) -> None:
    script = shared / "cases" / "score_cases.py"
    spec = importlib.util.spec_from_file_location("score_cases", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    lines = (shared / "cases" / "found_in_use.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["kind"].startswith(KINDS)]
    cases = [case for case in cases if isinstance(case["expected"], list)]
    assert len(cases) > 20
    wrong = [c["input"] for c in cases if not module.right(c["input"], c["expected"], c.get("only", False))]
    assert wrong == []
