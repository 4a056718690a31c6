"""What people correct by hand: read from a file, found again in the text by their quotes, applied to reports."""

from report_parser.corrections.apply import apply
from report_parser.corrections.entries import FIELDS, Correction, Corrections, read

__all__ = ["FIELDS", "Correction", "Corrections", "apply", "read"]
