"""When a value holds: one table a convention, with invented places."""

from __future__ import annotations

import pytest

from report_parser import Parser, Report, parse
from report_parser.context import times
from report_parser.numerals.scan import default_scanner

ANNUAL = "青禾县司法局2024年法治政府建设报告\n一、2024年工作情况\n{}\n二、2025年工作打算\n{}\n"
WORK = "青禾县2024年政府工作报告\n一、2023年工作回顾\n{}\n二、2024年工作安排\n{}\n"
FIVE = "青禾县2026年政府工作报告\n一、过去五年工作回顾\n{}\n二、2026年工作安排\n{}\n"


def days(report: Report) -> list[tuple[str, str | None]]:
    """Each number with its period: a year, two years, or two days."""
    periods = [(o.quantity.text, o.period) for o in report.observations]
    return [(text, written(p and (str(p.start), str(p.end)))) for text, p in periods]


def written(period: tuple[str, str] | None) -> str | None:
    if period is None:
        return None
    start, end = period
    if start.endswith("-01-01") and end.endswith("-12-31"):
        return start[:4] if start[:4] == end[:4] else f"{start[:4]}/{end[:4]}"
    return f"{start}/{end}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a time without a year is of the year of its frame
        ("上半年立案18件。", ["2024-01-01/2024-06-30"]),
        ("一季度立案18件，二季度立案22件。", ["2024-01-01/2024-03-31", "2024-04-01/2024-06-30"]),
        ("1—11月，立案18件。", ["2024-01-01/2024-11-30"]),
        ("1-9月立案18件。", ["2024-01-01/2024-09-30"]),
        ("今年以来，立案18件。", ["2024"]),
        ("截至目前，立案18件。", ["2024"]),
        ("截至2024年底，在册律师18人。", ["2024"]),
        ("年末在册律师18人。", ["2024"]),
        ("截至6月底，在册律师18人，其中女律师5人。", ["2024-06-30/2024-06-30"] * 2),
        # … and of another year where its sentence names one
        ("2022年上半年立案18件，下半年立案22件。", ["2022-01-01/2022-06-30", "2022-07-01/2022-12-31"]),
        ("2022年1—9月，立案18件。", ["2022-01-01/2022-09-30"]),
        ("2022年，1—9月立案18件。", ["2022-01-01/2022-09-30"]),
        ("去年立案18件。", ["2023"]),
        ("2022年3月检查12家；4月检查15家。", ["2022-03-01/2022-03-31", "2022-04-01/2022-04-30"]),
        # shared out
        ("2021年、2022年、2023年分别立案3件、4件、5件。", ["2021", "2022", "2023"]),
        ("2021、2022、2023年分别立案3件、4件和5件。", ["2021", "2022", "2023"]),
        ("2022年和2023年立案数分别为3件和4件。", ["2022", "2023"]),
        ("2021至2023年立案数分别为3件、4件、5件。", ["2021", "2022", "2023"]),
        ("10月、11月分别立案3件、4件。", ["2024-10-01/2024-10-31", "2024-11-01/2024-11-30"]),
        ("四个季度分别立案3件、4件、5件、6件。",
         ["2024-01-01/2024-03-31", "2024-04-01/2024-06-30", "2024-07-01/2024-09-30", "2024-10-01/2024-12-31"]),
        ("2021年、2022年、2023年甲、乙两镇分别立案3件、4件。", ["2023"] * 2),
        # what dates nothing
        ("按2020年价格计算，总产值12亿元。", ["2024"]),
        ("处理上年度结转案件12件。", ["2024"]),
        ("实施2030启航计划，培育企业12家。", ["2024"]),
        ("印发《2022年普法要点》，开展宣讲12场。", ["2024"]),
        # what belongs to a noun is of its number alone
        ("对2021年以来查出的12个问题开展回头看，整改率达到92%。", ["2021/2024", "2024"]),
        # the time behind its subject
        ("3家中介2020年至2022年，伪造劳动合同12份。", ["2020/2022"] * 2),
        ("在5所学校未配备食堂的情况下，2021年花费30万元修建假山。", ["2021"] * 2),
        # what only sets the scene
        ("财政局于2022年3月调整费率后，多安排预算6亿元。", ["2024"]),
        # since
        ("2021年以来，立案18件。", ["2021/2024"]),
        ("自2022年起，立案18件。", ["2022/2024"]),
        # bare lengths of time
        ("三年培训律师18人，新增调解员9人。", ["2022/2024", "2024"]),
        # what a change starts from
        ("结案率由2022年的71%提高到92%。", ["2022", "2024"]),
        ("结案率由上年的71%提高到92%。", ["2023", "2024"]),
        ("结案率由71%提高到92%。", [None, "2024"]),
        ("立案20件（上年同期18件），罚款5万元（去年：4万元）。", ["2024", "2023", "2024", "2023"]),
        ("结案率从年初的71%提高到92%。", ["2024-01-01/2024-01-01", "2024"]),
        ("结案率比2022年提高3个百分点。", ["2023/2024"]),
        ("结案率比2023年提高3个百分点。", ["2024"]),
    ],
)  # fmt: skip
def test_in_an_annual_report(text: str, wanted: list[str | None]) -> None:
    assert [period for _, period in days(parse(ANNUAL.format(text, "继续努力。")))] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("五年新建学校12所。", ["2021/2025"]),
        ("五年来，新建学校12所、新增学位3000个。", ["2021/2025"] * 2),
        ("五年来，城镇化率达到60%。", ["2025"]),
        ("地区生产总值突破300亿元、年均增长6%。", ["2025", "2021/2025"]),
        ("地区生产总值由200亿元增加到300亿元。", [None, "2025"]),
        ("累计完成投资90亿元。", ["2021/2025"]),
        ("地区生产总值迈上200亿元台阶，达到230亿元。", ["2021/2025", "2025"]),
        ("办理人大代表建议120件。", ["2021/2025"]),
        ("12个重点项目竣工投产。", ["2021/2025"]),
        ("高速公路通车里程达120公里。", ["2025"]),
        ("企业总数增至320家。", ["2025"]),
        ("农民收入提高16个百分点。", ["2021/2025"]),
        ("粮食产量比上年增长2%。", ["2025"]),
        ("2025年，粮食产量30万吨。", ["2025"]),
        ("2023年，新建学校3所。", ["2023"]),
        ("“十四五”时期新建学校12所。", ["2021/2025"]),
        ("2025年粮食产量30万吨，五年平均增长2%；财政收入9亿元。", ["2025", "2021/2025", "2025"]),
    ],
)
def test_in_a_report_on_five_years(text: str, wanted: list[str | None]) -> None:
    assert [period for _, period in days(parse(FIVE.format(text, "继续努力。")))] == wanted


