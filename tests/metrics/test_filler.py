"""No entry of the catalogue is there for one body alone: what one body states must be a term of a standard list."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import report_parser as rp
from report_parser.metrics.catalogue import default

# Families whose members are those of an official list, whether or not the corpus happens to state them: industries,
# products of the yearbook, the basket of consumer prices, goods of retail sales, kinds of trade and of transport, the
# government's classification of income and expenditure, kinds of schools, health institutions, insurance, relief and
# civil affairs institutions, the disclosure form, resources and the energy balance.
LISTED = frozenset(
    """accounts air bank budget budget_item builders care civil civil_money consumption cpi culture culture_rate debt
    disclosure durables_rural durables_urban emission energy engel enterprise_results export farm foreign freight
    freight_turnover graduated admitted gross_output growth health herd hotels income income_group income_rural
    income_urban insurance insured insured_active insured_rate insured_retired internet investment land length living
    machines output output_of output_volume passenger_turnover passengers people port post profits published pupils
    rate refusal relief relief_funds relief_money request retail revenue safety safety_value sales school_rate schools
    service_results share sights slaughtered sown_area spending spending_on staff teachers trade travel travel_money
    users value_added vehicles vital waters building""".split()
)
# The audit's and the rule-of-law report's own lists (`reference/`) are covered by a test of their own.
REFERENCED = frozenset(
    "audit rectification review litigation norms legality decisions enforcement counsel mediation aid notary publicity "
    "study petitions service oversight".split()
)


PLACES = (
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 "
    "广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 全州 我省 我市 疆电 晋电"
).split()


def body(path: Path) -> str:
    """Whose a report is: the same report stands in the corpus in several formats."""
    return path.stem.split(".")[0]


def test_what_one_body_alone_states_is_a_term_of_a_standard_list(shared: Path) -> None:
    """Titles and targets that national bodies set are stated by few of a small corpus: three in ten may be by one."""
    bodies: dict[str, set[str]] = defaultdict(set)
    for path in sorted(path for path in (shared / "corpus").rglob("*.*") if path.suffix in (".txt", ".docx")):
        for metric in rp.parse_file(path).metrics:
            if metric.indicator is not None:
                bodies[metric.indicator].add(body(path))
    own = [id_ for id_ in default().entries if id_.partition(".")[0] not in LISTED | REFERENCED]
    alone = [id_ for id_ in own if len(bodies[id_]) == 1]
    assert len(own) > 200
    assert len(alone) <= len(own) * 0.3, sorted(alone)


def test_no_name_holds_a_place() -> None:
    names = (
        (entry.id, name) for entry in default().entries.values() for name in (entry.name, *entry.aliases, *entry.short)
    )
    assert [(id_, name) for id_, name in names if any(place in name for place in PLACES)] == []
