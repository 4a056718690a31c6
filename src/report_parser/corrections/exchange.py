"""Corrections by way of other programs: rows are written out, edited there, and what changed is read back.

A workbook for Excel, and tasks for Label Studio. Both hold the rows as they were, so that what is read back is told
from what was there before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from report_parser.corrections.entries import FIELDS, Correction, around, choices, written
from report_parser.errors import CorrectionsError
from report_parser.extras import needs
from report_parser.models import Report, plain
from report_parser.output.delimited import without_controls
from report_parser.output.dictionary import columns
from report_parser.output.records import report_id
from report_parser.output.replacing import replacing, write_text
from report_parser.output.rows import rows

_DECIMALS = ("value", "high", "step")
_PLACE = ("source", "report_id", "start", "end")
_MARKS = ("checked", "delete", "reason")
_SHOWN = ("text", "sentence")
_WIDTHS = {"name": 26, "sentence": 60, "reason": 20}
_CELL = 32_767


def seen_rows(reports: Iterable[Report]) -> Iterator[dict[str, Any]]:
    """Each row as it is written out: its place and quote, the sentence, and its fields as corrections state them."""
    for report in reports:
        for row in rows(report):
            before, behind = around(report.text, row["start"], row["end"])
            yield {
                "source": report.source.name or "",
                **{name: row[name] for name in ("report_id", "start", "end", "text", "sentence")},
                "prefix": before,
                "suffix": behind,
                "fields": {name: written(row[name]) for name in FIELDS},
            }


def changed(
    place: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any], **about: str
) -> Iterator[Correction]:
    """A correction for each field of a row that is another one now; `about` says by whom, when and why."""
    for name in FIELDS:
        if name in after and after[name] != before.get(name):
            yield _correction(place, field=name, old=before.get(name), new=after[name], **about)


def _correction(place: Mapping[str, Any], **said: Any) -> Correction:
    """A correction of a row at its place. Raises CorrectionsError where it cannot be one."""
    where = {name: place[name] for name in (*_PLACE, "prefix", "suffix")}
    try:
        return Correction.model_validate({**where, "quote": place["text"], **said})
    except ValidationError as problem:
        what = problem.errors()[0]["msg"].removeprefix("Value error, ")
        raise CorrectionsError(f"{place['text']} in {place['source']}: {what}") from problem


# A workbook --------------------------------------------------------------------------------------------------------


def write_sheet(reports: Iterable[Report], path: str | Path) -> None:
    """Write the rows of reports as a workbook to be corrected in Excel: edit a cell, put x under checked or delete.

    Its hidden sheet holds the rows as they were. Raises MissingExtraError, OSError.
    """
    with needs("tables"):
        from xlsxwriter import Workbook

    labels = {column.name: column.label for column in columns()}
    head = (*_MARKS[:2], *_SHOWN, *FIELDS, "reason", *_PLACE)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with replacing(path) as new, Workbook(str(new), options) as book:
        page, hidden = book.add_worksheet("rows"), book.add_worksheet("before")
        hidden.hide()
        bold = book.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1})
        top = book.add_format({"valign": "top", "text_wrap": True})
        for place, name in enumerate(head):
            page.write_string(0, place, name, bold)
            page.set_column(place, place, _WIDTHS.get(name, 11))
            if name in labels:
                page.write_comment(0, place, labels[name])
            if options_of := choices(name) if name in FIELDS else ():
                page.data_validation(1, place, 1_048_575, place, {"validate": "list", "source": list(options_of)})
        line = 0
        for line, row in enumerate(seen_rows(reports), 1):
            hidden.write_string(line, 0, json.dumps(row))
            shown = {**row, **row["fields"]}
            for place, name in enumerate(head):
                if (value := shown.get(name)) is not None:
                    said = str(value).lower() if isinstance(value, bool) else str(value)
                    page.write_string(line, place, without_controls(said)[:_CELL], top)
        page.freeze_panes(1, 3)
        page.autofilter(0, 0, max(line, 1), len(head) - 1)


def read_sheet(path: str | Path, author: str, day: str) -> list[Correction]:
    """What was changed in a workbook of `write_sheet`, as corrections of this author and day.

    Raises CorrectionsError for another workbook, for what no field can hold, and for a line that was added: it has no
    place in a text.
    """
    with needs("study"):
        from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        before = [json.loads(str(line[0])) for line in book["before"].iter_rows(min_row=2, values_only=True)]
        lines = book["rows"].iter_rows(values_only=True)
        head = [str(name) for name in next(lines)]
    except (OSError, ValueError, KeyError, StopIteration) as problem:
        raise CorrectionsError(f"{path} is no workbook of rows to be corrected ({problem}).") from problem
    known: dict[tuple[str, ...], dict[str, Any]] = {
        (row["report_id"], str(row["start"]), str(row["end"])): row for row in before
    }
    found: list[Correction] = []
    for number, line in enumerate(lines, 2):
        cells = dict(zip(head, map(_of_cell, line), strict=False))
        if not any(cells.values()):
            continue
        row = known.get(tuple(str(cells.get(name)) for name in ("report_id", "start", "end")))
        if row is None:
            raise CorrectionsError(f"{path}, line {number}: it has no place in a report. Do not add or change places.")
        about = {"author": author, "date": day, "reason": str(cells.get("reason") or "")}
        if cells.get("delete"):
            found.append(_correction(row, field="row", old=row["fields"], new=None, **about))
            continue
        after = {name: _entered(name, cells[name]) for name in FIELDS if name in cells}
        found += changed(row, row["fields"], after, **about)
        if cells.get("checked"):
            found.append(_correction(row, field="checked", old={**row["fields"], **after}, new=True, **about))
    return found


def _of_cell(value: Any) -> str | None:
    """A cell as text; None for an empty one."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return plain(Decimal(str(value)))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = "" if value is None else str(value).strip()
    return text or None


