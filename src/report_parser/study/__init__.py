"""What a researcher or a clerk does with many reports: inventory, panel, collecting, corrections, coding, runs.

Each is one function here, imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from report_parser.study.coders import Agreement, agreement
    from report_parser.study.collecting import Collection, FilledCell, collect
    from report_parser.study.describing import Description, describe
    from report_parser.study.diffs import RunDiff, diff
    from report_parser.study.expected import Expected, read_expected
    from report_parser.study.heads import FormColumn, FormMap, read_map
    from report_parser.study.inventories import Inventory, inventory
    from report_parser.study.panels import Panel, PanelCell, PanelRow, panel
    from report_parser.study.reading import Reading, read
    from report_parser.study.runs import RunNotes
    from report_parser.study.sheets import CodingSheet, sample
    from report_parser.study.spec import PanelColumn, PanelSpec, read_spec
    from report_parser.study.suggesting import Suggestion, suggest
    from report_parser.study.trends import Trend, trend

__all__ = [
    "Agreement",
    "CodingSheet",
    "Collection",
    "Description",
    "Expected",
    "FilledCell",
    "FormColumn",
    "FormMap",
    "Inventory",
    "Panel",
    "PanelCell",
    "PanelColumn",
    "PanelRow",
    "PanelSpec",
    "Reading",
    "RunDiff",
    "RunNotes",
    "Suggestion",
    "Trend",
    "agreement",
    "collect",
    "describe",
    "diff",
    "inventory",
    "panel",
    "read",
    "read_expected",
    "read_map",
    "read_spec",
    "sample",
    "suggest",
    "trend",
]

# The module of each name; no module is called as a function is.
_HOMES = {
    "Agreement": "coders",
    "CodingSheet": "sheets",
    "Collection": "collecting",
    "Description": "describing",
    "Expected": "expected",
    "FilledCell": "collecting",
    "FormColumn": "heads",
    "FormMap": "heads",
    "Inventory": "inventories",
    "Panel": "panels",
    "PanelCell": "panels",
    "PanelColumn": "spec",
    "PanelRow": "panels",
    "PanelSpec": "spec",
    "Reading": "reading",
    "RunDiff": "diffs",
    "RunNotes": "runs",
    "Suggestion": "suggesting",
    "Trend": "trends",
    "agreement": "coders",
    "collect": "collecting",
    "describe": "describing",
    "diff": "diffs",
    "inventory": "inventories",
    "panel": "panels",
    "read": "reading",
    "read_expected": "expected",
    "read_map": "heads",
    "read_spec": "spec",
    "sample": "sheets",
    "suggest": "suggesting",
    "trend": "trends",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
