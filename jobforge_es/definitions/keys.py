"""The primary key of a contract."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from jobforge_es.definitions.draft import Draft
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.nodes import Map
from ledger.definitions import Rule

UNPLACED = -1
"""The standard's way to say that there is no position."""


def read_key(draft: Draft, properties: Sequence[Map]) -> None:
    """Give the columns of the primary key their places, and add the rule ``key``.

    Places are those of ``primaryKeyPosition``, which must be 1, 2, 3 and so on; where no column gives one, the order of
    the file. A key of one column makes a ``unique`` rule on it superfluous.
    """
    places: dict[str, int | None] = {}
    for node in properties:
        fields = Fields.of(node, draft.findings)
        name = fields.text("name") or ""
        place = fields.whole("primaryKeyPosition", UNPLACED, UNPLACED, 10_000)
        if fields.flag("primaryKey", default=False):
            places[name] = None if place == UNPLACED else place
            if "required" in fields and not fields.flag("required", default=True):
                fields.wrong("required", f"{quoted(name)} is in the primary key and not required", "required: true")
        elif place != UNPLACED:
            what = f"{quoted(name)} has a place in the primary key and is not in it"
            fields.wrong("primaryKeyPosition", what, "add primaryKey: true, or remove the position")
    if places:
        _place(draft, places, properties)


def _place(draft: Draft, places: dict[str, int | None], properties: Sequence[Map]) -> None:
    given = [place for place in places.values() if place is not None]
    if given and sorted(given) != list(range(1, len(places) + 1)):
        _tell_places(draft, places, properties)
        return
    order = {name: place or at for at, (name, place) in enumerate(places.items(), 1)}
    for name, place in order.items():
        if name in draft.columns:
            draft.columns[name] = attrs.evolve(draft.columns[name], key=place)
    columns = tuple(sorted(order, key=order.__getitem__))
    draft.add(Rule("key", "key", columns), properties[0].mark)
    if len(columns) == 1:
        draft.rules.pop(f"{columns[0]}.unique", None)


def _tell_places(draft: Draft, places: dict[str, int | None], properties: Sequence[Map]) -> None:
    wanted = ", ".join(str(place) for place in range(1, len(places) + 1))
    said = ", ".join(f"{name}: {place or 'none'}" for name, place in places.items())
    first = next(f for f in (Fields.of(p, draft.findings) for p in properties) if "primaryKeyPosition" in f)
    first.wrong(
        "primaryKeyPosition",
        f"the positions in the primary key are not {wanted}",
        "number the columns of the key from 1, each once",
        why=f"they are {said}",
    )
