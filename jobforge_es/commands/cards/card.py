"""The card of a subject: everything that the catalog knows of it, at one moment."""

from __future__ import annotations

from jobforge_es.commands.cards import parts
from jobforge_es.commands.cards.shapes import Card, Way
from jobforge_es.commands.catalog import catalog
from jobforge_es.commands.describe import check_there, subject_of
from jobforge_es.commands.lineage import lineage
from jobforge_es.commands.properties import PropertyShown, properties
from jobforge_es.commands.questions.edges import needing_columns
from jobforge_es.commands.today import today
from jobforge_es.session import Session
from projections.catalog.completeness import completeness_of, completeness_of_table
from projections.catalog.statements import about
from projections.catalog.vocabulary import KINDS
from projections.lineage.column_edges import ColumnAt, neighbours
from projections.read_models import checkpoint


def card(session: Session, name: str) -> Card:
    """Give the card of a table, a column, or ``kind:key``.

    Raises:
        ValueRefused: it is no name of a subject.
        UnknownName: there is no such subject.
    """
    kind, key = subject_of(name)
    check_there(session, kind, key)
    match kind.name:
        case "table":
            return _of_table(session, key)
        case "column":
            return _of_column(session, key)
        case _:
            return _of_other(session, kind.name, key)


def _of_table(session: Session, table: str) -> Card:
    db, day = session.db, today(session)
    (dataset,) = catalog(session, table).datasets
    found = lineage(session, table)
    ways = [Way("up", e.upstream, e.kind) for e in found.up if e.downstream == table]
    ways += [Way("down", e.downstream, e.kind) for e in found.down if e.upstream == table]
    every = properties(session, table).properties
    return Card(
        f"table:{table}",
        checkpoint(db),
        day.isoformat(),
        tuple(each for each in every if each.statement.kind == "table"),
        completeness_of_table(db, dataset.about, day),
        terms=parts.terms_of(session, "table", table),
        people=parts.people_of(session, "table", table),
        ways=tuple(ways),
        asked_by=tuple(parts.asking_of(session, table)),
        sources=tuple(parts.sources_of(session, table)),
        dataset=dataset,
        quality=parts.quality_of(session, table),
    )


def _of_column(session: Session, subject: str) -> Card:
    table, _, name = subject.rpartition(".")
    db, here = session.db, ColumnAt(table, name)
    edges = [*neighbours(db, here), *(each for each in needing_columns(db) if each.upstream == here)]
    (dataset,) = catalog(session, table).datasets
    ways = [Way("up", str(e.upstream), e.how) for e in edges if e.downstream == here]
    ways += [Way("down", str(e.downstream), e.how) for e in edges if e.upstream == here]
    every = properties(session, table).properties
    return Card(
        f"column:{subject}",
        checkpoint(db),
        today(session).isoformat(),
        tuple(each for each in every if each.statement.subject == subject),
        completeness_of(db, KINDS["column"], subject),
        terms=parts.terms_of(session, "column", subject),
        people=parts.people_of(session, "column", subject),
        ways=tuple(dict.fromkeys(ways)),
        asked_by=tuple(parts.asking_of(session, table, name)),
        sources=tuple(parts.sources_of(session, table)),
        column=next((each for each in dataset.columns if each.name == name), None),
    )


def _of_other(session: Session, kind: str, key: str) -> Card:
    db = session.db
    said = tuple(PropertyShown(row.statement, origin=row.origin) for row in about(db, kind, key))
    return Card(
        f"{kind}:{key}",
        checkpoint(db),
        today(session).isoformat(),
        said,
        completeness_of(db, KINDS[kind], key),
        terms=parts.terms_of(session, kind, key),
        people=parts.people_of(session, kind, key) if kind in ("source", "term", "question", "consumer") else (),
        used_by=tuple(parts.used_by_of(session, kind, key)),
    )
