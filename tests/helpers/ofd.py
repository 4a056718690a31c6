"""Small OFD files for tests: text and rules at places on pages, in millimetres from the upper left corner."""

from __future__ import annotations

from helpers.docx import packed

SPACES = ("http://www.ofdspec.org/2016", "http://www.ofdspec.org")


def text(x: float, y: float, words: str, size: float = 4, more: str = "") -> str:
    """A line with its upper left corner at a place, in millimetres."""
    return (
        f'<ofd:TextObject ID="7" Boundary="{x} {y} 200 9" Font="1" Size="{size}"{more}>'
        f'<ofd:TextCode X="0" Y="{size * 0.86}" DeltaX="g {len(words) - 1} {size}">{words}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    """A drawn line, in millimetres."""
    return (
        f'<ofd:PathObject ID="8" Boundary="{x0} {y0} {x1 - x0} {y1 - y0}" Stroke="true">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def ofd(*pages: str, space: str = SPACES[0], parts: dict[str, bytes] | None = None) -> bytes:
    """An OFD of pages with such contents, and any other parts."""

    def part(name: str, content: str) -> bytes:
        return f'<?xml version="1.0" encoding="UTF-8"?><ofd:{name} xmlns:ofd="{space}">{content}</ofd:{name}>'.encode()

    kids = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
    area = (
        "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
    )
    root = "<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    made = {
        "OFD.xml": part("OFD", root),
        "Doc_0/Document.xml": part("Document", f"{area}<ofd:Pages>{kids}</ofd:Pages>"),
    }
    for at, content in enumerate(pages):
        layer = f'<ofd:Content><ofd:Layer Type="Body">{content}</ofd:Layer></ofd:Content>'
        made[f"Doc_0/Pages/Page_{at}/Content.xml"] = part("Page", layer)
    return packed(made | (parts or {}))
