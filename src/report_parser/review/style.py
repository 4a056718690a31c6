"""The colours of categories as CSS, the same in pages and notebooks: tints of one mid tone, for light and dark."""

from __future__ import annotations

from importlib.resources import files

from report_parser.data import load


def css() -> str:
    """The rules for marked text."""
    colours = "\n".join(
        f".rp-{category}{{--c:{entry['colour']}}}" for category, entry in load.shipped("display")["category"].items()
    )
    return (files("report_parser.review") / "marks.css").read_text(encoding="utf-8") + colours + "\n"
