"""The tables of a panel: wide, long, its candidates, its spec and the codebook."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_parser.models import plain
from report_parser.study.book import Sheet, write
from report_parser.study.coverage import MEANINGS
from report_parser.version import __version__

if TYPE_CHECKING:
    from report_parser.study.panels import Panel, PanelCell, PanelRow

# The colour of a cell by its coverage; a value that is simply stated has none.
COLOURS: dict[str, str] = {
    "vague": "look",
    "ambiguous": "look",
    "planned_only": "plan",
    "derivable": "made",
    "not_stated": "none",
    "section_absent": "none",
    "not_read": "wrong",
}
_ROW = {
    "unit": "what the row is of: the body, else its region, else the source",
    "region": "the place, as its report names it",
    "region_code": "its code by GB/T 2260",
    "agency": "the body that reports",
    "year": "the year that the report is called by",
    "report_kind": "the kind of the report",
    "title": "its title",
    "source": "the file",
    "report_id": "sha256 of the report's text",
    "note": "what to know of the row as a whole",
}
LONG = {
    "unit": _ROW["unit"],
    "region_code": _ROW["region_code"],
    "report_year": _ROW["year"],
    "column": "the column of the panel",
    "indicator": "its id in the catalogue",
    "measure": "level, growth, change, share or rate",
    "status": "actual: a result; planned: a target",
    "year": "the calendar year that is asked for",
    "coverage": "why the cell holds what it holds; see the codes in the codebook",
    "value": "the value, in measure_unit; falls are negative",
    "high": "the upper end of a range",
    "bound": "exact, at_least, at_most or approx",
    "measure_unit": "the unit of the value",
    "period": "the period as the report gives it",
    "year_inferred": "true where the year is not written with the value",
    "estimated": "true for preliminary figures (预计, 初步核算)",
    "modality": "the word of intention of a target",
    "scope": "whose value it is, as written",
    "name": "the name that the report gives it",
    "rule": "the rule that read it",
    "text": "the words of the value",
    "candidates": "how many values could have stood here",
    "derived": "what follows from other values of the report; not stated",
    "note": "how it was derived, what the candidates are, or what is stated instead",
    "sentence": "the sentence",
    "source": _ROW["source"],
    "page": "the page, from 1; empty for sources without pages",
    "line": "the line of the text, from 1",
    "start": "where the words begin in the text, in code points",
    "end": "where they end",
    "report_id": _ROW["report_id"],
}
_CANDIDATES = {
    "unit": _ROW["unit"],
    "report_year": _ROW["year"],
    "column": LONG["column"],
    "chosen": "true for the value that stands in the panel",
    "dropped": "why it may not stand there: another status, basis, scope or year, an average, a part; empty: it may",
    **{
        name: LONG[name]
        for name in ("value", "high", "measure_unit", "bound", "name", "status", "period", "year_inferred", "scope")
    },
    "basis": "what a change is measured against",
    **{name: LONG[name] for name in ("rule", "text", "source", "page", "line", "start", "end", "sentence")},
}
_CODEBOOK = {
    "column": "the column of the panel",
    "label": "its name",
    "indicator": "its id in the catalogue, or the names that were looked for",
    "definition": "what the catalogue says it is",
    "measure": LONG["measure"],
    "status": LONG["status"],
    "year": "the year, counted from the report's own",
    "unit": "the unit of its values",
    "choose": "what was done where several values remained",
    "reports": "rows of the panel",
    "stated": MEANINGS["stated"],
    "stated_zero": MEANINGS["stated_zero"],
    "vague": MEANINGS["vague"],
    "planned_only": MEANINGS["planned_only"],
    "derivable": MEANINGS["derivable"],
    "ambiguous": MEANINGS["ambiguous"],
    "not_stated": MEANINGS["not_stated"],
    "section_absent": MEANINGS["section_absent"],
    "not_read": MEANINGS["not_read"],
    "least": "the smallest value",
    "median": "the median value",
    "largest": "the largest value",
}


def wide(panel: Panel) -> list[dict[str, Any]]:
    """One row a report: what it is of, then for each column its value and its coverage, and where any row has one, the
    bound and the upper end.
    """
    more = _more(panel)
    rows = []
    for row in panel.rows:
        line = _head(panel, row)
        for cell in row.cells:
            line[cell.column] = cell.value
            line[f"{cell.column}__coverage"] = cell.coverage
            for name in more[cell.column]:
                line[f"{cell.column}__{name}"] = getattr(cell, name)
        rows.append(line)
    return rows


def long(panel: Panel) -> list[dict[str, Any]]:
    """One row a cell."""
    columns = {column.id: column for column in panel.spec.columns}
    rows = []
    for row in panel.rows:
        for cell in row.cells:
            column = columns[cell.column]
            told = {
                **row.model_dump(include={"unit", "region_code", "source", "report_id"}),
                **cell.model_dump(),
                "report_year": row.year,
                "indicator": column.indicator or column.concept or "、".join(column.names),
                "measure": column.measure,
                "status": column.status,
                "measure_unit": cell.unit,
                "unit": row.unit,
            }
            rows.append({name: told[name] for name in LONG} | {n: row.fields.get(n) for n in panel.spec.keep})
    return rows


def codebook(panel: Panel) -> list[dict[str, Any]]:
    """One row a column: what it is, how many cells have which coverage, and the range of its values."""
    rows = []
    for place, column in enumerate(panel.spec.columns):
        cells = [row.cells[place] for row in panel.rows]
        entry = panel.catalogue.entries.get(column.indicator or "")
        counts = Counter(cell.coverage for cell in cells)
        values = [cell.value for cell in cells if cell.value is not None]
        units = sorted({cell.unit for cell in cells if cell.unit})
        rows.append(
            {
                "column": column.id,
                "label": column.label or (entry.name if entry is not None else "、".join(column.names)),
                "indicator": column.indicator or column.concept or "、".join(column.names),
                "definition": entry.definition if entry is not None else None,
                "measure": column.measure,
                "status": column.status,
                "year": column.year,
                "unit": column.unit or "、".join(units) or None,
                "choose": column.choose,
                "reports": len(cells),
                "least": min(values, default=None),
                "median": statistics.median(values) if values else None,
                "largest": max(values, default=None),
            }
            | {str(code): counts[code] for code in MEANINGS}
        )
    return rows


def export(panel: Panel, path: str | Path) -> list[Path]:
    """See `Panel.export`."""
    return write(sheets(panel), path)


def sheets(panel: Panel) -> list[Sheet]:
    """The tables of a panel as sheets, with colours and the sentence of each value as a comment."""
    cells = {(id(row), cell.column): cell for row in panel.rows for cell in row.cells}
    lines = wide(panel)
    of_line = {id(line): row for line, row in zip(lines, panel.rows, strict=True)}

    def cell_of(line: Mapping[str, Any], name: str) -> PanelCell | None:
        return cells.get((id(of_line[id(line)]), name))

    def fill(line: Mapping[str, Any], name: str) -> str | None:
        cell = cell_of(line, name)
        return None if cell is None else COLOURS.get(cell.coverage, "look" if cell.year_inferred else None)

    def note(line: Mapping[str, Any], name: str) -> str | None:
        cell = cell_of(line, name)
        return None if cell is None else told(cell, of_line[id(line)].source)

    kept = dict.fromkeys(panel.spec.keep, "from the corpus")
    return [
        Sheet("wide", _wide_columns(panel), lines, fill, note),
        Sheet("long", LONG | kept, long(panel), _long_fill),
        Sheet("candidates", _CANDIDATES, panel.candidates),
        Sheet("codebook", _CODEBOOK, codebook(panel)),
        Sheet("codes", {"code": "a coverage code", "means": "what it says"}, _codes()),
        Sheet("spec", {"spec": "the spec as TOML, to use again"}, [{"spec": line} for line in _spec_lines(panel)]),
    ]  # fmt: skip


def _long_fill(row: Mapping[str, Any], name: str) -> str | None:
    return COLOURS.get(row["coverage"]) if name == "coverage" else None


def told(cell: PanelCell, source: str) -> str:
    """A cell's sentence and place in a few lines, as a comment on it."""
    place = f"{source}, " + (f"page {cell.page}, " if cell.page else "") + (f"line {cell.line}" if cell.line else "")
    lines = [cell.coverage + (", year inferred" if cell.year_inferred else ""), cell.note, cell.sentence, place]
    if cell.derived is not None:
        lines.insert(1, f"derived: {plain(cell.derived)}")
    return "\n".join(line for line in lines if line)


