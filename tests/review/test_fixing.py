"""Corrections made on the review page: edited, ticked, filtered, kept, exported, and read by the parser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

import report_parser as rp
from helpers.browser import chromium, resize
from report_parser.corrections import Corrections, read
from report_parser.parser import default
from report_parser.review.page import page

TEXT = """\
青禾县审计局2025年法治政府建设报告
一、主要成效
（一）全年完成审计项目37个，其中预算执行审计9个、经济责任审计28个。
（二）审计问题整改率由77.73%提高到92.25%，居全市第2位。
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as made:
        resize(made, 1400, 900)
        yield made


@pytest.fixture(scope="module")
def report() -> rp.Report:
    return rp.parse_bytes(TEXT.encode(), "青禾.txt")


@pytest.fixture
def opened(browser: Chrome, report: rp.Report, tmp_path: Path) -> Chrome:
    """The page, with nothing kept of an earlier one."""
    place = tmp_path / "page.html"
    place.write_text(page(report), encoding="utf-8")
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    browser.get(place.as_uri())
    browser.execute_script("localStorage.clear()")
    browser.refresh()
    return browser


def open_row(browser: Chrome, words: str) -> str:
    """Click the row of a number; returns its key."""
    script = "return [...document.querySelectorAll('tr[data-key]')].find(r => r.textContent.includes(arguments[0]))"
    row = browser.execute_script(script, words)
    browser.execute_script("arguments[0].cells[0].click()", row)
    return str(row.get_attribute("data-key"))


def correct(browser: Chrome, field: str, value: str, reason: str = "") -> None:
    """Choose a field in the card, enter a value and save it."""
    Select(browser.find_element(By.CSS_SELECTOR, ".fix select")).select_by_value(field)
    entry = browser.find_element(By.CSS_SELECTOR, ".fix span > *")
    if entry.tag_name == "select":
        Select(entry).select_by_value(value)
    else:
        entry.clear()
        entry.send_keys(value)
    if reason:
        browser.find_element(By.CSS_SELECTOR, ".fix div > input").send_keys(reason)
    browser.find_element(By.XPATH, "//*[@id='card']//button[text()='保存']").click()


def tick(browser: Chrome, key: str) -> None:
    browser.execute_script(f"document.querySelector('tr[data-key={key}] .tick input').click()")


def shown(browser: Chrome) -> list[str]:
    script = "return [...document.querySelectorAll('#pane-metrics tbody tr')].filter(r => !r.hidden).map(r => r.id)"
    return [str(key) for key in browser.execute_script(script)]


def choose(browser: Chrome, mark: str) -> None:
    """Filter the table by a mark."""
    script = "const s = document.querySelector('select[name=mark]'); s.value = arguments[0];"
    browser.execute_script(script + "s.dispatchEvent(new Event('input', {bubbles: true}))", mark)


def exported(browser: Chrome, folder: Path, author: str = "李四") -> Corrections:
    field = browser.find_element(By.ID, "author")
    field.clear()
    field.send_keys(author)
    browser.find_element(By.ID, "export").click()
    place = folder / "青禾.fixes.jsonl"
    for _ in range(100):
        if place.exists() and place.stat().st_size:
            return read(place)
        time.sleep(0.05)
    raise AssertionError(f"nothing was exported; there is {[p.name for p in folder.iterdir()]}")


def test_what_is_corrected_on_the_page_the_parser_applies(opened: Chrome, report: rp.Report, tmp_path: Path) -> None:
    open_row(opened, "37个")
    correct(opened, "name", "完成的审计项目", "统一名称")
    correct(opened, "value", "1,038")
    correct(opened, "status", "planned")
    correct(opened, "estimated", "true")
    open_row(opened, "9个")
    opened.find_element(By.XPATH, "//*[@id='card']//button[text()='不是指标，删去']").click()
    place = next(place for place, numeral in enumerate(report.numerals) if numeral.text == "第2位")
    opened.execute_script(f"document.getElementById('n{place}').click()")
    opened.find_element(By.CSS_SELECTOR, ".fix input").send_keys("全市位次")
    opened.find_element(By.XPATH, "//*[@id='card']//button[text()='是指标，补上']").click()
    ticked = open_row(opened, "28个")
    tick(opened, ticked)
    fixes = exported(opened, tmp_path)
    assert [(fix.field, fix.new, fix.author, fix.reason) for fix in fixes.entries[:4]] == [
        ("name", "完成的审计项目", "李四", "统一名称"),
        ("value", "1038", "李四", ""),
        ("status", "planned", "李四", ""),
        ("estimated", True, "李四", ""),
    ]
    done = default().with_corrections(fixes).parse_bytes(TEXT.encode(), "青禾.txt")
    assert [(result.field, result.state) for result in done.corrections] == [
        ("name", "applied"), ("value", "applied"), ("status", "applied"), ("estimated", "applied"), ("row", "applied"),
        ("row", "conflict"), ("checked", "already_right"),
    ]  # fmt: skip
    assert "states no number" in done.corrections[5].message
    first = done.rows()[0]
    assert (first["name"], first["value"], first["status"], first["corrected_by"]) == (
        "完成的审计项目", 1038, "planned", "李四",
    )  # fmt: skip
    assert "9个" not in [row["text"] for row in done.rows()]
    assert [e for e in opened.get_log("browser") if e["level"] == "SEVERE"] == []


