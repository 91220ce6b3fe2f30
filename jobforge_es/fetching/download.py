"""One file from one address: resumed where it broke off, checked for length and checksum."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from jobforge_es.fetching.asking import Asker, close, reason
from jobforge_es.fetching.conditions import OtherChecksum, PackedAnswer, TooLarge, Unreachable
from ledger.definitions import Remote

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

BLOCK: Final = 65_536
RANGE: Final = re.compile(r"bytes ([0-9]{1,18})-[0-9]{1,18}/(?:[0-9]{1,18}|\*)")


@attrs.frozen
class Validators:
    """By what a server tells one state of a file from another; None where it does not say."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def strong(self) -> str | None:
        """What a broken file may be resumed by (RFC 9110, section 13.1.5): a strong tag, else the date."""
        if self.etag is not None:
            return None if self.etag.startswith("W/") else self.etag
        return self.last_modified


@attrs.frozen
class Fetched:
    """A file that came.

    Attributes:
        validators: of the server.
        url: that gave it, after all redirects.
        sha256, size: of its bytes.
        resumed: bytes that had come before and were not asked for again.
    """

    validators: Validators
    url: str
    sha256: str
    size: int
    resumed: int


@attrs.define
class Download:
    """Fetches a file into a place for unfinished ones.

    Attributes:
        url: the address.
        part: where it is written; what stands there from before is gone on with.
        remote: its limits.
        asker: asks.
        known: the state of the file that is there already, or None.
    """

    url: str
    part: Path
    remote: Remote
    asker: Asker
    known: Validators | None = None

    def run(self) -> Fetched | None:
        """Try once to fetch the file; None where it has not changed.

        Raises:
            Unreachable: another try may help.
            JobForgeError: none would; see ``conditions``.
        """
        held = self._held()
        there = self.part.stat().st_size if held is not None else 0
        headers = {"Range": f"bytes={there}-", "If-Range": held.strong or ""} if held else self._conditions()
        answer, url = self.asker.ask(self.url, headers)
        try:
            if answer.status == 304:
                return None
            return self._taken(answer, url, there)
        finally:
            close(answer)

    def _conditions(self) -> dict[str, str]:
        known = self.known or Validators()
        if known.etag is not None:
            return {"If-None-Match": known.etag}
        return {} if known.last_modified is None else {"If-Modified-Since": known.last_modified}

    def _taken(self, answer: BaseHTTPResponse, url: str, there: int) -> Fetched:
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise PackedAnswer("the answer is packed, and was asked not to be", url)
        if answer.status == 416 or (answer.status == 206 and _start(answer) != there):
            self.forget()
            raise Unreachable(self.url, "the server has no such part of the file")
        start = there if answer.status == 206 else 0
        found = Validators(_header(answer, "ETag"), _header(answer, "Last-Modified"))
        if not start:
            self._begin(found)
        self._write(answer, url, start)
        sha256 = _sha256(self.part)
        if self.remote.checksum not in (None, sha256):
            self.forget()
            why = f"it has the SHA-256 {sha256}, and the source declares {self.remote.checksum}"
            raise OtherChecksum("the file is not the one that the source declares", url, why)
        return Fetched(found, url, sha256, self.part.stat().st_size, start)

    def _write(self, answer: BaseHTTPResponse, url: str, start: int) -> None:
        from urllib3.exceptions import HTTPError

        length = answer.headers.get("Content-Length", "")
        total = start + int(length) if length.isdigit() else None
        self._check_size(total or 0, url)
        size = start
        with self.part.open("ab") as file:
            try:
                for block in answer.stream(BLOCK, decode_content=False):
                    size += len(block)
                    self._check_size(size, url)
                    file.write(block)
            except HTTPError as error:
                raise Unreachable(self.url, reason(error)) from error
        if total is not None and size != total:
            raise Unreachable(self.url, "the answer broke off")

    def _check_size(self, size: int, url: str) -> None:
        if size > self.remote.max_bytes:
            self.forget()
            raise TooLarge(
                "the file is larger than the source allows",
                url,
                f"max_bytes of `remote` is {self.remote.max_bytes}",
                "raise max_bytes of `remote` in the source if that is right",
            )

    def _begin(self, found: Validators) -> None:
        """Begin a file anew, and note by what it may be resumed."""
        self.part.write_bytes(b"")
        self._note.write_text(json.dumps(attrs.asdict(found)))

    def _held(self) -> Validators | None:
        """Tell which state of the file has come in part; None where nothing can be resumed."""
        try:
            found = Validators(**json.loads(self._note.read_text()))
            return found if found.strong is not None and self.part.stat().st_size else None
        except (OSError, ValueError, TypeError):
            return None

    @property
    def _note(self) -> Path:
        return self.part.with_name(f"{self.part.name}.json")

    def forget(self) -> None:
        """Remove what has come so far."""
        for path in (self.part, self._note):
            path.unlink(missing_ok=True)

    def settle(self, target: Path) -> None:
        """Give a file that has come its name, in place of one that has it."""
        self.part.replace(target)
        with contextlib.suppress(OSError):
            self._note.unlink()


def _start(answer: BaseHTTPResponse) -> int | None:
    match = RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    return int(match[1]) if match else None


def _header(answer: BaseHTTPResponse, name: str) -> str | None:
    """Give a header that can be sent back and written down as it is."""
    text = answer.headers.get(name)
    return text if text and text.isascii() and text.isprintable() and len(text) <= 500 else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
