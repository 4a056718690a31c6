"""Old and foreign word processor files (.doc, .wps, .rtf, .odt): LibreOffice, if installed, converts them to .docx.

LibreOffice runs with a profile of its own in a temporary folder, without macros, links to other files and network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from report_parser.errors import DamagedSourceError, EncryptedSourceError, LimitExceededError, UnsupportedFormatError
from report_parser.models import Source
from report_parser.readers import Options, docx
from report_parser.readers.limits import Meter
from report_parser.text.document import Document

_PROGRAMS = ("soffice", "libreoffice")
_WORD_VERSIONS = (b"\xc1\x00", b"\xd9\x00", b"\x01\x01", b"\x0c\x01", b"\x12\x01")  # nFib of Word 97 to 2007
_SUFFIX = {"doc": ".doc", "rtf": ".rtf", "odt": ".odt"}
_PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")
_NO_NETWORK = "http://127.0.0.1:9"
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


def read(data: bytes, source: Source, options: Options) -> Document:
    """Convert, then read as .docx.

    Raises UnsupportedFormatError without LibreOffice, EncryptedSourceError, DamagedSourceError where it cannot convert
    the file, LimitExceededError where it takes too long, and what the reader of .docx raises.
    """
    if source.reader == "encrypted" or (source.reader == "doc" and _locked(data)):
        raise EncryptedSourceError("the file is protected by a password. Save it without one.")
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise UnsupportedFormatError(
            f"cannot read .{source.reader} files here: LibreOffice is not installed. Install it, or save the report as"
            " .docx."
        )
    return docx.read(_converted(data, program, _SUFFIX[source.reader], Meter(options.limits)), source, options)


def _locked(data: bytes) -> bool:
    """True if a Word 97 file is encrypted: bit fEncrypted of its FIB ([MS-DOC] 2.5.2)."""
    for at in range(512, min(len(data), 1 << 20), 512):
        magic, version = data[at : at + 2], data[at + 2 : at + 4]
        if magic == b"\xec\xa5" and version in _WORD_VERSIONS and len(data) > at + 11:
            return bool(data[at + 11] & 1)
    return False


def _converted(data: bytes, program: str, suffix: str, meter: Meter) -> bytes:
    """The file as the bytes of a .docx. Raises DamagedSourceError or LimitExceededError."""
    with tempfile.TemporaryDirectory(prefix="report_parser_", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        given = home / f"report{suffix}"
        given.write_bytes(data)
        settings = home / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE, encoding="utf-8")
        command = [
            program, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--norestore",
            "--nolockcheck", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(home / "out"), str(given),
        ]  # fmt: skip
        environment = os.environ | dict.fromkeys(_PROXIES, _NO_NETWORK)
        with subprocess.Popen(  # noqa: S603 (the program is found by name, the arguments are ours)
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment,
            start_new_session=True,
        ) as process:  # fmt: skip
            try:
                process.wait(timeout=meter.left())
            except subprocess.TimeoutExpired as problem:
                _end(process)
                raise LimitExceededError("LibreOffice took too long to convert the file.") from problem
        made = home / "out" / "report.docx"
        if not made.is_file():
            raise DamagedSourceError("LibreOffice could not convert the file; it may be damaged.")
        meter.spend("bytes", made.stat().st_size)
        return made.read_bytes()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and its children (soffice is a script that starts the real program)."""
    if hasattr(os, "killpg"):
        import signal

        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