def _codes() -> list[dict[str, Any]]:
    return [{"code": code, "means": meaning} for code, meaning in MEANINGS.items()]


def _spec_lines(panel: Panel) -> list[str]:
    """The spec as lines, below what made the panel."""
    counts = f"{len(panel.rows)} reports, {len(panel.skipped)} of other kinds skipped"
    return [f"# report_parser {__version__}, panel of {counts}", *panel.spec.to_toml().splitlines()]


def _head(panel: Panel, row: PanelRow) -> dict[str, Any]:
    given = row.model_dump(include=set(_ROW))
    return {name: given[name] for name in _ROW} | {name: row.fields.get(name) for name in panel.spec.keep}


def _more(panel: Panel) -> dict[str, list[str]]:
    """By column, what beside value and coverage any of its cells has: a bound that is not exact, an upper end."""
    found: dict[str, list[str]] = {}
    for place, column in enumerate(panel.spec.columns):
        cells = [row.cells[place] for row in panel.rows]
        bounded = any(cell.bound not in (None, "exact") for cell in cells)
        ranged = any(cell.high is not None for cell in cells)
        found[column.id] = ["bound"] * bounded + ["high"] * ranged
    return found


def _wide_columns(panel: Panel) -> dict[str, str]:
    columns = {**_ROW, **dict.fromkeys(panel.spec.keep, "from the corpus")}
    more = _more(panel)
    for line in codebook(panel):
        column, about = line["column"], f"{line['label']}: {line['measure']}, {line['status']}, {line['year']}"
        columns[column] = f"{about}, {line['unit'] or 'unit as stated'}"
        columns[f"{column}__coverage"] = f"coverage of {column}"
        for name in more[column]:
            columns[f"{column}__{name}"] = f"{LONG[name]} ({column})"
    return columns