@pytest.mark.parametrize(
    ("review", "plan", "wanted"),
    [
        ("去年新建学校3所。", "今年新建学校5所。", ["2023", "2024"]),
        ("全年新建学校3所。", "全年新建学校5所。", ["2023", "2024"]),
        ("上半年新建学校3所。", "上半年新建学校5所。", ["2023-01-01/2023-06-30", "2024-01-01/2024-06-30"]),
        ("新建学校3所。", "到2026年，学校达到50所。", ["2023", "2026"]),
        ("新建学校3所。", "未来五年，新建学校5所。", ["2023", "2024/2028"]),
    ],
)
def test_in_a_work_report(review: str, plan: str, wanted: list[str | None]) -> None:
    assert [period for _, period in days(parse(WORK.format(review, plan)))] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("办结案件52件。", [None]),
        ("上半年办结案件52件。", [None]),
        ("2024年上半年办结案件52件，下半年办结案件61件。", ["2024-01-01/2024-06-30", "2024-07-01/2024-12-31"]),
        ("2024年二季度立案30件，三季度立案42件。", ["2024-04-01/2024-06-30", "2024-07-01/2024-09-30"]),
        ("2024年1～11月进出口总额35亿元。", ["2024-01-01/2024-11-30"]),
    ],
)
def test_without_a_report_around(text: str, wanted: list[str | None]) -> None:
    assert [period for _, period in days(parse(text))] == wanted


