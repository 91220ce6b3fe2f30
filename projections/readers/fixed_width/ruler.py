"""Where the fields of a line stand, made ready for cutting."""

from __future__ import annotations

from itertools import pairwise

import attrs
import pyarrow as pa

from ledger.definitions.formats import FixedField, FixedWidth
from projections.readers.refusals import UnusableDialect

Places = tuple[tuple[int, int], ...]
"""From and to, in characters from 0."""


@attrs.frozen
class Ruler:
    """How a line is cut.

    Attributes:
        names: of the columns.
        fields: in the order of the columns.
        gaps: what belongs to no field, before the end of the last one.
        width: characters up to the end of the last field.
        codec: of the bytes that are scanned.
        comment: how a comment line begins, or None.
        limit: highest number of scanned bytes in a line.
    """

    names: tuple[str, ...]
    fields: Places
    gaps: Places
    width: int
    codec: str
    comment: bytes | None
    limit: int

    def empty_table(self) -> pa.Table:
        """Make a table without rows."""
        return pa.schema([(name, pa.string()) for name in self.names]).empty_table()


def make_ruler(settings: FixedWidth, names: tuple[str, ...], codec: str) -> Ruler:
    """Compile the settings of a source.

    Raises:
        UnusableDialect: they contradict each other.
    """
    check_settings(settings)
    fields = tuple((field.start - 1, field.start - 1 + field.width) for field in settings.fields)
    ends = [(0, 0), *sorted(fields)]
    try:
        comment = None if settings.comment is None else settings.comment.encode(codec)
    except UnicodeEncodeError as error:
        raise UnusableDialect(f"`comment` cannot be written in {codec}", "check `encoding` of the source") from error
    return Ruler(
        names=names,
        fields=fields,
        gaps=tuple((before[1], after[0]) for before, after in pairwise(ends) if before[1] < after[0]),
        width=ends[-1][1],
        codec=codec,
        comment=comment,
        limit=settings.max_record_bytes,
    )


def check_settings(settings: FixedWidth) -> None:
    """Refuse settings that no file can be read with.

    Raises:
        UnusableDialect: with the setting at fault.
    """
    if not settings.fields:
        raise UnusableDialect("a file of fixed width needs its fields", "list them under `fields`")
    if any(field.start < 1 or field.width < 1 for field in settings.fields):
        raise UnusableDialect("a field begins before the line, or has no width", "count `start` and `width` from 1")
    clash = overlapping(settings.fields)
    if clash is not None:
        raise UnusableDialect(
            f"the fields {clash[0].name!r} and {clash[1].name!r} overlap", "let each character belong to one field"
        )
    if settings.comment is not None and (not settings.comment or set(settings.comment) & set("\0\r\n")):
        raise UnusableDialect("`comment` is empty or has a line end", "set `comment: none`, or how a comment begins")
    if settings.max_record_bytes < 1 or min(settings.skip_lines, settings.skip_footer) < 0:
        raise UnusableDialect(
            "a count of the source is too small",
            "`max_record_bytes` is at least 1, `skip_lines` and `skip_footer` at least 0",
        )


def overlapping(fields: tuple[FixedField, ...]) -> tuple[FixedField, FixedField] | None:
    """Give two fields that share a character, or None."""
    ordered = sorted(fields, key=lambda field: (field.start, field.width))
    pairs = ((a, b) for a, b in pairwise(ordered) if a.start + a.width > b.start)
    return next(pairs, None)
