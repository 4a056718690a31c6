"""What a number is about that does not name its noun: the places that could name it, nearest first."""

from __future__ import annotations

import pytest

from report_parser.context.standing import context_of
from report_parser.structure.years import Years


@pytest.mark.parametrize(
    ("text", "number", "topic", "where", "led"),
    [
        ("县级财政管理审计方面。查出38个。", "38", "县级财政管理审计", "sentence", True),
        ("关于违规收费的问题。涉及3家。", "3", "违规收费", "sentence", True),
        ("二级以上公立医院中，65%开展了日间手术。", "65", "二级以上公立医院", "clause", False),
        ("对违规收费问题，已整改3个。", "3", "违规收费", "clause", True),
        ("一是违规收费。涉及单位超标准。共3家。", "3", "涉及单位超标准", "sentence", False),
    ],
)
def test_the_nearest(text: str, number: str, topic: str, where: str, led: bool) -> None:
    folded = text.replace("，", ",")
    at = folded.index(number)
    sentence = folded.rfind("。", 0, at) + 1
    context = context_of(folded, (), (), Years())
    found = next(context.topics(at, sentence, sentence))
    assert (found.span.of(folded), found.where, found.led) == (topic, where, led)


def test_nothing_names_it() -> None:
    assert list(context_of("共3家。", (), (), Years()).topics(1, 0, 0)) == []
