"""What a run says of itself to others: a paragraph on methods, a data package (frictionless) and Croissant metadata.

All of it is made of run.json and the tables beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

from report_parser.batch.record import FileStamp, RunRecord, read
from report_parser.output.dictionary import TABLES, columns
from report_parser.output.replacing import write_text
from report_parser.study.diffs import read_rows

Language = Literal["zh", "en"]
Column = tuple[str, str, str]  # name, type (those of the data dictionary), what it holds

_FRICTIONLESS = {"text": "string", "integer": "integer", "decimal": "number", "date": "date", "boolean": "boolean"}
_CROISSANT = {
    "text": "sc:Text", "integer": "sc:Integer", "decimal": "sc:Float", "date": "sc:Date", "boolean": "sc:Boolean",
}  # fmt: skip
_MEDIA = {
    ".csv": "text/csv",
    ".jsonl": "application/jsonlines",
    ".parquet": "application/x-parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".dta": "application/x-stata-dta",
}
_TABULAR = (".csv", ".jsonl", ".parquet")
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "dct": "http://purl.org/dc/terms/",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


@dataclass(frozen=True, slots=True)
class Description:
    """A run as others may read it: its record, and the folder that its tables stand in."""

    record: RunRecord
    folder: Path

    def methods(self, language: Language = "en") -> str:
        """A paragraph for the methods section of a paper.

        What it says of the sources, of corrections and of what else was given is what the record holds.
        """
        return (_methods_zh if language == "zh" else _methods_en)(self.record)

    def data_package(self) -> dict[str, Any]:
        """The `datapackage.json` of the run's tables (frictionless): a resource a file, with its schema."""
        record = self.record
        return {
            "profile": "data-package",
            "name": f"report-parser-{record.run}-{record.id[:12]}",
            "title": f"{record.run} by report_parser",
            "description": self.methods(),
            "version": record.version,
            "resources": [*map(self._resource, record.outputs)],
        }

    def _resource(self, stamp: FileStamp) -> dict[str, Any]:
        suffix = Path(stamp.path).suffix
        resource: dict[str, Any] = {
            "name": _id(stamp),
            "path": stamp.path,
            "format": suffix.removeprefix("."),
            "mediatype": _MEDIA.get(suffix, "application/octet-stream"),
            "encoding": "utf-8",
            "bytes": stamp.size,
            "hash": f"sha256:{stamp.sha256}",
        }
        fields = [
            {"name": name, "type": _FRICTIONLESS[type_], "description": about}
            for name, type_, about in (self._columns(stamp) if suffix in _TABULAR else ())
        ]
        if len(fields) < 2:  # no table, or the lines of a text, as those of a spec
            return {**resource, "type": "file"}
        return {**resource, "type": "table", "schema": {"fields": fields, "missingValues": [""]}}

    def croissant(self) -> dict[str, Any]:
        """Croissant metadata (1.0, JSON-LD) of the run's tables: a file object and a record set for each table file."""
        record = self.record
        return {
            "@context": _CONTEXT,
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "name": f"report_parser_{record.run}_{record.id[:12]}",
            "description": self.methods(),
            "citeAs": record.citation,
            "version": record.version,
            "distribution": [
                {
                    "@type": "cr:FileObject",
                    "@id": stamp.path,
                    "name": stamp.path,
                    "contentUrl": stamp.path,
                    "contentSize": f"{stamp.size} B",
                    "encodingFormat": _MEDIA.get(Path(stamp.path).suffix, "application/octet-stream"),
                    "sha256": stamp.sha256,
                }
                for stamp in record.outputs
            ],
            "recordSet": [self._record_set(stamp) for stamp in record.outputs if Path(stamp.path).suffix in _TABULAR],
        }

    def _record_set(self, stamp: FileStamp) -> dict[str, Any]:
        name = _id(stamp)
        fields = [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{column}",
                "name": column,
                "description": about or column,
                "dataType": _CROISSANT[type_],
                "source": {"fileObject": {"@id": stamp.path}, "extract": {"column": column}},
            }
            for column, type_, about in self._columns(stamp)
        ]
        return {"@type": "cr:RecordSet", "@id": name, "name": name, "field": fields}

    def _columns(self, stamp: FileStamp) -> Iterator[Column]:
        """The columns of a table file: as the data dictionary has them, or as its values are."""
        if stamp.table in TABLES:
            yield "source", "text", "the file, or the row of a corpus"
            for column in columns(stamp.table):
                yield column.name, column.type, column.about
        else:
            yield from _inferred(read_rows(self.folder / stamp.path))

    def save(self) -> list[Path]:
        """Write METHODS.md, datapackage.json and croissant.json beside the tables; returns them. Raises OSError.

        Beside files that are no folder of their own, they begin with the name of the first: panel.datapackage.json.
        """
        first = Path(self.record.outputs[0].path) if self.record.outputs else Path("run")
        prefix = "" if self.record.run == "batch" else f"{first.stem}."
        texts = {
            "METHODS.md": f"{self.methods('zh')}\n\n{self.methods()}\n\n{self.record.citation}\n",
            "datapackage.json": _json(self.data_package()),
            "croissant.json": _json(self.croissant()),
        }
        for name, text in texts.items():
            write_text(self.folder / f"{prefix}{name}", text)
        return [self.folder / f"{prefix}{name}" for name in texts]


