"""What quantities are read out of a text: one table a family. 【】 marks the quantity, unit and all."""

import pickle
import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.operations import operations
from report_parser.data.load import shipped
from report_parser.numerals.chinese import read_number
from report_parser.numerals.quantities import find_quantities
from report_parser.numerals.scan import Scanner, default_scanner
from report_parser.text.fold import fold

# text | value | upper end | unit | kind | bound
EXAMPLES = {
    "digits": """
        办结【1286件】                | 1286         |        | 件   | count   | exact
        办结【1,286件】               | 1286         |        | 件   | count   | exact
        检查企业【２１７家】            | 217          |        | 家   | count   | exact
        追回【2，345.6万元】           | 23456000     |        | 元   | money   | exact
        共【233,333，333元】          | 233333333    |        | 元   | money   | exact
        完成率【９８．５％】            | 98.5         |        | ％   | percent | exact
        同比增长【-4.6%】             | -4.6         |        | %    | percent | exact
        利润【-3480.83万元】          | -34808300    |        | 元   | money   | exact
        增速为【负3.2%】              | -3.2         |        | %    | percent | exact
        为企业减负【25亿元】           | 2500000000   |        | 元   | money   | exact
    """,
    "blanks inside": """
        受理【1 250 件】              | 1250         |        | 件   | count   | exact
        金额【4. 02亿元】             | 402000000    |        | 元   | money   | exact
        【1 234.5万元】               | 12345000     |        | 元   | money   | exact
        整改率【92.25 %】             | 92.25        |        | %    | percent | exact
        （2025年 【3 120件】）         | 3120         |        | 件   | count   | exact
    """,
    "magnitudes": """
        投资【2.5万亿元】             | 2500000000000 |       | 元   | money   | exact
        投资【3千万亿元】             | 3000000000000000 |    | 元   | money   | exact
        全程【2万5千公里】             | 25000        |        | 公里 | measure | exact
        惠及【1万6千多户】             | 16000        |        | 户   | count   | at_least
        贷款【25万6千元】              | 256000       |        | 元   | money   | exact
        惠及【3万4000人】             | 34000        |        | 人   | count   | exact
        新增【40.8万】青年             | 408000       |        |      | count   | exact
        海洋生产总值突破【万亿】         | 1000000000000 |       |      | money   | at_least
        装机【50万千瓦】               | 500000       |        | 千瓦 | measure | exact
        功率【一千瓦】                 | 1            |        | 千瓦 | measure | exact
    """,
    "Chinese numerals": """
        【二十万亿元】                 | 20000000000000 |      | 元   | money   | exact
        【一万零一十二人】              | 10012        |        | 人   | count   | exact
        【三点五万亿元】               | 3500000000000 |       | 元   | money   | exact
        【壹佰壹拾万贰仟陆佰壹拾肆元陆角】  | 1102614.6  |        | 元   | money   | exact
        捐款【叁萬圓】                 | 30000        |        | 圓   | money   | exact
        组织旁听【两次】，             | 2            |        | 次   | count   | exact
        成立【廿五个】小组              | 25           |        | 个   | count   | exact
        【十个】部门                  | 10           |        | 个   | count   | exact
    """,
    "vague": """
        参加【百余名】                 | 100          |        | 名   | count   | at_least
        上【万家】企业                 | 10000        |        | 家   | count   | at_least
        近【千亿元】                   | 100000000000 |        | 元   | money   | approx
        【数十家】企业                 | 10           |        | 家   | count   | at_least
        【几百人】                    | 100          |        | 人   | count   | at_least
        【三百多户】                   | 300          |        | 户   | count   | at_least
        【十几个】乡镇                 | 10           |        | 个   | count   | at_least
        【二百三十余万元】              | 2300000      |        | 元   | money   | at_least
        【十来万人】                   | 100000       |        | 人   | count   | approx
        【80多万个】                   | 800000       |        | 个   | count   | at_least
        【1万余个】                    | 10000        |        | 个   | count   | at_least
    """,
    "shares": """
        超过【三分之二】               | 66.67        |        | %    | percent | at_least
        【1/10】以上                   | 10           |        | %    | percent | at_least
        占【百分之七十七点七三】         | 77.73        |        | %    | percent | exact
        【万分之三】                   | 0.03         |        | %    | percent | exact
        【百分之四点五至百分之五】       | 4.5          | 5      | %    | percent | exact
        再犯罪率【1.3‰】              | 1.3          |        | ‰    | percent | exact
        占全国近【三成】               | 30           |        | %    | percent | approx
        完成【七成五】                 | 75           |        | %    | percent | exact
        【两到三成】                   | 20           | 30     | %    | percent | exact
        约占在编人员的【一成】          | 10           |        | %    | percent | approx
        超过【一半】                   | 50           |        | %    | percent | at_least
        【半数】以上                   | 50           |        | %    | percent | at_least
        打【八五折】                   | 85           |        | %    | percent | exact
        下降【0.3个百分点】            | 0.3          |        | 个百分点 | percentage_point | exact
        提高【零点五个百分点】          | 0.5          |        | 个百分点 | percentage_point | exact
    """,
    "multiples and ratios": """
        增长【2.3倍】                  | 2.3          |        | 倍   | multiple | exact
        翻了【一番】                   | 1            |        | 番   | multiple | exact
        翻【两番】                     | 2            |        | 番   | multiple | exact
        收入比缩小至【2.52∶1】          | 2.52         |        | ∶1   | ratio   | exact
        生师比为【16:1】               | 16           |        | :1   | ratio   | exact
        收入比值【2.93】               | 2.93         |        |      | ratio   | exact
        孕产妇死亡率【5.1/10万】        | 5.1          |        | /10万 | ratio  | exact
    """,
    "durations": """
        压缩至【6个工作日】             | 6            |        | 个工作日 | duration | exact
        轮候【14个月】                 | 14           |        | 个月 | duration | exact
        用时【一年半】                 | 1.5          |        | 年   | duration | exact
        【一个半月】                   | 1.5          |        | 个月 | duration | exact
        缩短【半年】                   | 0.5          |        | 年   | duration | exact
        期限不少于【30日】             | 30           |        | 日   | duration | at_least
        控制在【30天】以内             | 30           |        | 天   | duration | at_most
        【3个工作日】内办结             | 3            |        | 个工作日 | duration | at_most
        人均预期寿命【80.5岁】         | 80.5         |        | 岁   | duration | exact
    """,
    "ranges": """
        培训【3—5家】                  | 3            | 5      | 家   | count   | exact
        罚款【20万至60万元】            | 200000       | 600000 | 元   | money   | exact
        罚款【3万元至20万元】           | 30000        | 200000 | 元   | money   | exact
        【十八至三十万元】              | 180000       | 300000 | 元   | money   | exact
        【两到三万】人口               | 20000        | 30000  |      | count   | exact
        【12.8–13.0万吨】             | 128000       | 130000 | 吨   | measure | exact
        增长【5%—8%】                 | 5            | 8      | %    | percent | exact
        【5-20%】之间                  | 5            | 20     | %    | percent | exact
        【10000—20000人】              | 10000        | 20000  | 人   | count   | exact
        【八九亿元】                   | 800000000    | 900000000 | 元 | money   | exact
        【三五百】。                   | 300          | 500    |      | count   | exact
        【两三个】部门                 | 2            | 3      | 个   | count   | exact
        【三四十人】                   | 30           | 40     | 人   | count   | exact
        【1500至2万元】                | 1500         | 20000  | 元   | money   | exact
    """,
    "lists": """
        增长【12.7个】、12个百分点       | 12.7         |        | 个百分点 | percentage_point | exact
        新增【3】、5家                 | 3            |        | 家   | count   | exact
        分别为【1.2】、3.4、5.6亿元      | 120000000    |        | 元   | money   | exact
    """,
    "bounds": """
        不少于【3亿元】                | 300000000    |        | 元   | money   | at_least
        【5亿元】以内                  | 500000000    |        | 元   | money   | at_most
        超过了【百分之零点九】          | 0.9          |        | %    | percent | at_least
        【20万人次】以上               | 200000       |        | 人次 | count   | at_least
        不超过【15天】                 | 15           |        | 天   | duration | at_most
        约【3000多】                   | 3000         |        |      | count   | approx
        签约【5个】                    | 5            |        | 个   | count   | exact
        附近【3家】                    | 3            |        | 家   | count   | exact
        至少增配工作人员【1名】          | 1            |        | 名   | count   | at_least
        【5公里】多                    | 5            |        | 公里 | measure | at_least
        不足【六成】                   | 60           |        | %    | percent | at_most
        高于全国【8.5个百分点】         | 8.5          |        | 个百分点 | percentage_point | exact
        超过【98%】、85%               | 98           |        | %    | percent | at_least
        超过98%、【85%】               | 85           |        | %    | percent | at_least
        分别增长【5%】、6.5%左右         | 5            |        | %    | percent | approx
        “最多跑一次”事项【91项】         | 91           |        | 项   | count   | exact
        超每千人【5.2批次】             | 5.2          |        | 批次 | count   | at_least
        未达到不低于【5%】的要求         | 5            |        | %    | percent | at_least
    """,
    "money": """
        合计【123元1角1分】            | 123.11       |        | 元   | money   | exact
        【五块三毛】                   | 5.3          |        | 块   | money   | exact
        【100000万美元】               | 1000000000   |        | 美元 | money   | exact
        【500万元】人民币              | 5000000      |        | 元   | money   | exact
        人民币【500万元】              | 5000000      |        | 元   | money   | exact
        【¥123.4万】                   | 1234000      |        | ¥    | money   | exact
        【$500万】                     | 5000000      |        | $    | money   | exact
        收入（亿元）【25.60】           | 2560000000   |        | 元   | money   | exact
        补贴【600元每人每月】           | 600          |        | 元每人每月 | money | exact
        均价【8000元/平方米】           | 8000         |        | 元/平方米 | money | exact
    """,
    "measures": """
        浓度【28微克/立方米】           | 28           |        | 微克/立方米 | measure | exact
        能力【1459万吨/年】            | 14590000     |        | 吨/年 | measure | exact
        节能【1302万吨标准煤】          | 13020000     |        | 吨标准煤 | measure | exact
        总胆固醇【3.81mmol/L】         | 3.81         |        | mmol/L | measure | exact
        面积【12km²】                  | 12           |        | km²  | measure | exact
        数据【2.3TB】                  | 2.3          |        | TB   | measure | exact
        含【548大卡】                  | 548          |        | 大卡 | measure | exact
    """,
    "classifiers": """
        检查【364个次】                | 364          |        | 个次 | count   | exact
        设备【42台（套）】             | 42           |        | 台（套） | count | exact
        投入【300人·日】               | 300          |        | 人·日 | count  | exact
        吞吐量【4387万标箱】           | 43870000     |        | 标箱 | count   | exact
        得分【96.4分】                 | 96.4         |        | 分   | count   | exact
        获【15项】目标考核第一          | 15           |        | 项   | count   | exact
        建成【15回】输电通道            | 15           |        | 回   | count   | exact
        【27部】地方性法规             | 27           |        | 部   | count   | exact
        承办【三届】博览会             | 3            |        | 届   | count   | exact
        事故死亡率【0.02】             | 0.02         |        |      | count   | exact
    """,
}  # fmt: skip
ROWS = [
    tuple(cell.strip() for cell in line.split("|"))
    for table in EXAMPLES.values()
    for line in table.strip().splitlines()
]


