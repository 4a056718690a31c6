"""Reads pictures of pages with RapidOCR, whose models come inside its wheel: nothing is downloaded."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from report_parser.errors import MissingExtraError
from report_parser.readers.layout import Piece, first_word, hanging


@lru_cache(maxsize=1)
def _engine() -> Any:
    try:
        from rapidocr import RapidOCR
    except ImportError as problem:
        raise MissingExtraError('reading scans needs an extra: pip install "report-parser[ocr]".') from problem
    return RapidOCR(params={"Global.log_level": "critical"})


def pieces(image: Any, scale: float) -> list[Piece]:
    """The lines of text in a picture (an array of pixels), at places measured in pixels / `scale`.

    Raises MissingExtraError.
    """
    result = _engine()(image)
    if result is None or result.boxes is None or result.txts is None:
        return []
    found: list[Piece] = []
    for corners, text in zip(result.boxes, result.txts, strict=True):
        xs, ys = [float(x) / scale for x, _ in corners], [float(y) / scale for _, y in corners]
        if text:
            # Letters have no places of their own here: Latin letters and digits count as half a Chinese one.
            em = (max(xs) - min(xs)) / sum(0.5 if sign.isascii() else 1.0 for sign in text)
            lead = sum(0.5 if sign.isascii() else 1.0 for sign in text[: first_word(text)]) * em
            tail = hanging(text) * em
            found.append(Piece(min(xs), min(ys), max(xs), max(ys), text, em, lead, tail))
    return found
