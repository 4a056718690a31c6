"""A report drawn as PDF by ReportLab, line by line, as programs write that know nothing of paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

WIDTH, HEIGHT = 595, 842
FONT = "STSong-Light"  # every PDF engine knows it by name
TITLE = 25  # a line among the first that is not longer is centred
_TOKEN = re.compile(r"[A-Za-z0-9.,%:/]+|.")
_CLINGS = "，。；：、）”》！？"

Wrap = Callable[..., list[str]]


def by_count(line: str, most: int) -> list[str]:
    """The line cut after so many characters, half width or not: the right edge is ragged."""
    return [line[at : at + most] for at in range(0, len(line), most)]


def columns(words: str) -> float:
    """How many columns words take: a Chinese character takes two."""
    return sum(1 if sign.isascii() else 2 for sign in words)


def by_width(line: str, most: int, measure: Callable[[str], float] = columns) -> list[str]:
    """The line broken before the word that does not fit; punctuation hangs."""
    found, here, width = [], "", 0.0
    for token in _TOKEN.findall(line):
        size = measure(token)
        if here and width + size > most and token not in _CLINGS:
            found.append(here)
            here, width = "", 0.0
        here, width = here + token, width + size
    return [*found, here] if here else found


@dataclass(frozen=True)
class Layout:
    """How a report stands on its pages. `most`: what a line holds, by `wrap`. `gap`: between paragraphs, in points."""

    most: int = 32
    wrap: Wrap = by_count
    indent: str = "　　"
    align: str = "left"
    gap: float = 0
    size: float = 14
    step: float = 24
    lines: int = 26
    header: str = ""
    number: str = "— {} —"
    number_size: float = 14
    twice: bool = False


LAYOUTS = {
    "32 characters a line": Layout(),
    "a ragged edge": Layout(most=60, wrap=by_width),
    "justified": Layout(most=60, wrap=by_width, align="justify"),
    "no indent, paragraphs set apart": Layout(indent="", gap=12, lines=22),
    "centred": Layout(most=60, wrap=by_width, indent="", align="centre"),
    "drawn twice": Layout(twice=True),
    "a header and bare page numbers": Layout(header="岭北县公报　2026年第{}期", number="{}", number_size=9),
    "numbers as 第1页": Layout(number="第 {} 页", most=64, wrap=by_width, size=13),
}


def drawn(paragraphs: list[str], layout: Layout) -> bytes:
    """The PDF of a report."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)
    page, count, y = 1, 0, 100.0
    measure = layout.most / (2 if layout.wrap is by_width else 1) * layout.size
    left = (WIDTH - measure) / 2

    def columns_drawn(words: str) -> float:
        return 2.0 * pdfmetrics.stringWidth(words, FONT, 1)

    def finish_page() -> None:
        canvas.setFont(FONT, 10)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 50, layout.header.format(page))
        canvas.setFont(FONT, layout.number_size)
        canvas.drawCentredString(WIDTH / 2, 45, layout.number.format(page))
        canvas.showPage()

    for number, paragraph in enumerate(paragraphs):
        is_title = number < 6 and len(paragraph) <= TITLE
        whole = ("" if is_title else layout.indent) + paragraph
        lines = by_width(whole, layout.most, columns_drawn) if layout.wrap is by_width else by_count(whole, layout.most)
        for at, line in enumerate(lines):
            if count == layout.lines:
                finish_page()
                page, count, y = page + 1, 0, 100.0
            width = pdfmetrics.stringWidth(line, FONT, layout.size)
            centred = is_title or layout.align == "centre"
            text = canvas.beginText(WIDTH / 2 - width / 2 if centred else left, HEIGHT - y)
            text.setFont(FONT, layout.size)
            if layout.align == "justify" and at + 1 < len(lines):
                text.setCharSpace(min(6, (measure - width) / (len(line) - 1)))
            text.textOut(line)
            canvas.drawText(text)
            if layout.twice:  # a little aside, to look bold
                canvas.setFont(FONT, layout.size)
                canvas.drawString((WIDTH / 2 - width / 2 if centred else left) + 0.25, HEIGHT - y, line)
            y += layout.step
            count += 1
        y += layout.gap
    finish_page()
    canvas.save()
    return out.getvalue()
