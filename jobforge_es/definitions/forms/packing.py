"""Read how the files of a source are packed, whatever their format."""

from __future__ import annotations

from typing import Literal

from jobforge_es.definitions.amounts import size
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.nodes import Text
from ledger.definitions import Packing

KEYS = ("packing", "members", "max_unpacked", "max_ratio", "max_members")
KINDS: dict[str, Literal["gzip", "zip", "zstd", "none"]] = {
    "gzip": "gzip",
    "zip": "zip",
    "zstd": "zstd",
    "none": "none",
}
LARGEST = 2**50
MOST = 1_000_000
DEFAULT = Packing("zip")


def read(fields: Fields) -> Packing | None:
    """Compile the keys; None where the files are not packed."""
    kind = fields.choice("packing", KINDS, "none")
    if kind == "none":
        for key in (key for key in KEYS[1:] if key in fields):
            if not isinstance(fields.node(key), Text) or fields.scalar(key) is not None:
                fields.wrong(key, f"{quoted(key)} has no meaning without `packing`", "packing: zip")
        return None
    if kind != "zip" and "members" in fields:
        fields.wrong("members", f"a {kind} file holds one file, not members", "leave `members` out, or packing: zip")
    return Packing(
        kind=kind,
        members=fields.words("members") or DEFAULT.members,
        max_bytes=_bytes(fields),
        max_ratio=fields.whole("max_ratio", DEFAULT.max_ratio, 1, MOST),
        max_members=fields.whole("max_members", DEFAULT.max_members, 1, MOST),
    )


def _bytes(fields: Fields) -> int:
    text = fields.text("max_unpacked")
    if text is None:
        return DEFAULT.max_bytes
    try:
        count = size(text)
    except ValueError:
        count = 0
    if not 1 <= count <= LARGEST:
        mend = "write a size such as max_unpacked: 10 GiB"
        fields.wrong("max_unpacked", f"`max_unpacked` is {quoted(text)}, not a size", mend)
        return DEFAULT.max_bytes
    return count
