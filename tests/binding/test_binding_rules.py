"""Every example of every rule of binding, and the laws that hold for what it makes."""

from __future__ import annotations

import pytest

from report_parser import parse
from report_parser.binding.rules import RULES, BindingRule, Example

CASES = [pytest.param(rule, example, id=f"{rule.id}: {example.text}") for rule in RULES for example in rule.examples]


def test_every_rule_has_an_id_and_examples() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.examples and rule.says for rule in RULES)
    assert [rule.cost for rule in RULES] == sorted(rule.cost for rule in RULES)


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example(rule: BindingRule, example: Example) -> None:
    found = [o for o in parse(example.text).observations if o.quantity.text == example.number]
    assert [(o.name, o.role, o.rule) for o in found] == [(example.name, example.role, rule.id)]
