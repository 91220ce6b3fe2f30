"""The single settings: what each may be, and what is made of the given value."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import attrs

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.nearest import did_you_mean, nearest
from jobforge_es.definitions.patience import PatienceWrong, seconds_of
from ledger.errors import JobForgeError

MEMORY = re.compile(r"([1-9][0-9]{0,11}(?:\.[0-9]{1,3})?) ?(KB|MB|GB|TB|KiB|MiB|GiB|TiB)")
UNSPEAKABLE = ("Cc", "Cs", "Zl", "Zp")
"""Categories of characters that no recorded words have: controls, halves of characters, line breaks."""

LONGEST_NAME = 200
MOST_ATTEMPTS = 20
LONGEST_REASON = 2_000
LONGEST_PERIOD = 100
"""In characters; the longest of each together leave most of an entry of the ledger to its event."""


class ProjectNotFound(JobForgeError):
    """There is no project here."""

    code = "C-001"
    exit_code = 2


class SettingWrong(JobForgeError):
    """A setting is unknown or has a value that it cannot have."""

    code = "C-002"
    exit_code = 2


@attrs.frozen
class Setting:
    """A setting and where it was given."""

    key: str
    where: str

    def wrong(self, value: object, mend: str, why: str | None = None) -> SettingWrong:
        """Give the error for a value that it cannot have."""
        return SettingWrong(
            f"{quoted(self.key)} is {quoted(str(value))}", where=self.where, why=why, mend=(f"{self.key} = {mend}",)
        )


def check_name(value: object, setting: Setting) -> str:
    """Give the name of a project or a person."""
    text = unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else ""
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        raise setting.wrong(value, '"..."', f"it is a text of 1 to {LONGEST_NAME} printable characters")
    return text


def check_words(text: str, flag: str, most: int) -> str:
    """Give words that are to be recorded, in Unicode normal form C and without blanks around them.

    Args:
        text: as given; a line of any language.
        flag: with which it was given.
        most: characters that it may have.

    Raises:
        SettingWrong: it is empty, too long, or holds control characters or line breaks.
    """
    words = unicodedata.normalize("NFC", text).strip()
    if not words or len(words) > most or any(unicodedata.category(c) in UNSPEAKABLE for c in words):
        raise SettingWrong(
            f"{flag} is {quoted(text)}",
            where=flag,
            why=f"it is one line of 1 to {most:,} characters without control characters; this one has {len(words):,}",
            mend=(f'{flag} "..."',),
        )
    return words


def _path(value: object, setting: Setting) -> str:
    if not isinstance(value, str | os.PathLike) or not str(value).strip() or "\0" in str(value):
        raise setting.wrong(value, f'"{setting.key}"', "it is a path, below the project unless absolute")
    return os.path.expanduser(value)  # noqa: PTH111 - an address may be a URL, which Path would change


def _zone(value: object, setting: Setting) -> str:
    import zoneinfo  # only where a zone is set

    try:
        return zoneinfo.ZoneInfo(str(value)).key
    except (OSError, ValueError, KeyError) as error:  # KeyError: ZoneInfoNotFoundError
        found = nearest(str(value), zoneinfo.available_timezones())
        mend = f'"{found or "America/Toronto"}"'
        raise setting.wrong(value, mend, "it is a name of the IANA time zone database") from error


def _memory(value: object, setting: Setting) -> str:
    match = MEMORY.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise setting.wrong(value, '"2GB"', "it is a number with KB, MB, GB, TB, KiB, MiB, GiB or TiB")
    return f"{match[1]}{match[2]}"


def _threads(value: object, setting: Setting) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,4}", value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1024:
        raise setting.wrong(value, "4", "it is a whole number from 1 to 1024")
    return value


def _seconds(value: object, setting: Setting) -> float:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", value):
        value = float(value)
    least = 0 if setting.key == "wait" else 1
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= 31_536_000:
        raise setting.wrong(value, "600", f"it is a number of seconds, at least {least} and at most a year")
    return float(value)


REVIEWED = ("correction", "release", "rejection", "term", "contract", "model")
"""What can be made to wait for a second person; a term always does, here it is put forward by itself as well."""


def _reviewed(value: object, setting: Setting) -> tuple[str, ...]:
    """Give the kinds of what waits for a second person; in the environment they are parted by commas."""
    kinds = [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
    if not isinstance(kinds, list) or any(kind not in REVIEWED for kind in kinds):
        raise setting.wrong(value, f"{list(REVIEWED)}".replace("'", '"'), f"it lists some of {', '.join(REVIEWED)}")
    return tuple(dict.fromkeys(kinds))


def _attempts(value: object, setting: Setting) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,2}", value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_ATTEMPTS:
        raise setting.wrong(value, "5", f"it is a whole number from 1 to {MOST_ATTEMPTS}")
    return value


def _duration(value: object, setting: Setting) -> int:
    try:
        return seconds_of(str(value))
    except PatienceWrong as error:
        raise setting.wrong(value, '"30s"', str(error)) from error


def _flag(value: object, setting: Setting) -> bool:
    flags = {True: True, False: False, "true": True, "false": False}
    if not isinstance(value, bool | str) or value not in flags:
        raise setting.wrong(value, "true", "it is true or false")
    return flags[value]


def _language(value: object, setting: Setting) -> str:
    if value not in ("en", "fr"):
        raise setting.wrong(value, '"fr"', "it is en or fr")
    return str(value)


CHECKS: dict[str, Callable[[object, Setting], Any]] = {
    "name": check_name,
    "lake": _path,
    "lang": _language,
    "ledger": _path,
    "time_zone": _zone,
    "actor": check_name,
    "inbox": _path,
    "memory_limit": _memory,
    "threads": _threads,
    "time_limit": _seconds,
    "wait": _seconds,
    "attempts": _attempts,
    "wait_first": _duration,
    "wait_most": _duration,
    "retry_within": _duration,
    "second_person": _reviewed,
    "single_person": _flag,
}
"""Every setting, and what turns the given value into the used one."""


def check_known(key: str, where: str) -> None:
    """Refuse a setting that does not exist.

    Raises:
        SettingWrong: with the nearest that does.
    """
    if key not in CHECKS:
        raise SettingWrong(
            f"unknown setting {quoted(key)}{did_you_mean(key, CHECKS)}",
            where=where,
            why="a setting without a meaning would be left out in silence",
            mend=(f"settings: {', '.join(CHECKS)}",),
        )
