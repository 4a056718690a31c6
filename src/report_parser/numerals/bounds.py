"""The words of bound around a number: 不少于4次, 40人以上, 约3000多."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from report_parser.models import Bound, Kind
from report_parser.numerals.tries import words_pattern

_CLAUSE = r"[^,。;、:!?！？0-9\n]"
# 约占在编人员的一成: the word stands before the whole that the share is of.
_OF_WHOLE = re.compile(rf"(?P<w>约占|接近|将近|约为|不足|约相当于){_CLAUSE}{{1,16}}的\Z")
# 至少增配工作人员1名: the word stands before the verb, outside a quoted name (“最多跑一次”事项).
_BEFORE_VERB = re.compile(rf"(?P<w>至少|最少|起码|至多|最多)(?:(?![”一]){_CLAUSE}){{1,12}}\Z")
# 超每千人6.6批次: the word stands before what each value is for.
_EACH = re.compile(rf"每{_CLAUSE}{{1,6}}\Z")


class Bounds:
    """The table of bound words, compiled."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        before, after = words["before"], words["after"]
        bounds: tuple[Bound, ...] = get_args(Bound)
        self._before: dict[str, Bound] = {word: bound for bound in bounds for word in before.get(bound, [])}
        ends = {word[-1] for word in self._before}
        self._magnitude_only = frozenset(before["only_before_magnitude"])
        self._sizes = {char: sorted({len(w) for w in self._before if w[-1] == char}, reverse=True) for char in ends}
        self._after: dict[str, Bound] = {word: bound for bound in bounds for word in after.get(bound, [])}
        self._behind = re.compile(f" ?(?P<w>{words_pattern(self._after, after['not_before'])})")

    def before(self, folded: str, start: int) -> tuple[Bound | None, int]:
        """The bound that the words directly in front of `start` set, and where those words begin.

        The longest word nearest to the number decides (未达到|不低于5%), but for 约 in front of it. 签约 and 附近 end
        like a bound word and are in the table as exact: they set none.
        """
        pos = start - 1 if folded[start - 1 : start] == " " else start
        if pos and folded[pos - 1] in self._magnitude_only and folded[start : start + 1] in tuple("百千万亿"):
            return "at_least", pos - 1
        for length in self._sizes.get(folded[pos - 1 : pos], ()):
            bound = self._before.get(folded[pos - length : pos]) if length <= pos else None
            if bound == "exact":
                return None, start
            if bound is not None:
                outer, begin = self.before(folded, pos - length)
                return joined(bound, outer), begin
        return None, start

    def at_distance(self, folded: str, start: int, kind: Kind) -> Bound | None:
        """The bound that a word earlier in the clause sets."""
        if folded[start - 1 : start] == "的" and kind == "percent":
            whole = _OF_WHOLE.search(folded, max(0, start - 22), start)
            if whole is not None:
                return self._before.get(whole["w"], "approx")
        if folded.find("每", max(0, start - 7), start) > 0 and (each := _EACH.search(folded, start - 7, start)):
            bound, _ = self.before(folded, each.start())
            if bound is not None:
                return bound
        near = folded[max(0, start - 16) : start]
        if "至" not in near and "最" not in near and "起码" not in near:
            return None
        verb = _BEFORE_VERB.search(near)
        return None if verb is None else self._before[verb["w"]]

    def after(self, folded: str, end: int, kind: Kind) -> tuple[Bound | None, int]:
        """The bound that the words directly behind `end` set, and where they end."""
        match = self._behind.match(folded, end)
        if match is not None:
            return self._after[match["w"]], match.end()
        if kind == "duration" and folded[end : end + 1] == "内" and folded[end + 1 : end + 2] not in tuple("容部外涵"):
            return "at_most", end + 1
        return None, end


def joined(*bounds: Bound | None) -> Bound:
    """One bound out of those around a number: 约3000多 is approx, else the first that is set.

    >>> joined(None, "at_least", "exact"), joined("approx", "at_least"), joined(None)
    ('at_least', 'approx', 'exact')
    """
    found: Bound = "exact"
    for bound in bounds:
        if bound == "approx":
            return bound
        if found == "exact" and bound is not None:
            found = bound
    return found
