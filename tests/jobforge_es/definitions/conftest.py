"""A contract and a source that are in order, and what a mistake in them says."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from jobforge_es.definitions.broken import DefinitionBroken, DefinitionsBroken, parts
from jobforge_es.definitions.contracts import read_contract
from jobforge_es.definitions.sources import read_source
from ledger.definitions import Contract

CONTRACT = dedent("""\
    apiVersion: v3.1.0
    kind: DataContract
    id: jobs
    version: 1.10
    status: active
    customProperties:
      - {property: jobforge.source, value: jobs}
    schema:
      - name: jobs
        physicalName: silver.jobs
        businessName: Jobs
        description: One row per job.
        properties:
          - name: code
            logicalType: string
            primaryKey: true
          - name: wage
            logicalType: number
            physicalType: decimal(8,2)
          - name: posted
            logicalType: date
            logicalTypeOptions: {format: yyyy-MM-dd}
    """)
"""Line 8 begins the schema; columns stand in lines 14, 17 and 20."""


@pytest.fixture
def contract_text() -> str:
    return CONTRACT


@pytest.fixture
def compiled() -> Callable[..., Contract]:
    """Compile the contract after replacing parts of it."""

    def compiled(*changes: tuple[str, str], text: str = CONTRACT) -> Contract:
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return read_contract("contracts/jobs.yaml", text.encode())

    return compiled


@pytest.fixture
def mistakes(compiled) -> Callable[..., list[DefinitionBroken]]:
    """Give the mistakes of the contract after replacing parts of it."""

    def mistakes(*changes: tuple[str, str], text: str = CONTRACT) -> list[DefinitionBroken]:
        with pytest.raises((DefinitionBroken, DefinitionsBroken)) as caught:
            compiled(*changes, text=text)
        return list(parts(caught.value))

    return mistakes


@pytest.fixture
def mistake(mistakes) -> Callable[..., DefinitionBroken]:
    """Give the only mistake of the contract after replacing parts of it."""

    def mistake(*changes: tuple[str, str], text: str = CONTRACT) -> DefinitionBroken:
        found = mistakes(*changes, text=text)
        assert len(found) == 1, [each.what for each in found]
        return found[0]

    return mistake


@pytest.fixture
def source_mistakes() -> Callable[..., list[DefinitionBroken]]:
    """Give the mistakes of a source; ``format: csv`` stands in its first line."""

    def source_mistakes(text: str, path: str = "sources/jobs.yaml") -> list[DefinitionBroken]:
        with pytest.raises((DefinitionBroken, DefinitionsBroken)) as caught:
            read_source(path, f"format: csv\n{text}\n".encode())
        return list(parts(caught.value))

    return source_mistakes


@pytest.fixture
def source_mistake(source_mistakes) -> Callable[..., DefinitionBroken]:
    """Give the only mistake of a source; ``format: csv`` stands in its first line."""

    def source_mistake(text: str, path: str = "sources/jobs.yaml") -> DefinitionBroken:
        found = source_mistakes(text, path)
        assert len(found) == 1, [each.what for each in found]
        return found[0]

    return source_mistake
