"""A batch: reads many sources and writes a folder of results (`batch.output` says what is in it)."""

from __future__ import annotations

import glob
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from report_parser.batch.many import cores, failure, parse_one
from report_parser.batch.output import LISTS, BatchError, Form, Part, Summary, begin, chain, locked, replace_file, save
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
class EncodedRows:
    """What a worker makes of a source: for each table the encoded rows and their number; its line in sources.jsonl."""

    tables: tuple[tuple[bytes, int], ...]
    line: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ParseAndEncode:
    """What a worker does with a source: parse it and encode the rows, so that the parent only has to write them."""

    parser: Parser
    plan: Plan

    def __call__(self, source: OneSource) -> EncodedRows | Failure:
        """Parse one source and encode its rows."""
        report = parse_one(self.parser, source, self.plan.options)
        if isinstance(report, Failure):
            return report
        name = name_of(source)
        try:
            encode = _parquet if self.plan.form == "parquet" else _json_lines
            return EncodedRows(tuple(encode(report, name, table) for table in self.plan.tables), _about(report, name))
        except Exception as problem:  # noqa: BLE001 - costs this source, never the whole corpus
            return failure(source, "export", problem)


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
        work = ParseAndEncode(parser, plan)
        with closing(ordered(work, sources, plan.workers or cores(), plan.timeout)) as results:
            while True:
                done = _part(plan, done, results, marks, tell)
                if done.finished:
                    return _recorded(plan, parser, done)


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


def _part(
    plan: Plan,
    done: Summary,
    results: Iterator[tuple[OneSource, EncodedRows | Failure | LostTask]],
    marks: deque[str],
    tell: Callable[[Summary], None],
) -> Summary:
    """Write the next part, or what is left of the sources, and return the new summary."""
    part = Part(plan.folder, done)
    try:
        for source, result in islice(results, plan.part):
            name = name_of(source)
            if isinstance(result, EncodedRows):
                part.add(marks.popleft(), result.tables, result.line, failed=False)
            else:
                lost = failure(source, "worker", result.error) if isinstance(result, LostTask) else result
                line: dict[str, Any] = {"path": name, "stage": lost.stage, "error": lost.error}
                if lost.line is not None:
                    line["line"] = lost.line
                part.add(marks.popleft(), (), line, failed=True)
            tell(part.summary)
        if part.summary.sources - done.sources < plan.part:
            part.summary.finished = True
        if part.summary.sources > done.sources:
            return part.commit()
    finally:
        part.drop()
    save(plan.folder, part.summary)
    return part.summary


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
