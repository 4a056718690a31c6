"""What the library promises about speed, in one run and as ratios (extra `bench` has the other tools).

    python benchmarks/compare.py [FILE ...]            default: ../shared/corpus, else fixtures
    python benchmarks/compare.py --check               fail where a ratio fell under 0.75 of benchmarks/ratios.json
    python benchmarks/compare.py --store               write benchmarks/ratios.json

A ratio over 1 means that report_parser is that many times as fast as what it is compared with, on the same texts, in
the same run, taking turns; of REPETITIONS ratios the median and the spread are shown. Ratios survive a change of the
machine; times do not, so none is stored. Tools that are not installed are left out and said to be.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

from report_parser import Parser, parse, parse_many
from report_parser.batch.many import cores
from report_parser.batch.run import Plan, run

REPETITIONS = 5
ALLOWED = 0.75
HERE = Path(__file__).resolve().parent
STORED = HERE / "ratios.json"
CORPUS = HERE.parent.parent / "shared" / "corpus"
FIXTURES = HERE.parent / "fixtures"
MANY, FEW = 200_000, 20_000  # characters of paragraphs for tools that take texts by the sentence; for slow ones

Work = Callable[[str], object]


def jieba_words() -> Work:
    """Words with their parts of speech."""
    import jieba
    import jieba.posseg

    jieba.setLogLevel("WARNING")
    return jieba.posseg.lcut


def jieba_cut() -> Work:
    """Words alone."""
    import jieba

    jieba.setLogLevel("WARNING")
    return jieba.lcut


def rjieba_cut() -> Work:
    """Words alone, by jieba in Rust."""
    import rjieba

    cut: Work = rjieba.cut
    return cut


def plain_scan() -> Work:
    """Digits with what stands right behind them: the least that could be called finding numbers."""
    return re.compile(r"[0-9][0-9,.]*[^0-9,.]?").findall


def cn2an_transform() -> Work:
    """Chinese numerals to digits, throughout a text."""
    import cn2an

    return lambda text: cn2an.transform(text, "cn2an")


def jionlp_money_and_time() -> Work:
    """Amounts of money and times."""
    import jionlp

    return lambda text: (jionlp.ner.extract_money(text), jionlp.ner.extract_time(text))


def recognizers() -> Work:
    """Numbers, percentages, currencies, dimensions and times of Microsoft's Recognizers-Text."""
    import emoji

    # The last release on PyPI asks for a name that emoji 2 no longer has.
    if not hasattr(emoji, "UNICODE_EMOJI"):
        emoji.UNICODE_EMOJI = {"en": emoji.EMOJI_DATA}
    from recognizers_date_time import recognize_datetime
    from recognizers_number import Culture, recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    all_of_them = (recognize_number, recognize_percentage, recognize_currency, recognize_dimension, recognize_datetime)
    return lambda text: [recognize(text, Culture.Chinese) for recognize in all_of_them]


def quantulum() -> Work:
    """Quantities, with the English rules that it has."""
    from quantulum3 import parser

    return parser.parse


def fresh() -> Parser:
    """A parser that has read one report, an invented one, and remembers no word of the texts."""
    parser = Parser()
    parser.parse((FIXTURES / "own_audit.txt").read_text(encoding="utf-8"))
    return parser


def reports() -> Work:
    """Whole reports, by a parser that meets their words for the first time."""
    return fresh().parse


def quantities() -> Work:
    """Only the numbers and units."""
    return fresh().find_quantities


def familiar() -> Work:
    """Whole reports, by one parser that has met their words in the round before."""
    return parse


# Name, how to make the other's work, how to make ours, and the most characters that the other gets.
TOOLS: tuple[tuple[str, Callable[[], Work], Callable[[], Work], int | None], ...] = (
    ("jieba.posseg.lcut", jieba_words, reports, None),
    ("jieba.posseg.lcut / words met before", jieba_words, familiar, None),
    ("jieba.lcut", jieba_cut, reports, None),
    ("rjieba.cut", rjieba_cut, reports, None),
    ("a plain pattern for digits", plain_scan, reports, None),
    ("cn2an.transform / find_quantities", cn2an_transform, quantities, None),
    ("JioNLP money and time", jionlp_money_and_time, reports, MANY),
    ("Recognizers-Text, five recognizers", recognizers, reports, FEW),
    ("quantulum3", quantulum, reports, MANY),
)


def seconds(work: Work, texts: list[str]) -> float:
    """The processor time of `work` over all texts, whatever it prints."""
    begin = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for text in texts:
            work(text)
    return time.process_time() - begin


def finished(work: Work, texts: list[str]) -> list[str]:
    """The texts that `work` gets to the end of: what it raises on says nothing about its speed."""
    kept: list[str] = []
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for text in texts:
            with contextlib.suppress(Exception):
                work(text)
                kept.append(text)
    return kept


