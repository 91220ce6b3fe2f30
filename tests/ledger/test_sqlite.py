"""What only a file can do: guards, durability, locks, full disks, damage, forks."""

from __future__ import annotations

import os
import tempfile
import threading
import time
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import gate as gates
from ledger.driver import sqlite3
from ledger.errors import IntegrityError, LedgerBusy, LedgerError, LedgerUnusable
from ledger.gate import Gate
from ledger.opening import lock_of, open_ledger
from ledger.sqlite import PAGE, SqliteLedger
from ledger.sqlite_errors import LedgerDiskFailed, LedgerFull, LedgerReadOnly, translate
from tests.ledger.samples import small

OTHER = "(3, 'a', 3, 'x', 1, 1, 'me', NULL, x'7b7d', x'7b7d', zeroblob(32), zeroblob(32))"
AS_FIRST = "(1, 'z', 1, 'x', 1, 1, 'me', NULL, x'7b7d', x'7b7d', zeroblob(32), zeroblob(32))"
AS_VERSION = "(3, 'a', 1, 'x', 1, 1, 'me', NULL, x'7b7d', x'7b7d', zeroblob(32), zeroblob(32))"
AS_KEY = "(3, 'a', 3, 'x', 1, 1, 'me', 'k', x'7b7d', x'7b7d', zeroblob(32), zeroblob(32))"

ATTACKS = {
    "update": "UPDATE events SET actor = 'mallory'",
    "update of nothing but itself": "UPDATE events SET seq = seq",
    "update or replace": "UPDATE OR REPLACE events SET seq = 2 WHERE seq = 1",
    "delete": "DELETE FROM events WHERE seq = 2",
    "delete all": "DELETE FROM events",
    "replace by position": f"REPLACE INTO events VALUES {AS_FIRST}",
    "replace by version": f"INSERT OR REPLACE INTO events VALUES {AS_VERSION}",
    "replace by key": f"INSERT OR REPLACE INTO events VALUES {AS_KEY}",
    "upsert": f"INSERT INTO events VALUES {AS_FIRST} ON CONFLICT (seq) DO UPDATE SET actor = 'mallory'",
    "upsert by version": (
        f"INSERT INTO events VALUES {AS_VERSION} ON CONFLICT (stream, version) DO UPDATE SET actor = 'mallory'"
    ),
    "position left to SQLite": "INSERT INTO events SELECT NULL, 'n', 1, type, schema_version, recorded_at, actor, NULL,"
    " payload, metadata, prev_hash, hash FROM events WHERE seq = 1",
    "gap": f"INSERT INTO events VALUES {OTHER.replace('(3,', '(9,', 1)}",
    "gap in the stream": f"INSERT INTO events VALUES {OTHER.replace(chr(39) + ', 3,', chr(39) + ', 9,')}",
    "request update": "UPDATE request SET first_seq = 2",
    "request delete": "DELETE FROM request",
    "request replace": "REPLACE INTO request VALUES ('k', zeroblob(32), 1, 2)",
    "request replace by rowid": (
        "REPLACE INTO request (rowid, idem, fingerprint, first_seq, last_seq) VALUES (1, 'new', zeroblob(32), 1, 2)"
    ),
    "request of no event": "INSERT INTO request VALUES ('new', zeroblob(32), 7, 7)",
    "identity update": "UPDATE ledger_meta SET origin = 'mallory'",
    "identity delete": "DELETE FROM ledger_meta",
    "identity replace": "REPLACE INTO ledger_meta VALUES (1, zeroblob(16), 'mallory', 1, 1)",
    "second identity": "INSERT INTO ledger_meta VALUES (2, zeroblob(16), 'mallory', 1, 1)",
    "text in a number": "INSERT INTO events VALUES (3, 'a', 'three', 'x', 1, 1, 'me', NULL, '', '', '', '')",
}


