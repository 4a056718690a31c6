"""Web pages as government sites serve them.

resiliparse parses the page (as HTML5, so broken markup means what it means in a browser) and extracts the text of the
main content. That text has lost tables and headings, so it only shows where to look: the smallest element that holds it
is written here, from the article's title on, without hidden elements and without lists of links.

The page is walked twice: `_FirstWalk` counts what each element holds, so that `_WebPage` can choose the report's part;
`_SecondWalk` writes that part.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

import regex

from report_parser.errors import DamagedSourceError, LimitExceededError, MissingExtraError, UndecodableError
from report_parser.models import Source
from report_parser.readers import Options
from report_parser.readers.builder import Builder, RawCell, cell_of, clean, one_line, set_in
from report_parser.readers.limits import Meter
from report_parser.readers.numbering import written
from report_parser.readers.stacked import unstack
from report_parser.readers.text import Decoded, decode
from report_parser.text.document import Document

if TYPE_CHECKING:
    from resiliparse.parse.html.node import ElementNode, Node
    from resiliparse.parse.html.tree import HTMLTree

# Meta tags that every government site must set (政府网站发展指引, 国办发〔2017〕47号) -> the header field they give.
META = {
    "articletitle": "title",
    "pubdate": "published",
    "contentsource": "origin",
    "sitename": "site",
    "columnname": "column",
    "author": "author",
    "keywords": "keywords",
    "description": "description",
    "url": "url",
}
_NEVER_SHOWN = set(
    "script style noscript template head title meta link iframe object embed svg math canvas video audio button select"
    " option input textarea datalist nav footer aside dialog rt rp".split()
)
_BLOCKS = set(
    "address article blockquote body center dd details dir div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6"
    " header hr html li main menu ol p pre section summary table tbody td tfoot th thead tr ul caption".split()
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_LIST_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CJK_LIST = regex.compile(r"list-style(?:-type)?\s*+:[^;]{0,80}?(?:cjk-ideographic|simp-chinese|trad-chinese)", regex.I)
_NO_LIST = regex.compile(r"list-style(?:-type)?\s*+:[^;]{0,80}?none", regex.I)
_WECHAT_TIME = regex.compile(r"\b(?:ct|create_time|publish_time)\s{0,4}+[=:]\s{0,4}+[\"']?(1[0-9]{9})(?![0-9])")
_CHINA = timezone(timedelta(hours=8))
_HIDDEN = regex.compile(r"display\s*+:\s*+none|visibility\s*+:\s*+hidden", regex.I)
_BOLD = regex.compile(r"font-weight\s*+:\s*+(?:bold|[6-9]00)", regex.I)
_CENTRED = regex.compile(r"text-align\s*+:\s*+center", regex.I)
# How far a style sets the text of a cell in, and half letters in each unit of length.
_INDENT = regex.compile(
    r"(?:padding-left|text-indent|margin-left)\s*+:\s*+([0-9]{1,4}(?:\.[0-9]{1,4})?)(px|pt|r?em)", regex.I
)
_HALF_LETTERS = {"px": 0.125, "pt": 1 / 6, "em": 2.0, "rem": 2.0}
_HIDDEN_RULE = regex.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_MEDIA_RULE = regex.compile(r"@[a-z-]++[^{};]{0,400}+\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\}", regex.I)
_SIMPLE_SELECTOR = regex.compile(r"[.#][\w-]++")
_CHARSET = regex.compile(rb"charset\s*+=\s*+[\"']?\s*+([\w.:-]{1,40}+)", regex.I)
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
_BREAK = "\x1e"  # between the lines of a cell
_SPACE = regex.compile(r"\s++")
_ANCHOR = regex.compile(r"#.")
_MARK = regex.compile(r"\s*+[\[［〔【(（]?+(?:[0-9]{1,3}+|[①-⑳*※])[\]］〕】)）]?+\s*+")
_HAN = regex.compile(r"\p{Han}")
# A line break in the markup between two Chinese characters: not a blank.
_WRAPPED = regex.compile(r"(?<=[\p{Han}，。；：、！？”）])[ \t]*+[\r\n]\s*+(?=[\p{Han}“（])")
_LABEL = regex.compile(r"\s*+\p{Han}{2,6}+[：:]")
_TOKEN = regex.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)|<(/?)([a-z][^\s/>]*+)((?:[^>\"']++|\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))*+)",
    regex.I | regex.S,
)
# Elements that HTML closes by itself: left open, they do not add to the nesting.
_SELF_CLOSING = set(
    "p li td th tr dd dt option thead tbody tfoot br img hr input meta link col area base embed source track wbr param"
    " html head body".split()
)
_ATTRIBUTES = 1_000
_SENTENCE = regex.compile(r"[。；！？]")
_CORE, _MAIN = 0.95, 0.7  # the chosen element holds this share of the main content's sentences, and of all its lines
_TITLE = 8  # a line this long with which the window's title begins is the article's title
_HEAD = 300  # letters; a longer element is not part of an article's head
_LINKS, _LINK_SHARE = 3, 0.6  # an element with this many links and this share of link text is a list of links
_SHORT_CELL = 20  # letters
_FIGURE = regex.compile(r"[-+−]?[0-9][0-9,.]{0,20}(?: ?(?:[%％‰]|[十百千万亿]{0,3}\p{Han}{1,4}))?")
_LAYOUT_BLOCKS, _LAYOUT_TEXT = 5, 300  # a table cell with more lines and letters than this is a column of the page


def read(data: bytes, source: Source, options: Options) -> Document:
    """Read a web page. Raises MissingExtraError or LimitExceededError."""
    try:
        from resiliparse.extract.html2text import extract_plain_text
        from resiliparse.parse.html import HTMLParserException, HTMLTree
    except ImportError as problem:
        raise MissingExtraError('reading HTML needs an extra: pip install "report-parser[readers]".') from problem
    meter = Meter(options.limits)
    found = _decoded(data, options)
    markup = found.text
    _check(markup, meter)
    try:
        tree = HTMLTree.parse(markup)
        main = extract_plain_text(tree, main_content=True, list_bullets=False, alt_texts=False)
    except HTMLParserException as problem:
        raise DamagedSourceError(f"the page cannot be parsed ({problem}).") from problem
    fields = _meta(tree)
    page = _WebPage(tree, main, fields.get("title", ""), meter)
    builder = Builder(meter)
    _render(page, builder)
    return builder.document(found.source(source), fields)


def _decoded(data: bytes, options: Options) -> Decoded:
    """Decode a page: as UTF-8 if that is valid, else as it declares, else as `readers.text.decode` finds."""
    if options.encoding is None and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        found = _CHARSET.search(data[:8192])
        declared = found[1].decode().lower() if found else ""
        declared = _ALIASES.get(declared, declared)
        for name in ("utf-8-sig", declared):
            try:
                return Decoded(data.decode(name))
            except (LookupError, UnicodeError):
                continue
        with suppress(UndecodableError):  # where too much is damaged, the declaration is wrong
            return decode(data, replace(options, encoding=declared or None))
    return decode(data, options)


def _check(markup: str, meter: Meter) -> None:
    """Refuse markup on which a parser takes quadratic time: very deep nesting, very many attributes."""
    depth = 0
    for token in _TOKEN.finditer(markup):
        name, attributes = token[3], token[4]
        if name is None:
            continue
        if len(attributes) > _ATTRIBUTES and len(attributes.split(None, _ATTRIBUTES)) > _ATTRIBUTES:
            raise LimitExceededError(f"the page has a tag with more than {_ATTRIBUTES} attributes.")
        if name.lower() not in _SELF_CLOSING:
            depth = max(0, depth - 1) if token[2] else depth + 1
            meter.spend("depth", depth)


def _meta(tree: HTMLTree) -> dict[str, str]:
    """The header fields that the page states in its meta tags, by the names in `META`, or as WeChat's articles do."""
    fields: dict[str, str] = {}
    if tree.head is None:
        return fields
    for element in tree.head.query_selector_all("meta"):
        hint = META.get((element.getattr("name") or "").strip().lower())
        content = clean(element.getattr("content") or "")
        if hint and content:
            fields.setdefault(hint, content)
    return fields | _of_wechat(tree)


