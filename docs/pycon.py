"""A Griffe extension for the API pages: doctest examples inside docstrings are code, whatever stands around them."""

from __future__ import annotations

from typing import Any

import griffe
import regex

_EXAMPLE = regex.compile(r"(?:^|(?<=\n\n))(>>> .+?)(?=\n\n(?!>>> )|\Z)", regex.DOTALL)


def fenced(docstring: str) -> str:
    r"""Put each example between fences.

    >>> fenced("Says.\n\n>>> 1\n1")
    'Says.\n\n```pycon\n>>> 1\n1\n```'
    """
    return _EXAMPLE.sub(lambda match: f"```pycon\n{match[1]}\n```", docstring)


class Pycon(griffe.Extension):
    """Fences the examples of every object that is read."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Change the docstring before it is parsed."""
        if obj.docstring:
            obj.docstring.value = fenced(obj.docstring.value)
