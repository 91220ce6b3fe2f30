"""A source: where files come from and how they are read."""

from __future__ import annotations

import attrs

from ledger.definitions.formats import Form, Packing


@attrs.frozen
class Source:
    """A source as adopted.

    Attributes:
        name: of the source and of its staged table.
        files: glob patterns, matched against names in the inbox.
        form: how its files are read.
        packing: how they are packed, or None.
        null_words: texts that mean a missing value; applied at bronze, never in staged.
        quarantine_limit: highest share of unreadable records, as a decimal such as ``0.01``; None refuses nothing.
        domain: the folder its tables lie in.
        about: title, publisher, licence, steward, url, frequency and so on, for the catalog; keys as written.
    """

    name: str
    files: tuple[str, ...]
    form: Form
    packing: Packing | None = None
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