def test_paragraphs_of_a_report_mix_the_span_and_the_year() -> None:
    text = FIVE.format(
        "五年来，我们坚持项目为王，新建园区3个，工业产值达到90亿元。\n"
        "——交通更加便利。新改建公路120公里，公路总里程达900公里。\n"
        "刚刚过去的2025年，是“十四五”收官之年。我们攻坚克难。新建园区1个。\n"
        "——民生持续改善。新建学校2所，城镇化率达到60%。",
        "今年是“十五五”开局之年。新建园区2个。",
    )
    assert [period for _, period in days(parse(text))] == [
        "2021/2025", "2025", "2021/2025", "2025", "2025", "2025", "2025", "2026",
    ]  # fmt: skip


def test_a_year_that_is_named_in_passing_holds_for_its_sentence() -> None:
    text = FIVE.format(
        "（一）综合实力增强。2025年，工业产值达到90亿元。累计实施项目60个。\n（二）民生持续改善。新建学校12所。",
        "新建园区2个。",
    )
    assert [period for _, period in days(parse(text))] == ["2025", "2021/2025", "2021/2025", "2026"]


def test_a_text_of_one_sentence_a_line() -> None:
    text = (
        "青禾县2023年工作情况\n全县上下攻坚克难。\n地区生产总值210亿元。\n截至9月底，登记企业3200户。\n"
        "其中新登记420户。\n2024年打算如下。\n新建学校2所。\n"
    )
    found = parse(text)
    assert [period for _, period in days(found)] == ["2023", "2023-09-30/2023-09-30", "2023-09-30/2023-09-30", "2024"]
    assert [o.status for o in found.observations] == ["actual", "actual", "actual", "planned"]


def test_the_target_paragraph_that_names_the_plan_is_of_its_year() -> None:
    text = FIVE.format(
        "2025年，新建学校3所。",
        "今年是“十五五”规划开局之年，做好全年工作意义重大。经济社会发展主要预期目标是：地区生产总值增长6%左右，新增就业2万人。\n"
        "这些目标与“十五五”目标衔接。重点抓好以下工作：\n（一）扩大投资。新建园区2个。",
    )
    rows = days(parse(text))
    assert rows[1:] == [("6%", "2026"), ("2万人", "2026"), ("2个", "2026")]


def test_targets_of_five_years_stand_beside_those_of_one() -> None:
    text = (
        "青禾县2026年政府工作报告\n一、2025年工作回顾\n新建学校3所。\n"
        "二、“十五五”时期主要目标\n地区生产总值年均增长6%，城镇化率达到65%，新建学校20所。\n"
        "三、2026年工作安排\n新建学校4所。\n"
    )
    assert [period for _, period in days(parse(text))] == ["2025", "2026/2030", "2030", "2026/2030", "2026"]


def test_a_brief_without_headings() -> None:
    text = (
        "青禾县2024年上半年经济运行情况报告\n今年以来，全县经济稳中有进。上半年，固定资产投资增长6%。\n"
        "1—6月，规上工业增加值增长7%。截至6月底，存款余额90亿元。\n"
    )
    found = parse(text)
    assert days(found) == [
        ("6%", "2024-01-01/2024-06-30"),
        ("7%", "2024-01-01/2024-06-30"),
        ("90亿元", "2024-06-30/2024-06-30"),
    ]
    assert {o.status for o in found.observations} == {"actual"}


def test_a_wrap_does_not_hide_that_a_time_runs_on() -> None:
    text = "2020年以\n来，伪造合同12份。"
    (time,) = times.read(text, default_scanner().scan(text, text, 2024))
    assert time.since


@pytest.mark.parametrize("year", [2000, 2009, 2016, 2024])
def test_the_same_words_in_any_year(year: int) -> None:
    text = f"青禾县{year}年政府工作报告\n一、{year - 1}年工作回顾\n上半年立案3件。\n二、{year}年工作安排\n立案5件。\n"
    assert days(parse(text)) == [("3件", f"{year - 1}-01-01/{year - 1}-06-30"), ("5件", str(year))]


