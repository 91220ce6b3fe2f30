from __future__ import annotations

import errno
import hashlib
import os
import socket
import stat
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import intake
from ledger.errors import JobForgeError
from ledger.intake import BLOCK, FileChanged, NotAFile, NotKept, SourceFileMissing, SourceFileUnreadable
from ledger.vault import NotInVault, Vault, VaultDamaged

NAMES = ["noc.csv", "été 李.csv", "a b'c\"d.csv", "..hidden", "x" * 250, "-rf"]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "lake" / "vault")


@pytest.fixture
def noc(tmp_path: Path) -> Path:
    path = tmp_path / "noc.csv"
    path.write_bytes(b"Level,Title\n1,Legislators\n")
    return path


def files(vault: Vault) -> list[Path]:
    return sorted(path for path in vault.root.rglob("*") if path.is_file())


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_file_is_kept_read_only_under_its_hash(vault: Vault, noc: Path) -> None:
    kept = vault.keep(noc)
    digest = sha256(noc.read_bytes())
    assert (kept.sha256, kept.size, kept.known) == (digest, 26, False)
    place = vault.root / "sha256" / digest[:2] / digest
    assert files(vault) == [place] == [vault.path(kept.sha256)]
    assert place.read_bytes() == noc.read_bytes()
    assert stat.S_IMODE(place.stat().st_mode) == 0o444
    assert vault.has(kept.sha256)
    assert vault.read(kept.sha256) == noc.read_bytes()
    with vault.open(kept.sha256) as file:
        assert file.read() == noc.read_bytes()


def test_the_same_bytes_are_kept_once(vault: Vault, noc: Path, tmp_path: Path) -> None:
    first = vault.keep(noc)
    before = vault.path(first.sha256).stat().st_ino
    (tmp_path / "again.csv").write_bytes(noc.read_bytes())
    again = vault.keep(tmp_path / "again.csv")
    assert (again.sha256, again.known) == (first.sha256, True)
    assert vault.keep_bytes(noc.read_bytes()) == first.sha256
    assert len(files(vault)) == 1
    assert vault.path(first.sha256).stat().st_ino == before


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200))
def test_any_bytes_come_back_whichever_way_they_went_in(vault: Vault, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "any").write_bytes(data)
    assert vault.keep_bytes(data) == vault.keep(tmp_path / "any").sha256 == sha256(data)
    assert vault.read(vault.keep_bytes(data)) == data


