"""What an export of the whole catalog is given: tables, and what leads to them and means them."""

from __future__ import annotations

import attrs

from projections.catalog.glossary import Term
from projections.catalog.people import Holder
from projections.exports.tables import Said, TableTold
from projections.lineage.column_edges import ColumnEdge
from projections.lineage.graph import Edge

SOURCE = "source:"
"""Before the name of a source, where lineage names it."""


@attrs.frozen
class CatalogTold:
    """The catalog at a position.

    Attributes:
        project: its name.
        tables: that are made still.
        sources: what is said of each that feeds a table, by name.
        edges, columns: lineage of tables and of columns.
        terms: of the glossary, by key.
        of_terms: who answers for each term, by its key.
        directory: party to its id in the directory of the organisation (Entra), where one is known.
        retired: tables that nothing makes any more.
        level: the highest security category that may leave; None for all.
        left_out: tables and columns that may not leave, to why; all above is without them.
    """

    project: str
    tables: tuple[TableTold, ...]
    sources: dict[str, Said] = attrs.Factory(dict)
    edges: tuple[Edge, ...] = ()
    columns: tuple[ColumnEdge, ...] = ()
    terms: tuple[Term, ...] = ()
    of_terms: dict[str, tuple[Holder, ...]] = attrs.Factory(dict)
    directory: dict[str, str] = attrs.Factory(dict)
    retired: tuple[str, ...] = ()
    level: str | None = None
    left_out: dict[str, str] = attrs.Factory(dict)
