"""Hostile formats are read in a process of their own; whatever becomes of it, the answer is a document or an error."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from pathlib import Path

import pytest

import report_parser as rp
from helpers.paths import FIXTURES
from helpers.pdf import PdfPage, assembled, pdf, stream
from report_parser.readers import Limits, Options, apart, read_bytes, read_path

pytest.importorskip("pypdfium2")

REAL = FIXTURES / "formats" / "libreoffice.pdf"
SMALL = Options(limits=Limits(seconds=20, memory=400 * 2**20))
ALONE, TOGETHER = Options(isolated=True), Options(isolated=False)


def forms(*contents: bytes) -> bytes:
    """A PDF whose page draws form 0; form N may draw form N and N + 1, as /A and /B.

    That they are forms is written so that only a PDF engine sees it.
    """
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>>>>>",
        4: stream(b"/A Do", 0),
    }
    for at, content in enumerate(contents, 5):
        following = min(at + 1, 4 + len(contents))
        objects[at] = (
            f"<</Type/XObject/Subtype/F#6frm/BBox[0 0 9 9]/Length {len(content)}"
            f"/Resources<</XObject<</A {at} 0 R/B {following} 0 R>>>>>>stream\n"
        ).encode() + content + b"\nendstream"  # fmt: skip
    return assembled(objects)


needs_memory_limit = pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds the limit of memory")


@needs_memory_limit
@pytest.mark.parametrize(
    "data",
    [forms(b"/A Do /A Do"), forms(*[b"/B Do /B Do"] * 30, b"0 0 m")],
    ids=["a form calls itself twice", "a chain of forms that doubles"],
)
def test_a_file_that_takes_all_memory_costs_itself_alone(data: bytes) -> None:
    with pytest.raises(rp.LimitExceededError, match="memory"):
        read_bytes(data, options=SMALL)
    assert "整改" in read_path(REAL, SMALL).text  # the next file has a new child


def test_hostile_files_of_others(shared: Path) -> None:
    for place in sorted((shared / "cases" / "hostile").glob("*.pdf")):
        with pytest.raises(rp.LimitExceededError):
            read_path(place, SMALL)


def test_many_operators_are_refused_before_they_are_drawn() -> None:
    content = b"BT (1) Tj ET\n" * 2_000
    for packings in (0, 1):
        data = assembled({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: stream(content, packings)})
        with pytest.raises(rp.LimitExceededError, match="operators"):
            read_bytes(data, options=Options(limits=Limits(operators=1_000)))


def test_the_time_holds_inside_a_page() -> None:
    """Sixty thousand texts are less than the operators allow, and take longer than the time does."""
    page = PdfPage()
    page.marks = ["BT /F1 9 Tf 9 9 Td <6574657465746574> Tj ET"] * 60_000
    with pytest.raises(rp.LimitExceededError, match="seconds"):
        read_bytes(pdf(page), options=Options(limits=Limits(seconds=0.05)))


@pytest.mark.parametrize("name", ["libreoffice.pdf", "browser.pdf", "numbered.docx", "report.txt"])
def test_a_document_is_the_same_from_a_child(name: str) -> None:
    place = FIXTURES / "formats" / name
    assert read_path(place, ALONE) == read_path(place, TOGETHER)


def test_an_error_is_the_same_from_a_child() -> None:
    for data in (b"%PDF-1.7\n", (FIXTURES / "formats" / "locked.pdf").read_bytes()):
        said = []
        for options in (ALONE, TOGETHER):
            with pytest.raises(rp.ReportParserError) as caught:
                read_bytes(data, options=options)
            said.append((type(caught.value), str(caught.value)))
        assert said[0] == said[1]


def test_one_child_reads_many_files_and_another_follows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_FILES", 2)
    children = []
    for _ in range(5):
        read_path(REAL)
        children.append(apart._KEEPER._child)
    assert len({id(child) for child in children}) == 3


def test_a_child_that_was_killed_while_it_was_idle_is_no_file_s_fault() -> None:
    read_path(REAL)
    child = apart._KEEPER._child
    assert child is not None
    child._process.kill()
    child._process.wait()
    assert "整改" in read_path(REAL).text


def test_threads_share_the_child() -> None:
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(read_path(REAL).text)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 4
    assert len(set(texts)) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_has_a_child_of_its_own() -> None:
    expected = read_path(REAL).text
    process = multiprocessing.get_context("fork").Process(target=check_text, args=(expected,))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert read_path(REAL).text == expected


def check_text(expected: str) -> None:
    assert read_path(REAL).text == expected


def test_workers_of_a_batch_have_children(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(forms(b"/A Do /A Do"))
    sources = [REAL, bad, REAL] if sys.platform == "linux" else [REAL, REAL]
    results = list(rp.parse_many(sources, workers=2, options=SMALL))
    kinds = [type(result).__name__ for result in results]
    assert kinds == [("Failure" if place == bad else "Report") for place in sources]
    assert all(result.error.startswith("LimitExceededError") for result in results if isinstance(result, rp.Failure))


def test_where_no_process_can_be_started_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    apart._KEEPER.end()
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(rp.UnsupportedFormatError, match="isolated=False"):
        read_path(REAL)
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(rp.UnsupportedFormatError, match="isolated=False"):
        read_path(REAL)
    assert "整改" in read_path(REAL, TOGETHER).text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "a.pdf"
    os.mkfifo(pipe)
    for place, kind in ((pipe, "pipe"), (Path("/dev/zero"), "device")):
        with pytest.raises(rp.SourceUnreadableError, match=kind):
            read_path(place)
        with pytest.raises(rp.SourceUnreadableError, match=kind):
            list(rp.read_corpus(place))
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(rp.SourceIsFolderError):
        read_path(tmp_path / "folder.txt")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    place = tmp_path / "sparse.txt"
    with place.open("wb") as stream:
        stream.truncate(3 * 2**30)
    with pytest.raises(rp.LimitExceededError, match="bytes"):
        read_path(place)
