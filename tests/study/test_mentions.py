"""What reports say of an indicator without a number: every example of the table."""

from __future__ import annotations

import pytest

from report_parser import parse
from report_parser.metrics.catalogue import default
from report_parser.study.mentions import Mention, examples, find
from report_parser.study.places import Places
from report_parser.study.spec import PanelColumn

EXAMPLES = list(examples())


def mentions(name: str, measure: str, text: str) -> list[Mention]:
    entry = default().find(name)
    given = {"indicator": entry.id} if entry is not None else {"names": [name]}
    column = PanelColumn.model_validate({"id": "x", "measure": measure, **given})
    return list(find(Places(parse(text)), column, default()))


@pytest.mark.parametrize(("rule", "name", "measure", "text", "wanted"), EXAMPLES)
def test_every_example_of_the_table(rule: str, name: str, measure: str, text: str, wanted: bool) -> None:
    found = mentions(name, measure, text)
    assert (rule in [mention.rule for mention in found]) is wanted
    assert wanted or not found


def test_every_rule_has_examples() -> None:
    assert len({rule for rule, *_ in EXAMPLES}) >= 10


@pytest.mark.parametrize(
    ("name", "measure", "text"),
    [
        ("居民人均可支配收入", "growth", "居民收入差距持续缩小。"),
        ("居民人均可支配收入", "growth", "全年接待游客与经济增长同步。"),
        ("粮食产量", "level", "粮食、蔬菜播种面积创新高。"),
        ("城镇新增就业", "level", "城镇新增就业70万人，超额完成全年任务。"),
        ("投诉", "level", "零售企业投诉12件。"),
    ],
)
def test_what_is_said_of_something_else_is_no_mention(name: str, measure: str, text: str) -> None:
    assert mentions(name, measure, text) == []
