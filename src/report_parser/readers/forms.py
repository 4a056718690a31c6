"""The forms of a PDF, bounded before its engine draws them: one that calls others twice doubles the work at each step.

A form is a drawing that pages and other forms call by name (`/Fm0 Do`). What each calls is read from the bytes, without
an engine; forms whose resources are packed are passed over, and left to the limits of the process that reads the file.
"""

from __future__ import annotations

import zlib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

import regex

from report_parser.errors import LimitExceededError
from report_parser.readers.limits import Meter

_FORM = regex.compile(rb"/Subtype\s{0,9}+/Form\b")
_OBJECT = regex.compile(rb"(?<![0-9])([0-9]{1,9})\s{1,9}+[0-9]{1,5}\s{1,9}+obj\b")
_REFERENCE = regex.compile(rb"/([^\s/<>\[\]()]{1,120})\s{1,9}+([0-9]{1,9})\s{1,9}+[0-9]{1,5}\s{1,9}+R\b")
_CALL = regex.compile(rb"/([^\s/<>\[\]()]{1,120})\s{1,9}+Do\b")
_STREAM = regex.compile(rb"stream\r?\n")
_DRAWN = regex.compile(rb"\b(?:Tj|TJ|Do)\b")
_HEAD = 20_000  # bytes of a form's dictionary
_BODY = 4 * 2**20  # bytes of its content
_DEEPEST = 30  # forms in forms; programs nest three or four


@dataclass(frozen=True, slots=True)
class _Form:
    """What a form draws itself, and how often it calls which others."""

    drawn: int
    calls: tuple[tuple[int, int], ...]


def check(data: bytes, meter: Meter) -> None:
    """Raise LimitExceededError where a form draws more than `Limits.operators` texts and forms, all that it calls
    included, or calls itself, or where forms are nested too deeply.
    """
    if _FORM.search(data) is None:
        return
    places = {int(found[1]): found.end() for found in _OBJECT.finditer(data)}
    starts = {start: number for number, start in places.items()}
    forms: dict[int, _Form] = {}
    for found in _FORM.finditer(data):
        meter.time()
        start = max((at for at in _starts(data, found.start()) if at in starts), default=None)
        if start is not None:
            forms[starts[start]] = _form(data, start, places)
    costs: dict[int, int] = {}
    for number in forms:
        meter.spend("operators", _cost(number, forms, costs, meter))


def _starts(data: bytes, at: int) -> list[int]:
    """Where objects begin shortly before a place."""
    return [found.end() for found in _OBJECT.finditer(data, max(0, at - _HEAD), at)]


def _form(data: bytes, start: int, places: dict[int, int]) -> _Form:
    """A form, from where its dictionary begins."""
    body = _STREAM.search(data, start, start + _HEAD)
    if body is None:
        return _Form(0, ())
    head = data[start : body.start()]
    content = data[body.end() : body.end() + _BODY]
    content = content[:end] if (end := content.find(b"endstream")) >= 0 else content
    with suppress(zlib.error):  # it may not be packed
        content = zlib.decompressobj().decompress(content, _BODY)
    if b"/XObject" not in head:
        head = _behind(data, head, b"/Resources", places)
    named = {name: int(number) for name, number in _REFERENCE.findall(_xobjects(data, head, places))}
    calls = Counter(named[name] for name in _CALL.findall(content) if name in named)
    return _Form(len(_DRAWN.findall(content)), tuple(sorted(calls.items())))


def _behind(data: bytes, head: bytes, key: bytes, places: dict[int, int]) -> bytes:
    """The dictionary that an entry refers to, or nothing."""
    found = next((number for name, number in _REFERENCE.findall(head) if name == key[1:]), None)
    start = places.get(int(found)) if found is not None else None
    return b"" if start is None else data[start : start + _HEAD].partition(b"endobj")[0]


def _xobjects(data: bytes, head: bytes, places: dict[int, int]) -> bytes:
    """The dictionary of the names by which a form calls others."""
    return _behind(data, head, b"/XObject", places) or head.partition(b"/XObject")[2].partition(b">>")[0]


def _cost(number: int, forms: dict[int, _Form], costs: dict[int, int], meter: Meter) -> int:
    """How many texts and forms a form draws, with all that it calls; each is reckoned once."""
    waiting: list[tuple[int, bool]] = [(number, False)]
    inside: set[int] = set()
    while waiting:
        at, done = waiting.pop()
        if done:
            inside.discard(at)
            costs[at] = forms[at].drawn + sum(times * costs.get(called, 1) for called, times in forms[at].calls)
            meter.spend("operators", costs[at])
        elif at in inside:
            raise LimitExceededError("a form of the PDF calls itself.")
        elif at not in costs and at in forms:
            inside.add(at)
            if len(inside) > _DEEPEST:
                raise LimitExceededError(f"the PDF has more than {_DEEPEST} forms in each other.")
            waiting.append((at, True))
            waiting.extend((called, False) for called, _ in forms[at].calls)
    return costs.get(number, 0)
