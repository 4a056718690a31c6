"""Web pages as browsers save them in one file (MHTML, RFC 2557): the page itself is read, its pictures are not."""

from __future__ import annotations

from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from itertools import islice

from report_parser.errors import DamagedSourceError
from report_parser.models import Source
from report_parser.readers import Options, html
from report_parser.readers.limits import Meter
from report_parser.text.document import Document


def read(data: bytes, source: Source, options: Options) -> Document:
    """Read the first HTML part. Raises DamagedSourceError where there is none, and what the reader of HTML raises."""
    meter = Meter(options.limits)
    try:
        message = BytesParser(_class=EmailMessage, policy=policy.compat32).parsebytes(data)
        parts = list(islice(message.walk(), options.limits.entries + 1))
        meter.spend("entries", len(parts))
        page = next((part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")), None)
        content = page.get_payload(decode=True) if page is not None else None
        charset = page.get_content_charset() if page is not None else None
    except (ValueError, LookupError, AttributeError, TypeError) as problem:
        raise DamagedSourceError(f"the saved page is broken ({type(problem).__name__}).") from problem
    if not isinstance(content, bytes) or not content.strip():
        raise DamagedSourceError("the saved page holds no HTML.")
    return html.read(content, source, replace(options, encoding=options.encoding or charset))
