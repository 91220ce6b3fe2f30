"""What a finished file is."""

from __future__ import annotations

import attrs

from ledger.names import Sha256


@attrs.frozen
class Written:
    """What a finished file is.

    Attributes:
        rows: rows in it.
        size: its bytes.
        sha256: hash of its bytes.
        digest: hash of its rows in order.
    """

    rows: int
    size: int
    sha256: Sha256
    digest: Sha256
