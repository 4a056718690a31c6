"""Writing HTML from untrusted text: `text` and `tag` escape every string that is not `Markup` already."""

from __future__ import annotations

import html
from collections.abc import Iterable

import regex

# Characters that a browser hides, acts on (U+202E turns the direction of what follows) or cannot encode: controls,
# format characters, line separators, lone surrogates, noncharacters. Whoever checks numbers should see them.
_HIDDEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff--[\n\t]]", regex.V1)


class Markup(str):
    """A string that is HTML already and is not escaped again."""

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
    """An HTML element. Content is escaped unless it is `Markup`; attributes always are, and None leaves one out.

    In names of attributes a trailing underscore is dropped (`class_`), others become hyphens.

    >>> tag("a", "<3", href="#o3", class_="n", data_o=3)
    '<a href="#o3" class="n" data-o="3">&lt;3</a>'
    """
    written = attribute_list(**attributes)
    return Markup(f"<{name}{' ' * bool(written)}{written}>{join(content)}</{name}>")


def attribute_list(**given: str | int | None) -> Markup:
    """Attributes as they stand in a tag, escaped; None leaves one out.

    >>> attribute_list(class_="n", data_o='"3"', id=None)
    'class="n" data-o="&quot;3&quot;"'
    """
    return Markup(
        " ".join(
            f'{key.rstrip("_").replace("_", "-")}="{html.escape(visible(str(value)))}"'
            for key, value in given.items()
            if value is not None
        )
    )


def join(parts: Iterable[str], between: str = "") -> Markup:
    """Pieces one after the other, each escaped unless it is HTML already."""
    return Markup(text(between).join(map(text, parts)))
