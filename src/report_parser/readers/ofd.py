"""OFD files (GB/T 33190), the format of pages in which Chinese offices exchange documents.

A zip of XML: every letter has a place on its page, as in a PDF, and so `layout` makes paragraphs and tables of them.
What is read is the content of the pages; templates (frames, watermarks), annotations and signatures are left out. The
package and its XML are read, under the same limits, by what reads those of .docx.
"""

from __future__ import annotations

import math
import posixpath
from collections.abc import Iterator, Sequence
from itertools import islice
from xml.etree.ElementTree import Element

import regex

from report_parser.errors import DamagedSourceError, NoTextLayerError
from report_parser.models import Source
from report_parser.readers import Options, ruled
from report_parser.readers.builder import Builder
from report_parser.readers.layout import Box, Page, write
from report_parser.readers.limits import Meter
from report_parser.readers.package import Package
from report_parser.readers.pdf import pieces_of, straight
from report_parser.readers.xml import each, parse, under
from report_parser.text.document import Document

_POINTS = 72 / 25.4  # of a millimetre
_ASCENT = 0.86  # of a letter's size stands over its base line
_MOST_POINTS = 100_000  # of the lines of a page; the rest is a drawing
_NUMBER = regex.compile(r"[-+]?+(?:[0-9]{1,12}+(?:\.[0-9]{0,12}+)?+|\.[0-9]{1,12}+)")
_STEP = regex.compile(r"[A-Z]|[-+]?+(?:[0-9]{1,12}+(?:\.[0-9]{0,12}+)?+|\.[0-9]{1,12}+)")
_POINTS_OF = {"M": 1, "S": 1, "L": 1, "Q": 2, "B": 3, "A": 0, "C": 0}  # how many points a step of a path has

Letters = list[tuple[str, Box]]
Matrix = tuple[float, float, float, float, float, float]
_AS_IT_IS: Matrix = (1, 0, 0, 1, 0, 0)


def read(data: bytes, source: Source, options: Options) -> Document:
    """Read an OFD. Raises DamagedSourceError, EncryptedSourceError, LimitExceededError, NoTextLayerError for a scan."""
    meter = Meter(options.limits)
    package = Package(data, meter)
    pages: list[Page] = []
    letters = pictures = 0
    for place, frame in _pages(package, meter):
        meter.time()
        meter.spend("pages", len(pages) + 1)
        root = _part(package, place, meter)
        page, count = _page(root, frame, meter)
        pages.append(page)
        letters += count
        pictures += not count and next(root.iter("ImageObject"), None) is not None
    if pictures and not letters:
        raise NoTextLayerError(
            "the OFD's pages are pictures without text (a scan). Save it as PDF and read that with OCR."
        )
    builder = Builder(meter)
    write(pages, builder)
    return builder.document(source)


def _part(package: Package, name: str, meter: Meter) -> Element:
    found = package.read(name)
    if found is None:
        raise DamagedSourceError(f"the OFD has no part {name}.")
    return parse(found, meter)


def _pages(package: Package, meter: Meter) -> Iterator[tuple[str, Box]]:
    """The part of every page of every document, and the size that its document states for its pages."""
    root = _part(package, "OFD.xml", meter)
    for body in each(root, "DocBody"):
        entry = under(body, "DocRoot")
        if entry is None or not entry.text:
            raise DamagedSourceError("the OFD names no document.")
        place = entry.text.strip().lstrip("/")
        document = _part(package, place, meter)
        frame = _box(under(document, "CommonData", "PageArea", "PhysicalBox"))
        for page in each(under(document, "Pages"), "Page"):
            location = page.get("BaseLoc", "")
            absolute = location.startswith("/")
            yield location if absolute else posixpath.join(posixpath.dirname(place), location), frame


def _page(root: Element, frame: Box, meter: Meter) -> tuple[Page, int]:
    """A page with its pieces of text and its tables, and how many letters it has."""
    own = under(root, "Area", "PhysicalBox")
    frame = frame if own is None else _box(own)
    content = under(root, "Content")
    letters: Letters = []
    for entry in () if content is None else content.iter("TextObject"):
        if entry.get("Visible") != "false":
            letters += _letters(entry)
            meter.spend("characters", len(letters))
    lines = _lines(content) if content is not None else iter(())
    cells = ruled.find_cells(list(islice(lines, ruled.MOST_RULES + 1)))
    page = Page(frame.x1 - frame.x0, frame.bottom - frame.top)
    page.grids, page.pieces = ruled.fill_tables(cells, list(pieces_of(letters, cells)))
    return page, len(letters)


