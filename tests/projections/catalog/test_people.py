from __future__ import annotations

from datetime import date

import pytest

from ledger.events import PropertySet
from projections.catalog.people import assignments, called, holders
from projections.catalog.vocabulary.people import assignment_key

TABLE = "table:silver.noc"


def says(world, kind, subject, **said):
    for name, value in said.items():
        what, _, language = name.partition("__")
        what = {"since": "from", "to": "for"}.get(what, what)
        world.record(f"{kind}-{subject}", PropertySet(kind, subject, what, language or None, (value,)))


def appoints(world, role, to, party="", **said):
    key = assignment_key(role, to, party, said.get("since"))
    says(world, "assignment", key, role=role, to=to, **({"party": party} if party else {"vacant": "true"}), **said)


def held(db, kind, subject, day, role="steward"):
    return [each.party for each in holders(db, role, kind, subject, date.fromisoformat(day))]


@pytest.fixture
def staffed(world):
    world.source()
    world.contract()
    says(world, "party", "ann", name__en="Ann Ash", name__fr="Ann Hache")
    appoints(world, "steward", TABLE, "ann", since="2026-01-01", until="2026-03-31")
    appoints(world, "steward", TABLE, "bo", since="2026-04-01", until="2026-04-30", acting_for="ann")
    appoints(world, "steward", TABLE, "", since="2026-05-01", until="2026-05-31")
    appoints(world, "steward", TABLE, "ann", since="2026-06-01")
    appoints(world, "owner", "source:noc", "kim")
    return world.derived()


@pytest.mark.parametrize(
    ("day", "parties"),
    [
        ("2025-12-31", []), ("2026-01-01", ["ann"]), ("2026-03-31", ["ann"]), ("2026-04-01", ["bo"]),
        ("2026-05-15", [""]), ("2026-06-01", ["ann"]), ("2030-01-01", ["ann"]),
    ],
)  # fmt: skip
def test_who_holds_a_role_goes_by_the_days_first_and_last_included(staffed, day, parties):
    assert held(staffed, "table", "silver.noc", day) == parties


def test_a_reappointment_is_another_assignment(staffed):
    keys = [each.key for each in assignments(staffed) if each.party == "ann"]
    assert keys == [f"steward of {TABLE}: ann from 2026-01-01", f"steward of {TABLE}: ann from 2026-06-01"]


@pytest.mark.parametrize(
    ("kind", "subject", "role", "parties"),
    [
        ("column", "silver.noc.code", "steward", ["bo"]),
        ("table", "bronze.noc", "steward", ["bo"]),
        ("table", "staged.noc", "steward", ["bo"]),
        ("table", "staged.noc", "owner", ["kim"]),
        ("table", "silver.noc", "owner", []),
        ("table", "gold.dim_noc", "steward", []),
    ],
)
def test_what_has_nobody_of_its_own_is_answered_for_by_what_it_belongs_to(staffed, kind, subject, role, parties):
    assert held(staffed, kind, subject, "2026-04-15", role) == parties


def test_a_holder_has_a_name_in_each_language_and_stands_in_for_somebody(staffed):
    (ann,) = holders(staffed, "steward", "table", "silver.noc", date(2026, 2, 1))
    assert (ann.name("en"), ann.name("fr"), ann.origin, ann.actor != "") == ("Ann Ash", "Ann Hache", "", True)
    (bo,) = holders(staffed, "steward", "table", "silver.noc", date(2026, 4, 2))
    assert (bo.name("fr"), bo.acting_for) == ("bo", "ann")
    (nobody,) = holders(staffed, "steward", "table", "silver.noc", date(2026, 5, 2))
    assert nobody.is_vacant
    assert called([ann, bo, nobody], "fr") == "Ann Hache, bo"


def test_terms_questions_and_sources_name_their_people_themselves(world):
    world.source()
    says(world, "term", "unit", steward="ann")
    says(world, "question", "q", owner="bo")
    says(world, "source", "noc", steward__fr="Bureau", steward__en="Desk")
    db = world.derived()
    assert held(db, "term", "unit", "2026-01-01") == ["ann"]
    assert held(db, "question", "q", "2026-01-01", "owner") == ["bo"]
    (desk,) = holders(db, "steward", "table", "staged.noc", date(2026, 1, 1))
    assert (desk.name("en"), desk.name("fr")) == ("Desk", "Bureau")


def test_an_assignment_of_a_term_goes_before_its_property(world):
    says(world, "term", "unit", steward="ann")
    appoints(world, "steward", "term:unit", "bo", until="2026-02-01")
    db = world.derived()
    assert held(db, "term", "unit", "2026-01-01") == ["bo"]
    assert held(db, "term", "unit", "2026-02-02") == ["ann"]
