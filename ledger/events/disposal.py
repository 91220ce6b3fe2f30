"""Events of bytes that are disposed of. Stream ``object-<sha256>``; who decided it and why is metadata."""

from __future__ import annotations

import attrs

from ledger.names import Sha256


@attrs.frozen
class ObjectDisposed:
    """It was decided that bytes of the vault are kept no longer; their hash, and every proof over it, stays.

    Attributes:
        sha256: of the bytes.
        size: how many they were.
        authority: by which the decision was made, such as a retention schedule.
        batches: whose bytes they were, none of them in effect; empty for what belongs to none.
    """

    sha256: Sha256
    size: int
    authority: str
    batches: tuple[str, ...] = ()
