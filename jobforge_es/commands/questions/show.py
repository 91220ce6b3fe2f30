"""Questions and consumers, as the catalog tells them, with what came of verifying them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.names import Position
from projections.catalog import datasets, statements
from projections.catalog.questions.required import Requirement, requirements, saying_so
from projections.catalog.questions.verified import VerifiedRow, last_verified
from projections.catalog.vocabulary import KINDS
from projections.read_models import checkpoint


@attrs.frozen
class Question:
    """A business question.

    Attributes:
        key: its name.
        said: property and language to values; the language is None where it has no meaning.
        consumers: who uses its answer.
        missing: required columns that no table has.
        verified: the newest verification; None before the first.
        stale: its SQL or its expectation has changed since.
    """

    key: str
    said: dict[tuple[str, str | None], tuple[str, ...]]
    consumers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    verified: VerifiedRow | None = None
    stale: bool = False

    def values(self, name: str, language: str | None = None) -> tuple[str, ...]:
        """Give the values of a property; none where nothing is said."""
        return self.said.get((name, language), ())

    def text(self, name: str, language: str | None = None) -> str:
        """Give the first value of a property; empty where nothing is said."""
        return next(iter(self.values(name, language)), "")

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of its required columns."""
        return tuple(dict.fromkeys(column.rpartition(".")[0] for column in self.values("requires")))

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What completeness asks for and nobody has said, such as ``text.fr``."""
        lacking = ((name, at) for name, at in KINDS["question"].always if not self.values(name, at))
        return tuple(f"{name}.{at}" if at else name for name, at in lacking)


@attrs.frozen
class Consumer:
    """What uses columns or answers: a dashboard, a report."""

    key: str
    said: dict[tuple[str, str | None], tuple[str, ...]]
    missing: tuple[str, ...] = ()


@attrs.frozen
class Questions:
    """The questions and consumers at a position."""

    position: Position
    questions: tuple[Question, ...]
    consumers: tuple[Consumer, ...]


def show(session: Session, names: Sequence[str] = ()) -> Questions:
    """Give questions, all or those named, and all consumers.

    Raises:
        UnknownName: there is no such question.
    """
    consumers = tuple(_consumer(session, key) for key in statements.subjects(session.db, "consumer"))
    return Questions(checkpoint(session.db), tuple(questions(session, names)), consumers)


def questions(session: Session, names: Sequence[str] = ()) -> list[Question]:
    """Give questions by key, all or those named.

    Raises:
        UnknownName: there is no such question.
    """
    known = statements.subjects(session.db, "question")
    for name in names:
        if name not in known:
            consumer = name.removeprefix("consumer:")
            is_one = consumer in statements.subjects(session.db, "consumer")
            mend = f"jobforge catalog show consumer:{consumer}" if is_one else "jobforge question show"
            raise UnknownName("question", name, known, (mend,))
    required = requirements(saying_so(session.db))
    return [_question(session, key, required) for key in dict.fromkeys(names or known)]


def _question(session: Session, key: str, required: Sequence[Requirement]) -> Question:
    found = Question(key, _said(session, "question", key))
    row = last_verified(session.db, key)
    return attrs.evolve(
        found,
        consumers=tuple(statements.linking(session.db, "consumer", "questions", key)),
        missing=_missing(session, [r.column for r in required if (r.kind, r.subject) == ("question", key)]),
        verified=row,
        stale=row is not None and _changed_since(session, key, row.position),
    )


def _changed_since(session: Session, key: str, position: int) -> bool:
    held = statements.about(session.db, "question", key)
    return any(row.position > position for row in held if row.name in ("sql", "expectation", "reads"))


def _consumer(session: Session, key: str) -> Consumer:
    said = _said(session, "consumer", key)
    return Consumer(key, said, _missing(session, said.get(("requires", None), ())))


def _said(session: Session, kind: str, key: str) -> dict[tuple[str, str | None], tuple[str, ...]]:
    return {(row.name, row.language or None): row.values for row in statements.about(session.db, kind, key)}


def _missing(session: Session, columns: Sequence[str]) -> tuple[str, ...]:
    tables = {column.rpartition(".")[0] for column in columns}
    there = {f"{table}.{each.name}" for table in tables for each in datasets.columns(session.db, table)}
    return tuple(column for column in columns if column not in there)


def fields_of(found: Question | Consumer) -> dict[str, Any]:
    """Give a question or a consumer as a program reads it."""
    said: dict[str, Any] = {}
    for (name, language), values in found.said.items():
        value: Any = list(values) if _is_list(found, name) else values[0]
        if language is None:
            said[name] = value
        else:
            said.setdefault(name, {})[language] = value
    more = {} if isinstance(found, Consumer) else {
        "consumers": found.consumers, "verified": found.verified, "stale": found.stale, "unsaid": found.unsaid,
    }  # fmt: skip
    return {"key": found.key, **said, "missing": found.missing, **more}


def _is_list(found: Question | Consumer, name: str) -> bool:
    kind = KINDS["consumer" if isinstance(found, Consumer) else "question"]
    return name in kind.properties and kind.properties[name].many
