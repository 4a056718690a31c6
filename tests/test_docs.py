"""The documentation builds strictly, and every code block of it runs."""

from __future__ import annotations

import doctest
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import regex

from helpers.paths import ROOT
from report_parser.output.dictionary import markdown

DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
BLOCK = regex.compile(r'^```(\w*)(?: title="([^"]+)")?\n(.*?)^```$', regex.MULTILINE | regex.DOTALL)
NEEDS = {"how-to/scale.md": ("ray", "pyspark")}
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def run_shell(script: str) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    for command in script.splitlines():
        done = subprocess.run(command, shell=True, env={**os.environ, "PATH": path}, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b""), command


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_a_page_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files with a title are written, commands run, and Python gives what is shown, in the order of the page."""
    for package in NEEDS.get(page, ()):
        pytest.importorskip(package)
    if "pyspark" in NEEDS.get(page, ()) and shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for place, match in enumerate(BLOCK.finditer((DOCS / page).read_text(encoding="utf-8"))):
        language, title, content = match.groups()
        if title:
            (tmp_path / title).parent.mkdir(exist_ok=True)
            (tmp_path / title).write_text(content, encoding="utf-8")
        elif language == "sh":
            run_shell(content)
        else:
            assert language == "python", f"{page}: a block that is neither a file nor runs"
            example = doctest.DocTestParser().get_doctest(content, names, f"{page}[{place}]", page, 0)
            assert example.examples, f"{page}: a block without examples"
            shown: list[str] = []
            runner = doctest.DocTestRunner(optionflags=FLAGS)
            failed, _ = runner.run(example, out=shown.append, clear_globs=False)
            assert not failed, "".join(shown)
            names = example.globs


def test_the_site_builds_strictly(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for page in PAGES:
        place = tmp_path / page.removesuffix(".md").removesuffix("index")
        html = (place / "index.html").read_text(encoding="utf-8")
        assert "fonts.googleapis" not in html
    assert not list(tmp_path.rglob("*.py"))
    assert "整改率" in (tmp_path / "index.html").read_text(encoding="utf-8")
    api = (tmp_path / "reference" / "api" / "index.html").read_text(encoding="utf-8")
    for name in ("parse_file", "Observation", "to_polars", "write_xlsx", "coverage", "UndecodableError"):
        assert f"{name}</span>" in api or f">{name}<" in api, name
    assert "<blockquote>" not in api


def test_the_data_dictionary_is_the_generated_one() -> None:
    assert (DOCS / "reference" / "columns.md").read_text(encoding="utf-8") == markdown(), (
        "run: report-parser schema --dictionary -o docs/reference/columns.md"
    )
