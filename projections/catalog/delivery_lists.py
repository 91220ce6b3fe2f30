"""Lists of the files of a delivery: one name a line, or what ``sha256sum`` prints."""

from __future__ import annotations

import re

import attrs

from ledger.errors import JobForgeError

LINE = re.compile(r"(?:([0-9a-fA-F]{64}) [ *])?(.+)")
MOST = 10_000
LARGEST = 4_194_304


class ListBroken(JobForgeError):
    """A file is no list of files."""

    code = "A-011"

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(
            "the list of the files of a delivery cannot be read",
            where=f"line {line}" if line else None,
            why=why,
            written="nothing",
            mend=("write one name a line, or what `sha256sum FILE...` prints",),
        )


@attrs.frozen
class Listed:
    """A file that a list names, and its hash where the list gives it."""

    name: str
    sha256: str | None


def read_list(raw: bytes) -> tuple[Listed, ...]:
    """Read a list; blank lines and those that begin with ``#`` are passed over.

    Raises:
        ListBroken: it is not UTF-8, names nothing, a folder, or a file twice.
    """
    if len(raw) > LARGEST:
        raise ListBroken(f"it has more than {LARGEST} bytes")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListBroken("it is not UTF-8") from error
    found: dict[str, Listed] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            one = _listed(line.strip(), number)
            if one.name in found:
                raise ListBroken("it names a file twice", number)
            found[one.name] = one
    if not 0 < len(found) <= MOST:
        raise ListBroken(f"it names {len(found)} files; it has to name 1 to {MOST:,}")
    return tuple(found.values())


def _listed(line: str, number: int) -> Listed:
    match = LINE.fullmatch(line)
    name = match[2].strip() if match else ""
    if match is None or not name or not name.isprintable() or "/" in name or "\\" in name or len(name) > 255:
        raise ListBroken("a name is one of a file, without folders", number)
    return Listed(name, match[1].lower() if match[1] else None)