@pytest.fixture
def two(ledger: SqliteLedger) -> SqliteLedger:
    ledger.append("a", [small(1)], 0, "k")
    ledger.append("a", [small(2)], 1)
    return ledger


def dump(ledger: SqliteLedger) -> list[object]:
    tables = ("events", "request", "ledger_meta")
    return [ledger.connection.execute(f"SELECT rowid, * FROM {table}").fetchall() for table in tables]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("own", [True, False], ids=["own connection", "foreign connection"])
def test_the_guards_stop_every_form_of_change(two: SqliteLedger, attack: str, own: bool) -> None:
    before = dump(two)
    db = two.connection if own else sqlite3.connect(two.path, isolation_level=None)
    if not own:
        db.execute("PRAGMA recursive_triggers = OFF")
        db.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(ATTACKS[attack])
    if not own:
        db.close()
    assert dump(two) == before


def test_an_insert_that_keeps_every_rule_is_the_only_one_that_passes(two: SqliteLedger) -> None:
    two.connection.execute(f"INSERT INTO events VALUES {OTHER}")
    assert two.connection.execute("SELECT max(seq) FROM events").fetchone() == (3,)


def test_acknowledged_means_synced(ledger: SqliteLedger) -> None:
    def pragma(name: str) -> object:
        return ledger.connection.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2  # FULL
    assert pragma("fullfsync") == pragma("checkpoint_fullfsync") == 1
    assert pragma("trusted_schema") == 0
    assert pragma("cell_size_check") == pragma("foreign_keys") == pragma("recursive_triggers") == 1
    assert pragma("application_id") == int.from_bytes(b"JFLG", "big")
    assert pragma("user_version") == 1


def test_reading_goes_on_over_many_pages(ledger: SqliteLedger) -> None:
    ledger.append("a", [small(n) for n in range(PAGE + 3)], 0)
    assert [e.position for e in ledger.after(0)] == list(range(1, PAGE + 4))
    assert [e.version for e in ledger.stream("a")] == list(range(1, PAGE + 4))


def test_two_openers_see_each_other(ledger: SqliteLedger) -> None:
    with open_ledger(ledger.path) as other:
        ledger.append("a", [small(1)], 0)
        other.append("a", [small(2)], 1)
        assert list(ledger.after(0)) == list(other.after(0))


def test_reading_does_not_stop_writing_nor_writing_reading(ledger: SqliteLedger) -> None:
    ledger.append("a", [small(1), small(2)], 0)
    with open_ledger(ledger.path, read_only=True) as other:
        reading = other.after(0)
        next(reading)
        ledger.append("a", [small(3)], 2)
        assert next(reading).version == 2


def test_opened_to_read_nothing_can_be_written(two: SqliteLedger) -> None:
    with open_ledger(two.path, read_only=True) as reader:
        assert reader.read_only
        with pytest.raises(LedgerReadOnly, match="reading only"):
            reader.append("a", [small()], 2)
        for sql in ("CREATE TABLE t (x)", "INSERT INTO ledger_meta DEFAULT VALUES", "PRAGMA user_version = 9"):
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                reader.connection.execute(sql)
        reader.connection.execute("PRAGMA query_only = OFF")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.connection.execute("CREATE TABLE t (x)")
        assert list(reader.after(0)) == list(two.after(0))


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_folder_that_may_not_be_written_can_still_be_read() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_ledger(folder / "ledger.db", create=True) as ledger:
            ledger.append("a", [small(1)], 0)
        (folder / "ledger.db").chmod(0o444)
        folder.chmod(0o555)
        assert in_a_child(lambda: read_as_nobody(folder / "ledger.db")) == 0
        folder.chmod(0o755)


def in_a_child(work: Callable[[], int]) -> int:
    """Give the exit code of a copy of this process."""
    child = os.fork()
    if child == 0:  # pragma: no cover - another process
        code = 99
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def read_as_nobody(path: Path) -> int:  # pragma: no cover - in another process
    """Read a ledger without the rights of root, whom no folder stops."""
    if os.getuid() == 0:
        os.setuid(65534)
    with open_ledger(path, read_only=True) as reader:
        return 0 if len(list(reader.after(0))) == 1 else 1


