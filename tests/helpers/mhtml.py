"""Web pages saved in one file, for tests."""

from __future__ import annotations

import quopri


def saved(*parts: tuple[str, bytes]) -> bytes:
    """A saved page of such parts: the type of each and its content."""
    made = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="=_b"\r\n\r\n'
    for kind, content in parts:
        head = f"--=_b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        made += head.encode() + quopri.encodestring(content) + b"\r\n"
    return made + b"--=_b--\r\n"
