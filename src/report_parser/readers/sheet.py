"""The rows of an Excel workbook's first sheet (.xlsx, ISO/IEC 29500), for corpora that people keep in spreadsheets."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import regex

from report_parser.errors import DamagedSourceError
from report_parser.readers.limits import Meter
from report_parser.readers.package import Package
from report_parser.readers.xml import each, parse, under

_COLUMN = regex.compile(r"([A-Z]{1,3}+)[0-9]++")


def rows(data: bytes, meter: Meter) -> Iterator[list[str]]:
    """The texts of the first sheet's cells, row by row; empty cells are empty strings.

    Raises DamagedSourceError, EncryptedSourceError or LimitExceededError.
    """
    package = Package(data, meter)

    def part(name: str) -> Element:
        found = package.read(name)
        if found is None:
            raise DamagedSourceError(f"the workbook has no part {name}.")
        return parse(found, meter)

    sheet = next(each(under(part("xl/workbook.xml"), "sheets"), "sheet"), None)
    links = {link.get("Id"): link.get("Target", "") for link in part("xl/_rels/workbook.xml.rels")}
    target = links.get(sheet.get("id")) if sheet is not None else None
    if not target:
        raise DamagedSourceError("the workbook has no sheet.")
    strings = package.read("xl/sharedStrings.xml")
    shared = [] if strings is None else [_text(entry) for entry in each(parse(strings, meter), "si")]
    for row in each(under(part(posixpath.join("/xl", target)), "sheetData"), "row"):
        meter.time()
        cells: list[str] = []
        for cell in each(row, "c"):
            found = _COLUMN.fullmatch(cell.get("r", ""))
            at = _number(found[1]) if found else len(cells)
            meter.spend("cells", at)
            cells += [""] * (at + 1 - len(cells))
            cells[at] = _value(cell, shared)
        yield cells


def _number(letters: str) -> int:
    """The column of a cell, from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text(entry: Element) -> str:
    """The text of a string element, without its phonetic guide."""
    runs = [entry, *each(entry, "r")]
    return "".join(piece.text or "" for run in runs for piece in each(run, "t"))


def _value(cell: Element, shared: list[str]) -> str:
    """The text of a cell; numbers as the file writes them, empty for an empty cell."""
    inline = under(cell, "is")
    if inline is not None:
        return _text(inline)
    written = under(cell, "v")
    text = (written.text or "") if written is not None else ""
    if cell.get("t") != "s":
        return text
    at = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else len(shared)
    return shared[at] if at < len(shared) else ""
