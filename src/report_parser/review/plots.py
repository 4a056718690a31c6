"""Charts of reports with Altair, and saving them as SVG, PNG or HTML without a network (extra `plot`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_parser.data import load
from report_parser.errors import MissingExtraError
from report_parser.extras import needs
from report_parser.models import Metric, Observation, Quantity, Report, Role
from report_parser.output.replacing import replacing, write_text
from report_parser.review.labels import Labels, Language
from report_parser.review.markup import tag, text, visible

if TYPE_CHECKING:
    import altair as alt

FONTS = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, SimHei, sans-serif"

_LEVEL, _PREVIOUS, _SOFT = "#0f9d6b", "#9aa5b1", "#6b7280"
_SCALES = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))
_LABEL = 300  # pixels that a name may take


def changes(report: Report, language: Language = "zh") -> alt.VConcatChart:
    """From the previous value to the level (77.73% → 92.25%): one line a metric, one panel a unit.

    Raises MissingExtraError, and ValueError if the report states no such pair.
    """
    labels, panels = Labels(language), dict[str, list[dict[str, Any]]]()
    for metric in report.metrics:
        before, now = metric.previous, metric.level
        if before and now and before.quantity.unit_id == now.quantity.unit_id:
            pair = {"name": visible(metric.name), "at": f"{now.quantity.span.start:09}"}
            a, b = before.quantity, now.quantity
            stated = {"before": float(a.value), "now": float(b.value), "said_before": a.text, "said_now": b.text}
            panels.setdefault(b.unit_id or b.unit, []).append(pair | stated | {"unit": b.unit})
    if not panels:
        raise ValueError("the report states no level with the value before it.")
    charts = [_dumbbells(rows, labels) for rows in panels.values()]
    return _framed(charts, _title(report, labels))


def _dumbbells(rows: list[dict[str, Any]], labels: Labels) -> alt.LayerChart | alt.FacetChart:
    """One panel: for each row two dots on a line, before and now."""
    with needs("plot"):
        import altair as alt

    scale, prefix = _scale(max(abs(row[key]) for row in rows for key in ("before", "now")))
    values = _number_duplicates([row | {"before": row["before"] / scale, "now": row["now"] / scale} for row in rows])
    for row in values:
        ends = [(row["before"], row["said_before"]), (row["now"], row["said_now"])]
        (row["left"], row["said_left"]), (row["right"], row["said_right"]) = sorted(ends)
    low, high = min(row["left"] for row in values), max(row["right"] for row in values)
    room = (high - low or 1) * 0.16
    axis = alt.Axis(title=visible(prefix + rows[0]["unit"]) or None, titleAnchor="end", tickCount=6)
    across = alt.Scale(domain=[low - room, high + room], nice=False, zero=False)
    base = alt.Chart(alt.InlineData(values=values)).encode(y=_names("at"))
    line = base.mark_rule(strokeWidth=3, color=_PREVIOUS, opacity=0.6).encode(
        x=alt.X("before:Q", axis=axis, scale=across), x2="now:Q"
    )
    before = base.mark_point(size=80, filled=True, opacity=1, color="white", stroke=_SOFT, strokeWidth=2).encode(
        x=alt.X("before:Q", scale=across)
    )
    now = base.mark_point(size=100, filled=True, opacity=1, color=_LEVEL).encode(x=alt.X("now:Q", scale=across))
    left = base.mark_text(align="right", dx=-9, fontSize=11).encode(x="left:Q", text="said_left:N")
    right = base.mark_text(align="left", dx=9, fontSize=11).encode(x="right:Q", text="said_right:N")
    legend = _subtitle(f"○ {labels.of('role', 'previous')} → ● {labels.of('role', 'level')}")
    return alt.layer(line, before, now, left, right).properties(width=520, height=alt.Step(30), title=legend)


def _number_duplicates(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with different names: a chart would draw rows of one name on one line, so later ones get a number."""
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row["name"]] += 1
        if seen[row["name"]] > 1:
            row["name"] += f" ({seen[row['name']]})"
    return rows


