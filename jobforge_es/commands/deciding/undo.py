"""Undo: a decision holds no more; that it once did stays recorded."""

from __future__ import annotations

from collections.abc import Sequence

from jobforge_es.commands.deciding.errors import UNCHANGED, NothingToDecide
from jobforge_es.commands.deciding.recording import Decided, check_reason
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.events import DecisionEnded, Event, ReviewRequested
from projections.catalog.decisions import CORRECTION, REJECTION, RELEASE, DecisionRow, decisions
from projections.catalog.reviewed import content_of_decision
from projections.catalog.reviews import last_review

WORDS = {CORRECTION: "corrected", RELEASE: "released", REJECTION: "refused for good"}


def undo(session: Session, kind: str, wanted: str) -> Decided:
    """Take back decisions of one kind.

    Args:
        session: of the command; it has a reason.
        kind: of what is taken back.
        wanted: a decision (the beginning of its id is enough), with all its rows; or the id of one row, with the
            newest decision of the kind about it.

    Raises:
        ReasonMissing: nobody said why.
        UnknownName, NothingToDecide: there is nothing of the kind to take back.
    """
    check_reason(session, f"... --undo {wanted}")
    rows = _meant(session, kind, wanted)
    if not rows:
        raise NothingToDecide(
            f"{wanted} is not {WORDS[kind]}",
            why="there is nothing to take back, or it was taken back before",
            written=UNCHANGED,
            mend=("jobforge quarantine list --status all",),
        )
    decision = rows[0].decision
    by_batch: dict[str, list[int]] = {}
    for row in rows:
        by_batch.setdefault(row.batch_id, []).append(row.record)
    left = [r for r in decisions(session.db, "decision = ? AND ended IS NULL", (decision,)) if r not in rows]
    whole = not left
    events: list[Event] = (
        [DecisionEnded(decision, "undone")]
        if whole
        else [DecisionEnded(decision, "undone", batch, tuple(records)) for batch, records in by_batch.items()]
    )
    waits = last_review(session.db, kind, decision)
    if left and waits is not None and waits.outcome == "waiting":  # who agrees, agrees to what is left
        content = content_of_decision(decision, ((r.batch_id, r.record) for r in left))
        events.append(ReviewRequested(kind, decision, waits.title, content))
    appended = session.record(f"decision-{decision}", events)
    return Decided(decision, kind, appended.last, len(rows), tuple(sorted(by_batch)), waits=False, is_end=True)


def _meant(session: Session, kind: str, wanted: str) -> Sequence[DecisionRow]:
    open_ = decisions(session.db, "kind = ? AND ended IS NULL", (kind,))
    if "/" in wanted:
        batch, _, rest = wanted.partition("/")
        record = rest.rpartition("/")[2]
        mine = [r for r in open_ if r.batch_id.startswith(batch) and str(r.record) == record]
        return [r for r in mine if r.decision == mine[-1].decision]
    known = {r.decision for r in decisions(session.db, "kind = ?", (kind,))}
    near = {each for each in known if each.startswith(wanted)}
    if len(near) != 1:
        raise UnknownName(kind, wanted, known, ("jobforge quarantine list --status all",))
    return [r for r in open_ if r.decision in near]
