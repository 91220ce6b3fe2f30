"""Bronze: names and types by contract.

Does: sets aside rows that break the contract. Never deduplicates and knows no business rule beyond the contract's.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ledger.definitions import Column, Contract, Layout, Rule
from ledger.errors import JobForgeError
from ledger.names import SOURCE_ROW, split_table
from projections.engines.sandbox import Limits, Relation, Sandbox
from projections.layers.ahead import ahead
from projections.layers.arrival import Arrival
from projections.layers.books import in_source_order
from projections.layers.bronze_query import BROKEN, TEXTS, BronzeQuery, bronze_query
from projections.layers.decided import NOTHING, REFUSED, REFUSED_REASON, Decided, Tally
from projections.layers.mending import MENDED, add_mended, judged, others
from projections.layers.output import Output, rows_of
from projections.layers.promotion import Promotion, rule_counts
from projections.layers.quarantine import SetAside, Telling, row_json
from projections.layers.reasons import reason
from projections.storage.lake import Lake

SPAN: Final = 4
"""Row groups that are worked on at once."""

STAGED = "staged.rows"

LAST_RECORD: Final = 2**62
"""Beyond every record."""


class UnknownColumn(JobForgeError):
    """A contract promises a column that the staged table lacks.

    Attributes:
        columns: names of the promised columns that have no origin.
    """

    code = "S-021"
    exit_code = 2

    def __init__(self, contract: Contract, columns: tuple[Column, ...], layout: Layout) -> None:
        headers = [known.header for known in layout.columns]
        wanted = [column.header or column.name for column in columns]
        near = [n for name in wanted for n in difflib.get_close_matches(name, [*headers], 1)]
        super().__init__(
            f"the source of {contract.table} has no column for {', '.join(column.name for column in columns)}",
            where=f"contract of {contract.table}, version {contract.version}",
            why=f"wanted {_listed(wanted)}; the staged table has {_listed(headers)}",
            mend=(
                "correct `name` or `jobforge.header` of the column, exactly as the header stands in the file",
                *(f"the nearest header is {name!r}" for name in near),
            ),
        )
        self.columns = tuple(column.name for column in columns)


def promote_to_bronze(
    staged: Relation,
    layout: Layout,
    contract: Contract,
    null_words: tuple[str, ...],
    arrival: Arrival,
    lake: Lake,
    domain: str,
    limits: Limits,
    decided: Decided = NOTHING,
) -> Promotion:
    """Build the bronze files of one batch.

    Args:
        staged: the one staged file of the batch.
        layout: source headers and staged names.
        contract: what is promised.
        null_words: those of the source.
        arrival: what is put on every row.
        lake: where the files go.
        domain: the folder of the table.
        limits: of the engine.
        decided: what people decided about single rows.

    Raises:
        UnknownColumn: the staged table lacks a promised column; nothing was read.
    """
    names = tuple(known.name for known in layout.columns)
    found = origins(contract, layout)
    rows, more = (others(STAGED), (REFUSED,)) if decided else (STAGED, ())
    query = bronze_query(contract, names, found, null_words, rows, more)
    splitter, tally = _Splitter(contract, names, found, query), Tally()
    table = bronze_table(contract)
    with Output(lake, table, domain, arrival, contract, decided) as output:
        mended = output.draft("mended")
        with Sandbox({STAGED: staged}, limits, (mended,)) as engine:
            spans = _spans(staged.files)
            pieces: Iterator[pa.Table] = (in_source_order(engine.table(query.of(*span))) for span in spans)
            if decided:
                said = (decided.records, decided.texts, decided.admitted)
                tally.admitted = add_mended(engine, STAGED, names, *said, mended)
                apart = bronze_query(contract, names, found, null_words, MENDED, more, all_texts=True)
                pieces = _with_mended(engine, query, apart, spans, decided, tally)
            for piece in ahead(pieces, engine.stop):
                splitter.split(piece, output)
        counts = rule_counts(query.rules, splitter.rows)
        return output.finish(rows_of(staged.files) + tally.admitted, counts, tally=tally)


def _with_mended(
    engine: Sandbox,
    query: BronzeQuery,
    apart: BronzeQuery,
    spans: Iterable[tuple[int, int]],
    decided: Decided,
    tally: Tally,
) -> Iterator[pa.Table]:
    """Give pieces in which the rows that somebody decided about stand in their place among the others."""
    for span in _without_gaps(spans):
        mine = judged(engine.table(apart.of(*span)), apart.rules, decided, tally)
        piece = engine.table(query.of(*span))
        yield in_source_order(pa.concat_tables([piece, mine.cast(piece.schema)]) if mine.num_rows else piece)


def _without_gaps(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Widen spans so that each record number lies in one of them: those that staged refused lie in between."""
    lasts = [last for _, last in spans]
    yield from zip([0, *(last + 1 for last in lasts[:-1])], [*lasts[:-1], LAST_RECORD], strict=True)


