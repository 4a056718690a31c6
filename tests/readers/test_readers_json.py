"""JSON of open-government interfaces: the report inside is read, whether its text is HTML or not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import report_parser as rp
from report_parser.errors import DamagedSourceError, NotChineseError, UnsupportedFormatError

REPORT = {
    "id": 881,
    "docTitle": "青禾县审计局2025年法治政府建设报告",
    "publishTime": "2026-01-20 09:30:00",
    "source": "县审计局",
    "content": "<div><p>2025年，县审计局完成审计项目37个，查出问题金额4.02亿元。</p>"
    "<p>审计问题整改率由77.73%提高到92.25%。</p></div>",
    "hits": 412,
}
VALUES = ["37个", "4.02亿元", "77.73%", "92.25%"]


def packed(value: Any, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode()


@pytest.mark.parametrize("indent", [None, 2])
def test_the_report_in_an_answer_of_an_interface(indent: int | None) -> None:
    report = rp.parse_bytes(packed({"code": 200, "data": REPORT}, indent))
    assert report.source.reader == "json"
    assert (report.title, str(report.published)) == (REPORT["docTitle"], "2026-01-20")
    assert [o.quantity.text for o in report.observations] == VALUES
    assert "<p>" not in report.text


def test_text_that_is_no_html() -> None:
    plain = REPORT | {"content": "全年完成审计项目37个，查出问题金额4.02亿元。\n整改率92.25%，比上年提高1.2个百分点。"}
    assert rp.parse_bytes(packed(plain)).text == plain["content"]


def test_several_reports_are_a_corpus(tmp_path: Path) -> None:
    answer = packed({"code": 200, "data": {"list": [REPORT, REPORT | {"id": 882}]}})
    with pytest.raises(UnsupportedFormatError, match="2 reports"):
        rp.parse_bytes(answer)
    place = tmp_path / "answer.json"
    for data in (answer, packed({"data": {"list": [REPORT, REPORT]}}, 2)):
        place.write_bytes(data)
        documents = list(rp.read_corpus(place))
        assert [getattr(document, "text", None) for document in documents] == [
            "2025年，县审计局完成审计项目37个，查出问题金额4.02亿元。\n审计问题整改率由77.73%提高到92.25%。"
        ] * 2


def test_what_is_no_report() -> None:
    with pytest.raises(NotChineseError):
        rp.parse_bytes(packed({"code": 404, "msg": "未找到"}))
    with pytest.raises(DamagedSourceError):
        rp.parse_bytes(packed(REPORT)[:-20] + "报告}".encode())
    deep: Any = REPORT
    for _ in range(40):
        deep = {"data": deep}
    with pytest.raises(NotChineseError):
        rp.parse_bytes(packed(deep))
