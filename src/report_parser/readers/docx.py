"""Word documents (.docx, ISO/IEC 29500) as they read on the page: automatic numbers written out, tracked changes
accepted, footnotes behind the paragraph that cites them, text boxes behind their anchor; headers, footers, comments,
hidden text and the table of contents left out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

import regex

from report_parser.errors import DamagedSourceError
from report_parser.models import Source
from report_parser.readers import Options, typeset
from report_parser.readers.builder import Builder, RawCell, cell_of, clean, set_in
from report_parser.readers.limits import Meter
from report_parser.readers.numbering import Level, List, Numbering
from report_parser.readers.package import Package
from report_parser.readers.stacked import unstack
from report_parser.readers.xml import each, number, parse, switched_on, under, value
from report_parser.text.document import Document

_NOTES = {"w:footnoteReference": "footnotes", "w:endnoteReference": "endnotes"}
# Elements that only wrap shown content (insertions, links, content controls): the walk goes through them.
_WRAPPERS = {
    "w:ins", "w:moveTo", "w:hyperlink", "w:smartTag", "w:customXml", "w:sdt", "w:sdtContent", "w:fldSimple", "w:dir",
    "w:bdo", "w:ruby", "w:rubyBase", "m:oMathPara",
}  # fmt: skip
_HEX = regex.compile(r"[0-9A-Fa-f]{1,4}+")
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}


def read(data: bytes, source: Source, options: Options) -> Document:
    """Read a .docx. Raises DamagedSourceError, EncryptedSourceError or LimitExceededError."""
    meter = Meter(options.limits)
    package = Package(data, meter)
    main = _main_part(package, meter)
    root = _part(package, main, meter)
    body = None if root is None else under(root, "w:body")
    if body is None:
        raise DamagedSourceError("the file is a zip package without the main part of a Word document.")
    folder = posixpath.dirname(main)
    word = _WordDocument(package, folder, meter)
    word.blocks(body)
    word.finish()
    return word.builder.document(source, word.fields())


def _part(package: Package, name: str, meter: Meter) -> Element | None:
    """The root element of a part, or None if the package has no such part."""
    data = package.read(name)
    return None if data is None else parse(data, meter)


def _main_part(package: Package, meter: Meter) -> str:
    """The name of the part with the document's body, as the package's relationships state it."""
    relations = _part(package, "_rels/.rels", meter)
    for relation in each(relations, "rel:Relationship"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "word/document.xml"


@dataclass(slots=True)
class _Style:
    """What a paragraph style says, with what it inherits from the styles it is based on. None: not stated."""

    name: str = ""
    list_id: str | None = None
    level: int | None = None
    outline: int | None = None
    hidden: bool = False
    bold: bool = False
    centred: bool = False


_PLAIN = _Style()


def _switch(properties: Element | None, name: str, inherited: bool) -> bool:
    """An on/off property where it is set, else what is inherited."""
    return (
        switched_on(properties, name) if properties is not None and under(properties, name) is not None else inherited
    )


def _styles(root: Element | None) -> dict[str, _Style]:
    """The paragraph styles by id, inheritance worked out; empty without a styles part."""
    raw = {style.get("w:styleId", ""): style for style in each(root, "w:style")}
    known: dict[str, _Style] = {}
    for name in raw:
        chain: list[str] = []
        at: str | None = name
        while at in raw and at not in chain and at not in known:
            chain.append(at)
            at = value(under(raw[at], "w:basedOn"))
        for link in reversed(chain):
            base = known.get(value(under(raw[link], "w:basedOn")) or "", _Style())
            element = raw[link]
            list_id = value(under(element, "w:pPr", "w:numPr", "w:numId"))
            level = number(under(element, "w:pPr", "w:numPr", "w:ilvl"))
            outline = number(under(element, "w:pPr", "w:outlineLvl"))
            run = under(element, "w:rPr")
            aligned = value(under(element, "w:pPr", "w:jc"))
            known[link] = _Style(
                name=(value(under(element, "w:name")) or "").lower(),
                list_id=base.list_id if list_id is None else list_id,
                level=base.level if level is None else level,
                outline=base.outline if outline is None else outline,
                hidden=_switch(run, "w:vanish", base.hidden),
                bold=_switch(run, "w:b", base.bold),
                centred=base.centred if aligned is None else aligned == "center",
            )  # fmt: skip
    return known


def _numbering(root: Element | None, styles: dict[str, _Style]) -> Numbering:
    """The automatic lists of the numbering part; none without that part."""
    definitions: dict[str, dict[int, Level]] = {}
    style_links: dict[str, str] = {}
    lists: dict[str, List] = {}
    for definition in each(root, "w:abstractNum"):
        name = definition.get("w:abstractNumId", "")
        definitions[name] = _levels(definition)
        if (linked := value(under(definition, "w:numStyleLink"))) is not None:
            style_links[name] = linked
    for entry in each(root, "w:num"):
        starts: dict[int, int] = {}
        for override in each(entry, "w:lvlOverride"):
            at, start = number(override, "w:ilvl"), number(under(override, "w:startOverride"))
            if at is not None and start is not None:
                starts[at] = start
        levels = {k: level for override in each(entry, "w:lvlOverride") for k, level in _levels(override).items()}
        definition_id = value(under(entry, "w:abstractNumId")) or ""
        lists[entry.get("w:numId", "")] = List(definition_id, levels, starts)
    for name, style in style_links.items():
        # A list style: the definition stands with the list that the style names.
        target = lists.get(styles[style].list_id or "") if style in styles else None
        if target is not None and target.definition != name:
            definitions[name] = definitions.get(target.definition, {})
    return Numbering(definitions, lists)


def _levels(parent: Element) -> dict[int, Level]:
    """The levels that a list definition (or an override of one) states, by their number from 0."""
    levels: dict[int, Level] = {}
    for level in each(parent, "w:lvl"):
        at = number(level, "w:ilvl")
        if at is None:
            continue
        # Formats newer than the standard stand in an alternative, with the old one as fallback.
        shape = under(level, "w:numFmt")
        if shape is None:
            shape = under(level, "mc:AlternateContent", "mc:Choice", "w:numFmt")
        name = value(shape) or "decimal"
        if name == "custom" and (value(shape, "w:format") or "").startswith("01"):
            name = "decimalZero"
        start = number(under(level, "w:start"))
        levels[at] = Level(
            start=0 if start is None else start,
            number_format=name,
            text=value(under(level, "w:lvlText")) or "",
            restart=number(under(level, "w:lvlRestart")),
            legal=switched_on(level, "w:isLgl"),
            suffix=value(under(level, "w:suff")) or "tab",
            style=value(under(level, "w:pStyle")),
        )
    return levels


@dataclass(slots=True)
class _ParagraphText:
    """A paragraph in the making: pieces of its text (`parts`), notes and text boxes to write behind it (`after`).

    `hidden` and `bold` are what its style says; `light` that some of its text is not bold.
    """

    hidden: bool = False
    bold: bool = False
    centred: bool = False
    light: bool = False
    parts: list[str] = field(default_factory=list)
    after: list[Element] = field(default_factory=list)
    codes: list[bool] = field(default_factory=list)  # one an open field: True in its code, False in its result

    def mark(self, kind: str | None) -> None:
        """Follow the marks of a field: "begin", "separate" (its result follows) and "end"."""
        if kind == "begin":
            self.codes.append(True)
        elif kind == "separate" and self.codes:
            self.codes[-1] = False
        elif kind == "end" and self.codes:
            self.codes.pop()


class _WordDocument:
    """Walks through a document's paragraphs and tables in order and hands their text to a `Builder`."""

    def __init__(self, package: Package, folder: str, meter: Meter) -> None:
        self.builder = Builder(meter)
        self._meter = meter
        styles = _part(package, posixpath.join(folder, "styles.xml"), meter)
        self._styles = _styles(styles)
        self._usual = _usual_style(styles)
        self._numbering = _numbering(_part(package, posixpath.join(folder, "numbering.xml"), meter), self._styles)
        self._notes = {
            reference: {
                note.get("w:id", ""): note
                for note in _part_or_nothing(package, posixpath.join(folder, f"{part}.xml"), meter)
                if value(note, "w:type") in (None, "normal")
            }
            for reference, part in _NOTES.items()
        }
        self._endnotes: list[Element] = []
        self._open: _ParagraphText | None = None  # a paragraph whose end mark was deleted: the next one goes on in it
        self._titles: list[str] = []

    def fields(self) -> dict[str, str]:
        """Hints for the header: the title, if paragraphs have the style Title."""
        return {"title": "".join(self._titles)} if self._titles else {}

    def finish(self) -> None:
        """Write the paragraph that is still open, then the endnotes."""
        self._flush()
        for note in self._endnotes:
            self.blocks(note)
            self._flush()

    def blocks(self, parent: Element) -> None:
        """Write the paragraphs and tables of a body, a note, a text box, or a cell that only frames text."""
        for block in _shown(parent):
            self._meter.time()
            if block.tag == "w:p":
                self._paragraph(block)
            elif block.tag == "w:tbl":
                self._flush()
                self._table(block)

    def _flush(self) -> None:
        """Write the paragraph that waited for its continuation, if there is one."""
        if self._open is not None:
            text, self._open = self._open, None
            self._write(text, "", None)

    def _paragraph(self, p: Element) -> None:
        """Write a paragraph; one whose end mark was deleted waits in `_open` and goes on in the next."""
        text, self._open = self._open or _ParagraphText(), None
        properties = under(p, "w:pPr")
        style = self._style(properties)
        text.hidden, text.bold = style.hidden, style.bold
        self._inline(p, text)
        if _end_mark_deleted(properties):
            # The next paragraph continues this one, and its properties count for both.
            self._open = text
            return
        if properties is not None and switched_on(under(properties, "w:rPr"), "w:vanish") and not text.parts:
            return  # hidden as a whole, and not counted
        label = self._label(properties, style)  # counted even where the paragraph is empty, as Word does
        if style.name.startswith("toc "):
            return
        if style.name == "title":
            self._titles.append(clean("".join(text.parts)))
        outline = None if properties is None else number(under(properties, "w:outlineLvl"))
        outline = style.outline if outline is None else outline
        aligned = None if properties is None else value(under(properties, "w:jc"))
        text.centred = style.centred if aligned is None else aligned == "center"
        self._write(text, label, outline + 1 if outline is not None and 0 <= outline <= 8 else None)

    def _write(self, text: _ParagraphText, label: str, heading: int | None) -> None:
        """Hand a paragraph with its automatic number to the builder, then its notes and text boxes."""
        said = "".join(text.parts)
        if said.strip():
            for at, line in enumerate((label + said.lstrip()).split("\n")):
                self.builder.line(line, heading if at == 0 else None, text.centred or not text.light)
        for block in text.after:
            self.blocks(block)
            self._flush()

    def _style_name(self, properties: Element | None) -> str:
        """The id of a paragraph's style, or that of the default style if it names none."""
        name = None if properties is None else value(under(properties, "w:pStyle"))
        return self._usual if name is None else name

    def _style(self, properties: Element | None) -> _Style:
        """A paragraph's style; an empty one if the file does not define it."""
        return self._styles.get(self._style_name(properties), _Style())

    def _label(self, properties: Element | None, style: _Style) -> str:
        """The automatic number of a paragraph, by its own list or else its style's; empty if it is in no list."""
        own = None if properties is None else under(properties, "w:numPr")
        list_id = None if own is None else value(under(own, "w:numId"))
        level = None if own is None else number(under(own, "w:ilvl"))
        if list_id is None:
            list_id = style.list_id
            if list_id is not None and level is None:
                level = self._numbering.level_of_style(list_id, self._style_name(properties))
                level = style.level if level is None else level
        return "" if list_id in (None, "0") else self._numbering.label(list_id or "", level or 0)

    def _inline(self, parent: Element, text: _ParagraphText) -> None:
        """Add the shown text of an element's runs to `text`, through elements that wrap runs."""
        for child in parent:
            tag = child.tag
            if tag == "w:r":
                self._run(child, text)
            elif tag in _WRAPPERS:
                self._inline(child, text)
            elif tag == "m:oMath":
                text.parts.extend(t.text or "" for t in child.iter("m:t"))
            elif tag == "mc:AlternateContent":
                self._inline(_alternative(child), text)

    def _run(self, run: Element, text: _ParagraphText) -> None:
        """Add a run (a stretch of one format), unless it is hidden by itself or by its style."""
        properties = under(run, "w:rPr")
        style = self._styles.get(value(None if properties is None else under(properties, "w:rStyle")) or "", _PLAIN)
        if _switch(properties, "w:vanish", text.hidden or style.hidden):
            return
        before = len(text.parts)
        self._run_content(run, text)
        if not _switch(properties, "w:b", text.bold or style.bold):
            text.light = text.light or any(part.strip() for part in text.parts[before:])

    def _run_content(self, run: Element, text: _ParagraphText) -> None:
        """Add what a run holds: text, tabs, symbols, notes, text boxes; the codes of fields are left out."""
        for piece in run:
            tag = piece.tag
            if tag == "w:fldChar":
                text.mark(piece.get("w:fldCharType"))
            elif any(text.codes):
                continue  # the code of a field, and any field inside it, is not shown
            elif tag == "w:t":
                text.parts.append((piece.text or "").replace("\n", " "))
            elif tag in _SIGNS:
                text.parts.append(_SIGNS[tag])
            elif tag == "w:sym":
                text.parts.append(_symbol(piece.get("w:char", "")))
            elif tag == "w:ruby":
                self._inline(piece, text)
            elif tag in ("w:drawing", "w:pict", "w:object"):
                text.after.extend(_text_boxes(piece))
            elif tag == "mc:AlternateContent":
                self._run_content(_alternative(piece), text)
            elif tag in _NOTES:
                # Removed from `_notes`, so that a note which cites itself is not written for ever.
                note = self._notes[tag].pop(piece.get("w:id", ""), None)
                if note is not None:
                    (self._endnotes if tag == "w:endnoteReference" else text.after).append(note)

    def _table(self, table: Element) -> None:
        """Write a table, then the tables inside its cells; a table of one cell is written as paragraphs."""
        rows: list[list[RawCell]] = []
        inner: list[Element] = []
        spans: dict[int, tuple[int, int]] = {}  # column -> place in `rows` of the cell that is being continued
        for row in _shown(table, "w:tr"):
            self._meter.time()
            properties = under(row, "w:trPr")
            if properties is not None and under(properties, "w:del") is not None:
                continue
            if switched_on(properties, "w:hidden"):
                continue
            header = switched_on(properties, "w:tblHeader")
            cells = [cell for cell in _shown(row, "w:tc") if under(cell, "w:tcPr", "w:cellDel") is None]
            placed: list[RawCell] = []
            column = 0
            skip = number(None if properties is None else under(properties, "w:gridBefore")) or 0
            if skip > 0:
                self._meter.spend("cells", skip)
                placed.append(RawCell("", 1, skip))
                column = skip
            for cell in cells:
                across = max(1, number(under(cell, "w:tcPr", "w:gridSpan")) or 1)
                merge = under(cell, "w:tcPr", "w:vMerge")
                if merge is not None and value(merge) != "restart" and column in spans:
                    above, at = spans[column]
                    old = rows[above][at]
                    rows[above][at] = replace(old, row_span=len(rows) - above + 1)
                else:
                    if merge is not None:
                        spans[column] = (len(rows), len(placed))
                    else:
                        spans.pop(column, None)
                    placed.append(cell_of(self._cell(cell, inner), 1, across, header=header))
                column += across
            rows.append(placed)
        if len(rows) == 1 and len(rows[0]) == 1:
            # A frame around text, not a table.
            for cell in (c for row in _shown(table, "w:tr") for c in _shown(row, "w:tc")):
                self.blocks(cell)
                self._flush()
            return
        self.builder.table(unstack(rows))
        for nested in inner:
            self._table(nested)

    def _cell(self, cell: Element, inner: list[Element]) -> list[str]:
        """The lines of a cell; tables in it are put aside, to follow the table."""
        lines: list[str] = []
        goes_on = False
        width = number(under(cell, "w:tcPr", "w:tcW"), "w:w") or 0
        for block in _shown(cell):
            if block.tag == "w:tbl":
                inner.append(block)
                continue
            properties, style = under(block, "w:pPr"), self._style(under(block, "w:pPr"))
            text = _ParagraphText(hidden=style.hidden)
            self._inline(block, text)
            label = self._label(properties, style)
            said = "".join(text.parts).rstrip()
            if goes_on:
                lines[-1] += said.strip()
            elif said.strip():
                lines += _set(label + said if label else said, properties, typeset.size_of(block), width, style)
            else:
                lines.append("")
            lines += (line for extra in text.after for line in self._cell(extra, inner))
            goes_on = _end_mark_deleted(properties)
        return lines


