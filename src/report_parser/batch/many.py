"""`parse_many`: parse many sources, in this process or in several; results come in the order of the sources."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_parser.batch.sources import Member, OneSource, ZipMember, digest_of, name_of
from report_parser.errors import ReportParserError
from report_parser.models import Failure, Report
from report_parser.readers import Options, read_bytes, read_path
from report_parser.text.document import Document

if TYPE_CHECKING:
    from report_parser.parser import Parser


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parse_one(parser: Parser, source: OneSource, options: Options | None = None) -> Report | Failure:
    """Parse one source; whatever goes wrong becomes a Failure that names the stage."""
    stage = "read"
    try:
        match source:
            case Failure():
                return source
            case Document():
                document = source
            case Member():
                document = read_bytes(source.data, source.name, options)
            case ZipMember():
                document = read_bytes(source.data((options or Options()).limits), source.name, options)
            case _:
                document = read_path(source, options)
        stage = "parse"
        return parser.parse_document(document)
    except ReportParserError as problem:
        return failure(source, stage, problem, options)
    except Exception as problem:  # noqa: BLE001 - a mistake in this library costs one source, never the whole corpus
        return failure(source, stage, problem, options)


def failure(source: OneSource, stage: str, problem: Exception | str, options: Options | None = None) -> Failure:
    """The Failure of a source: the stage, the error as one line, and the digest of its file."""
    error = problem if isinstance(problem, str) else f"{type(problem).__name__}: {problem}"
    sha256, size = digest_of(source, options)
    return Failure(source=name_of(source), stage=stage, error=" ".join(error.split()), sha256=sha256, size=size)


@dataclass(frozen=True, slots=True)
class _ParseToJson:
    """What a worker process does with a source. It sends the report as JSON: three times as fast as a pickle."""

    parser: Parser
    options: Options | None

    def __call__(self, source: OneSource) -> bytes | Report | Failure:
        report = parse_one(self.parser, source, self.options)
        if isinstance(report, Failure):
            return report
        try:
            return report.model_dump_json().encode()
        except ValueError:  # a lone surrogate in the text
            return report


def parse_many(
    parser: Parser,
    sources: Iterable[OneSource],
    workers: int | None = 1,
    timeout: float | None = None,
    options: Options | None = None,
) -> Iterator[Report | Failure]:
    """See `Parser.parse_many`."""
    if workers is not None and workers < 1:
        raise ValueError("workers must be 1 or more, or None for one a processor.")
    if workers == 1 and timeout is None:
        for source in sources:
            yield parse_one(parser, source, options)
        return
    from report_parser.batch.workers import LostTask, ordered

    for source, result in ordered(_ParseToJson(parser, options), sources, workers or cores(), timeout):
        if isinstance(result, LostTask):
            yield failure(source, "worker", result.error)
        elif isinstance(result, bytes):
            yield Report.model_validate_json(result)
        else:
            yield result
