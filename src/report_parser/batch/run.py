"""A batch: reads many sources and writes a folder of results (`batch.output` says what is in it)."""

from __future__ import annotations

import glob
import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from report_parser.batch.many import cores, failure, parse_one
from report_parser.batch.output import (
    LISTS,
    BatchError,
    Form,
    Part,
    PartFiles,
    Spooled,
    Stamp,
    Summary,
    begin,
    chain,
    clear_work,
    line_of,
    locked,
    replace_file,
    save,
    spool,
)
from report_parser.batch.record import NAME, FileStamp, RunRecord, digest_of_code, stamp
from report_parser.batch.sources import OneSource, expand, mark_of, name_of
from report_parser.batch.workers import LostTask, ordered
from report_parser.corrections.settled import settle, tally
from report_parser.models import CorrectionResult, Failure, Report
from report_parser.output.dictionary import TableName
from report_parser.output.records import report_id
from report_parser.parser import Parser
from report_parser.readers import Options

PART = 500  # sources a part; if the process is killed, at most one part is lost


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch is to do: the sources, the folder of the results, and how to read and write.

    `parser` is the one to do it with, None for one with the package's tables.
    """

    places: tuple[str, ...]
    folder: Path
    form: Form = "parquet"
    tables: tuple[TableName, ...] = ("observations",)
    workers: int | None = None
    timeout: float | None = None
    resume: bool = False
    text_column: str | None = None
    options: Options = field(default_factory=Options)
    parser: Parser | None = None
    part: int = PART


@dataclass(frozen=True, slots=True)
class Placed:
    """A task for a worker: a source, and the number of the part that it falls into."""

    source: OneSource
    part: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a worker made of a source: where its rows wait, its line in sources.jsonl, and its characters."""

    rows: Spooled
    line: bytes
    characters: int


