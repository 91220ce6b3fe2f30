"""Submit: put terms forward, so that a second person can agree to just what they say now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jobforge_es.commands.outcome import Outcome
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.errors import JobForgeError
from ledger.events import ReviewRequested
from projections.catalog import statements
from projections.catalog.glossary import Term, term
from projections.catalog.reviewed import TERM, content_of
from projections.catalog.vocabulary import LANGUAGES

NEEDED = ("label", "definition")
LONGEST_TITLE = 200
"""In characters."""


class NotFit(JobForgeError):
    """What is to be put forward lacks what a second person would agree to."""

    code = "C-032"
    exit_code = 2


def submit(session: Session, keys: Sequence[str]) -> Iterator[Outcome]:
    """Put terms forward; what waits already, or was agreed to and has not changed, records nothing.

    Args:
        session: of the command.
        keys: of terms.

    Raises:
        UnknownName: there is no such term.
        NotFit: one of them has no label or no definition in any language; nothing was recorded.
    """
    check_known(session, keys)
    found = [term(session.db, key) for key in dict.fromkeys(keys)]
    for each in found:
        missing = [name for name in NEEDED if not any(each.values(name, at) for at in LANGUAGES)]
        if missing:
            raise NotFit(
                f"the term {each.key} has no {' and no '.join(missing)}",
                why="a second person agrees to words and their meaning",
                written="nothing",
                mend=(f'jobforge glossary revise {each.key} --{missing[0]} "..." --reason "..."',),
            )
    yield from ask_for_review(session, [each.key for each in found])


def ask_for_review(session: Session, keys: Iterable[str]) -> Iterator[Outcome]:
    """Ask for the review of those terms that are drafts, were refused otherwise, or changed since."""
    for key in keys:
        found = term(session.db, key)
        if found.stage in ("draft", "rejected") and any(found.said):
            yield _ask(session, found)
        else:
            yield Outcome("submit", key, "unchanged", note=f"it is {found.stage}")


def check_known(session: Session, keys: Sequence[str]) -> None:
    """Refuse a key that names no term.

    Raises:
        UnknownName: the first of them.
    """
    known = set(statements.subjects(session.db, TERM))
    for key in keys:
        if key not in known:
            raise UnknownName("glossary term", key, known, ("jobforge glossary list",))


def _cut(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _ask(session: Session, found: Term) -> Outcome:
    title = next((found.text("label", at) for at in LANGUAGES if found.text("label", at)), found.key)
    request = ReviewRequested(TERM, found.key, _cut(title), content_of(session.db, TERM, found.key))
    last = session.record(f"{TERM}-{found.key}", [request]).last
    return Outcome("submit", found.key, "waiting", last, note="it takes effect when a second person agrees")
