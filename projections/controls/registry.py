"""All controls, by id."""

from __future__ import annotations

from typing import Final

from projections.controls.areas import (
    architecture,
    change,
    documents,
    governance,
    integration,
    intelligence,
    lineage,
    meaning,
    modelling,
    people,
    quality,
    reference,
    security,
    storage,
)
from projections.controls.control import Control

AREAS: Final = (
    governance,
    architecture,
    modelling,
    storage,
    security,
    integration,
    documents,
    reference,
    intelligence,
    meaning,
    lineage,
    quality,
    change,
    people,
)
ORDER: Final = "GAMSCIDRBLQP"
"""Letters of ids, in the order in which controls are told."""
CONTROLS: Final[dict[str, Control]] = {
    each.id: each
    for each in sorted((each for area in AREAS for each in area.CONTROLS), key=lambda c: (ORDER.index(c.id[0]), c.id))
}
