"""Speed: what is read lazily reads the same, nothing grows faster than its text, and no start is slow or noisy."""

from __future__ import annotations

import random
import re
from pathlib import Path

import jieba
import pytest

from report_parser.binding.words import Segmenter
from report_parser.parser import default

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
HAN = re.compile("[\u3400-\u9fff]+")


def segmenter() -> Segmenter:
    return default()._grammar.segmenter


@pytest.fixture(scope="module")
def plain_jieba() -> jieba.Tokenizer:
    """jieba itself, without its cache file, with the words of our lexicon."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    _, (words, apart) = segmenter().__reduce__()
    for word in words:
        if len(word) > 1:
            tokenizer.add_word(word, max(60_000, tokenizer.FREQ.get(word) or 0))
    for word in apart:
        tokenizer.add_word(word, 0)
    return tokenizer


def differing(tokenizer: jieba.Tokenizer, texts: list[str]) -> list[str]:
    runs = {run for text in texts for run in HAN.findall(text)}
    assert runs
    return [run for run in runs if tuple(tokenizer.cut(run, HMM=False)) != segmenter().cut(run)]


def test_cuts_reports_where_jieba_does(plain_jieba):
    texts = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "fixtures").rglob("*.txt"))]
    assert differing(plain_jieba, texts) == []


def test_cuts_the_corpus_where_jieba_does(plain_jieba):
    if not CORPUS.is_dir():
        pytest.skip("the corpus ../shared is absent")
    assert differing(plain_jieba, [file.read_text(encoding="utf-8") for file in CORPUS.glob("*.txt")]) == []


def test_cuts_any_characters_where_jieba_does(plain_jieba):
    """Words of the dictionary in any order, and characters that no dictionary has."""
    dice = random.Random(1)
    words = sorted(word for word in plain_jieba.FREQ if HAN.fullmatch(word))
    texts = ["".join(dice.choices(words, k=8)) for _ in range(5_000)]
    texts += ["".join(chr(dice.randint(0x3400, 0x9FFF)) for _ in range(20)) for _ in range(1_000)]
    assert differing(plain_jieba, texts) == []