@pytest.mark.parametrize(("marked", "value", "high", "unit", "kind", "bound"), ROWS, ids=[row[0] for row in ROWS])
def test_example(marked: str, value: str, high: str, unit: str, kind: str, bound: str) -> None:
    text = re.sub("[【】]", "", marked)
    start, end = marked.index("【"), marked.index("】") - 1
    found = next(q for q in find_quantities(text) if q.span.start < end and q.span.end > start)
    assert (found.span.start, found.span.end, found.text) == (start, end, text[start:end])
    assert (found.value, found.high) == (Decimal(value), Decimal(high) if high else None)
    assert (found.unit, found.kind, found.bound) == (unit, kind, bound)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("4.02亿元", "1000000"),
        ("2.5万亿元", "100000000000"),
        ("92.25%", "0.01"),
        ("三千五百元", "100"),
        ("1万5千元", "1000"),
        ("2000个", "1"),
        ("三成", "10"),
        ("123元1角", "0.1"),
    ],
)
def test_step_is_what_the_last_stated_digit_is_worth(text: str, step: str) -> None:
    assert find_quantities(text)[0].step == Decimal(step)


def test_number_and_unit_have_their_own_spans() -> None:
    text = "年产120万吨"
    (found,) = find_quantities(text)
    assert found.number.of(text) == "120万"
    assert found.unit_span is not None
    assert found.unit_span.of(text) == "吨"


