"""The numbers that measure nothing: document numbers, articles, ranks, ordinals, markers, names, contacts, pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from report_parser.models import Category
from report_parser.numerals.mention import Mention
from report_parser.numerals.rules import DIGITS, HAN, NUMBER, Build, ScanRule, Surroundings, WordList
from report_parser.numerals.times import year_alone

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿❶❷❸❹❺❻❼❽❾❿"
_HAN_NUMBER = "[一二三四五六七八九十百]{1,4}+"
_YEAR = "(?:19|20)[0-9]{2}"
# Where a line begins, and where a point of a list inside a paragraph can begin.
_LINE = r"(?:(?<=\n)|(?<![\s\S])|(?<=\n )|(?<=\n  )|(?<=\n\t))"
_POINT = r"(?:(?<=[,。;:、!?！？)”》\s])|(?<![\s\S]))"
# The office in front of a document number: Han letters back to a word that cannot be part of it.
_OFFICE = re.compile(r"[\u4e00-\u9fff]{1,12}\Z")
_ORDER = re.compile(r"(?:[\u4e00-\u9fff]{2,16})?(?:令|公告|通告|公报)\Z")
_NOT_OFFICE = re.compile(
    ".*(?:有关|根据|按照|依据|依照|关于|印发|发布|公布|下发|转发|出台|制定|修订|执行|落实|以及|通过|文件|[的以及和与由在对按据令了号见])(?=.)"
)
# What makes digits behind letters an amount: GDP2.5万亿元.
_MEASURE = "[0-9.]*(?:[万亿%‰倍吨]|个百分点|元(?!器))"
# Classifiers and digits: the second letter of 三会一课 is neither.
_NOT_COUNTED = (
    "(?![零一二两三四五六七八九十百千万亿拾佰仟到至年月日天周次名个点元成分折倍家人件项条户份块毛角里斤吨亩升])"
)


def _entry_at(category: Category, name: str) -> Build:
    """The entry is the group `at`; the pattern begins with its cue."""

    def build(_: Surroundings, match: re.Match[str]) -> Mention | None:
        return Mention(match.start("at"), match.end("at"), category, name)

    return build


def _with_office(pattern: re.Pattern[str], name: str) -> Build:
    """The entry takes in the name of the office in front of it, which `pattern` finds."""

    def build(place: Surroundings, match: re.Match[str]) -> Mention | None:
        start = match.start()
        office = pattern.search(place.folded, max(0, start - 20), start)
        if office is not None:
            cut = _NOT_OFFICE.match(office.group().rstrip("令"))
            start = office.start() + (cut.end() if cut else 0)
        return Mention(start, match.end(), "document_number", name)

    return build


def _forecast_year(_: Surroundings, match: re.Match[str]) -> Mention | None:
    """A year with the letter of a forecast or an actual value."""
    return year_alone(match.start(), match.end(), match.group(), "forecast_year")


def _page_counter(place: Surroundings, match: re.Match[str]) -> Mention | None:
    """A counter of the web page: set off by a colon or bracket, or on a line without a sentence.

    Set off by a blank only, or not at all, a large one is a figure of the report (网站访问量 120万次).
    """
    marked = match["set"] is not None and match["set"].strip() != ""
    if match["large"] is not None and not marked:
        return None
    if match["set"] is None:
        rest = place.folded[match.end() : match.end() + 40].partition("\n")[0]
        if any(mark in rest for mark in ",。;"):
            return None
    return Mention(match.start("at"), match.end("at"), "page", "page_counter")


# Addresses, telephone numbers and the like.
CONTACTS: tuple[ScanRule, ...] = (
    ScanRule(
        "web_address",
        "contact",
        "hw",
        r"(?:https?://|www\.)[!-+\--:<-~]{1,400}(?<![.:)])",
        ("见【https://www.example.gov.cn/2025/t1.html】",),
    ),
    ScanRule(
        "mail_address",
        "contact",
        _LETTERS + DIGITS,
        r"[A-Za-z0-9._-]{1,40}+@[A-Za-z0-9.-]{1,60}+",
        ("邮箱:【fz12@example.cn】",),
        behind=r"[A-Za-z0-9@._-]",
    ),
    ScanRule(
        "contact_cue",
        "contact",
        "⟨contact⟩",
        r"⟨contact⟩(?:\((?![0-9])[^()\n]{0,12}\))?[码号]?(?:为|是)?[:\s]{0,3}"
        r"(?P<at>\(?[A-Za-z]{0,8}[0-9][0-9A-Za-z()/_—、 -]{2,60}(?<![ 、(/-])号?(?:-[0-9]{1,3})?)",
        (
            "联系电话:【0356-1234567】",
            "邮编:【048000】",
            "公网安备【36079902000153号】",
            "索引号:【11140000/2025-00012】",
        ),
        build=_entry_at("contact", "contact_cue"),
        seed="⟨contact⟩",
    ),
    ScanRule(
        "phone",
        "contact",
        DIGITS + "(",
        r"(?<![0-9.-])(?:\(0[0-9]{2,3}\) ?[0-9]{7,8}|0[0-9]{2,3} ?- ?[0-9]{7,8}(?:[-转][0-9]{1,5})?|1[3-9][0-9]{9}"
        r"|400-?[0-9]{3,4}-?[0-9]{3,4})(?![0-9.万亿个元])",
        ("请拨打【0356-7654321】", "机主【13900001234】"),
        behind="[0-9]| ?-",
    ),
)

# Counters and numbers of pages.
PAGES: tuple[ScanRule, ...] = (
    ScanRule(
        "page_counter",
        "page",
        "⟨page⟩",
        r"⟨page⟩(?P<set> ?[:\[(] ?[:\[(]?| (?=[0-9]))? ?"
        r"(?P<at>(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,9})(?P<large>(?:\.[0-9]{1,2})?万)?(?![0-9.万亿])(?:人次|次|px|号)?)[\])]?",
        ("浏览次数:【412次】", "访问量:[【3017】]", "点击数:【1,093】", "阅读【2048次】", "累计阅读2048次，增长5%"),
        build=_page_counter,
        seed="⟨page⟩",
    ),
    ScanRule(
        "page_of",
        "page",
        "第共",
        r"[第共] ?[0-9]{1,4} ?页(?![面岩])",
        ("【第3页】", "【共12页】"),
        seed="共 ?[0-9]",
    ),
)

# Documents by their number, and articles of laws.
DOCUMENTS: tuple[ScanRule, ...] = (
    ScanRule(
        "document_number",
        "document_number",
        "〔[(【",
        rf"[〔\[(【] ?{_YEAR} ?[〕\])】] ?(?:第 ?)?[0-9]{{1,5}}(?:-[0-9]{{1,4}})? ?号",
        ("根据【厅字〔2019〕28号】", "【泽政发[2025]3号】文件", "【晋政发（2025）3号】"),
        build=_with_office(_OFFICE, "document_number"),
    ),
    ScanRule(
        "case_number",
        "document_number",
        "〔(",
        rf"[〔(]{_YEAR}[〕)][\u4e00-\u9fff][\u4e00-\u9fff0-9]{{1,10}}?第?[0-9]{{1,6}}(?:号|至[0-9]{{1,6}}号)",
        ("判决书【(2024)云01行初12号】",),
    ),
    ScanRule(
        "order_number",
        "document_number",
        "第",
        rf"第 ?{NUMBER} ?号(?!线|楼|院|机组)(?:令|公告|公报)?",
        ("【国务院令第721号】", "【公告第3号】"),
        build=_with_office(_ORDER, "order_number"),
    ),
    ScanRule(
        "section_reference",
        "article",
        DIGITS + "第",
        r"第? ?[0-9]{1,2}(?:\.[0-9]{1,2}){1,3} ?[节章条款](?!约)",
        ("见【1.2节】所述", "按【第3.2.1条】执行"),
        behind=r"\.| ?[节章条款]",
    ),
    ScanRule(
        "article",
        "article",
        "第",
        rf"第 ?{NUMBER} ?条(?:之{_HAN_NUMBER})?(?: ?第? ?\(?{NUMBER}\)? ?[款项目](?![目标]))*"
        rf"|第 ?\(?{NUMBER}\)? ?(?:款|项|编)(?!目)|第 ?\({NUMBER}\)",
        ("依照【第二十条第（一）项】", "【第48条第1款】", "【第二十四条】要求"),
    ),
)

# 第 with a number: chapters, points, ranks and ordinals.
ORDINALS: tuple[ScanRule, ...] = (
    ScanRule(
        "chapter",
        "heading",
        "第",
        rf"{_LINE}第 ?{NUMBER} ?[章节编](?![0-9])",
        ("【第一章】总则", "【第 1 章】 引言"),
    ),
    ScanRule(
        "nth_point",
        "enumerator",
        "第",
        rf"{_POINT}第{_HAN_NUMBER}(?=[,:]|、(?!{_HAN_NUMBER})|是)",
        ("【第一】，加强领导", "工作如下:【第二】、抓落实"),
    ),
    ScanRule(
        "rank",
        "rank",
        "第",
        rf"第 ?{NUMBER}(?:[-~至、—]第?{NUMBER})? ?(?:名|位)"
        rf"|(?:⟨behind_rank⟩)第 ?{NUMBER}(?![届次批个轮期阶章条款项版代])(?:方阵|梯队|大)?"
        rf"|第{_HAN_NUMBER}(?:方阵|梯队|多|大(?![街道学])|高|快|长)",
        ("列全省【第2位】", "居全国【第一】", "位列【第一方阵】", "销量【第三多】"),
    ),
    ScanRule(
        "top",
        "rank",
        "前后Tt",
        rf"[前后](?:[0-9]{{1,4}}|{_HAN_NUMBER})[名位强列甲]"
        rf"|(?:前|(?:(?<![\u4e00-\u9fff])|⟨behind_rank⟩)后)(?:[0-9]{{1,4}}(?:\.[0-9]{{1,3}})?|{_HAN_NUMBER})"
        "(?:[%‰]|(?=[,。;、)的]|$))|[Tt][Oo][Pp] ?[0-9]{1,4}",
        (
            "进入【前三名】",
            "全球【前1%】学科",
            "【前10强】",
            "【TOP10】",
            "排名【前三】",
            "排名【后5%】",
            "调解后九成",
        ),
        seed="[前后][0-9一二三四五六七八九十百]|[Tt][Oo][Pp]",
    ),
    ScanRule(
        "ordinal",
        "ordinal",
        "第",
        rf"第 ?{NUMBER}(?! ?季度|[、和至到-][一二三四1-4] ?季度)"
        rf"(?:(?:[、和至到~—-]第?{NUMBER}){{1,8}}⟨ordinal_noun⟩|⟨ordinal_noun⟩?)",
        ("【第十四届】人民代表大会", "【第三次】普查", "【第二产业】", "【第一、二、三产业】"),
    ),
)

# Sessions and meetings.
SESSIONS: tuple[ScanRule, ...] = (
    ScanRule(
        "session",
        "name",
        DIGITS + HAN,
        rf"(?:{_HAN_NUMBER}|[0-9]{{1,2}})届(?=[一二三四五六七八九十历人中省市区政全党县州盟旗常委])"
        rf"(?:(?:历次|{_HAN_NUMBER}[次中](?:、{_HAN_NUMBER}[次中]){{0,8}})"
        "(?:全会|全体会议|会议|党代会)?)?"
        r"|(?<=[党的届])十[一二三四五六七八九]大|二十大|十[五六七八九]大(?=以来|精神|报告|和|提出|、|确立|关于|$)",
        ("党的【二十届三中全会】", "【二十大】精神", "省【十四届】人大"),
        behind="[届大]",
    ),
    ScanRule(
        "meeting",
        "name",
        HAN,
        "(?<=人大|政协|大会|全会|省委|市委|县委|区委|员会)[一二三四五六七八九十]{1,3}次(?=会议|全会|全体|党代会)|三次(?=产业)",
        ("十四届人大【三次】会议", "【三次】产业结构"),
        behind="次",
    ),
    ScanRule(
        "anniversary",
        "name",
        DIGITS + HAN,
        rf"(?:[0-9]{{1,4}}|{_HAN_NUMBER})周年(?!龄)",
        ("自治区成立【70周年】庆祝活动",),
        behind="周年",
    ),
    ScanRule(
        "nth_without_di",
        "ordinal",
        HAN,
        rf"(?<![两几数办行])(?<!办了){_HAN_NUMBER}届",
        ("培养【六届】毕业生", "举办三届博览会", "承办3届论坛、2届展会"),
        behind="届",
    ),
)

# Markers of headings and lists.
MARKERS: tuple[ScanRule, ...] = (
    ScanRule(
        "point_is",
        "enumerator",
        HAN,
        rf"{_POINT}{_HAN_NUMBER}(?=是(?![否非]))|{_POINT}{_HAN_NUMBER}要(?=[\u4e00-\u9fff])",
        ("【一】是抓学习", "；【十一】是抓落实"),
        behind="[是要]",
    ),
    ScanRule("circled", "enumerator", _CIRCLED, f"[{_CIRCLED}]", ("【①】抓学习",)),
    ScanRule(
        "heading_marker",
        "heading",
        DIGITS + HAN + "(",
        rf"{_LINE}(?:{_HAN_NUMBER}、(?![二三四五六七八九][级类线期是])|\( ?(?:{_HAN_NUMBER}|[0-9]{{1,2}}) ?\)"
        rf"|[0-9]{{1,2}}(?:\.(?![0-9]|$| 0[0-9])|\.(?={_YEAR}年)|、(?![0-9])|\)))",
        (
            "【一、】总体情况",
            "【（二）】规范执法",
            "【1.】坚持高位推进",
            "【2.】2025年工作",
            "一、二级公路120公里",
        ),
        behind=r"[、.)]",
    ),
    ScanRule(
        "list_marker",
        "enumerator",
        DIGITS + HAN + "([其",
        rf"\((?:{_HAN_NUMBER}|[0-9]{{1,2}})\)(?!号)|\[[0-9]{{1,3}}\]|{_POINT}其[一二三四五六](?=[,是:])"
        rf"|{_POINT}[0-9]{{1,2}}(?:\.(?=[\u4e00-\u9fff“《]| (?!0[0-9])|{_YEAR}年)|\)|、(?=[\u4e00-\u9fff]{{2}}))"
        r"|(?<=[\u4e00-\u9fff。;])[0-9]{1,2}\.(?=[\u4e00-\u9fff“])",
        ("包括【（一）】机构建设", "如下：【1.】学习", "附件：【1.】2025年统计表"),
        behind=r"[、.)]",
    ),
)

# Digits with letters, signs or a noun that make a name.
NAMES: tuple[ScanRule, ...] = (
    ScanRule(
        "lettered",
        "name",
        _LETTERS,
        r"[A-Za-z][A-Za-z&./+_-]{0,20}+\n?[0-9]{1,20}+(?![0-9])[A-Za-z]{0,8}+(?:[./+-][0-9A-Za-z]{1,24}+(?![0-9])){0,6}+"
        rf"(?!{_MEASURE})",
        (
            "【T1000】碳纤维",
            "【PM2.5】浓度",
            "【IPv6】",
            "【G318】",
            "【V1.2.3】版",
            "GDP2.5万亿元",
            "CPI上涨2%，COD120吨",
        ),
    ),
    ScanRule(
        "sum_name",
        "name",
        DIGITS + "NnXx",
        r"(?<![0-9.])[0-9NnXx]{1,3}(?: ?\+ ?[0-9A-Za-z]{1,4}){1,5}+(?![0-9.%])",
        ("“【1+N】”政策体系", "【3+5】产业", "“【1+ N】”"),
        behind=r" ?\+|[A-Za-z]",
    ),
    ScanRule(
        "day_name",
        "name",
        DIGITS,
        r"(?<![0-9])[0-9]{1,2}·[0-9]{1,2}(?![0-9])",
        ("“【7·20】”",),
        behind="·",
    ),
    ScanRule(
        "times_sign",
        "qualifier",
        DIGITS,
        "[0-9]{1,4} ?[×*] ?[0-9]{1,4}(?:小时|天)?",
        ("【7×24小时】服务",),
        behind=" ?[×*]",
    ),
    ScanRule(
        "forecast_year",
        "date",
        "12",
        rf"(?<![0-9.]){_YEAR}[EFA](?![A-Za-z0-9])",
        ("营业收入【2026E】为5亿元", "【2024A】、【2025E】"),
        build=_forecast_year,
        behind="[EFA]",
    ),
    ScanRule(
        "digit_letter",
        "name",
        DIGITS,
        "[0-9]{1,4}(?:/[0-9]{1,2})?[A-Z](?![A-Za-z0-9/])(?:级|股|区)?(?<![WVLPEBJ])(?:(?<![0-9]{2}K)|(?=[内存带显屏]))",
        ("【5G】基站", "【4/5G】基站", "【5A级】景区", "【3D】打印"),
        behind="[A-Z/]",
    ),
    ScanRule(
        "one_before",
        "ordinal",
        "一",
        "(?<=[前上下后])一(?=个?(?:交易日|会计年度|报告期|周期|阶段))",
        ("较前【一】交易日减少1923亿元", "较上【一】报告期增长5%"),
        behind="[个交会报周阶]",
    ),
    ScanRule(
        "three_terms",
        "structure",
        DIGITS,
        r"[0-9]{1,3}(?:\.[0-9]{1,3})?(?: ?: ?[0-9]{1,3}\.[0-9]{1,3}){2,6}+(?![0-9])"
        r"|(?<=[为比构由到至从例按的是])[0-9]{1,2}(?:\.[0-9]{1,3})?"
        r"(?: ?: ?[0-9]{1,2}(?:\.[0-9]{1,3})?){2,6}+(?![0-9:])",
        ("按比例【5:3:2】分担", "比例为【1:2.5:3】"),
        behind=" ?:",
    ),
    ScanRule(
        "service_number",
        "name",
        DIGITS,
        r"(?<![0-9.])1[0-9]{2,4}(?=[”\"]?⟨service⟩)(?!人)|(?<=[“\"])1[0-9]{2,4}(?=[”\"])"
        "|(?<=“)9[56][0-9]{3,4}(?=”)",
        ("【12345】热线", "“【12348】”热线", "【12345】政务服务便民热线"),
        behind=r'[”"]?⟨service⟩|[”"]',
    ),
    ScanRule(
        "named",
        "name",
        DIGITS + HAN,
        rf"(?<![0-9.第统同])(?:[0-9]{{1,4}}|(?!一){_HAN_NUMBER})(?:⟨tail⟩)|(?<![统同])一[号型]",
        ("【500强】企业", "【80后】，", "【1号线】", "【9号】台风", "【一号】旅游公路"),
        behind="⟨tail⟩",
    ),
    ScanRule(
        "long_digits",
        "contact",
        DIGITS,
        r"(?<![0-9.,])[0-9]{9,}+(?![0-9.,]|[十百千万亿%元])(?: ?[号X](?:-[0-9]{1,3})?)?",
        ("【1140000012】",),
        behind="[0-9]",
    ),
    ScanRule(
        "version",
        "name",
        DIGITS,
        r"(?!(?:19|20)[0-9]{2}\.)[0-9]{1,4}(?:\.[0-9]{1,4}){2,6}+(?![0-9%])",
        ("【1.2.3】",),
        behind=r"\.",
    ),
)

# Grades and levels.
GRADES: tuple[ScanRule, ...] = (
    ScanRule(
        "grade",
        "ordinal",
        DIGITS + HAN,
        r"(?<![省市县乡镇村区级])(?:[0-9]{1,2}(?:\.[0-9])?|[一二三四五六七八九])级(?!别)",
        ("【6.4级】地震", "【三级】医院"),
        behind="级",
    ),
    ScanRule(
        "each_one",
        "other",
        HAN,
        "(?<=[百千万亿])一(?:年|个?月|天|亩|人|户|次|套|台|间|张)(?![级度轮期])",
        ("租金两万【一年】，", "补贴三千【一月】", "共一百二十一人"),
        behind="[年月天亩人户次套台间张]|个月",
    ),
    ScanRule(
        "levels",
        "structure",
        DIGITS + HAN,
        "(?<=[省市县乡镇村区级])[2-6两三四五六]级(?!别)",
        ("市县【两级】", "省市县乡村【五级】"),
        behind="级",
    ),
    ScanRule(
        "phase",
        "ordinal",
        HAN,
        "(?<![0-9第])[一二三四五六七八九]期(?![间末限望待货权内满初许])",
        ("【二期】项目全部开工",),
        behind="期",
    ),
)

# Counts that announce or sum up what is written.
STRUCTURE: tuple[ScanRule, ...] = (
    ScanRule(
        "points_back",
        "structure",
        DIGITS + HAN,
        "(?:[0-9]{1,2}|[两三四五六七八九十])[项者](?=合计|共计|相加|之和)",
        ("【两项】合计3万元",),
        behind="[项者](?=合计|共计|相加|之和)",
    ),
    ScanRule(
        "in_parts",
        "structure",
        DIGITS + HAN,
        "(?<=分)(?:[2-9]|[两二三四五六七八九十])(?:批次?|步(?!骤)|期|个?阶段|个?层次|个?档次)(?![0-9])",
        ("拟分【两批】实施", "分【三个阶段】推进", "培训三批"),
        behind="[批步期]|个?阶段|个?层次|个?档次",
    ),
    ScanRule(
        "great",
        "structure",
        DIGITS + HAN,
        "(?<![0-9.第])(?:[0-9]{1,2}|[两三四五六七八九十]{1,3})大(?![卡气于约概部学会型以幅力家众小桥道量批的院常街厅楼棚坝])",
        ("【3大】系统", "【六大】工程"),
        behind="大",
    ),
    ScanRule(
        "announces",
        "structure",
        DIGITS + HAN,
        r"(?:[0-9]{1,2}|[两三四五六七八九十]{1,3})⟨structure⟩",
        ("【九个方面】工作", "【6个方面】重点"),
        behind="⟨structure⟩",
    ),
)

# Numbers inside the names of plans and in slogans.
SLOGANS: tuple[ScanRule, ...] = (
    ScanRule(
        "plan_of_years",
        "name",
        DIGITS + HAN,
        rf"(?<![0-9.])(?:[0-9]{{1,3}}|{_HAN_NUMBER})年(?=⟨plan⟩)",
        ("【三年】行动计划", "【九年】义务教育"),
        behind="年",
    ),
    ScanRule(
        "full_marks",
        "name",
        DIGITS + HAN,
        "(?<=“)(?:[0-9]|[两三四五六七八九十])个(?:[0-9]{2,3}%|百分百|百分之百)",
        ("落实扬尘治理“【六个百分之百】”", "实现“【3个90%】”", "三个100%"),
        behind="个(?:[0-9]|百分)",
    ),
    ScanRule(
        "four_letters",
        "name",
        HAN,
        rf"(?<![零一二两三四五六七八九十百千万亿第])[一两三四五六七八九十]{_NOT_COUNTED}[\u4e00-\u9fff]"
        rf"[一两三四五六七八九十]{_NOT_COUNTED}[\u4e00-\u9fff]",
        ("坚持【三会一课】", "【四不两直】检查", "【五位一体】布局"),
        behind=r"[\u4e00-\u9fff][一两三四五六七八九十]",
    ),
)

# The order in which they are tried.
_RULES = (
    *CONTACTS,
    *PAGES,
    *DOCUMENTS,
    *ORDINALS,
    *SESSIONS,
    *MARKERS,
    *NAMES,
    *GRADES,
    *STRUCTURE,
    *SLOGANS,
)

# For digits that nothing has measured.
LEFT_OVER: tuple[ScanRule, ...] = (
    ScanRule(
        "attachment",
        "enumerator",
        DIGITS,
        "(?:(?<=附件)|(?<=附件:)|(?<=附表)|(?<=专栏)|(?<=[表图])|(?<=[表图] ))[0-9]{1,2}(?![0-9.])",
        ("见附件【1】",),
    ),
    ScanRule(
        "section_number",
        "heading",
        DIGITS,
        rf"{_LINE}[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{1,3}}+(?=[ 、\u4e00-\u9fff])",
        ("【2.2】本计划", "【3.1】 建设规模"),
    ),
    ScanRule(
        "dotted_marker",
        "enumerator",
        DIGITS,
        r"(?<=[。;元个人%亩里吨米家])[0-9]\.[0-9]{1,2}(?=[\u4e00-\u9fff])",
        ("3541.07万元【2.3】本项目",),
    ),
    ScanRule(
        "digit_version", "name", DIGITS, r"[0-9]\.0(?=[\u4e00-\u9fff”])", ("数字政府【2.0】建设", "工业【4.0】时代")
    ),
    ScanRule("index_base", "qualifier", "1", "(?<==)100?(?![0-9.])", ("指数（上年=【100】）",)),
    ScanRule("festival", "name", "1", "(?<=双)1[12](?![0-9.])", ("双【11】",)),
    ScanRule(
        "listed_number",
        "name",
        DIGITS,
        "[0-9]{1,4}(?=(?:[、和及至~-][0-9]{1,4}){1,8}(?:号|#|型))",
        ("【1】、2号机组",),
    ),
    ScanRule("numbered", "name", DIGITS, "[0-9]{1,4}#", ("【3#】泊位",)),
    ScanRule("public_service", "name", "1", "12[0-9]{3}(?![0-9.,])", ("拨打【12355】青少年服务台",)),
    ScanRule(
        "standard_number",
        "name",
        DIGITS,
        r"(?<=[A-Z] )[0-9]{2,6}(?:\.[0-9]{1,3})?(?:-(?:19|20)[0-9]{2})?",
        ("GB/T 【9704-2012】",),
    ),
)


def rules(words: Mapping[str, Any]) -> tuple[ScanRule, ...]:
    """The rules that come before measuring, in the order in which they are tried, with the words of the tables."""
    cues, names = words["cues"], words["names"]
    lists = {
        "contact": WordList.of(cues["contact"]),
        "page": WordList.of(cues["page"]),
        "service": WordList.of(cues["service"]),
        "ordinal_noun": WordList.of(names["ordinal_nouns"]),
        "structure": WordList.of(words["structure"]["nouns"]),
        "behind_rank": WordList("|".join(f"(?<={word})" for word in sorted(cues["rank"], key=len, reverse=True))),
        "tail": WordList("|".join(names["tails"])),
        "plan": WordList("|".join(cues["plan_of_years"])),
    }
    return tuple(rule.with_words(lists) for rule in _RULES)
