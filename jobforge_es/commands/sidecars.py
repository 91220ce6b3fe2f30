"""``FILE.meta.yaml``: what is said about a file, in a file beside it; and a file that is not what it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import attrs

from jobforge_es.commands.facts import NOTHING, SIDECAR, Facts
from jobforge_es.definitions.amounts import size
from jobforge_es.definitions.decoding import LARGEST
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields, Findings
from jobforge_es.definitions.marked import read
from jobforge_es.definitions.nodes import Map
from jobforge_es.definitions.periods import FISCAL_YEAR, NotAPeriod, day_of, period_of
from jobforge_es.settings import LONGEST_PERIOD, SettingWrong, check_words
from ledger.errors import JobForgeError

KEYS: Final = ("published", "edition", "period", "sha256", "rows", "bytes", "fetched")
FETCHED: Final = ("url", "from", "etag", "last_modified", "at")
"""What ``jobforge fetch`` writes about where a file came from; kept, and never taken for what a publisher says."""

MOST: Final = 2**53 - 1
SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")


@attrs.frozen
class Sidecar:
    """What a sidecar says; None where it says nothing.

    Attributes:
        facts: when, as which edition and about which period it was published.
        sha256: of the bytes of the file, in small letters.
        rows: records of the file, without its header and what is declared to be skipped.
        size: bytes of the file.
        is_fetched: whether ``jobforge fetch`` wrote it.
    """

    facts: Facts = NOTHING
    sha256: str | None = None
    rows: int | None = None
    size: int | None = None
    is_fetched: bool = False


class NotData(JobForgeError):
    """A file beside another, or a list of files, is no data."""

    code = "A-006"
    exit_code = 2

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{quoted(name)} tells about a file and is none to be landed",
            where=name,
            written="nothing",
            mend=(f"jobforge ingest {name.removesuffix(SIDECAR)} --source ...",),
        )


class OtherBytes(JobForgeError):
    """A file has not the hash that is declared for it."""

    code = "A-007"


class OtherSize(JobForgeError):
    """A file has not the size that is declared for it."""

    code = "A-008"


class OtherRows(JobForgeError):
    """A file has not as many records as are declared for it."""

    code = "A-009"


class RowsOfSeveral(JobForgeError):
    """A number of records is declared for a file of several parts."""

    code = "A-010"
    exit_code = 2

    def __init__(self, name: str, parts: int) -> None:
        super().__init__(
            f"`rows` is declared for a file of {parts} parts",
            where=f"{name}{SIDECAR}",
            why="each part is landed by itself, so that no count of all can be checked",
            written="nothing: the file was not landed",
            mend=("declare `sha256` or `bytes` instead",),
        )


def difference(name: str, said: Sidecar, sha256: str, size: int) -> JobForgeError | None:
    """Tell how the bytes of a file differ from what was declared; None where they do not."""
    if said.size is not None and said.size != size:
        return _differs(OtherSize, name, f"the file has {size} bytes, {said.size} are declared")
    if said.sha256 is not None and said.sha256 != sha256:
        return _differs(OtherBytes, name, f"the file has the SHA-256 {sha256}, {said.sha256} is declared")
    return None


def rows_differ(name: str, declared: int, found: int) -> JobForgeError:
    """Give the error for a file with another number of records than declared."""
    return _differs(OtherRows, name, f"the file has {found} records, {declared} are declared")


def _differs(kind: type[JobForgeError], name: str, what: str) -> JobForgeError:
    return kind(
        what,
        where=name,
        why=f"{name}{SIDECAR} declares it: the copy is incomplete, or of another edition",
        written="its bytes are kept; nothing was landed",
        mend=("fetch the file again", f"or correct {name}{SIDECAR}, then jobforge run"),
    )


def beside(path: Path) -> Path | None:
    """Give the sidecar of a file, or None."""
    try:
        found = path.with_name(f"{path.name}{SIDECAR}")
        return found if found.is_file() else None
    except (OSError, ValueError):  # a name that is too long to have one, or no name at all
        return None


def bytes_of(path: Path) -> bytes:
    """Read a sidecar, as far as one is read."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def read_sidecar(path: str, raw: bytes, fiscal_year: str = FISCAL_YEAR) -> Sidecar:
    """Read a sidecar.

    Args:
        path: as people know it.
        raw: its bytes.
        fiscal_year: month and day on which the period ``2025/2026`` begins.

    Raises:
        DefinitionBroken: it is unreadable, or has one mistake; the error names line and column.
        DefinitionsBroken: it has several.
    """
    document = read(path, raw)
    findings = Findings(document)
    fields = Fields.of(document.root, findings)
    fields.refuse_unknown(KEYS)
    fetched = fields.node("fetched")
    if isinstance(fetched, Map):
        Fields.of(fetched, findings).refuse_unknown(FETCHED, " in `fetched`")
    elif fetched is not None:
        fields.wrong("fetched", "`fetched` is no mapping", "leave it out: jobforge fetch writes it")
    found = Sidecar(
        facts=Facts(_dated(fields, "published", fiscal_year), _edition(fields), _dated(fields, "period", fiscal_year)),
        sha256=_sha256(fields),
        rows=fields.whole("rows", 0, 0, MOST) if "rows" in fields else None,
        size=_bytes(fields),
        is_fetched=fetched is not None,
    )
    findings.finish()
    return found


def _dated(fields: Fields, key: str, fiscal_year: str) -> str | None:
    text = fields.text(key)
    if text is None:
        return None
    try:
        day_of(text) if key == "published" else period_of(text, fiscal_year)
    except NotAPeriod as error:
        example = "2026-03-31" if key == "published" else "2026-03"
        fields.wrong(key, f"`{key}` is {quoted(text)}", f"{key}: {example}", why=error.why)
        return None
    return text


def _edition(fields: Fields) -> str | None:
    text = fields.text("edition")
    if text is None:
        return None
    try:
        return check_words(text, "edition", LONGEST_PERIOD)
    except SettingWrong as error:
        fields.wrong("edition", error.what, 'edition: "2021.1"', why=error.why)
        return None


def _sha256(fields: Fields) -> str | None:
    text = fields.text("sha256")
    if text is not None and not SHA256.fullmatch(text):
        fields.wrong("sha256", f"`sha256` is {quoted(text)}", "write the 64 digits that `sha256sum FILE` prints")
        return None
    return None if text is None else text.lower()


def _bytes(fields: Fields) -> int | None:
    text = fields.text("bytes")
    if text is None:
        return None
    try:
        return size(text)
    except ValueError:
        fields.wrong("bytes", f"`bytes` is {quoted(text)}, not a size", "bytes: 4096")
        return None
