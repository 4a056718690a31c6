"""Web pages that a browser saved in one file."""

from __future__ import annotations

from pathlib import Path

import pytest

import report_parser as rp
from helpers.browser import chromium
from helpers.mhtml import saved
from report_parser.readers import read_bytes

pytest.importorskip("resiliparse")

PAGE = "<html><head><meta charset='gbk'><title>报告</title></head><body><p>全年完成审计项目37个。</p></body></html>"


def test_the_page_is_read_and_nothing_else() -> None:
    style = ("text/css", "p::after { content: '隐藏5个' }".encode())
    for part in ((("text/html; charset=gbk", PAGE.encode("gbk"))), ("text/html", PAGE.encode("gbk"))):
        document = read_bytes(saved(style, part, ("text/html", b"<p>ad 99</p>")))
        assert document.text == "全年完成审计项目37个。"
        assert document.source.media_type == "multipart/related"


@pytest.mark.parametrize("parts", [(), (("text/css", b"a"),), (("text/html", b""),)])
def test_a_file_without_a_page_is_damaged(parts: tuple[tuple[str, bytes], ...]) -> None:
    with pytest.raises(rp.DamagedSourceError):
        read_bytes(saved(*parts))


def test_what_a_browser_saves(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.replace("gbk", "utf-8"), encoding="utf-8")
    with chromium(tmp_path / "profile") as browser:
        browser.get(page.as_uri())
        snapshot: str = browser.execute_cdp_cmd("Page.captureSnapshot", {"format": "mhtml"})["data"]
    document = read_bytes(snapshot.encode())
    assert (document.text, document.source.reader) == ("全年完成审计项目37个。", "mhtml")
