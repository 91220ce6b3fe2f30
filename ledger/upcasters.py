"""Upcasters: old payloads in today's form. Stored bytes never change.

An upcaster is a pure function from the payload of one schema number to that of the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ledger.errors import UnknownEvent

Payload = dict[str, Any]
Upcaster = Callable[[Payload], Payload]


def _retries_of_source(payload: Payload) -> Payload:
    """Once only fetching was tried again, and how often stood at the address."""
    remote = payload.get("remote")
    if remote is None:
        return payload
    attempts = {"fetch": {"attempts": remote["attempts"]}} if "attempts" in remote else {}
    return payload | {"remote": {k: v for k, v in remote.items() if k != "attempts"}, "retries": attempts}


UPCASTERS: Final[dict[tuple[str, int], Upcaster]] = {("source", 1): _retries_of_source}
"""From stored name and schema to the function that makes schema + 1 of it."""


def upcast(
    name: str,
    schema: int,
    current: int,
    payload: Payload,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> Payload:
    """Bring a payload to the current schema, step by step.

    Raises:
        UnknownEvent: the schema is newer than this program, or a step is missing.
    """
    if schema < 1:
        raise UnknownEvent(f"{name} cannot have schema {schema}; they count from 1")
    if schema > current:
        raise UnknownEvent(
            f"{name} has schema {schema}; this program knows up to {current}",
            why="a newer version of JobForge recorded it",
            mend=("upgrade jobforge-es",),
        )
    for step in range(schema, current):
        upcaster = upcasters.get((name, step))
        if upcaster is None:
            raise UnknownEvent(f"nothing turns schema {step} of {name} into schema {step + 1}")
        payload = upcaster(payload)
    return payload