@pytest.mark.parametrize(
    "text",
    [
        "十分重要的统一部署，坚持三会一课",
        "收拾队伍，一些企业，全国两会，两岸三地",
        "李四人民币账户",
        "新建4/5G基站、T1000车间、V1.2.3版",
        "晋政发〔2025〕3号",
        "销量第三多，排名前三",
        "最近一次年报",
        "2025年1季度中国",
        "1—9月，“十四五”期间，2021—2025年",
        "单位：万元",
        "发展一体化、数字化，进一步统一思想，万一发生",
        "突出三个一批，抓好九个方面工作",
        "《关于2025年5个项目的通知》",
        "“30条”措施",
        "百分之",
        "",
    ],
)
def test_these_measure_nothing(text: str) -> None:
    assert find_quantities(text) == []


LEDGER = [
    ("2025年12月31日", "date"),
    ("12月", "date"),
    ("上半年", "date"),
    ("2026-02-28", "date"),
    ("2025- 02- 12 16: 05", "date"),
    ("二〇二五年", "date"),
    ("五年来", "period"),
    ("“十四五”时期", "period"),
    ("2021年以来", "period"),
    ("1—9月", "period"),
    ("2024—2026年", "period"),
    ("厅字〔2019〕28号", "document_number"),
    ("泽政发[2025]3号", "document_number"),
    ("国务院令第721号", "document_number"),
    ("第二十条第（一）项", "article"),
    ("第2位", "rank"),
    ("前三名", "rank"),
    ("第十四届", "ordinal"),
    ("第三次", "ordinal"),
    ("①", "enumerator"),
    ("三会一课", "name"),
    ("1+N", "name"),
    ("T1000", "name"),
    ("5G", "name"),
    ("G318", "name"),
    ("PM2.5", "name"),
    ("二十届三中全会", "name"),
    ("500强", "name"),
    ("0356-1234567", "contact"),
    ("https://www.example.gov.cn/a/2025.html", "contact"),
    ("5.1∶3.2∶1.7", "structure"),
    ("九个方面", "structure"),
]


