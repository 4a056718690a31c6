"""The errors that report_parser raises: one base class, and a subclass for each cause.

`parse` and `find_quantities` never raise on a `str`. Reading a file, decoding bytes and loading a user's
tables can fail, and then raise one of these, with a message that says what to do.
"""

from __future__ import annotations


class ReportParserError(Exception):
    """Base class of every error that this library raises on purpose."""


class SourceNotFoundError(ReportParserError):
    """The path does not exist."""


class SourceIsFolderError(ReportParserError):
    """The path is a folder, where one file was expected."""


class SourceUnreadableError(ReportParserError):
    """The operating system would not let the file be read (permissions, a broken disk)."""


class EmptySourceError(ReportParserError):
    """The source holds no bytes, or nothing but white space."""


class UndecodableError(ReportParserError):
    """The bytes are text in no encoding that was tried."""


class NotChineseError(ReportParserError):
    """The source holds not a single Chinese character."""


class UnsupportedFormatError(ReportParserError):
    """The bytes are of a format that no installed reader reads."""


class DamagedSourceError(ReportParserError):
    """The bytes are of a known format and broken."""


class EncryptedSourceError(ReportParserError):
    """The file is protected by a password."""


class NoTextLayerError(ReportParserError):
    """The PDF holds pictures of pages and no text."""


class LimitExceededError(ReportParserError):
    """Reading would take more memory, nesting or time than the limits allow."""


class MissingExtraError(ReportParserError):
    """An optional package is needed; the message names the extra to install."""


class MissingColumnError(ReportParserError):
    """A corpus file has no column of that name, or none that is known to hold texts."""


class TableError(ReportParserError):
    """A table of units, words or indicators is malformed; the message names the table and the entry."""


class CorrectionsError(ReportParserError):
    """A file of corrections is missing or malformed; the message names the line."""


class ReportJsonError(ReportParserError, ValueError):
    """The JSON holds no report; the message names the field."""


class NumberNotFoundError(ReportParserError):
    """No number stands at the place that was asked about."""


class SchemaError(ReportParserError):
    """A schema of facts is missing or malformed; the message names the field."""


class FactsError(ReportParserError):
    """A report does not hold what a schema of facts requires; the message names the facts."""
