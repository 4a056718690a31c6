"""Scoring the parser on annotated texts, NAME.txt with NAME.gold.jsonl, and on passages of whole reports, NAME.json
with NAME.gold.jsonl.

One line of gold is one number that measures something: `raw` as written, at offset `start`, and its fields. An
observation is compared with the line whose number it overlaps. A line marked `optional` is neither asked nor counted.

To score a number is to compare it field by field; `ROW_FIELDS` must all be right for a right row, `SHOWN_FIELDS` are
only shown beside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from report_parser.errors import DamagedSourceError, SourceNotFoundError
from report_parser.evaluate.rows import read_rows
from report_parser.models import BasisKind, Bound, Direction, Kind, Observation, Report, Role, Status
from report_parser.parser import Parser, default

ROW_FIELDS = ("value", "role", "bound", "status", "name", "direction")
SHOWN_FIELDS = ("basis", "period")
# Members of a composition (4.7∶40.3∶55.0) count neither way where the gold does not list them.
_COMPOSITION = re.compile(r"[0-9.．]++\s*+[:：∶]\s*+[0-9.．]++(?:\s*+[:：∶]\s*+[0-9.．]++)++")
_REACH = 5  # two annotations at most this many lines apart may belong to one list


class Gold(BaseModel):
    """One annotated number."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    raw: str
    start: int
    value: Decimal
    high: Decimal | None = None
    unit: str
    kind: Kind
    bound: Bound
    role: Role
    name: str
    head: str
    status: Status
    direction: Direction | None = None
    basis_kind: BasisKind | None = None
    period: str | None = None
    also: tuple[str, ...] = ()
    optional: bool = False

    @property
    def end(self) -> int:
        """Where the number ends in the text."""
        return self.start + len(self.raw)


class Passage(BaseModel):
    """The part of a whole report that annotations cover: NAME.json beside NAME.gold.jsonl.

    `text_file` names the text without `.txt`; annotations count their places from `start`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    text_file: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Miss:
    """A difference from the gold. `gold` is None for an observation that is not annotated, `seen` for one not found.

    `wrong` names the fields that differ where both are there.
    """

    gold: Gold | None
    seen: Observation | None
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How a parse compares with the gold; scores of several texts can be added.

    `gold`: annotated numbers. `predicted`: observations. `met`: pairs of the two. `rows`: pairs with all `ROW_FIELDS`
    right. `right` and `asked`: by field, pairs that have it right, and pairs whose gold states it. `exact`: pairs
    with the annotated name letter for letter. `whole`: pairs with every annotated field right.
    """

    gold: int = 0
    predicted: int = 0
    met: int = 0
    rows: int = 0
    exact: int = 0
    whole: int = 0
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    misses: tuple[Miss, ...] = ()

    def __add__(self, other: Score) -> Score:
        """The score of both together."""
        return Score(
            self.gold + other.gold,
            self.predicted + other.predicted,
            self.met + other.met,
            self.rows + other.rows,
            self.exact + other.exact,
            self.whole + other.whole,
            self.right + other.right,
            self.asked + other.asked,
            self.misses + other.misses,
        )

    @property
    def found(self) -> float:
        """F1 of finding the metrics at all."""
        return self._f1(self.met)

    @property
    def row(self) -> float:
        """F1 of metrics with every field of `ROW_FIELDS` right: the headline figure."""
        return self._f1(self.rows)

    def share(self, name: str) -> float | None:
        """The share of found metrics that have a field right; None where the gold does not ask for it."""
        return self.right[name] / self.asked[name] if self.asked[name] else None

    def of_gold(self, count: int) -> float:
        """The share of all annotated metrics, found or not, that `count` (`exact`, `whole`) is."""
        return count / self.gold if self.gold else 1.0

    @property
    def families(self) -> list[tuple[str, str, int, Miss]]:
        """The kinds of misses, the most frequent first: what is wrong, the rule that read it, how many, and one."""
        kinds: dict[tuple[str, str], list[Miss]] = {}
        for miss in self.misses:
            what = "extra" if miss.gold is None else "missed" if miss.seen is None else ", ".join(miss.wrong)
            kinds.setdefault((what, miss.seen.rule if miss.seen else ""), []).append(miss)
        counted = [(what, rule, len(misses), misses[0]) for (what, rule), misses in kinds.items()]
        return sorted(counted, key=lambda kind: (-kind[2], kind[:2]))

    def _f1(self, right: int) -> float:
        """F1 with this many right ones; 1 where nothing is annotated and nothing was found."""
        both = self.gold + self.predicted
        return 2 * right / both if both else 1.0


