"""What contracts and sources come to say: single words, where they stand there already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from jobforge_es.definitions.broken import DefinitionBroken, DefinitionsBroken
from jobforge_es.definitions.contracts import read_contract
from jobforge_es.definitions.rewriting.spots import in_contract, in_source
from jobforge_es.definitions.sources import read_source
from jobforge_es.session import Session
from ledger.definitions import Statement
from ledger.definitions.statements import Key
from projections.catalog import statements
from projections.catalog.said.contract import said_by_contract
from projections.catalog.said.source import said_by_source


@attrs.frozen
class Language:
    """How a kind of definition is read, what it says, and how a word of it is changed."""

    read: Callable[[str, bytes], Any]
    says: Callable[[Any], Any]
    change: Callable[[bytes, Sequence[Statement]], tuple[bytes, list[Statement]]]


LANGUAGES = {
    "contract": Language(read_contract, said_by_contract, in_contract),
    "source": Language(read_source, said_by_source, in_source),
}


def changed(
    session: Session, kind: str, path: str, raw: bytes, moved: Mapping[Key, Statement]
) -> tuple[bytes, dict[Key, str]]:
    """Give the bytes of a definition that says what the catalog says, and what it was not made to say, with the reason.

    A word is changed where nothing else comes to be said by it than what the catalog says.
    """
    language = LANGUAGES[kind]
    said = _said(language, path, raw)
    unsaid: dict[Key, str] = {}
    todo: dict[Key, Statement] = {}
    along: dict[Key, Key] = {}
    for key, each in moved.items():
        beside = next((k for k in _twins(key) if k in said), None)
        if _in(said, key) == each.values:
            continue
        if beside in todo:
            along[key] = beside
        elif beside is not None and statements.values_of(session.db, beside) != each.values:
            unsaid[key] = f"{path} says it of {beside[0]} {beside[1]} too: say the same of that, then pull"
        else:
            todo[key] = each
    raw, unsaid = _written(session, language, path, raw, [*todo.values()], unsaid)
    return raw, unsaid | {key: unsaid[other] for key, other in along.items() if other in unsaid}


def _written(
    session: Session, language: Language, path: str, raw: bytes, todo: Sequence[Statement], unsaid: dict[Key, str]
) -> tuple[bytes, dict[Key, str]]:
    """Change all at once; where that does not read as it should, try each half, so that no word keeps others back."""
    tried, missed = language.change(raw, todo)
    unsaid |= {each.key: f"{path} says it in a way that only people change" for each in missed}
    done = [each for each in todo if each not in missed]
    if not done or _fits(session, language, path, raw, tried, done):
        return tried, unsaid
    if len(done) == 1:
        unsaid[done[0].key] = f"{path} says it in a way that only people change"
        return raw, unsaid
    for half in (done[: len(done) // 2], done[len(done) // 2 :]):
        raw, unsaid = _written(session, language, path, raw, half, unsaid)
    return raw, unsaid


def _fits(session: Session, language: Language, path: str, raw: bytes, tried: bytes, done: Sequence[Statement]) -> bool:
    """Tell whether a definition comes to say what it should, and nothing else than the catalog does."""
    try:
        said, after = _said(language, path, raw), _said(language, path, tried)
    except (DefinitionBroken, DefinitionsBroken):
        return False
    others = (key for key in {*said, *after} if said.get(key) != after.get(key))
    return all(_in(after, each.key) == each.values for each in done) and all(
        statements.values_of(session.db, key) == _in(after, key) for key in others
    )


def _twins(key: Key) -> Iterator[Key]:
    """Give what else a definition says by the same word: of bronze and silver, of a source and its staged table."""
    kind, subject, name, language = key
    layer, _, rest = subject.partition(".")
    match kind, layer:
        case ("table" | "column", "bronze" | "silver"):
            yield kind, f"{'silver' if layer == 'bronze' else 'bronze'}.{rest}", name, language
        case "table", "staged":
            yield "source", rest, name, language
        case "source", _:
            yield "table", f"staged.{subject}", name, language


def _said(language: Language, path: str, raw: bytes) -> dict[Key, Statement]:
    return {each.key: each for each in language.says(language.read(path, raw))}


def _in(said: Mapping[Key, Statement], key: Key) -> tuple[str, ...]:
    return said[key].values if key in said else ()
