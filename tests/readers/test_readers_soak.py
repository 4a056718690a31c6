"""Files with bytes flipped, cut and spliced: only the library's own errors, in bounded time and memory."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

import report_parser as rp
from helpers.attack import damaged
from helpers.docx import level, lists, numbered, p, packed, tc, tr, word
from helpers.mhtml import saved
from helpers.ofd import ofd, rule, text
from helpers.paths import FIXTURES
from helpers.pdf import PdfPage, pdf
from report_parser.readers import Limits, Options, read_bytes

FOLDER = FIXTURES / "formats"
sys.path.insert(0, str(FOLDER))

from make import page  # noqa: E402

LIMITS = Options(limits=Limits(seconds=8, unpacked=64 * 2**20, characters=2_000_000))
SLOWEST = 60.0  # far over the limit: what is seen here hangs
MANY = int(os.environ.get("REPORT_PARSER_ATTACKS", "10000"))  # files a format under -m soak


def small_docx() -> bytes:
    table = f"<w:tbl>{tr(tc('项目'), tc('数量'))}{tr(tc('审计'), tc('37'))}</w:tbl>"
    return word(numbered("总体", 1) + table + p("整改5个"), numbering=lists(level(0, "chineseCounting", "%1、")))


def small_pdf() -> bytes:
    sheet = PdfPage().lines(100, 100, "一、总体情况", "整改率92.25%。")
    return pdf(
        sheet.table([100, 200, 300], [200, 220, 240], ["项目", "数量"], ["审计", "37"]), PdfPage().text(9, 9, "整改")
    )


def small_ofd() -> bytes:
    lines = "".join(text(50, 30 + 7 * at, words) for at, words in enumerate(REPORT.split("\n")[:12]) if words)
    rules = [rule(50, y, 130, y) for y in (180, 190)] + [rule(x, 180, x, 190) for x in (50, 90, 130)]
    return ofd(lines + "".join(rules) + text(52, 183, "审计"), text(50, 40, "移送8件。"))


def small_mhtml() -> bytes:
    return saved(("text/css", b"a"), ("text/html; charset=gbk", page("gbk").encode("gbk")))


def read_file(name: str) -> Callable[[], bytes]:
    return (FOLDER / name).read_bytes


REPORT = (FOLDER / "report.txt").read_text(encoding="utf-8")
SEEDS: dict[str, tuple[Callable[[], bytes], ...]] = {
    "text": (lambda: REPORT.encode("gb18030"), lambda: REPORT.encode("utf-16"), read_file("report.txt")),
    "markdown": (f"# 标题\n{REPORT}".encode,),
    "html": (lambda: page("utf-8").encode(), lambda: page("gbk").encode("gbk")),
    "docx": (small_docx, read_file("numbered.docx")),
    "ofd": (small_ofd,),
    "mhtml": (small_mhtml,),
    "pdf": (small_pdf, read_file("libreoffice.pdf"), read_file("browser.pdf")),
}


def attack(kind: str, count: int) -> None:
    seeds = [seed() for seed in SEEDS[kind]]
    for number in range(count):
        data = damaged(kind, seeds[number % len(seeds)], number)
        start = time.monotonic()
        with suppress(rp.ReportParserError):
            document = read_bytes(data, options=LIMITS)
            assert all(cell.span.of(document.text) == cell.text for t in document.tables for cell in t.cells)
        assert time.monotonic() - start < SLOWEST, f"{kind} {number} took too long"


def corpora() -> dict[str, bytes]:
    """A small corpus in every format of corpora."""
    rows = [{"title": f"报告{k}", "text": REPORT[:300], "year": str(k)} for k in range(5)]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    table = [list(rows[0]), *(list(row.values()) for row in rows)]
    sheet = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in table
    )
    parts = {
        "xl/workbook.xml": '<workbook><sheets><sheet id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<a><b Id="r1" Target="s.xml"/></a>',
        "xl/s.xml": f"<worksheet><sheetData>{sheet}</sheetData></worksheet>",
    }
    kinds = {
        "csv": "\n".join(",".join(f'"{cell}"' for cell in row) for row in table).encode("gb18030"),
        "jsonl": lines.encode(),
        "json": f"[{lines.replace(chr(10), ',')}]".encode(),
        "xlsx": packed({name: text.encode() for name, text in parts.items()}),
    }
    try:
        import pyarrow as pa
        from pyarrow.parquet import write_table
    except ImportError:
        return kinds
    buffer = io.BytesIO()
    write_table(pa.Table.from_pylist(rows), buffer)
    return kinds | {"parquet": buffer.getvalue()}


def attack_corpora(folder: Path, count: int) -> None:
    place = folder / "corpus"
    for kind, data in corpora().items():
        place.write_bytes(data)
        assert len(list(rp.read_corpus(place))) == 5
        for number in range(count):
            place.write_bytes(damaged(kind, data, number))
            start = time.monotonic()
            with suppress(rp.ReportParserError):
                assert all(document is not None for document in rp.read_corpus(place, options=LIMITS))
            assert time.monotonic() - start < SLOWEST, f"{kind} {number} took too long"


def test_damaged_corpora(tmp_path: Path) -> None:
    attack_corpora(tmp_path, 60)


@pytest.mark.soak
def test_ten_thousand_damaged_corpora(tmp_path: Path) -> None:
    attack_corpora(tmp_path, MANY)


@pytest.mark.parametrize("kind", SEEDS)
def test_damaged_files(kind: str) -> None:
    attack(kind, 60)


@pytest.mark.soak
@pytest.mark.parametrize("kind", SEEDS)
def test_ten_thousand_damaged_files(kind: str) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    attack(kind, MANY)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 400_000, f"memory grew by {grown} KiB"
