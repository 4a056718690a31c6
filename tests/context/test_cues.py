"""Every entry of the table `context` finds the places that its examples mark, and nothing in those without a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from report_parser.context import cues
from report_parser.context.cues import Cues
from report_parser.data import load
from report_parser.text.fold import fold

TABLE = load.shipped("context")
BESIDE = ("opening", "adverbial", "goes_on", "of_a_noun", "idle", "idle_behind", "scene", "circumstance")
PLANS = ("describes", "dated_plan")
AFTER = ("demand", "finished", "threshold")
BEHIND = (*AFTER, *BESIDE, *PLANS)  # looked for beside a place, not in a stretch: see the other tests


def marked(example: str) -> tuple[str, list[str]]:
    """An example without its marks, and the words that it marks."""
    return fold(re.sub("[【】]", "", example)), [fold(words) for words in re.findall("【([^】]*)】", example)]


def entries() -> Iterator[tuple[dict[str, Any], str]]:
    for name in ("stance", "leaning"):
        for entry in TABLE[name]:
            yield from ((entry, example) for example in entry["examples"])


@pytest.mark.parametrize(("entry", "example"), list(entries()))
def test_stance(entry: dict[str, Any], example: str) -> None:
    text, places = marked(example)
    found = [text[start:end] for start, end, _ in Cues([entry]).find(text, 0, len(text))]
    assert found == places


@pytest.mark.parametrize(
    ("name", "example"),
    [(n, e) for n in TABLE if isinstance(TABLE[n], dict) and n not in BEHIND for e in TABLE[n]["examples"]],
)
def test_words(name: str, example: str) -> None:
    text, places = marked(example)
    assert [hit[0] for hit in cues.words(name).finditer(text)] == places


@pytest.mark.parametrize(("name", "example"), [(n, e) for n in BESIDE + PLANS for e in TABLE[n]["examples"]])
def test_words_beside_a_time(name: str, example: str) -> None:
    before, _, rest = example.partition("【")
    time, _, behind = rest.partition("】")
    before, behind = fold(before), fold(behind)
    if name in ("opening", "idle_behind"):
        assert cues.words(name).search(before + fold(time), 0, len(before))
    elif name == "circumstance":
        assert cues.words(name).search(before)
    else:
        assert cues.words(name).match(behind)


@pytest.mark.parametrize(("name", "example"), [(n, e) for n in AFTER for e in TABLE[n]["examples"]])
def test_words_behind_a_number(name: str, example: str) -> None:
    text, (words,) = marked(example)
    hit = cues.words(name).match(text, text.index(words))
    assert hit is not None
    assert hit[0] == words


def test_every_entry_has_examples() -> None:
    listed = [*TABLE["stance"], *TABLE["leaning"], *(v for v in TABLE.values() if isinstance(v, dict))]
    assert [entry["words"] for entry in listed if not entry.get("examples")] == []
