"""The engine: from what was found of each member of a population to one status. No control names one itself.

========================  ==============================================================================================
``NOT_APPLICABLE``        a person said so, of all there is, with a reason and a day
``FAIL``                  it does not hold of something
``NOT_EVIDENCED``         of something nothing was found by which it could be judged
``STALE``                 what was found of something is too old, or the evidence that a person handed in
``WAIVED``                it does not hold of some things, and a person accepts that until a day
``ATTESTED``              a person vouches for it, with evidence; nothing was computed
``NOTHING_TO_CHECK``      there is nothing of which it could hold
``PASS``                  it holds of all there is
========================  ==============================================================================================

The first that fits counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import attrs

from ledger.errors import JobForgeError
from ledger.events.control import ControlStatus
from ledger.names import Position
from projections.catalog.control_decisions import ATTESTATION, SCOPE, WAIVER, ControlDecisionRow
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Found, Item, lacks

SHOWN: Final = 20
"""Failing items that a result keeps; the others are counted."""
PARTS_OF_FILE: Final = 4
"""Names in the path of a layer file, without its own: ``layers/<layer>/<domain>/<table>``, perhaps one more."""
PARTS_OF_PUBLISHED: Final = 3
"""Names in the path of what is published, with its own: ``published/<layer>/<table>``, and what lies there."""
UNREADABLE: Final = "it could not be looked at: {error}"
"""What is said of a control that cannot tell."""

SCORED: Final[tuple[ControlStatus, ...]] = ("PASS", "FAIL", "NOT_EVIDENCED", "STALE", "WAIVED")
"""What the score is made of: the share of the first. What was waived does not hold, and counts as such."""


@attrs.frozen
class Result:
    """What a control came to.

    Attributes:
        control: which.
        status: derived from the counts and from what people decided.
        population: how many things were looked at, without those that a person left out.
        counts: how many of them were found to be what; those that are waived are counted apart.
        waived, left_out: how many are accepted for a time, or were said not to be concerned.
        items: the first of those that do not hold, as they came.
        decisions: what people decided about it that counted here.
        position, day: of the state, and what the clock said.
    """

    control: Control
    status: ControlStatus
    population: int
    counts: dict[Found, int]
    waived: int
    left_out: int
    items: tuple[Item, ...]
    decisions: tuple[ControlDecisionRow, ...]
    position: Position
    day: date

    @property
    def failing(self) -> int:
        """How many things do not hold, those that are waived too."""
        return self.waived + sum(self.counts.get(each, 0) for each in (Found.BREAKS, Found.LACKS, Found.AGED))


def evaluate(control: Control, evidence: Evidence, shown: int = SHOWN, subject: str | None = None) -> Result:
    """Compute one control.

    Args:
        control: which.
        evidence: the state that is looked at.
        shown: how many failing items are kept.
        subject: with its kind; the only one that is asked about, with the columns and files of a table. None for all.
    """
    said = [each for each in evidence.decisions if each.control == control.id]
    mine = [each for each in said if each.is_in_force(evidence.day)]
    lapsed = any(each.kind == ATTESTATION for each in said if each not in mine)
    scopes, waivers, vouched = (_of_kind(mine, kind) for kind in (SCOPE, WAIVER, ATTESTATION))
    counts: Counter[Found] = Counter()
    waived = left_out = 0
    items: list[Item] = []
    outside = any(not each.subject for each in scopes)
    for item in () if outside else _looked(control, evidence, subject):
        if item.found is Found.OUTSIDE or _is_meant(item, scopes):
            left_out += 1
            continue
        good = item.found in (Found.HOLDS, Found.SAID)
        if not good and _is_meant(item, waivers):
            waived += 1
        else:
            counts[item.found] += 1
        if not good and len(items) < shown:
            items.append(item)
    if left_out and not waived + counts.total():
        outside = True
    status = _status(counts, waived, outside=outside, vouched=bool(vouched), lapsed=lapsed)
    population = waived + counts.total()
    told = (dict(counts), waived, left_out, tuple(items), tuple(mine), evidence.position, evidence.day)
    return Result(control, status, population, *told)


def _looked(control: Control, evidence: Evidence, subject: str | None) -> Iterator[Item]:
    """Let a control look, perhaps at one subject; where what it needs is damaged, it cannot tell, and the others do.

    What the error says may hold a value of a row and is left out; Arrow tells damage by a ``ValueError``.
    """
    try:
        yield from (item for item in control.look(evidence) if subject is None or subject in about(item))
    except (JobForgeError, OSError, ValueError) as error:
        told = error.code if isinstance(error, JobForgeError) else type(error).__name__
        yield lacks(f"control:{control.id}", UNREADABLE, "jobforge", "verify", error=told)


def _of_kind(decisions: Iterable[ControlDecisionRow], kind: str) -> list[ControlDecisionRow]:
    return [each for each in decisions if each.kind == kind]


def _is_meant(item: Item, decisions: Sequence[ControlDecisionRow]) -> bool:
    """Tell whether a decision is about an item: about its subject, or about the table that it is a column of."""
    return any(not each.subject or each.subject in about(item) for each in decisions)


def about(item: Item) -> tuple[str, ...]:
    """Name the subjects by which people may speak of an item: its own, and the table of a column or a file."""
    kind, _, key = item.subject.partition(":")
    if kind == "column":
        return item.subject, f"table:{key.rpartition('.')[0]}"
    parts = key.split("/")
    if kind == "file" and len(parts) > PARTS_OF_FILE and parts[0] == "layers":
        return item.subject, f"table:{parts[-4]}.{parts[-2]}"
    if kind == "file" and len(parts) >= PARTS_OF_PUBLISHED and parts[0] == "published":
        return item.subject, f"table:{parts[1]}.{parts[2]}"
    return (item.subject,)


def _status(counts: Counter[Found], waived: int, *, outside: bool, vouched: bool, lapsed: bool) -> ControlStatus:
    """Derive the status; evidence that a person handed in stands in for what is lacking, never for what fails.

    Where its last day has passed, it is what was found, and too old.
    """
    lacking, aged = counts[Found.LACKS], counts[Found.AGED]
    choices: tuple[tuple[bool | int, ControlStatus], ...] = (
        (outside, "NOT_APPLICABLE"),
        (counts[Found.BREAKS], "FAIL"),
        (lacking and not (vouched or lapsed), "NOT_EVIDENCED"),
        (aged or (lacking and not vouched), "STALE"),
        (waived, "WAIVED"),
        (lacking or counts[Found.SAID], "ATTESTED"),
        (not counts.total(), "NOTHING_TO_CHECK"),
    )
    return next((status for fits, status in choices if fits), "PASS")


def score(statuses: Iterable[str]) -> int | None:
    """Give the share of controls that pass, in per cent, rounded down; None where there is nothing to divide by."""
    counted = Counter(status for status in statuses if status in SCORED)
    return 100 * counted["PASS"] // counted.total() if counted.total() else None
