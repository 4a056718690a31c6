"""The house: each folder imports only folders above it, and the pages that describe the house name what is there."""

from __future__ import annotations

import ast
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

import report_parser
from helpers.paths import ROOT

PACKAGE = ROOT / "src" / "report_parser"

# From the top of the house down: a place may import those before it. `__init__` is the front door and stands outside.
ORDER = (
    "errors extras version values views models data text readers structure numerals context tables binding metrics"
    " checks facts output pipeline corrections review parser batch study integrations evaluate cli"
).split()

# `views` holds the methods that are carried out further down: the one place that looks there, and only when called.
UPWARDS = {"views"}


def imports(code: str) -> Iterator[tuple[int, str]]:
    """Every import of this package in a module's code, lazy ones included: its line and the place it imports.

    Imports for the type checker alone (`if TYPE_CHECKING:`) count too.
    """
    for node in ast.walk(ast.parse(code)):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            package, _, rest = name.partition(".")
            if package == "report_parser":
                yield node.lineno, rest.partition(".")[0]


def place_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def against_the_order(place: str, code: str) -> list[str]:
    """The imports of a module in `place` that do not go up: where they stand and what they name."""
    if place in UPWARDS:
        return []
    above = set(ORDER[: ORDER.index(place) + 1])
    return [f"line {line}: {target or 'the front door'}" for line, target in imports(code) if target not in above]


OUTSIDE = {"__init__", "__main__"}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if place_of(path) not in OUTSIDE)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_up(path: Path) -> None:
    assert against_the_order(place_of(path), path.read_text(encoding="utf-8")) == []


def test_every_place_is_in_the_list() -> None:
    there = {place_of(path) for path in PACKAGE.rglob("*.py")} - OUTSIDE
    assert there <= set(ORDER)


def test_models_are_a_leaf() -> None:
    found = {target for _, target in imports((PACKAGE / "models.py").read_text(encoding="utf-8"))}
    assert found == {"views"}


def test_views_import_nothing_before_they_are_called() -> None:
    tree = ast.parse((PACKAGE / "views.py").read_text(encoding="utf-8"))
    at_once = [
        node for node in tree.body if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("report")
    ]
    assert at_once == []


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("text", "from report_parser.binding.rules import RULES"),
        ("models", "def f():\n    from report_parser import readers"),
        ("numerals", "if True:\n    import report_parser.context.frame"),
        ("checks", "from report_parser import parse"),
    ],
)
def test_a_wrong_import_is_seen(place: str, code: str) -> None:
    assert against_the_order(place, code) != []


def modules_of(code: str) -> Iterator[str]:
    """The modules of this package that code imports when it is loaded; imports inside functions are left out."""
    waiting: list[ast.AST] = [ast.parse(code)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("report_parser."):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        waiting.extend(ast.iter_child_nodes(node))


def test_there_is_no_circle() -> None:
    names = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in PACKAGE.rglob("*.py")}
    names = {name.removesuffix(".__init__"): path for name, path in names.items()}
    arrows = {
        name: {m for m in modules_of(path.read_text("utf-8")) if m in names and m != name}
        for name, path in names.items()
    }
    while leaves := [name for name, targets in arrows.items() if not targets & arrows.keys()]:
        for name in leaves:
            del arrows[name]
    assert arrows == {}


# What the pages name is there ---------------------------------------------------------------------------------------

PAGES = [ROOT / "CONTRIBUTING.md", ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))]
STEP = re.compile(r"`((?:[a-z_]+/)*[a-z_]+\.py): ([\w.]+(?:, [\w.]+)*)`")
FILE = re.compile(r"`((?:[\w.-]+/)+(?:(?!NAME)[\w-]+\.(?:py|toml|txt|json|jsonl|md))?)`")
DOTTED = re.compile(r"\breport_parser(?:\.\w+)+")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def defined(code: str) -> set[str]:
    """What a module defines: functions, constants, classes, and methods as `Class.method`."""
    found: set[str] = set()
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {
                node.name,
                *(f"{node.name}.{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)),
            }
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


STEPS = [(file, name) for file, names in STEP.findall(text_of(PAGES[0])) for name in names.split(", ")]


@pytest.mark.parametrize(("file", "name"), STEPS)
def test_every_step_of_the_walk_is_there(file: str, name: str) -> None:
    """ "From a sentence to its row" in CONTRIBUTING: whoever moves a function changes its step too."""
    assert name in defined(text_of(PACKAGE / file)), (
        f"{file} has no {name}: bring the walk in CONTRIBUTING.md up to date"
    )


def test_the_walk_is_walked(tmp_path: Path) -> None:
    """Reading the walk's own sentence and writing its rows calls every function that it names."""
    sentence = re.search(r"the sentence (.+。) like this\b", text_of(PAGES[0]))
    assert sentence
    (tmp_path / "report.txt").write_text(sentence[1], encoding="utf-8")
    called: set[tuple[str, str]] = set()

    def see(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.add((frame.f_code.co_filename, frame.f_code.co_qualname))

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        report = report_parser.parse_file(tmp_path / "report.txt")
        report.export(tmp_path / "rows.csv")
    finally:
        sys.setprofile(before)
    functions = {(str(PACKAGE / file), name) for file, name in STEPS if not name.rpartition(".")[2][0].isupper()}
    assert functions - called == set()
    assert len(report.rows()) == 2


def test_the_walk_goes_through_the_stages_in_their_order() -> None:
    stages = [file.partition("/")[0] for file, _ in STEPS if "/" in file]
    walked = [stage for stage in ORDER if stage in stages and stage not in ("text", "readers")]
    assert len(STEPS) >= 10
    assert [stage for stage in dict.fromkeys(stages) if stage in walked] == walked


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_a_page_names_are_there(page: Path) -> None:
    missing = [
        name for name in FILE.findall(text_of(page)) if not ((ROOT / name).exists() or (PACKAGE / name).exists())
    ]
    assert missing == []


@pytest.mark.parametrize("page", [*PAGES, *MODULES], ids=lambda page: str(page.relative_to(ROOT)))
def test_dotted_names_that_a_page_or_module_uses_are_there(page: Path) -> None:
    found = {name for name in DOTTED.findall(text_of(page)) if not name.endswith(".NAME")}
    for name in sorted(found):
        pkgutil.resolve_name(name)


def test_the_house_on_the_page_is_the_house() -> None:
    section = text_of(ROOT / "docs" / "concepts.md").partition("\n## The house\n")[2].partition("\n## ")[0]
    rooms = [name for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in re.findall(r"`(\w+)", row)]
    rooms = [name for name in rooms if name != "src"]
    there = {place_of(path) for path in PACKAGE.rglob("*.py")} - OUTSIDE - {"version"}
    assert rooms == [name for name in ORDER if name in there]
