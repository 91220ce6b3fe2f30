"""What a trace means: the terms of what is traced, who answers for it on the day, and what is known of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from ledger.names import Position
from projections.catalog import glossary
from projections.catalog.batches import BatchRow
from projections.catalog.credits import credit_of
from projections.catalog.glossary import Stage
from projections.catalog.people import Holder, answering
from projections.catalog.statements import about, held
from projections.layers.workshop import Workshop
from projections.tracing.decided import Said, said
from projections.tracing.rows import Cells

Texts = Mapping[str, str]
"""Language to text; the language is empty where it has no meaning."""


@attrs.frozen
class Meaning:
    """What is known of the file that rows came from.

    Attributes:
        source: its name.
        source_file: the file as delivered.
        batch_id: its batch.
        edition, published, period: of the delivery, None where not known.
        effective_at: from when the content counts (ISO 8601, UTC).
        about: title, publisher, licence, steward and so on, as the source declared them when the file was landed.
        catalog: the same properties as they stand in the catalog at the moment that is asked for.
        unsaid: what should be said of every source and is not, such as ``licence.fr``.
        withdrawn: how the batch was taken out of effect, where the rows still stand in a table that was made before;
            None while it is in effect.
    """

    source: str
    source_file: str
    batch_id: str
    edition: str | None
    published: str | None
    period: str | None
    effective_at: str
    about: dict[str, str]
    catalog: Mapping[str, Texts]
    unsaid: tuple[str, ...]
    withdrawn: Said | None = None


@attrs.frozen
class Term:
    """A term of the glossary that a table or a column on the way is linked to.

    Attributes:
        id: of the term.
        of: ``layer.table`` or ``layer.table.column``, from the end of the way to its beginning.
        labels, definitions: by language; empty where nothing is said.
        position: of the event that said the definition; None without one.
        stage: how far the term is: what nobody agreed to is told as such.
    """

    id: str
    of: tuple[str, ...]
    labels: Texts
    definitions: Texts
    position: Position | None
    stage: Stage


@attrs.frozen
class Told:
    """What the tables on the way mean.

    Attributes:
        day: on which people hold their roles (ISO 8601).
        terms: in the order in which they are met.
        holders: of roles for the tables (or the columns that are meant) and the sources on the way, sorted by
            where they stand on it; each once.
        looked_after: whether there is a steward of what is traced, or the role is said to be vacant.
    """

    day: str
    terms: tuple[Term, ...]
    holders: tuple[Holder, ...]
    looked_after: bool


def meaning_of(workshop: Workshop, batch: BatchRow) -> Meaning:
    """Tell what a source and a delivery say of a file."""
    source = workshop.source_of(batch)
    credit = credit_of(workshop.db, source.name)
    catalog = {name: {at or "": text for at, text in texts.items()} for name, texts in credit.texts.items()}
    withdrawn = None if batch.withdrawn is None else said(workshop, batch.withdrawn)
    return Meaning(
        source=source.name,
        source_file=batch.source_file,
        batch_id=batch.batch_id,
        edition=batch.edition,
        published=batch.published,
        period=batch.period,
        effective_at=batch.effective_at,
        about=source.about,
        catalog=catalog,
        unsaid=credit.unsaid,
        withdrawn=withdrawn,
    )


def told(workshop: Workshop, way: Mapping[str, Cells], sources: Iterable[str], day: date) -> Told:
    """Tell what the tables on a way mean, as the catalog stands at the moment that is asked for.

    Args:
        workshop: its read models stand at that moment.
        way: the tables, the one that was asked about first, each with the columns that are meant.
        sources: at the end of it.
        day: of the moment.
    """
    linked: dict[str, list[str]] = {}
    for subject, terms in _links(workshop, way):
        for term in terms:
            linked.setdefault(term, []).append(subject)
    asked = [*_answered_for(way), *(("source", name) for name in dict.fromkeys(sources))]
    held = [answering(workshop.db, *subject, day) for subject in asked]
    found: list[Holder] = []
    for some in held:
        found += [each for each in some if each not in found]
    looked_after = bool(held) and any(each.role == "steward" for each in held[0])
    return Told(day.isoformat(), tuple(_term(workshop, *each) for each in linked.items()), tuple(found), looked_after)


def _answered_for(way: Mapping[str, Cells]) -> Iterator[tuple[str, str]]:
    """Give the tables on a way, or the columns that are meant; who answers for a table answers for its columns."""
    for table, cells in way.items():
        yield from [("column", f"{table}.{name}") for name in cells or ()] or [("table", table)]


def _links(workshop: Workshop, way: Mapping[str, Cells]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the tables and columns on a way that are linked to terms; where columns are meant, theirs alone."""
    for table, cells in way.items():
        if cells is None:
            row = held(workshop.db, ("table", table, "terms", None))
            if row is not None:
                yield table, row.values
        for name in _columns(workshop, table) if cells is None else cells:
            row = held(workshop.db, ("column", f"{table}.{name}", "terms", None))
            if row is not None:
                yield f"{table}.{name}", row.values


def _columns(workshop: Workshop, table: str) -> list[str]:
    """Name the columns of a table of which a term is said."""
    sql = (
        "SELECT DISTINCT subject FROM statements WHERE kind = 'column' AND name = 'terms' AND until IS NULL"
        " AND substr(subject, 1, length(?) + 1) = ? || '.' ORDER BY position, subject"
    )
    return [subject[len(table) + 1 :] for (subject,) in workshop.db.execute(sql, (table, table))]


def _term(workshop: Workshop, term: str, of: Iterable[str]) -> Term:
    rows = about(workshop.db, "term", term)
    labels, definitions = (
        {row.language: row.values[0] for row in rows if row.name == name} for name in ("label", "definition")
    )
    position = max((row.position for row in rows if row.name == "definition"), default=None)
    return Term(term, tuple(of), labels, definitions, position, glossary.term(workshop.db, term).stage)
