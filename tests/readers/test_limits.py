"""Limits that hold for any source: of time for a text, of versions for what is installed."""

from __future__ import annotations

import sys
import threading
import tomllib
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import pytest

import report_parser as rp
from helpers.paths import ROOT
from report_parser.readers.limits import within

# What is raised while Python collects garbage is dropped with a warning, and raised again.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

LONG = "全年完成审计项目37个，整改率由77.73%提高到92.25%，同比增长5.8%。\n" * 20_000


def test_the_time_of_a_text_is_limited_in_any_thread() -> None:
    seen: list[BaseException] = []

    def parse() -> None:
        try:
            rp.parse(LONG, seconds=0.3)
        except rp.LimitExceededError as problem:
            seen.append(problem)

    thread = threading.Thread(target=parse)
    thread.start()
    with pytest.raises(rp.LimitExceededError, match="seconds"):
        rp.parse(LONG, seconds=0.3)
    thread.join()
    assert len(seen) == 1


def test_a_text_within_its_time_is_parsed_and_nothing_comes_later() -> None:
    text = "全年完成审计项目37个。"
    for _ in range(20):
        assert rp.parse(text, seconds=60) == rp.parse(text)
    for _ in range(200):  # the time is over at about the end
        with suppress(rp.LimitExceededError):
            assert within(0.0005, lambda: sum(range(20_000))) == 199_990_000
        [None for _ in range(1_000)]


def test_what_never_ends_is_ended_and_the_thread_goes_on() -> None:
    def endless() -> None:
        while True:
            pass

    for _ in range(20):
        with pytest.raises(rp.LimitExceededError):
            within(0.001, endless)
    assert sum(range(100_000)) == 4_999_950_000


class Stopped(BaseException):
    pass


def stopped_at(step: int, parser: rp.Parser, text: str) -> bool:
    """Parse, but stop at this step of the code (a line, as a debugger counts them); False if it ended before."""
    steps = 0

    def trace(_frame: FrameType, _event: str, _told: object) -> Callable[..., object]:
        nonlocal steps
        steps += 1
        if steps == step:
            raise Stopped
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        parser.parse(text)
    except Stopped:
        return True
    finally:
        sys.settrace(before)
    return False


def test_a_parser_that_was_stopped_goes_on() -> None:
    """Stopped anywhere, a parser keeps nothing half done: the next report is that of a parser that never was."""
    text = LONG[:120]
    want = rp.parse(text)
    parser = rp.Parser()
    step = 1
    while stopped_at(step, parser, text):
        step = 2 * step + 37
        assert parser.parse(text) == want


def test_every_package_has_a_lower_bound_and_the_dictionary_s_an_upper_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = project["dependencies"]
    assert all(">=" in package for package in needed)
    (jieba,) = [package for package in needed if package.startswith("jieba")]
    assert ",<" in jieba
