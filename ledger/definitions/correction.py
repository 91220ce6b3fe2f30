"""Corrected values, as they lie in the vault."""

from __future__ import annotations

import attrs


@attrs.frozen
class Corrections:
    """What some rows of one batch say instead.

    Attributes:
        salt: random, so that nobody can find the values by hashing guesses.
        rows: number of the record to staged column to its text; None for no value.
    """

    salt: str
    rows: dict[str, dict[str, str | None]]
