"""The notebooks run from top to bottom and find what their texts say."""

from __future__ import annotations

from pathlib import Path

import nbclient
import nbformat
import pytest

from helpers.paths import ROOT

FOLDER = ROOT / "notebooks"


def executed(name: str) -> nbformat.NotebookNode:
    notebook = nbformat.read(FOLDER / name, as_version=4)
    # In the notebook's own folder, as a reader runs it. An error in a cell is raised here.
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(FOLDER)}}).execute()
    return notebook


def outputs(notebook: nbformat.NotebookNode, kind: str) -> list[str]:
    found = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    if kind == "stream":
        return [output.text for output in found if output.output_type == "stream" and output.name == "stdout"]
    return [output.data[kind] for output in found if kind in output.get("data", {})]


def test_targets_and_outcomes() -> None:
    notebook = executed("targets_and_outcomes.ipynb")
    printed = "".join(outputs(notebook, "stream"))
    assert "6 of 12 targets were missed." in printed
    assert "The widest gap: 栖原市 2023, planned 7.0 %, actual 5.1 %." in printed
    assert "今年的主要预期目标是：地区生产总值增长7%以上" in printed
    assert len(outputs(notebook, "image/png")) == 2
    assert any('class="rp-n rp-metric' in html for html in outputs(notebook, "text/html"))


def test_provincial_panel() -> None:
    """From the folder to the table and the picture, on the real reports where they are, else on the invented ones."""
    notebook = executed("provincial_panel.ipynb")
    printed = "".join(outputs(notebook, "stream"))
    assert "12 pairs of years, 0 contradictions" in printed
    assert "['wide', 'long', 'candidates', 'codebook', 'codes', 'spec']" in printed
    # The paragraph on methods is that of the run's record.
    assert "documents could be read with report_parser" in printed
    assert "run.json (id " in printed
    assert "本研究用report_parser" in printed
    assert len(outputs(notebook, "image/png")) == 1
    if (ROOT.parent / "shared" / "gold" / "panel").is_dir():
        assert "{('stated', True): 44, ('vague', True): 10, ('not_stated', True): 39}" in printed
        assert "4 of 10 aim lower than they grew." in printed


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.name)
def test_notebooks_are_stored_without_outputs(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert [cell.outputs for cell in cells if cell.cell_type == "code" and cell.outputs] == []
