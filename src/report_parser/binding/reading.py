"""Which reading of a number wins: every rule that applies proposes one at its own cost, the cheapest is taken.

A rule's cost says how far its relation is fetched. Of equal costs the rule that stands first in `RULES` wins, so that
the same text always gives the same report. `cheapest` asks no further than it must; `proposals` shows them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from report_parser.binding.drafts import Draft, Situation
from report_parser.binding.rules import RULES, BindingRule
from report_parser.values import value

Choose = Callable[[Situation], Draft]


@value(frozen=True, slots=True)
class Proposal:
    """What a rule makes of a number; what it costs is the rule's."""

    rule: BindingRule
    draft: Draft


def proposals(f: Situation) -> Iterator[Proposal]:
    """The proposals for a number, the cheapest first; the last rule always makes one."""
    for rule in RULES:
        draft = rule.apply(f)
        if draft is not None:
            part = draft.role == "level" and draft.of is None and f.same_unit(f.parent)
            parent = f.parent if part else draft.parent
            yield Proposal(rule, replace(draft, rule=rule.id, relation=rule.relation, parent=parent))


def cheapest(f: Situation) -> Draft:
    """The draft of the cheapest proposal for a number."""
    return next(proposals(f)).draft
