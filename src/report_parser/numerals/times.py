"""Dates and periods: what they look like, and the days that they mean in a report of a given year."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from report_parser.models import Period, made
from report_parser.numerals.chinese import read_number
from report_parser.numerals.mention import Mention
from report_parser.numerals.rules import DIGITS, HAN, NUMBER, Build, ScanRule, Surroundings
from report_parser.numerals.tries import words_pattern

_period = made(Period)
_YEAR = r"(?:(?:19|20)[0-9]{2}|[一二][〇零0九][〇零一二三四五六七八九0-9]{2})"
_ARABIC = "(?:19|20)[0-9]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?![0-9]) ?月(?![龄供均薪嫂球])"
_DAY = "(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])(?![0-9]) ?[日号](?![线楼])"
_TIME = "[0-2]?[0-9](?: ?: ?[0-5][0-9](?: ?: ?[0-5][0-9])?|时(?![间代效段期])(?:[0-5]?[0-9]分)?)"
_CLOCK = rf"(?: {{0,2}}(?:上午|下午|凌晨|中午|晚上|晚)?{_TIME})"
_THIRD = "(?:份|上旬|中旬|下旬|底|末|初)"
_QUARTER_BEHIND = "(?:[、和至到-][一二三四1-4])? ?季度"
_QUARTER = f"第?[一二三四1-4]{_QUARTER_BEHIND}"
_PART = (
    rf"(?:{_MONTH}{_THIRD}?|{_QUARTER}末?|前[两三23]个?季度|前[0-9二三四五六七八九十]{{1,2}}个月|[上下]半年"
    "|年?[底末](?![层端])|年?初(?![中步级心])|全年|年内|度(?!假)|以来|以前|之前|以后|之后|前后|期间|间(?![接隔断]))"
)
_IN_MONTH = rf"{_MONTH} ?{_DAY}{_CLOCK}?"
_IN_YEAR = rf"{_YEAR} ?年(?! ?以[上下内])(?:(?:度)? ?(?:{_IN_MONTH}|{_PART}))?"
_POINT = rf"(?:{_IN_YEAR}|{_IN_MONTH}|{_MONTH}{_THIRD}?|{_QUARTER}末?)"
_TO = r" ?(?:至|到|[-~]|—{1,2}) ?"
_SINCE = "(?:以来|起|以后|之后|期间|间(?![接隔断])|至今|前后|之间)?"
_ISO = (
    r"(?:19|20)[0-9]{2}(?: ?- ?[01]?[0-9] ?- ?[0-3]?[0-9]|/[01]?[0-9]/[0-3]?[0-9]|\.[01]?[0-9]\.[0-3]?[0-9])(?![0-9])"
    "(?:[ T]{1,2}[0-2]?[0-9] ?: ?[0-5][0-9](?: ?: ?[0-5][0-9])?(?![0-9:]))?"
)
_SPAN_UNIT = "(?:年|个月|个季度|个财年)"

_POINT_PARTS = re.compile(
    rf"(?:(?P<y>{_YEAR}) ?年?)?(?:度)? ?(?:"
    rf"(?P<m>{NUMBER}) ?月份? ?(?:(?P<d>{NUMBER}) ?[日号]?|(?P<third>[上中下])旬|(?P<edge>[底末初]))?"
    "|第?(?P<q>[一二三四1-4])(?:[、和](?P<q2>[一二三四1-4]))? ?季度"
    rf"|前(?P<fq>[两三23])个?季度|前(?P<fm>{NUMBER})个月|(?P<half>[上下])半年|年?(?P<end>[底末初]))?"
)
_TO_PATTERN = re.compile(_TO)
_ISO_PARTS = re.compile(r"([0-9]{4}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{1,2})")
_YEAR_ONLY = re.compile(rf"{_YEAR}\Z")
_LISTED = re.compile("[、和].*[、和]|[、和]")


def _day(year: int, month: int, day: int) -> date | None:
    """A date, or None where the calendar has no such day (2月30日)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def months(year: int, first: int, last: int) -> tuple[date, date] | None:
    """From the first day of one month to the last day of another one of that year."""
    if not (1 <= year <= 9999 and 1 <= first <= last <= 12):
        return None
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _int(written: str) -> int:
    """The whole number that Arabic or Chinese digits say; -1 where they say none."""
    reading = read_number(written)
    return -1 if reading is None else int(reading.value)


