from __future__ import annotations

import json
from datetime import date

import pytest

from ledger.names import Position
from projections.catalog.people import in_force
from projections.catalog.rows import put
from projections.catalog.statements import StatementRow, StatementsProjection
from projections.read_models import read_models

ASSIGNMENTS = {
    "a": {"role": "steward", "for": "table:silver.x", "party": "ada", "until": "2026-03-31"},
    "b": {"role": "steward", "for": "table:silver.x", "party": "bo", "from": "2026-04-01", "acting_for": "cy"},
    "c": {"role": "owner", "for": "table:silver.x", "vacant": "true", "party": "cy"},
    "d": {"role": "steward", "for": "table:silver.y", "party": "ada"},
}


@pytest.fixture(scope="module")
def db():
    db = read_models(None, [StatementsProjection()])
    said = [("assignment", key, name, "", text) for key, names in ASSIGNMENTS.items() for name, text in names.items()]
    for kind, subject, name, language, text in [*said, ("party", "ada", "name", "en", "Ada Example")]:
        words = json.dumps([text])
        put(db, "statements", StatementRow(kind, subject, name, language, words, "", Position(1), None, "lea", "", ""))
    yield db
    db.close()


@pytest.mark.parametrize(
    ("day", "steward"),
    [("2026-03-31", "ada"), ("2026-04-01", "bo"), ("2000-01-01", "ada"), ("2999-01-01", "bo")],
)
def test_a_role_is_held_from_its_first_to_its_last_day(db, day, steward):
    owner, holder = in_force(db, "table:silver.x", date.fromisoformat(day))
    assert (holder.role, holder.party) == ("steward", steward)
    assert (owner.role, owner.party, owner.names) == ("owner", "", {})


def test_names_and_in_whose_place_are_told(db):
    assert in_force(db, "table:silver.x", date(2026, 1, 1))[1].names == {"en": "Ada Example"}
    assert in_force(db, "table:silver.x", date(2026, 5, 1))[1].acting_for == "cy"
    assert in_force(db, "table:silver.z", date(2026, 5, 1)) == []
