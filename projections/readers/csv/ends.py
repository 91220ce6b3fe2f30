"""How the lines of a text end."""

from __future__ import annotations

import re

import attrs

LINE_END = re.compile(rb"[\r\n]")
LF, CR = 0x0A, 0x0D


@attrs.frozen
class Ends:
    """How lines end.

    Attributes:
        mark: bytes that end a line, ASCII; None: LF, CRLF or CR, each where it stands.
        pattern: finds where a line ends.
    """

    mark: bytes | None = None
    pattern: re.Pattern[bytes] = attrs.field(init=False, eq=False)

    @pattern.default
    def _compiled(self) -> re.Pattern[bytes]:
        return LINE_END if self.mark is None else re.compile(re.escape(self.mark))

    @property
    def overlap(self) -> int:
        """Count the last bytes of a window that may begin a line end without being one yet."""
        return 0 if self.mark is None else len(self.mark) - 1

    def find(self, data: bytes, at: int) -> int | None:
        """Find where the line ends that a position is in; None when that is not in the window."""
        found = self.pattern.search(data, at)
        return None if found is None else found.start()

    def begins(self, data: bytes, at: int) -> bool:
        """Tell whether a line ends at a position."""
        return data[at] in (LF, CR) if self.mark is None else data.startswith(self.mark, at)

    def after(self, data: bytes, end: int, *, final: bool) -> int | None:
        """Step over the line end at a position; None when a CR is the last byte and LF may follow."""
        if self.mark is not None:
            return end + len(self.mark)
        if data[end] == LF:
            return end + 1
        if end + 1 < len(data):
            return end + 2 if data[end + 1] == LF else end + 1
        return end + 1 if final else None


ANY = Ends()
"""LF, CRLF or CR."""


@attrs.frozen
class Physical:
    """A physical line.

    Attributes:
        stop: where it ends, without its line end; at least that, when it is unfinished.
        after: where the next one begins.
        unfinished: whether it goes on behind the window, longer than any record may be.
    """

    stop: int
    after: int
    unfinished: bool = False


def physical_line(data: bytes, at: int, ends: Ends, limit: int, *, final: bool) -> Physical | None:
    """Find the end of the line that begins at a position; None when the window must be longer to tell.

    Args:
        data: the window.
        at: where the line begins.
        ends: how lines end.
        limit: a longer line need not be held in the window.
        final: whether nothing follows the window.
    """
    stop = ends.find(data, at)
    if stop is not None:
        after = ends.after(data, stop, final=final)
        return None if after is None else Physical(stop, after)
    if final:
        return Physical(len(data), len(data))
    known = len(data) - ends.overlap
    return Physical(known, known, unfinished=True) if known - at > limit else None
