"""A model written as TOML or JSON, for the command line and for those who write no Python.

    title = "AuditWork"
    [fields.projects]
    names = ["审计项目"]
    unit = "个"
    type = "int"
    required = true
    [fields.rectification_rate]
    names = "整改率"
    type = "metric"
    [fields.transfers.fields]           # a nested model
    discipline = "移送纪检监察机关问题线索"

A field is a name, a list of names, or a table with `names` and any argument of `Indicator`, `type`, `many` (a list of
all that is found) and `required` (an error if nothing is found).
"""

from __future__ import annotations

import json
import keyword
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from inspect import signature
from pathlib import Path
from typing import Annotated, Any

from pydantic import create_model

from report_parser.errors import SchemaError
from report_parser.facts.model import Facts, Indicator
from report_parser.models import Metric, Observation, Quantity

TYPES: dict[str, Any] = {
    "number": Decimal,
    "int": int,
    "text": str,
    "quantity": Quantity,
    "observation": Observation,
    "metric": Metric,
}
_FILTERS = tuple(name for name in signature(Indicator).parameters if name != "names")


def read_schema(path: str | Path) -> type[Facts]:
    """The model that a TOML or JSON file describes. Raises SchemaError."""
    try:
        data = Path(path).read_bytes()
        table = json.loads(data) if str(path).lower().endswith(".json") else tomllib.loads(data.decode("utf-8"))
    except (OSError, ValueError) as problem:
        raise SchemaError(f"cannot read the schema {path}: {problem}") from problem
    if not isinstance(table, Mapping):
        raise SchemaError(f"the schema {path} is no table.")
    return model_from_schema(table)


def model_from_schema(table: Mapping[str, Any]) -> type[Facts]:
    """The model that a schema describes.

    >>> import report_parser
    >>> model = model_from_schema({"fields": {"projects": {"names": "审计项目", "type": "int"}}})
    >>> report_parser.parse("全年完成审计项目37个。").extract(model).projects
    37

    Raises SchemaError, which names the field.
    """
    fields = table.get("fields")
    if not isinstance(fields, Mapping) or not fields:
        raise SchemaError("a schema needs a table [fields] with at least one field.")
    made: dict[str, Any] = {name: _field(name, entry) for name, entry in fields.items()}
    try:
        return create_model(str(table.get("title", "Schema")), __base__=Facts, **made)
    except (NameError, TypeError, ValueError) as problem:
        raise SchemaError(f"these fields make no model: {problem}") from problem


def _field(name: str, entry: Any) -> tuple[Any, Any]:
    """A field of a schema as `create_model` takes it: (annotation, default). Raises SchemaError."""
    if not name.isidentifier() or name.startswith("_") or keyword.iskeyword(name):
        raise SchemaError(f"field {name}: a field is called by letters, digits and _, and begins with a letter.")
    if isinstance(entry, (str, list)):
        entry = {"names": entry}
    if not isinstance(entry, Mapping):
        raise SchemaError(f"field {name}: give a name, a list of names, or a table.")
    many, required = bool(entry.get("many", False)), bool(entry.get("required", False))
    if "fields" in entry:
        kind: Any = model_from_schema({"title": name, **entry})
    else:
        if unknown := entry.keys() - {"names", "type", "many", "required", *_FILTERS}:
            raise SchemaError(f"field {name}: unknown entry {min(unknown)!r}.")
        kind = TYPES.get(str(entry.get("type", "number")))
        if kind is None:
            raise SchemaError(f"field {name}: type is one of {', '.join(TYPES)}, not {entry['type']!r}.")
    whole = list[kind] if many else kind
    annotation = whole if required else whole | None
    if "fields" not in entry:
        names = entry.get("names", [])
        names = [names] if isinstance(names, str) else names
        filters = {argument: entry[argument] for argument in _FILTERS if argument in entry}
        try:
            annotation = Annotated[annotation, Indicator(*names, **filters)]
        except (TypeError, ValueError) as problem:
            raise SchemaError(f"field {name}: {problem}") from problem
    return (annotation, ...) if required else (annotation, None)
