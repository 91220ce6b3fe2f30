"""Run: apply, ingest the inbox, promote, build, publish; only what is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from jobforge_es.commands.apply import apply
from jobforge_es.commands.bringing_up import bring_up
from jobforge_es.commands.facts import Facts
from jobforge_es.commands.inbox import ingest_inbox
from jobforge_es.commands.ingest import ingest_all
from jobforge_es.commands.naming import check_tables
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.publish import publish
from jobforge_es.session import Session


def run(session: Session, *, fetching: bool = False) -> Iterator[Outcome]:
    """Bring everything up to date.

    A step that fails does not stop the others: what depends on it waits. A definition that is refused stops the run
    before anything is landed. A second run with nothing new appends no event.

    Args:
        session: of the command.
        fetching: ask the addresses of sources for new files first; else no network is used.

    Raises:
        DefinitionsBroken: a definition is wrong; nothing was recorded.
    """
    told = set()
    for outcome in apply(session):
        told.add(_same(outcome))
        yield outcome
    if fetching:
        yield from _fetch(session)
    yield from ingest_inbox(session)
    again = apply(session)  # a first batch may have told the columns that a model waits for
    yield from (each for each in again if _same(each) not in told)
    yield from promote_and_build(session)


def _same(outcome: Outcome) -> tuple[str, str, str, str]:
    """Give what tells whether an outcome was told already."""
    return outcome.subject, outcome.status, outcome.note, outcome.error.code if outcome.error else ""


def ingest_named(session: Session, paths: Sequence[Path], source: str, typed: Facts) -> Iterator[Outcome]:
    """Apply, then land files that a person has named.

    Raises:
        UnknownName: no file of the project defines the source; nothing was recorded.
    """
    yield from apply(session, source)
    yield from ingest_all(session, paths, source, typed=typed)


def fetch_named(session: Session, names: Sequence[str]) -> Iterator[Outcome]:
    """Apply, then get the files of sources that have an address; of those named, or of all as often as each says.

    Raises:
        UnknownName, NoAddress: one of them is no source with an address; nothing was asked.
    """
    yield from apply(session)
    yield from _fetch(session, names)


def _fetch(session: Session, names: Sequence[str] = ()) -> Iterator[Outcome]:
    from jobforge_es.commands.fetch import fetch  # what speaks to a network is loaded where it is used

    yield from fetch(session, names)


def promote_named(session: Session, tables: tuple[str, ...], to: str) -> Iterator[Outcome]:
    """Move up what is due, for the tables that a person has named, or for all.

    Raises:
        UnknownName: nothing makes one of the tables; nothing was recorded.
    """
    check_tables(session, tables)
    yield from promote_and_build(session, tables, to)


def promote_and_build(session: Session, tables: tuple[str, ...] = (), to: str = "gold") -> Iterator[Outcome]:
    """Move up everything that is due and publish it.

    Args:
        session: of the command.
        tables: which tables; all when empty.
        to: the highest layer to move into.
    """
    yield from bring_up(session, tables, to)
    publish(session)