def test_a_writer_waits_no_longer_than_it_was_told(ledger: SqliteLedger) -> None:
    impatient = open_ledger(ledger.path, wait=0.2)
    gate = Gate(lock_of(ledger.path))
    with gate.hold(1):
        started = time.monotonic()
        with pytest.raises(LedgerBusy, match=r"0\.2 seconds") as caught:
            impatient.append("a", [small()], 0)
        assert 0.1 < time.monotonic() - started < 5
    assert caught.value.exit_code == 5
    impatient.append("a", [small()], 0)  # the one that gave up left nothing behind
    impatient.close()


def test_a_program_that_keeps_the_database_itself_locked_is_waited_for_as_well(ledger: SqliteLedger) -> None:
    impatient = open_ledger(ledger.path, wait=0.2)
    other = sqlite3.connect(ledger.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerBusy):
        impatient.append("a", [small()], 0)
    other.execute("ROLLBACK")
    other.close()
    assert impatient.append("a", [small()], 0).first == 1
    impatient.close()


def test_an_interrupt_while_waiting_leaves_no_lock_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(self: threading.Event, timeout: float | None = None) -> bool:
        raise KeyboardInterrupt

    gate = Gate(tmp_path / "x.lock")
    impatient = types.SimpleNamespace(**vars(threading))
    impatient.Event = type("Event", (threading.Event,), {"wait": interrupt})
    with gate.hold(1), monkeypatch.context() as patch:
        patch.setattr(gates, "threading", impatient)
        with pytest.raises(KeyboardInterrupt):
            gate.hold(1).__enter__()
    with gate.hold(1) as left:
        assert left > 0


def test_a_writer_gets_its_turn_when_the_other_one_is_done(tmp_path: Path) -> None:
    gate = Gate(tmp_path / "x.lock")
    order: list[str] = []
    entered = threading.Event()

    def other() -> None:
        with gate.hold(5):
            entered.set()
            time.sleep(0.1)
            order.append("other")

    thread = threading.Thread(target=other)
    thread.start()
    entered.wait()
    with gate.hold(5) as left:
        order.append("we")
    thread.join()
    assert order == ["other", "we"]
    assert 0 < left < 5


def test_many_writers_at_once_lose_and_double_nothing(ledger: SqliteLedger) -> None:
    def write(name: str) -> None:
        with open_ledger(ledger.path, wait=30) as own:
            for n in range(8):
                own.append(f"w-{name}", [small(n)], n, f"{name}/{n}/")

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.head().position == 32
    assert [e.position for e in ledger.after(0)] == list(range(1, 33))


def test_a_full_disk_records_nothing_and_says_so(ledger: SqliteLedger) -> None:
    ledger.append("a", [small(1)], 0)
    (pages,) = ledger.connection.execute("PRAGMA page_count").fetchone()
    ledger.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LedgerFull, match="disk is full") as caught:
        ledger.append("a", [small(n) for n in range(200)], 1, "k")
    assert caught.value.written == "nothing was recorded"
    ledger.connection.execute("PRAGMA max_page_count = 1000000")
    assert (ledger.version("a"), ledger.find("k")) == (1, None)
    assert not ledger.append("a", [small(n) for n in range(200)], 1, "k").repeated


