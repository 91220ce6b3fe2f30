"""A model: a SELECT that makes a silver or gold table, as it was compiled when it was adopted."""

from __future__ import annotations

import attrs

from ledger.definitions.lineage import ColumnLineage


@attrs.frozen
class ModelColumn:
    """A column of the output and its DuckDB type."""

    name: str
    type: str


@attrs.frozen
class TieCheck:
    """A query that counts ties in the order of a ranking window; a count above 0 refuses the build."""

    what: str
    sql: str


@attrs.frozen
class Model:
    """A model as adopted.

    Attributes:
        table: the table that it makes.
        sql: as its author wrote it.
        executed: the SQL that runs: names qualified, stars expanded, provenance columns added, without the final
            cast and order, which the contract decides.
        inputs: the tables that it reads, sorted.
        columns: of the output without provenance, with the type each has before the contract's cast.
        context: input to the reason why its rows are known only as a whole; empty when all are row-level.
        ties: checks to run before each build.
        schema_of_inputs: hash of the names and types of the columns of the inputs that it was compiled against.
        about: what the comment at the head of the file says, by key.
        lineage: which columns of the inputs each column is made from; None where it was adopted before that was found.
    """

    table: str
    sql: str
    executed: str
    inputs: tuple[str, ...]
    columns: tuple[ModelColumn, ...]
    context: dict[str, str] = attrs.field(factory=dict)
    ties: tuple[TieCheck, ...] = ()
    schema_of_inputs: str = ""
    about: dict[str, str] = attrs.field(factory=dict)
    lineage: ColumnLineage | None = None

    @property
    def coverage(self) -> dict[str, str]:
        """Tell for each input why its rows are known only as a whole table; empty where each one is followed."""
        return {table: self.context.get(table, "") for table in self.inputs}
