"""XML of office files as a tree of elements. Document types and entities are refused, and nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from report_parser.errors import DamagedSourceError
from report_parser.readers.limits import Meter

# Namespaces of ISO/IEC 29500 (transitional and strict) and of markup compatibility, under the prefixes that it uses.
_PREFIXES: Mapping[str, str] = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
}


def parse(data: bytes, meter: Meter) -> Element:
    """The root element of an XML part. Names in known namespaces are written `w:p`, others without a prefix.

    Raises DamagedSourceError for XML that is not well formed or has a document type (the way to entity bombs and to
    outside entities, which office files never need), LimitExceededError for nesting over `Limits.depth`.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        meter.spend("depth", depth)
        builder.start(_short(name), {_short(key): value for key, value in attributes.items()} if attributes else {})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_short(name))

    def refuse(*_: object) -> None:
        raise DamagedSourceError("the file holds a document type declaration, which no office file has.")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, ValueError, LookupError) as problem:
        raise DamagedSourceError(f"the file holds broken XML ({problem}).") from problem


@lru_cache(1_024)
def _short(name: str) -> str:
    """Expat's `namespace name` as `prefix:name`, or as `name` for an unknown namespace."""
    space, _, local = name.rpartition(" ")
    prefix = _PREFIXES.get(space)
    return f"{prefix}:{local}" if prefix else local


def under(element: Element, *path: str) -> Element | None:
    """Follow a path of names, each the first child so called; None if a step is missing."""
    found = element
    for name in path:
        for child in found:
            if child.tag == name:
                found = child
                break
        else:
            return None
    return found


def value(element: Element | None, name: str = "w:val") -> str | None:
    """An attribute of an element; None if the attribute or the element is missing."""
    return None if element is None else element.get(name)


def number(element: Element | None, name: str = "w:val") -> int | None:
    """An attribute as a whole number; None if it is missing, no whole number, or longer than nine digits."""
    text = (value(element, name) or "").strip()
    sign, digits = text[:1] == "-", text.lstrip("+-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        return None
    return -int(digits) if sign else int(digits)


def switched_on(parent: Element | None, name: str) -> bool:
    """True if an on/off property is present and its value does not switch it off."""
    found = None if parent is None else under(parent, name)
    return found is not None and value(found) not in ("0", "false", "off", "none")


def each(element: Element | None, name: str) -> Iterator[Element]:
    """The children with this name; none if the element is missing (None)."""
    return iter(()) if element is None else (child for child in element if child.tag == name)
