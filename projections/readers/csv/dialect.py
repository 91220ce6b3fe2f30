"""How a source writes its records, made ready for scanning bytes."""

from __future__ import annotations

import re
from itertools import permutations

import attrs
import pyarrow as pa

from ledger.definitions.formats import Csv
from projections.readers.csv.ends import Ends
from projections.readers.refusals import UnusableDialect

LONGEST_DELIMITER = 4
LONGEST_RECORD_DELIMITER = 3


@attrs.frozen
class Dialect:
    """What the scanners need to know.

    Attributes:
        codec: of the scanned bytes; ASCII stands for itself in each of them.
        delimiter: one byte or more.
        ends: how lines, and with them records, end.
        quote: one byte, or None when quotes have no meaning.
        escape: one byte, with a meaning inside quotes only; None when a quote is doubled instead.
        comment: how a comment line begins, or None.
        limit: highest number of scanned bytes in a record.
        names: the columns.
        fills, trims: whether missing fields at the end of a record are missing values, and empty ones too many are cut.
        field: a whole field up to a delimiter, a line end or the end; group 1 is its quoted body, group 2 plain text.
        escaped: the escape and what it takes literally, or None.
        body: what follows an opening quote, up to and with the closing one.
    """

    codec: str
    delimiter: bytes
    ends: Ends
    quote: bytes | None
    escape: bytes | None
    comment: bytes | None
    limit: int
    names: tuple[str, ...]
    fills: bool
    trims: bool
    field: re.Pattern[bytes]
    body: re.Pattern[bytes] | None
    escaped: re.Pattern[bytes] | None

    @property
    def is_provable(self) -> bool:
        """Tell whether the proof and pyarrow know such text: a delimiter of one byte, and ordinary line ends."""
        return len(self.delimiter) == 1 and self.ends.mark is None

    @property
    def width(self) -> int:
        """Count the bytes of the longest mark that may end a field."""
        return max(len(self.delimiter), len(self.ends.mark or b"\n"))

    def may_begin_end(self, data: bytes) -> bool:
        """Tell whether these bytes may be the beginning of a delimiter or a line end."""
        return self.delimiter.startswith(data) or (self.ends.mark or b"").startswith(data)

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
    ends = Ends(None if settings.record_delimiter is None else settings.record_delimiter.encode())
    field, body = _patterns(delimiter, ends, quote, escape)
    return Dialect(
        codec=codec,
        delimiter=delimiter,
        ends=ends,
        quote=quote,
        escape=escape,
        comment=None if settings.comment is None else _encode_comment(settings.comment, codec),
        limit=settings.max_record_bytes,
        names=(),
        fills=settings.short_records == "fill",
        trims=settings.long_records == "trim_empty",
        field=field,
        body=body,
        escaped=None if escape is None else re.compile(re.escape(escape) + rb"(.)", re.DOTALL),
    )


def check_settings(settings: Csv) -> None:
    """Refuse settings that no file can be read with.

    Raises:
        UnusableDialect: with the setting at fault.
    """
    _check_marks(settings)
    if settings.escape is not None and settings.quote is None:
        raise UnusableDialect("`escape` has no meaning without a quote", "set `escape: none`, or declare the `quote`")
    _check_comment(settings)
    least = (settings.max_record_bytes - 1, settings.skip_lines, settings.skip_footer, settings.header_lines - 1)
    if min(least) < 0:
        raise UnusableDialect(
            "a count of the source is too small",
            "`max_record_bytes` and `header_lines` are at least 1, `skip_lines` and `skip_footer` at least 0",
        )
    if settings.last_line is not None and (settings.last_line <= settings.skip_lines or settings.skip_footer):
        raise UnusableDialect(
            "the last line stands before the first, or a footer is declared as well",
            "give the first and the last line as `lines: 12-40`",
        )
    if not settings.header and not settings.columns:
        raise UnusableDialect("a file without a header needs names for its columns", "list them under `columns`")


def _check_marks(settings: Csv) -> None:
    longest = {"delimiter": LONGEST_DELIMITER, "record_delimiter": LONGEST_RECORD_DELIMITER, "quote": 1, "escape": 1}
    for key, most in longest.items():
        mark, ends = getattr(settings, key), "" if key == "record_delimiter" else "\r\n"
        if mark is not None and (not 1 <= len(mark) <= most or not mark.isascii() or set(mark) & {"\0", *ends}):
            many = "one ASCII character" if most == 1 else f"one to {most} ASCII characters"
            raise UnusableDialect(f"`{key}: {mark!r}` is not {many}", f"give {many} as `{key}`")
    given = {key: mark for key in longest if (mark := getattr(settings, key)) is not None}
    if any(overlap(ours, theirs) for ours, theirs in permutations(given.values(), 2)):
        raise UnusableDialect(
            f"{', '.join(given)} are not all different, or one is a part of another",
            "give each its own character; a quote that is doubled needs `escape: none`",
        )


def overlap(ours: str, theirs: str) -> bool:
    """Tell whether two marks could stand in one another's place: one holds the other, or begins as it ends."""
    return theirs in ours or any(theirs.startswith(ours[-length:]) for length in range(1, len(ours) + 1))


def _check_comment(settings: Csv) -> None:
    comment = settings.comment
    if comment is None:
        return
    marks = {mark[0] for mark in (settings.delimiter, settings.quote, settings.escape) if mark}
    ends = settings.record_delimiter or ""
    if not comment or comment[0] in marks | set(ends) or set(comment) & set("\0\r\n"):
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
    delimiter: bytes, ends: Ends, quote: bytes | None, escape: bytes | None
) -> tuple[re.Pattern[bytes], re.Pattern[bytes] | None]:
    """Compile a field and a quoted body; nothing in them backtracks, so the time is linear."""
    end = rb"(?:" + re.escape(delimiter) + rb"|" + ends.pattern.pattern + rb")"
    first = re.escape(delimiter[:1] + (ends.mark or b"\r\n")[: 1 if ends.mark else 2])
    behind = rb"(?=" + end + rb"|\Z)"
    if quote is None:
        return re.compile(rb"(?!)()|((?:[^" + first + rb"]++|(?!" + end + rb").)*+)" + behind, re.DOTALL), None
    q = re.escape(quote)
    if escape is None:
        body = rb"[^" + q + rb"]*+(?:" + q + q + rb"[^" + q + rb"]*+)*+"
    else:
        e = re.escape(escape)
        body = rb"[^" + q + e + rb"]*+(?:" + e + rb".[^" + q + e + rb"]*+)*+"
    plain = rb"(?!" + q + rb")(?:[^" + first + q + rb"]++|(?!" + end + rb")[^" + q + rb"])*+"
    field = rb"(?:" + q + rb"(" + body + rb")" + q + rb"|(" + plain + rb"))" + behind
    return re.compile(field, re.DOTALL), re.compile(body + q, re.DOTALL)
