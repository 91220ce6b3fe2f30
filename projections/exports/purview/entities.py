"""Sources, tables and their columns as entities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from ledger.names import split_table
from projections.exports.changed import Changed
from projections.exports.purview.contacts import OF_ASSETS, contacts
from projections.exports.purview.managed import managed
from projections.exports.purview.names import Names
from projections.exports.purview.words import COLUMN, PERSONAL, SOURCE, TABLE, attributes, security
from projections.exports.tables import Said, TableTold, is_set, text
from projections.exports.told import SOURCE as FEEDING
from projections.exports.told import CatalogTold

Json = dict[str, Any]


@attrs.frozen
class Entities:
    """Makes entities.

    Attributes:
        told: the catalog.
        names: of all assets.
        changed: takes what cannot be carried over as it is said.
    """

    told: CatalogTold
    names: Names
    changed: list[Changed]

    def all(self) -> Iterator[Json]:
        """Give sources, tables and columns; a reference leads to what stands in the same bundle."""
        for source, said in self.told.sources.items():
            yield self._entity(f"{FEEDING}{source}", {"name": source, **attributes(SOURCE, said)})
        for table in self.told.tables:
            yield self._table(table)
            yield from self._columns(table)

    def _table(self, table: TableTold) -> Json:
        row, said = table.row, table.said
        layer, short = split_table(row.table_name)
        own = {
            "name": short,
            "layer": layer,
            "madeBy": row.made_by,
            "contractVersion": row.contract_version,
            "isDraft": bool(row.draft),
        }
        entity = self._entity(row.table_name, own | attributes(TABLE, said))
        people = contacts(row.table_name, table.holders, OF_ASSETS, self.told.directory, self.changed)
        tags, collection = list(said.get(("tags", None), ())), text(said, "purview.collection")
        entity |= {"contacts": people} if people else {}
        entity |= {"labels": tags} if tags else {}
        entity |= {"collectionId": collection} if collection else {}
        return entity | self._governed(row.table_name, said, personal=is_set(said, "personal"))

    def _columns(self, table: TableTold) -> Iterator[Json]:
        for column in table.columns:
            subject, said = f"{table.row.table_name}.{column.name}", table.of_columns.get(column.name, {})
            own = {"name": column.name, "type": column.type, "ordinal": column.ordinal, "isKey": bool(column.in_key)}
            own |= {"header": column.header} if column.header else {}
            entity = self._entity(subject, own | attributes(COLUMN, said))
            entity["relationshipAttributes"] = {"table": self.names.reference(table.row.table_name)}
            yield entity | self._governed(subject, said, personal=column.name in table.personal)

    def _entity(self, subject: str, own: Json) -> Json:
        name = self.names.of[subject]
        found = {"qualifiedName": name.qualified, **own}
        return {"typeName": name.type, "guid": self.names.guids[subject], "attributes": found}

    def _governed(self, subject: str, said: Said, *, personal: bool) -> Json:
        """Give how it is protected."""
        categories = [security(each) for each in said.get(("security", None), ())] + [PERSONAL] * personal
        groups = managed(subject, said, self.changed)
        found: Json = {"classifications": [{"typeName": each} for each in categories]} if categories else {}
        return found | ({"businessAttributes": groups} if groups else {})
