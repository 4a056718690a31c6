"""One report in many layouts, as PDF and as text copied from one, gives the same rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest

import report_parser as rp
from helpers import drawn
from helpers.paths import FIXTURES

FOLDER = FIXTURES / "formats" / "layouts"
REPORTS = ("own_audit", "statistical_communique", "government_work_report")
FIELDS = "name role value high unit bound direction basis status period scope".split()
LEAST = 0.98


@cache
def paragraphs(name: str) -> list[str]:
    text = (FIXTURES / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def rows(report: rp.Report) -> Counter[tuple[str, ...]]:
    return Counter(tuple("".join(str(row[field]).split()) for field in FIELDS) for row in report.rows())


@cache
def wanted(name: str) -> Counter[tuple[str, ...]]:
    return rows(rp.parse("\n".join(paragraphs(name))))


def same(report: rp.Report, name: str) -> float:
    found, want = rows(report), wanted(name)
    return 2 * (found & want).total() / (found.total() + want.total())


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("layout", drawn.LAYOUTS)
def test_drawn_line_by_line(layout: str, name: str) -> None:
    pytest.importorskip("reportlab")
    pytest.importorskip("pypdfium2")
    report = rp.parse_bytes(drawn.drawn(paragraphs(name), drawn.LAYOUTS[layout]))
    assert same(report, name) >= LEAST


@pytest.mark.parametrize("file", sorted(path.name for path in FOLDER.iterdir()))
def test_made_by_office_programs_browsers_and_copied_from_them(file: str) -> None:
    pytest.importorskip("pypdfium2")
    assert same(rp.parse_file(FOLDER / file), "own_audit") >= LEAST


def broken(
    lines: list[str],
    most: int,
    wrap: drawn.Wrap,
    indent: str = "　　",
    number: str = "— {} —",
    end: str = "\n",
    each: int = 22,
) -> str:
    """The text of a report as it is copied out of a PDF: broken at the margin, with page numbers between."""
    found: list[str] = []
    count = 0
    for at, line in enumerate(lines):
        for part in wrap((indent if at else "") + line, most):
            if count and count % each == 0 and number:
                found.append(number.format(count // each))
            found.append(part)
            count += 1
    return end.join(found)


COPIES: dict[str, Callable[[list[str]], str]] = {
    "32 characters": lambda lines: broken(lines, 32, drawn.by_count),
    "bare page numbers": lambda lines: broken(lines, 32, drawn.by_count, number="{}"),
    "by width": lambda lines: broken(lines, 64, drawn.by_width, number="- {} -"),
    "no indent": lambda lines: broken(lines, 32, drawn.by_count, indent="", number="第 {} 页"),
    "no indent, by width": lambda lines: broken(lines, 64, drawn.by_width, indent=""),
    "a blank line behind every line": lambda lines: broken(lines, 32, drawn.by_count, end="\n\n"),
    "line ends of Windows": lambda lines: broken(lines, 32, drawn.by_count, end="\r\n"),
    "a running head": lambda lines: broken(lines, 64, drawn.by_width, number="\n— {} —\n\n\x0c岭北县人民政府公报\n"),
}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("copy", COPIES)
def test_text_copied_from_pages(copy: str, name: str) -> None:
    text = COPIES[copy](paragraphs(name))
    report = rp.parse(text)
    assert report.text == text
    assert all(numeral.span.of(text) == numeral.text for numeral in report.numerals)
    assert same(report, name) >= LEAST


def test_a_page_number_inside_a_number_or_a_date() -> None:
    text = (
        "青禾县2025年统计公报\n全县规模以上工业企业全年实现营业收入4.14 万亿\n— 16 —\n"
        "元，增长5.2%。英格兰银行2025\n\n42\n年4次下调利率。"
    )
    report = rp.parse(text)
    [income, growth, times] = report.observations
    assert (income.name, str(income.quantity.value)) == ("规模以上工业企业营业收入", "4140000000000")
    assert income.quantity.span.of(text) == "4.14 万亿\n— 16 —\n元"
    assert (str(growth.quantity.value), growth.direction) == ("5.2", "up")
    assert [n.text for n in report.numerals if n.category == "page"] == ["16", "42"]
    assert times.period is not None
    assert times.period.label == "2025年"
