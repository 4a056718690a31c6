"""Facts: a user's model is the query, and every value knows where it stood."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, ValidationError

import report_parser as rp
from report_parser import AuditFacts, Facts, Indicator, Metric, Observation, Quantity, RuleOfLawFacts, extract
from report_parser.cli import main
from report_parser.facts import find, model_from_schema, read_schema

REPORT = """砚溪县审计局2025年法治政府建设报告

一、2025年工作开展情况

完成审计项目37个，其中预算执行审计9个、经济责任审计28个。查出主要问题金额4.02亿元。整改率由77.73%提高到92.25%。入企检查同比下降36.9%。

二、存在的不足

全县在册法律顾问仅2名。

三、2026年工作安排

2026年完成审计项目不少于35个。
"""


@pytest.fixture(scope="module")
def report() -> rp.Report:
    return rp.parse(REPORT)


class AuditWork(Facts):
    """The example of the README."""

    projects: Annotated[int | None, Indicator("审计项目", unit="个")]
    problem_amount: Annotated[Decimal | None, Indicator("主要问题金额", "查出问题金额", unit="元")]
    rectification_rate: Annotated[Metric | None, Indicator("整改率")]


def test_the_example_is_filled_with_places(report: rp.Report) -> None:
    work = report.extract(AuditWork)
    assert (work.projects, work.problem_amount) == (37, Decimal(402000000))
    assert work.rectification_rate is not None
    assert work.rectification_rate.previous is not None
    assert work.rectification_rate.previous.quantity.value == Decimal("77.73")
    assert work.provenance["projects"].quantity.span.of(report.text) == "37个"
    assert json.loads(work.model_dump_json())["projects"] == 37


def test_the_real_audit_report_is_filled_completely(shared: Path) -> None:
    report = rp.parse_file(shared / "corpus" / "zezhou_audit_rule_of_law_2025.txt")
    facts = report.extract(AuditFacts)
    assert (facts.projects, facts.projects_reviewed, facts.meetings) == (37, 37, 14)
    assert (facts.problem_amount, facts.irregular_amount, facts.violation_amount) == (402000000, 387000000, 15040000)
    assert (facts.other_problems, facts.transfers_discipline, facts.transfers_departments) == (218, 3, 8)
    assert (facts.letters, facts.problems_open, facts.problems_resolved) == (35, 15, 14)
    assert facts.problems_reexamined == 1444
    rate = facts.rectification_rate
    assert rate is not None
    assert rate.previous is not None
    assert rate.level is not None
    assert (rate.previous.quantity.text, rate.level.quantity.text) == ("77.73%", "92.25%")
    # Two different 37个: the projects that were done, and those that meetings settled.
    done, settled = (facts.provenance[name].quantity.span for name in ("projects", "projects_reviewed"))
    assert report.text[done.start - 6 : done.end] == "各类审计项目37个"
    assert report.text[settled.start - 6 : settled.end] == "审定审计项目37个"


def test_the_projects_own_audit_report_is_filled(fixtures: Path) -> None:
    facts = rp.parse_file(fixtures / "own_audit.txt").extract(AuditFacts)
    assert (facts.projects, facts.problem_amount, facts.other_problems) == (37, 402000000, 218)
    assert (facts.transfers, facts.transfers_discipline, facts.transfers_departments) == (11, 3, 8)
    assert (facts.letters, facts.problems_reexamined, facts.problems_resolved, facts.problems_open) == (
        28,
        1136,
        1048,
        88,
    )
    assert facts.rectification_rate is not None
    assert facts.rectification_rate.difference == Decimal("14.52")
    assert facts.waste_amount is None


def test_a_rule_of_law_report_is_filled(fixtures: Path) -> None:
    facts = rp.parse_file(fixtures / "own_justice.txt").extract(RuleOfLawFacts)
    assert (facts.reviews_accepted, facts.reviews_closed, facts.lawsuits_lost) == (1287, 1195, 52)
    assert (facts.lost_rate, facts.attendance_rate) == (7, Decimal("99.3"))
    assert (facts.mediation_committees, facts.disputes_mediated, facts.legal_aid_cases) == (1364, 32600, 4318)


def test_the_kinds_of_field(report: rp.Report) -> None:
    class Kinds(Facts):
        text: Annotated[str, Indicator("审计项目")]
        share: Annotated[float, Indicator("整改率")]
        quantity: Annotated[Quantity, Indicator("主要问题金额", unit="万元")]
        observation: Annotated[Observation, Indicator("审计项目")]
        metrics: Annotated[list[Metric], Indicator("审计项目")]
        counts: Annotated[tuple[int, ...], Indicator("审计项目", status=None)]
        fall: Annotated[Decimal, Indicator("入企检查", role="delta", basis="yoy")]
        nothing: Annotated[list[int], Indicator("没有这一项")]

    kinds = report.extract(Kinds)
    assert kinds.text == "37个"
    assert kinds.share == 92.25
    assert (kinds.quantity.value, kinds.quantity.unit, kinds.quantity.text) == (40200, "万元", "4.02亿元")
    assert kinds.observation == kinds.provenance["observation"]
    assert [metric.level and metric.level.quantity.text for metric in kinds.metrics] == ["37个", "9个", "28个"]
    assert kinds.counts == (37, 9, 28, 35)
    assert kinds.provenance["counts.3"].status == "planned"
    assert kinds.fall == Decimal("-36.9")
    assert kinds.nothing == []


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        (Indicator("审计项目"), 37),
        (Indicator("audit.projects"), 37),
        (Indicator("没有这一项", "审计项目"), 37),
        (Indicator("审计项目", status="planned"), 35),
        (Indicator("审计项目", year=2026, status=None), 35),
        (Indicator("审计项目", section="plans", status=None), 35),
        (Indicator("经济责任审计项目"), 28),
        (Indicator("整改率", role="previous"), Decimal("77.73")),
        (Indicator("法律顾问", section="shortcomings"), 2),
        (Indicator("法律顾问", section="achievements"), None),
        (Indicator("审计项目", kind="money"), None),
        (Indicator("审计项目", unit="元"), None),
        (Indicator("审计项目", unit="项"), 37),
        (Indicator("审计项目", scope="市本级"), None),
        (Indicator("主要问题金额", unit="亿元"), Decimal("4.02")),
    ],
)
def test_names_and_filters(report: rp.Report, wanted: Indicator, value: Any) -> None:
    class One(BaseModel):
        value: Decimal | None

    assert extract(report, One, {"value": wanted}).value == value


def test_what_is_not_found_is_as_the_model_says(report: rp.Report) -> None:
    class Optional(Facts):
        without: Annotated[int | None, Indicator("没有这一项")]
        default: Annotated[int, Indicator("没有这一项")] = 5

    assert report.extract(Optional).model_dump() == {"without": None, "default": 5}

    class Needed(Facts):
        needed: Annotated[int, Indicator("没有这一项")]

    with pytest.raises(ValidationError, match="needed"):
        report.extract(Needed)

    class Narrow(Facts):
        projects: Annotated[int, Field(lt=10), Indicator("审计项目")]

    with pytest.raises(ValidationError, match="less than 10"):
        report.extract(Narrow)

    class Whole(Facts):
        rate: Annotated[int, Indicator("整改率")]

    with pytest.raises(ValidationError, match="rate"):
        report.extract(Whole)


def test_several_that_only_end_alike_are_left_open() -> None:
    report = rp.parse("移送纪检监察机关问题线索3条，移送有关主管部门问题线索8条。")

    class Leads(Facts):
        leads: Annotated[int | None, Indicator("问题线索")]

    leads = report.extract(Leads)
    assert leads.leads is None
    assert [candidate.quantity.text for candidate in leads.candidates["leads"]] == ["3条", "8条"]


def test_a_model_that_knows_nothing_of_this_library_is_filled(report: rp.Report) -> None:
    class Money(BaseModel):
        amount: Decimal = Field(validation_alias="sum")

    class Foreign(BaseModel):
        projects: int
        money: Money
        note: str = "as it was"

    mapping = {"projects": ["审计的项目", "审计项目"], "money": {"amount": Indicator("主要问题金额", unit="万元")}}
    found = find(report, Foreign, mapping)
    assert (found.value.projects, found.value.money.amount, found.value.note) == (37, 40200, "as it was")
    assert set(found.provenance) == {"projects", "money.amount"}
    with pytest.raises(ValueError, match="no field 'nothing'"):
        extract(report, Foreign, {"nothing": "审计项目"})
    with pytest.raises(ValueError, match="no nested model"):
        extract(report, Foreign, {"projects": {"inner": "审计项目"}})


def test_nested_models_and_lists_of_them(report: rp.Report) -> None:
    class Plan(Facts):
        projects: Annotated[int, Indicator("审计项目", status=None)]

    class Year(Facts):
        audit: AuditWork
        plans: list[Plan]
        missing: Plan | None = None

    year = report.extract(Year)
    assert year.audit.projects == 37
    assert [plan.projects for plan in year.plans] == [37, 35]
    assert year.provenance["plans.1.projects"].quantity.text == "35个"
    assert year.audit.provenance["projects"].quantity.text == "37个"


def test_an_indicator_needs_a_name() -> None:
    with pytest.raises(ValueError, match="at least one name"):
        Indicator()


SCHEMA = """
title = "AuditWork"

