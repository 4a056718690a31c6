"""Ready models, written as a user would write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from report_parser.facts.model import Facts, Indicator
from report_parser.models import Metric


class AuditFacts(Facts):
    """What an audit office reports of a year's work.

    >>> import report_parser
    >>> report = report_parser.parse("完成审计项目37个，查出主要问题金额4.02亿元，整改率由77.73%提高到92.25%。")
    >>> facts = report.extract(AuditFacts)
    >>> facts.projects, facts.problem_amount, facts.rectification_rate.difference
    (37, Decimal('402000000'), Decimal('14.52'))
    """

    meetings: Annotated[int | None, Indicator("audit.meetings")] = None
    projects: Annotated[int | None, Indicator("audit.projects", "audit.projects_reviewed")] = None
    projects_reviewed: Annotated[int | None, Indicator("audit.projects_reviewed")] = None
    problem_amount: Annotated[Decimal | None, Indicator("audit.problem_amount", unit="元")] = None
    irregular_amount: Annotated[Decimal | None, Indicator("audit.irregular_amount", unit="元")] = None
    violation_amount: Annotated[Decimal | None, Indicator("audit.violation_amount", unit="元")] = None
    waste_amount: Annotated[Decimal | None, Indicator("audit.waste_amount", unit="元")] = None
    other_problems: Annotated[int | None, Indicator("audit.other_problems")] = None
    transfers: Annotated[int | None, Indicator("audit.transfers")] = None
    transfers_judicial: Annotated[int | None, Indicator("audit.transfers_judicial")] = None
    transfers_discipline: Annotated[int | None, Indicator("audit.transfers_discipline")] = None
    transfers_departments: Annotated[int | None, Indicator("audit.transfers_departments")] = None
    investment_cut: Annotated[Decimal | None, Indicator("audit.investment_cut", unit="元")] = None
    suggestions: Annotated[int | None, Indicator("audit.suggestions")] = None
    suggestions_adopted: Annotated[int | None, Indicator("audit.suggestions_adopted")] = None
    reports: Annotated[int | None, Indicator("audit.reports")] = None
    letters: Annotated[int | None, Indicator("audit.letters")] = None
    supervised_units: Annotated[int | None, Indicator("audit.supervised_units")] = None
    problems_reexamined: Annotated[int | None, Indicator("rectification.reexamined")] = None
    problems_open: Annotated[int | None, Indicator("rectification.pending", "未整改到位审计问题", "未整改到位问题")] = (
        None
    )
    problems_resolved: Annotated[int | None, Indicator("rectification.resolved")] = None
    rectification_rate: Annotated[Metric | None, Indicator("rectification.rate")] = None
    recovered_treasury: Annotated[Decimal | None, Indicator("audit.recovered_treasury", unit="元")] = None
    recovered_channel: Annotated[Decimal | None, Indicator("audit.recovered_channel", unit="元")] = None


class RuleOfLawFacts(Facts):
    """What a government or a department reports of a year's work under the rule of law.

    >>> import report_parser
    >>> report = report_parser.parse("新收行政复议申请1468件，受理行政复议申请1287件，负责人出庭应诉率99.3%。")
    >>> facts = report.extract(RuleOfLawFacts)
    >>> facts.reviews_received, facts.reviews_accepted, facts.attendance_rate
    (1468, 1287, Decimal('99.3'))
    """

    study_sessions: Annotated[int | None, Indicator("study.sessions")] = None
    normative_documents: Annotated[int | None, Indicator("norms.made")] = None
    documents_reviewed: Annotated[int | None, Indicator("norms.reviewed")] = None
    documents_abolished: Annotated[int | None, Indicator("norms.abolished")] = None
    major_decisions: Annotated[int | None, Indicator("decisions.major")] = None
    reviews_received: Annotated[int | None, Indicator("review.received")] = None
    reviews_accepted: Annotated[int | None, Indicator("review.accepted")] = None
    reviews_closed: Annotated[int | None, Indicator("review.closed")] = None
    correction_rate: Annotated[Decimal | None, Indicator("review.correction_rate")] = None
    review_mediation_rate: Annotated[Decimal | None, Indicator("review.mediation_rate")] = None
    lawsuits: Annotated[int | None, Indicator("litigation.cases")] = None
    lawsuits_lost: Annotated[int | None, Indicator("litigation.lost")] = None
    lost_rate: Annotated[Decimal | None, Indicator("litigation.lost_rate")] = None
    attendance_rate: Annotated[Decimal | None, Indicator("litigation.attendance_rate")] = None
    licences: Annotated[int | None, Indicator("enforcement.licences")] = None
    penalties: Annotated[int | None, Indicator("enforcement.penalties")] = None
    fines: Annotated[Decimal | None, Indicator("enforcement.fines", unit="元")] = None
    inspections: Annotated[int | None, Indicator("enforcement.inspections")] = None
    files_examined: Annotated[int | None, Indicator("enforcement.files")] = None
    legal_advisers: Annotated[int | None, Indicator("counsel.advisers")] = None
    government_lawyers: Annotated[int | None, Indicator("counsel.lawyers")] = None
    mediation_committees: Annotated[int | None, Indicator("mediation.committees")] = None
    disputes_mediated: Annotated[int | None, Indicator("mediation.disputes")] = None
    mediation_success_rate: Annotated[Decimal | None, Indicator("mediation.success_rate")] = None
    legal_aid_cases: Annotated[int | None, Indicator("aid.cases")] = None
    legal_aid_recipients: Annotated[int | None, Indicator("aid.recipients")] = None
    rectification_rate: Annotated[Metric | None, Indicator("rectification.rate")] = None
