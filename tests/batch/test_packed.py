"""7z and RAR archives: every report inside is read, and a hostile archive costs itself."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import report_parser as rp
from helpers.paths import FIXTURES
from report_parser.batch import packed
from report_parser.batch.sources import Member, expand
from report_parser.errors import DamagedSourceError, LimitExceededError
from report_parser.models import Failure
from report_parser.readers import Limits, Options

try:
    import libarchive
except (ImportError, OSError, AttributeError, TypeError):
    pytest.skip("needs libarchive", allow_module_level=True)

# A program made it (rars 0.12.3): two reports in a folder with a Chinese name, and what macOS leaves behind.
RAR = FIXTURES / "formats" / "reports.rar"
TEXTS = {"青禾县/一.txt": "全年完成审计项目37个。".encode(), "二.txt": "整改率92.25%。".encode("gb18030")}


def seven(place: Path, files: Mapping[str, bytes]) -> Path:
    with libarchive.file_writer(str(place), "7zip") as archive:
        for name, data in files.items():
            archive.add_file_from_memory(name, len(data), data)
    return place


def test_every_report_of_an_archive_is_a_source(tmp_path: Path) -> None:
    place = seven(tmp_path / "reports.7z", TEXTS | {"__MACOSX/._x.txt": b"x"})
    found = list(expand([str(place)], Options()))
    assert all(isinstance(one, Member) for one in found)
    assert {
        one.name.removeprefix(f"{place.as_posix()}/"): one.data for one in found if isinstance(one, Member)
    } == TEXTS
    [longer, short] = [one for one in expand([str(RAR)], Options()) if isinstance(one, Member)]
    assert longer.name.endswith("reports.rar/青禾县/工作报告.txt")
    assert longer.data == (FIXTURES / "formats" / "report.txt").read_bytes()
    assert [o.quantity.text for o in rp.parse_bytes(short.data).observations] == ["37个", "92.25%"]


def test_damaged_archives_are_failures(tmp_path: Path) -> None:
    place = tmp_path / "broken.7z"
    for data in (RAR.read_bytes()[:300], b"7z\xbc\xaf\x27\x1c" + b"9" * 80, b""):
        place.write_bytes(data)
        *_, last = expand([str(place)], Options())
        assert isinstance(last, Failure)
        assert last.error.startswith("DamagedSourceError: the archive")


def test_limits_hold_inside(tmp_path: Path) -> None:
    place = seven(tmp_path / "bomb.7z", {"一.txt": bytes(30_000_000)})
    assert place.stat().st_size < 100_000
    with pytest.raises(LimitExceededError, match="unpacked"):
        list(packed.members(place, Limits(unpacked=1_000_000)))
    [(_, data)] = packed.members(place, Limits(bytes=1_000))
    assert len(data) == 1_001  # so that the reader sees that it is too large
    with pytest.raises(LimitExceededError, match="entries"):
        list(packed.members(seven(tmp_path / "many.7z", {f"{n}.txt": b"x" for n in range(9)}), Limits(entries=8)))


def test_a_child_that_dies_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "_START", "import os; os._exit(3)")
    with pytest.raises(DamagedSourceError, match="ended the process"):
        list(packed.members(RAR, Limits()))


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "_START", f"import sys; sys.modules['libarchive'] = None; {packed._START}")
    with pytest.raises(rp.MissingExtraError, match="archives"):
        list(packed.members(RAR, Limits()))
    assert "libarchive" in sys.modules