def test_the_period_of_a_section_is_that_of_its_heading(opened: Chrome, tmp_path: Path) -> None:
    for row, period in (("9个", "2023年"), ("28个", "2024年")):  # the second one takes the place of the first
        open_row(opened, row)
        correct(opened, "section_period", period)
    [fix] = exported(opened, tmp_path).entries
    assert (fix.field, fix.new) == ("section_period", "2024年")
    assert fix.start == TEXT.index(fix.quote)
    done = default().with_corrections(Corrections.of([fix])).parse_bytes(TEXT.encode(), "青禾.txt")
    assert [result.state for result in done.corrections] == ["applied"]
    ends = [
        [r["period_end"].year for r in each.rows() if r["text"] in ("9个", "28个")] for each in (rp.parse(TEXT), done)
    ]
    assert ends == [[2025, 2025], [2024, 2024]]
    assert [e for e in opened.get_log("browser") if e["level"] == "SEVERE"] == []


def test_unchecked_rows_are_filtered_and_reached_by_key(opened: Chrome, report: rp.Report) -> None:
    everything = shown(opened)
    assert len(everything) == len(report.observations)
    choose(opened, "unchecked")
    assert shown(opened) == everything
    choose(opened, "")
    opened.execute_script("document.activeElement.blur()")
    ActionChains(opened).send_keys("n").send_keys("c").send_keys("n").send_keys("c").perform()
    choose(opened, "unchecked")
    assert shown(opened) == everything[2:]
    choose(opened, "checked")
    assert shown(opened) == everything[:2]
    tick(opened, everything[0])
    choose(opened, "unchecked")
    assert shown(opened) == [everything[0], *everything[2:]]


def test_what_was_done_is_kept_and_can_be_undone(opened: Chrome, tmp_path: Path) -> None:
    key = open_row(opened, "37个")
    correct(opened, "scope", "全县")
    tick(opened, key)
    opened.refresh()
    row = opened.find_element(By.CSS_SELECTOR, f"tr[data-key={key}]")
    assert row.get_attribute("data-mark") == "corrected"
    assert opened.find_element(By.ID, "export").text.endswith("(2)")
    open_row(opened, "37个")
    assert "∅ → 全县" in opened.find_element(By.CSS_SELECTOR, "#card .fix p").text
    opened.find_element(By.XPATH, "//*[@id='card']//button[text()='撤销']").click()
    assert row.get_attribute("data-mark") == "checked"
    assert [fix.field for fix in exported(opened, tmp_path).entries] == ["checked"]


def test_what_is_no_value_is_not_taken(opened: Chrome) -> None:
    open_row(opened, "37个")
    for field, value in (("value", "many"), ("name", "")):
        correct(opened, field, value)
        assert opened.find_element(By.ID, "export").text.endswith("(0)")


def test_nobody_exports_without_a_name(opened: Chrome, tmp_path: Path) -> None:
    tick(opened, open_row(opened, "37个"))
    opened.find_element(By.ID, "export").click()
    assert opened.execute_script("return document.activeElement.id") == "author"
    ActionChains(opened).send_keys("王五", Keys.TAB).perform()
    assert [fix.author for fix in exported(opened, tmp_path, "王五").entries] == ["王五"]


def test_a_report_without_metrics_has_a_page(browser: Chrome, tmp_path: Path) -> None:
    place = tmp_path / "page.html"
    place.write_text(page(rp.parse("没有数字。")), encoding="utf-8")
    browser.get(place.as_uri())
    assert [e for e in browser.get_log("browser") if e["level"] == "SEVERE"] == []
