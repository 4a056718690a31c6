"""Zip packages of office files. Declared sizes are checked first; then what really unpacks is counted too."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib

from report_parser.errors import DamagedSourceError, EncryptedSourceError
from report_parser.readers.limits import Meter

_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError, OSError,
    OverflowError, struct.error,
)  # fmt: skip


class Package:
    """The parts of an office file by name."""

    def __init__(self, data: bytes, meter: Meter) -> None:
        self._meter = meter
        self._spent = 0
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as problem:
            raise DamagedSourceError(f"the file is a broken zip package ({problem}).") from problem
        parts = self._archive.infolist()
        meter.spend("entries", len(parts))
        meter.spend("unpacked", sum(part.file_size for part in parts))
        self._parts = {part.filename.lstrip("/").lower(): part for part in parts}

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, or None if the package has no part of that name.

        Raises EncryptedSourceError, DamagedSourceError, and LimitExceededError once all parts read so far are larger
        than `Limits.unpacked`.
        """
        part = self._parts.get(posixpath.normpath(name).lstrip("/").lower())
        if part is None:
            return None
        if part.flag_bits & 1:
            raise EncryptedSourceError("the file is protected by a password. Save it without one.")
        room = self._meter.limits.unpacked - self._spent
        try:
            with self._archive.open(part) as stream:
                data = stream.read(room + 1)
        except _BROKEN as problem:
            raise DamagedSourceError(f"the part {part.filename} of the file is broken ({problem}).") from problem
        self._spent += len(data)
        self._meter.spend("unpacked", self._spent)
        return data