[fields]
problem_amount = ["主要问题金额", "查出问题金额"]

[fields.projects]
names = "审计项目"
unit = "个"
type = "int"
required = true

[fields.rate]
names = "整改率"
type = "metric"

[fields.parts.fields]
budget = "预算执行审计项目"
"""


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "audit.toml"
    path.write_text(SCHEMA, encoding="utf-8")
    return path


def test_a_schema_is_a_model(report: rp.Report, schema: Path, tmp_path: Path) -> None:
    facts: Any = report.extract(read_schema(schema))
    assert (facts.projects, facts.problem_amount, facts.parts.budget) == (37, 402000000, 9)
    assert facts.rate.level.quantity.text == "92.25%"
    path = tmp_path / "audit.json"
    path.write_text(json.dumps({"fields": {"projects": {"names": ["审计项目"], "many": True}}}), encoding="utf-8")
    many: Any = report.extract(read_schema(path))
    assert many.projects == [37, 9, 28]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({}, r"table \[fields\]"),
        ({"fields": {"a": 1}}, "field a: give a name"),
        ({"fields": {"a": {"names": []}}}, "field a: an Indicator needs"),
        ({"fields": {"a": {"names": "甲", "type": "date"}}}, "field a: type is one of"),
        ({"fields": {"a": {"names": "甲", "colour": "red"}}}, "unknown entry 'colour'"),
        ({"fields": {"_a": "甲"}}, "begins with a letter"),
        ({"fields": {"model_dump": "甲"}}, "no model"),
    ],
)
def test_a_malformed_schema_is_named(table: dict[str, Any], said: str) -> None:
    with pytest.raises(rp.SchemaError, match=said):
        model_from_schema(table)


def test_the_command_prints_facts_with_their_places(
    schema: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    assert main(["extract", str(path), "--schema", str(schema)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["projects", "37个", "审计项目", "2025年"] in [line[:4] for line in lines]
    assert main(["extract", str(path), "--facts", "audit", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["facts"]["problem_amount"] == "402000000"
    place = data["provenance"]["problem_amount"]
    assert REPORT[place["start"] : place["end"]] == place["text"] == "4.02亿元"


def test_the_command_says_what_is_missing(schema: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.txt"
    path.write_text("整改率92.25%。", encoding="utf-8")
    assert main(["extract", str(path), "--schema", str(schema)]) == 1
    assert "does not fill AuditWork: projects" in capsys.readouterr().err
    assert main(["extract", str(path), "--schema", str(tmp_path / "none.toml")]) == 1
    assert "cannot read the schema" in capsys.readouterr().err
