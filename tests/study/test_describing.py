"""What a run says of itself: paragraphs that follow its record, and metadata that the programs of others accept."""

from __future__ import annotations

import json
from pathlib import Path

import frictionless
import pytest
import yaml

from helpers.paths import ROOT
from report_parser.batch.run import Plan, run
from report_parser.cli import main
from report_parser.corrections import Correction, Corrections
from report_parser.parser import default
from report_parser.study.describing import describe
from report_parser.version import __version__


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory, fixtures: Path) -> Path:
    folder = tmp_path_factory.mktemp("batch")
    (folder / "empty.txt").write_bytes(b"")
    fix = Correction(source="none.txt", start=0, end=1, quote="甲", field="name", old="a", new="b", author="李四")
    places = (str(fixtures / "own_audit.txt"), str(folder / "empty.txt"))
    parser = default().with_corrections(Corrections.of([fix]))
    tables = ("observations", "checks")
    run(Plan(places, folder / "out", form="jsonl", tables=tables, workers=1, parser=parser))  # type: ignore[arg-type]
    return folder / "out"


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory, fixtures: Path) -> Path:
    out = tmp_path_factory.mktemp("panel") / "panel.csv"
    assert main(["panel", str(fixtures / "government_work_report.txt"), "-o", str(out)]) == 0
    return out


def test_the_methods_say_what_the_record_holds(batch: Path) -> None:
    found = describe(batch)
    english, chinese = found.methods(), found.methods("zh")
    for said in ("1 of 2 documents", __version__, found.record.code[:12], "1 orphan", found.record.id[:12]):
        assert said in english
    for said in ("2份文件，其中1份可读", __version__, "人工更正1条", "找不到原处1条", found.record.id[:12]):
        assert said in chinese
    assert f"It holds {found.record.counts['rows of observations']} rows of observations." in english


@pytest.mark.parametrize("which", ["batch", "panel"])
def test_frictionless_finds_the_package_valid(which: str, request: pytest.FixtureRequest) -> None:
    place: Path = request.getfixturevalue(which)
    written = describe(place).save()
    package = next(path for path in written if path.name.endswith("datapackage.json"))
    checked = frictionless.Package(str(package)).validate()
    assert checked.flatten(["title", "message"]) == []
    assert checked.valid
    tables = [resource for resource in json.loads(package.read_text("utf-8"))["resources"] if "schema" in resource]
    assert tables
    named = {field["name"]: field["type"] for field in tables[0]["schema"]["fields"]}
    if which == "batch":
        assert (named["value"], named["year"], named["period_start"]) == ("number", "integer", "date")
        first = package.parent / tables[0]["path"]
        first.write_text(first.read_text("utf-8").replace('"value": "26"', '"value": "many"', 1), encoding="utf-8")
        assert not frictionless.Package(str(package)).validate().valid


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_croissant_is_read_by_its_own_library(form: str, fixtures: Path, tmp_path: Path) -> None:
    pytest.importorskip("mlcroissant")
    import mlcroissant

    out = tmp_path / "out"
    run(Plan((str(fixtures / "own_audit.txt"),), out, form=form, workers=1, parser=default()))  # type: ignore[arg-type]
    describe(out).save()
    data = mlcroissant.Dataset(str(out / "croissant.json"))
    assert data.metadata.issues.errors == set()
    rows = list(data.records("observations-00000"))
    assert len(rows) == describe(out).record.counts["rows of observations"]
    assert rows[0]["observations-00000/text"].decode() == "26次"
    assert rows[0]["observations-00000/value"] == 26


def test_the_metadata_hold_without_its_library(batch: Path) -> None:
    """Where mlcroissant is not installed: every field leads to a file that is there and a column that it has."""
    found = describe(batch).croissant()
    files = {each["@id"] for each in found["distribution"]}
    for table in found["recordSet"]:
        for field in table["field"]:
            file = field["source"]["fileObject"]["@id"]
            assert file in files
            lines = (batch / file).read_text(encoding="utf-8").splitlines()
            assert all(field["source"]["extract"]["column"] in json.loads(line) for line in lines[:1])


def test_the_command(panel: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["describe", str(panel), "--language", "zh"]) == 0
    assert "本研究用report_parser" in capsys.readouterr().out
    assert main(["describe", str(panel), "--package"]) == 0
    assert {Path(line).name for line in capsys.readouterr().out.splitlines()} == {
        "panel.METHODS.md", "panel.datapackage.json", "panel.croissant.json",
    }  # fmt: skip
    assert main(["describe", str(panel.parent / "none.csv")]) == 1


def test_the_citation_file_is_of_this_version() -> None:
    """The fields that the Citation File Format 1.2.0 requires, and ours."""
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= told.keys()
    assert (told["cff-version"], told["type"], told["version"], told["license"]) == (
        "1.2.0", "software", __version__, "MIT",
    )  # fmt: skip
    assert all(author["name"] for author in told["authors"])
