"""Deliveries: files that form one period, complete or not, and by when they are expected.

Told from the read models alone, so that ``status`` starts fast and ``promote`` asks the same question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import attrs

from jobforge_es.definitions.patience import EVERY, rule_of
from jobforge_es.definitions.periods import NotAPeriod, Period, following, period_of
from jobforge_es.definitions.series import gaps
from projections.catalog.expected import ExpectationRow, expectation, expectations, listed

if TYPE_CHECKING:
    from sqlite3 import Connection

DayOf = Callable[[str], date]
"""Gives the day of a recorded moment (ISO 8601) in the time zone of a project."""


@attrs.frozen
class Awaited:
    """Files of a source that are not there.

    Attributes:
        source: its name.
        delivery: what its files share, the period that comes next, or None: of the whole series, or nothing tells.
        landed: files of it that are there; of a series: periods.
        missing: what it lacks: names, patterns of names, how many, or the periods between others.
        refused: files of it that were refused and have not been landed since.
        due: day by which it has to be complete (ISO 8601), or None.
        overdue: whether that day has passed.
    """

    source: str
    delivery: str | None
    landed: int
    missing: tuple[str, ...]
    refused: tuple[str, ...]
    due: str | None
    overdue: bool


@attrs.frozen
class _Came:
    """A file of a delivery that came.

    Attributes:
        name: as delivered.
        sha256: of its bytes.
        is_whole: whether all of it was landed; else a part of it stands refused.
        period: that it is about, or None.
        since: day on which it was published, else ingested.
    """

    name: str
    sha256: str
    is_whole: bool
    period: str | None
    since: date


def delivery_complete(db: Connection, source: str, delivery: str | None) -> bool:
    """Tell whether every file of a delivery has landed, as its source says.

    Args:
        db: the read models.
        source: its name.
        delivery: as its batches name it. None, like a source that says nothing of deliveries, is complete: each file
            is then one by itself.
    """
    expected = None if delivery is None else expectation(db, source)
    if delivery is None or expected is None or not expected.has_deliveries:
        return True
    files = _came(db, source, delivery).get(delivery, [])
    return not _missing(db, expected, delivery, files) and not _refused(files)


def awaited(db: Connection, today: date, day_of: DayOf) -> tuple[Awaited, ...]:
    """Tell which deliveries are incomplete, and which sources should have delivered by now.

    Args:
        db: the read models.
        today: in the time zone of the project.
        day_of: gives the day of a recorded moment (ISO 8601) there.
    """
    return tuple(each for expected in expectations(db) for each in _awaited(db, expected, today, day_of))


def _awaited(db: Connection, expected: ExpectationRow, today: date, day_of: DayOf) -> Iterator[Awaited]:
    came = _came(db, expected.source, None, day_of)
    for delivery in _labels(db, expected, came):
        files = came.get(delivery, [])
        missing, refused = _missing(db, expected, delivery, files), _refused(files)
        if missing or refused:
            due = _due(expected, delivery, files)
            landed = len({f.name for f in files if f.is_whole})
            yield _told(expected.source, delivery, today, due, landed, missing, refused)
    everything = [f for files in came.values() for f in files]
    missing = _between(expected, everything)
    if missing:
        landed = len(_periods(expected, [f for f in everything if f.is_whole]))
        yield attrs.evolve(_told(expected.source, None, today, None, landed, missing), overdue=True)
    coming, due = _coming(expected, everything)
    if due is not None and due < today and (coming is None or coming not in came):
        yield _told(expected.source, coming, today, due)


def _told(
    source: str,
    delivery: str | None,
    today: date,
    due: date | None,
    landed: int = 0,
    missing: tuple[str, ...] = (),
    refused: tuple[str, ...] = (),
) -> Awaited:
    day = None if due is None else due.isoformat()
    return Awaited(source, delivery, landed, missing, refused, day, due is not None and due < today)


def _labels(db: Connection, expected: ExpectationRow, came: Iterable[str | None]) -> list[str]:
    """Name the deliveries that began or were announced; none where the source says nothing of deliveries."""
    if not expected.has_deliveries:
        return []
    announced = db.execute("SELECT DISTINCT delivery FROM listed WHERE source = ?", (expected.source,))
    return sorted({*(label for label in came if label is not None), *(label for (label,) in announced)})


BATCHES = """
  SELECT delivery, source_file, member, sheet, file_sha256, status = 'in_effect', period, published, ingested_at
  FROM batches WHERE status <> 'withdrawn' AND {} ORDER BY position
