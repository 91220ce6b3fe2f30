"""Correct: rows that were set aside say something else from bronze on; what came stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from jobforge_es.commands.deciding.errors import UNCHANGED, NothingToDecide, ValuesMissing
from jobforge_es.commands.deciding.finding import Found, found, origins_of
from jobforge_es.commands.deciding.fitting import broken_rules, promised_of, unfit
from jobforge_es.commands.deciding.recording import About, Decided, Texts, check_reason, keep_texts, record
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.definitions import Layout
from ledger.events import Event, RowsCorrected
from ledger.events.decision import Basis
from projections.catalog.decisions import CORRECTION, REJECTION, DecisionRow, decisions


@attrs.frozen
class Change:
    """What one row says instead.

    Attributes:
        row: its quarantine id.
        texts: column to text, as it would stand in the source file; None for no value.
    """

    row: str
    texts: dict[str, str | None]


def correct(
    session: Session, changes: Sequence[Change], *, ticket: str | None = None, basis: Basis = "steward"
) -> Decided:
    """Record what rows that were set aside say instead; they are tried again by ``retry`` or the next run.

    Args:
        session: of the command; it has a reason.
        changes: at least one; of two for one row and column the later counts.
        ticket: where it is written about.
        basis: who says that the new values are right.

    Raises:
        ReasonMissing: nobody said why.
        UnknownName: there is no such row, or it has no such column.
        NothingToDecide: the row is refused for good, or its file was never landed.
        ValuesMissing: it could not be read, and not every column gets a value.
        CorrectionRefused: a value does not fit its column.
    """
    check_reason(session, "quarantine correct ID --set COLUMN=VALUE")
    rows = {each.id: each for each in found(session, (change.row for change in changes))}
    texts: dict[str, dict[str, str | None]] = {each: {} for each in rows}
    origins: dict[tuple[str, str], dict[str, str]] = {}
    for change in changes:
        row = rows[change.row]
        check_open(session, row)
        columns = (row.batch.batch_id, row.table)
        if columns not in origins:
            origins[columns] = origins_of(session, row.batch, row.table)
        texts[change.row].update(named(origins[columns], change.texts))
    for each in rows.values():
        _check_whole(session, each, texts[each.id])
    check_values(session, rows.values(), texts)
    by_about: dict[About, dict[int, Texts]] = {}
    for each in rows.values():
        about = About(each.batch.batch_id, each.table, each.set_aside_at)
        by_about.setdefault(about, {})[each.row.source_row] = texts[each.id]
    return record_texts(session, by_about, ticket, basis)


def check_values(session: Session, rows: Iterable[Found], texts: Mapping[str, Texts]) -> None:
    """Refuse values that break a rule of their own column, so that the row could never be accepted.

    Raises:
        CorrectionRefused: names the row and the rule.
    """
    by_batch: dict[str, list[Found]] = {}
    for each in rows:
        by_batch.setdefault(each.batch.batch_id, []).append(each)
    for some in by_batch.values():
        mine = {each.row.source_row: texts[each.id] for each in some}
        admitted = frozenset(each.row.source_row for each in some if each.layer == "staged")
        for number, rule, promised in broken_rules(session, some[0].batch, mine, admitted):
            if rule.kind != "row" and set(rule.columns) <= promised_of(session, some[0].batch, mine[number]):
                raise unfit(next(each.id for each in some if each.row.source_row == number), rule, promised)


def record_texts(
    session: Session, texts: Mapping[About, Mapping[int, Texts]], ticket: str | None, basis: Basis
) -> Decided:
    """Record what rows say instead, by staged column."""

    def event(decision: str, about: About, records: tuple[int, ...]) -> Event:
        part = {record: texts[about][record] for record in records}
        columns = tuple(sorted({name for values in part.values() for name in values}))
        content = keep_texts(session, part)
        return RowsCorrected(
            decision, about.batch_id, about.table, records, columns, content, about.set_aside_at, basis, ticket
        )

    count = sum(map(len, texts.values()))
    tables = sorted({about.table for about in texts})
    title = f"correct {count:,} {'row' if count == 1 else 'rows'} of {', '.join(tables)}"
    return record(session, CORRECTION, title, {about: list(rows) for about, rows in texts.items()}, event)


def named(origins: Mapping[str, str], texts: Texts) -> dict[str, str | None]:
    """Give texts by staged column.

    Raises:
        UnknownName: there is no column of such a name.
    """
    for name in texts:
        if name not in origins:
            raise UnknownName("column", name, origins, ("jobforge quarantine show ID",))
    return {origins[name]: text for name, text in texts.items()}


def check_open(session: Session, row: Found) -> None:
    """Refuse a row about which nothing more can be decided.

    Raises:
        NothingToDecide: it is refused for good, or its file was never landed.
    """
    if row.batch.status != "in_effect":
        raise NothingToDecide(
            f"{row.id} belongs to a file that {'was withdrawn' if row.batch.table_name else 'was refused whole'}",
            where=row.batch.source_file,
            why=row.batch.reason or "its file is not in effect",
            written=UNCHANGED,
            mend=(f"revise the source {row.batch.source}, then jobforge run", "or get a better file"),
        )
    closed = [d for d in about_row(session, row) if d.kind == REJECTION and d.position is not None]
    if closed:
        raise NothingToDecide(
            f"{row.id} is refused for good",
            why=f"{closed[-1].actor} said at position {closed[-1].proposed}: {closed[-1].reason}",
            written=UNCHANGED,
            mend=(f'jobforge quarantine reject {row.id} --undo --reason "..."',),
        )


def about_row(session: Session, row: Found) -> list[DecisionRow]:
    """Give what was decided about a row and has not ended, oldest first; what waits for a second person as well."""
    where = "batch_id = ? AND record = ? AND ended IS NULL"
    return decisions(session.db, where, (row.batch.batch_id, row.row.source_row))


def _check_whole(session: Session, row: Found, texts: Iterable[str]) -> None:
    if row.layer != "staged":
        return
    given = {*texts, *(name for d in about_row(session, row) for name in d.column_names)}
    layout = session.recall(row.batch.layout, Layout)
    missing = tuple(column.name for column in layout.columns if column.name not in given)
    if missing:
        raise ValuesMissing(row.id, missing)
