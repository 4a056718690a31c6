"""Many reports: order, failures, bounded drawing, and folders of results that survive a kill."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import report_parser as rp
from report_parser.batch.output import BatchError, locked
from report_parser.batch.run import Plan, run
from report_parser.batch.sources import Member, expand, name_of
from report_parser.batch.workers import LostTask, ordered
from report_parser.cli import PARTIAL, main
from report_parser.corrections import Correction
from report_parser.corrections.entries import line_of
from report_parser.readers import Limits, Options


def work(task: str) -> str:
    """What a worker of these tests does: some tasks hang it or kill it."""
    if task == "hang":
        time.sleep(600)
    if task == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "raise":
        raise SystemExit(3)
    return task.upper()


def test_results_come_in_order_and_a_bad_task_costs_itself() -> None:
    tasks = ["a", "die", "b", "hang", "c", "raise", *"defgh"]
    results = dict(ordered(work, tasks, workers=2, timeout=1.5))
    assert list(results) == tasks
    assert results["die"] == LostTask("WorkerDiedError: its worker was killed by SIGKILL")
    assert results["hang"] == LostTask("TimeoutError: no result within 1.5 s")
    assert results["raise"] == LostTask("WorkerDiedError: its worker exited with 3")
    assert "".join(str(results[task]) for task in "abcdefgh") == "ABCDEFGH"


def test_no_more_is_drawn_than_is_soon_given_back() -> None:
    drawn = 0

    def endless() -> Iterator[str]:
        nonlocal drawn
        while True:
            drawn += 1
            yield "x"

    stream = ordered(work, endless(), workers=2)
    assert [next(stream)[1] for _ in range(50)] == ["X"] * 50
    assert drawn < 50 + 2 * 16
    stream.close()


def test_workers_end_with_their_parent() -> None:
    code = """if 1:
        import sys, time
        sys.path.insert(0, sys.argv[1])
        from test_batch import ordered, work
        if __name__ == "__main__":
            for task, result in ordered(work, ["a", "hang"], 2):
                import multiprocessing
                print(*[child.pid for child in multiprocessing.active_children()], flush=True)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(Path(__file__).parent)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert pids
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 10
    while (left := [pid for pid in pids if Path(f"/proc/{pid}").exists()]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def test_workers_that_cannot_start_are_an_error() -> None:
    code = "import report_parser; list(report_parser.parse_many(['a', 'b'], workers=2))"
    script = Path(os.environ.get("TMPDIR", "/tmp"), f"unguarded-{os.getpid()}.py")
    script.write_text(code, encoding="utf-8")
    try:
        done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=False)
    finally:
        script.unlink()
    assert done.returncode == 1
    assert 'if __name__ == "__main__"' in done.stderr.splitlines()[-1]


def test_parse_many_gives_the_same_with_and_without_workers(fixtures: Path) -> None:
    sources = [*sorted(fixtures.glob("*.txt"))[:4], "no/such/file.txt", fixtures]
    alone = list(rp.parse_many(sources))
    assert list(rp.parse_many(iter(sources), workers=2)) == alone
    assert [type(one).__name__ for one in alone] == ["Report"] * 4 + ["Failure"] * 2
    with pytest.raises(ValueError, match="workers"):
        list(rp.parse_many(sources, workers=0))