Task = Placed | PartFiles
Result = Written | Failure | dict[TableName, Stamp]


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker does: parse a source and put its rows by, or write the files of a part whose rows are all there.

    So the batch itself, of which there is but one, does next to nothing for a report.
    """

    parser: Parser
    plan: Plan

    def __call__(self, task: Task) -> Result:
        """Do a task."""
        return task.write() if isinstance(task, PartFiles) else self._parse(task)

    def _parse(self, task: Placed) -> Written | Failure:
        report = parse_one(self.parser, task.source, self.plan.options)
        if isinstance(report, Failure):
            return report
        name = name_of(task.source)
        try:
            encode = _parquet if self.plan.form == "parquet" else _json_lines
            encoded = [encode(report, name, table) for table in self.plan.tables]
            rows = spool(self.plan.folder, f"{task.part}.{os.getpid()}", encoded)
            return Written(rows, line_of(_about(report, name)), len(report.text))
        except Exception as problem:  # noqa: BLE001 - costs this source, never the whole corpus
            return failure(task.source, "export", problem)


def run(plan: Plan, tell: Callable[[Summary], None] = lambda summary: None) -> Summary:
    """Do a batch and return its summary; `tell` gets the summary so far after every source.

    A batch that is stopped loses at most the part in the making. Raises BatchError if folder or sources do not fit
    what was done before, MissingExtraError, OSError.
    """
    for place in plan.places:
        _refuse_own_output(place, plan.folder)
    with locked(plan.folder):
        parser = plan.parser or Parser()
        done = begin(plan.folder, _summary(plan, parser), resume=plan.resume)
        marks: deque[str] = deque()
        sources = _marked(expand(plan.places, plan.options, plan.text_column), marks)
        names = ""
        for _ in islice(sources, done.sources):
            names = chain(names, marks.popleft())
        if names != done.names or (done.finished and next(sources, None) is not None):
            raise BatchError(
                "the sources are not those that the batch began with, or one of them has changed. Name another folder."
            )
        if done.finished:
            return _recorded(plan, parser, done)
        return _recorded(plan, parser, _Batch(plan, done, sources, marks, tell).run(Work(parser, plan)))


class _Batch:
    """A batch under way: the part in the making, and those whose files are being written, in their order."""

    def __init__(
        self,
        plan: Plan,
        done: Summary,
        sources: Iterator[OneSource],
        marks: deque[str],
        tell: Callable[[Summary], None],
    ) -> None:
        self._plan, self._done, self._sources, self._marks, self._tell = plan, done, sources, marks, tell
        self._seen = done.model_copy(deep=True)  # with what is not committed yet
        self._part = Part(len(done.parts), done.tables)
        self._full: deque[tuple[Part, PartFiles]] = deque()
        self._asked: deque[PartFiles] = deque()

    def run(self, work: Work) -> Summary:
        """Do all that is left, and return the summary."""
        plan, done = self._plan, self._done
        try:
            with closing(ordered(work, self._tasks(), plan.workers or cores(), plan.timeout)) as results:
                for task, result in results:
                    if isinstance(task, PartFiles):
                        self._commit(None if isinstance(result, LostTask) else result)
                    else:
                        self._add(task.source, result)
            if self._part.sources:
                self._full.append((self._part, self._part.files(plan.folder, done)))
            while self._full:
                self._commit(None)
            done.finished = True
            save(plan.folder, done)
        finally:
            clear_work(plan.folder)
        return done

    def _tasks(self) -> Iterator[Task]:
        """The sources, each with its part; a part that is full goes first."""
        first = len(self._done.parts)
        for number, source in enumerate(self._sources):
            while self._asked:
                yield self._asked.popleft()
            yield Placed(source, first + number // self._plan.part)

    def _add(self, source: OneSource, result: Any) -> None:
        """Add what became of a source to its part, and ask for the files of a part that is full."""
        part, seen = self._part, self._seen
        names = seen.names = chain(seen.names, self._marks.popleft())
        seen.sources += 1
        if isinstance(result, Written):
            part.add(names, result.rows, result.line, result.characters)
            seen.characters += result.characters
            for table, (_, _, size) in zip(seen.tables, result.rows.tables, strict=True):
                seen.rows[table] += size
        else:
            lost = failure(source, "worker", result.error) if isinstance(result, LostTask) else result
            line: dict[str, Any] = {"path": name_of(source), "stage": lost.stage, "error": lost.error}
            line |= {name: told for name in ("line", "sha256", "size") if (told := getattr(lost, name)) is not None}
            part.add(names, None, line_of(line), 0)
            seen.failed += 1
        self._tell(seen)
        if part.sources == self._plan.part:
            files = part.files(self._plan.folder, self._done)
            self._full.append((part, files))
            self._asked.append(files)
            self._part = Part(part.number + 1, self._done.tables)

    def _commit(self, stamps: Any) -> None:
        """Commit the oldest full part; its files are written here if no worker has done so (`stamps` is None)."""
        part, files = self._full.popleft()
        part.commit(self._plan.folder, self._done, files, files.write() if stamps is None else stamps)


def _summary(plan: Plan, parser: Parser) -> Summary:
    """The summary of a batch that has done nothing yet."""
    made_by = parser.parse("").made_by
    return Summary(
        version=made_by.version,
        code=digest_of_code(),
        tables_sha256=made_by.tables_sha256,
        corrections_sha256=made_by.corrections_sha256,
        options=asdict(plan.options) | {"text_column": plan.text_column},
        form=plan.form,
        tables=plan.tables,
        rows=dict.fromkeys(plan.tables, 0),
    )


def _recorded(plan: Plan, parser: Parser, done: Summary) -> Summary:
    """Write what is known only at the end: what became of each correction, and run.json. Gives back `done`."""
    folder, counts, corrections = plan.folder, {"sources": done.sources, "failed": done.failed}, parser.corrections
    became = None
    if corrections is not None:
        settled = list(settle(corrections, _results(folder / "sources.jsonl")))
        lines = (json.dumps(each.row(), ensure_ascii=False) + "\n" for each in settled)
        replace_file(folder, "corrections.jsonl", "".join(lines).encode("utf-8", "replace"))
        became = tally(settled)
    outputs = [
        FileStamp(path=f"{table}/{done.part_name(number)}", table=table, **part.tables[table].model_dump())
        for table in done.tables
        for number, part in enumerate(done.parts)
    ]
    record = RunRecord.of(
        "batch",
        parser.parse("").made_by,
        options=done.options | {"form": done.form, "tables": list(done.tables)},
        sources=[stamp(folder / f"{name}.jsonl") for name in LISTS],
        outputs=outputs,
        corrections=became,
        counts=counts | {f"rows of {table}": size for table, size in done.rows.items()},
    )
    replace_file(folder, NAME, record.to_json().encode("utf-8", "replace"))
    return done


def _results(sources: Path) -> Iterator[tuple[str, CorrectionResult]]:
    """What the lines of sources.jsonl say of corrections, each with its source."""
    with sources.open(encoding="utf-8") as stream:
        for line in stream:
            said = json.loads(line)
            for result in said.get("corrections", ()):
                yield said["source"], CorrectionResult.model_validate(result)


def _refuse_own_output(place: str, folder: Path) -> None:
    """Raise BatchError where a folder, or a pattern, that is to be read holds the folder of the results."""
    out = folder.resolve()
    is_pattern = glob.has_magic(place) and not Path(place).exists()
    for found in glob.glob(place, recursive=True) if is_pattern else [place]:  # noqa: PTH207 - it may be absolute
        source = Path(found).resolve()
        if out == source or out in source.parents or (source in out.parents and source.is_dir()):
            raise BatchError(
                f"the source {found} holds the results of the batch, or is one. Name a folder outside of it."
            )


def _marked(sources: Iterable[OneSource], marks: deque[str]) -> Iterator[OneSource]:
    """The sources, each with its mark put into `marks` when it is drawn: before it is read."""
    for source in sources:
        marks.append(mark_of(source))
        yield source


def _about(report: Report, name: str) -> dict[str, Any]:
    """A source's line in sources.jsonl."""
    corrected = [result.model_dump(mode="json", exclude={"span"}) for result in report.corrections]
    return {
        "source": name,
        "sha256": report.source.sha256,
        "report_id": report_id(report),
        **report.model_dump(mode="json", include={"title", "kind", "agency", "region", "region_code", "year"}),
        "characters": len(report.text),
        "observations": sum(len(metric.observations) for metric in report.metrics),
        **({"corrections": corrected} if corrected else {}),
    }


def _parquet(report: Report, name: str, table: TableName) -> tuple[bytes, int]:
    """The rows of a table as a serialized record batch, and their number."""
    from report_parser.batch.arrow import listing

    batch = listing(report, name, table)
    return batch.serialize().to_pybytes(), batch.num_rows


def _json_lines(report: Report, name: str, table: TableName) -> tuple[bytes, int]:
    """The rows of a table as lines of JSON, and their number."""
    from report_parser.output.files import json_lines

    head = f'{{"source": {json.dumps(name, ensure_ascii=False)}, '
    lines = [head + line.removeprefix("{") for line in json_lines(report, table)]
    return "".join(lines).encode("utf-8", "replace"), len(lines)
