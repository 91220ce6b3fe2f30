"""Add, revise, relate and deprecate terms: statements of the catalog, as ``catalog describe`` makes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jobforge_es.commands.describe import Change, describe, property_of
from jobforge_es.commands.glossary.submit import check_known
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.questions.change import AlreadyThere
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from projections.catalog import statements
from projections.catalog.glossary import UPWARD
from projections.catalog.reviewed import TERM
from projections.catalog.vocabulary import KINDS
from projections.catalog.vocabulary.terms import RELATIONS


def add(session: Session, key: str, said: Mapping[str, Sequence[str]]) -> Iterator[Outcome]:
    """Add a term as a draft.

    Raises:
        AlreadyThere: there is one of that key.
        ValueRefused, UnknownName: as of ``describe``.
    """
    if key in statements.subjects(session.db, TERM):
        raise AlreadyThere(f"there is a glossary term {key!r} already", mend=(f"jobforge glossary revise {key}",))
    yield from _say(session, key, said)


def revise(session: Session, key: str, said: Mapping[str, Sequence[str]]) -> Iterator[Outcome]:
    """Change what is said of a term; what was agreed to before is a draft again.

    Raises:
        UnknownName: there is none of that key.
        ValueRefused: as of ``describe``.
    """
    check_known(session, [key])
    yield from _say(session, key, said)


def relate(session: Session, key: str, to: Mapping[str, Sequence[str]], *, remove: bool = False) -> Iterator[Outcome]:
    """Relate a term to others, or take that away.

    Args:
        session: of the command.
        key: of the term.
        to: relation to keys of terms; ``exact_match`` to what the same is called elsewhere.
        remove: take away.

    Raises:
        UnknownName: there is no such term or relation.
        ValueRefused: it would lead back to the term itself.
    """
    check_known(session, [key])
    changed: dict[str, list[str]] = {}
    for name, values in to.items():
        if name not in RELATIONS:
            raise UnknownName("relation", name, RELATIONS, ("jobforge catalog words term",))
        held = statements.held(session.db, (TERM, key, name, None))
        now = list(held.values if held else ())
        changed[name] = [v for v in now if v not in values] if remove else [*dict.fromkeys([*now, *values])]
    yield from _say(session, key, changed)


def deprecate(session: Session, key: str, replaced_by: Sequence[str] = ()) -> Iterator[Outcome]:
    """Say that a term is no longer used, and what is used in its place.

    Raises:
        UnknownName: there is no such term.
        ValueRefused: it would be replaced by itself.
    """
    check_known(session, [key])
    yield from _say(
        session, key, {"deprecated": ["true"]} | ({"replaced_by": list(replaced_by)} if replaced_by else {})
    )


def _say(session: Session, key: str, said: Mapping[str, Sequence[str]]) -> Iterator[Outcome]:
    for path in said:
        property_of(KINDS[TERM], path)
    for name in (*UPWARD, "related", "see_also"):
        check_known(session, [each for each in said.get(name, ()) if each != key])
    yield from describe(session, f"{TERM}:{key}", [Change(path, tuple(values)) for path, values in said.items()])
