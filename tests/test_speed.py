"""Speed: nothing grows faster than its text, on any input, and no start is slow, noisy or shared with others.

Growth is counted in calls; what is measured in processor time carries the mark `soak`.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers.operations import operations
from helpers.paths import ROOT
from report_parser import find_quantities, parse

HOSTILE = (
    "1，", "1,", "1", "一", "百分之", "其中", "整", "8亿元人民币", ".", "。", "(", "“", "《", "、", "A", "\n",
    "\t", "  ", "2025年", "1个，", "增长1%，", "由1%提高到2%，", "1至", "第一", "1.1.",
    "１", "分别1、", "〔2025〕1号", "一是",
)  # fmt: skip


def seconds(text: str) -> float:
    """The processor time of a parse, without the collector's."""
    gc.collect()
    gc.disable()
    try:
        begin = time.process_time()
        parse(text)
        return time.process_time() - begin
    finally:
        gc.enable()


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_is_linear_on_hostile_text(piece: str) -> None:
    short, long = (piece * 1_000)[:1_000], (piece * 4_000)[:4_000]
    once = operations(lambda: parse(short))
    assert operations(lambda: parse(long)) < 5 * once + 2_000


@pytest.mark.soak
@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear_on_hostile_text(piece: str) -> None:
    """regex and parser traps: pySBD#58, numeric-quantity#49, Recognizers-Text#1865, JioNLP#145."""
    short, long = (piece * 3_000)[:3_000], (piece * 12_000)[:12_000]
    once = min(seconds(short) for _ in range(2))
    assert seconds(long) < 8 * once + 0.1


# Structures that repeat without a sentence or a paragraph ever ending: what is looked for in "the rest of it" adds up.
ENDLESS = (
    "一是完成3个；二是完成4个；", "首先建成3个；其次建成4个；", "“甲”1个，", "《条例》1件，", "一、成效\n完成1个。\n",
    "附件1\n表\n", "甲\t1\t2\n", "完成10个，其中甲3个，乙2个；", "下一步，完成3个。一是完成1个；二是完成2个；",
    "（泽政发〔2025〕3号）第二条，", "2025年1月2日，完成3个，", "完成项目37个查出主要问题金额4.02\n",
)  # fmt: skip


@pytest.mark.parametrize("piece", ENDLESS)
def test_work_is_linear_on_endless_structures(piece: str) -> None:
    short, long = (piece * 1_000)[:2_000], (piece * 1_000)[:8_000]
    once = operations(lambda: parse(short))
    assert operations(lambda: parse(long)) < 5 * once + 2_000


@pytest.mark.soak
@pytest.mark.parametrize("piece", ENDLESS)
def test_time_is_linear_on_endless_structures(piece: str) -> None:
    short, long = (piece * 10_000)[:6_000], (piece * 10_000)[:60_000]
    once = min(seconds(short) for _ in range(3))
    assert seconds(long) < 22 * once + 0.1


def _bytes(text: str) -> int:
    return len(text.encode())


@pytest.mark.soak
@pytest.mark.parametrize("name", ["own_audit.txt", "亿", "1，", "一", "（"])
def test_time_is_linear_up_to_ten_megabytes(fixtures: Path, name: str) -> None:
    piece = (fixtures / name).read_text(encoding="utf-8") if name.endswith(".txt") else name
    short, long = (piece * (size // _bytes(piece)) for size in (100_000, 10_000_000))
    once = min(seconds(short) for _ in range(3)) / len(short)
    assert seconds(long) / len(long) < 2 * once


def test_work_is_linear_on_reports(fixtures: Path) -> None:
    text = (fixtures / "own_audit.txt").read_text(encoding="utf-8")
    parse(text)
    once = operations(lambda: parse(text))
    assert operations(lambda: parse(text * 4)) < 5 * once


@pytest.mark.soak
def test_a_parse_keeps_its_lead(shared: Path) -> None:
    """What `benchmarks/compare.py --check` does for all tools, for the one that is always there."""
    compare = SimpleNamespace(**runpy.run_path(str(ROOT / "benchmarks" / "compare.py")))
    texts = [file.read_text(encoding="utf-8") for file in sorted((shared / "corpus").glob("*.txt"))[:5]]
    theirs = compare.jieba_words()
    ratios = [compare.seconds(theirs, texts) / compare.seconds(compare.reports(), texts) for _ in range(3)]
    assert max(ratios) > compare.ALLOWED * json.loads(compare.STORED.read_text())["jieba.posseg.lcut"]


def peak(text: str) -> int:
    """The memory that a parse takes at most."""
    parse(text)
    gc.collect()
    tracemalloc.start()
    try:
        parse(text)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_report_needs_little_memory(fixtures: Path) -> None:
    """The fixtures state a number every 15 characters, three times as many as reports do."""
    text = (fixtures / "rule_of_law_report.txt").read_text(encoding="utf-8")
    assert peak(text) < 250 * len(text)


def test_a_real_report_needs_little_memory(shared: Path) -> None:
    for file in sorted((shared / "corpus").glob("*.txt"))[::4]:
        text = file.read_text(encoding="utf-8")
        assert peak(text) < 250 * len(text)


def test_hostile_text_needs_little_memory() -> None:
    assert peak("1，" * 5_000) < 1_200 * 5_000


@pytest.mark.parametrize(
    "text", ["-w", "", "百分之", "点", "负", "1e999999亿", "9" * 5_000, "\ud800", "\0", "￥", "第", "两两"]
)
def test_any_string_is_read(text: str) -> None:
    """JioNLP#79, #82, #227, #99: what cannot be read is no quantity, and no error."""
    find_quantities(text)
    assert parse(text).text == text


def python(code: str, folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    place = {"HOME": str(folder), "TMPDIR": str(folder), "XDG_CACHE_HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *flags, "-c", code], capture_output=True, text=True, check=False, env=os.environ | place
    )


def test_a_first_report_leaves_no_file_and_no_word_behind(tmp_path: Path) -> None:
    """JioNLP#152, #153, jieba#26, #449, #903: no log, no cache file, nothing printed; no warning (jieba#1026)."""
    done = python(
        "import report_parser as r; r.parse('整改率由77.73%提高到92.25%，共两百三十项。')", tmp_path, "-W", "error"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_a_users_jieba_is_not_touched(tmp_path: Path) -> None:
    """jieba#739, #743, #290, #547: our words are in no dictionary but ours, and theirs change nothing here."""
    code = """if 1:
        import sys, report_parser as r
        text = "查出主要问题金额4.02亿元，审计发现问题整改率92.25%。"
        before = r.parse(text).to_json()
        assert "jieba" not in sys.modules
        import jieba
        jieba.setLogLevel("ERROR")
        frequency, cuts = jieba.get_FREQ("主要问题金额"), jieba.lcut(text)
        jieba.add_word("出主要问题", 10**9)
        r.parse(text)
        assert r.Parser().parse(text).to_json() == before
        jieba.del_word("出主要问题")
        assert (jieba.get_FREQ("主要问题金额"), jieba.lcut(text)) == (frequency, cuts)
    """
    done = python(code, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_import_loads_hardly_anything(tmp_path: Path) -> None:
    """jieba#366, quantulum3#149: no dictionary, and no package of anybody's, before it is needed."""
    code = "import sys; seen = {*sys.modules}; import report_parser; print(*({*sys.modules} - seen))"
    loaded = python(code, tmp_path).stdout.split()
    outside = {name for name in loaded if name.partition(".")[0] not in sys.stdlib_module_names}
    assert outside == {"report_parser", "report_parser.version"}
