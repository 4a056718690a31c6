"""Loads the package's tables (TOML files in `data/`) once, and adds a user's own entries to them.

A table is plain data: dicts, lists, strings and numbers. Each stage compiles what it needs of it.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
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
    try:
        return tomllib.loads(Path(extra).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise TableError(f"cannot read the table {extra}: {problem}. Give a path to a UTF-8 TOML file.") from problem


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


def digest(*tables: Mapping[str, Any]) -> str:
    """The sha256 of tables: the same for the same content on any machine."""
    seen = hashlib.sha256()
    for table in tables:
        seen.update(repr(_ordered(table)).encode())
    return seen.hexdigest()


def _ordered(value: Any) -> Any:
    """A table with its keys sorted, so that their order in the file does not matter."""
    if isinstance(value, Mapping):
        return sorted((key, _ordered(item)) for key, item in value.items())
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    return value
