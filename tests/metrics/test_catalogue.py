"""The catalogue of indicators: its own order, how names match, and how well on annotated texts."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

import report_parser as rp
from helpers.paths import DATA
from report_parser.metrics.catalogue import Catalogue, default

LABELS = DATA / "indicators.jsonl"


def test_every_entry_is_whole() -> None:
    for entry in default().entries.values():
        assert entry.english, entry.id
        assert entry.definition, entry.id
        assert not entry.merge & entry.apart, entry.id
        assert entry.unit or entry.kind != "count", entry.id
    assert sum(entry.core for entry in default().entries.values()) == 30


def test_no_name_is_claimed_twice() -> None:
    assert list(default().claims()) == []


@pytest.mark.parametrize("family", ["audit", "rule_of_law"])
def test_the_listed_indicators_are_covered(shared: Path, family: str) -> None:
    lines = (shared / "reference" / f"{family}_indicators.tsv").read_text(encoding="utf-8").splitlines()[1:]
    missing = [name for line in lines if default().find(name := line.split("\t")[0]) is None]
    assert missing == []


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("全市受理行政复议申请1287件。", "review.accepted"),
        ("审计查出主要问题金额4.02亿元。", "audit.problem_amount"),
        ("移送纪检监察机关问题线索3件。", "audit.transfers_discipline"),
        ("移送纪检监察机关问题线索3人次。", None),
        ("脱贫县农村居民人均可支配收入增长8.2%。", "living.poverty_income"),
        ("第一产业固定资产投资增长8.2%。", "investment.primary"),
        ("样板县固定资产投资增长8.2%。", None),
        ("农村居民人均可支配收入增长8.2%。", "economy.income_rural"),
        ("地区生产总值增长5.2%。", "economy.gdp"),
        ("轮训执法人员2846人次。", "enforcement.trained"),
        ("现有持证执法人员46人。", "enforcement.staff"),
    ],
)
def test_a_name_matches_its_indicator_and_no_other(text: str, indicator: str | None) -> None:
    [metric] = rp.parse(text).metrics
    assert metric.indicator == indicator


def test_a_match_is_explained() -> None:
    found = default().explain("全省共查出主要问题金额")
    assert found is not None
    assert (found.indicator, found.alias, found.dropped) == ("audit.problem_amount", "查出主要问题金额", ("全省", "共"))


def test_users_add_and_take_over(tmp_path: Path) -> None:
    table = tmp_path / "mine.toml"
    table.write_text(
        '[indicator."my.bridges"]\nname = "新建桥梁"\nkind = "count"\nunit = "座"\n'
        '[indicator."my.projects"]\nname = "审计项目"\nkind = "count"\nunit = "个"\n'
        '[indicator."economy.gdp"]\naliases = ["本地总产出"]\n',
        encoding="utf-8",
    )
    parser = rp.Parser(indicators=table)
    report = pickle.loads(pickle.dumps(parser)).parse("新建桥梁12座。完成审计项目37个。本地总产出300亿元。")
    assert [metric.indicator for metric in report.metrics] == ["my.bridges", "my.projects", "economy.gdp"]
    assert report.made_by.tables_sha256 != rp.parse("").made_by.tables_sha256
    assert [metric.indicator for metric in rp.parse("新建桥梁12座。").metrics] == [None]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({}, "give a name"),
        ({"name": "甲"}, "give a kind"),
        ({"name": "甲", "kind": "count", "unitt": "个"}, "unknown field 'unitt'"),
        ({"name": "甲", "kind": "count", "part_of": "no.such"}, "no indicator 'no.such'"),
        ({"name": "甲", "kind": "percent", "rate_of": {"part": "x"}}, "part and a whole"),
        ({"name": "甲", "kind": "count", "aliases": "乙"}, "list of words"),
    ],
)
def test_a_malformed_entry_is_named(entry: dict[str, object], said: str) -> None:
    with pytest.raises(rp.TableError, match=r"my\.own") as raised:
        Catalogue({"indicator": {"my.own": entry}})
    assert said in str(raised.value)


def labels() -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found.setdefault(row["file"], {})[row["start"]] = row["indicator"]
    return found


def test_precision_of_the_catalogue_on_exact_names(shared: Path) -> None:
    """Names as the gold has them, so that only the catalogue is judged."""
    labelled, right, wrong = labels(), 0, []
    for path in sorted((shared / "gold" / "dev").glob("*.txt")):
        for row in map(json.loads, path.with_suffix(".gold.jsonl").read_text(encoding="utf-8").splitlines()):
            quantity = next(iter(rp.find_quantities(row["raw"])), None) if row["role"] != "delta" else None
            found = default().explain(row["name"], quantity)
            if found is not None and not row.get("optional"):
                told = labelled.get(path.stem, {}).get(row["start"]) == found.indicator
                right += told
                wrong += [] if told else [(path.stem, row["start"], found.indicator)]
    assert right / (right + len(wrong)) >= 0.985, wrong


def test_precision_and_recall_on_the_annotated_texts(shared: Path) -> None:
    labelled, right, wrong, core, missed = labels(), 0, [], 0, []
    for path in sorted((shared / "gold" / "dev").glob("*.txt")):
        gold = labelled.get(path.stem, {})
        rows = path.with_suffix(".gold.jsonl").read_text(encoding="utf-8").splitlines()
        optional = {row["start"] for row in map(json.loads, rows) if row.get("optional")}
        seen = {
            observation.quantity.span.start: metric.indicator
            for metric in rp.parse_file(path).metrics
            for observation in metric.observations
            if metric.indicator is not None and observation.quantity.span.start not in optional
        }
        right += sum(gold.get(start) == indicator for start, indicator in seen.items())
        wrong += [(path.stem, start, indicator) for start, indicator in seen.items() if gold.get(start) != indicator]
        for start, indicator in gold.items():
            if default().entries[indicator].core:
                core += 1
                if seen.get(start) != indicator:
                    missed.append((path.stem, start, indicator))
    assert right / (right + len(wrong)) >= 0.98, wrong
    assert 1 - len(missed) / core >= 0.9, missed


def test_precision_of_the_ids_on_a_drawn_sample(shared: Path) -> None:
    """300 rows with an id, drawn from the corpus and judged by hand; see tests/data/README.md."""
    rows = [json.loads(line) for line in (DATA / "indicator_sample.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 300
    right, wrong = 0, []
    for file in sorted({row["file"] for row in rows}):
        metrics = rp.parse_file(shared / "corpus" / file).metrics
        seen = {o.quantity.span.start: metric.indicator for metric in metrics for o in metric.observations}
        for row in (row for row in rows if row["file"] == file):
            given = seen.get(row["start"])
            right += given is not None and given == row["indicator"]
            wrong += [(file, row["start"], given)] if given not in (None, row["indicator"]) else []
    assert right >= 250
    assert right / (right + len(wrong)) >= 0.985, wrong


def test_a_much_smaller_second_value_is_another_bodys() -> None:
    report = rp.parse("2025年，进出口总额8222亿元。\n\n2025年，进出口总额505亿元。\n\n2024年，进出口总额4000亿元。")
    assert [metric.indicator for metric in report.metrics] == ["economy.trade", None, "economy.trade"]


def test_a_mark_that_was_passed_is_no_level_of_the_indicator() -> None:
    report = rp.parse(
        "青禾县2025年国民经济和社会发展统计公报\n地方一般公共预算收入突破40亿元、达到42亿元。\n粮食产量30万吨以上。"
    )
    assert [(row["text"], row["indicator"]) for row in report.rows()] == [
        ("40亿元", None),
        ("42亿元", "economy.budget_revenue"),
        ("30万吨", "economy.grain"),
    ]