def _names(order: str) -> Any:
    """The axis with the names, sorted by the field `order`."""
    import altair as alt

    axis = alt.Axis(title=None, labelLimit=_LABEL, ticks=False, domain=False, labelPadding=8)
    return alt.Y("name:N", sort=alt.EncodingSortField(order, order="ascending"), axis=axis)


def breakdown(report: Report, metric: Metric | str | None = None, language: Language = "zh") -> alt.VConcatChart:
    """Parts of a whole as bars: of one metric, given itself or by its name, or of every metric that has parts.

    Raises MissingExtraError, and ValueError if nothing has parts.
    """
    labels = Labels(language)
    parts: dict[int, list[tuple[str, Quantity]]] = {}
    units = {m.id: m.level.quantity.unit_id for m in report.metrics if m.level}
    for part in report.metrics:
        if part.part_of in units and part.level and part.level.quantity.unit_id == units[part.part_of]:
            parts.setdefault(part.part_of, []).append((part.name, part.level.quantity))
    name = metric.name if isinstance(metric, Metric) else metric
    least = 2 if name is None else 1
    panels = [
        _bars(m.name, m.level.quantity, parts[m.id])
        for m in report.metrics
        if m.level and len(parts.get(m.id, ())) >= least and name in (None, m.name)
    ]
    if not panels:
        raise ValueError("no metric with parts" + (" is stated." if name is None else f" is named {name}."))
    return _framed(panels, _title(report, labels))


def _bars(name: str, whole: Quantity, parts: list[tuple[str, Quantity]]) -> alt.LayerChart | alt.FacetChart:
    """One panel: the parts of one whole as bars."""
    with needs("plot"):
        import altair as alt

    top = max(float(abs(part.value)) for _, part in parts) or 1.0
    scale, prefix = _scale(top)
    values = [
        {"name": visible(n), "at": f"{q.span.start:09}", "value": float(q.value) / scale, "said": _share(q, whole)}
        for n, q in parts
    ]
    base = alt.Chart(alt.InlineData(values=_number_duplicates(values))).encode(y=_names("at"))
    axis = alt.Axis(title=visible(prefix + whole.unit) or None, titleAnchor="end", tickCount=6)
    across = alt.X("value:Q", axis=axis, scale=alt.Scale(domain=[0, top / scale * 1.3], nice=False))
    bars = base.mark_bar(color=_LEVEL, height=16, cornerRadiusEnd=2).encode(x=across)
    labels = base.mark_text(align="left", dx=6, fontSize=11).encode(x="value:Q", text="said:N")
    title = _subtitle(f"{visible(name)} {visible(whole.text)}")
    return alt.layer(bars, labels).properties(width=520, height=alt.Step(26), title=title)


def _share(part: Quantity, whole: Quantity) -> str:
    """The part as written, with its share of the whole."""
    share = f"（{part.value / whole.value * 100:.1f}%）" if whole.value else ""
    return visible(part.text) + share


