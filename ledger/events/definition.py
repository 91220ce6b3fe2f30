"""Events of definitions. Streams ``source-<name>``, ``contract-<table>``, ``model-<table>``.

``definition`` names the compiled form that steps use and replay reads again; ``file_sha256`` names the file as its
author wrote it. Both lie in the vault.
"""

from __future__ import annotations

from typing import Literal

import attrs

from ledger.events.parts import Built, TableAt
from ledger.names import Sha256


@attrs.frozen
class SourceAdopted:
    """A source was declared or revised.

    Attributes:
        source: its name.
        path: the file, below the project.
    """

    source: str
    path: str
    file_sha256: Sha256
    definition: Sha256


@attrs.frozen
class ContractAdopted:
    """A contract was declared or revised.

    Attributes:
        table: the table that promises.
        source: the source that feeds it by promotion, or None where a model makes it.
        version: as its author wrote it.
        scope: whether batches promoted before are promoted again.
        generation: counts the adoptions with scope ``rebuild``, from 1.
    """

    table: str
    path: str
    file_sha256: Sha256
    definition: Sha256
    source: str | None
    version: str
    scope: Literal["from_now", "rebuild"]
    generation: int


@attrs.frozen
class ModelAdopted:
    """A SQL model passed the determinism gate and was adopted.

    Attributes:
        table: the table that it makes.
        inputs: the tables that it reads, sorted.
        coverage: ``row`` when every row of every input is followed to the output; else the sentences that say which
            input is known only as a whole table, and why, stand in the compiled form.
        draft: True while no contract describes the output.
    """

    table: str
    path: str
    file_sha256: Sha256
    definition: Sha256
    inputs: tuple[str, ...]
    coverage: Literal["row", "table"]
    draft: bool


@attrs.frozen
class ModelProven:
    """A model gave the same rows twice: at several threads, and at one over its inputs in another physical order.

    Attributes:
        table: the table that it makes.
        model: hash of the model as it was compiled (vault).
        contract: hash of the contract that its rows were cast to, or None while drafting.
        inputs: what it read, as it was then.
        rows: that came out both times, more than none.
        digest: of those rows.
        built: with what; the seconds are those that the proof took.
        sampled: whether both times some rows of large inputs stood for all; ``rows`` and ``digest`` are of what came of
            those.
    """

    table: str
    model: Sha256
    contract: Sha256 | None
    inputs: tuple[TableAt, ...]
    rows: int
    digest: Sha256
    built: Built
    sampled: bool = False


@attrs.frozen
class DefinitionRetired:
    """A definition's file is gone: what it made stays readable and is no longer renewed; what it said holds no more.

    Attributes:
        kind: ``file`` is a file of the catalog, whose name is its path.
    """

    kind: Literal["source", "contract", "model", "file"]
    name: str
    path: str
