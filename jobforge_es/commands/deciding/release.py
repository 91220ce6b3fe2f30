"""Release: a row that was set aside is accepted as it is, until a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from jobforge_es.commands.deciding.correct import check_open
from jobforge_es.commands.deciding.errors import UNCHANGED, NotReleasable
from jobforge_es.commands.deciding.finding import Found, found, promising
from jobforge_es.commands.deciding.recording import About, Decided, check_reason, record
from jobforge_es.session import Session
from ledger.events import DecisionEnded, Event, RowsReleased
from projections.catalog.decisions import RELEASE, decisions

NEVER_WAIVED = {
    "type": "a value does not fit its type, so the table could not hold it",
    "key": "the table holds one row of each key",
}
"""Kinds of rules that keep the table what it is, and why."""


def release(session: Session, wanted: Sequence[str], until: str, *, ticket: str | None = None) -> Decided:
    """Waive for rows the rules that they broke.

    Args:
        session: of the command; it has a reason.
        wanted: ids of rows.
        until: the last day on which it holds (ISO 8601); after it the rows are judged again.
        ticket: where it is written about.

    Raises:
        ReasonMissing: nobody said why.
        UnknownName: there is no such row.
        NothingToDecide: a row is refused for good, or its file was never landed.
        NotReleasable: a row broke what is never waived, or the day has passed.
    """
    check_reason(session, "quarantine release ID --until YYYY-MM-DD")
    _check_day(session, until)
    rows: dict[About, list[int]] = {}
    for each in found(session, wanted):
        check_open(session, each)
        rules = _waived(session, each)
        rows.setdefault(About(each.batch.batch_id, each.table, each.set_aside_at, rules), []).append(
            each.row.source_row
        )

    def event(decision: str, about: About, records: tuple[int, ...]) -> Event:
        return RowsReleased(
            decision, about.batch_id, about.table, records, about.rules, until, about.set_aside_at, ticket
        )

    count = sum(map(len, rows.values()))
    waived = sorted({rule for about in rows for rule in about.rules})
    title = f"accept {count:,} {'row' if count == 1 else 'rows'} in spite of {', '.join(waived)}, until {until}"
    return record(session, RELEASE, title, rows, event)


def _check_day(session: Session, until: str) -> None:
    try:
        day = date.fromisoformat(until)
    except ValueError:
        day = date.min
    today = _today(session)
    if day < today or day.isoformat() != until:
        raise NotReleasable(
            f"a row cannot be released until {until!r}",
            why=f"it is a day from today on, written as {today.isoformat()}",
            written=UNCHANGED,
            mend=(f"--until {today.isoformat()[:4]}-12-31",),
        )


def _today(session: Session) -> date:
    return session.now().astimezone(ZoneInfo(session.config.time_zone)).date()


def _waived(session: Session, row: Found) -> tuple[str, ...]:
    """Name the rules that the row broke.

    Raises:
        NotReleasable: one of them is never waived.
    """
    broken = tuple(dict.fromkeys(each.rule for each in row.row.broken))
    if row.layer == "staged":
        raise _refused(row, "it could not be read as a record, so nothing is known that could be accepted")
    kinds = {rule.id: rule.kind for _, contract in promising(session, row.batch) for rule in contract.rules}
    for rule in broken:
        kind = kinds.get(rule) or ("key" if rule == "key" else "type" if rule.endswith(".type") else "row")
        if kind in NEVER_WAIVED:
            raise _refused(row, f"{rule}: {NEVER_WAIVED[kind]}")
    return broken


def _refused(row: Found, why: str) -> NotReleasable:
    return NotReleasable(
        f"{row.id} cannot be accepted as it is",
        where=f"{row.row.source_file}, record {row.row.source_row}, on the way into {row.table}",
        why=why,
        written=UNCHANGED,
        mend=(
            f'jobforge quarantine correct {row.id} --set COLUMN=VALUE --reason "..."',
            f'jobforge quarantine reject {row.id} --reason "..."',
        ),
    )


def lapse(session: Session) -> list[str]:
    """Record the end of releases whose day has passed, and name them; their rows are judged again."""
    return [decision for decision in lapsed(session) if _ended(session, decision)]


def lapsed(session: Session) -> Iterator[str]:
    """Name the releases that hold although their day has passed."""
    past = decisions(session.db, "kind = ? AND ended IS NULL AND until_day < ?", (RELEASE, _today(session).isoformat()))
    yield from sorted({row.decision for row in past})


def _ended(session: Session, decision: str) -> bool:
    session.record(f"decision-{decision}", [DecisionEnded(decision, "lapsed")])
    return True
