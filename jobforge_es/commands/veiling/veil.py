"""The veil: personal values in what is shown are replaced by a mask, and it is remembered which columns had them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from jobforge_es.session import Session
from ledger.definitions.lineage import ALL
from projections.lineage.personal import NO, Personal, personal, said_personal
from projections.read_models import checkpoint, existing, read_models
from projections.runner import PROJECTIONS, catch_up

MASK: Final = "***"
"""Stands in the place of a personal value; in a column in that of a missing one too."""


@attrs.define
class Veil:
    """Masks values, and keeps account of what it masked.

    Attributes:
        personal: what holds personal information.
        hidden: ``layer.table.column`` of what was masked so far.
    """

    personal: Personal
    hidden: set[str] = attrs.field(factory=set)

    def hides(self, table: str, column: str) -> bool:
        """Tell whether values of a column are masked, and keep that in mind."""
        found = self.personal.holds(table, column)
        if found:
            self.hidden.add(f"{table}.{column}")
        return found

    def values(self, table: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Mask the values of a row."""
        return {name: MASK if self.hides(table, name) else value for name, value in values.items()}

    def text(self, tables: Iterable[str], text: Any) -> Any:
        """Mask a text that may hold any value of some tables."""
        hit = [table for table in tables if table in self.personal.columns]
        self.hidden |= {f"{table}.{column}" for table in hit for column in self.personal.columns[table]}
        return MASK if hit else text


def veil_of(session: Session) -> Veil:
    """Give the veil of what a session reads: what counts now counts, and what counted at its moment too."""
    db = session.db
    said, denied = said_personal(db), said_personal(db, NO)
    if checkpoint(db) != session.store.head().position:
        now = existing(session.lake.root / "projections.db")
        if now is None or checkpoint(now) != session.store.head().position:
            now = read_models(None, PROJECTIONS)
            catch_up(now, session.store, session.vault)
        said, denied = said | said_personal(now), denied & said_personal(now, NO)
        now.close()
    return Veil(personal(said, denied, db))


def whole_columns(hidden: Iterable[str]) -> tuple[str, ...]:
    """Name columns in their order; ``layer.table.*`` stands for all of a table."""
    tables = {name.removesuffix(f".{ALL}") for name in hidden if name.endswith(f".{ALL}")}
    return tuple(sorted(name for name in hidden if name.endswith(f".{ALL}") or name.rpartition(".")[0] not in tables))