@lru_cache(maxsize=4096)
def resolve_point(label: str, year: int | None) -> tuple[date, date] | None:
    """The days of one date as written, or None where a year is missing or the date is none.

    >>> resolve_point("2025年2月", None)
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 28))
    >>> resolve_point("三季度", 2024)
    (datetime.date(2024, 7, 1), datetime.date(2024, 9, 30))
    """
    if iso := _ISO_PARTS.match(label):
        found = _day(int(iso[1]), int(iso[2]), int(iso[3]))
        return None if found is None else (found, found)
    match = _POINT_PARTS.match(label.strip())
    if match is None:
        return None
    at = _int(match["y"]) if match["y"] else year
    if at is None or not 1 <= at <= 9999:
        return None
    if match["m"]:
        first = _int(match["m"])
        if match["d"]:
            day = _day(at, first, _int(match["d"])) if 1 <= first <= 12 else None
            return None if day is None else (day, day)
        span = months(at, first, first)
        if span is None or not match["third"]:
            return span if not match["edge"] or span is None else _edge(span, match["edge"])
        cut = {"上": (1, 10), "中": (11, 20), "下": (21, span[1].day)}[match["third"]]
        return date(at, first, cut[0]), date(at, first, cut[1])
    if match["q"]:
        quarter = _int(match["q"])
        return months(at, quarter * 3 - 2, _int(match["q2"] or match["q"]) * 3)
    if match["fq"]:
        return months(at, 1, 3 * _int(match["fq"]))
    if match["fm"]:
        return months(at, 1, _int(match["fm"]))
    if match["half"]:
        return months(at, *((1, 6) if match["half"] == "上" else (7, 12)))
    whole = months(at, 1, 12)
    return whole if not match["end"] or whole is None else _edge(whole, match["end"])


def _edge(span: tuple[date, date], which: str) -> tuple[date, date]:
    """The first or the last day of a span, as 初, 底 or 末 says."""
    return (span[0], span[0]) if which == "初" else (span[1], span[1])


@lru_cache(maxsize=4096)
def resolve(label: str, year: int | None) -> tuple[date, date] | None:
    """The days of a date or of a range of dates: the right side gives the left one its unit, the left its year.

    >>> resolve("2024-2026年", None)
    (datetime.date(2024, 1, 1), datetime.date(2026, 12, 31))
    >>> resolve("1—9月", 2025)
    (datetime.date(2025, 1, 1), datetime.date(2025, 9, 30))
    """
    if "月" in label and ("、" in label or "和" in label):
        label = _LISTED.sub("-", label)
    iso = _ISO_PARTS.match(label)
    parts = [label] if iso else _TO_PATTERN.split(label, maxsplit=1)
    if len(parts) == 1:
        return resolve_point(label, year)
    left, right = parts
    if left[-1:] not in "年月日号度底末初旬":
        left += "年" if _YEAR_ONLY.match(left) else ("月" if "月" in right else "季度" if "季" in right else "年")
    elif left.endswith(("日", "号")) and "月" not in right and "月" in left:
        right = left[left.find("年") + 1 : left.find("月") + 1] + right
    first = resolve_point(left, year)
    start_year = first[0].year if first else year
    second = resolve_point(right, start_year)
    return None if first is None or second is None or second[1] < first[0] else (first[0], second[1])


def period(label: str, days: tuple[date, date] | None) -> Period | None:
    """A Period that the clause itself names."""
    return None if days is None else _period(label=label, start=days[0], end=days[1], source="clause")


def year_alone(start: int, end: int, label: str, name: str) -> Mention:
    """The entry of a year without 年 (2025, 2026E), whose first four digits are the year."""
    return Mention(start, end, "date", name, period=period(label, resolve(label[:4] + "年", None)))


def _dated(category: str, name: str) -> Build:
    """A rule's `build` for a date or a range as written; 以来 reaches to the end of the report's year."""

    def build(place: Surroundings, match: re.Match[str]) -> Mention | None:
        start, end = match.span()
        label = place.text[start:end]
        folded = place.folded[start:end]
        since = "以来" in folded or folded.endswith("起")
        days = resolve(folded, place.year)
        if since and days and place.year and days[0].year <= place.year:
            days = (days[0], date(place.year, 12, 31))
        kind = "period" if category == "period" or since or "季度" in folded or "期间" in folded else "date"
        return Mention(start, end, "period" if kind == "period" else "date", name, period=period(label, days))

    return build


