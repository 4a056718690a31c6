"""A folder of results that is valid after a kill at any moment.

    OUT/observations/part-00000.parquet …   the rows of each table, one part for so many sources
    OUT/sources.jsonl                       one line a parsed source: its report's id, title, agency, year …
    OUT/errors.jsonl                        one line a failed source: path, stage, error, sha256
    OUT/summary.json                        what is done, and how; replaced when a part is
    OUT/corrections.jsonl                   at the end: what became of each correction, where there are any
    OUT/run.json                            at the end: what made the result (`batch.record`)
    OUT/.lock                               held by the batch that runs
    OUT/.work/                              while it runs: rows that wait for their part, and parts that wait for theirs

The workers write rows and parts into .work; the batch itself only moves a part to its place, in the order of the
parts, and the two lists only grow. The summary names every file with its size and digest. So a batch that goes on makes
the same files as one that never stopped, knows a file that was lost or changed, and touches no file that it has not
written.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from pydantic import BaseModel

from report_parser.errors import ReportParserError
from report_parser.extras import needs
from report_parser.output.dictionary import TableName

if TYPE_CHECKING:
    import pyarrow as pa

Form = Literal["parquet", "jsonl"]
LISTS = ("sources", "errors")
WORK = ".work"  # the folder in which rows wait for their part
_ROW_GROUP = 20_000
_BLOCK = 1 << 20


class BatchError(ReportParserError):
    """A batch cannot begin in this folder, or cannot go on there."""


class Stamp(BaseModel):
    """What a file, or a part's lines in a list, must still be: so many bytes with this sha256."""

    size: int
    sha256: str


class PartStamp(BaseModel):
    """One part: the file of each table, and its lines in each list."""

    tables: dict[TableName, Stamp]
    lists: dict[str, Stamp]


class Summary(BaseModel):
    """What a batch has done so far, and with what.

    `code`, `tables_sha256` and `corrections_sha256` are digests of the package, of its tables and of what is corrected
    by hand, `options` what was said about reading.
    `names` is a digest of the names of its sources, each with what shows that it changed (see `sources.mark_of`).
    """

    version: str
    code: str
    tables_sha256: str
    corrections_sha256: str | None = None
    options: dict[str, Any]
    form: Form
    tables: tuple[TableName, ...]
    finished: bool = False
    sources: int = 0
    failed: int = 0
    characters: int = 0
    rows: dict[TableName, int]
    names: str = ""
    parts: list[PartStamp] = []

    def part_name(self, number: int) -> str:
        """The name of a part's files."""
        return f"part-{number:05d}.{self.form}"


_MUST_AGREE = ("version", "code", "tables_sha256", "corrections_sha256", "options", "form", "tables")


def chain(digest: str, mark: str) -> str:
    """A digest of a list of marks, mark by mark, so that it can be kept and gone on with."""
    return hashlib.sha256(f"{digest}\n{mark}".encode("utf-8", "surrogatepass")).hexdigest()


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


class Spooled(NamedTuple):
    """Where the rows of one source wait: a file of the work folder, and for each table the place and number of rows."""

    file: str
    tables: tuple[tuple[int, int, int], ...]  # offset, bytes, rows


def spool(folder: Path, file: str, tables: Iterable[tuple[bytes, int]]) -> Spooled:
    """Add the encoded rows of one source, table by table, to a file of the work folder."""
    with _open(folder / WORK / file, "ab") as stream:
        at, places = stream.seek(0, os.SEEK_END), []
        for rows, number in tables:
            places.append((at, stream.write(rows), number))
            at += len(rows)
    return Spooled(file, tuple(places))


@dataclass(frozen=True, slots=True)
class PartFiles:
    """The files of a part that are to be made of rows that wait: a task for a worker."""

    folder: Path
    name: str
    form: Form
    tables: tuple[TableName, ...]
    rows: tuple[Spooled, ...]

    def write(self) -> dict[TableName, Stamp]:
        """Write the files of the part into the work folder, each for good. Raises OSError."""
        made: dict[TableName, Stamp] = {}
        with ExitStack() as files:
            spools = {
                name: files.enter_context(_open(self.folder / WORK / name, "rb"))
                for name in sorted({waiting.file for waiting in self.rows})
            }
            for at, table in enumerate(self.tables):
                place = self.place(table)
                place.unlink(missing_ok=True)
                with _create(place) as stream:
                    writer: RowWriter = WRITERS[self.form](stream, table)
                    for waiting in self.rows:
                        offset, size, _ = waiting.tables[at]
                        spools[waiting.file].seek(offset)
                        writer.write(spools[waiting.file].read(size))
                    writer.close()
                    _flush(stream)
                made[table] = _stamp_of(place)
        return made

    def place(self, table: TableName) -> Path:
        """Where the file of a table lies until the part is committed."""
        return self.folder / WORK / f"{table}.{self.name}"


