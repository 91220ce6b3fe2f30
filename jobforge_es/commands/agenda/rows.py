"""What asks for somebody among rows and files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from jobforge_es.commands.agenda.item import Item
from jobforge_es.commands.deliveries import awaited
from jobforge_es.commands.quarantine import Group, quarantine
from jobforge_es.session import Session
from projections.catalog.people import holders

MOST = 5
"""Missing periods or files that are named, the newest."""


def items(session: Session, day: date) -> Iterator[Item]:
    """Give rows that are set aside by table and rule, files that were refused whole, deliveries that did not come."""
    aside = quarantine(session)
    by_rule: dict[tuple[str, str], list[Group]] = {}
    for group in aside.groups:
        by_rule.setdefault((group.table, group.rule), []).append(group)
    for (table, rule), groups in by_rule.items():
        due = min((each.due for each in groups if each.due), default=None)
        late = due is not None and due < day.isoformat()
        rows = sum(each.rows for each in groups)
        command = ("quarantine", "list", "--table", table)
        yield Item("set aside", table, rule, command, rows, due, late, stewards(session, "table", table, day))
    for batch in aside.refused:
        who = stewards(session, "table", f"staged.{batch.source}", day)
        events = ("log", "--source", batch.source, "--type", "batch-rejected")
        yield Item("refused whole", batch.source, batch.source_file, events, who=who)
    zone = ZoneInfo(session.config.time_zone)
    for each in awaited(session.db, day, lambda text: datetime.fromisoformat(text).astimezone(zone).date()):
        if each.overdue:
            missing = each.missing if len(each.missing) <= MOST else (f"… {len(each.missing):,}", *each.missing[-MOST:])
            what = ", ".join(filter(None, (each.delivery, *missing, *each.refused)))
            who = stewards(session, "table", f"staged.{each.source}", day)
            yield Item("delivery", each.source, what, ("source", "show", each.source), None, each.due, True, who)


def stewards(session: Session, kind: str, subject: str, day: date) -> tuple[str, ...]:
    """Name who looks after a subject on a day, else who owns it; empty where nobody is named."""
    for role in ("steward", "owner"):
        found = tuple(each.party for each in holders(session.db, role, kind, subject, day) if not each.is_vacant)
        if found:
            return found
    return ()
