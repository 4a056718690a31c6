"""What the heads of a form ask for: each column's indicator, measure, year and unit, as a proposal to approve."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from report_parser.data import load
from report_parser.errors import SchemaError
from report_parser.metrics.catalogue import Catalogue
from report_parser.metrics.concept import key, spelled
from report_parser.models import Status
from report_parser.study.spec import Measure, PanelColumn
from report_parser.study.template import Head, Template

# How sure a proposal is: `sure`, `look` (fill it, and mark the cells), `ask` (several things could be meant: fill
# nothing), `skip` (no figure of a report).
Says = Literal["sure", "look", "ask", "skip"]
_SHORT = 4
_YEAR = regex.compile(r"((?:19|20)\d\d)年度?")


class FormColumn(BaseModel):
    """One column of a form and what fills it. Change what is wrong, and set `says` to `sure`; see `PanelColumn`.

    `about` is a word of the head over it (审计监督): where it does not stand around a value, the cell is marked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    letter: str
    head: str
    says: Says
    indicator: str | None = None
    names: tuple[str, ...] = ()
    measure: Measure = "level"
    status: Status = "actual"
    year: str = "review"
    unit: str | None = None
    about: str | None = None
    alternatives: tuple[str, ...] = ()

    def columns(self, base: int | None) -> list[PanelColumn]:
        """The columns of a panel that answer this one: one, or one for each of its alternatives.

        `base` is the year of the row, where the form states one.
        """
        year = self.year
        if base is not None and not year.isdigit():
            year = str(base - 1 if year == "review-1" else base)
        told = {"measure": self.measure, "status": self.status, "year": year, "unit": self.unit, "period": "near"}
        if self.says == "ask":
            return [
                PanelColumn.model_validate({"id": f"{self.letter}:{other}", "indicator": other, **told})
                for other in self.alternatives
            ]
        what = {"indicator": self.indicator, "names": self.names}
        return [PanelColumn.model_validate({"id": self.letter, **what, **told})]