def trend(
    reports: Iterable[Report], name: str, *, role: Role = "level", by: str = "region", language: Language = "zh"
) -> alt.VConcatChart:
    """An indicator over years, one line a region or agency; planned values are diamonds on a dashed line.

    `name` is a metric's name or its id in the catalogue, `by` the field of the report that makes the lines. A value
    belongs to the last year of its period or, without one, to the year of its report. Raises MissingExtraError, and
    ValueError if no report states the indicator.
    """
    with needs("plot"):
        import altair as alt

    labels = Labels(language)
    found: list[tuple[str, int, Observation]] = []
    names: Counter[str] = Counter()
    for report in reports:
        for metric in report.metrics:
            for o in metric.observations if name in (metric.name, metric.indicator) else ():
                year = o.period.end.year if o.period else report.year
                if o.role == role and year is not None:
                    names[metric.name] += 1
                    found.append((visible(str(getattr(report, by) or "")), year, o))
    if not found:
        raise ValueError(f"no report states {name} as {role}.")
    scale, prefix = _scale(max(abs(float(o.quantity.value)) for _, _, o in found))
    values = [
        {
            "body": body,
            "year": str(year),
            "value": float(-o.quantity.value if o.direction == "down" else o.quantity.value) / scale,
            "status": labels.of("status", o.status),
            "said": visible(o.quantity.text),
        }
        for body, year, o in found
    ]
    unit = visible(prefix + found[0][2].quantity.unit) or None
    upright = alt.Axis(title=unit, titleAngle=0, titleAlign="left", titleY=-12)
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X("year:O", axis=alt.Axis(title=None, labelAngle=0)),
        y=alt.Y("value:Q", axis=upright, scale=alt.Scale(zero=False, padding=14)),
        color=alt.Color("body:N", title=labels.of("field", by)),
    )
    statuses = [labels.of("status", status) for status in ("actual", "planned")]
    status, title = "status:N", labels.word("status")
    dashes = alt.Scale(domain=statuses, range=[[1, 0], [5, 4]])
    shapes = alt.Scale(domain=statuses, range=["circle", "diamond"])
    lines = base.mark_line(strokeWidth=2).encode(strokeDash=alt.StrokeDash(status, title=title, scale=dashes))
    dots = base.mark_point(size=70, filled=True, opacity=1).encode(
        shape=alt.Shape(status, title=title, scale=shapes), tooltip=["body:N", "year:O", "said:N", status]
    )
    return _framed([alt.layer(lines, dots).properties(width=560, height=320)], visible(names.most_common(1)[0][0]))


def coverage(report: Report, language: Language = "zh") -> alt.VConcatChart:
    """Where the numbers of a report stand, by category: one stroke a number, one row a category.

    Raises MissingExtraError.
    """
    with needs("plot"):
        import altair as alt

    labels = Labels(language)
    shipped = load.shipped("display")["category"]
    counts = {category: sum(n.category == category for n in report.numerals) for category in shipped}
    rows = {category: f"{labels.of('category', category)} {count}" for category, count in counts.items() if count}
    values = [{"row": rows[n.category], "start": n.span.start, "said": visible(n.text)} for n in report.numerals]
    order = [rows[category] for category in sorted(rows, key=lambda category: -counts[category])]
    colours = [shipped[category]["colour"] for category in sorted(rows, key=lambda category: -counts[category])]
    size = max(len(report.text), 1)
    across = alt.Scale(domain=[0, size], nice=False)
    strokes = (
        alt.Chart(alt.InlineData(values=values))
        .mark_tick(thickness=2, height=18)
        .encode(
            x=alt.X("start:Q", scale=across, axis=alt.Axis(title=None, labels=False, ticks=False, grid=False)),
            y=alt.Y("row:N", sort=order, axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8)),
            color=alt.Color("row:N", scale=alt.Scale(domain=order, range=colours), legend=None),
            tooltip=["said:N", "row:N"],
        )
        .properties(width=760, height=alt.Step(24))
    )
    tops = [s for s in report.walk() if s.depth == 0 and s.marker + s.title]
    sections: list[dict[str, Any]] = [
        {"start": s.span.start, "end": s.span.end, "name": visible(s.marker + s.title)} for s in tops
    ]
    heads = alt.Chart(alt.InlineData(values=sections)).encode(x=alt.X("start:Q", scale=across))
    borders = heads.mark_rule(color=_SOFT, strokeDash=[2, 3], opacity=0.8)
    names = []
    for section in sections:
        room = 760 * (section["end"] - section["start"]) / size - 8
        label = alt.Chart(alt.InlineData(values=[section])).mark_text(
            align="left", dx=4, y=-8, fontSize=11, color=_SOFT, limit=max(room, 14)
        )
        names.append(label.encode(x=alt.X("start:Q", scale=across), text="name:N"))
    return _framed([alt.layer(strokes, borders, *names)], _title(report, labels))


