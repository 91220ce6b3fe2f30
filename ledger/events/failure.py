"""Events of failures. Stream ``failure-<kind of subject>-<subject>``."""

from __future__ import annotations

import attrs

from ledger.names import Sha256


@attrs.frozen
class StepFailed:
    """A step ended without a result; its target is as it was.

    Attributes:
        step: ``apply``, ``ingest``, ``promote`` or ``build``.
        subject: the source, table or file that it was about.
        code: the error code.
        reason: what happened, without any value of a data row.
        detail: hash of the engine's own message, which may hold such values (vault, salted), or None.
        attempt: fingerprint of what was tried: equal inputs and definitions give an equal one.
        batch_id: the batch, for a step that moves one.
    """

    step: str
    subject: str
    code: str
    reason: str
    detail: Sha256 | None
    attempt: Sha256
    batch_id: str | None = None
