"""Every rule of the scan gets its own examples right."""

import random
import re
from pathlib import Path

import pytest

from report_parser.numerals import families
from report_parser.numerals.rules import ScanRule
from report_parser.numerals.scan import default_scanner
from report_parser.text.fold import fold

RULES = (*default_scanner().rules, *families.LEFT_OVER)
EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule.name}-{text}" for rule, text in EXAMPLES])
def test_example(rule: ScanRule, example: str) -> None:
    text = re.sub("[【】]", "", example)
    found = [(m.start, m.end) for m in default_scanner().scan(fold(text), text, 2025) if m.note == rule.name]
    if "【" not in example:
        assert found == []
        return
    start = example.index("【")
    assert (start, example.index("】") - 1) in found
    mention = next(m for m in default_scanner().scan(fold(text), text, 2025) if m.start == start)
    assert mention.category in ({"date", "period"} if rule.category in ("date", "period") else {rule.category})


def test_names_are_given_once_and_every_rule_has_an_example() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(rule.examples for rule in RULES)


NUMERAL = default_scanner().numeral


def unworthy(text: str) -> list[tuple[str, str]]:
    """Where a rule that begins with a number matches, and what stands behind the number says that none can."""
    folded = fold(text)
    return [
        (rule.name, folded[at : at + 12])
        for rule in NUMERAL.rules
        for match in re.finditer(f"(?=({rule.pattern}))", folded)
        for at in [match.start()]
        if folded[at : at + 1] in (*"0123456789〇零一二两三四五六七八九十",)
        and folded[at] in rule.first
        and NUMERAL.worth_it(folded, at) is None
    ]


def test_every_rule_that_begins_with_a_number_says_what_stands_behind_it() -> None:
    assert [rule.name for rule in NUMERAL.rules if not rule.behind] == []


def test_no_rule_is_passed_by_in_reports(fixtures: Path) -> None:
    for file in sorted(fixtures.glob("*.txt")):
        assert unworthy(file.read_text(encoding="utf-8")) == []


def test_no_rule_is_passed_by_in_examples_and_in_pieces_of_them_in_any_order() -> None:
    examples = [re.sub("[【】]", "", example) for rule in RULES for example in rule.examples]
    dice = random.Random(3)
    pieces = [text[at : at + 3] for text in examples for at in range(len(text))]
    marks = "0123456789.,:/-+·×*、()〔〕年月日号届级期大次项个%亿 \n"
    mixed = "".join(dice.choice(pieces) if dice.random() < 0.7 else dice.choice(marks) for _ in range(30_000))
    assert unworthy("\n".join([*examples, mixed])) == []
