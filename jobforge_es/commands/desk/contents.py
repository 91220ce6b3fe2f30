"""What stands in the workbook: a sheet a kind of subject, a row a subject, a column a property and language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

import attrs

from jobforge_es.commands.describe import subjects
from jobforge_es.commands.desk.xlsx import ILLEGAL, LONGEST_CELL, Column, Page
from jobforge_es.session import Session
from ledger.names import Position
from projections.catalog import statements
from projections.catalog.vocabulary import KINDS, LANGUAGES, Kind, Property
from projections.read_models import checkpoint

FORMAT: Final = "jobforge/workbook/1"
ABOUT: Final = "about"
KEY_LABEL: Final = "(key / clé)"
"""Stands in the row of labels in place of a key."""
SHEETS: Final = {kind.section: kind for kind in KINDS.values() if kind.name != "assignment"}
"""A sheet a kind, by its name; an assignment is known by what it says, so that no cell of it is edited by itself."""

Held: TypeAlias = Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]
"""Values by path, by kind and subject."""

TOLD: Final = (
    (
        "Change the white cells, then: jobforge catalog import FILE --dry-run. An emptied cell takes the words away.",
        "Changez les cellules blanches, puis : jobforge catalog import FICHIER --dry-run. Cellule vide : mot retiré.",
    ),
    (
        "Several values stand in one cell, one a line. Rows may be added for terms, questions, consumers and people.",
        "Plusieurs valeurs par cellule : une par ligne. On peut ajouter termes, questions, consommateurs et personnes.",
    ),
    (
        "Keys, headers and sheets stay as they are. A row that is left out says nothing.",
        "Les clés, les en-têtes et les feuilles restent telles quelles. Une ligne omise ne dit rien.",
    ),
    (
        "On the sheet corrections, write in the column value what should have stood there.",
        "Sur la feuille corrections, écrivez dans la colonne value ce qui aurait dû s'y trouver.",
    ),
)


@attrs.frozen
class Stand:
    """The catalog at a position.

    Attributes:
        position: whose state it is; 0 before the first event.
        seal: the hash of the event there, by which a project knows its own workbooks.
        held: all subjects and what holds of them.
    """

    position: Position
    seal: str
    held: Held


def stand(session: Session) -> Stand:
    """Give the catalog as a session sees it."""
    at = checkpoint(session.db)
    events = session.store.after(Position(at - 1), at) if at else iter(())
    seal = next((event.hash.hex() for event in events), "")
    found: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for kind in SHEETS.values():
        found |= {(kind.name, subject): {} for subject in sorted(subjects(session, kind))}
        for row in statements.of_kind(session.db, kind.name):
            if (kind.name, row.subject) in found:
                path = f"{row.name}.{row.language}" if row.language else row.name
                found[kind.name, row.subject][path] = row.values
    return Stand(at, seal, found)


def paths(kind: Kind) -> Iterator[tuple[str, Property, str | None]]:
    """Give the columns of a kind: path, property and language."""
    for what in kind.properties.values():
        for language in LANGUAGES if what.bilingual else (None,):
            yield (f"{what.name}.{language}" if language else what.name), what, language


def cell_of(values: tuple[str, ...]) -> str:
    """Give the text of a cell; what is too long for one is only told."""
    text = ILLEGAL.sub("\ufffd", "\n".join(values))
    return text if len(text) <= LONGEST_CELL else f"({len(text):,} characters: too long for a cell / trop long)"


def pages(project: str, found: Stand) -> Iterator[Page]:
    """Give the sheets, that about the workbook first."""
    facts = [("format", FORMAT), ("project", project), ("position", f"{found.position}"), ("seal", found.seal)]
    columns = (Column("about", "", (), 60), Column("value", "", (), 70))
    yield Page(ABOUT, columns, [*facts, *TOLD], 2)
    for name, kind in SHEETS.items():
        told = [*paths(kind)]
        rows = [
            (subject, *(cell_of(held.get(path, ())) for path, _, _ in told))
            for (of, subject), held in found.held.items()
            if of == kind.name
        ]
        yield Page(name, (Column("key", KEY_LABEL, (), 40), *(_column(*each) for each in told)), rows)


def _column(path: str, what: Property, language: str | None) -> Column:
    spoken = f" ({language})" if language else ""
    choices = ("true", "false") if what.shape == "flag" else what.words
    return Column(path, f"{what.en}{spoken} / {what.fr}{spoken}", choices, 40 if what.bilingual else 22)