def test_parse_many_reads_corpora_and_lone_surrogates(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(
        '{"text": "完成审计37个。", "year": "2025"}\n{"text": "完\\ud800成审计5个"}\n[]\n', encoding="utf-8"
    )
    alone = list(rp.parse_many(rp.read_corpus(corpus)))
    assert list(rp.parse_many(rp.read_corpus(corpus), workers=2)) == alone
    assert [isinstance(one, rp.Report) for one in alone] == [True, True, False]


# Folders of results


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder of 24 short sources, two of them bad."""
    folder = tmp_path / "reports"
    (folder / "deep").mkdir(parents=True)
    for number in range(20):
        text = f"2025年岭北县审计局工作报告\n一、主要成效\n全年完成审计项目{number + 3}个，整改率{number + 70}.5%。\n"
        (folder / ("deep" if number % 2 else "") / f"{number:02d}.txt").write_text(text, encoding="utf-8")
    (folder / "07-empty.txt").write_bytes(b"")
    (folder / "08.bin").write_bytes(bytes(range(256)))
    (folder / ".hidden.txt").write_text("隐藏1个", encoding="utf-8")
    (folder / "list.csv").write_text("省份,正文\n岭北,完成审计37个。\n岭南,完成审计38个。\n", encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_a_batch_holds_what_parse_many_gives(reports: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    done = run(Plan((str(reports),), out, form=form, workers=2, part=7))  # type: ignore[arg-type]
    results = [(name_of(one), *rp.parse_many([one])) for one in expand([str(reports)], Options())
               if not isinstance(one, Member)]  # fmt: skip
    expected = [{"source": name, **row} for name, one in results if isinstance(one, rp.Report) for row in one.rows()]
    files = sorted((out / "observations").iterdir())
    assert [file.name for file in files] == [f"part-{number:05d}.{form}" for number in range(4)]
    if form == "parquet":
        found = [row for file in files for row in pq.read_table(file).to_pylist()]
        assert found == expected
    else:
        found = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
        assert [(row["source"], row["name"], row["value"]) for row in found] == [
            (row["source"], row["name"], format(row["value"].normalize(), "f")) for row in expected
        ]
    errors = [json.loads(line) for line in (out / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(Path(error["path"]).name, error["stage"]) for error in errors] == [
        ("07-empty.txt", "read"),
        ("08.bin", "read"),
    ]
    assert [error["sha256"] for error in errors] == [
        hashlib.sha256(Path(error["path"]).read_bytes()).hexdigest() for error in errors
    ]
    assert (done.sources, done.failed, done.rows) == (24, 2, {"observations": len(expected)})
    assert len((out / "sources.jsonl").read_text(encoding="utf-8").splitlines()) == 22


class StopError(Exception):
    """Stands for a kill."""


@pytest.mark.parametrize("stop_at", [1, 7, 8, 15, 24])
def test_a_stopped_batch_goes_on_to_the_same_files(reports: Path, tmp_path: Path, stop_at: int) -> None:
    plan = Plan((str(reports),), tmp_path / "whole", workers=1, part=7)
    run(plan)

    def tell(_: object) -> None:
        nonlocal stop_at
        stop_at -= 1
        if not stop_at:
            raise StopError

    broken = Plan((str(reports),), tmp_path / "broken", workers=1, part=7)
    with pytest.raises(StopError):
        run(broken, tell)
    # What a kill may leave behind: a part that the summary does not name yet, lines of it in the lists, and what the
    # workers have put by.
    under_way = len(json.loads((broken.folder / "summary.json").read_text(encoding="utf-8"))["parts"])
    (broken.folder / "observations" / f"part-{under_way:05d}.parquet").write_bytes(b"half")
    (broken.folder / ".work").mkdir()
    for name in (f"observations.part-{under_way:05d}.parquet", f"{under_way}.4711"):
        (broken.folder / ".work" / name).write_bytes(b"half")
    with (broken.folder / "errors.jsonl").open("ab") as stream:
        stream.write(b'{"path": "x')
    with pytest.raises(BatchError, match="--resume"):
        run(broken)
    resumed = Plan((str(reports),), broken.folder, workers=1, part=7, resume=True)
    run(resumed)
    assert contents(broken.folder) == contents(plan.folder)
    assert run(resumed).finished


def test_a_batch_does_not_go_on_with_other_sources(reports: Path, tmp_path: Path) -> None:
    def tell(done: object) -> None:
        if done.sources == 10:  # type: ignore[attr-defined]
            raise StopError

    with pytest.raises(StopError):
        run(Plan((str(reports),), tmp_path / "out", workers=1, part=5), tell)
    (reports / "00.txt").unlink()
    with pytest.raises(BatchError, match="sources"):
        run(Plan((str(reports),), tmp_path / "out", workers=1, part=5, resume=True))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"form": "jsonl"}, "form"),
        ({"tables": ("checks",)}, "tables"),
        ({"options": Options(encoding="gb18030")}, "options"),
        ({"text_column": "正文"}, "options"),
    ],
)
def test_a_batch_goes_on_only_as_it_began(reports: Path, tmp_path: Path, change: dict[str, object], field: str) -> None:
    plan = Plan((str(reports),), tmp_path / "out", workers=1)
    run(plan)
    with pytest.raises(BatchError, match=field):
        run(replace(plan, resume=True, **change))  # type: ignore[arg-type]


def test_other_code_does_not_go_on(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan((str(reports),), tmp_path / "out", workers=1)
    run(plan)
    monkeypatch.setattr("report_parser.batch.run.digest_of_code", lambda: "other")
    with pytest.raises(BatchError, match="code"):
        run(replace(plan, resume=True))


def test_a_source_that_changed_is_noticed_after_the_end_too(reports: Path, tmp_path: Path) -> None:
    plan = Plan((str(reports),), tmp_path / "out", workers=1)
    run(plan)
    resumed = replace(plan, resume=True)
    assert run(resumed).finished
    (reports / "00.txt").write_text("全年完成审计项目99个。", encoding="utf-8")
    with pytest.raises(BatchError, match="changed"):
        run(resumed)
    other = replace(plan, folder=tmp_path / "other")
    run(other)
    (reports / "zz.txt").write_text("全年完成审计项目99个。", encoding="utf-8")
    with pytest.raises(BatchError, match="sources"):
        run(replace(other, resume=True))


@pytest.mark.parametrize("resume", [True, False])
def test_a_folder_that_is_no_batch_is_left_alone(reports: Path, tmp_path: Path, *, resume: bool) -> None:
    out = tmp_path / "out"
    (out / "observations").mkdir(parents=True)
    (out / "observations" / "2024.csv").write_text("a", encoding="utf-8")
    (out / "observations" / "part-00000.parquet").write_text("b", encoding="utf-8")
    (out / "sources.jsonl").write_text("c", encoding="utf-8")
    before = contents(out)
    with pytest.raises(BatchError, match="no batch"):
        run(Plan((str(reports),), out, workers=1, resume=resume))
    assert contents(out) == before


@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize(
    "harm",
    [
        lambda out: (out / "observations" / "part-00001.parquet").unlink(),
        lambda out: (out / "observations" / "part-00000.parquet").write_bytes(b"PAR1"),
        lambda out: (out / "sources.jsonl").write_bytes(b""),
        lambda out: (out / "errors.jsonl").unlink(),
        lambda out: (out / "summary.json").write_bytes(b"{}"),
        lambda out: (out / "observations" / "2024.csv").write_bytes(b"mine"),
        lambda out: (out / "observations" / "part-00077.parquet").write_bytes(b"mine"),
    ],
)
def test_what_was_lost_or_is_not_its_own_is_noticed(
    reports: Path, tmp_path: Path, harm: Callable[[Path], object], *, finished: bool
) -> None:
    plan = Plan((str(reports),), tmp_path / "out", workers=1, part=5)
    if finished:
        run(plan)
    else:
        stop_after(plan, 18)
    harm(plan.folder)
    before = contents(plan.folder)
    with pytest.raises(BatchError):
        run(replace(plan, resume=True))
    assert contents(plan.folder) == before


def stop_after(plan: Plan, count: int) -> None:
    def tell(done: object) -> None:
        if done.sources == count:  # type: ignore[attr-defined]
            raise StopError

    with pytest.raises(StopError):
        run(plan, tell)


def test_a_work_folder_that_is_a_link_is_not_followed(reports: Path, tmp_path: Path) -> None:
    plan = Plan((str(reports),), tmp_path / "out", workers=1, part=5)
    stop_after(plan, 8)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine").write_bytes(b"mine")
    (plan.folder / ".work").symlink_to(elsewhere)
    with pytest.raises(BatchError, match="link"):
        run(replace(plan, resume=True))
    assert (elsewhere / "mine").read_bytes() == b"mine"


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_and_size_of_parts_change_no_row(reports: Path, tmp_path: Path, workers: int) -> None:
    alone = Plan((str(reports),), tmp_path / "alone", form="jsonl", workers=1)
    many = replace(alone, folder=tmp_path / "many", workers=workers, part=3)
    assert run(alone).rows == run(many).rows
    [whole] = (alone.folder / "observations").iterdir()
    parts = sorted((many.folder / "observations").iterdir())
    assert [part.name for part in parts] == [f"part-{number:05d}.jsonl" for number in range(8)]
    assert b"".join(part.read_bytes() for part in parts) == whole.read_bytes()
    for name in ("sources.jsonl", "errors.jsonl"):
        assert (alone.folder / name).read_bytes() == (many.folder / name).read_bytes()


@pytest.mark.parametrize("link", ["observations", "sources.jsonl", "errors.jsonl", "summary.json", ".lock"])
def test_no_link_is_followed(reports: Path, tmp_path: Path, link: str) -> None:
    plan = Plan((str(reports),), tmp_path / "out", workers=1, part=5)
    stop_after(plan, 8)
    elsewhere = tmp_path / "elsewhere"
    (plan.folder / link).rename(elsewhere)
    (plan.folder / link).symlink_to(elsewhere)
    before = contents(tmp_path)
    with pytest.raises(BatchError, match="link"):
        run(replace(plan, resume=True))
    assert contents(tmp_path) == before


def test_one_batch_a_folder(reports: Path, tmp_path: Path) -> None:
    plan = Plan((str(reports),), tmp_path / "out", workers=1)
    with locked(plan.folder), pytest.raises(BatchError, match="another batch"):
        run(plan)
    assert run(plan).finished


def test_its_own_results_are_no_source(reports: Path, tmp_path: Path) -> None:
    out = reports / "out"
    for places in ((str(reports),), (str(out),), (str(tmp_path / "*"),), (str(out / "sources.jsonl"),)):
        with pytest.raises(BatchError, match="results"):
            run(Plan(places, out, workers=1))
        assert not (out / "summary.json").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_what_is_no_file_costs_itself(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("a.txt", "b.csv", "c.zip", "d.tar"):
        os.mkfifo(folder / name)
    (folder / "e.txt").write_text("完成37个。", encoding="utf-8")
    done = run(Plan((str(folder), "/dev/zero"), tmp_path / "out", workers=1))
    assert (done.sources, done.failed) == (6, 5)


def test_archives_patterns_and_broken_places(tmp_path: Path) -> None:
    text = "全年完成审计项目37个。".encode()
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("二.txt", text)
        archive.writestr("一/一.txt", text)
        archive.writestr("__MACOSX/一.txt", text)
        archive.writestr("bomb.txt", b"0" * 50_000)
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("../c.txt")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    (tmp_path / "d.zip").write_bytes(b"PK\x03\x04 no archive")
    (tmp_path / "e.parquet").write_bytes(b"PAR1 no corpus")
    (tmp_path / "f1.txt").write_bytes(text)
    options = Options(limits=Limits(bytes=1_000))
    places = [str(tmp_path / name) for name in ("?.zip", "b.tar.gz", "e.parquet", "f*.txt", "g*.txt", "h.txt")]
    found = list(expand(places, options))
    names = [name_of(one).removeprefix(tmp_path.as_posix() + "/") for one in found]
    assert names == [
        "a.zip/bomb.txt", "a.zip/一/一.txt", "a.zip/二.txt", "d.zip", "b.tar.gz/../c.txt", "e.parquet", "f1.txt",
        "g*.txt", "h.txt",
    ]  # fmt: skip
    errors = [
        one.error.partition(":")[0]
        for one in rp.Parser().parse_many(found, options=options)
        if isinstance(one, rp.Failure)
    ]
    assert errors == ["LimitExceededError", "DamagedSourceError", "DamagedSourceError", *["SourceNotFoundError"] * 2]


def test_the_command(reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["batch", str(reports), "-o", str(tmp_path / "out"), "--workers", "1", "--table", "checks"]
    assert main(command) == PARTIAL
    assert "24 sources: 22 parsed, 2 failed; 0 rows of checks" in capsys.readouterr().out
    assert main(command) == 1
    assert "--resume" in capsys.readouterr().err
    assert main([*command, "--resume"]) == PARTIAL
    assert main(["batch", "no/such", "-o", str(tmp_path / "none"), "--workers", "1"]) == 1
    assert main(["batch", str(reports / "00.txt"), "-o", str(tmp_path / "one"), "--workers", "1"]) == 0


def test_a_bad_row_is_in_the_errors_with_its_line(tmp_path: Path) -> None:
    corpus = tmp_path / "c.csv"
    corpus.write_bytes(
        "年份,正文\n2024,完成1个。\n2025,完成\n".encode() + b"\xff2,\xff\n" + "2026,完成3个。\n".encode()
    )
    done = run(Plan((str(corpus),), tmp_path / "out", form="jsonl", workers=1))
    (error,) = [json.loads(line) for line in (tmp_path / "out" / "errors.jsonl").read_text("utf-8").splitlines()]
    assert (done.sources, done.failed, error["path"], error["line"]) == (4, 1, "c.csv#3", 4)


def test_the_command_stops_cleanly_on_an_interrupt(tmp_path: Path, fixtures: Path) -> None:
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "report_parser",
        "batch",
        *[str(fixtures)] * 40,
        "-o",
        str(out),
        "--format",
        "jsonl",
    ]
    batch = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not (out / ".work").exists() or not any((out / ".work").iterdir()):
        time.sleep(0.05)
    time.sleep(0.5)
    batch.send_signal(signal.SIGINT)
    output, errors = batch.communicate(timeout=30)
    assert (batch.returncode, output, errors) == (130, "", "report-parser: interrupted; go on with --resume\n")
    done = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    parts = [f"part-{number:05d}.jsonl" for number in range(len(done["parts"]))]
    assert sorted(file.name for file in (out / "observations").iterdir()) == parts
    assert not (out / ".work").exists()


# A whole corpus


@pytest.mark.soak
def test_twenty_thousand_reports_with_three_kills(tmp_path: Path, fixtures: Path) -> None:
    """Recombined fixtures with corrections; the parent stays small and flat, and kills leave no trace in the output."""
    dice = random.Random(9)
    lines = [line for file in sorted(fixtures.glob("*.txt")) for line in file.read_text(encoding="utf-8").splitlines()]
    corpus = tmp_path / "corpus.jsonl"
    fixes: list[Correction] = []
    with corpus.open("w", encoding="utf-8") as stream:
        for number in range(20_000):
            text = "\n".join(dice.choices(lines, k=12))
            stream.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
            if number % 20 == 0:
                fixes += planted(rp.parse(text))
    corrections = tmp_path / "fixes.jsonl"
    corrections.write_text("".join(map(line_of, fixes)), encoding="utf-8")

    def command(out: str) -> list[str]:
        arguments = [str(corpus), "-o", str(tmp_path / out), "--corrections", str(corrections), "--resume"]
        return [sys.executable, "-m", "report_parser", "batch", *arguments]

    peaks = []
    whole = subprocess.Popen(command("whole"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while whole.poll() is None:
        status = Path(f"/proc/{whole.pid}/status").read_text(encoding="utf-8")
        peaks += [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")]
        time.sleep(0.5)
    assert whole.returncode == 0
    assert max(peaks) < 300_000
    assert max(peaks[len(peaks) // 2 :]) < 1.1 * max(peaks[: len(peaks) // 2])
    for _ in range(3):
        batch = subprocess.Popen(command("killed"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(5, 40))
        batch.kill()
        batch.wait()
    subprocess.run(command("killed"), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")
    became = [json.loads(line) for line in (tmp_path / "whole" / "corrections.jsonl").read_text("utf-8").splitlines()]
    assert len(became) == len(fixes) > 2_000
    states = {one["state"] for one in became if one["field"] == "scope"}
    assert states == {"applied"}
    assert {one["state"] for one in became if one["field"] == "value"} == {"conflict"}
    assert {one["state"] for one in became if one["field"] == "name"} == {"orphan"}


def planted(report: rp.Report) -> list[Correction]:
    """Of a report's first row: a correction that fits, one that finds another value, and one whose quote is gone."""
    row = next(iter(report.rows()), None)
    if row is None:
        return []
    place = {"report_id": row["report_id"], "start": row["start"], "end": row["end"], "author": "李四"}
    return [
        Correction(**place, quote=row["text"], field="scope", old=row["scope"], new="全部岭北县"),
        Correction(**place, quote=row["text"], field="value", old="-7", new="-8"),
        Correction(**place, quote="没有这样的话", field="name", old=row["name"], new="名称"),
    ]
