"""Agreeing: changed contracts and models that take effect only when a second person has agreed to just that file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from jobforge_es.commands.outcome import Outcome
from jobforge_es.session import Author, Session
from ledger.events import ReviewRequested
from ledger.names import Sha256
from projections.catalog import definitions
from projections.catalog.glossary import term
from projections.catalog.reviewed import TERM
from projections.catalog.reviews import ReviewRow, last_review

GONE: Final = b""
"""What a file that is deleted says."""


def waits(
    session: Session, kind: Literal["contract", "model"], table: str, path: str, raw: bytes, by: Author | None = None
) -> Outcome | None:
    """Put a changed file forward where its kind waits for a second person, once for each content.

    Args:
        session: of the command; a reason asks again for what was refused.
        kind: of the definition.
        table: that it is of.
        path: of the file.
        raw: its bytes, which are kept, so that who looks later sees what was put forward; ``GONE`` where it is no more.
        by: who wrote it, where that is not the actor of the session.

    Returns:
        What it waits for; None where it may be adopted, because somebody agreed to just these bytes, or nobody has to.
    """
    if kind not in session.config.second_person:
        return None
    content = Sha256(hashlib.sha256(raw).hexdigest())
    last = last_review(session.db, kind, table)
    if last is not None and last.content == content and not _is_past(session, last):
        return _told(path, last)
    session.vault.keep_bytes(raw)
    position = session.record(f"{kind}-{table}", [ReviewRequested(kind, table, path, content)], by=by).last
    return Outcome("apply", path, "waiting", position, note=f"jobforge review approve {kind}:{table}")


def _is_past(session: Session, last: ReviewRow) -> bool:
    """Tell whether a conclusion counts no more: something was adopted since, or who has a reason asks again."""
    if last.outcome == "rejected":
        return session.reason is not None
    held = (definitions.contract if last.kind == "contract" else definitions.model)(session.db, last.subject)
    return held is not None and last.concluded is not None and held.position > last.concluded


def _told(path: str, last: ReviewRow) -> Outcome | None:
    match last.outcome:
        case "approved":
            return None
        case "rejected":
            again = 'revise it, or ask again: jobforge apply --reason "..."'
            return Outcome("apply", path, "waiting", note=f"{last.concluded_by} refused it: {last.said}; {again}")
        case _:
            return Outcome("apply", path, "waiting", note=f"jobforge review approve {last.kind}:{last.subject}")


def put_terms_forward(session: Session, terms: Iterable[str]) -> Iterator[Outcome]:
    """Put forward those of some terms that are drafts, where the project says that terms ask by themselves.

    One that was refused, and says what it said, is put forward by a person alone.
    """
    if TERM not in session.config.second_person:
        return
    from jobforge_es.commands.glossary.submit import ask_for_review  # only then

    drafts = [key for key in dict.fromkeys(terms) if term(session.db, key).stage == "draft"]
    yield from (each for each in ask_for_review(session, drafts) if each.status != "unchanged")
