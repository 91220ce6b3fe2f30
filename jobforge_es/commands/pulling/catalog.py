"""What files of the catalog, the glossary and the questions are to say, and how they come to say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import attrs

from jobforge_es.commands.pulling.moved import Homes, said_nowhere
from jobforge_es.definitions.broken import DefinitionBroken, DefinitionsBroken
from jobforge_es.definitions.project import Loaded
from jobforge_es.definitions.rewriting.catalog import assignment, rewritten
from jobforge_es.session import Session
from ledger.definitions import Statement, Statements
from ledger.definitions.statements import Key
from projections.catalog import statements
from projections.catalog.vocabulary.people import ASSIGNMENT

Said = Mapping[Key, Statement]


@attrs.frozen
class Page:
    """A file of the catalog and what it is to say.

    Attributes:
        path: below the project.
        raw: its bytes; None where it is new.
        now: what it says.
        want: what it is to say.
        unapplied: its own words that were never applied and give way to what the catalog says.
        whole: whether nothing of it waits to be applied then.
    """

    path: str
    raw: bytes | None
    now: Said
    want: Said
    unapplied: tuple[Key, ...] = ()
    whole: bool = True


def pages(session: Session, files: Mapping[str, Loaded[Statements]]) -> Iterator[Page]:
    """Give the files that are to say something else than they do, new ones too, by path."""
    said = {path: statements.said(session.db, f"file:{path}") for path in files}
    now = {path: _said(loaded.value.statements) if loaded.value else said[path] for path, loaded in files.items()}
    want = {path: _merged(session, said[path], now[path]) for path in files}
    for path, more in _loose(session, want, {key for each in now.values() for key in each}):
        want[path] = {**want.get(path, {}), **more}
    for path in sorted(want):
        before, after = now.get(path, {}), want[path]
        if before != after:
            raw = files[path].raw if path in files else None
            was = said.get(path, {})
            lost = tuple(k for k, each in before.items() if each != after.get(k) and each != was.get(k))
            yield Page(path, raw, before, after, lost, _is_whole(session, was, after))


def written(page: Page) -> tuple[bytes, list[Key]]:
    """Give the bytes of a file that says what it is to say, and what it cannot say."""
    if _reads(page, raw := rewritten(page.raw, page.want.values()), page.want):
        return raw, []
    raw, said, unsaid = page.raw or b"", dict(page.now), list[Key]()
    for key in sorted({*page.now, *page.want}, key=str):
        if page.now.get(key) != page.want.get(key):
            more = {k: each for k, each in said.items() if k != key}
            more |= {key: page.want[key]} if key in page.want else {}
            tried = rewritten(raw or None, more.values())
            if _reads(page, tried, more):
                raw, said = tried, more
            else:
                unsaid.append(key)
    return raw, unsaid


def _reads(page: Page, raw: bytes, said: Said) -> bool:
    """Tell whether a file reads as what it was to say."""
    from jobforge_es.definitions.metadata import read_statements

    try:
        return _said(read_statements(page.path, raw).statements) == said
    except (DefinitionBroken, DefinitionsBroken):
        return False


def _said(some: Iterable[Statement]) -> dict[Key, Statement]:
    return {each.key: each for each in some}


def _merged(session: Session, was: Said, now: Said) -> dict[Key, Statement]:
    """Give what a file says, and in place of it what the catalog has come to say since it was applied."""
    found = dict(now)
    for key in {*was, *now}:
        there = statements.values_of(session.db, key)
        if there != (was[key].values if key in was else ()):
            found.pop(key, None)
            if there:
                found[key] = Statement(*key, there)
    return found


def _loose(session: Session, files: Mapping[str, Said], known: set[Key]) -> Iterator[tuple[str, Said]]:
    """Give what no definition says, with the file that is to say it."""
    homes = Homes()
    for path, said in files.items():
        homes.take(path, said)
    loose = (each for each in said_nowhere(session.db) if each.key not in known)
    for (kind, subject), some in groupby(loose, key=lambda each: each.key[:2]):
        more = _said(some)
        if kind == ASSIGNMENT.name:  # in files it is known by all that makes its key
            more = _said(row.statement for row in statements.about(session.db, kind, subject))
            if assignment({each.name: each.values[0] for each in more.values()}) != subject:
                continue
        path = homes.of(kind, subject)
        homes.take(path, more)
        yield path, more


def _is_whole(session: Session, was: Said, want: Said) -> bool:
    """Tell whether the catalog says all that a file is to say, and nothing that it has ceased to say."""
    gone = (key for key in was if key not in want)
    return all(statements.values_of(session.db, key) == each.values for key, each in want.items()) and not any(
        statements.values_of(session.db, key) for key in gone
    )
