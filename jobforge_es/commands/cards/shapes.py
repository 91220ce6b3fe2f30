"""What a card is made of."""

from __future__ import annotations

from typing import Literal

import attrs

from jobforge_es.commands.catalog import Dataset
from jobforge_es.commands.properties import PropertyShown
from ledger.names import Position
from projections.catalog.completeness import Completeness
from projections.catalog.datasets import ColumnRow
from projections.catalog.glossary import Stage
from projections.catalog.people import Holder

Texts = dict[str, str]
"""Language to text; one that is not there was never said."""


@attrs.frozen
class TermOf:
    """A glossary term that a subject is linked to."""

    key: str
    label: Texts
    definition: Texts
    stage: Stage


@attrs.frozen
class Way:
    """A neighbour in the lineage: what leads there, and how."""

    direction: Literal["up", "down"]
    name: str
    how: str


@attrs.frozen
class Asking:
    """A question that needs a column of the subject, or a consumer that shows one."""

    kind: str
    key: str
    text: Texts
    columns: tuple[str, ...]


@attrs.frozen
class SourceOf:
    """A source that the content comes from.

    Attributes:
        name: of it.
        said: property to language to text; the language is None where it has no meaning.
        newest: facts of its newest file: published, edition, period.
    """

    name: str
    said: dict[str, dict[str | None, str]]
    newest: dict[str, str]


@attrs.frozen
class Quality:
    """The books of the newest promotion into a table, and what waits for a person.

    Attributes:
        read, accepted, quarantined, deduplicated: of the newest promotion; None for a table that a model makes.
        open_rows: set aside on the way into it, and still to be dealt with.
        refused: file and code, where the last file on the way into it was refused whole.
    """

    read: int | None
    accepted: int | None
    quarantined: int | None
    deduplicated: int | None
    open_rows: int
    refused: tuple[str, str] | None = None


@attrs.frozen
class Card:
    """All that is known of a subject.

    Attributes:
        subject: with its kind, as in ``table:gold.dim_noc``.
        position, day: of the state that is told, and the day on which people hold their roles.
        said: properties of the subject itself, derived ones among them.
        completeness: of a table with its columns.
        terms, people, ways, asked_by, sources: what it is linked to.
        dataset, quality: of a table.
        column: of a column.
        used_by: subjects that name it, with their kind; of a term, a party and the like.
    """

    subject: str
    position: Position
    day: str
    said: tuple[PropertyShown, ...]
    completeness: Completeness
    terms: tuple[TermOf, ...] = ()
    people: tuple[Holder, ...] = ()
    ways: tuple[Way, ...] = ()
    asked_by: tuple[Asking, ...] = ()
    sources: tuple[SourceOf, ...] = ()
    dataset: Dataset | None = None
    quality: Quality | None = None
    column: ColumnRow | None = None
    used_by: tuple[str, ...] = ()
