"""JSON Schema (draft 2020-12) of what the library writes: a whole report, and a row of each table."""

from __future__ import annotations

from typing import Any, Literal

from report_parser.models import PLAIN, SCHEMA_VERSION, Report
from report_parser.output.dictionary import TABLES, ColumnInfo, TableName, columns

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "decimal": {"type": "string", "pattern": PLAIN},
}


def schema(of: Literal["report"] | TableName = "report") -> dict[str, Any]:
    r"""The JSON Schema of `Report.to_json()`, or of a line of a table's JSON Lines.

    Its `$id` ends in the version that a report carries in `made_by.schema_version`. Raises ValueError for another name.

    >>> schema()["$id"], schema("observations")["properties"]["value"]["pattern"]
    ('urn:report-parser:report:1', '^-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?$')
    """
    head = {"$schema": _DIALECT, "$id": f"urn:report-parser:{of}:{SCHEMA_VERSION}"}
    if of == "report":
        return head | Report.model_json_schema(mode="serialization")
    if of not in TABLES:
        raise ValueError(f"there is no schema {of!r}; the schemas are report, {', '.join(TABLES)}.")
    shape = columns(of)
    return head | {
        "title": of,
        "type": "object",
        "properties": {column.name: _property(column) for column in shape},
        "required": [column.name for column in shape],
        "additionalProperties": False,
    }


def _property(column: ColumnInfo) -> dict[str, Any]:
    """The JSON Schema of one column."""
    form = _TYPES[column.type] | ({"enum": [*column.values]} if column.values else {})
    if not column.required:
        form = {"anyOf": [form, {"type": "null"}]}
    return {"title": column.label, "description": column.about} | form
