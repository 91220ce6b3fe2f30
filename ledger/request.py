"""One append, made ready before any lock is taken, and the rules that every store applies to it.

The fingerprint says whether a repeated key carries the same content. It covers stream, types, schemas, payloads, actor
and reason, not the run, the cause or the software: a retry by another run is the same request. It is SHA-256 over
``"LEDGERv1 request"`` and then each part as a u32 length and its bytes; a missing reason has the length 2^32-1.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from ledger.canonical import parse
from ledger.codec import encode_event, encode_metadata
from ledger.entry import Entry, Stored, seal
from ledger.errors import IdempotencyConflict, InvalidEvent, VersionConflict
from ledger.event import NewEvent
from ledger.names import Position
from ledger.store import ANY_VERSION, Appended

_ABSENT: Final = b"\xff\xff\xff\xff"


@attrs.frozen
class Item:
    """One event of a request in stored form."""

    type: str
    schema: int
    actor: str
    key: str | None
    payload: bytes
    metadata: bytes


@attrs.frozen
class Request:
    """An append that is ready to be written.

    Attributes:
        key: of the whole; with several events each of them carries ``key/1``, ``key/2``, ...
        fingerprint: 32 bytes.
    """

    stream: str
    key: str | None
    items: tuple[Item, ...]
    fingerprint: bytes

    @classmethod
    def of(cls, stream: str, events: Sequence[NewEvent], key: str | None) -> Request:
        """Encode the events.

        Raises:
            EntryTooLarge, InvalidEvent, UnknownEvent: one of them cannot be stored.
        """
        if not events:
            raise InvalidEvent("an append needs at least one event")
        check_minted(stream, "stream")
        if key is not None:
            check_minted(key, "idempotency key")
        keys = item_keys(key, len(events))
        items = tuple(_item(event, item_key) for event, item_key in zip(events, keys, strict=True))
        request = cls(stream, key, items, fingerprint(stream, items))
        request.entries(Position(0), bytes(32), 0, 0)  # only to learn now whether each of them fits
        return request

    def entries(self, head: Position, previous: bytes, version: int, recorded_at: int) -> list[Stored]:
        """Place the events after a head, chained.

        Args:
            head: position of the last entry.
            previous: its hash.
            version: of the stream.
            recorded_at: UTC microseconds, the same for all.
        """
        made: list[Stored] = []
        for offset, item in enumerate(self.items, 1):
            entry = Entry(
                position=head + offset,
                stream=self.stream,
                version=version + offset,
                type=item.type,
                schema=item.schema,
                recorded_at=recorded_at,
                actor=item.actor,
                key=item.key,
                payload=item.payload,
                metadata=item.metadata,
                previous=previous,
            )
            made.append(seal(entry))
            previous = made[-1].hash
        return made

    def repeats(self, recorded: bytes, first: int, last: int) -> Appended:
        """Give the first positions of a known key.

        Args:
            recorded: the fingerprint that was recorded for the key.
            first: position of its first event.
            last: position of its last event.

        Raises:
            IdempotencyConflict: the content differs.
        """
        if recorded != self.fingerprint:
            raise IdempotencyConflict(
                f"the key {self.key!r} was used before, for other content",
                where=f"position {first}",
                why="a key names one request for ever; the same key with the same content would be a repeat",
                mend=(f"jobforge log, and look at position {first}",),
            )
        return Appended(Position(first), Position(last), repeated=True)

    def refuse_taken(self) -> IdempotencyConflict:
        """Make the error for a key that an event of another request already bears."""
        return IdempotencyConflict(
            f"the key {self.key!r} is borne by an event of another request",
            why="the events of a request with several bear its key and their number: key/1, key/2, ...",
        )


def check_version(stream: str, expected: int, actual: int) -> None:
    """Refuse when the stream is not where the writer saw it.

    Raises:
        VersionConflict: it is not.
        ValueError: the expectation is below ANY_VERSION.
    """
    if expected < ANY_VERSION:
        msg = f"an expected version is a count, or ANY_VERSION, not {expected}"
        raise ValueError(msg)
    if expected not in (ANY_VERSION, actual):
        raise VersionConflict(stream, expected, actual)


def check_minted(text: str, what: str) -> None:
    """Refuse a text of the envelope that has two spellings or hides something.

    Raises:
        InvalidEvent: it is empty, not NFC, or has a control character or half of a surrogate pair.
    """
    if not text:
        raise InvalidEvent(f"the {what} is empty")
    if not unicodedata.is_normalized("NFC", text):
        raise InvalidEvent(
            f"the {what} is not in Unicode normal form C",
            where=ascii(text),
            why="the same word would have two spellings and two hashes",
        )
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise InvalidEvent(f"the {what} has a control character", where=ascii(text))


def item_keys(key: str | None, count: int) -> list[str | None]:
    """Give the keys that the events of a request bear."""
    if key is None or count == 1:
        return [key] * count
    return [f"{key}/{ordinal}" for ordinal in range(1, count + 1)]


def fingerprint(stream: str, items: Iterable[Item]) -> bytes:
    """Give the 32 bytes that say what a request asked for."""
    digest = hashlib.sha256(b"LEDGERv1 request")
    digest.update(_framed(stream.encode()))
    for item in items:
        reason = parse(item.metadata)["reason"]
        digest.update(_framed(item.type.encode()))
        digest.update(_framed(item.schema.to_bytes(4, "big")))
        digest.update(_framed(item.payload))
        digest.update(_framed(item.actor.encode()))
        digest.update(_ABSENT if reason is None else _framed(reason.encode()))
    return digest.digest()


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part


def _item(event: NewEvent, key: str | None) -> Item:
    check_minted(event.actor, "actor")
    _check_reason(event.metadata.reason)
    encoded = encode_event(event.data)
    metadata = encode_metadata(event.metadata)
    return Item(encoded.type, encoded.schema, event.actor, key, encoded.payload, metadata)


def _check_reason(reason: str | None) -> None:
    if reason is not None and not unicodedata.is_normalized("NFC", reason):
        raise InvalidEvent("the reason is not in Unicode normal form C", why="the same words would have two hashes")
