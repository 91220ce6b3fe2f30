"""Link: lead from a subject of the catalog to others, by the one property of its kind that can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jobforge_es.commands.describe import Change, ValueRefused, check_there, describe, subject_of
from jobforge_es.commands.outcome import Outcome
from jobforge_es.session import Session
from projections.catalog import statements
from projections.catalog.vocabulary import Kind, Property


def link(session: Session, subject: str, to: Sequence[str], *, remove: bool = False) -> Iterator[Outcome]:
    """Add links from a subject to others, or take them away; what holds already records nothing.

    Args:
        session: of the command.
        subject: ``gold.t``, ``gold.t.c`` or ``kind:key``.
        to: the same; of several for a property that leads to one subject, the last counts.
        remove: take away.

    Raises:
        UnknownName: there is no such subject.
        ValueRefused: its kind has no property that leads there, or several.
    """
    kind, key = subject_of(subject)
    changed: dict[str, tuple[str, ...]] = {}
    for each in to:
        what, value = _linked(kind, each)
        if not remove:
            check_there(session, *subject_of(each))
        held = changed.get(what.name, statements.values_of(session.db, (kind.name, key, what.name, None)))
        others = tuple(v for v in held if v != value)
        added = held if value in held else (*others, value) if what.many else (value,)
        changed[what.name] = others if remove else added
    yield from describe(session, subject, [Change(name, values) for name, values in changed.items()])


def _linked(kind: Kind, text: str) -> tuple[Property, str]:
    """Give the property of a kind that leads to a subject, and how its value is written."""
    there, key = subject_of(text)
    ways = [what for what in kind.properties.values() if there.name in what.to]
    if len(ways) != 1:
        raise ValueRefused(
            f"a {kind.en} is not linked to {text!r}",
            why=_ways(kind, ways),
            mend=(f"jobforge catalog words {kind.name}",),
        )
    return ways[0], key if len(ways[0].to) == 1 else f"{there.name}:{key}"


def _ways(kind: Kind, ways: Sequence[Property]) -> str:
    if ways:
        names = ", ".join(what.name for what in ways)
        return f"{names} lead there: say which, with catalog describe --set"
    told = [f"{each}:... ({what.name})" for what in kind.properties.values() for each in what.to]
    return f"it is linked to: {', '.join(told) or 'nothing'}"
