"""How far two coders agree, and how much of what a run read they confirm: with intervals, and where undefined, why."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from report_parser.batch import record
from report_parser.errors import ReportParserError
from report_parser.extras import needs
from report_parser.models import plain
from report_parser.numerals.quantities import find_quantities
from report_parser.study.diffs import rows_of
from report_parser.study.sheets import QUESTIONS
from report_parser.text.fold import fold

Code = Mapping[str, str]
_FIELDS = tuple(name for name in QUESTIONS if name != "remark")
_RESAMPLES = 1000
_TAILS = (0.025, 0.975)
_NEEDED = ("id", "report_id", "start", "end", "metric")


class SheetError(ReportParserError):
    """A coding sheet cannot be read; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """How far two coders agree on one question.

    `units` were coded by both. `alpha` is Krippendorff's, `low` and `high` the ends of its bootstrapped 95 % interval.
    Whatever is None is not defined, and `note` says why.
    """

    field: str
    level: str
    units: int
    agreed: float | None
    alpha: float | None
    low: float | None
    high: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RunShare:
    """A share of a run with its 95 % interval by Wilson: `right` of `of`. None where `of` is 0; `note` says of what."""

    measure: str
    right: int
    of: int
    share: float | None
    low: float | None
    high: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One answer that differs: between the coders (`run` is None), or between both of them and the run."""

    id: str
    number: str
    field: str
    first: str
    second: str
    run: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two sheets have in common: by question, against a run, and where they differ."""

    fields: tuple[FieldAgreement, ...]
    run: tuple[RunShare, ...]
    disagreements: tuple[Disagreement, ...]

    def rows(self) -> list[dict[str, Any]]:
        """The agreement by question as plain dicts."""
        return [asdict(each) for each in self.fields]


def agreement(
    first: str | Path, second: str | Path, run: str | Path | None = None, *, seed: int = 0, resamples: int = _RESAMPLES
) -> Agreement:
    """Compare two filled coding sheets, and with `run` (a batch that holds the observations) both with what it read.

    Percent agreement and Krippendorff's alpha are of the numbers that both answered: `nominal` for every question, and
    `ratio` for the values. Of a run, precision is the share of its rows that both coders confirm, recall the share of
    what both call a metric that it has. Raises SheetError, RunError, MissingExtraError.
    """
    one, other = read_sheet(first), read_sheet(second)
    both = [id_ for id_ in one if id_ in other]
    fields = [_of_field(name, one, other, both, seed, resamples) for name in _FIELDS]
    fields.insert(_FIELDS.index("value") + 1, _of_field("value", one, other, both, seed, resamples, ratio=True))
    differing = [
        Disagreement(id_, one[id_]["number"], name, one[id_][name], other[id_][name], None, one[id_]["sentence"])
        for id_ in both
        for name in _FIELDS
        if _normal(name, one[id_]) != _normal(name, other[id_]) and _answered(name, one[id_], other[id_])
    ]
    shares: list[RunShare] = []
    if run is not None:
        made = _read_run(run, {one[id_]["report_id"] for id_ in both})
        shares, wrong = _against(one, other, both, made)
        differing += wrong
    return Agreement(tuple(fields), tuple(shares), tuple(differing))


def read_sheet(path: str | Path) -> dict[str, dict[str, str]]:
    """The answers of a filled sheet by the id of the number, empty where a cell is. Raises SheetError."""
    with needs("study"):
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, ValueError, KeyError, BadZipFile, InvalidFileException) as problem:
        raise SheetError(f"{path} is no workbook that can be read ({problem}).") from problem
    page = book["coding"] if "coding" in book.sheetnames else book.worksheets[0]
    lines = page.iter_rows(values_only=True)
    head = [str(cell or "") for cell in next(lines, ())]
    if missing := [name for name in _NEEDED if name not in head]:
        raise SheetError(f"{path} is no coding sheet: it has no column {', '.join(missing)}.")
    wanted = (*_FIELDS, "id", "number", "sentence", "report_id", "start", "end")
    found: dict[str, dict[str, str]] = {}
    for line in lines:
        row = {name: _cell(value) for name, value in zip(head, line, strict=False)}
        if row.get("id"):
            found[row["id"]] = {name: row.get(name, "") for name in wanted}
    return found


