"""The parts of a file around its records: preamble, header, footer."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import numpy as np

from projections.readers.csv import exact
from projections.readers.csv.dialect import Dialect
from projections.readers.csv.encoding import Text
from projections.readers.csv.ends import ANY, CR, LF, Ends
from projections.readers.csv.feed import Feed
from projections.readers.csv.heading import join_header
from projections.readers.csv.sheet import Line, Row
from projections.readers.refusals import FileChanged, HeaderUnreadable, NoHeader, TooFewLines

BLOCK = 65_536
"""Bytes read at once while the footer is looked for."""


def find_footer(file: BinaryIO, size: int, text: Text, lines: int, ends: Ends = ANY) -> int:
    """Find the offset at which the last physical lines begin; the size of the file when there are none.

    A line ends inside quotes as well; a final line end begins no further line.

    Raises:
        TooFewLines: the file has not that many lines.
    """
    if ends.mark is None or not lines:
        start = next(islice(_line_starts_backwards(file, size, text), lines, None), None)
    else:
        starts = deque(_line_starts(Feed(file, text.bom, size, text, ends)), lines)
        start = starts[0] if len(starts) == lines else None
    if start is None:
        raise TooFewLines("footer", lines)
    return start


def find_rest(file: BinaryIO, size: int, text: Text, lines: int, ends: Ends = ANY) -> tuple[int, int]:
    """Find the offset at which the first physical lines end, and count those after them.

    Raises:
        TooFewLines: the file has not that many lines.
    """
    feed = Feed(file, text.bom, size, text, ends)
    if sum(1 for _ in islice(_line_starts(feed), lines)) < lines:
        raise TooFewLines("table", lines)
    feed.skip_line()
    start = feed.offset(feed.at)
    return start, sum(1 for _ in _line_starts(feed))


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


def take_header(feed: Feed, dialect: Dialect, lines: int = 1) -> tuple[tuple[str, ...], int, int]:
    """Read the first records as names and move past them; count the blank and the comment lines before their end.

    Raises:
        NoHeader: there are not that many records.
        HeaderUnreadable: one of them breaks a rule, or they have not the same number of fields.
    """
    rows: list[Row] = []
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
            rows.append(_cells(line, rows))
        if len(rows) == lines:
            return join_header(rows), blank, comment
        blank += line.kind == "blank"
        comment += line.kind == "comment"
        feed.fill(1)
    raise NoHeader


def _cells(line: Line, above: list[Row]) -> Row:
    if line.fault is not None:
        raise HeaderUnreadable(line.fault.code, line.fault.reason)
    found, expected = len(line.fields), len(above[0] if above else line.fields)
    if found != expected:
        code = "P-002" if found < expected else "P-003"
        raise HeaderUnreadable(code, f"{found} fields, {expected} stand in its first line")
    return line.fields


def _line_starts(feed: Feed) -> Iterator[int]:
    """Give the offset of each line from where the feed stands; the feed stands at it until the next is asked for."""
    feed.fill(1)
    while feed.unread:
        yield feed.offset(feed.at)
        feed.skip_line()
        feed.fill(1)


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
