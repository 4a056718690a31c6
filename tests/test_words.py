"""The words of a text: jieba's, with the lexicon's own."""

from __future__ import annotations

import pickle
from pathlib import Path

import regex
from hypothesis import given
from hypothesis import strategies as st

from report_parser.binding.words import Segmenter

CHINESE = regex.compile(r"[\u4e00-\u9fd5]+")
OWN = Segmenter(["占比", "即办件", "压减至"], ["农村居民"])


def test_own_words_stay_whole_and_others_are_forgotten() -> None:
    assert OWN.cut("即办件占比压减至") == ("即办件", "占比", "压减至")
    assert OWN.cut("农村居民") == ("农村", "居民")
    assert pickle.loads(pickle.dumps(OWN)).cut("即办件占比") == ("即办件", "占比")


def theirs() -> object:
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = OWN.dictionary()
    tokenizer.initialized = True
    return tokenizer


JIEBA = theirs()


def test_reports_are_cut_where_jieba_cuts_them(fixtures: Path) -> None:
    for path in sorted(fixtures.glob("*.txt")):
        for run in CHINESE.findall(path.read_text(encoding="utf-8")):
            assert OWN.cut(run) == tuple(JIEBA.cut(run, HMM=False))  # type: ignore[attr-defined]


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5), max_size=30))
def test_any_text_is_cut_where_jieba_cuts_it(text: str) -> None:
    assert OWN.cut(text) == tuple(JIEBA.cut(text, HMM=False))  # type: ignore[attr-defined]
    assert "".join(OWN.cut(text)) == text
