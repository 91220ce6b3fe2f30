"""Sending an export: one event after the other to an address that somebody names."""

from __future__ import annotations

from contextlib import closing
from typing import Final
from urllib.parse import urlsplit

import attrs

from jobforge_es.commands.exporting.content import Export
from jobforge_es.definitions.urls import UrlWrong, check_url
from jobforge_es.fetching.asking import Asker, check_installed
from ledger.errors import JobForgeError

TIMEOUT: Final = 30.0
"""Seconds that are waited for an answer."""
JSON: Final = {"Content-Type": "application/json"}


class NoPlaceToSend(JobForgeError):
    """Nothing can be sent to an address."""

    code = "N-012"
    exit_code = 2

    def __init__(self, why: str) -> None:
        super().__init__(
            "nothing can be sent to this address",
            why=why,
            written="nothing was sent",
            mend=("jobforge export openlineage --to http://HOST:PORT/api/v1/lineage",),
        )


@attrs.define
class Address:
    """An address that takes events, each by itself; to get one twice does no harm, for each run has its id.

    Attributes:
        named: the address.
        sent: events that it has taken so far.
    """

    named: str
    sent: int = 0

    def note(self, made: Export) -> str:
        """Say what goes there."""
        return f"{len(_events(made))} events to {self.named}"

    def would(self, made: Export) -> str:
        """Say what would be done."""
        return f"would send {self.note(made)}"

    def holds(self, made: Export) -> bool:  # noqa: ARG002 - as a folder; what a server keeps nobody knows
        """Tell that it is not known to be there."""
        return False

    def put(self, made: Export) -> None:
        """Send the events that it has not taken yet.

        Raises:
            NotSent: another try may help.
            AddressRefused, NotTrusted: none will.
            ExtraMissing: the library that sends is not installed.
        """
        check_installed()
        with closing(Asker(TIMEOUT, interval=0.0)) as asker:
            events = _events(made)
            for event in events[self.sent :]:
                asker.send(self.named, event, JSON, f"{self.sent} of {len(events)} events were taken")
                self.sent += 1


def address(url: str) -> Address:
    """Give the address that somebody names.

    Raises:
        NoPlaceToSend: it is none, or holds what should not be recorded.
    """
    try:
        check_url(url)
    except UrlWrong as error:
        raise NoPlaceToSend(str(error)) from error
    if urlsplit(url).query or urlsplit(url).fragment:
        raise NoPlaceToSend("it holds a query or a fragment, which would be recorded")
    return Address(url)


def _events(made: Export) -> list[bytes]:
    return [line for data in made.files.values() for line in data.split(b"\n") if line]
