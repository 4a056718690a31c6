"""What a batch reads: files, folders, patterns, archives and corpora, as one stream of sources in a fixed order.

Only one folder at a time is listed, so that millions of files need no memory.
"""

from __future__ import annotations

import glob
import hashlib
import os
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

from report_parser.batch import packed
from report_parser.errors import DamagedSourceError, ReportParserError
from report_parser.models import Failure
from report_parser.readers import Limits, Options
from report_parser.readers.corpus import read_corpus
from report_parser.readers.limits import Meter
from report_parser.readers.opened import opened
from report_parser.text.document import Document

ZIPS = (".zip",)
TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
PACKED = (".7z", ".rar")
CORPORA = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive: its path, archive included, and its content."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A file inside a zip, which is unpacked where it is parsed. `check` is the CRC-32 that the zip states."""

    name: str
    archive: Path
    number: int
    check: int

    def data(self, limits: Limits) -> bytes:
        """The file's bytes, at most one more than the limit. Raises DamagedSourceError."""
        try:
            with (
                opened(self.archive) as stream,
                zipfile.ZipFile(stream) as archive,
                archive.open(_entries(archive)[self.number]) as packed,
            ):
                return packed.read(limits.bytes + 1)
        except (*_DAMAGED, IndexError) as problem:
            raise DamagedSourceError(f"the entry is broken ({type(problem).__name__}: {problem}).") from problem


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The entries of a zip in the order of their names."""
    return sorted(archive.infolist(), key=lambda entry: entry.filename)


OneSource = str | Path | Member | ZipMember | Document | Failure


def name_of(source: OneSource) -> str:
    """What a source is called in results.

    >>> name_of(Path("reports/a.txt")), name_of(Member("a.zip/b.txt", b""))
    ('reports/a.txt', 'a.zip/b.txt')
    """
    match source:
        case Member() | ZipMember():
            return source.name
        case Document():
            return source.source.name or ""
        case Failure():
            return source.source
        case Path():
            return source.as_posix()
        case _:
            return source


def mark_of(source: OneSource) -> str:
    """The name of a source with what shows that it changed: a file's size and time, the digest of a text.

    >>> mark_of(Member("a.zip/b.txt", b"37"))[:27]
    'a.zip/b.txt 7a61b53701befda'
    """
    name = name_of(source)
    match source:
        case Member():
            return f"{name} {hashlib.sha256(source.data).hexdigest()}"
        case ZipMember():
            return f"{name} {source.check}"
        case Document():
            return f"{name} {source.source.sha256}"
        case Failure():
            return f"{name} {source.error}"
    try:
        seen = Path(source).stat()
    except (OSError, ValueError):
        return name
    return f"{name} {seen.st_size} {seen.st_mtime_ns}"


def digest_of(source: OneSource, options: Options | None = None) -> tuple[str | None, int | None]:
    """The sha256 and the size of a source's file, even of one that no reader reads; None where it cannot be opened.

    >>> digest_of(Member("a.zip/b.txt", b"37"))[0][:8], digest_of("no/such.txt")
    ('7a61b537', (None, None))
    """
    try:
        match source:
            case Failure():
                return source.sha256, source.size
            case Document():
                return source.source.sha256, source.source.size
            case Member() | ZipMember():
                limits = (options or Options()).limits
                data = source.data if isinstance(source, Member) else source.data(limits)
                # One byte more than the limit says that there are more.
                return (None, None) if len(data) > limits.bytes else (hashlib.sha256(data).hexdigest(), len(data))
            case _:
                path = Path(source)
                if not path.is_file():  # nothing else has an end
                    return None, None
                with path.open("rb") as stream:
                    return hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell()
    except (ReportParserError, OSError, ValueError):
        return None, None


def expand(places: Iterable[str], options: Options, text_column: str | None = None) -> Iterator[OneSource]:
    """Every single source in `places` (files, folders, patterns, archives, corpora): in the order given, sorted inside.

    Folders are read with all below them, without hidden files. A broken archive or corpus gives a Failure where it
    breaks off; so does a pattern that matches nothing. A file that does not exist fails when it is parsed.
    """
    for place in places:
        if glob.has_magic(place) and not Path(place).exists():
            found = sorted(glob.glob(place, recursive=True))  # noqa: PTH207 - it may be absolute
            if not found:
                yield Failure(source=place, stage="read", error="SourceNotFoundError: nothing matches the pattern.")
            for one in found:
                yield from _from_place(one, options, text_column)
        else:
            yield from _from_place(place, options, text_column)


def _from_place(place: str, options: Options, text_column: str | None) -> Iterator[OneSource]:
    """The sources of one path: of a folder, or of one file."""
    path = Path(place)
    if path.is_dir():
        for file in _files_below(path):
            yield from _from_file(file, options, text_column)
    else:
        yield from _from_file(path, options, text_column)


def _files_below(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError:  # it may not be entered, and costs itself: reading it says so
        yield folder
        return
    for name, is_folder in listed:
        if not name.startswith((".", "~$")):
            if is_folder:
                yield from _files_below(folder / name)
            else:
                yield folder / name


def _from_file(path: Path, options: Options, text_column: str | None) -> Iterator[OneSource]:
    """The sources of one file: the rows of a corpus, the files of an archive, or the file itself."""
    name = path.name.lower()
    try:
        if name.endswith(CORPORA):
            yield from read_corpus(path, text_column, options)
        elif name.endswith(ZIPS):
            yield from _from_zip(path, options)
        elif name.endswith(TARS):
            yield from _from_tar(path, options)
        elif name.endswith(PACKED):
            for inside, data in packed.members(path, options.limits):
                if _is_wanted(inside):
                    yield Member(f"{path.as_posix()}/{inside}", data)
        else:
            yield path
    except ReportParserError as problem:
        yield _broken(path, f"{type(problem).__name__}: {problem}")
    except _DAMAGED as problem:
        yield _broken(path, f"DamagedSourceError: the archive is broken ({type(problem).__name__}: {problem}).")


def _broken(path: Path, error: str) -> Failure:
    """The Failure of an archive or corpus that breaks off."""
    sha256, size = digest_of(path)
    return Failure(source=path.as_posix(), stage="read", error=error, sha256=sha256, size=size)


def _from_zip(path: Path, options: Options) -> Iterator[OneSource]:
    with opened(path) as stream, zipfile.ZipFile(stream) as archive:
        entries = _entries(archive)
    Meter(options.limits).spend("entries", len(entries))
    for number, entry in enumerate(entries):
        if not entry.is_dir() and _is_wanted(entry.filename):
            yield ZipMember(f"{path.as_posix()}/{_readable(entry)}", path, number, entry.CRC)


def _readable(entry: zipfile.ZipInfo) -> str:
    """The name of an entry of a zip archive, which Chinese Windows writes in GBK without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _from_tar(path: Path, options: Options) -> Iterator[OneSource]:
    meter = Meter(options.limits)
    with opened(path) as file, tarfile.open(fileobj=file) as archive:
        for number, entry in enumerate(archive, 1):
            meter.spend("entries", number)
            if entry.isfile() and _is_wanted(entry.name) and (stream := archive.extractfile(entry)) is not None:
                yield _member(f"{path.as_posix()}/{entry.name}", stream, options)


def _is_wanted(name: str) -> bool:
    """False for hidden files of an archive and for those that office programs and macOS leave behind."""
    return not any(part != ".." and part.startswith((".", "~$", "__MACOSX")) for part in PurePath(name).parts)


def _member(name: str, stream: IO[bytes], options: Options) -> Member:
    """A file of an archive; one byte over the limit is read, so that the reader sees that it is too large."""
    return Member(name, stream.read(options.limits.bytes + 1))
