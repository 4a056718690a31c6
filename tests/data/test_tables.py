"""The tables of the package: each counts in the digest that a report is made by."""

from __future__ import annotations

from importlib.resources import files

from report_parser.data import load

# Given to `digest` as they are with a user's additions.
OPEN = {"units", "numerals", "binding"}
# What is shown or asked of reports that are read already.
SHOWN = {"display", "columns", "coverage", "forms"}


def test_every_table_that_a_report_is_read_by_counts_in_the_digest() -> None:
    names = {
        path.name.removesuffix(".toml") for path in (files("report_parser") / "data").iterdir() if ".toml" in path.name
    }
    assert names == {*load.FIXED, *OPEN, *SHOWN}
