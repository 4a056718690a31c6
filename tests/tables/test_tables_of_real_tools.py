"""Tables on pages that a browser printed: on their side, rotated, beside prose (fixtures/formats/make.py)."""

from __future__ import annotations

import pytest

import report_parser as rp
from helpers.paths import FIXTURES
from report_parser.models import plain

pytest.importorskip("pypdfium2")
pytest.importorskip("pdfplumber")

WANT = [
    ("粮食产量", "352000", "吨", None), ("粮食产量", "-1.4", "%", "down"), ("油料产量", "12286", "吨", None),
    ("油料产量", "2.1", "%", "up"), ("油料产量花生", "9301", "吨", None), ("油料产量花生", "0", "%", "flat"),
    ("用电量", "10250000000", "千瓦时", None),
]  # fmt: skip


def read(name: str) -> rp.Report:
    return rp.parse_file(FIXTURES / "formats" / f"{name}.pdf")


@pytest.mark.parametrize("name", ["table_turned", "table_rotated", "table_beside_prose"])
def test_a_table_gives_the_same_rows_however_its_page_is_laid_out(name: str) -> None:
    rows = [r for r in read(name).rows() if r["rule"] == "cell.headers"]
    assert [(r["name"], plain(r["value_signed"]), r["unit"], r["direction"]) for r in rows] == WANT
    assert {r["period"] for r in rows} == {"2024年"}


def test_prose_beside_a_table_keeps_its_paragraphs() -> None:
    lines = [line for line in read("table_beside_prose").text.split("\n") if "\t" not in line]
    assert [line[:4] for line in lines] == ["岭北县2", "全县坚持", "全县坚持", "全县坚持", "全年粮食"]
    assert len(set(lines[1:4])) == 1
