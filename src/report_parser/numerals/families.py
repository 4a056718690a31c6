"""The numbers that measure nothing: document numbers, articles, ranks, ordinals, list markers, names, contacts, pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from report_parser.mentions import Mention
from report_parser.models import Category
from report_parser.numerals.rules import DIGITS, HAN, NUMBER, Place, Rule
from report_parser.numerals.tries import words_pattern

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿❶❷❸❹❺❻❼❽❾❿"
_HAN_NUMBER = "[一二三四五六七八九十百]{1,4}"
_LINE = r"(?:(?<=\n)|(?<![\s\S])|(?<=\n )|(?<=\n  )|(?<=\n\t))"
# Where a point of a list inside a paragraph can begin.
_BOUNDARY = r"(?:(?<=[,。;:、!?！？)”》\s])|(?<![\s\S]))"
# The office that a document number names: Han letters back to a word that cannot be part of it.
_OFFICE = re.compile(r"[\u4e00-\u9fff]{1,12}\Z")
_NOT_OFFICE = re.compile(
    r".*(?:根据|按照|依据|依照|关于|印发|发布|公布|下发|转发|出台|制定|修订|执行|落实|以及|通过|文件|[的以及和与由在对按据令了号])(?=.)"
)
_ORDER_PREFIX = re.compile(r"(?:[\u4e00-\u9fff]{2,16})?(?:令|公告|通告|公报|主席令|国务院令)\Z")


def _at_number(category: Category, name: str) -> Any:
    """The entry begins at the group `at`, because the pattern begins with its cue."""

    def build(place: Place, match: re.Match[str]) -> Mention | None:
        return Mention(match.start("at"), match.end("at"), category, name)

    return build


def _document_number(place: Place, match: re.Match[str]) -> Mention | None:
    start = match.start()
    office = _OFFICE.search(place.folded, max(0, start - 12), start)
    if office is not None:
        cut = _NOT_OFFICE.match(office.group())
        start = office.start() + (cut.end() if cut else 0)
    return Mention(start, match.end(), "document_number", "document_number")


def _order_number(place: Place, match: re.Match[str]) -> Mention | None:
    start = match.start()
    prefix = _ORDER_PREFIX.search(place.folded, max(0, start - 20), start)
    if prefix is not None:
        cut = _NOT_OFFICE.match(prefix.group()[:-1])
        start = prefix.start() + (cut.end() if cut else 0)
    return Mention(start, match.end(), "document_number", "order_number")


def _page_counter(place: Place, match: re.Match[str]) -> Mention | None:
    """A counter of the web page: set off by a colon or bracket, or on a line without a sentence."""
    if match["set"] is None:
        line_end = place.folded.find("\n", match.end())
        rest = place.folded[match.end() : line_end if line_end >= 0 else len(place.folded)][:40]
        if any(mark in rest for mark in ",。;") or place.folded[match.end() : match.end() + 1] in (",", "。", ";"):
            return None
    return Mention(match.start("at"), match.end("at"), "page", "page_counter")


def rules(words: Mapping[str, Any]) -> tuple[Rule, ...]:
    """The rules of the families, in the order in which they are tried, compiled with the table `words`."""
    cues = words["cues"]
    contact, page = words_pattern(cues["contact"]), words_pattern(cues["page"])
    rank_cue = "|".join(f"(?<={word})" for word in sorted(cues["rank"], key=len, reverse=True))
    service = words_pattern(cues["service"])
    plans = "|".join(cues["plan_of_years"])
    tails = "|".join(words["names"]["tails"])
    return (
        Rule(
            "web_address",
            "contact",
            "hw",
            r"(?:https?://|www\.)[!-~]{1,400}+",
            ("见【https://www.example.gov.cn/2025/t1.html】",),
        ),
        Rule(
            "mail_address",
            "contact",
            _LETTERS + DIGITS,
            r"[A-Za-z0-9._-]{1,40}+@[A-Za-z0-9.-]{1,60}+",
            ("邮箱:【fz12@example.cn】",),
        ),
        Rule(
            "contact_cue",
            "contact",
            "".join(sorted({word[0] for word in cues["contact"]})),
            rf"{contact}(?:\((?![0-9])[^()\n]{{0,12}}\))?[码号]?(?:为|是)?[:\s]{{0,3}}(?P<at>\(?[A-Za-z]{{0,8}}[0-9][0-9A-Za-z()/_—、 -]{{2,60}}(?<![ 、(/-])号?(?:-[0-9]{{1,3}})?)",
            (
                "联系电话:【0356-1234567】",
                "邮编:【048000】",
                "网安备【36079902000153号】",
                "索引号:【11140000/2025-00012】",
            ),
            build=_at_number("contact", "contact_cue"),
        ),
        Rule(
            "phone",
            "contact",
            DIGITS + "(",
            r"(?<![0-9.-])(?:\(0[0-9]{2,3}\) ?[0-9]{7,8}|0[0-9]{2,3} ?- ?[0-9]{7,8}(?:[-转][0-9]{1,5})?|1[3-9][0-9]{9}|400-?[0-9]{3,4}-?[0-9]{3,4})(?![0-9.])",
            ("请拨打【0356-7654321】", "手机【13900001234】"),
        ),
        Rule(
            "page_counter",
            "page",
            "".join(sorted({word[0] for word in cues["page"]})),
            rf"{page}(?P<set> ?[:\[(] ?[:\[(]?| (?=[0-9]))? ?(?P<at>(?:[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,3}}|[0-9]{{1,9}})(?![0-9.万亿])(?:人次|次|px|号)?)[\])]?",
            ("浏览次数:【412次】", "访问量:[【3017】]", "阅读【2048次】", "累计阅读2048次，增长5%"),
            build=_page_counter,
        ),
        Rule(
            "page_number",
            "page",
            "第共" + DIGITS,
            r"(?:第 ?[0-9]{1,4} ?页|共 ?[0-9]{1,4} ?页)(?![面岩])",
            ("【第3页】", "【共12页】"),
        ),
        Rule(
            "document_number",
            "document_number",
            "〔[(【",
            r"[〔\[(【] ?(?:19|20)[0-9]{2} ?[〕\])】] ?(?:第 ?)?[0-9]{1,5}(?:-[0-9]{1,4})? ?号",
            ("根据【厅字〔2019〕28号】", "【泽政发[2025]3号】文件", "【晋政发（2025）3号】"),
            build=_document_number,
        ),
        Rule(
            "case_number",
            "document_number",
            "〔(",
            r"[〔(](?:19|20)[0-9]{2}[〕)][\u4e00-\u9fff][\u4e00-\u9fff0-9]{1,10}?第?[0-9]{1,6}(?:号|至[0-9]{1,6}号)",
            ("判决书【(2024)云01行初12号】",),
        ),
        Rule(
            "order_number",
            "document_number",
            "第",
            rf"第 ?{NUMBER} ?号(?!线|楼|院|机组)(?:令|公告|公报)?",
            ("【国务院令第721号】", "【公告第3号】"),
            build=_order_number,
        ),
        Rule(
            "article",
            "article",
            "第",
            rf"第 ?{NUMBER} ?条(?:之{_HAN_NUMBER})?(?: ?第? ?\(?{NUMBER}\)? ?[款项目](?![目标]))*|第 ?\(?{NUMBER}\)? ?(?:款|项|编)(?!目)|第 ?\({NUMBER}\)",
            ("依照【第二十条第（一）项】", "【第48条第1款】", "【第二十四条】要求"),
        ),
        Rule("chapter", "heading", "第", rf"{_LINE}第 ?{NUMBER} ?[章节编](?: |\u3000|(?=[^0-9]))", ("【第一章】总则",)),
        Rule(
            "nth_point",
            "enumerator",
            "第",
            rf"{_BOUNDARY}第{_HAN_NUMBER}(?=[,、:]|是)",
            ("【第一】，加强领导", "工作如下:【第二】、抓落实"),
        ),
        Rule(
            "rank",
            "rank",
            "第",
            rf"第 ?{NUMBER} ?(?:名|位)|(?:{rank_cue})第 ?{NUMBER}(?![届次批个轮期阶章条款项版代])(?:方阵|梯队|大)?|第{_HAN_NUMBER}(?:方阵|梯队|多|大(?!街|道|学)|高|快|长)",
            ("列全省【第2位】", "居全国【第一】", "位列【第一方阵】", "销量【第三多】"),
        ),
        Rule(
            "top",
            "rank",
            "前后Tt",
            rf"[前后](?:[0-9]{{1,4}}(?:\.[0-9]{{1,3}})?|{_HAN_NUMBER}|百)(?:名|位|强|列|甲|[%‰])"
            r"|前(?:[0-9]{1,3}|[一二三五十百]{1,2})(?=[,。;、)的]|$)|[Tt][Oo][Pp] ?[0-9]{1,4}",
            ("进入【前三名】", "全球【前1%】学科", "【前10强】", "【TOP10】"),
        ),
        Rule(
            "ordinal",
            "ordinal",
            "第",
            rf"第 ?{NUMBER}(?:次|届|批|个|轮|期|阶段|版|代|类|级|季|回|场|部|台|家|条|件|项|产业|大|种|方|年|天|组|所|座|间|站|篇|层|例|艘|只|步|集|卷|辆|线|号)?",
            ("【第十四届】人民代表大会", "【第三次】普查", "【第二】产业"),
        ),
        Rule(
            "session",
            "name",
            DIGITS + HAN,
            rf"(?:{_HAN_NUMBER}|[0-9]{{1,2}})届(?=[一二三四五六七八九十历人中省市区政全党县])(?:(?:历次|[一二三四五六七八九十]{{1,3}}(?:次|中)(?:、[一二三四五六七八九十]{{1,3}}(?:次|中)){{0,8}})(?:全会|全体会议|会议|党代会)?|[一二三四五六七八九十]{{1,2}}中全会)?"
            r"|(?<=[党的届])十[一二三四五六七八九]大|二十大|十[五六七八九]大(?=以来|精神|报告|和|提出|、|确立|关于|$)",
            ("党的【二十届三中全会】", "【二十大】精神", "省【十四届】人大"),
        ),
        Rule(
            "point_is",
            "enumerator",
            HAN,
            rf"{_BOUNDARY}{_HAN_NUMBER}(?=是(?!否|非))|{_BOUNDARY}{_HAN_NUMBER}要(?=[\u4e00-\u9fff])",
            ("【一是】抓学习".replace("【一是】", "【一】是"), "；【十一】是抓落实"),
        ),
        Rule("circled", "enumerator", _CIRCLED, f"[{_CIRCLED}]", ("【①】抓学习",)),
        Rule(
            "heading_marker",
            "heading",
            DIGITS + HAN + "(",
            rf"{_LINE}(?:{_HAN_NUMBER}、(?![二三四五六七八九][级类线期是])|\( ?(?:{_HAN_NUMBER}|[0-9]{{1,2}}) ?\)|[0-9]{{1,2}}(?:\.(?![0-9](?!0[0-9]{{2}}年))|、(?![0-9])|\)|(?:\.[0-9]{{1,2}}){{1,3}}(?=[ 、\u4e00-\u9fff])(?![万亿元个件%]))(?![0-9]))",
            ("【一、】总体情况", "【（二）】规范执法", "【1.】坚持高位推进", "【2.2】本计划", "一、二级公路120公里"),
        ),
        Rule(
            "list_marker",
            "enumerator",
            DIGITS + HAN + "([",
            rf"\((?:{_HAN_NUMBER}|[0-9]{{1,2}})\)(?!号)|{_BOUNDARY}[0-9]{{1,2}}(?:[.](?=[\u4e00-\u9fff “《]|20[0-9]{{2}}年)|\)|、(?=[\u4e00-\u9fff]{{2}}))|(?<=[\u4e00-\u9fff。;])[0-9]{{1,2}}\.(?=[\u4e00-\u9fff“])|(?<=[。;])[0-9]\.[0-9]{{1,2}}(?=[\u4e00-\u9fff])|\[[0-9]{{1,3}}\]|{_BOUNDARY}其[一二三四五六](?=[,是:])",
            ("包括【（一）】机构建设", "如下：【1.】学习"),
        ),
        Rule(
            "lettered",
            "name",
            _LETTERS,
            r"[A-Za-z][A-Za-z&./+_-]{0,20}+[0-9][0-9A-Za-z.+/-]{0,30}(?<![./+-])",
            ("【T1000】碳纤维", "【PM2.5】浓度", "【IPv6】", "【G318】", "【V1.2.3】版"),
        ),
        Rule(
            "sum_name",
            "name",
            DIGITS + "NnXx",
            r"(?<![0-9.])[0-9NnXx]{1,3}(?: ?\+ ?[0-9A-Za-z]{1,4}){1,5}(?![0-9.%])",
            ("“【1+N】”政策体系", "【3+5】产业", "“【1+ N】”"),
        ),
        Rule("day_name", "name", DIGITS, r"(?<![0-9])[0-9]{1,2}·[0-9]{1,2}(?![0-9])", ("“【7·20】”",)),
        Rule("times_sign", "qualifier", DIGITS, r"[0-9]{1,4} ?[×*] ?[0-9]{1,4}(?:小时|天)?", ("【7×24小时】服务",)),
        Rule(
            "digit_letter",
            "name",
            DIGITS,
            r"[0-9]{1,4}(?:/[0-9]{1,2})?[A-Z](?![A-Za-z0-9/])(?:级|股|区)?(?<![WVALPEKB])",
            ("【5G】基站", "【4/5G】基站", "【5A级】景区", "【3D】打印"),
        ),
        Rule(
            "three_terms",
            "structure",
            DIGITS,
            r"[0-9]{1,3}(?:\.[0-9]{1,3})?(?: ?: ?[0-9]{1,3}(?:\.[0-9]{1,3})?){2,6}(?![0-9])",
            ("三次产业结构【5.1:40.2:54.7】",),
        ),
        Rule(
            "service_number",
            "name",
            DIGITS,
            rf"(?<![0-9.])1[0-9]{{2,4}}(?=[”\"]?(?:{service}))(?!人)|(?<=[“\"])1[0-9]{{2,4}}(?=[”\"])|(?<=“)9[56][0-9]{{3,4}}(?=”)",
            ("【12345】热线", "“【12348】”热线", "【12345】政务服务便民热线"),
        ),
        Rule(
            "named",
            "name",
            DIGITS + HAN + "百",
            rf"(?<![0-9.第])(?:[0-9]{{1,4}}|(?!一)(?<![统这同单专])[一二两三四五六七八九十百]{{1,4}})(?:{tails})|(?<![统同单专])一(?:号|型)",
            ("【500强】企业", "【80后】", "【1号线】", "【9号】台风"),
        ),
        Rule(
            "chapter_point",
            "enumerator",
            DIGITS,
            r"(?<=[元个人%亩里吨米家。])[0-9]\.[0-9]{1,2}(?=[本该各全项建])",
            ("3541.07万元【2.3】本项目",),
        ),
        Rule(
            "long_digits",
            "contact",
            DIGITS,
            r"(?<![0-9.,])[0-9]{9,}+(?![0-9.,]|[十百千万亿%元])(?: ?[号X](?:-[0-9]{1,3})?)?",
            ("【1140000012】",),
        ),
        Rule(
            "version",
            "name",
            DIGITS,
            r"[0-9]{1,4}(?:\.[0-9]{1,4}){2,6}(?![0-9%])|[0-9]\.0(?=版|时代|”)",
            ("【1.2.3】", "工业【4.0】时代".replace("4.0", "4.0")),
        ),
        Rule(
            "public_service",
            "name",
            "1",
            r"(?<![0-9.,])12[0-9]{3}(?![0-9.,万亿%个件人元次家户名])",
            ("拨打【12355】青少年服务台",),
        ),
        Rule(
            "attachment",
            "enumerator",
            DIGITS,
            r"(?:(?<=附件)|(?<=附件:)|(?<=附表)|(?<=专栏)|(?<=表)|(?<=图))[0-9]{1,2}(?![0-9.个%])",
            ("见附件【1】",),
        ),
        Rule(
            "grade",
            "ordinal",
            DIGITS + HAN,
            r"(?<![省市县乡镇村区级])(?:[0-9]{1,2}(?:\.[0-9])?|[一二三四五六七八九])级(?!别)",
            ("【6.4级】地震", "【三级】医院"),
        ),
        Rule(
            "levels",
            "structure",
            DIGITS + HAN,
            r"(?<=[省市县乡镇村区级])[2-6两三四五六]级(?!别)",
            ("市县【两级】", "省市县乡村【五级】"),
        ),
        Rule(
            "nth_without_di",
            "ordinal",
            DIGITS + HAN,
            rf"(?<![两几数0-9])(?:{_HAN_NUMBER}|[0-9]{{1,2}})届",
            ("成功举办【3届】博览会",),
        ),
        Rule(
            "phase",
            "ordinal",
            HAN,
            r"(?<![0-9第])[一二三四五六七八九]期(?![间末限望待货权内满初许])",
            ("【二期】项目全部开工",),
        ),
        Rule(
            "points_back",
            "structure",
            DIGITS + HAN,
            r"(?:[0-9]{1,2}|[两三四五六七八九十])[项者](?=合计|共计|相加|之和)",
            ("【两项】合计3万元",),
        ),
        Rule(
            "great",
            "structure",
            DIGITS + HAN,
            rf"(?<![0-9.第])(?:[0-9]{{1,2}}|[两三四五六七八九十]{{1,3}}|二十)大(?![于约概部学会型以幅力家众小桥道量批的院常街厅楼])",
            ("【3大】系统", "【六大】工程"),
        ),
        Rule(
            "plan_of_years",
            "name",
            DIGITS + HAN,
            rf"(?<![0-9.])(?:[0-9]{{1,3}}|{_HAN_NUMBER})年(?={plans})",
            ("【三年】行动计划",),
        ),
        Rule(
            "digit_version",
            "name",
            DIGITS,
            r"(?<![0-9.])[0-9]\.0(?![0-9%万亿个倍元])(?=[\u4e00-\u9fff”])",
            ("数字政府【2.0】建设",),
        ),
        Rule(
            "four_letters",
            "name",
            HAN,
            r"(?<![零一二两三四五六七八九十百千万亿第])[一两三四五六七八九十](?![零一二两三四五六七八九十百千万亿年月日天周次名个点元成分折倍家人件项条场户份])[\u4e00-\u9fff][一两三四五六七八九十](?![零一二两三四五六七八九十百千万亿年月日天周次名个点元成分折倍家人件项条场户份])[\u4e00-\u9fff]",
            ("坚持【三会一课】", "【四不两直】检查", "【五位一体】布局"),
        ),
    )
