"""Impact: which accepted rows a changed contract would refuse, and which refused ones it would take.

Found by applying it to all that was promoted before, where nothing lasts. Its scope says whether ``run`` would do that.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from jobforge_es.commands.apply import adopt_contract, adopted_scope, known_files
from jobforge_es.commands.deciding.finding import aside
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.pending import bronze_of
from jobforge_es.commands.promote import promote
from jobforge_es.definitions.project import read_definitions
from jobforge_es.session import Session
from ledger.definitions import Contract
from ledger.errors import JobForgeError
from projections.catalog import batches, definitions


@attrs.frozen
class Rows:
    """Rows that break one rule; ``example`` is the id of one of them."""

    table: str
    rule: str
    rows: int
    example: str


@attrs.frozen
class Impact:
    """What a changed contract would do to rows that it has seen before.

    Attributes:
        table: that it is of.
        path: of its file.
        former, version: as their author wrote them.
        scope: ``rebuild`` where ``run`` would do it; ``from_now`` where it would leave these rows as they are.
        refused: accepted rows that it would set aside, by the rule that they would break.
        taken: rows set aside that it would accept, by the rule that they broke.
        errors: why a file could not be promoted by it at all.
    """

    table: str
    path: str
    former: str
    version: str
    scope: str
    refused: tuple[Rows, ...]
    taken: tuple[Rows, ...]
    errors: tuple[JobForgeError, ...]


Aside = Mapping[tuple[str, int], tuple[str, str, str]]
"""Batch and record to the table on the way into which the row is set aside, the first rule it broke, and its id."""


def impact(session: Session) -> list[Impact]:
    """Tell what the contracts do that have changed in their files and are not adopted yet, by table.

    Args:
        session: in which nothing lasts.

    Raises:
        DefinitionsBroken: a definition is wrong.
    """
    found = read_definitions(session.config.root, known_files(session)).contracts
    changed = {}
    for table, loaded in found.items():
        former = definitions.contract(session.db, table)
        value = loaded.value
        if value is not None and former is not None and value.source is not None and former.source == value.source:
            changed[table] = (former, adopted_scope(session, former, value), loaded)
    before = {table: _aside(session, table) for table in changed}
    only = frozenset(batch for table in changed for batch in _promoted(session, table))
    for table, (_, _, loaded) in changed.items():
        adopt_contract(session, table, loaded, "rebuild")
    outcomes = list(promote(session, tuple(changed), only=only)) if only else []
    return [
        _impact(loaded.path, table, former, scope, _version(loaded.value), before[table], session, outcomes)
        for table, (former, scope, loaded) in changed.items()
    ]


def _version(contract: Contract | None) -> str:
    return "" if contract is None else contract.version


def _promoted(session: Session, table: str) -> list[str]:
    return list(batches.promotions(session.db, bronze_of(table)))


def _aside(session: Session, table: str) -> Aside:
    from projections.layers.quarantine import read_quarantine  # loads the data libraries

    found = {}
    for file in aside(session):
        if file.table in (table, bronze_of(table)):
            for row in read_quarantine(session.workshop.path(file.file)):
                found[row.batch_id, row.source_row] = (file.table, row.broken[0].rule, row.quarantine_id)
    return found


def _impact(
    path: str,
    table: str,
    former: definitions.ContractRow,
    scope: str,
    version: str,
    before: Aside,
    session: Session,
    outcomes: list[Outcome],
) -> Impact:
    after = _aside(session, table)
    mine = (table, bronze_of(table))
    errors = tuple(o.error for o in outcomes if o.subject in mine and o.error is not None)
    refused, taken = _grouped(after, before), _grouped(before, after)
    return Impact(table, path, former.version, version, scope, refused, taken, errors)


def _grouped(some: Aside, others: Aside) -> tuple[Rows, ...]:
    """Group the rows that stand in one and not in the other."""
    groups: dict[tuple[str, str], Rows] = {}
    for row, (table, rule, example) in some.items():
        if row not in others:
            group = groups.get((table, rule)) or Rows(table, rule, 0, example)
            groups[table, rule] = attrs.evolve(group, rows=group.rows + 1)
    return tuple(groups[key] for key in sorted(groups))
