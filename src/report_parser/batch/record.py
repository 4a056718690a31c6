"""`run.json`: what made a result, so that it can be cited, repeated and held against another run.

A record has no date and no place in it: the same sources, options and version give the same bytes on any machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

from report_parser.errors import ReportParserError
from report_parser.models import CorrectionState, MadeBy
from report_parser.output.replacing import write_text

Run = Literal["batch", "inventory", "panel", "collect"]
NAME = "run.json"
_BLOCK = 1 << 20


class RunError(ReportParserError):
    """A run.json is missing or is none."""


class FileStamp(BaseModel):
    """A file: its path from the record's folder (of a source: its name), size and sha256.

    `table` is which table it holds, where it holds one; `report_id` is of a source that could be read.
    """

    model_config = ConfigDict(frozen=True)

    path: str
    sha256: str | None = None
    size: int | None = None
    table: str | None = None
    report_id: str | None = None


class RunRecord(BaseModel):
    """What made a result.

    `code` is a digest of the package's modules, `sources` are what was read (of a batch: the lists of sources, which
    hold the sha256 of each), `inputs` what else was given (a spec, a template, corrections), `outputs` the results.
    `corrections` counts what became of them, `counts` the sources and rows. `id` is a digest of all that.
    """

    model_config = ConfigDict(frozen=True)

    run: Run
    version: str
    schema_version: str
    code: str
    tables_sha256: str
    corrections_sha256: str | None = None
    options: dict[str, Any] = {}
    inputs: tuple[FileStamp, ...] = ()
    sources: tuple[FileStamp, ...] = ()
    outputs: tuple[FileStamp, ...] = ()
    corrections: dict[CorrectionState, int] = {}
    counts: dict[str, int] = {}
    id: str = ""
    citation: str = ""

    @classmethod
    def of(
        cls,
        run: Run,
        made_by: MadeBy,
        *,
        options: Mapping[str, Any],
        sources: Iterable[FileStamp],
        outputs: Iterable[FileStamp],
        inputs: Iterable[FileStamp] = (),
        corrections: Mapping[CorrectionState, int] | None = None,
        counts: Mapping[str, int] | None = None,
    ) -> Self:
        """The record of a run, with its id and citation."""
        record = cls(
            run=run,
            version=made_by.version,
            schema_version=made_by.schema_version,
            code=digest_of_code(),
            tables_sha256=made_by.tables_sha256,
            corrections_sha256=made_by.corrections_sha256,
            options=dict(options),
            inputs=tuple(inputs),
            sources=tuple(sources),
            outputs=tuple(outputs),
            corrections=dict(corrections or {}),
            counts=dict(counts or {}),
        )
        digest = hashlib.sha256(record.model_dump_json().encode("utf-8", "replace")).hexdigest()
        said = (
            f"report_parser {record.version} ({run} {digest[:12]}; code {record.code[:12]}, tables"
            f" {record.tables_sha256[:12]}"
            + (f", corrections {record.corrections_sha256[:12]}" if record.corrections_sha256 else "")
            + ")."
        )
        return record.model_copy(update={"id": digest, "citation": said})

    def to_json(self) -> str:
        """The record as `run.json` holds it."""
        return self.model_dump_json(indent=2) + "\n"


def place_of(output: Path) -> Path:
    """Where the record of an output stands: `run.json` in a folder, `NAME.run.json` beside a file.

    >>> place_of(Path("out/panel.xlsx")).as_posix()
    'out/panel.run.json'
    """
    return output / NAME if output.is_dir() else output.with_name(f"{output.stem}.{NAME}")


def write(record: RunRecord, output: Path) -> Path:
    """Write the record of an output to its place, which is returned. Raises OSError."""
    place = place_of(output)
    write_text(place, record.to_json())
    return place


def read(place: str | Path) -> tuple[RunRecord, Path]:
    """The record of a run and the folder that its outputs stand in; `place` is that folder, an output or the record.

    Raises RunError.
    """
    path = Path(place)
    record = path if path.name.endswith(NAME) else place_of(path)
    try:
        return RunRecord.model_validate_json(record.read_bytes()), record.parent
    except (OSError, ValueError) as problem:
        raise RunError(f"{place} has no {record.name} that can be read. Name the result of a run.") from problem


def stamp(path: Path, name: str | None = None, table: str | None = None) -> FileStamp:
    """A file as a record names it, by default by the last part of its path. Raises OSError."""
    seen, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            seen.update(block)
            size += len(block)
    return FileStamp(path=name or path.name, sha256=seen.hexdigest(), size=size, table=table)


@cache
def digest_of_code() -> str:
    """A digest of the package's modules: equal for equal code, whatever its version says."""
    home = Path(__file__).resolve().parents[1]
    seen = hashlib.sha256()
    for module in sorted(home.rglob("*.py")):
        seen.update(module.read_bytes())
    return seen.hexdigest()
