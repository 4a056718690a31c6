"""Rewrites what both READMEs show of commands' output: `python tests/refresh_readme.py`."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHOWN = re.compile(r"^```text\n.*?^```$", re.MULTILINE | re.DOTALL)


def printed(*arguments: str) -> str:
    """What a command prints."""
    line = ["report-parser", *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=True, cwd=ROOT).stdout.rstrip("\n")


def excerpt(lines: list[str]) -> str:
    """The report's head, its outline's beginning, the rows of the audit's figures, and the count of numerals."""
    outline = next(at for at, line in enumerate(lines) if line.startswith("Outline"))
    table = next(at for at, line in enumerate(lines) if line.startswith("Metrics"))

    def row(holds: Callable[[list[str]], bool]) -> int:
        return next(at for at in range(table, len(lines)) if holds(lines[at].split()))

    first, last = row(lambda words: "37个" in words), row(lambda words: "8条" in words)
    rate = row(lambda words: "77.73%" in words)
    shown = [*lines[: outline + 5], "  …", "", *lines[table : table + 2], "  …", *lines[first : last + 1], "  …"]
    return "\n".join([*shown, lines[rate], "  …", "", lines[-1]])


def main() -> None:
    """Replace the first two blocks of output in each README."""
    blocks = [excerpt(printed("parse", "fixtures/own_audit.txt").split("\n")), printed("evaluate", "fixtures")]
    for name in ("README.md", "README.zh-CN.md"):
        place = ROOT / name
        text = place.read_text(encoding="utf-8")
        for found, block in reversed(list(zip(SHOWN.finditer(text), blocks, strict=False))):
            text = f"{text[: found.start()]}```text\n{block}\n```{text[found.end() :]}"
        place.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
