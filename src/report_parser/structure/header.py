"""The header: title, whose report it is, where, when, and what the page says about itself.

Values are slices of the text, each with its place in `evidence`; a field that the text does not state is None. The
title goes before the text, the text before a file's own fields (`hints`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import regex

from report_parser.data import load
from report_parser.models import ReportKind, Span
from report_parser.structure import kinds, regions
from report_parser.structure.chrome import Chrome, labels, title_label
from report_parser.text.lines import Line, unspaced, unwrapped


@dataclass(frozen=True, slots=True)
class Header:
    """What a report says about itself, with the place of each value. `body` is the offset where the body begins."""

    title: str | None = None
    kind: ReportKind = "other"
    agency: str | None = None
    publisher: str | None = None
    origin: str | None = None
    region: str | None = None
    region_code: str | None = None
    year: int | None = None
    published: date | None = None
    signed: date | None = None
    delivered: date | None = None
    document_number: str | None = None
    evidence: dict[str, Span] = field(default_factory=dict)
    body: int = 0


@dataclass(frozen=True, slots=True)
class _Words:
    """The compiled patterns and words of `data/header.toml`; `fields` names the field of every label."""

    fields: dict[str, str]
    title_agency: tuple[regex.Pattern[str], ...]
    office: regex.Pattern[str]
    speaker: regex.Pattern[str]
    meeting: regex.Pattern[str]
    levels: tuple[str, ...]


def read(
    folded: str, text: str, lines: Sequence[Line], chrome: Chrome, hints: Mapping[str, str] | None = None
) -> Header:
    r"""The header of a text.

    >>> from report_parser.structure import chrome

    >>> from report_parser.text import lines
    >>> text = "青禾县审计局2025年法治政府建设报告\n发布日期:2026-02-03\n现报告如下:\n一、工作情况"
    >>> rows = lines.split(text)
    >>> header = read(text, text, rows, chrome.find(text, rows))
    >>> header.title, header.agency, header.region, header.year, header.published
    ('青禾县审计局2025年法治政府建设报告', '青禾县审计局', '青禾县', 2025, datetime.date(2026, 2, 3))
    """
    return _Reader(folded, text, lines, chrome, hints or {}).read()


class _Reader:
    """One reading: fields are filled in turn, each with its evidence."""

    def __init__(self, folded: str, text: str, lines: Sequence[Line], chrome: Chrome, hints: Mapping[str, str]) -> None:
        self.folded, self.text, self.lines, self.chrome, self.hints = folded, text, lines, chrome, hints
        self.values: dict[str, Any] = {}
        self.evidence: dict[str, Span] = {}
        self.words = _words()
        self.title: Span | None = None
        if chrome.title is not None:
            first, last = lines[chrome.title[0]], lines[chrome.title[1] - 1]
            start = first.first
            while folded[start] in "# ":
                start += 1
            start = title_label(folded, start, last.last)
            note = _FOOTNOTE.search(folded, start, last.last)
            self.title = Span(start, note.start() if note else last.last)

    def read(self) -> Header:
        """The header. Fields that are read first go before those read later."""
        if self.title is not None:
            self.values["title"] = "".join(unspaced(p.strip()) for p in self.title.of(self.text).splitlines())
            self.evidence["title"] = self.title
        kind, cue = kinds.find(self.folded, self.title, self.chrome.body.start)
        if cue is not None:
            self.evidence["kind"] = cue
        self._labelled()
        self._unlabelled()
        self._stamped()
        self._signature()
        self._agency(kind)
        self._region()
        self._whole_agency()
        self._year()
        self._hinted()
        return Header(kind=kind, evidence=self.evidence, body=self.chrome.body.start, **self.values)

    def _set(self, name: str, value: object, start: int, end: int) -> None:
        """Fill a field with a value and its place, unless it has one or there is no value."""
        if value is not None and name not in self.values:
            self.values[name] = value
            self.evidence[name] = Span(start, end)

    def _slice(self, name: str, start: int, end: int) -> None:
        """Fill a field with a stretch of the text."""
        if start < end:
            self._set(name, unwrapped(self.text, start, end), start, end)

    def _stretches(self) -> Iterator[tuple[int, int, bool]]:
        """The lines before and after the body, without the title; the flag says before."""
        taken = range(*self.chrome.title) if self.chrome.title else range(0)
        for part, before in ((self.chrome.front, True), (self.chrome.back, False)):
            for i in part:
                line = self.lines[i]
                if i not in taken and line.first < line.last:
                    yield line.first, line.last, before

    def _labelled(self) -> None:
        """Fields that a line names: 发布日期：…, 文号：…; after the body only dates and the origin."""
        stretches = list(self._stretches())
        for k, (start, end, before) in enumerate(stretches):
            alone = self.folded[end - 1] == ":" and k + 1 < len(stretches)
            for label, a, b in labels(self.folded, start, stretches[k + 1][1] if alone else end):
                name = self.words.fields.get(label)
                if name is None or (not before and name not in ("published", "signed", "origin")) or a >= b:
                    continue
                if name in ("published", "signed"):
                    self._date(name, a, b)
                elif name == "document_number":
                    number = _DOCUMENT_NUMBER.search(self.folded, a, b)
                    self._slice(name, *(number.span() if number else (a, a)))
                else:
                    stop = self.folded.find(" ", a, b)
                    self._slice(name, a, b if stop < 0 else stop)

    def _unlabelled(self) -> None:
        """Lines before the body that are a date, a meeting or a document number and say so by their form alone."""
        office = meeting = False
        for start, end, before in self._stretches():
            if not before:
                continue
            if _MEETING_DATE.match(self.folded, start, end):
                self._date("delivered", start, end)
            elif _DATE_LINE.fullmatch(self.folded, start, end) or _OFFICE_AND_DATE.fullmatch(self.folded, start, end):
                if meeting and self.folded[start] in "(〔[":  # the day of the meeting, below it and the speaker
                    self._date("delivered", start, end)
                    continue
                signed = (office or self.folded[start] in "(〔[") and not _MADE_PUBLIC.search(self.folded, start, end)
                self._date("signed" if signed else "published", start, end)
            number = _DOCUMENT_NUMBER.search(self.folded, start, end)
            if number is not None:
                self._slice("document_number", *number.span())
            meeting = meeting or _MEETING.fullmatch(self.folded, start, end) is not None
            office = self.title is not None and start > self.title.end and self._office(start, end) is not None

    def _office(self, start: int, end: int) -> tuple[int, int] | None:
        """The first name on a line of names of public bodies, or None."""
        while start < end and self.folded[start] == "*" == self.folded[end - 1]:  # bold in Markdown
            start, end = start + 1, end - 1
        if end - start > 40:
            return None
        stop = self.folded.find(" ", start, end)
        stop = end if stop < 0 else stop
        return (start, stop) if self.words.office.fullmatch(self.folded, start, stop) else None

    def _stamped(self) -> None:
        """A date in figures on a line of fields before the body, where none is labelled: 来源：… 2026-01-15 09:21."""
        for start, end, before in self._stretches():
            stamp = _STAMP.search(self.folded, start, end) if before else None
            if stamp is not None and not any(span.start == stamp.start() for span in self.evidence.values()):
                self._date("published", stamp.start(), end)

    def _signature(self) -> None:
        """The date that stands alone after the body."""
        for start, end, before in self._stretches():
            if not before and _DATE_LINE.fullmatch(self.folded, start, end):
                self._date("signed", start, end)
                break

    def _date(self, name: str, start: int, end: int) -> None:
        """Fill a field with the first date in a stretch, where it is one of the calendar."""
        hit = _DATE.search(self.folded, start, end)
        if hit is None:
            return
        try:
            when = date(year_of(hit["y"]), _month_of(hit["m"]), _month_of(hit["d"]))
        except ValueError:
            return
        self._set(name, when, *hit.span())

    def _agency(self, kind: str) -> None:
        """Whose report it is: from the title, an office on a line of its own, or the office of the speaker."""
        if kind == "government_work_report":
            self._government()
        if self.title is not None:
            for pattern in self.words.title_agency:
                hit = pattern.match(self.folded, *_bounds(self.title))
                if hit is not None:
                    self._slice("agency", *hit.span("a"))
        for start, end, before in self._stretches():
            if not before or (self.title is not None and start > self.title.end):
                name = self._office(start, end)
                if name is not None:
                    self._slice("agency", *name)
        self._speaker()

    def _speaker(self) -> None:
        """市审计局局长 … under the title: the office speaks, and its full name may stand elsewhere on the page."""
        if "agency" in self.values or self.title is None:
            return
        for start, end, before in self._stretches():
            hit = self.words.speaker.match(self.folded, start, end) if before and start > self.title.end else None
            if hit is None:
                continue
            full = regex.compile(rf"(?<!\p{{Han}})\p{{Han}}{{1,9}}{hit['a']}(?!\p{{Han}})")
            for a, b, _ in self._stretches():
                name = full.search(self.folded, a, b)
                if name is not None and regions.leading(self.folded, *name.span()) > name.start():
                    self._slice("agency", *name.span())
            self._slice("agency", *hit.span("a"))

    def _government(self) -> None:
        """A government work report is the government's: its name as the page writes it in full, else as it stands."""
        stretches = [_bounds(self.title)] if self.title else []
        stretches += [(start, end) for start, end, before in self._stretches() if before]
        stretches.append((self.chrome.body.start, min(self.chrome.body.end, self.chrome.body.start + 300)))
        found = [hit.span("a") for a, b in stretches for hit in _GOVERNMENT.finditer(self.folded, a, b)]
        placed = [(a, b) for a, b in found if regions.leading(self.folded, a, b) > a]
        full = [(a, b) for a, b in placed if self.folded.endswith("人民政府", a, b)]
        for a, b in full or placed or found:
            self._slice("agency", a, b)

    def _region(self) -> None:
        """The place, from the best of the places where its name may stand, and its code where that is certain."""
        for start, end in self._places():
            stop = regions.leading(self.folded, start, end)
            if stop > start:
                self._slice("region", start, stop)
                break
        if "region" in self.values:
            near = " ".join(self.folded[a:b] for a, b, _ in self._stretches())
            where = self.evidence["region"]
            found = regions.code(unwrapped(self.folded, where.start, where.end), near)
            self._set("region_code", found, where.start, where.end)

    def _whole_agency(self) -> None:
        """The agency by its full name where the page names only its level: 云南省人民政府 for 省人民政府 of 云南省.

        `evidence` stays where the agency is written; that of the place is in `region`.
        """
        name, region = self.values.get("agency"), self.values.get("region")
        if name is None:
            return
        level = next((word for word in self.words.levels if name.startswith(word)), None)
        if level is not None and region is not None and region.endswith(level):
            name = region + name.removeprefix(level)
        self.values["agency"] = _SHORT_GOVERNMENT.sub("人民政府", name)

    def _places(self) -> Iterator[tuple[int, int]]:
        """Where the name of the place may begin, best first."""
        if self.title is not None:
            start, end = _bounds(self.title)
            year = _YEAR_BEFORE.match(self.folded, start, end)
            yield year.end() if year else start, end
            for hit in _PLACE_BEFORE.finditer(self.folded, start, end):
                yield hit.end(), end
        if "agency" in self.evidence:
            yield _bounds(self.evidence["agency"])
        for start, end, before in self._stretches():
            meeting = self.words.meeting.search(self.folded, start, end)
            if meeting is not None and before:
                yield meeting.span("place")
        for name in ("publisher", "origin"):
            if name in self.evidence:
                yield _bounds(self.evidence[name])
        for start, end, _ in self._stretches():
            yield start, end

    def _year(self) -> None:
        """The year that the title or a line of its own states (the last of a span); `years.settle` looks further."""
        if self.title is not None:
            hits = [
                hit
                for hit in _YEAR.finditer(self.folded, *_bounds(self.title))
                if not self.folded.startswith("年远景", hit.end())
            ]
            if hits:
                hit = hits[-1] if _SPAN_OF_YEARS.search(self.folded, *_bounds(self.title)) else hits[0]
                self._set("year", year_of(hit["y"]), *hit.span("y"))
                return
        for start, end, _ in self._stretches():
            alone = _YEAR_LINE.fullmatch(self.folded, start, end)
            if alone is not None:
                self._set("year", year_of(alone["y"]), *alone.span("y"))
                return

    def _hinted(self) -> None:
        """What the file says and the text does not; with evidence where the text has the words too."""
        for name, written in self.hints.items():
            if name in self.values or name not in _HINTED or not written.strip():
                continue
            value: object = written.strip()
            if name in ("published", "signed", "delivered"):
                hit = _DATE.search(written)
                try:
                    value = hit and date(year_of(hit["y"]), _month_of(hit["m"]), _month_of(hit["d"]))
                except ValueError:
                    value = None
            elif name == "year":
                value = int(written) if written.strip().isascii() and written.strip().isdigit() else None
            if value is None:
                continue
            self.values[name] = value
            start = self.text.find(written)
            if start >= 0:
                self.evidence[name] = Span(start, start + len(written))


