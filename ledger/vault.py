"""The vault: source bytes and other large content, each kept once under its SHA-256.

``sha256/ab/<64 hexadecimal digits>``, read-only. A file is written under another name, synced, then renamed: what bears
its final name is whole and lasts.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

import attrs

from ledger.damage import Damage, damage_of
from ledger.durable import make_folder, make_last, make_name_last
from ledger.errors import IntegrityError
from ledger.intake import Progress, not_kept, opened, write
from ledger.names import Sha256

READ_ONLY: Final = 0o444
_INCOMING: Final = "incoming"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class NotInVault(IntegrityError):
    """Bytes that a hash names are not in the vault."""

    code = "I-002"


class VaultDamaged(IntegrityError):
    """Bytes in the vault do not have the hash that they are kept under."""

    code = "I-003"


@attrs.frozen
class Kept:
    """What was put into the vault.

    Attributes:
        size: in bytes.
        known: True when the same bytes were there already.
    """

    sha256: Sha256
    size: int
    known: bool


@attrs.frozen
class Vault:
    """A folder of bytes by hash.

    Attributes:
        root: the folder; made when something is kept.
        below: a vault that is only read, asked when something is not in this one; None without one.
    """

    root: Path
    below: Vault | None = None

    def keep(self, path: Path, progress: Progress | None = None) -> Kept:
        """Keep the bytes of a file and make them last before returning.

        Args:
            path: a regular file, of any size.
            progress: is told the size of each block that was read.

        Raises:
            SourceFileMissing, NotAFile, SourceFileUnreadable, FileChanged: the file cannot be kept; nothing was.
            NotKept: the vault cannot be written, most often because the disk is full; nothing is left behind.
        """
        with opened(Path(path)) as source:
            return self._keep(lambda target: source.copy(target, progress))

    def keep_bytes(self, data: bytes) -> Sha256:
        """Keep bytes from memory and make them last before returning.

        Raises:
            NotKept: the vault cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        if self._intact(Sha256(sha256)):
            return Sha256(sha256)

        def fill(target: int) -> tuple[str, int]:
            write(target, memoryview(data))
            return sha256, len(data)

        return self._keep(fill).sha256

    def path(self, sha256: Sha256) -> Path:
        """Give the place of what is kept under a hash.

        Raises:
            NotInVault: nothing is, or this is no hash.
        """
        if _SHA256.fullmatch(sha256):
            place = self._place(sha256)
            if place.is_file():
                return place
            if self.below is not None:
                return self.below.path(sha256)
        raise NotInVault(
            f"{sha256!r} is not in the vault",
            where=str(self.root),
            why="the ledger names it, so it must not be deleted",
            mend=("restore the vault from a backup",),
        )

    def has(self, sha256: Sha256) -> bool:
        """Tell whether something is kept under a hash; its bytes are not looked at."""
        try:
            self.path(sha256)
        except NotInVault:
            return False
        return True

    def open(self, sha256: Sha256) -> BinaryIO:
        """Open what is kept under a hash; the bytes are not checked.

        Raises:
            NotInVault: nothing is.
        """
        return self.path(sha256).open("rb")

    def read(self, sha256: Sha256) -> bytes:
        """Read all that is kept under a hash and check it; meant for definitions, not for source files.

        Raises:
            NotInVault: nothing is.
            VaultDamaged: the bytes have another hash.
        """
        path = self.path(sha256)
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise VaultDamaged(
                f"the vault's {sha256} has other bytes than were kept",
                where=str(path),
                mend=("jobforge verify", "restore the file from a backup of the vault"),
            )
        return data

    def hashes(self) -> Iterator[Sha256]:
        """Give the hash of everything that is kept in this vault, sorted; what lies below is not counted."""
        for path in self._files():
            if self._is_named(path):
                yield Sha256(path.name)

    def verify(self, progress: Progress | None = None) -> Iterator[Damage]:
        """Hash everything in this vault again and give what is not as it was kept, in the order of names.

        Args:
            progress: is told the size of each block that was read.
        """
        for path in self._files():
            if not self._is_named(path):
                yield Damage(path, "this is nothing that the vault put here", None)
            elif (what := damage_of(path, progress)) is not None:
                yield Damage(path, what, Sha256(path.name))

    def dispose(self, sha256: Sha256) -> bool:
        """Remove what is kept under a hash; tell whether anything was there. Needs a recorded decision."""
        place = self._place(sha256)
        if not place.is_file():
            return False
        place.unlink()
        make_name_last(place.parent)
        return True

    def sweep(self) -> int:
        """Remove what a killed program left half written and tell how many files that were.

        Call it while no other program keeps anything in this vault.
        """
        swept = 0
        for path in (self.root / _INCOMING).glob("*"):
            path.unlink(missing_ok=True)
            swept += 1
        return swept

    def _keep(self, fill: Callable[[int], tuple[str, int]]) -> Kept:
        """Write a new file with ``fill``, which gives hash and size, and let it take its final name."""
        try:
            temporary, handle = self._begin()
        except OSError as error:
            raise not_kept(error, self.root) from error
        try:
            try:
                found, size = fill(handle)
                known = self._intact(Sha256(found))
                if not known:
                    make_last(handle)
            finally:
                os.close(handle)
            if not known:
                _let_stand(temporary, self._place(found))
        except OSError as error:
            raise not_kept(error, self.root) from error
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)  # gone already where it took its final name
        return Kept(Sha256(found), size, known)

    def _begin(self) -> tuple[Path, int]:
        folder = self.root / _INCOMING
        make_folder(folder)
        path = folder / secrets.token_hex(8)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        return path, os.open(path, flags, 0o600)

    def _intact(self, sha256: Sha256) -> bool:
        """Tell whether the bytes are here or below, whole; damaged ones are to be replaced by good ones."""
        place = self._place(sha256)
        if place.is_file() and damage_of(place) is None:
            return True
        return self.below is not None and self.below._intact(sha256)  # noqa: SLF001 - another of its kind

    def _place(self, sha256: str) -> Path:
        return self.root / "sha256" / sha256[:2] / sha256

    def _is_named(self, path: Path) -> bool:
        return _SHA256.fullmatch(path.name) is not None and path == self._place(path.name)

    def _files(self) -> Iterator[Path]:
        """Give everything under ``sha256/`` that is no folder."""
        for folder, names, files in os.walk(self.root / "sha256"):
            names.sort()
            yield from (Path(folder, name) for name in sorted(files))


def _let_stand(temporary: Path, place: Path) -> None:
    """Give a whole file its final name."""
    temporary.chmod(READ_ONLY)
    make_folder(place.parent)
    temporary.replace(place)
    make_name_last(place.parent)
