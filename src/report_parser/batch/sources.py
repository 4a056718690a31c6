"""What a batch reads: files, folders, patterns, archives and corpora, as one stream of sources in a fixed order.

Only one folder at a time is listed, so that millions of files need no memory.
"""

from __future__ import annotations

import glob
import os
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

from report_parser.errors import ReportParserError
from report_parser.models import Failure
from report_parser.readers import Options
from report_parser.readers.corpus import read_corpus
from report_parser.text.document import Document

ZIPS = (".zip",)
TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
CORPORA = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive: its path, archive included, and its content."""

    name: str
    data: bytes


# One thing to parse: a path, a file of an archive, a row of a corpus; a Failure stands for one that cannot be read.
OneSource = str | Path | Member | Document | Failure


def name_of(source: OneSource) -> str:
    """What a source is called in results.

    >>> name_of(Path("reports/a.txt")), name_of(Member("a.zip/b.txt", b""))
    ('reports/a.txt', 'a.zip/b.txt')
    """
    match source:
        case Member():
            return source.name
        case Document():
            return source.source.name or ""
        case Failure():
            return source.source
        case Path():
            return source.as_posix()
        case _:
            return source


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
    """The files of a folder and of all folders in it, sorted, without hidden ones."""
    with os.scandir(folder) as entries:
        listed = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
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
        else:
            yield path
    except ReportParserError as problem:
        yield Failure(source=path.as_posix(), stage="read", error=f"{type(problem).__name__}: {problem}")
    except _DAMAGED as problem:
        error = f"DamagedSourceError: the archive is broken ({type(problem).__name__}: {problem})."
        yield Failure(source=path.as_posix(), stage="read", error=error)


def _from_zip(path: Path, options: Options) -> Iterator[OneSource]:
    """The files of a zip archive, sorted by name."""
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
            if not entry.is_dir() and _is_wanted(entry.filename):
                name = f"{path.as_posix()}/{_readable(entry)}"
                try:
                    with archive.open(entry) as stream:
                        yield _member(name, stream, options)
                except _DAMAGED as problem:
                    error = f"DamagedSourceError: the entry is broken ({type(problem).__name__}: {problem})."
                    yield Failure(source=name, stage="read", error=error)


def _readable(entry: zipfile.ZipInfo) -> str:
    """The name of an entry of a zip archive, which Chinese Windows writes in GBK without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _from_tar(path: Path, options: Options) -> Iterator[OneSource]:
    """The files of a tar archive, in its own order."""
    with tarfile.open(path) as archive:
        for entry in archive:
            if entry.isfile() and _is_wanted(entry.name) and (stream := archive.extractfile(entry)) is not None:
                yield _member(f"{path.as_posix()}/{entry.name}", stream, options)


def _is_wanted(name: str) -> bool:
    """False for hidden files of an archive and for those that office programs and macOS leave behind."""
    return not any(part != ".." and part.startswith((".", "~$", "__MACOSX")) for part in PurePath(name).parts)


def _member(name: str, stream: IO[bytes], options: Options) -> Member:
    """A file of an archive; one byte over the limit is read, so that the reader sees that it is too large."""
    return Member(name, stream.read(options.limits.bytes + 1))
