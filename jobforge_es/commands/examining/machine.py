"""The machine: Python, the libraries with their compiled parts, SQLite, the clock."""

from __future__ import annotations

import importlib
import os
import platform
import re
import sys
import time
from collections.abc import Iterator
from importlib import metadata

from jobforge_es.commands.examining.finding import Finding
from ledger.driver import check_library, sqlite3
from ledger.errors import JobForgeError

OURS = "jobforge-es"
COMPILED = ("duckdb", "numpy", "orjson", "pyarrow", "python_calamine")
"""Libraries with a part that has to fit the machine."""

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)([^;]*)(?:;(.*))?")
OLDEST_NOW = 1_767_225_600
"""2026-01-01: this software is not older, so an earlier clock is wrong."""


def machine() -> Iterator[Finding]:
    """Look at what is the same for all projects."""
    yield _python()
    yield _sqlite()
    yield from _libraries()
    yield _compiled()
    yield _clock()


def _python() -> Finding:
    what = f"{platform.python_version()} on {platform.system()} {platform.machine()}, {sys.executable}"
    if os.name == "nt":
        return Finding("Python", "doubtful", what, ("Windows works as well as it can; use Linux, macOS or WSL",))
    return Finding("Python", "good", what)


def _sqlite() -> Finding:
    what = f"{sqlite3.sqlite_version} of {sqlite3.__name__.partition('.')[0]}"
    try:
        check_library()
    except JobForgeError as error:
        return Finding("SQLite", "bad", f"{what}: {error.what}", error.mend)
    return Finding("SQLite", "good", what)


def _libraries() -> Iterator[Finding]:
    versions, missing, old = [], [], []
    for name, least in _required():
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        versions.append(f"{name} {version}")
        if _numbers(version) < _numbers(least):
            old.append(f"{name} {version} is older than {least}")
    mend = (f"pip install --upgrade {OURS}",)
    if missing:
        yield Finding("libraries", "bad", f"missing: {', '.join(missing)}", mend)
    if old:
        yield Finding("libraries", "bad", "; ".join(old), mend)
    if versions:
        yield Finding("libraries", "good", ", ".join(versions))


def _required() -> Iterator[tuple[str, str]]:
    """Give what this software needs here, and the least version of it."""
    for line in metadata.requires(OURS) or ():
        match = _REQUIREMENT.fullmatch(line)
        if match is not None and _applies(match[3] or ""):
            least = re.search(r">=\s*([0-9.]+)", match[2])
            yield match[1], least[1] if least else "0"


def _applies(marker: str) -> bool:
    """Tell whether a library is needed on this machine; those of extras are not."""
    conditions = {
        "extra": False,
        "python_version": sys.version_info < (3, 14),
        "sys_platform": (sys.platform, platform.machine()) == ("linux", "x86_64"),
    }
    return next((holds for word, holds in conditions.items() if word in marker), True)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))[:3]


def _compiled() -> Finding:
    broken = []
    for name in COMPILED:
        try:
            importlib.import_module(name)
        except ImportError as error:
            broken.append(f"{name} cannot be loaded: {error}")
    if broken:
        ways = ("pip install --upgrade --force-reinstall --only-binary :all: jobforge-es", "or use another Python")
        return Finding("wheels", "bad", "; ".join(broken), ways)
    return Finding("wheels", "good", f"the compiled parts of {', '.join(COMPILED)} fit this machine")


def _clock() -> Finding:
    now = time.time()
    what = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now))
    if now < OLDEST_NOW:
        return Finding("clock", "bad", f"{what} is in the past", ("set the clock of this machine",))
    return Finding("clock", "good", what)
