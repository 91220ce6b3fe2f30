"""How every asset is called for all time, and its number in this bundle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import attrs

from projections.exports.changed import Changed
from projections.exports.purview.words import COLUMN, PROCESS, SOURCE, TABLE
from projections.exports.tables import Said, text
from projections.exports.told import SOURCE as FEEDING
from projections.exports.told import CatalogTold


@attrs.frozen
class Name:
    """An asset.

    Attributes:
        type: of the entity.
        qualified: its name among all that an account knows.
    """

    type: str
    qualified: str


@attrs.frozen
class Names:
    """All assets by their subject: ``gold.t``, ``gold.t.column``, ``source:s``, ``process:gold.t``."""

    of: dict[str, Name]
    guids: dict[str, str]

    def reference(self, subject: str) -> dict[str, Any]:
        """Point at an asset of this bundle."""
        name = self.of[subject]
        return {"typeName": name.type, "guid": self.guids[subject], "qualifiedName": name.qualified}


def names(told: CatalogTold, changed: list[Changed]) -> Names:
    """Name and number all assets; two that were given one name would become one asset, so the second keeps its own."""
    found: dict[str, Name] = {}
    taken: set[str] = set()
    for subject, kind, said, own in _assets(told):
        wanted = text(said, "purview.qualified_name") or own
        if wanted in taken:
            changed.append(Changed(subject, wanted, own, "another asset has this qualified name"))
            wanted = own
        taken.add(wanted)
        named = text(said, "purview.type") or kind
        if named not in (TABLE, COLUMN, SOURCE, PROCESS):
            changed.append(Changed(subject, named, named, "the account must know this type: it is none of ours"))
        found[subject] = Name(named, wanted)
    order = sorted(found, key=lambda subject: found[subject].qualified)
    return Names(found, {subject: str(-number) for number, subject in enumerate(order, 1)})


def _assets(told: CatalogTold) -> Iterable[tuple[str, str, Said, str]]:
    start = f"jobforge://{quote(told.project, safe='')}"
    for source in sorted(told.sources):
        yield f"{FEEDING}{source}", SOURCE, {}, f"{start}/source/{source}"
    for table in told.tables:
        name = table.row.table_name
        place = name.replace(".", "/", 1)
        yield name, TABLE, table.said, f"{start}/{place}"
        yield process(name), PROCESS, {}, f"{start}/process/{place}"
        for column in table.columns:
            subject = f"{name}.{column.name}"
            yield subject, COLUMN, table.of_columns.get(column.name, {}), f"{start}/{place}#{column.name}"


def process(table: str) -> str:
    """Name what makes a table."""
    return f"process:{table}"
