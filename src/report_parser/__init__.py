"""Chinese government reports as typed, grounded data.

>>> import report_parser
>>> report = report_parser.parse("整改率由77.73%提高到92.25%。")
>>> [rate] = report.metrics
>>> rate.name, rate.previous.quantity.value, rate.level.quantity.value
('整改率', Decimal('77.73'), Decimal('92.25'))

Names are imported when they are first used: `import report_parser` takes hardly any time and loads no dictionary. The
functions use one shared parser; `Parser(units=…, words=…, indicators=…)` has the same functions as methods.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from report_parser.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from report_parser.checks import check_series
    from report_parser.errors import (
        DamagedSourceError,
        EmptySourceError,
        EncryptedSourceError,
        FactsError,
        LimitExceededError,
        MissingColumnError,
        MissingExtraError,
        NotChineseError,
        NoTextLayerError,
        ReportJsonError,
        ReportParserError,
        SchemaError,
        SourceIsFolderError,
        SourceNotFoundError,
        SourceUnreadableError,
        TableError,
        UndecodableError,
        UnsupportedFormatError,
    )
    from report_parser.facts import AuditFacts, Facts, Indicator, RuleOfLawFacts, extract
    from report_parser.metrics.comparison import compare
    from report_parser.models import (
        Check,
        Citation,
        Failure,
        Item,
        Metric,
        Numeral,
        Observation,
        Period,
        Quantity,
        Report,
        Section,
        Source,
        Span,
        Table,
    )
    from report_parser.output.report_json import export_json, from_json, read_json
    from report_parser.parser import Parser
    from report_parser.readers import Limits, Options
    from report_parser.readers.corpus import read_corpus
    from report_parser.study.collecting import collect
    from report_parser.study.inventories import inventory
    from report_parser.study.panels import panel
    from report_parser.study.trends import trend
    from report_parser.text.document import Document
    from report_parser.text.locate import Location

__all__ = [
    "AuditFacts",
    "Check",
    "Citation",
    "DamagedSourceError",
    "EmptySourceError",
    "EncryptedSourceError",
    "Facts",
    "FactsError",
    "Failure",
    "Indicator",
    "Item",
    "LimitExceededError",
    "Limits",
    "Location",
    "Metric",
    "MissingColumnError",
    "MissingExtraError",
    "NoTextLayerError",
    "NotChineseError",
    "Numeral",
    "Observation",
    "Options",
    "Parser",
    "Period",
    "Quantity",
    "Report",
    "ReportJsonError",
    "ReportParserError",
    "RuleOfLawFacts",
    "SchemaError",
    "Section",
    "Source",
    "SourceIsFolderError",
    "SourceNotFoundError",
    "SourceUnreadableError",
    "Span",
    "Table",
    "TableError",
    "UndecodableError",
    "UnsupportedFormatError",
    "__version__",
    "check_series",
    "collect",
    "compare",
    "export_json",
    "extract",
    "find_quantities",
    "from_json",
    "inventory",
    "panel",
    "parse",
    "parse_bytes",
    "parse_file",
    "parse_many",
    "read_corpus",
    "read_json",
    "trend",
    "warm_up",
]

# Where a public name lives, unless it is an error (`errors`) or a model (`models`).
_ELSEWHERE = {
    "AuditFacts": "facts",
    "Facts": "facts",
    "Indicator": "facts",
    "Limits": "readers",
    "Location": "text.locate",
    "Options": "readers",
    "Parser": "parser",
    "RuleOfLawFacts": "facts",
    "check_series": "checks",
    "collect": "study.collecting",
    "compare": "metrics.comparison",
    "export_json": "output.report_json",
    "extract": "facts",
    "from_json": "output.report_json",
    "inventory": "study.inventories",
    "panel": "study.panels",
    "read_corpus": "readers.corpus",
    "read_json": "output.report_json",
    "trend": "study.trends",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module 'report_parser' has no attribute {name!r}")
    home = _ELSEWHERE.get(name, "errors" if name.endswith("Error") else "models")
    value = getattr(import_module(f"report_parser.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def warm_up() -> None:
    """Load the dictionary and compile the patterns now (when a server starts), so that no report waits for it.

    >>> warm_up()
    """
    from report_parser.parser import default

    default().warm_up()


def parse(text: str, seconds: float | None = None) -> Report:
    r"""Parse the text of a report. Total: any string gives a report, an empty one an empty report.

    With `seconds`, raises LimitExceededError where that takes longer.

    >>> report = parse("一、主要成效\n全年完成审计项目37个。")
    >>> [(m.name, m.level.quantity.value, m.level.quantity.unit) for m in report.metrics]
    [('审计项目', Decimal('37'), '个')]
    """
    from report_parser.parser import default

    return default().parse(text, seconds)


def parse_file(path: str | Path, options: Options | None = None) -> Report:
    """Parse a file of any supported format; the format is found by content.

    Raises ReportParserError: SourceNotFoundError, SourceIsFolderError or SourceUnreadableError for the path, and what
    `parse_bytes` raises for the content.
    """
    from report_parser.parser import default

    return default().parse_file(path, options)


def parse_bytes(data: bytes, name: str | None = None, options: Options | None = None) -> Report:
    """Parse the content of a file; `name` is only recorded in the report's source.

    Raises ReportParserError: EmptySourceError, NotChineseError, UndecodableError, UnsupportedFormatError, or another
    that says what is wrong with a file of its format.

    >>> parse_bytes("整改率92.25%。".encode("gbk")).metrics[0].name
    '整改率'
    """
    from report_parser.parser import default

    return default().parse_bytes(data, name, options)


def parse_many(
    sources: Iterable[str | Path | Document | Failure],
    workers: int | None = 1,
    timeout: float | None = None,
    options: Options | None = None,
) -> Iterator[Report | Failure]:
    """Parse many sources, in their order; one that cannot be parsed gives a Failure in its place.

    `workers` is the number of processes (None: one a processor); 1 parses in this one. `timeout` is the number of
    seconds after which a source is given up; with it the work is always done in other processes. Sources are paths, or
    what `read_corpus` gives, and are drawn as they are needed. A script that asks for workers does it under
    `if __name__ == "__main__":`, since each worker imports the script.

    Raises ValueError for fewer than 1 worker, RuntimeError where processes cannot be started.

    >>> [failure.stage for failure in parse_many(["no/such/file.txt"])]
    ['read']
    """
    from report_parser.parser import default

    return default().parse_many(sources, workers, timeout, options)


def find_quantities(text: str) -> list[Quantity]:
    """Every number of a text that measures something, named or not, in order. Total: any string gives a list.

    >>> [(q.value, q.unit, q.bound) for q in find_quantities("约4.287亿美元")]
    [(Decimal('428700000'), '美元', 'approx')]
    """
    from report_parser.parser import default

    return default().find_quantities(text)
