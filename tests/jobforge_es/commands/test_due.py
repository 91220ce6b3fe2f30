"""What ``status`` calls due is what ``promote`` and ``build`` then do."""

from __future__ import annotations

import shutil

import pytest

from jobforge_es.commands.build import reads
from jobforge_es.commands.due import waiting
from jobforge_es.commands.promote import bronze_of, due_for_bronze, due_for_silver
from jobforge_es.workspace import Workspace
from ledger.definitions import Contract
from projections.catalog import builds, definitions
from tests.jobforge_es.cli.offices import MORE


def due_by_promote(session):
    found = {}
    for row in definitions.contracts(session.db):
        if row.source is not None:
            contract = session.recall(row.definition, Contract)
            found[bronze_of(row.table_name)] = len(due_for_bronze(session, row))
            found[row.table_name] = len(due_for_silver(session, row, contract))
    return {table: count for table, count in found.items() if count}


def built_by_run(session):
    last = builds.builds(session.db)
    return {row.table_name for row in definitions.models(session.db) if row.table_name not in last}


def revise(project, old, new):
    path = project / "contracts/offices.yaml"
    path.write_text(path.read_text().replace(old, new))


def replace_mode(project):
    revise(
        project,
        "  - {property: jobforge.quarantineLimit",
        "  - {property: jobforge.mode, value: replace}\n  - {property: jobforge.quarantineLimit",
    )


STATES = {
    "nothing yet": lambda w, p: w.apply(),
    "landed": lambda w, p: (w.apply(), w.ingest([p / "inbox/offices_1.csv"], "offices")),
    "in bronze": lambda w, p: (w.apply(), w.ingest([p / "inbox/offices_1.csv"], "offices"), w.promote(to="bronze")),
    "in silver": lambda w, p: (w.apply(), w.ingest([p / "inbox/offices_1.csv"], "offices"), w.promote(to="silver")),
    "in gold": lambda w, p: w.run(),
    "a second file": lambda w, p: (w.run(), w.ingest([p / "more.csv"], "offices")),
    "a contract that rebuilds": lambda w, p: (w.run(), revise(p, "[A-Z][0-9]{2}", "[A-Z][0-9]+"), w.apply()),
    "a looser contract": lambda w, p: (w.run(), revise(p, "value: 60%", "value: 70%"), w.apply()),
    "newest only": lambda w, p: (
        replace_mode(p),
        w.run(),
        w.ingest([p / "more.csv"], "offices"),
        w.promote(to="bronze"),
    ),
    "refused": lambda w, p: (revise(p, "value: 60%", "value: 1%"), w.run()),
    "refused, then loosened": lambda w, p: (
        revise(p, "value: 60%", "value: 1%"),
        w.run(),
        revise(p, "value: 1%", "value: 70%"),
        w.apply(),
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_status_and_promote_agree_on_what_is_due(fresh, state):
    (fresh / "more.csv").write_text(MORE)
    workspace = Workspace.open(fresh)
    STATES[state](workspace, fresh)
    with workspace.reading() as session:
        said = waiting(session.db, session.vault.read)
        assert {t: n for t, n in said.items() if not t.startswith("gold.")} == due_by_promote(session)
        build = said.get("gold.dim_office", 0)
        inputs = [session.manifest.position(i) for row in definitions.models(session.db) for i in reads(row, None)]
    outcomes = workspace.promote()
    if build and all(inputs):
        assert "gold.dim_office" in {o.subject for o in outcomes if o.step == "build"}
    assert set(said) - {"gold.dim_office"} <= {o.subject for o in outcomes}


def test_after_a_run_nothing_is_due(ran, tmp_path):
    shutil.copytree(ran, tmp_path / "copy")
    with Workspace.open(tmp_path / "copy").reading() as session:
        assert waiting(session.db, session.vault.read) == {}
