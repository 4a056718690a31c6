"""Whether a text without telling headings looks back or ahead.

A passage cut out of a report has no heading that says plan or review. Its own words do: 力争, 预期目标, 左右 stand
in plans, 同比, 累计, 首次 in reviews. Each is worth something as evidence, and the heavier side wins;
in doubt a text looks back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from report_parser.errors import TableError
from report_parser.models import Section, SectionRole

_DOUBT = 2
_UNDECIDED = frozenset({"other", "overview"})


@dataclass(frozen=True)
class Stance:
    """The cues of plans and of reviews, from the table `binding`, part `stance`."""

    plan: Mapping[str, int]
    review: Mapping[str, int]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Stance:
        """Compile the cues of a table. Raises TableError where a cue has no number."""
        cues = table.get("stance", {})
        sides = cues.get("plan", {}), cues.get("review", {})
        for word, worth in (item for side in sides for item in side.items()):
            if not isinstance(worth, int):
                raise TableError(f"stance: {word} must be worth a whole number.")
        return cls(*sides)

    def undecided_role(self, folded: str, sections: Sequence[Section]) -> SectionRole:
        """The role to read sections with whose headings do not tell.

        `plans` only where no heading of the text tells and the words of plans outweigh those of reviews.
        """
        if any(section.role not in _UNDECIDED for top in sections for section in top.walk()):
            return "other"
        return "plans" if _weigh(folded, self.plan) > _weigh(folded, self.review) + _DOUBT else "other"


def _weigh(folded: str, cues: Mapping[str, int]) -> int:
    return sum(worth * folded.count(word) for word, worth in cues.items())
