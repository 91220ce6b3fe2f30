"""Events of personal values that somebody was shown. Stream ``revealed-<command>``; the reason is metadata."""

from __future__ import annotations

import attrs

from ledger.names import Position, Sha256


@attrs.frozen
class ValuesRevealed:
    """Personal values were shown to the actor without their mask; recorded before they were shown.

    Attributes:
        command: with which, such as ``query``.
        columns: ``layer.table.column``, ascending; ``*`` in the place of the column means all of a table.
        question: hash of what was asked, which may hold such values itself (vault, salted).
        at: position of the state that was shown.
    """

    command: str
    columns: tuple[str, ...]
    question: Sha256
    at: Position
