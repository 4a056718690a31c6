"""The house: each folder imports only folders above it, wherever in a module the import stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.paths import ROOT

PACKAGE = ROOT / "src" / "report_parser"

# From the top of the house down: a place may import those before it. `__init__` is the front door and stands outside.
ORDER = (
    "errors extras version views models data text readers structure numerals context tables binding metrics checks"
    " facts output pipeline review parser batch study integrations evaluate cli"
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
