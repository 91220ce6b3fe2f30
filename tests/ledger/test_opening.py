from __future__ import annotations

import os
import sqlite3 as standard
import threading
from pathlib import Path

import pytest

from ledger.address import path_of
from ledger.driver import sqlite3
from ledger.errors import IntegrityError, LedgerUnusable
from ledger.identity import Identity, new_ledger_id
from ledger.opening import lock_of, open_ledger, system_clock
from ledger.sqlite_errors import LedgerReadOnly
from ledger.store import ANY_VERSION
from tests.ledger.samples import Clock, small

NAMES = ["ledger.db", "with space.db", "what?.db", "a#b%20c.db", "été 李.db", "mode=ro&x.db", "x" * 200, "'quoted\".db"]


@pytest.mark.parametrize("name", NAMES)
def test_a_ledger_is_made_and_found_again_under_any_name(tmp_path: Path, name: str) -> None:
    with open_ledger(tmp_path / name, create=True) as made:
        made.append("a", [small(1)], 0)
    assert (tmp_path / name).is_file()
    for options in ({}, {"create": True}, {"read_only": True}):
        with open_ledger(str(tmp_path / name), **options) as found:
            assert found.head().position == 1
            assert found.identity == made.identity


def test_the_folders_above_are_made(tmp_path: Path) -> None:
    open_ledger(tmp_path / "my" / "lake" / "ledger.db", create=True).close()
    (tmp_path / "dangling").symlink_to("nowhere")
    with pytest.raises(LedgerUnusable, match="cannot be made"):
        open_ledger(tmp_path / "dangling" / "ledger.db", create=True)


def test_an_address_can_be_a_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_ledger("sqlite:///lake/ledger.db", create=True).close()
    open_ledger(f"sqlite:///{tmp_path}/lake/ledger.db").close()
    assert path_of("sqlite:///lake/ledger%20of%20noc.db") == Path("lake/ledger of noc.db")
    assert path_of("SQLITE:////srv/ledger.db") == Path("/srv/ledger.db")
    assert path_of("C:\\lake\\ledger.db") == Path("C:\\lake\\ledger.db")
    assert path_of("odd:name.db") == Path("odd:name.db")


@pytest.mark.parametrize("address", ["postgresql://db/ledger", "postgres://u@h/x"])
def test_postgresql_names_the_extra_that_will_bring_it(address: str) -> None:
    with pytest.raises(LedgerUnusable, match="needs the extra 'postgres'") as caught:
        open_ledger(address)
    assert "pip install 'jobforge-es[postgres]'" in caught.value.mend[0]


@pytest.mark.parametrize("address", ["mysql://db/ledger", "https://example.org/ledger.db", "file:///srv/ledger.db"])
def test_another_kind_of_address_is_refused_in_one_sentence(address: str) -> None:
    with pytest.raises(LedgerUnusable, match="a ledger cannot lie on"):
        open_ledger(address, create=True)


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///", "sqlite://host/ledger.db"])
def test_a_url_without_a_file_is_refused(address: str) -> None:
    with pytest.raises(LedgerUnusable, match="names no file"):
        open_ledger(address, create=True)


def test_a_ledger_that_is_not_there_is_not_made_by_opening(tmp_path: Path) -> None:
    for options in ({}, {"read_only": True}):
        with pytest.raises(LedgerUnusable, match="there is no ledger") as caught:
            open_ledger(tmp_path / "ledger.db", **options)
        assert "jobforge run" in caught.value.mend
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "file/below"], ids=["long", "nul", "below a file"])
@pytest.mark.parametrize("options", [{}, {"create": True}, {"read_only": True}], ids=str)
def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path, name: str, options: dict[str, bool]) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerUnusable):
        open_ledger(f"{tmp_path}/{name}", **options)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnusable, match="is a folder"):
        open_ledger(tmp_path, create=True)


@pytest.mark.parametrize("options", [{}, {"create": True}, {"read_only": True}], ids=str)
@pytest.mark.parametrize("content", [b"noc,title\n1,x\n" * 100, b"\x00" * 8192, b"x"], ids=["csv", "zeros", "one byte"])
def test_a_file_that_is_no_database_is_left_as_it_was(tmp_path: Path, content: bytes, options: dict[str, bool]) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(content)
    with pytest.raises(LedgerUnusable, match="not a ledger") as caught:
        open_ledger(path, **options)
    assert caught.value.exit_code == 2
    assert path.read_bytes() == content


