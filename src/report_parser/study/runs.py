"""Writing run.json for what a study makes of many sources: an inventory, a panel, a filled form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_parser.batch import record
from report_parser.batch.record import FileStamp, Run, RunRecord
from report_parser.corrections.settled import Settled, settle, tally
from report_parser.models import CorrectionResult, Failure
from report_parser.output.records import report_id
from report_parser.study.reading import Reading

if TYPE_CHECKING:
    from report_parser.parser import Parser


@dataclass(slots=True)
class RunNotes:
    """What is noted while sources are read, for the record that is written when all is done.

    >>> from report_parser.parser import default
    >>> notes = RunNotes(default())
    >>> [reading.source for reading in notes.noting([Reading("a.txt", default().parse("完成审计项目37个。"))])]
    ['a.txt']
    >>> [(stamp.path, stamp.sha256[:8]) for stamp in notes.sources]
    [('a.txt', '174eeafd')]
    """

    parser: Parser
    sources: list[FileStamp] = field(default_factory=list)
    failed: int = 0
    _results: list[tuple[str, CorrectionResult]] = field(default_factory=list)

    def noting(self, readings: Iterable[Reading]) -> Iterator[Reading]:
        """The readings as they come, each noted: its name, the sha256 of its file and the id of its report."""
        for reading in readings:
            match reading.result:
                case Failure(sha256=sha256, size=size):
                    self.failed += 1
                    self.sources.append(FileStamp(path=reading.source, sha256=sha256, size=size))
                case report:
                    source = report.source
                    self.sources.append(
                        FileStamp(
                            path=reading.source, sha256=source.sha256, size=source.size, report_id=report_id(report)
                        )
                    )
                    self._results += [(reading.source, result) for result in report.corrections]
            yield reading

    def settled(self) -> list[Settled]:
        """What became of each correction over all sources; empty for a parser without corrections."""
        corrections = self.parser.corrections
        return [] if corrections is None else list(settle(corrections, self._results))

    def write(
        self,
        run: Run,
        outputs: Iterable[Path],
        *,
        inputs: Iterable[Path] = (),
        options: Mapping[str, Any] | None = None,
        counts: Mapping[str, int] | None = None,
    ) -> Path:
        """Write the record beside the first of the outputs, and return its path. Raises OSError.

        `inputs` are the files beside the sources that the result depends on: a spec, a template, a mapping.
        """
        made = list(outputs)
        settled = self.settled()
        found = RunRecord.of(
            run,
            self.parser.parse("").made_by,
            options=options or {},
            inputs=[record.stamp(path) for path in inputs],
            sources=self.sources,
            outputs=[record.stamp(path) for path in made],
            corrections=tally(settled) if self.parser.corrections is not None else None,
            counts={"sources": len(self.sources), "failed": self.failed, **(counts or {})},
        )
        return record.write(found, made[0])