def describe(run: str | Path) -> Description:
    """The description of a run: its folder, its output or its run.json. Raises RunError."""
    return Description(*read(run))


def _id(stamp: FileStamp) -> str:
    """The name of a file's resource: lower case letters, digits, - and _ alone."""
    stem = Path(stamp.path).with_suffix("").as_posix().replace("/part-", "-").lower()
    return "".join(char if char.isascii() and (char.isalnum() or char in "-_") else "-" for char in stem)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _inferred(rows: Iterable[Mapping[str, Any]]) -> Iterator[Column]:
    """The columns of rows with the narrowest type that all of their values have; codes and ids are texts."""
    types: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            types.setdefault(name, set())
            if value not in (None, ""):
                types[name].add(_type(value))
    for name, found in types.items():
        type_ = "text"
        if not name.endswith(("_id", "_code")) and found:
            type_ = found.pop() if len(found) == 1 else "decimal" if found == {"integer", "decimal"} else "text"
        yield name, type_, ""


def _type(value: Any) -> str:
    """The type of one value."""
    if isinstance(value, bool) or value in ("true", "false"):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if hasattr(value, "isoformat"):
        return "date"
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return "text"
    if not number.is_finite() or str(value).strip() != str(value):
        return "text"
    return "integer" if isinstance(value, str) and str(value).lstrip("-").isdigit() else "decimal"


def _methods_en(record: RunRecord) -> str:
    """The paragraph in English."""
    read_, failed = record.counts.get("sources", 0), record.counts.get("failed", 0)
    first = (
        f"{read_ - failed} of {read_} documents could be read with report_parser {record.version} (code"
        f" {record.code[:12]}, tables {record.tables_sha256[:12]}), a rule-based parser that gives the same result for"
        " the same text on any machine and states for every value the place in the text that it was read at."
    )
    said = [first, *(f"It holds {size} {name}." for name, size in record.counts.items() if name.startswith("rows of"))]
    if record.corrections:
        became = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in record.corrections.items())
        said.append(
            f"{sum(record.corrections.values())} corrections by hand (sha256 {(record.corrections_sha256 or '')[:12]})"
            f" were in force: {became}."
        )
    said += [f"{stamp.path} (sha256 {(stamp.sha256 or '')[:12]}) was given." for stamp in record.inputs]
    said.append(f"run.json (id {record.id[:12]}) lists the sha256 of sources and results.")
    return " ".join(said)


def _methods_zh(record: RunRecord) -> str:
    """The paragraph in Chinese."""
    read_, failed = record.counts.get("sources", 0), record.counts.get("failed", 0)
    first = (
        f"本研究用report_parser {record.version}（代码{record.code[:12]}，规则表{record.tables_sha256[:12]}）读取"
        f"{read_}份文件，其中{read_ - failed}份可读。该工具以规则解析，同一文本在任何机器上结果相同，"
        "每个数值均注明其在原文中的位置。"
    )
    said = [first]
    said += [
        f"共得{name.removeprefix('rows of ')}表{size}行。"
        for name, size in record.counts.items()
        if name.startswith("rows of")
    ]
    if record.corrections:
        labels = {"applied": "已更正", "already_right": "原已正确", "conflict": "有冲突而未用", "orphan": "找不到原处"}
        became = "、".join(f"{labels[state]}{count}条" for state, count in record.corrections.items())
        said.append(
            f"另有人工更正{sum(record.corrections.values())}条（sha256 {(record.corrections_sha256 or '')[:12]}），"
            f"{became}。"
        )
    said += [f"所用{stamp.path}的sha256为{(stamp.sha256 or '')[:12]}。" for stamp in record.inputs]
    said.append(f"各来源与结果的sha256见run.json（编号{record.id[:12]}）。")
    return "".join(said)
