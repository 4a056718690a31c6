"""Numbers that check each other: parts and totals, rates and counts, changes and what they changed.

A figure stands for every value that rounds to it, so a comparison holds within rounding; it fails only where no
rounding or cutting explains the gap and nothing else does. What may have another base is for review. A check that could
not be tried is not there; what was tried is, with its verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Context, localcontext
from typing import Any

from report_parser.checks import cells, changes, parts, rates, repeats
from report_parser.checks.inputs import CheckInput, CheckRule
from report_parser.checks.series import check_series
from report_parser.metrics.catalogue import Catalogue
from report_parser.models import Check, Metric, Report, Table, Verdict

RULES: tuple[CheckRule, ...] = (*parts.RULES, *changes.RULES, *rates.RULES, *repeats.RULES)

__all__ = ["RULES", "check_series", "run", "tally"]


def run(
    text: str, metrics: Sequence[Metric], catalogue: Catalogue, tables: tuple[Table, ...] = ()
) -> tuple[Check, ...]:
    """Every check that the metrics and tables allow, in the order of the text; each set of observations once."""
    scene = CheckInput(text, metrics, catalogue)
    found: dict[tuple[Any, ...], Check] = {}
    # The longest number that the scan reads has 40 digits, and no caller's context may change what holds.
    with localcontext(Context(prec=60)):
        for trial in dict.fromkeys(rule.run for rule in RULES):
            for check in trial(scene):
                found.setdefault(tuple(sorted(check.observations)) or check.spans, check)
        sums = tuple(cells.sums_of_cells(tables))
    return (*sorted(found.values(), key=lambda check: min(check.observations, default=0)), *sums)


def tally(report: Report) -> Counter[tuple[str, Verdict]]:
    """How many checks of a report were tried, by kind and verdict.

    >>> from report_parser import parse
    >>> tally(parse("查出主要问题金额4.02亿元，其中：管理不规范金额3.87亿元，违规金额1504万元。"))
    Counter({('parts_of_total', 'holds'): 1})
    """
    return Counter((check.kind, check.verdict) for check in report.checks)