def _spans(files: Iterable[Path]) -> Iterator[tuple[int, int]]:
    """Cut the records of staged files into spans that fit into memory, at the borders of row groups."""
    for file in files:
        metadata = pq.read_metadata(file)
        place = metadata.schema.names.index(SOURCE_ROW)
        numbers = [metadata.row_group(i).column(place).statistics for i in range(metadata.num_row_groups)]
        for start in range(0, len(numbers), SPAN):
            span = numbers[start : start + SPAN]
            if span[0] is not None and span[0].has_min_max:
                yield span[0].min, span[-1].max


def bronze_table(contract: Contract) -> str:
    """Name the bronze table of a contract."""
    return f"bronze.{split_table(contract.table)[1]}"


def origins(contract: Contract, layout: Layout) -> tuple[str, ...]:
    """Give for each promised column the staged column that feeds it.

    Raises:
        UnknownColumn: there is none for some of them.
    """
    by_header = {known.header: known.name for known in layout.columns}
    by_name = {known.name: known.name for known in layout.columns}
    found = [by_name.get(c.name) if c.header is None else by_header.get(c.header) for c in contract.columns]
    missing = tuple(column for column, name in zip(contract.columns, found, strict=True) if name is None)
    if missing:
        raise UnknownColumn(contract, missing, layout)
    return tuple(name for name in found if name is not None)


def _listed(headers: Iterable[str]) -> str:
    return ", ".join(map(repr, headers))


class _Splitter:
    """Parts accepted rows from those that are set aside; only a piece that has such rows pays for it.

    Attributes:
        rows: how many broke each rule so far, by its id.
    """

    def __init__(self, contract: Contract, staged: tuple[str, ...], found: tuple[str, ...], query: BronzeQuery) -> None:
        columns = {column.name: column for column in contract.columns}
        places = {column.name: staged.index(name) for column, name in zip(contract.columns, found, strict=True)}
        self._names = [*columns, SOURCE_ROW]
        self._staged = staged
        self._rules = [_RuleOfRows(rule, contract.version, columns, places) for rule in query.rules]
        self.rows: Counter[str] = Counter()

    def split(self, piece: pa.Table, output: Output) -> None:
        """Send each row of a piece where it belongs, in order."""
        if piece[BROKEN].null_count < piece.num_rows:
            self._count(piece[BROKEN])
        kept = piece.select(self._names)
        if piece[TEXTS].null_count < piece.num_rows:
            aside = pc.is_valid(piece[TEXTS])
            kept = kept.filter(pc.invert(aside))
            output.set_aside(self._told(piece.filter(aside)))
        output.accept(kept)

    def _count(self, broken: pa.ChunkedArray) -> None:
        for entry in pc.value_counts(pc.drop_null(pc.list_flatten(broken))).to_pylist():
            self.rows[self._rules[entry["values"]].id] += entry["counts"]

    def _told(self, piece: pa.Table) -> SetAside:
        """Tell of rows that all broke something."""
        texts = _rows_of(piece[TEXTS], len(self._staged))
        told = [""] * piece.num_rows
        for row, place in _broken_rules(piece[BROKEN], len(self._rules)):
            told[row] += f",{self._rules[place].told(texts[row])}"
        rows = [row_json(self._staged, row) for row in texts]
        return SetAside(piece[SOURCE_ROW].to_pylist(), rows, [f"[{some[1:]}]" for some in told])


def _rows_of(lists: pa.ChunkedArray, width: int) -> list[list[str | None]]:
    """Give lists of one length; cut from one long list, as Arrow is slow to make many."""
    cells = pc.list_flatten(lists).to_pylist()
    return [cells[start : start + width] for start in range(0, len(cells), width)]


def _broken_rules(lists: pa.ChunkedArray, width: int) -> Iterator[tuple[int, int]]:
    """Give row and place of every broken rule, row by row."""
    flags = pc.is_valid(pc.list_flatten(lists)).to_numpy().reshape(-1, width)
    rows, places = np.nonzero(flags)
    return zip(rows.tolist(), places.tolist(), strict=True)


class _RuleOfRows:
    """What one rule has to say of the rows that broke it.

    Attributes:
        id: of the rule.
    """

    def __init__(self, rule: Rule, version: str, columns: Mapping[str, Column], places: Mapping[str, int]) -> None:
        self.id = rule.id
        self._reason = REFUSED_REASON if rule == REFUSED else reason(rule, columns)
        self._places = [places[name] for name in rule.columns]
        self._telling = Telling(rule.id, version, rule.columns)

    def told(self, texts: Sequence[str | None]) -> str:
        """Give the JSON object of the broken rule."""
        return self._telling.json([texts[place] for place in self._places], self._reason)
