"""A folder of results that is valid after a kill at any moment.

    OUT/observations/part-00000.parquet …   the rows of each table, one part for so many sources
    OUT/sources.jsonl                       one line a parsed source: its report's id, title, agency, year …
    OUT/errors.jsonl                        one line a failed source: path, stage, error
    OUT/summary.json                        what is done; replaced after every part

A part is written under a temporary name and renamed when it is complete. The two lists only grow, and the summary holds
their lengths. So whatever the summary does not count can be deleted, and a batch that is resumed makes the same files
as one that was never stopped.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, Protocol

from pydantic import BaseModel

from report_parser.errors import ReportParserError
from report_parser.extras import needs
from report_parser.output.dictionary import TableName

if TYPE_CHECKING:
    import pyarrow as pa

Form = Literal["parquet", "jsonl"]
LISTS = ("sources", "errors")
_ROW_GROUP = 20_000


class BatchError(ReportParserError):
    """A batch cannot begin in this folder, or cannot go on there."""


class Summary(BaseModel):
    """What a batch has done so far (summary.json).

    `parts`, `sources`, `failed`, `characters`, `rows`: how many. `names`: a digest of the names of the sources so far,
    to see on resuming that they are the same. `lengths`: the bytes of the two lists.
    """

    version: str
    form: Form
    tables: tuple[TableName, ...]
    finished: bool = False
    parts: int = 0
    sources: int = 0
    failed: int = 0
    characters: int = 0
    rows: dict[TableName, int]
    names: str = ""
    lengths: dict[str, int]


def chain(digest: str, name: str) -> str:
    """The digest of a list of names with one more name: `digest` is that of the list before (empty at first)."""
    return hashlib.sha256(f"{digest}\n{name}".encode("utf-8", "surrogatepass")).hexdigest()


class RowWriter(Protocol):
    """Writes the rows of a table to one file."""

    def write(self, rows: bytes) -> None:
        """Add the rows of one source, as its worker encoded them."""

    def close(self) -> None:
        """Write what is left, and close the file."""


class JsonLinesWriter:
    """Writes rows as JSON Lines."""

    def __init__(self, stream: IO[bytes], table: TableName) -> None:
        del table
        self._stream = stream

    def write(self, rows: bytes) -> None:
        """Add lines."""
        self._stream.write(rows)

    def close(self) -> None:
        """Nothing is left to write."""


class ParquetRowWriter:
    """Writes rows as Parquet. A row group has a fixed number of rows, so that equal rows make equal files."""

    def __init__(self, stream: IO[bytes], table: TableName) -> None:
        from report_parser.batch import arrow

        with needs("batch"):
            import pyarrow as pa
            import pyarrow.parquet as pq

        self._pa, self._form = pa, arrow.listed(table)
        self._file = pq.ParquetWriter(stream, self._form, compression="zstd")
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0

    def write(self, rows: bytes) -> None:
        """Add a record batch, serialized without its schema."""
        batch = self._pa.ipc.read_record_batch(self._pa.py_buffer(rows), self._form)
        self._waiting.append(batch)
        self._rows += batch.num_rows
        if self._rows >= _ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        """Write the waiting rows."""
        self._file.write_table(self._pa.Table.from_batches(self._waiting, self._form), row_group_size=_ROW_GROUP)
        self._waiting, self._rows = [], 0

    def close(self) -> None:
        """Write the last row group and the footer."""
        if self._waiting:
            self._flush()
        self._file.close()


WRITERS: dict[Form, Any] = {"parquet": ParquetRowWriter, "jsonl": JsonLinesWriter}


class Part:
    """The part in the making: a file for each table under a temporary name, and lines for the two lists."""

    def __init__(self, folder: Path, summary: Summary) -> None:
        self._folder = folder
        self.summary = summary.model_copy(deep=True)
        name = f"part-{summary.parts:05d}.{summary.form}"
        self._places = [(folder / table / f".{name}", folder / table / name) for table in summary.tables]
        self._streams = [temporary.open("wb") for temporary, _ in self._places]
        make = WRITERS[summary.form]
        self._writers: list[RowWriter] = [
            make(stream, table) for stream, table in zip(self._streams, summary.tables, strict=True)
        ]
        self._lines: dict[str, list[bytes]] = {name: [] for name in LISTS}

    def add(self, name: str, tables: Iterable[tuple[bytes, int]], line: dict[str, Any], *, failed: bool) -> None:
        """Add one source: for each table its encoded rows and their number, and its line for sources or errors."""
        done = self.summary
        for writer, table, (rows, size) in zip(self._writers, done.tables, tables, strict=False):
            writer.write(rows)
            done.rows[table] += size
        self._lines["errors" if failed else "sources"].append(_line(line))
        done.sources += 1
        done.failed += failed
        done.characters += line.get("characters", 0)
        done.names = chain(done.names, name)

    def commit(self) -> Summary:
        """Complete the part; returns the new summary, which is written last: until then the part does not count."""
        for stream, writer, (temporary, final) in zip(self._streams, self._writers, self._places, strict=True):
            writer.close()
            _flush(stream)
            stream.close()
            temporary.replace(final)
        for name, lines in self._lines.items():
            with (self._folder / f"{name}.jsonl").open("ab") as stream:
                stream.writelines(lines)
                _flush(stream)
                self.summary.lengths[name] = stream.tell()
        self.summary.parts += 1
        save(self._folder, self.summary)
        return self.summary

    def drop(self) -> None:
        """Delete the temporary files of a part that is not committed."""
        for stream, writer, (temporary, _) in zip(self._streams, self._writers, self._places, strict=True):
            if not stream.closed:
                with stream, suppress(OSError):
                    writer.close()
            temporary.unlink(missing_ok=True)


def save(folder: Path, summary: Summary) -> None:
    """Replace summary.json, which is whole at any moment."""
    temporary = folder / ".summary.json"
    with temporary.open("wb") as stream:
        stream.write(summary.model_dump_json(indent=2).encode() + b"\n")
        _flush(stream)
    temporary.replace(folder / "summary.json")


def begin(folder: Path, wanted: Summary, *, resume: bool) -> Summary:
    """Prepare the folder and return what is done in it: `wanted`, which counts nothing, for a new or empty folder.

    With `resume`, the summary of the batch that was stopped there; files that it does not count are deleted. Raises
    BatchError if the folder holds something else, OSError if it cannot be written.
    """
    place = folder / "summary.json"
    if resume and place.exists():
        try:
            done = Summary.model_validate_json(place.read_bytes())
        except ValueError as problem:
            raise BatchError(f"{place} is no summary of a batch.") from problem
        for field in ("version", "form", "tables"):
            if (before := getattr(done, field)) != (now := getattr(wanted, field)):
                raise BatchError(f"the batch in {folder} was made with {field} {before}, not {now}.")
    elif folder.exists() and any(folder.iterdir()) and not resume:
        raise BatchError(f"{folder} is not empty. Go on with --resume, or name another folder.")
    else:
        done = wanted
    for table in done.tables:
        (folder / table).mkdir(parents=True, exist_ok=True)
        for file in sorted((folder / table).iterdir()):
            number = file.name.removeprefix(".").removeprefix("part-").partition(".")[0]
            if file.name.startswith(".part-") or (number.isdecimal() and int(number) >= done.parts):
                file.unlink()
    for name in LISTS:
        with (folder / f"{name}.jsonl").open("ab") as stream:
            stream.truncate(done.lengths[name])
    save(folder, done)
    return done


def _line(value: dict[str, Any]) -> bytes:
    """An object as a line of JSON."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _flush(stream: IO[bytes]) -> None:
    """Make sure that what was written is on the disk."""
    stream.flush()
    os.fsync(stream.fileno())
