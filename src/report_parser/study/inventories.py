"""The inventory: what was read, what stands there twice, what is missing, and which indicators the reports state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from report_parser.metrics.catalogue import Catalogue, default
from report_parser.metrics.proposals import Proposal, propose
from report_parser.models import Failure, Report, Status
from report_parser.output.records import report_id
from report_parser.study.book import Sheet, write
from report_parser.study.expected import Expected, read_expected
from report_parser.study.reading import Reading, readings
from report_parser.study.similar import Similar, repeated

# From this share of common stretches on, two texts are one report; from the second, one was made of the other.
_SAME, _TWICE = 0.8, 0.3
_MOST = 0.6  # the share of the reports that makes their kind the usual one
_FEWEST = 3  # reports, for a kind to be usual
_NAMES = 5

_FILES = {
    "source": "the file, or the row of a corpus",
    "body": "the body that reports, else its region",
    "agency": "the body that reports",
    "region": "its place",
    "region_code": "the code of the place by GB/T 2260",
    "kind": "the kind of the report",
    "year": "the year that it is called by",
    "title": "its title",
    "published": "when it was published",
    "signed": "when it was signed",
    "delivered": "when it was delivered",
    "document_number": "its document number",
    "characters": "letters of its text",
    "sections": "sections",
    "observations": "values that were read",
    "indicators": "indicators of the catalogue with a value",
    "failed_checks": "numbers that contradict each other",
    "size": "bytes of the file",
    "media_type": "the format",
    "reader": "what read it",
    "pages": "pages, for formats that have them",
    "pages_without_text": "pages that are pictures",
    "warnings": "what the reader says",
    "error": "why it could not be read",
    "flags": "what to look at: duplicate, near_duplicate, two_versions, other_year, stands_twice, other_kind, no_year, "
    "no_body, scan, unread",
    "same_as": "the first source with the same or nearly the same text",
    "sha256": "of the file",
    "report_id": "sha256 of the text",
}
_DUPLICATES = {
    "kind": "same_text; near_duplicate: the same report from two sites; other_year: nearly the same text for another "
    "year; two_versions: two reports of one body, kind and year that differ; stands_twice: one file holds it twice",
    "source": "one source",
    "other": "the other one",
    "similarity": "the share of stretches of five letters that both have; of stands_twice: the share that is repeated",
    "body": "the body",
    "year": "the year of the one",
    "other_year": "the year of the other",
}
_GAPS = {
    "body": "the body that is expected",
    "year": "the year that is missing",
    "kind": "the kind that is expected",
    "instead": "other reports of this body that are there: year and kind",
}
_INDICATORS = {
    "indicator": "the id in the catalogue",
    "name": "its name there",
    "english": "in English",
    "unit": "the catalogue's unit",
    "reports": "reports that state it",
    "results": "reports that state a result",
    "targets": "reports that state a target",
    "values": "values in all reports",
    "units": "units as written, with how often",
    "years": "years of the values",
    "names": "names as written, with how often",
}
_UNNAMED = {
    "concept": "what reports are joined on",
    "names": "names as written, with how often",
    "reports": "reports that state it",
    "values": "values in all reports",
    "units": "units as written, with how often",
    "example": "a place: source and offset",
}


@dataclass(frozen=True, slots=True)
class Inventory:
    """What is there, each a list of plain rows; `matrix` counts the reports of each body by year."""

    files: list[dict[str, Any]]
    duplicates: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    matrix: list[dict[str, Any]]
    indicators: list[dict[str, Any]]
    unnamed: list[dict[str, Any]]

    def export(self, path: str | Path) -> list[Path]:
        """Write all tables: .xlsx as sheets, .csv .jsonl .parquet .dta as files beside each other. Returns the files.

        Raises ValueError for another suffix, MissingExtraError, OSError.
        """
        years = {name: "how many reports" for row in self.matrix for name in row if name != "body"}
        return write(
            [
                Sheet("files", _FILES, self.files, _fill),
                Sheet("duplicates", _DUPLICATES, self.duplicates),
                Sheet("gaps", _GAPS, self.gaps),
                Sheet("matrix", {"body": "the body", **years}, self.matrix, _gap_fill),
                Sheet("indicators", _INDICATORS, self.indicators),
                Sheet("unnamed", _UNNAMED, self.unnamed),
            ],
            path,
        )


def _fill(row: Mapping[str, Any], name: str) -> str | None:
    if name not in ("flags", "error") or not row.get(name):
        return None
    return "wrong" if row.get("error") else "look"


def _gap_fill(row: Mapping[str, Any], name: str) -> str | None:
    return None if name == "body" or row.get(name) else "wrong"


@dataclass(slots=True)
class _Stated:
    """What the reports say of one indicator."""

    reports: set[str] = field(default_factory=set)
    by_status: dict[Status, set[str]] = field(default_factory=lambda: {"actual": set(), "planned": set()})
    units: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    values: int = 0


def inventory(
    reports: Iterable[Report | Failure | Reading],
    expect: str | Path | Sequence[Expected] = (),
    catalogue: Catalogue | None = None,
) -> Inventory:
    r"""List what was read: files, duplicates, gaps, and the indicators that the reports state.

    `expect` is a CSV of the bodies that should be there (see `expected.read_expected`), or the same as a list; without
    it, every body is expected for every year between the first and the last. Reports are drawn one by one, and only
    what is listed of them is kept. Raises MissingExtraError, and what `read_expected` raises.

    >>> from report_parser import parse
    >>> before, after = (parse(f"青禾县审计局{year}年法治政府建设报告\n完成审计项目37个。") for year in (2022, 2024))
    >>> found = inventory([before, after])
    >>> [(gap["body"], gap["year"]) for gap in found.gaps]
    [('青禾县审计局', 2023)]
    """
    wanted = read_expected(expect) if isinstance(expect, str | Path) else list(expect)
    known = catalogue or default()
    desk = _Desk()
    unnamed = [_unnamed(proposal) for proposal in propose(desk.pass_by(readings(reports)), fewest=1)]
    files = _flagged(desk.files, desk.pairs)
    gaps = list(_missing(wanted, files)) if wanted else list(_holes(files))
    return Inventory(files, desk.pairs, gaps, _matrix(files, gaps), list(_indicators(desk.stated, known)), unnamed)


class _Desk:
    """Where the reports pass by: keeps what is listed of each."""

    def __init__(self) -> None:
        self.files: list[dict[str, Any]] = []
        self.pairs: list[dict[str, Any]] = []
        self.stated: dict[str, _Stated] = {}
        self._similar = Similar(_SAME)
        self._texts: dict[str, str] = {}
        self._rows: dict[str, dict[str, Any]] = {}

    def pass_by(self, found: Iterable[Reading]) -> Iterator[tuple[str, Report]]:
        """List each reading, and hand its report on."""
        for number, reading in enumerate(found):
            report = reading.result
            if isinstance(report, Failure):
                told = {"source": reading.source, "error": report.error, "sha256": report.sha256, "size": report.size}
                self.files.append({**dict.fromkeys(_FILES), **told})
                continue
            row = _file(reading.source, report)
            self.files.append(row)
            self._compare(f"{number}", row, report.text)
            self._count(reading.source, report)
            yield reading.source, report

    def _compare(self, key: str, row: dict[str, Any], text: str) -> None:
        """List what an earlier report shares with this one."""
        first = self._texts.setdefault(row["report_id"], key)
        if first != key:
            self._pair("same_text", row, self._rows[first], 1.0)
        else:
            for other, similarity in self._similar.add(key, text):
                before = self._rows[other]
                other_year = None not in (row["year"], before["year"]) and row["year"] != before["year"]
                self._pair("other_year" if other_year else "near_duplicate", row, before, similarity)
        self._rows[key] = row
        again = repeated(text)
        if again >= _TWICE:
            self._pair("stands_twice", row, row, again)

    def _pair(self, kind: str, row: dict[str, Any], other: dict[str, Any], similarity: float) -> None:
        told = {"source": row["source"], "other": other["source"], "similarity": str(similarity), "body": row["body"]}
        self.pairs.append({"kind": kind, **told, "year": row["year"], "other_year": other["year"]})

    def _count(self, source: str, report: Report) -> None:
        for metric in report.metrics:
            if metric.indicator is None:
                continue
            stated = self.stated.setdefault(metric.indicator, _Stated())
            stated.reports.add(source)
            for observation in metric.observations:
                stated.values += 1
                stated.by_status[observation.status].add(source)
                stated.names[observation.name] += 1
                if observation.role != "delta":
                    stated.units[observation.quantity.unit] += 1
                if observation.period is not None:
                    stated.years[str(observation.period.end.year)] += 1


def _file(source: str, report: Report) -> dict[str, Any]:
    """The row of a report that was read."""
    return {
        "source": source,
        "body": report.agency or report.region,
        "agency": report.agency,
        "region": report.region,
        "region_code": report.region_code,
        "kind": report.kind,
        "year": report.year,
        "title": report.title,
        "published": report.published,
        "signed": report.signed,
        "delivered": report.delivered,
        "document_number": report.document_number,
        "characters": len(report.text),
        "sections": sum(1 for _ in report.walk()),
        "observations": len(report.observations),
        "indicators": len({metric.indicator for metric in report.metrics} - {None}),
        "failed_checks": sum(check.verdict == "fails" for check in report.checks),
        "size": report.source.size,
        "media_type": report.source.media_type,
        "reader": report.source.reader,
        "pages": len(report.source.pages) or None,
        "pages_without_text": "、".join(map(str, report.source.pages_without_text)) or None,
        "warnings": "；".join(report.source.warnings) or None,
        "error": None,
        "flags": None,
        "same_as": None,
        "sha256": report.source.sha256,
        "report_id": report_id(report),
    }


def _flagged(files: list[dict[str, Any]], pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with what to look at; adds to `pairs` the reports of one body, kind and year that differ."""
    first: dict[tuple[Any, ...], dict[str, Any]] = {}
    paired = {(pair["source"], pair["other"]) for pair in pairs}
    for row in files:
        place = (row["body"], row["kind"], row["year"])
        if None in place:
            continue
        other = first.setdefault(place, row)
        if other is not row and (row["source"], other["source"]) not in paired:
            told = {"source": row["source"], "other": other["source"], "similarity": None, "body": row["body"]}
            pairs.append({"kind": "two_versions", **told, "year": row["year"], "other_year": other["year"]})
    usual = _usual(files)
    flags: dict[str, list[str]] = {}
    same: dict[str, str] = {}
    for pair in pairs:
        flags.setdefault(pair["source"], []).append(pair["kind"])
        if pair["kind"] in ("same_text", "near_duplicate"):
            same.setdefault(pair["source"], pair["other"])
    return [
        {**row, "flags": ", ".join(dict.fromkeys([*flags.get(row["source"], []), *_of_file(row, usual)])) or None}
        | {"same_as": same.get(row["source"])}
        for row in files
    ]


