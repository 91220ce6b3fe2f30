"""Zip archives: which members they have, whether they may be read, and their bytes.

Members are never unpacked to a place that their name says: a name is only a word that rows carry.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from io import SEEK_END
from pathlib import Path, PurePosixPath, PureWindowsPath

import attrs

from ledger.definitions import Packing
from projections.readers.packing.directory import check_directory
from projections.readers.packing.refusals import NoMember, PackingBroken, UnsafeArchive

BLOCK = 1_048_576
ENCRYPTED, IS_UTF8 = 0x1, 0x800
METHODS = {zipfile.ZIP_STORED: "stored", zipfile.ZIP_DEFLATED: "deflate", zipfile.ZIP_BZIP2: "bzip2"}
"""Those that are read: the others need memory that the archive itself asks for, or a library that nobody keeps."""

LEFT_BY_MACOS = ("__MACOSX/", ".DS_Store")
"""What macOS adds to every archive; none of it is what people packed."""


@attrs.frozen
class Member:
    """A file in an archive.

    Attributes:
        name: with its folders, ``/`` between them.
        info: where it lies.
    """

    name: str
    info: zipfile.ZipInfo


def members(archive: zipfile.ZipFile, packing: Packing) -> list[Member]:
    """Give the members that the source asks for, in the order of the archive.

    Raises:
        NoMember: there is none.
        PackingBroken: one has no name, of which the standard library makes an error of its own.
        UnsafeArchive: names that stand twice or leave a folder; one asked for is encrypted, a link, or packed in a way
            that is not read.
    """
    if any(not info.filename for info in archive.infolist()):
        raise PackingBroken("a member has no name")
    files = [Member(_name(info), info) for info in archive.infolist() if not info.is_dir()]
    _refuse_names([member.name for member in files])
    _refuse_overlap(archive)
    files = [member for member in files if not _is_left_by_macos(member.name)]
    found = [member for member in files if any(_matches(member.name, pattern) for pattern in packing.members)]
    if not found:
        raise NoMember(packing.members, [member.name for member in files])
    for member in found:
        _refuse_member(member.info)
    return found


def blocks(archive: zipfile.ZipFile, member: Member) -> Iterator[bytes]:
    """Unpack a member; length and checksum are compared.

    Raises:
        PackingBroken: it is not whole.
    """
    count = 0
    with whole(), archive.open(member.info) as file:
        while block := file.read(BLOCK):
            count += len(block)
            yield block
    if count != member.info.file_size:
        raise PackingBroken("a member is shorter than the archive says")


@contextmanager
def opened(path: Path, packing: Packing) -> Iterator[zipfile.ZipFile]:
    """Open an archive.

    Raises:
        PackingBroken: it is not whole, or something stands before or behind it.
        PackingTooLarge: it has more members than allowed.
    """
    with path.open("rb") as file:
        check_directory(file, packing.max_members)
        with whole():
            archive = zipfile.ZipFile(file)
        with archive:
            yield archive


@contextmanager
def whole() -> Iterator[None]:
    """Tell what is wrong with an archive, without the names in it."""
    try:
        yield
    except EOFError:
        raise PackingBroken("it ends in the middle") from None
    except (zipfile.BadZipFile, zlib.error, struct.error, UnicodeDecodeError, NotImplementedError, ValueError) as error:
        checksum = isinstance(error, zipfile.BadZipFile) and str(error).startswith("Bad CRC-32")
        what = "a checksum differs" if checksum else "its parts do not fit together"
        raise PackingBroken(what) from error
    except OSError as error:
        if error.errno is not None:  # of the disk; bzip2 says that its data are invalid without a number
            raise
        raise PackingBroken("its parts do not fit together") from error


def _name(info: zipfile.ZipInfo) -> str:
    """Give the name; without a mark of its encoding it is UTF-8 where that is possible, else cp437, as PKZIP says."""
    if info.flag_bits & IS_UTF8:
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode()
    except UnicodeDecodeError:
        return info.orig_filename


def _refuse_names(names: list[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise UnsafeArchive("two members have the same name", f"{twice[0]!r}: which of them is meant would be a guess")
    for name in names:
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or PureWindowsPath(name).drive or "\0" in name:
            raise UnsafeArchive("the name of a member leaves its folder", f"{name!r} is no plain name below a folder")


def _refuse_overlap(archive: zipfile.ZipFile) -> None:
    """Refuse members that share their bytes: so a small archive holds more than all limits of one member tell."""
    packed = sum(info.compress_size for info in archive.infolist())
    if archive.fp is not None and packed > archive.fp.seek(0, SEEK_END):
        raise UnsafeArchive("its members overlap", "together they are longer than the archive")


def _is_left_by_macos(name: str) -> bool:
    folder, file = LEFT_BY_MACOS
    return name.startswith(folder) or PurePosixPath(name).name == file


def _matches(name: str, pattern: str) -> bool:
    """Compare the whole name with a pattern that has folders, else the last part of it."""
    return fnmatchcase(name if "/" in pattern else PurePosixPath(name).name, pattern)


def _refuse_member(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & ENCRYPTED:
        mend = "unpack it with its password, and ingest what comes out"
        raise UnsafeArchive("a member is encrypted", "a password is no setting of a source", mend)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UnsafeArchive("a member is a link", "it would be read from elsewhere")
    if info.compress_type not in METHODS:
        raise UnsafeArchive(
            f"a member is packed with method {info.compress_type}",
            f"methods that are read: {', '.join(METHODS.values())}",
            "pack the files again with deflate, or unpack them and ingest what comes out",
        )
