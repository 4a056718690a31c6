"""The readable report in colour, if standard output is a terminal and the extra `terminal` is installed.

Otherwise `report_parser.cli.summary` writes the same as plain text. Rich knows how wide Chinese characters are and
respects NO_COLOR. Texts of the report are given to it as `Text`, so that nothing in them acts as markup.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import IO

from report_parser.cli.layout import clean
from report_parser.cli.summary import fields, rows_of
from report_parser.models import Report, Section

_STYLES = {"level": "bold green", "previous": "cyan", "delta": "dark_orange", "planned": "italic magenta"}


def show(report: Report, stream: IO[str] | None = None, width: int | None = None) -> bool:
    """Print the report in colour and return True; return False if it should be written as plain text instead."""
    out = stream or sys.stdout
    if not out.isatty():
        return False
    try:
        from rich.console import Console, Group, RenderableType
        from rich.padding import Padding
        from rich.table import Table
        from rich.text import Text
        from rich.tree import Tree
    except ModuleNotFoundError:
        return False

    header = Table.grid(padding=(0, 2))
    for name, value in fields(report):
        header.add_row(Text(name, style="dim"), Text(clean(value)))

    counts = Counter(metric.section for metric in report.metrics)

    def grow(tree: Tree, sections: tuple[Section, ...]) -> Tree:
        """The tree with these headings and those below them."""
        for section in sections:
            heading = Text(clean(section.marker + section.title) or "(before the first heading)")
            if counts[section.id]:
                heading.append(f"  {counts[section.id]}", style="green")
            grow(tree.add(heading), section.children)
        return tree

    head, *rows = rows_of(report)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in head:
        table.add_column(name, style=_STYLES.get(name), overflow="fold")
    for *cells, status in rows:
        table.add_row(*(Text(clean(cell)) for cell in cells), Text(status, style=_STYLES.get(status, "")))

    found = Counter(numeral.category for numeral in report.numerals).most_common()
    numerals = ", ".join(f"{category} {count}" for category, count in found)
    parts: list[RenderableType] = [
        Text(clean(report.title or "(no title)"), style="bold"),
        Padding(header, (0, 0, 1, 2)),
        grow(Tree(Text("Outline", style="bold"), guide_style="dim"), report.sections),
        Text(f"\nMetrics ({len(report.metrics)})", style="bold"),
        table,
        Text(f"\nNumerals ({len(report.numerals)}): {numerals}", style="dim"),
    ]
    Console(file=out, width=width, highlight=False, emoji=False).print(Group(*parts))
    return True
