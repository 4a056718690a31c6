"""Writing HTML from untrusted text: every piece goes through `text` or `tag`, so none can become markup."""

from __future__ import annotations

import html
from collections.abc import Iterable

import regex

# Controls, format characters (U+202E turns the direction of what follows), line separators, lone surrogates and
# noncharacters: a browser hides them, acts on them, or cannot encode them. A reader who checks numbers should see them.
_HIDDEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff--[\n\t]]", regex.V1)


class Markup(str):
    """A string that is HTML already."""

    __slots__ = ()


def visible(text: str) -> str:
    r"""`text` with each hidden character as its code point in brackets.

    >>> visible("整改\u202e率")
    '整改⟨U+202E⟩率'
    """
    return _HIDDEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def text(content: str) -> Markup:
    """Text as HTML that shows just that text.

    >>> text('<b onclick="x()">&amp;')
    '&lt;b onclick=&quot;x()&quot;&gt;&amp;amp;'
    """
    return content if isinstance(content, Markup) else Markup(html.escape(visible(content)))


def tag(name: str, /, *content: str, **attributes: str | int | None) -> Markup:
    """An element. Content that is no `Markup` is escaped, attributes always; one that is None is left out.

    A trailing underscore of an attribute's name is dropped, others become hyphens.

    >>> tag("a", "<3", href="#o3", class_="n", data_o=3)
    '<a href="#o3" class="n" data-o="3">&lt;3</a>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(visible(str(value)))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{join(content)}</{name}>")


def join(parts: Iterable[str], between: str = "") -> Markup:
    """Pieces one after the other, each escaped unless it is HTML already."""
    return Markup(text(between).join(map(text, parts)))
