"""The same bytes again, and something else said of them."""

from __future__ import annotations

import shlex

from jobforge_es.commands.handed import Handed
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.rejecting import rejected_before
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.name_patterns import FACTS
from jobforge_es.session import Session
from ledger.errors import JobForgeError
from ledger.events import DeliveryRepeated
from projections.catalog.batches import BatchRow
from projections.catalog.definitions import SourceRow
from projections.catalog.rows import rows_of
from projections.readers.parts import Part


class KnownOtherwise(JobForgeError):
    """The same bytes were landed, and what is said of them now is not what was recorded."""

    code = "A-005"
    exit_code = 2


def check_known(handed: Handed, batch: BatchRow) -> bool:
    """Tell whether a batch that is in effect is the same delivery: bytes for another period are another one.

    Args:
        handed: the same bytes again.
        batch: in which they were landed.

    Raises:
        KnownOtherwise: what is said of them now was not known then, or was said otherwise.
    """
    facts = handed.facts
    if batch.period is not None and facts.period is not None and batch.period != facts.period:
        return False
    for fact in FACTS:
        said, known = facts.of(fact), getattr(batch, fact)
        if said is not None and said != known:
            raise KnownOtherwise(
                f"{quoted(handed.name)} was landed as {batch.batch_id}"
                f" {'without its ' + fact if known is None else 'with another ' + fact}",
                where=handed.name,
                why=f"recorded is {quoted(known) if known else 'nothing'}, now it is {quoted(said)};"
                " what is recorded of a batch does not change",
                written="nothing",
                mend=(
                    f"take {fact} out of what is said of the file",
                    f'or jobforge withdraw {batch.batch_id} --reason "its {fact} was not recorded"',
                    f"   and then jobforge ingest {_word(handed.file)} --source {batch.source} --{fact} {_word(said)}",
                    "next time let the source say `requires: [" + fact + "]`: a file then waits until it is known",
                ),
            )
    return True


def known_before(session: Session, handed: Handed, row: SourceRow, *, said: bool) -> Outcome | None:
    """Tell what became of the same part of the same bytes before; None when it is to be landed.

    What was withdrawn is landed anew when a person names the file, or when something else is said of it than before;
    the file that still lies in the inbox does not undo a withdrawal.

    Raises:
        KnownOtherwise: it was landed, and what is said of it now is not what was recorded.
    """
    found = _same_part(session, handed, row)
    for batch in found:
        if batch.status == "in_effect" and check_known(handed, batch):
            return _repeated(session, handed, batch, said=said)
    for batch in found:
        if batch.status == "withdrawn" and not said and _said_then(handed, batch):
            note = f"its batch {batch.batch_id} was withdrawn"
            return Outcome("ingest", handed.name, "repeated", batch_id=batch.batch_id, note=note)
        same = batch.period == handed.facts.period and batch.sidecar == handed.sidecar
        if batch.status == "rejected" and same and batch.definition == row.definition:
            return rejected_before(handed, batch)
    return None


def generation_of(session: Session, handed: Handed, row: SourceRow) -> int:
    """Count how many times the same part of the same bytes was landed for the same period, this time too.

    It rises when they come again after a withdrawal.
    """
    same = (b for b in _same_part(session, handed, row) if b.period == handed.facts.period)
    return 1 + max((b.generation for b in same), default=0)


def _said_then(handed: Handed, batch: BatchRow) -> bool:
    """Tell whether nothing else is said of a file than of the batch that was withdrawn."""
    return all(handed.facts.of(fact) == getattr(batch, fact) for fact in FACTS)


def _word(text: str) -> str:
    return shlex.quote(text) if text.isprintable() else quoted(text)


def _same_part(session: Session, handed: Handed, row: SourceRow) -> list[BatchRow]:
    wanted = (row.name, handed.part)
    return [b for b in _batches_of(session, handed) if (b.source, Part(b.member, b.sheet)) == wanted]


def _batches_of(session: Session, handed: Handed) -> list[BatchRow]:
    return rows_of(session.db, BatchRow, "batches", "file_sha256 = ? ORDER BY position DESC", (handed.sha256,))


def _repeated(session: Session, handed: Handed, batch: BatchRow, *, said: bool) -> Outcome:
    note = f"the same bytes are in effect as {batch.batch_id}"
    if not said:
        return Outcome("ingest", handed.name, "repeated", batch_id=batch.batch_id, note=note)
    event = DeliveryRepeated(batch.batch_id, batch.source, handed.name, handed.sha256, session.now())
    appended = session.record(f"batch-{batch.batch_id}", [event], caused_by=batch.position)
    return Outcome("ingest", handed.name, "repeated", appended.last, batch.batch_id, note=note)
