"""Audit: named questions and read-only SQL over the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ledger.audit import ask, select

if TYPE_CHECKING:
    from jobforge_es.workspace import Workspace
    from ledger.audit import Answer


def audit(
    workspace: Workspace,
    question: str | None = None,
    sql: str | None = None,
    parameters: Mapping[str, str] | None = None,
) -> Answer:
    """Answer a named question, or one SELECT over the views of the ledger.

    Args:
        workspace: whose ledger.
        question: a name of ``ledger.questions.QUESTIONS``.
        sql: one SELECT; goes before the question.
        parameters: of the question.

    Raises:
        QueryRefused: there is no such question, or the SQL would do more than read.
    """
    address = workspace.config.ledger
    return select(address, sql) if sql is not None else ask(address, question or "", parameters)
