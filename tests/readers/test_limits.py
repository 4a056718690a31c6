"""Limits that hold for any source: of time for a text, of versions for what is installed."""

from __future__ import annotations

import threading
import tomllib

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
        try:
            with within(0.0005):
                sum(range(20_000))
        except rp.LimitExceededError:
            pass
        [None for _ in range(1_000)]


@pytest.mark.soak
def test_a_parser_that_was_stopped_goes_on() -> None:
    parser = rp.Parser()
    for seconds in (0.001, 0.1, 0.5):
        with pytest.raises(rp.LimitExceededError):
            parser.parse(LONG, seconds=seconds)
    assert parser.parse(LONG[:400]) == rp.parse(LONG[:400])


def test_every_package_has_a_lower_bound_and_the_dictionary_s_an_upper_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = project["dependencies"]
    assert all(">=" in package for package in needed)
    (jieba,) = [package for package in needed if package.startswith("jieba")]
    assert ",<" in jieba
