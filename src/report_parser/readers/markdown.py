"""Markdown: removes the marks of headings, emphasis, links and quotes; the lines stay as they are."""

from __future__ import annotations

import regex

from report_parser.models import Source
from report_parser.readers import Options
from report_parser.readers.text import decode
from report_parser.text.document import Document, Hints

_HEADING = regex.compile(r" {0,3}+(#{1,6}+)[ \t]++(.*?)[ \t]*+#*+[ \t]*+$")
_FENCE = regex.compile(r" {0,3}+(?:```|~~~)")
_QUOTE = regex.compile(r"(?: {0,3}+> ?+){1,9}+")
_BULLET = regex.compile(r"[ \t]{0,12}+[-*+][ \t]++(?:\[[ xX]\][ \t]++)?+")
_RULE = regex.compile(r" {0,3}+(?:(?:-[ \t]*+){3,}+|(?:\*[ \t]*+){3,}+|(?:_[ \t]*+){3,}+|={3,}+)$")
_LINK = regex.compile(r"!?+\[([^\[\]]{0,500}+)\]\([^()\s]{0,2000}+(?:[ \t]++\"[^\"]{0,500}+\")?+\)")
_STRONG = regex.compile(r"(?<!\\)(\*\*|__|~~)(?=\S)(.{1,300}?)(?<=[^\s\\])\1")
_EMPHASIS = regex.compile(r"(?<![\\*0-9A-Za-z])\*(?=[^\s*])([^*]{1,300}+)(?<=\S)\*(?!\*)")
_CODE = regex.compile(r"`([^`]{1,1000}+)`")
_ESCAPED = regex.compile(r"\\([!-/:-@\[-`{-~])")


def read(data: bytes, source: Source, options: Options) -> Document:
    """Decode and remove the marks; headings become hints. Raises UndecodableError."""
    found = decode(data, options)
    lines = found.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    headings: dict[int, int] = {}
    plain: list[str] = []
    offset = 0
    fenced = False
    for line in lines:
        heading = None if fenced else _HEADING.match(line)
        if _FENCE.match(line):
            fenced = not fenced
            plain.append("")
        elif heading:
            headings[offset] = len(heading[1])
            plain.append(inline(heading[2]))
        else:
            plain.append(line if fenced else inline(line))
        offset += len(plain[-1]) + 1
    return Document(text="\n".join(plain), source=found.source(source), hints=Hints(headings=headings))


def inline(line: str) -> str:
    r"""A line without its marks.

    >>> inline("> 整改率**92.25**%，见[附件](a.pdf)\\*")
    '整改率92.25%，见附件*'
    """
    if _RULE.match(line):
        return ""
    quote = _QUOTE.match(line)
    line = line[quote.end() :] if quote else line
    bullet = _BULLET.match(line)
    line = line[bullet.end() :] if bullet else line
    for mark, kept in ((_LINK, r"\1"), (_STRONG, r"\2"), (_EMPHASIS, r"\1"), (_CODE, r"\1"), (_ESCAPED, r"\1")):
        line = mark.sub(kept, line)
    return line