def read_gold(path: str | Path) -> list[Gold]:
    """The annotations of a NAME.gold.jsonl, in reading order.

    Raises SourceNotFoundError if the file is missing, DamagedSourceError at a line that is no annotation.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as problem:
        raise SourceNotFoundError(f"there is no annotation {path}.") from problem
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found += [Gold.model_validate_json(line)] if line.strip() else []
        except ValidationError as problem:
            what = problem.errors()[0]
            where = ".".join(map(str, what["loc"])) or "the line"
            raise DamagedSourceError(f"line {number} of {path} is no annotation: {where}: {what['msg']}.") from problem
    return found


def evaluate(
    places: Sequence[str | Path],
    parser: Parser | None = None,
    texts: str | Path | None = None,
    rows: str | Path | None = None,
) -> dict[str, Score]:
    """Score the parser on annotated texts: folders, or single NAME.txt or NAME.gold.jsonl files. One score a text.

    Where a NAME.json stands beside the annotations, they cover a passage of a whole report, which is parsed whole; it
    is looked for in `texts`, else beside them. With `rows` the rows of another tool are scored instead: that folder's
    NAME.jsonl, or of a passage TEXT_FILE.jsonl.

    Raises SourceNotFoundError where no annotated text is found, DamagedSourceError for a broken annotation, and what
    `parse_file` raises for a text.
    """
    use = parser or default()

    def report_of(path: Path, text: str | None) -> Report:
        if rows is not None:
            return read_rows(Path(rows) / f"{path.stem}.jsonl", text if text is not None else _text(path))
        return use.parse_file(path) if text is None else use.parse(text)

    scores = {}
    whole: tuple[Path, Report] | None = None  # passages of one report follow each other
    for place in map(Path, places):
        for gold in _annotations(place):
            name = gold.name.removesuffix(".gold.jsonl")
            passage = _passage(gold.with_name(f"{name}.json"))
            if passage is None:
                scores[name] = score(report_of(gold.with_name(f"{name}.txt"), None), read_gold(gold))
                continue
            path = Path(texts or gold.parent) / f"{passage.text_file}.txt"
            if whole is None or whole[0] != path:
                whole = path, report_of(path, _text(path))
            scores[name] = score(whole[1], read_gold(gold), passage)
    return scores


def _text(path: Path) -> str:
    """A whole text as it is on disk, so that places in it are counted as the annotation counts them. Raises
    SourceNotFoundError.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as problem:
        raise SourceNotFoundError(f"there is no text {path}.") from problem


def _passage(path: Path) -> Passage | None:
    """What a NAME.json says, or None where there is none. Raises DamagedSourceError where it says nothing such."""
    if not path.exists():
        return None
    try:
        return Passage.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as problem:
        raise DamagedSourceError(f"{path} does not say which part of which text is annotated.") from problem


def score(report: Report, gold: Sequence[Gold], passage: Passage | None = None) -> Score:
    """Compare a report, or a passage of it, with the annotations of its text."""
    first, last = (passage.start, passage.end) if passage is not None else (0, len(report.text))
    free = sorted(report.observations, key=lambda o: o.quantity.span.start)
    free = [o for o in free if first <= o.quantity.span.start < last]
    wanted = [row for row in gold if not row.optional]
    pairs: list[tuple[Gold, Observation]] = []
    misses: list[Miss] = []
    for row in gold:
        start, end = row.start + first, row.end + first
        hit = next((o for o in free if o.quantity.span.start < end and o.quantity.span.end > start), None)
        if hit is not None:
            free.remove(hit)
        if row.optional:
            continue
        if hit is None:
            misses.append(Miss(row, None))
        else:
            pairs.append((row, hit))
    joined = _sharing_one_name(pairs)
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    rows = whole = 0
    for place, (row, seen) in enumerate(pairs):
        verdict = _judge(row, seen)
        whole += all(verdict.values())
        verdict["name"] &= place not in joined
        asked.update(verdict.keys())
        right.update(name for name, is_right in verdict.items() if is_right)
        rows += all(verdict.get(name, True) for name in ROW_FIELDS)
        if not all(verdict.values()):
            misses.append(Miss(row, seen, tuple(name for name, is_right in verdict.items() if not is_right)))
    exact = sum(_is_exact(seen.name, row) for row, seen in pairs)
    composed = [found.span() for found in _COMPOSITION.finditer(report.text, first, last)]
    free = [o for o in free if not any(a <= o.quantity.span.start < b for a, b in composed)]
    misses += [Miss(None, seen) for seen in free]
    predicted = len(pairs) + len(free)
    return Score(len(wanted), predicted, len(pairs), rows, exact, whole, right, asked, tuple(misses))


