"""Small .docx files for tests, from the XML of their body and of the parts that it needs."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{parts}</Types>'
)
_KINDS = {"hdr": "header", "ftr": "footer"}  # roots whose parts have other names
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def part(root: str, inner: str) -> bytes:
    """An XML part of a Word file."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_SPACES}>{inner}</w:{root}>'.encode()


def word(body: str, **parts: str) -> bytes:
    """A .docx with a body and further parts (`numbering`, `styles`, `footnotes`, `endnotes`, `hdr`, `ftr`)."""
    types = "".join(
        f'<Override PartName="/word/{name}.xml"'
        f' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{_KINDS.get(name, name)}+xml"/>'
        for name in parts
    )
    links = "".join(
        f'<Relationship Id="r{name}" Type="{_REL}/{_KINDS.get(name, name)}" Target="{name}.xml"/>' for name in parts
    )
    made = {
        "[Content_Types].xml": _TYPES.format(parts=types).encode(),
        "_rels/.rels": _RELS.format(
            f'<Relationship Id="d" Type="{_REL}/officeDocument" Target="word/document.xml"/>'
        ).encode(),
        "word/_rels/document.xml.rels": _RELS.format(links).encode(),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
    } | {f"word/{name}.xml": part(name, inner) for name, inner in parts.items()}
    return packed(made)


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip package; equal parts give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def p(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def numbered(text: str, list_id: int, level: int = 0) -> str:
    """A paragraph of an automatic list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def level(at: int, number_format: str, text: str, start: int = 1, extra: str = "") -> str:
    """One level of a list definition."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*definitions: str, overrides: dict[int, tuple[int, str]] | None = None) -> str:
    """Numbering: definition k is list k; `overrides` adds lists {id: (definition, XML of the override)}."""
    text = "".join(f'<w:abstractNum w:abstractNumId="{k}">{d}</w:abstractNum>' for k, d in enumerate(definitions, 1))
    text += "".join(
        f'<w:num w:numId="{k}"><w:abstractNumId w:val="{k}"/></w:num>' for k in range(1, len(definitions) + 1)
    )
    return text + "".join(
        f'<w:num w:numId="{k}"><w:abstractNumId w:val="{d}"/>{xml}</w:num>' for k, (d, xml) in (overrides or {}).items()
    )


def tc(text: str, properties: str = "") -> str:
    """A table cell of one paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A table row."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"
