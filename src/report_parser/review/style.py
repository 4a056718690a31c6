"""The colours of the categories of numerals as CSS, the same on the review page and in notebooks."""

from __future__ import annotations

from importlib.resources import files

from report_parser.data import load


def css() -> str:
    """The CSS rules for marked numbers."""
    colours = "\n".join(
        f".rp-{category}{{--c:{entry['colour']}}}" for category, entry in load.shipped("display")["category"].items()
    )
    return (files("report_parser.review") / "marks.css").read_text(encoding="utf-8") + colours + "\n"
