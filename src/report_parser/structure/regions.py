"""Places as a report writes them, and their six-digit codes (GB/T 2260, table `data/regions.tsv`).

A code is given only where the name leaves one choice: 鼓楼区 alone names four districts. The table holds the
divisions of `YEAR` and those that were merged or renamed since 2010, so that a name that once stood elsewhere is not
taken for certain.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import regex

YEAR = 2026

_MUNICIPALITIES = ("110000", "120000", "310000", "500000")
# How autonomous prefectures are called for short, with 州 behind.
_PREFECTURES = (
    "黔东南 黔南 黔西南 延边 湘西 恩施 凉山 甘孜 阿坝 楚雄 红河 文山 大理 德宏 怒江 迪庆 西双版纳 临夏 甘南 海北 "
    "黄南 海南 果洛 玉树 海西 昌吉 博尔塔拉 巴音郭楞 伊犁 克孜勒苏"
).split()
_PLACE = regex.compile(
    r"(?>(?!自治[区州县旗]|行政区|特别)(?:(?!关于|中共|政府|[局委办厅])\p{Han}){2,13}?(?:特别行政区|自治区|自治州|自治县|自治旗|省|(?<=\p{Han}{2})市|地区|盟(?!员)|"
    r"(?:经济技术|高新技术产业|经济|高新)?开发区|工业园区|[镇乡](?=人民政府|政府|20|$)|街道(?=办事处|20|$)|(?<=\p{Han}{2})(?<![保护风景社园牧林库灾片校特专地小]区?)区(?!域|划|块)|[县旗]|"
    rf"(?<={'|'.join(_PREFECTURES)})州)){{1,4}}"
)


def leading(folded: str, start: int, end: int) -> int:
    """Where the place that a stretch of text begins with ends; `start` if it begins with none.

    >>> [s[: leading(s, 0, len(s))] for s in ("砚溪县审计局", "浙江省杭州市西湖区司法局", "市场监管局")]
    ['砚溪县', '浙江省杭州市西湖区', '']
    """
    hit = _PLACE.match(folded, start, end)
    if hit is not None:
        return hit.end()
    short = next((n for n in (3, 2) if folded[start : min(start + n, end)] in _by_name()), 0)
    return start + short


def code(place: str, near: str = "") -> str | None:
    """The code of a place written with or without the places above it, or None where that is not certain.

    `near` is text of the same page in which a city or province may be named that leaves one choice.

    >>> code("泽州县"), code("杭州市西湖区"), code("鼓楼区"), code("鼓楼区", near="南京市人民政府"), code("砚溪县")
    ('140525', '330106', None, '320106', None)
    """
    found = _codes(place)
    if len(found) > 1 and near:
        named = [c for c in found if any(name in near for name in _above(c))]
        found = named or found
    return found[0] if len(found) == 1 else None


def _codes(place: str) -> list[str]:
    """Every division that the words can mean: the name at the end, under the names before it."""
    for cut in range(len(place)):
        choices = _by_name().get(place[cut:]) or _short().get(place[cut:])
        if choices is None:
            continue
        if cut == 0:
            return _certain(choices)
        above = _codes(place[:cut])
        if not above:
            return []
        return _certain([c for c in choices if any(_inside(c[0], upper) for upper in above)])
    return []


def _certain(choices: list[tuple[str, str]]) -> list[str]:
    """Current codes; a former one counts where it lies in another province, or where no current one is left."""
    current = [code for code, last in choices if not last]
    if not current:
        latest = max((last for _, last in choices), default="")
        return [code for code, last in choices if last == latest]
    provinces = {code[:2] for code in current}
    return current + [code for code, last in choices if last and code[:2] not in provinces]


def _inside(code: str, upper: str) -> bool:
    """True if a division lies in another one, by their codes."""
    if upper.endswith("0000"):
        return code[:2] == upper[:2] and code != upper
    return upper.endswith("00") and code[:4] == upper[:4] and code != upper


def _above(code: str) -> list[str]:
    """The names of the province and the city that a division belongs to."""
    names = _by_code()
    uppers = (code[:2] + "0000", code[:4] + "00")
    return [names[upper] for upper in uppers if upper in names and upper != code]


@cache
def _table() -> tuple[tuple[str, str, str], ...]:
    """The rows of the table: code, name, and the last year of a division that is no more (else empty)."""
    text = (files("report_parser") / "data" / "regions.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple((row[0], row[1], row[2] if len(row) > 2 else "") for row in rows)


@cache
def _by_name() -> dict[str, list[tuple[str, str]]]:
    """The divisions of every name: code and last year."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code, name, last in _table():
        found.setdefault(name, []).append((code, last))
    return found


@cache
def _short() -> dict[str, list[tuple[str, str]]]:
    """Provinces without 省, autonomous regions and prefectures by their short names: 山东, 内蒙古, 大理州."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code, name, last in _table():
        if name.endswith("自治州"):
            short = next((f"{s}州" for s in _PREFECTURES if name.startswith(s)), None)
        elif code.endswith("0000"):
            short = name[:3] if name.startswith(("内蒙古", "黑龙江")) else name[:2]
        else:
            short = None
        if short is not None:
            found.setdefault(short, []).append((code, last))
    return found


@cache
def _by_code() -> dict[str, str]:
    """The names of the current divisions."""
    return {code: name for code, name, last in _table() if not last}