def _of_wechat(tree: HTMLTree) -> dict[str, str]:
    """The header fields of an article of a WeChat account, else none; a script writes the day when it is shown."""
    if tree.document is None or tree.document.get_element_by_id("js_content") is None:
        return {}
    fields: dict[str, str] = {}
    for hint, place in (("title", "activity-name"), ("publisher", "js_name")):
        element = tree.document.get_element_by_id(place)
        if element is not None and (content := clean(element.text or "")):
            fields[hint] = content
    for script in tree.document.query_selector_all("script"):
        made = _WECHAT_TIME.search((script.text or "")[:500_000])
        if made is not None:
            fields["published"] = datetime.fromtimestamp(int(made[1]), _CHINA).date().isoformat()
            break
    return fields


class _Step(NamedTuple):
    """One step of the walk through the page: into an element, out of it (`leaving`), or a text (`tag` is "#text")."""

    at: int  # number of the element, counted as the walk enters them
    tag: str
    node: Node
    leaving: bool


@dataclass(slots=True)
class _ElementCounts:
    """What one element holds, counted on the first walk (its descendants included)."""

    parent: int = 0
    end: int = 0  # number of the last element in it
    text: int = 0  # characters
    linked: int = 0  # characters inside links
    links: int = 0
    main: int = 0  # characters of lines that are main content
    prose: int = 0  # characters of lines with a sentence
    core: int = 0  # characters of lines that are both
    tables: int = 0
    blocks: int = 0  # lines
    rows: int = 0
    cells: int = 0  # of its longest row
    figures: int = 0  # table cells with a figure alone
    page_column: bool = False  # a table cell in it is a column of the page: the table only lays the page out


