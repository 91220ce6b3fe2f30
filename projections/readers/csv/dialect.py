"""How a source writes its records, made ready for scanning bytes."""

from __future__ import annotations

import re

import attrs
import pyarrow as pa

from ledger.definitions.formats import Csv
from projections.readers.refusals import UnusableDialect

LINE_END = re.compile(rb"[\r\n]")
LF, CR = 0x0A, 0x0D


@attrs.frozen
class Dialect:
    """What the scanners need to know.

    Attributes:
        codec: of the scanned bytes; ASCII stands for itself in each of them.
        delimiter: one byte.
        quote: one byte, or None when quotes have no meaning.
        escape: one byte, with a meaning inside quotes only; None when a quote is doubled instead.
        comment: how a comment line begins, or None.
        limit: highest number of scanned bytes in a record.
        names: the columns.
        field: a whole field up to a delimiter, a line end or the end; group 1 is its quoted body, group 2 plain text.
        escaped: the escape and what it takes literally, or None.
        body: what follows an opening quote, up to and with the closing one.
    """

    codec: str
    delimiter: bytes
    quote: bytes | None
    escape: bytes | None
    comment: bytes | None
    limit: int
    names: tuple[str, ...]
    field: re.Pattern[bytes]
    body: re.Pattern[bytes] | None
    escaped: re.Pattern[bytes] | None

    def empty_table(self) -> pa.Table:
        """Make a table without rows."""
        return pa.schema([(name, pa.string()) for name in self.names]).empty_table()


def make_dialect(settings: Csv, codec: str) -> Dialect:
    """Compile the settings of a source; the columns are not known yet.

    Raises:
        UnusableDialect: the settings contradict each other.
    """
    check_settings(settings)
    delimiter = settings.delimiter.encode()
    quote = None if settings.quote is None else settings.quote.encode()
    escape = None if settings.escape is None else settings.escape.encode()
    field, body = _patterns(delimiter, quote, escape)
    return Dialect(
        codec=codec,
        delimiter=delimiter,
        quote=quote,
        escape=escape,
        comment=None if settings.comment is None else _encode_comment(settings.comment, codec),
        limit=settings.max_record_bytes,
        names=(),
        field=field,
        body=body,
        escaped=None if escape is None else re.compile(re.escape(escape) + rb"(.)", re.DOTALL),
    )


def check_settings(settings: Csv) -> None:
    """Refuse settings that no file can be read with.

    Raises:
        UnusableDialect: with the setting at fault.
    """
    marks = {"delimiter": settings.delimiter, "quote": settings.quote, "escape": settings.escape}
    given = {key: mark for key, mark in marks.items() if mark is not None}
    for key, mark in given.items():
        if len(mark) != 1 or not mark.isascii() or mark in "\0\r\n":
            raise UnusableDialect(f"`{key}: {mark!r}` is not one ASCII character", f"give one character as `{key}`")
    if len(set(given.values())) < len(given):
        raise UnusableDialect(
            f"{', '.join(given)} are not all different",
            "give each its own character; a quote that is doubled needs `escape: none`",
        )
    if settings.escape is not None and settings.quote is None:
        raise UnusableDialect("`escape` has no meaning without a quote", "set `escape: none`, or declare the `quote`")
    _check_comment(settings.comment, given)
    if settings.max_record_bytes < 1 or min(settings.skip_lines, settings.skip_footer) < 0:
        raise UnusableDialect(
            "a count of the source is too small",
            "`max_record_bytes` is at least 1, `skip_lines` and `skip_footer` at least 0",
        )
    if not settings.header and not settings.columns:
        raise UnusableDialect("a file without a header needs names for its columns", "list them under `columns`")


def _check_comment(comment: str | None, marks: dict[str, str]) -> None:
    if comment is None:
        return
    if not comment or comment[0] in marks.values() or set(comment) & set("\0\r\n"):
        raise UnusableDialect(
            f"`comment: {comment!r}` is empty, has a line end, or begins like a field",
            "set `comment: none`, or what a comment line begins with",
        )


def _encode_comment(comment: str, codec: str) -> bytes:
    try:
        return comment.encode(codec)
    except UnicodeEncodeError as error:
        raise UnusableDialect(f"`comment` cannot be written in {codec}", "check `encoding` of the source") from error


def _patterns(
    delimiter: bytes, quote: bytes | None, escape: bytes | None
) -> tuple[re.Pattern[bytes], re.Pattern[bytes] | None]:
    """Compile a field and a quoted body; nothing in them backtracks, so the time is linear."""
    d = re.escape(delimiter)
    ends = rb"(?=[" + d + rb"\r\n]|\Z)"
    if quote is None:
        return re.compile(rb"(?!)()|([^" + d + rb"\r\n]*+)" + ends), None
    q = re.escape(quote)
    if escape is None:
        body = rb"[^" + q + rb"]*+(?:" + q + q + rb"[^" + q + rb"]*+)*+"
    else:
        e = re.escape(escape)
        body = rb"[^" + q + e + rb"]*+(?:" + e + rb".[^" + q + e + rb"]*+)*+"
    plain = rb"(?!" + q + rb")[^" + d + q + rb"\r\n]*+"
    field = rb"(?:" + q + rb"(" + body + rb")" + q + rb"|(" + plain + rb"))" + ends
    return re.compile(field, re.DOTALL), re.compile(body + q, re.DOTALL)
