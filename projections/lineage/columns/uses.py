"""Sets of uses, and what becomes of them on the way through SQL."""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.definitions.lineage import ALL, DIRECT, ColumnUse, How


class Use(NamedTuple):
    """A ``ColumnUse`` that is quick to hash."""

    table: str
    column: str
    how: How
    why: str = ""


Uses = frozenset[Use]
NONE: Final[Uses] = frozenset()
_STRENGTH: Final = {how: place for place, how in enumerate(DIRECT)}


def directly(uses: Uses, how: How) -> Uses:
    """Give what a value is made from that is computed from others: the stronger of two ways holds."""
    if all(use.how not in _STRENGTH or _STRENGTH[use.how] >= _STRENGTH[how] for use in uses):
        return uses
    return frozenset(
        use._replace(how=how) if _STRENGTH.get(use.how, len(_STRENGTH)) < _STRENGTH[how] else use for use in uses
    )


def indirectly(uses: Uses, how: How) -> Uses:
    """Give what depends on values without showing them."""
    return frozenset(use._replace(how=how) if use.how in _STRENGTH else use for use in uses)


def rows_of(tables: frozenset[str]) -> Uses:
    """Give the dependence on the rows of tables as such."""
    return frozenset(Use(table, ALL, "rows") for table in tables)


def unknown(tables: frozenset[str], why: str) -> Uses:
    """Give the dependence on all columns of tables, because no single ones can be named."""
    return frozenset(Use(table, ALL, "transformation", why) for table in tables)


def recorded(uses: Uses) -> tuple[ColumnUse, ...]:
    """Give uses in the form in which they are kept, sorted."""
    return tuple(ColumnUse(*use) for use in sorted(uses))
