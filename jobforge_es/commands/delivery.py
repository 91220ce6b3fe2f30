"""A file as it was handed over."""

from __future__ import annotations

import attrs

from ledger.names import Sha256
from projections.readers.parts import WHOLE, Part


@attrs.frozen
class Delivery:
    """A file as it was handed over, or a part of it.

    Attributes:
        file: its name as it is remembered; bytes that are not UTF-8 are percent-encoded.
        sha256, size: of its bytes, which the vault holds.
        period: as declared, or None.
        part: what is read of it.
    """

    file: str
    sha256: Sha256
    size: int
    period: str | None
    part: Part = WHOLE

    @property
    def name(self) -> str:
        """The name that its rows carry."""
        return self.part.name_in(self.file)
