"""Retry: take rows that were set aside through the rules again, and up to gold; nothing else moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jobforge_es.commands.bringing_up import bring_up
from jobforge_es.commands.deciding.errors import UNCHANGED, OthersWouldChange
from jobforge_es.commands.deciding.finding import aside, batch_of, promising
from jobforge_es.commands.deciding.release import lapse
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.pending import bronze_of
from jobforge_es.commands.publish import publish
from jobforge_es.definitions.scope import keeps_rows
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.definitions import Contract
from projections.catalog import batches, decisions, definitions


def retry(session: Session, wanted: Sequence[str] = ()) -> Iterator[Outcome]:
    """Take up what was decided about rows that were set aside.

    Only the batches of these rows move, and later ones that share a key with what changed.

    Args:
        session: of the command.
        wanted: ids of rows, batches (the beginning is enough) or tables; all of whose rows something was decided when
            empty.

    Raises:
        UnknownName: there is no such row, batch or table.
        OthersWouldChange: a row that is named could be tried by the changed contract only with all of its file.
    """
    lapse(session)
    only = batches_of(session, wanted)
    if only:
        anew = tried_anew(session, only) if wanted else frozenset()
        yield from bring_up(session, only=only, anew=anew)
    publish(session)


def batches_of(session: Session, wanted: Sequence[str]) -> frozenset[str]:
    """Name the batches that are meant."""
    if not wanted:
        return _decided_since(session)
    found: set[str] = set()
    for each in wanted:
        if each.partition(".")[0] in ("staged", "bronze", "silver") and "." in each:
            found |= _of_table(session, each)
        else:
            found.add(batch_of(session, each.partition("/")[0]).batch_id)
    return frozenset(found)


def tried_anew(session: Session, only: frozenset[str]) -> frozenset[str]:
    """Name those of some batches with rows set aside that stand by an older contract and may be tried by today's.

    Raises:
        OthersWouldChange: their rows would say something else, and nothing else is to be tried.
    """
    said, refused = decisions.fingerprints(session.db), {str(file.batch_id) for file in aside(session)}
    found: set[str] = set()
    for batch_id in sorted(only & refused):
        for row, contract in promising(session, batch_of(session, batch_id)):
            last = batches.promotions(session.db, bronze_of(row.table_name)).get(batch_id)
            if last is None or last.outcome != "promoted" or last.contract == row.definition:
                continue
            if keeps_rows(session.recall(last.contract, Contract), contract):
                found.add(batch_id)
            elif last.decisions == said.get(batch_id) and last.generation >= row.generation:
                raise _others_change(row, "it reads values otherwise, so that all rows of the file would change")
    return frozenset(found)


def check_others(session: Session, wanted: Sequence[str]) -> None:
    """Refuse to try rows by a changed contract that would set aside others of their files.

    Args:
        session: in which nothing lasts.
        wanted: as for ``retry``.

    Raises:
        OthersWouldChange: it would.
    """
    only = batches_of(session, wanted)
    before = _set_aside(session, only)
    for _ in retry(session, wanted):
        pass
    for batch_id, record in sorted(_set_aside(session, only) - before):
        row = promising(session, batch_of(session, batch_id))[0][0]
        raise _others_change(row, f"it would set aside record {record} of batch {batch_id}, which stands now")


def _set_aside(session: Session, only: frozenset[str]) -> set[tuple[str, int]]:
    from projections.layers.quarantine import read_quarantine  # loads the data libraries

    files = [file for file in aside(session) if file.batch_id in only]
    rows = (row for file in files for row in read_quarantine(session.workshop.path(file.file)))
    return {(row.batch_id, row.source_row) for row in rows}


def _others_change(row: definitions.ContractRow, why: str) -> OthersWouldChange:
    return OthersWouldChange(
        f"rows of {row.table_name} cannot be tried by version {row.version} of its contract alone",
        where=row.path,
        why=why,
        written=UNCHANGED,
        mend=(f"set jobforge.scope: rebuild in {row.path}", "jobforge plan", "jobforge run"),
    )


def _decided_since(session: Session) -> frozenset[str]:
    """Name the batches whose bronze rows do not heed what holds now."""
    said = decisions.fingerprints(session.db)
    done = {p.batch_id: p.decisions for p in batches.all_promotions(session.db) if p.table_name.startswith("bronze.")}
    return frozenset(b for b in said.keys() | done.keys() if said.get(b) != done.get(b))


def _of_table(session: Session, table: str) -> set[str]:
    known = {file.table for file in session.manifest.every_file()}
    known |= {row.table_name for row in definitions.contracts(session.db)}
    if table not in known:
        raise UnknownName("table", table, known, ("jobforge quarantine list",))
    return {str(file.batch_id) for file in aside(session) if file.table == table}
