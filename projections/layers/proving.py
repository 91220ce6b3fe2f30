"""Proof that a model gives the same rows whoever runs it: a second time, at one thread, over inputs in another order.

The gate knows the functions and orders that it lists; this knows nothing of SQL and looks at the answer.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from ledger.definitions import Contract, Model
from ledger.errors import JobForgeError
from ledger.events.parts import TableAt
from ledger.names import Sha256
from projections.engines.quoting import identifier
from projections.engines.refused import ModelRefused
from projections.engines.sandbox import Limits, Relation, Sandbox
from projections.layers.ahead import ahead
from projections.layers.schemas import schema_of
from projections.layers.workshop import Workshop
from projections.layers.writer import LayerWriter
from projections.lineage.output import final_select
from projections.own_folder import spill_folder
from projections.storage.written import Written

if TYPE_CHECKING:
    import numpy as np

SMALL: Final = 1_024
"""Rows of a row group of shuffled inputs, at least: the engine gives each thread some of them."""

MOST: Final = 50_000
"""Rows of an input that a proof reads, about: it asks about the SQL, and must not cost what the table has grown to."""

GROUPS: Final = 64
"""Row groups of a shuffled file, about, so that many threads can share it."""


class AnswersDiffer(ModelRefused):
    """A model gave other rows when it was run again over the same inputs."""

    code = "M-023"


@attrs.frozen
class Proof:
    """Two runs that gave the same rows.

    Attributes:
        rows, digest: of what both gave.
        seconds: that the proof took beside the run that was needed anyway.
    """

    rows: int
    digest: Sha256
    seconds: Decimal


def prove(workshop: Workshop, model: Model, contract: Contract | None, inputs: tuple[TableAt, ...]) -> Proof | None:
    """Run a model twice over its inputs as they are; None while it gives no rows or cannot be run at all.

    Raises:
        AnswersDiffer: the second run gave other rows.
    """
    started = time.perf_counter()
    select = final_select(model, contract)
    relations = {at.table: workshop.relation(at) for at in inputs}
    with spill_folder(workshop.limits.spill) as folder:
        first = folder / "first.parquet"
        try:
            with Sandbox(relations, workshop.limits) as sandbox:
                written = _write(sandbox, select, first)
        except JobForgeError:
            return None
        if not written.rows:
            return None
        again(model, select, relations, workshop.limits, first, written)
    return Proof(written.rows, written.digest, _since(started))


def again(
    model: Model, select: str, relations: Mapping[str, Relation], limits: Limits, first: Path, written: Written
) -> Proof:
    """Run a SELECT once more, at one thread over shuffled inputs, and compare what it gives.

    Of large inputs some rows stand for all, where any come out of them; both runs are then over those.

    Args:
        model: whose it is.
        select: it has a total order.
        relations: what the first run read.
        limits: of the first run.
        first: the file that the first run wrote.
        written: what is known of that file.

    Raises:
        AnswersDiffer: other rows came.
    """
    started = time.perf_counter()
    with spill_folder(limits.spill) as folder:
        if any(_count(relation) > MOST for relation in relations.values()):
            fewer = {
                table: _some(relation, folder / f"some-{n}") for n, (table, relation) in enumerate(relations.items())
            }
            with Sandbox(fewer, limits) as sandbox:
                of_some = _write(sandbox, select, folder / "some.parquet")
            if of_some.rows:
                relations, first, written = fewer, folder / "some.parquet", of_some
        second = folder / "second.parquet"
        with Sandbox(_shuffled(relations, folder), _at_one_thread(limits)) as sandbox:
            digest = _write(sandbox, select, second).digest
        if digest != written.digest:
            raise _differs(model, first, second, limits)
    return Proof(written.rows, written.digest, _since(started))


def _at_one_thread(limits: Limits) -> Limits:
    """Give what one thread may use: as much time as all of them together would have."""
    import os  # noqa: PLC0415 - only to count

    threads = limits.threads or os.cpu_count() or 1
    return attrs.evolve(limits, threads=1, seconds=None if limits.seconds is None else limits.seconds * threads)


def _write(sandbox: Sandbox, select: str, path: Path) -> Written:
    schema = schema_of(sandbox.describe(select))
    with LayerWriter(path, schema) as writer:
        for batch in ahead(sandbox.stream(select), sandbox.stop):
            writer.write_batch(batch)
        return writer.close()


def _shuffled(relations: Mapping[str, Relation], folder: Path) -> dict[str, Relation]:
    """Give the same tables with their files and rows in another order, the same one each time."""
    import numpy as np  # noqa: PLC0415 - only a proof shuffles

    chance = np.random.default_rng(7)
    found = {}
    for number, (table, relation) in enumerate(relations.items()):
        order = chance.permutation(len(relation.files))
        files = [_shuffle(relation.files[at], folder / f"{number}-{at}.parquet", chance) for at in order]
        held = tuple(relation.held[at] for at in order) if relation.held else ()
        found[table] = attrs.evolve(relation, files=tuple(files), held=held)
    return found


def _shuffle(file: Path, to: Path, chance: np.random.Generator) -> Path:
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    with pq.ParquetFile(file) as source:
        size = max(SMALL, source.metadata.num_rows // GROUPS)
        with pq.ParquetWriter(to, source.schema_arrow, compression="snappy", store_schema=False) as writer:
            for group in chance.permutation(source.num_row_groups):
                rows = source.read_row_group(int(group))
                writer.write_table(rows.take(chance.permutation(rows.num_rows)), row_group_size=size)
    return to


def _count(relation: Relation) -> int:
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    return sum(pq.read_metadata(file).num_rows for file in relation.files)


def _some(relation: Relation, folder: Path) -> Relation:
    """Give a table of the first rows of each file, as many of all files together as a proof reads."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    folder.mkdir()
    each = max(1, MOST // max(1, len(relation.files)))
    files = []
    for number, file in enumerate(relation.files):
        with pq.ParquetFile(file) as source:
            rows = next(source.iter_batches(each), None)
            with pq.ParquetWriter(folder / f"{number}.parquet", source.schema_arrow, store_schema=False) as writer:
                if rows is not None:
                    writer.write_batch(rows, row_group_size=SMALL)
        files.append(folder / f"{number}.parquet")
    return attrs.evolve(relation, files=tuple(files))


def _differs(model: Model, first: Path, second: Path, limits: Limits) -> AnswersDiffer:
    with Sandbox({"gold.first": Relation((first,), ()), "gold.second": Relation((second,), ())}, limits) as sandbox:
        names = [column.name for column in sandbox.describe("SELECT * FROM gold.first")]
        counts = sandbox.one(f"SELECT {', '.join(map(_differing, names))}")
        (rows,) = sandbox.one("SELECT count(*) FROM gold.first")
    said = [f"{count} in `{name}`" for name, count in zip(names, counts, strict=True) if count]
    where = f"{', '.join(said)} of {rows} rows" if said else "each column holds the same values, in other rows"
    column = next((name for name, count in zip(names, counts, strict=True) if count), names[0])
    return AnswersDiffer(
        f"run again over the same rows in another order, the model gives other values: {where}",
        why="a model gives the same rows whenever and wherever it runs, or nobody could check its numbers",
        mend=(
            f"look at how `{column}` is computed: what depends on the order of rows needs an ORDER BY without ties",
            "cast what is added up to DECIMAL",
        ),
    ).of(model.table)


def _differing(name: str) -> str:
    """Write a SELECT that counts the values of a column that the second run did not give."""
    column = identifier(name)
    both = f"SELECT {column} FROM gold.first EXCEPT ALL SELECT {column} FROM gold.second"
    return f"(SELECT count(*) FROM ({both}))"


def _since(started: float) -> Decimal:
    return Decimal(f"{time.perf_counter() - started:.3f}")
