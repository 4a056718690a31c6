"""Every rule of the scan gets its own examples right."""

import re

import pytest

from report_parser.fold import fold
from report_parser.numerals import families
from report_parser.numerals.rules import Rule
from report_parser.numerals.scan import default_scanner

RULES = (*default_scanner().rules, *families.LEFT_OVER)
EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule.name}-{text}" for rule, text in EXAMPLES])
def test_example(rule: Rule, example: str) -> None:
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
