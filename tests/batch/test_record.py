"""run.json and corrections.jsonl: what made a batch, and what became of each correction over all its sources."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from report_parser.batch import record
from report_parser.batch.run import Plan, run
from report_parser.corrections import Correction, Corrections
from report_parser.parser import default


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "other").mkdir(parents=True)
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"全年完成审计项目{number + 3}个。", encoding="utf-8")
    (folder / "other" / "0.txt").write_text("全年召开会议14次。", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def fix(source: str, quote: str, old: str, new: str) -> Correction:
    return Correction(
        source=source, start=8, end=10, quote=quote, prefix="审计项目", suffix="。", field="value", old=old, new=new,
        author="李四",
    )  # fmt: skip


FIXES = Corrections.of([fix("0.txt", "3个", "3", "33"), fix("1.txt", "4个", "5", "6"), fix("9.txt", "9个", "9", "8")])


def plan(reports: Path, out: Path, corrections: Corrections | None = FIXES) -> Plan:
    parser = default() if corrections is None else default().with_corrections(corrections)
    return Plan((str(reports),), out, form="jsonl", workers=1, part=3, parser=parser)


def test_every_correction_has_one_state_over_the_whole_batch(reports: Path, tmp_path: Path) -> None:
    run(plan(reports, tmp_path / "out"))
    lines = (tmp_path / "out" / "corrections.jsonl").read_text(encoding="utf-8").splitlines()
    became = [json.loads(line) for line in lines]
    assert [(one["number"], one["state"], Path(one["source"]).name) for one in became] == [
        (1, "applied", "0.txt"),  # not an orphan, though another file has this name
        (2, "conflict", "1.txt"),
        (3, "orphan", ""),
    ]
    assert record.read(tmp_path / "out")[0].corrections == {
        "applied": 1, "already_right": 0, "conflict": 1, "orphan": 1,
    }  # fmt: skip


def test_a_batch_that_went_on_writes_the_same_record(reports: Path, tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def tell(done: object) -> None:
        if done.sources == 5:  # type: ignore[attr-defined]
            raise StopError

    run(plan(reports, tmp_path / "whole"))
    broken = plan(reports, tmp_path / "broken")
    with pytest.raises(StopError):
        run(broken, tell)
    assert not (broken.folder / "run.json").exists()
    run(replace(broken, resume=True))
    for name in ("run.json", "corrections.jsonl", "sources.jsonl"):
        assert (tmp_path / "whole" / name).read_bytes() == (broken.folder / name).read_bytes()
    (broken.folder / "run.json").unlink()  # killed before it was written
    run(replace(broken, resume=True))
    assert (broken.folder / "run.json").read_bytes() == (tmp_path / "whole" / "run.json").read_bytes()


def test_the_record_names_everything_that_it_is_made_of(reports: Path, tmp_path: Path) -> None:
    run(plan(reports, tmp_path / "out"))
    made, folder = record.read(tmp_path / "out")
    assert folder == tmp_path / "out"
    for each in (*made.sources, *made.outputs):
        content = (folder / each.path).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (each.size, each.sha256)
    assert [each.path for each in made.outputs] == [f"observations/part-0000{n}.jsonl" for n in range(3)]
    lines = [json.loads(line) for line in (folder / "sources.jsonl").read_text(encoding="utf-8").splitlines()]
    for line in lines:
        assert line["sha256"] == hashlib.sha256(Path(line["source"]).read_bytes()).hexdigest()
    assert made.counts == {"sources": 8, "failed": 1, "rows of observations": 7}
    assert made.id[:12] in made.citation
    assert made.corrections_sha256 == FIXES.sha256
    again = record.RunRecord.of(
        "batch",
        default().with_corrections(FIXES).parse("").made_by,
        options=made.options,
        sources=made.sources,
        outputs=made.outputs,
        corrections=made.corrections,
        counts=made.counts,
    )
    assert again == made


def test_another_run_has_another_id(reports: Path, tmp_path: Path) -> None:
    run(plan(reports, tmp_path / "a"))
    run(plan(reports, tmp_path / "b", None))
    first, second = (record.read(tmp_path / name)[0] for name in "ab")
    assert first.id != second.id
    assert (second.corrections, second.corrections_sha256) == ({}, None)
    assert not (tmp_path / "b" / "corrections.jsonl").exists()


def test_where_no_run_is_that_is_said(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "panel.xlsx"):
        with pytest.raises(record.RunError, match=r"run\.json"):
            record.read(place)
