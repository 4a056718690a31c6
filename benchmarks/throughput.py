"""How fast `parse` is, told by what everyone knows: `jieba.posseg.lcut` on the same text in the same run.

    python benchmarks/throughput.py [FILE ...]          default: fixtures/*.txt

Prints one ratio for each of five repetitions' pairs, their median and spread. A ratio over 1 means that parsing a
report, everything included, takes less time than cutting it into words with jieba does.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jieba
import jieba.posseg

from report_parser import parse

REPETITIONS = 5
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


def seconds(work: Callable[[str], object], texts: list[str]) -> float:
    """The processor time that `work` takes over all texts."""
    begin = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - begin


def ratios(texts: list[str]) -> list[float]:
    """The time of jieba over ours, one value a repetition; the two take turns, so that a slow moment hits both."""
    jieba.setLogLevel("WARNING")
    for work in (jieba.posseg.lcut, parse):
        work(texts[0])
    return [seconds(jieba.posseg.lcut, texts) / seconds(parse, texts) for _ in range(REPETITIONS)]


def main() -> int:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("files", nargs="*", type=Path, default=sorted(FIXTURES.glob("*.txt")))
    files = arguments.parse_args().files
    texts = [file.read_text(encoding="utf-8") for file in files]
    found = ratios(texts)
    print(f"{len(files)} reports, {sum(map(len, texts))} characters, {REPETITIONS} repetitions")
    print(f"parse is {statistics.median(found):.2f} times as fast as jieba.posseg.lcut", end=" ")
    print(f"(from {min(found):.2f} to {max(found):.2f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