@dataclass(slots=True)
class _WebPage:
    """A page and the part of it that is the report: from element `start` to element `end`."""

    tree: HTMLTree
    main: str
    title: str
    meter: Meter
    hidden: set[str] = field(default_factory=set)
    majority: int = 0  # this many Chinese characters are more than half of the page's
    elements: list[_ElementCounts] = field(default_factory=list)
    start: int = 0
    end: int = 0

    def __post_init__(self) -> None:
        self.hidden = _hidden_names(self.tree)
        self.majority = _chinese(self.tree.body) // 2 + 1
        self._measure()

    def walk(self) -> Iterator[_Step]:
        """Enter and leave every shown element of the body in order; its number is the same on every walk."""
        from resiliparse.parse.html.node import ElementNode

        waiting: list[Node | None] = [self.tree.body]
        inside: list[_Step] = []
        at = 0
        may_unhide = True
        while waiting:
            node = waiting.pop()
            if node is None:
                if inside:
                    yield inside.pop()
                continue
            # Siblings one after the other: to index the list of children takes time in proportion to the index.
            waiting.append(node.next if inside else None)
            tag = node.tag or ""
            if tag == "#text":
                yield _Step(at, tag, node, False)
            elif isinstance(node, ElementNode):
                if self._is_hidden(node, tag):
                    # An element with most of the page's text is hidden only until a script shows it.
                    if not may_unhide or tag in _NEVER_SHOWN or tag == "sup" or _chinese(node) < self.majority:
                        continue
                    may_unhide = False
                at += 1
                if at % 256 == 0:
                    self.meter.time()
                yield _Step(at, tag, node, False)
                inside.append(_Step(at, tag, node, True))
                waiting.append(node.first_child)

    def _is_hidden(self, node: ElementNode, tag: str) -> bool:
        """True if an element is not to be read: never shown, a note mark, or hidden by attribute or style."""
        if tag in _NEVER_SHOWN or (tag == "sup" and _is_note_mark(node)):
            return True
        get = node.getattr
        style = get("style")
        if style and _HIDDEN.search(style):
            return True
        if get("hidden") is not None:
            return True
        if not self.hidden:
            return False
        names = [f".{name}" for name in (get("class") or "").split()]
        return not self.hidden.isdisjoint([*names, f"#{get('id')}"])

    def _measure(self) -> None:
        """The first walk: count what every element holds, then choose the report's part of the page."""
        first_walk = _FirstWalk(self)
        for step in self.walk():
            first_walk.take(step)
        first_walk.flush()
        self._choose(first_walk.titles)

    def _choose(self, titles: list[int]) -> None:
        """Set `start` and `end` to the elements of the report; `titles` are elements that hold its title."""
        self.start, self.end = 1, len(self.elements) - 1
        whole = self.elements[min(1, self.end)]
        if not whole.main or whole.main * 2 < whole.text - whole.linked:
            return  # the extractor found nothing, or less than half of the text outside links: take the whole page

        def holds_it(at: int) -> bool:
            """True if an element holds nearly all of the main content."""
            element = self.elements[at]
            return 0 < element.core >= whole.core * _CORE and element.main >= whole.main * _MAIN

        at = 1
        while heavy := next(filter(holds_it, self._children(at)), 0):
            at = heavy
        self.start, self.end = at, self.elements[at].end
        children = list(self._children(at))
        # Leave out what follows the report in its element (share buttons, the next page), but never text of its own.
        if not self.elements[at].prose - sum(self.elements[child].prose for child in children):
            kept = [child for child in children if self._belongs(self.elements[child])]
            self.end = self.elements[kept[-1]].end if kept else self.end
        if not any(self.start <= place <= self.end for place in titles):
            before = [place for place in titles if place < self.start]
            self.start = before[-1] if before else self._head_of(at)

    @staticmethod
    def _belongs(element: _ElementCounts) -> bool:
        """True for a part of the report: main content that is no list of links, or sentences without links."""
        return not _is_links(element) if element.main else bool(element.prose and not element.links)

    def _head_of(self, at: int) -> int:
        """Where an article begins if its title was not found: at the short elements without links right before it."""
        first = at
        while first == at and self.elements[at].parent:
            parent = self.elements[at].parent
            for child in reversed([child for child in self._children(parent) if child < at]):
                element = self.elements[child]
                if element.links or element.text > _HEAD:
                    break
                first = child if element.text else first
            at, first = (parent, parent) if first == at else (at, first)
        return first

    def _children(self, at: int) -> Iterator[int]:
        """The numbers of the elements right inside an element."""
        child = at + 1
        while child <= self.elements[at].end:
            yield child
            child = self.elements[child].end + 1


