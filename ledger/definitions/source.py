"""A source: where files come from and how they are read."""

from __future__ import annotations

import attrs

from ledger.definitions.arrival import DeliveryRule, Drift, Fact, Remote, Retries
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
        snapshot: whether a delivery is the whole table: in mode history it ends the keys that it lacks.
        about: title, publisher, licence, steward, url, frequency and so on, for the catalog; keys as written.
        name_pattern: how the name of a file tells what is known of it, or None.
        requires: what has to be known of a file before it is landed.
        wanted: what should be known of it; what is missing is reported.
        fiscal_year_begins: month and day (``04-01``) on which the period ``2025/2026`` begins.
        delivery: which files form one delivery, or None where each is one by itself.
        drift: what is done when columns change.
        remote: where its files are fetched from, or None.
        retries: how often each step (fetch, ingest, promote) with its files is tried; empty: as the project says.
    """

    name: str
    files: tuple[str, ...]
    form: Form
    packing: Packing | None = None
    null_words: tuple[str, ...] = ()
    quarantine_limit: str | None = "0.05"
    domain: str = "main"
    snapshot: bool = False
    about: dict[str, str] = attrs.field(factory=dict)
    name_pattern: str | None = None
    requires: tuple[Fact, ...] = ()
    wanted: tuple[Fact, ...] = ()
    fiscal_year_begins: str = "04-01"
    delivery: DeliveryRule | None = None
    drift: Drift = attrs.field(factory=Drift)
    remote: Remote | None = None
    retries: dict[str, Retries] = attrs.field(factory=dict)


@attrs.frozen
class HeaderName:
    """A source header as it stood in the file, and the column name it was given."""

    header: str
    name: str


@attrs.frozen
class Layout:
    """The columns of a staged table, in the order of the file or, where that differs, of the rule that it was read by.

    Attributes:
        columns: their headers, those of the rule where the file has others, and their names.
        renamed: header in the file to the header of the rule that it was taken for.
        missing: headers of the rule that the file does not have; their columns have no value.
    """

    columns: tuple[HeaderName, ...]
    renamed: dict[str, str] = attrs.field(factory=dict)
    missing: tuple[str, ...] = ()