@pytest.mark.parametrize(("entry", "category"), LEDGER)
def test_the_ledger_holds_each_number_whole(entry: str, category: str) -> None:
    text = f"有关{entry}，"
    found = [(text[m.start : m.end], m.category) for m in default_scanner().scan(fold(text), text, 2025)]
    assert found == [(entry, category)]


@pytest.mark.parametrize(
    ("text", "entry", "category"),
    [
        ("居全国第一。", "第一", "rank"),
        ("一是抓落实。", "一", "enumerator"),
        ("第一，抓落实。", "第一", "enumerator"),
        ("一、总体情况", "一、", "heading"),
        ("办好12345热线", "12345", "name"),
        ("芯联12英寸晶圆", "12英寸", "qualifier"),
        ("50万吨级码头", "50万吨", "qualifier"),
        ("亿元GDP死亡率", "亿元", "qualifier"),
        ("3岁以下婴幼儿", "3岁", "qualifier"),
        ("30分钟生活圈", "30分钟", "qualifier"),
        ("连续16年居首", "16年", "qualifier"),
        ("浏览次数：412次", "412次", "page"),
        ("邮编：048000", "048000", "contact"),
        ("昇腾384超节点", "384", "other"),
    ],
)
def test_what_stands_around_a_number_says_what_it_is(text: str, entry: str, category: str) -> None:
    (found,) = [m for m in default_scanner().scan(fold(text), text, 2025) if m.counts]
    assert (text[found.start : found.end], found.category) == (entry, category)


def test_a_number_nothing_explains_keeps_its_value() -> None:
    text = "昇腾384超节点"
    (found,) = default_scanner().scan(fold(text), text, 2025)
    assert found.quantity is not None
    assert found.quantity.value == 384


