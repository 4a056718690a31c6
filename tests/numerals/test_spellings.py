"""Every spelling of a number, by kinds: what stands in a text, and the value, unit and kind that it states."""

from __future__ import annotations

from decimal import Decimal

import pytest

from report_parser import find_quantities, parse

Case = tuple[str, str]


def said(text: str) -> str:
    """The quantities of a text in short: value, or low–high, with the unit."""
    return " ".join(
        f"{q.value}{'' if q.high is None else f'–{q.high}'}{q.unit.replace('，', ',')}" for q in find_quantities(text)
    )


SPREAD: list[Case] = [
    ("占比百 分 之 二", "2%"),
    ("占比百分之 12.5", "12.5%"),
    ("占比百 分\n之 三十", "30%"),
    ("下降百分之一 点五", "1.5%"),
    ("约 六 点 五 成", "65%"),
    ("约七成 六", "76%"),
    ("约五 分之 一", "20%"),
    ("提高一百五十\u3000\u3000\u3000个百分点", "150个百分点"),
    ("提高四点 五个百 分 点", "4.5个百分点"),
    ("共三千 八百 六十五户", "3865户"),
    ("共一百 二 十 几亿元", "12000000000元"),
    ("产量五百 余万吨", "5000000吨"),
    ("产量1000  万吨", "10000000吨"),
    ("栏次 一 二 三 四", ""),
    ("见附表 一 百姓生活", ""),
]
FORMAL: list[Case] = [
    ("罚款陸拾元", "60元"),
    ("费率为仟分之贰", "0.2%"),
    ("费率为萬分之肆", "0.04%"),
    ("超过二分之壹", "50%"),
    ("约占伍分之叁", "60%"),
    ("限肆拾日内", "40日"),
    ("风险为百万分之五", "0.0005%"),
    ("风险为十万分之三点二", "0.0032%"),
    ("降幅约为万分之0.5", "0.005%"),
]
CHAINS: list[Case] = [
    ("收入5亿1万4千6百元", "500014600元"),
    ("收入3万2千4百5十6元", "32456元"),
    ("登记1千零20户", "1020户"),
    ("登记2千零30万户", "20300000户"),
    ("登记1万600户", "10600户"),
    ("到会一百03人", "103人"),
    ("到会一千20人", "1020人"),
    ("到会三万2千人", "32000人"),
    ("收入两千万点五元", "20000000.5元"),
    ("成立3万500强企业", "30000"),
    ("截至2万2025年", "20000"),
]
ROUND: list[Case] = [
    ("按时率达百分百", "100%"),
    ("抽查率为百分三十", "30%"),
    ("增长半成", "5%"),
    ("半成品库存", ""),
    ("年过半百。", "50"),
    ("百分制考核", ""),
    ("得分七十八点五分", "78.5分"),
    ("测评九点六分", "9.6分"),
    ("九点三十分开会", ""),
    ("十点零五分开会", ""),
]
SHORT: list[Case] = [
    ("户均收入两万三。", "23000"),
    ("户均增收一万六七，", "16000–17000"),
    ("收入增加三千。", "3000"),
    ("桃李三千，", "3000"),
    ("租金两万一年，", "20000"),
    ("补贴三千一月，", "3000"),
    ("补偿五百一亩，", "500"),
    ("共一百一十一人", "111人"),
]
SIGNED: list[Case] = [
    ("气温降至负12℃", "-12℃"),
    ("利润为负的12亿元", "-1200000000元"),
    ("增速为负百分之二", "-2%"),
    ("湖面海拔负155米", "-155米"),
    ("气温零下五摄氏度", "-5摄氏度"),
    ("同比-15.2%", "-15.2%"),
    ("出口额（−4.2%）", "-4.2%"),
    ("环比+3.1%", "3.1%"),
    ("用电量↑5.3%", "5.3%"),
    ("为企业减负12亿元", "1200000000元"),
    ("肩负3项任务", "3项"),
    ("新建3-5家", "3–5家"),
    ("气温降至-12℃至-5℃", "-12–-5℃"),
    ("气温-5℃～8℃", "-5–8℃"),
    ("气温为5至-8℃", "5 -8℃"),
    ("pH值6.5~8.5", "6.5–8.5"),
    ("占比为百分之五~1", "5% 1"),
    ("占比为百分之三至五", "3–5%"),
]
LISTS: list[Case] = [
    ("造价分别为300，450，600万元", "3000000元 4500000元 6000000元"),
    ("造价600、450、300万元", "6000000元 4500000元 3000000元"),
    ("件数依次为15，200，36件", "15件 200件 36件"),
    ("费用1，203，450元", "1203450元"),
    ("费用82，225.00元", "82225元"),
    ("完成投资1，203万元", "12030000元"),
    ("收费￥20，300美元", "20￥ 300美元"),
    ("下调175个、125个、50个基点", "175个基点 125个基点 50个基点"),
    ("提高25个和10个千分点", "25个千分点 10个千分点"),
    ("1500、2万家", "1500家 20000家"),
]
CURRENCIES: list[Case] = [
    ("投资2亿元港币", "200000000港币"),
    ("到账300万元美元", "3000000美元"),
    ("到账300万元（美元）", "3000000元"),
    ("捐赠5000元澳门币", "5000澳门币"),
    ("总价为美元1,250.50", "1250.5美元"),
    ("罚款人民币：30000", "30000人民币"),
    ("借款人民币壹佰贰拾万元整", "1200000元"),
    ("借款港币两千元", "2000元"),
    ("1美元7.12元", "1美元 7.12元"),
    ("收入1¥2元", "1 2元"),
]
RATES: list[Case] = [
    ("死亡率12.3/10万", "12.3/10万"),
    ("见1.2节所述", ""),
    ("依照第3.2.1条", ""),
    ("今日访问：3026次\u3000总访问：1,280,000次", ""),
    ("浏览量：1.2万", ""),
    ("网站访问量达120万次", "1200000次"),
    ("产值5亿元[3]，①增长6%¹", "500000000元 6%"),
    ("自然增长率5‰", "5‰"),
    ("专利15部／百人", "15部／百人"),
    ("能耗0.32吨标准煤/万元", "0.32吨标准煤/万元"),
    ("亿元GDP生产安全事故死亡0.012人", "0.012人"),
    ("降息75个基点", "75个基点"),
    ("降准50BP", "50BP"),
]
BODIES: list[Case] = [
    ("抽查11省159县", "11省 159县"),
    ("涉及12镇130村", "12镇 130村"),
    ("覆盖3街道7社区", "3街道 7社区"),
    ("9省市的账户", "9省市"),
    ("建成3县级医院", "3"),
    ("两省合作", ""),
]
TERMS: list[Case] = [
    ("三次产业结构4.7∶40.3∶55.0", "4.7% 40.3% 55%"),
    ("产业结构由4.9：41.0：54.1调整为4.7 : 40 : 55.3", "4.9% 41% 54.1% 4.7% 40% 55.3%"),
    ("三次产业结构调整为5:40:55", "5% 40% 55%"),
    ("按5:3:2比例分担", ""),
    ("比例为1:2.5:3", ""),
]
FORMS: list[Case] = [
    ("⼆⼗⼋件", "28件"),
    ("⽐上年增⻓6%", "6%"),
    ("收入㈠3元", "3元"),
]
ALL = [
    *SPREAD, *FORMAL, *CHAINS, *ROUND, *SHORT, *SIGNED, *LISTS, *CURRENCIES, *RATES, *BODIES, *TERMS, *FORMS,
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ALL, ids=[text for text, _ in ALL])
def test_spelling(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), ALL, ids=[text for text, _ in ALL])
def test_every_digit_of_it_stands_in_the_ledger(text: str, expected: str) -> None:
    del expected
    held = "".join(numeral.text for numeral in parse(text).numerals)
    assert all(held.count(digit) == text.count(digit) for digit in "0123456789")


