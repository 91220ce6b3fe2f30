"""Fetch: get the files of sources that have an address into the inbox, where ``run`` finds them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import attrs

from jobforge_es.commands.facts import SIDECAR
from jobforge_es.commands.failure import fail
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.sidecars import beside, bytes_of, read_sidecar
from jobforge_es.commands.trying import policy_of, recover, trying
from jobforge_es.definitions.urls import file_of
from jobforge_es.disk import of_system
from jobforge_es.errors import UnknownName
from jobforge_es.fetching.asking import Asker, check_installed
from jobforge_es.fetching.conditions import NoAddress, NotTakenYet
from jobforge_es.fetching.download import Download, Fetched, Validators
from jobforge_es.retrying import Policy
from jobforge_es.session import Session
from ledger.definitions import Remote, Source
from ledger.errors import JobForgeError
from ledger.names import Sha256
from projections.catalog import definitions


@attrs.frozen
class Remembered:
    """The last answer of an address; losing it costs a download and no more."""

    url: str
    etag: str | None
    last_modified: str | None
    sha256: str
    asked_at: str


def fetch(session: Session, names: Sequence[str] = ()) -> Iterator[Outcome]:
    """Ask each address for a file that is new; one that fails does not stop the others.

    Args:
        session: of the command; where nothing lasts, nobody is asked.
        names: sources to ask now; when empty all, as often as each says.

    Raises:
        UnknownName: there is no such source.
        NoAddress: a named source has no address.
        ExtraMissing: the libraries are not installed.
    """
    sources = {row.name: session.recall(row.definition, Source) for row in definitions.sources(session.db)}
    for name in names:
        if name not in sources:
            raise UnknownName("source", name, sources, ("jobforge source show",))
        if sources[name].remote is None:
            raise NoAddress(name)
    wanted = [(source, source.remote) for source in sources.values() if source.remote is not None]
    for source, remote in wanted:
        if not names or source.name in names:
            yield from _fetch_source(session, source, remote, now=bool(names))


def _fetch_source(session: Session, source: Source, remote: Remote, *, now: bool) -> Iterator[Outcome]:
    check_installed()
    policy = policy_of(session, "fetch", source)
    asker = Asker(remote.timeout)
    try:
        for url in remote.urls:
            known = _remembered(session, url)
            if not now and known is not None and _age(session, known) < remote.every:
                yield Outcome("fetch", file_of(url), "waiting", note=f"asked {known.asked_at[:16]}, not due yet")
            elif session.dry:
                yield Outcome("fetch", file_of(url), "waiting", note=f"would ask {url}")
            else:
                yield _fetch_one(session, url, Asked(remote, policy, asker), known)
    finally:
        asker.close()


@attrs.frozen
class Asked:
    """How the addresses of a source are asked."""

    remote: Remote
    policy: Policy
    asker: Asker


def _fetch_one(session: Session, url: str, asked: Asked, known: Remembered | None) -> Outcome:
    name = file_of(url)
    folder = session.config.inbox_path
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    validators = None if known is None or not _is_there(session, target, known) else _validators(known)
    part = folder / f".{hashlib.sha256(url.encode()).hexdigest()[:16]}.part"  # a leading dot: no file of the inbox
    download = Download(url, part, asked.remote, asked.asker, validators)
    again = trying(session, "fetch", name, asked.policy)
    session.progress.step(f"fetch {name}", None)
    try:
        found = again(download.run)
        if found is None:
            recover(session, "fetch", name)
            _remember(session, attrs.evolve(known, asked_at=_now(session)) if known else None)
            return Outcome("fetch", name, "unchanged", note="the server has nothing newer")
        came = found
        note = again(lambda: _settle(session, url, target, download, came))
        recover(session, "fetch", name)
    except (JobForgeError, OSError) as error:
        ours = of_system(error) if isinstance(error, OSError) else error
        if ours is None:
            raise
        return fail(session, "fetch", name, ours, (url, session.run), attempts=again.number)
    finally:
        session.progress.done()
    tags = found.validators
    _remember(session, Remembered(url, tags.etag, tags.last_modified, found.sha256, _now(session)))
    return Outcome("fetch", name, "done", note=note)


def _settle(session: Session, url: str, target: Path, download: Download, found: Fetched) -> str:
    """Put a file into the inbox and what is known of it beside it; give what people should know."""
    facts = [f"{found.size:,} bytes"]
    if found.url != url:
        facts.append(f"from {found.url}")
    if found.resumed:
        facts.append(f"resumed after {found.resumed:,}")
    held = _hash(target)
    if held == found.sha256:
        download.forget()
        return ", ".join([*facts, "the same bytes as before"])
    if held is not None and not session.vault.has(Sha256(held)):
        download.forget()
        why = "its bytes are kept nowhere else, and the file that came has the same name"
        raise NotTakenYet(f"{target.name} in the inbox was not landed yet", url, why, "jobforge run")
    if _is_ours(target):
        target.with_name(f"{target.name}{SIDECAR}").write_text(_sidecar(session, url, found), encoding="utf-8")
    else:
        facts.append(f"{target.name}{SIDECAR} is as it was: check that it is about this file")
    download.settle(target)
    return ", ".join(facts)


def _sidecar(session: Session, url: str, found: Fetched) -> str:
    """Write what is known for certain; when a publisher published a file is not, whatever the server's clock says."""
    came = {
        "url": url,
        "from": None if found.url == url else found.url,
        "etag": found.validators.etag,
        "last_modified": found.validators.last_modified,
        "at": _now(session),
    }
    lines = [f'sha256: "{found.sha256}"', f"bytes: {found.size}", "fetched:"]
    return "\n".join([*lines, *(f"  {key}: {json.dumps(text)}" for key, text in came.items() if text)]) + "\n"


def _is_ours(target: Path) -> bool:
    """Tell whether nothing stands beside a file but what an earlier fetch wrote."""
    there = beside(target)
    try:
        return there is None or read_sidecar(there.name, bytes_of(there)).is_fetched
    except JobForgeError:
        return False


def _is_there(session: Session, target: Path, known: Remembered) -> bool:
    """Tell whether the bytes of the last answer are still somewhere."""
    return session.vault.has(Sha256(known.sha256)) or _hash(target) == known.sha256


def _validators(known: Remembered) -> Validators:
    return Validators(known.etag, known.last_modified)


def _hash(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _now(session: Session) -> str:
    return session.now().isoformat(timespec="seconds")


def _age(session: Session, known: Remembered) -> float:
    return (session.now() - datetime.fromisoformat(known.asked_at)).total_seconds()


def _remembered(session: Session, url: str) -> Remembered | None:
    found = session.db.execute("SELECT * FROM fetched WHERE url = ?", (url,)).fetchone()
    return None if found is None else Remembered(*found)


def _remember(session: Session, row: Remembered | None) -> None:
    if row is not None:
        session.db.execute("INSERT OR REPLACE INTO fetched VALUES (?, ?, ?, ?, ?)", attrs.astuple(row))