def cut(texts: list[str], most: int | None) -> list[str]:
    """Paragraphs of the texts, up to so many characters."""
    if most is None:
        return texts
    lines = [line for text in texts for line in text.splitlines() if len(line) > 40]
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(line) > most:
            break
        kept.append(line)
    return kept


def throughput(texts: list[str]) -> Iterator[tuple[str, list[float]]]:
    """For each tool its time over ours."""
    for name, make, ours, most in TOOLS:
        try:
            theirs = make()
        except ImportError as problem:
            print(f"{name}: left out, {problem}")
            continue
        sample = cut(texts, most)
        done = finished(theirs, sample)
        if len(done) < len(sample):
            print(f"{name}: raises on {len(sample) - len(done)} of {len(sample)} texts, which are left out")
        if not done:
            continue
        seconds(ours(), done)
        yield name, [seconds(theirs, done) / seconds(ours(), done) for _ in range(REPETITIONS)]


def process_seconds(*command: str) -> float:
    """The wall time of a Python process."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def cold_start(file: Path) -> Iterator[tuple[str, list[float]]]:
    """Process against process, taking turns."""
    dictionary = "import jieba; t = jieba.Tokenizer(); t.gen_pfdict(t.get_dict_file())"
    pairs = {
        "start: pydantic and regex / import": (("-c", "import pydantic, regex"), ("-c", "import report_parser")),
        "start: jieba's dictionary / first report": (
            ("-c", dictionary),
            ("-m", "report_parser", "parse", str(file), "--format", "json"),
        ),
    }
    for name, (theirs, ours) in pairs.items():
        yield name, [process_seconds(*theirs) / process_seconds(*ours) for _ in range(7)]


def memory(texts: list[str]) -> str:
    """Bytes a character and bytes a ledger entry, at the peak of a parse."""

    def peak(text: str) -> int:
        parse(text)
        tracemalloc.start()
        parse(text)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    text, hostile = max(texts, key=len), "1，" * 10_000
    return f"{peak(text) / len(text):.0f} bytes a character; {peak(hostile) / 10_000:.0f} a number of 1，1，1，…"


def scaling(texts: list[str]) -> Iterator[tuple[str, list[float]]]:
    """Reports a second of several workers over those of one: as objects, and into files."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number in range(max(40, 400_000 // sum(map(len, texts)) * len(texts))):
            files.append(Path(folder, f"{number}.txt"))
            files[-1].write_text(texts[number % len(texts)], encoding="utf-8")

        def many(workers: int) -> float:
            results = parse_many(files, workers=workers, timeout=600)
            next(results)  # the workers' start is not their speed
            begin = time.perf_counter()
            for _ in results:
                pass
            return time.perf_counter() - begin

        def batch(workers: int) -> float:
            began: list[float] = []
            with tempfile.TemporaryDirectory() as out:
                run(Plan((folder,), Path(out), workers=workers), lambda _: began.append(time.perf_counter()))
            return time.perf_counter() - began[0]

        for workers in range(2, cores() + 1):
            for name, wall in (("parse_many", many), ("batch", batch)):
                yield f"{name}: {workers} workers / 1", [wall(1) / wall(workers) for _ in range(REPETITIONS)]


def _texts() -> list[Path]:
    """Real reports where they are, else the project's own, which state three times as many numbers."""
    return sorted(CORPUS.glob("*.txt")) or sorted(FIXTURES.glob("*.txt"))


def main() -> int:
    """Measure and print; with --check, say whether a ratio fell."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("files", nargs="*", type=Path, default=_texts())
    arguments.add_argument("--check", action="store_true", help="fail where a ratio fell")
    arguments.add_argument("--store", action="store_true", help="keep the ratios for later checks")
    options = arguments.parse_args()
    texts = [file.read_text(encoding="utf-8") for file in options.files]
    print(f"{len(texts)} reports, {sum(map(len, texts))} characters; a ratio over 1: report_parser is faster\n")
    found: dict[str, float] = {}
    for measure in (throughput(texts), cold_start(options.files[0]), scaling(texts)):
        for name, ratios in measure:
            found[name] = round(statistics.median(ratios), 2)
            print(f"{name:45} {found[name]:8.2f}  ({min(ratios):.2f} to {max(ratios):.2f})", flush=True)
    print(f"memory: {memory(texts)}")
    if options.store:
        STORED.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if options.check:
        stored = json.loads(STORED.read_text(encoding="utf-8"))
        fell = {
            name: (before, found[name]) for name, before in stored.items() if found.get(name, before) < ALLOWED * before
        }
        for name, (before, now) in fell.items():
            print(f"{name} fell from {before} to {now}", file=sys.stderr)
        return 1 if fell else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