def test_words_of_bound_belong_to_the_outer_extent() -> None:
    text = "要求不少于4次以上，"
    (found,) = default_scanner().scan(fold(text), text, 2025)
    assert text[found.start : found.end] == "4次"
    assert text[found.outer_start : found.outer_end] == "不少于4次以上"


def test_a_heading_marker_is_a_heading() -> None:
    text = "工作情况\n（一）抓落实。完成3项"
    (marker, metric) = default_scanner().scan(fold(text), text, 2025, [(5, 11)])
    assert (text[marker.start : marker.end], marker.category) == ("（一）", "heading")
    assert metric.category == "metric"


def test_a_row_of_a_table_takes_the_unit_of_its_header_cell() -> None:
    first, second = find_quantities("一般公共预算收入（亿元）\t25.60\t30.10\n")
    assert (first.value, second.value, second.unit) == (Decimal(2560000000), Decimal(3010000000), "元")


def test_a_unit_may_stand_on_the_next_line() -> None:
    text = "金额4.02\n亿元"
    (found,) = find_quantities(text)
    assert (found.value, found.text) == (Decimal(402000000), "4.02\n亿元")


@given(st.integers(min_value=0, max_value=10**15))
@settings(max_examples=150, deadline=None)
def test_plain_integers_are_read_as_cn2an_writes_them(number: int) -> None:
    cn2an = pytest.importorskip("cn2an")
    for mode in ("low", "up"):
        reading = read_number(cn2an.an2cn(str(number), mode))
        assert reading is not None
        assert reading.value == number


# --- laws ---------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    (
        "0 1 12 2025 3.5 1,234 ０ ５％ . ， 、 。 ; ： （ ） “ ” 《 》 \n \t 年 月 日 个 件 万 亿 元 % 第 号 〔 〕 "
        "一 二 十 百 千 两 三 几 多 余 约 超过 以上 至 — - / 分之 成 倍 半 全年 去年 十四五 PM T G 公里 / "
        "平方米 个百分点 亿元 电话 浏览 附件 条 届 级 大 是 📊 \ud800 人 k w 块 角 零 兆 折 点 令 负 （亿元）"
    ).split(" ")
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_every_digit_is_in_exactly_one_mention_and_spans_slice(text: str) -> None:
    mentions = default_scanner().scan(fold(text), text, 2025)
    for before, after in pairwise(mentions):
        assert before.end <= after.start
    for mention in mentions:
        assert 0 <= mention.outer_start <= mention.start < mention.end <= mention.outer_end <= len(text)
        if (q := mention.quantity) is not None:
            assert q.text == q.span.of(text)
            assert (q.span.start, q.span.end) == (mention.start, mention.end)
            assert q.span.start <= q.number.start < q.number.end <= q.span.end
            assert q.high is None or q.high > q.value
            assert q.step > 0
    for digits in re.finditer("[0-9０-９]+", text):
        owners = [m for m in mentions if m.start < digits.end() and m.end > digits.start()]
        covered = sum(min(m.end, digits.end()) - max(m.start, digits.start()) for m in owners)
        assert covered == len(digits.group())


OTHERS = (pickle.loads(pickle.dumps(default_scanner())), Scanner(shipped("units"), shipped("numerals")))


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_the_scan_is_a_function_of_text_and_tables(text: str) -> None:
    first = default_scanner().scan(fold(text), text, 2025)
    assert all(other.scan(fold(text), text, 2025) == first for other in OTHERS)


@pytest.mark.soak
@pytest.mark.parametrize(
    "piece", ["1", "一", "亿", "（", "1，", ".", "1 ", "1、", "“1", "2025年-", "百分之", "(亿元)\t1"]
)
def test_cost_grows_linearly(piece: str) -> None:
    def calls(length: int) -> int:
        text = (piece * length)[:length]
        folded = fold(text)
        return operations(lambda: default_scanner().scan(folded, text, 2025))

    assert calls(6_000) < 5 * calls(1_500) + 1_000


def test_a_number_too_long_for_an_ordinal_is_not_torn_apart() -> None:
    assert [(m.start, m.end, m.category) for m in default_scanner().scan("第12345678", "第12345678", None)] == [
        (1, 9, "other")
    ]
