"""What contracts and sources come to say: single words, where they stand there already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from jobforge_es.commands.saying import named
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
    change: Callable[[bytes, Statement], bytes | None]


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
    for key, each in moved.items():
        if (said[key].values if key in said else ()) == each.values:
            continue
        tried = language.change(raw, each)
        after = None if tried is None else _said_if_read(language, path, tried)
        if tried is None or after is None:
            unsaid[key] = f"{path} says it in a way that only people change"
            continue
        others = [k for k in {*said, *after} if said.get(k) != after.get(k) and _held(session, k) != _in(after, k)]
        if others:
            unsaid[key] = (
                f"{path} says it of {min(f'{k[0]} {k[1]}' for k in others)} too: say the same of that, then pull"
            )
        elif _in(after, key) != each.values:
            unsaid[key] = f"{path} says {named(key)} in a way that only people change"
        else:
            raw, said = tried, after
    return raw, unsaid


def _said(language: Language, path: str, raw: bytes) -> dict[Key, Statement]:
    return {each.key: each for each in language.says(language.read(path, raw))}


def _said_if_read(language: Language, path: str, raw: bytes) -> dict[Key, Statement] | None:
    try:
        return _said(language, path, raw)
    except (DefinitionBroken, DefinitionsBroken):
        return None


def _in(said: Mapping[Key, Statement], key: Key) -> tuple[str, ...]:
    return said[key].values if key in said else ()


def _held(session: Session, key: Key) -> tuple[str, ...]:
    held = statements.held(session.db, key)
    return held.values if held else ()
