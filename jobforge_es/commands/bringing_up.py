"""Bring up: move batches by contract and run models, each table once and after those that it reads or refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jobforge_es.commands.build import build_one, inputs_of, with_inputs
from jobforge_es.commands.deciding.release import lapse
from jobforge_es.commands.order import in_order
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.promote import contracts, parents, promote_table, wants
from jobforge_es.session import Session
from projections.catalog import definitions

BUILT: Mapping[str, tuple[str, ...]] = {"silver": ("silver",), "gold": ("silver", "gold")}
"""By the highest layer to move into: the layers whose models run."""


def bring_up(
    session: Session,
    tables: tuple[str, ...] = (),
    to: str = "gold",
    only: frozenset[str] | None = None,
    anew: frozenset[str] = frozenset(),
) -> Iterator[Outcome]:
    """Move up what is due and run the models that are due, tables that models make among what contracts refer to too.

    Args:
        session: of the command.
        tables: those to bring up to date, models with those that they read; all when empty.
        to: the highest layer to move into: ``bronze``, ``silver`` or ``gold``; another one moves nothing.
        only: ids of the batches that move, with those that have to be made again because of them; None for all.
        anew: ids of those that move by today's contract where they stand by an older one.

    Raises:
        TablesInCircle: tables need each other.
    """
    if to not in ("bronze", *BUILT):
        return
    lapse(session)
    promised = contracts(session)
    models = {row.table_name: row for row in definitions.models(session.db)}
    wanted = with_inputs(models, tables) if tables else set(models)
    needs = {table: parents(contract) for table, (_, contract) in promised.items()}
    needs |= {table: inputs_of(session, row) for table, row in models.items()}
    broken: set[str] = set()
    for table in in_order(needs, first=promised):
        if table in promised:
            if wants(promised[table][0], tables):
                yield from promote_table(session, *promised[table], to, only, anew)
        elif table in wanted and table.partition(".")[0] in BUILT.get(to, ()):
            yield from build_one(session, models[table], broken)