@pytest.mark.parametrize("options", [{}, {"create": True}, {"read_only": True}], ids=str)
def test_another_programs_database_is_left_as_it_was(tmp_path: Path, options: dict[str, bool]) -> None:
    path = tmp_path / "ledger.db"
    other = standard.connect(path)
    other.execute("CREATE TABLE events (x)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(LedgerUnusable, match="not a ledger"):
        open_ledger(path, **options)
    assert path.read_bytes() == before


@pytest.mark.parametrize("options", [{}, {"read_only": True}], ids=str)
def test_an_empty_file_is_no_ledger_but_one_can_be_made_in_it(tmp_path: Path, options: dict[str, bool]) -> None:
    path = tmp_path / "ledger.db"
    path.touch()
    with pytest.raises(LedgerUnusable, match="empty"):
        open_ledger(path, **options)
    with open_ledger(path, create=True) as ledger:
        assert ledger.head().position == 0


@pytest.mark.parametrize("options", [{}, {"create": True}, {"read_only": True}], ids=str)
def test_a_ledger_of_a_newer_format_is_refused(tmp_path: Path, options: dict[str, bool]) -> None:
    path = tmp_path / "ledger.db"
    open_ledger(path, create=True).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 2")
    db.close()
    with pytest.raises(LedgerUnusable, match=r"format 2; this program knows up to 1") as caught:
        open_ledger(path, **options)
    assert "upgrade jobforge-es" in caught.value.mend


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_meta SET origin = 'elsewhere'",
        "UPDATE ledger_meta SET created_at = created_at + 1",
        "UPDATE ledger_meta SET format = 0",
        "UPDATE ledger_meta SET ledger_id = zeroblob(16)",
        "DELETE FROM ledger_meta",
        "DROP TABLE ledger_meta",
        "PRAGMA user_version = 0",
    ],
)
def test_a_changed_identity_is_damage(tmp_path: Path, change: str) -> None:
    path = tmp_path / "ledger.db"
    open_ledger(path, create=True).close()
    db = sqlite3.connect(path, isolation_level=None)
    for guard in ("update", "delete"):
        db.execute(f"DROP TRIGGER ledger_meta_keep_{guard}")
    db.execute(change)
    db.close()
    for options in ({}, {"read_only": True}):
        with pytest.raises(IntegrityError) as caught:
            open_ledger(path, **options)
        assert caught.value.exit_code == 4


def test_a_damaged_page_is_damage_or_found_when_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with open_ledger(path, create=True) as ledger:
        ledger.append("a", [small(n) for n in range(50)], 0)
    data = bytearray(path.read_bytes())
    data[4096 + 5 : 4096 + 900] = b"\xff" * 895  # inside a page of the schema
    path.write_bytes(data)
    with pytest.raises(IntegrityError, match="damaged"), open_ledger(path) as ledger:
        list(ledger.after(0))


def test_the_lock_file_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    open_ledger(path, create=True).close()
    lock_of(path).unlink()
    lock_of(path).mkdir()
    with open_ledger(path) as ledger, pytest.raises(LedgerReadOnly, match="cannot be written"):
        ledger.append("a", [small()], 0)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_no_ledger(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ledger.db")
    with pytest.raises(LedgerUnusable, match="is no file"):
        open_ledger(tmp_path / "ledger.db", read_only=True)


def test_the_identity_follows_from_the_id_and_the_id_from_the_clock(tmp_path: Path) -> None:
    clock = Clock(1_800_000_000_123_456)
    with open_ledger(tmp_path / "ledger.db", create=True, clock=clock) as ledger:
        identity = ledger.identity
    assert identity == Identity.of(identity.ledger_id)
    assert identity.created_at == 1_800_000_000_123_000
    assert identity.origin == f"jobforge/{identity.ledger_id.hex()}"
    assert (identity.ledger_id[6] >> 4, identity.ledger_id[8] >> 6) == (7, 2)
    assert new_ledger_id(0) != new_ledger_id(0)
    assert abs(system_clock() - tmp_path.stat().st_mtime_ns // 1000) < 60_000_000


def test_several_who_make_it_at_once_make_one(tmp_path: Path) -> None:
    found: list[bytes] = []
    together = threading.Barrier(6)

    def make() -> None:
        together.wait()
        with open_ledger(tmp_path / "lake" / "ledger.db", create=True, wait=30) as ledger:
            ledger.append("a", [small()], ANY_VERSION)
            found.append(ledger.identity.ledger_id)

    makers = [threading.Thread(target=make) for _ in range(6)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert (len(found), len(set(found))) == (6, 1)
    with open_ledger(tmp_path / "lake" / "ledger.db") as ledger:
        assert ledger.version("a") == 6


def test_a_failure_while_it_is_made_leaves_nothing_that_is_taken_for_a_ledger(tmp_path: Path) -> None:
    def fail() -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_ledger(tmp_path / "ledger.db", create=True, clock=fail)
    with pytest.raises(LedgerUnusable, match="empty"):
        open_ledger(tmp_path / "ledger.db")
    open_ledger(tmp_path / "ledger.db", create=True).close()


def test_a_half_made_ledger_is_made_whole(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.close()
    assert path.stat().st_size > 0
    with open_ledger(path, create=True) as ledger:
        ledger.append("a", [small()], 0)
