"""Turns what DuckDB raises into our errors, without any value of a row in their message."""

from __future__ import annotations

import errno
import os
from typing import Final

import duckdb

from projections.engines.limits import DiskRefused, EngineFailed, OutOfMemory

PREPARING: Final = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException, duckdb.PermissionException)
"""Raised before a row was read, so that the message speaks of the SQL alone."""

_SAID: Final = {
    "Conversion Error": "a value cannot be cast to the type that the query asks for",
    "Out of Range Error": "a number is too large for its type, or a division is by zero",
    "Invalid Input Error": "a function was given a value that it cannot take",
    "Constraint Error": "the rows break a constraint",
    "IO Error": "a file cannot be read",
    "HTTP Error": "a file cannot be read",
}
"""What can be said by the first words of the engine's message."""


_PASSING: Final = tuple(
    os.strerror(number) for number in (errno.EIO, errno.ESTALE, errno.EAGAIN, errno.EBUSY, errno.ETIMEDOUT)
)
"""What the operating system says of a disk, or the network it hangs on, that may work again in a moment."""


def failure(error: Exception, memory: str | None) -> EngineFailed:
    """Say what went wrong.

    Args:
        error: from DuckDB itself, or from Arrow while it streams, which keeps only the text.
        memory: the limit in force.
    """
    detail = str(error)
    kind = detail.partition(":")[0]
    if isinstance(error, duckdb.OutOfMemoryException) or kind == "Out of Memory Error":
        return OutOfMemory(memory, detail)
    if isinstance(error, PREPARING):
        return EngineFailed(f"the query cannot be run: {detail}", detail=detail)
    if any(text in detail for text in _PASSING):
        return DiskRefused(detail)
    what = _SAID.get(kind, "the engine gave up")
    return EngineFailed(
        f"the query failed while it read rows: {what}",
        detail=detail,
        mend=("run the query by hand with jobforge query to see the engine's own message",),
    )
