"""Why a packed file is refused.

FileRefused
├── NotPacked        P-060  the file is not packed as its source says
├── PackingBroken    P-061  truncated, damaged, or followed by something else
├── PackingTooLarge  P-062  beyond what the source allows: a bomb looks like this
├── UnsafeArchive    P-063  names that leave a folder or stand twice, links, passwords
└── NoMember         P-064  no member that the source asks for
"""

from __future__ import annotations

from collections.abc import Sequence

from projections.readers.refusals import FileRefused

MOST_NAMED = 10
"""Members that an error names."""


class NotPacked(FileRefused):
    """The file is not packed, or otherwise than its source says."""

    code = "P-060"

    def __init__(self, declared: str, found: str) -> None:
        super().__init__(
            f"the file is not {declared}, as its source says: it looks like {found}",
            why="how a file is packed is never guessed",
            mend=("set `packing: gzip`, `zip`, `zstd` or `none` in the source", "fetch the file again"),
        )


class PackingBroken(FileRefused):
    """The packed file is not whole."""

    code = "P-061"

    def __init__(self, what: str, why: str | None = None) -> None:
        super().__init__(
            f"the packed file is not whole: {what}",
            why=why or "an interrupted or altered copy looks like this; nothing of it can be trusted",
            mend=("fetch the file again, and compare its size with that of the publisher",),
        )


class PackingTooLarge(FileRefused):
    """What is packed is larger than the source allows."""

    code = "P-062"

    def __init__(self, what: str, limit: str) -> None:
        super().__init__(
            f"the packed file holds {what}, more than the limit `{limit}`",
            why="a small file that unpacks to a huge one can fill a disk; the limits are declared by the source",
            mend=(f"if the file is right: raise `{limit.partition(':')[0]}` in the source",),
        )


class UnsafeArchive(FileRefused):
    """The archive holds what cannot be read without danger or doubt."""

    code = "P-063"

    def __init__(self, what: str, why: str, mend: str = "ask the publisher for a plain archive") -> None:
        super().__init__(f"the archive cannot be read: {what}", why=why, mend=(mend,))


class NoMember(FileRefused):
    """No member of the archive is asked for by the source."""

    code = "P-064"

    def __init__(self, patterns: Sequence[str], names: Sequence[str]) -> None:
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        held = ", ".join(map(repr, names[:MOST_NAMED])) + more
        super().__init__(
            f"none of the {len(names)} members of the archive matches `members` of the source",
            why=f"it asks for {', '.join(map(repr, patterns))}; the archive holds {held or 'nothing'}",
            mend=("revise `members` in the source", "fetch the file again"),
        )
