"""Whatever is changed in the stored rows is found, and the first bad position named."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.driver import sqlite3
from ledger.entry import Entry, Stored, genesis_hash, seal
from ledger.errors import IntegrityError, LedgerError
from ledger.opening import open_ledger
from ledger.request import Item, fingerprint
from ledger.rows import from_row, to_row
from ledger.sqlite import SqliteLedger
from ledger.store import ANY_VERSION
from ledger.verify import verify
from tests.ledger.samples import EVENTS, Clock, new, small

TABLES = ("events", "request", "ledger_meta")
COUNT = 12
Attack = Callable[[sqlite3.Connection], Any]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with twelve events: three streams, requests with one, with several and without key."""
    path = tmp_path_factory.mktemp("verify") / "ledger.db"
    clock = Clock()
    with open_ledger(path, create=True, clock=clock) as ledger:
        ledger.append("a", [small(1)], 0)
        ledger.append("b", [small(2)], 0, "single")
        clock.now += 7
        ledger.append("b", [small(3, reason="été"), small(4)], 1, "several")
        ledger.append("batch-1", [new(EVENTS["batch-ingested"], "Zoë")], 0, "single/1/")
        ledger.append("a", [small(n) for n in range(5)], 1)
        ledger.append("b", [small(6), small(7)], ANY_VERSION, "last")
        assert ledger.head().position == COUNT
    return path


@pytest.fixture
def copy(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "ledger.db"))


