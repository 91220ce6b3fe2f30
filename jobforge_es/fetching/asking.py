"""Ask one address, politely: one connection, a pause between questions, redirects that are followed and told."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import attrs

from jobforge_es.definitions.urls import UrlWrong, check_url
from jobforge_es.fetching.conditions import (
    NOT_SENT,
    AddressRefused,
    BadRedirect,
    ExtraMissing,
    NotSent,
    NotTrusted,
    Unreachable,
)
from jobforge_es.version import __version__

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

INTERVAL: Final = 1.0
"""Seconds between two questions to one host, at least."""

REDIRECTS: Final = 5
LEADS_ON: Final = (301, 302, 303, 307, 308)
AGAIN: Final = (408, 425, 429, 500, 502, 503, 504)
"""Answers after which another attempt may help."""


@attrs.define
class Asker:
    """Asks addresses one after the other.

    Attributes:
        timeout: seconds without an answer or a byte.
        interval: seconds between two questions to one host.
        sleep: waits.
    """

    timeout: float
    interval: float = INTERVAL
    sleep: Callable[[float], None] = time.sleep
    _asked: dict[str, float] = attrs.field(factory=dict)
    _pools: dict[str, PoolManager] = attrs.field(factory=dict)

    def ask(self, url: str, headers: Mapping[str, str]) -> tuple[BaseHTTPResponse, str]:
        """Ask for a file; give the answer, whose body is still to be read, and the address that gave it.

        Raises:
            Unreachable: another try may help.
            AddressRefused, BadRedirect, NotTrusted: none will.
        """
        seen = [url]
        while True:
            answer = self._once(seen[-1], headers)
            if answer.status in AGAIN:
                why, wait = f"the server answers {answer.status}", wait_of(answer.headers.get("Retry-After"))
                close(answer)
                raise Unreachable(seen[-1], why, wait)
            if answer.status not in LEADS_ON:
                return _accepted(answer, seen[-1]), seen[-1]
            close(answer)
            seen.append(_next(seen, answer.headers.get("Location")))

    def send(self, url: str, body: bytes, headers: Mapping[str, str], so_far: str) -> None:
        """Send something to an address; where it leads on to is not followed.

        Args:
            url: the address.
            body: what is sent.
            headers: that tell what it is.
            so_far: what was sent before, for people.

        Raises:
            NotSent: another try may help.
            AddressRefused, NotTrusted: none will.
        """
        try:
            answer = self._once(url, headers, "POST", body)
        except Unreachable as error:
            raise NotSent(url, error.why or "", so_far) from error
        status, wait = answer.status, wait_of(answer.headers.get("Retry-After"))
        close(answer)
        if status in AGAIN:
            raise NotSent(url, f"the server answers {status}", so_far, wait)
        if not 200 <= status < 300:
            raise AddressRefused(f"the server answers {status}", url, so_far, "check the address", NOT_SENT)

    def close(self) -> None:
        """Close the connections."""
        for pool in self._pools.values():
            pool.clear()

    def _once(
        self, url: str, headers: Mapping[str, str], method: str = "GET", body: bytes | None = None
    ) -> BaseHTTPResponse:
        import urllib3  # an extra, and only fetching needs it
        from urllib3.exceptions import HTTPError, SSLError

        host = urlsplit(url).netloc
        self.sleep(max(0.0, self._asked.get(host, 0.0) + self.interval - time.monotonic()))
        self._asked[host] = time.monotonic()
        said = {"User-Agent": f"jobforge/{__version__}", "Accept-Encoding": "identity", **headers}
        timeout = urllib3.Timeout(connect=self.timeout, read=self.timeout)
        try:
            return self._pool(url).request(
                method,
                url,
                body=body,
                headers=said,
                preload_content=False,
                redirect=False,
                retries=False,
                timeout=timeout,
            )
        except SSLError as error:
            raise NotTrusted("the server cannot prove who it is", url, str(error)) from error
        except HTTPError as error:
            raise Unreachable(url, reason(error)) from error

    def _pool(self, url: str) -> PoolManager:
        """Give the connections to a host, through the proxy that the environment names for it."""
        import urllib3

        parts = urlsplit(url)
        proxy = None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)
        key = proxy or ""
        if key not in self._pools:
            self._pools[key] = urllib3.ProxyManager(proxy, maxsize=1) if proxy else urllib3.PoolManager(maxsize=1)
        return self._pools[key]


def close(answer: BaseHTTPResponse) -> None:
    """Be done with an answer whose body was not read to its end; its connection is not used again."""
    answer.close()
    answer.release_conn()


def check_installed() -> None:
    """Refuse to begin without the library that fetches.

    Raises:
        ExtraMissing: it is not installed.
    """
    try:
        import urllib3  # noqa: F401 - to see whether it can be loaded
    except ImportError as error:
        raise ExtraMissing from error


def wait_of(text: str | None) -> float | None:
    """Read how long a server asks to wait: seconds, or a date (RFC 9110, section 10.2.3)."""
    if text is None:
        return None
    if text.strip().isdigit():
        return float(text[:9])
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - datetime.now(UTC)).total_seconds())


def reason(error: Exception) -> str:
    """Say in few words what a library said, without the address of its objects in memory."""
    from urllib3 import exceptions  # an extra, and only fetching needs it

    match error:
        case exceptions.NameResolutionError():
            return "its name leads to no server"
        case exceptions.NewConnectionError():
            return "no connection"
        case exceptions.TimeoutError():
            return "no answer in time"
        case exceptions.ProtocolError():
            return "the answer broke off"
        case _:
            return f"the connection failed ({type(error).__name__})"


def _accepted(answer: BaseHTTPResponse, url: str) -> BaseHTTPResponse:
    if answer.status in (200, 206, 304, 416):
        return answer
    status = answer.status
    close(answer)
    mend = "check the address in `remote` of the source; jobforge fetch asks only where no name and password is needed"
    raise AddressRefused(f"the server answers {status}", url, mend=mend)


def _next(seen: list[str], location: str | None) -> str:
    """Give the address that an answer leads on to."""
    here = seen[-1]
    there = urljoin(here, location or "")
    try:
        check_url(there)
    except UrlWrong as error:
        raise BadRedirect("the answer leads to where nothing is fetched from", here, str(error)) from error
    if there in seen or len(seen) > REDIRECTS:
        raise BadRedirect("the answers lead in a circle", here, f"through {len(seen)} addresses")
    if here.startswith("https:") and not there.startswith("https:"):
        raise BadRedirect("the answer leads from a safe address to an unsafe one", here, f"to {there}")
    return there
