"""Preview: what a decision would do, found by doing it where nothing lasts."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from jobforge_es.commands.deciding.fate import Fate, fates
from jobforge_es.commands.deciding.recording import Decided
from jobforge_es.commands.deciding.retry import retry
from jobforge_es.commands.outcome import Outcome
from jobforge_es.session import Session
from projections.catalog.decisions import decisions


@attrs.frozen
class Preview:
    """What a decision would do.

    Attributes:
        decided: as it would be recorded.
        outcomes: of the steps that would follow.
        fates: of the rows that it is about.
    """

    decided: Decided
    outcomes: tuple[Outcome, ...]
    fates: tuple[Fate, ...]


def preview(session: Session, decide: Callable[[Session], Decided]) -> Preview:
    """Decide, and take the rows up to gold as if a second person had agreed.

    Args:
        session: in which nothing lasts.
        decide: records the decision.
    """
    waits = session.config.second_person
    session.config = attrs.evolve(session.config, second_person=())
    decided = decide(session)
    rows = decisions(session.db, "decision = ?", (decided.decision,))
    outcomes = tuple(retry(session, decided.batches))
    by_batch = {b: [r.record for r in rows if r.batch_id == b] for b in decided.batches}
    found = tuple(fate for b, records in by_batch.items() for fate in fates(session, b, records))
    return Preview(attrs.evolve(decided, waits=decided.kind in waits), outcomes, found)
