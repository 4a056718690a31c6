"""Labels for people, in Chinese and English: of categories, roles, statuses …, and one line that sums up a number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from report_parser.data import load
from report_parser.models import Metric, Observation, plain

Language = Literal["zh", "en"]


class Labels:
    """The labels in one language (table `data/display.toml`).

    >>> Labels("en").of("status", "planned"), Labels("zh").of("category", "date")
    ('planned', '日期')
    """

    def __init__(self, language: Language = "zh") -> None:
        self.language = language
        self._place = ("zh", "en").index(language)

    def of(self, vocabulary: str, key: str | None) -> str:
        """The label of a key of a vocabulary (category, role, status …); empty for None."""
        return "" if key is None else self._said(load.shipped("display")[vocabulary][key])

    def why(self, category: str) -> str:
        """Why a number of this category is no metric."""
        return self._said(load.shipped("display")["category"][category], "why")

    def word(self, key: str) -> str:
        """A word of the page itself, as a heading of a column."""
        return self.of("word", key)

    def _said(self, entry: Any, field: str = "label") -> str:
        """The entry in this language: a pair (Chinese, English), or a table with such pairs."""
        pair = entry[field] if isinstance(entry, dict) else entry
        return str(pair[self._place])

    def value(self, observation: Observation) -> str:
        """The value with its bound, direction and unit, digits in groups of three.

        >>> from report_parser import parse
        >>> [Labels().value(o) for o in parse("查出问题金额超4.02亿元，下降5%。").observations]
        ['≥402,000,000元', '↓5%']
        """
        q = observation.quantity
        number = grouped(q.value) + ("" if q.high is None else f"–{grouped(q.high)}")
        return self.of("bound", q.bound) + self.of("direction", observation.direction) + number + q.unit

    def against(self, observation: Observation) -> str:
        """What a change is measured against: as written, else by its kind; empty for none."""
        if observation.basis_kind in (None, "none"):
            return observation.basis or ""
        return observation.basis or self.of("basis", observation.basis_kind)

    def one_line(self, observation: Observation) -> str:
        """What was read of a number, in one line.

        >>> from report_parser import parse
        >>> print(Labels("en").one_line(parse("2025年整改率达92.25%。").observations[0]))
        整改率: 92.25% · level · 2025年 · actual
        """
        parts = [
            self.value(observation),
            self.of("role", observation.role),
            self.against(observation),
            observation.period.label if observation.period else "",
            self.of("status", observation.status),
            self.word("estimated") if observation.estimated else "",
        ]
        colon = "：" if self.language == "zh" else ": "
        return observation.name + colon + " · ".join(part for part in parts if part)


def grouped(value: Decimal) -> str:
    """A decimal in plain digits, the whole part in groups of three.

    >>> grouped(Decimal("4.02E+8")), grouped(Decimal("-1234.50"))
    ('402,000,000', '-1,234.5')
    """
    whole, point, rest = plain(value).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    first = len(digits) % 3 or 3
    groups = [digits[:first], *(digits[at : at + 3] for at in range(first, len(digits), 3))]
    return sign + ",".join(groups) + point + rest


def observations_of(metrics: tuple[Metric, ...]) -> dict[int, tuple[Metric, Observation]]:
    """Every observation with its metric, by id, in document order."""
    pairs = [(o.id, (metric, o)) for metric in metrics for o in metric.observations]
    return dict(sorted(pairs, key=lambda pair: pair[0]))
