"""Who answers for a subject on a day: the assignments that hold, told from those that ended or have not begun."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import attrs

from projections.catalog.statements import about, linking

if TYPE_CHECKING:
    from sqlite3 import Connection


@attrs.frozen
class Holder:
    """Somebody who holds a role for a subject.

    Attributes:
        subject: kind and key, such as ``table:silver.titles``.
        role: steward, owner and so on.
        party: key of the person, team or organisation; empty where the role is said to be vacant.
        names: of the party, by language; empty where none is said.
        since, until: first and last day (ISO 8601), as far as they are said.
        acting_for: the party in whose place.
    """

    subject: str
    role: str
    party: str
    names: Mapping[str, str]
    since: str | None
    until: str | None
    acting_for: str | None


def holders(db: Connection, subject: str, day: date) -> list[Holder]:
    """Give who holds a role for a subject, sorted by role and party.

    Args:
        db: the read models, as of the position that is asked for.
        subject: kind and key.
        day: on which.
    """
    found = [_holder(db, subject, key) for key in linking(db, "assignment", "for", subject)]
    return sorted((each for each in found if _holds(each, day.isoformat())), key=lambda each: (each.role, each.party))


def _holder(db: Connection, subject: str, key: str) -> Holder:
    said = {row.name: row.values[0] for row in about(db, "assignment", key)}
    party = "" if said.get("vacant") == "true" else said.get("party", "")
    names = {row.language: row.values[0] for row in about(db, "party", party) if row.name == "name"} if party else {}
    return Holder(
        subject, said.get("role", ""), party, names, said.get("from"), said.get("until"), said.get("acting_for")
    )


def _holds(holder: Holder, day: str) -> bool:
    return (holder.since or day) <= day <= (holder.until or day)