def test_the_currency_behind_yuan_counts() -> None:
    (quantity,) = find_quantities("到账300万元（美元）")
    assert (quantity.value, quantity.unit_id) == (Decimal(3_000_000), "USD")


def test_a_composition_keeps_a_share_for_each_term() -> None:
    terms = find_quantities("三次产业结构4.7∶40.3∶55.0")
    assert [(term.text, term.kind, term.unit, str(term.step)) for term in terms] == [
        ("4.7", "percent", "%", "0.1"),
        ("40.3", "percent", "%", "0.1"),
        ("55.0", "percent", "%", "0.1"),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("借款人民币壹佰贰拾万元整。", "借款"),
        ("培训费：人民币1250元。", "培训费"),
        ("实收金额：壹佰贰拾叁圆整", "实收金额"),
        ("人均补贴三千一月，", "人均补贴"),
    ],
)
def test_a_currency_and_a_price_per_time_are_no_part_of_the_name(text: str, name: str) -> None:
    assert [row["name"] for row in parse(text).rows()] == [name]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("联系电话：0596-2800123。受理咨询320件。", 1),
        ("联系电话：0596-2800123，全年受理咨询320件。", 1),
        ("联系电话：0596-2800123  浏览量320次", 0),
    ],
)
def test_a_sentence_behind_a_telephone_number_counts(text: str, count: int) -> None:
    assert len(parse(text).rows()) == count


def test_blanks_inside_a_number_belong_to_its_place() -> None:
    text = "整改率为百 分 之 九 十，提高三 个 百 分 点。"
    assert [q.span.of(text) for q in find_quantities(text)] == ["百 分 之 九 十", "三 个 百 分 点"]
