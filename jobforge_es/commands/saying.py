"""What changed definitions say in the catalog, against what other files and people have said meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from jobforge_es.definitions.project import Definitions
from jobforge_es.session import Session
from ledger.definitions import Statement
from ledger.definitions.statements import Key
from ledger.errors import JobForgeError
from projections.catalog import statements
from projections.catalog.said.contract import said_by_contract
from projections.catalog.said.source import said_by_source
from projections.catalog.statements import StatementRow


class SaidTwice(JobForgeError):
    """Two files say different things of the same."""

    code = "C-013"
    exit_code = 2


class BothMovedOn(JobForgeError):
    """A file and a command have both changed the same words since the file was last applied."""

    code = "C-014"
    exit_code = 2


@attrs.frozen
class Saying:
    """A changed definition.

    Attributes:
        path: of its file.
        origin: its name among all that say something.
        now: what it says, by key.
    """

    path: str
    origin: str
    now: Mapping[Key, Statement]


def check_said(session: Session, found: Definitions, retired: Iterable[str]) -> None:
    """Refuse files that contradict each other, and files that would undo in silence what a command has said.

    Args:
        session: of the command.
        found: the files of the project.
        retired: origins whose files are gone.

    Raises:
        SaidTwice, BothMovedOn: the first of them; nothing was recorded.
    """
    changed = list(_changed(found))
    if not changed:
        return
    _check_twice(session, changed, set(retired) | {each.origin for each in changed})
    for saying in changed:
        _check_conflicts(session, saying)


def _changed(found: Definitions) -> Iterator[Saying]:
    for name, source in found.sources.items():
        if source.value is not None:
            yield Saying(source.path, f"source:{name}", _by_key(said_by_source(source.value)))
    for table, contract in found.contracts.items():
        if contract.value is not None:
            yield Saying(contract.path, f"contract:{table}", _by_key(said_by_contract(contract.value)))
    for path, file in found.files.items():
        if file.value is not None:
            yield Saying(path, f"file:{path}", _by_key(file.value.statements))


def _by_key(said: Iterable[Statement]) -> dict[Key, Statement]:
    return {each.key: each for each in said}


def _check_twice(session: Session, changed: list[Saying], replaced: set[str]) -> None:
    known: dict[Key, tuple[str, Statement]] = {}
    for origin in statements.origins(session.db) - replaced:
        known |= {key: (origin, each) for key, each in statements.said(session.db, origin).items()}
    for saying in changed:
        for key, each in saying.now.items():
            other = known.setdefault(key, (saying.path, each))
            if other[1].values != each.values:
                raise SaidTwice(
                    f"{named(key)} is said in two places",
                    where=saying.path,
                    why=f"{other[0]} says {_shown(other[1].values)}, {saying.path} says {_shown(each.values)}",
                    mend=("keep it in one of them", "jobforge apply"),
                )


def _check_conflicts(session: Session, saying: Saying) -> None:
    base = statements.said(session.db, saying.origin)
    for key in sorted({*base, *saying.now}, key=str):
        was, now = _values(base.get(key)), _values(saying.now.get(key))
        held = statements.held(session.db, key)
        there = held.values if held is not None else ()
        if was != now and there not in (was, now):
            raise _both(key, saying.path, was, now, held)


def _both(key: Key, path: str, was: tuple[str, ...], now: tuple[str, ...], held: StatementRow | None) -> BothMovedOn:
    by = f", by {held.actor} at position {held.position}" if held else ""
    there = held.values if held else ()
    return BothMovedOn(
        f"{named(key)} was changed in {path} and by a command",
        where=path,
        why=f"the file said {_shown(was)} and says {_shown(now)}; the catalog says {_shown(there)}{by}",
        mend=(
            "jobforge pull   (writes what the catalog says into the files)",
            "or write in the file what the catalog says, apply, and change it then",
        ),
    )


def named(key: Key) -> str:
    """Name what a statement speaks of, for people."""
    kind, subject, name, language = key
    return f"{name}{f'.{language}' if language else ''} of {kind} {subject}"


def _values(statement: Statement | None) -> tuple[str, ...]:
    return statement.values if statement is not None else ()


def _shown(values: tuple[str, ...]) -> str:
    text = "; ".join(values)
    return repr(text if len(text) <= 100 else f"{text[:99]}…") if values else "nothing"
