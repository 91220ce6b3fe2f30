"""Reading exports back: what they tell of columns, taken from their bytes alone and not by what wrote them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from projections.exports.read_back import odcs, openlineage, powerbi, purview
from projections.exports.read_back.column import ColumnRead, Unreadable

READERS: Final[dict[str, Callable[[Mapping[str, bytes]], dict[str, ColumnRead]]]] = {
    "odcs": odcs.columns,
    "openlineage": openlineage.columns,
    "powerbi": powerbi.columns,
    "purview": purview.columns,
}
"""Every kind of export, and what reads it."""

__all__ = ["READERS", "ColumnRead", "Unreadable", "columns_read"]


def columns_read(target: str, files: Mapping[str, bytes]) -> dict[str, ColumnRead]:
    """Read the columns that an export tells of, by ``layer.table.column``; none where it tells of none.

    Args:
        target: the kind of export.
        files: path to bytes; those that tell nothing of columns are passed over.

    Raises:
        Unreadable: nothing reads this kind of export, or a file is not what its kind of file is.
    """
    if target not in READERS:
        raise Unreadable(f"nothing reads {target}")
    try:
        return READERS[target](files)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error