_FOOTNOTE = regex.compile(r" {0,2}(?:\[[0-9]{1,2}\]|[①-⑳*])$")
_HINTED = frozenset(
    ("title", "agency", "publisher", "origin", "region", "year", "published", "signed", "delivered", "document_number")
)
_HAN_YEAR = "[〇零一二三四五六七八九]"
_YEAR = regex.compile(rf"(?<![0-9])(?<y>(?:19|20)[0-9]{{2}}|[一二]{_HAN_YEAR}{{3}}) ?(?=年|[-—~至到](?:20)?[0-9]{{2}})")
_YEAR_LINE = regex.compile(
    rf"\(?(?<y>20[0-9]{{2}}|[一二]{_HAN_YEAR}{{3}}) {{0,2}}年(?:度|第?[一二三四1-4]季度|上半年|前三季度)?\)?"
)
_SPAN_OF_YEARS = regex.compile(r"(?:19|20)[0-9]{2} ?年? ?[-—~至到] ?(?:19|20)[0-9]{2} ?年")
_DATE = regex.compile(
    rf"(?<![0-9])(?<y>(?:19|20)[0-9]{{2}}|[一二]{_HAN_YEAR}{{3}}) {{0,2}}[年./-] {{0,2}}"
    r"(?<m>[01]?[0-9]|元|[一二三四五六七八九十]{1,2}) {0,2}[月./-] {0,2}"
    r"(?<d>[0-3]?[0-9]|[一二三四五六七八九十]{1,3})(?![0-9])(?: {0,2}日)?"
)
_DATE_LINE = regex.compile(
    rf"[(〔\[]? {{0,2}}(?:(?:19|20)[0-9]{{2}}|[一二]{_HAN_YEAR}{{3}}) {{0,2}}[年./-].{{1,12}}?(?:日|[0-9])"
    r"(?: {1,4}[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?(?:公告|公布|发布)? {0,2}[)〕\]]?"
)
_MADE_PUBLIC = regex.compile("公告|公布|发布")
_OFFICE_AND_DATE = regex.compile(r"\(\p{Han}{2,30} {0,4}[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日\)")
_STAMP = regex.compile(
    r"(?<![0-9]|(?:今天|现在|今日)是?:? {0,2})20[0-9]{2}"
    r"(?:([-./])[0-9]{1,2}\1[0-9]{1,2}(?![0-9])|年[0-9]{1,2}月[0-9]{1,2}日(?!在|印发))"
    r"(?! {0,4}(?:星期|周[一二三四五六日]))"
)
_DAY = "(?:[0-9]{1,2}|元|[一二三四五六七八九十]{1,3})"
_MEETING_DATE = regex.compile(
    rf"[-—–( ]{{0,6}}(?:(?:19|20)[0-9]{{2}}|[一二]{_HAN_YEAR}{{3}}) ?年 ?{_DAY} ?月 ?{_DAY} ?日.{{0,12}}在.{{4,60}}"
)
_MEETING = regex.compile(r"[-—–( ]{0,6}在.{4,50}(?:会议|大会)上\)?")
_DOCUMENT_NUMBER = regex.compile(
    r"\p{Han}{1,12}[〔\[(] {0,2}(?:19|20)[0-9]{2} {0,2}[〕\])] {0,2}第? {0,2}[0-9]{1,5} {0,2}号"
)
_GOVERNMENT = regex.compile(
    r"(?:(?<![\p{Han}0-9·])(?:我?代表)?|(?<=[0-9]年度?))(?<a>(?:(?!代表)\p{Han}){1,12}?(?:人民政府|(?<=[省市县区旗州])政府))"
    r"(?=工作报告|[省市县区州旗镇乡]长|主席|向|,|作|\n|$)"
)
_SHORT_GOVERNMENT = regex.compile("(?<=[省市县区州旗盟镇乡])政府$")
_YEAR_BEFORE = regex.compile("(?:20[0-9]{2}|[一二][〇零一二三四五六七八九]{3})年(?:度)?")
_PLACE_BEFORE = regex.compile(
    r"(?:20[0-9]{2}|二[〇零一二三四五六七八九]{3})年(?:度)?|关于|中共|国家\p{Han}{2,6}?局|\n {0,4}"
)


