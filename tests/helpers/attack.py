"""Damage for attacks: of bytes as they are, and of what stands inside a container, which flipped bytes hardly reach."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable

from helpers.docx import packed

Damage = Callable[[bytes, random.Random], bytes]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data, damaged in one to three ways."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(out) + 1)
        size = chance.choice((1, 2, 8, 64, 1024))
        kind = chance.randrange(6)
        if kind == 0:
            for _ in range(chance.choice((1, 1, 4, 32))):
                if out:
                    out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del out[at : at + size]
        elif kind == 2:
            del out[at:]
        elif kind == 3:
            out[at:at] = bytes(out[at : at + size]) * chance.choice((1, 2, 50))
        elif kind == 4:
            start = chance.randrange(len(out) + 1)
            out[at : at + size] = out[start : start + size]
        else:
            out[at : at + size] = chance.randbytes(size)
    return bytes(out)


def mutated_inside(data: bytes, chance: random.Random) -> bytes:
    """A sound zip package with one damaged part: what mutations of the package hardly ever reach."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if name.endswith((".xml", ".rels")) and "Types" not in name])
    return packed(parts | {name: mutated(parts[name], chance)})


_VALUE = re.compile(rb'(?<==")[^"<&]{0,40}(?=")|(?<=>)[^<&]{1,40}(?=<)')
_WILD = (b"", b"0", b"-1", b"1e9", b"999999999", b"g 9999999 9", b"NaN", b"../../a", b"\xe4\xb8\x80", b"true")


def mutated_values(data: bytes, chance: random.Random) -> bytes:
    """A sound zip package of sound XML, in which some values stand for others or are wild."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if name.endswith((".xml", ".rels")) and "Types" not in name])
    content = parts[name]
    values = list(_VALUE.finditer(content))
    for found in sorted(
        chance.sample(values, min(len(values), chance.randint(1, 6))), key=re.Match.start, reverse=True
    ):
        new = chance.choice((chance.choice(_WILD), chance.choice(values)[0]))
        content = content[: found.start()] + new + content[found.end() :]
    return packed(parts | {name: content})


_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def mutated_streams(data: bytes, chance: random.Random) -> bytes:
    """A PDF with one packed stream damaged before it was packed: pages, fonts and maps of characters."""
    streams = [found for found in _STREAM.finditer(data) if found[1][:1] == b"\x78"]
    if not streams:
        return mutated(data, chance)
    found = chance.choice(streams)
    try:
        content = zlib.decompress(found[1])
    except zlib.error:
        return mutated(data, chance)
    return data[: found.start(1)] + zlib.compress(mutated(content, chance)) + data[found.end(1) :]


def mutated_operators(data: bytes, chance: random.Random) -> bytes:
    """A PDF with operators and objects of its own in the places of others: forms in themselves, pages of pages."""
    names = re.findall(rb"\d+ 0 R|/[A-Z][A-Za-z]+|\b(?:Do|Tj|TJ|Tf|Td|cm|re|q|Q)\b", data)
    if not names:
        return mutated(data, chance)
    for _ in range(chance.randint(1, 6)):
        old, new = chance.choice(names), chance.choice(names)
        at = [found.start() for found in re.finditer(re.escape(old), data)]
        if at:
            start = chance.choice(at)
            data = data[:start] + new + data[start + len(old) :]
    return data


DAMAGES: dict[str, tuple[Damage, ...]] = {
    "docx": (mutated, mutated_inside, mutated_values),
    "xlsx": (mutated, mutated_inside, mutated_values),
    "ofd": (mutated, mutated_inside, mutated_values),
    "pdf": (mutated, mutated_streams, mutated_operators),
}


def damaged(kind: str, data: bytes, number: int) -> bytes:
    """The data with the damage of that number, always the same."""
    damages = DAMAGES.get(kind, (mutated,))
    return damages[number % len(damages)](data, random.Random(f"{kind} {number}"))
