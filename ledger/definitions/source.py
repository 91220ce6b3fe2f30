"""A source: where files come from and how they are read."""

from __future__ import annotations

from typing import Literal

import attrs

Encoding = Literal["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]


@attrs.frozen
class Csv:
    """How delimited text is read. Nothing here is ever guessed while loading.

    Attributes:
        encoding: ``utf-8`` takes a byte-order mark or none; ``utf-16`` needs one.
        delimiter: one ASCII character.
        quote: one ASCII character, or None when quotes have no meaning.
        escape: a character that takes the next one literally inside quotes, or None: a quote is then doubled.
        comment: a line that begins with it is skipped and counted, or None.
        skip_lines: physical lines before the header (preamble).
        skip_footer: physical lines at the end.
        header: whether the first record after the preamble names the columns.
        columns: the header that is expected, exactly; empty takes that of the first batch as the rule.
        max_record_bytes: a longer record is refused.
    """

    encoding: Encoding = "utf-8"
    delimiter: str = ","
    quote: str | None = '"'
    escape: str | None = None
    comment: str | None = None
    skip_lines: int = 0
    skip_footer: int = 0
    header: bool = True
    columns: tuple[str, ...] = ()
    max_record_bytes: int = 16_777_216


@attrs.frozen
class Source:
    """A source as adopted.

    Attributes:
        name: of the source and of its staged table.
        files: glob patterns, matched against names in the inbox.
        csv: how its files are read.
        null_words: texts that mean a missing value; applied at bronze, never in staged.
        quarantine_limit: highest share of unreadable records, as a decimal such as ``0.01``; None refuses nothing.
        domain: the folder its tables lie in.
        about: title, publisher, licence, steward, url, frequency and so on, for the catalog; keys as written.
    """

    name: str
    files: tuple[str, ...]
    csv: Csv
    null_words: tuple[str, ...] = ()
    quarantine_limit: str | None = "0.05"
    domain: str = "main"
    about: dict[str, str] = attrs.field(factory=dict)


@attrs.frozen
class HeaderName:
    """A source header as it stood in the file, and the column name it was given."""

    header: str
    name: str


@attrs.frozen
class Layout:
    """The columns of a staged table in source order."""

    columns: tuple[HeaderName, ...]
