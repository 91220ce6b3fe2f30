"""People, as of a position, and on a day: the two are told apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import attrs

from jobforge_es.commands.describe import ValueRefused, check_there, subject_of
from jobforge_es.commands.today import today
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.names import Position
from projections.catalog import statements
from projections.catalog.people import Holder, answering, assignments
from projections.read_models import checkpoint

Stands = Literal["in force", "vacant", "ended", "expired", "to come"]
STANDS: tuple[Stands, ...] = ("in force", "vacant", "expired", "to come", "ended")


@attrs.frozen
class Assigned:
    """An assignment and how it stands on a day; ``expired`` is the last that ended where nobody followed."""

    holder: Holder
    stands: Stands


@attrs.frozen
class Party:
    """Somebody: a person, a team, an organisation.

    Attributes:
        key: of the party.
        said: property and language (None where it has no meaning) to values; empty where it is only named somewhere.
        assigned: its roles, whenever they are.
    """

    key: str
    said: dict[tuple[str, str | None], tuple[str, ...]]
    assigned: tuple[Assigned, ...]

    def name(self, language: str) -> str:
        """Give its name in a language; its key where nobody said it."""
        return next(iter(self.said.get(("name", language), ())), self.key)


@attrs.frozen
class People:
    """What is known of people at a position, as it is on a day.

    Attributes:
        position: at which it is known.
        day: on which roles are held (ISO 8601).
        parties: by key.
        assigned: the assignments that were asked about; of a subject, who holds each role for it on the day.
    """

    position: Position
    day: str
    parties: tuple[Party, ...] = ()
    assigned: tuple[Assigned, ...] = ()


def people(session: Session, effective: str | None = None) -> People:
    """Give everybody and all assignments.

    Args:
        session: to read, at the position at which it is known.
        effective: the day on which roles are held (ISO 8601); None for that of the session.

    Raises:
        ValueRefused: it is no day.
    """
    day = day_of(session, effective)
    every = standing(assignments(session.db), day)
    keys = {*statements.subjects(session.db, "party"), *(a.holder.party for a in every if a.holder.party)}
    found = tuple(_party(session, key, every) for key in sorted(keys))
    return People(checkpoint(session.db), day.isoformat(), found, tuple(every))


def show(session: Session, wanted: str, effective: str | None = None) -> People:
    """Give one party with its roles, or who holds each role for a table, a column or ``kind:key``.

    Raises:
        UnknownName: there is neither such a party nor such a subject.
        ValueRefused: it is no day.
    """
    found = people(session, effective)
    mine = tuple(each for each in found.parties if each.key == wanted)
    if mine:
        return attrs.evolve(found, parties=mine, assigned=mine[0].assigned)
    try:
        kind, key = subject_of(wanted)
    except ValueRefused as error:
        raise UnknownName("party", wanted, (each.key for each in found.parties), ("jobforge people list",)) from error
    check_there(session, kind, key)
    day = date.fromisoformat(found.day)
    held = answering(session.db, kind.name, key, day)
    parties = {each.party for each in held}
    assigned = tuple(Assigned(each, "vacant" if each.is_vacant else "in force") for each in held)
    return attrs.evolve(found, parties=tuple(p for p in found.parties if p.key in parties), assigned=assigned)


def standing(found: Iterable[Holder], day: date) -> list[Assigned]:
    """Tell how assignments stand on a day; a role that somebody holds is no more vacant."""
    every = list(found)
    in_force = [each for each in every if each.standing(day) == "in force"]
    held = {(each.role, each.subject) for each in in_force}
    filled = {(each.role, each.subject) for each in in_force if not each.is_vacant}
    last: dict[tuple[str, str], str] = {}
    for each in every:
        if each.standing(day) == "ended" and each.until is not None:
            last[each.role, each.subject] = max(last.get((each.role, each.subject), ""), each.until)
    expired = {(*role, until) for role, until in last.items() if role not in held}
    known = [(each, each.is_vacant and (each.role, each.subject) in filled) for each in every]
    return [Assigned(each, "ended" if is_filled else _stands(each, day, expired)) for each, is_filled in known]


def _stands(holder: Holder, day: date, expired: set[tuple[str, str, str]]) -> Stands:
    match holder.standing(day):
        case "in force":
            return "vacant" if holder.is_vacant else "in force"
        case "ended":
            return "expired" if (holder.role, holder.subject, holder.until or "") in expired else "ended"
        case _:
            return "to come"


def day_of(session: Session, text: str | None) -> date:
    """Read a day; None is that of the session.

    Raises:
        ValueRefused: it is none.
    """
    if text is None:
        return today(session)
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise ValueRefused(f"{text!r} is no day", why="a day is written like 2026-03-31", written="nothing")
    return found


def _party(session: Session, key: str, every: Iterable[Assigned]) -> Party:
    said = {(row.name, row.language or None): row.values for row in statements.about(session.db, "party", key)}
    return Party(key, said, tuple(each for each in every if each.holder.party == key))


def fields_of(found: Party | Assigned) -> dict[str, Any]:
    """Give a party or an assignment as a program reads it."""
    if isinstance(found, Assigned):
        return {**attrs.asdict(found.holder), "stands": found.stands}
    said: dict[str, Any] = {}
    for (name, language), values in found.said.items():
        if language is None:
            said[name] = values[0]
        else:
            said.setdefault(name, {})[language] = values[0]
    return {"key": found.key, **said, "roles": [fields_of(each) for each in found.assigned]}
