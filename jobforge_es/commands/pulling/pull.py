"""Pull: write into the files what commands have said since, and record the files as they are then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from jobforge_es.commands.agreeing import waits
from jobforge_es.commands.apply import adopt_contract, adopt_file, adopt_source, known_files
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.pulling import elsewhere
from jobforge_es.commands.pulling.catalog import Page, pages, written
from jobforge_es.commands.pulling.files import Rewritten, put
from jobforge_es.commands.pulling.moved import held_otherwise
from jobforge_es.commands.saying import named
from jobforge_es.definitions.contracts import read_contract
from jobforge_es.definitions.files import find_files
from jobforge_es.definitions.metadata import read_statements
from jobforge_es.definitions.project import Definitions, Loaded, read_definitions
from jobforge_es.definitions.sources import read_source
from jobforge_es.session import Session
from ledger.definitions import Statement
from ledger.definitions.statements import Key
from ledger.names import Sha256

T = TypeVar("T")
SHOWN = 3


def pull(session: Session, made: list[Rewritten]) -> Iterator[Outcome]:
    """Write what the catalog says into the files of the project; ``apply`` has nothing to do after it.

    Args:
        session: of the command; where nothing lasts, no file is written.
        made: takes the files that were written, or would be.

    Raises:
        DefinitionBroken, DefinitionsBroken: files are wrong; nothing was written.
        FileMovedOn: somebody else is writing a file.
    """
    found = read_definitions(session.config.root, known_files(session))
    places = {each.path: each.file for each in find_files(session.config.root)[0]}
    moved = held_otherwise(session.db)
    for page in [*pages(session, found.files)]:
        yield from _page(session, page, places, made)
    for origin, said in moved.items():
        kind, _, name = origin.partition(":")
        if kind != "file":
            yield from _definition(session, kind, name, said, found, places, made)
        elif name not in found.files:
            yield from _left(dict.fromkeys(said, f"{name} is gone, and that was not applied"))


def _page(session: Session, page: Page, places: Mapping[str, Path], made: list[Rewritten]) -> Iterator[Outcome]:
    raw, unsaid = written(page)
    if raw != (page.raw or b""):
        file = Rewritten(page.path, page.raw, raw)
        _put(session, places, file, made)
        lost = f"; in place of its own words that were not applied: {_names(page.unapplied)}" if page.unapplied else ""
        if page.whole and not unsaid:
            done = adopt_file(session, page.path, _loaded(page.path, raw, read_statements(page.path, raw)))
            yield Outcome("pull", page.path, "done", done.position, note=f"{_changes(page, unsaid)}{lost}")
        else:
            note = f"{_changes(page, unsaid)}{lost}; the rest of it was not applied: jobforge apply"
            yield Outcome("pull", page.path, "done", note=note)
    yield from _left(dict.fromkeys(unsaid, f"{page.path} cannot say it"))


def _definition(
    session: Session,
    kind: str,
    name: str,
    said: Mapping[Key, Statement],
    found: Definitions,
    places: Mapping[str, Path],
    made: list[Rewritten],
) -> Iterator[Outcome]:
    by_kind: dict[str, Mapping[str, Loaded[object]]] = {
        "contract": found.contracts, "source": found.sources, "model": found.models,  # type: ignore[dict-item] # read only
    }  # fmt: skip
    loaded = by_kind[kind].get(name)
    if loaded is None or kind == "model":
        why = f"{loaded.path} says it: change it there" if loaded else f"the {kind} {name} has no file any more"
        yield from _left(dict.fromkeys(said, why))
        return
    raw, unsaid = elsewhere.changed(session, kind, loaded.path, loaded.raw, said)
    if raw != loaded.raw:
        _put(session, places, Rewritten(loaded.path, loaded.raw, raw), made)
        note = f"{len(said) - len(unsaid)} changed"
        if loaded.value is None:
            yield _adopted(session, kind, name, loaded.path, raw, note)
        else:
            yield Outcome("pull", loaded.path, "done", note=f"{note}; the rest of it was not applied: jobforge apply")
    yield from _left(unsaid)


def _adopted(session: Session, kind: str, name: str, path: str, raw: bytes, note: str) -> Outcome:
    """Record a definition as it is now, as ``apply`` does; where a second person has to agree, it waits for them."""
    if kind == "source":
        done = adopt_source(session, name, _loaded(path, raw, read_source(path, raw)))
    else:
        contract = _loaded(path, raw, read_contract(path, raw))
        done = waits(session, "contract", name, path, raw) or adopt_contract(session, name, contract)
    return Outcome("pull", path, done.status, done.position, note=note if done.status == "done" else done.note)


def _put(session: Session, places: Mapping[str, Path], file: Rewritten, made: list[Rewritten]) -> None:
    made.append(file)
    if not session.dry:
        put(places.get(file.path, session.config.root / file.path), file)


def _loaded(path: str, raw: bytes, value: T) -> Loaded[T]:
    return Loaded(path, raw, Sha256(sha256(raw).hexdigest()), value)


def _left(why: Mapping[Key, str]) -> Iterator[Outcome]:
    for key, reason in why.items():
        yield Outcome("pull", named(key), "waiting", note=reason)


def _changes(page: Page, unsaid: list[Key]) -> str:
    keys = [k for k in {*page.now, *page.want} if page.now.get(k) != page.want.get(k) and k not in unsaid]
    return f"{len(keys)} changed"


def _names(keys: tuple[Key, ...]) -> str:
    more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
    return f"{', '.join(named(key) for key in keys[:SHOWN])}{more}"
