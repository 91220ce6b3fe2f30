"""Run a SELECT into a file: the one way for builds and for proofs."""

from __future__ import annotations

from pathlib import Path

from projections.engines.sandbox import Sandbox
from projections.layers.ahead import ahead
from projections.layers.schemas import schema_of
from projections.layers.writer import LayerWriter
from projections.storage.written import Written


def run_into(path: Path, sandbox: Sandbox, select: str) -> Written:
    """Write the rows of a SELECT, in its order, into a new file."""
    with LayerWriter(path, schema_of(sandbox.describe(select))) as writer:
        for batch in ahead(sandbox.stream(select), sandbox.stop):
            writer.write_batch(batch)
        return writer.close()