class _FirstWalk:
    """The first walk: counts what each element holds (`elements`), and notes which hold the title (`titles`).

    A line of text is counted in its innermost block element, since inline elements end before the line does.
    """

    def __init__(self, page: _WebPage) -> None:
        lines = regex.split(r"[\n\t]", page.main)
        self.wanted = {stripped for line in lines if (stripped := _SPACE.sub("", line))}
        self.title = _SPACE.sub("", page.title)
        self.window = _SPACE.sub("", page.tree.title or "")
        self.elements = page.elements
        self.elements.append(_ElementCounts())
        self.titles: list[int] = []
        self._stack: list[int] = []
        self._blocks: list[int] = []
        self._line: list[str] = []
        self._line_at = 0  # the block that the line stands in; 0 before its first text
        self._links = 0

    def take(self, step: _Step) -> None:
        """Count one step of the walk."""
        if step.tag == "#text":
            self._text(step)
            return
        if step.tag in _BLOCKS or step.tag == "br":
            self.flush()
        if step.leaving:
            self._leave(step)
        else:
            self._enter(step)

    def flush(self) -> None:
        """The line is at its end: count it."""
        text = _SPACE.sub("", "".join(self._line))
        self._line.clear()
        if text and self._line_at:
            here = self.elements[self._line_at]
            here.blocks += 1
            main = len(text) if text in self.wanted else 0
            prose = len(text) if _SENTENCE.search(text) else 0
            here.main += main
            here.prose += prose
            here.core += min(main, prose)
            if text == self.title or (len(text) >= _TITLE and self.window.startswith(text)):
                self.titles.append(self._line_at)
        self._line_at = 0

    def _text(self, step: _Step) -> None:
        """Add a text to the current line and count it."""
        text = step.node.value or ""
        size = len(text) - text.count(" ") - text.count("\n")
        if size and self._stack:
            self._line_at = self._line_at or self._blocks[-1]
            self._line.append(text)
            here = self.elements[self._stack[-1]]
            here.text += size
            here.linked += size if self._links else 0

    def _enter(self, step: _Step) -> None:
        """Begin an element."""
        self.elements.append(_ElementCounts(parent=self._stack[-1] if self._stack else 0))
        self._stack.append(step.at)
        if step.tag in _BLOCKS:
            self._blocks.append(step.at)
        if step.tag == "a":
            self._links += 1
            self.elements[step.at].links = 1

    def _leave(self, step: _Step) -> None:
        """End an element and add what it holds to its parent."""
        self._stack.pop()
        if step.tag in _BLOCKS:
            self._blocks.pop()
        here = self.elements[step.at]
        here.end = len(self.elements) - 1
        if step.tag == "a":
            self._links -= 1
        elif step.tag == "h1" and not self.title:
            self.title = _SPACE.sub("", step.node.text or "")
            self.titles.append(step.at)
        elif step.tag == "table":
            here.tables += 1
        elif step.tag in ("td", "th"):
            here.page_column = here.page_column or (here.blocks > _LAYOUT_BLOCKS and here.text > _LAYOUT_TEXT)
            here.cells = 1
            here.figures += here.text <= _SHORT_CELL and _FIGURE.fullmatch((step.node.text or "").strip()) is not None
        elif step.tag == "tr":
            here.rows = 1
        if self._stack:
            _add(self.elements[self._stack[-1]], here, step.tag)