def _cell(value: Any) -> str:
    """A cell as text: a number that Excel made of it without its trailing .0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _answered(name: str, first: Code, second: Code) -> bool:
    """Whether a question was answered by both: whether a number is a metric, and of what both call one, all else.

    An empty period or scope is an answer: the text says none.
    """
    if name == "metric":
        return bool(first["metric"] and second["metric"])
    if _normal("metric", first) != "yes" or _normal("metric", second) != "yes":
        return False
    return name in ("period", "scope") or bool(first[name] and second[name])


def _normal(name: str, code: Code) -> str:
    """An answer as it is compared: in half width, without blanks, a value as its number.

    >>> _normal("value", {"value": "4.02亿"}), _normal("value", {"value": "1,200.50"})
    ('402000000', '1200.5')
    """
    said = "".join(fold(code[name]).split())
    if name == "metric":
        return {"是": "yes", "否": "no", "y": "yes", "n": "no"}.get(said.lower(), said.lower())
    if name == "value":
        number = _number(said)
        return said if number is None else plain(number)
    return said


def _number(said: str) -> Decimal | None:
    """The number that a coder wrote, or None."""
    try:
        return Decimal(said.replace(",", "").rstrip("%"))
    except InvalidOperation:
        found = find_quantities(said)
        return found[0].value if len(found) == 1 else None


def _of_field(
    name: str, one: Mapping[str, Code], other: Mapping[str, Code], both: Sequence[str], seed: int, resamples: int,
    *, ratio: bool = False,
) -> FieldAgreement:  # fmt: skip
    """The agreement on one question."""
    pairs = [
        (_normal(name, one[id_]), _normal(name, other[id_])) for id_ in both if _answered(name, one[id_], other[id_])
    ]
    level = "ratio" if ratio else "nominal"
    if not pairs:
        return FieldAgreement(name, level, 0, None, None, None, None, "undefined: no number was answered by both")
    agreed = sum(first == second for first, second in pairs) / len(pairs)
    numbers: list[tuple[Any, Any]] = [*pairs]
    if ratio:
        values = [(_number(first), _number(second)) for first, second in pairs]
        if any(value is None or value < 0 for pair in values for value in pair):
            note = "undefined: an answer is no number, or a negative one, which has no ratio"
            return FieldAgreement(name, level, len(pairs), agreed, None, None, None, note)
        numbers = [(float(first or 0), float(second or 0)) for first, second in values]
    if len(pairs) < 2:
        return FieldAgreement(name, level, len(pairs), agreed, None, None, None, "undefined: only one number")
    if len({code for pair in numbers for code in pair}) == 1:
        note = "undefined: all answers are the same, so chance cannot be told from agreement"
        return FieldAgreement(name, level, len(pairs), agreed, None, None, None, note)
    alpha = _alpha(numbers, _ratio if ratio else _nominal)
    low, high, note = _interval(numbers, _ratio if ratio else _nominal, seed, resamples)
    return FieldAgreement(name, level, len(pairs), agreed, alpha, low, high, note)


def _nominal(first: Any, second: Any) -> float:
    return 0.0 if first == second else 1.0


def _ratio(first: float, second: float) -> float:
    """Krippendorff's distance of the ratio level: ((a - b) / (a + b))²."""
    return 0.0 if first == second else ((first - second) / (first + second)) ** 2


def _alpha(pairs: Iterable[tuple[Any, Any]], distance: Callable[[Any, Any], float]) -> float:
    """Krippendorff's alpha of two coders, by NLTK."""
    with needs("study"):
        from nltk.metrics.agreement import AnnotationTask

    data = [(coder, unit, code) for unit, pair in enumerate(pairs) for coder, code in zip("ab", pair, strict=True)]
    return float(AnnotationTask(data, distance).alpha())


