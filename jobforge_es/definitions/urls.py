"""Addresses that files may be fetched from, and the name that a file gets from its address."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

LONGEST = 200
"""Bytes of a name; room is left for what is put around it while it is fetched."""


class UrlWrong(ValueError):
    """Nothing can be fetched from an address; the text says why and holds no part of a password."""


def check_url(url: str) -> None:
    """Refuse an address that is not http or https, names nobody, or holds a name or a password.

    Raises:
        UrlWrong: it does.
    """
    if not url.isascii() or not url.isprintable() or " " in url:
        raise UrlWrong("it holds characters that must be percent-encoded")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UrlWrong("it is no address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise UrlWrong("an address begins with https:// or http:// and a host")
    if parts.username is not None or parts.password is not None:
        raise UrlWrong("it holds a name or a password, which would be recorded")


def file_of(url: str) -> str:
    """Give the name of the file that an address leads to: the last part of its path.

    Raises:
        UrlWrong: it may not be fetched from, or its last part can be no name of a file.
    """
    check_url(url)
    name = unicodedata.normalize("NFC", unquote(urlsplit(url).path.rsplit("/", 1)[-1], errors="strict"))
    if not name or name.startswith(".") or "/" in name or "\\" in name or not name.isprintable():
        raise UrlWrong("the last part of its path is no name of a file")
    if len(name.encode()) > LONGEST or name.endswith((".meta.yaml", ".part")):
        raise UrlWrong("the last part of its path cannot be the name of a file in the inbox")
    return name
