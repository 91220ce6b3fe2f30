"""Whether lineage reaches the sources, and is what steps did (DMBOK2 chapter 12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger.definitions.lineage import ALL
from projections.catalog.builds import builds
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Item, judged
from projections.lineage.column_edges import ColumnAt, column_edges

Above = Mapping[ColumnAt, set[ColumnAt]]


def reaching(at: Evidence) -> Iterator[Item]:
    """Follow every column up to fields of sources, or to a constant of its model."""
    above = _above(at)
    known: dict[ColumnAt, ColumnAt | None] = {}
    for row in at.promised_layers:
        for column in at.columns(row.table_name):
            here = ColumnAt(row.table_name, column.name)
            end = _dead_end(at, above, here, known)
            what = "" if end is None else "it ends at {column}, and nothing says what that is made from"
            show = ("jobforge", "lineage", str(here), "--up")
            yield judged(f"column:{here}", what, *show, column="" if end is None else str(end))


def _above(at: Evidence) -> Above:
    """Give what each column is made from; what cannot be told apart counts as all columns of its table."""
    found: dict[ColumnAt, set[ColumnAt]] = {}
    for edge in column_edges(at.db):
        if edge.downstream.column != ALL:
            up = edge.upstream
            names = [each.name for each in at.columns(up.table)] if up.column == ALL and edge.why else [up.column]
            found.setdefault(edge.downstream, set()).update(ColumnAt(up.table, name) for name in names)
    return found


def _dead_end(at: Evidence, above: Above, here: ColumnAt, known: dict[ColumnAt, ColumnAt | None]) -> ColumnAt | None:
    """Give the first column on the way up that is neither a field of a source nor made from anything."""
    if here in known:
        return known[here]
    known[here] = None  # while its own way is looked at: a circle is the matter of another control
    if here.table.startswith("source:") or here.column == ALL:
        return None
    ways = sorted(above.get(here, ()))
    if not ways:
        known[here] = None if _is_constant(at, here) else here
    else:
        ends = (_dead_end(at, above, each, known) for each in ways)
        known[here] = next((end for end in ends if end is not None), None)
    return known[here]


def _is_constant(at: Evidence, here: ColumnAt) -> bool:
    """Tell whether a model, or the time that history keeps, makes a column from nothing."""
    contract = at.contract_of(here.table)
    if contract is not None and contract.mode == "history" and here.column not in {c.name for c in contract.columns}:
        return True
    model = at.models.get(here.table)
    if model is None or model.lineage is None:
        return False
    return any(each.column == here.column and not each.uses for each in model.lineage.columns)


def observed(at: Evidence) -> Iterator[Item]:
    """Compare what every model declares that it reads with what its newest build read."""
    newest = builds(at.db)
    for table, model in at.models.items():
        build = newest.get(table)
        if build is not None:
            contract = at.contracts.get(table)
            compared = {rule.reference for rule in contract.rules if rule.reference} if contract else set()
            read = {each.table for each in build.input_tables} - (compared - set(model.inputs))
            differ = sorted(read ^ set(model.inputs))
            what = "its definition and its newest build differ about {names}" if differ else ""
            yield judged(f"table:{table}", what, "jobforge", "run", names=", ".join(differ))


CONTROLS = (
    Control(
        "L04",
        "Each column above staged leads back to fields of sources, or is a constant that a model declares.",
        "Chaque colonne au-dessus de staged remonte à des champs de sources, ou est une constante déclarée.",
        reaching,
    ),
    Control(
        "L05",
        "What models declare that they read is what they read.",
        "Ce que les modèles déclarent lire est ce qu'ils ont lu.",
        observed,
    ),
)
