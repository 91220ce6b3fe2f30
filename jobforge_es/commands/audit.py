"""Audit: named questions and read-only SQL over the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jobforge_es.moments import NotAMoment, after, start_of
from ledger.audit import ask, select

if TYPE_CHECKING:
    from jobforge_es.workspace import Workspace
    from ledger.audit import Answer

MOMENTS = ("since", "until")
"""Parameters of questions that are moments."""


def audit(
    workspace: Workspace,
    question: str | None = None,
    sql: str | None = None,
    parameters: Mapping[str, str] | None = None,
    as_of: str | None = None,
) -> Answer:
    """Answer a named question, or one SELECT over the views of the ledger.

    Args:
        workspace: whose ledger.
        question: a name of ``ledger.questions.QUESTIONS``.
        sql: one SELECT; goes before the question.
        parameters: of the question; ``since`` and ``until`` are days or times, a day from its beginning to its end.
        as_of: the moment whose ledger is asked; None for now.

    Raises:
        QueryRefused: there is no such question, or the SQL would do more than read.
        NotAMoment: a text that has to be a moment is none.
    """
    address, zone = workspace.config.ledger, workspace.config.time_zone
    if sql is not None:
        return select(address, sql, until=workspace.position(as_of))
    given = {name: _read(name, text, zone) for name, text in (parameters or {}).items()}
    return ask(address, question or "", given, until=workspace.position(as_of))


def _read(name: str, text: str, zone: str) -> str:
    """Give a parameter as the ledger is asked with it: a moment in the form of recorded times."""
    if name not in MOMENTS:
        return text
    try:
        found = start_of(text, zone) if name == "since" else after(text, zone)
    except NotAMoment as error:
        mend = (f"--set {name}=2026-03-31", f"--set {name}=2026-03-31T12:00")
        raise NotAMoment(text, error.why or "", mend) from error
    return found.isoformat(timespec="microseconds").replace("+00:00", "Z")