def test_an_empty_file_is_kept_as_well(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    kept = vault.keep(tmp_path / "empty")
    assert (kept.size, vault.read(kept.sha256)) == (0, b"")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_file_may_have_any_name(vault: Vault, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert vault.keep(tmp_path / name).sha256 == sha256(b"x")


def test_a_link_is_followed_and_a_name_of_undecodable_bytes_is_taken(vault: Vault, noc: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(noc)
    assert vault.keep(tmp_path / "link").size == 26
    strange = tmp_path / os.fsdecode(b"caf\xe9.csv")
    strange.write_bytes(b"x")
    assert vault.keep(strange).sha256 == sha256(b"x")


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


@pytest.mark.parametrize(
    ("make", "kind", "match"),
    [
        (lambda path: None, SourceFileMissing, "no such file"),
        (lambda path: path.symlink_to("nowhere"), SourceFileMissing, "no such file"),
        (lambda path: path.mkdir(), NotAFile, "a folder"),
        (os.mkfifo, NotAFile, "a named pipe"),
        (make_socket, (NotAFile, SourceFileUnreadable), "cannot be"),
        (lambda path: path.symlink_to("/dev/zero"), NotAFile, "a device"),
    ],
    ids=["missing", "dangling link", "folder", "pipe", "socket", "device"],
)
def test_what_is_no_file_is_refused_and_nothing_is_written(
    vault: Vault, tmp_path: Path, make: Callable[[Path], Any], kind: type[JobForgeError], match: str
) -> None:
    make(tmp_path / "x")
    with pytest.raises(kind, match=match) as caught:
        vault.keep(tmp_path / "x")
    assert caught.value.exit_code == 2
    assert str(tmp_path / "x") in (caught.value.where or "")
    assert not vault.root.exists()


def test_a_path_that_is_none_is_refused(vault: Vault, noc: Path) -> None:
    for path in (Path("a\0b"), Path("x" * 300), noc / "below"):
        with pytest.raises(JobForgeError) as caught:
            vault.keep(path)
        assert caught.value.exit_code == 2


def test_a_file_that_may_not_be_read_is_refused(vault: Vault, noc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(intake.os, "open", refuse)  # root may read anything, so permissions cannot show it
    with pytest.raises(SourceFileUnreadable, match="cannot be read") as caught:
        vault.keep(noc)
    assert caught.value.why == "Permission denied"


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def rewrite(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data.swapcase())
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))


def replace(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)


@pytest.mark.parametrize("change", [grow, lambda p: os.truncate(p, 5), rewrite, replace, lambda p: p.unlink()])
def test_a_file_that_changes_while_it_is_read_is_refused(
    vault: Vault, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = tmp_path / "growing.csv"
    path.write_bytes(b"x" * (BLOCK + 10))
    done: list[int] = []

    def on_first_block(count: int) -> None:
        if not done:
            change(path)
        done.append(count)

    with pytest.raises(FileChanged, match="changed while it was read") as caught:
        vault.keep(path, on_first_block)
    assert (caught.value.code, caught.value.exit_code) == ("D-010", 6)
    assert files(vault) == []


def test_progress_counts_every_byte(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "two blocks"
    path.write_bytes(b"y" * (BLOCK + 7))
    seen: list[int] = []
    vault.keep(path, seen.append)
    assert seen == [BLOCK, 7]


@pytest.mark.parametrize("when", ["write", "fsync"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_full_disk_leaves_nothing_behind(
    vault: Vault, noc: Path, monkeypatch: pytest.MonkeyPatch, when: str, code: int
) -> None:
    def fail(*_: Any) -> int:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, when, fail)
        for keep in (lambda: vault.keep(noc), lambda: vault.keep_bytes(b"x")):
            with pytest.raises(NotKept) as caught:
                keep()
            assert ("disk is full" in caught.value.what) == (code != errno.EIO)
            assert caught.value.written == "nothing was recorded"
    assert files(vault) == []
    vault.keep(noc)


def test_a_limit_of_the_system_is_told_like_a_full_disk(vault: Vault, tmp_path: Path) -> None:
    """A real limit, in another process: no file may grow beyond one megabyte."""
    resource = pytest.importorskip("resource")
    assert resource
    big = tmp_path / "big"
    big.write_bytes(b"z" * 3_000_000)
    code = (
        "import resource, sys\nfrom pathlib import Path\nfrom ledger.vault import Vault\n"
        "from ledger.intake import NotKept\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "try:\n    Vault(Path(sys.argv[1])).keep(Path(sys.argv[2]))\n"
        "except NotKept as error:\n    print(error.what)\n"
    )
    arguments = [sys.executable, "-c", code, str(vault.root), str(big)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert "the disk is full" in done.stdout
    assert files(vault) == []


def test_a_vault_that_cannot_be_made_is_told(tmp_path: Path, noc: Path) -> None:
    with pytest.raises(NotKept, match="could not be written"):
        Vault(noc / "vault").keep_bytes(b"x")


def test_a_huge_file_needs_no_more_memory_than_a_small_one(vault: Vault, tmp_path: Path) -> None:
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(64 * BLOCK)
    tracemalloc.start()
    try:
        kept = vault.keep(huge)
        vault.keep(huge)
        assert list(vault.verify()) == []
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept.size == 64 * BLOCK
    assert peak < 5 * BLOCK


def test_what_is_not_there_is_told(vault: Vault) -> None:
    for name in ("0" * 64, "../../etc/passwd", "", "A" * 64, "0" * 63, "é"):
        assert not vault.has(name)
        for ask in (vault.path, vault.open, vault.read):
            with pytest.raises(NotInVault, match="not in the vault") as caught:
                ask(name)
            assert caught.value.exit_code == 4


def test_a_rehearsal_reads_below_and_writes_elsewhere(vault: Vault, noc: Path, tmp_path: Path) -> None:
    kept = vault.keep(noc)
    rehearsal = Vault(tmp_path / "rehearsal", below=vault)
    assert rehearsal.read(kept.sha256) == noc.read_bytes()
    assert rehearsal.path(kept.sha256) == vault.path(kept.sha256)
    assert rehearsal.keep(noc).known
    assert rehearsal.keep_bytes(noc.read_bytes()) == kept.sha256
    fresh = rehearsal.keep_bytes(b"new")
    assert (vault.has(fresh), rehearsal.has(fresh)) == (False, True)
    assert list(rehearsal.hashes()) == [fresh]
    assert len(files(vault)) == 1


def damage(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


@pytest.mark.parametrize("data", [b"Level,Title\n1,Legislatorz\n", b"", b"Level"], ids=["byte", "emptied", "cut"])
def test_damaged_bytes_are_found_and_replaced_by_good_ones_when_they_come_again(
    vault: Vault, noc: Path, data: bytes
) -> None:
    kept = vault.keep(noc)
    other = vault.keep_bytes(b"other")
    assert list(vault.verify()) == []
    damage(vault.path(kept.sha256), data)
    with pytest.raises(VaultDamaged, match="other bytes"):
        vault.read(kept.sha256)
    (found,) = vault.verify()
    assert (found.sha256, found.path) == (kept.sha256, vault.path(kept.sha256))
    assert not vault.keep(noc).known
    assert list(vault.verify()) == []
    assert sorted(vault.hashes()) == sorted([kept.sha256, other])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 25), bit=st.integers(0, 7))
def test_any_flipped_bit_is_found(vault: Vault, noc: Path, place: int, bit: int) -> None:
    kept = vault.keep(noc)
    data = bytearray(noc.read_bytes())
    data[place] ^= 1 << bit
    damage(vault.path(kept.sha256), bytes(data))
    assert [each.sha256 for each in vault.verify()] == [kept.sha256]


def test_whatever_does_not_belong_there_is_found(vault: Vault, noc: Path) -> None:
    kept = vault.keep(noc)
    place = vault.path(kept.sha256)
    strays = [
        place.with_name("notes.txt"),
        place.parent.parent / kept.sha256,
        place.parent.parent / "zz" / kept.sha256,
        place.parent.parent / "ha" / "hand made",
    ]
    for stray in strays:
        stray.parent.mkdir(exist_ok=True)
        stray.write_bytes(noc.read_bytes())
    assert sorted(each.path for each in vault.verify()) == sorted(strays)
    assert all(each.sha256 is None for each in vault.verify())
    assert list(vault.hashes()) == [kept.sha256]


def test_an_object_that_became_a_link_or_cannot_be_read_is_damage(
    vault: Vault, noc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = vault.path(vault.keep(noc).sha256)
    place.unlink()
    place.symlink_to(noc)
    assert [each.what for each in vault.verify()] == ["this is no file"]
    place.unlink()
    vault.keep(noc)

    def refuse(*_: Any, **__: Any) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert [each.what for each in vault.verify()] == ["this cannot be read: Permission denied"]


def test_writable_is_no_damage(vault: Vault, noc: Path) -> None:
    vault.path(vault.keep(noc).sha256).chmod(0o666)
    assert list(vault.verify()) == []


def test_what_a_killed_program_left_is_swept(vault: Vault, noc: Path) -> None:
    assert vault.sweep() == 0
    vault.keep(noc)
    (vault.root / "incoming" / "half").write_bytes(b"half a fi")
    assert vault.sweep() == 1
    assert len(files(vault)) == 1
    assert list(vault.verify()) == []


def test_verifying_tells_how_many_bytes_it_has_read(vault: Vault) -> None:
    vault.keep_bytes(b"one")
    vault.keep_bytes(b"three")
    seen: list[int] = []
    assert list(vault.verify(seen.append)) == []
    assert sum(seen) == 8


def test_an_empty_vault_has_nothing_wrong_with_it(vault: Vault) -> None:
    assert list(vault.verify()) == list(vault.hashes()) == []


def test_a_kill_in_the_middle_leaves_no_half_object(vault: Vault, tmp_path: Path) -> None:
    big = tmp_path / "big"
    big.write_bytes(os.urandom(4 * BLOCK))
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom ledger.vault import Vault\n"
        "seen = []\n"
        "def kill(count):\n    seen.append(count)\n    len(seen) == 3 and os.kill(os.getpid(), signal.SIGKILL)\n"
        "Vault(Path(sys.argv[1])).keep(Path(sys.argv[2]), kill)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(vault.root), str(big)], check=False)
    assert done.returncode == -9
    assert list(vault.hashes()) == []
    assert vault.sweep() == 1
    assert not vault.keep(big).known
