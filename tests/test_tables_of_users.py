"""A user's table of any shape is taken, or refused with a TableError; no parser breaks later because of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import report_parser as rp

TEXT = "全年完成审计项目37个，金额4.02亿元，整改率由77.73%提高到92.25%，长12公里。"


@pytest.mark.parametrize(
    "tables",
    [
        {"units": 37},
        {"units": ["公里"]},
        {"units": "no/such/table.toml"},
        {"units": {"units": {}}},
        {"units": {"unit": []}},
        {"units": {"unit": {"里": ["里"]}}},
        {"units": {"unit": {"里": {"kind": "measure", "forms": 3}}}},
        {"units": {"unit": {3: {}}}},
        {"units": {"classifiers": {"forms": None}}},
        {"words": {"words": {"achieve": 3}}},
        {"words": {"word": {"achieve": "督导"}}},
        {"words": {"pairs": "a"}},
        {"words": {"times": range(3)}},
        {"indicators": {"indicator": {"a.b": 3}}},
        {"indicators": {"indicator": {"a.b": {"name": ["x"]}}}},
    ],
    ids=str,
)
def test_a_malformed_table_is_refused(tables: dict[str, Any]) -> None:
    with pytest.raises(rp.TableError) as caught:
        rp.Parser(**tables)
    assert "\n" not in str(caught.value)


def test_a_table_that_holds_itself_is_refused() -> None:
    table: dict[str, Any] = {"unit": {}}
    table["unit"]["里"] = table
    with pytest.raises(rp.TableError, match="nested"):
        rp.Parser(units=table)


LEAVES = st.one_of(st.text(max_size=4), st.integers(-9, 9), st.booleans(), st.floats(allow_nan=True))
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)
NAMES = {
    "units": ["unit", "classifiers", "not_before"],
    "words": ["words", "pairs", "basis", "before", "after", "times", "cues", "stop", "names", "structure"],
    "indicators": ["indicator", "drop"],
}


@pytest.mark.parametrize("kind", NAMES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_tables_of_any_shape(kind: str, data: st.DataObject) -> None:
    known = data.draw(st.sampled_from(NAMES[kind]))
    entries = data.draw(st.dictionaries(st.text(max_size=3), VALUES, max_size=2))
    try:
        parser = rp.Parser(**{kind: {known: entries}})
    except rp.TableError:
        return
    parser.parse(TEXT)
