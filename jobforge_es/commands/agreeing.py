"""Agreeing: changed contracts and models that take effect only when a second person has agreed to just that file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from jobforge_es.commands.outcome import Outcome
from jobforge_es.session import Session
from ledger.events import ReviewRequested
from projections.catalog.reviewed import TERM
from projections.catalog.reviews import ReviewRow, last_review

if TYPE_CHECKING:
    from jobforge_es.definitions.project import Loaded


def waits(session: Session, kind: Literal["contract", "model"], table: str, loaded: Loaded[Any]) -> Outcome | None:
    """Put a changed file forward where its kind waits for a second person, once for each content.

    Args:
        session: of the command.
        kind: of the definition.
        table: that it is of.
        loaded: the file; its bytes are kept, so that who looks later sees what was put forward.

    Returns:
        What it waits for; None where it may be adopted, because somebody agreed to just these bytes, or nobody has to.
    """
    if kind not in session.config.second_person:
        return None
    last = last_review(session.db, kind, table)
    if last is not None and last.content == loaded.sha256:
        return _told(loaded.path, last)
    session.vault.keep_bytes(loaded.raw)
    request = ReviewRequested(kind, table, loaded.path, loaded.sha256)
    position = session.record(f"{kind}-{table}", [request]).last
    return Outcome("apply", loaded.path, "waiting", position, note=f"jobforge review approve {kind}:{table}")


def _told(path: str, last: ReviewRow) -> Outcome | None:
    match last.outcome:
        case "approved":
            return None
        case "rejected":
            return Outcome("apply", path, "waiting", note=f"{last.concluded_by} refused it: {last.said}")
        case _:
            return Outcome("apply", path, "waiting", note=f"jobforge review approve {last.kind}:{last.subject}")


def put_terms_forward(session: Session, terms: Iterable[str]) -> Iterator[Outcome]:
    """Put forward those of some terms that are drafts, where the project says that terms ask by themselves."""
    if TERM not in session.config.second_person:
        return
    from jobforge_es.commands.glossary.submit import put_forward  # only then

    yield from (each for each in put_forward(session, dict.fromkeys(terms)) if each.status != "unchanged")
