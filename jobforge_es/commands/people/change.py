"""Add parties, assign roles and end them: statements of the catalog, as ``catalog describe`` makes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from jobforge_es.commands.describe import Change, ValueRefused, check_subject, describe, subject_of
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.people.show import day_of
from jobforge_es.commands.questions.change import AlreadyThere
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from projections.catalog import statements
from projections.catalog.people import Holder, assignments
from projections.catalog.vocabulary.people import ASSIGNMENT, VACANT, assignment_key


def add(session: Session, key: str, said: Mapping[str, Sequence[str]]) -> Iterator[Outcome]:
    """Add a party.

    Raises:
        AlreadyThere: there is one of that key.
        UnknownName: it is a member of a party that there is not.
        ValueRefused: as of ``describe``.
    """
    if key in statements.subjects(session.db, "party"):
        again = f'jobforge catalog describe "party:{key}" --set ... --reason "..."'
        raise AlreadyThere(f"there is a party {key!r} already", mend=(again,))
    if key == VACANT:
        raise ValueRefused(f"{key!r} names no party", why="it says that nobody holds a role")
    for team in said.get("member_of", ()):
        _check_party(session, team)
    yield from describe(session, f"party:{key}", [Change(path, tuple(values)) for path, values in said.items()])


def assign(
    session: Session,
    role: str,
    subject: str,
    party: str | None,
    *,
    since: str | None = None,
    until: str | None = None,
    acting_for: str | None = None,
) -> Iterator[Outcome]:
    """Let somebody answer for a table, a column, a source, a term, a question or a consumer.

    Args:
        session: of the command.
        role: one of the roles.
        subject: ``gold.t``, ``gold.t.c`` or ``kind:key``.
        party: who; None where the role is vacant.
        since: the first day (ISO 8601); None for today.
        until: the last day, which counts; None for no end.
        acting_for: the party in whose place.

    Raises:
        UnknownName: there is no such subject or party.
        ValueRefused: the subject has no such people, or the last day is before the first.
    """
    whole = _subject(session, subject)
    first, last = day_of(session, since), day_of(session, until) if until else None
    _check_days(first.isoformat(), last)
    for each in filter(None, (party, acting_for)):
        _check_party(session, each)
    key = assignment_key(role, whole, party or "", first.isoformat())
    who = ("party", party) if party else ("vacant", "true")
    said = {"role": role, "for": whole, "from": first.isoformat(), **dict([who])}
    said |= {"until": last.isoformat()} if last else {}
    said |= {"acting_for": acting_for} if acting_for else {}
    before = {row.name for row in statements.about(session.db, "assignment", key)}  # who is appointed again begins anew
    changes = [Change(name, (text,)) for name, text in said.items()]
    changes += [Change(name, ()) for name in sorted(before - said.keys())]
    yield from describe(session, f"assignment:{key}", changes)


def end(
    session: Session, role: str, subject: str, party: str | None = None, *, until: str | None = None
) -> Iterator[Outcome]:
    """Say until when somebody answers for something; where one alone holds the role, they need no naming.

    Args:
        session: of the command.
        role: that is held.
        subject: as of ``assign``.
        party: who holds it; None where there is one alone, or where it is vacant.
        until: the last day, which counts (ISO 8601); None for today.

    Raises:
        UnknownName: nobody of that name holds the role on that day, or several do and none is named.
        ValueRefused: the last day is before the first.
    """
    whole, last = _subject(session, subject), day_of(session, until)
    held = [each for each in assignments(session.db) if (each.role, each.subject) == (role, whole)]
    meant = [each for each in held if _is_open(each, last) and party in (None, each.party or VACANT)]
    if len(meant) != 1:
        who = f"{role} of {whole}" if party is None else f"{role} of {whole}: {party}"
        raise UnknownName("assignment", who, (each.key for each in held), (f"jobforge people show {subject}",))
    _check_days(meant[0].since, last)
    yield from describe(session, f"assignment:{meant[0].key}", [Change("until", (last.isoformat(),))])


def _is_open(holder: Holder, last: date) -> bool:
    return holder.standing(last) == "in force" or (holder.until is None and holder.standing(last) == "to come")


def _subject(session: Session, text: str) -> str:
    """Give a subject with its kind."""
    kind, key = subject_of(text)
    allowed = ASSIGNMENT.properties["for"].to
    if kind.name not in allowed:
        raise ValueRefused(f"nobody is assigned to a {kind.en}", why=f"people answer for: {', '.join(allowed)}")
    check_subject(session, kind, key)
    if not kind.derived:
        known = statements.subjects(session.db, kind.name)
        if key not in known:
            raise UnknownName(kind.en, key, known, ("jobforge catalog words",))
    return f"{kind.name}:{key}"


def _check_party(session: Session, key: str) -> None:
    known = statements.subjects(session.db, "party")
    if key not in known:
        raise UnknownName("party", key, known, (f'jobforge people add "{key}" --name "..." --reason "..."',))


def _check_days(first: str | None, last: date | None) -> None:
    if first is not None and last is not None and last.isoformat() < first:
        raise ValueRefused(f"an assignment from {first} cannot end on {last}", why="its last day comes after its first")
