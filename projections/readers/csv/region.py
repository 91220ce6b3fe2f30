"""The parts of a file around its records: preamble, header, footer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import numpy as np

from projections.readers.csv import exact
from projections.readers.csv.dialect import CR, LF, Dialect
from projections.readers.csv.encoding import Text
from projections.readers.csv.feed import Feed
from projections.readers.refusals import FileChanged, HeaderUnreadable, NoHeader, TooFewLines

BLOCK = 65_536
"""Bytes read at once while the footer is looked for."""


def find_footer(file: BinaryIO, size: int, text: Text, lines: int) -> int:
    """Find the offset at which the last physical lines begin; the size of the file when there are none.

    A line ends at LF, CRLF or CR, inside quotes as well; a final line end begins no further line.

    Raises:
        TooFewLines: the file has not that many lines.
    """
    starts = islice(_line_starts_backwards(file, size, text), lines, None)
    start = next(starts, None)
    if start is None:
        raise TooFewLines("footer", lines)
    return start


def skip_preamble(feed: Feed, lines: int) -> None:
    """Move past the first physical lines.

    Raises:
        TooFewLines: the file has not that many lines before its footer.
    """
    for _ in range(lines):
        feed.fill(1)
        if not feed.unread:
            raise TooFewLines("preamble", lines)
        feed.skip_line()


def take_header(feed: Feed, dialect: Dialect) -> tuple[tuple[str, ...], int, int]:
    """Read the first record as names and move past it; count the blank and the comment lines before it.

    Raises:
        NoHeader: there is no record.
        HeaderUnreadable: the record breaks a rule.
    """
    blank = comment = 0
    feed.fill(1)
    while feed.unread:
        line = exact.read_line(feed.data, feed.at, dialect, final=feed.final)
        if line is None:
            feed.fill(2 * feed.unread)
            continue
        feed.at = line.after
        if line.unfinished:
            feed.skip_line()
        if line.kind == "record":
            return _names(line), blank, comment
        blank += line.kind == "blank"
        comment += line.kind == "comment"
        feed.fill(1)
    raise NoHeader


def _names(line: exact.Line) -> tuple[str, ...]:
    if line.fault is not None:
        raise HeaderUnreadable(line.fault.code, line.fault.reason)
    return tuple(field or "" for field in line.fields)


def _line_starts_backwards(file: BinaryIO, size: int, text: Text) -> Iterator[int]:
    """Give the end of the file, then the start of its last line, of the one before, and so on."""
    yield size
    width = text.unit.itemsize
    stop, line_feed_follows = size, False
    while stop > text.bom:
        start = max(text.bom, stop - BLOCK)
        file.seek(start)
        block = file.read(stop - start)
        if len(block) < stop - start:
            raise FileChanged
        units = np.frombuffer(block, text.unit)
        feeds = units == LF
        ends = feeds | ((units == CR) & ~np.append(feeds[1:], line_feed_follows))
        for index in np.flatnonzero(ends)[::-1].tolist():
            if start + (index + 1) * width < size:
                yield start + (index + 1) * width
        stop, line_feed_follows = start, bool(feeds[0])
    yield text.bom
