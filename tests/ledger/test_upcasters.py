from __future__ import annotations

import pytest

from ledger.errors import UnknownEvent
from ledger.upcasters import Payload, upcast


def rename(payload: Payload) -> Payload:
    return {"new": payload["old"]}


def add(payload: Payload) -> Payload:
    return payload | {"added": None}


STEPS = {("thing", 1): rename, ("thing", 2): add}


def test_an_old_payload_goes_through_every_step_in_order() -> None:
    assert upcast("thing", 1, 3, {"old": 5}, STEPS) == {"new": 5, "added": None}


def test_a_younger_payload_goes_only_through_the_steps_after_it() -> None:
    assert upcast("thing", 2, 3, {"new": 5}, STEPS) == {"new": 5, "added": None}
    assert upcast("thing", 3, 3, {"new": 5}, STEPS) == {"new": 5}


def test_a_missing_step_is_refused() -> None:
    with pytest.raises(UnknownEvent, match="schema 1 of other into schema 2"):
        upcast("other", 1, 3, {}, STEPS)


@pytest.mark.parametrize("schema", [4, 0, -1])
def test_a_schema_outside_what_is_known_is_refused(schema: int) -> None:
    with pytest.raises(UnknownEvent):
        upcast("thing", schema, 3, {"old": 5}, STEPS)
