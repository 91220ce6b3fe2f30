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

from ledger.definitions import Model
from ledger.errors import JobForgeError
from ledger.names import Sha256
from projections.engines.quoting import identifier
from projections.engines.refused import ModelRefused
from projections.engines.sandbox import Limits, Relation, Sandbox
from projections.layers.running import run_into
from projections.own_folder import spill_folder
from projections.storage.written import Written

if TYPE_CHECKING:
    import numpy as np

SMALL: Final = 1_024
"""Rows of a row group of shuffled inputs, at least: the engine gives each thread some of them."""

MOST: Final = 10_000
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
        sampled: whether some rows of the inputs stood for all.
        seconds: that the proof took beside the run that was needed anyway.
    """

    rows: int
    digest: Sha256
    sampled: bool
    seconds: Decimal


@attrs.frozen
class Run:
    """What a SELECT gave: the file, and what is known of it."""

    file: Path
    written: Written


def prove(
    model: Model, select: str, relations: Mapping[str, Relation], limits: Limits, whole: Run | None = None
) -> Proof | None:
    """Run a model at several threads, and again at one over shuffled inputs, and compare what it gives.

    Of large inputs some rows stand for all, where any come out of them; both runs are then over those.

    Args:
        model: whose it is.
        select: it has a total order.
        relations: what it reads.
        limits: of each run.
        whole: a run over all rows that was needed anyway; None where there was none.

    Returns:
        The proof; None where no rows come out, or a run cannot be made within the limits.

    Raises:
        AnswersDiffer: the second run gave other rows.
    """
    started = time.perf_counter()
    try:
        with spill_folder(limits.spill) as folder:
            some = _some(relations, folder)
            first = _run(folder / "some.parquet", select, some, limits) if some else None
            if first is None or not first.written.rows:
                some, first = None, whole or _run(folder / "first.parquet", select, relations, limits)
            if not first.written.rows:
                return None
            _compare(model, select, some or relations, limits, first, folder)
    except AnswersDiffer:
        raise
    except JobForgeError:
        return None
    seconds = Decimal(f"{time.perf_counter() - started:.3f}")
    return Proof(first.written.rows, first.written.digest, some is not None, seconds)


def _compare(
    model: Model, select: str, relations: Mapping[str, Relation], limits: Limits, first: Run, folder: Path
) -> None:
    second = _run(folder / "second.parquet", select, _shuffled(relations, folder), _at_one_thread(limits))
    if second.written.digest != first.written.digest:
        raise _differs(model, first.file, second.file, limits)


def _run(path: Path, select: str, relations: Mapping[str, Relation], limits: Limits) -> Run:
    with Sandbox(relations, limits) as sandbox:
        return Run(path, run_into(path, sandbox, select))


def _at_one_thread(limits: Limits) -> Limits:
    """Give what one thread may use: as much time as all of them together would have."""
    import os  # only to count

    threads = limits.threads or os.cpu_count() or 1
    return attrs.evolve(limits, threads=1, seconds=None if limits.seconds is None else limits.seconds * threads)


def _shuffled(relations: Mapping[str, Relation], folder: Path) -> dict[str, Relation]:
    """Give the same tables with their files and rows in another order, the same one each time."""
    import numpy as np  # only a proof shuffles

    chance = np.random.default_rng(7)
    found = {}
    for number, (table, relation) in enumerate(relations.items()):
        order = chance.permutation(len(relation.files))
        files = [_shuffle(relation.files[at], folder / f"{number}-{at}.parquet", chance) for at in order]
        held = tuple(relation.held[at] for at in order) if relation.held else ()
        found[table] = attrs.evolve(relation, files=tuple(files), held=held)
    return found


def _shuffle(file: Path, to: Path, chance: np.random.Generator) -> Path:
    import pyarrow.parquet as pq

    with pq.ParquetFile(file) as source:
        size = max(SMALL, source.metadata.num_rows // GROUPS)
        with pq.ParquetWriter(to, source.schema_arrow, compression="snappy", store_schema=False) as writer:
            for group in chance.permutation(source.num_row_groups):
                rows = source.read_row_group(int(group))
                writer.write_table(rows.take(chance.permutation(rows.num_rows)), row_group_size=size)
    return to


def _some(relations: Mapping[str, Relation], folder: Path) -> dict[str, Relation] | None:
    """Give the same tables with as many rows as a proof reads of each; None where none has more."""
    import pyarrow.parquet as pq

    if all(sum(pq.read_metadata(file).num_rows for file in each.files) <= MOST for each in relations.values()):
        return None
    found = {}
    for number, (table, relation) in enumerate(relations.items()):
        share = max(1, MOST // max(1, len(relation.files)))
        files = [_first_rows(file, folder / f"some-{number}-{at}", share) for at, file in enumerate(relation.files)]
        found[table] = attrs.evolve(relation, files=tuple(files))
    return found


def _first_rows(file: Path, to: Path, count: int) -> Path:
    import pyarrow.parquet as pq

    with pq.ParquetFile(file) as source, pq.ParquetWriter(to, source.schema_arrow, store_schema=False) as writer:
        rows = next(source.iter_batches(count), None)
        if rows is not None:
            writer.write_batch(rows, row_group_size=SMALL)
    return to


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
