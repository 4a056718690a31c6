"""The review page and the notebook's HTML, looked at with a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By

import report_parser
from helpers.browser import chromium, resize
from helpers.sample import sample
from report_parser import Report
from report_parser.cli import main
from report_parser.models import Cell, Check, Table
from report_parser.review.page import page

ATTACKS = (
    "<script>window.hit=1</script>",
    "</script><script>window.hit=1</script>",
    "</style><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "<svg onload=window.hit=1>",
    '" onmouseover="window.hit=1" autofocus onfocus="window.hit=1" x="',
    "' onclick='window.hit=1",
    '<a href="javascript:window.hit=1">整改</a>',
    "javascript:window.hit=1",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "<b><i><table><!--",
    "]]>--><![CDATA[",
    "&lt;script&gt;window.hit=1&lt;/script&gt;&#x3c;&amp;",
    "整改\u202e率\u2066\u200b\ufeff",
    "\x00\x07\x1b[31m\ud800\uffff\u2028",
    "$title $css ${text} $$",
)


def attacked(words: str) -> Report:
    """The sample with an attack in its title, header, headings, names, units, text, citations, checks and table."""
    report = sample()
    made: dict[str, Any] = report.model_dump()
    made.update(text=words + report.text[len(words) :] if len(words) < 20 else report.text, title=words, agency=words)
    made.update(region=words, document_number=words)
    made["sections"][0].update(title=words, marker=words)
    for metric in made["metrics"]:
        metric["name"] = words
        for observation in metric["observations"]:
            observation.update(name=words, basis=words, scope=words, modality=words, rule=words)
            observation["quantity"].update(unit=words, text=words)
            if observation["period"]:
                observation["period"]["label"] = words
    for numeral in made["numerals"]:
        numeral["text"] = words
    made["checks"][0].update(message=words)
    made["tables"][0].update(caption=words)
    made["made_by"]["version"] = words
    return Report.model_validate(made)


def body(words: str) -> Report:
    """A parsed report with an attack in its title, a heading, a name and its text."""
    numbers = f"{words}整改率{words}92.25%，{words}。"
    lines = (f"青禾县{words}2025年工作报告", f"一、{words}成效", numbers, f"二、{words}", words)
    return report_parser.parse("\n".join(lines))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as made:
        yield made


@pytest.fixture(scope="module")
def audit(fixtures: Path) -> Report:
    return report_parser.parse_file(fixtures / "own_audit.txt")


def opened(browser: Chrome, folder: Path, html: str) -> None:
    path = folder / "page.html"
    path.write_text(html, encoding="utf-8")
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(path.as_uri())


def requests(browser: Chrome) -> list[str]:
    seen = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = [event["params"]["request"]["url"] for event in seen if event["method"] == "Network.requestWillBeSent"]
    return [address for address in sent if not address.startswith(("file:", "data:", "about:", "chrome:"))]


def click(browser: Chrome, selector: str, place: int = 0) -> None:
    browser.execute_script("document.querySelectorAll(arguments[0])[arguments[1]].click()", selector, place)


def text_of(browser: Chrome, selector: str) -> str:
    return str(browser.execute_script("return document.querySelector(arguments[0]).textContent", selector))


def visible_rows(browser: Chrome, pane: str) -> list[str]:
    script = "return [...document.querySelectorAll(arguments[0])].filter(r => !r.hidden).map(r => r.id)"
    return [str(row) for row in browser.execute_script(script, f"#pane-{pane} tbody tr")]


@pytest.mark.parametrize("words", ATTACKS)
@pytest.mark.parametrize("make", [attacked, body])
def test_nothing_of_a_report_runs(browser: Chrome, tmp_path: Path, words: str, make: Any) -> None:
    report = make(words)
    for html in (page(report), page(report, "en"), f"<meta charset=utf-8>{report._repr_html_()}"):
        opened(browser, tmp_path, html)
        for selector in (".tabs button", "a", "tbody tr", "th button", ".legend button", "summary"):
            script = "document.querySelectorAll(arguments[0]).forEach(e => { e.click(); e.focus() })"
            browser.execute_script(script, selector)
        for name in ("mouseover", "focus", "error", "load"):
            script = "document.querySelectorAll('*').forEach(e => e.dispatchEvent(new Event(arguments[0])))"
            browser.execute_script(script, name)
        assert browser.execute_script("return window.hit") is None
        assert not browser.find_elements(By.CSS_SELECTOR, "iframe,img,svg,[onclick],[onerror],[href^=java]")
        assert len(browser.find_elements(By.TAG_NAME, "script")) == ("<!DOCTYPE" in html)
        assert [e for e in browser.get_log("browser") if e["level"] == "SEVERE"] == []
        assert requests(browser) == []


def test_even_a_mistake_in_escaping_runs_nothing(browser: Chrome, tmp_path: Path) -> None:
    html = page(sample()).replace("<h1>", "<h1><script>window.hit=1</script><img src=x onerror='window.hit=1'>")
    opened(browser, tmp_path, html)
    assert browser.execute_script("return window.hit") is None
    assert any("Content Security Policy" in entry["message"] for entry in browser.get_log("browser"))


def test_hidden_characters_are_shown() -> None:
    html = page(report_parser.parse("整改\u202e率92.25%。"))
    assert "\u202e" not in html
    assert "⟨U+202E⟩" in html


def test_every_number_of_the_text_is_marked_once(browser: Chrome, tmp_path: Path, audit: Report) -> None:
    opened(browser, tmp_path, page(audit))
    script = "return [...document.querySelectorAll('.text .rp-n')].map(e => [e.textContent, e.className, e.title])"
    marks = browser.execute_script(script)
    assert [mark[0] for mark in marks] == [numeral.text for numeral in audit.numerals]
    assert [mark[1].split()[1] for mark in marks] == [f"rp-{numeral.category}" for numeral in audit.numerals]
    assert all(mark[2] for mark in marks)
    shown = "".join(text_of(browser, ".text").split())
    assert shown == "".join(audit.text.split())
    assert len(visible_rows(browser, "metrics")) == len(audit.observations)
    assert len(visible_rows(browser, "others")) == sum(n.category != "metric" for n in audit.numerals)


def test_a_click_goes_either_way(browser: Chrome, tmp_path: Path, audit: Report) -> None:
    resize(browser, 1400, 900)
    opened(browser, tmp_path, page(audit))
    last = audit.observations[-1]
    click(browser, f".text .rp-n[data-key=o{last.id}]")
    row = browser.find_element(By.ID, f"o{last.id}")
    assert "hit" in row.get_attribute("class").split()
    inside = "const r = arguments[0].getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight"
    assert browser.execute_script(inside, row)
    card = text_of(browser, "#card")
    assert last.name in card
    assert last.rule in card
    assert last.sentence.of(audit.text) in card
    first = audit.observations[0]
    click(browser, f"tr#o{first.id}")
    mark = browser.find_element(By.CSS_SELECTOR, f".text .rp-n[data-key=o{first.id}]")
    assert "hit" in mark.get_attribute("class").split()
    assert browser.execute_script(inside, mark)
    named = "return [...document.querySelectorAll('.text .named')].map(e => e.textContent).join('')"
    assert browser.execute_script(named) == "".join(span.of(audit.text) for span in first.name_spans)
    other = next(place for place, numeral in enumerate(audit.numerals) if numeral.category == "date")
    click(browser, f"#n{other}")
    assert browser.execute_script("return document.body.dataset.pane") == "others"
    assert "日历" in text_of(browser, "#card")


def test_the_table_sorts_and_filters(browser: Chrome, tmp_path: Path, audit: Report) -> None:
    opened(browser, tmp_path, page(audit))
    order = "return [...document.querySelectorAll('#pane-metrics tbody tr')].map(r => Number(r.cells[2].dataset.v))"
    click(browser, "#pane-metrics th button", 2)
    up = browser.execute_script(order)
    assert up == sorted(up)
    click(browser, "#pane-metrics th button", 2)
    assert browser.execute_script(order) == sorted(up, reverse=True)
    assert browser.find_elements(By.CSS_SELECTOR, "#pane-metrics th")[2].get_attribute("aria-sort") == "descending"
    field = browser.find_element(By.CSS_SELECTOR, "#pane-metrics input")
    field.send_keys("整改率")
    expected = {f"o{o.id}" for o in audit.observations if "整改率" in o.name}
    assert set(visible_rows(browser, "metrics")) == expected
    field.clear()
    field.send_keys("没有这样的指标")
    assert visible_rows(browser, "metrics") == []
    assert browser.find_element(By.CSS_SELECTOR, "#pane-metrics .none").is_displayed()
    click(browser, f".text .rp-n[data-key=o{audit.observations[3].id}]")
    assert len(visible_rows(browser, "metrics")) == len(audit.observations)
    choose = "const s = document.querySelector('#pane-metrics select[name=role]'); s.value = 'delta';"
    browser.execute_script(choose + "s.dispatchEvent(new Event('input', {bubbles: true}))")
    assert set(visible_rows(browser, "metrics")) == {f"o{o.id}" for o in audit.observations if o.role == "delta"}


def test_the_keyboard_reaches_everything(browser: Chrome, tmp_path: Path, audit: Report) -> None:
    resize(browser, 1400, 900)
    opened(browser, tmp_path, page(audit))
    focus = "const e = document.activeElement; return [e.tagName, e.id, e.className, e.closest('.text') !== null]"

    def press(*keys: str) -> list[Any]:
        ActionChains(browser).send_keys(*keys).perform()
        return list(browser.execute_script(focus))

    assert press(Keys.TAB)[2] == "skip"
    for _ in range(60):
        if press(Keys.TAB)[3]:
            break
    assert press()[1] == "n0"
    assert press(Keys.ARROW_RIGHT)[1] == "n1"
    assert press(Keys.ARROW_LEFT)[1] == "n0"
    press(Keys.ENTER)
    assert browser.find_element(By.ID, "card").is_displayed()
    press(Keys.ESCAPE)
    assert not browser.find_element(By.ID, "card").is_displayed()
    # The text is one stop: the next one is in the table.
    assert not press(Keys.TAB)[3]


def test_a_phone_shows_one_pane(browser: Chrome, tmp_path: Path, audit: Report) -> None:
    resize(browser, 390, 780)
    opened(browser, tmp_path, page(audit))
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    assert browser.find_element(By.ID, "pane-text").is_displayed()
    assert not browser.find_element(By.ID, "pane-metrics").is_displayed()
    click(browser, ".text .rp-metric", 5)
    click(browser, "#card .go")
    assert browser.find_element(By.ID, "pane-metrics").is_displayed()
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    resize(browser, 1400, 900)


def test_paper_has_everything_and_no_controls(browser: Chrome, tmp_path: Path, audit: Report) -> None:
    opened(browser, tmp_path, page(audit))
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    for name in ("text", "outline", "metrics", "checks", "others"):
        assert browser.find_element(By.ID, f"pane-{name}").is_displayed()
    for selector in (".tabs", ".filters", "#card"):
        assert not browser.find_element(By.CSS_SELECTOR, selector).is_displayed()
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Chrome, tmp_path: Path, audit: Report, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    opened(browser, tmp_path, page(audit))
    click(browser, ".text .rp-metric", 5)
    worst = browser.execute_script(
        """
        const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        const paint = (colours) => {
          canvas.clearRect(0, 0, 1, 1);
          for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
          return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
        };
        const light = (rgb) => {
          const [r, g, b] = rgb.map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        let worst = [21, ""];
        const all = "h1,.facts *,.rp-n,.rp-w,td,th,.card *,.tabs button,.legend button,p,small";
        for (const e of document.querySelectorAll(all)) {
          if (!e.offsetParent || !e.textContent.trim()) continue;
          const grounds = [];
          for (let at = e; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
          const [a, b] = [light(paint(grounds)), light(paint([...grounds, getComputedStyle(e).color]))];
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 200)];
        }
        return worst;
        """
    )
    assert worst[0] >= 4.5, worst
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_checks_lead_to_their_numbers(browser: Chrome, tmp_path: Path) -> None:
    opened(browser, tmp_path, page(sample(), "en"))
    assert "由77.73%提高到92.25%" in text_of(browser, "#pane-checks")
    assert "review" in text_of(browser, "#pane-checks")
    click(browser, "#pane-checks a")
    assert "hit" in browser.find_element(By.CSS_SELECTOR, ".text .rp-n[data-key=o0]").get_attribute("class")


def test_a_table_of_the_report_is_a_table(browser: Chrome, tmp_path: Path) -> None:
    opened(browser, tmp_path, page(sample()))
    rows = browser.find_elements(By.CSS_SELECTOR, ".text table tr")
    assert [row.text for row in rows] == ["指标 数量", "项目 37"]


def test_an_empty_report_is_a_page(browser: Chrome, tmp_path: Path) -> None:
    opened(browser, tmp_path, page(report_parser.parse("")))
    assert "没有读到指标" in text_of(browser, "#pane-metrics")
    assert [e for e in browser.get_log("browser") if e["level"] == "SEVERE"] == []


class _Tags(HTMLParser):
    """Checks that tags are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "input":
            assert self.open.pop() == tag


