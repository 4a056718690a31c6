"""Ways of saying that reports share, as families of sentences: what is counted, and by which name."""

from __future__ import annotations

import pytest

from report_parser import parse


def names(text: str) -> list[tuple[str, str, str]]:
    return [(o.quantity.text, o.role, o.name) for o in parse(text).observations]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a verb between the noun and its number
        ("全市共有律师事务所86家。", [("86家", "level", "律师事务所")]),
        ("审计项目实现37个。", [("37个", "level", "审计项目")]),
        ("全社会固定资产投资累计完成93亿元，年均增长8%。",
         [("93亿元", "level", "全社会固定资产投资"), ("8%", "delta", "全社会固定资产投资")]),
        # whose figure it is, and when, are no part of its name
        ("全县全年建成区面积31平方公里。", [("31平方公里", "level", "建成区面积")]),
        ("白石区全年受理行政复议案件53宗。", [("53宗", "level", "受理行政复议案件")]),
        # a change that belongs to the level, and one that belongs to the share
        ("完成投资8亿元，为年初预算的98.5%，增长3.2%。",
         [("8亿元", "level", "投资"), ("98.5%", "level", "投资为年初预算"), ("3.2%", "delta", "投资")]),
        ("企业贷款占全部贷款比重34.6%，比上年提高0.3个百分点。",
         [("34.6%", "level", "企业贷款占全部贷款比重"), ("0.3个百分点", "delta", "企业贷款占全部贷款比重")]),
        # the amount before its noun, and before what it belongs to
        ("造成726.6亿元税费流失。", [("726.6亿元", "level", "税费流失")]),
        ("推进总投资11亿元、占地6公顷的青禾水厂。",
         [("11亿元", "level", "青禾水厂总投资"), ("6公顷", "level", "青禾水厂占地")]),
        # a verb that is carried down a list
        ("新增科技型企业28家、示范平台23家。",
         [("28家", "level", "新增科技型企业"), ("23家", "level", "新增示范平台")]),
        ("平均压减办理时间58%、申请材料52%。",
         [("58%", "delta", "办理时间"), ("52%", "delta", "申请材料")]),
        # parts whose noun is the whole's, and parts that have one of their own
        ("卫生机构床位9万张，其中医院6.75万张。",
         [("9万张", "level", "卫生机构床位"), ("6.75万张", "level", "医院床位")]),
        ("自然保护地21个，其中湿地公园18个。", [("21个", "level", "自然保护地"), ("18个", "level", "湿地公园")]),
        ("收到申请103宗，不受理12宗（其中转送10宗）。",
         [("103宗", "level", "收到申请"), ("12宗", "level", "不受理申请"), ("10宗", "level", "转送申请")]),
        ("城镇居民人均可支配收入5万元。其中工资性收入3万元；经营净收入1万元。人均消费性支出3.2万元。",
         [("5万元", "level", "城镇居民人均可支配收入"), ("3万元", "level", "城镇居民工资性收入"),
          ("1万元", "level", "城镇居民经营净收入"), ("3.2万元", "level", "城镇居民人均消费性支出")]),
        # from one bound to another
        ("贷款额度由不超过1000万元放宽到不超过2000万元。",
         [("1000万元", "previous", "贷款额度"), ("2000万元", "level", "贷款额度")]),
        # lists of two units, and words that are two in one
        ("旅客、货邮吞吐量分别达4447万人次和65万吨。",
         [("4447万人次", "level", "旅客吞吐量"), ("65万吨", "level", "货邮吞吐量")]),
        ("城乡居民人均可支配收入分别增长4.2%、5.3%。",
         [("4.2%", "delta", "城镇居民人均可支配收入"), ("5.3%", "delta", "农村居民人均可支配收入")]),
        # notes, page numbers and wraps inside a name
        ("青禾县粮食产量[2]13507吨。", [("13507吨", "level", "青禾县粮食产量")]),
        # thresholds count for themselves
        ("地区生产总值跨过3个万亿级关口。", [("3个", "level", "万亿级关口")]),
        # who paid, bought and received how much
        ("青禾集团向30家供应商支付货款2.4亿元。",
         [("30家", "level", "支付货款供应商"), ("2.4亿元", "level", "支付货款")]),
        ("共办理38宗以区政府为被告的行政诉讼案件。", [("38宗", "level", "以区政府为被告的行政诉讼案件")]),
    ],
)  # fmt: skip
def test_family(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert names(text) == expected


def test_a_word_of_bound_holds_for_a_list_in_the_ledger_too() -> None:
    report = parse("入学率、巩固率均超过98%、95%。")
    assert [o.quantity.bound for o in report.observations] == ["at_least", "at_least"]
    assert [n.quantity.bound for n in report.numerals if n.quantity] == ["at_least", "at_least"]
