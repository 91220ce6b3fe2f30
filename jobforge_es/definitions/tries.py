"""Read how often a source wants its steps tried."""

from __future__ import annotations

from typing import Final

from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.nested import part_of, seconds_in
from ledger.definitions import Retries

STEPS: Final = ("fetch", "ingest", "promote")
"""Steps with the files of a source."""

POLICY: Final = ("attempts", "first", "most", "within")
MOST: Final = 20


def retries(fields: Fields) -> dict[str, Retries]:
    """Compile ``retries``: for every step, and for one below its name; note what is wrong.

    What the source does not say is None, and empty where it says nothing, so that the settings of the project hold.
    """
    part = part_of(fields, "retries", (*POLICY, *STEPS))
    if part is None:
        return {}
    whole = _policy(part, Retries())
    own = {step: below for step in STEPS if (below := part_of(part, step, POLICY)) is not None}
    says_for_all = any(key in part for key in POLICY)
    return {step: _policy(own[step], whole) if step in own else whole for step in STEPS if step in own or says_for_all}


def _policy(part: Fields, usual: Retries) -> Retries:
    return Retries(
        attempts=part.whole("attempts", usual.attempts, 1, MOST),
        first=seconds_in(part, "first", usual.first),
        most=seconds_in(part, "most", usual.most),
        within=seconds_in(part, "within", usual.within),
    )