def _set(text: str, properties: Element | None, size: int, width: int, style: _Style) -> Iterator[str]:
    """The lines of a cell's paragraph as they are set: broken where they stand broken, and as far in."""
    own = None if properties is None else under(properties, "w:jc")
    inset = 0.0 if own is None and style.centred else typeset.set_in_by(properties, size)
    for line in text.split("\n"):
        blanks = len(line) - len(line.lstrip(" ")) if not line.startswith("\t") else 0
        for part in typeset.lines_of(line, properties, size, width):
            yield set_in(part, inset + blanks)


def _usual_style(root: Element | None) -> str:
    """The id of the default paragraph style; empty if there is none."""
    styles = (style for style in each(root, "w:style") if style.get("w:type") == "paragraph")
    return next((style.get("w:styleId", "") for style in styles if style.get("w:default") in ("1", "true", "on")), "")


def _end_mark_deleted(properties: Element | None) -> bool:
    """True if the paragraph mark was deleted or moved (a tracked change), so that the next paragraph goes on in it."""
    mark = None if properties is None else under(properties, "w:rPr")
    return mark is not None and any(under(mark, name) is not None for name in ("w:del", "w:moveFrom"))


def _symbol(code: str) -> str:
    """The character of a `w:sym` code; empty for the private area (Wingdings), which only its font explains."""
    found = _HEX.fullmatch(code)
    return "" if found is None or 0xE000 <= (sign := int(code, 16)) <= 0xF8FF else chr(sign)


