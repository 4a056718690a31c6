"""Numbers that check each other: every rule's examples, planted contradictions, and texts without one."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

import report_parser as rp
from helpers.paths import DATA
from report_parser.checks import RULES, check_series, tally
from report_parser.checks.inputs import CheckRule

# What stands in the project's own texts and in real ones and does not add up, as was read in each.
REAL = {
    # 审结1195件: 598 + 214 + 87 + 23 + 283 = 1205.
    "own_justice": {"1195件"},
    # 政策解读稿426篇: 178 + 193 + 61 = 432.
    "rule_of_law_report": {"426篇"},
}
EXAMPLES = [(rule, text, verdict) for rule in RULES for text, verdict in rule.examples]


@pytest.mark.parametrize(("rule", "text", "verdict"), EXAMPLES, ids=[f"{r.id}-{t[:20]}" for r, t, _ in EXAMPLES])
def test_a_rule_judges_its_examples(rule: CheckRule, text: str, verdict: str | None) -> None:
    checks = [check for check in rp.parse(text).checks if check.kind == rule.id]
    assert [check.verdict for check in checks] == ([] if verdict is None else [verdict])


def test_every_rule_has_an_id_of_its_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


def failing(report: rp.Report) -> list[tuple[str, list[str]]]:
    return [(c.kind, [span.of(report.text) for span in c.spans]) for c in report.checks if c.verdict == "fails"]


def test_planted_contradictions_are_found_and_nothing_else(fixtures: Path) -> None:
    report = rp.parse_file(fixtures / "checks" / "planted.txt")
    planted = json.loads((fixtures / "checks" / "planted.json").read_text(encoding="utf-8"))
    assert sorted(failing(report)) == sorted((each["kind"], each["numbers"]) for each in planted)


def test_the_same_text_without_them_holds(fixtures: Path) -> None:
    report = rp.parse_file(fixtures / "checks" / "consistent.txt")
    assert {check.verdict for check in report.checks} == {"holds"}
    assert sum(tally(report).values()) == len(report.checks) > 10


def judged(path: Path) -> None:
    report = rp.parse_file(path)
    totals = {numbers[0] for _, numbers in failing(report)}
    assert totals == REAL.get(path.stem, set())


def test_no_false_alarm_in_the_projects_own_reports(fixtures: Path) -> None:
    for path in sorted(fixtures.glob("*.txt")):
        judged(path)


def test_no_false_alarm_in_real_reports(shared: Path) -> None:
    for path in sorted([*(shared / "corpus").glob("*.txt"), *(shared / "gold" / "dev").glob("*.txt")]):
        judged(path)


def test_the_audit_reports_breakdown_holds_and_its_rate_is_for_review(shared: Path) -> None:
    report = rp.parse_file(shared / "corpus" / "zezhou_audit_rule_of_law_2025.txt")
    [breakdown] = [check for check in report.checks if check.kind == "parts_of_total"]
    assert breakdown.verdict == "holds"
    assert [span.of(report.text) for span in breakdown.spans] == ["4.02亿元", "3.87亿元", "1504万元"]
    assert (breakdown.expected, breakdown.found, breakdown.gap) == (402000000, 402040000, 40000)
    [grain] = [check for check in report.checks if check.kind == "rate_grain"]
    assert grain.verdict == "review"
    assert [span.of(report.text) for span in grain.spans] == ["1444个", "77.73%", "92.25%"]
    assert "1122 gives 77.7%" in grain.message
    assert "1123 gives 77.77%" in grain.message


def test_contradictions_planted_into_real_texts_are_found(shared: Path) -> None:
    """Each edit is made alone, and the unedited text has no failing check there."""
    edits = [json.loads(line) for line in (DATA / "planted.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(edits) >= 20
    for file in dict.fromkeys(edit["file"] for edit in edits):
        text = rp.parse_file(shared / "corpus" / file).text
        for edit in (edit for edit in edits if edit["file"] == file):
            start, end = edit["start"], edit["end"]
            found = rp.parse(text[:start] + edit["new"] + text[end:]).checks
            assert any(
                check.verdict == "fails" and any(span.start <= start < span.end for span in check.spans)
                for check in found
                if check.kind == edit["kind"]
            ), edit


def test_the_totals_of_a_table_are_checked_where_it_adds_up_elsewhere() -> None:
    rows = "单位\t案件数\t金额\n甲局\t12\t40\n乙局\t20\t31\n丙局\t9\t22\n合计\t41\t{}\n"
    page = (
        "<table>"
        + "".join(
            f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split(chr(9)))}</tr>" for row in rows.strip().split("\n")
        )
        + "</table>"
    )
    for total, wanted in (("93", ["holds", "holds"]), ("95", ["holds", "fails"])):
        report = rp.parse_bytes(f"<html><body><p>办案情况表</p>{page.format(total)}</body></html>".encode())
        assert [check.verdict for check in report.checks if check.kind == "cell_sum"] == wanted


def report_of(year: int, text: str) -> rp.Report:
    return rp.parse(f"砚溪县审计局{year}年法治政府建设报告\n\n{year}年{text}")


def test_a_report_is_checked_against_the_one_of_the_year_before() -> None:
    before = report_of(2024, "完成审计项目33个，查出主要问题金额3.1亿元。")
    right = report_of(2025, "完成审计项目37个，比上年增加4个，查出主要问题金额4.02亿元，比上年增长29.7%。")
    wrong = report_of(2025, "完成审计项目37个，比上年增加6个，查出主要问题金额4.02亿元，比上年增长39.7%。")
    assert [check.verdict for check in check_series([right, before])] == ["holds", "holds"]
    assert [check.verdict for check in check_series([before, wrong])] == ["fails", "review"]
    [count, _] = check_series([before, wrong])
    assert (count.expected, count.found, count.gap) == (Decimal(4), Decimal(6), Decimal(2))
    assert [span.of(wrong.text) for span in count.spans] == ["37个", "6个"]
    assert check_series([before, report_of(2026, "完成审计项目37个，比上年增加6个。")]) == []
