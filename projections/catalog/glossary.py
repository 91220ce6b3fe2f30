"""The way of a glossary term, computed: draft, in review, approved, rejected, deprecated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Literal

import attrs

from projections.catalog import statements
from projections.catalog.reviewed import TERM, content_of_term
from projections.catalog.reviews import ReviewRow
from projections.catalog.rows import rows_of
from projections.catalog.statements import StatementRow

if TYPE_CHECKING:
    from sqlite3 import Connection

Stage = Literal["draft", "in review", "approved", "rejected", "deprecated"]
STAGES: tuple[Stage, ...] = ("draft", "in review", "approved", "rejected", "deprecated")
UPWARD = ("broader", "is_a", "replaced_by")
"""Relations that never lead back to where they began."""
ASIDE = ("related", "see_also")
"""Relations that no term has to itself."""
OF_REVIEW: dict[str, Stage] = {"waiting": "in review", "approved": "approved", "rejected": "rejected"}
LEADING = ((TERM, "broader"), (TERM, "related"), ("table", "terms"), ("column", "terms"), ("question", "terms"))
"""Kinds and properties that lead to a term and are told of it."""
ALL_LEADING = f"""
  SELECT s.kind, s.name, w.value, s.subject FROM statements s, json_each(s.words) w
  WHERE s.until IS NULL AND (s.kind, s.name) IN (VALUES {", ".join(str(each) for each in LEADING)}) ORDER BY s.subject
"""

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
        deprecated: who said that it is no longer used, when and why; None while it is.
    """

    key: str
    said: Said
    stage: Stage
    review: ReviewRow | None = None
    narrower: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    deprecated: StatementRow | None = None

    def values(self, name: str, language: str | None = None) -> tuple[str, ...]:
        """Give the values of a property; none where nothing is said."""
        return self.said.get((name, language), ())

    def text(self, name: str, language: str | None = None) -> str:
        """Give the first value of a property; empty where nothing is said."""
        return next(iter(self.values(name, language)), "")


def term(db: Connection, key: str) -> Term:
    """Give a term, known or not."""
    leading = {(kind, name): statements.linking(db, kind, name, key) for kind, name in LEADING}
    return _term(key, statements.about(db, TERM, key), _reviews(db, "subject = ?", key), leading)


def terms(db: Connection) -> Iterator[Term]:
    """Give all terms, by key; what is said of them, their reviews and what leads to them is read once."""
    leading: dict[str, dict[tuple[str, str], list[str]]] = {}
    for kind, name, key, subject in db.execute(ALL_LEADING):
        leading.setdefault(key, {}).setdefault((kind, name), []).append(subject)
    reviews: dict[str, list[ReviewRow]] = {}
    for row in _reviews(db, "1"):
        reviews.setdefault(row.subject, []).append(row)
    for key, held in groupby(statements.of_kind(db, TERM), key=lambda row: row.subject):
        yield _term(key, list(held), reviews.get(key, ()), leading.get(key, {}))


def _reviews(db: Connection, where: str, *values: str) -> list[ReviewRow]:
    """Give the reviews by which terms stand, newest first."""
    told = f"kind = '{TERM}' AND outcome IN ('waiting', 'approved', 'rejected') AND {where} ORDER BY position DESC"
    return rows_of(db, ReviewRow, "reviews", told, values)


def _term(
    key: str,
    held: Sequence[StatementRow],
    reviews: Sequence[ReviewRow],
    leading: Mapping[tuple[str, str], Sequence[str]],
) -> Term:
    said: Said = {(row.name, row.language or None): row.values for row in held}
    content = content_of_term(row.statement for row in held) if reviews else None
    concluded = next(
        (row for row in reviews if row.outcome != "waiting"), None
    )  # what was agreed to before does not hold
    standing = [row for row in reviews if row.outcome == "waiting" or row is concluded]
    review = next((row for row in standing if row.content == content), None)
    stage: Stage = "draft" if review is None else OF_REVIEW[review.outcome]
    deprecated = next((row for row in held if row.name == "deprecated" and row.values == ("true",)), None)
    if deprecated is not None:
        stage = "deprecated"
    narrower = leading.get((TERM, "broader"), ())
    related = sorted({*said.get(("related", None), ()), *leading.get((TERM, "related"), ())})
    used = [f"{kind}:{each}" for kind, name in LEADING if name == "terms" for each in leading.get((kind, name), ())]
    return Term(key, said, stage, review, tuple(narrower), tuple(related), tuple(used), deprecated)


def leads_back(db: Connection, key: str, relation: str, to: Iterable[str]) -> bool:
    """Tell whether a term would be related to itself: at once, or upward by way of others."""
    open_, seen = list(to) if relation in (*UPWARD, *ASIDE) else [], set[str]()
    while open_:
        each = open_.pop()
        if each == key:
            return True
        if relation in UPWARD and each not in seen:
            seen.add(each)
            open_ += statements.values_of(db, (TERM, each, relation, None))
    return False
