"""The parts of a card: what a subject is linked to."""

from __future__ import annotations

from collections.abc import Iterator

from jobforge_es.commands.cards.shapes import Asking, Quality, SourceOf, TermOf, Texts
from jobforge_es.commands.held import open_rows
from jobforge_es.commands.today import today
from jobforge_es.session import Session
from ledger.definitions import Statement
from ledger.names import split_table
from projections.catalog import batches, statements
from projections.catalog.credits import credits_of
from projections.catalog.glossary import Term, term
from projections.catalog.people import Holder, answering
from projections.catalog.questions.required import requirements, saying_so
from projections.catalog.statements import about
from projections.catalog.vocabulary import KINDS, LANGUAGES


def terms_of(session: Session, kind: str, subject: str) -> tuple[TermOf, ...]:
    """Give the glossary terms that a subject is linked to."""
    held = statements.held(session.db, Statement(kind, subject, "terms", None, ()).key)
    found = (term(session.db, key) for key in (held.values if held else ()))
    return tuple(TermOf(each.key, _in_each(each, "label"), _in_each(each, "definition"), each.stage) for each in found)


def _in_each(found: Term, name: str) -> Texts:
    return {language: said for language in LANGUAGES if (said := found.text(name, language))}


def people_of(session: Session, kind: str, subject: str) -> tuple[Holder, ...]:
    """Give who holds which role for a subject on the day that is asked about."""
    day = today(session)
    return tuple(answering(session.db, kind, subject, day))


def asking_of(session: Session, table: str, column: str | None = None) -> Iterator[Asking]:
    """Give the questions and consumers that need a table, or one column of it; questions first."""
    wanted: dict[tuple[str, str], set[str]] = {}
    for each in requirements(saying_so(session.db)):
        name = each.column.rpartition(".")[2]
        if each.table == table and column in (None, name):
            wanted.setdefault((each.kind, each.subject), set()).add(name)
    for (kind, key), names in sorted(wanted.items(), key=lambda found: (found[0][0] != "question", found[0])):
        title = "text" if kind == "question" else "title"
        said = {row.language: row.values[0] for row in about(session.db, kind, key) if row.name == title}
        yield Asking(kind, key, said, tuple(sorted(names)))


def sources_of(session: Session, table: str) -> Iterator[SourceOf]:
    """Give the sources that the content of a table comes from."""
    for credit in credits_of(session.db, table):
        landed = batches.in_effect(session.db, credit.source)
        facts = ("published", "edition", "period")
        newest = {fact: str(value) for fact in facts if landed and (value := getattr(landed[-1], fact)) is not None}
        yield SourceOf(credit.source, {name: dict(texts) for name, texts in credit.texts.items()}, newest)


def quality_of(session: Session, table: str) -> Quality:
    """Give the books of the newest promotion into a table, and how much is still set aside."""
    waiting = open_rows(session.db, table)
    if table.startswith("staged."):
        came = sorted(batches.batches(session.db, split_table(table)[1]), key=lambda row: row.position)
        refused = (came[-1].source_file, came[-1].code) if came and came[-1].status == "rejected" else None
        return Quality(None, None, None, None, waiting, refused)
    made = sorted(batches.promotions(session.db, table).values(), key=lambda row: row.position)
    if not made:
        return Quality(None, None, None, None, waiting)
    last = made[-1]
    batch = batches.batch(session.db, last.batch_id) if last.outcome == "rejected" else None
    refused = None if batch is None else (batch.source_file, last.code)
    return Quality(last.read, last.accepted, last.quarantined, last.deduplicated, waiting, refused)


def used_by_of(session: Session, kind: str, key: str) -> Iterator[str]:
    """Name the subjects that name one."""
    for other in KINDS.values():
        for what in other.properties.values():
            if kind in what.to:
                yield from (
                    f"{other.name}:{each}" for each in statements.linking(session.db, other.name, what.name, key)
                )
