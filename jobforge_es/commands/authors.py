"""Who wrote a changed definition, and why: the author and the message of its commit, where git knows them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from jobforge_es.definitions.committed import Commit, commits_of
from jobforge_es.definitions.excerpt import visible
from jobforge_es.session import Author, Session
from jobforge_es.settings import LONGEST_NAME, LONGEST_REASON

SHORT = 12
"""Digits of a commit's hash that are told."""


def authors_of(session: Session, files: Mapping[str, bytes | None]) -> dict[str, Author]:
    """Give who wrote files as they stand, where each is just as in git's HEAD.

    Who typed a name or a reason speaks for themselves: then git is not asked.

    Args:
        session: of the command.
        files: bytes by path; None for a file that is gone.
    """
    if session.actor_known == "typed" or session.reason is not None:
        return {}
    found = {path: _author(session, each) for path, each in commits_of(session.config.root, files).items()}
    return {path: author for path, author in found.items() if author is not None}


def _author(session: Session, commit: Commit) -> Author | None:
    name = next(filter(None, (_line(text)[:LONGEST_NAME] for text in (commit.email, commit.name))), None)
    if name is None:
        return None
    by = "" if name.casefold() == session.actor.casefold() else f", recorded by {session.actor}"
    tail = f" (commit {commit.id[:SHORT]}{by})"
    return Author(name, "git", f"{_line(commit.subject)[: LONGEST_REASON - len(tail)]}{tail}".strip())


def _line(text: str) -> str:
    """Give a text as it is recorded: what does not print is written out."""
    return visible(unicodedata.normalize("NFC", text)).strip()
