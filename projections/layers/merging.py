"""Judges the rows of one batch where a row takes the place of the row that stands with its key: upsert and history.

Of the rows of a batch that share a key the last stays, by the declared order and then by record number. It is dropped
where it says what stands already; else it supersedes the row that stands. A row that the declared order puts before the
standing one is written and ended at once, so that the books name it and the table does not change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import attrs
import numpy as np
import pyarrow as pa

from ledger.definitions import Rule
from ledger.names import BATCH_ID, SOURCE_ROW
from projections.engines.sandbox import Relation, Sandbox
from projections.layers import merging_query as merge
from projections.layers import silver_query as ask
from projections.layers.clashes import Settled
from projections.layers.judging import Judge, Partners, compared, tuples, undecided
from projections.layers.verdicts import Rows, Verdicts

ENDED: Final = pa.schema([(BATCH_ID, pa.string()), (SOURCE_ROW, pa.int64())])


@attrs.frozen
class Merge:
    """What the rows of a batch do to the rows that stand.

    Attributes:
        unchanged: rows of the batch that say what stands already, ascending; they are not written.
        updated: how many rows of the batch take the place of another.
        ended: rows whose place is taken, by batch and number, those of the batch itself that come too late among them.
        closed: rows whose key a full delivery lacks, in the same form.
    """

    unchanged: Rows
    updated: int
    ended: pa.Table
    closed: pa.Table


@attrs.frozen
class Merger(Judge):
    """Judges the rows of one batch and says what they do to the rows that stand.

    Attributes:
        batch_id: of the batch.
        delivered: the bronze files of the other batches of its delivery, where the keys that all of it lacks are
            closed; None where none are.
    """

    batch_id: str = ""
    delivered: Relation | None = None

    @property
    def tables(self) -> dict[str, Relation]:
        """The tables that are asked, by the names that the questions use."""
        more = {} if self.delivered is None else {merge.DELIVERED: self.delivered}
        return super().tables | more

    def judge(self, engine: Sandbox) -> Verdicts:
        """Give what is known of the rows; each step leaves alone what the ones before it decided."""
        verdicts = self.verdicts()
        self.rows_alone(engine, verdicts)
        unique = self.unique_rules()
        candidates = undecided(engine.table(ask.sharing_rows(self.contract, unique)), verdicts)
        claims = self._claims(engine, unique) if self.standing.keys else {}
        real: dict[str, dict[int, str]] = {rule.id: {} for rule in unique}
        while True:
            settled = self.settled(candidates, real)
            if not _bar(claims, real, verdicts, settled):
                break
        self.tell(verdicts, settled, real)
        return verdicts

    def merge(self, engine: Sandbox, verdicts: Verdicts) -> Merge:
        """Say what the rows that are accepted do to the rows that stand."""
        nothing = ENDED.empty_table()
        if not self.standing.keys:
            return Merge(np.zeros(0, np.int64), 0, nothing, nothing)
        decided = np.sort(verdicts.decided())
        unchanged, updated, ended = [], [], [nothing]
        for piece in engine.stream(merge.places(self._compared)):
            rows, same, stale = (piece[name].to_numpy(zero_copy_only=False) for name in ("row", "same", "stale"))
            chosen = ~np.isin(rows, decided)
            unchanged.append(rows[chosen & same])
            updated.append(rows[chosen & ~same & ~stale])
            ended.append(_pairs(piece, pa.array(chosen & ~same & ~stale)))
            ended.append(_own(self.batch_id, rows[chosen & ~same & stale]))
        closed = nothing if self.delivered is None else engine.table(merge.lacking(self._compared)).cast(ENDED)
        return Merge(_ascending(unchanged), len(_ascending(updated)), pa.concat_tables(ended), closed)

    @property
    def _compared(self) -> ask.Compared:
        return compared(self.contract, self.keys, self.standing)

    def _claims(self, engine: Sandbox, unique: Iterable[Rule]) -> dict[str, list[_Claim]]:
        """Give the rows whose unique value stands in the row of another key, by rule."""
        found = {}
        for rule in unique:
            claims = tuples(engine, merge.claims(self._compared, rule))
            found[rule.id] = [_Claim(row, partner, tuple(takers or ())) for row, partner, takers in claims]
        return found


@attrs.frozen
class _Claim:
    """A row of the batch that has a unique value of a standing row.

    Attributes:
        row: of the batch.
        partner: the standing row, as text.
        takers: rows of the batch that would take the place of the standing row.
    """

    row: int
    partner: str
    takers: tuple[int, ...]


def _bar(
    claims: Mapping[str, list[_Claim]], real: dict[str, dict[int, str]], verdicts: Verdicts, settled: Settled
) -> bool:
    """Note the claims on rows whose place nobody takes; tell whether there were new ones.

    What is barred once stays barred, so that this ends.
    """
    news = False
    gone = settled.deduplicated | settled.aside
    for rule, some in claims.items():
        for claim in some:
            takers = (row for row in claim.takers if not verdicts.knows(row) and row not in gone)
            if claim.row not in real[rule] and not verdicts.knows(claim.row) and not _any_stays(takers, real):
                real[rule][claim.row] = claim.partner
                news = True
    return news


def _any_stays(rows: Iterable[int], real: Partners) -> bool:
    return any(all(row not in barred for barred in real.values()) for row in rows)


def _pairs(piece: pa.RecordBatch, chosen: pa.Array) -> pa.Table:
    some = piece.filter(chosen)
    return pa.table([some["standing_batch"], some["standing_row"]], schema=ENDED)


def _own(batch_id: str, rows: Rows) -> pa.Table:
    late = np.unique(rows)
    return pa.table([pa.repeat(pa.scalar(batch_id), len(late)), pa.array(late, pa.int64())], schema=ENDED)


def _ascending(some: list[Rows]) -> Rows:
    return np.unique(np.concatenate(some)) if some else np.zeros(0, np.int64)