def _entered(name: str, text: str | None) -> Any:
    """What was entered for a field, as a correction states it."""
    if name == "estimated":
        return text in ("true", "1", "x", "是")
    if text is None:
        return "" if name == "unit" else None
    if name in _DECIMALS:
        try:
            return plain(Decimal(text.replace(",", "")))
        except InvalidOperation:
            return text  # to be refused by what reads it
    return text


# Label Studio ------------------------------------------------------------------------------------------------------

CONFIG = """\
<View>
  <Labels name="role" toName="text">
    <Label value="level"/><Label value="previous"/><Label value="delta"/>
  </Labels>
  <Text name="text" value="$text" granularity="symbol"/>
  <Choices name="status" toName="text" perRegion="true"><Choice value="actual"/><Choice value="planned"/></Choices>
  <TextArea name="name" toName="text" perRegion="true" maxSubmissions="1" editable="true" placeholder="name"/>
  <TextArea name="value" toName="text" perRegion="true" maxSubmissions="1" editable="true" placeholder="value"/>
  <TextArea name="unit" toName="text" perRegion="true" maxSubmissions="1" editable="true" placeholder="unit"/>
  <TextArea name="period" toName="text" perRegion="true" maxSubmissions="1" editable="true" placeholder="period"/>
  <TextArea name="scope" toName="text" perRegion="true" maxSubmissions="1" editable="true" placeholder="scope"/>
</View>
"""
_AREAS = ("name", "value", "unit", "period", "scope")


def write_tasks(reports: Iterable[Report], path: str | Path) -> None:
    """Write reports as tasks of Label Studio, with the rows as predictions, and its configuration beside them.

    The configuration is NAME.xml. Label Studio counts UTF-16 units, and so do the places in the file. Raises OSError.
    """
    place = Path(path)
    tasks = [_task(report) for report in reports]
    write_text(place, json.dumps(tasks, ensure_ascii=False, indent=1) + "\n")
    write_text(place.with_suffix(".xml"), CONFIG)


