"""Two hundred corrections on reports that are read again by other rules: each is applied, or said why not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import report_parser as rp
from report_parser.corrections import Correction, Corrections
from report_parser.corrections.entries import around, written
from report_parser.output.records import report_id

# Rules of another version: fewer words that join, that begin a part, and that say what was reached.
OTHER_RULES = {"words": {"conj": "和", "part": "其中", "reach": "达"}}
NEW = {"name": "更正的名称", "scope": "更正的范围", "value": "123456", "status": "planned", "period": "1999年"}


def corrections(reports: list[rp.Report], count: int) -> list[Correction]:
    """Corrections of every so-and-so-many-th row, one field after the other, and some rows deleted or checked."""
    rows = [(report, row) for report in reports for row in report.rows()]
    step = len(rows) / count
    made = []
    for number in range(count):
        report, row = rows[int(number * step)]
        start, end = row["start"], row["end"]
        prefix, suffix = around(report.text, start, end)
        field = [*NEW, "row", "checked"][number % 7]
        seen = {name: written(row[name]) for name in ("name", "value", "status")}
        old, new = {"row": (seen, None), "checked": (seen, True)}.get(field, (written(row.get(field)), NEW.get(field)))
        made.append(
            Correction(
                report_id=report_id(report), start=start, end=end, quote=report.text[start:end], prefix=prefix,
                suffix=suffix, field=field, old=old, new=new, author="李四",
            )
        )  # fmt: skip
    return made


def expected(fix: Correction, rows: dict[tuple[int, int], dict[str, Any]]) -> str:
    """The state that a correction must have, told from the rows as other rules read them."""
    row = rows.get((fix.start, fix.end))
    if row is None:
        return "already_right" if fix.field == "row" else "orphan"
    if fix.field in ("row", "checked"):
        same = all(written(row[name]) == value for name, value in fix.old.items())
        return ("applied" if fix.field == "row" else "already_right") if same else "conflict"
    now = written(row[fix.field])
    return "already_right" if now == fix.new else "applied" if now == fix.old else "conflict"


def test_two_hundred_corrections_survive_other_rules(fixtures: Path) -> None:
    files = [fixtures / name for name in ("own_audit.txt", "government_work_report.txt", "audit_work_report.txt")]
    fixes = corrections([rp.parse_file(file) for file in files], 200)
    other = rp.Parser(words=OTHER_RULES)
    corrected = other.with_corrections(Corrections.of(fixes))
    counts: Counter[str] = Counter()
    for file in files:
        plain, done = other.parse_file(file), corrected.parse_file(file)
        rows = {(row["start"], row["end"]): row for row in plain.rows()}
        mine = {number: fix for number, fix in enumerate(fixes, 1) if fix.report_id == report_id(plain)}
        states = {result.number: result.state for result in done.corrections}
        assert states == {number: expected(fix, rows) for number, fix in mine.items()}
        counts.update(states.values())
        assert all(result.message for result in done.corrections if result.state in ("conflict", "orphan"))
        assert done.verify() == []
        after = {(row["start"], row["end"]): row for row in done.rows()}
        for number, fix in mine.items():
            if fix.field in NEW and states[number] == "applied":
                assert written(after[fix.start, fix.end][fix.field]) == fix.new
        touched = {(fix.start, fix.end) for fix in mine.values()}
        kept = ("name", "value", "unit", "status", "period", "scope", "role")
        for place, row in rows.items():
            if place not in touched:
                assert [after[place][name] for name in kept] == [row[name] for name in kept]
    assert sum(counts.values()) == 200
    assert counts["applied"] > 120
    assert counts["conflict"] > 0
