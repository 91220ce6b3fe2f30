"""What can go wrong when a file is fetched.

Unreachable         N-001  nobody answers, or not for long enough; worth another try later
AddressRefused      N-002  the answer is no
NotTakenYet         N-003  the file that would be replaced was not landed
OtherChecksum       N-004  the bytes are not those that the source declares
TooLarge            N-005  more bytes than the source allows
BadRedirect         N-006  the answer leads in a circle, or where nothing is fetched from
PackedAnswer        N-007  the answer is packed though it was asked not to be
NotTrusted          N-008  the server cannot prove who it is
NoAddress           N-009  the source declares none
ExtraMissing        N-010  the library for it is not installed
NotSent             N-011  what is sent was not taken; worth another try later
"""

from __future__ import annotations

from ledger.errors import JobForgeError

KEPT = "nothing: the inbox is as it was"
NOT_SENT = "nothing here; what was taken there may be sent again without harm"


class Unreachable(JobForgeError):
    """Nobody answers at an address, or what came broke off.

    Attributes:
        wait: seconds that the server asks to wait, or None.
    """

    code = "N-001"
    exit_code = 6
    transient = True

    def __init__(self, url: str, why: str, wait: float | None = None) -> None:
        self.wait = wait
        asked = f"; the server asks to wait {wait:.0f} seconds" if wait else ""
        super().__init__(
            "the address cannot be reached",
            where=url,
            why=f"{why}{asked}",
            written=f"{KEPT}; what has come of the file so far is kept for the next try",
            mend=("jobforge fetch   (again later)", "check the network, and `remote` in the source"),
        )


class _Refused(JobForgeError):
    """What the others share: where, and that nothing was written."""

    def __init__(
        self,
        what: str,
        url: str,
        why: str | None = None,
        mend: str = "check `remote` in the source",
        written: str = KEPT,
    ) -> None:
        super().__init__(what, where=url, why=why, written=written, mend=(mend,))


class AddressRefused(_Refused):
    """The server says no."""

    code = "N-002"


class NotTakenYet(_Refused):
    """A file of the inbox would be replaced before its bytes were kept."""

    code = "N-003"


class OtherChecksum(_Refused):
    """The bytes are not those that the source declares."""

    code = "N-004"


class TooLarge(_Refused):
    """The file is larger than the source allows."""

    code = "N-005"


class BadRedirect(_Refused):
    """The answer leads on to where nothing is fetched from."""

    code = "N-006"


class PackedAnswer(_Refused):
    """The answer is packed though it was asked not to be."""

    code = "N-007"


class NotTrusted(_Refused):
    """The server cannot prove who it is."""

    code = "N-008"


class NoAddress(JobForgeError):
    """A source has no address to fetch from."""

    code = "N-009"
    exit_code = 2

    def __init__(self, source: str) -> None:
        super().__init__(
            f"source {source} has no address to fetch from",
            mend=(f"remote: {{url: https://...}}   in sources/{source}.yaml", "jobforge source show"),
        )


class ExtraMissing(JobForgeError):
    """A library of an extra, by default the one that fetches, is not installed."""

    code = "N-010"
    exit_code = 2

    def __init__(self, what: str = "fetching", extra: str = "http") -> None:
        super().__init__(
            f"{what} needs a library that is not installed",
            written=KEPT,
            mend=(f"pip install 'jobforge-es[{extra}]'",),
        )


class NotSent(JobForgeError):
    """Nobody takes what is sent to an address, or not now.

    Attributes:
        wait: seconds that the server asks to wait, or None.
    """

    code = "N-011"
    exit_code = 6
    transient = True

    def __init__(self, url: str, why: str, so_far: str, wait: float | None = None) -> None:
        self.wait = wait
        super().__init__(
            "what was sent was not taken",
            where=url,
            why=f"{why}; {so_far}",
            written=NOT_SENT,
            mend=("the same command again, later", "check the network and the address"),
        )
