"""Small PDF files for tests: text and rules at places on pages, with a font that every PDF engine knows by name."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


@dataclass
class PdfPage:
    """A page; places are in points from the upper left corner."""

    marks: list[str] = field(default_factory=list)
    picture: tuple[int, int, bytes] | None = None  # width, height, grey pixels

    def text(self, x: float, y: float, text: str, size: float = 12) -> PdfPage:
        """Put a line with its upper left corner at a place."""
        coded = text.encode("utf-16-be").hex()
        self.marks.append(f"BT /F1 {size} Tf 1 0 0 1 {x} {HEIGHT - y - size} Tm <{coded}> Tj ET")
        return self

    def lines(self, x: float, y: float, *lines: str, size: float = 12, step: float = 20) -> PdfPage:
        """Put lines under each other."""
        for at, line in enumerate(lines):
            self.text(x, y + at * step, line, size)
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> PdfPage:
        """Draw a line."""
        self.marks.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def table(self, xs: list[float], ys: list[float], *rows: list[str]) -> PdfPage:
        """Draw a table with all its rules, and its texts in the cells."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        for y, row in zip(ys, rows, strict=False):
            for x, text in zip(xs, row, strict=False):
                self.lines(x + 3, y + 3, *text.split("\n"), step=14)
        return self


def pdf(*sheets: PdfPage, extra: str = "", packings: int = 1) -> bytes:
    """A PDF of pages. `extra` goes into every page's dictionary."""
    objects: dict[int, bytes] = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        3: b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[4 0 R]>>",
        4: b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        b"/Supplement 4>>/FontDescriptor 5 0 R/DW 1000/W[1 95 500 814 939 500]>>",
        5: b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 880/StemV 93>>",
    }
    kids = []
    for sheet in sheets:
        at = max(objects) + 1
        picture = ""
        marks = "\n".join(sheet.marks)
        if sheet.picture is not None:
            width, height, grey = sheet.picture
            packed = zlib.compress(grey)
            objects[at + 2] = (
                f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8"
                f"/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode()
                + packed
                + b"\nendstream"
            )
            picture = f"/XObject<</I {at + 2} 0 R>>"
            marks += f"\nq {WIDTH} 0 0 {HEIGHT} 0 0 cm /I Do Q"
        kids.append(f"{at} 0 R")
        objects[at] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {at + 1} 0 R{extra}"
            f"/Resources<</Font<</F1 3 0 R>>{picture}>>>>"
        ).encode()
        objects[at + 1] = stream(marks.encode(), packings)
    objects[2] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return assembled(objects)


def stream(data: bytes, packings: int = 1) -> bytes:
    """A stream object, packed so many times."""
    for _ in range(packings):
        data = zlib.compress(data)
    filters = "[" + "/FlateDecode" * packings + "]"
    return f"<</Length {len(data)}/Filter{filters}>>stream\n".encode() + data + b"\nendstream"


def assembled(objects: dict[int, bytes]) -> bytes:
    """Objects with their cross-reference table."""
    out = b"%PDF-1.7\n"
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    last = max(objects)
    out += f"xref\n0 {last + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(
        f"{places[n]:010d} 00000 n \n".encode() if n in places else b"0000000000 65535 f \n" for n in range(1, last + 1)
    )
    return out + f"trailer\n<</Size {last + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
