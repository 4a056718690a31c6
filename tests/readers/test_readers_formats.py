"""One report in every format, made by real tools (fixtures/formats/make.py): the same sections, the same metrics."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

import report_parser as rp
from helpers.paths import FIXTURES

FOLDER = FIXTURES / "formats"
sys.path.insert(0, str(FOLDER))

from make import page  # noqa: E402

TEXT = (FOLDER / "report.txt").read_text(encoding="utf-8")


def everything(report: rp.Report) -> Iterator[tuple[object, ...]]:
    """The report without offsets: header, outline, metrics."""
    yield report.title, report.kind, report.agency, report.region, report.year, report.signed
    paths = {}
    for section in report.walk():
        paths[section.id] = section.marker + section.title
        items = tuple((item.marker, item.number, item.role) for item in section.items)
        yield section.level, section.depth, section.number, section.marker.strip(), section.title, section.role, items
    for metric in report.metrics:
        place = None if metric.section is None else paths[metric.section].replace(" ", "")
        yield metric.name, metric.indicator, metric.part_of, place
        for o in metric.observations:
            q = o.quantity
            yield o.role, o.name, q.text, q.value, q.high, q.unit, q.kind, q.bound, q.step
            yield o.direction, o.basis, o.basis_kind, o.status, o.modality, o.period, o.scope, o.rule
    yield from ((n.text, n.category) for n in report.numerals)


@pytest.fixture(scope="module")
def plain() -> list[tuple[object, ...]]:
    report = rp.parse(TEXT)
    assert len(report.metrics) > 40
    assert [s.marker for s in report.walk() if s.depth == 0 and s.level] == ["一、", "二、", "三、"]
    return list(everything(report))


def compare(report: rp.Report, plain: list[tuple[object, ...]]) -> None:
    """One by one, so that a difference is named."""
    for found, expected in zip(everything(report), plain, strict=True):
        assert found == expected
    for observation in report.observations:
        assert observation.quantity.span.of(report.text) == observation.quantity.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_text(encoding: str, line_end: str, plain: list[tuple[object, ...]]) -> None:
    compare(rp.parse_bytes(TEXT.replace("\n", line_end).encode(encoding)), plain)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_html(encoding: str, plain: list[tuple[object, ...]]) -> None:
    pytest.importorskip("resiliparse")
    compare(rp.parse_bytes(page(encoding).encode(encoding)), plain)


def test_markdown(plain: list[tuple[object, ...]]) -> None:
    first, *rest = TEXT.splitlines()
    marked = [f"## {line}" if line[1] == "、" else line.replace("%", "**%**") for line in rest]
    compare(rp.parse_bytes("\n\n".join([f"# {first}", *marked]).encode()), plain)


def test_word(plain: list[tuple[object, ...]]) -> None:
    report = rp.parse_file(FOLDER / "numbered.docx")
    assert report.source.reader == "docx"
    compare(report, plain)


def test_headings_that_are_automatic_numbers_only_give_the_full_outline() -> None:
    from zipfile import ZipFile

    with ZipFile(FOLDER / "numbered.docx") as archive:
        raw = archive.read("word/document.xml").decode()
    assert "一、" not in raw
    assert "（一）" not in raw
    outline = [(s.level, s.number) for s in rp.parse_file(FOLDER / "numbered.docx").walk() if s.level]
    assert outline == [
        (1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (2, 3), (2, 4), (2, 5), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["libreoffice.pdf", "browser.pdf"])
def test_pdf(name: str, plain: list[tuple[object, ...]]) -> None:
    pytest.importorskip("pypdfium2")
    report = rp.parse_file(FOLDER / name)
    compare(report, plain)
    assert len(report.source.pages) >= 2
    last = report.locate(report.observations[-1].quantity.span)
    assert last.page is not None
    assert last.page >= 2


def test_traditional_text_gives_the_same_metrics() -> None:
    simple = "一、总体情况\n全年完成审计项目37个，整改率由77.73%提高到92.25%，查处问题金额4.02亿元。"
    traditional = "一、總體情況\n全年完成審計項目37個，整改率由77.73%提高到92.25%，查處問題金額4.02億元。"
    ours = [(o.quantity.value, o.quantity.unit_id, o.quantity.span, o.role) for o in rp.parse(simple).observations]
    data = traditional.encode("utf-16")
    theirs = [
        (o.quantity.value, o.quantity.unit_id, o.quantity.span, o.role) for o in rp.parse_bytes(data).observations
    ]
    assert ours == theirs
    assert len(ours) == 4
