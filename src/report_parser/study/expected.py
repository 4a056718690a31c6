"""The bodies and years that a study expects reports of, from a table of one's own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from report_parser.errors import MissingColumnError, SourceUnreadableError
from report_parser.text.fold import fold

_NAMES = ("body", "unit", "agency", "region", "单位", "地区", "部门", "机构", "区县")
_CODES = ("region_code", "code", "代码", "行政区划代码")
_YEARS = ("year", "years", "年度", "年份", "年")
_KINDS = ("kind", "report_kind", "类型")


@dataclass(frozen=True, slots=True)
class Expected:
    """A report that should be there. `year` and `kind` are None where any will do."""

    name: str
    code: str | None = None
    year: int | None = None
    kind: str | None = None

    def fits(self, names: Iterable[str | None], code: str | None, year: int | None, kind: str | None) -> bool:
        """Whether a report of a body with these names, code, year and kind is this one.

        >>> Expected("审计局", year=2025).fits(("青禾县审计局", "青禾县"), "330000", 2025, "brief")
        True
        """
        if (self.year is not None and self.year != year) or (self.kind is not None and self.kind != kind):
            return False
        if self.code is not None and code is not None:
            return self.code == code
        wanted = fold(self.name)
        return any(name is not None and fold(name).endswith(wanted) for name in names)


def read_expected(path: str | Path) -> list[Expected]:
    """Read a table (CSV) of what is expected: a column for the body (body, region, 单位 …) or its code, and where it
    matters a year (2025, 2019-2025) and a kind of report.

    Raises SourceUnreadableError, MissingColumnError.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as problem:
        raise SourceUnreadableError(f"cannot read {path}: {problem.strerror or problem}.") from problem
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    rows = csv.DictReader(StringIO(text, newline=""))
    heads = {(head or "").strip().lower(): head for head in rows.fieldnames or ()}

    def column(names: Iterable[str]) -> str | None:
        return next((heads[name] for name in names if name in heads), None)

    name, code, years, kind = (column(names) for names in (_NAMES, _CODES, _YEARS, _KINDS))
    if name is None and code is None:
        raise MissingColumnError(f"{path} has no column of bodies ({', '.join(_NAMES)}); it has {', '.join(heads)}.")
    found: list[Expected] = []
    for row in rows:
        told = {part: (row.get(part) or "").strip() for part in (name, code, years, kind) if part}
        body, number = told.get(name or "", ""), told.get(code or "", "") or None
        if body or number:
            of = told.get(kind or "", "") or None
            found.extend(Expected(body or number or "", number, year, of) for year in _years(told.get(years or "", "")))
    return found


def _years(written: str) -> Iterator[int | None]:
    """The years of a cell: one, several, a range; None for an empty one.

    >>> list(_years("2019-2021;2025")), list(_years(""))
    ([2019, 2020, 2021, 2025], [None])
    """
    plain = fold(written).replace("年", "").replace("—", "-").replace("~", "-").replace("、", ";").replace(",", ";")
    parts = [part for part in plain.split(";") if part.strip()]
    if not parts:
        yield None
    for part in parts:
        first, _, last = part.partition("-")
        if first.strip().isdigit():
            yield from range(int(first), int(last if last.strip().isdigit() else first) + 1)
