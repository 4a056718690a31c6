"""PDF files: PDFium gives the letters, lines and pictures of each page; `layout` makes paragraphs of them.

PDFium (BSD) is the PDF engine of a browser and hardened against hostile files. It does not bound the size of unpacked
streams, so that is checked before it gets the file.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise
from statistics import median
from threading import Lock
from typing import Any

import regex

from report_parser.errors import DamagedSourceError, EncryptedSourceError, MissingExtraError, NoTextLayerError
from report_parser.models import Source
from report_parser.readers import Options, aligned, forms, legible, ruled
from report_parser.readers.builder import Builder
from report_parser.readers.layout import Box, Page, Piece, first_word, hanging, write
from report_parser.readers.limits import Meter
from report_parser.text.document import Document

_LOCK = Lock()  # PDFium is not safe for threads
_STREAM = regex.compile(rb"stream\r?\n")
_ZLIB = (b"\x08", b"\x18", b"\x28", b"\x38", b"\x48", b"\x58", b"\x68", b"\x78")  # first bytes of RFC 1950
_PACKINGS = 3
_CHUNK = 1 << 16
_GAP = "\t"  # a blank that is not in the file: PDFium inferred it from a gap
_BLANK = 0.15  # of the letter size: a narrower gap is spacing, not a blank
_APART = 0.8  # of a letter: a wider gap may be one between columns, and ends a piece
_HUNG = 0.25  # the same behind punctuation, which may hang over the edge of a column
_THIN = 3.0  # points: a thinner shape is a line ("rule") of a table
_SHORT = 4.0  # points: a shorter line is none of a table's
_MOST_LOOKS = 20_000_000  # letters times cells: with more, a page's tables are not looked for
_MOST_SHAPES, _MOST_SEGMENTS = 20_000, 100_000  # of a page: the rest is a drawing
_HAN = regex.compile(r"\p{Han}")
# Radicals and compatibility forms -> the characters they look like: the fonts of some PDFs name the wrong ones.
_RADICALS = {
    code: form
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0xFB00, 0xFB07))
    if (form := unicodedata.normalize("NFKC", chr(code))) != chr(code)
}


def read(data: bytes, source: Source, options: Options) -> Document:
    """Read a PDF.

    Raises MissingExtraError, EncryptedSourceError, DamagedSourceError, LimitExceededError, and NoTextLayerError for
    scans unless `options.ocr` is set.
    """
    try:
        import pypdfium2
    except ImportError as problem:
        raise MissingExtraError('reading PDF needs an extra: pip install "report-parser[pdf]".') from problem
    meter = Meter(options.limits)
    _check_streams(data, meter)
    forms.check(data, meter)
    with _LOCK:
        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as problem:
            if "password" in str(problem).lower() or "security" in str(problem).lower():
                raise EncryptedSourceError("the PDF is protected by a password. Save it without one.") from problem
            raise DamagedSourceError(f"the PDF is broken ({problem}).") from problem
        try:
            pages, unread = _pages(pdf, meter, options.ocr)
        except pypdfium2.PdfiumError as problem:
            raise DamagedSourceError(f"the PDF is broken ({problem}).") from problem
        finally:
            pdf.close()
    builder = Builder(meter)
    write(pages, builder)
    return builder.document(_described(source, unread, ocr=options.ocr))


def _described(source: Source, unread: list[int], *, ocr: bool) -> Source:
    """The source with what is said of the pages that have no text of their own."""
    if not unread:
        return source
    if ocr:
        return source.model_copy(update={"ocr": True})
    listed = ", ".join(map(str, unread[:20])) + (" …" if len(unread) > 20 else "")
    warning = f"pages without text were left out: {listed}. Read them with OCR: Options(ocr=True), or --ocr."
    return source.model_copy(update={"pages_without_text": tuple(unread), "warnings": (*source.warnings, warning)})


def _check_streams(data: bytes, meter: Meter) -> None:
    """Raise LimitExceededError if streams unpack to more than `Limits.unpacked`, also if packed several times.

    The same for a stream that draws more than `Limits.operators` texts and forms.
    """
    spent = 0
    view = memoryview(data)
    for found in _STREAM.finditer(data):
        meter.time()
        at = found.end()
        if data[at : at + 1] in _ZLIB:
            spent = _unpack(view[at:], meter, spent)
        else:
            meter.spend("operators", _drawn(data[at : data.find(b"endstream", at)]))


def _drawn(content: bytes) -> int:
    """How often the content of a stream draws a text or a form (other content has these letters by chance only)."""
    return sum(map(content.count, (b"Tj", b"TJ", b"Do")))


def _unpack(packed: memoryview, meter: Meter, spent: int) -> int:
    """Unpack a zlib stream without keeping it; returns `spent` plus its unpacked size."""
    layers = [zlib.decompressobj() for _ in range(_PACKINGS)]
    operators = 0

    def feed(block: bytes, layer: int) -> None:
        """Unpack a block, and its result again as the next layer, while counting."""
        nonlocal spent, operators
        while block and not layers[layer].eof:
            made = layers[layer].decompress(block, 16 * _CHUNK)
            spent += len(made)
            meter.spend("unpacked", spent)
            operators += _drawn(made)
            meter.spend("operators", operators)
            if layer + 1 < len(layers):
                try:
                    feed(made, layer + 1)
                except zlib.error:
                    del layers[layer + 1 :]  # what came out is not packed again
            block = layers[layer].unconsumed_tail

    try:
        for at in range(0, len(packed), _CHUNK):
            feed(bytes(packed[at : at + _CHUNK]), 0)
            meter.time()
            if layers[0].eof:
                break
    except zlib.error:
        pass  # a broken stream: PDFium decides what that means
    return spent


def _pages(pdf: Any, meter: Meter, ocr: bool) -> tuple[list[Page], list[int]]:
    """The content of every page, and which pages have no text of their own: OCR read them, or they are left empty.

    Raises NoTextLayerError for a scan without OCR.
    """
    meter.spend("pages", len(pdf))
    pages: list[Page] = []
    unread: list[int] = []
    letters = 0
    for number in range(len(pdf)):
        meter.time()
        handle = pdf[number]
        try:
            page = _page(handle, meter)
            text = "".join(piece.text for piece in page.pieces)
            text += "".join(cell.text for grid in page.grids for row in grid.rows for cell in row)
            here = len(_HAN.findall(text))
            if legible.is_garbled(text) or (not here and _has_picture(handle)):
                unread.append(number + 1)
                empty = Page(page.width, page.height)
                page = _recognised(handle, empty, meter) if ocr else empty
                here = 0
            letters += here
            pages.append(page)
        finally:
            handle.close()
    if not ocr and unread and (not letters or len(unread) * 2 > len(pages)):
        raise NoTextLayerError(
            f"{len(unread)} of the PDF's {len(pages)} pages are pictures without text (a scan), or hold letters that"
            ' are not those on the page. Read it with OCR: install "report-parser[ocr]" and set Options(ocr=True), or'
            " --ocr on the command line."
        )
    return pages, unread


def _recognised(handle: Any, page: Page, meter: Meter) -> Page:
    """The page with the lines that OCR finds in its picture."""
    from report_parser.readers import ocr

    scale = min(2.5, math.sqrt(meter.limits.pixels / max(1.0, page.width * page.height)))
    with meter.paused():
        ocr.engine()
        page.pieces = ocr.pieces(handle.render(scale=scale).to_numpy(), scale)
    return page


def _page(handle: Any, meter: Meter) -> Page:
    """A page upright, with tables and pieces of text; coordinates from its upper left corner."""
    left, bottom, right, top = handle.get_cropbox()
    letters, angle = _letters(handle, meter)
    rules = list(islice(_rules(handle), ruled.MOST_RULES + 1))
    turn = round(-angle / (math.pi / 2)) % 4  # PDFium counts clockwise
    if turn:
        letters = [(sign, _turned(box, turn)) for sign, box in letters]
        rules = [_turned(rule, turn) for rule in rules]
        frame = _turned(Box(left, bottom, right, top), turn)
        left, bottom, right, top = frame.x0, frame.top, frame.x1, frame.bottom
    # PDF counts upwards from the lower left corner.
    down = [(sign, Box(b.x0 - left, top - b.bottom, b.x1 - left, top - b.top)) for sign, b in letters]
    flipped = [Box(r.x0 - left, top - r.bottom, r.x1 - left, top - r.top) for r in rules]
    page = Page(right - left, top - bottom)
    cells = ruled.find_cells(flipped)
    if sum(map(len, cells)) * len(down) > _MOST_LOOKS:
        cells = []
    grids, pieces = ruled.fill_tables(cells, list(pieces_of(down, cells)))
    open_grids, page.pieces = aligned.find(pieces)
    page.grids = [*grids, *open_grids]
    return page


def _turned(box: Box, quarters: int) -> Box:
    """A box turned by a number of quarters, for pages whose text runs upwards (1), upside down (2) or downwards (3)."""
    x0, y0, x1, y1 = box.x0, box.top, box.x1, box.bottom
    for _ in range(quarters):
        x0, y0, x1, y1 = y0, -x1, y1, -x0
    return Box(x0, y0, x1, y1)


def _letters(handle: Any, meter: Meter) -> tuple[list[tuple[str, Box]], float]:
    """The letters of a page with their boxes, in the order of the file, and the angle that most of them have.

    Boxes are in PDF coordinates. Letters at another angle (watermarks) and letters printed twice (to look bold) are
    left out.
    """
    import pypdfium2.raw as c

    text_page = handle.get_textpage()
    try:
        raw = text_page.raw
        count = text_page.count_chars()
        meter.spend("characters", count)
        box = c.FS_RECTF()
        place = ctypes.byref(box)
        found: list[tuple[str, Box, int]] = []
        seen: set[tuple[str, int, int]] = set()
        last: tuple[float, float, float, float] | None = None
        for at in range(count):
            code = c.FPDFText_GetUnicode(raw, at)
            if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
                continue
            if c.FPDFText_IsGenerated(raw, at) == 1:
                # A blank that PDFium inferred from a gap. Line ends that it infers are not used: `layout` finds them.
                if code == 0x20 and found:
                    found.append((_GAP, found[-1][1], found[-1][2]))
                continue
            if at % 4096 == 0:
                meter.time()
            if not c.FPDFText_GetLooseCharBox(raw, at, place) or not (box.right > box.left and box.top > box.bottom):
                continue
            # PDFium takes a hyphen at the end of a line for one that parts a word: it may be a minus.
            sign = "-" if c.FPDFText_IsHyphen(raw, at) == 1 else _RADICALS.get(code) or chr(code)
            key = (sign, round(box.left / 1.5), round(box.top / 1.5))
            here = (box.left, box.bottom, box.right, box.top)
            if key in seen and sign.strip():
                if here == last and not _HAN.match(sign):
                    # The letters of a ligature (ff, ——) share one box: they are not printed twice.
                    found[-1] = (found[-1][0] + sign, *found[-1][1:])
                continue
            seen.add(key)
            last = here
            angle = round(c.FPDFText_GetCharAngle(raw, at) / (math.pi / 36)) % 72
            found.append((sign, Box(box.left, box.bottom, box.right, box.top), angle))
    finally:
        text_page.close()
    if not found:
        return [], 0.0
    most = Counter(angle for _, _, angle in found).most_common(1)[0][0]
    return [(sign, place) for sign, place, angle in found if angle == most], most * math.pi / 36


def pieces_of(letters: list[tuple[str, Box]], cells: list[list[Box]]) -> Iterator[Piece]:
    """The letters gathered into pieces: runs on one line, of one size and in one table cell."""
    run: list[tuple[str, Box]] = []
    blanks: dict[int, str] = {}  # place in the run -> the blank before it
    blank = ""
    em = 0.0  # the width of the last Chinese letter
    where: Box | None = None
    boxes = [cell for table in cells for cell in table]
    for sign, box in letters:
        if not sign.strip():
            blank = sign if run else ""
            continue
        here = _cell_of(box, where, boxes) if boxes else None
        if run:
            last = run[-1][1]
            gap, size = box.x0 - last.x1, last.size
            wide = min(size, em or size) * (_HUNG if hanging(run[-1][0]) else _APART)
            follows = -0.5 * size < gap < wide and last.beside(box) and 0.8 < box.size / size < 1.25 and here is where
            if not follows:
                yield _piece(_spaced(run, blanks))
                run, blanks = [], {}
            elif blank:
                blanks[len(run)] = blank
        run.append((sign, box))
        if _HAN.match(sign):
            em = box.x1 - box.x0
        blank, where = "", here
    if run:
        yield _piece(_spaced(run, blanks))


def _spaced(run: list[tuple[str, Box]], blanks: dict[int, str]) -> list[tuple[str, Box]]:
    """The run with those of its blanks added for which there is room.

    An inferred blank must be wider than the run's usual gap, since a justified line is stretched between all letters.
    Between a Latin and a Chinese letter only a blank of the file counts: typesetters put a little space there.
    """
    if not blanks:
        return run
    gaps: dict[bool, list[float]] = {True: [], False: []}
    for (before, last), (sign, box) in pairwise(run):
        if sign.isascii() == before.isascii():
            gaps[sign.isascii()].append(max(0.0, box.x0 - last.x1))
    usual = {kind: median(found) for kind, found in gaps.items() if found}
    spaced = run[:1]
    for at, ((before, last), (sign, box)) in enumerate(pairwise(run), 1):
        blank = blanks.get(at)
        inferred = blank == _GAP
        room = box.x0 - last.x1 - (usual.get(sign.isascii(), 0.0) if inferred else 0.0)
        if blank and room > _BLANK * last.size and not (inferred and sign.isascii() != before.isascii()):
            spaced.append((" ", Box(last.x1, last.top, last.x1, last.bottom)))
        spaced.append((sign, box))
    return spaced


def _cell_of(box: Box, guess: Box | None, cells: list[Box]) -> Box | None:
    """The table cell that a letter stands in (`guess` is tried first), or None outside of tables."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    if guess is not None and guess.x0 <= x < guess.x1 and guess.top <= y < guess.bottom:
        return guess
    return next((cell for cell in cells if cell.x0 <= x < cell.x1 and cell.top <= y < cell.bottom), None)


