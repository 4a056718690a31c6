"""The JSON contract: what a golden file holds, what the schema says, and what a validator of another house thinks."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import report_parser
from helpers.paths import GOLDEN
from helpers.sample import sample
from report_parser.cli import main
from report_parser.output.dictionary import TABLES, TableName, columns, markdown
from report_parser.output.records import records
from report_parser.output.rows import COLUMNS
from report_parser.output.schema import schema

KIND = jsonschema.Draft202012Validator


@cache
def validator(of: Any) -> KIND:
    KIND.check_schema(schema(of))
    return KIND(schema(of), format_checker=KIND.FORMAT_CHECKER)


def contract(part: Any) -> Any:
    """A schema without its descriptions, which may be put better at any time."""
    if isinstance(part, dict):
        return {k: contract(v) for k, v in part.items() if not (k == "description" and isinstance(v, str))}
    return [contract(item) for item in part] if isinstance(part, list) else part


@pytest.mark.parametrize("name", ["report", *TABLES])
def test_the_contract_is_what_the_golden_files_hold(name: Any) -> None:
    """A change here is a change of the contract: it needs a new schema version and a line in the changelog."""
    golden = json.loads((GOLDEN / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert contract(golden) == contract(schema(name))
    written = sample().to_json(indent=2) + "\n" if name == "report" else sample().to_jsonl(name)
    suffix = "json" if name == "report" else "jsonl"
    assert written == (GOLDEN / f"{name}.{suffix}").read_text(encoding="utf-8")


def test_a_report_fits_its_schema(fixtures: Path) -> None:
    for name in ("own_audit", "government_work_report"):
        report = report_parser.parse_file(fixtures / f"{name}.txt")
        validator("report").validate(json.loads(report.to_json()))
        for table in TABLES:
            for line in report.to_jsonl(table).split("\n")[:-1]:
                validator(table).validate(json.loads(line))


@pytest.mark.parametrize(
    ("place", "value"),
    [("text", None), ("year", "2025"), ("kind", "poem"), ("published", "26.1.2026"), ("unknown", 1)],
)
def test_the_schema_refuses_what_is_no_report(place: str, value: object) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validator("report").validate(json.loads(sample().to_json()) | {place: value})


@pytest.mark.parametrize("value", ["4.02E+8", "402000000.00", "1.0", "007", 402000000])
def test_the_schema_knows_one_form_of_a_decimal(value: object) -> None:
    report = json.loads(sample().to_json())
    report["metrics"][1]["observations"][0]["quantity"]["value"] = value
    with pytest.raises(jsonschema.ValidationError):
        validator("report").validate(report)


def test_keys_keep_their_order_and_chinese_stays_chinese() -> None:
    written = sample().to_json()
    assert list(json.loads(written)) == list(report_parser.Report.model_fields)
    assert "整改率" in written
    assert '"402000000"' in written
    assert list(json.loads(sample().to_jsonl().splitlines()[0])) == list(COLUMNS)


def test_every_field_of_the_contract_stands_in_the_sample() -> None:
    def empty(value: Any, at: str) -> list[str]:
        if isinstance(value, dict):
            return [name for key, part in value.items() for name in empty(part, f"{at}.{key}")]
        if isinstance(value, list):
            found = [set(empty(part, at)) for part in value]
            return sorted(set.intersection(*found)) if found else [at]
        return [at] if value is None else []

    assert [name for name in empty(json.loads(sample().to_json()), "") if not name.endswith(".children")] == []


@pytest.mark.parametrize("table", TABLES)
def test_rows_have_the_columns_of_the_dictionary(table: TableName) -> None:
    rows = list(records(sample(), table))
    assert rows
    for row in rows:
        assert list(row) == [column.name for column in columns(table)]
        assert [c.name for c in columns(table) if c.required and row[c.name] is None] == []


def test_the_dictionary_names_the_columns_of_rows() -> None:
    assert tuple(column.name for column in columns()) == COLUMNS


def test_there_is_no_other_table_or_schema() -> None:
    with pytest.raises(ValueError, match="there is no table"):
        columns("poems")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="there is no schema"):
        schema("poems")  # type: ignore[arg-type]


def test_the_command_prints_schemas_and_the_dictionary(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema()
    assert main(["schema", "checks", "-o", str(tmp_path / "checks.json")]) == 0
    assert json.loads((tmp_path / "checks.json").read_text(encoding="utf-8")) == schema("checks")
    assert main(["schema", "--dictionary"]) == 0
    assert capsys.readouterr().out == markdown()