def _part_or_nothing(package: Package, name: str, meter: Meter) -> list[Element]:
    """The children of a part's root, or an empty list if there is no such part."""
    root = _part(package, name, meter)
    return [] if root is None else list(root)


def _alternative(content: Element) -> Element:
    """The version of an mc:AlternateContent to read: its first choice, else its fallback, else an empty element."""
    choice = under(content, "mc:Choice")
    found = choice if choice is not None else under(content, "mc:Fallback")
    return found if found is not None else Element("nothing")


def _shown(parent: Element, *names: str) -> Iterator[Element]:
    """The children with these names (default: paragraphs, tables), also inside wrappers, without deleted ones."""
    wanted = names or ("w:p", "w:tbl")
    for child in parent:
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS and not _is_table_of_contents(child):
            yield from _shown(child, *names)
        elif child.tag == "mc:AlternateContent":
            yield from _shown(_alternative(child), *names)


def _is_table_of_contents(wrapper: Element) -> bool:
    """True if a content control holds a table of contents."""
    return value(under(wrapper, "w:sdtPr", "w:docPartObj", "w:docPartGallery")) == "Table of Contents"


def _text_boxes(element: Element) -> Iterator[Element]:
    """The text boxes of a drawing, without those inside another box."""
    for child in element:
        if child.tag == "w:txbxContent":
            yield child
        elif child.tag == "mc:AlternateContent":
            yield from _text_boxes(_alternative(child))
        else:
            yield from _text_boxes(child)
