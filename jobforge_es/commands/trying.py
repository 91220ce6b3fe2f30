"""Steps that are tried again: each try that failed is an event, and so is that it went well in the end."""

from __future__ import annotations

from typing import TypeVar

import attrs

from jobforge_es.commands.outcome import StepName
from jobforge_es.retrying import Failed, Policy, Trying
from jobforge_es.session import Session
from ledger.definitions import Source
from ledger.events import AttemptFailed, StepRecovered

T = TypeVar("T")


def policy_of(session: Session, step: StepName, source: Source | None = None) -> Policy:
    """Tell how often a step is tried: as the source of its files says, what that does not say as the project does."""
    config = session.config
    policy = Policy(config.attempts, config.wait_first, config.wait_most, config.retry_within)
    own = None if source is None else source.retries.get(step)
    said = {} if own is None else attrs.asdict(own, filter=lambda _, value: value is not None)
    return attrs.evolve(policy, **said)


def trying(session: Session, step: StepName, subject: str, policy: Policy, *, batch_id: str | None = None) -> Trying:
    """Give what tries a step again, and records each try that another one follows.

    Args:
        session: of the command.
        step: which step.
        subject: table, address or file.
        policy: how often, how long.
        batch_id: the batch, where there is one.
    """

    def told(failed: Failed) -> None:
        event = AttemptFailed(
            step, subject, failed.error.code, failed.error.what, failed.number, round(failed.wait * 1000), batch_id
        )
        session.record(f"failure-{step}-{subject}", [event])
        session.progress.step(f"{step} {subject}, again in {failed.wait:.0f} s", None)

    return Trying(policy, told, session.waiting)


def recover(session: Session, step: StepName, subject: str) -> None:
    """Record that a step went well, where it had failed and nothing else would say so."""
    sql = "SELECT 1 FROM failures WHERE step = ? AND subject = ? AND mended IS NULL"
    if session.db.execute(sql, (step, subject)).fetchone() is not None:
        session.record(f"failure-{step}-{subject}", [StepRecovered(step, subject)])
