"""Writing HTML from untrusted text: `text` and `tag` escape every string that is not `Markup` already."""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import lru_cache

import regex

# Characters that a browser hides, acts on (U+202E turns the direction of what follows) or cannot encode: controls,
# format characters, line separators, lone surrogates, noncharacters. Whoever checks numbers should see them.
_HIDDEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff--[\n\t]]", regex.V1)


_SHORT = 48  # longer texts stand on a page once


class Markup(str):
    """A string that is HTML already and is not escaped again."""

    __slots__ = ()


def visible(text: str) -> str:
    r"""`text` with each hidden character as its code point in brackets.

    >>> visible("整改\u202e率")
    '整改⟨U+202E⟩率'
    """
    return text if text.isprintable() else _HIDDEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


@lru_cache(8_192)
def _escaped(content: str) -> Markup:
    """A short text as HTML: labels, units and names stand on a page again and again."""
    return Markup(content if content.isalnum() else html.escape(visible(content)))


def text(content: str) -> Markup:
    """Text as HTML that shows just that text.

    >>> text('<b onclick="x()">&amp;')
    '&lt;b onclick=&quot;x()&quot;&gt;&amp;amp;'
    """
    if isinstance(content, Markup):
        return content
    return _escaped(content) if len(content) <= _SHORT else Markup(html.escape(visible(content)))


@lru_cache(256)
def _attribute(key: str) -> str:
    """The name of an attribute as HTML writes it."""
    return key.rstrip("_").replace("_", "-")


def tag(name: str, /, *content: str, **attributes: str | int | None) -> Markup:
    """An HTML element. Content is escaped unless it is `Markup`; attributes always are, and None leaves one out.

    In names of attributes a trailing underscore is dropped (`class_`), others become hyphens.

    >>> tag("a", "<3", href="#o3", class_="n", data_o=3)
    '<a href="#o3" class="n" data-o="3">&lt;3</a>'
    """
    written = attribute_list(**attributes)
    return Markup(f"<{name}{' ' if written else ''}{written}>{''.join(map(text, content))}</{name}>")


def attribute_list(**given: str | int | None) -> Markup:
    """Attributes as they stand in a tag, escaped; None leaves one out.

    >>> attribute_list(class_="n", data_o='"3"', id=None)
    'class="n" data-o="&quot;3&quot;"'
    """
    return Markup(
        " ".join([f'{_attribute(key)}="{text(_plain(value))}"' for key, value in given.items() if value is not None])
    )


def _plain(value: str | int) -> str:
    """The value of an attribute as a text that is yet to be escaped, even where it is HTML."""
    return value if type(value) is str else str.__str__(value) if isinstance(value, str) else str(value)


def join(parts: Iterable[str], between: str = "") -> Markup:
    """Pieces one after the other, each escaped unless it is HTML already."""
    return Markup((text(between) if between else "").join(map(text, parts)))