def test_a_leap_day_is_moved() -> None:
    assert days(Parser().parse(ANNUAL.format("2月立案3件。", "2月立案5件。"))) == [
        ("3件", "2024-02-01/2024-02-29"),
        ("5件", "2025-02-01/2025-02-28"),
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Targets behind a year that was told of are of the plan's year, in all their sentences.
        (
            "刚刚过去的2024年，全县上下攻坚克难。生产总值增长5%。\n2025年主要预期目标是：生产总值增长6%。新增就业2000人。",
            [("actual", "2024"), ("planned", "2025"), ("planned", "2025")],
        ),
        # A body plans: that holds for its whole sentence, whatever the verb.
        (
            "2024年，青禾县实现生产总值163亿元。\n2025年，青禾县计划招引项目20个，完成投资15亿元。",
            [("actual", "2024"), ("planned", "2025"), ("planned", "2025")],
        ),
        # Projects for the people are announced, unless they are done.
        (
            "2025年民生实事项目主要包括：建设养老院3家，新增床位500张。",
            [("planned", "2025"), ("planned", "2025")],
        ),
        # The first lines tell the time of all that follows where no title does.
        (
            "10月27日，记者从2024年前三季度经济运行情况通气会上获悉，全县生产总值86亿元。\n粮食产量30万吨。",
            [("actual", "2024-01-01/2024-09-30"), ("actual", "2024-01-01/2024-09-30")],
        ),
        (
            "青禾县统计局公布了2024年12月份全县物价数据。\n蔬菜价格上涨3%。\n从上半年看，蔬菜价格上涨1%。",
            [("actual", "2024-12-01/2024-12-31"), ("actual", "2024-01-01/2024-06-30")],
        ),
        # News speaks from the year in which it appears.
        (
            "青禾县今年建成学校12所\n发布时间：2024-11-27 09:57:29 来源：青禾日报\n"  # noqa: ISC004
            "青禾日报8月16日电（记者 许一诺）今年以来，建成学校12所。2023年全县共有学校200所。去年，全县投资3亿元。",
            [("actual", "2024"), ("actual", "2024"), ("actual", "2023"), ("actual", "2023")],
        ),
        (
            "27日公布的《2012年度青禾省就业公报》显示，记者从省人社厅获悉，到去年底，全省就业人员76万人。",
            [("actual", "2012")],
        ),
        # The targets that were reached, and the tasks that were set.
        (
            "2024年，青禾县农业稳中有进。\n\n全面完成年度目标任务\n\n粮食产量30万吨，新建学校2所。",
            [("actual", "2024"), ("actual", "2024")],
        ),
        (
            "全县水利建设的主要任务是：计划完成工程11件，其中水毁修复6件。实现灌溉面积5800亩。",
            [("planned", None), ("planned", None), ("planned", None)],
        ),
        # What the county must reach is planned.
        (
            "2024年，全县完成投资5亿元。\n12月当月要完成投资1亿元。",
            [("actual", "2024"), ("planned", "2024-12-01/2024-12-31")],
        ),
    ],
)
def test_in_a_text_without_headings(text: str, wanted: list[tuple[str, str | None]]) -> None:
    report = parse(text)
    assert [(o.status, when) for o, (_, when) in zip(report.observations, days(report), strict=True)] == wanted


def test_a_day_up_to_which_is_told_is_the_last_before_the_report_was_given() -> None:
    report = parse(
        "关于2024年度县级预算执行和其他财政收支的审计工作报告\n"
        "——2025年7月29日在青禾县人大常委会会议上\n青禾县审计局局长 许一诺\n"
        "一、审计整改情况\n对2024年度审计发现的341个问题，各单位边审边改，截至6月底已整改97个。"
    )
    assert days(report)[-1] == ("97个", "2025-06-30/2025-06-30")