def _five_year_plan(place: Surroundings, match: re.Match[str]) -> Mention | None:
    """The years of the plan that is counted in words: “十四五” is 2021 to 2025."""
    number = _int(match["n"])
    first = 1981 + 5 * (number - 6) if number >= 6 else 1953 + 5 * (number - 1)
    end = first + 4
    days = (date(end, 12, 31), date(end, 12, 31)) if match["edge"] else (date(first, 1, 1), date(end, 12, 31))
    start = match.start()
    return Mention(start, match.end(), "period", "five_year_plan", period=period(place.text[start : match.end()], days))


def _span_of_years(name: str, not_behind: tuple[str, ...] = ()) -> Build:
    """五年来, 过去五年, 近三年, 未来五年: counted from the report's year."""

    def build(place: Surroundings, match: re.Match[str]) -> Mention | None:
        start, end = match.span()
        if not_behind and place.folded.endswith(not_behind, max(0, start - 6), start):
            return None
        number = _int(match["n"].rstrip("年"))
        days: tuple[date, date] | None = None
        if place.year is not None and "年" in match.group() and 0 < number < min(200, place.year):
            ahead = match["lead"].startswith(("未来", "今后", "下一", "后"))
            begin, last = (1, number) if ahead else (1 - number, 0)
            first, final = months(place.year + begin, 1, 12), months(place.year + last, 1, 12)
            days = None if first is None or final is None else (first[0], final[1])
        return Mention(start, end, "period", name, period=period(place.text[start:end], days))

    return build


def _relative(offsets: Mapping[str, int]) -> Build:
    """A rule's `build` for a date in a year named by its distance from the report's (去年12月)."""

    def build(place: Surroundings, match: re.Match[str]) -> Mention | None:
        start, end = match.span()
        year = None if place.year is None else place.year + offsets[match["rel"]]
        days = resolve(match["rest"].strip(), year)
        return Mention(start, end, "date", "relative_date", period=period(place.text[start:end], days))

    return build


def relative_rule(offsets: Mapping[str, int]) -> ScanRule:
    """去年12月, 今年1—9月: a date in a year that is named by its distance from the report's year."""
    month = rf"{NUMBER}{_TO}{_MONTH}|{_IN_MONTH}|{_MONTH}{_THIRD}?"
    return ScanRule(
        "relative_date",
        "date",
        "".join(sorted({word[0] for word in offsets})),
        rf"(?P<rel>{words_pattern(offsets)}) ?(?P<rest>{month}|{_QUARTER}末?|前[两三23]个?季度|前{NUMBER}个月)",
        ("【去年12月】完成", "【今年1—9月】完成", "【今年前三季度】"),
        build=_relative(offsets),
        seed=words_pattern(offsets),
    )


def years_rule(spans: Sequence[str], durations: Sequence[str]) -> ScanRule:
    """五年累计, 极不平凡的五年: the time of what stands around it.

    Chinese numerals name a length of time (缩短三年) only behind one of `durations`; Arabic ones are a time only
    in front of one of `spans`.
    """
    return ScanRule(
        "years_of_report",
        "period",
        DIGITS + HAN,
        rf"(?<![0-9.第续])(?P<lead>)(?P<n>[0-9]{{1,2}}年(?={words_pattern(spans)})"
        "|[一二三四五六七八九十]{1,2}年(?![0-9半级制])(?! ?以[上下内]|之内|内)|[两二三四2-4]个季度(?! ?以[上内]))",
        (
            "非常规天然气【五年】累计产量",
            "极不平凡的【五年】。",
            "【5年】增长1.6倍",
            "缩短三年",
            "2025年【四个季度】均达标",
        ),
        build=_span_of_years("years_of_report", tuple(durations)),
        behind="年|个季度",
    )


def word_rule(
    times: Mapping[str, Sequence[int]], not_before: Mapping[str, Sequence[str]], not_behind: Mapping[str, str]
) -> ScanRule:
    """今年, 全年, 去年底 …: the table `times` says which years or months of which year a word means."""
    parts = {word: "".join(chars for start, chars in not_behind.items() if word.startswith(start)) for word in times}

    def build(place: Surroundings, match: re.Match[str]) -> Mention | None:
        start, end = match.span()
        word = place.folded[start:end]
        if start and place.folded[start - 1] in parts[word]:
            return None
        meaning, days = times[word], None
        if place.year is not None and len(meaning) == 3:
            days = months(place.year + meaning[0], meaning[1], meaning[2])
        elif place.year is not None and meaning:
            first, last = months(place.year + meaning[0], 1, 12), months(place.year + meaning[1], 1, 12)
            days = None if first is None or last is None else (first[0], last[1])
        return Mention(start, end, "date", "time_word", counts="半" in word, period=period(place.text[start:end], days))

    return ScanRule(
        "time_word",
        "date",
        "".join(sorted({word[0] for word in times})),
        rf"(?<![0-9〇零一二两三四五六七八九十几数]){words_pattern(times, not_before)}",
        (
            "【去年】完成3项",
            "【上半年】完成3项",
            "【截至目前】",
            "项目前期工作",
            "合同期内",
            "60岁以上年龄",
            "旅客人次年均增长",
        ),
        build=build,
        seed=words_pattern(times),
    )


