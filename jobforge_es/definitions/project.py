"""Read the definitions of a project: sources, contracts and models, each by its name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

import attrs

from jobforge_es.definitions.broken import DefinitionBroken, DefinitionsBroken, NameClash, Place, parts, together
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.files import Found, Kind, find_files, read_bytes
from jobforge_es.definitions.models import ModelText, read_model
from ledger.definitions import Contract, Source, Statements
from ledger.names import Sha256

T = TypeVar("T")

Known: TypeAlias = tuple[Sha256, Kind, str]
"""Hash, kind and name of a file as it was last adopted."""


@attrs.frozen
class Loaded(Generic[T]):
    """A definition file that is in order.

    Attributes:
        path: below the project, with ``/``.
        raw: its bytes.
        sha256: of its bytes.
        value: what it defines; None where the file was known and not read again.
    """

    path: str
    raw: bytes
    sha256: Sha256
    value: T | None


@attrs.frozen
class Definitions:
    """What the files of a project define, by name, in the order of their paths.

    Contracts and models are named by their table, files of the catalog by their path.
    """

    sources: dict[str, Loaded[Source]] = attrs.field(factory=dict)
    contracts: dict[str, Loaded[Contract]] = attrs.field(factory=dict)
    models: dict[str, Loaded[ModelText]] = attrs.field(factory=dict)
    files: dict[str, Loaded[Statements]] = attrs.field(factory=dict)

    @property
    def any_changed(self) -> bool:
        """Whether a file was read: it is new, or not as it was when it was last adopted."""
        kinds = (self.sources, self.contracts, self.models, self.files)
        return any(loaded.value is not None for kind in kinds for loaded in kind.values())


def read_definitions(root: Path, known: Mapping[str, Known] | None = None) -> Definitions:
    """Read all definition files of a project.

    Whether what they refer to exists is not looked at here.

    Args:
        root: the project's folder; folders of definitions may be missing.
        known: path to hash, kind and name of files as last adopted. Where the hash is still the same, the file is not
            parsed again and its value is None; where all are, neither the YAML nor the SQL parser is loaded.

    Raises:
        DefinitionBroken: one thing is wrong in one file.
        DefinitionsBroken: several are; all of them are told.
    """
    found, broken = find_files(root)
    definitions = Definitions()
    by_kind: dict[Kind, dict[str, Loaded[Any]]] = {
        "source": definitions.sources,
        "contract": definitions.contracts,
        "model": definitions.models,
        "file": definitions.files,
    }
    for file in found:
        try:
            name, loaded = _load(file, known or {})
            _put(by_kind[file.kind], name, loaded, file.kind)
        except (DefinitionBroken, DefinitionsBroken) as error:
            broken += parts(error)
    if broken:
        raise together(broken)
    return definitions


def _load(found: Found, known: Mapping[str, Known]) -> tuple[str, Loaded[Any]]:
    raw = read_bytes(found)
    sha256 = Sha256(hashlib.sha256(raw).hexdigest())
    before = known.get(found.path)
    if before is not None and before[:2] == (sha256, found.kind):
        return before[2], Loaded(found.path, raw, sha256, None)
    value = _reader(found.kind)(found.path, raw)
    return _name(found, value), Loaded(found.path, raw, sha256, value)


def _name(found: Found, value: Source | Contract | ModelText | Statements) -> str:
    match value:
        case Source():
            return value.name
        case Statements():
            return found.path
        case _:
            return value.table


def _reader(kind: Kind) -> Callable[[str, bytes], Source | Contract | ModelText | Statements]:
    """Give the reader of a kind; those of YAML are loaded when a file has changed."""
    if kind == "model":
        return read_model
    if kind == "file":
        from jobforge_es.definitions.metadata import read_statements  # loads the YAML parser

        return read_statements
    if kind == "source":
        from jobforge_es.definitions.sources import read_source  # loads the YAML parser

        return read_source
    from jobforge_es.definitions.contracts import read_contract  # loads the YAML parser

    return read_contract


def _put(definitions: dict[str, Loaded[T]], name: str, loaded: Loaded[T], kind: Kind) -> None:
    if name in definitions:
        raise NameClash(
            f"{definitions[name].path} and {loaded.path} both define the {kind} {quoted(name)}",
            Place(loaded.path),
            why="which of them holds would be a guess",
            mend=("rename one of them, or remove it",),
        )
    definitions[name] = loaded
