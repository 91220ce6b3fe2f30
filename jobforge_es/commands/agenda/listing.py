"""The agenda of everybody, or of one party."""

from __future__ import annotations

import attrs

from jobforge_es.commands.agenda import rows, words
from jobforge_es.commands.agenda.item import KINDS, Item
from jobforge_es.commands.today import today
from jobforge_es.session import Session
from ledger.names import Position
from projections.catalog.parties import Directory
from projections.read_models import checkpoint


@attrs.frozen
class Agenda:
    """What asks for somebody.

    Attributes:
        position: at which it is told.
        day: by which terms run out (ISO 8601).
        party: whose it is; None for everybody's.
        items: those overdue first, then by day, kind and subject.
        nobodys: how many more there are of which nobody is named; 0 where everybody's are told.
        is_known: whether a party goes by the name that was asked for.
    """

    position: Position
    day: str
    party: str | None
    items: tuple[Item, ...]
    nobodys: int = 0
    is_known: bool = True


def agenda(session: Session, party: str | None = None) -> Agenda:
    """Tell what asks for somebody, as the session reads it.

    Args:
        session: to read.
        party: its key, its name or its e-mail address; what is a team's is its members' too. A name that nobody has
            said anything of is one who acts under that name. None for everybody.
    """
    day = today(session)
    every = sorted((*rows.items(session, day), *words.items(session, day)), key=_order)
    told = Agenda(checkpoint(session.db), day.isoformat(), party, tuple(every))
    if party is None:
        return told
    directory = Directory(session.db)
    found = tuple(each for each in every if _is_mine(directory, each, party))
    nobodys = sum(not each.who and each.kind != "to review" for each in every)
    return attrs.evolve(told, items=found, nobodys=nobodys, is_known=directory.knows(party))


def _is_mine(directory: Directory, item: Item, party: str) -> bool:
    if any(directory.is_one(party, author) for author in item.but):
        return False
    if item.kind == "to review" and not item.who:
        return True
    mine = directory.with_teams(party)
    return any(directory.keys(each) & mine for each in item.who)


def _order(item: Item) -> tuple[bool, str, int, str, str]:
    return not item.overdue, item.due or "9999", KINDS.index(item.kind), item.subject, item.what
