"""The header, the kind and the place of a report."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from helpers.paths import FIXTURES
from helpers.structure import page
from report_parser import parse
from report_parser.data import load
from report_parser.models import Span
from report_parser.structure import header, kinds, regions
from report_parser.text.fold import fold

PLAIN = sorted((FIXTURES / "structure").glob("*.json"), key=lambda path: path.name)
GOLD = sorted(FIXTURES.glob("*.meta.json"), key=lambda path: path.name)
DATES = ("published", "signed", "delivered")


def read(text: str, **hints: str) -> header.Header:
    found = page(text, fields=hints).head
    for name, span in found.evidence.items():
        value = getattr(found, name)
        if isinstance(value, str) and name not in ("kind", "region_code"):
            written = "".join(span.of(text).split())
            known = {written} if name != "agency" else whole_names(written, found.region or "")
            assert "".join(value.split()) in known, name
    return found


def whole_names(written: str, region: str) -> set[str]:
    """What an agency may be called that stands so on a page: by its full name, with its place for its level."""
    full = written if written.endswith("人民政府") else written.replace("政府", "人民政府")
    return {
        name.replace(level, region, 1) for name in (written, full) for level in ("省", "市", "县", "区", "自治区", "")
    }


def stated(found: header.Header) -> dict[str, Any]:
    names = [name for name in header.Header.__slots__ if name not in ("evidence", "body", "region_code")]
    values = {name: getattr(found, name) for name in names}
    return {name: str(value) if name in DATES else value for name, value in values.items() if value is not None}


@pytest.mark.parametrize("gold", PLAIN, ids=lambda path: path.stem)
def test_conventions(gold: Path) -> None:
    want = json.loads(gold.read_text(encoding="utf-8"))["header"]
    assert stated(read(gold.with_suffix(".txt").read_text(encoding="utf-8"))) == want


@pytest.mark.parametrize("gold", PLAIN, ids=lambda path: path.stem)
def test_years(gold: Path) -> None:
    want = json.loads(gold.read_text(encoding="utf-8"))["years"]
    means = page(gold.with_suffix(".txt").read_text(encoding="utf-8")).means
    assert {"review": means.review, "plan": means.plan, "last": means.last, "now": means.now} == want


def matches_gold(gold: Path) -> None:
    want = json.loads(gold.read_text(encoding="utf-8"))
    want.pop("inconsistencies", None)
    seen = stated(read(gold.with_name(gold.name.replace(".meta.json", ".txt")).read_text(encoding="utf-8")))
    assert {name: seen.get(name) for name in want} == want


@pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.stem)
def test_gold_of_the_fixtures(gold: Path) -> None:
    matches_gold(gold)


def test_gold_of_the_real_report(shared: Path) -> None:
    for gold in sorted((shared / "gold" / "dev").glob("*.meta.json")):
        matches_gold(gold)


REAL = {
    "云南省": ("2026年政府工作报告", "530000", date(2026, 2, 3), date(2026, 1, 28)),
    "北京市": ("2026年北京市政府工作报告", "110000", date(2026, 2, 2), date(2026, 1, 25)),
    "山东省": ("2026年山东省政府工作报告", "370000", date(2026, 2, 1), date(2026, 1, 27)),
    "山西省": ("2026年山西省政府工作报告", "140000", date(2026, 2, 9), date(2026, 2, 2)),
    "广东省": ("政府工作报告", "440000", None, date(2026, 1, 26)),
    "新疆维吾尔自治区": ("2026年新疆维吾尔自治区政府工作报告", "650000", date(2026, 2, 12), date(2026, 1, 27)),
    "浙江省": ("2026年浙江省政府工作报告", "330000", date(2026, 1, 22), date(2026, 1, 14)),
    "湖北省": ("2026年湖北省政府工作报告", "420000", date(2026, 2, 5), date(2026, 1, 27)),
    "贵州省": ("政府工作报告", "520000", None, date(2026, 1, 27)),
    "重庆市": ("2026年重庆市政府工作报告", "500000", date(2026, 2, 3), date(2026, 1, 28)),
}


def test_real_reports(shared: Path) -> None:
    for place, (title, code, published, delivered) in REAL.items():
        seen = read((shared / "corpus" / f"gwr_2026_{place}.txt").read_text(encoding="utf-8"))
        assert (seen.title, seen.region, seen.region_code, seen.year) == (title, place, code, 2026)
        assert (seen.published, seen.delivered, seen.kind) == (published, delivered, "government_work_report")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("青禾县司法局\n关于2024年度法治政府建设情况的报告\n正文。", {"agency": "青禾县司法局", "year": 2024}),
        ("青禾县2025年国民经济和社会发展统计公报[1]\n青禾县统计局\n2026年3月20日\n一、综合", {
            "title": "青禾县2025年国民经济和社会发展统计公报", "agency": "青禾县统计局", "signed": date(2026, 3, 20),
        }),
        ("青禾县审计局法治政府建设情况报告\n发布时间：2026-01-09\n现将2025年度法治工作报告如下。", {"year": 2025}),
        ("政府工作报告\n——2026年1月9日在青禾县第十八届人民代表大会第五次会议上\n各位代表：", {
            "year": 2026, "region": "青禾县", "delivered": date(2026, 1, 9),
        }),
        ("青禾县审计局2025年工作总结\n发布日期：2026-02-31\n正文。", {"published": None}),
        ("青禾县审计局二〇二五年度法治政府建设报告\n正文。\n青禾县审计局\n二〇二六年一月十二日", {
            "year": 2025, "signed": date(2026, 1, 12),
        }),
        ("青禾县财政局2025年度工作报告\n青禾县政府 www.qh.cn 发布时间：2026-01-15 10:22 【字体：大 中 小】\n正文。", {
            "published": date(2026, 1, 15), "body": "正文。",
        }),
        ("青禾县财政局2025年度工作报告\n文章来源：青禾县财政局 | 2026-01-15 09:21\n正文。", {
            "origin": "青禾县财政局", "published": date(2026, 1, 15), "body": "正文。",
        }),
        ("青禾县财政局2025年度工作报告\n（青禾县财政局 2026年1月10日）\n正文。", {
            "signed": date(2026, 1, 10), "published": None, "body": "正文。",
        }),
        ("青禾县财政局2025年度工作报告\n发布日期：\n2026-01-15\n来源：\n青禾县政府\n正文。", {
            "published": date(2026, 1, 15), "origin": "青禾县政府", "body": "正文。",
        }),
        ((
            "索 引 号\tQH01\t发文机关\t青禾县财政局\n标　　题\t青禾县财政局2025年度工作报告\n"
            "发文字号\t青财发〔2026〕3号\t成文日期\t2026年1月10日\n青禾县财政局2025年度工作报告\n正文。"
        ), {
            "title": "青禾县财政局2025年度工作报告", "agency": "青禾县财政局", "document_number": "青财发〔2026〕3号",
            "signed": date(2026, 1, 10), "body": "正文。",
        }),
        ("（2025年度）\n青禾县财政局工作报告\n正文。", {"year": 2025}),
        ("中共青禾县委 青禾县人民政府关于2025年度法治政府建设情况的报告\n正文。", {
            "agency": "中共青禾县委 青禾县人民政府", "region": "青禾县",
        }),
        ("青禾县白水镇人民政府2025年工作报告\n正文。", {"region": "青禾县白水镇", "region_code": None}),
        ("西湖区审计局2025年度工作报告\n来源：杭州市西湖区政府\n正文。", {"region": "西湖区", "region_code": "330106"}),
        ("西湖区审计局2025年度工作报告\n正文。", {"region": "西湖区", "region_code": None}),
        ("政 府 工 作 报 告\n（2026年1月8日在青禾市第八届人民代表大会第七次会议上）\n代市长　许 一 诺\n各位代表：", {
            "title": "政府工作报告", "delivered": date(2026, 1, 8), "region": "青禾市", "body": "各位代表：",
        }),
        ("青禾县教育局\n关于2025年度法治政府建设工作情况的\n报　　告\n县政府：\n青禾县教育局（印章）\n2026年元月5日", {
            "title": "青禾县教育局关于2025年度法治政府建设工作情况的报告", "signed": date(2026, 1, 5),
        }),
        ("审 计 结 果 公 告\n2025年第3号\n青禾县2024年度预算执行审计结果\n（2025年9月1日公告）\n正文。", {
            "title": "青禾县2024年度预算执行审计结果", "kind": "audit_work_report", "published": date(2025, 9, 1),
        }),
        ("关于报送2025年度法治政府建设情况的报告\n县政府：", {"title": "关于报送2025年度法治政府建设情况的报告"}),
        ("关于2024年度青禾县级预算执行审计\n查出问题整改情况的报告\n正文。", {"kind": "audit_rectification_report"}),
        ((
            "今天是2026年3月1日 星期日\n青禾县财政局2025年度工作报告\n"
            "2026年01月22日 10:11 来源：青禾县财政局 【字体：大中小】\n正文。"
        ), {
            "published": date(2026, 1, 22), "body": "正文。",
        }),
        ("# 2025年法治政府建设工作报告\n\n**青禾县水利局**\n\n2026年1月3日\n\n## 一、学习", {"agency": "青禾县水利局"}),
        ("青禾县2025年法治政府建设报告\n中共青禾县委全面依法治县委员会办公室\n（二〇二六年三月）\n正文。", {
            "agency": "中共青禾县委全面依法治县委员会办公室", "signed": None, "body": "正文。",
        }),
        ((
            "2025年度工作报告\n青禾县应急管理局\n发布时间：2026年1月8日 浏览次数：加载中\n"
            "正文。\n来源：青禾县应急管理局\n编辑：许一诺"
        ), {
            "agency": "青禾县应急管理局", "published": date(2026, 1, 8), "origin": "青禾县应急管理局",
            "body": "正文。\n来源：青禾县应急管理局\n编辑：许一诺",
        }),
        ("国家税务总局青禾县税务局2025年法治政府建设情况报告\n正文。", {
            "agency": "国家税务总局青禾县税务局", "region": "青禾县",
        }),
        ("青禾省青禾市望岚区水清街道2025年法治政府建设年度报告\n正文。", {"region": "青禾省青禾市望岚区水清街道"}),
        ("【信息来源】 青禾县财政局\n青禾县财政局2025年度工作报告\n正文。", {"origin": "青禾县财政局"}),
        ("股价年内大涨42%！青禾药业拔得头筹\n2022-06-25 04:30  来源：青禾证券报\n青禾药业一季度营业收入7亿元。", {
            "title": "股价年内大涨42%！青禾药业拔得头筹", "published": date(2022, 6, 25), "year": 2022,
        }),
        ("青禾拟出售白石矿业股份\n新华社北京5月27日电（记者 许一诺）青禾公司公告。\n代价44亿元。", {
            "title": "青禾拟出售白石矿业股份", "kind": "news",
        }),
        ("正文只有一句，没有标题。", {"title": None, "agency": None, "year": None, "kind": "other"}),
    ],
)  # fmt: skip
def test_fields(text: str, want: dict[str, Any]) -> None:
    seen = read(text)
    assert {name: text[seen.body :] if name == "body" else getattr(seen, name) for name in want} == want


def test_a_file_says_what_the_text_does_not() -> None:
    text = "本局全年审计37个。来源甲报。"
    seen = read(text, title="某报告", published="2026-01-05", origin="甲报", year="2025", publisher=" ")
    assert (seen.title, seen.published, seen.origin, seen.year) == ("某报告", date(2026, 1, 5), "甲报", 2025)
    assert seen.publisher is None
    assert seen.evidence == {"origin": Span(12, 14)}
    assert read("青禾县审计局2025年工作报告\n正文。", title="另一个").title == "青禾县审计局2025年工作报告"


@pytest.mark.parametrize("row", load.shipped("kinds")["kind"], ids=lambda row: row["id"])
def test_examples_of_kinds(row: dict[str, Any]) -> None:
    for example in row["examples"]:
        folded = fold(example)
        assert kinds.find(folded, Span(0, len(folded)), len(folded))[0] == row["id"], example


def test_kind_of_a_text_without_title() -> None:
    text = "现将我局2025年法治政府建设情况报告如下。"
    kind, cue = kinds.find(text, None, 0)
    assert (kind, cue and cue.of(text)) == ("rule_of_law_report", "法治政府建设情况报告")


def test_codes_of_places() -> None:
    assert regions.code("鼓楼区") is None
    assert regions.code("大理州大理市") == "532901"
    assert (regions.code("红河州"), regions.code("甘肃甘南州"), regions.code("山东青岛市")) == (
        "532500", "623000", "370200",
    )  # fmt: skip
    assert regions.code("鼓楼区", near="福建省福州市人民政府") == "350102"
    assert regions.code("江苏省南京市鼓楼区") == "320106"
    assert regions.code("江北区") is None, "one of the two was merged away, and old reports still name it"
    assert regions.code("重庆市江北区") == "500105"
    assert regions.code("青禾县") is None


def test_the_day_of_the_meeting_is_read_where_the_title_above_it_is_lost() -> None:
    report = parse(
        "——2025年12月29日在青禾县第十六届人民代表大会\n第五次会议上\n青禾县人民法院院长 许一诺\n各位代表:\n"
        "现在,我代表县人民法院向大会报告工作,请予审议。\n2025年主要工作\n全年受理案件4572件。\n2026年工作安排\n"
        "加强审判管理,结案5000件以上。"
    )
    assert (str(report.delivered), report.year) == ("2025-12-29", 2026)
    assert [row["status"] for row in report.rows()] == ["actual", "planned"]


def test_a_report_that_stands_twice_is_read_once() -> None:
    text = (FIXTURES / "own_audit.txt").read_text(encoding="utf-8")
    once, twice = parse(text), parse(f"{text}\n{text}")
    assert twice.text == f"{text}\n{text}"
    assert [(o.name, o.quantity.span) for o in twice.observations] == [
        (o.name, o.quantity.span) for o in once.observations
    ]
    assert len(twice.numerals) == 2 * len(once.numerals)
    assert (len(once.source.warnings), len(twice.source.warnings)) == (0, 1)
    body = text[text.index("2025年，县审计局") :]
    assert len(parse(f"{text}\n{body}").observations) == len(once.observations)


def test_a_sentence_that_comes_again_is_no_second_copy() -> None:
    text = (
        "青禾县工作报告\n"
        + "全年共完成审计项目37个，查出问题金额4.02亿元，整改率92.25%。\n" * 2
        + "另移送问题线索8件，完善制度12项。"
    )
    assert parse(text).source.warnings == ()
