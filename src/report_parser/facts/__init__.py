"""Facts: fill a user's own pydantic model from a report, and say for each field which observation it came from."""

from report_parser.facts.filling import Extraction, extract, find
from report_parser.facts.model import Facts, Indicator
from report_parser.facts.ready import AuditFacts, RuleOfLawFacts
from report_parser.facts.schema import model_from_schema, read_schema

__all__ = [
    "AuditFacts",
    "Extraction",
    "Facts",
    "Indicator",
    "RuleOfLawFacts",
    "extract",
    "find",
    "model_from_schema",
    "read_schema",
]