def _piece(run: list[tuple[str, Box]]) -> Piece:
    """A run of letters as a `Piece`."""
    text = "".join(sign for sign, _ in run)
    boxes = [box for _, box in run]
    # One box can hold several characters (a ligature), so count characters up to the first word's end.
    length, last = first_word(text), -1
    while length > 0:
        last += 1
        length -= len(run[last][0])
    tail = min(hanging(text), len(boxes))
    han = [box.x1 - box.x0 for sign, box in run if _HAN.match(sign)]
    em = median(han) if han else median(box.size for box in boxes)
    return Piece(
        boxes[0].x0,
        median(box.top for box in boxes),
        boxes[-1].x1,
        median(box.bottom for box in boxes),
        text,
        em,
        boxes[last].x1 - boxes[0].x0,
        boxes[-1].x1 - boxes[-tail].x0 if tail else 0.0,
    )


def _rules(handle: Any) -> Iterator[Box]:
    """The horizontal and vertical lines of a page: strokes, thin shapes, and the sides of boxes."""
    import pypdfium2
    import pypdfium2.raw as c

    segments = 0
    for shape in islice(handle.get_objects(filter=[c.FPDF_PAGEOBJ_PATH], max_depth=4), _MOST_SHAPES):
        try:
            x0, y0, x1, y1 = shape.get_bounds()
        except pypdfium2.PdfiumError:
            continue  # PDFium cannot measure it
        width, height = x1 - x0, y1 - y0
        if min(width, height) < _THIN:
            if max(width, height) > max(_SHORT, _THIN):
                yield Box(x0, y0, x1, y1)
        elif (segments := segments + c.FPDFPath_CountSegments(shape)) < _MOST_SEGMENTS:
            yield from _sides(shape)


