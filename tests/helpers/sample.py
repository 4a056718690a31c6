"""A report with every field of the contract filled, made by hand: what the parser reads of a text plays no part."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from report_parser.models import (
    Cell,
    Check,
    Citation,
    CorrectionResult,
    FormCell,
    Item,
    MadeBy,
    Metric,
    Numeral,
    Observation,
    Period,
    Quantity,
    Report,
    Section,
    Source,
    Span,
    Table,
)

TEXT = """\
青禾县审计局2025年工作报告
一、成效
一是依据《审计条例》（青政发〔2020〕3号），2025年整改率由77.73%提高到92.25%，查出问题金额4.02亿元。
指标\t数量
项目\t37
"""


def _at(part: str, start: int = 0) -> Span:
    """Where a part of the text stands, from an offset on."""
    place = TEXT.index(part, start)
    return Span(place, place + len(part))


def _quantity(
    text: str, value: str, unit: str, unit_id: str, kind: str, step: str, high: str | None = None
) -> Quantity:
    """A quantity as the text states it; the unit is its end."""
    span = _at(text)
    return Quantity(
        text=text,
        span=span,
        value=Decimal(value),
        high=Decimal(high) if high else None,
        unit=unit,
        unit_id=unit_id,
        kind=kind,  # type: ignore[arg-type]
        step=Decimal(step),
        number=Span(span.start, span.end - len(unit)),
        unit_span=Span(span.end - len(unit), span.end),
    )


def sample() -> Report:
    """The report."""
    sentence = _at(
        "一是依据《审计条例》（青政发〔2020〕3号），2025年整改率由77.73%提高到92.25%，查出问题金额4.02亿元。"
    )
    before = _quantity("77.73%", "77.73", "%", "percent", "percent", "0.01")
    now = _quantity("92.25%", "92.250", "%", "percent", "percent", "0.01", high="92.5")
    money = _quantity("4.02亿元", "4.02E+8", "元", "CNY", "money", "1E+6")
    year = Period(label="2025年", start=date(2025, 1, 1), end=date(2025, 12, 31), source="clause")
    rate, amount = _at("整改率"), _at("问题金额")
    observations = (
        Observation(
            id=0, role="previous", quantity=before, name="整改率", name_spans=(rate,), sentence=sentence, rule="from.to"
        ),
        Observation(
            id=1,
            role="level",
            quantity=now,
            name="整改率",
            name_spans=(rate,),
            status="planned",
            estimated=True,
            modality="力争",
            evidence={"status": rate},
            period=year,
            scope="全县",
            sentence=sentence,
            rule="from.to",
            corrected_by="李四",
        ),
    )
    fall = Observation(
        id=2,
        role="delta",
        quantity=money,
        name="问题金额",
        name_spans=(amount,),
        direction="down",
        basis="同比",
        basis_kind="yoy",
        sentence=sentence,
        rule="noun.before",
    )
    heading, lead = _at("一、成效"), Span(_at("一是").start, len(TEXT))
    table = Span(_at("指标").start, _at("37").end)
    words = ("指标", "数量", "项目", "37")
    cells = [
        Cell(row=n // 2, column=n % 2, header=n < 3, unit="个", text=w, span=_at(w, table.start))
        for n, w in enumerate(words)
    ]
    return Report(
        text=TEXT,
        title="青禾县审计局2025年工作报告",
        kind="audit_work_report",
        agency="青禾县审计局",
        publisher="青禾县政府网",
        origin="青禾县审计局",
        region="青禾县",
        region_code="990101",
        year=2025,
        published=date(2026, 1, 26),
        signed=date(2026, 1, 20),
        delivered=date(2026, 1, 22),
        document_number="青审字〔2026〕5号",
        evidence={"agency": _at("青禾县审计局")},
        sections=(
            Section(
                id=0,
                level=1,
                depth=0,
                number=1,
                marker="一、",
                title="成效",
                role="achievements",
                period=Period(label="2025年", start=date(2025, 1, 1), end=date(2025, 12, 31), source="report"),
                stance="actual",
                span=Span(heading.start, len(TEXT)),
                heading=heading,
                lead=lead,
                items=(Item(span=sentence, number=1, marker="一是", text=sentence.of(TEXT)[2:], role="achievements"),),
            ),
        ),
        metrics=(
            Metric(
                id=0,
                name="整改率",
                indicator="rectification_rate",
                concept="rectification_rate",
                section=0,
                observations=observations,
            ),
            Metric(id=1, name="问题金额", part_of=0, section=0, observations=(fall,)),
        ),
        numerals=(
            Numeral(span=_at("2025年"), text="2025年", category="period"),
            Numeral(span=_at("一、"), text="一、", category="heading"),
            Numeral(span=_at("一是"), text="一是", category="enumerator"),
            Numeral(span=_at("青政发〔2020〕3号"), text="青政发〔2020〕3号", category="document_number"),
            Numeral(span=_at("2025年", heading.end), text="2025年", category="period"),
            *(Numeral(span=q.span, text=q.text, category="metric", quantity=q) for q in (before, now, money)),
            Numeral(span=_at("37"), text="37", category="other"),
        ),
        citations=(
            Citation(
                title="审计条例",
                span=_at("《审计条例》"),
                kind="regulation",
                document_number="青政发〔2020〕3号",
                article="第三条",
                alias="条例",
                same_as=0,
            ),
        ),
        checks=(
            Check(
                kind="from_to",
                verdict="review",
                observations=(0, 1),
                expected=Decimal("14.5"),
                found=Decimal("14.52"),
                tolerance=Decimal("0.010"),
                message="由77.73%提高到92.25%",
                spans=(before.span, now.span),
            ),
        ),
        tables=(
            Table(
                id=0,
                span=table,
                caption="一、成效",
                caption_span=heading,
                unit="个",
                rows=2,
                columns=2,
                header_rows=(0,),
                label_columns=(0,),
                cells=tuple(cells),
            ),
        ),
        forms=(
            FormCell(
                form="disclosure",
                table="requests",
                item="received",
                column="total",
                value=Decimal(37),
                unit="件",
                span=_at("37"),
                name=(_at("项目"), _at("数量")),
            ),
        ),
        corrections=(
            CorrectionResult(
                number=7, field="scope", state="conflict", span=now.span, message="scope is 全县 now, not 全市"
            ),
        ),
        source=Source(
            name="a.txt",
            size=len(TEXT.encode()),
            sha256="0" * 64,
            reader="text",
            pages=(0,),
            pages_without_text=(2,),
            warnings=("pages without text were left out: 2.",),
        ),
        made_by=MadeBy(version="0.1.0", tables_sha256="1" * 64, corrections_sha256="2" * 64),
    )
