"""What asks for somebody among terms, reviews, questions and roles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

from jobforge_es.commands.agenda.item import Item
from jobforge_es.commands.agenda.rows import stewards
from jobforge_es.commands.agreeing import GONE
from jobforge_es.commands.people.show import standing
from jobforge_es.commands.review import waiting
from jobforge_es.session import Session
from projections.catalog.datasets import datasets
from projections.catalog.glossary import Term, terms
from projections.catalog.parties import Directory
from projections.catalog.people import Holder, assignments, holders
from projections.catalog.questions.verified import failing
from projections.catalog.reviewed import authors_of
from projections.catalog.reviews import ReviewRow
from projections.read_models import checkpoint

NAMED_ALONE = ("correction", "release", "rejection")
"""Kinds of reviews whose ids no other has."""


def items(session: Session, day: date) -> Iterator[Item]:
    """Give reviews that wait or were refused, terms to look at again, roles and questions that lack something."""
    directory = Directory(session.db)
    for row in waiting(session).reviews:
        yield _review(session, directory, row, day)
    yield from _refused(session)
    for term in terms(session.db):
        yield from _term(session, term, day)
    retired = {f"table:{row.table_name}" for row in datasets(session.db) if row.retired}
    for each in standing(assignments(session.db), day):
        if each.stands in ("expired", "vacant") and each.holder.subject not in retired:
            yield _role(session, each.holder, day)
    for failed in failing(session.db):
        who = tuple(each.party for each in holders(session.db, "owner", "question", failed.question, day))
        what = failed.error or "; ".join(failed.unmet_parts)
        yield Item("question", failed.question, what, ("question", "show", failed.question), who=who)


def _review(session: Session, directory: Directory, row: ReviewRow, day: date) -> Item:
    """Give a review to its approvers; to everybody but its authors where there are none, or none but these."""
    subject = row.subject if row.kind in NAMED_ALONE else f"{row.kind}:{row.subject}"
    authors = () if session.config.single_person else tuple(authors_of(session.db, row))
    if row.outcome == "changed":
        again = ("glossary", "submit", row.subject) if row.kind == "term" else ("review", "list")
        return Item("changed", subject, row.title, again, who=(row.author,))
    kind = "table" if row.kind in ("contract", "model") else row.kind
    asked = holders(session.db, "approver", kind, row.subject, day) if row.kind not in NAMED_ALONE else []
    approvers = (each.party for each in asked if not each.is_vacant)
    who = tuple(each for each in approvers if not any(directory.is_one(each, author) for author in authors))
    return Item("to review", subject, row.title, ("review", "approve", subject), who=who, but=authors)


def _refused(session: Session) -> Iterator[Item]:
    """Give contracts and models that were refused, of the present only those whose files still say just that."""
    is_now = checkpoint(session.db) == session.store.head().position
    newest = {(row.kind, row.subject): row for row in waiting(session, every=True).reviews}
    for row in newest.values():
        if row.kind not in ("contract", "model") or row.outcome != "rejected":
            continue
        file = session.config.root / row.title
        raw = file.read_bytes() if file.is_file() else GONE
        if not is_now or hashlib.sha256(raw).hexdigest() == row.content:
            told = f"{row.concluded_by}: {row.said}"
            subject = f"{row.kind}:{row.subject}"
            yield Item("refused", subject, told, ("review", "show", subject), who=(row.author,))


def _term(session: Session, term: Term, day: date) -> Iterator[Item]:
    due = term.text("review_by")
    if due and due < day.isoformat() and term.stage != "deprecated":
        command = ("glossary", "revise", term.key, "--review-by", "...", "--reason", "...")
        yield Item(
            "review date", f"term:{term.key}", "", command, None, due, True, stewards(session, "term", term.key, day)
        )
    if term.stage == "rejected" and term.review is not None:
        told = f"{term.review.concluded_by}: {term.review.said}"
        whose = tuple(dict.fromkeys((*stewards(session, "term", term.key, day), term.review.author)))
        yield Item("refused", f"term:{term.key}", told, ("glossary", "show", term.key), who=whose)


def _role(session: Session, holder: Holder, day: date) -> Item:
    kind, _, subject = holder.subject.partition(":")
    owners = [each.party for each in holders(session.db, "owner", kind, subject, day) if not each.is_vacant]
    others = tuple(owners) or stewards(session, kind, subject, day)
    who = tuple(dict.fromkeys([*others, *([holder.party] if holder.party else [])]))
    named = subject if kind in ("table", "column") else holder.subject
    command = ("people", "assign", named, "--role", holder.role.replace(" ", "-"), "--party", "...", "--reason", "...")
    due = holder.until if not holder.is_vacant else None
    return Item(
        "vacant" if holder.is_vacant else "expired", holder.subject, holder.role, command, None, due, bool(due), who
    )
