"""Failures: a step that ended without a result is an event too, once for each thing that was tried."""

from __future__ import annotations

import hashlib
import secrets

from jobforge_es.commands.outcome import Outcome, StepName
from jobforge_es.session import Session
from ledger.errors import JobForgeError
from ledger.events import StepFailed
from ledger.names import Position, Sha256


def fail(
    session: Session,
    step: StepName,
    subject: str,
    error: JobForgeError,
    inputs: tuple[str, ...],
    *,
    batch_id: str | None = None,
    attempts: int = 1,
) -> Outcome:
    """Record that a step failed, unless the same attempt failed in the same way before.

    The engine's own message may hold values of rows: it goes to the vault, salted, and only its hash into the event.

    Args:
        session: of the command.
        step: which step.
        subject: table, source or file.
        error: what happened; ``what`` holds no value of a row.
        inputs: hashes and positions of everything that was tried with.
        batch_id: the batch, where there is one.
        attempts: how often it was tried.
    """
    attempt = Sha256(hashlib.sha256("\0".join((step, subject, *inputs)).encode()).hexdigest())
    key = f"failed:{attempt}:{error.code}"
    known = session.store.find(key)
    if known is not None:
        return Outcome(step, subject, "failed", known.last, batch_id, error=error, note="failed before in the same way")
    event = StepFailed(step, subject, error.code, error.what, _detail(session, error), attempt, batch_id, attempts)
    appended = session.record(f"failure-{step}-{subject}", [event], key=key)
    return Outcome(step, subject, "failed", Position(appended.last), batch_id, error=error)


def _detail(session: Session, error: JobForgeError) -> Sha256 | None:
    detail = getattr(error, "detail", None)
    if not detail:
        return None
    return session.vault.keep_bytes(f"salt {secrets.token_hex(16)}\n{detail}".encode())