def _letters(entry: Element) -> Letters:
    """The letters of a text object with their boxes in points; none of a text that is turned (a watermark)."""
    size = _numbers(entry.get("Size"), (0.0,))[0]
    move = _matrix(entry)
    frame = _box_of(entry.get("Boundary"))
    if size <= 0 or abs(move[1]) > 0.1 * abs(move[0]) or move[0] <= 0:
        return []
    found: Letters = []
    x = y = 0.0
    for code in each(entry, "TextCode"):
        text = (code.text or "").strip("\r\n")
        x, y = _numbers(code.get("X"), (x,))[0], _numbers(code.get("Y"), (y,))[0]
        steps = _steps(code.get("DeltaX"), len(text))
        falls = _steps(code.get("DeltaY"), len(text))
        at, down = x, y
        for number, sign in enumerate(text):
            left, base = _moved(move, at, down)
            width = (0.5 if sign.isascii() else 1.0) * size * abs(move[0])
            high = size * abs(move[3] or move[0])
            left, base = (left + frame.x0) * _POINTS, (base + frame.top) * _POINTS
            over, under_it = high * _ASCENT * _POINTS, high * (1 - _ASCENT) * _POINTS
            found.append((sign, Box(left, base - over, left + width * _POINTS, base + under_it)))
            at += steps[number] if number < len(steps) else (0.0 if falls else width / abs(move[0]))
            down += falls[number] if number < len(falls) else 0.0
    return found


def _lines(content: Element) -> Iterator[Box]:
    """The level and upright lines of the drawings of a page, in points."""
    spent = 0
    for entry in content.iter("PathObject"):
        move, frame = _matrix(entry), _box_of(entry.get("Boundary"))
        data = under(entry, "AbbreviatedData")
        start: tuple[float, float] | None = None
        last: tuple[float, float] | None = None
        for kind, points in _path(data.text if data is not None and data.text else ""):
            spent += 1
            if spent > _MOST_POINTS:
                return
            if kind == "C" and start is not None and last is not None:
                yield from straight(last, start)
            if not points:
                continue
            x, y = _moved(move, *points[-1])
            to = (x + frame.x0) * _POINTS, (y + frame.top) * _POINTS
            if kind == "L" and last is not None:
                yield from straight(last, to)
            elif kind in "MS":
                start = to
            last = to


def _path(text: str) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """The steps of a path, each with its points."""
    kind, values = "", list[float]()
    for found in _STEP.finditer(text):
        if found[0].isalpha():
            kind, values = found[0], []
            if _POINTS_OF.get(kind, 0) == 0:
                yield kind, []
        else:
            values.append(float(found[0]))
            if len(values) == 2 * _POINTS_OF.get(kind, 0):
                yield kind, list(zip(values[::2], values[1::2], strict=True))
                values = []


def _steps(text: str | None, most: int) -> list[float]:
    """The distances from letter to letter, at most so many; `g 3 4.5` stands for three of 4.5."""
    found: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if len(found) >= most:
            break
        if word == "g":
            count, value = next(words, ""), _numbers(next(words, ""), (0.0,))[0]
            found += [value] * min(most, int(count) if count.isascii() and count.isdigit() and len(count) < 8 else 0)
        else:
            found.append(_numbers(word, (0.0,))[0])
    return found


def _numbers(text: str | None, default: Sequence[float]) -> tuple[float, ...]:
    """The numbers of an attribute, or the default where there are fewer."""
    found = tuple(float(number) for number in _NUMBER.findall(text or ""))
    return found if len(found) >= len(default) else tuple(default)


def _matrix(entry: Element) -> Matrix:
    a, b, c, d, e, f = _numbers(entry.get("CTM"), _AS_IT_IS)[:6]
    return (a, b, c, d, e, f) if all(map(math.isfinite, (a, b, c, d, e, f))) else _AS_IT_IS


def _moved(move: Matrix, x: float, y: float) -> tuple[float, float]:
    return move[0] * x + move[2] * y + move[4], move[1] * x + move[3] * y + move[5]


def _box_of(text: str | None) -> Box:
    """A rectangle in millimetres, from left, top, width and height."""
    x, y, width, height = _numbers(text, (0.0, 0.0, 0.0, 0.0))[:4]
    return Box(x, y, x + width, y + height)


def _box(entry: Element | None) -> Box:
    """The size of a page in points; A4 where nothing is stated."""
    x, y, width, height = _numbers(None if entry is None else entry.text, (0.0, 0.0, 210.0, 297.0))[:4]
    return Box(x * _POINTS, y * _POINTS, (x + width) * _POINTS, (y + height) * _POINTS)