def test_a_failed_disk_closes_the_ledger(ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        in_transaction = False

        def execute(self, sql: str) -> None:
            if sql == "BEGIN IMMEDIATE":
                raise sqlite3.OperationalError("disk I/O error")

        def close(self) -> None:
            pass

    monkeypatch.setattr(ledger, "_connection", Failing())
    with pytest.raises(LedgerDiskFailed, match="the disk failed") as caught:
        ledger.append("a", [small()], 0)
    assert "not known" in caught.value.written
    with pytest.raises(LedgerUnusable, match="closed"):
        ledger.head()


def test_an_interrupted_append_leaves_nothing(ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(ledger, "_clock", interrupt)
    with pytest.raises(KeyboardInterrupt):
        ledger.append("a", [small()], 0, "k")
    monkeypatch.undo()
    assert (ledger.head().position, ledger.find("k")) == (0, None)
    ledger.append("a", [small()], 0, "k")


def test_a_changed_event_is_never_given_to_a_reader(two: SqliteLedger) -> None:
    two.connection.execute("DROP TRIGGER events_keep_update")
    two.connection.execute("UPDATE events SET actor = 'mallory' WHERE seq = 2")
    for read in (lambda: list(two.after(0)), lambda: list(two.stream("a"))):
        with pytest.raises(IntegrityError, match="event 2 does not match") as caught:
            read()
        assert (caught.value.position, caught.value.exit_code) == (2, 4)


@pytest.mark.parametrize(
    ("attack", "match"),
    [
        ("DELETE FROM events WHERE seq = 1", "missing"),
        ("UPDATE events SET hash = zeroblob(31)", "another type or length"),
    ],
)
def test_a_reader_notices_what_is_missing(two: SqliteLedger, attack: str, match: str) -> None:
    two.connection.execute("PRAGMA foreign_keys = OFF")
    two.connection.execute("PRAGMA ignore_check_constraints = ON")
    for guard in ("events_keep_update", "events_keep_delete"):
        two.connection.execute(f"DROP TRIGGER {guard}")
    two.connection.execute(attack)
    for read in (lambda: list(two.after(0)), lambda: list(two.stream("a"))):
        with pytest.raises(IntegrityError, match=match):
            read()


def test_a_reader_notices_a_row_that_belongs_elsewhere(two: SqliteLedger, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "other.db", create=True) as other:
        other.append("a", [small(1)], 0)
        other.append("a", [small(2)], 1)
        foreign = other.connection.execute("SELECT * FROM events WHERE seq = 2").fetchone()
    two.connection.execute("DROP TRIGGER events_keep_delete")
    two.connection.execute("DELETE FROM events WHERE seq = 2")
    two.connection.execute(f"INSERT INTO events VALUES ({', '.join('?' * 12)})", foreign)
    with pytest.raises(IntegrityError, match="before event 2"):
        list(two.after(0))


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_ledger_does_not_survive_a_fork(two: SqliteLedger) -> None:
    def use() -> int:  # pragma: no cover - in another process
        try:
            two.head()
        except LedgerUnusable as error:
            return 0 if "fork" in (error.why or "") else 1
        return 2

    assert in_a_child(use) == 0
    assert two.head().position == 2


@pytest.mark.parametrize(
    ("text", "kind", "exit_code"),
    [
        ("database is locked", LedgerBusy, 5),
        ("database or disk is full", LedgerFull, 1),
        ("attempt to write a readonly database", LedgerReadOnly, 1),
        ("disk I/O error", LedgerDiskFailed, 1),
        ("database disk image is malformed", IntegrityError, 4),
        ("no such table: events", IntegrityError, 4),
        ("file is not a database", LedgerUnusable, 2),
        ("unable to open database file", LedgerUnusable, 2),
        ("anything else", LedgerError, 1),
    ],
)
def test_what_sqlite_says_gets_a_code_and_the_path(text: str, kind: type[LedgerError], exit_code: int) -> None:
    error = translate(sqlite3.OperationalError(text), Path("lake/ledger.db"))
    assert type(error) is kind
    assert error.exit_code == exit_code
    assert error.where == "lake/ledger.db"


def test_closing_is_what_a_with_block_does(tmp_path: Path) -> None:
    use: Callable[[], object]
    with open_ledger(tmp_path / "l.db", create=True) as ledger:
        use = ledger.head
    with pytest.raises(LedgerUnusable, match="closed"):
        use()