def _bounds(span: Span) -> tuple[int, int]:
    """A span as the two arguments that a search takes."""
    return span.start, span.end


def year_of(written: str) -> int:
    """A year in figures or in Chinese digits (二〇二四) as a number."""
    if written.isascii():
        return int(written)
    return int("".join(str("〇一二三四五六七八九".find(c.replace("零", "〇"))) for c in written))


def _month_of(written: str) -> int:
    """A month or a day in figures or Chinese digits (十二, 元) as a number; -1 or less for no number."""
    if written.isascii():
        return int(written)
    if written == "元":
        return 1
    tens, mark, ones = written.partition("十")
    digit = "〇一二三四五六七八九".find
    return (10 * (digit(tens) if tens else 1) + (digit(ones) if ones else 0)) if mark else digit(written)


@cache
def _words() -> _Words:
    """The table, compiled once."""
    table = load.shipped("header")
    office = "|".join(table["office"]["ends"])
    patterns = table["patterns"]
    groups = load.shipped("chrome")["labels"]
    return _Words(
        fields={label: name for name, group in groups.items() if name not in ("ignored", "title") for label in group},
        title_agency=tuple(regex.compile(p.replace("{office}", office)) for p in patterns["title_agency"]),
        office=regex.compile(rf"\p{{Han}}[\p{{Han}}()]{{1,28}}?(?:{office})"),
        speaker=regex.compile(
            rf"(?<a>\p{{Han}}{{1,12}}?(?:{office}))(?:党组书记、?)?(?:局长|主任|厅长|审计长|院长|检察长)"
        ),
        meeting=regex.compile(patterns["meeting"]),
        levels=tuple(table["levels"]["words"]),
    )
