"""The figures that the annotated reports hold the parser to, and the scoring itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import report_parser as rp
from report_parser.cli import main
from report_parser.evaluate.score import Gold, Score, evaluate, read_gold, score

OWN = ("own_audit", "own_justice", "own_housing")


def row_of(places: list[Path]) -> float:
    return sum(evaluate(places).values(), Score()).row


def test_the_fixtures_are_read_well(fixtures: Path) -> None:
    assert row_of([fixtures / f"{name}.txt" for name in OWN]) >= 0.85
    assert row_of([fixtures]) >= 0.85


def test_the_real_report_is_read_well(shared: Path) -> None:
    dev = shared / "gold" / "dev"
    assert row_of([dev / "zezhou_audit.txt"]) >= 0.95
    assert row_of([dev / f"{name}.txt" for name in (*OWN, "zezhou_audit")]) >= 0.85


def gold(text: str, raw: str, **fields: Any) -> Gold:
    given = {
        "value": raw.rstrip("个%件次"),
        "unit": raw[-1],
        "kind": "percent" if raw[-1] == "%" else "count",
        "bound": "exact",
        "role": "level",
        "name": "审计项目",
        "head": "项目",
        "status": "actual",
    }
    return Gold.model_validate({"raw": raw, "start": text.index(raw), **given, **fields})


def test_what_is_annotated_is_right_and_what_is_not_is_extra() -> None:
    text = "全年完成审计项目37个，整改率由77.73%提高到92.25%。"
    right = [
        gold(text, "37个"),
        gold(text, "77.73%", role="previous", name="整改率", head="整改率"),
        gold(text, "92.25%", name="审计整改率", head="整改率"),
    ]
    full = score(rp.parse(text), right)
    assert (full.found, full.row, full.misses) == (1, 1, ())
    part = score(rp.parse(text), right[:1])
    assert (part.gold, part.predicted, part.row) == (1, 3, 0.5)
    optional = score(rp.parse(text), [right[0].model_copy(update={"optional": True}), *right[1:]])
    assert (optional.gold, optional.predicted, optional.row) == (2, 2, 1)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"value": "36"}, "value"),
        ({"high": "40"}, "value"),
        ({"unit": "件"}, "value"),
        ({"bound": "at_least"}, "bound"),
        ({"status": "planned"}, "status"),
        ({"role": "delta", "direction": "up"}, "role"),
        ({"name": "会议", "head": "会议"}, "name"),
        ({"name": "重大政策措施落实情况跟踪审计项目"}, "name"),
        ({"period": "2024"}, "period"),
    ],
)
def test_each_field_is_held_against_the_annotation(fields: dict[str, str], wrong: str) -> None:
    text = "2025年完成审计项目37个。"
    [miss] = score(rp.parse(text), [gold(text, "37个", **fields)]).misses
    assert wrong in miss.wrong


def test_members_of_a_list_must_have_names_of_their_own() -> None:
    text = "全年召开会议4个。举办培训6个。"
    rows = [gold(text, "4个", name="会议", head="会"), gold(text, "6个", name="培训会", head="会")]
    report = rp.parse(text)
    named = [m.observations[0].model_copy(update={"name": "会议培训"}) for m in report.metrics]
    metrics = [m.model_copy(update={"observations": (o,)}) for m, o in zip(report.metrics, named, strict=True)]
    joined = report.model_copy(update={"metrics": tuple(metrics)})
    assert [miss.wrong for miss in score(joined, rows).misses] == [("name",), ("name",)]
    assert score(joined, rows[:1]).misses[0].gold is None


def test_what_is_no_annotation_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(rp.SourceNotFoundError):
        evaluate([tmp_path])
    with pytest.raises(rp.SourceNotFoundError):
        evaluate([tmp_path / "missing.txt"])
    place = tmp_path / "text.gold.jsonl"
    place.write_text(json.dumps({"raw": "37个"}) + "\n", encoding="utf-8")
    with pytest.raises(rp.DamagedSourceError, match=r"line 1 of .* start"):
        read_gold(place)
    assert main(["evaluate", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_score_can_be_demanded(fixtures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = str(fixtures / "own_audit.txt")
    assert main(["evaluate", text, "--min-row", "0.8", "--misses"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:2] == ["own_audit", "102"]
    assert main(["evaluate", text, "--min-row", "1.01"]) == 4


def test_exact_names_and_whole_rows_are_shares_of_all_that_is_annotated() -> None:
    text = "2025年完成审计项目37个，召开会议4次。"
    rows = [
        gold(text, "37个", name="项目", head="项目", also=("审计项目",), period="2025"),
        gold(text, "4次", name="会议次数", head="会议"),
        gold(text, "年", value="1", unit="年", name="年", head="年"),
    ]
    found = score(rp.parse(text), rows)
    assert (found.gold, found.met, found.exact, found.whole) == (3, 2, 1, 2)
    assert found.of_gold(found.exact) == pytest.approx(1 / 3)
    assert (found + found).whole == 4


def test_a_passage_is_held_against_its_part_of_the_whole_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opening, passage = "青禾县召开会议4次。", "全年完成审计项目37个。"
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "qinghe.txt").write_text(opening + passage, encoding="utf-8")
    part = {"text_file": "qinghe", "start": len(opening), "end": len(opening + passage)}
    (tmp_path / "qinghe_0.json").write_text(json.dumps(part), encoding="utf-8")
    row = gold(passage, "37个")
    (tmp_path / "qinghe_0.gold.jsonl").write_text(row.model_dump_json(exclude_unset=True) + "\n", encoding="utf-8")
    [seen] = evaluate([tmp_path], texts=tmp_path / "reports").values()
    assert (seen.gold, seen.predicted, seen.row, seen.exact) == (1, 1, 1, 1)
    assert main(["evaluate", str(tmp_path), "--texts", str(tmp_path / "reports")]) == 0
    assert capsys.readouterr().out.splitlines()[0].split()[-2:] == ["exact", "all"]
    with pytest.raises(rp.SourceNotFoundError):
        evaluate([tmp_path])
    (tmp_path / "qinghe_0.json").write_text("{}", encoding="utf-8")
    with pytest.raises(rp.DamagedSourceError, match="which part"):
        evaluate([tmp_path])


def test_members_of_a_composition_count_neither_way() -> None:
    assert score(rp.parse("三次产业结构调整为4.7∶40.3∶55.0。"), []).predicted == 0


def test_misses_are_told_by_family() -> None:
    text = "全年召开会议4次，开展培训6次。"
    rows = [gold(text, "4次", name="活动", head="活动"), gold(text, "6次", name="检查", head="检查")]
    [(what, rule, count, miss)] = score(rp.parse(text), rows).families
    assert (what, rule, count) == ("name", "noun.before", 2)
    assert miss.gold is not None
    assert miss.gold.name == "活动"


def test_the_rows_of_another_tool_are_scored(fixtures: Path, tmp_path: Path) -> None:
    text = fixtures / "own_audit.txt"
    lines = [json.dumps(row, default=str, ensure_ascii=False) for row in rp.parse_file(text).rows()]
    (tmp_path / "own_audit.jsonl").write_text("\n".join(lines[1:]) + "\n", encoding="utf-8")
    [ours], [theirs] = evaluate([text]).values(), evaluate([text], rows=tmp_path).values()
    assert (theirs.predicted, theirs.gold) == (ours.predicted - 1, ours.gold)
    assert {miss.gold for miss in theirs.misses} - {miss.gold for miss in ours.misses}
    assert theirs.rows == ours.rows - 1
    assert main(["evaluate", str(text), "--rows", str(tmp_path)]) == 0
    (tmp_path / "own_audit.jsonl").write_text("{}", encoding="utf-8")
    with pytest.raises(rp.DamagedSourceError, match="line 1"):
        evaluate([text], rows=tmp_path)
    with pytest.raises(rp.SourceNotFoundError):
        evaluate([text], rows=tmp_path / "missing")
