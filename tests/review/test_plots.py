"""Pictures: Chinese glyphs are there, no network is used, and no word of a report runs."""

from __future__ import annotations

import io
import json
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
import vl_convert as vlc
from PIL import Image

import report_parser
from helpers.browser import chromium
from helpers.sample import sample
from report_parser import Report
from report_parser.cli import main
from report_parser.errors import MissingExtraError
from report_parser.review import plots


@pytest.fixture(scope="module")
def audit(fixtures: Path) -> Report:
    return report_parser.parse_file(fixtures / "own_audit.txt")


@pytest.fixture(scope="module")
def panel() -> list[Report]:
    text = "{}审计局{}年法治政府建设报告\n一、工作成效\n审计整改率{}%。\n二、打算\n{}年审计整改率达到{}%。"
    rates = {"青禾县": (77, 85, 92), "栖原市": (81, 83, 90)}
    return [
        report_parser.parse(text.format(place, year, rate, year + 1, rate + 1))
        for place, series in rates.items()
        for year, rate in zip((2023, 2024, 2025), series, strict=True)
    ]


def said(chart: object) -> str:
    return json.dumps(chart.to_dict(), ensure_ascii=False)  # type: ignore[attr-defined]


def test_this_machine_draws_chinese() -> None:
    """Two characters that look alike are two boxes for a missing glyph."""
    assert plots.has_chinese_font()
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="40"><text y="30" font-family="{}">{}</text></svg>'
    drawn = {vlc.svg_to_png(drawing.format(plots.FONTS, word)) for word in "整改率计％〔（"}
    assert len(drawn) == 7


@pytest.mark.parametrize("name", plots.PICTURES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pictures_are_saved_in_every_format(name: str, language: str, audit: Report, tmp_path: Path) -> None:
    chart = plots.PICTURES[name](audit, language=language)
    for suffix in ("svg", "png", "html"):
        plots.save(chart, tmp_path / f"a.{suffix}")
    drawing = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert audit.title in drawing
    assert "http" not in drawing.replace("http://www.w3.org/", "")
    picture = Image.open(io.BytesIO((tmp_path / "a.png").read_bytes()))
    assert picture.width > 800
    assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 20


def test_changes_show_both_values(audit: Report) -> None:
    drawn = said(plots.changes(audit))
    assert "77.73%" in drawn
    assert "92.25%" in drawn
    with pytest.raises(ValueError, match="states no level"):
        plots.changes(report_parser.parse("审计项目37个。"))


def test_a_breakdown_shows_shares(audit: Report) -> None:
    whole = next(metric for metric in audit.metrics if metric.level and metric.level.quantity.text == "4.02亿元")
    drawn = said(plots.breakdown(audit, whole))
    assert "3.87亿元（96.3%）" in drawn
    assert "1504万元（3.7%）" in drawn
    assert said(plots.breakdown(audit, whole.name)) == drawn
    with pytest.raises(ValueError, match="no metric with parts is named 没有"):
        plots.breakdown(audit, "没有")


def test_a_trend_has_a_line_for_each_body(panel: list[Report]) -> None:
    [name] = {metric.name for report in panel for metric in report.metrics}
    drawn = said(plots.trend(panel, name))
    for words in ("青禾县", "栖原市", "2023", "2025", "计划"):
        assert words in drawn
    with pytest.raises(ValueError, match="no report states 没有"):
        plots.trend(panel, "没有")


def test_a_coverage_strip_has_every_number(audit: Report) -> None:
    spec = plots.coverage(audit).to_dict()
    strokes = spec["datasets"][spec["vconcat"][0]["layer"][0]["data"]["name"]]
    assert [stroke["start"] for stroke in strokes] == [numeral.span.start for numeral in audit.numerals]


def test_equal_names_keep_their_lines() -> None:
    text = "整改率由77%提高到92%。\n二、另一个\n整改率由50%提高到60%。"
    names = [metric.name for metric in report_parser.parse(text).metrics]
    assert f"{names[0]} (2)" in said(plots.changes(report_parser.parse(text)))


def test_a_chart_in_a_page_runs_only_itself(tmp_path: Path) -> None:
    attack = "</script><script>window.hit=1</script><img src=x onerror=window.hit=1><!--"
    report = sample()
    [rate, amount] = report.metrics
    named = (rate.model_copy(update={"name": attack}), amount)
    chart = plots.changes(report.model_copy(update={"title": attack, "metrics": named}))
    plots.save(chart, tmp_path / "a.html")
    with chromium(tmp_path / "profile") as browser:
        browser.get((tmp_path / "a.html").as_uri())
        for _ in range(100):
            if drawn := browser.execute_script("return document.querySelectorAll('#picture svg text').length"):
                break
            time.sleep(0.1)
        assert drawn > 5
        assert browser.execute_script("return window.hit") is None
        sent = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
        urls = [m["params"]["request"]["url"] for m in sent if m["method"] == "Network.requestWillBeSent"]
        assert [url for url in urls if url.startswith("http")] == []


def test_without_a_font_nothing_is_drawn(audit: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "has_chinese_font", lambda: False)
    with pytest.raises(MissingExtraError, match="fonts-noto-cjk"):
        plots.save(plots.coverage(audit), tmp_path / "a.png")
    with pytest.raises(ValueError, match=r"\.svg"):
        plots.save(plots.coverage(audit), tmp_path / "a.gif")


def test_a_missing_package_names_its_extra(audit: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    for picture in plots.PICTURES.values():
        with pytest.raises(MissingExtraError, match=r"report-parser\[plot\]"):
            picture(audit)


def test_large_values_get_a_magnitude() -> None:
    assert [plots._scale(float(Decimal(value))) for value in ("12", "12000", "4.02E+8", "2.5E+12")] == [
        (1, ""),
        (10**4, "万"),
        (10**8, "亿"),
        (10**12, "万亿"),
    ]


def test_the_command_draws(fixtures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = str(fixtures / "own_audit.txt")
    assert main(["plot", source, "-o", str(tmp_path / "a.svg")]) == 0
    assert main(["plot", source, "-o", str(tmp_path / "a.svg"), "--picture", "coverage", "--language", "en"]) == 0
    assert main(["plot", source, "-o", str(tmp_path / "a.svg"), "--name", "没有"]) == 2
    assert main(["plot", source, source, "-o", str(tmp_path / "a.svg")]) == 2
    assert main(["plot", "missing.txt", "-o", str(tmp_path / "a.svg")]) == 1
    assert "missing.txt" in capsys.readouterr().err
