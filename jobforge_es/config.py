"""The settings of a project: ``jobforge.toml``, before it the environment, before that flags.

Every setting has one name: ``time_zone`` in the file, ``JOBFORGE_TIME_ZONE`` in the environment, ``time_zone`` as a
flag.
"""

from __future__ import annotations

import contextlib
import os
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import attrs

from jobforge_es.definitions.excerpt import quoted, visible
from jobforge_es.definitions.nearest import nearest
from jobforge_es.places import check_places
from jobforge_es.settings import (
    CHECKS,
    LONGEST_NAME,
    LONGEST_REASON,
    ProjectNotFound,
    Setting,
    SettingWrong,
    check_known,
    check_name,
    check_words,
)
from jobforge_es.settings_file import FILE, no_project, read_settings

if TYPE_CHECKING:
    from ledger.event import ActorKnown

__all__ = [
    "Config",
    "ProjectNotFound",
    "SettingWrong",
    "actor_of",
    "authority_of",
    "find_project",
    "load_config",
    "reason_of",
]

PREFIX = "JOBFORGE_"
OF_PROJECT = ("second_person", "single_person")
"""Settings that no variable of the environment changes: what they let happen is nobody's own affair."""
SQLITE = "sqlite:///"


@attrs.frozen
class Config:
    """The settings in force.

    Attributes:
        root: the project's folder, absolute.
        name: of the project; by default that of its folder.
        lake: where everything that JobForge writes lies, below the root unless absolute.
        ledger: address of the ledger: an absolute path, or a URL as it was written.
        time_zone: IANA name; a day ends by it.
        actor: who acts unless the command says so; None takes the login.
        inbox: where ``run`` finds new files, below the root unless absolute.
        memory_limit: of the engine, such as ``2GB``; None leaves it to the engine.
        threads: of the engine; None leaves it to the engine.
        time_limit: seconds that one model may run.
        wait: seconds that a command waits for another that writes.
        attempts: how often a step is tried whose failure may pass by itself; a source may say otherwise.
        wait_first, wait_most: seconds before the second try, doubled before each that follows, and at most before any.
        retry_within: seconds after the first try, after which no other begins.
        lang: the language of help and messages, ``en`` or ``fr``; None takes that of the locale.
        second_person: what takes effect only when a second person agrees: kinds of reviews.
        single_person: there is nobody else, so that authors may agree to what they wrote; that is recorded.
    """

    root: Path
    name: str
    lake: str = "lake"
    ledger: str = ""
    time_zone: str = "UTC"
    actor: str | None = None
    inbox: str = "inbox"
    memory_limit: str | None = None
    threads: int | None = None
    time_limit: float = 600.0
    wait: float = 10.0
    attempts: int = 5
    wait_first: int = 1
    wait_most: int = 30
    retry_within: int = 600
    lang: str | None = None
    second_person: tuple[str, ...] = ()
    single_person: bool = False

    @property
    def lake_path(self) -> Path:
        """Where the lake lies."""
        return self.root / self.lake

    @property
    def inbox_path(self) -> Path:
        """Where the inbox lies."""
        return self.root / self.inbox


def find_project(start: Path) -> Path:
    """Give the folder with ``jobforge.toml`` that ``start`` is or lies in.

    Raises:
        ProjectNotFound: none has one.
    """
    try:
        here = start.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise no_project(start, f"the path cannot be followed: {error}") from error
    for folder in (here, *here.parents):
        with contextlib.suppress(OSError):  # a folder that may not be looked into is none of ours
            if (folder / FILE).is_file():
                return folder
    raise no_project(start, f"neither this folder nor one above it holds a {FILE}")


def load_config(root: Path, flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings of a project.

    Args:
        root: its folder, with ``jobforge.toml``.
        flags: settings given with the command; None means not given.
        environ: the environment; None takes that of the process.

    Raises:
        SettingWrong: the file is no TOML, or a setting is unknown or wrong; the error says in which file and line, or
            which variable or flag it is.
        ProjectNotFound: the file cannot be read.
    """
    given = {key: (value, f"--{key.replace('_', '-')}") for key, value in (flags or {}).items() if value is not None}
    for key, (_, where) in given.items():
        check_known(key, where)
    raw = {**read_settings(root / FILE), **_from_environment(os.environ if environ is None else environ), **given}
    values = {key: CHECKS[key](value, Setting(key, where)) for key, (value, where) in raw.items()}
    here = root.resolve()
    config = Config(root=here, **{"name": here.name or "project", **values})
    check_places(config, raw, FILE)
    return attrs.evolve(config, ledger=_address(config))


def actor_of(config: Config, typed: str | None = None) -> tuple[str, ActorKnown]:
    """Name who acts, and tell how sure the name is.

    The name given with the command goes before the configured one, and that before the login.

    Raises:
        SettingWrong: the name is empty, too long, or holds control characters.
    """
    if typed is not None:
        return check_name(typed, Setting("actor", "--actor")), "typed"
    if config.actor is not None:
        return config.actor, "configured"
    return _login(), "operating_system"


def reason_of(typed: str | None) -> str | None:
    """Give a reason as it is recorded; None for none.

    Raises:
        SettingWrong: it is empty, too long, or holds control characters.
    """
    return None if typed is None else check_words(typed, "--reason", LONGEST_REASON)


def authority_of(typed: str) -> str:
    """Give the authority of a decision as it is recorded.

    Raises:
        SettingWrong: it is empty, too long, or holds control characters.
    """
    return check_words(typed, "--authority", LONGEST_REASON)


def _login() -> str:
    import getpass  # only where nobody is named

    try:
        login = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may run under a number that has no name
        login = ""
    clean = visible(unicodedata.normalize("NFC", login.encode("utf-8", "replace").decode())).strip()[:LONGEST_NAME]
    return clean or (f"uid-{os.getuid()}" if hasattr(os, "getuid") else "unknown")


def _address(config: Config) -> str:
    """Give the address of the ledger; a path counts from the project, wherever the command is run."""
    if not config.ledger:
        return str(config.lake_path / "ledger.db")
    if config.ledger.startswith(SQLITE):
        return str(config.root / unquote(config.ledger.removeprefix(SQLITE)))
    return config.ledger if "://" in config.ledger else str(config.root / config.ledger)


def _from_environment(environ: Mapping[str, str]) -> dict[str, tuple[Any, str]]:
    """Give the settings of the environment; a variable that is nearly one of ours is taken for a slip."""
    settings: dict[str, tuple[Any, str]] = {}
    for variable, value in environ.items():
        key = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX) or not value:
            continue
        if key in OF_PROJECT:
            raise SettingWrong(
                f"{quoted(variable)} is set in the environment",
                where=variable,
                why="who has to agree is what the project says, and the same for whoever runs a command",
                mend=(f"unset {variable}", f"set {key} below [review] in {FILE}"),
            )
        if key in CHECKS:
            settings[key] = (value, variable)
        elif found := nearest(key, CHECKS, 0.85):
            meant = f"{PREFIX}{found.upper()}"
            raise SettingWrong(
                f"unknown variable {quoted(variable)} (did you mean `{meant}`?)", mend=(f"export {meant}",)
            )
    return settings
