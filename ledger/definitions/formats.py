"""How files of each format are read. Nothing here is ever guessed while loading."""

from __future__ import annotations

from typing import Literal

import attrs

Encoding = Literal["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]


@attrs.frozen
class Csv:
    """How delimited text is read.

    Attributes:
        encoding: ``utf-8`` takes a byte-order mark or none; ``utf-16`` needs one.
        delimiter: one to four ASCII characters.
        record_delimiter: one to three ASCII characters that end a record; None: LF, CRLF or CR. Where it is given, a
            line is what it ends, and LF and CR are text like any other.
        quote: one ASCII character, or None when quotes have no meaning.
        escape: a character that takes the next one literally inside quotes, or None: a quote is then doubled.
        comment: a line that begins with it is skipped and counted, or None.
        skip_lines: physical lines before the header (preamble).
        skip_footer: physical lines at the end.
        last_line: number of the last physical line that is read, from 1; those after it count as footer. None: the last
            before the footer.
        header: whether the first records after the preamble name the columns.
        header_lines: records of the header, joined from top to bottom.
        columns: the header that is expected, exactly; empty takes that of the first batch as the rule.
        short_records: what becomes of a record with too few fields; ``fill``: those at its end are missing values.
        long_records: what becomes of one with too many; ``trim_empty``: they are cut where all of them are empty.
        max_record_bytes: a longer record is refused.
    """

    encoding: Encoding = "utf-8"
    delimiter: str = ","
    record_delimiter: str | None = None
    quote: str | None = '"'
    escape: str | None = None
    comment: str | None = None
    skip_lines: int = 0
    skip_footer: int = 0
    last_line: int | None = None
    header: bool = True
    header_lines: int = 1
    columns: tuple[str, ...] = ()
    short_records: Literal["quarantine", "fill"] = "quarantine"
    long_records: Literal["quarantine", "trim_empty"] = "quarantine"
    max_record_bytes: int = 16_777_216


@attrs.frozen
class Spreadsheet:
    """How one sheet of a workbook is read.

    Attributes:
        kind: of the workbook.
        sheet: name of the sheet, a pattern with ``*`` that may match several, or its number from 1 as ``#2``.
        skip_rows: rows of the sheet before the header (preamble).
        skip_footer: rows at the end that are no records.
        header_rows: rows of the header, joined from top to bottom; 0 when there is none.
        columns: the header that is expected, exactly; empty takes that of the first batch as the rule.
        first_column, last_column: letters of the columns that are read; None: the first and last that are used.
    """

    kind: Literal["xlsx", "xls", "ods"] = "xlsx"
    sheet: str = "#1"
    skip_rows: int = 0
    skip_footer: int = 0
    header_rows: int = 1
    columns: tuple[str, ...] = ()
    first_column: str | None = None
    last_column: str | None = None


@attrs.frozen
class ParquetFile:
    """How Parquet is read: every column as the canonical text of its type.

    Attributes:
        columns: the columns that are expected; empty takes those of the first batch as the rule.
    """

    columns: tuple[str, ...] = ()


@attrs.frozen
class FixedField:
    """A field of a fixed-width record: its name, its first character from 1, and its width in characters."""

    name: str
    start: int
    width: int


@attrs.frozen
class FixedWidth:
    """How lines of fixed width are read. Spaces stay.

    Attributes:
        fields: of a record.
        encoding, comment, skip_lines, skip_footer, max_record_bytes: as of delimited text.

    Characters are counted, not bytes.
    """

    fields: tuple[FixedField, ...] = ()
    encoding: Encoding = "utf-8"
    comment: str | None = None
    skip_lines: int = 0
    skip_footer: int = 0
    max_record_bytes: int = 16_777_216

    @property
    def columns(self) -> tuple[str, ...]:
        """The header, which the file itself does not have."""
        return tuple(field.name for field in self.fields)


@attrs.frozen
class Json:
    """How JSON is read: numbers as they are written, nested values as their source text, null as the text ``null``.

    A key that a record lacks is a missing value. The columns are the keys of all records, in the order first seen.

    Attributes:
        kind: ``json`` is one document that holds an array of records, ``ndjson`` a record on each line.
        records: the keys that lead to the array; none where the document is the array. Of ``json`` only.
        encoding, max_record_bytes: as of delimited text.
        columns: the keys that are expected; empty takes those of the first batch as the rule.
        max_depth: of arrays and objects in each other, the record itself being the first; a deeper one is refused.
    """

    kind: Literal["json", "ndjson"] = "json"
    records: tuple[str, ...] = ()
    encoding: Encoding = "utf-8"
    columns: tuple[str, ...] = ()
    max_depth: int = 100
    max_record_bytes: int = 16_777_216


@attrs.frozen
class Xml:
    """How XML is read: attributes, and the texts of child elements, under their names without a namespace.

    An attribute is ``@name``, that of a child ``child@name``, the text beside children ``#text``. A child that has
    children, or that stands several times, is its source text. The encoding is the one that the file says.

    Attributes:
        records: names of the elements that lead to a record, from the root to the record itself.
        columns: the names that are expected; empty takes those of the first batch as the rule.
        max_depth: of elements in each other, the record itself being the first; a deeper one is refused.
        max_record_bytes: a longer record is refused.
    """

    records: tuple[str, ...]
    columns: tuple[str, ...] = ()
    max_depth: int = 100
    max_record_bytes: int = 16_777_216


Form = Csv | Spreadsheet | ParquetFile | FixedWidth | Json | Xml
"""How the files of a source are read."""

KEYED = (Json, Xml)
"""Those whose records name their fields themselves, so that the order of columns means nothing."""

FORMS: dict[type, str] = {
    Csv: "csv",
    Spreadsheet: "spreadsheet",
    ParquetFile: "parquet",
    FixedWidth: "fixed-width",
    Json: "json",
    Xml: "xml",
}
"""The stored name of each."""


@attrs.frozen
class Packing:
    """How files are packed.

    Attributes:
        kind: ``gzip`` and ``zstd`` hold one file, ``zip`` holds members.
        members: patterns of the members that are read; each is a batch of its own.
        max_bytes: of one unpacked file; a larger one is refused.
        max_ratio: unpacked bytes for each packed one; beyond it the file is refused.
        max_members: of an archive.
    """

    kind: Literal["gzip", "zip", "zstd"]
    members: tuple[str, ...] = ("*",)
    max_bytes: int = 10_737_418_240
    max_ratio: int = 1_000
    max_members: int = 1_000
