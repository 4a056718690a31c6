"""Loads the package's tables (TOML files in `data/`) once, and adds a user's own entries to them.

A table is plain data: dicts, lists, strings and numbers. Each stage compiles what it needs of it.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from report_parser.errors import TableError

Extra = str | Path | Mapping[str, Any] | None


@cache
def shipped(name: str) -> dict[str, Any]:
    """The table `data/NAME.toml` of the package. Callers share one copy: do not change it."""
    return tomllib.loads((files("report_parser") / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def read_extra(extra: Extra) -> dict[str, Any]:
    """A user's additions as a dict: a mapping, or the TOML file at a path; empty for None.

    Raises TableError if the file is missing or is not TOML.
    """
    if extra is None:
        return {}
    if isinstance(extra, Mapping):
        return dict(extra)
    if not isinstance(extra, str | Path):
        raise TableError(f"a table is a mapping or the path of a TOML file, not {type(extra).__name__}.")
    try:
        return tomllib.loads(Path(extra).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise TableError(f"cannot read the table {extra}: {problem}. Give a path to a UTF-8 TOML file.") from problem


def check(name: str, extra: Mapping[str, Any], *bases: Mapping[str, Any]) -> None:
    """Raise TableError unless additions to a table have its shape: names that it knows, tables where it has tables.

    >>> check("units", {"unit": ["里"]}, {"unit": {}})
    Traceback (most recent call last):
      ...
    report_parser.errors.TableError: table units, entry unit: give a table, not ['里'].
    """
    base = {key: value for table in bases for key, value in table.items()}
    for key, value in extra.items():
        where = f"table {name}, entry {key}"
        if key not in base:
            raise TableError(f"{where}: there is no such entry. Entries are {', '.join(sorted(base))}.")
        if isinstance(base[key], Mapping) and not isinstance(value, Mapping):
            raise TableError(f"{where}: give a table, not {value!r}.")
        _check_plain(where, value, _DEEPEST)


def _check_plain(where: str, value: Any, depth: int) -> None:
    """Raise TableError unless a value is what TOML can say, and not nested without end."""
    if depth == 0:
        raise TableError(f"{where}: nested too deeply.")
    if isinstance(value, Mapping):
        for key, entry in value.items():
            if not isinstance(key, str):
                raise TableError(f"{where}: {key!r} is no name.")
            _check_plain(f"{where}.{key}", entry, depth - 1)
    elif isinstance(value, list | tuple):
        for entry in value:
            _check_plain(where, entry, depth - 1)
    elif not isinstance(value, str | int | float | bool):
        raise TableError(f"{where}: {value!r} is no text or number.")


_DEEPEST = 12


@contextmanager
def compiling(*extras: Mapping[str, Any]) -> Iterator[None]:
    """Turn what goes wrong while tables with additions are compiled into a TableError."""
    try:
        yield
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError, re.error) as problem:
        if not any(extras):
            raise
        reason = f"{type(problem).__name__}: {problem}"
        raise TableError(f"a table cannot be used ({reason}). Give entries of the form of those in data/.") from problem


def merge(base: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """A new table with both: tables are merged key by key, lists joined; for other values, that of `extra` counts.

    >>> merge({"a": ["x"], "b": {"c": 1}}, {"a": ["y"], "b": {"d": 2}})
    {'a': ['x', 'y'], 'b': {'c': 1, 'd': 2}}
    """
    merged = dict(base)
    for key, value in extra.items():
        old = merged.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            merged[key] = merge(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            merged[key] = [*old, *value]
        else:
            merged[key] = value
    return merged


# The tables that no user adds to, and that say how a report is read.
FIXED = "budget chrome citations context disclosure header kinds lists outline roles tables".split()


def digest(*tables: Mapping[str, Any]) -> str:
    """The sha256 of tables, and of those of the package that are not given: the same for the same content anywhere."""
    seen = hashlib.sha256()
    for name in FIXED:
        seen.update((files("report_parser") / "data" / f"{name}.toml").read_bytes().replace(b"\r\n", b"\n"))
    seen.update(json.dumps(tables, sort_keys=True, default=dict).encode())
    return seen.hexdigest()
