"""An observation in the making, what a rule sees of its place, and how the two hang together."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from report_parser.binding.clauses import Sentence, Slot, Word
from report_parser.binding.lexicon import Lexicon
from report_parser.binding.links import Link
from report_parser.binding.names import Pieces
from report_parser.models import Direction, Role
from report_parser.numerals.mention import Mention
from report_parser.values import value

# How a quantity hangs together with its clause: a member of a list; a value before or after a change, or a change;
# a contribution; a share or a multiple of a whole; the sum of what was listed; a part that something is said of, or
# that something holds for; what belongs to a thing behind it; a thing counted; what a noun before it measures; the
# same as before.
Relation = Literal[
    "member", "change", "points", "carried_out", "pull", "multiple", "share", "sum", "said", "those", "owned",
    "counted", "subject", "same",
]  # fmt: skip


@value(frozen=True, slots=True, eq=False)
class Draft:
    """What a rule makes of a quantity.

    `noun` are the words that a later quantity may take over as its own noun. `of` is the first draft of the indicator
    that this is another observation of, `parent` the total that it is a part of. `listed` are the names of all members
    of its run. `members` is the number of subjects of a list whose `run` of numbers has another length, else 0. `verb`
    is the verb that opens its name and holds for the members of a list behind it (新增|企业5家、平台3个).
    """

    mention: Mention
    role: Role
    name: Pieces
    noun: tuple[Word, ...] = ()
    direction: Direction | None = None
    basis: tuple[Word, ...] = ()
    reference: bool = False
    of: Draft | None = None
    parent: Draft | None = None
    rule: str = ""
    relation: Relation = "same"
    listed: tuple[Pieces, ...] = ()
    link: Link = field(default_factory=Link)
    slot: Slot | None = None
    content: tuple[Word, ...] = ()
    run: int = 1
    members: int = 0
    verb: tuple[Word, ...] = ()

    @property
    def root(self) -> Draft:
        """The first draft of the same indicator."""
        return self if self.of is None else self.of


@value(frozen=True, slots=True)
class Situation:
    """One quantity in its place, as rules see it.

    `begin` is where its own words start, `content` the noun phrase before it, `taken` the number of words behind it
    that it counts. `run` holds the quantities that follow each other without a word between (4.3%、5.5%) and
    `place` says where in it this one stands. `parent` is the total that it is listed under. `drafts` are those
    of the sentence so far, `earlier` the last level of the sentence before. `topic` is the noun phrase of the
    clause before where this one names nothing, `led` whether 对 or 关于 opened it. `leads_on` says that the next
    number is what this one changed to, without 由 before it (48天|缩短至35天).
    """

    folded: str
    sentence: Sentence
    index: int
    slot: Slot
    begin: int
    link: Link
    content: tuple[Word, ...]
    taken: int
    run: int
    place: int
    parent: Draft | None
    lexicon: Lexicon
    drafts: list[Draft]
    earlier: Draft | None
    topic: tuple[Word, ...] = ()
    led: bool = False
    leads_on: bool = False

    @property
    def last(self) -> Draft | None:
        """The draft before this one in the sentence."""
        return self.drafts[-1] if self.drafts else None

    @property
    def unit(self) -> str | None:
        """The canonical unit of the quantity."""
        q = self.slot.mention.quantity
        return q.unit_id or q.unit if q else None

    @property
    def kind(self) -> str:
        """The kind of the quantity."""
        q = self.slot.mention.quantity
        return q.kind if q else ""

    def same_unit(self, other: Draft | None) -> bool:
        """Whether `other` is stated in the same unit."""
        if other is None or other.mention.quantity is None:
            return False
        q = other.mention.quantity
        return (q.unit_id or q.unit) == self.unit

    def same_kind(self, other: Draft) -> bool:
        """Whether `other` is a quantity of the same kind, in whatever unit."""
        own, q = self.slot.mention.quantity, other.mention.quantity
        return own is not None and q is not None and own.kind == q.kind
