"""The public surface: lazy, complete, quiet."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata

import pytest

import report_parser as rp

HEAVY = ("jieba", "cn2an", "pydantic", "regex", "charset_normalizer")


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, encoding="utf-8")


def test_importing_the_package_loads_nothing_heavy() -> None:
    done = run(f"import sys, report_parser; print([m for m in {HEAVY} if m in sys.modules])")
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_parsing_prints_nothing_and_touches_no_logger() -> None:
    done = run("import report_parser; report_parser.parse('全年完成审计项目37个，整改率由77.73%提高到92.25%。')")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_public_name_is_there() -> None:
    assert list(rp.__all__) == sorted(rp.__all__)
    for name in rp.__all__:
        assert getattr(rp, name) is not None
        assert name in dir(rp)
    with pytest.raises(AttributeError, match="no_such_name"):
        rp.no_such_name  # noqa: B018


def test_the_version_is_the_package_version() -> None:
    assert rp.__version__ == metadata.version("report-parser")
    assert rp.parse("").made_by.version == rp.__version__


def test_the_functions_are_the_default_parsers_methods() -> None:
    text = "全年完成审计项目37个。"
    parser = rp.Parser()
    assert parser.parse(text) == rp.parse(text)
    assert parser.find_quantities(text) == rp.find_quantities(text)
    assert parser.parse_bytes(text.encode()) == rp.parse_bytes(text.encode())
