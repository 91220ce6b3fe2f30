"""Whether what is said of a question lets it be asked: before anything of it is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from jobforge_es.commands.questions.answering import check_fits, tables_asked
from projections.catalog import statements

if TYPE_CHECKING:
    from jobforge_es.session import Session


def check_asked(session: Session, key: str, said: Mapping[str, Sequence[str]]) -> None:
    """Refuse SQL that cannot be asked of the tables that there are, or that reads a layer which is not declared.

    Args:
        session: whose tables they are.
        key: of the question.
        said: what is to be said of it, by property; of what is not, what holds counts.

    Raises:
        ModelRefused: it is not one SELECT over such layers, its answer could differ from run to run, or the engine
            does not understand it.
    """
    if not {"sql", "reads"} & said.keys():
        return
    sql, reads = (said.get(name, _held(session, key, name)) for name in ("sql", "reads"))
    if sql:
        check_fits(session, sql[0], tables_asked(sql[0], reads))


def _held(session: Session, key: str, name: str) -> tuple[str, ...]:
    row = statements.held(session.db, ("question", key, name, None))
    return row.values if row else ()