def _annotations(place: Path) -> list[Path]:
    """The gold files of a folder, or the one of a text. Raises SourceNotFoundError for a folder without any."""
    if place.is_dir():
        found = sorted(place.glob("*.gold.jsonl"))
        if not found:
            raise SourceNotFoundError(f"{place} holds no NAME.gold.jsonl.")
        return found
    return [place.with_name(place.name.removesuffix(".txt").removesuffix(".gold.jsonl") + ".gold.jsonl")]


def _judge(row: Gold, seen: Observation) -> dict[str, bool]:
    """By field, True if the observation has it as annotated; fields that the gold does not state are left out."""
    quantity = seen.quantity
    verdict = {
        "value": _same_number(quantity.value, row.value, row)
        and _same_number(quantity.high, row.high, row)
        and _unit(quantity.unit) == _unit(row.unit)
        and quantity.kind == row.kind,
        "role": seen.role == row.role,
        "bound": quantity.bound == row.bound,
        "status": seen.status == row.status,
        "name": _same_name(seen.name, row),
    }
    if "direction" in row.model_fields_set:
        verdict["direction"] = seen.direction == row.direction
    if "basis_kind" in row.model_fields_set:
        verdict["basis"] = (seen.basis_kind or "none") == row.basis_kind
    if "period" in row.model_fields_set:
        period = seen.period and (seen.period.start, seen.period.end)
        verdict["period"] = period == _days(row.period)
    return verdict


def _same_number(seen: Decimal | None, wanted: Decimal | None, row: Gold) -> bool:
    """True if two values are equal (for fractions, to two decimals), or both None."""
    if seen is None or wanted is None:
        return seen is wanted
    # A fraction is annotated in full or with two decimals: 1/7 is 14.29 or 14.2857 %.
    is_fraction = row.unit in ("%", "‰") and ("分之" in row.raw or "/" in row.raw)
    return abs(seen - wanted) <= (Decimal("0.005") if is_fraction else 0)


def _unit(written: str) -> str:
    """A unit as it is compared: without blanks, in one of its spellings."""
    squeezed = "".join(written.split())
    return {"百分点": "个百分点", "％": "%"}.get(squeezed, squeezed)


def _letters(name: str) -> str:
    """A name as it is compared: without punctuation."""
    return "".join(char for char in name if char.isalnum() or char in "%‰")


def _is_exact(seen: str, row: Gold) -> bool:
    """Whether a name is, letter for letter, the annotated one or one that the annotation calls equally right."""
    return _letters(seen) in {_letters(name) for name in (row.name, *row.also)}


def _same_name(seen: str, row: Gold) -> bool:
    """Whether a name is exact, or the head stands in it and the two share half of their characters (Dice)."""
    if _is_exact(seen, row):
        return True
    got, want = _letters(seen), _letters(row.name)
    shared = sum((Counter(got) & Counter(want)).values())
    return bool(got) and _letters(row.head) in got and 4 * shared >= len(got) + len(want)


def _sharing_one_name(pairs: Sequence[tuple[Gold, Observation]]) -> set[int]:
    """The places of pairs in one list that were annotated with different names but all came out with the same name."""
    found: set[int] = set()
    for place, (row, seen) in enumerate(pairs):
        for beside, (other, at) in enumerate(pairs[place + 1 : place + 1 + _REACH], place + 1):
            alike = (row.role, row.unit, row.kind) == (other.role, other.unit, other.kind)
            if alike and _letters(row.name) != _letters(other.name) and _letters(seen.name) == _letters(at.name):
                found |= {place, beside}
    return found


def _days(period: str | None) -> tuple[date, date] | None:
    """The first and the last day of 2025, 2021/2025 or 2025-01-01/2025-06-30.

    >>> _days("2021/2025")
    (datetime.date(2021, 1, 1), datetime.date(2025, 12, 31))
    """
    if period is None:
        return None
    first, _, last = period.partition("/")
    return _day(first, "-01-01"), _day(last or first, "-12-31")


def _day(written: str, rest: str) -> date:
    """A date, or a year completed by `rest`."""
    return date.fromisoformat(written if len(written) == len("2025-01-01") else written + rest)
