"""Lists of the files of a delivery: taken, kept and compared with what has landed."""

from __future__ import annotations

from pathlib import Path

from jobforge_es.commands.facts import delivery_of, named
from jobforge_es.commands.outcome import Outcome
from jobforge_es.definitions.name_patterns import name_pattern
from jobforge_es.session import Session
from ledger.definitions import Source
from ledger.events import DeliveryAnnounced
from projections.catalog import expected
from projections.catalog.definitions import SourceRow
from projections.catalog.delivery_lists import LARGEST, read_list


def is_list(name: str, source: Source) -> bool:
    """Tell whether a file is a list of the files of a delivery, by its name."""
    rule = source.delivery
    return rule is not None and rule.manifest is not None and bool(name_pattern(rule.manifest).regex.fullmatch(name))


def announce(session: Session, path: Path, name: str, row: SourceRow, source: Source) -> Outcome:
    """Record which files form a delivery; the same list again is recorded once.

    Args:
        session: of the command.
        path: the list.
        name: of it, as it is remembered.
        row: the source.
        source: as adopted.

    Raises:
        NameUnfit: its name does not tell which delivery.
        ListBroken: it is no list; nothing was recorded.
    """
    rule = source.delivery
    pattern = name_pattern((rule.manifest if rule else None) or "")
    delivery = delivery_of(named(name, pattern, source.fiscal_year_begins), source) or ""
    kept = session.vault.keep(path)
    with session.vault.open(kept.sha256) as file:
        files = read_list(file.read(LARGEST + 1))
    note = f"delivery {delivery}: {len(files)} files"
    if any(each.list_sha256 == kept.sha256 for each in expected.listed(session.db, row.name, delivery)):
        return Outcome("ingest", name, "repeated", note=note)
    event = DeliveryAnnounced(row.name, delivery, name, kept.sha256, len(files))
    appended = session.record(f"delivery-{row.name}-{delivery}", [event], caused_by=row.position)
    return Outcome("ingest", name, "done", appended.last, note=note)