"""

OF_ONE = "source = ? AND delivery = ?"


def _came(
    db: Connection, source: str, delivery: str | None, day_of: DayOf = lambda _: date.min
) -> dict[str | None, list[_Came]]:
    """Give the files of a source by delivery, in the order in which they came first."""
    parts: dict[tuple[str | None, str, str], dict[tuple[str | None, str | None], bool]] = {}
    facts: dict[tuple[str | None, str, str], tuple[str | None, date]] = {}
    where, values = ("source = ?", (source,)) if delivery is None else (OF_ONE, (source, delivery))
    for label, file, member, sheet, sha256, landed, period, published, ingested_at in db.execute(
        BATCHES.format(where), values
    ):
        key = (label, _name(file, member, sheet), sha256)
        states = parts.setdefault(key, {})
        states[member, sheet] = bool(landed) or states.get((member, sheet), False)
        facts[key] = period, date.fromisoformat(published) if published else day_of(ingested_at)
    found: dict[str | None, list[_Came]] = {}
    for (label, name, sha256), states in parts.items():
        some = any(states.values())  # then the file as a whole is refused no more
        is_whole = all(landed or (some and part == (None, None)) for part, landed in states.items())
        one = _Came(name, sha256, is_whole, *facts[label, name, sha256])
        found.setdefault(label, []).append(one)
    return found


def _name(file: str, member: str | None, sheet: str | None) -> str:
    """Give the name of a file as delivered, without the part of it that was read."""
    for end in (f"#{sheet}" if sheet is not None else "", f"!{member}" if member is not None else ""):
        file = file.removesuffix(end)
    return file


def _missing(db: Connection, expected: ExpectationRow, delivery: str, files: Sequence[_Came]) -> tuple[str, ...]:
    """Tell what a delivery lacks; empty when it is complete."""
    names = {f.name for f in files if f.is_whole}
    if expected.files is not None:
        lacking = expected.files - len(names)
        return (f"{lacking} of {expected.files} files",) if lacking > 0 else ()
    if expected.manifest is None:
        return tuple(p for p in expected.patterns if not any(fnmatchcase(name, p) for name in names))
    named = listed(db, expected.source, delivery)
    if not named:
        return (expected.manifest,)
    there = {(f.name, sha256) for f in files if f.is_whole for sha256 in (f.sha256, None)}
    return tuple(each.name for each in named if (each.name, each.sha256) not in there)


def _refused(files: Sequence[_Came]) -> tuple[str, ...]:
    """Name the files that were refused, in whole or in part, and in whose place no other has come."""
    whole = {f.name for f in files if f.is_whole}
    return tuple(sorted({f.name for f in files if not f.is_whole} - whole))


def _due(expected: ExpectationRow, delivery: str, files: Sequence[_Came]) -> date | None:
    """Tell by when a delivery has to be complete: after its period, else after its first file."""
    if expected.complete_by is None:
        return None
    period = next((f.period for f in files if f.period), delivery)
    try:
        last = period_of(period, expected.fiscal_year).last
    except NotAPeriod:
        if not files:
            return None
        last = min(f.since for f in files)
    return rule_of(expected.complete_by).after(last)


def _coming(expected: ExpectationRow, files: Sequence[_Came]) -> tuple[str | None, date | None]:
    """Tell which delivery comes next and by when; neither where nothing tells.

    After a period comes the next one; without a rule for its day, and where files have no period, the next file is
    expected as long after the last as ``frequency`` of the source says.
    """
    periods = _periods(expected, files)
    coming = following(max(periods, key=lambda p: p.last), expected.fiscal_year) if periods else None
    if coming is not None and expected.complete_by is not None:
        return coming.text, rule_of(expected.complete_by).after(coming.last)
    days = _days(expected)
    if days is None or not files:
        return None, None
    return None if coming is None else coming.text, max(f.since for f in files) + timedelta(days=days)


def _between(expected: ExpectationRow, files: Sequence[_Came]) -> tuple[str, ...]:
    """Name the periods of a series that no file is about, though one is about a later period."""
    days = _days(expected)
    return () if days is None else gaps(_periods(expected, files), days, expected.fiscal_year)


def _periods(expected: ExpectationRow, files: Sequence[_Came]) -> set[Period]:
    return {period_of(f.period, expected.fiscal_year) for f in files if f.period}


def _days(expected: ExpectationRow) -> int | None:
    return EVERY.get((expected.frequency or "").strip().lower())