def _task(report: Report) -> dict[str, Any]:
    units = _Units(report.text)
    regions: list[dict[str, Any]] = []
    before: dict[str, Any] = {}
    for row in seen_rows([report]):
        id_ = f"r{row['start']}-{row['end']}"
        before[id_] = row
        spot = {"start": units.into(row["start"]), "end": units.into(row["end"]), "text": row["text"]}
        about = {"id": id_, "to_name": "text"}
        fields = row["fields"]
        said = [("role", "labels", [fields["role"]]), ("status", "choices", [fields["status"]])]
        said += [(name, "textarea", [fields[name]]) for name in _AREAS if fields[name]]
        regions += [
            {**about, "from_name": name, "type": kind, "value": {**spot, _KEYS[kind]: value}}
            for name, kind, value in said
        ]
    data = {"text": report.text, "source": report.source.name or "", "report_id": report_id(report), "rows": before}
    return {"data": data, "predictions": [{"model_version": report.made_by.version, "result": regions}]}


_KEYS = {"labels": "labels", "choices": "choices", "textarea": "text"}


class _Units:
    """Offsets of a text in code points and in UTF-16 units, which differ behind characters beyond the first plane."""

    def __init__(self, text: str) -> None:
        self._wide = [place for place, char in enumerate(text) if ord(char) > 0xFFFF]

    def into(self, offset: int) -> int:
        """The offset in UTF-16 units."""
        return offset + sum(place < offset for place in self._wide)

    def back(self, offset: int) -> int:
        """The offset in code points."""
        for place in self._wide:
            if place + 1 < offset:
                offset -= 1
        return offset


def read_annotations(path: str | Path, author: str, day: str) -> list[Correction]:
    """What was changed in Label Studio (its export as JSON), as corrections of this author and day.

    A region that is gone deletes its row, a new one with a name adds one, and of the others the fields count. Of
    several annotations of a task the last one does. Raises CorrectionsError.
    """
    try:
        tasks = json.loads(Path(path).read_text(encoding="utf-8"))
        found: list[Correction] = []
        for task in tasks:
            if task.get("annotations"):
                found += _of_task(task["data"], task["annotations"][-1]["result"], {"author": author, "date": day})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        said = f"{type(problem).__name__}: {problem}"
        raise CorrectionsError(f"{path} is no export of Label Studio that can be read ({said}).") from problem
    return found


def _of_task(data: Mapping[str, Any], result: list[dict[str, Any]], about: dict[str, str]) -> Iterator[Correction]:
    """The corrections of one annotated text."""
    text, before = data["text"], data["rows"]
    units = _Units(text)
    regions: dict[str, dict[str, Any]] = {}
    for each in result:
        value = each["value"]
        region = regions.setdefault(each["id"], {"start": units.back(value["start"]), "end": units.back(value["end"])})
        if stated := value.get(_KEYS.get(each["type"], "")):
            region[each["from_name"]] = stated[0] if isinstance(stated, list) else stated
    for id_, row in before.items():
        if id_ not in regions:
            yield _correction(row, field="row", old=row["fields"], new=None, **about)
            continue
        region = regions.pop(id_)
        asked = ("role", "status", *_AREAS)
        after = {name: _entered(name, region.get(name)) for name in asked}
        yield from changed(row, row["fields"], after, **about)
    for region in regions.values():
        start, end = region["start"], region["end"]
        prefix, suffix = around(text, start, end)
        place = {
            "source": data["source"], "report_id": data["report_id"], "start": start, "end": end,
            "text": text[start:end], "prefix": prefix, "suffix": suffix,
        }  # fmt: skip
        fields = {name: _entered(name, region[name]) for name in ("role", "status", *_AREAS) if name in region}
        yield _correction(place, field="row", old=None, new=fields, **about)
