"""What a report cites: titles in 《…》 and document numbers, with their kind, number, article and repetitions.

The form of a document number (issuer, year in 〔〕, 号) follows GB/T 9704-2012, 7.2.5.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from report_parser.data import load
from report_parser.models import Citation, CitationKind, Span, made
from report_parser.text.lines import unwrapped

_citation = made(Citation)
_NUMBER = (
    r"(?:\p{Han}{1,14}[〔\[(【] {0,2}(?:19|20)[0-9]{2} {0,2}年?[〕\])】] {0,2}第? {0,2}[0-9]{1,5} {0,2}号|"
    r"(?:\p{Han}{2,16}令)? {0,2}第 {0,2}[0-9]{1,4} {0,2}号(?:令|公告)?)"
)
_TITLE = regex.compile(r"《(?<title>(?>[^《》]{1,120}|《[^《》]{1,80}》){1,5}+)》")
_BARE = regex.compile(
    r"(?<issuer>\p{Han}{1,14})[〔\[【] {0,2}(?:19|20)[0-9]{2} {0,2}[〕\]】] {0,2}第?[0-9]{1,5} {0,2}号"
)
_BEFORE_ISSUER = regex.compile(
    r"\p{Han}{0,12}(?:按照|根据|依据|依照|落实|贯彻|印发|转发|下发|参照|执行|对照|结合|制定|出台|和|及|与|以|的|了|见|在)(?=\p{Han})"
)
_HAN = "[一二三四五六七八九十百零〇]{1,7}"
_ARTICLE = regex.compile(
    rf"(?:的?规定的?)?(?<article>第(?:{_HAN}|[0-9]{{1,4}})条(?:之[一二三四五六七八九十])?(?:第(?:{_HAN}|[0-9]{{1,3}})款)?(?:第?[(]?(?:{_HAN}|[0-9]{{1,3}})[)]?项)?"
    rf"(?:[、,和及至—-]第?(?:{_HAN}|[0-9]{{1,4}})条(?:第(?:{_HAN}|[0-9]{{1,3}})款)?){{0,8}})"
)
_NOTE = regex.compile(r" {0,2}\((?<note>[^()]{1,60}(?:\([^()]{1,20}\)[^()]{0,20})?)\)")
_ALIAS = regex.compile(r"(?:以下|下)?(?:统称|简称)为?[:,]? {0,2}[《“]{1,2}(?<alias>[^《》“”]{1,30})[》”]")
_NUMBER_IN = regex.compile(_NUMBER)
_SHORT = regex.compile(r"^中华人民共和国|\((?:[^()]{0,20}(?:试行|修订|修正|草案|暂行|20[0-9]{2})[^()]{0,20})\)$")


class _Kind(NamedTuple):
    """A kind of cited work and the pattern of its titles."""

    id: CitationKind
    title: regex.Pattern[str]
    before: regex.Pattern[str] | None


def find(folded: str, text: str) -> tuple[Citation, ...]:
    """The citations of a text, in document order. `same_as` is the index of the citation that is repeated.

    >>> text = "按照《中华人民共和国审计法》第二十条第二款和《审计法》"
    >>> [(c.title, c.kind, c.article, c.same_as) for c in find(text, text)]
    [('中华人民共和国审计法', 'law', '第二十条第二款', None), ('审计法', 'law', None, 0)]
    """
    found: list[Citation] = []
    first: dict[str, int] = {}
    before: CitationKind = "other"
    behind = 0
    if "《" in folded:
        for hit in _TITLE.finditer(folded):
            title = unwrapped(text, *hit.span("title"))
            plain = _plain(hit["title"])
            if folded[behind : hit.start()].strip("、和及与") or before != "work":
                before = _kind(hit["title"], folded[max(0, hit.start() - 16) : hit.start()])
            number, article, alias, behind = _after(folded, text, hit.end())
            same = first.setdefault(plain, len(found))
            repeated = same if same < len(found) else None
            if alias is not None:
                first.setdefault(_plain(alias), same)
            found.append(
                _citation(
                    title=title,
                    span=Span(*hit.span()),
                    kind=found[repeated].kind if repeated is not None else before,
                    document_number=number,
                    article=article,
                    alias=alias,
                    same_as=repeated,
                )
            )
            if alias is None:
                behind = hit.end()
    if "号" in folded:
        found = _with_numbers(folded, text, found)
    return tuple(found)


def _after(folded: str, text: str, end: int) -> tuple[str | None, str | None, str | None, int]:
    """What stands behind a title: its document number and short name in brackets, and the article cited."""
    number = alias = None
    for _ in range(2):
        note = _NOTE.match(folded, end)
        if note is None:
            break
        short = _ALIAS.search(note["note"])
        written = _NUMBER_IN.search(folded, *note.span("note"))
        if short is None and written is None:
            break
        if short is not None and alias is None:
            offset = note.start("note")
            alias = text[offset + short.start("alias") : offset + short.end("alias")]
        if written is not None and number is None:
            number = text[slice(*written.span())]
        end = note.end()
    article = _ARTICLE.match(folded, end)
    return number, text[slice(*article.span("article"))] if article else None, alias, end


def _with_numbers(folded: str, text: str, titles: list[Citation]) -> list[Citation]:
    """The titles, and the document numbers that stand without one; indices of repetitions follow."""
    taken = {c.document_number for c in titles if c.document_number}
    bare = []
    for hit in _BARE.finditer(folded):
        words = _BEFORE_ISSUER.match(folded, *hit.span("issuer"))
        span = Span(words.end() if words else hit.start(), hit.end())
        written = span.of(text)
        if written not in taken and not _is_own(folded, span):
            bare.append(Citation(title=written, span=span, kind="normative_document", document_number=written))
    if not bare:
        return titles
    merged = sorted([*titles, *bare], key=lambda c: c.span.start)
    place = {c.span.start: k for k, c in enumerate(merged)}
    first: dict[str | None, int] = {}
    linked = []
    for k, c in enumerate(merged):
        same = None if c.same_as is None else place[titles[c.same_as].span.start]
        if c.title == c.document_number:
            seen = first.setdefault(c.title, k)
            same = seen if seen < k else None
        linked.append(c if c.same_as == same else c.model_copy(update={"same_as": same}))
    return linked


def _is_own(folded: str, span: Span) -> bool:
    """Whether a number stands by itself on its line or behind a label: the document's own."""
    before = folded[max(0, span.start - 8) : span.start].rstrip(" ")
    return before[-1:] in ("", "\n", ":", "\t") and folded[span.end : span.end + 1] in ("", "\n", " ", "\t")


def _kind(title: str, before: str) -> CitationKind:
    """The kind of a cited title, by its own words or by those before it."""
    bare = regex.sub(r"\([^()]{1,30}\)$", "", title.strip())
    for kind in _kinds():
        if kind.title.search(bare) or (kind.before is not None and kind.before.search(before)):
            return kind.id
    return "other"


def _plain(title: str) -> str:
    """A title as two are compared: without blanks, and without the words that short forms leave out."""
    return _SHORT.sub("", "".join(title.split()))


@cache
def _kinds() -> tuple[_Kind, ...]:
    """The kinds of the table, in its order."""
    return tuple(
        _Kind(k["id"], regex.compile(k["title"]), regex.compile(k["before"]) if "before" in k else None)
        for k in load.shipped("citations")["kind"]
    )
