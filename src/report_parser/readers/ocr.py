"""Text recognition (OCR) for pictures of pages, with RapidOCR. Its models are in its wheel: nothing is downloaded."""

from __future__ import annotations

from functools import lru_cache
from statistics import median
from typing import Any

from report_parser.errors import MissingExtraError
from report_parser.readers.layout import Piece, first_word, hanging

_LONG = 8  # letters; a line this long is wide enough to tell the size of its letters


@lru_cache(maxsize=1)
def engine() -> Any:
    """The OCR engine, made once. Raises MissingExtraError: call it before rendering a page, which needs numpy too."""
    try:
        from rapidocr import RapidOCR

        return RapidOCR(params={"Global.log_level": "critical"})
    except ImportError as problem:
        raise MissingExtraError('reading scans needs an extra: pip install "report-parser[ocr]".') from problem


def pieces(image: Any, scale: float) -> list[Piece]:
    """The lines of text in a picture (an array of pixels); their coordinates are pixels divided by `scale`.

    Raises MissingExtraError.
    """
    result = engine()(image)
    if result is None or result.boxes is None or result.txts is None:
        return []
    found: list[Piece] = []
    for corners, text in zip(result.boxes, result.txts, strict=True):
        if text:
            xs, ys = [float(x) / scale for x, _ in corners], [float(y) / scale for _, y in corners]
            found.append(_piece(text, min(xs), min(ys), max(xs), max(ys)))
    long = [piece.em for piece in found if len(piece.text) >= _LONG]
    usual = median(long) if long else 0.0
    return [_evened(piece, usual) for piece in found]


def _width(text: str) -> float:
    """The width of a text in Chinese letters: Latin letters and digits count as half of one."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)


def _piece(text: str, x0: float, top: float, x1: float, bottom: float) -> Piece:
    """One recognised line as a `Piece`. OCR gives no places of single letters, so their widths are estimated."""
    em = (x1 - x0) / _width(text)
    return Piece(x0, top, x1, bottom, text, em, _width(text[: first_word(text)]) * em, hanging(text) * em)


def _evened(piece: Piece, usual: float) -> Piece:
    """The piece with the page's usual letter size if its own is near it: OCR boxes of equal letters differ a little."""
    if 0.7 * usual < piece.em < 1.25 * usual:
        middle = (piece.top + piece.bottom) / 2
        shrink = usual / piece.em
        piece.top, piece.bottom, piece.em = middle - usual / 2, middle + usual / 2, usual
        piece.lead, piece.tail = piece.lead * shrink, piece.tail * shrink
    return piece