def test_models_show_themselves_in_a_notebook() -> None:
    report = sample()
    shown = {"整改率": report, "成效": report.sections[0], "77.73%": report.metrics[0], "数量": report.tables[0]}
    for words, model in shown.items():
        html = model._repr_html_()
        tags = _Tags()
        tags.feed(html)
        assert tags.open == []
        assert words in html
    assert type(report.to_html()) is type(report._repr_html_()) is str


def test_merged_cells_stay_merged() -> None:
    cell = Cell(row=0, column=0, row_span=1, column_span=2, text="<b>", span=sample().tables[0].span)
    table = Table(id=0, span=cell.span, rows=1, columns=2, cells=(cell,))
    assert 'colspan="2">&lt;b&gt;<' in table._repr_html_()


def test_where_a_number_stands_is_shown_with_the_words_that_say_it() -> None:
    text = "青禾县2026年政府工作报告\n一、2025年工作回顾\n新建学校3所。\n二、2026年工作安排\n力争新建园区2个。\n"
    shown = page(report_parser.parse(text))
    assert "2025-01-01 – 2025-12-31） ← “2025年” · 标题" in shown
    assert "计划 · 力争 ← “力争” · 本句" in shown
    assert "2025年 · 已完成" in shown
    assert "2026年 · 计划" in shown


def test_failing_checks_stand_first() -> None:
    checks = tuple(Check(kind="sum", verdict=v, message=f"message {v}") for v in ("holds", "review", "fails"))
    html = page(sample().model_copy(update={"checks": checks}))
    assert html.index("message fails") < html.index("message review") < html.index("message holds")


def test_the_command_writes_the_page(fixtures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = str(fixtures / "own_audit.txt")
    assert main(["view", source, "-o", str(tmp_path / "a.html")]) == 0
    written = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert written == page(report_parser.parse_file(source))
    assert "://" not in written
    assert main(["view", source, "--language", "en"]) == 0
    assert 'lang="en"' in capsys.readouterr().out
