"""Bronze: names and types by contract.

Does: sets aside rows that break the contract. Never deduplicates and knows no business rule beyond the contract's.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Self

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from ledger.definitions import Column, Contract, Layout, Rule
from ledger.errors import JobForgeError
from ledger.names import SOURCE_ROW, split_table
from projections.engines.sandbox import Limits, Relation, Sandbox
from projections.layers.arrival import Arrival
from projections.layers.bronze_query import BROKEN, TEXTS, BronzeQuery, bronze_query
from projections.layers.output import Output, rows_of
from projections.layers.promotion import Promotion, rule_counts
from projections.layers.quarantine import Broken, SetAside, named
from projections.layers.reasons import reason
from projections.storage.lake import Lake

STAGED = "staged.rows"


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

    Raises:
        UnknownColumn: the staged table lacks a promised column; nothing was read.
    """
    names = tuple(known.name for known in layout.columns)
    found = origins(contract, layout)
    query = bronze_query(contract, names, found, null_words, STAGED)
    splitter = _Splitter(contract, names, found, query)
    with Output(lake, bronze_table(contract), domain, arrival, contract) as output:
        with Sandbox({STAGED: staged}, limits) as engine:
            for batch in engine.stream(query.sql):
                splitter.split(pa.Table.from_batches([batch]), output)
        return output.finish(rows_of(staged.files), rule_counts(query.rules, splitter.rows))


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
        self._rules = [_Told.of(rule, contract.version, columns, places) for rule in query.rules]
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
            self.rows[self._rules[entry["values"]].rule.id] += entry["counts"]

    def _told(self, piece: pa.Table) -> Iterator[SetAside]:
        columns = (piece[name].to_pylist() for name in (SOURCE_ROW, TEXTS, BROKEN))
        for source_row, texts, broken in zip(*columns, strict=True):
            rules = tuple(self._rules[place].broken(texts) for place in broken if place is not None)
            yield SetAside(source_row, dict(zip(self._staged, texts, strict=True)), rules)


@attrs.frozen
class _Told:
    """A rule as it is told of a row that broke it.

    Attributes:
        places: of its columns among the staged texts.
    """

    rule: Rule
    version: str
    reason: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, rule: Rule, version: str, columns: Mapping[str, Column], places: Mapping[str, int]) -> Self:
        return cls(rule, version, reason(rule, columns), tuple(places[name] for name in rule.columns))

    def broken(self, texts: Sequence[str | None]) -> Broken:
        values = [texts[place] for place in self.places]
        return Broken(self.rule.id, self.version, named(self.rule.columns), named(values), self.reason)