PICTURES: dict[str, Callable[..., alt.VConcatChart]] = {
    "changes": changes,
    "breakdown": breakdown,
    "coverage": coverage,
}


def save(chart: alt.TopLevelMixin, path: str | Path, *, scale: float = 2) -> None:
    """Save a chart; the suffix chooses .svg, .png or .html. `scale` multiplies the pixels of a PNG. Needs no network.

    Raises ValueError for another suffix, OSError, and MissingExtraError where no font on this machine has Chinese
    glyphs, since a PNG would show nothing in their place.
    """
    with needs("plot"):
        import vl_convert as vlc

    place = Path(path)
    kind = place.suffix.lower()
    if kind not in (".svg", ".png", ".html"):
        raise ValueError(f"no picture is known by the suffix {kind!r}; use .svg, .png or .html.")
    spec = chart.to_dict()
    if kind == ".html":
        library = vlc.javascript_bundle()  # type: ignore[call-arg]  # the stub forgets the default
        write_text(place, _page(spec, library))
        return
    if not has_chinese_font():
        raise MissingExtraError(
            "no font with Chinese glyphs is installed: apt-get install fonts-noto-cjk, or "
            "vl_convert.register_font_directory(folder)."
        )
    if kind == ".svg":
        write_text(place, vlc.vegalite_to_svg(spec))
    else:
        with replacing(place) as new:
            new.write_bytes(vlc.vegalite_to_png(spec, scale=scale))


@cache
def has_chinese_font() -> bool:
    """True if this machine has a font for Chinese: without one, any two characters are drawn alike."""
    with needs("plot"):
        import vl_convert as vlc

    namespace = "http://www.w3.org/2000/svg"
    drawing = f'<svg xmlns="{namespace}" width="40" height="40"><text y="30" font-family="{{}}">{{}}</text></svg>'
    one, other = (vlc.svg_to_png(drawing.format(FONTS, character)) for character in "审计")
    return bool(one != other)


def _page(spec: dict[str, Any], library: str) -> str:
    """A self-contained HTML page that draws a chart; `library` is the JavaScript of Vega."""
    # Inside a script, "<" could end it or open a comment.
    data = json.dumps(spec, ensure_ascii=False).replace("<", "\\u003c")
    title = text(str(spec.get("title", {}).get("text", "")))
    script = f"vegaEmbed('#picture', {data}, {{actions: false, renderer: 'svg'}});"
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f"{tag('div', id='picture')}<script>{library}</script><script>{script}</script></body></html>\n"
    )


def _scale(largest: float) -> tuple[int, str]:
    """The magnitude for an axis whose largest value this is: (10**8, "亿") …, (1, "") for small ones."""
    return next(((scale, prefix) for scale, prefix in _SCALES if largest >= scale), (1, ""))


def _title(report: Report, labels: Labels) -> str:
    """The report's title, or a label that says it has none."""
    return visible(report.title or labels.word("untitled"))


def _subtitle(words: str) -> Any:
    """A small title above one panel."""
    import altair as alt

    look: dict[str, Any] = {"fontSize": 12, "fontWeight": "normal", "color": _SOFT}
    return alt.TitleParams(words, anchor="start", frame="group", offset=6, **look)


def _framed(panels: Sequence[Any], title: str) -> alt.VConcatChart:
    """The panels one below the other as one chart with a title."""
    with needs("plot"):
        import altair as alt

    heading = alt.TitleParams(title, anchor="start", fontSize=16, offset=14)
    chart: alt.VConcatChart = (
        alt.vconcat(*panels, spacing=26)
        .resolve_scale(x="independent", y="independent", color="independent")
        .properties(title=heading, padding=16)
        .configure(font=FONTS, background="white")
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=12,
            gridColor="#eceff2",
            domainColor="#c5ccd3",
            titleFontSize=11,
            titleFontWeight="normal",
            titleColor=_SOFT,
        )
    )
    return chart
