"""Whether a text without telling headings looks back or ahead.

A passage cut out of a report has no heading that says plan or review. Its own words do: 力争, 预期目标, 以上 stand
in plans, 同比, 累计, 首次 in reviews. The words are counted, and the more frequent side wins; a tie looks back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import regex

from report_parser.models import Section, SectionRole

_UNDECIDED = frozenset({"other", "overview"})


@dataclass(frozen=True)
class Stance:
    """The cues of plans and of reviews, from the table `binding`, part `stance`."""

    plan: tuple[str, ...]
    review: tuple[str, ...]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Stance:
        """Compile the cues of a table."""
        cues = table.get("stance", {})
        return cls(tuple(cues.get("plan", ())), tuple(cues.get("review", ())))

    def undecided_role(self, folded: str, sections: Sequence[Section]) -> SectionRole:
        """The role to read sections with whose headings do not tell.

        `plans` only where no heading of the text tells and the words of plans outnumber those of reviews.
        """
        if any(section.role not in _UNDECIDED for top in sections for section in top.walk()):
            return "other"
        ahead = len(self._plan.findall(folded))
        return "plans" if ahead > len(self._review.findall(folded)) else "other"

    @cached_property
    def _plan(self) -> regex.Pattern[str]:
        return _any(self.plan)

    @cached_property
    def _review(self) -> regex.Pattern[str]:
        return _any(self.review)


def _any(cues: Sequence[str]) -> regex.Pattern[str]:
    return regex.compile("|".join(map(regex.escape, sorted(cues, key=len, reverse=True))) or r"(?!)")
