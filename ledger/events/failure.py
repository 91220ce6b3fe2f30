"""Events of failures. Stream ``failure-<kind of subject>-<subject>``."""

from __future__ import annotations

import attrs

from ledger.names import Sha256


@attrs.frozen
class StepFailed:
    """A step ended without a result; its target is as it was.

    Attributes:
        step: ``apply``, ``fetch``, ``ingest``, ``promote`` or ``build``.
        subject: the source, table or file that it was about.
        code: the error code.
        reason: what happened, without any value of a data row.
        detail: hash of the engine's own message, which may hold such values (vault, salted), or None.
        attempt: fingerprint of what was tried: equal inputs and definitions give an equal one.
        batch_id: the batch, for a step that moves one.
        attempts: how often it was tried; those before the last are ``AttemptFailed``.
    """

    step: str
    subject: str
    code: str
    reason: str
    detail: Sha256 | None
    attempt: Sha256
    batch_id: str | None = None
    attempts: int = 1


@attrs.frozen
class AttemptFailed:
    """A try failed in a way that may pass by itself; another one follows.

    Attributes:
        step, subject, code, reason, batch_id: as of a step that failed.
        number: of the try, from 1.
        waits_ms: milliseconds until the next.
    """

    step: str
    subject: str
    code: str
    reason: str
    number: int
    waits_ms: int
    batch_id: str | None = None


@attrs.frozen
class StepRecovered:
    """A step that had failed, and leaves no other event, went well.

    Attributes:
        step, subject: as of the step that failed.
    """

    step: str
    subject: str