def _interval(
    pairs: Sequence[tuple[Any, Any]], distance: Callable[[Any, Any], float], seed: int, resamples: int
) -> tuple[float | None, float | None, str]:
    """The bootstrapped interval of alpha: units drawn again with replacement; and how many draws had no alpha."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    found, undefined = [], 0
    for _ in range(resamples):
        drawn = chance.choices(pairs, k=len(pairs))
        if len({code for pair in drawn for code in pair}) == 1:
            undefined += 1
        else:
            found.append(_alpha(drawn, distance))
    if len(found) < max(2, resamples // 2):
        return None, None, f"no interval: {undefined} of {resamples} resamples have no variation"
    cuts = statistics.quantiles(found, n=1000, method="inclusive")
    low, high = (cuts[min(max(round(tail * 1000) - 1, 0), len(cuts) - 1)] for tail in _TAILS)
    return low, high, f"{undefined} of {resamples} resamples have no variation" if undefined else ""


def _read_run(run: str | Path, reports: set[str]) -> dict[tuple[str, str, str], Code]:
    """The observations of a run for these reports, by report and place."""
    made, folder = record.read(run)
    if not any(stamp.table == "observations" for stamp in made.outputs):
        raise record.RunError(f"{run} holds no observations. Name a batch.")
    rows = rows_of(made, folder, "observations")
    return {
        (row["report_id"], str(row["start"]), str(row["end"])): {"metric": "yes", **{
            name: _cell(plain(value) if isinstance(value := row.get(name), Decimal) else value)
            for name in _FIELDS if name != "metric"
        }}
        for row in rows if row["report_id"] in reports
    }  # fmt: skip


def _against(
    one: Mapping[str, Code], other: Mapping[str, Code], both: Sequence[str], made: Mapping[tuple[str, str, str], Code]
) -> tuple[list[RunShare], list[Disagreement]]:
    """How much of what the coders agree on a run has, and where it differs from both."""
    agreed = [
        id_ for id_ in both if one[id_]["metric"] and _normal("metric", one[id_]) == _normal("metric", other[id_])
    ]
    place = {id_: (one[id_]["report_id"], one[id_]["start"], one[id_]["end"]) for id_ in agreed}
    rows = [id_ for id_ in agreed if place[id_] in made]
    metrics = [id_ for id_ in agreed if _normal("metric", one[id_]) == "yes"]
    hits = [id_ for id_ in rows if id_ in set(metrics)]
    said = "of the numbers on which both coders agree whether they are metrics"
    shares = [_share("precision", len(hits), len(rows), said), _share("recall", len(hits), len(metrics), said)]
    wrong = [
        Disagreement(
            id_, one[id_]["number"], "metric", one[id_]["metric"], other[id_]["metric"],
            "yes" if place[id_] in made else "no", one[id_]["sentence"],
        )
        for id_ in dict.fromkeys((*rows, *metrics)) if (place[id_] in made) != (_normal("metric", one[id_]) == "yes")
    ]  # fmt: skip
    for name in _FIELDS[1:]:
        same = [
            id_
            for id_ in hits
            if _answered(name, one[id_], other[id_]) and _normal(name, one[id_]) == _normal(name, other[id_])
        ]
        right = [id_ for id_ in same if _normal(name, made[place[id_]]) == _normal(name, one[id_])]
        shares.append(_share(f"{name} right", len(right), len(same), "of its right rows on which both coders agree"))
        wrong += [
            Disagreement(
                id_, one[id_]["number"], name, one[id_][name], other[id_][name], made[place[id_]][name],
                one[id_]["sentence"],
            )
            for id_ in same if id_ not in set(right)
        ]  # fmt: skip
    return shares, wrong


def _share(measure: str, right: int, of: int, said: str) -> RunShare:
    """A share with its interval by Wilson, or None for a share of nothing."""
    if not of:
        return RunShare(measure, right, of, None, None, None, f"undefined: there are none {said}")
    with needs("study"):
        from scipy.stats import binomtest

    interval = binomtest(right, of).proportion_ci(method="wilson")
    return RunShare(measure, right, of, right / of, float(interval.low), float(interval.high), said)
