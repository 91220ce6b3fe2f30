"""Add, revise and link questions and consumers: statements of the catalog, as ``catalog describe`` makes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from jobforge_es.commands.describe import Change, describe, property_of
from jobforge_es.commands.linking import link as link_subject
from jobforge_es.commands.outcome import Outcome
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.errors import JobForgeError
from projections.catalog import statements
from projections.catalog.vocabulary import KINDS

Asked = Literal["question", "consumer"]


class AlreadyThere(JobForgeError):
    """What is to be added is there already."""

    code = "C-031"
    exit_code = 2


def add(session: Session, kind: Asked, key: str, said: Mapping[str, Sequence[str]]) -> Iterator[Outcome]:
    """Add a question or a consumer.

    Raises:
        AlreadyThere: there is one of that key.
        ValueRefused, UnknownName: as of ``describe``.
        ModelRefused: its SQL cannot be asked.
    """
    if key in statements.subjects(session.db, kind):
        raise AlreadyThere(f"there is a {KINDS[kind].en} {key!r} already", mend=(f"jobforge question revise {key}",))
    yield from _say(session, kind, key, said)


def revise(session: Session, kind: Asked, key: str, said: Mapping[str, Sequence[str]]) -> Iterator[Outcome]:
    """Change what is said of a question or a consumer.

    Raises:
        UnknownName: there is none of that key.
        ValueRefused, ModelRefused: as of ``add``.
    """
    _known(session, kind, key)
    yield from _say(session, kind, key, said)


def link(session: Session, kind: Asked, key: str, to: Sequence[str], *, remove: bool = False) -> Iterator[Outcome]:
    """Add columns, terms or questions to what a question or a consumer is linked to, or take them away.

    Args:
        session: of the command.
        kind: of what is linked.
        key: of it.
        to: ``layer.table.column``, ``term:key`` or ``question:key``.
        remove: take away.

    Raises:
        UnknownName: there is none of that key.
        ValueRefused: it cannot be linked to that.
    """
    _known(session, kind, key)
    yield from link_subject(session, f"{kind}:{key}", to, remove=remove)


def _known(session: Session, kind: Asked, key: str) -> None:
    known = statements.subjects(session.db, kind)
    if key not in known:
        raise UnknownName(KINDS[kind].en, key, known, ("jobforge question show",))


def _say(session: Session, kind: Asked, key: str, said: Mapping[str, Sequence[str]]) -> Iterator[Outcome]:
    changes = [Change(path, tuple(values)) for path, values in said.items()]
    for path in said:
        property_of(KINDS[kind], path)
    yield from describe(session, f"{kind}:{key}", changes)
