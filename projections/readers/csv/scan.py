"""The proof that bytes are regular: numpy finds the records of a piece that no parser can read in two ways.

Regular is a record whose quotes all open after a delimiter or a line end and close before one, with the right number of
delimiters outside of quotes, no NUL, no escape, not longer than allowed, and not a comment. The proof ends before
the first record that is not.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from projections.readers.csv.dialect import Dialect
from projections.readers.csv.ends import CR, LF

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]

NONE: Positions = np.empty(0, np.int64)


@attrs.frozen
class Regular:
    """The regular beginning of a piece.

    Attributes:
        end: where it ends, after a line end or at the end of the file.
        first: where its first record begins; the end when it has none.
        records: how many it has, counted here and not by the parser.
        blank: how many lines without any character it has, outside of quotes.
        quoted: whether it may hold a quote.
    """

    end: int
    first: int
    records: int
    blank: int
    quoted: bool


@attrs.frozen
class _Lines:
    """The lines of a piece outside of quotes, by position in it.

    Attributes:
        starts, stops: of each; the stop is its line end (LF of CRLF) or the end of the piece.
        lengths: without the line end.
        fields: how many each would have as a record.
    """

    starts: Positions
    stops: Positions
    lengths: Positions
    fields: Positions


def prove(data: bytes, start: int, stop: int, dialect: Dialect, *, final: bool) -> Regular:
    """Find the regular beginning of a piece that starts at a line start.

    Args:
        data: the window.
        start: where the piece begins.
        stop: where it ends.
        dialect: how the records are written, with the names of the columns.
        final: whether nothing follows the piece.
    """
    clear, quoted = _before_forbidden(data, start, stop, dialect)
    if clear == start:
        return Regular(start, start, 0, 0, quoted)
    piece = np.frombuffer(data, np.uint8, clear - start, start)
    closed = final and clear == stop
    quotes, sound = _quotes(piece, dialect) if quoted else (NONE, piece.size)
    lines = _lines(piece, quotes, sound, dialect, closed=closed)
    blank = lines.lengths == 0
    wrong = ((lines.fields != len(dialect.names)) & ~blank) | (lines.lengths > dialect.limit)
    good = int(wrong.argmax()) if wrong.any() else wrong.size
    good = _before_comment(data, start + lines.starts[:good], piece[lines.starts[:good]], dialect)
    records = np.flatnonzero(~blank[:good])
    end = min(start + int(lines.stops[good - 1]) + 1, clear) if good else start
    return Regular(
        end=end,
        first=start + int(lines.starts[records[0]]) if records.size else end,
        records=records.size,
        blank=good - records.size,
        quoted=quoted,
    )


def _before_forbidden(data: bytes, start: int, stop: int, dialect: Dialect) -> tuple[int, bool]:
    """Find what only the exact parser may judge, a NUL or an escape; tell also whether a quote comes before it."""
    found = data.find(b"\0", start, stop)
    clear = stop if found < 0 else found
    if dialect.quote is None or data.find(dialect.quote, start, clear) < 0:
        return clear, False
    if dialect.escape is not None and (found := data.find(dialect.escape, start, clear)) >= 0:
        clear = found
    return clear, True


def _quotes(piece: Bytes, dialect: Dialect) -> tuple[Positions, int]:
    """Find all quotes, and up to where every one of them stands where a quote may stand.

    The quotes open and close in turn; a doubled one closes and opens again at once.
    """
    quotes = np.flatnonzero(piece == (dialect.quote or b"\0")[0])
    neighbour = np.zeros(256, np.bool_)
    neighbour[[dialect.delimiter[0], LF, CR]] = True
    if dialect.escape is None and dialect.quote is not None:
        neighbour[dialect.quote[0]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    opens = neighbour[piece[opening - 1]] | (opening == 0)
    closes = neighbour[piece[np.minimum(closing + 1, piece.size - 1)]] | (closing == piece.size - 1)
    bad = (*opening[~opens][:1].tolist(), *closing[~closes][:1].tolist())
    return quotes, min(bad, default=piece.size)


def _lines(piece: Bytes, quotes: Positions, sound: int, dialect: Dialect, *, closed: bool) -> _Lines:
    """Find the lines that end before ``sound``, and the last one of the file when it has no line end."""
    ends = _line_ends(piece, closed=closed)
    found = _outside(np.flatnonzero(ends | (piece == dialect.delimiter[0])), quotes, piece.size)
    if sound < piece.size:
        found = found[: np.searchsorted(found, sound)]
    last = np.flatnonzero(ends[found])
    stops = found[last]
    width = _line_end_widths(piece, stops)
    is_open = quotes.size % 2 == 1
    if closed and sound == piece.size and not is_open and (not stops.size or stops[-1] + 1 < piece.size):
        last = np.append(last, found.size)
        stops = np.append(stops, piece.size)
        width = np.append(width, 0)
    starts = np.concatenate(([0], stops[:-1] + 1)) if stops.size else stops
    return _Lines(starts, stops, stops - starts - width, np.diff(last, prepend=-1))


def _outside(marks: Positions, quotes: Positions, size: int) -> Positions:
    """Leave out the marks that stand between an opening and its closing quote; few quoted texts hold any."""
    if not quotes.size:
        return marks
    closing = quotes[1::2] if quotes.size % 2 == 0 else np.append(quotes[1::2], size)
    first, behind = np.searchsorted(marks, quotes[0::2]), np.searchsorted(marks, closing)
    change = np.zeros(marks.size + 1, np.int8)
    holds = first < behind
    change[first[holds]] = 1
    change[behind[holds]] -= 1
    outside: Positions = marks[change[:-1].cumsum(dtype=np.int8) == 0]
    return outside


def _line_ends(piece: Bytes, *, closed: bool) -> Mask:
    """Mark every LF, and every CR that no LF follows; a CR at the end of an open piece may have one still."""
    feeds: Mask = piece == LF
    returns = piece == CR
    if returns.any():
        feeds[:-1] |= returns[:-1] & ~feeds[1:]
        feeds[-1] |= closed and returns[-1]
    return feeds


def _line_end_widths(piece: Bytes, stops: Positions) -> Positions:
    """Count what a line end has before its marked byte: the CR of a CRLF."""
    is_pair: Mask = (piece[stops] == LF) & (piece[np.maximum(stops - 1, 0)] == CR)
    return is_pair.astype(np.int64)


def _before_comment(data: bytes, starts: Positions, heads: Bytes, dialect: Dialect) -> int:
    """Count the lines before the first one that is a comment."""
    if dialect.comment is None:
        return starts.size
    candidates = np.flatnonzero(heads == dialect.comment[0]).tolist()
    return next((line for line in candidates if data.startswith(dialect.comment, int(starts[line]))), starts.size)