def attack(path: Path, *how: str | Attack) -> None:
    """Do something as one who owns the file: all guards and checks are gone, and put back afterwards."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA ignore_check_constraints = ON")
    guards = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        db.execute(f"DROP TRIGGER {name}")
    for each in how:
        db.execute(each) if isinstance(each, str) else each(db)
    for _, sql in guards:
        db.execute(sql)
    db.close()


def found(path: Path) -> IntegrityError:
    """Verify, and give what was found; opening may find it already."""
    with pytest.raises(IntegrityError) as caught, open_ledger(path, read_only=True) as ledger:
        verify(ledger)
    assert caught.value.exit_code == 4
    return caught.value


def rows(path: Path) -> list[Stored]:
    db = sqlite3.connect(path)
    stored = [from_row(row) for row in db.execute("SELECT * FROM events ORDER BY seq")]
    db.close()
    return stored


def test_an_untouched_ledger_gives_no_alarm(copy: Path) -> None:
    for options in ({}, {"read_only": True}):
        with open_ledger(copy, **options) as ledger:
            seen: list[int] = []
            report = verify(ledger, seen.append)
            assert (report.events, report.requests, report.head) == (COUNT, 4, ledger.head())
            assert seen == list(range(1, COUNT + 1))
    attack(copy)
    with open_ledger(copy) as ledger:
        assert verify(ledger).events == COUNT


def test_an_empty_ledger_gives_no_alarm(ledger: SqliteLedger) -> None:
    report = verify(ledger)
    assert (report.events, report.requests) == (0, 0)
    assert report.head.hash == genesis_hash(ledger.identity.ledger_id)


def test_a_writer_is_not_held_up_and_does_not_disturb(ledger: SqliteLedger) -> None:
    ledger.append("a", [small(n) for n in range(5)], 0)
    with open_ledger(ledger.path, read_only=True) as reader:
        report = verify(reader, lambda position: ledger.append("b", [small(position)], ANY_VERSION) and None)
        assert report.events == 5
        assert verify(reader).events == 10


def flipped(value: Any, place: int, bit: int) -> Any:
    """Change one bit of one byte of a value, in the type that it has."""
    if isinstance(value, int):
        number = (value ^ (1 << (place * 8 + bit) % 64)) % 2**64
        return number - 2**64 if number >= 2**63 else number
    data = bytearray(value if isinstance(value, bytes) else value.encode())
    data[place % len(data)] ^= 1 << bit
    return bytes(data)


COLUMNS = {
    "seq": "INTEGER",
    "stream": "TEXT",
    "version": "INTEGER",
    "type": "TEXT",
    "schema_version": "INTEGER",
    "recorded_at": "INTEGER",
    "actor": "TEXT",
    "idem": "TEXT",
    "payload": "BLOB",
    "metadata": "BLOB",
    "prev_hash": "BLOB",
    "hash": "BLOB",
}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    position=st.integers(1, COUNT),
    column=st.sampled_from(list(COLUMNS)),
    place=st.integers(0, 2000),
    bit=st.integers(0, 7),
)
def test_any_flipped_byte_of_any_column_is_found(
    template: Path, tmp_path: Path, position: int, column: str, place: int, bit: int
) -> None:
    path = Path(shutil.copy(template, tmp_path / "ledger.db"))

    def flip(db: sqlite3.Connection) -> bool:
        db.execute("PRAGMA foreign_keys = OFF")
        (value,) = db.execute(f"SELECT {column} FROM events WHERE seq = ?", (position,)).fetchone()
        if value is None:
            return False
        sql = f"UPDATE events SET {column} = CAST(? AS {COLUMNS[column]}) WHERE seq = ?"
        changed = flipped(value, place, bit)
        try:
            db.execute(sql, (changed, position))
        except sqlite3.IntegrityError:  # another row has that place already
            return False
        moved_before_all = column == "seq" and changed < 1
        wanted.append(1 if moved_before_all else position)
        return True

    wanted: list[int] = []
    attack(path, flip)
    if wanted:
        assert found(path).position == wanted[0]
    else:
        with open_ledger(path, read_only=True) as ledger:
            assert verify(ledger).events == COUNT


@pytest.mark.parametrize("position", range(1, COUNT))
def test_a_row_taken_out_is_found(copy: Path, position: int) -> None:
    attack(copy, f"DELETE FROM events WHERE seq = {position}")
    assert found(copy).position == position


@pytest.mark.parametrize("position", range(1, COUNT))
def test_a_row_taken_out_with_the_gap_closed_is_found(copy: Path, position: int) -> None:
    attack(
        copy,
        f"DELETE FROM events WHERE seq = {position}",
        f"UPDATE events SET seq = -seq WHERE seq > {position}",
        "UPDATE events SET seq = -seq - 1 WHERE seq < 0",
    )
    assert found(copy).position == position


@pytest.mark.parametrize(("one", "other"), [(1, 2), (3, 4), (2, 12), (6, 7)])
def test_two_rows_that_changed_places_are_found(copy: Path, one: int, other: int) -> None:
    attack(
        copy,
        f"UPDATE events SET seq = -1 WHERE seq = {one}",
        f"UPDATE events SET seq = {one} WHERE seq = {other}",
        f"UPDATE events SET seq = {other} WHERE seq = -1",
    )
    assert found(copy).position == one


def forged(path: Path, after: int, **changes: Any) -> Stored:
    """Make a row with a right hash of its own that claims to stand after another."""
    before = rows(path)[after - 1]
    payload, metadata = before.entry.payload, before.entry.metadata
    fields = {
        "position": after + 1,
        "stream": "new",
        "version": 1,
        "type": before.entry.type,
        "schema": 1,
        "recorded_at": before.entry.recorded_at,
        "actor": "mallory",
        "key": None,
        "payload": payload,
        "metadata": metadata,
        "previous": before.hash,
    }
    return seal(Entry(**fields | changes))


def insert(stored: Stored) -> Attack:
    return lambda db: db.execute(f"INSERT INTO events VALUES ({', '.join('?' * 12)})", to_row(stored))


@pytest.mark.parametrize(("position", "bad"), [(1, 2), (5, 7), (COUNT, COUNT + 1)])
def test_a_row_put_in_is_found(copy: Path, position: int, bad: int) -> None:
    row = forged(copy, position)
    make_room = (
        f"UPDATE events SET seq = -seq WHERE seq > {position}",
        "UPDATE events SET seq = -seq + 1 WHERE seq < 0",
    )
    if position < COUNT:
        attack(copy, *make_room, insert(row))  # well made by itself: the next one does not follow it
    else:
        attack(copy, insert(forged(copy, position, previous=bytes(32))))
    assert found(copy).position == bad


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"version": 2}, "wrong version"),
        ({"stream": "a", "version": 9}, "wrong version"),
        ({"recorded_at": 0}, "recorded before"),
        ({"key": "unaccounted"}, "no request accounts for"),
        ({"previous": bytes(32)}, "does not follow"),
        ({"position": COUNT + 2}, "is missing"),
        ({"position": 0}, "is missing"),
    ],
    ids=str,
)
def test_a_row_with_a_right_hash_must_still_fit_the_others(copy: Path, changes: dict[str, Any], match: str) -> None:
    attack(copy, insert(forged(copy, COUNT, **changes)))
    error = found(copy)
    assert match in error.what
    assert error.position == (1 if changes.get("position") == 0 else COUNT + 1)


def test_an_entry_larger_than_any_can_be_is_found(copy: Path) -> None:
    large = attrs.evolve(forged(copy, COUNT).entry, payload=b"x" * 70_000)
    attack(copy, insert(Stored(large, large.hash())))
    assert "larger" in found(copy).what


def test_a_cut_tail_shows_only_where_its_requests_stay(copy: Path) -> None:
    """The end of a chain proves nothing about itself: that takes a checkpoint kept elsewhere."""
    attack(copy, "DELETE FROM events WHERE seq > 10")
    assert found(copy).position == 11
    attack(copy, "DELETE FROM request WHERE first_seq > 10")
    with open_ledger(copy) as ledger:
        assert verify(ledger).head.position == 10


@pytest.mark.parametrize(
    ("change", "position"),
    [
        ("DELETE FROM request WHERE idem = 'several'", 3),
        ("UPDATE request SET idem = 'other' WHERE idem = 'several'", 3),
        ("UPDATE request SET fingerprint = zeroblob(32) WHERE idem = 'several'", 3),
        ("UPDATE request SET fingerprint = zeroblob(31) WHERE idem = 'several'", 3),
        ("UPDATE request SET last_seq = 3 WHERE idem = 'several'", 3),
        ("UPDATE request SET last_seq = 5 WHERE idem = 'several'", 3),
        ("UPDATE request SET first_seq = 1 WHERE idem = 'single'", 1),
        ("UPDATE request SET first_seq = 5, last_seq = 4 WHERE idem = 'several'", 5),
        ("UPDATE request SET last_seq = 99 WHERE idem = 'last'", 13),
        ("INSERT INTO request VALUES ('new', zeroblob(32), 1, 1)", 1),
        ("INSERT INTO request VALUES ('new', zeroblob(32), 99, 99)", 99),
        ("INSERT INTO request VALUES ('new', zeroblob(32), -5, -5)", 1),
    ],
)
def test_requests_must_agree_with_their_events(copy: Path, change: str, position: int) -> None:
    attack(copy, "PRAGMA foreign_keys = OFF", change)
    assert found(copy).position == position


def test_metadata_that_no_one_can_read_does_not_agree_with_a_request(copy: Path) -> None:
    row = forged(copy, COUNT, key="k", metadata=b"[]")
    book = ("k", bytes(32), COUNT + 1, COUNT + 1)
    attack(copy, insert(row), lambda db: db.execute("INSERT INTO request VALUES (?, ?, ?, ?)", book))
    assert found(copy).position == COUNT + 1


def test_a_request_of_another_type_is_found(copy: Path) -> None:
    """STRICT keeps types apart, so the table is made anew without it, and its old definition is put back."""

    def loosen(db: sqlite3.Connection) -> None:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'request'")

    def change(db: sqlite3.Connection) -> None:
        db.execute("UPDATE request SET fingerprint = hex(zeroblob(16)) WHERE idem = 'several'")
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_schema SET sql = sql || 'STRICT' WHERE name = 'request'")

    db = sqlite3.connect(copy, isolation_level=None)
    loosen(db)
    db.close()
    attack(copy, change)
    assert found(copy).position == 3


def test_a_request_may_not_span_streams(copy: Path) -> None:
    first = forged(copy, COUNT, key="k/1", stream="x")
    next_one = {"position": COUNT + 2, "stream": "y", "key": "k/2", "previous": first.hash}
    second = seal(attrs.evolve(first.entry, **next_one))
    items = [
        Item(s.entry.type, 1, s.entry.actor, s.entry.key, s.entry.payload, s.entry.metadata) for s in (first, second)
    ]
    book = ("k", fingerprint("x", items), COUNT + 1, COUNT + 2)
    attack(copy, insert(first), insert(second), lambda db: db.execute("INSERT INTO request VALUES (?, ?, ?, ?)", book))
    assert "does not agree" in found(copy).what


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_meta SET ledger_id = zeroblob(16)",
        "UPDATE ledger_meta SET origin = 'x'",
        "DELETE FROM ledger_meta",
    ],
)
def test_a_changed_identity_is_found(copy: Path, change: str) -> None:
    attack(copy, change)
    found(copy)


def test_an_identity_that_is_consistent_but_another_is_found_at_the_first_event(copy: Path) -> None:
    attack(
        copy,
        "UPDATE ledger_meta SET ledger_id = zeroblob(16), created_at = 0, origin = 'jobforge/' || hex(zeroblob(16))",
    )
    assert found(copy).position == 1


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER events_keep_update",
        "DROP VIEW failures",
        "CREATE TRIGGER more AFTER INSERT ON events BEGIN SELECT 1; END",
        "DROP INDEX events_idem",
    ],
)
def test_a_missing_or_added_guard_is_found(copy: Path, change: str) -> None:
    db = sqlite3.connect(copy, isolation_level=None)
    db.execute(change)
    db.close()
    error = found(copy)
    assert error.position is None
    assert "was changed or removed" in error.what or "was added" in error.what


def test_a_view_that_hides_rows_is_found(copy: Path) -> None:
    db = sqlite3.connect(copy, isolation_level=None)
    (sql,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'failures'").fetchone()
    db.execute("DROP VIEW failures")
    db.execute(f"{sql} AND actor <> 'mallory'")
    db.close()
    assert "view failures" in found(copy).what


def test_tables_and_views_of_others_do_no_harm(copy: Path) -> None:
    db = sqlite3.connect(copy, isolation_level=None)
    db.execute("CREATE TABLE notes (x)")
    db.execute("CREATE VIEW mine AS SELECT * FROM log")
    db.execute("CREATE INDEX events_by_type ON events (type, seq)")
    db.close()
    with open_ledger(copy) as ledger:
        assert verify(ledger).events == COUNT


def test_an_index_that_leads_elsewhere_is_found(copy: Path) -> None:
    """Streams are read through an index; one that hides a row would hide it from every reader of the stream."""
    db = sqlite3.connect(copy, isolation_level=None)
    db.execute("PRAGMA writable_schema = ON")
    sql = "UPDATE sqlite_schema SET sql = replace(sql, 'idem IS NOT NULL', 'idem IS NULL') WHERE name = 'events_idem'"
    db.execute(sql)
    db.close()
    db = sqlite3.connect(copy, isolation_level=None)
    db.execute("REINDEX events_idem")
    db.execute("PRAGMA writable_schema = ON")
    db.execute(sql.replace("'idem IS NOT NULL', 'idem IS NULL'", "'idem IS NULL', 'idem IS NOT NULL'"))
    db.close()
    assert "damaged" in found(copy).what


def pages(path: Path) -> Iterator[int]:
    yield from range(4096, path.stat().st_size, 4096)


def test_overwritten_pages_are_found_or_hold_nothing(template: Path, tmp_path: Path) -> None:
    """Bytes are changed in the file itself, past SQLite."""
    for page in pages(template):
        path = Path(shutil.copy(template, tmp_path / "ledger.db"))
        with path.open("r+b") as file:
            file.seek(page)
            file.write(b"\xa5" * 600)
        with pytest.raises(LedgerError) as caught, open_ledger(path, read_only=True) as ledger:
            verify(ledger)
        assert caught.value.exit_code == 4, page
