"""The annotated sample: 150 quantities drawn at random from real reports, annotated before the parser was run on them.

`tests/data/README.md` says how it was drawn. The texts are not in the project, so the test needs ../shared.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from helpers.paths import DATA
from report_parser import parse_file
from report_parser.evaluate.score import ROW_FIELDS, Gold, score

SAMPLE = DATA / "sample.jsonl"


def test_the_sample_is_read_right(shared: Path) -> None:
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    rows = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    scored = [row for row in rows if not row.get("optional") and not row.get("dev")]
    for file in sorted({row["file"] for row in scored}):
        report = parse_file(shared / "corpus" / file)
        for row in scored:
            if row["file"] != file:
                continue
            found = score(report, [annotation(report.text, row)])
            asked["row"] += 1
            right["row"] += found.rows
            for name in ROW_FIELDS:
                asked[name] += found.asked[name]
                right[name] += found.right[name]
    shares = {name: round(right[name] / asked[name], 3) for name in asked}
    assert len(scored) == 99
    assert shares["row"] >= 0.93
    assert shares["name"] >= 0.92
    assert min(shares[name] for name in ("value", "role", "status", "direction")) >= 0.98


def annotation(text: str, row: dict[str, Any]) -> Gold:
    """A row of the sample with its words, which stand in the text only."""
    labels = {key: value for key, value in row.items() if key not in ("file", "end", "name", "head", "dev")}
    return Gold(
        raw=text[row["start"] : row["end"]],
        name="".join(text[start:end] for start, end in row["name"]),
        head=text[slice(*row["head"])],
        **labels,
    )
