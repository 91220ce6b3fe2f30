"""The bytes of one record as they stand in a delivered file: one block is read, from where the sparse index points."""

from __future__ import annotations

from collections.abc import Iterator
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO, Final

import attrs

from ledger.definitions import Csv, FixedWidth, Source
from projections.readers.csv import exact
from projections.readers.csv.dialect import make_dialect
from projections.readers.csv.encoding import HEAD, Text, recognise
from projections.readers.csv.ends import ANY, Ends
from projections.readers.csv.feed import Feed
from projections.readers.csv.reading import find_end
from projections.readers.csv.region import find_footer
from projections.readers.fixed_width.exact import read_line
from projections.readers.fixed_width.ruler import make_ruler
from projections.readers.opening import unpacked_as
from projections.readers.parts import Part

BLOCK: Final = 1_048_576
AHEAD: Final = 65_536
"""Bytes that are looked at first for a record and its end."""


@attrs.frozen
class RawRecord:
    """A record as it stands in a file.

    Attributes:
        offset: of its first byte in the file, unpacked where it is packed.
        line: on which it begins, from 1; a line ends inside quotes as well.
        raw: its bytes, without the line end.
        text: the same, read with the encoding of the file; what is not in it is shown as an escape.
    """

    offset: int
    line: int
    raw: bytes
    text: str


def raw_record(
    path: Path, source: Source, part: Part, folder: Path, known: tuple[int, int], record: int
) -> RawRecord | None:
    """Find a record of a file that is text.

    Args:
        path: the delivered bytes.
        source: how they are read.
        part: which part of the file.
        folder: takes what has to be unpacked meanwhile.
        known: number and offset of a record at or before the wanted one.
        record: number of the wanted one, from 1.

    Returns:
        The record; None in formats whose records are no lines of text, or where the file ends before it.
    """
    if not isinstance(source.form, Csv | FixedWidth):
        return None
    with unpacked_as(path, source, part, folder) as plain, plain.open("rb") as file:
        size = file.seek(0, SEEK_END)
        file.seek(0)
        text = recognise(file.read(HEAD), size, source.form.encoding)
        return _find(file, size, text, source.form, known, record)


def _find(
    file: BinaryIO, size: int, text: Text, form: Csv | FixedWidth, known: tuple[int, int], record: int
) -> RawRecord | None:
    number, offset = known
    ends, end = ANY, size
    if isinstance(form, Csv):
        dialect = make_dialect(form, text.codec)
        ends, (end, _) = dialect.ends, find_end(file, size, text, form, dialect)
    else:
        end = find_footer(file, size, text, form.skip_footer, ends)
    feed = Feed(file, offset, end, text, ends)
    for start, stop in _records(feed, form, text):
        if number == record:
            raw = feed.file_bytes(start, stop)
            at = feed.offset(start)
            shown = feed.data[start:stop].decode(text.codec, "backslashreplace")
            return RawRecord(at, 1 + _lines(file, text, ends, at), raw, shown)
        number += 1
    return None


def _records(feed: Feed, form: Csv | FixedWidth, text: Text) -> Iterator[tuple[int, int]]:
    """Give where each record begins and ends in the window of the feed; the next is found when it is asked for."""
    dialect = make_dialect(form, text.codec) if isinstance(form, Csv) else None
    ruler = make_ruler(form, form.columns, text.codec) if isinstance(form, FixedWidth) else None
    feed.fill(AHEAD)
    while feed.unread:
        line = None
        if dialect is not None:
            line = exact.read_line(feed.data, feed.at, dialect, final=feed.final)
        elif ruler is not None:
            line = read_line(feed.data, feed.at, ruler, final=feed.final)
        if line is None:
            feed.fill(2 * feed.unread)
            continue
        if line.kind == "record":
            yield feed.at, line.stop
        feed.at = line.after
        if line.unfinished:
            feed.skip_line()
        feed.fill(AHEAD)


def _lines(file: BinaryIO, text: Text, ends: Ends, until: int) -> int:
    """Count the line ends before an offset."""
    feed = Feed(file, text.bom, until, text, ends)
    count, cut = 0, False
    feed.fill(BLOCK)
    while feed.unread:
        data = feed.data
        if ends.mark is not None:
            return _marks(feed, ends.mark)
        count += data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n") - (cut and data.startswith(b"\n"))
        cut = data.endswith(b"\r")
        feed.at = len(data)
        feed.fill(BLOCK)
    return count


def _marks(feed: Feed, mark: bytes) -> int:
    count, rest = 0, b""
    while feed.unread:
        data = rest + feed.data[feed.at :]
        count += data.count(mark)
        rest = data[data.rfind(mark) + len(mark) :][-(len(mark) - 1) :] if len(mark) > 1 else b""
        feed.at = len(feed.data)
        feed.fill(BLOCK)
    return count