def _add(parent: _ElementCounts, child: _ElementCounts, tag: str) -> None:
    """Add what an element holds to what its parent holds."""
    parent.text += child.text
    parent.linked += child.linked
    parent.links += child.links
    parent.main += child.main
    parent.prose += child.prose
    parent.core += child.core
    parent.tables += child.tables
    parent.blocks += child.blocks
    parent.figures += child.figures
    parent.page_column = parent.page_column or child.page_column
    if tag in ("tr", "tbody", "thead", "tfoot"):
        parent.rows += child.rows
        parent.cells = max(parent.cells, child.cells)
    elif tag in ("td", "th"):
        parent.cells += 1


def _hidden_names(tree: HTMLTree) -> set[str]:
    """The selectors (.class, #id) that the page's own style sheets hide; rules for other media do not count."""
    names: set[str] = set()
    for sheet in tree.document.query_selector_all("style") if tree.document else ():
        css = _MEDIA_RULE.sub("", (sheet.text or "")[:500_000])
        for selectors, rules in _HIDDEN_RULE.findall(css):
            if _HIDDEN.search(rules):
                names.update(name for s in selectors.split(",") if _SIMPLE_SELECTOR.fullmatch(name := s.strip()))
    return names


def _chinese(node: ElementNode | None) -> int:
    """How many Chinese characters an element holds."""
    return 0 if node is None else len(_HAN.findall(node.text or ""))


def _is_note_mark(sup: ElementNode) -> bool:
    """True if a raised number links to a note on the page; other raised numbers are text (m²)."""
    links = [sup.parent, *sup.query_selector_all("a")]
    to_note = any(link is not None and link.tag == "a" and _ANCHOR.match(link.getattr("href") or "") for link in links)
    return to_note and _MARK.fullmatch(sup.text or "") is not None


