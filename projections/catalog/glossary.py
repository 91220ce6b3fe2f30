"""The way of a glossary term, computed: draft, in review, approved, rejected, deprecated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import attrs

from projections.catalog import statements
from projections.catalog.reviewed import TERM, content_of
from projections.catalog.reviews import ReviewRow
from projections.catalog.rows import one_of

if TYPE_CHECKING:
    from sqlite3 import Connection

Stage = Literal["draft", "in review", "approved", "rejected", "deprecated"]
STAGES: tuple[Stage, ...] = ("draft", "in review", "approved", "rejected", "deprecated")
OF_REVIEW: dict[str, Stage] = {"waiting": "in review", "approved": "approved", "rejected": "rejected"}
INVERSE = {"broader": "narrower", "related": "related"}
"""Relations that are told at both ends, and what they are called at the other one."""

Said = dict[tuple[str, str | None], tuple[str, ...]]
"""Property and language (None where it has no meaning) to values."""


@attrs.frozen
class Term:
    """A term of the glossary at a position.

    Attributes:
        key: its name.
        said: what holds of it.
        stage: how far it is on its way; it is that of its newest review whose content is just what holds now.
        review: that review; None without one.
        narrower: terms that name it as their broader one.
        related: terms that name it as related, and that it names.
        used_by: tables, columns and questions that are linked to it, with their kind.
    """

    key: str
    said: Said
    stage: Stage
    review: ReviewRow | None = None
    narrower: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()

    def values(self, name: str, language: str | None = None) -> tuple[str, ...]:
        """Give the values of a property; none where nothing is said."""
        return self.said.get((name, language), ())

    def text(self, name: str, language: str | None = None) -> str:
        """Give the first value of a property; empty where nothing is said."""
        return next(iter(self.values(name, language)), "")


def term(db: Connection, key: str) -> Term:
    """Give a term, known or not."""
    stage, review = stage_of(db, key)
    said: Said = {(row.name, row.language or None): row.values for row in statements.about(db, TERM, key)}
    back = {name: statements.linking(db, TERM, name, key) for name in INVERSE}
    related = sorted({*said.get(("related", None), ()), *back["related"]})
    used = [f"{kind}:{each}" for kind in ("table", "column", "question")
            for each in statements.linking(db, kind, "terms", key)]  # fmt: skip
    return Term(key, said, stage, review, tuple(back["broader"]), tuple(related), tuple(used))


def terms(db: Connection) -> Iterator[Term]:
    """Give all terms, by key."""
    for key in statements.subjects(db, TERM):
        yield term(db, key)


def stage_of(db: Connection, key: str) -> tuple[Stage, ReviewRow | None]:
    """Tell how far a term is on its way, and the review that says so."""
    where = "kind = ? AND subject = ? AND content = ? AND outcome IN ('waiting', 'approved', 'rejected')"
    content = content_of(db, TERM, key)
    review = one_of(db, ReviewRow, "reviews", f"{where} ORDER BY position DESC", (TERM, key, content))
    flag = statements.held(db, (TERM, key, "deprecated", None))
    if flag is not None and flag.values == ("true",):
        return "deprecated", review
    return ("draft" if review is None else OF_REVIEW[review.outcome]), review