class FormMap(BaseModel):
    """How a form is filled: its sheet and its columns."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    sheet: str
    columns: tuple[FormColumn, ...] = Field(alias="column")

    def to_toml(self, catalogue: Catalogue) -> str:
        """The map as TOML, to approve; a comment says in words what each column is taken for."""
        from report_parser.extras import needs

        with needs("study"):
            import tomlkit

        document = tomlkit.document()
        document.add(
            tomlkit.comment("says: sure fills the column, look fills and marks it, ask and skip fill nothing.")
        )
        document.add("sheet", self.sheet)
        columns = tomlkit.aot()
        for column in self.columns:
            table = tomlkit.table()
            for line in _comments(column, catalogue):
                table.add(tomlkit.comment(line))
            for name, value in column.model_dump(mode="json").items():
                if value not in (None, "", []):
                    table.add(name, value)
            columns.append(table)
        document.add("column", columns)
        return tomlkit.dumps(document)


def _comments(column: FormColumn, catalogue: Catalogue) -> Iterator[str]:
    entry = catalogue.entries.get(column.indicator or "")
    if entry is not None:
        yield f"{entry.name}: {entry.definition}"
    for other in column.alternatives:
        yield f"{other} is {catalogue.entries[other].name}"


def read_map(path: str | Path) -> FormMap:
    """The map of a TOML file. Raises SchemaError, which names the field."""
    try:
        return FormMap.model_validate(tomllib.loads(Path(path).read_text(encoding="utf-8-sig")))
    except OSError as problem:
        raise SchemaError(f"cannot read the map {path}: {problem.strerror or problem}.") from problem
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SchemaError(f"the map {path}: {place}: {first['msg']}.") from problem
    except ValueError as problem:
        raise SchemaError(f"the map {path} is no TOML: {problem}.") from problem


def propose(template: Template, catalogue: Catalogue) -> FormMap:
    """What each column of a form most likely asks for."""
    columns = [_column(head, template, catalogue) for head in template.heads if head.role in ("value", "text")]
    return FormMap.model_validate({"sheet": template.sheet, "column": columns})


def _column(head: Head, template: Template, catalogue: Catalogue) -> FormColumn:
    """The proposal for one head."""
    told: dict[str, Any] = {"letter": head.letter, "head": head.words, "unit": head.unit}
    if head.role == "text":
        return FormColumn(**told, says="skip")
    path, about = _ungrouped(head.path)
    # 人口自然增长率 is an indicator: what looks like words for growth is part of its name.
    named = catalogue.explain("".join(path)) is not None
    parts, said = _said(path, head.unit, [name for name in _MEANINGS if not (named and name == "growth")])
    told |= {"about": about, **said}
    names = _names(parts)
    if not names:
        return FormColumn(**told, says="skip")
    says, indicator, others = _meant(parts, catalogue)
    entry = catalogue.entries.get(indicator or "")
    if entry is not None and entry.kind == "percent" and told.get("measure", "level") == "level":
        told["measure"] = "rate"
    if entry is not None and entry.kind == "money" and head.unit is None and told.get("measure", "level") == "level":
        told["unit"] = template.unit
        says = "look" if says == "sure" and template.unit is None else says
    given = {"indicator": indicator} if indicator is not None else {"names": names[:2] if says != "ask" else ()}
    return FormColumn(**told, **given, says=says, alternatives=others)


def _ungrouped(path: Iterable[str]) -> tuple[list[str], str | None]:
    """A head without the heads over it that only gather columns, and the word of content that they had.

    >>> _ungrouped(("审计监督", "问题整改率")), _ungrouped(("经济指标", "地区生产总值")), _ungrouped(("农村", "人口"))
    ((['问题整改率'], '审计'), (['地区生产总值'], None), (['农村', '人口'], None))
    """
    *over, leaf = path
    kept, about = [], None
    for part in over:
        found = _says()["group"].fullmatch(part)
        if found is None:
            kept.append(part)
        else:
            about = found["about"] or about
    return [*kept, leaf], about


def _said(path: Iterable[str], unit: str | None, meanings: Iterable[str]) -> tuple[list[str], dict[str, Any]]:
    """The words of a head that name an indicator, and what its other words say: planned, growth, a year."""
    words, told, parts = _says(), dict[str, Any](), list[str]()
    for part in path:
        year = _YEAR.search(part)
        if year is not None:
            told["year"] = year[1]
            part = part.replace(year[0], "")  # noqa: PLW2901 - what is left of the part goes on
        for name in meanings:
            stripped = _without(part, words[name])
            if stripped != part:
                told |= _MEANINGS[name](unit)
                part = stripped  # noqa: PLW2901
        if part and not (parts and words["generic"].fullmatch(part)):
            parts.append(part)
    if told.get("status") == "planned" and "year" not in told:
        told["year"] = "plan"
    return parts, told


def _without(part: str, pattern: regex.Pattern[str]) -> str:
    """A part of a head without words that it begins or ends with; as it is where they are in its middle."""
    for match in pattern.finditer(part):
        if match.start() == 0 or match.end() == len(part):
            return part[: match.start()] + part[match.end() :]
    return part


# What the words of a head say, by their name in the table `forms`, from its unit.
_MEANINGS: dict[str, Callable[[str | None], dict[str, str]]] = {
    "planned": lambda unit: {"status": "planned"},
    "growth": lambda unit: {"measure": "growth" if unit in (None, "%") else "change"},
    "last_year": lambda unit: {"year": "review-1"},
    "this_year": lambda unit: {},
}


def _names(parts: list[str]) -> list[str]:
    """The names that the words of a head could stand for, the whole ones first.

    What is done to a thing stands behind it in heads and before it in reports: 规范性文件备案 is 备案规范性文件. And
    heads count (案件数, 收案数) where reports name (案件).
    """
    joined, turned = "".join(parts), "".join(reversed(parts))
    plain = joined.removesuffix("数") or joined
    whole = [joined, turned, plain, plain[-2:] + plain[:-2] if len(plain) > _SHORT else plain]
    return list(dict.fromkeys(name for name in whole if name))


def _meant(parts: list[str], catalogue: Catalogue) -> tuple[Says, str | None, tuple[str, ...]]:
    """How sure it is what a head means, its indicator if there is one, and what else it could be.

    A head over others that the catalogue has no use for is left out; unless it only repeats words of those below it
    (行政复议与应诉 over 行政复议), that makes the column one to look at.
    """
    for skipped in range(len(parts)):
        rest = parts[skipped:]
        says, indicator, others = _named(_names(rest), catalogue)
        if indicator is None and not others:
            continue
        repeats = all(len(set(over) & set("".join(rest))) > 1 for over in parts[:skipped])
        return (says if repeats or says == "ask" else "look"), indicator, others
    return ("sure" if len(parts) == 1 else "look"), None, ()


def _named(names: list[str], catalogue: Catalogue) -> tuple[Says, str | None, tuple[str, ...]]:
    """What the catalogue knows by any of these names, and how sure that is; no indicator and no others for nothing."""
    stage, core = staged(names[0])
    known = _stages(catalogue).get(core, {})
    found = next((match.indicator for name in names if (match := catalogue.explain(name)) is not None), None)
    if stage is None and len(set(known.values()) - {None}) > 1:
        return "ask", None, tuple(known)
    if stage is not None:
        of_stage = [id_ for id_, other in known.items() if other == stage]
        if len(of_stage) == 1:
            return "sure", of_stage[0], ()
        if found is not None and known.get(found, stage) != stage:
            return "ask", None, tuple(known)
    # 信访事项 may be those received or those closed, though the catalogue has only one of them.
    unsaid = found is not None and stage is None and staged(catalogue.entries[found].name)[0] is not None
    return ("look" if unsaid else "sure"), found, ()


def staged(name: str) -> tuple[str | None, str]:
    """The stage that a name is of, and the name without it: 受理行政复议申请 is 行政复议, 受理."""
    table = _table()
    rest, stage = key(name).removesuffix("数"), None
    for word in table["words"]:
        if word in rest:
            stage, rest = table["same"].get(word, word), rest.replace(word, "", 1)
            break
    for noun in table["nouns"]:
        rest = rest.removesuffix(noun) or rest
    return stage, rest


@lru_cache(maxsize=4)
def _stages(catalogue: Catalogue) -> dict[str, dict[str, str | None]]:
    """By what a matter is called without its stage: the indicators of its stages."""
    found: dict[str, dict[str, str | None]] = {}
    for entry in catalogue.entries.values():
        for alias in (entry.name, *entry.aliases):
            for name in spelled(alias):
                stage, core = staged(name)
                if stage is not None and "…" not in name:
                    found.setdefault(core, {}).setdefault(entry.id, stage)
    return found


@cache
def _table() -> dict[str, Any]:
    table = load.shipped("forms")["stages"]
    return {**table, "words": sorted(table["words"], key=len, reverse=True)}


@cache
def _says() -> dict[str, regex.Pattern[str]]:
    return {name: regex.compile(pattern) for name, pattern in load.shipped("forms")["says"].items()}
