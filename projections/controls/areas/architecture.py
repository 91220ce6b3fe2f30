"""Where tables stand and how they depend on one another (DMBOK2 chapter 4)."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from ledger.names import GOLD_PREFIXES, LAYERS, is_name
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Item, breaks, judged
from projections.lineage.graph import Edge

FLOWS = ("promotion", "model")
"""Edges along which rows move; the others only compare."""


def registered(at: Evidence) -> Iterator[Item]:
    """Look at the name and the layer of every table that is there or was."""
    layers = {row.table_name: row.layer for row in at.tables}
    for table in sorted({*layers, *(each.table for each in at.files)}):
        yield judged(f"table:{table}", _misnamed(table, layers.get(table)), "jobforge", "plan")
    for each in at.files:
        layer, _, name = each.table.partition(".")
        if not each.file.path.startswith("layers/") or f"/{layer}/" not in each.file.path:
            yield breaks(f"table:{each.table}", "its file {path} lies in another layer", path=each.file.path)
        elif f"/{name}/" not in each.file.path:
            yield breaks(f"table:{each.table}", "its file {path} lies in the folder of another", path=each.file.path)


def _misnamed(table: str, registered_layer: str | None) -> str:
    layer, _, name = table.partition(".")
    if registered_layer is None:
        return "it is in no catalog"
    if layer not in LAYERS or layer != registered_layer:
        return "its name and its layer differ"
    if not is_name(name) or (layer == "gold" and not name.startswith(GOLD_PREFIXES)):
        return "its name breaks the rule"
    return ""


def on_disk(at: Evidence) -> Iterator[Item]:
    """Compare the files that are there with those that events recorded."""
    later = at.store.after(at.position) if at.is_past else ()
    recorded = {path for event in (*at.events(), *later) for path in _paths(event.data)}
    compacted = {each.file.path for each in at.manifest.covered()}
    for each in at.files:
        gone = not at.lake.has(each.file.path) and each.file.path not in compacted
        if gone and at.is_past:
            continue
        yield judged(f"file:{each.file.path}", "it is in effect and not there" if gone else "", "jobforge", "replay")
    for path in at.lake.files():
        if path not in recorded:
            yield breaks(f"file:{path}", "no event recorded it", "jobforge", "gc")
    yield from _published(at)


def _published(at: Evidence) -> Iterator[Item]:
    """Tell what is wrong of what is published; what is right there is no member, for no past state has it."""
    for place in at.published:
        gone = "what is published is not what is in effect" if place.file is None else "it is in effect and not there"
        unknown = "" if place.is_known else "no event recorded it"
        if what := unknown or ("" if place.is_there else gone):
            yield breaks(f"file:{place.path}", what, "jobforge", "replay")


def _paths(data: object) -> Iterator[str]:
    yield from (file.path for file in getattr(data, "files", ()))


def upward(at: Evidence) -> Iterator[Item]:
    """Look at the layers on both sides of every edge along which rows move."""
    for edge in at.edges:
        if edge.kind in FLOWS:
            yield judged(f"table:{edge.downstream}", *_against(at, edge), source=edge.upstream)


def _against(at: Evidence, edge: Edge) -> tuple[str, ...]:
    show = ("jobforge", "lineage", edge.downstream, "--up")
    low, high = (LAYERS.index(table.partition(".")[0]) for table in (edge.upstream, edge.downstream))
    if low > high:
        return "it is made from {source}, which lies above it", *show
    model = at.models.get(edge.downstream)
    declared = "" if model is None else model.about.get("reads", "")
    if low < high - 1 and LAYERS[low] not in declared.replace(",", " ").lower().split():
        return "it is made from {source} and leaves out a layer without saying so", *show
    return ("",)


def without_circles(at: Evidence) -> Iterator[Item]:
    """Sort the tables by what they are made from."""
    inputs: dict[str, set[str]] = {}
    for edge in at.edges:
        if edge.kind in FLOWS:
            inputs.setdefault(edge.downstream, set()).add(edge.upstream)
    circle = _circle(inputs)
    for table in sorted(inputs):
        what = "it is made from itself by way of {circle}" if table in circle else ""
        yield judged(f"table:{table}", what, "jobforge", "lineage", table, "--up", circle=", ".join(circle))


def _circle(inputs: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(inputs).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


CONTROLS = (
    Control(
        "A01",
        "Each table is registered, in one layer, and named by the rule.",
        "Chaque tableau est enregistré, dans une seule couche, et nommé selon la règle.",
        registered,
    ),
    Control(
        "A02",
        "The files on the disk are those of the ledger.",
        "Les fichiers sur le disque sont ceux du registre.",
        on_disk,
        version=2,
    ),
    Control(
        "A03",
        "Rows move upward only, one layer after the other unless a model says otherwise.",
        "Les lignes ne font que monter, une couche après l'autre, sauf si un modèle le déclare.",
        upward,
    ),
    Control(
        "A04",
        "No table is made from itself.",
        "Aucun tableau n'est fait à partir de lui-même.",
        without_circles,
    ),
)
