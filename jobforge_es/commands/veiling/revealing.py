"""Reveal: record that somebody is shown personal values, before they are."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from jobforge_es.commands.veiling.veil import whole_columns
from jobforge_es.session import Session
from ledger.events import ValuesRevealed
from ledger.names import Position


def record_reveal(session: Session, command: str, question: str, hidden: Iterable[str], at: Position) -> Position:
    """Record who is shown which columns, and why; what was asked may hold values and lies in the vault, salted.

    Returns:
        The position of the event.
    """
    kept = session.vault.keep_bytes(f"salt {secrets.token_hex(16)}\n{question}".encode())
    event = ValuesRevealed(command, whole_columns(hidden), kept, at)
    return session.record(f"revealed-{command}", [event]).last