class _TableInProgress:
    """The rows and cells of a data table that the walk is inside of."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.caption = ""
        self.rows: list[list[RawCell]] = []

    def cell(self, node: Node, tag: str, lines: list[str], in_head: bool) -> None:
        """Add a finished cell to the current row."""
        get = node.getattr  # type: ignore[attr-defined]
        down, across = _count(get("rowspan"), 65_534), _count(get("colspan"), 1_000)
        if not self.rows:
            self.rows.append([])
        # HTML: rowspan="0" goes on to the end of the table; `lay_out` cuts it there.
        self.rows[-1].append(cell_of(lines, down or 65_534, across or 1, header=tag == "th" or in_head))


def _count(text: str | None, most: int) -> int:
    """An attribute as a whole number of at most `most`; 1 where it is missing or no number."""
    digits = (text or "1").strip()
    return min(int(digits), most) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 1


class _SecondWalk:
    """The second walk: writes the report's lines and tables to a builder.

    `heading`: the level of the heading that the walk is in, else None. `label`: the number of a list item whose text
    has not come yet. `lists`: the open lists, each with its format and next number (None: a list without numbers).
    `skip_to`: elements up to this number are left out. `verbatim`: how many <pre> the walk is in; `heads`: how many
    <thead>; `bold` and `centred`: how many elements that make text so. `light`: the line has text that is not bold.
    """

    def __init__(self, page: _WebPage, builder: Builder) -> None:
        self.page = page
        self.builder = builder
        self.line: list[str] = []
        self.table: _TableInProgress | None = None
        self.heading: int | None = None
        self.label = ""
        self.lists: list[tuple[str, int] | None] = []
        self.skip_to = 0
        self.verbatim = 0
        self.heads = 0
        self.bold = self.centred = 0
        self.light = False

    def take(self, step: _Step) -> None:
        """Write one step of the walk."""
        tag = step.tag
        shown = self.page.start <= step.at <= self.page.end and step.at > self.skip_to
        if tag == "#text":
            if shown:
                self._text(step.node.value or "")
            return
        if shown and (tag in _BLOCKS or tag == "br") and self.table is None:
            self.flush()
        self._emphasis(step)
        if tag in ("ol", "ul"):
            if step.leaving:
                self.lists.pop()
            else:
                self.lists.append(_list_of(step.node, tag))
        if not shown:
            return
        if self.table is not None:
            self._in_table(self.table, step)
        elif tag in _BLOCKS:
            if tag in _HEADINGS:
                self.heading = None if step.leaving else _HEADINGS[tag]
            elif tag == "pre":
                self.verbatim += -1 if step.leaving else 1
            elif not step.leaving:
                self._enter(step)

    def _emphasis(self, step: _Step) -> None:
        """Count the elements that make text bold or centred, by their tag or their own style."""
        get = step.node.getattr  # type: ignore[attr-defined]
        style, by = get("style") or "", -1 if step.leaving else 1
        if step.tag in ("b", "strong") or (style and _BOLD.search(style)):
            self.bold += by
        if step.tag == "center" or get("align") == "center" or (style and _CENTRED.search(style)):
            self.centred += by

    def flush(self) -> None:
        """The line is at its end: write it."""
        text = "".join(self.line)
        set_off, self.light = self.centred > 0 or not self.light, False
        self.line.clear()
        for part in text.split("\n") if self.verbatim else (_WRAPPED.sub("", text),):
            if part.strip():
                self.builder.line(self.label + part.lstrip() if self.label else part, self.heading, set_off)
                self.label = ""

    def _text(self, text: str) -> None:
        """Add a text to the current line."""
        # Only the style sheet separates the entries of an information line (发布日期：…来源：…): put a blank there.
        if self.line and _LABEL.match(text):
            self.line.append(" ")
        self.light = self.light or (not self.bold and not text.isspace())
        self.line.append(text)

    def _in_table(self, table: _TableInProgress, step: _Step) -> None:
        """Take a step inside a data table: gather its cells, and write the table at its end."""
        tag = step.tag
        if tag in ("td", "th", "caption"):
            lines = [line.lstrip(" \t\r\n") for line in "".join(self.line).split(_BREAK)]
            self.line.clear()
            if not step.leaving:
                self.line.append(_set_in_by(step.node))
            elif tag == "caption":
                table.caption = one_line(lines)
            else:
                table.cell(step.node, tag, lines, self.heads > 0)
        elif tag in _BLOCKS or tag == "br":
            self.line.append(_BREAK)
            if not step.leaving and tag != "br":
                self.line.append(_set_in_by(step.node))
        if tag == "tr" and not step.leaving:
            table.rows.append([])
        elif tag == "thead":
            self.heads += -1 if step.leaving else 1
        elif tag == "table" and step.leaving:
            self.builder.table(unstack(table.rows), table.caption)
            self.table = None
            self.line.clear()

    def _enter(self, step: _Step) -> None:
        """Begin a list item or a data table; a list of links is skipped."""
        known = self.page.elements[step.at]
        if step.tag == "li" and self.lists and (current := self.lists[-1]):
            shape, number = current
            number = _count(value, 32_767) if (value := step.node.getattr("value")) else number  # type: ignore[attr-defined]
            self.lists[-1] = (shape, number + 1)
            self.label = written(number, shape) + ("、" if shape.startswith("chinese") else ". ")
        elif step.at != self.page.start and _is_links(known):
            self.skip_to = known.end
        elif step.tag == "table" and _is_data(known):
            self.table = _TableInProgress(step.at)
            self.heads = 0


def _set_in_by(node: Node) -> str:
    """The blanks that stand for how far an element's own style sets its text in; none where it is centred."""
    style = node.getattr("style") or ""  # type: ignore[attr-defined]
    if not style or "-" not in style or _CENTRED.search(style):
        return ""
    return set_in("", sum(float(length) * _HALF_LETTERS[unit.lower()] for length, unit in _INDENT.findall(style)))


def _render(page: _WebPage, builder: Builder) -> None:
    """Write the report's part of a page."""
    second_walk = _SecondWalk(page, builder)
    for step in page.walk():
        second_walk.take(step)
    second_walk.flush()


def _is_data(known: _ElementCounts) -> bool:
    """True for a table of data, not one that lays the page out; a single row is one where a cell holds a figure."""
    if known.tables > 1 or known.cells < 2 or known.page_column:
        return False
    return known.rows > 1 or (known.rows == 1 and known.figures > 0)


def _is_links(known: _ElementCounts) -> bool:
    """True for a list of links (a menu, related pages) with hardly any sentence of the main content in it."""
    return known.links >= _LINKS and known.linked >= known.text * _LINK_SHARE and known.core * 10 < known.text


def _list_of(node: Node, tag: str) -> tuple[str, int] | None:
    """The number format and first number of a list; None for a list without numbers."""
    get = node.getattr  # type: ignore[attr-defined]
    style = get("style") or ""
    if tag == "ul" or _NO_LIST.search(style):
        return None
    start = _count(get("start"), 32_767)
    return (
        "chineseCountingThousand" if _CJK_LIST.search(style) else _LIST_FORMATS.get(get("type") or "1", "decimal"),
        start,
    )
