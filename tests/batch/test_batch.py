"""Many reports: order, failures, bounded drawing, and folders of results that survive a kill."""

from __future__ import annotations

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
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import report_parser as rp
from report_parser.batch.output import BatchError
from report_parser.batch.run import Plan, run
from report_parser.batch.sources import Member, expand, name_of
from report_parser.batch.workers import LostTask, ordered
from report_parser.cli import main
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
    # What a kill may leave behind: a part without a summary that names it, and lines of it in the lists.
    (broken.folder / "observations" / "part-00009.parquet").write_bytes(b"half")
    (broken.folder / "observations" / ".part-00001.parquet").write_bytes(b"half")
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
    with pytest.raises(BatchError, match="form"):
        run(Plan((str(reports),), tmp_path / "out", form="jsonl", resume=True))


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
    assert main(command) == 0
    assert "24 sources: 22 parsed, 2 failed; 0 rows of checks" in capsys.readouterr().out
    assert main(command) == 1
    assert "--resume" in capsys.readouterr().err
    assert main([*command, "--resume"]) == 0
    assert main(["batch", "no/such", "-o", str(tmp_path / "none"), "--workers", "1"]) == 1


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
    while not (out / "observations").exists() or not any((out / "observations").iterdir()):
        time.sleep(0.05)
    time.sleep(0.5)
    batch.send_signal(signal.SIGINT)
    output, errors = batch.communicate(timeout=30)
    assert (batch.returncode, output, errors) == (130, "", "report-parser: interrupted; go on with --resume\n")
    assert list((out / "observations").iterdir()) == []


# A whole corpus


@pytest.mark.soak
def test_twenty_thousand_reports_with_three_kills(tmp_path: Path, fixtures: Path) -> None:
    """Recombined fixtures; the parent stays small and flat, and kills leave no trace in the output."""
    dice = random.Random(9)
    lines = [line for file in sorted(fixtures.glob("*.txt")) for line in file.read_text(encoding="utf-8").splitlines()]
    corpus = tmp_path / "corpus.jsonl"
    with corpus.open("w", encoding="utf-8") as stream:
        for _ in range(20_000):
            stream.write(json.dumps({"text": "\n".join(dice.choices(lines, k=12))}, ensure_ascii=False) + "\n")

    def command(out: str) -> list[str]:
        return [sys.executable, "-m", "report_parser", "batch", str(corpus), "-o", str(tmp_path / out), "--resume"]

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