def _sides(shape: Any) -> Iterator[Box]:
    """The horizontal and vertical segments of a shape."""
    import pypdfium2.raw as c

    matrix = shape.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    start: tuple[float, float] | None = None
    at: tuple[float, float] | None = None
    for number in range(c.FPDFPath_CountSegments(shape)):
        segment = c.FPDFPath_GetPathSegment(shape, number)
        if not c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        to = matrix.on_point(x.value, y.value)
        kind = c.FPDFPathSegment_GetType(segment)
        if kind == c.FPDF_SEGMENT_MOVETO:
            start = to
        elif kind == c.FPDF_SEGMENT_LINETO and at is not None:
            yield from straight(at, to)
        at = to
        if c.FPDFPathSegment_GetClose(segment) and start is not None:
            yield from straight(to, start)


def straight(a: tuple[float, float], b: tuple[float, float]) -> Iterator[Box]:
    """The segment between two points as a box, if it is horizontal or vertical and long enough."""
    box = Box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
    width, height = box.x1 - box.x0, box.bottom - box.top
    if min(width, height) < 1.0 and max(width, height) > _SHORT:
        yield box


def _has_picture(handle: Any) -> bool:
    """True if the page holds a picture."""
    import pypdfium2.raw as c

    return next(iter(handle.get_objects(filter=[c.FPDF_PAGEOBJ_IMAGE], max_depth=4)), None) is not None
