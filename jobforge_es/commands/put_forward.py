"""What is put forward: just what somebody agrees to, beside what was agreed to or adopted before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff

import attrs

from jobforge_es.commands.review import meant, waiting
from jobforge_es.session import Session
from ledger.names import Position, Sha256
from projections.catalog import definitions, statements
from projections.catalog.decisions import KINDS as DECISIONS
from projections.catalog.decisions import DecisionRow, decisions
from projections.catalog.reviewed import TERM, authors_of, last_approved
from projections.catalog.reviews import ReviewRow
from projections.catalog.statements import StatementRow
from projections.read_models import checkpoint

MOST = 20
"""Numbers of records that are told of a batch."""


@attrs.frozen
class PutForward:
    """A review with what it is about.

    Attributes:
        position: at which it is told.
        review: the review.
        authors: who cannot agree to it.
        lines: of a term, a contract or a model, how it differs from what held before, as a unified difference; of a
            decision about rows, which records of which table and batch; no value of a row.
    """

    position: Position
    review: ReviewRow
    authors: tuple[str, ...]
    lines: tuple[str, ...]


def put_forward(session: Session, wanted: str) -> PutForward:
    """Tell what somebody would agree to, or once did or did not.

    Raises:
        UnknownName: no review is of that name, or several are.
    """
    every = waiting(session, every=True).reviews
    newest = {(row.kind, row.subject): row for row in every}
    row = meant(list(newest.values()), wanted, "show")
    lines = tuple(_lines(session, row))
    return PutForward(checkpoint(session.db), row, tuple(authors_of(session.db, row)), lines)


def _lines(session: Session, row: ReviewRow) -> Iterator[str]:
    if row.kind == TERM:
        before = _held(statements.history(session.db, TERM, row.subject), last_approved(session.db, row))
        yield from _differing(before, _texts(statements.about(session.db, TERM, row.subject)))
    elif row.kind in DECISIONS:
        yield from _rows(decisions(session.db, "decision = ? AND ended IS NULL", (row.subject,)))
    elif row.content is not None:
        former = (definitions.contract if row.kind == "contract" else definitions.model)(session.db, row.subject)
        before = [] if former is None else _read(session, former.file_sha256)
        yield from _differing(before, _read(session, row.content))


def _rows(found: Iterable[DecisionRow]) -> Iterator[str]:
    """Tell of each batch which records, and the columns that are corrected or the rules that are waived."""
    records: dict[tuple[str, str, str], list[int]] = {}
    for each in found:
        names = ", ".join((*each.column_names, *sorted(each.waived)))
        records.setdefault((each.table_name, each.batch_id, names), []).append(each.record)
    for (table, batch, names), numbers in records.items():
        shown = ", ".join(map(str, numbers[:MOST])) + (f" … ({len(numbers):,})" if len(numbers) > MOST else "")
        yield f"{table} {batch} #{shown}{f': {names}' if names else ''}"


def _held(rows: Iterable[StatementRow], at: int) -> list[str]:
    return _texts(row for row in rows if row.position <= at and (row.until is None or row.until > at))


def _texts(rows: Iterable[StatementRow]) -> list[str]:
    told = (f"{row.name}{f'.{row.language}' if row.language else ''}: {'; '.join(row.values)}" for row in rows)
    return sorted(told)


def _read(session: Session, sha256: str) -> list[str]:
    return session.vault.read(Sha256(sha256)).decode("utf-8", "replace").splitlines()


def _differing(before: list[str], after: list[str]) -> Iterator[str]:
    yield from [*unified_diff(before, after, lineterm="", n=2)][2:]
