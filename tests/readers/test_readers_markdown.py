"""Markdown: the same report as its plain text, line for line."""

from __future__ import annotations

import time

import pytest

import report_parser as rp
from report_parser.readers import detect, read_bytes
from report_parser.readers.markdown import inline

REPORT = """# 岭北县审计局2025年法治政府建设报告

## 一、总体情况 ##

> 完成审计项目**37**个，整改率由`77.73%`提高到__92.25__%。

- [x] 移送线索*8*件
1. 建议[47条](a.pdf "t")\\*
---
```
代码3行
```
"""


def test_marks_are_taken_off_and_lines_kept() -> None:
    document = read_bytes(REPORT.encode())
    assert document.source.reader == "markdown"
    assert document.text.split("\n") == [
        "岭北县审计局2025年法治政府建设报告", "", "一、总体情况", "",
        "完成审计项目37个，整改率由77.73%提高到92.25%。", "", "移送线索8件", "1. 建议47条*", "", "", "代码3行", "", "",
    ]  # fmt: skip
    assert document.hints.headings == {0: 1, 21: 2}
    report = rp.parse_bytes(REPORT.replace("\n", "\r\n").encode("gb18030"))
    assert report.title == "岭北县审计局2025年法治政府建设报告"
    assert "总体情况" in [s.title for s in report.walk()]


@pytest.mark.parametrize("line", ["3*4*5米", "a_b_c", "2 * 3 * 4", "**", "增长5%*", "* ", "《a*b》和《c*d》"])
def test_what_is_no_mark_stays(line: str) -> None:
    assert inline(line).strip() in (line.strip(), "")


@pytest.mark.parametrize("text", ["#整改3项", "完成3个 # 备注", "# 37", "一、总体\n完成3个"])
def test_plain_text_is_no_markdown(text: str) -> None:
    assert detect(text.encode()).name == "text"


@pytest.mark.soak
@pytest.mark.parametrize("sign", ["*", "**a", "[", "[a](", "`", "> ", "- ", "\\", "~~a "])
def test_no_line_takes_long(sign: str) -> None:
    start = time.perf_counter()
    inline(sign * 20_000)
    assert time.perf_counter() - start < 3