def rules(words: Mapping[str, Any]) -> tuple[ScanRule, ...]:
    """The rules of times, in the order in which they are tried, compiled with the table `words`."""
    times, cues = words["times"], words["cues"]
    years = {word: span[0] for word, span in times.items() if len(span) == 2 and word.endswith("年")}
    return (
        *_RULES,
        years_rule(cues["span_of_years"], cues["duration"]),
        relative_rule(years),
        word_rule(times, words["time_word_not_before"], words["time_word_not_behind"]),
    )


_RULES: tuple[ScanRule, ...] = (
    ScanRule(
        "five_year_plan",
        "period",
        "“\"‘'" + HAN,
        r"[“\"‘']?(?<![0-9])(?P<n>十[一二三四五六七八九]?|[一二三四五六七八九])五(?:[”\"’'](?!普法)|(?=时期|期间|规划|以来|末|初|开局|收官|目标|以及|、))"
        r"(?:时期|期间|以来|(?P<edge>末)|初(?!步))?",
        ("【“十四五”时期】完成3项", "较【“十三五”末】增长", "【十四五期间】", "“八五”普法"),
        build=_five_year_plan,
        seed="[“\"‘'][一二三四五六七八九十]",
        behind="[”\"’']|时期|期间|规划|以来|末|初|开局|收官|目标|以及|、",
    ),
    ScanRule(
        "iso_date",
        "date",
        "12",
        _ISO,
        ("发布时间:【2026-02-28】", "【2025- 02- 12 16: 05】", "【2025.3.12】"),
        build=_dated("date", "iso_date"),
        behind=" ?[-/.]",
    ),
    ScanRule(
        "date_range",
        "period",
        DIGITS + HAN,
        rf"(?:{_POINT}|{_YEAR}(?=年? ?(?:[-~至到]|—)) ?|{NUMBER}(?={_TO}{_MONTH}))(?:年|月)?"
        rf"{_TO}(?:{_POINT}|{_DAY}|{_YEAR}(?![0-9.]))(?:度)?{_SINCE}",
        ("【1—9月】完成3项", "【2024-2026年】", "【2024年12月至2025年3月】", "【3月1日至5日】", "【2021—2025年】"),
        build=_dated("period", "date_range"),
        behind=rf" ?[年月]|{_QUARTER_BEHIND}|{_TO}",
    ),
    ScanRule(
        "year_in_row",
        "date",
        "12",
        rf"(?<![0-9.]){_ARABIC}(?=(?:[、,]{_ARABIC}){{0,8}}[、,和及与]{_ARABIC} ?年(?! ?以[上下内]))",
        ("【2023】、2024、2025年分别立案3件", "【2023】和2024年"),
        build=_dated("date", "year_in_row"),
        behind="[、,和及与](?:19|20)",
    ),
    ScanRule(
        "year",
        "date",
        DIGITS + HAN,
        _IN_YEAR + _SINCE,
        ("【2025年12月31日】", "【二〇二五年】", "【2025年度】", "【2021年以来】", "【2025年上半年】完成"),
        build=_dated("date", "year"),
        behind=" ?年",
    ),
    ScanRule(
        "day_of_news",
        "date",
        DIGITS,
        r"(?<![0-9.月])(?:3[01]|[12][0-9]|[1-9]) ?日"
        r"(?:(?=上午|下午|中午|晚|凌晨|,?(?:记者|本报)|讯|电|发布|公布|召开|举行|开幕|闭幕|印发|透露|通报|通告|表示|介绍"
        r"|报道|启动|收盘|开盘|新增|接待|从[一-鿿]{2}|在[一-鿿]{0,12}(?:会|举行|表示|介绍)|[沪深股]|全[国省市县])"
        r"|(?<=记者[0-9]日)|(?<=记者[0-9][0-9]日))",
        (
            "【23日】,记者获悉",
            "实事项目【7日】发布",
            "【24日】上午,大会开幕",
            "国家卫健委【14日】通报",
            "记者【22日】从应急管理部获悉",
            "由7日压缩至3日",
        ),
        behind=" ?日",
    ),
    ScanRule(
        "day_run_together",
        "date",
        "12",
        r"(?<![0-9.])(?:19|20)[0-9]{2}(?:[01][0-9]|[1-9])[0-3]?[0-9]日",
        ("——【20211216日】在青禾县", "2021条日志"),
        behind="[0-9]{3,4}日",
    ),
    ScanRule(
        "term",
        "period",
        DIGITS + HAN,
        r"(?<=止)(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})个月(?![内以])",
        ("截至6月30日止【六个月】", "六个月"),
        behind="个月",
    ),
    ScanRule(
        "month_day",
        "date",
        DIGITS + HAN,
        rf"(?<![0-9.]){_IN_MONTH}",
        ("【12月4日】国家宪法日", "【3月15日上午9时】"),
        build=_dated("date", "month_day"),
        behind=" ?月",
    ),
    ScanRule(
        "month",
        "date",
        DIGITS + HAN,
        rf"(?<![0-9.两几数个]){_MONTH}{_THIRD}?{_SINCE}",
        ("截至【12月底】", "【6月】完成"),
        build=_dated("date", "month"),
        behind=" ?月",
    ),
    ScanRule(
        "month_list",
        "period",
        DIGITS,
        r"(?<![0-9.第])(?:1[0-2]|[1-9])(?:[、和](?:1[0-2]|[1-9])){1,11}月(?![龄供均])",
        ("【5、6、7月】连续增长",),
        build=_dated("period", "month_list"),
        behind="[、和]",
    ),
    ScanRule(
        "quarter",
        "period",
        DIGITS + HAN + "第",
        rf"(?<![0-9.]){_QUARTER}末?",
        ("【一季度】增长5%", "【第三季度】"),
        build=_dated("period", "quarter"),
        behind=_QUARTER_BEHIND,
    ),
    ScanRule(
        "quarters",
        "period",
        "二两三四234",
        r"[二两三四234]个季度(?=[^,;。0-9]{0,10}分别)",
        ("【四个季度】分别开展3次", "四个季度共3次"),
        build=_dated("period", "quarters"),
        behind="个季度",
    ),
    ScanRule(
        "first_months",
        "period",
        "前",
        r"前(?:[0-9二三四五六七八九十]{1,2}个月|[两三23]个?季度)",
        ("【前11个月】增长5%", "【前三季度】"),
        build=_dated("period", "first_months"),
        seed="前[0-9二三四五六七八九十]",
    ),
    ScanRule(
        "span_of_years",
        "period",
        "过未今最近前后这头下上",
        rf"(?:(?P<lead>过去|未来|今后|最近|近|(?<![学提])前|(?<![今此之])后|这|头|下一个|下一|上一个)的?)(?!(?:19|20)[0-9]{{2}}年)(?P<n>{NUMBER})(?:多|余)?{_SPAN_UNIT}(?:多)?(?:以来|来|间|期间|内)?(?![级期度产])",
        ("【过去五年】完成3项", "【未来五年】", "【近三年】增长"),
        build=_span_of_years("span_of_years"),
        seed=r"(?:过去|未来|今后|最近|近|前|后|这|头|下一)的?[0-9一两三四五六七八九十]",
    ),
    ScanRule(
        "years_since",
        "period",
        DIGITS + HAN,
        rf"(?P<lead>)(?P<n>{NUMBER})(?:多|余)?{_SPAN_UNIT}(?:多)?(?:以来|来(?!自)|间(?![接隔断]))",
        ("【五年来】完成3项", "【30年来】"),
        build=_span_of_years("years_since"),
        behind="[多余]?(?:年|个月|个季度|个财年)",
    ),
    ScanRule(
        "clock",
        "date",
        DIGITS,
        r"(?<![0-9.])(?<![0-9]:)(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])(?:[-~—至](?:[01]?[0-9]|2[0-4]):[0-5][0-9](?![0-9:]))?",
        ("时间:【16:05】", "【9:00-17:30】"),
        behind=":",
    ),
    ScanRule(
        "hour",
        "date",
        DIGITS,
        "(?<![0-9.])(?:[01]?[0-9]|2[0-4])(?:时(?![间代效段期针])(?:[0-5]?[0-9]分)?[许整]?|点(?:[半整]|[0-5]?[0-9]分))",
        ("【8时30分】",),
        behind="[时点]",
    ),
)