def _of_file(row: dict[str, Any], usual: str | None) -> Iterator[str]:
    """What a row alone has to look at."""
    if row["error"] is not None:
        yield "unread"
        return
    tests = {
        "other_kind": usual is not None and row["kind"] != usual,
        "no_year": row["year"] is None,
        "no_body": row["body"] is None,
        "scan": bool(row["pages_without_text"]),
    }
    yield from (name for name, holds in tests.items() if holds)


def _usual(files: list[dict[str, Any]]) -> str | None:
    """The kind that most of the reports are of; None where they are mixed."""
    counts = Counter(row["kind"] for row in files if row["error"] is None)
    if not counts:
        return None
    kind, times = counts.most_common(1)[0]
    return kind if times >= _FEWEST and times >= _MOST * sum(counts.values()) else None


def _missing(wanted: Sequence[Expected], files: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The expected reports that are not there."""
    read = [row for row in files if row["error"] is None]
    years = [row["year"] for row in read if row["year"] is not None]
    span: Sequence[int | None] = range(min(years), max(years) + 1) if years else (None,)
    for each in wanted:
        own = [
            row for row in read if Expected(each.name, each.code).fits(_names_of(row), row["region_code"], None, None)
        ]
        for year in span if each.year is None else (each.year,):
            if not any(row["year"] == year and each.kind in (None, row["kind"]) for row in own):
                instead = "；".join(f"{row['year']} {row['kind']}" for row in own[:_NAMES]) or None
                yield {"body": each.name, "year": year, "kind": each.kind, "instead": instead}


def _names_of(row: dict[str, Any]) -> tuple[str | None, ...]:
    return row["agency"], row["region"]


def _holes(files: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """For each body and kind with reports of several years, the years between them that are missing."""
    there: dict[tuple[str, str], set[int]] = {}
    for row in files:
        if row["body"] is not None and row["year"] is not None:
            there.setdefault((row["body"], row["kind"]), set()).add(row["year"])
    for (body, kind), years in there.items():
        for year in range(min(years), max(years) + 1):
            if year not in years:
                instead = "、".join(map(str, sorted(years)))
                yield {"body": body, "year": year, "kind": kind, "instead": instead}


def _matrix(files: list[dict[str, Any]], gaps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row a body, a column a year, with how many reports."""
    counts = Counter((row["body"], row["year"]) for row in files if row["body"] and row["year"])
    bodies = dict.fromkeys([body for body, _ in counts] + [gap["body"] for gap in gaps])
    known = {name for body, _ in counts for name in bodies if body != name and body.endswith(name)}
    years = sorted({year for _, year in counts} | {gap["year"] for gap in gaps if gap["year"]})
    return [{"body": body, **{str(year): counts[body, year] for year in years}} for body in bodies if body not in known]


def _indicators(stated: dict[str, _Stated], catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """One row an indicator, the commonest first."""
    for id_, found in sorted(stated.items(), key=lambda pair: (-len(pair[1].reports), -pair[1].values, pair[0])):
        entry = catalogue.entries[id_]
        yield {
            "indicator": id_,
            "name": entry.name,
            "english": entry.english,
            "unit": entry.unit,
            "reports": len(found.reports),
            "results": len(found.by_status["actual"]),
            "targets": len(found.by_status["planned"]),
            "values": found.values,
            "units": _told(found.units),
            "years": "、".join(sorted(found.years)),
            "names": _told(found.names),
        }


def _unnamed(proposal: Proposal) -> dict[str, Any]:
    source, start, _ = proposal.places[0]
    return {
        "concept": proposal.concept,
        "names": _told(proposal.names),
        "reports": proposal.reports,
        "values": len(proposal.places),
        "units": _told(proposal.units),
        "example": f"{source} {start}",
    }


def _told(counts: Counter[str]) -> str:
    """The commonest words, with how often each stands."""
    return "、".join(f"{word or '—'} {times}" for word, times in counts.most_common(_NAMES))
