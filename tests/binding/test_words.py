"""The words of a text: jieba's, with the lexicon's own."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterable
from pathlib import Path

import jieba
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from helpers.paths import SHARED
from report_parser.binding import words
from report_parser.binding.words import Segmenter
from report_parser.parser import default

CORPUS = SHARED / "corpus"
HAN = regex.compile(r"[\u3400-\u9fff]+")
OWN = Segmenter(["占比", "即办件", "压减至"], ["农村居民"])


def test_a_dictionary_of_another_version_is_put_in_order(monkeypatch: pytest.MonkeyPatch, fixtures: Path) -> None:
    """What is known of jieba 0.42.1 saves time and changes nothing."""
    runs = HAN.findall((fixtures / "own_audit.txt").read_text(encoding="utf-8"))
    known = [OURS.cut(run) for run in runs]
    words._dictionary.cache_clear()
    monkeypatch.setattr(words, "_KNOWN", {})
    try:
        assert [Segmenter(*OURS.__reduce__()[1]).cut(run) for run in runs] == known
        assert words._dictionary().total == 60_101_967
    finally:
        words._dictionary.cache_clear()


def test_every_word_of_the_dictionary_is_found() -> None:
    listed = {word: frequency for word, frequency in JIEBA.FREQ.items() if HAN.fullmatch(word)}
    own = {*OURS.__reduce__()[1][0], *OURS.__reduce__()[1][1]}
    assert len(listed) > 340_000
    assert [
        w for w, frequency in listed.items() if w not in own and (words._dictionary().frequency(w) or 0) != frequency
    ] == []


def test_own_words_stay_whole_and_others_are_forgotten() -> None:
    assert OWN.cut("即办件占比压减至") == ("即办件", "占比", "压减至")
    assert OWN.cut("农村居民") == ("农村", "居民")
    assert pickle.loads(pickle.dumps(OWN)).cut("即办件占比") == ("即办件", "占比")


def theirs(kept: tuple[str, ...], apart: tuple[str, ...]) -> jieba.Tokenizer:
    """jieba itself, without its cache file, with the words of a segmenter."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    total = tokenizer.total
    for word in kept:
        if len(word) > 1:
            tokenizer.add_word(word, max(60_000, tokenizer.FREQ.get(word) or 0))
    tokenizer.total = total + 60_000 * sum(len(word) > 1 for word in kept)
    for word in apart:
        tokenizer.add_word(word, 0)
    return tokenizer


OURS = default()._grammar.segmenter
JIEBA = theirs(*OURS.__reduce__()[1])


def differing(texts: Iterable[str]) -> list[str]:
    runs = {run for text in texts for run in HAN.findall(text)}
    assert runs
    return [run for run in runs if tuple(JIEBA.cut(run, HMM=False)) != OURS.cut(run)]


def test_reports_are_cut_where_jieba_cuts_them(fixtures: Path) -> None:
    assert differing(file.read_text(encoding="utf-8") for file in sorted(fixtures.rglob("*.txt"))) == []


def test_the_corpus_is_cut_where_jieba_cuts_it() -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus ../shared is absent")
    assert differing(file.read_text(encoding="utf-8") for file in sorted(CORPUS.glob("*.txt"))) == []


def test_words_in_any_order_are_cut_where_jieba_cuts_them() -> None:
    dice = random.Random(1)
    listed = sorted(word for word in JIEBA.FREQ if HAN.fullmatch(word))
    assert differing("".join(dice.choices(listed, k=8)) for _ in range(5_000)) == []


@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), min_size=1, max_size=30))
def test_any_characters_are_cut_where_jieba_cuts_them(text: str) -> None:
    assert differing([text]) == []
    assert "".join(OURS.cut(text)) == text
