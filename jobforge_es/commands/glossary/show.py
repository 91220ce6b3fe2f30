"""The glossary, as people and programs read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from jobforge_es.commands.glossary.submit import check_known
from jobforge_es.commands.today import today
from jobforge_es.session import Session
from ledger.names import Position
from projections.catalog.glossary import Stage, Term, term, terms
from projections.catalog.skos import skos
from projections.catalog.vocabulary import KINDS
from projections.read_models import checkpoint


@attrs.frozen
class Glossary:
    """The glossary at a position.

    Attributes:
        position: of it.
        today: the day by which review dates are judged (ISO 8601).
        terms: by key.
    """

    position: Position
    today: str
    terms: tuple[Term, ...]

    def is_overdue(self, found: Term) -> bool:
        """Tell whether the day has passed by which a term was to be reviewed again."""
        return bool(found.text("review_by")) and found.text("review_by") < self.today and found.stage != "deprecated"


def glossary(session: Session, keys: Sequence[str] = (), stage: Stage | None = None) -> Glossary:
    """Give terms, all or those named, of any stage or of one.

    Raises:
        UnknownName: there is no such term.
    """
    check_known(session, keys)
    found = [term(session.db, key) for key in keys] if keys else terms(session.db)
    wanted = tuple(each for each in found if stage in (None, each.stage))
    return Glossary(checkpoint(session.db), today(session).isoformat(), wanted)


def as_skos(session: Session, stage: Stage | None = None) -> str:
    """Give the glossary as SKOS in Turtle."""
    return skos(session.config.name, glossary(session, stage=stage).terms)


def unsaid(found: Term) -> tuple[str, ...]:
    """Name what should be said of every term and is not, such as ``label.fr``."""
    lacking = ((name, at) for name, at in KINDS["term"].always if not found.values(name, at))
    return tuple(f"{name}.{at}" if at else name for name, at in lacking)


def fields_of(found: Term) -> dict[str, Any]:
    """Give a term as a program reads it."""
    said: dict[str, Any] = {}
    for (name, language), values in found.said.items():
        many = name in KINDS["term"].properties and KINDS["term"].properties[name].many
        value: Any = list(values) if many else values[0]
        if language is None:
            said[name] = value
        else:
            said.setdefault(name, {})[language] = value
    more = {"narrower": found.narrower, "related": found.related, "used_by": found.used_by, "unsaid": unsaid(found)}
    gone = found.deprecated
    by = None if gone is None else {"position": gone.position, "by": gone.actor, "reason": gone.reason or None}
    return {"key": found.key, "stage": found.stage, **said, **more, "review": found.review, "deprecation": by}
