"""JSON that is no report is refused with the library's own error, whatever it holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import report_parser as rp
from report_parser.output.report_json import from_json, to_json

REPORT = rp.parse("一、主要成效\n全年完成审计项目37个，整改率由77.73%提高到92.25%。")


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    stated = json.loads(to_json(REPORT))
    change(stated)
    return json.dumps(stated)


def quantity(stated: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = stated["metrics"][0]["observations"][0]["quantity"]
    return found


def nested(depth: int) -> Callable[[dict[str, Any]], object]:
    """Put sections into sections."""

    def change(stated: dict[str, Any]) -> None:
        section = stated["sections"][0]
        for _ in range(depth):
            section = {**section, "children": [section]}
        stated["sections"] = [section]

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda s: quantity(s)["span"].update(start=-1),
        lambda s: quantity(s)["span"].update(end=10**6),
        lambda s: quantity(s).update(span={"start": 9, "end": 3}),
        lambda s: quantity(s).update(value="1E+999999999"),
        lambda s: quantity(s).update(step="1E-999999999"),
        lambda s: quantity(s).update(value="NaN"),
        lambda s: quantity(s).update(value="three"),
        lambda s: quantity(s).update(value=[1]),
        lambda s: quantity(s).update(kind="weight"),
        lambda s: s.update(text=None),
        lambda s: s.update(unknown=1),
        lambda s: s.pop("source"),
        lambda s: s["evidence"].update(title={"start": 0, "end": 10**9}),
        lambda s: s["sections"][0].update(children="none"),
        nested(300),
    ],
)
def test_a_report_that_was_changed_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(rp.ReportJsonError) as caught:
        from_json(changed(change))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "37",
        "{}",
        b"\xff",
        "[" * 100_000,
        '{"text": ' * 50_000,
        '{"text": "' + "9" * 9_999,
        "9" * 9_999,
    ],
)
def test_what_is_no_report_is_refused(text: str | bytes) -> None:
    with pytest.raises(rp.ReportJsonError):
        from_json(text)
    with pytest.raises(ValueError, match="JSON"):  # as it was called before it had a name
        from_json(text)


def test_what_was_written_is_read() -> None:
    for text in ("", "\ud800完成37个", "完成37个，" + "9" * 300 + "元", "一、做法\n（一）成效\n1.完成37个。"):
        report = rp.parse(text)
        assert from_json(to_json(report)) == report
