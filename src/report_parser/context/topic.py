"""Topic: the noun that a heading, a lead-in or a paragraph's beginning gives to numbers that do not name theirs.

县级财政管理审计方面。查出问题38个: the 38 are of what the line before names. The candidates are places in the text,
nearest first; which of them fits a number is for binding to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from report_parser.models import Span
from report_parser.values import value

Where = Literal["clause", "sentence", "paragraph", "heading"]

# What leads a topic in (对…，), a whole of which a part is told (…中，), a line that only names a topic (…方面。).
_LED = re.compile(
    r"(?:^|(?<=[,;:。\n(]))(?:对于?|针对|关于|就|围绕|在)(?P<led>[^,;:。!\n0-9]{2,40}?)(?:中|上|方面|里|问题)?(?=[,:])"
)
_WHOLE = re.compile(r"(?:^|(?<=[;。\n]))(?P<whole>[^,;:。!\n0-9]{2,30}?)(?:当?中|里)(?=,)")
_MARKER = r"(?:[一二三四五六七八九十]{1,3}是|第?[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))?"
_TITLE = re.compile(
    r"(?:^|(?<=[。!；;\n]))[ \t]{0,8}" + _MARKER + r"(?:关于|针对|在)?(?P<title>[^,;:。!\n0-9]{2,40}?)"
    r"(?P<kind>方面|的?问题|情况)?[。:][ \t]{0,4}$"
)


@value(frozen=True, slots=True)
class Topic:
    """What a passage is about: a place in the text and where it was found.

    `led` says that a word led it in (对…，, 关于…的问题。), so that the number counts what it names even where a
    quantity stands between.
    """

    span: Span
    where: Where
    led: bool = False


def candidates(
    folded: str, paragraph: int, sentence: int, before: int, at: int, heading: Span | None
) -> Iterator[Topic]:
    """The topics of a number at `at`, nearest first.

    `paragraph` and `sentence` are where its paragraph and sentence begin, `before` where the quantity before it in the
    sentence ends (the sentence's start if there is none), `heading` the title of its section.

    >>> text = "县级财政管理审计方面。查出38个"
    >>> [(topic.span.of(text), topic.where) for topic in candidates(text, 0, 11, 11, 13, None)]
    [('县级财政管理审计', 'sentence')]
    """
    for pattern, led in ((_LED, True), (_WHOLE, False)):
        hits = list(pattern.finditer(folded, max(sentence, before), at))
        if hits:
            yield Topic(Span(*hits[-1].span(1)), "clause", led)
    if before <= sentence:
        title = _TITLE.search(folded, max(paragraph, sentence - 60), sentence)
        if title is not None:
            yield Topic(Span(*title.span("title")), "sentence", title["kind"] is not None)
    first = _TITLE.search(folded, paragraph, _first_stop(folded, paragraph, sentence))
    if first is not None and first.end() < sentence:
        yield Topic(Span(*first.span("title")), "paragraph")
    if heading is not None:
        yield Topic(heading, "heading")


def _first_stop(folded: str, paragraph: int, sentence: int) -> int:
    stop = folded.find("。", paragraph, min(sentence, paragraph + 60))
    return stop + 1 if stop >= 0 else paragraph
