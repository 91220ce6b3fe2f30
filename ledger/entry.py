"""The bytes that are hashed: entry format ``LEDGERv1``.

``entry = header | previous hash (32) | stream | type | actor | key | payload | metadata``, texts in UTF-8. The
header is 60 bytes, big-endian: the magic, u64 position, u64 version, i64 recorded_at, u32 schema, and the six lengths
as u32 in the order of the parts. ``hash = SHA-256(0x00 | entry)``: the leaf hash of RFC 6962, so one hash serves the
chain and a later Merkle tree. The format never changes its meaning: another one would bear another magic.
"""

from __future__ import annotations

import hashlib
import struct
from typing import Final

import attrs

from ledger.errors import EntryTooLarge, IntegrityError, InvalidEvent

MAGIC: Final = b"LEDGERv1"
MAX_ENTRY: Final = 60_000
"""Bytes of the largest entry: C2SP tlog-tiles bundles carry a length of 16 bits, and leave some room."""

HASH_SIZE: Final = 32
LEDGER_ID_SIZE: Final = 16
HEADER: Final = struct.Struct(">8sQQqI6I")
_LEAF: Final = b"\x00"


def genesis_hash(ledger_id: bytes) -> bytes:
    """Give what stands as the previous hash of the first entry.

    Raises:
        ValueError: the id has not 16 bytes.
    """
    if len(ledger_id) != LEDGER_ID_SIZE:
        msg = f"a ledger id has {LEDGER_ID_SIZE} bytes, not {len(ledger_id)}"
        raise ValueError(msg)
    return hashlib.sha256(MAGIC + b" genesis" + ledger_id).digest()


@attrs.frozen
class Entry:
    """One entry, in the form in which it is stored.

    Attributes:
        recorded_at: UTC microseconds since 1970.
        key: None is hashed as an empty text; the empty key is therefore forbidden.
        payload, metadata: canonical JSON.
        previous: hash of the entry before, or the genesis hash.
    """

    position: int
    stream: str
    version: int
    type: str
    schema: int
    recorded_at: int
    actor: str
    key: str | None
    payload: bytes
    metadata: bytes
    previous: bytes

    def encode(self) -> bytes:
        """Give the bytes that are hashed.

        Raises:
            InvalidEvent: the key is empty, a text is not valid UTF-8, or a number does not fit its field.
        """
        if self.key == "":
            raise InvalidEvent("an idempotency key may not be empty", why="it would hash like no key at all")
        try:
            parts = (
                self.stream.encode(),
                self.type.encode(),
                self.actor.encode(),
                (self.key or "").encode(),
                self.payload,
                self.metadata,
            )
            header = HEADER.pack(
                MAGIC, self.position, self.version, self.recorded_at, self.schema, *(len(part) for part in parts)
            )
        except (UnicodeEncodeError, struct.error) as error:
            raise InvalidEvent(
                "a part of the entry has no place in its bytes",
                where=f"stream {self.stream!a}",
                why=type(error).__name__,
            ) from error
        return b"".join((header, self.previous, *parts))

    def hash(self) -> bytes:
        """Give the 32 bytes of the entry's leaf hash."""
        return hashlib.sha256(_LEAF + self.encode()).digest()


@attrs.frozen
class Stored:
    """An entry as a store holds it, with the hash that stands beside it."""

    entry: Entry
    hash: bytes

    def check(self) -> Stored:
        """Give itself back when the hash is that of the entry.

        Raises:
            IntegrityError: it is not.
        """
        position = self.entry.position
        try:
            data = self.entry.encode()
        except InvalidEvent as error:
            raise _changed(f"event {position} cannot be read back: {error.what}", position) from error
        found = hashlib.sha256(_LEAF + data).digest()
        if found != self.hash:
            hashes = f"recorded {self.hash.hex()[:12]}, found {found.hex()[:12]}"
            raise _changed(f"event {position} does not match its hash ({hashes})", position)
        if len(data) > MAX_ENTRY:
            raise _changed(f"event {position} is larger than an entry can be", position)
        return self


def seal(entry: Entry) -> Stored:
    """Put an entry and its hash together.

    Raises:
        EntryTooLarge: it exceeds MAX_ENTRY.
    """
    data = entry.encode()
    if len(data) > MAX_ENTRY:
        raise EntryTooLarge(
            f"an event of type {entry.type!r} would take {len(data)} bytes; the most is {MAX_ENTRY}",
            where=f"stream {entry.stream!r}",
            why="an entry must fit into a proof bundle; large content belongs in the vault, the event carries its hash",
        )
    return Stored(entry, hashlib.sha256(_LEAF + data).digest())


def _changed(what: str, position: int) -> IntegrityError:
    return IntegrityError(
        what,
        position=position,
        why="its bytes were changed after it was recorded",
        mend=("jobforge verify", "keep the file as evidence and restore the ledger from a backup"),
    )