class Part:
    """The part in the making: where the rows of its sources wait, their lines for the two lists, and their numbers."""

    def __init__(self, number: int, tables: Sequence[TableName]) -> None:
        self.number = number
        self.names = ""  # the digest of the names of all sources so far
        self.sources = self.failed = self.characters = 0
        self.rows: dict[TableName, int] = dict.fromkeys(tables, 0)
        self._spooled: list[Spooled] = []
        self._lines: dict[str, list[bytes]] = {name: [] for name in LISTS}

    def add(self, names: str, waiting: Spooled | None, line: bytes, characters: int) -> None:
        """Add a source: where its rows wait, None for one that failed, and its line in one of the lists."""
        self.names = names
        self.sources += 1
        self.characters += characters
        self._lines["errors" if waiting is None else "sources"].append(line)
        if waiting is None:
            self.failed += 1
            return
        self._spooled.append(waiting)
        for table, (_, _, number) in zip(self.rows, waiting.tables, strict=True):
            self.rows[table] += number

    def files(self, folder: Path, summary: Summary) -> PartFiles:
        """The task to write its files."""
        name = summary.part_name(self.number)
        return PartFiles(folder, name, summary.form, summary.tables, tuple(self._spooled))

    def count_into(self, summary: Summary) -> None:
        """Add its numbers to a summary."""
        summary.sources += self.sources
        summary.failed += self.failed
        summary.characters += self.characters
        summary.names = self.names
        for table, number in self.rows.items():
            summary.rows[table] += number

    def commit(self, folder: Path, summary: Summary, files: PartFiles, stamps: dict[TableName, Stamp]) -> None:
        """Make the part last. The summary is written at the end: before, nothing of the part counts."""
        for table in summary.tables:
            files.place(table).replace(folder / table / files.name)
        lists: dict[str, Stamp] = {}
        for name, lines in self._lines.items():
            written = b"".join(lines)
            with _open(folder / f"{name}.jsonl", "ab") as stream:
                stream.write(written)
                _flush(stream)
            lists[name] = Stamp(size=len(written), sha256=hashlib.sha256(written).hexdigest())
        self.count_into(summary)
        summary.parts.append(PartStamp(tables=stamps, lists=lists))
        save(folder, summary)
        for name in {waiting.file for waiting in self._spooled}:
            (folder / WORK / name).unlink(missing_ok=True)


def clear_work(folder: Path) -> None:
    """Remove the work folder with what is left in it."""
    place = _no_link(folder / WORK)
    for file in place.iterdir() if place.is_dir() else ():
        file.unlink(missing_ok=True)
    if place.is_dir():
        place.rmdir()


def save(folder: Path, summary: Summary) -> None:
    """Replace summary.json, which is whole at any moment."""
    replace_file(folder, "summary.json", summary.model_dump_json(indent=2).encode() + b"\n")


def replace_file(folder: Path, name: str, content: bytes) -> None:
    """Write a file of the folder under another name and let it take its place: a link is replaced, not followed."""
    temporary = folder / f".{name}"
    temporary.unlink(missing_ok=True)
    with _create(temporary) as stream:
        stream.write(content)
        _flush(stream)
    temporary.replace(folder / name)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder, which is made if need be; a kill lets it go. Raises BatchError while another batch holds it."""
    if folder.exists() and not folder.is_dir():
        raise BatchError(f"{folder} is no folder. Name another one.")
    begun = folder.exists() and (folder / "summary.json").exists()
    if folder.exists() and not begun and any(entry.name not in _BEFORE for entry in folder.iterdir()):
        raise BatchError(f"{folder} is not empty, and holds no batch. Name another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    with _open(folder / ".lock", "ab") as stream:
        try:
            _lock(stream.fileno())
        except BlockingIOError as problem:
            raise BatchError(
                f"another batch is writing into {folder}. Wait for it, or name another folder."
            ) from problem
        yield


_BEFORE = (".lock", ".summary.json")  # what a batch that was killed at once may leave


def _lock(handle: int) -> None:
    """Lock a file until it is closed. Raises BlockingIOError where another process has done so."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError as problem:
            raise BlockingIOError from problem
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def begin(folder: Path, wanted: Summary, *, resume: bool) -> Summary:
    """Make the locked folder ready: a new one, or with `resume` one in which a batch was stopped.

    Raises BatchError if the folder holds something else, or not all that its batch had done, OSError if it cannot be
    written.
    """
    place = folder / "summary.json"
    if place.exists():
        if not resume:
            raise BatchError(f"{folder} is not empty. Go on with --resume, or name another folder.")
        done = _read_summary(place, wanted)
        _check_files(folder, done)
    else:
        done = wanted
        save(folder, done)  # from here on, what is in the folder is a batch's
    for table in done.tables:
        _no_link(folder / table).mkdir(exist_ok=True)
        (folder / table / done.part_name(len(done.parts))).unlink(missing_ok=True)
    for name in LISTS:
        with _open(folder / f"{name}.jsonl", "ab") as stream:
            stream.truncate(sum(part.lists[name].size for part in done.parts))
    clear_work(folder)
    if not done.finished:
        (folder / WORK).mkdir()
    return done


def _read_summary(place: Path, wanted: Summary) -> Summary:
    try:
        with _open(place, "rb") as stream:
            done = Summary.model_validate_json(stream.read())
    except ValueError as problem:
        raise BatchError(f"{place} is no summary of a batch of this version. Name another folder.") from problem
    for field in _MUST_AGREE:
        if (before := getattr(done, field)) != (now := getattr(wanted, field)):
            raise BatchError(
                f"the batch in {place.parent} was made with {field} {before}, not {now}. Go on as it began, or name"
                " another folder."
            )
    return done


def _check_files(folder: Path, done: Summary) -> None:
    """Refuse a folder in which a file of the batch was lost or changed, or a file among its parts is not its own."""
    for table in done.tables:
        home = _no_link(folder / table)
        for number, part in enumerate(done.parts):
            _hold(home / done.part_name(number), [part.tables[table]], whole=True)
        own = {done.part_name(number) for number in range(len(done.parts) + 1)}
        for file in sorted(home.iterdir()) if home.is_dir() else []:
            if _no_link(file).name not in own:
                raise BatchError(f"{file} is no file of this batch. Put it elsewhere.")
    for name in LISTS:
        if done.parts:
            _hold(folder / f"{name}.jsonl", [part.lists[name] for part in done.parts], whole=False)


def _hold(file: Path, stamps: Iterable[Stamp], *, whole: bool) -> None:
    """Raise BatchError unless a file begins with what was written into it, and if `whole` holds nothing else."""
    with suppress(FileNotFoundError), _open(file, "rb") as stream:
        if all(_digest(stream, stamp.size) == stamp.sha256 for stamp in stamps) and not (whole and stream.read(1)):
            return
    raise BatchError(f"{file} is not what the batch wrote. Begin again in another folder.")


def _digest(stream: IO[bytes], size: int) -> str:
    """The sha256 of the next bytes of a file."""
    seen = hashlib.sha256()
    while size > 0 and (block := stream.read(min(size, _BLOCK))):
        seen.update(block)
        size -= len(block)
    return seen.hexdigest()


def _stamp_of(file: Path) -> Stamp:
    """The size and digest of a file."""
    with _open(file, "rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        return Stamp(size=size, sha256=_digest(stream, size))


def _no_link(place: Path) -> Path:
    """The path. Raises BatchError if a link stands there, which would lead out of the folder."""
    if place.is_symlink():
        raise BatchError(f"{place} is a link, and a batch writes none. Name another folder.")
    return place


def _open(place: Path, mode: Literal["rb", "ab"]) -> IO[bytes]:
    """Open a file of the folder, but never what a link leads to. Raises BatchError, OSError."""
    _no_link(place)
    return open(place, mode, opener=_without_links)


def _create(place: Path) -> IO[bytes]:
    """Make a file that is not there yet. Raises OSError."""
    return open(place, "xb", opener=_without_links)


def _without_links(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)


def line_of(value: dict[str, Any]) -> bytes:
    """An object as a line of JSON."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _flush(stream: IO[bytes]) -> None:
    """Make sure that what was written is on the disk."""
    stream.flush()
    os.fsync(stream.fileno())
